//! Policies apart from their roles: `AWS::IAM::Policy`, `RolePolicy`, `ManagedPolicy`.

use asl::Value;

use super::super::site::{Site, Stopped, input, some, text};
use super::role::{attach, detach, put_inline, take_inline};
use super::{Kind, Left, Made, Wanted, document, is_true, texts};

/// A managed policy has at most so many versions (IAM quotas).
const VERSIONS_MAX: usize = 5;

pub(super) struct InlinePolicy;
pub(super) struct RolePolicy;
pub(super) struct ManagedPolicy;

impl Kind for InlinePolicy {
    fn name(&self) -> &'static str {
        "AWS::IAM::Policy"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &[]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[(
            "Groups",
            "there are no groups: nobody has the policy through one",
        )]
    }

    fn known(&self) -> &'static [&'static str] {
        &["PolicyName", "PolicyDocument", "Roles", "Users"]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let policy = wanted.required("PolicyName")?;
        for role in texts(wanted.get("Roles")) {
            put_inline(wanted.site, &role, &policy, policy_document(wanted)?)?;
        }
        for user in texts(wanted.get("Users")) {
            let asked = input([
                ("UserName", some(&user)),
                ("PolicyName", some(&policy)),
                ("PolicyDocument", Some(policy_document(wanted)?.into())),
            ]);
            wanted.site.ask("iam", "PutUserPolicy", asked)?;
        }
        Ok(Made::new(wanted.name, [("Id", wanted.name.to_owned())]))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let name = wanted.required("PolicyName")?;
        let before = name_of(left);
        let roles = texts(wanted.get("Roles"));
        for role in texts(left.properties.get("Roles")) {
            if before != name || !roles.contains(&role) {
                take_inline(wanted.site, &role, &before)?;
            }
        }
        let users = texts(wanted.get("Users"));
        for user in texts(left.properties.get("Users")) {
            if before != name || !users.contains(&user) {
                take_from_user(wanted.site, &user, &before)?;
            }
        }
        self.create(wanted)?;
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let policy = name_of(left);
        for role in texts(left.properties.get("Roles")) {
            take_inline(site, &role, &policy)?;
        }
        for user in texts(left.properties.get("Users")) {
            take_from_user(site, &user, &policy)?;
        }
        Ok(())
    }
}

impl Kind for RolePolicy {
    fn name(&self) -> &'static str {
        "AWS::IAM::RolePolicy"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["PolicyName", "RoleName"]
    }

    fn known(&self) -> &'static [&'static str] {
        &["PolicyName", "PolicyDocument", "RoleName"]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let (role, policy) = (wanted.required("RoleName")?, wanted.required("PolicyName")?);
        put_inline(wanted.site, &role, &policy, policy_document(wanted)?)?;
        Ok(Made::new(format!("{policy}|{role}"), []))
    }

    fn update(&self, wanted: &Wanted<'_>, _: &Left<'_>) -> Result<Made, Stopped> {
        self.create(wanted)
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        match left.made.id.rsplit_once('|') {
            Some((policy, role)) => take_inline(site, role, policy),
            None => Ok(()),
        }
    }
}

impl Kind for ManagedPolicy {
    fn name(&self) -> &'static str {
        "AWS::IAM::ManagedPolicy"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("ManagedPolicyName", 128))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["ManagedPolicyName", "Path", "Description"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[(
            "Groups",
            "there are no groups: nobody has the policy through one",
        )]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "ManagedPolicyName",
            "Path",
            "Description",
            "PolicyDocument",
            "Roles",
            "Users",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let path = wanted.text("Path").unwrap_or_else(|| "/".to_owned());
        let arn = format!(
            "arn:aws:iam::{}:policy{path}{}",
            wanted.site.account, wanted.name
        );
        let asked = input([("PolicyArn", some(&arn))]);
        match wanted.site.look("iam", "GetPolicy", asked)? {
            Some(answer) => made(&answer).map(Some),
            None => Ok(None),
        }
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut asked = wanted.pick(&[("Path", "Path"), ("Description", "Description")]);
        asked.insert("PolicyName", wanted.name.into());
        asked.insert("PolicyDocument", policy_document(wanted)?.into());
        let made = made(&wanted.site.ask("iam", "CreatePolicy", asked)?)?;
        attach_all(wanted, &made.id)?;
        Ok(made)
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let (site, arn) = (wanted.site, left.made.id.as_str());
        let of_policy = input([("PolicyArn", some(arn))]);
        let versions = ("iam", "ListPolicyVersions");
        let mut versions = site.list(versions, &of_policy, "Versions", ("Marker", "Marker"))?;
        if versions.len() >= VERSIONS_MAX {
            versions.retain(|version| !is_true(version.get("IsDefaultVersion")));
            // The list begins with the newest.
            if let Some(oldest) = versions.last() {
                let mut asked = of_policy.clone();
                asked.insert("VersionId", text(oldest, "VersionId")?.into());
                site.remove("iam", "DeletePolicyVersion", asked)?;
            }
        }
        let mut asked = of_policy;
        asked.insert("PolicyDocument", policy_document(wanted)?.into());
        asked.insert("SetAsDefault", true.into());
        site.ask("iam", "CreatePolicyVersion", asked)?;
        let (roles, users) = (texts(wanted.get("Roles")), texts(wanted.get("Users")));
        for role in texts(left.properties.get("Roles")) {
            if !roles.contains(&role) {
                detach(site, &role, arn)?;
            }
        }
        for user in texts(left.properties.get("Users")) {
            if !users.contains(&user) {
                detach_user(site, &user, arn)?;
            }
        }
        attach_all(wanted, arn)?;
        Ok(left.made.clone())
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let arn = &left.made.id;
        let of_policy = input([("PolicyArn", some(arn))]);
        if site.look("iam", "GetPolicy", of_policy.clone())?.is_none() {
            return Ok(());
        }
        let holders = site.ask("iam", "ListEntitiesForPolicy", of_policy.clone())?;
        let of = |list| {
            holders
                .get(list)
                .and_then(Value::as_array)
                .unwrap_or_default()
        };
        for role in of("PolicyRoles") {
            detach(site, &text(role, "RoleName")?, arn)?;
        }
        for user in of("PolicyUsers") {
            detach_user(site, &text(user, "UserName")?, arn)?;
        }
        let versions = ("iam", "ListPolicyVersions");
        for version in site.list(versions, &of_policy, "Versions", ("Marker", "Marker"))? {
            if !is_true(version.get("IsDefaultVersion")) {
                let mut asked = of_policy.clone();
                asked.insert("VersionId", text(&version, "VersionId")?.into());
                site.remove("iam", "DeletePolicyVersion", asked)?;
            }
        }
        site.remove("iam", "DeletePolicy", of_policy)
    }
}

fn policy_document(wanted: &Wanted<'_>) -> Result<String, Stopped> {
    wanted
        .get("PolicyDocument")
        .map(document)
        .ok_or_else(|| Stopped::Unfit("`PolicyDocument` is missing".to_owned()))
}

fn name_of(left: &Left<'_>) -> String {
    let name = left.properties.get("PolicyName").and_then(Value::as_str);
    name.unwrap_or_default().to_owned()
}

fn take_from_user(site: &Site, user: &str, policy: &str) -> Result<(), Stopped> {
    let asked = input([("UserName", some(user)), ("PolicyName", some(policy))]);
    site.remove("iam", "DeleteUserPolicy", asked)
}

fn made(answer: &Value) -> Result<Made, Stopped> {
    let policy = answer.get("Policy").unwrap_or(&Value::Null);
    let arn = text(policy, "Arn")?;
    Ok(Made::new(
        arn.clone(),
        [("PolicyArn", arn), ("PolicyId", text(policy, "PolicyId")?)],
    ))
}

fn attach_all(wanted: &Wanted<'_>, arn: &str) -> Result<(), Stopped> {
    for role in texts(wanted.get("Roles")) {
        attach(wanted.site, &role, arn)?;
    }
    for user in texts(wanted.get("Users")) {
        let asked = input([("UserName", some(&user)), ("PolicyArn", some(arn))]);
        wanted.site.ask("iam", "AttachUserPolicy", asked)?;
    }
    Ok(())
}

fn detach_user(site: &Site, user: &str, arn: &str) -> Result<(), Stopped> {
    let asked = input([("UserName", some(user)), ("PolicyArn", some(arn))]);
    site.remove("iam", "DetachUserPolicy", asked)
}
