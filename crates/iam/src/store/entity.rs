//! Roles and users: who may hold policies.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wire::Account;

use crate::policy::{Kind, Malformed, Policy};

/// What roles and users have alike.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entity {
    pub(crate) name: String,
    /// `/`, or `/some/where/`.
    pub(crate) path: String,
    /// `AROA…` or `AIDA…`
    pub(crate) id: String,
    /// Seconds since 1970.
    pub(crate) created: i64,
    /// Inline policies, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) policies: BTreeMap<String, PolicyDocument>,
    /// ARNs of managed policies, in the order in which they were attached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attached: Vec<String>,
    /// The ARN of the managed policy that says the most it may do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) boundary: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, String>,
}

/// A role: an identity that others take on for a while.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Role {
    #[serde(flatten)]
    pub(crate) entity: Entity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    /// How long a session may be: 3,600 to 43,200.
    pub(crate) max_session_seconds: i64,
    /// Who may take it on.
    pub(crate) trust: TrustDocument,
}

/// A user: an identity with keys of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    #[serde(flatten)]
    pub(crate) entity: Entity,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) access_keys: Vec<AccessKey>,
}

/// A user's key. Its secret is derived from its id, and stored nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessKey {
    /// `AKIA…`
    pub(crate) id: String,
    /// Seconds since 1970.
    pub(crate) created: i64,
    pub(crate) active: bool,
}

impl Role {
    pub(crate) fn arn(&self, account: &Account) -> String {
        let Entity { path, name, .. } = &self.entity;
        format!("arn:aws:iam::{account}:role{path}{name}")
    }
}

impl User {
    pub(crate) fn arn(&self, account: &Account) -> String {
        let Entity { path, name, .. } = &self.entity;
        format!("arn:aws:iam::{account}:user{path}{name}")
    }
}

/// The text of an identity's policy, and the policy.
#[derive(Clone, Debug)]
pub(crate) struct PolicyDocument(Parsed);

/// The text of a trust policy, and the policy.
#[derive(Clone, Debug)]
pub(crate) struct TrustDocument(Parsed);

#[derive(Clone, Debug)]
struct Parsed {
    text: Arc<str>,
    policy: Arc<Policy>,
}

impl Parsed {
    fn new(text: &str, kind: Kind) -> Result<Parsed, Malformed> {
        Ok(Parsed {
            policy: Arc::new(Policy::parse(text, kind)?),
            text: text.into(),
        })
    }
}

impl PolicyDocument {
    pub(crate) fn parse(text: &str) -> Result<PolicyDocument, Malformed> {
        Parsed::new(text, Kind::Identity).map(PolicyDocument)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0.text
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.0.policy
    }
}

impl TrustDocument {
    pub(crate) fn parse(text: &str) -> Result<TrustDocument, Malformed> {
        Parsed::new(text, Kind::Trust).map(TrustDocument)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0.text
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.0.policy
    }
}

impl Serialize for PolicyDocument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

impl Serialize for TrustDocument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

impl<'de> Deserialize<'de> for PolicyDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PolicyDocument, D::Error> {
        let text = String::deserialize(deserializer)?;
        PolicyDocument::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for TrustDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TrustDocument, D::Error> {
        let text = String::deserialize(deserializer)?;
        TrustDocument::parse(&text).map_err(serde::de::Error::custom)
    }
}
