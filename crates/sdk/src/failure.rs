//! How Step Functions names what services refuse, and explains it.
//!
//! Both follow the AWS SDK for Java: a modelled error is its exception, any other the service's
//! base exception; the cause is the exception's message. SDK integrations have the form of
//! version 2 of that SDK, the others that of version 1. All forms are recorded from AWS.

use interpreter::Failure;
use wire::service::Unreachable;

use crate::answer::{AnswerError, ServiceError};
use crate::integration::Client;
use crate::model::Service;

/// A role may not be assumed, or not do this (Amazon States Language, appendix A).
pub(crate) const PERMISSIONS: &str = "States.Permissions";

/// A job failed (Amazon States Language, appendix A).
pub(crate) const TASK_FAILED: &str = "States.TaskFailed";

/// What an SDK integration makes of an answer without a result:
/// `DynamoDb.ResourceNotFoundException`.
pub(crate) fn of_sdk(service: &Service, error: &AnswerError) -> Failure {
    let class = service.class;
    let error = match error {
        AnswerError::Unreadable(why) => {
            return Failure::new(format!("{class}.SdkClientException"), why.as_str());
        }
        AnswerError::Refused(error) => error,
    };
    let name = match error.exception {
        Some(exception) => format!("{class}.{exception}"),
        None => format!("{class}.{class}Exception"),
    };
    let extended = match &error.extended_request_id {
        Some(id) => format!(", Extended Request ID: {id}"),
        None => String::new(),
    };
    let cause = format!(
        "{} (Service: {class}, Status Code: {}, Request ID: {}{extended}) (SDK Attempt Count: 1)",
        or_null(error.message.as_ref()),
        error.status.as_u16(),
        or_null(error.request_id.as_ref()),
    );
    Failure::reported(Some(&name), Some(&cause))
}

/// What any other integration makes of it: `DynamoDB.ResourceNotFoundException`.
pub(crate) fn of_optimised(client: &Client, error: &AnswerError) -> Failure {
    let prefix = client.errors;
    let error = match error {
        AnswerError::Unreadable(why) => {
            return Failure::new(format!("{prefix}.SdkClientException"), why.as_str());
        }
        AnswerError::Refused(error) => error,
    };
    let exception = match error.exception {
        // This version spells exceptions as the model does.
        Some(_) if error.code.ends_with("Exception") => &error.code,
        Some(exception) => exception,
        None => client.exception,
    };
    let cause = format!(
        "{} (Service: {}; Status Code: {}; Error Code: {}; Request ID: {}; Proxy: null)",
        or_null(error.message.as_ref()),
        client.name,
        error.status.as_u16(),
        error.query_code.as_ref().unwrap_or(&error.code),
        or_null(error.request_id.as_ref()),
    );
    Failure::reported(Some(&format!("{prefix}.{exception}")), Some(&cause))
}

/// The service could not be asked. `prefix` is how the names of its errors begin.
pub(crate) fn of_unreachable(prefix: &str, service: &str, unreachable: &Unreachable) -> Failure {
    match unreachable {
        Unreachable::RoleNotAssumed(why) => Failure::reported(Some(PERMISSIONS), Some(why)),
        Unreachable::NoEndpoint => Failure::new(
            format!("{prefix}.SdkClientException"),
            format!("Unable to execute HTTP request: no endpoint is configured for `{service}`"),
        ),
        Unreachable::Connection(why) => Failure::reported(
            Some(&format!("{prefix}.SdkClientException")),
            Some(&format!("Unable to execute HTTP request: {why}")),
        ),
    }
}

/// As Java shows a text that is not there.
fn or_null(text: Option<&String>) -> &str {
    text.map_or("null", String::as_str)
}

impl ServiceError {
    /// Whether the request was refused for want of leave.
    pub fn is_access_denied(&self) -> bool {
        matches!(
            &*self.code,
            "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation"
        )
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::integration::Optimised;

    fn refused(service: &str, code: &str, status: u16, message: &str) -> ServiceError {
        let service = Service::find(service).expect("a service");
        ServiceError {
            code: code.to_owned(),
            query_code: None,
            exception: service.exception(code),
            message: Some(message.to_owned()),
            status: StatusCode::from_u16(status).expect("a status"),
            request_id: Some("id-1".to_owned()),
            extended_request_id: None,
        }
    }

    fn sdk(service: &str, error: ServiceError) -> (String, String) {
        let service = Service::find(service).expect("a service");
        parts(&of_sdk(service, &AnswerError::Refused(error)))
    }

    fn optimised(integration: &str, error: ServiceError) -> (String, String) {
        let client = &Optimised::find(integration).expect("an integration").client;
        parts(&of_optimised(client, &AnswerError::Refused(error)))
    }

    fn parts(failure: &Failure) -> (String, String) {
        let text = |part: &Option<std::sync::Arc<str>>| part.as_deref().unwrap_or("").to_owned();
        (text(&failure.error), text(&failure.cause))
    }

    #[test]
    fn sdk_integrations_name_exceptions_of_version_2() {
        let (error, cause) = sdk("sfn", refused("sfn", "InvalidToken", 400, "no such token"));
        assert_eq!(error, "Sfn.InvalidTokenException");
        assert_eq!(
            cause,
            "no such token (Service: Sfn, Status Code: 400, Request ID: id-1) \
             (SDK Attempt Count: 1)"
        );
        let unmodelled = refused("secretsmanager", "ValidationException", 400, "bad name");
        let (error, _) = sdk("secretsmanager", unmodelled);
        assert_eq!(error, "SecretsManager.SecretsManagerException");
        let (error, cause) = sdk(
            "s3",
            ServiceError {
                extended_request_id: Some("x/y=".to_owned()),
                ..refused("s3", "NoSuchBucket", 404, "no bucket")
            },
        );
        assert_eq!(error, "S3.NoSuchBucketException");
        assert!(
            cause.contains("Request ID: id-1, Extended Request ID: x/y=)"),
            "{cause}"
        );
        let (error, _) = sdk(
            "dynamodb",
            refused("dynamodb", "AccessDeniedException", 400, ""),
        );
        assert_eq!(error, "DynamoDb.DynamoDbException");
    }

    #[test]
    fn other_integrations_name_exceptions_of_version_1() {
        let missing = refused("lambda", "ResourceNotFoundException", 404, "no function");
        let (error, cause) = optimised("lambda", missing);
        assert_eq!(error, "Lambda.ResourceNotFoundException");
        assert_eq!(
            cause,
            "no function (Service: AWSLambda; Status Code: 404; Error Code: \
             ResourceNotFoundException; Request ID: id-1; Proxy: null)"
        );
        for (integration, service, code, name) in [
            (
                "lambda",
                "lambda",
                "AccessDeniedException",
                "Lambda.AWSLambdaException",
            ),
            (
                "lambda",
                "lambda",
                "TooManyRequestsException",
                "Lambda.TooManyRequestsException",
            ),
            (
                "lambda",
                "lambda",
                "KMSDisabledException",
                "Lambda.KMSDisabledException",
            ),
            (
                "dynamodb",
                "dynamodb",
                "ValidationException",
                "DynamoDB.AmazonDynamoDBException",
            ),
            (
                "dynamodb",
                "dynamodb",
                "ConditionalCheckFailedException",
                "DynamoDB.ConditionalCheckFailedException",
            ),
            ("sns", "sns", "NotFound", "SNS.NotFoundException"),
            (
                "sqs",
                "sqs",
                "QueueDoesNotExist",
                "SQS.QueueDoesNotExistException",
            ),
            ("sqs", "sqs", "AccessDenied", "SQS.AmazonSQSException"),
            (
                "states",
                "sfn",
                "ExecutionAlreadyExists",
                "StepFunctions.ExecutionAlreadyExistsException",
            ),
        ] {
            assert_eq!(
                optimised(integration, refused(service, code, 400, "")).0,
                name
            );
        }
    }

    #[test]
    fn services_that_cannot_be_asked_are_named() {
        let refused = Unreachable::Connection("connection refused".to_owned());
        let (error, cause) = parts(&of_unreachable("SQS", "sqs", &refused));
        assert_eq!(error, "SQS.SdkClientException");
        assert_eq!(cause, "Unable to execute HTTP request: connection refused");
        let role = Unreachable::RoleNotAssumed("no".to_owned());
        assert_eq!(
            parts(&of_unreachable("SQS", "sqs", &role)).0,
            "States.Permissions"
        );
    }
}
