//! What a state reads of its input and gives as its output, in the state's query language.
//!
//! One type serves all eight states. The parser fills only what the type of the state allows;
//! the rest has the value that changes nothing.

use std::sync::Arc;

use crate::expression::{Expression, PathExpression, ReferencePath};
use crate::machine::QueryLanguage;
use crate::template::Template;

/// A variable's name has at most so many characters (Step Functions developer guide,
/// "Variables").
pub const VARIABLE_NAME_CHARS_MAX: usize = 80;

/// The data flow of one state.
#[derive(Clone, Debug)]
pub enum DataFlow {
    /// `InputPath` → `Parameters` → work → `ResultSelector` → `ResultPath` → `OutputPath`.
    JsonPath(Box<JsonPathFlow>),
    /// `Arguments` → work → `Output`.
    Jsonata(Box<JsonataFlow>),
}

/// The data flow of a state in JSONPath. The default passes everything through.
#[derive(Clone, Debug, Default)]
pub struct JsonPathFlow {
    /// `InputPath`: the part of the raw input that the state works on.
    pub input_path: Selection,
    /// `Parameters`: what the work receives in place of its input. A Map's `ItemSelector`
    /// is in [`Map`](crate::state::Map).
    pub parameters: Option<Template>,
    /// `ResultSelector`: what is taken of the result.
    pub result_selector: Option<Template>,
    /// `ResultPath`: where in the raw input the result goes.
    pub result_path: ResultPath,
    /// `OutputPath`: the part of that which the next state gets.
    pub output_path: Selection,
    /// `Assign`: variables set when the state succeeds.
    pub assign: Option<Assign>,
}

/// The data flow of a state in JSONata. The default passes everything through.
#[derive(Clone, Debug, Default)]
pub struct JsonataFlow {
    /// `Arguments`: what the work receives in place of its input.
    pub arguments: Option<Template>,
    /// `Output`: what the next state gets; the result (or else the input) when absent.
    pub output: Option<Template>,
    /// `Assign`: variables set when the state succeeds.
    pub assign: Option<Assign>,
}

/// `InputPath` or `OutputPath`.
#[derive(Clone, Debug, Default)]
pub enum Selection {
    /// `$`, the default: everything.
    #[default]
    Everything,
    /// What a path selects.
    Path(PathExpression),
    /// `null`: the empty object.
    Nothing,
}

/// `ResultPath`: where the result goes in the raw input.
#[derive(Clone, Debug, Default)]
pub enum ResultPath {
    /// `$`, the default: the result takes the place of the input.
    #[default]
    Replace,
    /// The result is put at a place in the input, which is made where it is missing.
    Insert(ReferencePath),
    /// `null`: the result is dropped and the input passed on.
    Discard,
}

/// `Assign`: variables and the templates of their values, in the order of the text.
#[derive(Clone, Debug)]
pub struct Assign(pub Vec<(VariableName, Template)>);

/// A variable's name, at most 80 characters, without the `$`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VariableName(pub(crate) Arc<str>);

/// A field that is either written out or computed from the state's data.
#[derive(Clone, Debug)]
pub enum Computed<T> {
    /// Written out.
    Literal(T),
    /// A `…Path` field, or an expression.
    Expression(Expression),
}

impl DataFlow {
    /// The language of the state.
    pub fn query_language(&self) -> QueryLanguage {
        match self {
            DataFlow::JsonPath(_) => QueryLanguage::JsonPath,
            DataFlow::Jsonata(_) => QueryLanguage::Jsonata,
        }
    }

    /// The variables that are set when the state succeeds.
    pub fn assign(&self) -> Option<&Assign> {
        match self {
            DataFlow::JsonPath(flow) => flow.assign.as_ref(),
            DataFlow::Jsonata(flow) => flow.assign.as_ref(),
        }
    }
}

impl VariableName {
    /// The name as text, without the `$`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as shared text.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }
}
