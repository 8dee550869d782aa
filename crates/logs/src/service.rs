//! The wire protocol: `awsJson1_1`, the operation in `X-Amz-Target: Logs_20140328.OPERATION`.

use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wire::response::respond;
use wire::{ApiError, Body, Future, Permission, Request, Response, Service};

use crate::Logs;
use crate::name::group_of_identifier;
use crate::operation::{events, groups, policies, query, streams, tags};

const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

impl Service for Logs {
    fn signing_name(&self) -> &'static str {
        "logs"
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        let operation = request.target_operation().unwrap_or_default();
        Some(Permission {
            action: format!("logs:{operation}"),
            resource: self.resource(operation, &request.body),
        })
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        Box::pin(async move {
            let operation = request.target_operation().unwrap_or_default();
            match self.perform(operation, &request.body).await {
                Ok(body) => respond(StatusCode::OK, CONTENT_TYPE, body),
                Err(error) => self.refuse(&request, &error),
            }
        })
    }

    fn refuse(&self, _: &Request, error: &ApiError) -> Response {
        error.to_json_response(CONTENT_TYPE)
    }
}

impl Logs {
    async fn perform(&self, operation: &str, body: &[u8]) -> Result<Body, ApiError> {
        match operation {
            "CreateLogGroup" => nothing(groups::create(self, input(body)?).await?),
            "DeleteLogGroup" => nothing(groups::delete(self, input(body)?).await?),
            "DescribeLogGroups" => output(&groups::describe(self, &input(body)?)?),
            "PutRetentionPolicy" => nothing(groups::put_retention(self, input(body)?).await?),
            "DeleteRetentionPolicy" => nothing(groups::delete_retention(self, input(body)?).await?),
            "CreateLogStream" => nothing(streams::create(self, input(body)?).await?),
            "DeleteLogStream" => nothing(streams::delete(self, input(body)?).await?),
            "DescribeLogStreams" => output(&streams::describe(self, &input(body)?)?),
            "PutLogEvents" => output(&events::put(self, input(body)?).await?),
            "GetLogEvents" => output(&query::get(self, input(body)?).await?),
            "FilterLogEvents" => output(&query::filter(self, input(body)?).await?),
            "ListTagsForResource" => output(&tags::list(self, &input(body)?)?),
            "ListTagsLogGroup" => output(&tags::list_of_group(self, &input(body)?)?),
            "TagResource" | "TagLogGroup" => nothing(tags::tag(self, input(body)?).await?),
            "UntagResource" | "UntagLogGroup" => nothing(tags::untag(self, input(body)?).await?),
            "PutResourcePolicy" => output(&policies::put(self, input(body)?).await?),
            "DeleteResourcePolicy" => nothing(policies::delete(self, input(body)?).await?),
            "DescribeResourcePolicies" => output(&policies::describe(self, &input(body)?)?),
            "DescribeSubscriptionFilters" => {
                output(&policies::describe_subscriptions(self, &input(body)?)?)
            }
            other if NOT_OFFERED.contains(&other) => Err(ApiError::new(
                "InvalidOperationException",
                format!(
                    "{other} is not offered by the embedded CloudWatch Logs; FilterLogEvents \
                     searches events"
                ),
            )),
            _ => Err(ApiError::new("UnknownOperationException", "")),
        }
    }

    /// The ARN an operation acts upon, as AWS's policies see it: a stream, which for operations on
    /// a group has no name; tags alone are on the group itself.
    fn resource(&self, operation: &str, body: &[u8]) -> String {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |field: &str| body.get(field).and_then(Value::as_str);
        if let Some(arn) = text("resourceArn") {
            return arn.trim_end_matches(":*").to_owned();
        }
        if operation.ends_with("ResourcePolicy") || operation == "DescribeResourcePolicies" {
            return "*".to_owned();
        }
        let group = text("logGroupName")
            .or_else(|| group_of_identifier(text("logGroupIdentifier")?))
            .or_else(|| text("logGroupNamePrefix"))
            .unwrap_or_default();
        let stream = match operation {
            "PutLogEvents" | "GetLogEvents" | "DeleteLogStream" => text("logStreamName"),
            _ => None,
        };
        self.arns().stream(group, stream.unwrap_or_default())
    }
}

/// Operations that AWS has, that somebody may well call, and that are not here.
const NOT_OFFERED: [&str; 14] = [
    "AssociateKmsKey",
    "CreateExportTask",
    "DeleteSubscriptionFilter",
    "DescribeQueries",
    "DescribeMetricFilters",
    "GetLogRecord",
    "GetQueryResults",
    "ListLogGroups",
    "PutDestination",
    "PutMetricFilter",
    "PutSubscriptionFilter",
    "StartLiveTail",
    "StartQuery",
    "StopQuery",
];

fn input<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body)
        .map_err(|error| ApiError::new("SerializationException", error.to_string()))
}

fn output(output: &impl Serialize) -> Result<Body, ApiError> {
    match serde_json::to_vec(output) {
        Ok(body) => Ok(body.into()),
        // Outputs are structures of texts and numbers.
        Err(error) => Err(ApiError::new("InternalFailure", error.to_string())
            .with_status(StatusCode::INTERNAL_SERVER_ERROR)),
    }
}

/// What operations answer that have nothing to say: an empty body.
#[allow(
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    reason = "stands beside `output`"
)]
fn nothing((): ()) -> Result<Body, ApiError> {
    Ok(Body::empty())
}
