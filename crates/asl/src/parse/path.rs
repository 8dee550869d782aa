//! Paths, and fields that are computed from them.

use super::document::{Node, NodeKind};
use super::place::Place;
use super::reader::{Field, Fields, Reader};
use crate::data_flow::{Computed, ResultPath, Selection};
use crate::diagnostic::{Code, Span};
use crate::expression::{
    Expression, ExpressionKind, Intrinsic, PathExpression, ReferencePath, Root, SyntaxError,
};
use crate::machine::QueryLanguage;

/// Which paths a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PathForm {
    /// Any path.
    Path,
    /// A path to one value, in the input, the context object or a variable.
    Reference,
    /// Likewise, but not in the context object.
    ReferenceOutsideContext,
}

impl Reader {
    /// `InputPath` or `OutputPath`.
    pub(super) fn selection(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        name: &str,
    ) -> Selection {
        let Some(field) = fields.get(name) else {
            return Selection::Everything;
        };
        if matches!(field.value.kind, NodeKind::Null) {
            return Selection::Nothing;
        }
        match self.path(field, place, PathForm::Path) {
            Some(path) if &*path.text == "$" => Selection::Everything,
            Some(path) => Selection::Path(path),
            None => Selection::Everything,
        }
    }

    pub(super) fn result_path(&mut self, fields: &Fields<'_>, place: &Place<'_>) -> ResultPath {
        let Some(field) = fields.get("ResultPath") else {
            return ResultPath::Replace;
        };
        if matches!(field.value.kind, NodeKind::Null) {
            return ResultPath::Discard;
        }
        let Some(text) = self.string(field, place) else {
            return ResultPath::Replace;
        };
        if &**text == "$" || self.holds_placeholder(text) {
            return ResultPath::Replace;
        }
        match ReferencePath::parse(text) {
            Ok(path) => ResultPath::Insert(path),
            Err(error) => {
                self.not_a_reference_path(field.value, &place.field(field.name), &error);
                ResultPath::Replace
            }
        }
    }

    /// A field that holds a path.
    pub(super) fn path(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        form: PathForm,
    ) -> Option<PathExpression> {
        let text = self.string(field, place)?;
        if self.holds_placeholder(text) {
            return None;
        }
        let place = &place.field(field.name);
        let path = match PathExpression::parse(text) {
            Ok(path) => path,
            Err(error) => {
                self.refuse_expression(
                    field.value,
                    place,
                    match form {
                        PathForm::Path => "Value must be a valid JSONPath.",
                        PathForm::Reference | PathForm::ReferenceOutsideContext => {
                            "Value is not a Reference Path"
                        }
                    },
                    &error,
                );
                return None;
            }
        };
        if form != PathForm::Path
            && let Err(error) = reference(&path)
        {
            self.not_a_reference_path(field.value, place, &error);
            return None;
        }
        if form == PathForm::ReferenceOutsideContext && path.root == Root::Context {
            self.refuse(
                place,
                field.value.span,
                "Value is not a Reference Path",
                "the context object cannot be read here: put the value into the input or a \
                 variable first",
            );
            return None;
        }
        Some(path)
    }

    /// A `…Path` field as an expression.
    fn path_expression(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        form: PathForm,
    ) -> Option<Expression> {
        let path = self.path(field, place, form)?;
        Some(Expression {
            text: path.text.clone(),
            kind: ExpressionKind::Path(path),
            field: field.name.into(),
        })
    }

    /// A `…Path` field that also takes a call of an intrinsic function.
    pub(super) fn path_or_intrinsic(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
    ) -> Option<Expression> {
        let text = self.string(field, place)?;
        if !Intrinsic::is_intrinsic(text) {
            return self.path_expression(field, place, PathForm::Path);
        }
        match Intrinsic::parse(text) {
            Ok(intrinsic) => {
                let place = &place.field(field.name);
                self.warn_of_failing_call(field.value, &intrinsic, place);
                if !intrinsic.gives_string() {
                    self.refuse(
                        place,
                        field.value.span,
                        "Value must be a valid JSONPath or an intrinsic function call that \
                         returns a string",
                        "wrap the call in `States.JsonToString` or `States.Format`",
                    );
                }
                Some(Expression {
                    kind: ExpressionKind::Intrinsic(intrinsic),
                    text: text.clone(),
                    field: field.name.into(),
                })
            }
            Err(error) => {
                self.refuse_expression(
                    field.value,
                    &place.field(field.name),
                    "Value must be a valid JSONPath or a valid intrinsic function call",
                    &error,
                );
                None
            }
        }
    }

    /// Warns of a call that fails whatever it is given, as AWS does only when it runs.
    pub(super) fn warn_of_failing_call(
        &mut self,
        node: &Node,
        intrinsic: &Intrinsic,
        place: &Place<'_>,
    ) {
        for problem in intrinsic.problems() {
            self.warn(
                Code::SchemaValidationFailed,
                place,
                span_within(node, problem.offset),
                format!("the call will fail: {}", problem.message),
                problem.hint,
            );
        }
    }

    /// A field that is written out, computed by its `…Path` twin, or a JSONata expression.
    /// `read` reads what is written out.
    pub(super) fn computed<T>(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        names: [&'static str; 2],
        form: PathForm,
        read: impl FnOnce(&mut Reader, Field<'_>) -> Option<T>,
    ) -> Option<Computed<T>> {
        self.at_most_one(fields, place, &names);
        let [literal, path] = names;
        if let Some(field) = fields.get(path) {
            let expression = self.path_expression(field, place, form)?;
            return Some(Computed::Expression(expression));
        }
        let field = fields.get(literal)?;
        if fields.language() == QueryLanguage::Jsonata
            && let Some(text) = field.value.as_str()
            && looks_like_jsonata(text)
        {
            let expression = self.jsonata(field.value, text, &place.field(field.name))?;
            return Some(Computed::Expression(expression));
        }
        read(self, field).map(Computed::Literal)
    }

    fn not_a_reference_path(&mut self, node: &Node, place: &Place<'_>, error: &SyntaxError) {
        self.refuse_expression(node, place, "Value is not a Reference Path", error);
    }

    /// Reports a text that is not the expression it should be, at its place in the string.
    pub(super) fn refuse_expression(
        &mut self,
        node: &Node,
        place: &Place<'_>,
        message: &str,
        error: &SyntaxError,
    ) {
        let span = span_within(node, error.offset);
        let reason = match &error.hint {
            Some(hint) => format!("{}; {hint}", error.message),
            None => error.message.clone(),
        };
        self.refuse(place, span, message, reason);
    }
}

/// Whether a path leads to one value.
fn reference(path: &PathExpression) -> Result<(), SyntaxError> {
    let (prefix, rest) = match &path.root {
        Root::Input => (0, &path.text[1..]),
        Root::Context => (1, path.text.get(2..).unwrap_or_default()),
        Root::Variable(name) => (
            name.len(),
            path.text.get(1 + name.len()..).unwrap_or_default(),
        ),
    };
    match ReferencePath::parse(&format!("${rest}")) {
        Ok(_) => Ok(()),
        Err(error) => Err(SyntaxError {
            offset: error.offset + prefix,
            ..error
        }),
    }
}

/// The place of a byte of a string's value in the text: exact where the string has no escapes.
pub(super) fn span_within(node: &Node, offset: usize) -> Span {
    let Some(text) = node.as_str() else {
        return node.span;
    };
    let written = (node.span.end - node.span.start) as usize;
    let quote = match written.checked_sub(text.len()) {
        Some(0) => 0,
        Some(2) => 1,
        _ => return node.span,
    };
    let start = node.span.start as usize + quote + text.floor_char_boundary(offset);
    let width = text[text.floor_char_boundary(offset)..]
        .chars()
        .next()
        .map_or(1, char::len_utf8);
    Span::new(start..start + width)
}

/// Whether a text is a JSONata expression, well-formed or not. One with a blank outside of its
/// delimiters is none: AWS takes it as text (recorded 2025-02).
pub(super) fn looks_like_jsonata(text: &str) -> bool {
    text.starts_with("{%") || text.ends_with("%}")
}
