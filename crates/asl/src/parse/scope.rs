//! Scopes: the machine itself, the branches of a Parallel state, the processor of a Map state.

use std::collections::{HashMap, HashSet, hash_map};
use std::sync::Arc;

use super::document::{Entry, Node};
use super::place::Place;
use super::reader::{Field, Fields, Reader, Schema, quoted_list};
use super::spelling::nearest;
use super::variables::Assignment;
use crate::diagnostic::{Code, Span};
use crate::machine::{QueryLanguage, STATE_NAME_CHARS_MAX, Scope, ScopeId, StateId, StateName};
use crate::state::{State, StateKind, TIMEOUT_SECONDS_MAX, Transition};

/// The scopes and states read so far.
#[derive(Default)]
pub(super) struct Assembly {
    pub(super) scopes: Vec<Scope>,
    /// By id. A state is set when it has been read to its end.
    pub(super) states: Vec<Option<State>>,
    pub(super) by_name: HashMap<StateName, StateId>,
    /// The id of the next state in the text.
    pub(super) next_id: u32,
    /// The labels of Map states.
    pub(super) labels: HashSet<Arc<str>>,
    /// The scope that is being read, and the state in it.
    pub(super) scope: ScopeId,
    pub(super) state: StateId,
    pub(super) assignments: Vec<Assignment>,
}

/// The states that a transition may lead to, and what is known of the scope so far.
pub(super) struct Surroundings<'d> {
    pub(super) id: ScopeId,
    /// The language of the states that do not choose one.
    pub(super) language: QueryLanguage,
    pub(super) targets: Targets<'d>,
    /// Whether the way out of every state read so far could be read, so that it can be said
    /// which states are reached.
    pub(super) transitions_known: bool,
}

/// What a transition's target may be.
pub(super) enum Targets<'d> {
    /// A state of the scope.
    Scope(HashMap<&'d str, StateId>),
    /// Anything: a lone state is tested, and a state made up for each name it leads to.
    Anything,
}

/// After so many diagnostics there are no more guesses at what a target was meant to be.
const GUESSES_MAX: usize = 100;

/// So many states are listed when one is unknown.
const NAMES_LISTED_MAX: usize = 8;

const MACHINE: Schema = Schema {
    both: &[&[
        "Comment",
        "StartAt",
        "States",
        "Version",
        "TimeoutSeconds",
        "QueryLanguage",
    ]],
    json_path: &[],
    jsonata: &[],
};

const BRANCH: Schema = Schema {
    both: &[&["Comment", "StartAt", "States"]],
    json_path: &[],
    jsonata: &[],
};

const PROCESSOR: Schema = Schema {
    both: &[&["Comment", "StartAt", "States", "ProcessorConfig"]],
    json_path: &[],
    jsonata: &[],
};

/// The fields of the machine that are not states.
pub(super) struct MachineFields {
    pub(super) comment: Option<Arc<str>>,
    pub(super) query_language: QueryLanguage,
    pub(super) timeout_seconds: Option<u32>,
}

impl Reader {
    /// The whole definition.
    pub(super) fn machine(&mut self, node: &Node) -> Option<MachineFields> {
        let place = &Place::MACHINE;
        let fields = self.open(node, place, &MACHINE, QueryLanguage::JsonPath)?;
        if let Some(version) = fields.get("Version") {
            self.word(version, place, &[("1.0", ())]);
        }
        let query_language = match fields.get("QueryLanguage") {
            Some(field) => self.query_language(field, place),
            None => QueryLanguage::JsonPath,
        };
        let comment = self.comment(&fields, place);
        let timeout_seconds = fields
            .get("TimeoutSeconds")
            .and_then(|field| self.integer(field, place, 0..=i64::from(TIMEOUT_SECONDS_MAX)));
        let states = fields
            .get("States")
            .and_then(|field| field.value.as_object());
        let count: u32 = states.into_iter().flatten().map(state_count).sum();
        self.machine.states.resize(count as usize, None);
        self.states_of(&fields, place, None, query_language);
        Some(MachineFields {
            comment,
            query_language,
            timeout_seconds,
        })
    }

    /// A branch of the Parallel state `parent`.
    pub(super) fn branch(
        &mut self,
        node: &Node,
        place: &Place<'_>,
        parent: StateId,
        machine_language: QueryLanguage,
    ) -> ScopeId {
        let fields = self.open(node, place, &BRANCH, machine_language);
        self.inner_scope(fields.as_ref(), place, parent, machine_language)
    }

    /// The processor of the Map state `parent`, and its `ProcessorConfig`.
    pub(super) fn processor<'d>(
        &mut self,
        node: &'d Node,
        place: &Place<'_>,
        parent: StateId,
        machine_language: QueryLanguage,
    ) -> (ScopeId, Option<Field<'d>>) {
        let fields = self.open(node, place, &PROCESSOR, machine_language);
        let scope = self.inner_scope(fields.as_ref(), place, parent, machine_language);
        (
            scope,
            fields.and_then(|fields| fields.get("ProcessorConfig")),
        )
    }

    fn inner_scope(
        &mut self,
        fields: Option<&Fields<'_>>,
        place: &Place<'_>,
        parent: StateId,
        machine_language: QueryLanguage,
    ) -> ScopeId {
        let Some(fields) = fields else {
            return ScopeId::ROOT;
        };
        self.comment(fields, place);
        // A state's own QueryLanguage is not handed down: states inside a JSONata Map of a
        // JSONPath machine are JSONPath states (measured on AWS, 2026-09).
        self.states_of(fields, place, Some(parent), machine_language)
    }

    pub(super) fn query_language(&mut self, field: Field<'_>, place: &Place<'_>) -> QueryLanguage {
        self.word(
            field,
            place,
            &[
                ("JSONPath", QueryLanguage::JsonPath),
                ("JSONata", QueryLanguage::Jsonata),
            ],
        )
        .unwrap_or_default()
    }

    /// `StartAt` and `States` of a scope.
    fn states_of(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        parent: Option<StateId>,
        language: QueryLanguage,
    ) -> ScopeId {
        self.require(fields, place, &["States", "StartAt"]);
        let states_field = fields.get("States");
        let states_place = place.field("States");
        let entries: &[Entry] = match states_field {
            Some(field) => match field.value.as_object() {
                Some([]) => {
                    let span = field.value.span;
                    self.refuse(
                        &states_place,
                        span,
                        "Value cannot be empty",
                        "a workflow has at least one state",
                    );
                    &[]
                }
                Some(entries) => entries,
                None => {
                    self.wrong_type(field.value, &states_place, "Object");
                    &[]
                }
            },
            None => &[],
        };

        let scope_id = ScopeId(u32::try_from(self.machine.scopes.len()).unwrap_or(u32::MAX));
        let (ids, names) = self.name_states(entries, &states_place);
        let mut around = Surroundings {
            id: scope_id,
            language,
            targets: Targets::Scope(names),
            transitions_known: true,
        };
        let start_at = match fields.get("StartAt") {
            Some(field) if !entries.is_empty() => self.target(field, place, &mut around),
            Some(_) | None => {
                around.transitions_known = false;
                None
            }
        };
        self.machine.scopes.push(Scope {
            start_at: start_at.unwrap_or(StateId(0)),
            parent,
            states: ids.clone(),
        });
        let outer = (self.machine.scope, self.machine.state);
        self.machine.scope = scope_id;
        for (entry, id) in entries.iter().zip(&ids) {
            let place = states_place.state(&entry.key);
            self.machine.state = *id;
            self.state(entry, &place, *id, &mut around);
        }
        (self.machine.scope, self.machine.state) = outer;
        if let Some(states) = states_field.filter(|_| around.transitions_known) {
            self.check_ways(states, &ids, start_at, place);
        }
        scope_id
    }

    /// Gives every state of a scope its id: that of its place in the text, states nested in
    /// others counted.
    fn name_states<'d>(
        &mut self,
        entries: &'d [Entry],
        place: &Place<'_>,
    ) -> (Vec<StateId>, HashMap<&'d str, StateId>) {
        let mut ids = Vec::with_capacity(entries.len());
        let mut names = HashMap::with_capacity(entries.len());
        let mut next = self.machine.next_id;
        for entry in entries {
            let id = StateId(next);
            next += state_count(entry);
            ids.push(id);
            let state_place = place.state(&entry.key);
            let length = entry.key.chars().count();
            if length > STATE_NAME_CHARS_MAX && !self.holds_placeholder(&entry.key) {
                self.report(
                    Code::InvalidStateName,
                    &state_place,
                    entry.key_span,
                    format!(
                        "State name '{}' exceeds the {STATE_NAME_CHARS_MAX}-character limit \
                         allowed by the service",
                        entry.key
                    ),
                    format!("it has {length} characters"),
                );
            }
            if entry.key.is_empty() {
                self.report(
                    Code::InvalidStateName,
                    &state_place,
                    entry.key_span,
                    "State name cannot be empty",
                    "give the state a name",
                );
            }
            let name = StateName(entry.key.clone());
            let taken = match self.machine.by_name.entry(name) {
                hash_map::Entry::Occupied(_) => true,
                hash_map::Entry::Vacant(place) => {
                    place.insert(id);
                    false
                }
            };
            if taken {
                self.report(
                    Code::DuplicateStateName,
                    &state_place,
                    entry.key_span,
                    format!("Duplicate State name: {}", entry.key),
                    "names are unique in the whole machine, branches and processors included: \
                     rename one of the two",
                );
            }
            names.entry(&*entry.key).or_insert(id);
        }
        (ids, names)
    }

    /// The state that a field such as `Next` names.
    pub(super) fn target(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        around: &mut Surroundings<'_>,
    ) -> Option<StateId> {
        let Some(name) = self.string(field, place) else {
            around.transitions_known = false;
            return None;
        };
        let names = match &around.targets {
            Targets::Anything => return Some(self.made_up_state(name)),
            Targets::Scope(names) => names,
        };
        if let Some(id) = names.get(&**name) {
            return Some(*id);
        }
        if self.holds_placeholder(name) {
            around.transitions_known = false;
            return None;
        }
        let elsewhere = self.machine.by_name.contains_key(&**name);
        // Guesses cost time, and nobody reads the hundredth.
        let guess = self.diagnostics.len() < GUESSES_MAX;
        let meant = guess
            .then(|| nearest(name, names.keys().copied()))
            .flatten();
        let hint = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if elsewhere => format!(
                "`{name}` belongs to another scope: control enters and leaves a branch or \
                 processor only by its ends"
            ),
            None => {
                let mut names: Vec<_> = names.iter().map(|(name, id)| (*id, *name)).collect();
                names.sort_unstable();
                let names: Vec<&str> = names.into_iter().map(|(_, name)| name).collect();
                match names.len() {
                    ..=NAMES_LISTED_MAX => format!("the states here are {}", quoted_list(&names)),
                    _ => format!("there is no state `{name}` here"),
                }
            }
        };
        self.report(
            Code::MissingTransitionTarget,
            &place.field(field.name),
            field.value.span,
            format!("Missing 'Next' target: {name}"),
            hint,
        );
        None
    }

    /// The `Next` of a rule or catcher, which must be there.
    pub(super) fn next(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        around: &mut Surroundings<'_>,
    ) -> Option<StateId> {
        let Some(field) = fields.get("Next") else {
            self.require(fields, place, &["Next"]);
            around.transitions_known = false;
            return None;
        };
        self.target(field, place, around)
    }

    /// The stand-in for a state outside of the definition that a lone state leads to.
    fn made_up_state(&mut self, name: &Arc<str>) -> StateId {
        let name = StateName(name.clone());
        if let Some(id) = self.machine.by_name.get(&name) {
            return *id;
        }
        let id = StateId(u32::try_from(self.machine.states.len()).unwrap_or(u32::MAX));
        self.machine.states.push(Some(State {
            name: name.clone(),
            scope: ScopeId::ROOT,
            comment: None,
            flow: super::state::pass_through(QueryLanguage::JsonPath),
            kind: StateKind::Succeed,
            span: Span::default(),
        }));
        self.machine.by_name.insert(name, id);
        if let Some(root) = self.machine.scopes.first_mut() {
            root.states.push(id);
        }
        id
    }

    /// Reports states that nothing leads to, and scopes that never end.
    fn check_ways(
        &mut self,
        states: Field<'_>,
        ids: &[StateId],
        start_at: Option<StateId>,
        place: &Place<'_>,
    ) {
        let states_place = place.field("States");
        let entries = states.value.as_object().unwrap_or_default();
        let ends = |state: &State| match &state.kind {
            StateKind::Succeed | StateKind::Fail(_) => true,
            kind => kind.transition() == Some(Transition::End),
        };
        let known = &self.machine.states;
        let state = |id: StateId| known.get(id.0 as usize).and_then(Option::as_ref);
        if !ids.iter().filter_map(|id| state(*id)).any(ends) {
            // As on AWS, a workflow without an end is not searched for unreachable states.
            self.report(
                Code::MissingEndState,
                place,
                states.key_span,
                "Workflow has no terminal state",
                "one state needs `\"End\": true`, or be of type Succeed or Fail",
            );
            if let (true, Some(last)) = (place.is_machine(), self.diagnostics.last_mut()) {
                last.location = None;
            }
            return;
        }
        let mut reached: Vec<StateId> = Vec::new();
        let mut seen = HashSet::new();
        // A dangling StartAt reaches nothing; AWS then calls every state unreachable.
        reached.extend(start_at.filter(|id| seen.insert(*id)));
        while let Some(id) = reached.pop() {
            if let Some(state) = state(id) {
                let ways = state.kind.targets();
                reached.extend(ways.into_iter().filter(|id| seen.insert(*id)));
            }
        }
        for (entry, id) in entries.iter().zip(ids) {
            // Of states with one name in one scope the first stands for all.
            let first = self.machine.by_name.get(&*entry.key);
            let first = first.filter(|first| ids.contains(first)).unwrap_or(id);
            if !seen.contains(first) {
                self.report(
                    Code::MissingTransitionTarget,
                    &states_place.state(&entry.key),
                    entry.key_span,
                    format!("State \"{}\" is not reachable.", entry.key),
                    "no `StartAt`, `Next`, `Default` or `Catch` leads here",
                );
            }
        }
    }
}

/// The scopes that a state holds: what becomes its branches or its processor.
pub(super) fn inner_scopes(state: &Node) -> Vec<&Node> {
    match state.get("Type").and_then(Node::as_str).map(|text| &**text) {
        Some("Parallel") => {
            let branches = state.get("Branches").and_then(Node::as_array);
            branches.unwrap_or_default().iter().collect()
        }
        Some("Map") => state
            .get("ItemProcessor")
            .or_else(|| state.get("Iterator"))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// How many states a state is: itself and those in its scopes, at any depth.
pub(super) fn state_count(entry: &Entry) -> u32 {
    let nested = inner_scopes(&entry.value)
        .into_iter()
        .filter_map(|scope| scope.get("States")?.as_object());
    1 + nested.flatten().map(state_count).sum::<u32>()
}
