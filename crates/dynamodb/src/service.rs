//! The wire protocol: `awsJson1_0`, the operation in `X-Amz-Target: DynamoDB_20120810.OPERATION`, or
//! `DynamoDBStreams_20120810.OPERATION`.

use http::{HeaderValue, StatusCode};
use wire::response::respond;
use wire::{ApiError, Body, Future, Permission, Request, Response, Service};

use crate::DynamoDb;
use crate::operation::Refusal;
use crate::permission;

const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// The checksum by which clients tell that an answer has come whole: CRC-32, in decimal.
const CHECKSUM: &str = "x-amz-crc32";

impl Service for DynamoDb {
    fn signing_name(&self) -> &'static str {
        "dynamodb"
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        permission::needed(self.arns(), request).into_iter().next()
    }

    fn further_permissions(&self, request: &Request) -> Vec<Permission> {
        permission::needed(self.arns(), request).split_off(1)
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        Box::pin(async move {
            let operation = request.target_operation().unwrap_or_default();
            match self.perform(operation, &request).await {
                Ok(body) => answer(StatusCode::OK, body),
                Err(Refusal { status, body }) => answer(status, body),
            }
        })
    }

    fn refuse(&self, _: &Request, error: &ApiError) -> Response {
        with_checksum(error.to_json_response(CONTENT_TYPE))
    }
}

fn answer(status: StatusCode, body: String) -> Response {
    with_checksum(respond(status, CONTENT_TYPE, body))
}

fn with_checksum(mut response: Response) -> Response {
    if let Body::Whole(bytes) = response.body() {
        let checksum = HeaderValue::from(crc32fast::hash(bytes));
        response.headers_mut().insert(CHECKSUM, checksum);
    }
    response
}
