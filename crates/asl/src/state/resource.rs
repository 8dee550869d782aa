//! What does the work of a Task state.

use std::sync::Arc;

/// A Task's `Resource`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// A Lambda function by its ARN: the input is the payload, the payload the result.
    Lambda(Arc<str>),
    /// An activity by its ARN: a worker asks for the work.
    Activity(Arc<str>),
    /// A service integration, `arn:aws:states:::…`.
    Integration(Integration),
    /// Anything else, kept as it is written: a placeholder, or a resource nobody serves.
    Other(Arc<str>),
}

/// A service integration: `arn:aws:states:::lambda:invoke.waitForTaskToken`,
/// `arn:aws:states:::aws-sdk:dynamodb:getItem`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// The whole ARN.
    pub arn: Arc<str>,
    /// `lambda`; for an SDK integration with its prefix, `aws-sdk:dynamodb`. History events
    /// call this `resourceType`.
    pub resource_type: Arc<str>,
    /// `invoke.waitForTaskToken`. History events call this `resource`.
    pub resource: Arc<str>,
    /// The operation without its pattern: `invoke`.
    pub operation: Arc<str>,
    /// When the task counts as done.
    pub pattern: IntegrationPattern,
}

/// When an integration counts as done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrationPattern {
    /// When the service has answered.
    RequestResponse,
    /// `.sync`: when the job that was started is done.
    Sync,
    /// `.sync:2`: likewise, with the job's output as JSON.
    Sync2,
    /// `.waitForTaskToken`: when somebody returns the task's token.
    WaitForTaskToken,
}

impl Resource {
    /// Reads a `Resource` as it is written.
    pub fn parse(text: &str) -> Resource {
        let arn: Arc<str> = text.into();
        let mut parts = text.splitn(6, ':');
        if parts.next() != Some("arn") {
            return Resource::Other(arn);
        }
        let (_partition, service) = (parts.next(), parts.next());
        let (region, _account, rest) =
            (parts.next(), parts.next(), parts.next().unwrap_or_default());
        match service {
            Some("lambda") if rest.starts_with("function:") => Resource::Lambda(arn),
            Some("states") if rest.starts_with("activity:") => Resource::Activity(arn),
            Some("states") if region == Some("") => match Integration::parse(&arn, rest) {
                Some(integration) => Resource::Integration(integration),
                None => Resource::Other(arn),
            },
            _ => Resource::Other(arn),
        }
    }

    /// The resource as it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Resource::Lambda(arn) | Resource::Activity(arn) | Resource::Other(arn) => arn,
            Resource::Integration(integration) => &integration.arn,
        }
    }
}

impl Integration {
    fn parse(arn: &Arc<str>, rest: &str) -> Option<Integration> {
        let (pattern, without) = IntegrationPattern::strip(rest);
        let (resource_type, operation) = without.rsplit_once(':')?;
        if resource_type.is_empty() || operation.is_empty() {
            return None;
        }
        Some(Integration {
            arn: arn.clone(),
            resource_type: resource_type.into(),
            resource: rest[resource_type.len() + 1..].into(),
            operation: operation.into(),
            pattern,
        })
    }
}

impl IntegrationPattern {
    fn strip(resource: &str) -> (IntegrationPattern, &str) {
        for (suffix, pattern) in [
            (".waitForTaskToken", IntegrationPattern::WaitForTaskToken),
            (".sync:2", IntegrationPattern::Sync2),
            (".sync", IntegrationPattern::Sync),
        ] {
            if let Some(without) = resource.strip_suffix(suffix) {
                return (pattern, without);
            }
        }
        (IntegrationPattern::RequestResponse, resource)
    }
}
