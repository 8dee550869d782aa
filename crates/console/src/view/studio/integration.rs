//! Integrations that a Task can name.

use asl::Value;
use sdk::catalogue::Entry;
use serde::Serialize;
use utoipa::ToSchema;

/// An integration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IntegrationView {
    /// As a Task names it: `arn:aws:states:::aws-sdk:s3:getObject`.
    resource: String,
    /// The service: `lambda`, `s3`.
    service: String,
    /// The operation: `invoke`, `getObject`.
    operation: String,
    /// Whether Step Functions has it of its own; otherwise it is an operation of the SDK.
    optimised: bool,
    /// What it must be given, each with a value of its type to be replaced.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    arguments: Value,
    /// When it may count as done.
    patterns: Vec<TaskPattern>,
}

/// When an integration counts as done.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TaskPattern {
    /// When the service has answered.
    RequestResponse,
    /// `.sync`, or `.sync:2` of `states:startExecution`: when the job that was started is done.
    RunJob,
    /// `.waitForTaskToken`: when somebody returns the task's token.
    WaitForToken,
}

impl IntegrationView {
    pub(crate) fn of(entry: Entry) -> IntegrationView {
        let patterns = [
            (TaskPattern::RequestResponse, true),
            (TaskPattern::RunJob, entry.starts_job),
            (TaskPattern::WaitForToken, entry.calls_back),
        ];
        let patterns = patterns.into_iter().filter(|(_, is)| *is);
        IntegrationView {
            resource: entry.resource,
            service: entry.service,
            operation: entry.operation,
            optimised: entry.is_optimised,
            arguments: entry.arguments,
            patterns: patterns.map(|(pattern, _)| pattern).collect(),
        }
    }
}
