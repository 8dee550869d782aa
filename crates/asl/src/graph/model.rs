//! What there is to draw: boxes, and what leads from one to another.
//!
//! A machine becomes one [`ScopeGraph`] for each of its scopes. Edges that lead from one state to
//! the same other one become one edge, so a Choice with three rules for one target has one edge
//! with three lines of label.

use std::collections::HashMap;
use std::hash::Hash;

use super::words;
use crate::machine::{Scope, ScopeId, StateId, StateMachine};
use crate::state::{Choice, State, StateKind, Transition};

/// A machine as boxes and edges.
#[derive(Debug)]
pub(super) struct Graph {
    /// What the drawing is called.
    pub(super) title: String,
    /// What is in it, for those who cannot see it.
    pub(super) description: String,
    /// The scopes in the order of the machine; the machine itself comes first.
    pub(super) scopes: Vec<ScopeGraph>,
}

/// The boxes of one scope. The first is where it starts.
#[derive(Debug, Default)]
pub(super) struct ScopeGraph {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

/// A box.
#[derive(Debug)]
pub(super) enum Node {
    /// Where the scope starts.
    Start,
    /// Where it ends.
    End,
    /// A state.
    Card(Card),
    /// A state that holds other states, and the places of its scopes in [`Graph::scopes`].
    Container(Card, Vec<usize>),
    /// The end of an edge too long to draw: the name of the state it leads to.
    Jump(String),
}

/// What a state's box says.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) icon: Icon,
    pub(super) title: String,
    pub(super) detail: String,
    /// More than fits in the box.
    pub(super) tooltip: String,
    /// How often the state is tried again at most.
    pub(super) retries: Option<u32>,
}

/// One small picture for each type of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    Task,
    Choice,
    Wait,
    Pass,
    Succeed,
    Fail,
    Parallel,
    Map,
}

/// What leads from one box of a scope to another, or back to itself.
#[derive(Debug)]
pub(super) struct Edge {
    /// A place in [`ScopeGraph::nodes`].
    pub(super) from: usize,
    /// A place in [`ScopeGraph::nodes`].
    pub(super) to: usize,
    pub(super) kind: EdgeKind,
    /// What makes control go this way, each reason by itself; empty when it always does.
    pub(super) reasons: Vec<String>,
}

/// Why control takes an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum EdgeKind {
    /// The state is done.
    Flow,
    /// The state has failed.
    Catch,
}

impl Graph {
    /// The boxes and edges of `machine`.
    pub(super) fn of(machine: &StateMachine) -> Graph {
        Graph {
            title: title(machine),
            description: description(machine),
            scopes: machine
                .scopes()
                .map(|(_, scope)| scope_graph(machine, scope))
                .collect(),
        }
    }
}

fn title(machine: &StateMachine) -> String {
    match machine.comment() {
        Some(comment) if !comment.trim().is_empty() => comment.trim().to_owned(),
        Some(_) | None => "State machine".to_owned(),
    }
}

/// `10 states (7 Task, 2 Choice, 1 Fail), starting at Receive.`
fn description(machine: &StateMachine) -> String {
    let count = machine.states().count();
    let states = if count == 1 { "state" } else { "states" };
    let types = grouped(
        machine
            .states()
            .map(|(_, state)| (state.kind.type_name(), ())),
    );
    let types: Vec<String> = types
        .iter()
        .map(|(name, found)| format!("{} {name}", found.len()))
        .collect();
    let start = machine.state(machine.scope(ScopeId::ROOT).start_at);
    format!(
        "{count} {states} ({}), starting at {}.",
        types.join(", "),
        start.name
    )
}

fn scope_graph(machine: &StateMachine, scope: &Scope) -> ScopeGraph {
    let mut nodes = vec![Node::Start];
    let places: HashMap<StateId, usize> = scope.states.iter().copied().zip(1..).collect();
    nodes.extend(scope.states.iter().map(|&id| node(machine.state(id))));

    let mut edges = Vec::new();
    let mut connect = |from: usize, to: Option<&usize>, kind: EdgeKind, reasons: Vec<String>| {
        // Invariant: the parser lets no transition leave its scope.
        if let Some(&to) = to {
            edges.push(Edge {
                from,
                to,
                kind,
                reasons,
            });
        }
    };
    connect(0, places.get(&scope.start_at), EdgeKind::Flow, Vec::new());
    for (&id, from) in scope.states.iter().zip(1..) {
        let state = machine.state(id);
        match exit(&state.kind) {
            Exit::Nowhere => {}
            Exit::To(Transition::Next(next)) => {
                connect(from, places.get(&next), EdgeKind::Flow, Vec::new());
            }
            Exit::To(Transition::End) => {
                connect(from, Some(&nodes.len()), EdgeKind::Flow, Vec::new());
                nodes.push(Node::End);
            }
            Exit::Chosen(choice) => {
                for (next, reasons) in chosen_targets(choice) {
                    connect(from, places.get(&next), EdgeKind::Flow, reasons);
                }
            }
        }
        let catchers = &state.kind.recovery().catch;
        for (next, catchers) in grouped(catchers.iter().map(|catcher| (catcher.next, catcher))) {
            let reasons = vec![words::errors(catchers.into_iter())];
            connect(from, places.get(&next), EdgeKind::Catch, reasons);
        }
    }
    ScopeGraph { nodes, edges }
}

/// How control leaves a state that has done its work.
enum Exit<'m> {
    Nowhere,
    To(Transition),
    Chosen(&'m Choice),
}

fn exit(kind: &StateKind) -> Exit<'_> {
    match kind {
        StateKind::Pass { transition, .. } => Exit::To(*transition),
        StateKind::Task(task) => Exit::To(task.transition),
        StateKind::Choice(choice) => Exit::Chosen(choice),
        StateKind::Wait(wait) => Exit::To(wait.transition()),
        StateKind::Succeed | StateKind::Fail(_) => Exit::Nowhere,
        StateKind::Parallel(parallel) => Exit::To(parallel.transition),
        StateKind::Map(map) => Exit::To(map.transition),
    }
}

fn chosen_targets(choice: &Choice) -> Vec<(StateId, Vec<String>)> {
    let rules = choice
        .rules
        .iter()
        .map(|rule| (rule.next, words::rule(rule)));
    let default = choice
        .default
        .iter()
        .map(|&next| (next, words::OTHERWISE.to_owned()));
    grouped(rules.chain(default))
}

/// The values of each key together, keys in order of first appearance.
fn grouped<K: Copy + Eq + Hash, V>(pairs: impl Iterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    let mut places = HashMap::new();
    for (key, value) in pairs {
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}

fn node(state: &State) -> Node {
    let scope_places = |ids: &[ScopeId]| ids.iter().map(|id| id.0 as usize).collect();
    match &state.kind {
        StateKind::Pass { .. } => Node::Card(card(state, Icon::Pass)),
        StateKind::Task(_) => Node::Card(card(state, Icon::Task)),
        StateKind::Choice(_) => Node::Card(card(state, Icon::Choice)),
        StateKind::Wait(_) => Node::Card(card(state, Icon::Wait)),
        StateKind::Succeed => Node::Card(card(state, Icon::Succeed)),
        StateKind::Fail(_) => Node::Card(card(state, Icon::Fail)),
        StateKind::Parallel(parallel) => Node::Container(
            card(state, Icon::Parallel),
            scope_places(&parallel.branches),
        ),
        StateKind::Map(map) => {
            Node::Container(card(state, Icon::Map), scope_places(&[map.processor]))
        }
    }
}

fn card(state: &State, icon: Icon) -> Card {
    let name = super::text::one_line(state.name.as_str());
    let detail = words::detail(state);
    let mut tooltip = format!("{name}\n{}: {detail}", state.kind.type_name());
    if let Some(comment) = &state.comment {
        tooltip.push('\n');
        tooltip.push_str(comment);
    }
    Card {
        icon,
        title: name,
        detail,
        tooltip,
        retries: words::retries(state.kind.recovery()),
    }
}
