//! The line to SNS, which a demo can cut: what is published then does not arrive, as when SNS is
//! down.

use std::fmt;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use cloud::Connector;
use crowd::{Failure, Failures};

/// The way to SNS.
#[derive(Clone)]
pub(super) struct Line {
    pub(super) connector: Connector,
    pub(super) failures: Failures,
}

/// The line is cut, since somebody wanted to see what happens then.
#[derive(Debug, thiserror::Error)]
#[error("SNS is down: the demo was told so")]
struct Down;

/// A connection over the line.
struct Connection {
    beyond: SharedHttpConnector,
    failures: Failures,
}

impl HttpClient for Line {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Connection {
            beyond: self.connector.http_connector(settings, components),
            failures: self.failures.clone(),
        })
    }
}

impl HttpConnector for Connection {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if self.failures.is_on(Failure::SnsDown) {
            return HttpConnectorFuture::ready(Err(ConnectorError::io(Down.into())));
        }
        self.beyond.call(request)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line")
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}
