//! Roles and policies declared in a file.
//!
//! The file is JSON, in one of two forms: IAM's own,
//!
//! ```json
//! {
//!   "Roles": [{
//!     "RoleName": "order",
//!     "AssumeRolePolicyDocument": { },
//!     "Policies": [{ "PolicyName": "invoke", "PolicyDocument": { } }],
//!     "AttachedPolicies": ["arn:aws:iam::aws:policy/AWSStepFunctionsFullAccess"]
//!   }],
//!   "Policies": [{ "PolicyName": "orders", "PolicyDocument": { } }]
//! }
//! ```
//!
//! or a template of SAM or CloudFormation, of which the resources `AWS::IAM::Role` and
//! `AWS::IAM::ManagedPolicy` are taken. In a template `Fn::Sub` and `Ref` of `AWS::AccountId`,
//! `AWS::Region` and `AWS::Partition` are put in, and `Ref` and `Fn::GetAtt` of another such
//! resource; whatever else depends on a deployment is refused.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Map, Value};
use wire::{Account, Region};

use crate::session::fresh_id;
use crate::store::entity::{Entity, PolicyDocument, Role, TrustDocument};
use crate::store::managed::{ManagedPolicy, Version, of_aws};
use crate::store::{State, Store};
use crate::timestamp::Timestamp;

/// A file of declarations cannot be used. Nothing of it has been declared.
#[derive(Debug, thiserror::Error)]
#[error("`{}`: {what}", file.display())]
pub struct DeclarationError {
    /// Which file.
    pub file: PathBuf,
    /// What is wrong with it, and where.
    pub what: String,
}

/// What a file declares.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Declarations {
    #[serde(default)]
    roles: Vec<RoleDeclaration>,
    #[serde(default)]
    policies: Vec<PolicyDeclaration>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RoleDeclaration {
    role_name: String,
    #[serde(default = "root")]
    path: String,
    description: Option<String>,
    max_session_duration: Option<i64>,
    permissions_boundary: Option<String>,
    assume_role_policy_document: Value,
    #[serde(default)]
    policies: Vec<PolicyDeclaration>,
    #[serde(default, alias = "ManagedPolicyArns")]
    attached_policies: Vec<Attached>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PolicyDeclaration {
    #[serde(alias = "ManagedPolicyName")]
    policy_name: String,
    #[serde(default = "root")]
    path: String,
    description: Option<String>,
    policy_document: Value,
}

/// An ARN, or what ListAttachedRolePolicies answers.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Attached {
    Arn(String),
    Entry {
        #[serde(rename = "PolicyArn")]
        arn: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    value: String,
}

fn root() -> String {
    "/".to_owned()
}

/// Declares what a file holds.
pub(crate) fn declare_file(
    file: &Path,
    store: &Store,
    region: &Region,
) -> Result<(), DeclarationError> {
    let failed = |what: String| DeclarationError {
        file: file.to_owned(),
        what,
    };
    let text = std::fs::read_to_string(file)
        .map_err(|error| failed(format!("the file cannot be read: {error}")))?;
    let declarations = read(&text, store.account(), region).map_err(failed)?;
    let now = Timestamp::from(SystemTime::now()).seconds();
    store
        .change(|state| {
            for declared in declarations.policies {
                let policy = declared.policy(state, now)?;
                state.put_policy(policy);
            }
            for declared in declarations.roles {
                let role = declared.role(state, now)?;
                state.put_role(role);
            }
            Ok(())
        })
        .map_err(|error| failed(error.message))?;
    Ok(())
}

fn read(text: &str, account: &Account, region: &Region) -> Result<Declarations, String> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| format!("this is not JSON: {error}"))?;
    match document.get("Resources") {
        None => serde_json::from_value(document).map_err(|error| error.to_string()),
        Some(resources) => Template::new(resources, account, region)?.declarations(),
    }
}

impl PolicyDeclaration {
    fn document(&self, whose: &str) -> Result<PolicyDocument, wire::ApiError> {
        let text = document_text(&self.policy_document);
        PolicyDocument::parse(&text).map_err(|malformed| {
            wire::ApiError::validation(format!("{whose} `{}`: {malformed}", self.policy_name))
        })
    }

    fn policy(self, state: &State, now: i64) -> Result<ManagedPolicy, wire::ApiError> {
        let document = self.document("policy")?;
        let mut policy = ManagedPolicy {
            name: self.policy_name,
            path: self.path,
            id: fresh_id("ANPA"),
            description: self.description,
            created: now,
            updated: now,
            versions: BTreeMap::new(),
            default: 1,
            next: 2,
            tags: BTreeMap::new(),
        };
        if let Ok(before) = state.own_policy(&policy.arn(state.account())) {
            policy.id.clone_from(&before.id);
            policy.created = before.created;
        }
        policy.versions.insert(
            1,
            Version {
                document,
                created: now,
            },
        );
        Ok(policy)
    }
}

impl RoleDeclaration {
    fn role(self, state: &State, now: i64) -> Result<Role, wire::ApiError> {
        let name = self.role_name;
        let refuse = |what: String| wire::ApiError::validation(format!("role `{name}`: {what}"));
        let trust = TrustDocument::parse(&document_text(&self.assume_role_policy_document))
            .map_err(|malformed| refuse(format!("AssumeRolePolicyDocument: {malformed}")))?;
        let mut policies = BTreeMap::new();
        for declared in self.policies {
            let document = declared.document(&format!("role `{name}`, policy"))?;
            policies.insert(declared.policy_name, document);
        }
        let attached: Vec<String> = self
            .attached_policies
            .into_iter()
            .map(|attached| match attached {
                Attached::Arn(arn) | Attached::Entry { arn } => arn,
            })
            .collect();
        for arn in attached.iter().chain(&self.permissions_boundary) {
            if state.policy_in_force(arn).is_none() && of_aws(arn).is_none() {
                return Err(refuse(format!(
                    "policy `{arn}` is neither declared in this file or before, nor one of AWS's \
                     that has a meaning here"
                )));
            }
        }
        let before = state.role(&name).ok().map(|role| &role.entity);
        Ok(Role {
            entity: Entity {
                id: before.map_or_else(|| fresh_id("AROA"), |entity| entity.id.clone()),
                created: before.map_or(now, |entity| entity.created),
                name: name.clone(),
                path: self.path,
                policies,
                attached,
                boundary: self.permissions_boundary,
                tags: self
                    .tags
                    .into_iter()
                    .map(|tag| (tag.key, tag.value))
                    .collect(),
            },
            description: self.description,
            max_session_seconds: self.max_session_duration.unwrap_or(3_600),
            trust,
        })
    }
}

/// A policy's text, whether it is given as JSON or as a string that holds JSON.
fn document_text(document: &Value) -> String {
    match document {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The resources of a template.
struct Template<'a> {
    resources: &'a Map<String, Value>,
    account: &'a Account,
    region: &'a Region,
}

impl<'a> Template<'a> {
    fn new(
        resources: &'a Value,
        account: &'a Account,
        region: &'a Region,
    ) -> Result<Template<'a>, String> {
        let resources = resources
            .as_object()
            .ok_or("`Resources` must be an object")?;
        Ok(Template {
            resources,
            account,
            region,
        })
    }

    fn declarations(&self) -> Result<Declarations, String> {
        let mut declarations = Declarations::default();
        for (logical_id, resource) in self.resources {
            let name_field = match resource["Type"].as_str() {
                Some("AWS::IAM::Role") => "RoleName",
                Some("AWS::IAM::ManagedPolicy") => "PolicyName",
                _ => continue,
            };
            let at = format!("Resources/{logical_id}/Properties");
            let mut properties = self.resolved(&resource["Properties"], &at)?;
            let Some(fields) = properties.as_object_mut() else {
                return Err(format!("`{at}` must be an object"));
            };
            if let Some(name) = fields.remove("ManagedPolicyName") {
                fields.insert("PolicyName".to_owned(), name);
            }
            // CloudFormation makes up a name where there is none.
            fields
                .entry(name_field)
                .or_insert_with(|| logical_id.clone().into());
            let wrong = |error: serde_json::Error| format!("`{at}`: {error}");
            if name_field == "RoleName" {
                declarations
                    .roles
                    .push(serde_json::from_value(properties).map_err(wrong)?);
            } else {
                declarations
                    .policies
                    .push(serde_json::from_value(properties).map_err(wrong)?);
            }
        }
        Ok(declarations)
    }

    /// A value with its intrinsic functions replaced by what they stand for.
    fn resolved(&self, value: &Value, at: &str) -> Result<Value, String> {
        match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| self.resolved(item, &format!("{at}/{index}")))
                .collect(),
            Value::Object(fields) => {
                if let Some((name, argument)) = fields.iter().next()
                    && fields.len() == 1
                    && (name == "Ref" || name.starts_with("Fn::"))
                {
                    return self.function(name, argument, at).map(Value::String);
                }
                fields
                    .iter()
                    .map(|(name, field)| {
                        Ok((name.clone(), self.resolved(field, &format!("{at}/{name}"))?))
                    })
                    .collect::<Result<Map<_, _>, String>>()
                    .map(Value::Object)
            }
            other => Ok(other.clone()),
        }
    }

    fn function(&self, name: &str, argument: &Value, at: &str) -> Result<String, String> {
        let value = match (name, argument) {
            ("Ref", Value::String(name)) => self.reference(name),
            ("Fn::GetAtt", Value::String(path)) => path
                .split_once('.')
                .and_then(|(name, attribute)| self.attribute(name, attribute)),
            ("Fn::GetAtt", Value::Array(path)) => match path.as_slice() {
                [Value::String(name), Value::String(attribute)] => self.attribute(name, attribute),
                _ => None,
            },
            ("Fn::Sub", Value::String(text)) => self.substituted(text),
            _ => None,
        };
        value.ok_or_else(|| {
            format!(
                "`{at}`: `{name}` of {argument} is not known before a deployment; write what it \
                 stands for"
            )
        })
    }

    fn reference(&self, name: &str) -> Option<String> {
        match name {
            "AWS::AccountId" => Some(self.account.to_string()),
            "AWS::Region" => Some(self.region.to_string()),
            "AWS::Partition" => Some("aws".to_owned()),
            "AWS::URLSuffix" => Some("amazonaws.com".to_owned()),
            name => match self.resources.get(name)?["Type"].as_str()? {
                // The reference to a policy is its ARN, to a role its name.
                "AWS::IAM::ManagedPolicy" => self.arn(name),
                "AWS::IAM::Role" => self.name(name, "RoleName"),
                _ => None,
            },
        }
    }

    fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        match attribute {
            "Arn" | "PolicyArn" => self.arn(name),
            _ => None,
        }
    }

    fn arn(&self, logical_id: &str) -> Option<String> {
        let resource = self.resources.get(logical_id)?;
        let (kind, name_field) = match resource["Type"].as_str()? {
            "AWS::IAM::Role" => ("role", "RoleName"),
            "AWS::IAM::ManagedPolicy" => ("policy", "ManagedPolicyName"),
            _ => return None,
        };
        let path = match &resource["Properties"]["Path"] {
            Value::Null => "/",
            path => path.as_str()?,
        };
        let name = self.name(logical_id, name_field)?;
        Some(format!("arn:aws:iam::{}:{kind}{path}{name}", self.account))
    }

    fn name(&self, logical_id: &str, field: &str) -> Option<String> {
        match &self.resources.get(logical_id)?["Properties"][field] {
            Value::Null => Some(logical_id.to_owned()),
            name => Some(name.as_str()?.to_owned()),
        }
    }

    /// A text with its `${…}` replaced. `${!…}` is `${…}` itself.
    fn substituted(&self, text: &str) -> Option<String> {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}')?;
            result.push_str(before);
            match (name.strip_prefix('!'), name.split_once('.')) {
                (Some(literal), _) => {
                    result.push_str("${");
                    result.push_str(literal);
                    result.push('}');
                }
                (None, Some((name, attribute))) => {
                    result.push_str(&self.attribute(name, attribute)?);
                }
                (None, None) => result.push_str(&self.reference(name)?),
            }
            rest = after;
        }
        result.push_str(rest);
        Some(result)
    }
}
