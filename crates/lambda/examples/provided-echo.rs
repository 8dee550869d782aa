//! A function for `provided.al2023` with AWS's own runtime client: the `bootstrap` of an archive.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(echo)).await
}

async fn echo(event: LambdaEvent<Value>) -> Result<Value, Error> {
    if event.payload == "fail" {
        return Err("as asked".into());
    }
    Ok(json!({"event": event.payload, "arn": event.context.invoked_function_arn}))
}
