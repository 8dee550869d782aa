//! Which variables each state reads, as DescribeStateMachine reports them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{StateId, StateMachine};
use crate::data_flow::{Assign, Computed, DataFlow, Selection};
use crate::expression::{Expression, ExpressionKind, PathExpression, Root};
use crate::state::{
    Comparison, Condition, Distributed, Items, MapMode, Operand, State, StateKind, Wait,
};
use crate::template::Template;

impl StateMachine {
    /// The variables that each state reads, without the `$` and in alphabetical order. States
    /// that read none are left out, as AWS does; those of inner scopes are on their own.
    pub fn variable_references(&self) -> Vec<(StateId, Vec<Arc<str>>)> {
        self.states()
            .map(|(id, state)| (id, state.variables_read()))
            .filter(|(_, variables)| !variables.is_empty())
            .collect()
    }
}

impl State {
    /// The variables that the state reads, in alphabetical order.
    pub fn variables_read(&self) -> Vec<Arc<str>> {
        let mut read = VariablesRead::default();
        read.flow(&self.flow);
        read.kind(&self.kind);
        let recovery = self.kind.recovery();
        for catcher in &recovery.catch {
            read.template(catcher.output.as_ref());
            read.assign(catcher.assign.as_ref());
        }
        read.0.into_iter().collect()
    }
}

#[derive(Default)]
struct VariablesRead(BTreeSet<Arc<str>>);

impl VariablesRead {
    fn flow(&mut self, flow: &DataFlow) {
        match flow {
            DataFlow::JsonPath(flow) => {
                for selection in [&flow.input_path, &flow.output_path] {
                    match selection {
                        Selection::Path(path) => self.path(path),
                        Selection::Everything | Selection::Nothing => {}
                    }
                }
                self.template(flow.parameters.as_ref());
                self.template(flow.result_selector.as_ref());
            }
            DataFlow::Jsonata(flow) => {
                self.template(flow.arguments.as_ref());
                self.template(flow.output.as_ref());
            }
        }
        self.assign(flow.assign());
    }

    fn kind(&mut self, kind: &StateKind) {
        match kind {
            StateKind::Pass { .. } | StateKind::Succeed | StateKind::Parallel(_) => {}
            StateKind::Task(task) => {
                self.computed(task.timeout_seconds.as_ref());
                self.computed(task.heartbeat_seconds.as_ref());
                self.template(task.credentials.as_ref());
            }
            StateKind::Choice(choice) => {
                for rule in &choice.rules {
                    self.condition(&rule.condition);
                    self.assign(rule.assign.as_ref());
                    self.template(rule.output.as_ref());
                }
            }
            StateKind::Wait(Wait::Seconds(seconds, _)) => self.computed(Some(seconds)),
            StateKind::Wait(Wait::Timestamp(timestamp, _)) => self.computed(Some(timestamp)),
            StateKind::Fail(fail) => {
                self.computed(fail.error.as_ref());
                self.computed(fail.cause.as_ref());
            }
            StateKind::Map(map) => {
                match &map.items {
                    Items::Input => {}
                    Items::Path(path) => self.path(path),
                    Items::Template(template) => self.template(Some(template)),
                }
                self.template(map.item_selector.as_ref());
                self.computed(Some(&map.max_concurrency));
                match &map.mode {
                    MapMode::Inline => {}
                    MapMode::Distributed(distributed) => self.distributed(distributed),
                }
            }
        }
    }

    fn distributed(&mut self, distributed: &Distributed) {
        self.computed(distributed.tolerated_failure_count.as_ref());
        self.computed(distributed.tolerated_failure_percentage.as_ref());
        if let Some(reader) = &distributed.item_reader {
            self.template(reader.arguments.as_ref());
            self.computed(reader.max_items.as_ref());
        }
        if let Some(batcher) = &distributed.item_batcher {
            self.computed(batcher.max_items.as_ref());
            self.computed(batcher.max_input_bytes.as_ref());
            self.template(batcher.batch_input.as_ref());
        }
        if let Some(writer) = &distributed.result_writer {
            self.template(writer.arguments.as_ref());
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::And(conditions) | Condition::Or(conditions) => {
                for condition in conditions {
                    self.condition(condition);
                }
            }
            Condition::Not(condition) => self.condition(condition),
            Condition::IsPresent(variable, _) => self.path(variable),
            Condition::Compare(variable, comparison) => {
                self.path(variable);
                match comparison {
                    Comparison::Is(..) | Comparison::StringMatches(_) => {}
                    Comparison::String(_, operand) => self.operand(operand),
                    Comparison::Numeric(_, operand) => self.operand(operand),
                    Comparison::Timestamp(_, operand) => self.operand(operand),
                    Comparison::BooleanEquals(operand) => self.operand(operand),
                }
            }
            Condition::Jsonata(expression) => self.expression(expression),
            Condition::Literal(_) => {}
        }
    }

    fn operand<T>(&mut self, operand: &Operand<T>) {
        match operand {
            Operand::Literal(_) => {}
            Operand::Path(path) => self.path(path),
        }
    }

    fn computed<T>(&mut self, computed: Option<&Computed<T>>) {
        match computed {
            None | Some(Computed::Literal(_)) => {}
            Some(Computed::Expression(expression)) => self.expression(expression),
        }
    }

    fn assign(&mut self, assign: Option<&Assign>) {
        for (_, template) in assign.into_iter().flat_map(|assign| &assign.0) {
            self.template(Some(template));
        }
    }

    fn template(&mut self, template: Option<&Template>) {
        for expression in template.into_iter().flat_map(Template::expressions) {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::Path(path) => self.path(path),
            ExpressionKind::Intrinsic(intrinsic) => self.0.extend(intrinsic.variables().cloned()),
            ExpressionKind::Jsonata(jsonata) => self.0.extend(jsonata.variables().cloned()),
        }
    }

    fn path(&mut self, path: &PathExpression) {
        match &path.root {
            Root::Input | Root::Context => {}
            Root::Variable(name) => {
                self.0.insert(name.clone());
            }
        }
    }
}
