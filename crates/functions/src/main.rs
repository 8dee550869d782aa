//! The shop's functions as AWS Lambda runs them: one `bootstrap` for all, which is the function
//! that its handler setting names (`ReceiveOrderFunction`).
//!
//! What `entrega` gives its functions in its own process comes from the environment here, and AWS's
//! clients ask AWS, or `AWS_ENDPOINT_URL`. Nothing else differs.

mod environment;
mod gateway;
mod mail;
mod order;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    // Lambda says when.
    tracing_subscriber::fmt()
        .with_ansi(false)
        .without_time()
        .with_writer(std::io::stderr)
        .init();
    match environment::required("_HANDLER")?.as_str() {
        gateway::HANDLER => gateway::run().await,
        handler => order::run(handler).await,
    }
}
