//! Real answers: moto, which speaks the protocols of AWS, is asked through `Remote`.
//!
//! Without moto there is nobody to ask, and the tests say so.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use asl::state::{Integration, Resource};
use asl::{Value, json};
use bytes::Bytes;
use interpreter::Failure;
use sdk::Remote;
use sdk::remote::Endpoint;
use wire::service::Unreachable;
use wire::{ApiError, Future, Permission, Response, Services};

/// How long moto may take to begin.
const STARTS_WITHIN: Duration = Duration::from_mins(1);

/// A server of moto's, which ends with the test.
struct Moto {
    server: Child,
    remote: Remote,
    endpoint: Endpoint,
}

impl Moto {
    /// `None` where moto is not installed.
    fn start() -> Option<Moto> {
        let installed = Command::new("python3")
            .args(["-c", "import moto.server, flask"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !installed {
            eprintln!("skipped: moto is not installed");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let server = Command::new("python3")
            .args([
                "-m",
                "moto.server",
                "-H",
                "127.0.0.1",
                "-p",
                &port.to_string(),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto starts");
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < STARTS_WITHIN, "moto does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        let endpoint = format!("http://127.0.0.1:{port}");
        Some(Moto {
            server,
            remote: Remote::new(),
            endpoint: Endpoint::parse(&endpoint, "us-east-1").expect("an endpoint"),
        })
    }

    async fn call(&self, resource: &str, parameters: &str) -> Result<Value, Failure> {
        let arn = format!("arn:aws:states:::{resource}");
        let Resource::Integration(integration) = Resource::parse(&arn) else {
            panic!("{resource} is no integration");
        };
        let integration: Integration = integration;
        let parameters = json::from_text(parameters).expect("JSON");
        sdk::call(self, &integration, &parameters, None, "key").await
    }

    /// The result, as JSON text of what is at the path.
    async fn get(&self, resource: &str, parameters: &str, path: &[&str]) -> String {
        let result = self.call(resource, parameters).await;
        let result = result.unwrap_or_else(|failure| panic!("{resource}: {failure:?}"));
        let found = path.iter().try_fold(&result, |value, step| match value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            other => other.get(step),
        });
        let found = found.unwrap_or_else(|| panic!("{resource}: no {path:?} in {result:?}"));
        json::to_text(found)
    }

    async fn error(&self, resource: &str, parameters: &str) -> String {
        let failure = self.call(resource, parameters).await;
        let failure = failure.expect_err("it is refused");
        let cause = failure.cause.as_deref().unwrap_or_default();
        assert!(cause.contains("(Service: "), "{cause}");
        failure.error.as_deref().unwrap_or_default().to_owned()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Services for Moto {
    fn call(
        &self,
        service: &str,
        _role_arn: Option<Arc<str>>,
        request: http::Request<Bytes>,
    ) -> Future<'static, Result<Response, Unreachable>> {
        // moto tells services apart by the scope of the signature, and does not check it.
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIAX/20260131/us-east-1/{service}/aws4_request, \
             SignedHeaders=host, Signature=0"
        );
        let (remote, endpoint) = (self.remote.clone(), self.endpoint.clone());
        Box::pin(async move {
            let sign = |mut request: http::Request<Bytes>| {
                let value = authorization
                    .parse()
                    .map_err(|_| "not a header".to_owned())?;
                request.headers_mut().insert("authorization", value);
                Ok(request)
            };
            remote.call(&endpoint, request, Some(&sign)).await
        })
    }

    fn may(&self, _: Option<Arc<str>>, _: &Permission) -> Result<(), ApiError> {
        Ok(())
    }
}

#[tokio::test]
async fn services_of_every_protocol_answer() {
    let Some(moto) = Moto::start() else {
        return;
    };
    queues(&moto).await;
    topics(&moto).await;
    objects(&moto).await;
    tables(&moto).await;
    others(&moto).await;
    more(&moto).await;
}

/// JSON, and codes of the query protocol.
async fn queues(moto: &Moto) {
    let url = moto
        .get(
            "aws-sdk:sqs:createQueue",
            r#"{"QueueName":"q"}"#,
            &["QueueUrl"],
        )
        .await;
    let send = format!(r#"{{"QueueUrl":{url},"MessageBody":{{"a":1}}}}"#);
    let digest = moto
        .get("sqs:sendMessage", &send, &["MD5OfMessageBody"])
        .await;
    assert_eq!(digest, r#""bb6cb5c68df4652941caf652a366f2d8""#);
    let receive = format!(r#"{{"QueueUrl":{url},"AttributeNames":["All"]}}"#);
    let received = moto
        .call("aws-sdk:sqs:receiveMessage", &receive)
        .await
        .expect("a message");
    let message = &received
        .get("Messages")
        .and_then(Value::as_array)
        .expect("messages")[0];
    assert_eq!(message.get("Body"), Some(&Value::from(r#"{"a":1}"#)));
    assert!(message.get("Md5OfBody").is_some(), "{message:?}");
    let missing = r#"{"QueueUrl":"http://127.0.0.1/123456789012/none","MessageBody":"x"}"#;
    assert_eq!(
        moto.error("sqs:sendMessage", missing).await,
        "SQS.QueueDoesNotExistException"
    );
    assert_eq!(
        moto.error("aws-sdk:sqs:sendMessage", missing).await,
        "Sqs.QueueDoesNotExistException"
    );
}

/// The query protocol.
async fn topics(moto: &Moto) {
    let arn = moto
        .get("aws-sdk:sns:createTopic", r#"{"Name":"t"}"#, &["TopicArn"])
        .await;
    let publish = format!(
        r#"{{"TopicArn":{arn},"Message":{{"a":1}},"MessageAttributes":
            {{"k":{{"DataType":"String","StringValue":"v"}}}}}}"#
    );
    let status = ["SdkHttpMetadata", "HttpStatusCode"];
    assert_eq!(moto.get("sns:publish", &publish, &status).await, "200");
    assert_eq!(
        moto.get("aws-sdk:sns:listTopics", "{}", &["Topics", "0", "TopicArn"])
            .await,
        arn
    );
    let missing = r#"{"TopicArn":"arn:aws:sns:us-east-1:123456789012:none","Message":"x"}"#;
    assert_eq!(
        moto.error("sns:publish", missing).await,
        "SNS.NotFoundException"
    );
}

/// XML, headers, streamed bodies.
async fn objects(moto: &Moto) {
    moto.call("aws-sdk:s3:createBucket", r#"{"Bucket":"bkt"}"#)
        .await
        .expect("a bucket");
    for (body, text) in [
        (r#"{"Dict":"Value"}"#, r#""{\"Dict\":\"Value\"}""#),
        ("0", r#""0""#),
    ] {
        let put = format!(
            r#"{{"Bucket":"bkt","Key":"a/é b","Body":{body},"Metadata":{{"m":"1"}},"ACL":"private"}}"#
        );
        assert!(
            moto.get("aws-sdk:s3:putObject", &put, &["ETag"])
                .await
                .contains("\\\"")
        );
        let get = r#"{"Bucket":"bkt","Key":"a/é b"}"#;
        assert_eq!(moto.get("aws-sdk:s3:getObject", get, &["Body"]).await, text);
        let metadata = moto.get("aws-sdk:s3:headObject", get, &["Metadata"]).await;
        assert_eq!(metadata, r#"{"m":"1"}"#);
    }
    let listed = ["Contents", "0", "Key"];
    let key = moto
        .get("aws-sdk:s3:listObjectsV2", r#"{"Bucket":"bkt"}"#, &listed)
        .await;
    assert_eq!(key, r#""a/é b""#);
    let name = ["Buckets", "0", "Name"];
    assert_eq!(
        moto.get("aws-sdk:s3:listBuckets", "{}", &name).await,
        r#""bkt""#
    );
    let tags = r#"{"Bucket":"bkt","Tagging":{"TagSet":[{"Key":"k","Value":"<v>"}]}}"#;
    moto.call("aws-sdk:s3:putBucketTagging", tags)
        .await
        .expect("tagged");
    let value = ["TagSet", "0", "Value"];
    let tag = moto
        .get("aws-sdk:s3:getBucketTagging", r#"{"Bucket":"bkt"}"#, &value)
        .await;
    assert_eq!(tag, r#""<v>""#);
    let delete = r#"{"Bucket":"bkt","Delete":{"Objects":[{"Key":"a/é b"}]}}"#;
    let deleted = ["Deleted", "0", "Key"];
    assert_eq!(
        moto.get("aws-sdk:s3:deleteObjects", delete, &deleted).await,
        r#""a/é b""#
    );
    let gone = r#"{"Bucket":"bkt","Key":"a/é b"}"#;
    assert_eq!(
        moto.error("aws-sdk:s3:getObject", gone).await,
        "S3.NoSuchKeyException"
    );
    assert_eq!(
        moto.error("aws-sdk:s3:headObject", gone).await,
        "S3.NoSuchKeyException"
    );
    let nowhere = r#"{"Bucket":"none"}"#;
    assert_eq!(
        moto.error("aws-sdk:s3:listObjects", nowhere).await,
        "S3.NoSuchBucketException"
    );
}

/// JSON with structures that contain themselves.
async fn tables(moto: &Moto) {
    let create = r#"{"TableName":"t","BillingMode":"PAY_PER_REQUEST",
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}"#;
    let created = ["TableDescription", "CreationDateTime"];
    let time = moto
        .get("aws-sdk:dynamodb:createTable", create, &created)
        .await;
    assert!(time.ends_with("Z\""), "{time}");
    let put = r#"{"TableName":"t","Item":{"id":{"S":"1"},"n":{"N":"2"},"l":{"L":[{"S":"x"},{"M":{"k":{"BOOL":true}}}]}},
        "ConditionExpression":"attribute_not_exists(id)"}"#;
    assert!(moto.call("dynamodb:putItem", put).await.is_ok());
    assert_eq!(
        moto.error("dynamodb:putItem", put).await,
        "DynamoDB.ConditionalCheckFailedException"
    );
    assert_eq!(
        moto.error("aws-sdk:dynamodb:putItem", put).await,
        "DynamoDb.ConditionalCheckFailedException"
    );
    let get = r#"{"TableName":"t","Key":{"id":{"S":"1"}}}"#;
    let list = ["Item", "l"];
    assert_eq!(
        moto.get("dynamodb:getItem", get, &list).await,
        r#"{"L":[{"S":"x"},{"M":{"k":{"BOOL":true}}}]}"#
    );
    let update = r#"{"TableName":"t","Key":{"id":{"S":"1"}},"UpdateExpression":"set n=:n",
        "ExpressionAttributeValues":{":n":{"N":"3"}},"ReturnValues":"UPDATED_NEW"}"#;
    let updated = ["Attributes"];
    assert_eq!(
        moto.get("dynamodb:updateItem", update, &updated).await,
        r#"{"n":{"N":"3"}}"#
    );
    let query = r#"{"TableName":"t","KeyConditionExpression":"id = :id",
        "ExpressionAttributeValues":{":id":{"S":"1"}}}"#;
    assert_eq!(
        moto.get("aws-sdk:dynamodb:query", query, &["Count"]).await,
        "1"
    );
    let missing = r#"{"TableName":"none","Key":{"id":{"S":"1"}}}"#;
    assert_eq!(
        moto.error("aws-sdk:dynamodb:getItem", missing).await,
        "DynamoDb.ResourceNotFoundException"
    );
}

/// Events, secrets, keys and identities.
async fn others(moto: &Moto) {
    let events = r#"{"Entries":[{"Source":"s","DetailType":"d","Detail":{"a":1}}]}"#;
    assert_eq!(
        moto.get("events:putEvents", events, &["FailedEntryCount"])
            .await,
        "0"
    );

    let secret = r#"{"Name":"n","SecretString":{"user":"u"}}"#;
    moto.call("aws-sdk:secretsmanager:createSecret", secret)
        .await
        .expect("a secret");
    let text = ["SecretString"];
    let value = moto.get(
        "aws-sdk:secretsmanager:getSecretValue",
        r#"{"SecretId":"n"}"#,
        &text,
    );
    assert_eq!(value.await, r#""{\"user\":\"u\"}""#);
    assert_eq!(
        moto.error(
            "aws-sdk:secretsmanager:getSecretValue",
            r#"{"SecretId":"none"}"#
        )
        .await,
        "SecretsManager.ResourceNotFoundException"
    );

    // Bytes that are no text come and go in base64.
    let key = moto
        .get("aws-sdk:kms:createKey", "{}", &["KeyMetadata", "KeyId"])
        .await;
    let encrypt = format!(r#"{{"KeyId":{key},"Plaintext":"hé"}}"#);
    let blob = moto
        .get("aws-sdk:kms:encrypt", &encrypt, &["CiphertextBlob"])
        .await;
    assert!(blob.len() > 10, "{blob}");

    // Query with lists of structures, and a host of its own on AWS.
    let role = r#"{"RoleName":"r","AssumeRolePolicyDocument":{"Version":"2012-10-17"},
        "Tags":[{"Key":"k","Value":"v"}]}"#;
    let arn = moto
        .get("aws-sdk:iam:createRole", role, &["Role", "Arn"])
        .await;
    assert_eq!(arn, r#""arn:aws:iam::123456789012:role/r""#);
    let tag = moto.get(
        "aws-sdk:iam:listRoleTags",
        r#"{"RoleName":"r"}"#,
        &["Tags", "0", "Value"],
    );
    assert_eq!(tag.await, r#""v""#);
    assert_eq!(
        moto.error("aws-sdk:iam:getRole", r#"{"RoleName":"none"}"#)
            .await,
        "Iam.NoSuchEntityException"
    );
    let account = moto
        .get("aws-sdk:sts:getCallerIdentity", "{}", &["Account"])
        .await;
    assert_eq!(account, r#""123456789012""#);
}

/// One call or two in the protocols that are left.
async fn more(moto: &Moto) {
    // EC2's own kind of query.
    let filter = r#"{"Filters":[{"Name":"is-default","Values":["true"]}]}"#;
    assert_eq!(
        moto.get(
            "aws-sdk:ec2:describeVpcs",
            filter,
            &["Vpcs", "0", "IsDefault"]
        )
        .await,
        "true"
    );
    assert_eq!(
        moto.error("aws-sdk:ec2:describeVpcs", r#"{"VpcIds":["vpc-none"]}"#)
            .await,
        "Ec2.Ec2Exception"
    );

    // REST with JSON.
    let group = r#"{"Name":"g","Tags":[{"Key":"a b","Value":"c"}]}"#;
    let arn = moto
        .get(
            "aws-sdk:scheduler:createScheduleGroup",
            group,
            &["ScheduleGroupArn"],
        )
        .await;
    assert!(arn.contains(":schedule-group/g"), "{arn}");
    assert_eq!(
        moto.error("aws-sdk:scheduler:getScheduleGroup", r#"{"Name":"none"}"#)
            .await,
        "Scheduler.ResourceNotFoundException"
    );
    let zone =
        r#"{"Name":"example.com","CallerReference":"1","HostedZoneConfig":{"Comment":"a&b"}}"#;
    let comment = ["HostedZone", "Config", "Comment"];
    assert_eq!(
        moto.get("aws-sdk:route53:createHostedZone", zone, &comment)
            .await,
        r#""a&b""#
    );

    // Numbers and times.
    let parameter = r#"{"Name":"p","Value":"v","Type":"String"}"#;
    assert_eq!(
        moto.get("aws-sdk:ssm:putParameter", parameter, &["Version"])
            .await,
        "1"
    );
    let metric = r#"{"Namespace":"n","MetricData":[{"MetricName":"m","Value":1.5,
        "Timestamp":"2026-01-31T10:00:07Z"}]}"#;
    moto.call("aws-sdk:cloudwatch:putMetricData", metric)
        .await
        .expect("taken");
}
