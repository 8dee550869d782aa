//! What a template does not say and a cost depends on: each has a name, a value, and where that is
//! from, and each can be given another.

use std::collections::BTreeMap;

use serde::Serialize;

/// A number that is assumed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assumption {
    /// `messages_per_order`
    pub name: String,
    /// How much.
    pub value: f64,
    /// What of.
    pub about: String,
    /// Whether somebody has said so.
    pub given: bool,
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Assumptions {
    all: Vec<Assumption>,
}

/// An assumption that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing is assumed by the name `{name}`; there are {}", names.join(", "))]
pub struct NoSuchAssumption {
    name: String,
    names: Vec<String>,
}

/// The orders of a month, when nobody says how many.
pub const ORDERS: f64 = 1_000.0;

/// What else is assumed: its name, how much, what of.
#[rustfmt::skip]
const KNOWN: &[(&str, f64, &str)] = &[
    ("busiest_hour_share", 0.25, "of a day's orders come in its busiest hour: what quotas are held against"),
    ("messages_per_order", 4.0, "messages to the assistant for each order"),
    ("answer_input_tokens", 3_000.0, "tokens that the model reads to answer a message: rules, conversation, texts"),
    ("answer_output_tokens", 200.0, "tokens that the model writes to answer a message"),
    ("lookup_input_tokens", 700.0, "tokens that a model reads in a state of a workflow"),
    ("lookup_output_tokens", 30.0, "tokens that a model writes in a state of a workflow"),
    ("function_milliseconds", 60.0, "that an invocation takes, its start now and then included"),
    ("answer_milliseconds", 6_000.0, "that a streamed answer takes"),
    ("answer_bytes", 8_000.0, "that a streamed answer has, and go out to the internet"),
    ("express_milliseconds", 2_000.0, "that an Express execution takes"),
    ("express_megabytes", 64.0, "of memory that an Express execution takes"),
    ("log_bytes_per_invocation", 600.0, "that an invocation writes into its log"),
    ("log_bytes_per_event", 600.0, "of an event of an execution in its log, where every event is logged"),
    ("log_compression", 0.15, "of what is written into a log is what is kept of it"),
    ("mails_per_order", 3.0, "mails to the customer of an order, where the stack may send any"),
    ("months_kept", 12.0, "months for which orders have been coming, all of them kept"),
    ("index_writes", 1.0, "indexes of a table, of all it has, that a write is written to as well: 1 is all"),
    ("map_items", 10.0, "items of a Map state, where its definition does not say"),
    ("item_bytes", 1_000.0, "of an item that a workflow writes itself"),
];

impl Assumptions {
    /// Those of the program with `given` in their place. `shares` are of journeys, as they were
    /// assumed.
    pub fn new(
        shares: impl IntoIterator<Item = (String, f64, String)>,
        given: &BTreeMap<String, f64>,
    ) -> Result<Assumptions, NoSuchAssumption> {
        let known = KNOWN.iter();
        let known =
            known.map(|(name, value, about)| ((*name).to_owned(), *value, (*about).to_owned()));
        let all: Vec<Assumption> = known
            .chain(shares)
            .map(|(name, value, about)| Assumption {
                value: given.get(&name).copied().unwrap_or(value),
                given: given.contains_key(&name),
                name,
                about,
            })
            .collect();
        let is_known = |name: &&String| all.iter().any(|it| it.name == **name);
        match given.keys().find(|name| !is_known(name)) {
            Some(name) => Err(NoSuchAssumption {
                name: name.clone(),
                names: all.iter().map(|it| it.name.clone()).collect(),
            }),
            None => Ok(Assumptions { all }),
        }
    }

    /// How much is assumed.
    pub(crate) fn get(&self, name: &str) -> f64 {
        let found = self.all.iter().find(|it| it.name == name);
        found.map_or(0.0, |it| it.value)
    }

    /// Those of these names, in their order.
    pub(crate) fn of<'n>(&self, names: impl Fn(&str) -> bool + 'n) -> Vec<Assumption> {
        let all = self.all.iter();
        all.filter(|it| names(&it.name)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_takes_its_place() {
        let given = BTreeMap::from([("map_items".to_owned(), 3.0)]);
        let assumptions = Assumptions::new([], &given).expect("known");
        assert!((assumptions.get("map_items") - 3.0).abs() < 1e-9);
        let given = BTreeMap::from([("map_item".to_owned(), 3.0)]);
        let error = Assumptions::new([], &given).expect_err("not known");
        assert!(error.to_string().contains("map_items"), "{error}");
    }
}
