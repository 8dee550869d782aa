//! The API, without a process.

use http::Method;
use serde_json::{Value, json};

use crate::support::{ROLE, Server, archive, configuration};

const FILES: [(&str, &str); 1] = [("app.py", "def handler(event, context):\n    return event\n")];
const FUNCTION: &str = "/2015-03-31/functions/work";

async fn start() -> Server {
    let server = Server::start();
    server
        .create("work", "python3.12", "app.handler", &FILES, json!({}))
        .await;
    server
}

#[tokio::test]
async fn a_function_is_made_shown_changed_and_deleted() {
    let server = Server::start();
    let made = server
        .create(
            "work",
            "python3.12",
            "app.handler",
            &FILES,
            json!({"Timeout": 10, "Tags": {"team": "a"}, "Layers": ["arn:aws:lambda:us-east-1:1:layer:x:1"]}),
        )
        .await
        .json();
    let expected = json!({
        "FunctionName": "work",
        "FunctionArn": "arn:aws:lambda:us-east-1:000000000000:function:work",
        "Runtime": "python3.12",
        "Role": ROLE,
        "Handler": "app.handler",
        "Timeout": 10,
        "MemorySize": 128,
        "Version": "$LATEST",
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "Architectures": ["x86_64"],
        "EphemeralStorage": {"Size": 512},
    });
    for (member, value) in expected.as_object().expect("an object") {
        assert_eq!(&made[member], value, "{member}");
    }
    assert_eq!(made["CodeSha256"].as_str().map(str::len), Some(44));

    let shown = server.get(FUNCTION).await.json();
    assert_eq!(shown["Configuration"], made);
    assert_eq!(shown["Tags"], json!({"team": "a"}));
    let code = server.get(&format!("{FUNCTION}/code")).await;
    assert_eq!(code.header("content-type"), Some("application/zip"));
    assert_eq!(code.body, archive(&FILES));

    let changed = server
        .put(
            &format!("{FUNCTION}/configuration"),
            &json!({"MemorySize": 256, "Environment": {"Variables": {"MODE": "x"}}}),
        )
        .await
        .json();
    assert_eq!(changed["MemorySize"], 256);
    assert_eq!(changed["Timeout"], 10, "what is not mentioned stays");
    assert_ne!(changed["RevisionId"], made["RevisionId"]);
    let stale = json!({"MemorySize": 512, "RevisionId": made["RevisionId"]});
    let answer = server
        .put(&format!("{FUNCTION}/configuration"), &stale)
        .await;
    assert_eq!(
        (answer.status, answer.code()),
        (412, "PreconditionFailedException")
    );

    let answer = server.call(Method::DELETE, FUNCTION, &[], "").await;
    assert_eq!(answer.status, 204);
    let answer = server.get(FUNCTION).await;
    assert_eq!(
        (answer.status, answer.code()),
        (404, "ResourceNotFoundException")
    );
    assert_eq!(
        answer.json(),
        json!({
            "Message": "Function not found: arn:aws:lambda:us-east-1:000000000000:function:work",
            "Type": "User",
        })
    );
}

/// What a request says wrong: the member, its value, the error's code and a word of its message.
fn refusals() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    vec![
        (
            "FunctionName",
            json!("work"),
            "ResourceConflictException",
            "Function already exist: work",
        ),
        (
            "FunctionName",
            json!("no name"),
            "ValidationException",
            "functionName",
        ),
        (
            "FunctionName",
            Value::Null,
            "ValidationException",
            "Value null at 'functionName'",
        ),
        (
            "Role",
            Value::Null,
            "ValidationException",
            "Value null at 'role'",
        ),
        ("Role", json!("admin"), "ValidationException", "'role'"),
        (
            "Runtime",
            json!("java21"),
            "InvalidParameterValueException",
            "java21",
        ),
        (
            "Runtime",
            Value::Null,
            "InvalidParameterValueException",
            "Runtime and Handler are mandatory",
        ),
        ("Handler", json!("a b"), "ValidationException", "'handler'"),
        (
            "Timeout",
            json!(901),
            "ValidationException",
            "less than or equal to 900",
        ),
        (
            "Timeout",
            json!(0),
            "ValidationException",
            "greater than or equal to 1",
        ),
        (
            "MemorySize",
            json!(64),
            "ValidationException",
            "greater than or equal to 128",
        ),
        (
            "Code",
            json!({"ZipFile": "%"}),
            "InvalidParameterValueException",
            "Base64",
        ),
        (
            "Code",
            json!({"ZipFile": "UEs="}),
            "InvalidParameterValueException",
            "Could not unzip",
        ),
        (
            "Code",
            json!({}),
            "InvalidParameterValueException",
            "source for function code",
        ),
        (
            "PackageType",
            json!("Image"),
            "InvalidParameterValueException",
            "Container images",
        ),
        (
            "Environment",
            json!({"Variables": {"AWS_REGION": "x"}}),
            "InvalidParameterValueException",
            "reserved keys",
        ),
        (
            "Environment",
            json!({"Variables": {"BIG": "x".repeat(4_096)}}),
            "InvalidParameterValueException",
            "4KB",
        ),
        (
            "LoggingConfig",
            json!({"SystemLogLevel": "WARN"}),
            "InvalidParameterValueException",
            "LogFormat",
        ),
    ]
}

#[tokio::test]
async fn what_cannot_be_a_function_is_refused() {
    let server = start().await;
    let zip = {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(archive(&FILES))
    };
    let whole = json!({
        "FunctionName": "other",
        "Runtime": "python3.12",
        "Handler": "app.handler",
        "Role": ROLE,
        "Code": {"ZipFile": zip},
    });
    for (member, value, code, word) in refusals() {
        let mut body = whole.clone();
        body[member] = value.clone();
        let answer = server.post("/2015-03-31/functions", &body).await;
        assert_eq!(answer.code(), code, "{member} {value}: {}", answer.text());
        assert!(
            answer.text().contains(word),
            "{member} {value}: {}",
            answer.text()
        );
    }
    let answer = server
        .call(Method::POST, "/2015-03-31/functions", &[], "{")
        .await;
    assert_eq!(answer.code(), "InvalidRequestContentException");
    let answer = server.get("/2015-03-31/nonsense").await;
    assert_eq!(
        (answer.status, answer.code()),
        (404, "UnknownOperationException")
    );
}

#[tokio::test]
async fn events_must_be_json() {
    let server = start().await;
    let path = format!("{FUNCTION}/invocations");
    let answer = server.call(Method::POST, &path, &[], "{nonsense").await;
    assert_eq!(
        (answer.status, answer.code()),
        (400, "InvalidRequestContentException")
    );
    for (headers, status) in [
        ([("x-amz-invocation-type", "DryRun")], 204),
        ([("x-amz-invocation-type", "Later")], 400),
        ([("x-amz-log-type", "Head")], 400),
    ] {
        let answer = server.call(Method::POST, &path, &headers, "{}").await;
        assert_eq!(answer.status, status, "{headers:?}");
    }
    let missing = "/2015-03-31/functions/work:nothing/invocations";
    assert_eq!(
        server.call(Method::POST, missing, &[], "{}").await.status,
        404
    );
}

#[tokio::test]
async fn lists_come_in_pages() {
    let server = Server::start();
    for name in ["c", "a", "b"] {
        server
            .create(name, "python3.12", "app.handler", &FILES, json!({}))
            .await;
    }
    let first = server.get("/2015-03-31/functions/?MaxItems=2").await.json();
    let names = |page: &Value| -> Vec<String> {
        let functions = page["Functions"].as_array().expect("a list");
        functions
            .iter()
            .map(|function| {
                function["FunctionName"]
                    .as_str()
                    .expect("a name")
                    .to_owned()
            })
            .collect()
    };
    assert_eq!(names(&first), ["a", "b"]);
    let marker = first["NextMarker"].as_str().expect("there is more");
    let second = server
        .get(&format!("/2015-03-31/functions/?Marker={marker}"))
        .await
        .json();
    assert_eq!(names(&second), ["c"]);
    assert!(second.get("NextMarker").is_none());
}

#[tokio::test]
async fn versions_are_copies_and_aliases_lead_to_them() {
    let server = start().await;
    let versions = format!("{FUNCTION}/versions");
    let one = server
        .post(&versions, &json!({"Description": "first"}))
        .await;
    assert_eq!(one.status, 201);
    let one = one.json();
    assert_eq!(
        (&one["Version"], &one["Description"]),
        (&json!("1"), &json!("first"))
    );
    assert_eq!(
        one["FunctionArn"],
        "arn:aws:lambda:us-east-1:000000000000:function:work:1"
    );
    let wrong = server.post(&versions, &json!({"CodeSha256": "x"})).await;
    assert_eq!(wrong.code(), "InvalidParameterValueException");
    server
        .put(&format!("{FUNCTION}/configuration"), &json!({"Timeout": 9}))
        .await;
    assert_eq!(
        server.post(&versions, &json!({})).await.json()["Version"],
        "2"
    );
    assert_eq!(
        server.post(&versions, &json!({})).await.json()["Version"],
        "2",
        "nothing changed"
    );
    let listed = server.get(&versions).await.json();
    let numbers: Vec<&Value> = listed["Versions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|version| &version["Version"])
        .collect();
    assert_eq!(numbers, ["$LATEST", "1", "2"]);

    let aliases = format!("{FUNCTION}/aliases");
    let weights = |version: &str, share: f64| json!({"AdditionalVersionWeights": {version: share}});
    let alias = json!({"Name": "live", "FunctionVersion": "1", "RoutingConfig": weights("2", 1.0)});
    let answer = server.post(&aliases, &alias).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        answer.json()["AliasArn"],
        "arn:aws:lambda:us-east-1:000000000000:function:work:live"
    );
    for (body, code) in [
        (alias.clone(), "ResourceConflictException"),
        (
            json!({"Name": "7", "FunctionVersion": "1"}),
            "ValidationException",
        ),
        (
            json!({"Name": "x", "FunctionVersion": "9"}),
            "ResourceNotFoundException",
        ),
        (
            json!({"Name": "x", "FunctionVersion": "1", "RoutingConfig": weights("1", 0.5)}),
            "InvalidParameterValueException",
        ),
    ] {
        assert_eq!(server.post(&aliases, &body).await.code(), code, "{body}");
    }
    let shown = server
        .get(&format!("{FUNCTION}/configuration?Qualifier=live"))
        .await
        .json();
    assert_eq!(shown["Version"], "2", "all of the weight is on it");
    let answer = server
        .call(Method::DELETE, &format!("{FUNCTION}?Qualifier=1"), &[], "")
        .await;
    assert_eq!(
        (answer.status, answer.code()),
        (409, "ResourceConflictException")
    );
    let updated = json!({"FunctionVersion": "2", "RoutingConfig": {}});
    let answer = server.put(&format!("{aliases}/live"), &updated).await;
    assert_eq!(answer.json()["FunctionVersion"], "2", "{}", answer.text());
    let answer = server
        .call(Method::DELETE, &format!("{FUNCTION}?Qualifier=1"), &[], "")
        .await;
    assert_eq!(answer.status, 204);
    server
        .call(Method::DELETE, &format!("{aliases}/live"), &[], "")
        .await;
    assert_eq!(
        server.get(&format!("{aliases}/live")).await.code(),
        "ResourceNotFoundException"
    );
    server
        .put(&format!("{FUNCTION}/configuration"), &json!({"Timeout": 8}))
        .await;
    assert_eq!(
        server.post(&versions, &json!({})).await.json()["Version"],
        "3",
        "numbers are not given twice"
    );
}

#[tokio::test]
async fn permissions_become_a_policy() {
    let server = start().await;
    let path = format!("{FUNCTION}/policy");
    assert_eq!(server.get(&path).await.code(), "ResourceNotFoundException");
    let permission = json!({
        "StatementId": "sns",
        "Action": "lambda:InvokeFunction",
        "Principal": "sns.amazonaws.com",
        "SourceArn": "arn:aws:sns:us-east-1:000000000000:topic",
    });
    assert_eq!(server.post(&path, &permission).await.status, 201);
    assert_eq!(
        server.post(&path, &permission).await.code(),
        "ResourceConflictException"
    );
    let policy = server.get(&path).await.json();
    let policy: Value =
        serde_json::from_str(policy["Policy"].as_str().expect("text")).expect("JSON");
    assert_eq!(
        policy["Statement"],
        json!([{
            "Sid": "sns",
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": "arn:aws:lambda:us-east-1:000000000000:function:work",
            "Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:sns:us-east-1:000000000000:topic"}},
        }])
    );
    let answer = server
        .call(Method::DELETE, &format!("{path}/sns"), &[], "")
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(server.get(&path).await.status, 404);
}

#[tokio::test]
async fn tags_limits_and_account_settings() {
    let server = start().await;
    let tags = "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Awork";
    let answer = server
        .post(tags, &json!({"Tags": {"a": "1", "b": "2"}}))
        .await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    server
        .call(
            Method::DELETE,
            &format!("{tags}?tagKeys=a&tagKeys=c"),
            &[],
            "",
        )
        .await;
    assert_eq!(server.get(tags).await.json(), json!({"Tags": {"b": "2"}}));

    let put = "/2017-10-31/functions/work/concurrency";
    let get = "/2019-09-30/functions/work/concurrency";
    let answer = server
        .put(put, &json!({"ReservedConcurrentExecutions": 950}))
        .await;
    assert!(
        answer.text().contains("minimum value of [100]"),
        "{}",
        answer.text()
    );
    server
        .put(put, &json!({"ReservedConcurrentExecutions": 5}))
        .await;
    assert_eq!(
        server.get(get).await.json(),
        json!({"ReservedConcurrentExecutions": 5})
    );
    let settings = server.get("/2016-08-19/account-settings/").await.json();
    assert_eq!(
        settings["AccountLimit"]["UnreservedConcurrentExecutions"],
        995
    );
    assert_eq!(settings["AccountUsage"]["FunctionCount"], 1);
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = configuration().journal;
    let start = || {
        Server::with(lambda::Configuration {
            folder: Some(folder.path().to_owned()),
            journal: journal.clone(),
            ..configuration()
        })
    };
    let server = start();
    server
        .create(
            "work",
            "python3.12",
            "app.handler",
            &FILES,
            json!({"Publish": true}),
        )
        .await;
    server
        .post(
            &format!("{FUNCTION}/aliases"),
            &json!({"Name": "live", "FunctionVersion": "1"}),
        )
        .await;
    let url = json!({"AuthType": "NONE"});
    let url = server
        .post("/2021-10-31/functions/work/url", &url)
        .await
        .json();
    server
        .create(
            "gone",
            "python3.12",
            "app.handler",
            &[("x.py", "")],
            json!({}),
        )
        .await;
    server
        .call(Method::DELETE, "/2015-03-31/functions/gone", &[], "")
        .await;
    let before = server
        .get("/2015-03-31/functions/?FunctionVersion=ALL")
        .await
        .json();
    server.lambda.shutdown().await;
    drop(server);
    let again = start();
    assert_eq!(
        again
            .get("/2015-03-31/functions/?FunctionVersion=ALL")
            .await
            .json(),
        before
    );
    assert_eq!(
        again.get(&format!("{FUNCTION}/aliases/live")).await.json()["FunctionVersion"],
        "1"
    );
    assert_eq!(
        again.get("/2021-10-31/functions/work/url").await.json(),
        url
    );
    let archives = std::fs::read_dir(folder.path().join("functions"))
        .expect("the folder")
        .count();
    assert_eq!(archives, 1, "code that nothing uses is gone");
}

#[tokio::test]
async fn permissions_are_asked_for_by_action_and_arn() {
    use wire::Service;
    let server = start().await;
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:work";
    for (method, path, action, resource) in [
        (
            Method::POST,
            "/2015-03-31/functions/work/invocations",
            "lambda:InvokeFunction",
            arn.to_owned(),
        ),
        (
            Method::POST,
            "/2015-03-31/functions/work/invocations?Qualifier=live",
            "lambda:InvokeFunction",
            format!("{arn}:live"),
        ),
        (
            Method::GET,
            "/2015-03-31/functions/",
            "lambda:ListFunctions",
            "*".to_owned(),
        ),
        (
            Method::POST,
            "/2015-03-31/functions",
            "lambda:CreateFunction",
            arn.to_owned(),
        ),
        (
            Method::PUT,
            "/2017-10-31/functions/work/concurrency",
            "lambda:PutFunctionConcurrency",
            arn.to_owned(),
        ),
    ] {
        let request = Server::request(method, path, &[], r#"{"FunctionName":"work"}"#);
        let permission = server.lambda.permission(&request).expect("leave is needed");
        assert_eq!(
            (&*permission.action, permission.resource),
            (action, resource),
            "{path}"
        );
    }
}
