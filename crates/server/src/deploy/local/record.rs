//! What is remembered of stacks, on the server that they are on: in a table, through the ordinary
//! API, so that a run that was killed goes on where it was.
//!
//! Each resource has an item, written before it is touched and after. An item without `id` may or
//! may not have been made; one with `attempt` may or may not be what the attempt says.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use asl::{Object, Value, json};

use super::kind::Made;
use super::site::{Site, Stopped, input, some};

/// The table's name.
pub(super) const TABLE: &str = "entrega-stacks";

/// The item of the stack as a whole. No logical id is written so.
const STACK: &str = "#stack";

/// Between a logical id and the name of a resource that another has taken the place of.
const REPLACED: char = '~';

/// A new table is waited for so often and so long in between.
const TABLE_ASKED_MAX: usize = 150;
const TABLE_ASKED_EVERY: Duration = Duration::from_millis(100);

/// The record of one stack.
pub(super) struct Record<'s> {
    site: &'s Site,
    stack: String,
    pub(super) summary: Option<Summary>,
    /// By logical id.
    entries: BTreeMap<String, Entry>,
    /// Those that others have taken the place of, by their keys.
    replaced: BTreeMap<String, Entry>,
}

/// A stack as a whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Summary {
    /// Of the template's text, hexadecimal.
    pub(super) template_sha256: String,
    /// The values that were given for parameters.
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) outputs: BTreeMap<String, String>,
    /// What other stacks may import.
    pub(super) exports: BTreeMap<String, String>,
}

/// One resource.
#[derive(Clone, Default)]
pub(super) struct Entry {
    pub(super) logical_id: String,
    pub(super) kind: String,
    /// The name that was chosen for it.
    pub(super) name: String,
    /// The resource, once it is there.
    pub(super) made: Option<Made>,
    /// What it was made of.
    pub(super) properties: Object,
    /// What it is being made of.
    pub(super) attempt: Option<Object>,
    /// Whether it stays when it leaves the stack.
    pub(super) stays: bool,
    /// Its place in the order in which resources are made.
    pub(super) order: usize,
}

/// Whether the record is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// It is.
    Wet,
    /// Nothing is written: it is only a look.
    Dry,
}

impl<'s> Record<'s> {
    /// What is remembered of a stack.
    pub(super) fn read(site: &'s Site, stack: &str) -> Result<Record<'s>, Stopped> {
        let mut record = Record {
            site,
            stack: stack.to_owned(),
            summary: None,
            entries: BTreeMap::new(),
            replaced: BTreeMap::new(),
        };
        if !is_there(site, Ink::Dry)? {
            return Ok(record);
        }
        let values = Object::from_iter([(":stack".into(), string(stack))]);
        let asked = input([
            ("TableName", some(TABLE)),
            ("ConsistentRead", Some(true.into())),
            ("KeyConditionExpression", some("stack = :stack")),
            ("ExpressionAttributeValues", Some(Value::object(values))),
        ]);
        for item in items(site, "Query", &asked)? {
            let key = text(&item, "item").unwrap_or_default();
            if key == STACK {
                record.summary = Some(Summary::read(&item));
            } else if key.contains(REPLACED) {
                record.replaced.insert(key, Entry::read(&item));
            } else {
                record.entries.insert(key, Entry::read(&item));
            }
        }
        Ok(record)
    }

    pub(super) fn get(&self, logical_id: &str) -> Option<&Entry> {
        self.entries.get(logical_id)
    }

    /// All resources, those that have been replaced too, the last made first.
    pub(super) fn backwards(&self) -> Vec<Entry> {
        let all = self.entries.values().chain(self.replaced.values());
        let mut all: Vec<Entry> = all.cloned().collect();
        all.sort_by_key(|entry| std::cmp::Reverse(entry.order));
        all
    }

    /// Those in whose place others are, the last made first.
    pub(super) fn replaced(&self) -> Vec<Entry> {
        let mut all: Vec<Entry> = self.replaced.values().cloned().collect();
        all.sort_by_key(|entry| std::cmp::Reverse(entry.order));
        all
    }

    /// The resources that are in the stack.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Whether the stack's own resource is the very one of this entry.
    pub(super) fn is_current(&self, entry: &Entry) -> bool {
        let current = self.entries.get(&entry.logical_id);
        let id = |entry: &Entry| entry.made.as_ref().map(|made| made.id.clone());
        current.is_some_and(|current| id(current).is_some() && id(current) == id(entry))
    }

    /// Remembers a resource.
    pub(super) fn put(&mut self, entry: Entry, ink: Ink) -> Result<(), Stopped> {
        if ink == Ink::Wet {
            let key = entry.logical_id.clone();
            self.write("PutItem", "Item", entry.item(&self.stack, &key))?;
        }
        self.entries.insert(entry.logical_id.clone(), entry);
        Ok(())
    }

    /// Remembers a resource in the place of another, which is to go.
    pub(super) fn replace(&mut self, old: Entry, new: Entry, ink: Ink) -> Result<(), Stopped> {
        let key = format!("{}{REPLACED}{}", old.logical_id, old.name);
        if ink == Ink::Wet {
            let put = |item| {
                let put = input([("TableName", some(TABLE)), ("Item", Some(item))]);
                Value::object(input([("Put", Some(Value::object(put)))]))
            };
            let both = Value::array(vec![
                put(old.item(&self.stack, &key)),
                put(new.item(&self.stack, &new.logical_id)),
            ]);
            let asked = input([("TransactItems", Some(both))]);
            self.site.ask("dynamodb", "TransactWriteItems", asked)?;
        }
        self.replaced.insert(key, old);
        self.entries.insert(new.logical_id.clone(), new);
        Ok(())
    }

    /// Forgets a resource.
    pub(super) fn forget(&mut self, entry: &Entry, ink: Ink) -> Result<(), Stopped> {
        let key = format!("{}{REPLACED}{}", entry.logical_id, entry.name);
        let key = if self.replaced.remove(&key).is_some() {
            key
        } else {
            self.entries.remove(&entry.logical_id);
            entry.logical_id.clone()
        };
        match ink {
            Ink::Wet => self.write("DeleteItem", "Key", self.key(&key)),
            Ink::Dry => Ok(()),
        }
    }

    /// Remembers the stack.
    pub(super) fn put_summary(&mut self, summary: Summary) -> Result<(), Stopped> {
        self.write("PutItem", "Item", summary.item(&self.stack))?;
        self.summary = Some(summary);
        Ok(())
    }

    /// Forgets the stack, of which nothing is left.
    pub(super) fn forget_stack(&mut self) -> Result<(), Stopped> {
        self.write("DeleteItem", "Key", self.key(STACK))?;
        self.summary = None;
        Ok(())
    }

    fn key(&self, item: &str) -> Value {
        Value::object(Object::from_iter([
            ("stack".into(), string(&self.stack)),
            ("item".into(), string(item)),
        ]))
    }

    fn write(&self, operation: &str, member: &str, value: Value) -> Result<(), Stopped> {
        let asked = input([("TableName", some(TABLE)), (member, Some(value))]);
        self.site.ask("dynamodb", operation, asked).map(|_| ())
    }
}

/// The region of the server, as the table's ARN has it. The table is made when it is to be written
/// to; without one nobody knows.
pub(super) fn region(site: &Site, ink: Ink) -> Result<Option<String>, Stopped> {
    if !is_there(site, ink)? {
        return Ok(None);
    }
    let named = input([("TableName", some(TABLE))]);
    let found = site.ask("dynamodb", "DescribeTable", named)?;
    let arn = found
        .get("Table")
        .and_then(|it| it.get("TableArn")?.as_str());
    Ok(arn.and_then(|arn| Some(arn.split(':').nth(3)?.to_owned())))
}

/// The stacks there are, with what each exports.
pub(super) fn stacks(site: &Site) -> Result<BTreeMap<String, Summary>, Stopped> {
    if !is_there(site, Ink::Dry)? {
        return Ok(BTreeMap::new());
    }
    let values = Object::from_iter([(":stack".into(), string(STACK))]);
    let names = Object::from_iter([("#item".into(), "item".into())]);
    let asked = input([
        ("TableName", some(TABLE)),
        ("ConsistentRead", Some(true.into())),
        ("FilterExpression", some("#item = :stack")),
        ("ExpressionAttributeNames", Some(Value::object(names))),
        ("ExpressionAttributeValues", Some(Value::object(values))),
    ]);
    let found = items(site, "Scan", &asked)?;
    let by_name = found.iter().filter_map(|item| {
        let name = text(item, "stack")?;
        Some((name, Summary::read(item)))
    });
    Ok(by_name.collect())
}

/// Whether the table is there; it is made when it is to be written to.
fn is_there(site: &Site, ink: Ink) -> Result<bool, Stopped> {
    let named = input([("TableName", some(TABLE))]);
    for asked in 0..TABLE_ASKED_MAX {
        let found = site.look("dynamodb", "DescribeTable", named.clone())?;
        let status = found
            .as_ref()
            .and_then(|it| it.get("Table")?.get("TableStatus")?.as_str());
        match status {
            Some("ACTIVE") => return Ok(true),
            None if ink == Ink::Dry => return Ok(false),
            None if asked == 0 => make(site)?,
            Some(_) | None => thread::sleep(TABLE_ASKED_EVERY),
        }
    }
    Err(Stopped::Unfit(format!(
        "the table `{TABLE}` does not become active"
    )))
}

fn make(site: &Site) -> Result<(), Stopped> {
    let list = |items: [(&str, &str); 2], member: &str| {
        let item = |(name, value): (&str, &str)| {
            Value::object(input([
                ("AttributeName", some(name)),
                (member, some(value)),
            ]))
        };
        Some(Value::array(items.map(item).to_vec()))
    };
    let asked = input([
        ("TableName", some(TABLE)),
        ("BillingMode", some("PAY_PER_REQUEST")),
        (
            "KeySchema",
            list([("stack", "HASH"), ("item", "RANGE")], "KeyType"),
        ),
        (
            "AttributeDefinitions",
            list([("stack", "S"), ("item", "S")], "AttributeType"),
        ),
    ]);
    match site.ask("dynamodb", "CreateTable", asked) {
        // Another run was faster.
        Err(stopped) if stopped.says(&["ResourceInUseException"]) => Ok(()),
        other => other.map(|_| ()),
    }
}

fn items(site: &Site, operation: &str, asked: &Object) -> Result<Vec<Value>, Stopped> {
    let tokens = ("LastEvaluatedKey", "ExclusiveStartKey");
    site.list(("dynamodb", operation), asked, "Items", tokens)
}

/// A text as an attribute of an item.
fn string(text: &str) -> Value {
    Value::object(input([("S", some(text))]))
}

fn text(item: &Value, attribute: &str) -> Option<String> {
    Some(item.get(attribute)?.get("S")?.as_str()?.to_owned())
}

/// Fields that are kept as JSON text, since a template's values may be empty or null.
fn fields(item: &Value, attribute: &str) -> Option<Object> {
    let value = json::from_text(&text(item, attribute)?).ok()?;
    value.as_object().cloned()
}

fn texts(item: &Value, attribute: &str) -> BTreeMap<String, String> {
    let fields = fields(item, attribute).unwrap_or_default();
    let texts = fields
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.as_str()?.to_owned())));
    texts.collect()
}

fn as_json(texts: &BTreeMap<String, String>) -> Value {
    let fields = texts
        .iter()
        .map(|(name, value)| (name.as_str().into(), value.as_str().into()));
    string(&json::to_text(&Value::object(fields.collect())))
}

impl Summary {
    fn read(item: &Value) -> Summary {
        Summary {
            template_sha256: text(item, "template").unwrap_or_default(),
            parameters: texts(item, "parameters"),
            outputs: texts(item, "outputs"),
            exports: texts(item, "exports"),
        }
    }

    fn item(&self, stack: &str) -> Value {
        Value::object(Object::from_iter([
            ("stack".into(), string(stack)),
            ("item".into(), string(STACK)),
            ("template".into(), string(&self.template_sha256)),
            ("parameters".into(), as_json(&self.parameters)),
            ("outputs".into(), as_json(&self.outputs)),
            ("exports".into(), as_json(&self.exports)),
        ]))
    }
}

impl Entry {
    fn read(item: &Value) -> Entry {
        let order = item
            .get("order")
            .and_then(|it| it.get("N")?.as_str()?.parse().ok());
        Entry {
            logical_id: text(item, "logicalId").unwrap_or_default(),
            kind: text(item, "kind").unwrap_or_default(),
            name: text(item, "name").unwrap_or_default(),
            made: text(item, "id").map(|id| Made {
                id,
                attributes: texts(item, "attributes"),
                value: text(item, "value"),
            }),
            properties: fields(item, "properties").unwrap_or_default(),
            attempt: fields(item, "attempt"),
            stays: text(item, "leaving").as_deref() == Some("stays"),
            order: order.unwrap_or_default(),
        }
    }

    fn item(&self, stack: &str, key: &str) -> Value {
        let object = |object: &Object| string(&json::to_text(&Value::object(object.clone())));
        let order = Value::object(input([("N", Some(self.order.to_string().into()))]));
        let mut item = Object::from_iter([
            ("stack".into(), string(stack)),
            ("item".into(), string(key)),
            ("logicalId".into(), string(&self.logical_id)),
            ("kind".into(), string(&self.kind)),
            ("name".into(), string(&self.name)),
            ("properties".into(), object(&self.properties)),
            (
                "leaving".into(),
                string(if self.stays { "stays" } else { "goes" }),
            ),
            ("order".into(), order),
        ]);
        if let Some(made) = &self.made {
            item.insert("id", string(&made.id));
            item.insert("attributes", as_json(&made.attributes));
            if let Some(value) = &made.value {
                item.insert("value", string(value));
            }
        }
        if let Some(attempt) = &self.attempt {
            item.insert("attempt", object(attempt));
        }
        Value::object(item)
    }
}
