//! The Choice state and its rules.

use std::sync::Arc;

use super::document::{Node, NodeKind};
use super::path::{PathForm, looks_like_jsonata};
use super::place::Place;
use super::reader::{Field, Fields, Reader, Schema};
use super::scope::Surroundings;
use super::state::StateFields;
use super::template::looks_like_path;
use crate::diagnostic::{Code, Span};
use crate::expression::PathExpression;
use crate::machine::{QueryLanguage, StateId};
use crate::state::{
    Choice, ChoiceRule, Comparison, Condition, Operand, Relation, StateKind, StringPattern,
    TypeTest,
};

/// What a comparison operator compares.
#[derive(Clone, Copy)]
enum Operator {
    IsPresent,
    Is(TypeTest),
    StringMatches,
    String(Relation),
    Numeric(Relation),
    Timestamp(Relation),
    Boolean,
}

macro_rules! operators {
    ($($name:literal => $operator:expr),* $(,)?) => {
        /// Every comparison operator; those that compare two values have a `…Path` twin.
        const OPERATORS: &[(&str, Operator)] = &[$(($name, $operator)),*];

        const RULE_IN_JSON_PATH: &[&str] = &["And", "Or", "Not", "Variable", $($name),*];
    };
}

use Operator::{Boolean, Is, IsPresent, Numeric, String as Text, StringMatches, Timestamp as Time};
use Relation::{Equals, GreaterThan, GreaterThanEquals, LessThan, LessThanEquals};

operators! {
    "StringEquals" => Text(Equals),
    "StringEqualsPath" => Text(Equals),
    "StringLessThan" => Text(LessThan),
    "StringLessThanPath" => Text(LessThan),
    "StringGreaterThan" => Text(GreaterThan),
    "StringGreaterThanPath" => Text(GreaterThan),
    "StringLessThanEquals" => Text(LessThanEquals),
    "StringLessThanEqualsPath" => Text(LessThanEquals),
    "StringGreaterThanEquals" => Text(GreaterThanEquals),
    "StringGreaterThanEqualsPath" => Text(GreaterThanEquals),
    "StringMatches" => StringMatches,
    "NumericEquals" => Numeric(Equals),
    "NumericEqualsPath" => Numeric(Equals),
    "NumericLessThan" => Numeric(LessThan),
    "NumericLessThanPath" => Numeric(LessThan),
    "NumericGreaterThan" => Numeric(GreaterThan),
    "NumericGreaterThanPath" => Numeric(GreaterThan),
    "NumericLessThanEquals" => Numeric(LessThanEquals),
    "NumericLessThanEqualsPath" => Numeric(LessThanEquals),
    "NumericGreaterThanEquals" => Numeric(GreaterThanEquals),
    "NumericGreaterThanEqualsPath" => Numeric(GreaterThanEquals),
    "BooleanEquals" => Boolean,
    "BooleanEqualsPath" => Boolean,
    "TimestampEquals" => Time(Equals),
    "TimestampEqualsPath" => Time(Equals),
    "TimestampLessThan" => Time(LessThan),
    "TimestampLessThanPath" => Time(LessThan),
    "TimestampGreaterThan" => Time(GreaterThan),
    "TimestampGreaterThanPath" => Time(GreaterThan),
    "TimestampLessThanEquals" => Time(LessThanEquals),
    "TimestampLessThanEqualsPath" => Time(LessThanEquals),
    "TimestampGreaterThanEquals" => Time(GreaterThanEquals),
    "TimestampGreaterThanEqualsPath" => Time(GreaterThanEquals),
    "IsNull" => Is(TypeTest::Null),
    "IsPresent" => IsPresent,
    "IsNumeric" => Is(TypeTest::Numeric),
    "IsString" => Is(TypeTest::String),
    "IsBoolean" => Is(TypeTest::Boolean),
    "IsTimestamp" => Is(TypeTest::Timestamp),
}

/// What a rule decides by: exactly one of these.
const DECIDERS: [&str; 5] = ["And", "Or", "Not", "Variable", "Condition"];

const RULE: Schema = Schema {
    both: &[&["Next", "Assign", "Comment"]],
    json_path: RULE_IN_JSON_PATH,
    jsonata: &["Condition", "Output"],
};

const NESTED_RULE: Schema = Schema {
    both: &[&["Comment"]],
    json_path: RULE_IN_JSON_PATH,
    jsonata: &["Condition"],
};

impl Reader {
    pub(super) fn choice(
        &mut self,
        state: &StateFields<'_, '_>,
        around: &mut Surroundings<'_>,
    ) -> StateKind {
        let &StateFields { id, fields, place } = state;
        self.require(&fields, place, &["Choices"]);
        let mut rules = Vec::new();
        if let Some(field) = fields.get("Choices") {
            let place = &place.field("Choices");
            match field.value.as_array() {
                Some([]) => self.refuse(
                    place,
                    field.value.span,
                    "Value cannot be empty",
                    "add a rule, with a condition and a `Next`",
                ),
                Some(items) => {
                    for (index, item) in items.iter().enumerate() {
                        let place = &place.item(index);
                        rules.extend(self.choice_rule(item, place, fields.language(), id, around));
                    }
                }
                None => self.wrong_type(field.value, place, "Array"),
            }
        }
        StateKind::Choice(Choice {
            rules,
            default: fields
                .get("Default")
                .and_then(|field| self.target(field, place, around)),
        })
    }

    fn choice_rule(
        &mut self,
        node: &Node,
        place: &Place<'_>,
        language: QueryLanguage,
        state: StateId,
        around: &mut Surroundings<'_>,
    ) -> Option<ChoiceRule> {
        let Some(fields) = self.open(node, place, &RULE, language) else {
            around.transitions_known = false;
            return None;
        };
        self.comment(&fields, place);
        let next = self.next(&fields, place, around);
        let condition = self.condition(&fields, place);
        let output = fields
            .get("Output")
            .and_then(|field| self.template(field, place, language));
        Some(ChoiceRule {
            condition: condition.unwrap_or(Condition::Literal(false)),
            next: next.unwrap_or(state),
            assign: self.assign(&fields, place),
            output,
        })
    }

    /// The condition of a rule, nested or not.
    fn condition(&mut self, fields: &Fields<'_>, place: &Place<'_>) -> Option<Condition> {
        let present: Vec<Field<'_>> = DECIDERS
            .iter()
            .filter_map(|name| fields.get(name))
            .collect();
        let (span, hint) = match present.as_slice() {
            [only] => return self.decided_by(*only, fields, place),
            [] if fields.language() == QueryLanguage::Jsonata => {
                self.require(fields, place, &["Condition"]);
                return None;
            }
            [] => (
                fields.span,
                "a rule compares a `Variable`, or combines others by `And`, `Or` or `Not`",
            ),
            [_, second, ..] => (
                second.key_span,
                "a rule decides by one thing: combine several by nesting them in `And` or `Or`",
            ),
        };
        let deciders = DECIDERS.join(", ");
        self.refuse(
            place,
            span,
            format!("The object must have only one of the following fields, [{deciders}]"),
            hint,
        );
        None
    }

    /// The condition that the field `decider` of a rule states.
    fn decided_by(
        &mut self,
        decider: Field<'_>,
        fields: &Fields<'_>,
        place: &Place<'_>,
    ) -> Option<Condition> {
        if decider.name != "Variable"
            && let Some(operator) = OPERATORS.iter().find_map(|(name, _)| fields.get(name))
        {
            self.refuse(
                place,
                operator.key_span,
                format!("Field '{}' is not supported", operator.name),
                format!(
                    "a comparison needs a `Variable`; this rule has `{}`",
                    decider.name
                ),
            );
        }
        match decider.name {
            "And" => self.conditions(decider, place).map(Condition::And),
            "Or" => self.conditions(decider, place).map(Condition::Or),
            "Not" => {
                let condition = self.nested(decider.value, &place.field("Not"))?;
                Some(Condition::Not(Box::new(condition)))
            }
            "Condition" => self.jsonata_condition(decider, place),
            _ => self.comparison(decider, fields, place),
        }
    }

    fn conditions(&mut self, field: Field<'_>, place: &Place<'_>) -> Option<Vec<Condition>> {
        let place = &place.field(field.name);
        let Some(items) = field.value.as_array() else {
            self.wrong_type(field.value, place, "Array");
            return None;
        };
        if items.is_empty() {
            self.refuse(
                place,
                field.value.span,
                "Value cannot be empty",
                "add a condition",
            );
            return None;
        }
        let conditions: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(index, item)| self.nested(item, &place.item(index)))
            .collect();
        conditions.into_iter().collect()
    }

    fn nested(&mut self, node: &Node, place: &Place<'_>) -> Option<Condition> {
        let fields = self.open(node, place, &NESTED_RULE, QueryLanguage::JsonPath)?;
        self.comment(&fields, place);
        self.condition(&fields, place)
    }

    fn jsonata_condition(&mut self, field: Field<'_>, place: &Place<'_>) -> Option<Condition> {
        match &field.value.kind {
            NodeKind::Bool(value) => Some(Condition::Literal(*value)),
            NodeKind::String(text) if looks_like_jsonata(text) => {
                let expression = self.jsonata(field.value, text, &place.field(field.name))?;
                Some(Condition::Jsonata(expression))
            }
            _ => {
                self.neither_value_nor_jsonata(field.value, &place.field(field.name), "Boolean");
                None
            }
        }
    }

    /// `Variable` and its one operator.
    fn comparison(
        &mut self,
        variable: Field<'_>,
        fields: &Fields<'_>,
        place: &Place<'_>,
    ) -> Option<Condition> {
        let present: Vec<(Field<'_>, Operator)> = OPERATORS
            .iter()
            .filter_map(|(name, operator)| Some((fields.get(name)?, *operator)))
            .collect();
        let path = self.path(variable, place, PathForm::Reference);
        let &[(field, operator)] = present.as_slice() else {
            let names = OPERATORS.iter().map(|(name, _)| *name);
            let operators = names.collect::<Vec<_>>().join(", ");
            let keys = present.iter().map(|(field, _)| field.key_span);
            match (keys.clone().min(), keys.max()) {
                (Some(first), Some(last)) => self.refuse(
                    place,
                    Span {
                        start: first.start,
                        end: last.end,
                    },
                    format!("There should only be one of the following fields: [{operators}]"),
                    "a rule has one comparison: nest several in `And`",
                ),
                _ => self.refuse(
                    place,
                    fields.span,
                    format!(
                        "This object should have only one of the following fields: [{operators}]"
                    ),
                    "add a comparison, such as `StringEquals` or `IsPresent`",
                ),
            }
            return None;
        };
        self.operand(path?, field, operator, place)
    }

    fn operand(
        &mut self,
        variable: PathExpression,
        field: Field<'_>,
        operator: Operator,
        place: &Place<'_>,
    ) -> Option<Condition> {
        let comparison = match operator {
            Operator::IsPresent => {
                let expected = self.boolean(field, place)?;
                return Some(Condition::IsPresent(variable, expected));
            }
            Operator::Is(test) => Comparison::Is(test, self.boolean(field, place)?),
            Operator::StringMatches => {
                let text = self.string(field, place)?;
                let pattern = StringPattern::parse(text);
                if pattern.is_none() {
                    self.refuse(
                        &place.field(field.name),
                        field.value.span,
                        "a backslash escapes only `*` and itself",
                        "write a backslash of the text itself as `\\\\`",
                    );
                }
                Comparison::StringMatches(pattern?)
            }
            Operator::String(relation) => {
                let operand = self.compared(field, place, |reader, field| {
                    let text = reader.string(field, place)?;
                    if looks_like_path(text) {
                        reader.warn(
                            Code::NoPath,
                            &place.field(field.name),
                            field.value.span,
                            "the value looks like a path, but is compared as text",
                            format!("use `{}Path` to compare with what it leads to", field.name),
                        );
                    }
                    Some(text.clone())
                })?;
                Comparison::String(relation, operand)
            }
            Operator::Numeric(relation) => {
                let operand = self.compared(field, place, |reader, field| {
                    if let NodeKind::Number(number) = &field.value.kind {
                        return Some(number.clone());
                    }
                    reader.wrong_type(field.value, &place.field(field.name), "Number");
                    None
                })?;
                Comparison::Numeric(relation, operand)
            }
            Operator::Timestamp(relation) => {
                let operand =
                    self.compared(field, place, |reader, field| reader.timestamp(field, place))?;
                Comparison::Timestamp(relation, operand)
            }
            Operator::Boolean => {
                let operand =
                    self.compared(field, place, |reader, field| reader.boolean(field, place))?;
                Comparison::BooleanEquals(operand)
            }
        };
        Some(Condition::Compare(variable, comparison))
    }

    /// The right-hand side of a comparison: written out, or at a path.
    fn compared<T>(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        read: impl FnOnce(&mut Reader, Field<'_>) -> Option<T>,
    ) -> Option<Operand<T>> {
        if field.name.ends_with("Path") {
            let path = self.path(field, place, PathForm::Reference)?;
            return Some(Operand::Path(path));
        }
        read(self, field).map(Operand::Literal)
    }
}

impl StringPattern {
    /// Reads a pattern; `None` when a backslash escapes something else than `*` or `\`.
    fn parse(text: &Arc<str>) -> Option<StringPattern> {
        let mut parts = vec![String::new()];
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            let literal = match character {
                '*' => {
                    parts.push(String::new());
                    continue;
                }
                '\\' => characters.next().filter(|c| matches!(c, '*' | '\\'))?,
                other => other,
            };
            if let Some(part) = parts.last_mut() {
                part.push(literal);
            }
        }
        Some(StringPattern { parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_escape_asterisks() {
        let matches = |pattern: &str, text: &str| {
            StringPattern::parse(&pattern.into()).map(|pattern| pattern.matches(text))
        };
        assert_eq!(matches("log-*.txt", "log-1.txt"), Some(true));
        assert_eq!(matches("a*a", "a"), Some(false));
        assert_eq!(matches(r"\**", "*x"), Some(true));
        assert_eq!(matches(r"\\*", r"\x"), Some(true));
        assert_eq!(matches(r"\d", "d"), None);
    }
}
