//! Which service a request is for.
//!
//! A signature names the service in its scope. Without one, the request gives itself away: by
//! `X-Amz-Target`, by the path of a REST API, or by the version of a query API.

use wire::Request;

/// What `X-Amz-Target` has before the first dot, and whose that is.
const TARGETS: [(&str, &str); 9] = [
    ("AWSStepFunctions", "states"),
    ("Logs_20140328", "logs"),
    ("DynamoDB_20120810", "dynamodb"),
    ("DynamoDBStreams_20120810", "dynamodb"),
    ("AmazonSQS", "sqs"),
    ("AWSEvents", "events"),
    ("secretsmanager", "secretsmanager"),
    ("AmazonSSM", "ssm"),
    ("TrentService", "kms"),
];

/// How the paths of REST APIs begin, and whose they are.
const PATHS: [(&str, &str); 4] = [
    ("/foundation-model", "bedrock"),
    ("/knowledgebases/", "bedrock"),
    ("/model/", "bedrock"),
    ("/retrieveAndGenerate", "bedrock"),
];

/// What Lambda's paths have after the day of their version: `/2017-10-31/functions`.
const LAMBDA_COLLECTIONS: [&str; 6] = [
    "account-settings",
    "code-signing-configs",
    "event-source-mappings",
    "functions",
    "layers",
    "tags",
];

/// Versions of query APIs, and whose they are.
const VERSIONS: [(&str, &str); 3] = [
    ("Version=2010-05-08", "iam"),
    ("Version=2011-06-15", "sts"),
    ("Version=2010-03-31", "sns"),
];

/// The name in the scope of signatures of the service that a request is for.
pub fn service_of(request: &Request) -> Option<String> {
    signed_for(request)
        .or_else(|| guessed(request).map(str::to_owned))
        .filter(|name| !name.is_empty())
}

/// The service in the scope of the signature: `KEY/20260101/us-east-1/states/aws4_request`.
pub(crate) fn signed_for(request: &Request) -> Option<String> {
    let header = request
        .header("authorization")
        .and_then(|header| header.split_once("Credential="))
        .map(|(_, rest)| rest.split([',', ' ']).next().unwrap_or_default().to_owned());
    let credential = header.or_else(|| {
        let query = request.query().split('&');
        let mut query = query.filter_map(|pair| pair.split_once('='));
        let (_, credential) = query.find(|(name, _)| *name == "X-Amz-Credential")?;
        Some(credential.replace("%2F", "/").replace("%2f", "/"))
    })?;
    credential.split('/').nth(3).map(str::to_owned)
}

fn guessed(request: &Request) -> Option<&'static str> {
    if let Some(target) = request.header("x-amz-target") {
        let of = target.split('.').next().unwrap_or_default();
        let found = TARGETS.iter().find(|(begin, _)| *begin == of);
        return found.map(|(_, name)| *name);
    }
    let path = request.path();
    if is_of_lambda(path) {
        return Some("lambda");
    }
    if let Some((_, name)) = PATHS.iter().find(|(begin, _)| path.starts_with(begin)) {
        return Some(name);
    }
    if path == "/" {
        let body = std::str::from_utf8(&request.body).unwrap_or_default();
        let has = |pair: &str| {
            [request.query(), body]
                .iter()
                .any(|form| form.split('&').any(|one| one == pair))
        };
        return VERSIONS
            .iter()
            .find(|(version, _)| has(version))
            .map(|(_, name)| *name);
    }
    None
}

/// Whether a path is like `/2015-03-31/functions/f`: each operation has the day it came to be.
fn is_of_lambda(path: &str) -> bool {
    let mut segments = path.trim_start_matches('/').split('/');
    let is_day = segments.next().is_some_and(|day| {
        day.len() == 10
            && day.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    });
    is_day
        && segments
            .next()
            .is_some_and(|name| LAMBDA_COLLECTIONS.contains(&name))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use wire::{Caller, RequestId};

    use super::*;

    fn service(request: http::request::Builder, body: &'static str) -> Option<String> {
        let (head, ()) = request.body(()).expect("a request").into_parts();
        service_of(&Request {
            head,
            body: Bytes::from_static(body.as_bytes()),
            caller: Caller::Owner,
            id: RequestId::random(),
        })
    }

    #[test]
    fn a_signature_names_its_service() {
        let header = "AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/states/aws4_request, \
                      SignedHeaders=host, Signature=0";
        let signed = http::Request::post("/").header("authorization", header);
        assert_eq!(service(signed, "").as_deref(), Some("states"));
        let presigned = http::Request::get(
            "/?X-Amz-Credential=AK%2F20260101%2Feu-west-1%2Flambda%2Faws4_request",
        );
        assert_eq!(service(presigned, "").as_deref(), Some("lambda"));
    }

    #[test]
    fn without_a_signature_the_request_gives_itself_away() {
        let target = http::Request::post("/").header("x-amz-target", "Logs_20140328.PutLogEvents");
        assert_eq!(service(target, "{}").as_deref(), Some("logs"));
        for path in [
            "/2015-03-31/functions/f/invocations",
            "/2019-09-30/functions/f/concurrency",
            "/2017-03-31/tags/arn",
        ] {
            let path = http::Request::post(path);
            assert_eq!(service(path, "{}").as_deref(), Some("lambda"));
        }
        let model = http::Request::post("/model/a.b%3A0/converse");
        assert_eq!(service(model, "{}").as_deref(), Some("bedrock"));
        let form = http::Request::post("/");
        assert_eq!(
            service(form, "Action=GetCallerIdentity&Version=2011-06-15").as_deref(),
            Some("sts")
        );
        for nowhere in ["/nowhere", "/2015-03-31/nothing", "/2015-3-31/functions"] {
            assert_eq!(service(http::Request::get(nowhere), ""), None);
        }
    }
}
