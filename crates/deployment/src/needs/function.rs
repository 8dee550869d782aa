//! Lambda: functions by their ARNs, and `lambda:invoke`.

use crate::arguments::{Arguments, Said};
use crate::pattern::{Part, Pattern};

use super::Asking;

const INVOKE: &str = "lambda:InvokeFunction";

impl Asking<'_> {
    /// A task whose resource is the ARN of a function.
    pub(super) fn function(&mut self, arn: Pattern) {
        self.invoke(
            arn,
            "Resource",
            "the function is the task; a version or an alias may be",
        );
    }

    /// A task whose resource is a placeholder, and so nearly always a function.
    pub(super) fn function_to_come(&mut self, arn: Pattern) {
        let reason = "the resource is filled in when it is deployed; it is taken to be the ARN of a \
                      function, which may have versions and aliases";
        self.invoke(arn, "Resource", reason);
    }

    /// `lambda:invoke`.
    pub(super) fn invoke_function(&mut self, arguments: Arguments<'_>) {
        let field = format!("{}.FunctionName", arguments.field);
        match arguments.text("FunctionName") {
            Said::Text(name) => self.invoke(
                function_arn(name),
                &field,
                "it is invoked, or a version or an alias of it",
            ),
            Said::Computed | Said::Nothing => {
                let every = Pattern::own("lambda", "function:*");
                let reason = "the name of the function is computed at run time";
                self.needs(INVOKE, every, field, reason);
            }
        }
    }

    /// The function, and its versions and aliases unless one of them is meant.
    fn invoke(&mut self, arn: Pattern, field: &str, reason: &str) {
        let is_qualified = arn.shape().split(':').count() > ARN_PIECES;
        self.needs(INVOKE, arn.clone(), field, reason);
        if !is_qualified {
            self.needs(INVOKE, arn.followed_by(":*"), field, reason);
        }
    }
}

/// `arn:aws:lambda:us-east-1:123456789012:function:NAME`
const ARN_PIECES: usize = 7;

/// The ARN of a function by its name, or by any other way to name it.
fn function_arn(name: Pattern) -> Pattern {
    if name.beginning().starts_with("arn:") {
        return name;
    }
    match name.parts() {
        // `${Function}` may be either; the parameter that comes of it says that the ARN is wanted.
        [Part::Placeholder(placeholder), ..] if !placeholder.ends_with("Name") => name,
        // `123456789012:function:NAME`
        _ if name.shape().contains(":function:") => {
            let arn = Pattern::text("arn:")
                .and(Part::Partition)
                .followed_by(":lambda:");
            arn.and(Part::Region).followed_by(":").followed_by(name)
        }
        _ => Pattern::own("lambda", Pattern::text("function:").followed_by(name)),
    }
}
