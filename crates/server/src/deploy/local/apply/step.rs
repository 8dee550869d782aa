//! One resource on its way from what there is of it to what is wanted.

use std::cell::RefCell;

use asl::Object;
use deployment::stack::{Deletion, Resource, Value as StackValue};

use super::super::kind::{self, Kind, LAYER, Left, Made, Wanted};
use super::super::name;
use super::super::record::{Entry, Ink};
use super::super::report::Outcome;
use super::super::site::Stopped;
use super::ready::Ready;
use super::{Apply, difference};

/// Names that nobody chose are as long as the shortest limit there is.
const NAME_CHARS_MAX: usize = 64;

impl Apply<'_> {
    /// Makes, changes or keeps one resource.
    pub(super) fn step(
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
                    stays,
                    order,
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
            return self.replace(
                kind,
                resource,
                order,
                ready,
                known,
                explicit.as_deref(),
                stays,
            );
        }
        let outcome = match known.made {
            Some(_) => Outcome::Changed,
            None => Outcome::Made,
        };
        let attempted = known.attempt.clone();
        let entry = Entry {
            attempt: Some(ready.remembered.clone()),
            stays,
            order,
            ..known
        };
        self.record.put(entry, self.ink)?;
        self.finish(kind, resource, ready, attempted.as_ref(), outcome)
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
        explicit: Option<&str>,
        stays: bool,
    ) -> Result<(), Stopped> {
        if explicit == Some(known.name.as_str()) && known.kind == kind.name() {
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
        let new = self.fresh(kind, resource, explicit, ready, order, stays);
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
        attempted: Option<&Object>,
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
        let done = carry_out(kind, &wanted, &entry, attempted);
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
            let difference = difference(resource, meaning);
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
