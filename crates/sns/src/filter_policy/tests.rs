//! Cases of the developer guide ("String value matching", "Numeric value matching", "Key matching",
//! "AND/OR logic"), and what must hold of any policy and any message.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn of_body(policy: &Value) -> FilterPolicy {
    FilterPolicy::parse(&policy.to_string(), Scope::MessageBody).expect("a policy")
}

#[test]
fn the_developer_guide_is_followed() {
    let mut policies = Vec::new();
    let mut cases = 0;
    for line in include_str!("guide.txt").lines() {
        let (wanted, message) = match line.split_once(' ') {
            Some(("+", message)) => (true, message),
            Some(("-", message)) => (false, message),
            _ if line.starts_with('{') => {
                // What is flat means the same in a body.
                policies = [Scope::MessageAttributes, Scope::MessageBody]
                    .map(|scope| FilterPolicy::parse(line, scope).expect(line))
                    .to_vec();
                continue;
            }
            _ => continue,
        };
        let message = serde_json::from_str(message).expect("a message");
        for policy in &policies {
            assert_eq!(policy.accepts(&message), wanted, "{policy:?} of {message}");
        }
        cases += 1;
    }
    assert!(cases > 40, "{cases}");
}

#[test]
fn bodies_are_looked_into() {
    let order = json!({
        "store": {"name": "centro", "city": {"code": "SP"}},
        "items": [{"sku": "pizza", "count": 2}, {"sku": "soda", "count": 1}],
        "tags": [["a"], ["b"]],
        "nothing": null,
        "empty": [],
    });
    for (policy, wanted) in [
        (json!({"store": {"city": {"code": ["SP", "RJ"]}}}), true),
        (json!({"store": {"city": {"code": ["RJ"]}}}), false),
        (json!({"store": {"city": ["SP"]}}), false),
        (json!({"store": {"phone": [{"exists": false}]}}), true),
        (json!({"nowhere": {"phone": [{"exists": false}]}}), true),
        (json!({"store": [{"exists": true}]}), false),
        (json!({"items": {"sku": ["soda"], "count": [1]}}), true),
        // One item must meet all of it.
        (json!({"items": {"sku": ["soda"], "count": [2]}}), false),
        (json!({"tags": ["b"]}), true),
        (json!({"nothing": [null]}), true),
        (json!({"nothing": [{"exists": true}]}), true),
        (json!({"empty": [{"exists": true}]}), false),
        (
            json!({"store": {"$or": [{"name": ["norte"]}, {"city": {"code": ["SP"]}}]}}),
            true,
        ),
    ] {
        assert_eq!(of_body(&policy).accepts(&order), wanted, "{policy}");
    }
    for message in [json!([]), json!("text"), json!(null)] {
        assert!(!of_body(&json!({"a": [{"exists": false}]})).accepts(&message));
    }
}

#[test]
fn what_is_wrong_with_a_policy_is_said_as_aws_says_it() {
    let nested = "Filter policy scope MessageAttributes does not support nested filter policy";
    let kinds = "Match value must be String, number, true, false, or null";
    for (policy, why) in [
        ("{", "failed to parse JSON."),
        ("[]", "Filter policy must be a JSON object"),
        (r#"{"a":"b"}"#, "\"a\" must be an object or an array"),
        (r#"{"a":[]}"#, "Empty arrays are not allowed"),
        (r#"{"a":{"b":["c"]}}"#, nested),
        (r#"{"a":[["b"]]}"#, kinds),
        (
            r#"{"a":[{"prefix":"b","suffix":"c"}]}"#,
            "Only one key allowed in match expression",
        ),
        (
            r#"{"a":[{"prefix":1}]}"#,
            "prefix match pattern must be a string",
        ),
        (
            r#"{"a":[{"exists":"x"}]}"#,
            "exists match pattern must be either true or false.",
        ),
        (
            r#"{"a":[{"begins":"x"}]}"#,
            "Unrecognized match type begins",
        ),
        (
            r#"{"a":[{"numeric":[]}]}"#,
            "Invalid member in numeric match: ]",
        ),
        (
            r#"{"a":[{"numeric":["<>",1]}]}"#,
            "Unrecognized numeric range operator: <>",
        ),
        (
            r#"{"a":[{"numeric":["=","1"]}]}"#,
            "Value of equals must be numeric",
        ),
        (
            r#"{"a":[{"numeric":["<",1,">",0]}]}"#,
            "Too many elements in numeric expression",
        ),
        (
            r#"{"a":[{"numeric":[">",1,">",2]}]}"#,
            "Bad numeric range operator: >",
        ),
        (
            r#"{"a":[{"numeric":[">",2,"<",1]}]}"#,
            "Bottom must be less than top",
        ),
        (
            r#"{"a":[{"numeric":[">",1,"<",2,3]}]}"#,
            "Too many terms in numeric range expression",
        ),
        (
            r#"{"a":[{"anything-but":{"numeric":1}}]}"#,
            "Unsupported anything-but pattern: numeric",
        ),
        (
            r#"{"a":[{"cidr":"10.0.0.0"}]}"#,
            "Malformed CIDR, one '/' required",
        ),
        (
            r#"{"a":[{"cidr":"10.0.0.0/33"}]}"#,
            "IP mask bits must be between 0 and 32",
        ),
        (
            r#"{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}"#,
            "Filter policy can not have more than 5 keys",
        ),
    ] {
        let read = FilterPolicy::parse(policy, Scope::MessageAttributes);
        assert_eq!(read.expect_err(policy).to_string(), why, "{policy}");
    }
}

#[test]
fn complexity_is_counted_as_in_the_guide() {
    // 4 values at 3 levels and 3 values at 2 levels: 4 x 3 x 3 x 2 = 72.
    let fits = |last: usize| {
        let values: Vec<usize> = (0..last).collect();
        let policy =
            json!({"key_a": {"key_b": {"key_c": [1, 2, 3, 4]}}, "key_x": {"key_y": values}});
        FilterPolicy::parse(&policy.to_string(), Scope::MessageBody).is_ok()
    };
    assert!(fits(3) && fits(6));
    // 4 x 3 x 7 x 2 = 168.
    assert!(!fits(7));
    let flat = |values: usize| {
        let policy = json!({"a": (0..values).collect::<Vec<_>>()});
        FilterPolicy::parse(&policy.to_string(), Scope::MessageAttributes).is_ok()
    };
    assert!(flat(150) && !flat(151));
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1_000_i64..1_000).prop_map(Value::from),
        "[a-c]{0,3}".prop_map(Value::from),
    ]
}

fn document() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-c$]|prefix|numeric|exists|\\$or", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_policy_and_no_message_panics(policy in document(), message in document()) {
        for scope in [Scope::MessageAttributes, Scope::MessageBody] {
            if let Ok(policy) = FilterPolicy::parse(&policy.to_string(), scope) {
                policy.accepts(&message);
            }
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,200}") {
        let _ = FilterPolicy::parse(&text, Scope::MessageBody);
    }

    #[test]
    fn a_field_matches_its_own_value(name in "[a-z]{1,8}", value in leaf()) {
        let message = json!({ &name: value });
        let accepts = |rule: Value| of_body(&json!({ &name: [rule] })).accepts(&message);
        prop_assert!(accepts(value.clone()));
        let exists = |wanted: bool| json!({"exists": wanted});
        prop_assert!(accepts(exists(true)));
        prop_assert!(!accepts(exists(false)));
    }

    #[test]
    fn anything_but_is_the_opposite_for_one_value(
        value in prop_oneof!["[a-c]{0,2}".prop_map(Value::from), (-9_i64..9).prop_map(Value::from)],
        excluded in prop::collection::vec(
            prop_oneof!["[a-c]{0,2}".prop_map(Value::from), (-9_i64..9).prop_map(Value::from)], 1..4),
    ) {
        let message = json!({"k": value});
        let is = of_body(&json!({"k": excluded.clone()})).accepts(&message);
        let is_not = of_body(&json!({"k": [{"anything-but": excluded}]})).accepts(&message);
        prop_assert_ne!(is, is_not);
    }

    #[test]
    fn ranges_split_the_numbers(bound in -1_000_i64..1_000, number in -1_000_i64..1_000) {
        let asked = |operator: &str| {
            of_body(&json!({"n": [{"numeric": [operator, bound]}]})).accepts(&json!({"n": number}))
        };
        prop_assert_eq!(asked("<"), number < bound);
        prop_assert_eq!(asked("<="), number <= bound);
        prop_assert_eq!(asked("="), number == bound);
        prop_assert_eq!(asked(">"), number > bound);
        prop_assert_eq!(asked(">="), number >= bound);
    }
}
