//! `AWS::IAM::Role`

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, some, text};
use super::{Kind, Left, Made, Wanted, document, tag_list, tag_map, tags_gone, texts};

pub(super) struct Role;

/// How the ARNs of policies begin that AWS manages.
const OF_AWS: &str = "arn:aws:iam::aws:policy/";

impl Kind for Role {
    fn name(&self) -> &'static str {
        "AWS::IAM::Role"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("RoleName", 64))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["RoleName", "Path"]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "RoleName",
            "Path",
            "AssumeRolePolicyDocument",
            "Description",
            "ManagedPolicyArns",
            "MaxSessionDuration",
            "PermissionsBoundary",
            "Policies",
            "Tags",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let asked = input([("RoleName", some(wanted.name))]);
        match wanted.site.look("iam", "GetRole", asked)? {
            Some(answer) => made(&answer).map(Some),
            None => Ok(None),
        }
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut asked = wanted.pick(&[
            ("Path", "Path"),
            ("Description", "Description"),
            ("MaxSessionDuration", "MaxSessionDuration"),
            ("PermissionsBoundary", "PermissionsBoundary"),
        ]);
        asked.insert("RoleName", wanted.name.into());
        asked.insert("AssumeRolePolicyDocument", trust(wanted)?.into());
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            asked.insert("Tags", tag_list(&tags));
        }
        let made = made(&wanted.site.ask("iam", "CreateRole", asked)?)?;
        put_policies(wanted)?;
        Ok(made)
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let (site, before) = (wanted.site, left.properties);
        let role = || ("RoleName", some(wanted.name));
        site.ask(
            "iam",
            "UpdateAssumeRolePolicy",
            input([role(), ("PolicyDocument", Some(trust(wanted)?.into()))]),
        )?;
        let described = wanted.text("Description").unwrap_or_default();
        let session = wanted.text("MaxSessionDuration");
        site.ask(
            "iam",
            "UpdateRole",
            input([
                role(),
                ("Description", Some(described.into())),
                (
                    "MaxSessionDuration",
                    Some(session.unwrap_or_else(|| "3600".to_owned()).into()),
                ),
            ]),
        )?;
        match wanted.text("PermissionsBoundary") {
            Some(arn) => {
                let asked = input([role(), ("PermissionsBoundary", Some(arn.into()))]);
                site.ask("iam", "PutRolePermissionsBoundary", asked)?;
            }
            None if before.contains_key("PermissionsBoundary") => {
                site.remove("iam", "DeleteRolePermissionsBoundary", input([role()]))?;
            }
            None => {}
        }
        put_policies(wanted)?;
        let names = inline(wanted.get("Policies"));
        for (name, _) in inline(before.get("Policies")) {
            if !names.iter().any(|(kept, _)| *kept == name) {
                take_inline(site, wanted.name, &name)?;
            }
        }
        let arns = texts(wanted.get("ManagedPolicyArns"));
        for arn in texts(before.get("ManagedPolicyArns")) {
            if !arns.contains(&arn) {
                detach(site, wanted.name, &arn)?;
            }
        }
        let gone = tags_gone(before.get("Tags"), wanted.get("Tags"));
        if !gone.is_empty() {
            site.ask(
                "iam",
                "UntagRole",
                input([role(), ("TagKeys", Some(Value::array(gone)))]),
            )?;
        }
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            site.ask(
                "iam",
                "TagRole",
                input([role(), ("Tags", Some(tag_list(&tags)))]),
            )?;
        }
        let asked = input([role()]);
        made(&site.ask("iam", "GetRole", asked)?)
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let role = &left.made.id;
        let asked = input([("RoleName", some(role))]);
        if site.look("iam", "GetRole", asked.clone())?.is_none() {
            return Ok(());
        }
        // A policy that somebody added by hand would keep the role: it goes as well.
        let inline = ("iam", "ListRolePolicies");
        for name in site.list(inline, &asked, "PolicyNames", ("Marker", "Marker"))? {
            take_inline(site, role, name.as_str().unwrap_or_default())?;
        }
        let attached = ("iam", "ListAttachedRolePolicies");
        for policy in site.list(attached, &asked, "AttachedPolicies", ("Marker", "Marker"))? {
            detach(site, role, &text(&policy, "PolicyArn")?)?;
        }
        site.remove("iam", "DeleteRole", asked)
    }
}

fn made(answer: &Value) -> Result<Made, Stopped> {
    let role = answer.get("Role").unwrap_or(&Value::Null);
    Ok(Made::new(
        text(role, "RoleName")?,
        [
            ("Arn", text(role, "Arn")?),
            ("RoleId", text(role, "RoleId")?),
        ],
    ))
}

fn trust(wanted: &Wanted<'_>) -> Result<String, Stopped> {
    let policy = wanted.get("AssumeRolePolicyDocument");
    policy
        .map(document)
        .ok_or_else(|| Stopped::Unfit("`AssumeRolePolicyDocument` is missing".to_owned()))
}

/// The inline policies of a role: each one's name and document.
fn inline(policies: Option<&Value>) -> Vec<(String, String)> {
    let policies = policies.and_then(Value::as_array).unwrap_or_default();
    let named = policies.iter().filter_map(|policy| {
        let name = policy.get("PolicyName")?.as_str()?.to_owned();
        Some((name, document(policy.get("PolicyDocument")?)))
    });
    named.collect()
}

fn put_policies(wanted: &Wanted<'_>) -> Result<(), Stopped> {
    for (name, document) in inline(wanted.get("Policies")) {
        put_inline(wanted.site, wanted.name, &name, document)?;
    }
    for arn in texts(wanted.get("ManagedPolicyArns")) {
        match attach(wanted.site, wanted.name, &arn) {
            Err(stopped) if arn.starts_with(OF_AWS) && stopped.says(&["NoSuchEntity"]) => {
                let what = format!("AWS's policy {arn} is not known here: it allows nothing");
                wanted.lacking.borrow_mut().push(what);
            }
            other => other?,
        }
    }
    Ok(())
}

/// Puts an inline policy on a role.
pub(super) fn put_inline(
    site: &Site,
    role: &str,
    policy: &str,
    document: String,
) -> Result<(), Stopped> {
    let asked = input([
        ("RoleName", some(role)),
        ("PolicyName", some(policy)),
        ("PolicyDocument", Some(document.into())),
    ]);
    site.ask("iam", "PutRolePolicy", asked).map(|_| ())
}

/// Takes an inline policy off a role.
pub(super) fn take_inline(site: &Site, role: &str, policy: &str) -> Result<(), Stopped> {
    let asked = input([("RoleName", some(role)), ("PolicyName", some(policy))]);
    site.remove("iam", "DeleteRolePolicy", asked)
}

/// Attaches a managed policy to a role.
pub(super) fn attach(site: &Site, role: &str, arn: &str) -> Result<(), Stopped> {
    site.ask("iam", "AttachRolePolicy", attachment(role, arn))
        .map(|_| ())
}

/// Detaches one.
pub(super) fn detach(site: &Site, role: &str, arn: &str) -> Result<(), Stopped> {
    site.remove("iam", "DetachRolePolicy", attachment(role, arn))
}

fn attachment(role: &str, arn: &str) -> Object {
    input([("RoleName", some(role)), ("PolicyArn", some(arn))])
}
