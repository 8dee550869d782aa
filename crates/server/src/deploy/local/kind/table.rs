//! `AWS::DynamoDB::Table`

use std::thread;
use std::time::Duration;

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, some, text};
use super::{Kind, Left, Made, Wanted, is_true, tag_list, tag_map, tags_gone};

pub(super) struct Table;

/// A table is asked so often whether it is ready, with so much time in between: half a minute.
const READY_ASKED_MAX: usize = 150;
const READY_ASKED_EVERY: Duration = Duration::from_millis(200);

impl Kind for Table {
    fn name(&self) -> &'static str {
        "AWS::DynamoDB::Table"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("TableName", 255))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &[
            "TableName",
            "KeySchema",
            "LocalSecondaryIndexes",
            "ImportSourceSpecification",
        ]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "ContributorInsightsSpecification",
                "keys that are asked for often are not counted",
            ),
            (
                "ImportSourceSpecification",
                "nothing is imported: the table is empty",
            ),
            (
                "KinesisStreamSpecification",
                "changes go to no Kinesis stream",
            ),
            (
                "PointInTimeRecoverySpecification",
                "`entrega backup` copies the table",
            ),
            (
                "ResourcePolicy",
                "only the policies of roles decide who reads and writes it",
            ),
            ("SSESpecification", "it is as encrypted as the disk is"),
            ("WarmThroughput", "it is as fast as the machine"),
        ]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "AttributeDefinitions",
            "BillingMode",
            "DeletionProtectionEnabled",
            "GlobalSecondaryIndexes",
            "KeySchema",
            "LocalSecondaryIndexes",
            "OnDemandThroughput",
            "ProvisionedThroughput",
            "StreamSpecification",
            "TableClass",
            "TableName",
            "Tags",
            "TimeToLiveSpecification",
        ]
    }

    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        match wanted
            .site
            .look("dynamodb", "DescribeTable", named(wanted.name))?
        {
            Some(answer) => made(answer.get("Table")).map(Some),
            None => Ok(None),
        }
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let same = |name: &'static str| (name, name);
        let mut asked = wanted.pick(&[
            same("AttributeDefinitions"),
            same("BillingMode"),
            same("DeletionProtectionEnabled"),
            same("KeySchema"),
            same("LocalSecondaryIndexes"),
            same("OnDemandThroughput"),
            same("ProvisionedThroughput"),
            same("TableClass"),
        ]);
        asked.insert("TableName", wanted.name.into());
        let indexes = indexes(wanted.properties);
        if !indexes.is_empty() {
            asked.insert("GlobalSecondaryIndexes", Value::array(indexes));
        }
        if let Some(stream) = stream(wanted) {
            asked.insert("StreamSpecification", stream);
        }
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            asked.insert("Tags", tag_list(&tags));
        }
        wanted.site.ask("dynamodb", "CreateTable", asked)?;
        let made = ready(wanted.site, wanted.name)?;
        expire(wanted)?;
        Ok(made)
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let (site, name) = (wanted.site, wanted.name);
        ready(site, name)?;
        let changed = |property: &str| wanted.get(property) != left.properties.get(property);
        let update = |members: Object| {
            let mut asked = named(name);
            for (member, value) in members.iter() {
                asked.insert(member.clone(), value.clone());
            }
            site.ask("dynamodb", "UpdateTable", asked)?;
            ready(site, name)
        };
        if changed("BillingMode") || changed("ProvisionedThroughput") {
            let mode = wanted.text("BillingMode");
            let mode = mode.unwrap_or_else(|| "PROVISIONED".to_owned());
            let throughput = wanted.get("ProvisionedThroughput").cloned();
            update(input([
                ("BillingMode", Some(mode.into())),
                ("ProvisionedThroughput", throughput),
            ]))?;
        }
        if changed("DeletionProtectionEnabled") {
            let protected = is_true(wanted.get("DeletionProtectionEnabled"));
            update(input([(
                "DeletionProtectionEnabled",
                Some(protected.into()),
            )]))?;
        }
        if changed("TableClass") {
            let class = wanted.text("TableClass");
            let class = class.unwrap_or_else(|| "STANDARD".to_owned());
            update(input([("TableClass", Some(class.into()))]))?;
        }
        if changed("StreamSpecification") {
            let off = || Value::object(input([("StreamEnabled", Some(false.into()))]));
            let had = left.properties.contains_key("StreamSpecification");
            if had {
                update(input([("StreamSpecification", Some(off()))]))?;
            }
            if let Some(stream) = stream(wanted) {
                update(input([("StreamSpecification", Some(stream))]))?;
            }
        }
        // One index at a time, as on AWS.
        for change in index_changes(site, wanted)? {
            update(input([
                (
                    "AttributeDefinitions",
                    wanted.get("AttributeDefinitions").cloned(),
                ),
                (
                    "GlobalSecondaryIndexUpdates",
                    Some(Value::array(vec![change])),
                ),
            ]))?;
        }
        if changed("TimeToLiveSpecification") {
            if let Some(before) = left.properties.get("TimeToLiveSpecification") {
                let attribute = before.get("AttributeName").cloned();
                if is_true(before.get("Enabled")) {
                    set_expiry(site, name, attribute, false)?;
                }
            }
            expire(wanted)?;
        }
        let made = ready(site, name)?;
        let resource = || ("ResourceArn", some(made.attribute("Arn")));
        let gone = tags_gone(left.properties.get("Tags"), wanted.get("Tags"));
        if !gone.is_empty() {
            let keys = ("TagKeys", Some(Value::array(gone)));
            site.ask("dynamodb", "UntagResource", input([resource(), keys]))?;
        }
        let tags = tag_map(wanted.get("Tags"));
        if !tags.is_empty() {
            let tags = ("Tags", Some(tag_list(&tags)));
            site.ask("dynamodb", "TagResource", input([resource(), tags]))?;
        }
        Ok(made)
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        site.remove("dynamodb", "DeleteTable", named(&left.made.id))
    }
}

fn named(table: &str) -> Object {
    input([("TableName", some(table))])
}

fn made(table: Option<&Value>) -> Result<Made, Stopped> {
    let table = table.unwrap_or(&Value::Null);
    let mut made = Made::new(
        text(table, "TableName")?,
        [("Arn", text(table, "TableArn")?)],
    );
    if let Ok(stream) = text(table, "LatestStreamArn") {
        made.attributes.insert("StreamArn".to_owned(), stream);
    }
    Ok(made)
}

/// The table, once it and its indexes are active.
fn ready(site: &Site, name: &str) -> Result<Made, Stopped> {
    for _ in 0..READY_ASKED_MAX {
        let answer = site.ask("dynamodb", "DescribeTable", named(name))?;
        let table = answer.get("Table").unwrap_or(&Value::Null);
        let active = |of: &Value, member: &str| {
            of.get(member)
                .and_then(Value::as_str)
                .is_none_or(|it| it == "ACTIVE")
        };
        let indexes = table
            .get("GlobalSecondaryIndexes")
            .and_then(Value::as_array);
        let indexes = indexes.unwrap_or_default();
        if active(table, "TableStatus") && indexes.iter().all(|it| active(it, "IndexStatus")) {
            return made(Some(table));
        }
        thread::sleep(READY_ASKED_EVERY);
    }
    Err(Stopped::Unfit(format!(
        "the table `{name}` does not become active"
    )))
}

/// The global indexes as operations take them.
fn indexes(properties: &Object) -> Vec<Value> {
    const MEMBERS: [&str; 5] = [
        "IndexName",
        "KeySchema",
        "Projection",
        "ProvisionedThroughput",
        "OnDemandThroughput",
    ];
    let given = properties.get("GlobalSecondaryIndexes");
    let given = given.and_then(Value::as_array).unwrap_or_default();
    let index = |index: &Value| {
        Value::object(input(
            MEMBERS.map(|member| (member, index.get(member).cloned())),
        ))
    };
    given.iter().map(index).collect()
}

/// What makes the indexes that there are those that are wanted: away with one, then make it anew.
fn index_changes(site: &Site, wanted: &Wanted<'_>) -> Result<Vec<Value>, Stopped> {
    let answer = site.ask("dynamodb", "DescribeTable", named(wanted.name))?;
    let there = answer
        .get("Table")
        .and_then(|it| it.get("GlobalSecondaryIndexes"));
    let there = there.and_then(Value::as_array).unwrap_or_default();
    let wanted = indexes(wanted.properties);
    let name = |index: &Value| index.get("IndexName").cloned();
    let same = |one: &Value, other: &Value| {
        name(one) == name(other)
            && one.get("KeySchema") == other.get("KeySchema")
            && projection(one) == projection(other)
    };
    let change =
        |what: &str, index: Object| Value::object(input([(what, Some(Value::object(index)))]));
    let gone = there
        .iter()
        .filter(|it| !wanted.iter().any(|other| same(it, other)));
    let new = wanted
        .iter()
        .filter(|it| !there.iter().any(|other| same(it, other)));
    let gone = gone.map(|it| change("Delete", input([("IndexName", name(it))])));
    let new = new.map(|it| change("Create", it.as_object().cloned().unwrap_or_default()));
    Ok(gone.chain(new).collect())
}

/// What an index holds, the attributes in order.
fn projection(index: &Value) -> (String, Vec<String>) {
    let projection = index.get("Projection");
    let kind = projection.and_then(|it| it.get("ProjectionType")?.as_str());
    let mut attributes = super::texts(projection.and_then(|it| it.get("NonKeyAttributes")));
    attributes.sort_unstable();
    (kind.unwrap_or("ALL").to_owned(), attributes)
}

/// Templates only say what a stream shows; that they say anything turns it on.
fn stream(wanted: &Wanted<'_>) -> Option<Value> {
    let view = wanted.get("StreamSpecification")?.get("StreamViewType")?;
    Some(Value::object(input([
        ("StreamEnabled", Some(true.into())),
        ("StreamViewType", Some(view.clone())),
    ])))
}

fn expire(wanted: &Wanted<'_>) -> Result<(), Stopped> {
    let Some(expiry) = wanted.get("TimeToLiveSpecification") else {
        return Ok(());
    };
    if !is_true(expiry.get("Enabled")) {
        return Ok(());
    }
    set_expiry(
        wanted.site,
        wanted.name,
        expiry.get("AttributeName").cloned(),
        true,
    )
}

/// Turns the expiry of items on or off, unless it is so.
fn set_expiry(
    site: &Site,
    table: &str,
    attribute: Option<Value>,
    enabled: bool,
) -> Result<(), Stopped> {
    let answer = site.ask("dynamodb", "DescribeTimeToLive", named(table))?;
    let now = answer.get("TimeToLiveDescription").unwrap_or(&Value::Null);
    let is_on = now.get("TimeToLiveStatus").and_then(Value::as_str) == Some("ENABLED");
    if is_on == enabled && (!enabled || now.get("AttributeName") == attribute.as_ref()) {
        return Ok(());
    }
    let expiry = input([
        ("AttributeName", attribute),
        ("Enabled", Some(enabled.into())),
    ]);
    let mut asked = named(table);
    asked.insert("TimeToLiveSpecification", Value::object(expiry));
    site.ask("dynamodb", "UpdateTimeToLive", asked).map(|_| ())
}
