//! Managed policies and their versions.

use std::collections::BTreeMap;

use wire::ApiError;
use wire::query::Xml;

use super::holding::{check_size, tags_xml};
use super::names::{POLICY_NAME_MAX, check_name, check_path};
use super::page::page;
use super::{
    Answer, Call, already_exists, date, delete_conflict, limit_exceeded, malformed, validation,
};
use crate::session::{derived_id, fresh_id};
use crate::signature::canonical::encoded;
use crate::store::entity::PolicyDocument;
use crate::store::managed::{AwsPolicy, ManagedPolicy, Version, all_of_aws, of_aws};
use crate::store::{State, no_such_entity};

/// How long a managed policy may be. Source: IAM's quotas.
const POLICY_BYTES_MAX: usize = 6_144;

/// How many versions of it are kept. Source: IAM's quotas.
const VERSIONS_MAX: usize = 5;

impl Call<'_> {
    pub(super) fn create_policy(&self) -> Result<Answer, ApiError> {
        let parameters = &self.parameters;
        let name = parameters.required("PolicyName")?;
        check_name("PolicyName", name, POLICY_NAME_MAX)?;
        let path = parameters.get("Path").unwrap_or("/");
        check_path(path)?;
        let now = self.now.seconds();
        let version = Version {
            document: self.document()?,
            created: now,
        };
        let policy = ManagedPolicy {
            name: name.to_owned(),
            path: path.to_owned(),
            id: fresh_id("ANPA"),
            description: parameters.get("Description").map(str::to_owned),
            created: now,
            updated: now,
            versions: BTreeMap::from([(1, version)]),
            default: 1,
            next: 2,
            tags: parameters.tags()?,
        };
        self.change(|state| {
            if state
                .policies()
                .any(|other| other.name.eq_ignore_ascii_case(name))
            {
                return Err(already_exists(format!(
                    "A policy called {name} already exists. Duplicate names are not allowed."
                )));
            }
            let xml = Xml::default().element("Policy", policy_xml(&policy, state));
            state.put_policy(policy);
            Ok(xml)
        })
        .map(Answer::changed_to)
    }

    pub(super) fn get_policy(&self) -> Result<Answer, ApiError> {
        let state = self.state();
        let arn = self.parameters.required("PolicyArn")?;
        let xml = match of_aws(arn) {
            Some(policy) => aws_policy_xml(policy, &state),
            None => policy_xml(state.own_policy(arn)?, &state),
        };
        Ok(Answer::of(Xml::default().element("Policy", xml)))
    }

    pub(super) fn list_policies(&self) -> Result<Answer, ApiError> {
        let parameters = &self.parameters;
        let (own, of_aws) = match parameters.get("Scope").unwrap_or("All") {
            "All" => (true, true),
            "AWS" => (false, true),
            "Local" => (true, false),
            other => {
                return Err(validation(
                    "Scope",
                    other,
                    "Member must satisfy enum value set: [All, AWS, Local]",
                ));
            }
        };
        let prefix = parameters.get("PathPrefix").unwrap_or("/");
        let only_attached = parameters.flag("OnlyAttached");
        let state = self.state();
        let account = state.account();
        // Both parts are in ascending order of ARN, and `ACCOUNT` sorts before `aws`.
        let mut policies: Vec<(String, Xml)> = Vec::new();
        if own {
            policies.extend(
                state
                    .policies()
                    .filter(|policy| policy.path.starts_with(prefix))
                    .map(|policy| (policy.arn(account), policy_xml(policy, &state))),
            );
        }
        if of_aws {
            policies.extend(
                all_of_aws()
                    .filter(|policy| policy.path.starts_with(prefix))
                    .map(|policy| (policy.arn.clone(), aws_policy_xml(policy, &state))),
            );
        }
        policies.retain(|(arn, _)| !only_attached || state.holders(arn).next().is_some());
        let names: Vec<String> = policies.iter().map(|(arn, _)| arn.clone()).collect();
        let items = names.iter().map(String::as_str).zip(policies);
        page(parameters, "Policies", items, |(_, xml)| xml).map(Answer::of)
    }

    pub(super) fn delete_policy(&self) -> Result<Answer, ApiError> {
        let arn = self.own_arn()?;
        self.change(|state| {
            let policy = state.own_policy(arn)?;
            if state.holders(arn).next().is_some() {
                return Err(delete_conflict(
                    "Cannot delete a policy attached to entities.",
                ));
            }
            if policy.versions.len() > 1 {
                return Err(delete_conflict(
                    "This policy has more than one version. Before you delete a policy, you must \
                     delete the policy's versions. The default version is deleted with the policy.",
                ));
            }
            state.remove_policy(arn);
            Ok(())
        })
        .map(Answer::changed)
    }

    pub(super) fn create_policy_version(&self) -> Result<Answer, ApiError> {
        let arn = self.own_arn()?;
        let as_default = self.parameters.flag("SetAsDefault");
        let version = Version {
            document: self.document()?,
            created: self.now.seconds(),
        };
        self.change_policy(arn, |policy| {
            if policy.versions.len() >= VERSIONS_MAX {
                return Err(limit_exceeded(format!(
                    "A managed policy can have up to {VERSIONS_MAX} versions. Before you create a \
                     new version, you must delete an existing version."
                )));
            }
            let number = policy.next;
            policy.next += 1;
            if as_default {
                policy.default = number;
            }
            let xml = version_xml(number, &version, policy.default);
            policy.versions.insert(number, version);
            policy.updated = self.now.seconds();
            Ok(Some(Xml::default().element("PolicyVersion", xml)))
        })
    }

    pub(super) fn get_policy_version(&self) -> Result<Answer, ApiError> {
        let state = self.state();
        let arn = self.parameters.required("PolicyArn")?;
        let version_id = self.parameters.required("VersionId")?;
        let (number, document, created, default) = match of_aws(arn) {
            Some(policy) if version_id == "v1" => (1, &policy.document, 0, 1),
            Some(_) => return Err(no_version(arn, version_id)),
            None => {
                let policy = state.own_policy(arn)?;
                let number = version_number(arn, version_id)?;
                let version = policy
                    .versions
                    .get(&number)
                    .ok_or_else(|| no_version(arn, version_id))?;
                (number, &version.document, version.created, policy.default)
            }
        };
        let version = Version {
            document: document.clone(),
            created,
        };
        let xml = Xml::default()
            .text("Document", &encoded(document.text()))
            .and(version_xml(number, &version, default));
        Ok(Answer::of(Xml::default().element("PolicyVersion", xml)))
    }

    pub(super) fn list_policy_versions(&self) -> Result<Answer, ApiError> {
        let state = self.state();
        let arn = self.parameters.required("PolicyArn")?;
        if let Some(policy) = of_aws(arn) {
            let version = Version {
                document: policy.document.clone(),
                created: 0,
            };
            return page(
                &self.parameters,
                "Versions",
                [("v1", version)].into_iter(),
                |version| version_xml(1, &version, 1),
            )
            .map(Answer::of);
        }
        let policy = state.own_policy(arn)?;
        let names: Vec<String> = policy
            .versions
            .keys()
            .map(|number| format!("v{number:010}"))
            .collect();
        let versions = names.iter().map(String::as_str).zip(&policy.versions);
        page(
            &self.parameters,
            "Versions",
            versions,
            |(number, version)| version_xml(*number, version, policy.default),
        )
        .map(Answer::of)
    }

    pub(super) fn set_default_policy_version(&self) -> Result<Answer, ApiError> {
        let arn = self.own_arn()?;
        let version_id = self.parameters.required("VersionId")?;
        let number = version_number(arn, version_id)?;
        self.change_policy(arn, |policy| {
            if !policy.versions.contains_key(&number) {
                return Err(no_version(arn, version_id));
            }
            policy.default = number;
            policy.updated = self.now.seconds();
            Ok(None)
        })
    }

    pub(super) fn delete_policy_version(&self) -> Result<Answer, ApiError> {
        let arn = self.own_arn()?;
        let version_id = self.parameters.required("VersionId")?;
        let number = version_number(arn, version_id)?;
        self.change_policy(arn, |policy| {
            if policy.default == number {
                return Err(delete_conflict(
                    "Cannot delete the default version of a policy.",
                ));
            }
            let removed = policy.versions.remove(&number);
            removed
                .map(|_| None)
                .ok_or_else(|| no_version(arn, version_id))
        })
    }

    pub(super) fn list_entities_for_policy(&self) -> Result<Answer, ApiError> {
        let state = self.state();
        let arn = self.parameters.required("PolicyArn")?;
        if state.policy_in_force(arn).is_none() {
            state.own_policy(arn)?;
        }
        let attached = |attached: &[String]| attached.iter().any(|other| other == arn);
        let roles = state
            .roles()
            .filter(|role| attached(&role.entity.attached))
            .map(|role| {
                Xml::default()
                    .text("RoleName", &role.entity.name)
                    .text("RoleId", &role.entity.id)
            });
        let users = state
            .users()
            .filter(|user| attached(&user.entity.attached))
            .map(|user| {
                Xml::default()
                    .text("UserName", &user.entity.name)
                    .text("UserId", &user.entity.id)
            });
        Ok(Answer::of(
            Xml::default()
                .list("PolicyGroups", [])
                .list("PolicyUsers", users)
                .list("PolicyRoles", roles)
                .flag("IsTruncated", false),
        ))
    }

    /// The ARN of a policy that may be changed.
    fn own_arn(&self) -> Result<&str, ApiError> {
        let arn = self.parameters.required("PolicyArn")?;
        if of_aws(arn).is_some() {
            return Err(crate::iam::access_denied(
                "iam:",
                format!("Policy {arn} is managed by AWS and cannot be changed."),
            ));
        }
        Ok(arn)
    }

    fn document(&self) -> Result<PolicyDocument, ApiError> {
        let text = self.parameters.required("PolicyDocument")?;
        check_size(text, POLICY_BYTES_MAX, "PolicySize")?;
        PolicyDocument::parse(text).map_err(|error| malformed(&error))
    }

    /// Changes a policy; `change` gives what there is to tell of it.
    fn change_policy(
        &self,
        arn: &str,
        change: impl FnOnce(&mut ManagedPolicy) -> Result<Option<Xml>, ApiError>,
    ) -> Result<Answer, ApiError> {
        let (result, written) = self.change(|state| {
            let mut policy = state.own_policy(arn)?.clone();
            let result = change(&mut policy)?;
            state.put_policy(policy);
            Ok(result)
        })?;
        Ok(Answer { result, written })
    }
}

/// The number in `v3`.
fn version_number(arn: &str, version_id: &str) -> Result<u32, ApiError> {
    version_id
        .strip_prefix('v')
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| no_version(arn, version_id))
}

fn no_version(arn: &str, version_id: &str) -> ApiError {
    no_such_entity(format!(
        "Policy {arn} version {version_id} does not exist or is not attachable."
    ))
}

fn version_xml(number: u32, version: &Version, default: u32) -> Xml {
    Xml::default()
        .text("VersionId", &format!("v{number}"))
        .flag("IsDefaultVersion", number == default)
        .text("CreateDate", &date(version.created))
}

fn policy_xml(policy: &ManagedPolicy, state: &State) -> Xml {
    let arn = policy.arn(state.account());
    let mut xml = Xml::default()
        .text("PolicyName", &policy.name)
        .text("PolicyId", &policy.id)
        .text("Arn", &arn)
        .text("Path", &policy.path)
        .text("DefaultVersionId", &format!("v{}", policy.default))
        .text("AttachmentCount", &state.holders(&arn).count().to_string())
        .text("PermissionsBoundaryUsageCount", "0")
        .flag("IsAttachable", true)
        .optional("Description", policy.description.as_deref())
        .text("CreateDate", &date(policy.created))
        .text("UpdateDate", &date(policy.updated));
    if !policy.tags.is_empty() {
        xml = xml.list("Tags", tags_xml(&policy.tags));
    }
    xml
}

fn aws_policy_xml(policy: &AwsPolicy, state: &State) -> Xml {
    Xml::default()
        .text("PolicyName", policy.name)
        .text("PolicyId", &derived_id("ANPA", &policy.arn))
        .text("Arn", &policy.arn)
        .text("Path", &policy.path)
        .text("DefaultVersionId", "v1")
        .text(
            "AttachmentCount",
            &state.holders(&policy.arn).count().to_string(),
        )
        .text("PermissionsBoundaryUsageCount", "0")
        .flag("IsAttachable", true)
        .text("CreateDate", &date(0))
        .text("UpdateDate", &date(0))
}
