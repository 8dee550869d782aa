//! Conditions and rules, decided.

use asl::diagnostic::Span;
use asl::parse::document::{Entry, Node};
use asl::parse::spelling::nearest;

use super::super::value::Value;
use super::{Reducer, reason};

/// What is known of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is being decided: a condition that asks for it asks for itself.
    Open,
    Holds(bool),
    /// Its problem was said.
    Faulty,
}

impl Reducer<'_, '_> {
    /// Whether a condition of the template holds. `None`: its problem was said.
    pub(in crate::stack) fn holds(&mut self, name: &str, span: Span) -> Option<bool> {
        match self.decided.get(name) {
            Some(Decision::Holds(holds)) => return Some(*holds),
            Some(Decision::Faulty) => return None,
            Some(Decision::Open) => {
                let message = format!("the condition `{name}` depends on itself");
                self.problem(
                    span,
                    message,
                    "one of the conditions has to go without the other",
                );
                return None;
            }
            None => {}
        }
        let conditions = self.conditions;
        let Some(entry) = conditions.iter().find(|entry| *entry.key == *name) else {
            let names = conditions.iter().map(|entry| &*entry.key);
            let hint = match nearest(name, names) {
                Some(meant) => format!("is `{meant}` meant?"),
                None => "conditions are declared in the section `Conditions`".to_owned(),
            };
            self.problem(span, format!("there is no condition `{name}`"), hint);
            return None;
        };
        self.decided.insert(name.to_owned(), Decision::Open);
        let outer = self.within.replace(name.to_owned());
        let decided = self.decide(&entry.value);
        self.within = outer;
        let decision = decided.map_or(Decision::Faulty, Decision::Holds);
        self.decided.insert(name.to_owned(), decision);
        decided
    }

    /// Decides every condition, so that what is wrong in one that nothing uses is said too.
    pub(in crate::stack) fn decide_all(&mut self) {
        for entry in self.conditions {
            self.holds(&entry.key, entry.key_span);
        }
    }

    fn decide(&mut self, node: &Node) -> Option<bool> {
        let Some([entry]) = node.as_object() else {
            return self.no_condition(node);
        };
        match &*entry.key {
            "Condition" => match entry.value.as_str() {
                Some(name) => self.holds(name, entry.value.span),
                None => self.no_condition(node),
            },
            "Fn::And" => {
                let parts = self.decide_each(entry)?;
                Some(parts.into_iter().all(|part| part))
            }
            "Fn::Or" => {
                let parts = self.decide_each(entry)?;
                Some(parts.into_iter().any(|part| part))
            }
            "Fn::Not" => match self.decide_each(entry)?.as_slice() {
                [part] => Some(!part),
                _ => self.no_condition(node),
            },
            "Fn::Equals" => match self.known_items(entry)?.as_slice() {
                [a, b] => Some(same(a, b)),
                _ => self.no_condition(node),
            },
            "Fn::Contains" => match self.known_items(entry)?.as_slice() {
                [Value::List(items), value] => Some(items.iter().any(|item| same(item, value))),
                _ => self.no_condition(node),
            },
            "Fn::EachMemberEquals" => match self.known_items(entry)?.as_slice() {
                [Value::List(items), value] => Some(items.iter().all(|item| same(item, value))),
                _ => self.no_condition(node),
            },
            "Fn::EachMemberIn" => match self.known_items(entry)?.as_slice() {
                [Value::List(items), Value::List(among)] => {
                    let is_among = |item| among.iter().any(|other| same(item, other));
                    Some(items.iter().all(is_among))
                }
                _ => self.no_condition(node),
            },
            _ => self.no_condition(node),
        }
    }

    fn decide_each(&mut self, entry: &Entry) -> Option<Vec<bool>> {
        let Some(items) = entry.value.as_array() else {
            return self.no_condition(&entry.value);
        };
        // Each of them, so that every problem is said.
        let parts: Vec<_> = items.iter().map(|item| self.decide(item)).collect();
        parts.into_iter().collect()
    }

    /// The arguments of a function that compares, all of them known.
    fn known_items(&mut self, entry: &Entry) -> Option<Vec<Value>> {
        let Some(items) = entry.value.as_array() else {
            return self.no_condition(&entry.value);
        };
        let mut values = Vec::new();
        for item in items {
            let value = self.value(item)?;
            let mut known = true;
            value.references(&mut |_| known = false);
            if !known {
                let message = format!("the condition cannot be decided: {}", reason(&value));
                let hint = "conditions depend on parameters and mappings only";
                self.problem(item.span, message, hint);
                return None;
            }
            values.push(value);
        }
        Some(values)
    }

    fn no_condition<T>(&mut self, node: &Node) -> Option<T> {
        let hint = "conditions are made of `Fn::Equals: [a, b]`, `Fn::And`, `Fn::Or`, \
                    `Fn::Not: [condition]` and `Condition: Name`";
        self.problem(node.span, "this is no condition", hint);
        None
    }

    /// Checks the assertions of the section `Rules`.
    pub(in crate::stack) fn check_rules(&mut self, rules: &[Entry]) {
        for rule in rules {
            self.within = Some(rule.key.to_string());
            if let Some(condition) = rule.value.get("RuleCondition")
                && (self.asks_of_aws(condition) || self.decide(condition) == Some(false))
            {
                continue;
            }
            let assertions = rule.value.get("Assertions").and_then(Node::as_array);
            for assertion in assertions.unwrap_or_default() {
                let Some(assert) = assertion.get("Assert") else {
                    let message = "the assertion asserts nothing";
                    self.problem(assertion.span, message, "write `Assert: …`");
                    continue;
                };
                if !self.asks_of_aws(assert) && self.decide(assert) == Some(false) {
                    let said = assertion.get("AssertDescription").and_then(Node::as_str);
                    let said = said.map_or("the parameters do not fit together", |text| text);
                    let hint = format!("the template's rule `{}` asks for it", rule.key);
                    self.problem(assertion.span, said.to_owned(), hint);
                }
            }
        }
        self.within = None;
    }

    /// Whether a rule asks for what only AWS knows: attributes of things that exist there.
    fn asks_of_aws(&mut self, node: &Node) -> bool {
        const OF_AWS: [&str; 3] = ["Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"];
        let fields = node.as_object().unwrap_or_default();
        let here = fields.iter().find(|entry| OF_AWS.contains(&&*entry.key));
        if let Some(entry) = here {
            let message = format!("the rule is not checked: `{}` asks AWS", entry.key);
            self.note(entry.key_span, message);
            return true;
        }
        let items = node.as_array().unwrap_or_default();
        fields.iter().any(|entry| self.asks_of_aws(&entry.value))
            || items.iter().any(|item| self.asks_of_aws(item))
    }
}

/// CloudFormation compares texts: `true` is `"true"`.
fn same(a: &Value, b: &Value) -> bool {
    match (a.scalar_text(), b.scalar_text()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}
