//! What the values of a stack are, once what they refer to is there.

use asl::{Object, Value};
use deployment::stack::{DynamicReference, Map, Reference, Unsettled, Value as StackValue};

use super::super::dynamic::{self, Named};
use super::super::lacking::stand_in;
use super::super::record::Ink;
use super::super::site::Stopped;
use super::Apply;

impl Apply<'_> {
    pub(super) fn settle_map(&self, map: &Map) -> Result<Object, Stopped> {
        let settled = self.settle(&StackValue::Map(map.clone()))?;
        Ok(settled.as_object().cloned().unwrap_or_default())
    }

    /// A value with everything known filled in.
    pub(super) fn settle(&self, value: &StackValue) -> Result<Value, Stopped> {
        let settled = value.settle(&|reference| self.known(reference));
        let settled = settled.map_err(|unsettled| unknown(&unsettled))?;
        let filled = dynamic::fill(&settled, &|named| self.look_up(named));
        filled.map_err(|reference| {
            Stopped::Unfit(format!(
                "`{reference}` is not known: here it can name what this stack makes; give the value \
                 as a parameter"
            ))
        })
    }

    pub(super) fn known(&self, reference: &Reference) -> Option<Value> {
        let text = match reference {
            Reference::Resource(id) => self.of_resource(id, None)?,
            Reference::Attribute {
                resource,
                attribute,
            } => self.of_resource(resource, Some(attribute))?,
            Reference::Import(name) => self.exports.get(name)?.clone(),
            Reference::Dynamic(DynamicReference::Secret { id, field, .. }) => {
                self.look_up(Named::Secret {
                    id,
                    field: field.as_deref(),
                })?
            }
            Reference::Dynamic(
                DynamicReference::Parameter { name, .. }
                | DynamicReference::SecureParameter { name, .. },
            ) => self.look_up(Named::Parameter(name))?,
            Reference::Parameter(_) => return None,
            Reference::Zones(region) => {
                let zones = ["a", "b", "c"].map(|zone| Value::from(format!("{region}{zone}")));
                return Some(Value::array(zones.to_vec()));
            }
        };
        Some(text.into())
    }

    pub(super) fn of_resource(&self, id: &str, attribute: Option<&str>) -> Option<String> {
        let entry = self.record.get(id);
        if let Some(made) = entry.and_then(|entry| entry.made.as_ref()) {
            return match attribute {
                None => Some(made.id.clone()),
                Some(attribute) => made.attributes.get(attribute).cloned(),
            };
        }
        let kind = match (self.absent.get(id), entry) {
            (Some(kind), _) => kind,
            // What would be made is not known before it is.
            (None, Some(entry)) if self.ink == Ink::Dry => &entry.kind,
            (None, _) => return None,
        };
        let name = entry.map(|entry| entry.name.clone());
        let name = name.unwrap_or_else(|| format!("{}-{id}", self.stack.name));
        Some(stand_in(self.site, &name, kind, attribute))
    }

    /// What a dynamic reference gives: of the secrets and parameters of this stack.
    pub(super) fn look_up(&self, named: Named<'_>) -> Option<String> {
        let entries = || {
            self.record
                .entries()
                .filter_map(|it| Some((it, it.made.as_ref()?)))
        };
        let of = |kind: &str, id: &str| {
            let found = entries()
                .find(|(entry, made)| entry.kind == kind && (made.id == id || entry.name == id));
            found.and_then(|(_, made)| made.value.clone())
        };
        let value = match named {
            Named::Parameter(name) => of("AWS::SSM::Parameter", name),
            Named::Secret { id, field } => of("AWS::SecretsManager::Secret", id)
                .and_then(|secret| dynamic::part(&secret, field)),
        };
        match self.ink {
            Ink::Wet => value,
            // It may be known once it is made.
            Ink::Dry => value.or_else(|| Some(String::new())),
        }
    }
}

fn unknown(unsettled: &Unsettled) -> Stopped {
    Stopped::Unfit(match unsettled {
        Unsettled::Unknown(reference @ Reference::Dynamic(_)) => format!(
            "{reference} is not known: here it can name what this stack makes; give the value as a \
             parameter"
        ),
        Unsettled::Unknown(reference @ Reference::Import(_)) => {
            format!("{reference}, is not there: apply that stack first")
        }
        other => other.to_string(),
    })
}
