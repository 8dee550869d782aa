//! The functions of the order: the delivery, as the environment describes it.

use std::sync::Arc;

use delivery::Delivery;
use delivery::delivery::{Configuration, Elsewhere, Mail};
use delivery::functions;
use delivery::payment::http::BaseUrl;
use delivery::payment::pix::Receiver;
use delivery::payment::sandbox::{SandboxClient, SandboxConfiguration};
use delivery::payment::stripe::{StripeClient, StripeConfiguration};
use delivery::payment::{Provider, Secret};
use delivery::shop_secret::ShopSecret;
use delivery::table::Table;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;

use crate::environment::{Aws, EnvironmentError, client, optional, required};
use crate::mail::SesMail;

/// Is the function of this name until Lambda ends it.
pub(crate) async fn run(handler: &str) -> Result<(), lambda_runtime::Error> {
    let delivery = delivery()?;
    let delivery = &delivery;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let answer = functions::invoke(delivery, handler, event.payload).await;
        answer.map_err(|error| Diagnostic {
            error_type: error.error_type.to_owned(),
            error_message: error.message,
        })
    }))
    .await
}

/// The delivery that the variables describe.
fn delivery() -> Result<Delivery, EnvironmentError> {
    let aws = Aws::of_environment()?;
    let secret = ShopSecret::from_hex(&required("ENTREGA_SHOP_SECRET")?);
    let secret = secret.ok_or_else(|| {
        EnvironmentError::invalid("ENTREGA_SHOP_SECRET", &"not 64 hexadecimal digits")
    })?;
    Ok(Delivery::new(Configuration {
        table: Table::new(client!(aws, aws_sdk_dynamodb), required("ENTREGA_TABLE")?),
        step_functions: client!(aws, aws_sdk_sfn),
        // An execution calls the functions; none of them begins one.
        state_machine_arn: String::new(),
        sns: client!(aws, aws_sdk_sns),
        topic_arn: required("ENTREGA_TOPIC_ARN")?,
        provider: provider(&secret)?,
        quote_keys: secret.quote_keys(),
        tracking_key: secret.tracking_key(),
        mail: mail(&aws),
        sms_through_sns: optional("ENTREGA_TEXT_MESSAGES").is_some_and(|sent| sent == "yes"),
        base_url: required("ENTREGA_BASE_URL")?,
        pace: 1,
        elsewhere: Elsewhere::default(),
    }))
}

/// Through SES where there is an address that it is from; otherwise it is kept in the outbox.
fn mail(aws: &Aws) -> Mail {
    match optional("ENTREGA_SENDER_ADDRESS") {
        None => Mail::Outbox,
        Some(sender) => Mail::Sent(Arc::new(SesMail {
            ses: client!(aws, aws_sdk_sesv2),
            sender,
        })),
    }
}

/// Stripe when there is a key of it, the sandbox otherwise.
fn provider(secret: &ShopSecret) -> Result<Provider, EnvironmentError> {
    if let Some(api_key) = optional("ENTREGA_STRIPE_API_KEY") {
        let base_url = optional("ENTREGA_STRIPE_URL");
        let base_url = base_url.unwrap_or_else(|| "https://api.stripe.com".to_owned());
        return Ok(Provider::Stripe(StripeClient::new(StripeConfiguration {
            base_url: BaseUrl::parse(&base_url)
                .map_err(|error| EnvironmentError::invalid("ENTREGA_STRIPE_URL", &error))?,
            api_key: Secret::from(api_key),
            webhook_secrets: vec![Secret::from(required("ENTREGA_STRIPE_WEBHOOK_SECRET")?)],
        })));
    }
    let invalid =
        |error: &dyn std::fmt::Display| EnvironmentError::invalid("ENTREGA_SANDBOX_URL", error);
    let base_url = required("ENTREGA_SANDBOX_URL")?;
    Ok(Provider::Sandbox(SandboxClient::new(
        SandboxConfiguration {
            base_url: BaseUrl::parse(&base_url).map_err(|error| invalid(&error))?,
            api_key: Secret::from(secret.provider_key()),
            webhook_secrets: vec![Secret::from(secret.webhook_secret())],
            receiver: Receiver::new("Cantinho da Praça", "Vila Serena")
                .map_err(|error| invalid(&error))?,
        },
    )))
}
