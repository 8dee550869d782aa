//! What a request names, and whether that is the embedded cloud's.
//!
//! Where a service is configured to be elsewhere, what exists here goes on being answered here: an
//! execution that was begun here ends here, with its tokens and its topic. A request is for the embedded
//! service if it names
//!
//! 1. something by an ARN of the embedded account, or
//! 2. a task by a token that such a task waits for, a function by the plain name of one that is here, or
//!    a knowledge base that is here.
//!
//! Everything else goes where the service is. What a request carries for somebody else (the input of an
//! execution, the payload of a function, a message, an item) is not looked at.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use wire::query::Form;
use wire::{Account, Request};

/// Whose a request is, as far as it says so itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// It has an ARN of the embedded account where it names what it is about.
    Ours,
    /// It names something without saying whose it is; the embedded service knows whether it has that.
    Perhaps(String),
    /// Nothing in it is ours.
    Nothing,
}

/// Operations of Step Functions that are about a task, which its token names.
const OF_TOKENS: [&str; 3] = ["SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat"];

/// Where requests of Lambda name functions in their paths: `/2015-03-31/functions/NAME/…`.
const FUNCTIONS: &str = "/functions/";

/// Where requests of Bedrock name knowledge bases.
const KNOWLEDGE_BASES: &str = "/knowledgebases/";

/// What a request for a service names. `account` is the embedded one's.
pub fn named(service: &str, request: &Request, account: &Account) -> Named {
    let ours = format!(":{account}:");
    match service {
        "states" => of_step_functions(request, &ours),
        "lambda" => of_lambda(request, &ours),
        "bedrock" => of_bedrock(request, &ours),
        _ if request.header("x-amz-target").is_some() => in_document(request, &ours),
        _ => in_form(request, &ours),
    }
}

fn of_step_functions(request: &Request, ours: &str) -> Named {
    let of_token = request
        .target_operation()
        .is_some_and(|operation| OF_TOKENS.contains(&operation));
    if !of_token {
        return in_document(request, ours);
    }
    let document: Option<Value> = serde_json::from_slice(&request.body).ok();
    let token = document
        .as_ref()
        .and_then(|it| it.get("taskToken")?.as_str());
    token.map_or(Named::Nothing, |token| Named::Perhaps(token.to_owned()))
}

/// A function that is called has anything in its body; one that is made has a role there.
fn of_lambda(request: &Request, ours: &str) -> Named {
    let path = decoded(request.path());
    if path.contains(ours) {
        return Named::Ours;
    }
    if let Some((_, named)) = path.split_once(FUNCTIONS) {
        let name = named.split('/').next().unwrap_or_default();
        return if name.is_empty() || is_arn(name) {
            Named::Nothing
        } else {
            Named::Perhaps(name.to_owned())
        };
    }
    in_document(request, ours)
}

/// What a model is asked is the model's own, so only the path says what is meant.
fn of_bedrock(request: &Request, ours: &str) -> Named {
    let path = decoded(request.path());
    if path.contains(ours) {
        return Named::Ours;
    }
    let base = path.strip_prefix(KNOWLEDGE_BASES);
    let base = base.and_then(|rest| rest.split('/').next());
    match base {
        Some(base) if !base.is_empty() => Named::Perhaps(base.to_owned()),
        _ => Named::Nothing,
    }
}

fn in_document(request: &Request, ours: &str) -> Named {
    // Most requests name nothing of ours, and need not be read to know it.
    if !contains(&request.body, ours.as_bytes()) {
        return Named::Nothing;
    }
    let document: Option<Value> = serde_json::from_slice(&request.body).ok();
    match document {
        Some(document) if names(&document, ours) => Named::Ours,
        _ => Named::Nothing,
    }
}

fn in_form(request: &Request, ours: &str) -> Named {
    let form = Form::read(request);
    let named = form
        .iter()
        .any(|(name, value)| names_things(name) && is_of(value, ours));
    if named { Named::Ours } else { Named::Nothing }
}

/// Whether a member that names something has an ARN of ours, however deep it is.
fn names(document: &Value, ours: &str) -> bool {
    match document {
        Value::Object(members) => members.iter().any(|(name, value)| match value {
            Value::String(text) => names_things(name) && is_of(text, ours),
            value => names(value, ours),
        }),
        Value::Array(values) => values.iter().any(|value| names(value, ours)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether a member is one that names something: `stateMachineArn`, `TopicArn`, `Role` of a function,
/// the name of a table or a log group, where an ARN may stand as well.
fn names_things(member: &str) -> bool {
    let ends = |end: &str| {
        member.len() >= end.len()
            && member.is_char_boundary(member.len() - end.len())
            && member[member.len() - end.len()..].eq_ignore_ascii_case(end)
    };
    ends("arn")
        || matches!(
            member,
            "Role" | "TableName" | "FunctionName" | "logGroupIdentifier"
        )
}

fn is_of(text: &str, ours: &str) -> bool {
    is_arn(text) && text.contains(ours)
}

fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
}

fn decoded(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8_lossy()
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    body.windows(text.len()).any(|window| window == text)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use wire::{Caller, RequestId};

    use super::*;

    const OURS: &str = "000000000000";
    const THEIRS: &str = "111111111111";

    fn named_by(service: &str, request: http::request::Builder, body: &str) -> Named {
        let (head, ()) = request.body(()).expect("a request").into_parts();
        let request = Request {
            head,
            body: Bytes::from(body.to_owned()),
            caller: Caller::Owner,
            id: RequestId::random(),
        };
        named(service, &request, &Account::default())
    }

    /// What an operation with a JSON body names; `$` in the body is the account.
    fn json(target: &str, body: &str, account: &str) -> Named {
        let service = match target.split('.').next() {
            Some("AWSStepFunctions") => "states",
            Some("Logs_20140328") => "logs",
            _ => "dynamodb",
        };
        let request = http::Request::post("/").header("x-amz-target", target);
        named_by(service, request, &body.replace('$', account))
    }

    fn form(body: &str, account: &str) -> Named {
        let body = body.replace('$', account).replace(':', "%3A");
        let request =
            http::Request::post("/").header("content-type", "application/x-www-form-urlencoded");
        named_by("sns", request, &body)
    }

    #[test]
    fn an_arn_says_whose_it_is() {
        for (operation, body) in [
            (
                "StartExecution",
                r#"{"stateMachineArn":"arn:aws:states:us-east-1:$:stateMachine:order","input":"{}"}"#,
            ),
            (
                "StartSyncExecution",
                r#"{"stateMachineArn":"arn:aws:states:us-east-1:$:stateMachine:rag:PROD"}"#,
            ),
            (
                "DescribeExecution",
                r#"{"executionArn":"arn:aws:states:us-east-1:$:execution:order:01J"}"#,
            ),
            (
                "StopExecution",
                r#"{"executionArn":"arn:aws:states:us-east-1:$:execution:order:01J","error":"E"}"#,
            ),
            (
                "RedriveExecution",
                r#"{"executionArn":"arn:aws:states:us-east-1:$:execution:order:01J"}"#,
            ),
            (
                "GetExecutionHistory",
                r#"{"maxResults":5,"executionArn":"arn:aws:states:us-east-1:$:express:rag:a:b"}"#,
            ),
            (
                "ListExecutions",
                r#"{"stateMachineArn":"arn:aws:states:us-east-1:$:stateMachine:order"}"#,
            ),
            (
                "DescribeMapRun",
                r#"{"mapRunArn":"arn:aws:states:us-east-1:$:mapRun:order/all:1"}"#,
            ),
            (
                "GetActivityTask",
                r#"{"activityArn":"arn:aws:states:us-east-1:$:activity:pack"}"#,
            ),
            (
                "CreateStateMachine",
                r#"{"name":"order","definition":"{}","roleArn":"arn:aws:iam::$:role/order"}"#,
            ),
            (
                "CreateStateMachineAlias",
                r#"{"name":"PROD","routingConfiguration":[{"weight":100,"stateMachineVersionArn":"arn:aws:states:us-east-1:$:stateMachine:order:1"}]}"#,
            ),
            (
                "TagResource",
                r#"{"resourceArn":"arn:aws:states:us-east-1:$:stateMachine:order","tags":[]}"#,
            ),
        ] {
            let target = format!("AWSStepFunctions.{operation}");
            assert_eq!(json(&target, body, OURS), Named::Ours, "{operation}");
            assert_eq!(json(&target, body, THEIRS), Named::Nothing, "{operation}");
        }
        for (target, body) in [
            (
                "DynamoDB_20120810.GetItem",
                r#"{"TableName":"arn:aws:dynamodb:us-east-1:$:table/entrega","Key":{}}"#,
            ),
            (
                "DynamoDB_20120810.TagResource",
                r#"{"ResourceArn":"arn:aws:dynamodb:us-east-1:$:table/entrega"}"#,
            ),
            (
                "DynamoDB_20120810.TransactWriteItems",
                r#"{"TransactItems":[{"Put":{"TableName":"arn:aws:dynamodb:us-east-1:$:table/entrega"}}]}"#,
            ),
            (
                "Logs_20140328.FilterLogEvents",
                r#"{"logGroupIdentifier":"arn:aws:logs:us-east-1:$:log-group:a"}"#,
            ),
        ] {
            assert_eq!(json(target, body, OURS), Named::Ours, "{target}");
            assert_eq!(json(target, body, THEIRS), Named::Nothing, "{target}");
        }
        for body in [
            "Action=Publish&TopicArn=arn:aws:sns:us-east-1:$:order-notices&Message=m",
            "Action=Publish&TargetArn=arn:aws:sns:us-east-1:$:order-notices&Message=m",
            "Action=Subscribe&Protocol=lambda&TopicArn=arn:aws:sns:us-east-1:$:order-notices",
            "Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:$:order-notices:1",
        ] {
            assert_eq!(form(body, OURS), Named::Ours, "{body}");
            assert_eq!(form(body, THEIRS), Named::Nothing, "{body}");
        }
    }

    #[test]
    fn what_a_request_carries_for_others_says_nothing() {
        let theirs = "arn:aws:states:us-east-1:111111111111:stateMachine:order";
        let input = format!(
            r#"{{"stateMachineArn":"{theirs}","input":"{{\"topicArn\":\"arn:aws:sns:us-east-1:$:a\"}}"}}"#
        );
        assert_eq!(
            json("AWSStepFunctions.StartExecution", &input, OURS),
            Named::Nothing
        );
        let item = r#"{"TableName":"entrega","Item":{"roleArn":{"S":"arn:aws:iam::$:role/a"}}}"#;
        assert_eq!(
            json("DynamoDB_20120810.PutItem", item, OURS),
            Named::Nothing
        );
        // The topic is what is subscribed to; where messages go is the topic's business.
        let endpoint = "Action=Subscribe&TopicArn=arn:aws:sns:us-east-1:111111111111:a&Protocol=lambda\
                        &Endpoint=arn:aws:lambda:us-east-1:$:function:f";
        assert_eq!(form(endpoint, OURS), Named::Nothing);
        let payload = r#"{"topicArn":"arn:aws:sns:us-east-1:000000000000:a"}"#;
        let invoke = http::Request::post("/2015-03-31/functions/f/invocations");
        assert_eq!(
            named_by("lambda", invoke, payload),
            Named::Perhaps("f".to_owned())
        );
    }

    #[test]
    fn what_lists_or_names_nothing_is_for_where_the_service_is() {
        for operation in [
            "ListStateMachines",
            "ListActivities",
            "ValidateStateMachineDefinition",
        ] {
            let target = format!("AWSStepFunctions.{operation}");
            assert_eq!(json(&target, "{}", OURS), Named::Nothing, "{operation}");
        }
        assert_eq!(
            json(
                "DynamoDB_20120810.Query",
                r#"{"TableName":"entrega"}"#,
                OURS
            ),
            Named::Nothing
        );
        assert_eq!(
            json("DynamoDB_20120810.Query", "not JSON :000000000000:", OURS),
            Named::Nothing
        );
        assert_eq!(
            form("Action=Publish&PhoneNumber=+5511&Message=m", OURS),
            Named::Nothing
        );
        assert_eq!(form("Action=CreateTopic&Name=a", OURS), Named::Nothing);
        let list = http::Request::get("/2015-03-31/functions/");
        assert_eq!(named_by("lambda", list, ""), Named::Nothing);
    }

    #[test]
    fn names_without_an_account_are_looked_for() {
        for operation in OF_TOKENS {
            let body = r#"{"taskToken":"abc","output":"{}"}"#;
            let target = format!("AWSStepFunctions.{operation}");
            assert_eq!(json(&target, body, OURS), Named::Perhaps("abc".to_owned()));
        }
        let of_lambda = |path: &str, body| named_by("lambda", http::Request::post(path), body);
        let arn = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af/invocations";
        assert_eq!(of_lambda(arn, "{}"), Named::Ours);
        assert_eq!(of_lambda(&arn.replace(OURS, THEIRS), "{}"), Named::Nothing);
        let role = r#"{"FunctionName":"f","Role":"arn:aws:iam::000000000000:role/r"}"#;
        assert_eq!(of_lambda("/2015-03-31/functions", role), Named::Ours);
        let of_bedrock = |path: &str| named_by("bedrock", http::Request::post(path), "{}");
        assert_eq!(
            of_bedrock("/knowledgebases/KB1/retrieve"),
            Named::Perhaps("KB1".to_owned())
        );
        assert_eq!(
            of_bedrock("/model/anthropic.claude/converse"),
            Named::Nothing
        );
    }
}
