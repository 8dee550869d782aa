//! The Map state.

use std::sync::Arc;

use super::{Recovery, Transition};
use crate::data_flow::Computed;
use crate::expression::PathExpression;
use crate::machine::ScopeId;
use crate::template::Template;

/// `Label` has at most so many characters (Step Functions developer guide, "Distributed Map").
pub const LABEL_CHARS_MAX: usize = 40;

/// `MaxItems` is at most this (Step Functions developer guide, "ItemReader").
pub const MAX_ITEMS_MAX: i64 = 100_000_000;

/// `MaxInputBytesPerBatch` is at most this (Step Functions developer guide, "ItemBatcher").
pub const MAX_INPUT_BYTES_PER_BATCH_MAX: i64 = 262_144;

/// Runs its processor once for each item, or for each batch of items.
#[derive(Clone, Debug)]
pub struct Map {
    /// Where the items come from, when no reader brings them.
    pub items: Items,
    /// `ItemSelector`, or the older `Parameters`: what an iteration gets in place of its item.
    pub item_selector: Option<Template>,
    /// `ItemProcessor`, or the older `Iterator`.
    pub processor: ScopeId,
    /// Where the iterations run.
    pub mode: MapMode,
    /// `MaxConcurrency` or `MaxConcurrencyPath`: how many iterations run at once; 0, the
    /// default, sets no limit.
    pub max_concurrency: Computed<u32>,
    /// What happens when an iteration fails.
    pub recovery: Recovery,
    /// Where control goes.
    pub transition: Transition,
}

/// Where a Map's items come from.
#[derive(Clone, Debug)]
pub enum Items {
    /// The state's effective input, the default.
    Input,
    /// JSONPath's `ItemsPath`.
    Path(PathExpression),
    /// JSONata's `Items`.
    Template(Template),
}

/// Where a Map's iterations run. ASL spells this `ProcessorConfig.Mode`.
#[derive(Clone, Debug)]
pub enum MapMode {
    /// `INLINE`, the default: within the execution itself.
    Inline,
    /// `DISTRIBUTED`: each as an execution of its own, under one Map Run.
    Distributed(Box<Distributed>),
}

/// What only a distributed Map has.
#[derive(Clone, Debug)]
pub struct Distributed {
    /// `ProcessorConfig.ExecutionType`: how durable the child executions are.
    pub execution_type: ExecutionType,
    /// `Label`: what the Map Run's ARN calls the state, at most 40 characters.
    pub label: Option<Arc<str>>,
    /// `ItemReader`: brings the items from elsewhere.
    pub item_reader: Option<ItemReader>,
    /// `ItemBatcher`: gives each child execution several items.
    pub item_batcher: Option<ItemBatcher>,
    /// `ToleratedFailureCount` or its path; 0 by default.
    pub tolerated_failure_count: Option<Computed<u64>>,
    /// `ToleratedFailurePercentage` or its path, 0.0 to 100.0; 0.0 by default.
    pub tolerated_failure_percentage: Option<Computed<f64>>,
    /// `ResultWriter`: takes the results elsewhere.
    pub result_writer: Option<ResultWriter>,
}

/// The kind of a state machine or of a child execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecutionType {
    /// Durable, exactly once, up to a year.
    Standard,
    /// In memory, up to five minutes.
    Express,
}

/// `ItemReader`: a task that brings items, and how to read what it brings.
#[derive(Clone, Debug)]
pub struct ItemReader {
    /// `Resource`, such as `arn:aws:states:::s3:getObject`.
    pub resource: super::Resource,
    /// `Parameters` or `Arguments`.
    pub arguments: Option<Template>,
    /// `ReaderConfig` as it is written, without `MaxItems` and `MaxItemsPath`.
    pub config: crate::value::Object,
    /// `ReaderConfig.MaxItems` or its path; no limit when absent.
    pub max_items: Option<Computed<u64>>,
}

/// `ItemBatcher`: how items are put together. At least one of the two limits is there.
#[derive(Clone, Debug)]
pub struct ItemBatcher {
    /// `MaxItemsPerBatch` or its path.
    pub max_items: Option<Computed<u64>>,
    /// `MaxInputBytesPerBatch` or its path, at most 262,144.
    pub max_input_bytes: Option<Computed<u64>>,
    /// `BatchInput`: what every batch gets beside its items.
    pub batch_input: Option<Template>,
}

/// `ResultWriter`: a task that takes the results, and the form they have.
#[derive(Clone, Debug)]
pub struct ResultWriter {
    /// `Resource`, such as `arn:aws:states:::s3:putObject`; without it only the form changes.
    pub resource: Option<super::Resource>,
    /// `Parameters` or `Arguments`.
    pub arguments: Option<Template>,
    /// `WriterConfig` as it is written.
    pub config: crate::value::Object,
}
