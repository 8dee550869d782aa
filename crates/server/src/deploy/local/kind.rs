//! The kinds of resources that can be made: how each is made, found, changed and taken away.
//!
//! | module | holds |
//! |---|---|
//! | `role`, `policy` | IAM |
//! | `function`, `permission`, `version`, `url` | Lambda: functions, and what belongs to one |
//! | `layer` | layers, whose files go into the functions that name them |
//! | `machine` | Step Functions |
//! | `table`, `topic`, `subscription`, `log_group`, `queue` | the rest |
//! | `kept` | what exists in the stack's record alone: secrets and parameters |

mod function;
mod kept;
mod layer;
mod log_group;
mod machine;
mod permission;
mod policy;
mod queue;
mod role;
mod subscription;
mod table;
mod topic;
mod url;
mod version;

use std::cell::RefCell;
use std::collections::BTreeMap;

use asl::{Object, Value, json};

use super::site::{Site, Stopped};

pub(super) use self::layer::LAYER;

/// A resource as it is to be.
pub(super) struct Wanted<'w> {
    pub(super) site: &'w Site,
    /// The name that the template gives, or the one that was chosen where it gives none.
    pub(super) name: &'w str,
    /// Everything known, files read.
    pub(super) properties: &'w Object,
    /// The archive of a function, in place of the properties that lead to it.
    pub(super) archive: Option<&'w [u8]>,
    /// What turns out not to be there on the way.
    pub(super) lacking: &'w RefCell<Vec<String>>,
}

/// A resource that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Made {
    /// What `Ref` gives.
    pub(super) id: String,
    /// What `Fn::GetAtt` gives.
    pub(super) attributes: BTreeMap<String, String>,
    /// What dynamic references give, of what is kept in the record alone.
    pub(super) value: Option<String>,
}

/// A resource as it was left.
pub(super) struct Left<'l> {
    pub(super) made: &'l Made,
    /// The properties that it was made of.
    pub(super) properties: &'l Object,
}

/// One kind of resource.
///
/// What a method was about when the machine died is done again: each must bear that what it makes
/// is there already, and that what it takes away is gone.
pub(super) trait Kind: Sync {
    /// `AWS::SNS::Topic`
    fn name(&self) -> &'static str;

    /// The property that names it, and how long a name may be. Nothing for what has no name that
    /// could be chosen.
    fn naming(&self) -> Option<(&'static str, usize)>;

    /// The properties that cannot change: another resource takes the place of the one there is.
    fn fixed(&self) -> &'static [&'static str];

    /// The properties that have no effect here, with what that means. Those that are neither these
    /// nor known are said to be unknown.
    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The properties that are known, besides those above.
    fn known(&self) -> &'static [&'static str];

    /// The service that has to be elsewhere for it, with an operation that asks for nothing.
    fn is_elsewhere(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    /// What there is on AWS and not here, whatever its properties.
    fn shortcoming(&self) -> Option<&'static str> {
        None
    }

    /// The resource that has this name, or that these properties lead to, if it is there.
    fn find(&self, wanted: &Wanted<'_>) -> Result<Option<Made>, Stopped>;

    /// Makes it.
    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped>;

    /// Changes what there is into what is wanted. What `left` says is only to find what has to go.
    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped>;

    /// Takes it away.
    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped>;
}

/// The kind of this name.
pub(super) fn of(name: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().copied().find(|kind| kind.name() == name)
}

const KINDS: &[&dyn Kind] = &[
    &role::Role,
    &policy::InlinePolicy,
    &policy::RolePolicy,
    &policy::ManagedPolicy,
    &function::Function,
    &permission::Permission,
    &version::Version,
    &version::Alias,
    &version::EventInvokeConfig,
    &url::Url,
    &layer::LayerVersion,
    &machine::StateMachine,
    &machine::Activity,
    &machine::MachineVersion,
    &machine::MachineAlias,
    &table::Table,
    &topic::Topic,
    &topic::TopicPolicy,
    &topic::TopicInlinePolicy,
    &subscription::Subscription,
    &log_group::LogGroup,
    &log_group::ResourcePolicy,
    &queue::Queue,
    &queue::QueuePolicy,
    &kept::Secret,
    &kept::Parameter,
];

impl Wanted<'_> {
    pub(super) fn get(&self, property: &str) -> Option<&Value> {
        self.properties.get(property)
    }

    /// A property that is a text, or is written as one.
    pub(super) fn text(&self, property: &str) -> Option<String> {
        as_text(self.get(property)?)
    }

    pub(super) fn required(&self, property: &str) -> Result<String, Stopped> {
        self.text(property)
            .ok_or_else(|| Stopped::Unfit(format!("`{property}` is missing")))
    }

    /// These properties under the names that the operation has for them.
    pub(super) fn pick(&self, members: &[(&str, &str)]) -> Object {
        let given = members.iter().filter_map(|(property, member)| {
            let value = self.get(property)?;
            (*value != Value::Null).then(|| ((*member).into(), value.clone()))
        });
        given.collect()
    }
}

impl Made {
    pub(super) fn new<const N: usize>(
        id: impl Into<String>,
        attributes: [(&str, String); N],
    ) -> Made {
        Made {
            id: id.into(),
            attributes: attributes
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            value: None,
        }
    }

    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// A text, or what is written like one: CloudFormation takes `1` for `"1"`.
pub(super) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A truth value, or its text.
pub(super) fn is_true(value: Option<&Value>) -> bool {
    value.and_then(as_text).as_deref() == Some("true")
}

/// A document, given as an object or as its text.
fn document(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => json::to_text(other),
    }
}

/// The texts of a list; one text is a list of one.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(items)) => items.iter().filter_map(as_text).collect(),
        Some(one) => as_text(one).into_iter().collect(),
    }
}

/// `[{"Key": …, "Value": …}]` as a map.
fn tag_map(value: Option<&Value>) -> Object {
    match value {
        Some(Value::Object(map)) => map
            .iter()
            .map(|(key, value)| (key.clone(), as_text(value).unwrap_or_default().into()))
            .collect(),
        Some(Value::Array(tags)) => tags
            .iter()
            .filter_map(|tag| {
                let key = tag.get("Key").and_then(as_text)?;
                let value = tag.get("Value").and_then(as_text).unwrap_or_default();
                Some((key.into(), Value::from(value)))
            })
            .collect(),
        _ => Object::new(),
    }
}

/// A map as `[{"Key": …, "Value": …}]`.
fn tag_list(map: &Object) -> Value {
    let tags = map.iter().map(|(key, value)| {
        Value::object(Object::from_iter([
            ("Key".into(), Value::String(key.clone())),
            ("Value".into(), value.clone()),
        ]))
    });
    Value::array(tags.collect())
}

/// The keys of the tags that go.
fn tags_gone(before: Option<&Value>, wanted: Option<&Value>) -> Vec<Value> {
    let wanted = tag_map(wanted);
    let before = tag_map(before);
    let gone = before.keys().filter(|key| !wanted.contains_key(key));
    gone.map(|key| Value::String(key.clone())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_property_is_known_in_one_way() {
        let mut names = BTreeSet::new();
        for kind in KINDS {
            assert!(names.insert(kind.name()), "{} is there twice", kind.name());
            let inert = kind.inert().iter().map(|(name, _)| *name);
            let mut known = BTreeSet::new();
            for property in kind.known().iter().copied().chain(inert) {
                assert!(known.insert(property), "{}: {property}", kind.name());
            }
        }
    }
}
