//! What the environment of a function says.

use std::env;

use aws_credential_types::Credentials;
use aws_smithy_http_client::tls::Provider as Tls;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

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

impl EnvironmentError {
    pub(crate) fn invalid(name: &'static str, what: &dyn std::fmt::Display) -> EnvironmentError {
        EnvironmentError::Invalid {
            name,
            what: what.to_string(),
        }
    }
}

/// A variable that must be there.
pub(crate) fn required(name: &'static str) -> Result<String, EnvironmentError> {
    optional(name).ok_or(EnvironmentError::Missing(name))
}

/// A variable; an empty one is none.
pub(crate) fn optional(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Where AWS is, and who asks it.
pub(crate) struct Aws {
    pub(crate) region: String,
    pub(crate) keys: Credentials,
    pub(crate) endpoint: Option<String>,
    pub(crate) http: SharedHttpClient,
}

impl Aws {
    /// As Lambda says it.
    pub(crate) fn of_environment() -> Result<Aws, EnvironmentError> {
        Ok(Aws {
            region: required("AWS_REGION")?,
            keys: Credentials::new(
                required("AWS_ACCESS_KEY_ID")?,
                required("AWS_SECRET_ACCESS_KEY")?,
                optional("AWS_SESSION_TOKEN"),
                None,
                "environment",
            ),
            endpoint: optional("AWS_ENDPOINT_URL"),
            http: aws_smithy_http_client::Builder::new()
                .tls_provider(Tls::Rustls(CryptoMode::Ring))
                .build_https(),
        })
    }
}

/// What stands before the name of the host that synchronous executions are asked of.
const HOST_OF_SYNC: &str = "://sync-";

/// Asks everything of the address that is given. Clients put `sync-` before the host of some
/// operations, whatever that is, and only AWS has such hosts.
#[derive(Debug)]
pub(crate) struct OneHost;

impl Intercept for OneHost {
    fn name(&self) -> &'static str {
        "OneHost"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        if request.uri().contains(HOST_OF_SYNC) {
            let one = request.uri().replacen(HOST_OF_SYNC, "://", 1);
            request.set_uri(one)?;
        }
        Ok(())
    }
}

/// The client of one of AWS's SDKs: `client!(aws, aws_sdk_sns)`, with more of its configuration
/// behind that where there is more.
macro_rules! client {
    ($aws:expr, $sdk:ident $(, .$more:ident($value:expr))*) => {{
        let mut config = $sdk::config::Config::builder()
            .behavior_version($sdk::config::BehaviorVersion::latest())
            .region($sdk::config::Region::new($aws.region.clone()))
            .credentials_provider($aws.keys.clone())
            .http_client($aws.http.clone())
            $(.$more($value))*;
        if let Some(endpoint) = &$aws.endpoint {
            config = config
                .endpoint_url(endpoint)
                .interceptor($crate::environment::OneHost);
        }
        $sdk::Client::from_conf(config.build())
    }};
}
pub(crate) use client;
