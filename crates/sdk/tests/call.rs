//! What a Task state gets for what a service answers. The forms are those recorded from AWS, in
//! our own words.

use std::sync::{Arc, Mutex};

use asl::state::{Integration, Resource};
use asl::{Value, json};
use bytes::Bytes;
use http::StatusCode;
use interpreter::{Failure, Payload};
use sdk::Poll;
use wire::service::Unreachable;
use wire::{ApiError, Body, Future, Permission, Response, Services};

/// Services that give one answer and keep what they were asked.
struct Answering {
    answer: Result<Answer, Unreachable>,
    asked: Mutex<Vec<(String, http::Request<Bytes>)>>,
}

/// Status, headers, body.
type Answer = (u16, Vec<(&'static str, &'static str)>, Vec<u8>);

impl Answering {
    fn new(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answering {
        Answering {
            answer: Ok((status, headers.to_vec(), body.as_bytes().to_vec())),
            asked: Mutex::default(),
        }
    }

    fn unreachable(why: Unreachable) -> Answering {
        Answering {
            answer: Err(why),
            asked: Mutex::default(),
        }
    }

    fn asked(&self) -> (String, http::Request<Bytes>) {
        let asked = self.asked.lock().expect("not poisoned");
        asked.last().expect("a request").clone()
    }
}

impl Services for Answering {
    fn call(
        &self,
        service: &str,
        _role_arn: Option<Arc<str>>,
        request: http::Request<Bytes>,
    ) -> Future<'static, Result<Response, Unreachable>> {
        let mut asked = self.asked.lock().expect("not poisoned");
        asked.push((service.to_owned(), request));
        let answer = self.answer.clone().map(|(status, headers, body)| {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).expect("a status");
            for (name, value) in headers {
                response
                    .headers_mut()
                    .insert(name, value.parse().expect("a value"));
            }
            response
        });
        Box::pin(async move { answer })
    }

    fn may(&self, _: Option<Arc<str>>, _: &Permission) -> Result<(), ApiError> {
        Ok(())
    }
}

fn integration(resource: &str) -> Integration {
    match Resource::parse(&format!("arn:aws:states:::{resource}")) {
        Resource::Integration(integration) => integration,
        other => panic!("{other:?} is no integration"),
    }
}

fn value(text: &str) -> Value {
    json::from_text(text).expect("JSON")
}

async fn call(services: &Answering, resource: &str, parameters: &str) -> Result<Value, Failure> {
    let parameters = value(parameters);
    sdk::call(services, &integration(resource), &parameters, None, "key-1").await
}

fn parts(failure: &Failure) -> (&str, &str) {
    (
        failure.error.as_deref().unwrap_or_default(),
        failure.cause.as_deref().unwrap_or_default(),
    )
}

const ID: (&str, &str) = ("x-amzn-requestid", "id-1");

#[tokio::test]
async fn a_function_is_invoked_with_its_payload() {
    let services = Answering::new(
        200,
        &[ID, ("x-amz-executed-version", "$LATEST")],
        r#"{"a":1.0}"#,
    );
    let parameters = r#"{"FunctionName":"arn:aws:lambda:x:1:function:f","Payload":{"b":[1,2.0]}}"#;
    let result = call(&services, "lambda:invoke", parameters)
        .await
        .expect("a result");
    assert_eq!(
        json::to_text(result.get("Payload").expect("a payload")),
        r#"{"a":1.0}"#
    );
    let keys: Vec<&str> = result
        .as_object()
        .expect("fields")
        .keys()
        .map(|key| &**key)
        .collect();
    let expected = [
        "ExecutedVersion",
        "Payload",
        "SdkHttpMetadata",
        "SdkResponseMetadata",
        "StatusCode",
    ];
    assert_eq!(keys, expected);
    let (service, request) = services.asked();
    assert_eq!(service, "lambda");
    assert_eq!(request.body(), r#"{"b":[1,2.0]}"#);
    assert_eq!(
        request.headers()[sdk::function::IDEMPOTENCY_KEY_HEADER],
        "key-1"
    );
    let path = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Ax%3A1%3Afunction%3Af/invocations";
    assert_eq!(request.uri(), path);
    // A text is the payload's text, and null is none.
    for (payload, body) in [(r#""\"x\"""#, "\"x\""), ("null", "")] {
        let parameters = format!(r#"{{"FunctionName":"f","Payload":{payload}}}"#);
        call(&services, "lambda:invoke", &parameters)
            .await
            .expect("a result");
        assert_eq!(services.asked().1.body(), body);
    }
}

#[tokio::test]
async fn a_function_that_fails_is_the_error() {
    let failed = [ID, ("x-amz-function-error", "Unhandled")];
    let body = r#"{"errorMessage": "no stock", "errorType": "OutOfStock"}"#;
    let services = Answering::new(200, &failed, body);
    let failure = call(&services, "lambda:invoke", r#"{"FunctionName":"f"}"#)
        .await
        .expect_err("it failed");
    let compact = r#"{"errorMessage":"no stock","errorType":"OutOfStock"}"#;
    assert_eq!(parts(&failure), ("OutOfStock", compact));
    // A bare ARN keeps the text as it came.
    let payload = Payload::empty_object();
    let failure = sdk::invoke_function(&services, "f", &payload, None, "key")
        .await
        .expect_err("it failed");
    assert_eq!(parts(&failure), ("OutOfStock", body));
    let services = Answering::new(200, &failed, r#"{"errorMessage":"timed out"}"#);
    let failure = sdk::invoke_function(&services, "f", &payload, None, "key")
        .await
        .expect_err("it failed");
    let (error, cause) = parts(&failure);
    assert_eq!(error, "Lambda.Unknown");
    assert!(
        cause.ends_with(r#"Returned payload: {"errorMessage":"timed out"}"#),
        "{cause}"
    );
}

#[tokio::test]
async fn what_a_bare_function_returns_is_the_result() {
    let payload = Payload::new(value(r#"{"a":1}"#)).expect("small");
    for (body, result) in [
        (r#"{"a":1}"#, r#"{"a":1}"#),
        ("0", "0"),
        ("plain", "\"plain\""),
    ] {
        let services = Answering::new(200, &[ID], body);
        let given = sdk::invoke_function(&services, "f", &payload, None, "key").await;
        assert_eq!(json::to_text(&given.expect("a result")), result);
        assert_eq!(services.asked().1.body(), r#"{"a":1}"#);
    }
    let missing = Answering::new(
        404,
        &[ID, ("x-amzn-errortype", "ResourceNotFoundException")],
        r#"{"Type":"User","Message":"no such function"}"#,
    );
    let failure = sdk::invoke_function(&missing, "f", &payload, None, "key")
        .await
        .expect_err("refused");
    let cause = "no such function (Service: AWSLambda; Status Code: 404; Error Code: \
                 ResourceNotFoundException; Request ID: id-1; Proxy: null)";
    assert_eq!(parts(&failure), ("Lambda.ResourceNotFoundException", cause));
}

#[tokio::test]
async fn objects_become_text_where_services_want_text() {
    let sqs = Answering::new(200, &[ID], r#"{"MD5OfMessageBody":"d","MessageId":"m"}"#);
    let parameters = r#"{"QueueUrl":"http://q/1","MessageBody":{"TaskToken":"t"}}"#;
    let result = call(&sqs, "sqs:sendMessage.waitForTaskToken", parameters)
        .await
        .expect("sent");
    assert_eq!(result.get("MD5OfMessageBody"), Some(&Value::from("d")));
    let (service, request) = sqs.asked();
    assert_eq!(service, "sqs");
    assert_eq!(request.headers()["x-amz-target"], "AmazonSQS.SendMessage");
    let sent = value(std::str::from_utf8(request.body()).expect("text"));
    assert_eq!(
        sent.get("MessageBody"),
        Some(&Value::from(r#"{"TaskToken":"t"}"#))
    );

    let sns = Answering::new(
        200,
        &[ID],
        "<PublishResponse xmlns=\"http://x\"><PublishResult><MessageId>m</MessageId>\
         </PublishResult></PublishResponse>",
    );
    let parameters = r#"{"TopicArn":"t","Message":{"a":1},
        "MessageAttributes":{"k":{"DataType":"String","StringValue":"v w"}}}"#;
    let result = call(&sns, "sns:publish", parameters)
        .await
        .expect("published");
    assert_eq!(result.get("MessageId"), Some(&Value::from("m")));
    let body = "Action=Publish&Version=2010-03-31&TopicArn=t&Message=%7B%22a%22%3A1%7D&\
                MessageAttributes.entry.1.Name=k&\
                MessageAttributes.entry.1.Value.DataType=String&\
                MessageAttributes.entry.1.Value.StringValue=v%20w";
    assert_eq!(sns.asked().1.body(), body);
}

#[tokio::test]
async fn events_that_are_not_taken_are_a_failure() {
    let body = r#"{"FailedEntryCount":1,"Entries":[{"EventId":"e"},{"ErrorMessage":"m","ErrorCode":"c"}]}"#;
    let services = Answering::new(200, &[ID], body);
    let failure = call(
        &services,
        "events:putEvents",
        r#"{"Entries":[{"Detail":{"a":1}}]}"#,
    )
    .await
    .expect_err("one was not taken");
    let cause = r#"{"Entries":[{"EventId":"e"},{"ErrorCode":"c","ErrorMessage":"m"}],"FailedEntryCount":1}"#;
    assert_eq!(parts(&failure), ("EventBridge.FailedEntry", cause));
    let taken = Answering::new(
        200,
        &[ID],
        r#"{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}"#,
    );
    let result = call(&taken, "events:putEvents", r#"{"Entries":[{}]}"#)
        .await
        .expect("taken");
    let expected = r#"{"Entries":[{"EventId":"e"}],"FailedEntryCount":0}"#;
    assert_eq!(json::to_text(&result), expected);
}

#[tokio::test]
async fn sdk_integrations_show_what_is_modelled_in_order() {
    let headers = [
        ("content-type", "binary/octet-stream"),
        ("content-length", "4"),
        ("etag", "\"e\""),
        ("last-modified", "Sat, 31 Jan 2026 10:00:07 GMT"),
        ("x-amz-meta-one", "1"),
        ("server", "S3"),
    ];
    let services = Answering::new(200, &headers, "text");
    let result = call(
        &services,
        "aws-sdk:s3:getObject",
        r#"{"Bucket":"b","Key":"a/b c"}"#,
    )
    .await;
    let expected = concat!(
        r#"{"ContentLength":4,"ContentType":"binary/octet-stream","ETag":"\"e\"","#,
        r#""LastModified":"2026-01-31T10:00:07Z","Metadata":{"one":"1"},"Body":"text"}"#,
    );
    assert_eq!(json::to_text(&result.expect("an object")), expected);
    assert_eq!(services.asked().1.uri(), "/b/a/b%20c");

    let body =
        r#"{"Items":[{"id":{"S":"1"},"data":{"B":"aGk="}}],"ScannedCount":1,"Count":1,"New":2}"#;
    let services = Answering::new(200, &[ID], body);
    let result = call(&services, "aws-sdk:dynamodb:query", r#"{"TableName":"t"}"#).await;
    let expected = r#"{"Count":1,"Items":[{"id":{"S":"1"},"data":{"B":"hi"}}],"ScannedCount":1}"#;
    assert_eq!(json::to_text(&result.expect("items")), expected);
    let result = call(&services, "dynamodb:getItem", r#"{"TableName":"t"}"#)
        .await
        .expect("an answer");
    assert!(result.get("SdkHttpMetadata").is_some() && result.get("Items").is_none());
}

#[tokio::test]
async fn refusals_are_named_after_the_exception() {
    let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no"}"#;
    let services = Answering::new(400, &[ID], body);
    let parameters = r#"{"TableName":"t","Item":{"id":{"S":"1"}}}"#;
    let failure = call(&services, "dynamodb:putItem", parameters)
        .await
        .expect_err("refused");
    let cause = "no (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: \
                 ConditionalCheckFailedException; Request ID: id-1; Proxy: null)";
    assert_eq!(
        parts(&failure),
        ("DynamoDB.ConditionalCheckFailedException", cause)
    );
    let failure = call(&services, "aws-sdk:dynamodb:putItem", parameters)
        .await
        .expect_err("refused");
    assert_eq!(
        parts(&failure).0,
        "DynamoDb.ConditionalCheckFailedException"
    );

    let body = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message>no bucket</Message>\
                <RequestId>r</RequestId><HostId>h</HostId></Error>";
    let services = Answering::new(404, &[], body);
    let failure = call(&services, "aws-sdk:s3:listObjects", r#"{"Bucket":"b"}"#)
        .await
        .expect_err("refused");
    let cause = "no bucket (Service: S3, Status Code: 404, Request ID: r, \
                 Extended Request ID: h) (SDK Attempt Count: 1)";
    assert_eq!(parts(&failure), ("S3.NoSuchBucketException", cause));

    let old = [
        ID,
        (
            "x-amzn-query-error",
            "AWS.SimpleQueueService.NonExistentQueue;Sender",
        ),
    ];
    let services = Answering::new(
        400,
        &old,
        r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}"#,
    );
    let failure = call(&services, "sqs:sendMessage", r#"{"QueueUrl":"q"}"#)
        .await
        .expect_err("refused");
    let (error, cause) = parts(&failure);
    assert_eq!(error, "SQS.QueueDoesNotExistException");
    assert!(
        cause.contains("Error Code: AWS.SimpleQueueService.NonExistentQueue;"),
        "{cause}"
    );
}

#[tokio::test]
async fn what_cannot_be_called_says_why() {
    let services = Answering::unreachable(Unreachable::NoEndpoint);
    let failure = call(&services, "aws-sdk:s3:listBuckets", "{}")
        .await
        .expect_err("no endpoint");
    let cause = "Unable to execute HTTP request: no endpoint is configured for `s3`";
    assert_eq!(parts(&failure), ("S3.SdkClientException", cause));
    for (resource, parameters, why) in [
        (
            "aws-sdk:s3:getObjekt",
            "{}",
            "`s3` has no operation `getObjekt`",
        ),
        ("aws-sdk:nothing:x", "{}", "there is no service `nothing`"),
        (
            "sqs:sendMessage",
            r#"{"Queue":1}"#,
            r#"The Parameters '{"Queue":1}' could not be used to start the Task: [The field 'Queue' is not supported by Step Functions]"#,
        ),
        (
            "apigateway:invoke",
            r#"{"ApiEndpoint":"a.execute-api.x.amazonaws.com","Method":"GET","Headers":{"h":"v"}}"#,
            r#"The Parameters '{"ApiEndpoint":"a.execute-api.x.amazonaws.com","Method":"GET","Headers":{"h":"v"}}' could not be used to start the Task: [The value of the field 'Headers' has an invalid format]"#,
        ),
        (
            "apigateway:invoke",
            r#"{"ApiEndpoint":"evil.example","Method":"GET"}"#,
            r#"The Parameters '{"ApiEndpoint":"evil.example","Method":"GET"}' could not be used to start the Task: [The value of the field 'ApiEndpoint' has an invalid format]"#,
        ),
        ("eks:runJob.sync", "{}", "`eks` has no operation `runJob`"),
        (
            "emr-serverless:stopApplication.sync",
            "{}",
            "the integration `emr-serverless:stopApplication.sync` is not served here",
        ),
    ] {
        let failure = call(&services, resource, parameters)
            .await
            .expect_err("refused");
        assert_eq!(parts(&failure), ("States.Runtime", why));
        assert!(!failure.recoverable);
    }
}

#[tokio::test]
async fn an_api_is_called_at_its_host() {
    let services = Answering::new(
        200,
        &[("content-type", "application/json")],
        r#"{"ok":true}"#,
    );
    let parameters = r#"{"ApiEndpoint":"x.execute-api.us-east-1.amazonaws.com","Method":"POST",
        "Stage":"dev","Path":"/a b","QueryParameters":{"q":["1","2"]},"RequestBody":"hi",
        "AuthType":"NO_AUTH"}"#;
    let result = call(&services, "apigateway:invoke", parameters)
        .await
        .expect("a result");
    let expected = concat!(
        r#"{"Headers":{"Content-Type":["application/json"]},"ResponseBody":{"ok":true},"#,
        r#""StatusCode":200,"StatusText":"OK"}"#,
    );
    assert_eq!(json::to_text(&result), expected);
    let (service, request) = services.asked();
    assert_eq!(service, "execute-api");
    assert_eq!(request.uri(), "/dev/a%20b?q=1&q=2");
    let host = request.extensions().get::<sdk::request::Host>();
    let name = "x.execute-api.us-east-1.amazonaws.com";
    let expected = sdk::request::HostName::Whole(name.into());
    assert_eq!(host.map(|host| &host.name), Some(&expected));
    assert_eq!(request.body(), "\"hi\"");
    let refused = Answering::new(
        403,
        &[("content-type", "application/json")],
        r#"{"message":"no"}"#,
    );
    let failure = call(&refused, "apigateway:invoke", parameters)
        .await
        .expect_err("refused");
    assert_eq!(parts(&failure), ("ApiGateway.403", r#"{"message":"no"}"#));
}

#[tokio::test]
async fn tokens_are_given_where_there_are_any() {
    let services = Answering::new(200, &[ID], r#"{"ARN":"a"}"#);
    call(
        &services,
        "aws-sdk:secretsmanager:createSecret",
        r#"{"Name":"n"}"#,
    )
    .await
    .expect("made");
    let sent = value(std::str::from_utf8(services.asked().1.body()).expect("text"));
    let token = sent
        .get("ClientRequestToken")
        .and_then(Value::as_str)
        .expect("a token");
    assert_eq!(token.len(), 36);
    let own = r#"{"Name":"n","ClientRequestToken":"mine"}"#;
    call(&services, "aws-sdk:secretsmanager:createSecret", own)
        .await
        .expect("made");
    let sent = value(std::str::from_utf8(services.asked().1.body()).expect("text"));
    assert_eq!(sent.get("ClientRequestToken"), Some(&Value::from("mine")));
}

#[tokio::test]
async fn a_job_is_asked_about_until_it_is_done() {
    let submit = Answering::new(200, &[ID], r#"{"jobId":"j","jobName":"n"}"#);
    let batch = integration("batch:submitJob.sync");
    let parameters = value(r#"{"JobName":"n","JobQueue":"q","JobDefinition":"d"}"#);
    let submitted = sdk::call(&submit, &batch, &parameters, None, "key")
        .await
        .expect("submitted");
    let cases = [
        ("RUNNING", None),
        ("SUCCEEDED", Some(true)),
        ("FAILED", Some(false)),
    ];
    for (status, done) in cases {
        let body = format!(r#"{{"jobs":[{{"jobId":"j","status":"{status}"}}]}}"#);
        let services = Answering::new(200, &[ID], &body);
        let progress = sdk::poll(&services, &batch, &parameters, &submitted, None).await;
        assert_eq!(services.asked().1.body(), r#"{"jobs":["j"]}"#);
        let shown = format!(r#"{{"JobId":"j","Status":"{status}"}}"#);
        match (progress, done) {
            (Poll::Pending, None) => {}
            (Poll::Done(Ok(job)), Some(true)) => assert_eq!(json::to_text(&job), shown),
            (Poll::Done(Err(failure)), Some(false)) => {
                assert_eq!(parts(&failure), ("States.TaskFailed", &*shown));
            }
            (progress, _) => panic!("{status}: {progress:?}"),
        }
    }
    let busy = Answering::new(503, &[], "");
    let progress = sdk::poll(&busy, &batch, &parameters, &submitted, None).await;
    assert_eq!(progress, Poll::Pending);
}
