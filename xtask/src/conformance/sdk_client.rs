//! Requests to AWS's services as the Python SDK makes them, and their answers as it gives them.
//!
//! The server has a client of AWS's services too, the crate `sdk`. This one has nothing of it, so
//! that a mistake in the one shows in the other.
//!
//! | module | holds |
//! |---|---|
//! | [`service`] | which services there are, and what each speaks |
//! | [`request`] | parameters as an HTTP request |
//! | [`blob`] | parameters that are bytes |
//! | [`signature`] | Signature Version 4 |
//! | [`answer`] | an HTTP response as fields |

mod answer;
mod blob;
mod request;
mod service;
mod signature;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};
use ureq::Agent;

use self::service::Service;
use super::target::{NoAnswer, Reply};
use crate::aws::Credentials;

/// How long a call may take: `GetActivityTask` answers after a minute (Step Functions API
/// reference), a synchronous execution after five.
const CALL_SECONDS_MAX: u64 = 310;

/// A client of the services behind some URLs.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    endpoints: Endpoints,
    credentials: Credentials,
}

/// Which service is where: URLs without a slash at the end.
#[derive(Clone, Debug)]
pub(crate) struct Endpoints {
    /// The server under test.
    tested: String,
    /// Services that are elsewhere, by the name the corpus has for them.
    others: BTreeMap<String, String>,
}

/// The services of the server under test that cases use.
const TESTED_SERVICES: [&str; 3] = ["stepfunctions", "lambda", "logs"];

impl Endpoints {
    /// The server under test at `tested`, other services at the URLs in `others`.
    pub(crate) fn new(tested: &str, others: &[(String, String)]) -> Endpoints {
        let trimmed = |url: &str| url.trim_end_matches('/').to_owned();
        Endpoints {
            tested: trimmed(tested),
            others: others
                .iter()
                .map(|(service, url)| (service.clone(), trimmed(url)))
                .collect(),
        }
    }

    /// Whether there is a service, by the name the corpus has for it.
    pub(crate) fn have(&self, service: &str) -> bool {
        self.of(service).is_some()
    }

    fn of(&self, service: &str) -> Option<&str> {
        let tested = TESTED_SERVICES.contains(&service).then_some(&self.tested);
        self.others.get(service).or(tested).map(String::as_str)
    }
}

impl Client {
    pub(crate) fn new(endpoints: Endpoints, credentials: Credentials) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(CALL_SECONDS_MAX)))
            .proxy(None)
            .max_redirects(0)
            .build();
        Client {
            agent: config.into(),
            endpoints,
            credentials,
        }
    }

    /// Whether an operation can be called; what is not there otherwise.
    pub(crate) fn can_call(&self, service: &str, operation: &str) -> Result<(), String> {
        let known = Service::named(service).is_some_and(|service| service.has(operation));
        match (self.endpoints.have(service), known) {
            (true, true) => Ok(()),
            (true, false) => Err(format!("needs {service}:{operation}")),
            (false, _) => Err(format!("needs {service}")),
        }
    }

    /// Calls an operation and waits for the reply.
    pub(crate) fn call(
        &self,
        service: &str,
        operation: &str,
        params: &Map<String, Value>,
    ) -> Reply {
        self.try_to_call(service, operation, params)
            .map_err(|error| NoAnswer::Broken(format!("{service}:{operation}: {error}")))?
    }

    fn try_to_call(
        &self,
        name: &str,
        operation: &str,
        params: &Map<String, Value>,
    ) -> Result<Reply, Box<dyn std::error::Error>> {
        let service = Service::named(name).ok_or("there is no such service")?;
        let endpoint = self.endpoints.of(name).ok_or("the service is nowhere")?;
        let mut request = request::build(service, operation, params, endpoint)?;
        signature::sign(&mut request, service, &self.credentials);
        let mut response = self.agent.run(request)?;
        let body = response.body_mut().with_config().limit(u64::MAX);
        let body = body.read_to_vec()?;
        answer::read(service, operation, &response, &body).map_err(Into::into)
    }
}
