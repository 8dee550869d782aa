//! How the items of a Map Run are put together into the inputs of its children.

use asl::state::ItemBatcher;
use asl::{Object, Value, json};

use crate::data_flow::Problem;
use crate::payload::{PAYLOAD_BYTES_MAX, Payload};
use crate::thread::ThreadId;
use crate::turn::{Turn, View};

impl Turn<'_> {
    /// The inputs of the children that get several items each, and how many items that is.
    pub(crate) fn batch_inputs(
        &mut self,
        thread: ThreadId,
        batcher: &ItemBatcher,
        effective: &Payload,
        items: Vec<Value>,
    ) -> Result<Vec<(Value, u64)>, Problem> {
        let batch_input = match &batcher.batch_input {
            None => None,
            Some(template) => {
                let view = View::input(effective.value());
                Some(self.compute(thread, template, view)?)
            }
        };
        let groups = self.batches(thread, batcher, effective, batch_input.as_ref(), items)?;
        let inputs = groups.into_iter().map(|items| {
            let count = items.len() as u64;
            let mut input = Object::new();
            if let Some(batch_input) = &batch_input {
                input.insert("BatchInput", batch_input.clone());
            }
            input.insert("Items", Value::array(items));
            (Value::object(input), count)
        });
        Ok(inputs.collect())
    }

    fn batches(
        &mut self,
        thread: ThreadId,
        batcher: &ItemBatcher,
        effective: &Payload,
        batch_input: Option<&Value>,
        items: Vec<Value>,
    ) -> Result<Vec<Vec<Value>>, Problem> {
        let items_max = self.whole(thread, effective, batcher.max_items.as_ref())?;
        let bytes_max = self.whole(thread, effective, batcher.max_input_bytes.as_ref())?;
        let items_max = items_max.filter(|&most| most > 0).unwrap_or(u64::MAX);
        let bytes_max = bytes_max
            .filter(|&most| most > 0)
            .map_or(PAYLOAD_BYTES_MAX, |most| {
                usize::try_from(most).unwrap_or(usize::MAX)
            })
            .min(PAYLOAD_BYTES_MAX);
        // A value nested too deep to be measured is as long as can be: it fails by its own length.
        let frame = batch_input
            .map_or(0, |input| {
                json::text_length(input).saturating_add(r#""BatchInput":,"#.len())
            })
            .saturating_add(r#"{"Items":[]}"#.len());
        let mut groups: Vec<Vec<Value>> = Vec::new();
        let mut bytes = 0_usize;
        for item in items {
            let length = json::text_length(&item).saturating_add(1);
            match groups.last_mut() {
                Some(batch)
                    if (batch.len() as u64) < items_max
                        && bytes.saturating_add(length) <= bytes_max =>
                {
                    batch.push(item);
                    bytes += length;
                }
                _ => {
                    groups.push(vec![item]);
                    bytes = frame.saturating_add(length);
                }
            }
        }
        Ok(groups)
    }
}
