//! Makes a stack what its template says, resource by resource, and remembers each step.
//!
//! | module | holds |
//! |---|---|
//! | `settle` | what values are |
//! | `ready` | a resource with its files |
//! | `step` | what is done with it |

mod ready;
mod settle;
mod step;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use asl::{Value, json};
use deployment::stack::{Reference, Resource, Stack};

use super::code::Sources;
use super::kind::{self, Kind, Left, Made, Wanted};
use super::lacking::meaning;
use super::record::{Entry, Ink, Record};
use super::report::{Difference, Outcome, Report, Row};
use super::site::{Site, Stopped};

/// A stack on its way to what its template says.
pub(super) struct Apply<'a> {
    pub(super) site: &'a Site,
    pub(super) stack: &'a Stack,
    /// Where the template is: its paths begin there.
    pub(super) folder: &'a Path,
    pub(super) record: Record<'a>,
    pub(super) ink: Ink,
    /// What other stacks export.
    pub(super) exports: BTreeMap<String, String>,
    pub(super) report: Report,
    sources: Sources,
    /// The kinds of the resources that are not made, by logical id.
    absent: BTreeMap<String, String>,
    wants_build: bool,
}

/// Why a stack is not finished: where, and what was refused.
pub(super) struct Halt {
    pub(super) logical_id: String,
    pub(super) why: Stopped,
}

impl<'a> Apply<'a> {
    pub(super) fn new(
        site: &'a Site,
        stack: &'a Stack,
        folder: &'a Path,
        record: Record<'a>,
        ink: Ink,
        exports: BTreeMap<String, String>,
    ) -> Apply<'a> {
        let report = Report {
            stack: stack.name.clone(),
            is_dry: ink == Ink::Dry,
            ..Report::default()
        };
        Apply {
            site,
            stack,
            folder,
            record,
            ink,
            exports,
            report,
            sources: Sources::default(),
            absent: BTreeMap::new(),
            wants_build: false,
        }
    }

    /// Makes and changes what is in the stack, then takes away what no longer is.
    pub(super) fn apply(&mut self) -> Result<(), Halt> {
        for note in &self.stack.notes {
            self.report.lacking.push(Difference {
                logical_id: note.logical_id.clone().unwrap_or_default(),
                kind: String::new(),
                place: note.place,
                meaning: note.message.clone(),
                needed_by: BTreeSet::new(),
            });
        }
        for (order, resource) in self.stack.resources.iter().enumerate() {
            self.resource(resource, order).map_err(|why| Halt {
                logical_id: resource.logical_id.clone(),
                why,
            })?;
        }
        self.name_users_of_absent();
        self.clean_up()?;
        for output in &self.stack.outputs {
            match self.settle(&output.value) {
                Ok(value) => {
                    let value = kind::as_text(&value).unwrap_or_else(|| json::to_text(&value));
                    if let Some(export) = &output.export
                        && let Ok(Value::String(name)) = self.settle(export)
                    {
                        self.exports.insert(name.to_string(), value.clone());
                    }
                    self.report.outputs.insert(output.name.clone(), value);
                }
                Err(why) => self.report.lacking.push(Difference {
                    logical_id: output.name.clone(),
                    kind: String::new(),
                    place: output.place,
                    meaning: format!("the output has no value: {why}"),
                    needed_by: BTreeSet::new(),
                }),
            }
        }
        if self.wants_build {
            self.report.hint = Some(
                "`sam build` installs what functions need: apply .aws-sam/build/template.yaml then"
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// The exports of this stack.
    pub(super) fn own_exports(&self) -> BTreeMap<String, String> {
        let names = self.stack.outputs.iter().filter_map(|output| {
            let name = self.settle(output.export.as_ref()?).ok()?;
            let name = name.as_str()?.to_owned();
            Some((name, self.report.outputs.get(&output.name)?.clone()))
        });
        names.collect()
    }

    fn resource(&mut self, resource: &Resource, order: usize) -> Result<(), Stopped> {
        let Some(kind) = self.kind_of(resource)? else {
            let meaning = meaning(&resource.kind);
            self.lacks(resource, meaning);
            return Ok(());
        };
        if let Some(meaning) = self.unfit_function(resource)? {
            self.lacks(resource, meaning);
            return Ok(());
        }
        let ready = self.ready(kind, resource)?;
        let refers_to_absent = self.absent_of(resource);
        match self.step(kind, resource, order, &ready) {
            // What cannot be joined to something that is not here is not here either.
            Err(stopped @ Stopped::Refused { .. }) if !refers_to_absent.is_empty() => {
                let names = quoted(&refers_to_absent);
                let meaning = format!("it needs {names}, which is not there: {stopped}");
                self.lacks(resource, meaning);
                Ok(())
            }
            other => other,
        }
    }

    /// The kind of a resource, if there is such a kind here.
    fn kind_of(&self, resource: &Resource) -> Result<Option<&'static dyn Kind>, Stopped> {
        let Some(kind) = kind::of(&resource.kind) else {
            return Ok(None);
        };
        let is_here = match kind.elsewhere() {
            Some(service) => self.site.serves(service)?,
            None => true,
        };
        Ok(is_here.then_some(kind))
    }

    fn lacks(&mut self, resource: &Resource, meaning: String) {
        self.absent
            .insert(resource.logical_id.clone(), resource.kind.clone());
        self.row(resource, Outcome::Lacking, String::new());
        // Of shorthand that was not expanded there is a note that says why.
        let is_said = resource.kind.starts_with("AWS::Serverless::")
            && self
                .report
                .lacking
                .iter()
                .any(|it| it.logical_id == resource.logical_id);
        if !is_said {
            let difference = difference(resource, meaning);
            self.report.lacking.push(difference);
        }
    }

    fn row(&mut self, resource: &Resource, outcome: Outcome, id: String) {
        self.report.rows.push(Row {
            logical_id: resource.logical_id.clone(),
            kind: resource.kind.clone(),
            outcome,
            id,
        });
    }

    /// Takes away what is no longer in the stack, and what has been replaced.
    fn clean_up(&mut self) -> Result<(), Halt> {
        let present: BTreeSet<&str> = self
            .stack
            .resources
            .iter()
            .filter(|resource| {
                // A service that is away for now is no reason to take away what is there.
                let is_away = kind::of(&resource.kind).is_some_and(|it| it.elsewhere().is_some());
                is_away || !self.absent.contains_key(&resource.logical_id)
            })
            .map(|resource| resource.logical_id.as_str())
            .collect();
        let replaced = self.record.replaced();
        let gone = self.record.backwards().into_iter().filter(|entry| {
            let is_replaced = replaced
                .iter()
                .any(|old| old.logical_id == entry.logical_id && old.name == entry.name);
            is_replaced || !present.contains(entry.logical_id.as_str())
        });
        let gone: Vec<Entry> = gone.collect();
        for entry in gone {
            if replaced.iter().any(|old| old.name == entry.name) && self.record.is_current(&entry) {
                let forgotten = self.record.forget(&entry, self.ink);
                forgotten.map_err(|why| halt(&entry, why))?;
                continue;
            }
            take_away(
                self.site,
                &mut self.record,
                &entry,
                self.ink,
                &mut self.report,
            )
            .map_err(|why| halt(&entry, why))?;
        }
        Ok(())
    }

    /// Adds to what is said of absent resources who refers to them.
    fn name_users_of_absent(&mut self) {
        let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for resource in &self.stack.resources {
            if self.absent.contains_key(&resource.logical_id) {
                continue;
            }
            for absent in self.absent_of(resource) {
                users
                    .entry(absent)
                    .or_default()
                    .insert(resource.logical_id.clone());
            }
        }
        for difference in &mut self.report.lacking {
            if let Some(users) = users.remove(&difference.logical_id) {
                difference.needed_by = users;
            }
        }
    }

    /// The absent resources that the properties of a resource refer to.
    fn absent_of(&self, resource: &Resource) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (_, value) in resource.properties.iter() {
            value.references(&mut |reference| {
                if let Reference::Resource(id) | Reference::Attribute { resource: id, .. } =
                    reference
                    && self.absent.contains_key(id)
                {
                    found.insert(id.clone());
                }
            });
        }
        found
    }
}

/// Takes a resource away, or leaves it where it is to stay, and forgets it.
pub(super) fn take_away(
    site: &Site,
    record: &mut Record<'_>,
    entry: &Entry,
    ink: Ink,
    report: &mut Report,
) -> Result<(), Stopped> {
    let outcome = if entry.stays && entry.made.is_some() {
        Outcome::Stays
    } else {
        Outcome::Deleted
    };
    if outcome == Outcome::Deleted
        && ink == Ink::Wet
        && let Some(kind) = kind::of(&entry.kind)
    {
        let properties = entry.attempt.as_ref().unwrap_or(&entry.properties);
        let made = match &entry.made {
            Some(made) => Some(made.clone()),
            // It may have been made before the machine died.
            None => kind.find(&Wanted {
                site,
                name: &entry.name,
                properties,
                archive: None,
                lacking: &RefCell::default(),
            })?,
        };
        let made = made.unwrap_or_else(|| Made::new(entry.name.clone(), []));
        let before = entry.made.as_ref().map(|_| &entry.properties);
        for properties in entry.attempt.iter().chain(before) {
            let made = &made;
            kind.delete(site, &Left { made, properties })?;
        }
    }
    record.forget(entry, ink)?;
    let id = entry.made.as_ref().map(|made| made.id.clone());
    report.rows.push(Row {
        logical_id: entry.logical_id.clone(),
        kind: entry.kind.clone(),
        outcome,
        id: id.unwrap_or_else(|| entry.name.clone()),
    });
    Ok(())
}

fn difference(resource: &Resource, meaning: String) -> Difference {
    Difference {
        logical_id: resource.logical_id.clone(),
        kind: resource.kind.clone(),
        place: resource.place,
        meaning,
        needed_by: BTreeSet::new(),
    }
}

fn halt(entry: &Entry, why: Stopped) -> Halt {
    Halt {
        logical_id: entry.logical_id.clone(),
        why,
    }
}

/// "`A`, `B`"
fn quoted<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
