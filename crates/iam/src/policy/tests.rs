//! Policies: what they refuse to be, and what they decide.

use serde_json::{Value, json};

use super::pattern::{ArnPattern, Syntax};
use super::*;

const ACCOUNT: &str = "000000000000";
const ROLE: &str = "arn:aws:iam::000000000000:role/order";
const SESSION: &str = "arn:aws:sts::000000000000:assumed-role/order/one";

pub(super) fn policy(document: &Value) -> Policy {
    Policy::parse(&document.to_string(), Kind::Identity).expect("a policy")
}

/// A policy of one statement.
fn statement(effect: &str, action: &str, resource: &str, condition: &Value) -> Policy {
    policy(&json!({
        "Version": "2012-10-17",
        "Statement": {
            "Effect": effect, "Action": action, "Resource": resource, "Condition": condition,
        },
    }))
}

pub(super) fn identity<'a>(policies: impl IntoIterator<Item = &'a Policy>) -> Layer<'a> {
    layer(LayerKind::Identity, policies)
}

pub(super) fn layer<'a>(
    kind: LayerKind,
    policies: impl IntoIterator<Item = &'a Policy>,
) -> Layer<'a> {
    Layer {
        kind,
        policies: policies
            .into_iter()
            .map(|policy| Source { name: "p", policy })
            .collect(),
    }
}

pub(super) fn request<'a>(action: &'a str, resource: &'a str, keys: &'a Keys) -> Request<'a> {
    Request {
        action,
        resource,
        principal: Principal::Role {
            account: ACCOUNT,
            role_arn: ROLE,
            session_arn: SESSION,
        },
        keys,
    }
}

fn allows(policy: &Policy, action: &str, resource: &str, keys: &Keys) -> bool {
    decide(&[identity([policy])], &request(action, resource, keys)).is_allowed()
}

/// Whether a condition holds of some keys.
fn holds(condition: &Value, keys: &[(&str, &[&str])]) -> bool {
    let mut known = Keys::default();
    for (key, values) in keys {
        known.set_all(
            key,
            values.iter().map(|value| (*value).to_owned()).collect(),
        );
    }
    allows(
        &statement("Allow", "*", "*", condition),
        "s3:GetObject",
        "*",
        &known,
    )
}

#[test]
fn actions_and_resources_have_wildcards() {
    let none = Keys::default();
    let lambda = "arn:aws:lambda:us-east-1:000000000000:function:pay";
    let cases = [
        ("lambda:InvokeFunction", "*", true),
        ("LAMBDA:invoke*", "*", true),
        ("*", lambda, true),
        ("lambda:*", "arn:aws:lambda:*:*:function:p?y", true),
        ("lambda:*", "arn:aws:lambda:*", true),
        (
            "lambda:*",
            "arn:aws:lambda:us-east-1:000000000000:function:PAY",
            false,
        ),
        (
            "lambda:*",
            "arn:aws:lambda:us-east-1:000000000000:function:pay?",
            false,
        ),
        ("lambda:Invoke", lambda, false),
        ("states:*", lambda, false),
    ];
    for (action, resource, expected) in cases {
        let policy = statement("Allow", action, resource, &json!({}));
        let allowed = allows(&policy, "lambda:InvokeFunction", lambda, &none);
        assert_eq!(allowed, expected, "{action} on {resource}");
    }
    let all_but = policy(&json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "NotAction": "iam:*", "NotResource": lambda }],
    }));
    assert!(allows(&all_but, "lambda:GetFunction", "*", &none));
    assert!(!allows(&all_but, "lambda:GetFunction", lambda, &none));
    assert!(!allows(&all_but, "iam:GetRole", "*", &none));
}

#[test]
fn variables_stand_for_what_is_known() {
    let policy = statement(
        "Allow",
        "*",
        "arn:aws:s3:::home/${aws:UserName}/*",
        &json!({}),
    );
    let mut keys = Keys::default();
    assert!(!allows(
        &policy,
        "s3:GetObject",
        "arn:aws:s3:::home//x",
        &keys
    ));
    keys.set("aws:username", "ana");
    assert!(allows(
        &policy,
        "s3:GetObject",
        "arn:aws:s3:::home/ana/x",
        &keys
    ));
    assert!(!allows(
        &policy,
        "s3:GetObject",
        "arn:aws:s3:::home/eva/x",
        &keys
    ));
    // A value is no pattern.
    keys.set("aws:username", "*");
    assert!(!allows(
        &policy,
        "s3:GetObject",
        "arn:aws:s3:::home/ana/x",
        &keys
    ));
    let default = statement(
        "Allow",
        "*",
        "arn:aws:s3:::${aws:username, 'nobody'}",
        &json!({}),
    );
    assert!(allows(
        &default,
        "s3:GetObject",
        "arn:aws:s3:::nobody",
        &Keys::default()
    ));
    let literal = statement("Allow", "*", "arn:aws:s3:::a${*}b${?}", &json!({}));
    assert!(allows(
        &literal,
        "s3:GetObject",
        "arn:aws:s3:::a*b?",
        &Keys::default()
    ));
    assert!(!allows(
        &literal,
        "s3:GetObject",
        "arn:aws:s3:::axbx",
        &Keys::default()
    ));
    // Before 2012 there were none.
    let old = super::Policy::parse(
        r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:username}"}]}"#,
        Kind::Identity,
    )
    .expect("a policy");
    assert!(allows(
        &old,
        "s3:GetObject",
        "arn:aws:s3:::${aws:username}",
        &Keys::default()
    ));
}

/// A condition, what is known, and whether it holds.
type ConditionCase<'a> = (Value, &'a [(&'a str, &'a [&'a str])], bool);

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn conditions_hold_as_aws_says() {
    let cases: &[ConditionCase] = &[
        (
            json!({"StringEquals": {"k": ["a", "b"]}}),
            &[("K", &["b"])],
            true,
        ),
        (
            json!({"StringEquals": {"k": "a*"}}),
            &[("k", &["ab"])],
            false,
        ),
        (json!({"StringEquals": {"k": "a"}}), &[], false),
        (json!({"StringEqualsIfExists": {"k": "a"}}), &[], true),
        (
            json!({"StringEqualsIfExists": {"k": "a"}}),
            &[("k", &["b"])],
            false,
        ),
        (
            json!({"StringNotEquals": {"k": ["a", "b"]}}),
            &[("k", &["b"])],
            false,
        ),
        (
            json!({"StringNotEquals": {"k": ["a", "b"]}}),
            &[("k", &["c"])],
            true,
        ),
        (json!({"StringNotEquals": {"k": "a"}}), &[], true),
        (
            json!({"StringEqualsIgnoreCase": {"k": "aB"}}),
            &[("k", &["Ab"])],
            true,
        ),
        (
            json!({"StringNotEqualsIgnoreCase": {"k": "aB"}}),
            &[("k", &["Ab"])],
            false,
        ),
        (
            json!({"StringLike": {"k": ["x", "a*?"]}}),
            &[("k", &["ab"])],
            true,
        ),
        (json!({"StringLike": {"k": "a*?"}}), &[("k", &["a"])], false),
        (
            json!({"StringNotLike": {"k": "a*"}}),
            &[("k", &["b"])],
            true,
        ),
        (
            json!({"ArnLike": {"k": "arn:aws:s3:*:*:b*"}}),
            &[("k", &["arn:aws:s3:::bucket"])],
            true,
        ),
        (
            json!({"ArnEquals": {"k": "arn:aws:*"}}),
            &[("k", &["arn:aws:s3:::bucket"])],
            true,
        ),
        (
            json!({"ArnNotLike": {"k": "arn:aws:s3:::b*"}}),
            &[("k", &["arn:aws:s3:::c"])],
            true,
        ),
        (
            json!({"NumericEquals": {"k": 10}}),
            &[("k", &["10.0"])],
            true,
        ),
        (
            json!({"NumericLessThan": {"k": "10"}}),
            &[("k", &["9"])],
            true,
        ),
        (
            json!({"NumericLessThanEquals": {"k": "10"}}),
            &[("k", &["10"])],
            true,
        ),
        (
            json!({"NumericGreaterThan": {"k": "10"}}),
            &[("k", &["10"])],
            false,
        ),
        (
            json!({"NumericGreaterThanEquals": {"k": "10"}}),
            &[("k", &["ten"])],
            false,
        ),
        (
            json!({"NumericNotEquals": {"k": ["1", "2"]}}),
            &[("k", &["2"])],
            false,
        ),
        (
            json!({"DateLessThan": {"k": "2030-01-01T00:00:00Z"}}),
            &[("k", &["2029-12-31T23:59:59Z"])],
            true,
        ),
        (
            json!({"DateGreaterThan": {"k": "2030-01-01"}}),
            &[("k", &["1893456000"])],
            false,
        ),
        (
            json!({"DateGreaterThanEquals": {"k": "2030-01-01"}}),
            &[("k", &["1893456000"])],
            true,
        ),
        (json!({"Bool": {"k": true}}), &[("k", &["true"])], true),
        (json!({"Bool": {"k": "true"}}), &[("k", &["false"])], false),
        (json!({"Bool": {"k": "true"}}), &[], false),
        (
            json!({"BinaryEquals": {"k": "QUJD"}}),
            &[("k", &["QUJD"])],
            true,
        ),
        (
            json!({"IpAddress": {"k": "203.0.113.0/24"}}),
            &[("k", &["203.0.113.77"])],
            true,
        ),
        (
            json!({"IpAddress": {"k": "203.0.113.0/24"}}),
            &[("k", &["203.0.114.1"])],
            false,
        ),
        (
            json!({"IpAddress": {"k": "0.0.0.0/0"}}),
            &[("k", &["8.8.8.8"])],
            true,
        ),
        (
            json!({"IpAddress": {"k": "2001:db8::/32"}}),
            &[("k", &["2001:db8::1"])],
            true,
        ),
        (
            json!({"IpAddress": {"k": "10.0.0.1"}}),
            &[("k", &["::ffff:10.0.0.1"])],
            true,
        ),
        (
            json!({"NotIpAddress": {"k": "10.0.0.0/8"}}),
            &[("k", &["11.0.0.1"])],
            true,
        ),
        (json!({"Null": {"k": "true"}}), &[], true),
        (json!({"Null": {"k": false}}), &[], false),
        (json!({"Null": {"k": "false"}}), &[("k", &["x"])], true),
        (
            json!({"ForAllValues:StringEquals": {"k": ["a", "b"]}}),
            &[("k", &["a", "b"])],
            true,
        ),
        (
            json!({"ForAllValues:StringEquals": {"k": ["a", "b"]}}),
            &[("k", &["a", "c"])],
            false,
        ),
        (json!({"ForAllValues:StringEquals": {"k": "a"}}), &[], true),
        (
            json!({"ForAnyValue:StringEquals": {"k": "a"}}),
            &[("k", &["b", "a"])],
            true,
        ),
        (json!({"ForAnyValue:StringEquals": {"k": "a"}}), &[], false),
        (
            json!({"ForAllValues:StringNotEquals": {"k": "a"}}),
            &[("k", &["b", "a"])],
            false,
        ),
        (
            json!({"ForAnyValue:StringNotEquals": {"k": "a"}}),
            &[("k", &["b", "a"])],
            true,
        ),
        (
            json!({"StringEquals": {"k": "a", "l": "b"}, "Bool": {"m": "true"}}),
            &[("k", &["a"]), ("l", &["b"]), ("m", &["true"])],
            true,
        ),
        (
            json!({"StringEquals": {"k": "a", "l": "b"}, "Bool": {"m": "true"}}),
            &[("k", &["a"]), ("l", &["c"]), ("m", &["true"])],
            false,
        ),
        (
            json!({"StringEquals": {"k": "${l}"}}),
            &[("k", &["a"]), ("l", &["a"])],
            true,
        ),
    ];
    for (condition, keys, expected) in cases {
        assert_eq!(holds(condition, keys), *expected, "{condition} of {keys:?}");
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn what_is_malformed_has_a_place() {
    let allow = |more: Value| {
        let mut statement = json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*" });
        let fields = statement.as_object_mut().expect("an object");
        for (name, value) in more.as_object().expect("an object") {
            match value {
                Value::Null => fields.remove(name),
                value => fields.insert(name.clone(), value.clone()),
            };
        }
        json!({ "Version": "2012-10-17", "Statement": [statement] })
    };
    let cases = [
        (json!([]), "", "An object is wanted here."),
        (
            json!({ "Version": "2012-10-17" }),
            "/Statement",
            "no `Statement`",
        ),
        (
            json!({ "Version": "2020-01-01", "Statement": [] }),
            "/Version",
            "2012-10-17",
        ),
        (json!({ "Statement": [] }), "/Statement", "no statement"),
        (json!({ "Statement": [], "Other": 1 }), "/Other", "`Other`"),
        (
            allow(json!({ "Effect": null })),
            "/Statement/0",
            "Missing required field Effect.",
        ),
        (
            allow(json!({ "Effect": "allow" })),
            "/Statement/0/Effect",
            "Invalid effect: allow",
        ),
        (
            allow(json!({ "Action": null })),
            "/Statement/0",
            "Policy statement must contain actions.",
        ),
        (
            allow(json!({ "Action": ["s3:Get", "GetObject"] })),
            "/Statement/0/Action/1",
            "Actions/Conditions must be prefaced by a vendor",
        ),
        (
            allow(json!({ "Action": "a:b:c" })),
            "/Statement/0/Action",
            "Actions/Condition can contain only one colon.",
        ),
        (
            allow(json!({ "NotAction": "s3:*" })),
            "/Statement/0/NotAction",
            "an element or its negation, not both",
        ),
        (
            allow(json!({ "Resource": null })),
            "/Statement/0",
            "Policy statement must contain resources.",
        ),
        (
            allow(json!({ "Resource": "bucket" })),
            "/Statement/0/Resource",
            "Resource bucket must be in ARN format or \"*\".",
        ),
        (
            allow(json!({ "Principal": "*" })),
            "/Statement/0",
            "Policy document should not specify a principal.",
        ),
        (
            allow(json!({ "Condition": { "StringIs": { "a": "b" } } })),
            "/Statement/0/Condition/StringIs",
            "Invalid Condition type : StringIs.",
        ),
        (
            allow(json!({ "Condition": { "IpAddress": { "aws:SourceIp": "10.0.0.0/33" } } })),
            "/Statement/0/Condition/IpAddress/aws:SourceIp",
            "`10.0.0.0/33` is not an IP address or a network.",
        ),
        (
            allow(json!({ "Condition": { "Bool": { "a/b": ["yes"] } } })),
            "/Statement/0/Condition/Bool/a~1b/0",
            "`yes` is not `true` or `false`.",
        ),
        (
            allow(json!({ "Sid": "a b" })),
            "/Statement/0/Sid",
            "must be alpha-numeric",
        ),
        (
            allow(json!({ "Extra": 1 })),
            "/Statement/0/Extra",
            "`Extra`",
        ),
    ];
    for (document, at, what) in cases {
        let error = Policy::from_json(&document, Kind::Identity).expect_err("an error");
        assert!(
            error.what.contains(what),
            "`{what}` is wanted of {document}, not `{}`",
            error.what
        );
        let expected_at = if document == json!({ "Version": "2012-10-17" }) {
            ""
        } else {
            at
        };
        assert_eq!(error.at, expected_at, "{document}");
    }
    let twice = r#"{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let error = Policy::parse(twice, Kind::Identity).expect_err("an error");
    assert!(error.what.contains("`Effect` is there twice"), "{error}");
    let error = Policy::parse("{", Kind::Identity).expect_err("an error");
    assert!(
        error.what.starts_with("Syntax errors in policy."),
        "{error}"
    );
}

#[test]
fn trust_policies_name_principals() {
    let trust = |principal: Value| {
        Policy::from_json(
            &json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole",
                }],
            }),
            Kind::Trust,
        )
    };
    let none = Keys::default();
    let decision = |policy: &Policy, principal| {
        let layers = [layer(LayerKind::Resource, [policy])];
        let request = Request {
            principal,
            ..request("sts:AssumeRole", "*", &none)
        };
        match decide(&layers, &request) {
            Decision::Allowed { delegated, .. } => Some(delegated),
            Decision::ExplicitDeny { .. } | Decision::ImplicitDeny { .. } => None,
        }
    };
    let role = request("", "", &none).principal;
    let states = Principal::Service("states.amazonaws.com");
    let user_arn = "arn:aws:iam::000000000000:user/ana";
    let user = Principal::User {
        account: ACCOUNT,
        user_arn,
    };
    let root = Principal::Root { account: ACCOUNT };
    // Of each principal: not at all, through its account, or by itself.
    let cases = [
        (json!("*"), [Some(false); 4]),
        (json!({ "AWS": "*" }), [Some(false); 4]),
        (
            json!({ "Service": "states.amazonaws.com" }),
            [None, Some(false), None, None],
        ),
        (json!({ "Service": ["lambda.amazonaws.com"] }), [None; 4]),
        (
            json!({ "AWS": ACCOUNT }),
            [Some(true), None, Some(true), Some(false)],
        ),
        (
            json!({ "AWS": "arn:aws:iam::000000000000:root" }),
            [Some(true), None, Some(true), Some(false)],
        ),
        (
            json!({ "AWS": ["123456789012", ROLE] }),
            [Some(false), None, None, None],
        ),
        (json!({ "AWS": SESSION }), [Some(false), None, None, None]),
        (json!({ "AWS": user_arn }), [None, None, Some(false), None]),
        (json!({ "Federated": "accounts.example.com" }), [None; 4]),
    ];
    for (principal, expected) in cases {
        let policy = trust(principal.clone()).expect("a policy");
        let found = [role, states, user, root].map(|who| decision(&policy, who));
        assert_eq!(found, expected, "{principal}");
    }
    for principal in [
        json!("order"),
        json!({}),
        json!({ "AWS": "order" }),
        json!({ "AWS": "arn:aws:iam::000000000000:role/*" }),
        json!({ "Service": "states" }),
        json!({ "Aws": "*" }),
    ] {
        assert!(trust(principal.clone()).is_err(), "{principal}");
    }
}

#[test]
fn arns_are_matched_part_by_part() {
    let syntax = Syntax {
        wildcards: true,
        variables: true,
    };
    let none = Keys::default();
    let pattern = ArnPattern::new("arn:aws:iam::${aws:PrincipalAccount}:role/*", syntax);
    let mut keys = Keys::default();
    keys.set("aws:PrincipalAccount", ACCOUNT);
    let pattern = pattern.expect("six parts");
    assert!(pattern.matches(ROLE, &keys));
    assert!(!pattern.matches(ROLE, &none));
    let pattern = ArnPattern::new("arn:aws:*:us-east-1:0*:f?:x", syntax).expect("six parts");
    assert!(pattern.matches("arn:aws:lambda:us-east-1:000000000000:fn:x", &none));
    assert!(!pattern.matches("arn:aws:lambda:eu:us-east-1:0:fn:x", &none));
    assert!(ArnPattern::new("arn:aws:iam", syntax).is_none());
}
