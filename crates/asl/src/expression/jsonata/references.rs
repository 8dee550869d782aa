//! What an expression refers to, read off its syntax tree.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use jlens_core::ast::{FallbackOp, Node, NodeKind, Stage};
use jlens_core::stack;

use super::functions;
use crate::expression::SyntaxError;

/// What an expression refers to.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Variables that the expression does not bind itself, in order of first appearance; names
    /// of functions are not among them.
    pub(super) variables: Vec<Arc<str>>,
    /// Names of functions, which a variable of the same name hides.
    pub(super) functions: Vec<Arc<str>>,
    /// Which fields of `$states` are read.
    pub(super) states: StatesFields,
    /// Whether a function takes an argument from the context at the top level.
    pub(super) calls_on_context: bool,
    /// Whether there is a regular expression.
    pub(super) patterns: bool,
    /// Where `$states.result` is first read.
    pub(super) result_at: Option<usize>,
    /// Where `$states.errorOutput` is first read.
    pub(super) error_output_at: Option<usize>,
    /// What Step Functions does not take, by its place in the text.
    pub(super) unsupported: BTreeMap<usize, String>,
    /// The first operator that came after JSONata 2.0.6.
    pub(super) newer_operator: Option<SyntaxError>,
}

/// The fields of `$states` that an expression reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "one for each field")]
pub(super) struct StatesFields {
    /// `$states` as a whole, or a field that is only known when the expression runs.
    pub(super) whole: bool,
    pub(super) input: bool,
    pub(super) context: bool,
    pub(super) result: bool,
    pub(super) error_output: bool,
}

impl StatesFields {
    pub(super) fn any(self) -> bool {
        self.whole || self.input || self.context || self.result || self.error_output
    }
}

/// All functions, JSONata's and those Step Functions adds, by name: for those that take their
/// first argument from the context when it is left out, with how many arguments they need.
static FUNCTIONS: LazyLock<HashMap<&'static str, Option<usize>>> = LazyLock::new(|| {
    let own = jlens_core::function_catalog().into_iter();
    let own = own.map(|function| {
        (
            function.name,
            arguments_without_context(&function.signature),
        )
    });
    own.chain(functions::NAMES.map(|name| (name, None)))
        .collect()
});

/// How many arguments a call needs that takes none from the context, by a signature such as
/// `<s-(sf)n?:a<s>>`; `None` when no call does.
fn arguments_without_context(signature: &str) -> Option<usize> {
    let (mut depth, mut needed, mut takes_context) = (0_usize, 0_usize, false);
    for c in signature.strip_prefix('<').unwrap_or_default().chars() {
        match c {
            ':' if depth == 0 => break,
            '<' => depth += 1,
            '(' => {
                needed += usize::from(depth == 0);
                depth += 1;
            }
            '>' | ')' => depth = depth.saturating_sub(1),
            '-' if depth == 0 => takes_context = true,
            '?' if depth == 0 => needed = needed.saturating_sub(1),
            _ => needed += usize::from(depth == 0 && c.is_alphabetic()),
        }
    }
    takes_context.then_some(needed)
}

/// Whether there is a function of that name.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.contains_key(name)
}

impl References {
    /// What the expression with the syntax tree `root` refers to.
    pub(super) fn of(root: &Node) -> References {
        let mut walk = Walk {
            found: References::default(),
            scopes: vec![Scope::block(std::iter::once(root))],
        };
        walk.visit(root);
        walk.at_top_level(root);
        walk.found
    }

    /// Moves all places in the text by `bytes`.
    pub(super) fn moved(&mut self, bytes: usize) {
        let unsupported = std::mem::take(&mut self.unsupported);
        let moved = unsupported
            .into_iter()
            .map(|(at, message)| (at + bytes, message));
        self.unsupported = moved.collect();
        let ats = [&mut self.result_at, &mut self.error_output_at];
        ats.into_iter().flatten().for_each(|at| *at += bytes);
        self.newer_operator
            .iter_mut()
            .for_each(|error| error.offset += bytes);
    }
}

/// A walk over the tree in the order of evaluation.
struct Walk<'n> {
    found: References,
    scopes: Vec<Scope<'n>>,
}

/// The names bound in a block or in the body of a function.
struct Scope<'n> {
    /// Bound so far.
    bound: Vec<&'n str>,
    /// Bound anywhere in the block: a function that is called later sees those as well.
    anywhere: Vec<&'n str>,
    is_function: bool,
}

impl<'n> Scope<'n> {
    fn block(nodes: impl Iterator<Item = &'n Node>) -> Scope<'n> {
        fn binds<'n>(node: &'n Node, found: &mut Vec<&'n str>) {
            stack::grow(|| {
                if let NodeKind::Bind { lhs, .. } = &node.kind
                    && let NodeKind::Variable { name } = &lhs.kind
                {
                    found.push(name);
                }
                node.for_each_child(|child| match child.kind {
                    NodeKind::Block { .. } | NodeKind::Lambda(_) => {}
                    _ => binds(child, found),
                });
            });
        }
        let mut anywhere = Vec::new();
        nodes.for_each(|node| binds(node, &mut anywhere));
        Scope {
            bound: Vec::new(),
            anywhere,
            is_function: false,
        }
    }
}

impl<'n> Walk<'n> {
    fn visit(&mut self, node: &'n Node) {
        stack::grow(|| self.visit_here(node));
    }

    fn visit_all(&mut self, nodes: &'n [Node]) {
        for node in nodes {
            self.visit(node);
        }
    }

    fn visit_here(&mut self, node: &'n Node) {
        match &node.kind {
            NodeKind::Path { steps, .. } => {
                if let [first, second, ..] = steps.as_slice()
                    && self.is_states(first)
                    && let NodeKind::Name { name } = &second.kind
                {
                    self.read_states_field(name, first.span.start);
                    self.visit_attributes(first);
                    self.visit_all(&steps[1..]);
                } else {
                    self.visit_all(steps);
                }
            }
            NodeKind::Variable { name } => {
                if self.is_states(node) {
                    self.found.states.whole = true;
                } else {
                    self.read(name, node.span.start);
                }
            }
            NodeKind::Bind { lhs, rhs } => {
                self.visit(rhs);
                if let NodeKind::Variable { name } = &lhs.kind {
                    self.bind(name);
                }
            }
            NodeKind::Block { exprs, .. } => {
                self.scopes.push(Scope::block(exprs.iter()));
                self.visit_all(exprs);
                self.scopes.pop();
            }
            NodeKind::Lambda(definition) => {
                let mut scope = Scope::block(std::iter::once(&definition.body));
                scope.bound = definition.params.iter().map(String::as_str).collect();
                scope.is_function = !definition.thunk;
                self.scopes.push(scope);
                self.visit(&definition.body);
                self.scopes.pop();
            }
            NodeKind::Fallback { op, .. } => {
                self.newer_operator(*op, node);
                self.visit_children(node);
            }
            NodeKind::Regex { .. } => {
                self.found.patterns = true;
                self.visit_children(node);
            }
            _ => self.visit_children(node),
        }
        match node.kind {
            NodeKind::Path { .. }
            | NodeKind::Variable { .. }
            | NodeKind::Bind { .. }
            | NodeKind::Block { .. }
            | NodeKind::Lambda(_) => self.visit_attributes(node),
            _ => {}
        }
    }

    /// Visits everything below a node, its predicates and groups included.
    fn visit_children(&mut self, node: &'n Node) {
        self.bind_positions(node);
        node.for_each_child(|child| self.visit(child));
    }

    /// Visits the predicates and groups of a node.
    fn visit_attributes(&mut self, node: &'n Node) {
        self.bind_positions(node);
        for stage in node.attrs.stages.iter().chain(&node.attrs.predicate) {
            if let Stage::Filter { expr, .. } = stage {
                self.visit(expr);
            }
        }
        for (key, value) in node.attrs.group.iter().flat_map(|group| &group.pairs) {
            self.visit(key);
            self.visit(value);
        }
    }

    /// Takes note of what `@$item` and `#$index` bind.
    fn bind_positions(&mut self, node: &'n Node) {
        let attributes = &node.attrs;
        for name in attributes.focus.iter().chain(&attributes.index) {
            self.bind(name);
        }
        for stage in attributes.stages.iter().chain(&attributes.predicate) {
            if let Stage::Index { var, .. } = stage {
                self.bind(var);
            }
        }
    }

    fn bind(&mut self, name: &'n str) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.bound.push(name);
        }
    }

    fn is_bound(&self, name: &str) -> bool {
        let mut called_later = false;
        self.scopes.iter().rev().any(|scope| {
            let bound =
                scope.bound.contains(&name) || called_later && scope.anywhere.contains(&name);
            called_later |= scope.is_function;
            bound
        })
    }

    fn is_states(&self, node: &Node) -> bool {
        matches!(&node.kind, NodeKind::Variable { name } if name == "states")
            && !self.is_bound("states")
    }

    fn read_states_field(&mut self, name: &str, at: usize) {
        let found = &mut self.found;
        match name {
            "input" => found.states.input = true,
            "context" => found.states.context = true,
            "result" => {
                found.states.result = true;
                found.result_at.get_or_insert(at);
            }
            "errorOutput" => {
                found.states.error_output = true;
                found.error_output_at.get_or_insert(at);
            }
            _ => found.states.whole = true,
        }
    }

    fn read(&mut self, name: &str, at: usize) {
        if name.is_empty() {
            return;
        }
        if name == "$" {
            let message = "Reference to '$$' is not supported.";
            self.found.unsupported.insert(at, message.to_owned());
        } else if !self.is_bound(name) {
            let names = if is_function(name) {
                &mut self.found.functions
            } else {
                &mut self.found.variables
            };
            if !names.iter().any(|known| **known == *name) {
                names.push(name.into());
            }
        }
    }

    fn newer_operator(&mut self, operator: FallbackOp, node: &Node) {
        let (symbol, replacement) = match operator {
            FallbackOp::Default => (":", "`x ? x : y`"),
            FallbackOp::Coalesce => ("?", "`$exists(x) ? x : y`"),
        };
        self.found
            .newer_operator
            .get_or_insert_with(|| SyntaxError {
                message: format!("The symbol \"{symbol}\" cannot be used as a unary operator"),
                offset: node.pos.saturating_sub(1),
                hint: Some(format!(
                    "`{}` came after JSONata 2.0.6, which Step Functions runs; write {replacement}",
                    operator.symbol()
                )),
            });
    }

    /// Takes note of the names that an expression looks up in its context. Step Functions has
    /// none to give it at the top level, and refuses them there: in the first step of a path, but
    /// not in the steps, predicates, sort keys and groups that follow; in the body of a function,
    /// which keeps the context of its definition.
    fn at_top_level(&mut self, node: &Node) {
        stack::grow(|| match &node.kind {
            NodeKind::Path { steps, .. } => {
                if let Some(first) = steps.first() {
                    self.at_top_level(first);
                }
            }
            NodeKind::Name { name } => self.unsupported(name, node),
            NodeKind::Variable { name } if name.is_empty() => self.unsupported("$", node),
            NodeKind::Object { pairs } => {
                for (key, value) in pairs {
                    self.at_top_level(key);
                    self.at_top_level(value);
                }
            }
            NodeKind::Bind { rhs, .. } => self.at_top_level(rhs),
            NodeKind::Lambda(definition) => self.at_top_level(&definition.body),
            NodeKind::Array { items: nodes } | NodeKind::Block { exprs: nodes, .. } => {
                self.all_at_top_level(nodes);
            }
            NodeKind::Function { procedure, args } | NodeKind::Partial { procedure, args } => {
                if let NodeKind::Variable { name } = &procedure.kind
                    && let Some(Some(needed)) = FUNCTIONS.get(name.as_str())
                {
                    self.found.calls_on_context |= args.len() < *needed;
                }
                self.at_top_level(procedure);
                self.all_at_top_level(args);
            }
            NodeKind::Binary { lhs, rhs, .. }
            | NodeKind::Fallback { lhs, rhs, .. }
            | NodeKind::Apply { lhs, rhs } => {
                self.at_top_level(lhs);
                self.at_top_level(rhs);
            }
            NodeKind::Negate { expr } => self.at_top_level(expr),
            NodeKind::Condition {
                condition,
                then,
                otherwise,
            } => {
                self.at_top_level(condition);
                self.at_top_level(then);
                if let Some(otherwise) = otherwise {
                    self.at_top_level(otherwise);
                }
            }
            NodeKind::Variable { .. }
            | NodeKind::String { .. }
            | NodeKind::Number { .. }
            | NodeKind::Bool { .. }
            | NodeKind::Null
            | NodeKind::Regex { .. }
            | NodeKind::Wildcard
            | NodeKind::Descendant
            | NodeKind::Parent { .. }
            | NodeKind::Placeholder
            | NodeKind::Transform(_)
            | NodeKind::Sort { .. }
            | NodeKind::Error { .. } => {}
        });
    }

    fn all_at_top_level(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.at_top_level(node);
        }
    }

    fn unsupported(&mut self, name: &str, node: &Node) {
        let message = format!("Reference to '{name}' at the top level is not supported.");
        let known = self.found.unsupported.values();
        if !known.into_iter().any(|other| *other == message) {
            self.found.unsupported.insert(node.span.start, message);
        }
    }
}
