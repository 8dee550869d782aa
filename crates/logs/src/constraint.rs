//! AWS's checks of parameters, in AWS's words: all that is wrong is said at once.

use std::fmt::Display;

use wire::ApiError;

use crate::name::{GROUP_NAME_PATTERN, GroupName, NAME_CHARS_MAX, STREAM_NAME_PATTERN, StreamName};

/// What is wrong with the parameters of a request.
#[derive(Debug, Default)]
pub(crate) struct Violations(Vec<String>);

impl Violations {
    /// A value breaks a rule of AWS's.
    pub(crate) fn add(&mut self, field: &str, value: impl Display, rule: impl Display) {
        self.0.push(format!(
            "Value '{value}' at '{field}' failed to satisfy constraint: {rule}"
        ));
    }

    /// The value of a field that must be there.
    pub(crate) fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.0.push(format!(
                "Value null at '{field}' failed to satisfy constraint: Member must not be null"
            ));
        }
        value
    }

    /// The name of a group.
    pub(crate) fn group(&mut self, field: &str, value: Option<&str>) -> Option<GroupName> {
        let text = self.required(field, value)?;
        let name = GroupName::parse(text);
        if name.is_none() {
            self.name(
                field,
                text,
                GROUP_NAME_PATTERN,
                GroupName::has_only_its_characters,
            );
        }
        name
    }

    /// The name of a stream.
    pub(crate) fn stream(&mut self, field: &str, value: Option<&str>) -> Option<StreamName> {
        let text = self.required(field, value)?;
        let name = StreamName::parse(text);
        if name.is_none() {
            self.name(
                field,
                text,
                STREAM_NAME_PATTERN,
                StreamName::has_only_its_characters,
            );
        }
        name
    }

    fn name(&mut self, field: &str, text: &str, pattern: &str, fits: fn(&str) -> bool) {
        if text.is_empty() {
            let rule = "Member must have length greater than or equal to 1";
            self.add(field, text, rule);
        }
        if text.chars().count() > NAME_CHARS_MAX {
            let rule = format!("Member must have length less than or equal to {NAME_CHARS_MAX}");
            self.add(field, text, rule);
        }
        if text.is_empty() || !fits(text) {
            let rule = format!("Member must satisfy regular expression pattern: {pattern}");
            self.add(field, text, rule);
        }
    }

    /// A number from 1 to `max`; `default` where none is given.
    pub(crate) fn limit(
        &mut self,
        field: &str,
        value: Option<i64>,
        default: usize,
        max: usize,
    ) -> usize {
        let Some(value) = value else { return default };
        match usize::try_from(value) {
            Ok(limit) if (1..=max).contains(&limit) => return limit,
            Ok(0) | Err(_) => self.add(
                field,
                value,
                "Member must have value greater than or equal to 1",
            ),
            Ok(_) => self.add(
                field,
                value,
                format!("Member must have value less than or equal to {max}"),
            ),
        }
        default
    }

    /// A time is not negative.
    pub(crate) fn time(&mut self, field: &str, value: Option<i64>) {
        if let Some(value) = value.filter(|value| *value < 0) {
            let rule = "Member must have value greater than or equal to 0";
            self.add(field, value, rule);
        }
    }

    /// One of a few words.
    pub(crate) fn one_of(&mut self, field: &str, value: Option<&str>, words: &[&str]) {
        if let Some(value) = value.filter(|value| !words.contains(value)) {
            let words = words.join(", ");
            self.add(
                field,
                value,
                format!("Member must satisfy enum value set: [{words}]"),
            );
        }
    }

    /// All of them as one error.
    pub(crate) fn refuse(self) -> Result<(), ApiError> {
        let count = self.0.len();
        if count == 0 {
            return Ok(());
        }
        let errors = if count == 1 { "error" } else { "errors" };
        Err(invalid(format!(
            "{count} validation {errors} detected: {}",
            self.0.join("; ")
        )))
    }
}

/// `InvalidParameterException`.
pub(crate) fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new("InvalidParameterException", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_said_in_aws_words() {
        let mut violations = Violations::default();
        assert!(violations.group("logGroupName", None).is_none());
        assert_eq!(violations.limit("limit", Some(51), 50, 50), 50);
        let error = violations.refuse().unwrap_err();
        assert_eq!(
            error.message,
            "2 validation errors detected: Value null at 'logGroupName' failed to satisfy \
             constraint: Member must not be null; Value '51' at 'limit' failed to satisfy \
             constraint: Member must have value less than or equal to 50"
        );
        assert!(Violations::default().refuse().is_ok());
    }
}
