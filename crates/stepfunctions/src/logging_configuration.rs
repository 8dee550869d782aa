//! What of its executions a machine logs, and where.

use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wire::{ApiError, Services};

/// A machine's `loggingConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LoggingConfiguration {
    /// Which events.
    pub level: LogLevel,
    /// Whether with their data.
    pub include_execution_data: bool,
    /// Where to: nowhere, or one log group. AWS shows an empty list when one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destinations: Option<Vec<LogDestination>>,
}

/// Which events of an execution are logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LogLevel {
    /// All of them.
    All,
    /// Those that tell of something going wrong.
    Error,
    /// Those that end an execution badly.
    Fatal,
    /// None.
    #[default]
    Off,
}

/// A place for logs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LogDestination {
    /// A log group of CloudWatch Logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logs_log_group: Option<LogGroup>,
}

/// A log group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LogGroup {
    /// `arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*`
    pub log_group_arn: String,
}

impl LoggingConfiguration {
    /// Whether anything is logged.
    pub fn is_on(&self) -> bool {
        self.level != LogLevel::Off && self.log_group_name().is_some()
    }

    /// The log group that is written to.
    pub fn log_group_name(&self) -> Option<&str> {
        let destination = self.destinations.as_ref()?.first()?;
        let arn = &destination
            .cloud_watch_logs_log_group
            .as_ref()?
            .log_group_arn;
        let (_, name) = arn.split_once(":log-group:")?;
        Some(name.strip_suffix(":*").unwrap_or(name))
    }

    /// Refuses what cannot be, as AWS does before it looks the destination up.
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        let destinations = self.destinations.as_ref().map_or(0, Vec::len);
        let fits = match self.level {
            LogLevel::Off => destinations <= 1,
            LogLevel::All | LogLevel::Error | LogLevel::Fatal => destinations == 1,
        };
        if fits {
            Ok(())
        } else {
            Err(invalid("Must specify exactly one Log Destination."))
        }
    }

    /// Refuses a destination that is not there.
    pub(crate) async fn check_destination(&self, services: &dyn Services) -> Result<(), ApiError> {
        if self.destinations.as_ref().is_none_or(Vec::is_empty) {
            return Ok(());
        }
        match self.log_group_name() {
            Some(name) if log_group_exists(name, services).await => Ok(()),
            _ => Err(invalid("Log Destination not found.")),
        }
    }
}

/// Asks CloudWatch Logs for the group. Groups come in the order of their names, so that the one
/// whose name is the whole prefix is the first.
async fn log_group_exists(name: &str, services: &dyn Services) -> bool {
    let body = json!({"logGroupNamePrefix": name, "limit": 1}).to_string();
    let request = http::Request::post("/")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", "Logs_20140328.DescribeLogGroups")
        .body(Bytes::from(body))
        .expect("the request is made of constants");
    let nobody: Option<Arc<str>> = None;
    let response = match services.call("logs", nobody, request).await {
        Ok(response) => response,
        Err(unreachable) => {
            tracing::warn!(log_group = name, %unreachable, "cannot look up a log group");
            return false;
        }
    };
    let answer: Value =
        serde_json::from_slice(&response.into_body().collect().await).unwrap_or_default();
    answer["logGroups"][0]["logGroupName"] == name
}

fn invalid(why: &str) -> ApiError {
    ApiError::new(
        "InvalidLoggingConfiguration",
        format!("Invalid Logging Configuration: {why}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(configuration: Value) -> LoggingConfiguration {
        serde_json::from_value(configuration).expect("a configuration")
    }

    fn group() -> Value {
        let arn = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/vendedlogs/shop:*";
        json!({"cloudWatchLogsLogGroup": {"logGroupArn": arn}})
    }

    #[test]
    fn a_level_needs_one_destination() {
        for (configuration, accepted) in [
            (json!({}), true),
            (json!({"destinations": []}), true),
            (json!({"level": "OFF", "destinations": [group()]}), true),
            (json!({"level": "ALL", "destinations": [group()]}), true),
            (json!({"level": "FATAL"}), false),
            (json!({"level": "ALL", "destinations": []}), false),
            (json!({"destinations": [group(), group()]}), false),
        ] {
            let checked = read(configuration.clone()).check();
            assert_eq!(checked.is_ok(), accepted, "{configuration}");
        }
    }

    #[test]
    fn what_was_left_out_has_its_default() {
        let shown = |configuration| serde_json::to_value(read(configuration)).expect("JSON");
        assert_eq!(
            shown(json!({})),
            json!({"level": "OFF", "includeExecutionData": false})
        );
        assert_eq!(
            shown(json!({"destinations": []})),
            json!({"level": "OFF", "includeExecutionData": false, "destinations": []})
        );
    }

    #[test]
    fn the_group_is_named_by_its_arn() {
        let configuration = read(json!({"level": "ALL", "destinations": [group()]}));
        assert_eq!(configuration.log_group_name(), Some("/aws/vendedlogs/shop"));
    }
}
