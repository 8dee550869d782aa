//! What each operation does. Names of fields are AWS's.

#![allow(
    clippy::struct_field_names,
    reason = "fields are called as AWS calls them"
)]

pub(crate) mod events;
pub(crate) mod groups;
pub(crate) mod policies;
pub(crate) mod query;
pub(crate) mod streams;
pub(crate) mod tags;

use wire::ApiError;

use crate::constraint::{Violations, invalid};
use crate::name::{GroupName, group_of_identifier};

/// Describe operations give at most so many entries at once, and so many where nothing is said
/// (API reference).
const DESCRIBE_MAX: usize = 50;

fn no_group() -> ApiError {
    missing("The specified log group does not exist.")
}

fn no_stream() -> ApiError {
    missing("The specified log stream does not exist.")
}

fn missing(message: impl Into<String>) -> ApiError {
    ApiError::new("ResourceNotFoundException", message)
}

fn exists(message: &str) -> ApiError {
    ApiError::new("ResourceAlreadyExistsException", message)
}

fn limit_exceeded() -> ApiError {
    ApiError::new("LimitExceededException", "Resource limit exceeded.")
}

fn bad_token() -> ApiError {
    invalid("The specified nextToken is invalid.")
}

/// The group that a name or an identifier means; one of them must be given.
fn group_meant(
    violations: &mut Violations,
    name: Option<&str>,
    identifier: Option<&str>,
) -> Result<Option<GroupName>, ApiError> {
    let Some(identifier) = identifier else {
        return Ok(violations.group("logGroupName", name));
    };
    if name.is_some() {
        return Err(invalid(
            "logGroupName and logGroupIdentifier cannot both be specified.",
        ));
    }
    match group_of_identifier(identifier) {
        Some(name) => Ok(violations.group("logGroupIdentifier", Some(name))),
        None => Err(invalid(format!("`{identifier}` is no ARN of a log group."))),
    }
}
