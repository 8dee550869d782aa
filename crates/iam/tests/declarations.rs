//! Roles and policies declared in a file.

use iam::{Configuration, Context, Iam, OpenError, UndeclaredRoles};
use journal::{Journal, Options};
use serde_json::{Value, json};
use wire::{Account, Caller, Permission, Region};

fn open(journal: &Journal, text: &str) -> Result<Iam, OpenError> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("roles.json");
    std::fs::write(&file, text).expect("a file");
    Iam::open(Configuration {
        journal: journal.clone(),
        folder: None,
        account: Account::default(),
        region: Region::default(),
        undeclared_roles: UndeclaredRoles::Denied,
        file: Some(file),
    })
}

fn journal() -> Journal {
    Journal::open(&Options::memory()).expect("a journal")
}

fn may(iam: &Iam, role: &str, action: &str, resource: &str) -> bool {
    let caller = Caller::Role {
        role_arn: format!("arn:aws:iam::000000000000:role/{role}").into(),
        session: "one".into(),
    };
    let permission = Permission {
        action: action.to_owned(),
        resource: resource.to_owned(),
    };
    iam.may(&caller, &permission, &Context::default()).is_ok()
}

fn trust() -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "states.amazonaws.com" },
            "Action": "sts:AssumeRole",
        }],
    })
}

fn allow(action: &str, resource: &Value) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": action, "Resource": resource }],
    })
}

const TABLE: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/orders";

#[test]
fn iams_own_form() {
    let declarations = json!({
        "Policies": [{ "PolicyName": "orders", "PolicyDocument": allow("dynamodb:*", &json!(TABLE)) }],
        "Roles": [{
            "RoleName": "order",
            "AssumeRolePolicyDocument": trust().to_string(),
            "Policies": [{
                "PolicyName": "invoke",
                "PolicyDocument": allow("lambda:InvokeFunction", &json!("*")),
            }],
            "AttachedPolicies": [
                "arn:aws:iam::000000000000:policy/orders",
                {
                    "PolicyName": "AmazonSNSFullAccess",
                    "PolicyArn": "arn:aws:iam::aws:policy/AmazonSNSFullAccess",
                },
            ],
        }],
    });
    let journal = journal();
    let iam = open(&journal, &declarations.to_string()).expect("identities");
    assert!(may(&iam, "order", "dynamodb:PutItem", TABLE));
    assert!(may(&iam, "order", "lambda:InvokeFunction", "*"));
    assert!(may(&iam, "order", "sns:Publish", "*"));
    assert!(!may(&iam, "order", "dynamodb:PutItem", "*"));
    let assumed = iam.assume_for_service(
        "arn:aws:iam::000000000000:role/order",
        "states.amazonaws.com",
        "one",
        &Context::default(),
    );
    assert!(assumed.is_ok());
    // At the next start the file says again what there is under its names.
    let mut fewer = declarations;
    fewer["Roles"][0]["AttachedPolicies"] = json!([]);
    let iam = open(&journal, &fewer.to_string()).expect("identities");
    assert!(!may(&iam, "order", "dynamodb:PutItem", TABLE));
    assert!(may(&iam, "order", "lambda:InvokeFunction", "*"));
}

#[test]
fn a_template() {
    let template = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {
            "Table": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": "orders" } },
            "OrderRole": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "Path": "/shop/",
                    "AssumeRolePolicyDocument": trust(),
                    "ManagedPolicyArns": [
                        { "Ref": "Orders" },
                        { "Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AmazonSNSFullAccess" },
                    ],
                },
            },
            "Orders": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {
                    "ManagedPolicyName": "orders",
                    "PolicyDocument": allow("dynamodb:*", &json!({
                        "Fn::Sub": "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders",
                    })),
                },
            },
            "Caller": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": "caller",
                    "AssumeRolePolicyDocument": trust(),
                    "Policies": [{
                        "PolicyName": "pass",
                        "PolicyDocument": allow("iam:PassRole", &json!([
                            { "Fn::GetAtt": ["OrderRole", "Arn"] },
                            { "Fn::Sub": "${Caller.Arn}" },
                            { "Fn::Sub": "arn:aws:s3:::${!aws:username}" },
                        ])),
                    }],
                },
            },
        },
    });
    let iam = open(&journal(), &template.to_string()).expect("identities");
    assert!(may(&iam, "shop/OrderRole", "dynamodb:GetItem", TABLE));
    assert!(may(&iam, "shop/OrderRole", "sns:Publish", "*"));
    assert!(!may(&iam, "shop/OrderRole", "lambda:InvokeFunction", "*"));
    for role in [
        "arn:aws:iam::000000000000:role/shop/OrderRole",
        "arn:aws:iam::000000000000:role/caller",
    ] {
        assert!(may(&iam, "caller", "iam:PassRole", role), "{role}");
    }
}

#[test]
fn what_is_wrong_is_named() {
    let role = |more: Value| {
        let mut role = json!({ "RoleName": "order", "AssumeRolePolicyDocument": trust() });
        for (name, value) in more.as_object().expect("an object") {
            role[name] = value.clone();
        }
        json!({ "Roles": [role] }).to_string()
    };
    let template = |properties: Value| {
        json!({ "Resources": { "R": { "Type": "AWS::IAM::Role", "Properties": properties } } })
            .to_string()
    };
    let cases = [
        ("{".to_owned(), "this is not JSON"),
        (json!({ "Rolls": [] }).to_string(), "unknown field `Rolls`"),
        (
            json!({ "Roles": [{}] }).to_string(),
            "missing field `RoleName`",
        ),
        (
            role(json!({ "AssumeRolePolicyDocument": allow("sts:AssumeRole", &json!("*")) })),
            "role `order`: AssumeRolePolicyDocument: Has prohibited field Resource. (at `/Statement/0`)",
        ),
        (
            role(
                json!({ "Policies": [{ "PolicyName": "p", "PolicyDocument": allow("x", &json!("*")) }] }),
            ),
            "role `order`, policy `p`: Actions/Conditions must be prefaced by a vendor, e.g., iam, \
             sdb, ec2, etc. (at `/Statement/0/Action`)",
        ),
        (
            role(json!({ "AttachedPolicies": ["arn:aws:iam::aws:policy/Unheard"] })),
            "policy `arn:aws:iam::aws:policy/Unheard` is neither declared",
        ),
        (
            template(json!({
                "AssumeRolePolicyDocument": trust(),
                "ManagedPolicyArns": [{ "Fn::ImportValue": "x" }],
            })),
            "`Resources/R/Properties/ManagedPolicyArns/0`: `Fn::ImportValue` of \"x\" is not known",
        ),
        (
            template(json!({})),
            "`Resources/R/Properties`: missing field `AssumeRolePolicyDocument`",
        ),
    ];
    for (text, expected) in cases {
        let journal = journal();
        let Err(error) = open(&journal, &text) else {
            panic!("an error is expected of {text}");
        };
        let error = error.to_string();
        assert!(
            error.contains(expected),
            "`{expected}` is wanted, not `{error}`"
        );
        assert!(error.contains("roles.json"), "{error}");
        // Nothing of it is declared.
        assert!(journal.documents("iam.role").expect("documents").is_empty());
    }
}
