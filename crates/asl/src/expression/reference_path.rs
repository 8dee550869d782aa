//! Reference paths: paths that name exactly one place.

use super::SyntaxError;
use crate::value::Value;

/// A path to one place, which need not exist yet: `$.order['total price']`, `$.items[0]`.
#[derive(Clone, Debug)]
pub struct ReferencePath {}

impl ReferencePath {
    /// Reads a reference path.
    pub fn parse(text: &str) -> Result<ReferencePath, SyntaxError> {
        let _ = text;
        todo!("jsonpath")
    }

    /// `root` with `value` at the place, which is made where it is missing. What `root` shares
    /// with others stays as it is.
    pub fn insert(&self, root: &Value, value: Value) -> Result<Value, String> {
        let _ = (root, value);
        todo!("jsonpath")
    }
}
