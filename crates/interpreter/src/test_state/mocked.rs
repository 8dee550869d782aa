//! Map and Parallel states whose iterations or branches are mocked: all that they do but for
//! running them.

use asl::Value;
use asl::data_flow::DataFlow;
use asl::state::{ItemReader, Map, MapMode, Parallel};

use super::Configuration;
use super::mock::Mocked;
use crate::data_flow::{Done, Problem};
use crate::event::ItemContent;
use crate::item_reader;
use crate::payload::Payload;
use crate::state::map_run::{Tolerance, tolerance_exceeded};
use crate::thread::{MapItem, ThreadId};
use crate::turn::Turn;

impl Turn<'_> {
    pub(super) fn attempt_mocked_parallel(&mut self, parallel: &Parallel, mocked: Mocked) {
        let thread = ThreadId::ROOT;
        let done = self
            .effective_input(thread)
            .and_then(|effective| self.arguments(thread, &effective))
            .and_then(|_| match mocked {
                Mocked::Failure(failure) => Err(failure.into()),
                Mocked::Result(result) => {
                    self.complete(thread, Done::Result(result), parallel.transition)
                }
            });
        if let Err(problem) = done {
            self.trouble(thread, problem);
        }
    }

    pub(super) fn attempt_mocked_map(
        &mut self,
        map: &Map,
        mocked: Mocked,
        configuration: &Configuration<'_>,
    ) {
        let thread = ThreadId::ROOT;
        let done =
            self.prepare_map(map, configuration)
                .and_then(|(items, tolerance)| match mocked {
                    Mocked::Failure(failure) => Err(failure.into()),
                    Mocked::Result(result) => {
                        let failed = configuration.map_iteration_failure_count.unwrap_or(0);
                        // Recorded from AWS: a Map that says nothing of tolerance has any number of
                        // failures forgiven in a test.
                        if tolerance != Tolerance::default() && tolerance.is_exceeded(failed, items)
                        {
                            return Err(tolerance_exceeded().into());
                        }
                        self.complete(thread, Done::Result(result), map.transition)
                    }
                });
        if let Err(problem) = done {
            self.trouble(thread, problem);
        }
    }

    /// All that a Map does before its iterations. Gives the number of items and how many may
    /// fail.
    fn prepare_map(
        &mut self,
        map: &Map,
        configuration: &Configuration<'_>,
    ) -> Result<(u64, Tolerance), Problem> {
        let thread = ThreadId::ROOT;
        let effective = self.effective_input(thread)?;
        let distributed = match &map.mode {
            MapMode::Inline => None,
            MapMode::Distributed(distributed) => Some(&**distributed),
        };
        let reader = distributed.and_then(|distributed| distributed.item_reader.as_ref());
        let items = if let Some(reader) = reader {
            self.read_mocked_items(reader, &effective, configuration)?
        } else {
            let items = self.map_items(thread, map, &effective)?;
            let is_path = matches!(self.state(thread).flow, DataFlow::JsonPath(_));
            self.note(|inspection| {
                inspection.after_items_path = is_path.then(|| values(&items));
            });
            items
        };
        // Recorded from AWS: where the items are missing, the concurrency is not told.
        let concurrency = self.concurrency(thread, map, &effective)?;
        self.note(|inspection| inspection.max_concurrency = Some(concurrency));
        let tolerance = match distributed {
            None => Tolerance::default(),
            Some(distributed) => self.tolerance(thread, &effective, distributed)?,
        };
        self.note(|inspection| {
            inspection.tolerated_failure_count = tolerance.count;
            inspection.tolerated_failure_percentage = tolerance.percentage;
        });
        let inputs = self.iteration_inputs(thread, map, &effective, &items)?;
        if map.item_selector.is_some() {
            let selected = Value::array(inputs.clone());
            self.note(|inspection| inspection.after_item_selector = Some(selected));
        }
        if let Some(batcher) = distributed.and_then(|distributed| distributed.item_batcher.as_ref())
        {
            let batches = self.batch_inputs(thread, batcher, &effective, inputs)?;
            let batches = batches.into_iter().map(|(batch, _)| batch).collect();
            let batches = Value::array(batches);
            self.note(|inspection| inspection.after_item_batcher = Some(batches));
        }
        Ok((items.len() as u64, tolerance))
    }

    /// The items in what the reader is said to read; none when nothing is said.
    fn read_mocked_items(
        &mut self,
        reader: &ItemReader,
        effective: &Payload,
        configuration: &Configuration<'_>,
    ) -> Result<Vec<MapItem>, Problem> {
        let thread = ThreadId::ROOT;
        self.resource_arguments(thread, reader.arguments.as_ref(), effective)?;
        let max_items = self.max_items(thread, reader, effective)??;
        let Some(data) = configuration.map_item_reader_data else {
            return Ok(Vec::new());
        };
        let items = item_reader::items(ItemContent::Text(data.into()), reader, max_items)?;
        if reader.config.contains_key("ItemsPointer") {
            let pointed_at = Value::array(items.clone());
            self.note(|inspection| inspection.after_items_pointer = Some(pointed_at));
        }
        let items = (0..).zip(items).map(|(index, value)| MapItem {
            index,
            value,
            key: None,
        });
        Ok(items.collect())
    }
}

fn values(items: &[MapItem]) -> Value {
    Value::array(items.iter().map(|item| item.value.clone()).collect())
}
