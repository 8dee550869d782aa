//! Which names, paths and tags there can be.
//!
//! Source: the constraints in IAM's API reference.

use wire::ApiError;

use super::validation;

/// How long the name of a role or a user may be.
pub(super) const ENTITY_NAME_MAX: usize = 64;

/// How long the name of a policy may be.
pub(super) const POLICY_NAME_MAX: usize = 128;

const PATH_MAX: usize = 512;
const TAG_KEY_MAX: usize = 128;
const TAG_VALUE_MAX: usize = 256;

/// How many tags a role or a user may have.
pub(super) const TAGS_MAX: usize = 50;

/// Refuses what can be no name of a role, a user or a policy.
pub(super) fn check_name(field: &str, name: &str, longest: usize) -> Result<(), ApiError> {
    let fits =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '=' | ',' | '.' | '@' | '-');
    if name.is_empty() || !name.chars().all(fits) {
        let allowed = "The specified value for the field is invalid. It must contain only \
                       alphanumeric characters and/or the following: +=,.@_-";
        return Err(validation(field, name, allowed));
    }
    if name.len() > longest {
        return Err(validation(
            field,
            name,
            &format!("Member must have length less than or equal to {longest}"),
        ));
    }
    Ok(())
}

/// Refuses what can be no path: it begins and ends with a slash.
pub(super) fn check_path(path: &str) -> Result<(), ApiError> {
    let printable = path.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    if path.starts_with('/') && path.ends_with('/') && path.len() <= PATH_MAX && printable {
        return Ok(());
    }
    Err(validation(
        "Path",
        path,
        "The specified value for path is invalid. It must begin and end with / and contain only \
         alphanumeric characters and/or / characters.",
    ))
}

pub(super) fn check_tag(key: &str, value: &str) -> Result<(), ApiError> {
    let length = |text: &str| text.chars().count();
    if key.is_empty() || length(key) > TAG_KEY_MAX {
        return Err(validation(
            "tags.1.member.key",
            key,
            &format!("Member must have length between 1 and {TAG_KEY_MAX}"),
        ));
    }
    if length(value) > TAG_VALUE_MAX {
        return Err(validation(
            "tags.1.member.value",
            value,
            &format!("Member must have length less than or equal to {TAG_VALUE_MAX}"),
        ));
    }
    if key.to_ascii_lowercase().starts_with("aws:") {
        return Err(ApiError::new(
            "InvalidInput",
            "Tag keys that begin with `aws:` are AWS's own.",
        ));
    }
    Ok(())
}
