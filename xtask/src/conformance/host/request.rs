//! Reading the parameters of a request, with the service's complaints.

use asl::machine::forbidden_in_names;
use serde_json::{Map, Value};

use super::{Answer, ApiError};

/// Names of machines, executions and activities, in characters (Step Functions API reference,
/// `Name`).
const NAME_CHARS_MAX: usize = 80;

/// Results on a page (`PageSize`).
const PAGE_SIZE_MAX: usize = 1_000;

/// Results on a page when the request does not say, or says 0.
const PAGE_SIZE_DEFAULT: usize = 100;

/// The parameters of a request.
#[derive(Clone, Copy)]
pub(super) struct Request<'a>(pub(super) &'a Map<String, Value>);

impl<'a> Request<'a> {
    /// A parameter, when it is given.
    pub(super) fn get(self, key: &str) -> Option<&'a Value> {
        self.0.get(key)
    }

    /// A text, when it is given.
    pub(super) fn text(self, key: &str) -> Option<&'a str> {
        self.get(key).and_then(Value::as_str)
    }

    /// A text that must be given.
    pub(super) fn required(self, key: &str) -> Result<&'a str, ApiError> {
        self.text(key)
            .ok_or_else(|| violated("null", key, "Member must not be null"))
    }

    /// Whether a flag is set.
    pub(super) fn flag(self, key: &str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The ARN `key`, which must be one of the service's of this kind.
    pub(super) fn arn(self, key: &str, kind: &str) -> Result<&'a str, ApiError> {
        let arn = self.required(key)?;
        let invalid = |why: String| ApiError::new("InvalidArn", format!("Invalid Arn: '{why}'"));
        if !arn.starts_with("arn:") {
            return Err(invalid(format!("Invalid ARN prefix: {arn}")));
        }
        match arn.split(':').nth(5) {
            Some(actual) if actual == kind => Ok(arn),
            Some(actual) => Err(invalid(format!(
                "Resource type not valid in this context: {actual}"
            ))),
            None => Err(invalid(format!("Invalid ARN: {arn}"))),
        }
    }

    /// The name `key` of something to be made.
    pub(super) fn name(self, key: &str) -> Result<&'a str, ApiError> {
        let name = self.required(key)?;
        if name.chars().count() > NAME_CHARS_MAX {
            let rule = format!("Member must have length less than or equal to {NAME_CHARS_MAX}");
            return Err(violated(&format!("'{name}'"), key, &rule));
        }
        if name.is_empty() || name.chars().any(forbidden_in_names) {
            return Err(ApiError::new(
                "InvalidName",
                format!("Invalid Name: '{name}'"),
            ));
        }
        Ok(name)
    }

    /// The page of `items` that is asked for, as an answer that has them under `key`.
    pub(super) fn page(self, key: &str, items: Vec<Value>, token_chars_max: usize) -> Answer {
        let size = self.get("maxResults").and_then(Value::as_u64).unwrap_or(0);
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > PAGE_SIZE_MAX {
            let rule = format!("Member must have value less than or equal to {PAGE_SIZE_MAX}");
            return Err(violated(&format!("'{size}'"), "maxResults", &rule));
        }
        let size = if size == 0 { PAGE_SIZE_DEFAULT } else { size };
        let begin = match self.text("nextToken") {
            None => 0,
            Some(token) if token.chars().count() > token_chars_max => {
                let rule =
                    format!("Member must have length less than or equal to {token_chars_max}");
                return Err(violated(&format!("'{token}'"), "nextToken", &rule));
            }
            Some(token) => page_begin(token).ok_or_else(invalid_token)?,
        };
        let mut answer = Map::new();
        let end = begin.saturating_add(size);
        if end < items.len() {
            answer.insert("nextToken".to_owned(), page_token(end).into());
        }
        let page: Vec<Value> = items.into_iter().skip(begin).take(size).collect();
        answer.insert(key.to_owned(), page.into());
        Ok(answer.into())
    }
}

/// A page token or task token that is none.
pub(super) fn invalid_token() -> ApiError {
    ApiError::new("InvalidToken", "Invalid Token: 'Invalid token'")
}

/// The service's first check of a request: its shape.
fn violated(value: &str, key: &str, rule: &str) -> ApiError {
    ApiError::validation(format!(
        "1 validation error detected: Value {value} at '{key}' failed to satisfy constraint: {rule}"
    ))
}

const PAGE_TOKEN_PREFIX: &str = "page-from-";

fn page_token(begin: usize) -> String {
    format!("{PAGE_TOKEN_PREFIX}{begin}")
}

fn page_begin(token: &str) -> Option<usize> {
    token.strip_prefix(PAGE_TOKEN_PREFIX)?.parse().ok()
}
