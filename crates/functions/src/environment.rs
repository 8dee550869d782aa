//! The delivery, as the environment of a function describes it.

use std::env;

use aws_credential_types::Credentials;
use aws_smithy_http_client::tls::Provider as Tls;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use delivery::Delivery;
use delivery::delivery::{Configuration, Elsewhere, Mail};
use delivery::payment::http::BaseUrl;
use delivery::payment::pix::Receiver;
use delivery::payment::sandbox::{SandboxClient, SandboxConfiguration};
use delivery::payment::stripe::{StripeClient, StripeConfiguration};
use delivery::payment::{Provider, Secret};
use delivery::shop_secret::ShopSecret;
use delivery::table::Table;

/// What is wrong with the environment.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnvironmentError {
    /// A variable is not there.
    #[error("the environment variable `{0}` is missing")]
    Missing(&'static str),
    /// A variable makes no sense.
    #[error("the environment variable `{name}` is {what}")]
    Invalid {
        /// Which one.
        name: &'static str,
        /// What it is.
        what: String,
    },
}

/// A variable that must be there.
pub(crate) fn required(name: &'static str) -> Result<String, EnvironmentError> {
    optional(name).ok_or(EnvironmentError::Missing(name))
}

fn optional(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The delivery that the variables describe.
pub(crate) fn delivery() -> Result<Delivery, EnvironmentError> {
    let region = required("AWS_REGION")?;
    let keys = Credentials::new(
        required("AWS_ACCESS_KEY_ID")?,
        required("AWS_SECRET_ACCESS_KEY")?,
        optional("AWS_SESSION_TOKEN"),
        None,
        "environment",
    );
    let endpoint = optional("AWS_ENDPOINT_URL");
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Tls::Rustls(CryptoMode::Ring))
        .build_https();
    macro_rules! client {
        ($sdk:ident) => {{
            let mut config = $sdk::config::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new(region.clone()))
                .credentials_provider(keys.clone())
                .http_client(http.clone());
            config.set_endpoint_url(endpoint.clone());
            $sdk::Client::from_conf(config.build())
        }};
    }
    let secret = ShopSecret::from_hex(&required("ENTREGA_SHOP_SECRET")?);
    let secret = secret.ok_or_else(|| EnvironmentError::Invalid {
        name: "ENTREGA_SHOP_SECRET",
        what: "not 64 hexadecimal digits".to_owned(),
    })?;
    Ok(Delivery::new(Configuration {
        table: Table::new(client!(aws_sdk_dynamodb), required("ENTREGA_TABLE")?),
        step_functions: client!(aws_sdk_sfn),
        state_machine_arn: required("ENTREGA_STATE_MACHINE_ARN")?,
        sns: client!(aws_sdk_sns),
        topic_arn: required("ENTREGA_TOPIC_ARN")?,
        provider: provider(&secret)?,
        quote_keys: secret.quote_keys(),
        tracking_key: secret.tracking_key(),
        mail: Mail::Outbox,
        sms_through_sns: true,
        base_url: required("ENTREGA_BASE_URL")?,
        pace: 1,
        elsewhere: Elsewhere::default(),
    }))
}

/// Stripe when there is a key of it, the sandbox otherwise.
fn provider(secret: &ShopSecret) -> Result<Provider, EnvironmentError> {
    let invalid = |name, error: &dyn std::fmt::Display| EnvironmentError::Invalid {
        name,
        what: error.to_string(),
    };
    if let Some(api_key) = optional("ENTREGA_STRIPE_API_KEY") {
        let base_url = optional("ENTREGA_STRIPE_URL");
        let base_url = base_url.unwrap_or_else(|| "https://api.stripe.com".to_owned());
        return Ok(Provider::Stripe(StripeClient::new(StripeConfiguration {
            base_url: BaseUrl::parse(&base_url)
                .map_err(|error| invalid("ENTREGA_STRIPE_URL", &error))?,
            api_key: Secret::from(api_key),
            webhook_secrets: vec![Secret::from(required("ENTREGA_STRIPE_WEBHOOK_SECRET")?)],
        })));
    }
    let base_url = required("ENTREGA_SANDBOX_URL")?;
    Ok(Provider::Sandbox(SandboxClient::new(
        SandboxConfiguration {
            base_url: BaseUrl::parse(&base_url)
                .map_err(|error| invalid("ENTREGA_SANDBOX_URL", &error))?,
            api_key: Secret::from(secret.provider_key()),
            webhook_secrets: vec![Secret::from(secret.webhook_secret())],
            receiver: Receiver::new("Cantinho da Praça", "Vila Serena")
                .map_err(|error| invalid("ENTREGA_SANDBOX_URL", &error))?,
        },
    )))
}
