//! The Map state, and its inline form: iterations within the execution itself.

use std::sync::Arc;

use asl::data_flow::Computed;
use asl::expression::{Expression, Root};
use asl::state::{Items, Map, MapMode, StateKind};
use asl::{Value, json};

use crate::data_flow::{Done, Problem, not_a_number};
use crate::failure::Failure;
use crate::history::{Details, HistoryEventId};
use crate::payload::Payload;
use crate::thread::{MapItem, Parent, ThreadId, Work};
use crate::turn::{Turn, View};

/// At most so many iterations of an inline Map run at once (Step Functions developer guide,
/// "Using Map state in Inline mode").
const INLINE_CONCURRENCY_MAX: u32 = 40;

/// The iterations of an inline Map, in the order of the items.
#[derive(Clone, Debug)]
pub(crate) struct MapWork {
    /// The effective input, which `ItemSelector` sees.
    effective: Payload,
    items: Vec<MapItem>,
    iterations: Vec<Iteration>,
    ended: usize,
}

#[derive(Clone, Debug)]
enum Iteration {
    Running(ThreadId),
    Ended(Value),
}

impl MapWork {
    pub(crate) fn running(&self) -> Vec<ThreadId> {
        let running = self
            .iterations
            .iter()
            .filter_map(|iteration| match iteration {
                Iteration::Running(thread) => Some(*thread),
                Iteration::Ended(_) => None,
            });
        running.collect()
    }
}

impl Turn<'_> {
    pub(crate) fn attempt_map(&mut self, thread: ThreadId, map: &Map) -> Result<(), Problem> {
        let effective = self.effective_input(thread)?;
        if let MapMode::Distributed(distributed) = &map.mode {
            return self.attempt_map_run(thread, map, distributed, effective);
        }
        let concurrency = self.concurrency(thread, map, &effective)?;
        let items = self.map_items(thread, map, &effective)?;
        let length = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let started = self.advance(thread, Details::MapStateStarted { length });
        let concurrency = match concurrency {
            0 => INLINE_CONCURRENCY_MAX,
            limit => limit.min(INLINE_CONCURRENCY_MAX),
        };
        self.core.threads[thread].visit_mut().work = Work::Map(Box::new(MapWork {
            effective,
            iterations: Vec::with_capacity(items.len()),
            items,
            ended: 0,
        }));
        for _ in 0..concurrency.min(length) {
            self.start_iteration(thread, started)?;
        }
        if length == 0 {
            self.map_ended(thread)?;
        }
        Ok(())
    }

    /// `MaxConcurrency`, however it is given; 0 stands for no limit.
    pub(crate) fn concurrency(
        &mut self,
        thread: ThreadId,
        map: &Map,
        effective: &Payload,
    ) -> Result<u32, Problem> {
        let expression = match &map.max_concurrency {
            Computed::Literal(concurrency) => return Ok(*concurrency),
            Computed::Expression(expression) => expression,
        };
        let value = self.field(thread, effective, expression)?;
        let concurrency = whole_number(expression, &value)?;
        u32::try_from(concurrency).map_err(|_| not_a_number(expression, &value, "integer"))
    }

    /// The items in the state's own data.
    pub(crate) fn map_items(
        &mut self,
        thread: ThreadId,
        map: &Map,
        effective: &Payload,
    ) -> Result<Vec<MapItem>, Problem> {
        let view = View::input(effective.value());
        let (value, jsonata) = match &map.items {
            Items::Input => {
                let language = self.state(thread).flow.query_language();
                (
                    effective.value().clone(),
                    language == asl::QueryLanguage::Jsonata,
                )
            }
            Items::Path(path) => {
                let value =
                    self.evaluate(thread, view, |environment, _| path.select(environment))?;
                (value, false)
            }
            Items::Template(template) => {
                let value = self.compute(thread, template, view)?;
                (value, true)
            }
        };
        match (&value, jsonata) {
            (Value::Array(items), _) => Ok((0..)
                .zip(items.iter())
                .map(|(index, value)| MapItem {
                    index,
                    value: value.clone(),
                    key: None,
                })
                .collect()),
            (Value::Object(fields), true) => Ok((0..)
                .zip(fields.iter())
                .map(|(index, (key, value))| MapItem {
                    index,
                    value: value.clone(),
                    key: Some(key.clone()),
                })
                .collect()),
            _ => Err(not_items(map, &value, jsonata)),
        }
    }

    /// What an iteration gets: what `ItemSelector` makes of the item, or the item.
    pub(crate) fn iteration_input(
        &mut self,
        thread: ThreadId,
        map: &Map,
        effective: &Payload,
        item: &MapItem,
    ) -> Result<Value, Problem> {
        let Some(selector) = &map.item_selector else {
            return Ok(match &item.key {
                None => item.value.clone(),
                Some(key) => Value::object(asl::Object::from_iter([
                    ("Key".into(), Value::String(key.clone())),
                    ("Value".into(), item.value.clone()),
                ])),
            });
        };
        let view = View {
            item: Some(item),
            ..View::input(effective.value())
        };
        Ok(self.compute(thread, selector, view)?)
    }

    /// What each iteration gets, in the order of the items.
    pub(crate) fn iteration_inputs(
        &mut self,
        thread: ThreadId,
        map: &Map,
        effective: &Payload,
        items: &[MapItem],
    ) -> Result<Vec<Value>, Problem> {
        items
            .iter()
            .map(|item| self.iteration_input(thread, map, effective, item))
            .collect()
    }

    fn start_iteration(
        &mut self,
        thread: ThreadId,
        previous: HistoryEventId,
    ) -> Result<(), Problem> {
        let machine = self.machine;
        let visit = self.core.threads[thread].visit();
        let (state, Work::Map(work)) = (visit.state, &visit.work) else {
            unreachable!("an iteration has a Map state above it")
        };
        let StateKind::Map(map) = &machine.state(state).kind else {
            unreachable!("only a Map state has iterations")
        };
        let index = work.iterations.len();
        let (item, effective) = (work.items[index].clone(), work.effective.clone());
        let input = self.iteration_input(thread, map, &effective, &item)?;
        let input = self.payload(thread, input, &[&effective])?;
        let index = item.index;
        let details = Details::MapIterationStarted { state, index };
        let started = self.core.history.record(previous, self.at, details);
        let start_at = machine.scope(map.processor).start_at;
        let parent = Parent { thread, index };
        let child = self.spawn(parent, started, Some(Arc::new(item)), start_at, input);
        if let Work::Map(work) = &mut self.core.threads[thread].visit_mut().work {
            work.iterations.push(Iteration::Running(child));
        }
        Ok(())
    }

    pub(crate) fn iteration_ended(
        &mut self,
        parent: Parent,
        previous: HistoryEventId,
        output: &Payload,
    ) {
        let Parent { thread, index } = parent;
        let state = self.core.threads[thread].visit().state;
        let details = Details::MapIterationSucceeded { state, index };
        let succeeded = self.core.history.record(previous, self.at, details);
        let line = &mut self.core.threads[thread];
        line.previous = succeeded;
        let Work::Map(work) = &mut line.visit_mut().work else {
            unreachable!("an iteration has a Map state above it")
        };
        work.iterations[index as usize] = Iteration::Ended(output.value().clone());
        work.ended += 1;
        let went_on = if work.iterations.len() < work.items.len() {
            // Recorded from AWS: the next iteration follows the last event inside this one.
            self.start_iteration(thread, previous)
        } else if work.ended == work.items.len() {
            self.map_ended(thread)
        } else {
            Ok(())
        };
        if let Err(problem) = went_on {
            self.trouble(thread, problem);
        }
    }

    fn map_ended(&mut self, thread: ThreadId) -> Result<(), Problem> {
        let machine = self.machine;
        let line = &mut self.core.threads[thread];
        let previous = line.previous;
        let visit = line.visit_mut();
        let (StateKind::Map(map), Work::Map(work)) = (
            &machine.state(visit.state).kind,
            std::mem::replace(&mut visit.work, Work::None),
        ) else {
            unreachable!("only a Map state has iterations")
        };
        let results = work
            .iterations
            .into_iter()
            .filter_map(|iteration| match iteration {
                Iteration::Ended(output) => Some(output),
                Iteration::Running(_) => None,
            });
        let results = Value::array(results.collect());
        // Recorded from AWS: what follows does not follow this event, but the one before it.
        self.core
            .history
            .record(previous, self.at, Details::MapStateSucceeded);
        let result = self.payload(thread, results, &[])?;
        self.complete(thread, Done::Result(result), map.transition)
    }

    /// Stops the iterations because one has failed.
    pub(crate) fn iteration_failed(&mut self, parent: Parent, failed: ThreadId) {
        let previous = self.core.threads[failed].previous;
        let state = self.core.threads[parent.thread].visit().state;
        let index = parent.index;
        let details = Details::MapIterationFailed { state, index };
        self.core.history.record(previous, self.at, details);
        self.abort_iterations(parent.thread, Some(failed));
    }

    /// Stops the iterations that run, but for the one that has `failed`.
    pub(crate) fn abort_iterations(&mut self, thread: ThreadId, failed: Option<ThreadId>) {
        let visit = self.core.threads[thread].visit();
        let state = visit.state;
        for iteration in visit.work.children() {
            if Some(iteration) == failed {
                continue;
            }
            self.abort(iteration);
            let line = &self.core.threads[iteration];
            if let Some(Parent { index, .. }) = line.parent {
                let details = Details::MapIterationAborted { state, index };
                self.core.history.record(line.previous, self.at, details);
            }
        }
    }
}

/// The whole number that a field of a Map gets from a path or an expression.
///
/// AWS reads the value of a path as text: `2` and `"2"` are numbers, `2.0` is not (measured in
/// September 2026 for `MaxItemsPath`, floci pull request 3732). An expression gives a number.
pub(crate) fn whole_number(expression: &Expression, value: &Value) -> Result<i64, Problem> {
    let number = match value {
        _ if expression.is_jsonata() => value.as_integral(),
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    number.ok_or_else(|| not_a_number(expression, value, "integer"))
}

/// What was to be gone through is not an array.
fn not_items(map: &Map, value: &Value, jsonata: bool) -> Problem {
    match &map.items {
        Items::Template(asl::template::Template::Expression(expression)) => {
            expression.wrong_type("array", value).into()
        }
        _ if jsonata => Problem::Evaluation(asl::expression::EvaluationError {
            kind: asl::expression::EvaluationErrorKind::QueryEvaluation,
            field: None,
            message: format!(
                "Map state input must be an array but was: {}",
                json::to_text(value)
            ),
        }),
        // Recorded from AWS: the path is told as it goes from its root, `$$` as `$`.
        Items::Path(path) => {
            let from_root = match &path.root {
                Root::Input => None,
                Root::Context => path.text.strip_prefix("$$"),
                Root::Variable(name) => path
                    .text
                    .strip_prefix('$')
                    .and_then(|text| text.strip_prefix(&**name)),
            };
            let shown = from_root.map_or(path.text.to_string(), |rest| format!("${rest}"));
            let cause = format!("Reference path \"{shown}\" must point to array.");
            Failure::runtime(cause).into()
        }
        Items::Input | Items::Template(_) => {
            Failure::runtime("Reference path \"$\" must point to array.").into()
        }
    }
}
