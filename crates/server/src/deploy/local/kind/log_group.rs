//! `AWS::Logs::LogGroup` and `ResourcePolicy`

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, some};
use super::{Kind, Left, Made, Wanted, document, tag_map, tags_gone};

pub(super) struct LogGroup;
pub(super) struct ResourcePolicy;

impl Kind for LogGroup {
    fn name(&self) -> &'static str {
        "AWS::Logs::LogGroup"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("LogGroupName", 512))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["LogGroupName", "LogGroupClass"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("DataProtectionPolicy", "what is logged is kept as it is"),
            ("DeletionProtectionEnabled", "the group can be deleted"),
            ("FieldIndexPolicies", "there is no index of fields"),
            (
                "ResourcePolicyDocument",
                "only the policies of roles decide who writes it",
            ),
        ]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "KmsKeyId",
            "LogGroupClass",
            "LogGroupName",
            "RetentionInDays",
            "Tags",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let asked = input([("logGroupNamePrefix", some(wanted.name))]);
        let list = ("cloudwatchlogs", "DescribeLogGroups");
        let tokens = ("NextToken", "nextToken");
        let found = wanted.site.list(list, &asked, "LogGroups", tokens)?;
        let is_it =
            |it: &Value| it.get("LogGroupName").and_then(Value::as_str) == Some(wanted.name);
        Ok(found.iter().any(is_it).then(|| made(wanted)))
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let mut asked =
            wanted.pick(&[("KmsKeyId", "kmsKeyId"), ("LogGroupClass", "logGroupClass")]);
        asked.insert("logGroupName", wanted.name.into());
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            asked.insert("tags", Value::object(tags));
        }
        wanted.site.ask("cloudwatchlogs", "CreateLogGroup", asked)?;
        retain(wanted, false)?;
        Ok(made(wanted))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        retain(wanted, left.properties.contains_key("RetentionInDays"))?;
        let group = || ("logGroupName", some(wanted.name));
        let gone = tags_gone(left.properties.get("Tags"), wanted.get("Tags"));
        if !gone.is_empty() {
            let keys = ("tags", Some(Value::array(gone)));
            let asked = input([group(), keys]);
            wanted.site.ask("cloudwatchlogs", "UntagLogGroup", asked)?;
        }
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            let asked = input([group(), ("tags", Some(Value::object(tags)))]);
            wanted.site.ask("cloudwatchlogs", "TagLogGroup", asked)?;
        }
        Ok(made(wanted))
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        site.remove("cloudwatchlogs", "DeleteLogGroup", named(&left.made.id))
    }
}

fn named(group: &str) -> Object {
    input([("logGroupName", some(group))])
}

fn made(wanted: &Wanted<'_>) -> Made {
    let arn = wanted
        .site
        .arn("logs", &format!("log-group:{}:*", wanted.name));
    Made::new(wanted.name, [("Arn", arn)])
}

fn retain(wanted: &Wanted<'_>, had: bool) -> Result<(), Stopped> {
    let mut asked = named(wanted.name);
    match wanted.get("RetentionInDays") {
        Some(days) => {
            asked.insert("retentionInDays", days.clone());
            wanted
                .site
                .ask("cloudwatchlogs", "PutRetentionPolicy", asked)?;
        }
        None if had => {
            wanted
                .site
                .remove("cloudwatchlogs", "DeleteRetentionPolicy", asked)?;
        }
        None => {}
    }
    Ok(())
}

impl Kind for ResourcePolicy {
    fn name(&self) -> &'static str {
        "AWS::Logs::ResourcePolicy"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("PolicyName", 255))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["PolicyName"]
    }

    fn known(&self) -> &'static [&'static str] {
        &["PolicyName", "PolicyDocument"]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        let list = ("cloudwatchlogs", "DescribeResourcePolicies");
        let tokens = ("NextToken", "nextToken");
        let found = wanted
            .site
            .list(list, &Object::new(), "ResourcePolicies", tokens)?;
        let is_it = |it: &Value| it.get("PolicyName").and_then(Value::as_str) == Some(wanted.name);
        Ok(found.iter().any(is_it).then(|| Made::new(wanted.name, [])))
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let policy = wanted.get("PolicyDocument").map(document);
        let asked = input([
            ("policyName", some(wanted.name)),
            ("policyDocument", policy.map(Value::from)),
        ]);
        wanted
            .site
            .ask("cloudwatchlogs", "PutResourcePolicy", asked)?;
        Ok(Made::new(wanted.name, []))
    }

    fn update(&self, wanted: &Wanted<'_>, _: &Left<'_>) -> Result<Made, Stopped> {
        self.create(wanted)
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = input([("policyName", some(&left.made.id))]);
        site.remove("cloudwatchlogs", "DeleteResourcePolicy", asked)
    }
}
