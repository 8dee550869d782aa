//! What events call: a function, or an alias of one.

use super::super::value::Value;

/// How others name a function.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The logical id of the function.
    pub(super) function: String,
    /// The name, or the ARN where it is an alias.
    pub(super) name: Value,
    pub(super) arn: Value,
}

impl Target {
    pub(super) fn function(id: &str) -> Target {
        Target {
            function: id.to_owned(),
            name: Value::reference(id),
            arn: Value::attribute(id, "Arn"),
        }
    }

    /// The `Ref` of an alias is its ARN.
    pub(super) fn alias(function: &str, alias: &str) -> Target {
        Target {
            function: function.to_owned(),
            name: Value::reference(alias),
            arn: Value::reference(alias),
        }
    }
}
