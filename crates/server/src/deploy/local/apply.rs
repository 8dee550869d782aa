//! Makes a stack what its template says, resource by resource, and remembers each step.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use asl::{Object, Value, json};
use deployment::stack::{Deletion, DynamicReference, Reference, Resource, Stack, Unsettled};
use deployment::stack::{Map, Value as StackValue};
use sha2::{Digest as _, Sha256};

use super::archive::{Files, beside, hexadecimal};
use super::code::{self, Code, Layers};
use super::dynamic::{self, Named};
use super::kind::{self, Kind, LAYER, Left, Made, Wanted};
use super::lacking::{meaning, stand_in};
use super::record::{Entry, Ink, Record};
use super::report::{Difference, Outcome, Report, Row};
use super::site::{Site, Stopped};
use super::{definition, name};

/// Names that nobody chose are as long as the shortest limit there is.
const NAME_CHARS_MAX: usize = 64;

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
    layers: Layers,
    /// The kinds of the resources that are not made, by logical id.
    absent: BTreeMap<String, String>,
    /// Services that the server has neither embedded nor elsewhere, and those it has.
    elsewhere: BTreeMap<&'static str, bool>,
    wants_build: bool,
}

/// Why a stack is not finished: where, and what was refused.
pub(super) struct Halt {
    pub(super) logical_id: String,
    pub(super) why: Stopped,
}

/// A resource that is ready to be made.
struct Ready {
    properties: Object,
    archive: Option<Vec<u8>>,
    /// Its properties as they are remembered: what is long as its hash.
    remembered: Object,
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
            layers: Layers::new(),
            absent: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
            wants_build: false,
        }
    }

    /// Makes and changes what is in the stack, then takes away what no longer is.
    pub(super) fn apply(&mut self) -> Result<(), Halt> {
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
            return self.lacks(resource, meaning);
        };
        if let Some(meaning) = self.unfit_function(resource)? {
            return self.lacks(resource, meaning);
        }
        let ready = self.ready(kind, resource)?;
        let refers_to_absent = self.absent_of(resource);
        match self.step(kind, resource, order, &ready) {
            // What cannot be joined to something that is not here is not here either.
            Err(stopped @ Stopped::Refused { .. }) if !refers_to_absent.is_empty() => {
                let names = quoted(&refers_to_absent);
                let meaning = format!("it needs {names}, which is not there: {stopped}");
                self.lacks(resource, meaning)
            }
            other => other,
        }
    }

    /// The kind of a resource, if there is such a kind here.
    fn kind_of(&mut self, resource: &Resource) -> Result<Option<&'static dyn Kind>, Stopped> {
        let Some(kind) = kind::of(&resource.kind) else {
            return Ok(None);
        };
        let Some((service, operation)) = kind.is_elsewhere() else {
            return Ok(Some(kind));
        };
        if !self.elsewhere.contains_key(service) {
            let is_there = match self.site.ask(service, operation, Object::new()) {
                Ok(_) => true,
                Err(stopped) if stopped.says(&["UnknownServiceException"]) => false,
                Err(stopped) => return Err(stopped),
            };
            self.elsewhere.insert(service, is_there);
        }
        Ok(self.elsewhere[service].then_some(kind))
    }

    /// Why a function cannot be made, if it cannot.
    fn unfit_function(&self, resource: &Resource) -> Result<Option<String>, Stopped> {
        if resource.kind != "AWS::Lambda::Function" {
            return Ok(None);
        }
        let text = |name| -> Result<Option<String>, Stopped> {
            let value = resource.properties.get(name);
            let value = value.map(|value| self.settle(value)).transpose()?;
            Ok(value.as_ref().and_then(kind::as_text))
        };
        let image = resource
            .properties
            .get("Code")
            .and_then(|code| code.get("ImageUri"));
        if text("PackageType")?.as_deref() == Some("Image") || image.is_some() {
            return Ok(Some(
                "container images are not run here: every task that calls it fails; package it as \
                 an archive"
                    .to_owned(),
            ));
        }
        let runtime = text("Runtime")?.unwrap_or_default();
        Ok((!code::runs(&runtime)).then(|| {
            format!(
                "the runtime `{runtime}` is not here (python3.N, nodejsN.x and provided are): every \
                 task that calls it fails"
            )
        }))
    }

    fn lacks(&mut self, resource: &Resource, meaning: String) -> Result<(), Stopped> {
        self.absent
            .insert(resource.logical_id.clone(), resource.kind.clone());
        self.report.lacking.push(Difference {
            logical_id: resource.logical_id.clone(),
            kind: resource.kind.clone(),
            place: resource.place,
            meaning,
        });
        self.row(resource, Outcome::Lacking, String::new());
        Ok(())
    }

    fn row(&mut self, resource: &Resource, outcome: Outcome, id: String) {
        self.report.rows.push(Row {
            logical_id: resource.logical_id.clone(),
            kind: resource.kind.clone(),
            outcome,
            id,
        });
    }

    fn difference(&self, resource: &Resource, meaning: String) -> Difference {
        Difference {
            logical_id: resource.logical_id.clone(),
            kind: resource.kind.clone(),
            place: resource.place,
            meaning,
        }
    }

    /// Settles the properties of a resource and reads its files.
    fn ready(&mut self, kind: &dyn Kind, resource: &Resource) -> Result<Ready, Stopped> {
        let mut properties = self.settle_map(&resource.properties)?;
        let mut lacking = Vec::new();
        lacking.extend(kind.shortcoming().map(str::to_owned));
        let mut archive = None;
        let mut hashes: Vec<(&str, String)> = Vec::new();
        match resource.kind.as_str() {
            "AWS::Lambda::Function" => {
                let code = Code::of(&properties, self.folder, &self.layers)?;
                lacking.extend(code.missing);
                self.wants_build |= code.wants_build;
                if let Some(made) = code.archive {
                    hashes.push(("Code", made.sha256));
                    archive = Some(made.bytes);
                }
            }
            LAYER => match properties.get("Content").and_then(Value::as_str) {
                Some(path) => {
                    let files = Files::read(&beside(self.folder, path))?;
                    hashes.push(("Content", files.archive()?.sha256));
                    let made = self.layer_arn(resource, &properties);
                    self.layers.insert(made, files);
                }
                None => lacking.push("its files are in S3: functions do not have them".to_owned()),
            },
            "AWS::StepFunctions::StateMachine" => {
                let text = definition::of(&properties, self.folder)?;
                let Some(text) = text else {
                    return Err(Stopped::Unfit(
                        "the definition is in S3: write it beside the template and name it with \
                         `DefinitionUri`"
                            .to_owned(),
                    ));
                };
                for name in ["DefinitionUri", "Definition", "DefinitionSubstitutions"] {
                    properties.remove(name);
                }
                let hash = hexadecimal(&Sha256::digest(text.as_bytes()));
                hashes.push(("DefinitionString", hash));
                properties.insert("DefinitionString", text.into());
            }
            _ => {}
        }
        for meaning in lacking {
            let difference = self.difference(resource, meaning);
            self.report.lacking.push(difference);
        }
        self.note_inert(kind, resource, &properties);
        let mut remembered = properties.clone();
        for (name, hash) in hashes {
            let hash = Object::from_iter([("sha256".into(), Value::from(hash))]);
            remembered.insert(name, Value::object(hash));
        }
        Ok(Ready {
            properties,
            archive,
            remembered,
        })
    }

    /// Says which properties have no effect.
    fn note_inert(&mut self, kind: &dyn Kind, resource: &Resource, properties: &Object) {
        for property in properties.keys() {
            let inert = kind.inert().iter().find(|(name, _)| **name == **property);
            let meaning = match inert {
                Some((name, meaning)) => format!("`{name}`: {meaning}"),
                None if kind.known().contains(&&**property) => continue,
                None => format!("`{property}` is not known here"),
            };
            let difference = self.difference(resource, meaning);
            self.report.notes.push(difference);
        }
    }

    /// The ARN that a layer has or will have.
    fn layer_arn(&mut self, resource: &Resource, properties: &Object) -> String {
        let made = self.record.get(&resource.logical_id);
        if let Some(made) = made.and_then(|entry| entry.made.as_ref()) {
            return made.id.clone();
        }
        let name = properties.get("LayerName").and_then(kind::as_text);
        let name = name.unwrap_or_else(|| format!("{}-{}", self.stack.name, resource.logical_id));
        self.site.arn("lambda", &format!("layer:{name}:1"))
    }

    /// Makes, changes or keeps one resource.
    fn step(
        &mut self,
        kind: &'static dyn Kind,
        resource: &Resource,
        order: usize,
        ready: &Ready,
    ) -> Result<(), Stopped> {
        let stays = match resource.deletion {
            Deletion::Delete => false,
            // Of what can be made here nothing can be copied in AWS's way: it is safer kept.
            Deletion::Retain | Deletion::RetainExceptOnCreate | Deletion::Snapshot => true,
        };
        let explicit = kind
            .naming()
            .and_then(|(property, _)| ready.properties.get(property).and_then(kind::as_text));
        let known = self.record.get(&resource.logical_id).cloned();
        let Some(known) = known else {
            let entry = self.fresh(kind, resource, explicit.as_deref(), ready, order, stays);
            let name = entry.name.clone();
            let is_chosen = explicit.is_some() || kind.naming().is_none();
            if is_chosen {
                self.check_free(kind, &name, ready)?;
            }
            self.record.put(entry, self.ink)?;
            return self.finish(kind, resource, ready, None, Outcome::Made);
        };
        let base = known.attempt.as_ref().unwrap_or(&known.properties);
        if known.made.is_some() && known.attempt.is_none() && base == &ready.remembered {
            let id = known.made.as_ref().map(|made| made.id.clone());
            if known.order != order || known.stays != stays {
                let entry = Entry {
                    order,
                    stays,
                    ..known
                };
                self.record.put(entry, self.ink)?;
            }
            self.row(resource, Outcome::Kept, id.unwrap_or_default());
            return Ok(());
        }
        let differs = |property: &str| base.get(property) != ready.remembered.get(property);
        let is_other_kind = known.kind != kind.name();
        if is_other_kind || kind.fixed().iter().any(|property| differs(property)) {
            return self.replace(kind, resource, order, ready, known, explicit, stays);
        }
        let outcome = match known.made {
            Some(_) => Outcome::Changed,
            None => Outcome::Made,
        };
        let attempted = known.attempt.clone();
        let entry = Entry {
            attempt: Some(ready.remembered.clone()),
            order,
            stays,
            ..known
        };
        self.record.put(entry, self.ink)?;
        self.finish(kind, resource, ready, attempted, outcome)
    }

    fn fresh(
        &self,
        kind: &dyn Kind,
        resource: &Resource,
        explicit: Option<&str>,
        ready: &Ready,
        order: usize,
        stays: bool,
    ) -> Entry {
        let chars_max = kind
            .naming()
            .map_or(NAME_CHARS_MAX, |(_, max)| max.min(NAME_CHARS_MAX));
        let name = match explicit {
            Some(name) => name.to_owned(),
            None if kind.name() == LAYER => format!("{}-{}", self.stack.name, resource.logical_id),
            None => name::physical(&self.stack.name, &resource.logical_id, chars_max),
        };
        Entry {
            logical_id: resource.logical_id.clone(),
            kind: kind.name().to_owned(),
            name,
            made: None,
            properties: Object::new(),
            attempt: Some(ready.remembered.clone()),
            stays,
            order,
        }
    }

    /// Refuses what would take over something that the stack has not made.
    fn check_free(&self, kind: &dyn Kind, name: &str, ready: &Ready) -> Result<(), Stopped> {
        let found = kind.find(&self.wanted(name, ready, &RefCell::default()));
        let found = match self.ink {
            Ink::Wet => found?,
            // What it refers to may not be there yet.
            Ink::Dry => found.unwrap_or_default(),
        };
        match found {
            Some(made) => Err(Stopped::Unfit(format!(
                "`{}` is there already, and not of this stack: give it another name, or delete it",
                made.id
            ))),
            None => Ok(()),
        }
    }

    fn wanted<'w>(
        &'w self,
        name: &'w str,
        ready: &'w Ready,
        lacking: &'w RefCell<Vec<String>>,
    ) -> Wanted<'w> {
        Wanted {
            site: self.site,
            name,
            properties: &ready.properties,
            archive: ready.archive.as_deref(),
            lacking,
        }
    }

    /// Makes another resource in the place of one that cannot become what is wanted. The old one
    /// goes when everything else is done.
    #[allow(clippy::too_many_arguments, reason = "it is one step of `step`")]
    fn replace(
        &mut self,
        kind: &'static dyn Kind,
        resource: &Resource,
        order: usize,
        ready: &Ready,
        known: Entry,
        explicit: Option<String>,
        stays: bool,
    ) -> Result<(), Stopped> {
        if explicit.as_deref() == Some(known.name.as_str()) && known.kind == kind.name() {
            let changed = kind
                .fixed()
                .iter()
                .find(|property| known.properties.get(property) != ready.remembered.get(property));
            return Err(Stopped::Unfit(format!(
                "a change of `{}` needs another resource in its place, which cannot have the same \
                 name: change the name, too",
                changed.unwrap_or(&"the type")
            )));
        }
        let new = self.fresh(kind, resource, explicit.as_deref(), ready, order, stays);
        if explicit.is_some() {
            self.check_free(kind, &new.name, ready)?;
        }
        let policy = resource.attributes.get("UpdateReplacePolicy");
        let old = Entry {
            stays: policy
                .and_then(StackValue::as_text)
                .is_some_and(|it| it != "Delete"),
            ..known
        };
        self.record.replace(old, new, self.ink)?;
        self.finish(kind, resource, ready, None, Outcome::Replaced)
    }

    /// Does what the record says is being attempted.
    fn finish(
        &mut self,
        kind: &'static dyn Kind,
        resource: &Resource,
        ready: &Ready,
        attempted: Option<Object>,
        outcome: Outcome,
    ) -> Result<(), Stopped> {
        let Some(entry) = self.record.get(&resource.logical_id).cloned() else {
            return Ok(());
        };
        let lacking = RefCell::new(Vec::new());
        if self.ink == Ink::Dry {
            let id = entry
                .made
                .map_or_else(|| entry.name.clone(), |made| made.id);
            self.row(resource, outcome, id);
            return Ok(());
        }
        let wanted = self.wanted(&entry.name, ready, &lacking);
        let done = carry_out(kind, &wanted, &entry, attempted.as_ref());
        let made = match done {
            Ok(made) => made,
            Err(stopped) => {
                // Nothing of it is there: it need not be looked for.
                if entry.made.is_none()
                    && kind.find(&wanted).is_ok_and(|found| found.is_none())
                    && kind.naming().is_some()
                {
                    self.record.forget(&entry, self.ink)?;
                }
                return Err(stopped);
            }
        };
        for meaning in lacking.into_inner() {
            let difference = self.difference(resource, meaning);
            self.report.lacking.push(difference);
        }
        let id = made.id.clone();
        let entry = Entry {
            made: Some(made),
            properties: ready.remembered.clone(),
            attempt: None,
            ..entry
        };
        self.record.put(entry, self.ink)?;
        self.row(resource, outcome, id);
        Ok(())
    }

    /// Takes away what is no longer in the stack, and what has been replaced.
    fn clean_up(&mut self) -> Result<(), Halt> {
        let present: BTreeSet<&str> = self
            .stack
            .resources
            .iter()
            .filter(|resource| {
                // A service that is away for now is no reason to take away what is there.
                let is_away =
                    kind::of(&resource.kind).is_some_and(|it| it.is_elsewhere().is_some());
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
                let verb = if users.len() == 1 { "refers" } else { "refer" };
                difference.meaning =
                    format!("{} ({} {verb} to it)", difference.meaning, quoted(&users));
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

    fn settle_map(&self, map: &Map) -> Result<Object, Stopped> {
        let settled = self.settle(&StackValue::Map(map.clone()))?;
        Ok(settled.as_object().cloned().unwrap_or_default())
    }

    /// A value with everything known filled in.
    fn settle(&self, value: &StackValue) -> Result<Value, Stopped> {
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

    fn known(&self, reference: &Reference) -> Option<Value> {
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

    fn of_resource(&self, id: &str, attribute: Option<&str>) -> Option<String> {
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
    fn look_up(&self, named: Named<'_>) -> Option<String> {
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

/// Makes a resource, or changes what there is of it.
fn carry_out(
    kind: &dyn Kind,
    wanted: &Wanted<'_>,
    entry: &Entry,
    attempted: Option<&Object>,
) -> Result<Made, Stopped> {
    let is_again = attempted.is_some();
    let found = match &entry.made {
        Some(made) => Some(made.clone()),
        None if is_again => kind.find(wanted)?,
        None => None,
    };
    let Some(mut made) = found else {
        if let Some(properties) = attempted
            && kind.naming().is_none()
        {
            // What the attempt made, if it made anything, is known by nothing but its properties.
            // What cannot be taken away so was not made.
            let made = &Made::new(wanted.name, []);
            let _ = kind.delete(wanted.site, &Left { made, properties });
        }
        return kind.create(wanted);
    };
    // What an attempt that was cut short has left has to go, and what was there before it.
    for properties in attempted.into_iter().chain([&entry.properties]) {
        let left = Left {
            made: &made,
            properties,
        };
        made = kind.update(wanted, &left)?;
    }
    Ok(made)
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

fn halt(entry: &Entry, why: Stopped) -> Halt {
    Halt {
        logical_id: entry.logical_id.clone(),
        why,
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

/// "`A`, `B`"
fn quoted<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
