//! What states, rules and catchers do, in a few words.

use std::fmt::Write as _;

use super::text::one_line;
use crate::data_flow::{Computed, DataFlow};
use crate::expression::{Expression, PathExpression};
use crate::number::Number;
use crate::state::{
    Catcher, ChoiceRule, Comparison, Condition, ErrorMatch, Fail, Integration, IntegrationPattern,
    Items, Map, MapMode, Operand, Recovery, Relation, Resource, State, StateKind, StringPattern,
    Task, TypeTest, Wait,
};
use crate::template::Template;
use crate::timestamp::Timestamp;
use crate::value::Value;

/// The label of the edge that a Choice takes when no rule holds.
pub(super) const OTHERWISE: &str = "otherwise";

/// Conditions nested deeper than this are not spelled out.
const CONDITION_DEPTH_MAX: usize = 16;

/// What `state` does: the function it calls, how long it waits.
pub(super) fn detail(state: &State) -> String {
    let text = match &state.kind {
        StateKind::Pass { result, .. } => pass(result.as_ref(), &state.flow),
        StateKind::Task(task) => work(task, &state.flow),
        StateKind::Choice(_) | StateKind::Succeed => state.kind.type_name().to_owned(),
        StateKind::Wait(wait) => pause(wait),
        StateKind::Fail(fail) => failure(fail),
        StateKind::Parallel(parallel) => match parallel.branches.len() {
            1 => "1 branch".to_owned(),
            count => format!("{count} branches"),
        },
        StateKind::Map(map) => iteration(map),
    };
    one_line(&text)
}

/// When `rule` holds: `total > 100 and customer is present`.
pub(super) fn rule(rule: &ChoiceRule) -> String {
    one_line(&condition(&rule.condition, CONDITION_DEPTH_MAX).text)
}

/// The errors that `catchers` catch: `PaymentDeclined, States.Timeout`.
pub(super) fn errors<'a>(catchers: impl Iterator<Item = &'a Catcher>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for error in catchers.flat_map(|catcher| &catcher.errors) {
        let name = match error {
            ErrorMatch::All => "any error",
            ErrorMatch::TaskFailed => "States.TaskFailed",
            ErrorMatch::Name(name) => name,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    one_line(&names.join(", "))
}

/// How often a state is tried again at most; `None` when it is not.
pub(super) fn retries(recovery: &Recovery) -> Option<u32> {
    let most = recovery.retry.iter().map(|retrier| retrier.max_attempts);
    most.max().filter(|&attempts| attempts > 0)
}

fn pass(result: Option<&Value>, flow: &DataFlow) -> String {
    if let Some(assign) = flow.assign() {
        let names: Vec<&str> = assign.0.iter().map(|(name, _)| name.as_str()).collect();
        return format!("sets {}", names.join(", "));
    }
    let shape = match flow {
        DataFlow::JsonPath(flow) => flow.parameters.as_ref(),
        DataFlow::Jsonata(flow) => flow.output.as_ref(),
    };
    let keys = match (result, shape) {
        (Some(Value::Object(object)), _)
        | (None, Some(Template::Literal(Value::Object(object)))) => {
            object.keys().map(|key| &**key).collect()
        }
        (None, Some(Template::Object(fields))) => fields.iter().map(|(key, _)| &**key).collect(),
        (Some(_), _) => return "gives a fixed value".to_owned(),
        (None, Some(_)) => return "gives a new value".to_owned(),
        (None, None) => Vec::new(),
    };
    if keys.is_empty() {
        "Pass".to_owned()
    } else {
        format!("gives {}", keys.join(", "))
    }
}

fn work(task: &Task, flow: &DataFlow) -> String {
    match &task.resource {
        Resource::Lambda(arn) => function_name(arn).to_owned(),
        Resource::Activity(arn) => format!("activity {}", last_part(arn)),
        Resource::Integration(integration) => service_call(integration, flow),
        Resource::Other(text) => placeholder_name(text).to_owned(),
    }
}

fn service_call(integration: &Integration, flow: &DataFlow) -> String {
    let service = &*integration.resource_type;
    let service = service.strip_prefix("aws-sdk:").unwrap_or(service);
    let arguments = match flow {
        DataFlow::JsonPath(flow) => flow.parameters.as_ref(),
        DataFlow::Jsonata(flow) => flow.arguments.as_ref(),
    };
    let function = (service == "lambda" && &*integration.operation == "invoke")
        .then(|| arguments.and_then(|arguments| literal_field(arguments, "FunctionName")))
        .flatten();
    let mut text = match function {
        Some(function) => function_name(function).to_owned(),
        None => format!("{service}:{}", integration.operation),
    };
    match integration.pattern {
        IntegrationPattern::RequestResponse => {}
        IntegrationPattern::Sync | IntegrationPattern::Sync2 => text.push_str(", until done"),
        IntegrationPattern::WaitForTaskToken => text.push_str(", until called back"),
    }
    text
}

fn literal_field<'a>(template: &'a Template, key: &str) -> Option<&'a str> {
    match template {
        Template::Literal(value) => value.get(key)?.as_str(),
        Template::Object(fields) => fields.iter().find_map(|(name, field)| match field {
            Template::Literal(value) if &**name == key => value.as_str(),
            _ => None,
        }),
        Template::Array(_) | Template::Expression(_) => None,
    }
}

/// `Charge` of `arn:aws:lambda:us-east-1:123456789012:function:Charge:$LATEST`.
fn function_name(text: &str) -> &str {
    let name = text.split_once(":function:").map_or(text, |(_, name)| name);
    match name.split_once(':') {
        Some((name, _version)) if !name.ends_with('$') => placeholder_name(name),
        _ => placeholder_name(name),
    }
}

/// `Charge` of `${Charge}` and `${Charge.Arn}`.
fn placeholder_name(text: &str) -> &str {
    text.strip_prefix("${")
        .and_then(|text| text.strip_suffix('}'))
        .filter(|name| !name.contains(['$', '{']))
        .map_or(text, |name| name.strip_suffix(".Arn").unwrap_or(name))
}

fn last_part(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or(arn)
}

fn pause(wait: &Wait) -> String {
    match wait {
        Wait::Seconds(Computed::Literal(seconds), _) => duration(*seconds),
        Wait::Seconds(Computed::Expression(seconds), _) => format!("{} seconds", formula(seconds)),
        Wait::Timestamp(Computed::Literal(instant), _) => format!("until {}", date_time(*instant)),
        Wait::Timestamp(Computed::Expression(instant), _) => format!("until {}", formula(instant)),
    }
}

/// `1 h 30 min` of 5400.
fn duration(seconds: u32) -> String {
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let mut text = String::new();
    for (count, unit) in parts.into_iter().filter(|&(count, _)| count > 0) {
        let space = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{space}{count} {unit}");
    }
    if text.is_empty() {
        text.push_str("0 s");
    }
    text
}

/// `2026-03-14T01:59:00Z`, with a fraction only where there is one.
fn date_time(instant: Timestamp) -> String {
    instant.to_string().replace(".000Z", "Z")
}

fn failure(fail: &Fail) -> String {
    match &fail.error {
        Some(Computed::Literal(error)) => error.to_string(),
        Some(Computed::Expression(error)) => formula(error),
        None => "Fail".to_owned(),
    }
}

fn iteration(map: &Map) -> String {
    let mut text = match (&map.mode, &map.items) {
        (MapMode::Distributed(distributed), items) => {
            let from = match (&distributed.item_reader, items) {
                (Some(reader), _) => match &reader.resource {
                    Resource::Integration(reader) => {
                        format!(" from {}:{}", reader.resource_type, reader.operation)
                    }
                    Resource::Lambda(_) | Resource::Activity(_) | Resource::Other(_) => {
                        String::new()
                    }
                },
                (None, items) => source(items),
            };
            format!("distributed, each item{from}")
        }
        (MapMode::Inline, items) => format!("each item{}", source(items)),
    };
    match &map.max_concurrency {
        Computed::Literal(0) => {}
        Computed::Literal(1) => text.push_str(", one at a time"),
        Computed::Literal(count) => {
            let _ = write!(text, ", {count} at a time");
        }
        Computed::Expression(count) => {
            let _ = write!(text, ", {} at a time", formula(count));
        }
    }
    text
}

fn source(items: &Items) -> String {
    match items {
        Items::Path(items) => format!(" of {}", path(items)),
        Items::Template(Template::Expression(items)) => format!(" of {}", formula(items)),
        Items::Input | Items::Template(_) => String::new(),
    }
}

/// A condition in words, and how it may stand beside others.
struct Clause {
    text: String,
    binds: Binding,
    /// `status = ` of `status = "PAID"`: what need not be said again in a row of alternatives.
    prefix: Option<String>,
}

/// How tightly a clause holds together: `or` least, what is whole in itself most.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Or,
    And,
    Whole,
}

impl Clause {
    fn whole(text: impl Into<String>) -> Clause {
        Clause {
            text: text.into(),
            binds: Binding::Whole,
            prefix: None,
        }
    }

    /// The clause within another that binds as `around`.
    fn within(self, around: Binding) -> String {
        if self.binds < around {
            format!("({})", self.text)
        } else {
            self.text
        }
    }
}

fn condition(rule: &Condition, depth: usize) -> Clause {
    let Some(depth) = depth.checked_sub(1) else {
        return Clause::whole("…");
    };
    match rule {
        Condition::And(parts) => joined(parts, " and ", Binding::And, depth),
        Condition::Or(parts) => joined(parts, " or ", Binding::Or, depth),
        Condition::Not(inner) => negated(inner, depth),
        Condition::IsPresent(variable, present) => presence(variable, *present),
        Condition::Compare(variable, comparison) => compared(variable, comparison, false),
        Condition::Jsonata(expression) => {
            let text = formula(expression);
            let binds = if text.contains(" or ") {
                Binding::Or
            } else {
                Binding::And
            };
            Clause {
                text,
                binds,
                prefix: None,
            }
        }
        Condition::Literal(true) => Clause::whole("always"),
        Condition::Literal(false) => Clause::whole("never"),
    }
}

fn joined(parts: &[Condition], word: &str, binds: Binding, depth: usize) -> Clause {
    if let [only] = parts {
        return condition(only, depth);
    }
    let mut text = String::new();
    let mut said_before = None;
    for part in parts {
        if binds == Binding::And && is_implied(part, parts) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(word);
        }
        let part = condition(part, depth);
        // `status = "PAID" or "FREE"`
        let said = match &part.prefix {
            Some(prefix) if binds == Binding::Or && said_before == part.prefix => prefix.len(),
            Some(_) | None => 0,
        };
        said_before.clone_from(&part.prefix);
        text.push_str(part.within(binds).get(said..).unwrap_or_default());
    }
    Clause {
        text,
        binds,
        prefix: None,
    }
}

/// Whether `part` only says that something is present of which another of `parts` says more.
fn is_implied(part: &Condition, parts: &[Condition]) -> bool {
    let Condition::IsPresent(present, true) = part else {
        return false;
    };
    parts.iter().any(|other| match other {
        Condition::IsPresent(other, true) => other
            .text
            .strip_prefix(&*present.text)
            .is_some_and(|rest| rest.starts_with(['.', '['])),
        Condition::Compare(other, _) => other
            .text
            .strip_prefix(&*present.text)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])),
        Condition::IsPresent(_, false)
        | Condition::And(_)
        | Condition::Or(_)
        | Condition::Not(_)
        | Condition::Jsonata(_)
        | Condition::Literal(_) => false,
    })
}

fn negated(inner: &Condition, depth: usize) -> Clause {
    match inner {
        Condition::IsPresent(variable, present) => presence(variable, !present),
        Condition::Compare(variable, comparison) => compared(variable, comparison, true),
        Condition::Not(inner) => condition(inner, depth),
        Condition::And(_) | Condition::Or(_) | Condition::Jsonata(_) | Condition::Literal(_) => {
            Clause::whole(format!("not ({})", condition(inner, depth).text))
        }
    }
}

fn presence(variable: &PathExpression, present: bool) -> Clause {
    let is = if present { "is present" } else { "is missing" };
    Clause::whole(format!("{} {is}", path(variable)))
}

fn compared(variable: &PathExpression, comparison: &Comparison, negated: bool) -> Clause {
    let (relation, operand) = match comparison {
        Comparison::Is(test, expected) => {
            let not = if *expected == negated { "not " } else { "" };
            return Clause::whole(format!("{} is {not}{}", path(variable), type_noun(*test)));
        }
        Comparison::StringMatches(pattern) => {
            let matches = if negated { "does not match" } else { "matches" };
            let prefix = format!("{} {matches} ", path(variable));
            let text = format!("{prefix}{}", quoted(&pattern_text(pattern)));
            return Clause {
                prefix: (!negated).then_some(prefix),
                ..Clause::whole(text)
            };
        }
        Comparison::String(relation, operand) => (*relation, written(operand, |s| quoted(s))),
        Comparison::Numeric(relation, operand) => (*relation, written(operand, number)),
        Comparison::Timestamp(relation, operand) => {
            (*relation, written(operand, |instant| date_time(*instant)))
        }
        Comparison::BooleanEquals(operand) => {
            (Relation::Equals, written(operand, ToString::to_string))
        }
    };
    // A value of another type compares as false, so the opposite of `<` is not quite `≥`; only
    // the opposite of `=` has a sign of its own.
    let sign = match (relation, negated) {
        (Relation::Equals, false) => "=",
        (Relation::Equals, true) => "≠",
        (Relation::LessThan, _) => "<",
        (Relation::GreaterThan, _) => ">",
        (Relation::LessThanEquals, _) => "≤",
        (Relation::GreaterThanEquals, _) => "≥",
    };
    let text = format!("{} {sign} {operand}", path(variable));
    if negated && relation != Relation::Equals {
        return Clause::whole(format!("not ({text})"));
    }
    Clause {
        prefix: (sign == "=").then(|| format!("{} = ", path(variable))),
        ..Clause::whole(text)
    }
}

fn type_noun(test: TypeTest) -> &'static str {
    match test {
        TypeTest::Null => "null",
        TypeTest::Numeric => "a number",
        TypeTest::String => "a string",
        TypeTest::Boolean => "a boolean",
        TypeTest::Timestamp => "a timestamp",
    }
}

fn written<T>(operand: &Operand<T>, literal: impl Fn(&T) -> String) -> String {
    match operand {
        Operand::Literal(value) => literal(value),
        Operand::Path(operand) => path(operand),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn pattern_text(pattern: &StringPattern) -> String {
    pattern.parts.join("*")
}

fn number(number: &Number) -> String {
    match number {
        Number::Integer(value) => value.to_string(),
        Number::Decimal(value) => value.to_string(),
        Number::Big(digits) => digits.to_string(),
    }
}

/// `order.id` of `$.order.id`. Variables and the context object keep their signs.
fn path(path: &PathExpression) -> String {
    without_root(&path.text).to_owned()
}

/// An expression as a reader would say it, without the parts that every expression has.
fn formula(expression: &Expression) -> String {
    let text = expression.text.trim();
    let text = text.replace("$states.input.", "");
    without_root(&text).to_owned()
}

fn without_root(text: &str) -> &str {
    match text {
        "$" | "$states.input" => "input",
        _ => text.strip_prefix("$.").unwrap_or(text),
    }
}
