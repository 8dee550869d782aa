//! The laws that all policies keep, and a naive rule that decides as they do.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::pattern::{Case, Pattern, Syntax};
use super::tests::{identity, layer, policy, request};
use super::*;

/// The same as [`Pattern::matches`], as simply as it can be said.
fn naive_match(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, _) => text.is_empty(),
        (Some(('*', rest)), None) => naive_match(rest, text),
        (Some(('*', rest)), Some((_, shorter))) => {
            naive_match(rest, text) || naive_match(pattern, shorter)
        }
        (Some(('?', rest)), Some((_, shorter))) => naive_match(rest, shorter),
        (Some((wanted, rest)), Some((found, shorter))) => {
            wanted == found && naive_match(rest, shorter)
        }
        (Some(_), None) => false,
    }
}

/// A statement with few enough words that they often meet.
#[derive(Clone, Debug)]
struct Sample {
    allow: bool,
    not_action: bool,
    actions: Vec<String>,
    resources: Vec<String>,
    condition: Option<(bool, String)>,
}

impl Sample {
    fn to_json(&self) -> Value {
        let action = if self.not_action {
            "NotAction"
        } else {
            "Action"
        };
        let mut statement = json!({
            "Effect": if self.allow { "Allow" } else { "Deny" },
            "Resource": self.resources,
        });
        statement[action] = json!(self.actions);
        if let Some((negated, value)) = &self.condition {
            let operator = if *negated {
                "StringNotEquals"
            } else {
                "StringEquals"
            };
            statement["Condition"] = json!({ operator: { "k": value } });
        }
        statement
    }

    /// Whether it is about a request.
    fn applies(&self, action: &str, resource: &str, key: Option<&str>) -> bool {
        let characters = |text: &str| text.chars().collect::<Vec<_>>();
        let any = |patterns: &[String], text: &str| {
            patterns
                .iter()
                .any(|pattern| naive_match(&characters(pattern), &characters(text)))
        };
        let holds = match &self.condition {
            None => true,
            Some((negated, value)) => (key == Some(value.as_str())) != *negated,
        };
        any(&self.actions, action) != self.not_action && any(&self.resources, resource) && holds
    }
}

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    let action = prop::sample::select(vec!["a:b", "a:c", "a:*", "*", "b:?"]);
    let resource = prop::sample::select(vec!["arn:x", "arn:y", "arn:*", "arn:?", "*"]);
    let strings =
        |strategy| prop::collection::vec(Strategy::prop_map(strategy, str::to_owned), 1..3);
    let condition = prop::option::of((any::<bool>(), prop::sample::select(vec!["v", "w"])));
    let sample = (
        any::<bool>(),
        prop::bool::weighted(0.2),
        strings(action),
        strings(resource),
        condition,
    )
        .prop_map(
            |(allow, not_action, actions, resources, condition)| Sample {
                allow,
                not_action,
                actions,
                resources,
                condition: condition.map(|(negated, value)| (negated, value.to_owned())),
            },
        );
    prop::collection::vec(sample, 1..6)
}

fn policy_of(samples: &[Sample]) -> Policy {
    let statements: Vec<Value> = samples.iter().map(Sample::to_json).collect();
    policy(&json!({ "Version": "2012-10-17", "Statement": statements }))
}

/// Allowed, denied, or neither.
fn outcome(layers: &[Layer<'_>], request: &Request<'_>) -> i8 {
    match decide(layers, request) {
        Decision::Allowed { .. } => 1,
        Decision::ImplicitDeny { .. } => 0,
        Decision::ExplicitDeny { .. } => -1,
    }
}

const ACTIONS: [&str; 4] = ["a:b", "a:c", "b:d", "c:dd"];
const RESOURCES: [&str; 4] = ["arn:x", "arn:y", "arn:zz", "*"];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn patterns_match_as_the_naive_ones(
        pattern in "[ab*?é]{0,8}",
        text in "[abé]{0,10}",
    ) {
        let syntax = Syntax { wildcards: true, variables: false };
        let characters = |text: &str| text.chars().collect::<Vec<_>>();
        prop_assert_eq!(
            Pattern::new(&pattern, syntax).matches(&text, Case::Matters, &Keys::default()),
            naive_match(&characters(&pattern), &characters(&text))
        );
    }

    #[test]
    fn decisions_are_those_of_the_naive_rule(
        samples in samples(),
        action in prop::sample::select(ACTIONS.to_vec()),
        resource in prop::sample::select(RESOURCES.to_vec()),
        key in prop::option::of(prop::sample::select(vec!["v", "w", "x"])),
    ) {
        let policy = policy_of(&samples);
        let mut keys = Keys::default();
        if let Some(value) = key {
            keys.set("k", value);
        }
        let applying = |allow| {
            samples
                .iter()
                .any(|sample| sample.allow == allow && sample.applies(action, resource, key))
        };
        let expected = if applying(false) { -1 } else { i8::from(applying(true)) };
        let request = request(action, resource, &keys);
        prop_assert_eq!(outcome(&[identity([&policy])], &request), expected);
    }

    #[test]
    fn more_policies_keep_the_laws(
        one in samples(),
        other in samples(),
        action in prop::sample::select(ACTIONS.to_vec()),
        resource in prop::sample::select(RESOURCES.to_vec()),
    ) {
        let keys = Keys::default();
        let request = request(action, resource, &keys);
        let (one_policy, other_policy) = (policy_of(&one), policy_of(&other));
        let alone = outcome(&[identity([&one_policy])], &request);
        let both = outcome(&[identity([&one_policy, &other_policy])], &request);
        // Neither the order of policies nor that of statements matters.
        prop_assert_eq!(both, outcome(&[identity([&other_policy, &one_policy])], &request));
        let reversed: Vec<Sample> = one.iter().rev().cloned().collect();
        prop_assert_eq!(alone, outcome(&[identity([&policy_of(&reversed)])], &request));
        // What is denied stays denied, whatever is added.
        if alone == -1 {
            prop_assert_eq!(both, -1);
        }
        // Adding denials allows nothing.
        let denials: Vec<Sample> =
            other.iter().cloned().map(|sample| Sample { allow: false, ..sample }).collect();
        let denied = outcome(&[identity([&one_policy, &policy_of(&denials)])], &request);
        prop_assert!(denied <= alone);
        // A boundary takes away and never gives.
        for kind in [LayerKind::Boundary, LayerKind::Session] {
            let layers = [identity([&one_policy]), layer(kind, [&other_policy])];
            let bounded = outcome(&layers, &request);
            prop_assert!(bounded <= alone);
            let allowed_by_both =
                alone == 1 && outcome(&[layer(kind, [&other_policy])], &request) == 1;
            prop_assert_eq!(bounded == 1, allowed_by_both);
        }
        // Nothing allows nothing.
        prop_assert_eq!(outcome(&[], &request), 0);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[\\[\\]{}:,\"a-zA-Z0-9*$ ]{0,60}") {
        let _ = Policy::parse(&text, Kind::Identity);
        let _ = Policy::parse(&text, Kind::Trust);
    }

    #[test]
    fn no_json_makes_the_parser_panic(
        name in prop::sample::select(vec![
            "Sid", "Effect", "Action", "NotAction", "Resource", "Principal", "Condition",
        ]),
        value in prop::sample::select(vec![
            json!(null), json!(1), json!("${"), json!("${a"), json!("arn:${,}"), json!([[]]),
            json!({"Bool": 1}), json!({"Bool": {"a": {}}}), json!({"ArnLike": {"a": "${:}:é:"}}),
            json!({"IpAddress": {"a": "1.2.3.4/-1"}}), json!({"NumericEquals": {"a": "nan"}}),
            json!({"DateEquals": {"a": "99999999999999999999"}}), json!({"AWS": [1]}),
        ]),
    ) {
        let mut statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        statement[name] = value;
        let document = json!({ "Version": "2012-10-17", "Statement": statement });
        for kind in [Kind::Identity, Kind::Trust] {
            if let Ok(policy) = Policy::from_json(&document, kind) {
                let keys = Keys::default();
                decide(&[identity([&policy])], &request("a:b", "*", &keys));
            }
        }
    }
}
