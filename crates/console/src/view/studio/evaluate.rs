//! What expressions give.

use asl::Value;
use serde::Serialize;
use utoipa::ToSchema;

use crate::studio::expression::Trouble;

/// What an expression or a template gives, or why it gives nothing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum EvaluatedView {
    /// A value.
    Value(ValueView),
    /// Nothing.
    Error(ErrorView),
}

/// What it gives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ValueView {
    /// Any JSON.
    #[schema(value_type = serde_json::Value)]
    value: Value,
}

/// Why it gives nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorView {
    error: TroubleView,
}

/// What is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TroubleView {
    /// `States.Runtime` or `States.QueryEvaluationError`, as it would fail a state; `null` where
    /// the text is no expression.
    name: Option<&'static str>,
    /// What is wrong, in AWS's words where they are known.
    message: String,
    /// What to do about it.
    hint: Option<String>,
    /// Where in a template, as `/order/lines[0]`; `null` for an expression by itself.
    location: Option<String>,
    /// Where in the expression, in units of UTF-16; all of it where that is not known.
    from: u32,
    /// Where that ends.
    to: u32,
}

impl EvaluatedView {
    pub(crate) fn of(evaluated: Result<Value, Trouble>) -> EvaluatedView {
        match evaluated {
            Ok(value) => EvaluatedView::Value(ValueView { value }),
            Err(trouble) => EvaluatedView::Error(ErrorView {
                error: TroubleView {
                    name: trouble.name,
                    message: trouble.message,
                    hint: trouble.hint,
                    location: trouble.location,
                    from: trouble.range.from,
                    to: trouble.range.to,
                },
            }),
        }
    }
}
