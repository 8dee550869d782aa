//! The delivery's functions as AWS Lambda runs them: one `bootstrap` for all, which is the function
//! that its handler setting names (`ReceiveOrderFunction`).
//!
//! What `entrega` gives its functions in its own process comes from the environment here, and AWS's
//! clients ask AWS, or `AWS_ENDPOINT_URL`. Nothing else differs.

mod environment;

use delivery::functions;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let handler = environment::required("_HANDLER")?;
    let delivery = environment::delivery()?;
    let (delivery, handler) = (&delivery, handler.as_str());
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let answer = functions::invoke(delivery, handler, event.payload).await;
        answer.map_err(|error| Diagnostic {
            error_type: error.error_type.to_owned(),
            error_message: error.message,
        })
    }))
    .await
}
