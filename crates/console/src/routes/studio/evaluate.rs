//! What expressions give.

use asl::{Object, QueryLanguage, Value};
use axum::Json;
use axum::extract::State;
use rest::{Code, OperatorCaller, Problem, Sent};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::console::Console;
use crate::studio::expression::{Evaluator, Sight};
use crate::view::studio::evaluate::EvaluatedView;

/// So many expressions are evaluated in one request: a form of a state has fewer.
const EXPRESSIONS_MAX: usize = 200;

/// Expressions, and what they are to see.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EvaluateWish {
    /// In which language they are.
    query_language: QueryLanguageName,
    /// Paths and calls of intrinsic functions, or JSONata with or without `{%` and `%}`.
    #[serde(default)]
    #[schema(max_items = 200)]
    expressions: Vec<String>,
    /// A template to be evaluated after them: the value of `Arguments`, `Output`, `Assign`,
    /// `Parameters`, `ResultSelector` or `ItemSelector`.
    #[schema(value_type = Option<serde_json::Value>)]
    template: Option<Value>,
    /// What `$` or `$states.input` is.
    #[schema(value_type = serde_json::Value)]
    #[serde(default = "Value::empty_object")]
    input: Value,
    /// What `$$` or `$states.context` is.
    #[schema(value_type = Option<serde_json::Value>)]
    context: Option<Value>,
    /// The variables, by their names.
    #[schema(value_type = Option<std::collections::HashMap<String, serde_json::Value>>)]
    variables: Option<Value>,
    /// What `$states.result` is; without, there is none. For JSONPath the `input` is the result
    /// where that is what is shaped.
    #[schema(value_type = Option<serde_json::Value>)]
    result: Option<Value>,
    /// What `$states.errorOutput` is; without, there is none.
    #[schema(value_type = Option<serde_json::Value>)]
    error_output: Option<Value>,
}

/// The language of expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub(crate) enum QueryLanguageName {
    /// Paths and intrinsic functions.
    #[serde(rename = "JSONPath")]
    JsonPath,
    /// `{% … %}`.
    #[serde(rename = "JSONata")]
    Jsonata,
}

/// Evaluates expressions, and a template, as the engine does in a state: what each gives in the
/// order they were sent, the template last. The same request has the same answer, but for the time.
#[utoipa::path(post, path = "/api/console/studio/evaluate", tag = "console",
    operation_id = "evaluate_expressions",
    security(("bearer" = ["operator"])),
    request_body = EvaluateWish,
    responses((status = 200, body = Vec<EvaluatedView>)))]
pub(crate) async fn evaluate(
    State(console): State<Console>,
    _: OperatorCaller,
    Sent(wish): Sent<EvaluateWish>,
) -> Result<Json<Vec<EvaluatedView>>, Problem> {
    if wish.expressions.len() > EXPRESSIONS_MAX {
        let detail = format!("at most {EXPRESSIONS_MAX} expressions are evaluated at once");
        return Err(Problem::new(Code::Invalid, detail).with("field", "expressions"));
    }
    let variables = match wish.variables {
        None | Some(Value::Null) => Object::new(),
        Some(Value::Object(variables)) => Object::clone(&variables),
        Some(_) => {
            let detail = "`variables` is an object of values by their names";
            return Err(Problem::new(Code::Invalid, detail).with("field", "variables"));
        }
    };
    let sight = Sight {
        language: match wish.query_language {
            QueryLanguageName::JsonPath => QueryLanguage::JsonPath,
            QueryLanguageName::Jsonata => QueryLanguage::Jsonata,
        },
        input: wish.input,
        context: wish.context.unwrap_or_else(Value::empty_object),
        variables,
        result: wish.result,
        error_output: wish.error_output,
        now: console.observe().now(),
    };
    let evaluated = console.workbench().does(move || {
        let mut evaluator = Evaluator::new(sight);
        let mut all: Vec<EvaluatedView> = wish
            .expressions
            .iter()
            .map(|text| EvaluatedView::of(evaluator.expression(text)))
            .collect();
        let template = wish.template.as_ref();
        all.extend(template.map(|template| EvaluatedView::of(evaluator.template(template))));
        all
    });
    evaluated.await.map(Json)
}
