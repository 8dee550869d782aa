//! A table of one side, asked patiently.

use std::collections::HashMap;
use std::fmt::{self, Display, Write as _};
use std::sync::OnceLock;
use std::time::Duration;

use asl::diagnostic::harmless;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::primitives::DateTime;
use aws_sdk_dynamodb::types::{
    AttributeValue, BillingMode, DeleteRequest, KeysAndAttributes, PutRequest, TableDescription,
    TableStatus, TimeToLiveSpecification, TimeToLiveStatus, WriteRequest,
};

use super::canonical::Attributes;
use super::flow::Flow;
use super::patience::{ANSWER_MAX, Patience, Trouble};
use super::place::{OpenFolder, Opened};
use super::schema::Schema;
use crate::fault::Fault;

/// What one `BatchWriteItem` takes, and one `BatchGetItem` (Amazon DynamoDB quotas).
pub(super) const WRITES_MAX: usize = 25;
const READS_MAX: usize = 100;

/// A batch has at most so many bytes: a server takes requests of 8 MB, and no item is larger than
/// 400 KB.
pub(super) const BATCH_BYTES_MAX: usize = 4 << 20;

/// A table that is made is looked at so often until it can be used.
const CREATION_POLL: Duration = Duration::from_millis(500);
const CREATION_POLLS_MAX: u32 = 1_200;

/// Whether a table is read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Source,
    Target,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Role::Source => "the source",
            Role::Target => "the target",
        })
    }
}

/// A table, read or written.
pub(crate) struct Side {
    pub(crate) role: Role,
    pub(crate) table: String,
    /// Where it is, for people.
    pub(crate) at: String,
    client: Client,
    flow: Flow,
    folder: Option<OpenFolder>,
    /// Known when it has been described.
    key_names: OnceLock<Vec<String>>,
}

/// A table as its service describes it.
#[derive(Clone, Debug)]
pub(crate) struct Description {
    /// What tells it from another of its name.
    pub(crate) id: String,
    pub(crate) schema: Schema,
    /// How many items it had some time ago.
    pub(crate) items: u64,
}

/// Which part of a table is read, and of each item.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) segment: u32,
    pub(crate) segments: u32,
    /// These attributes only.
    pub(crate) only: Option<Vec<String>>,
    /// At most so many items at once, of at most 1 MB.
    pub(crate) page_items_max: i32,
}

/// Some items, and where the next begin.
pub(crate) struct Page {
    pub(crate) items: Vec<Attributes>,
    pub(crate) next: Option<Attributes>,
}

/// A write.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Put(Attributes),
    /// By its key.
    Delete(Attributes),
}

impl Side {
    pub(crate) fn new(role: Role, table: String, opened: Opened) -> Side {
        Side {
            role,
            table,
            at: opened.at,
            client: opened.client,
            flow: Flow::new(),
            folder: opened.folder,
            key_names: OnceLock::new(),
        }
    }

    /// `the target (table entrega, AWS, sa-east-1)`
    pub(crate) fn in_words(&self) -> String {
        format!("{} (table `{}`, {})", self.role, self.table, self.at)
    }

    /// Closes what is open in this process.
    pub(crate) async fn close(&self) {
        if let Some(folder) = &self.folder {
            folder.dynamodb.close().await;
        }
    }

    /// The names of all tables.
    pub(crate) async fn tables(&self) -> Result<Vec<String>, Fault> {
        let mut names = Vec::new();
        let mut from = None;
        loop {
            let ask = || {
                let ask = self.client.list_tables();
                ask.set_exclusive_start_table_name(from.clone()).send()
            };
            let answer = self.ask(ask).await.map_err(|trouble| self.fault(trouble))?;
            names.extend(answer.table_names.unwrap_or_default());
            from = answer.last_evaluated_table_name;
            if from.is_none() {
                return Ok(names);
            }
        }
    }

    /// What the table is; `None` when there is none.
    pub(crate) async fn describe(&self) -> Result<Option<Description>, Fault> {
        let Some(table) = self.description().await? else {
            return Ok(None);
        };
        let created = table.creation_date_time().map(DateTime::as_secs_f64);
        let id = match table.table_id() {
            Some(id) => id.to_owned(),
            None => format!(
                "{} of {}",
                table.table_arn().unwrap_or_default(),
                created.unwrap_or_default()
            ),
        };
        let schema = Schema::of(&table);
        let _ = self.key_names.set(schema.key_names());
        Ok(Some(Description {
            id,
            schema,
            items: table
                .item_count()
                .unwrap_or_default()
                .try_into()
                .unwrap_or_default(),
        }))
    }

    async fn description(&self) -> Result<Option<TableDescription>, Fault> {
        let ask = || self.client.describe_table().table_name(&self.table).send();
        match self.ask(ask).await {
            Ok(answer) => Ok(answer.table),
            Err(Trouble::Refused { code, .. }) if code == "ResourceNotFoundException" => Ok(None),
            Err(trouble) => Err(self.fault(trouble)),
        }
    }

    /// The attribute that says when an item is forgotten.
    pub(crate) async fn time_to_live(&self) -> Result<Option<String>, Fault> {
        let ask = || {
            self.client
                .describe_time_to_live()
                .table_name(&self.table)
                .send()
        };
        let answer = self.ask(ask).await.map_err(|trouble| self.fault(trouble))?;
        let found = answer.time_to_live_description.filter(|found| {
            let status = found.time_to_live_status();
            matches!(
                status,
                Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)
            )
        });
        Ok(found.and_then(|found| found.attribute_name))
    }

    pub(crate) async fn forget_by(&self, attribute: &str) -> Result<(), Fault> {
        let specification = TimeToLiveSpecification::builder()
            .attribute_name(attribute)
            .enabled(true)
            .build();
        let specification = specification.map_err(|error| self.unmakeable(&error))?;
        let ask = || {
            let ask = self.client.update_time_to_live().table_name(&self.table);
            ask.time_to_live_specification(specification.clone()).send()
        };
        self.ask(ask)
            .await
            .map(drop)
            .map_err(|trouble| self.fault(trouble))
    }

    /// Makes the table, billed by request.
    pub(crate) async fn make(&self, schema: &Schema) -> Result<(), Fault> {
        let global = schema
            .global_to_make()
            .map_err(|why| self.unmakeable(&why))?;
        let local = schema
            .local_to_make()
            .map_err(|why| self.unmakeable(&why))?;
        let some = |empty: bool| (!empty).then_some(());
        let ask = || {
            self.client
                .create_table()
                .table_name(&self.table)
                .set_key_schema(Some(schema.keys.clone()))
                .set_attribute_definitions(Some(schema.attributes.clone()))
                .set_global_secondary_indexes(some(global.is_empty()).map(|()| global.clone()))
                .set_local_secondary_indexes(some(local.is_empty()).map(|()| local.clone()))
                .billing_mode(BillingMode::PayPerRequest)
                .send()
        };
        match self.ask(ask).await {
            Ok(_) => Ok(()),
            // An answer that was lost: it is there.
            Err(Trouble::Refused { code, .. }) if code == "ResourceInUseException" => Ok(()),
            Err(trouble) => Err(self.fault(trouble)),
        }
    }

    /// Waits until the table can be used.
    pub(crate) async fn becomes_active(&self) -> Result<(), Fault> {
        for _ in 0..CREATION_POLLS_MAX {
            let status = self
                .description()
                .await?
                .and_then(|table| table.table_status);
            if matches!(status, Some(TableStatus::Active | TableStatus::Updating)) {
                return Ok(());
            }
            tokio::time::sleep(CREATION_POLL).await;
        }
        Err(Fault::Unserved {
            message: format!("{} does not become active", self.in_words()),
            hint: Some("look at it where it is, and run this again".to_owned()),
        })
    }

    pub(crate) async fn is_empty(&self) -> Result<bool, Fault> {
        let ask = || {
            let ask = self.client.scan().table_name(&self.table);
            ask.limit(1).consistent_read(true).send()
        };
        let answer = self.ask(ask).await.map_err(|trouble| self.fault(trouble))?;
        Ok(answer.items().is_empty())
    }

    /// Reads a page as it is now, and not as it was a moment ago.
    pub(crate) async fn page(
        &self,
        reading: &Reading,
        from: Option<&Attributes>,
    ) -> Result<Page, Fault> {
        let names = reading.only.as_ref().map(|names| {
            let alias = |(place, name): (usize, &String)| (format!("#a{place}"), name.clone());
            names
                .iter()
                .enumerate()
                .map(alias)
                .collect::<HashMap<_, _>>()
        });
        let projection = names.as_ref().map(|names| {
            names
                .keys()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(",")
        });
        let ask = || {
            self.client
                .scan()
                .table_name(&self.table)
                .segment(i32::try_from(reading.segment).unwrap_or_default())
                .total_segments(i32::try_from(reading.segments).unwrap_or(1))
                .limit(reading.page_items_max)
                .consistent_read(true)
                .set_projection_expression(projection.clone())
                .set_expression_attribute_names(names.clone())
                .set_exclusive_start_key(from.cloned())
                .send()
        };
        let answer = self.ask(ask).await.map_err(|trouble| self.fault(trouble))?;
        Ok(Page {
            items: answer.items.unwrap_or_default(),
            next: answer.last_evaluated_key.filter(|key| !key.is_empty()),
        })
    }

    /// Reads the items of keys as they are now; those that are not there are left out.
    pub(crate) async fn items(&self, keys: &[Attributes]) -> Result<Vec<Attributes>, Fault> {
        let mut found = Vec::new();
        for keys in keys.chunks(READS_MAX) {
            let mut wanted = keys.to_vec();
            let mut patience = Patience::default();
            while !wanted.is_empty() {
                let asked = KeysAndAttributes::builder()
                    .set_keys(Some(wanted.clone()))
                    .consistent_read(true)
                    .build()
                    .map_err(|error| self.unmakeable(&error))?;
                let ask = || {
                    let ask = self.client.batch_get_item();
                    ask.request_items(&self.table, asked.clone()).send()
                };
                let answer = self.ask(ask).await.map_err(|trouble| self.fault(trouble))?;
                let items = answer.responses.unwrap_or_default().remove(&self.table);
                let items = items.unwrap_or_default();
                if !items.is_empty() {
                    patience.forget();
                }
                found.extend(items);
                let rest = answer.unprocessed_keys.unwrap_or_default();
                wanted = rest.into_values().flat_map(|rest| rest.keys).collect();
                if !wanted.is_empty() {
                    self.wait(&mut patience, Trouble::Throttled).await?;
                }
            }
        }
        Ok(found)
    }

    /// Writes a batch: at most [`WRITES_MAX`] changes of [`BATCH_BYTES_MAX`] bytes, none of a key that
    /// another has. All of it is written when this returns without a fault.
    pub(crate) async fn write(&self, batch: Vec<Change>) -> Result<(), Fault> {
        let requests = batch
            .into_iter()
            .map(Change::request)
            .collect::<Result<Vec<_>, _>>();
        let mut rest = requests.map_err(|error| self.unmakeable(&error))?;
        let mut patience = Patience::default();
        while !rest.is_empty() {
            let pass = self.flow.enter().await;
            let ask = self.client.batch_write_item();
            let ask = ask.request_items(&self.table, rest.clone());
            let answer = in_time(ask.send()).await;
            drop(pass);
            match answer {
                Ok(answer) => {
                    let left = answer.unprocessed_items.unwrap_or_default();
                    let left: Vec<_> = left.into_values().flatten().collect();
                    if left.is_empty() {
                        self.flow.went_well();
                        return Ok(());
                    }
                    if left.len() < rest.len() {
                        patience.forget();
                    }
                    rest = left;
                    self.flow.too_much();
                    self.wait(&mut patience, Trouble::Throttled).await?;
                }
                Err(Trouble::Refused { code, .. }) if code == "ValidationException" => {
                    return Err(self.culprit(rest).await);
                }
                Err(trouble) => {
                    if trouble == Trouble::Throttled {
                        self.flow.too_much();
                    }
                    self.wait(&mut patience, trouble).await?;
                }
            }
        }
        Ok(())
    }

    /// Which change of a refused batch is to blame. The others are made.
    async fn culprit(&self, batch: Vec<WriteRequest>) -> Fault {
        for request in batch {
            let ask = || {
                let ask = self.client.batch_write_item();
                ask.request_items(&self.table, vec![request.clone()]).send()
            };
            if let Err(trouble) = self.ask(ask).await {
                let names = self.key_names.get().map_or(&[][..], Vec::as_slice);
                let item = request.put_request().map(PutRequest::item);
                let item = item.or_else(|| Some(request.delete_request()?.key()));
                let fault = self.fault(trouble);
                return Fault::Unserved {
                    message: match item {
                        Some(item) => format!("{fault}; the item is {}", shown(item, names)),
                        None => fault.to_string(),
                    },
                    hint: fault.hint(),
                };
            }
        }
        Fault::Unserved {
            message: format!(
                "{} refuses a batch and each part of it takes",
                self.in_words()
            ),
            hint: Some("run this again".to_owned()),
        }
    }

    /// Asks until there is an answer, or no hope for one.
    async fn ask<T, E, F>(&self, ask: impl Fn() -> F) -> Result<T, Trouble>
    where
        F: Future<Output = Result<T, SdkError<E>>>,
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let mut patience = Patience::default();
        loop {
            let trouble = match in_time(ask()).await {
                Ok(answer) => return Ok(answer),
                Err(trouble) => trouble,
            };
            match patience.next(&trouble) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(trouble),
            }
        }
    }

    async fn wait(&self, patience: &mut Patience, trouble: Trouble) -> Result<(), Fault> {
        match patience.next(&trouble) {
            Some(wait) => {
                tokio::time::sleep(wait).await;
                Ok(())
            }
            None => Err(self.fault(trouble)),
        }
    }

    pub(crate) fn fault(&self, trouble: Trouble) -> Fault {
        let whom = self.in_words();
        match trouble {
            Trouble::Throttled => Fault::Unserved {
                message: format!("{whom} has had too much to do for minutes"),
                hint: Some("run this again later: it goes on where it was".to_owned()),
            },
            Trouble::Away(why) => Fault::Unserved {
                message: format!("{whom} does not answer: {why}"),
                hint: Some("when it is back, run this again: it goes on where it was".to_owned()),
            },
            Trouble::Refused { code, message } => Fault::Unserved {
                hint: remedy(&code).map(str::to_owned),
                message: if message.is_empty() {
                    format!("{whom} refuses: {code}")
                } else {
                    format!("{whom} refuses: {code}: {message}")
                },
            },
        }
    }

    fn unmakeable(&self, why: &dyn Display) -> Fault {
        Fault::Unserved {
            message: format!("{} cannot be asked: {why}", self.in_words()),
            hint: None,
        }
    }
}

impl Change {
    fn request(self) -> Result<WriteRequest, aws_sdk_dynamodb::error::BuildError> {
        let request = WriteRequest::builder();
        Ok(match self {
            Change::Put(item) => {
                let put = PutRequest::builder().set_item(Some(item)).build()?;
                request.put_request(put).build()
            }
            Change::Delete(key) => {
                let delete = DeleteRequest::builder().set_key(Some(key)).build()?;
                request.delete_request(delete).build()
            }
        })
    }
}

async fn in_time<T, E>(answer: impl Future<Output = Result<T, SdkError<E>>>) -> Result<T, Trouble>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match tokio::time::timeout(ANSWER_MAX, answer).await {
        Ok(answer) => answer.map_err(|error| Trouble::of(&error)),
        Err(_) => Err(Trouble::Away(format!(
            "no answer within {} s",
            ANSWER_MAX.as_secs()
        ))),
    }
}

/// What to do about a refusal.
fn remedy(code: &str) -> Option<&'static str> {
    match code {
        "AccessDeniedException" => {
            Some("docs/deploy.md says what has to be allowed, under \"Moving the table\"")
        }
        "IncompleteSignatureException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "UnrecognizedClientException"
        | "it was not asked" => Some(
            "keys: --profile NAME for AWS and URLs, or the environment's; --data DIR names the \
             folder of the server that runs",
        ),
        _ => None,
    }
}

/// `PK=STORE#loja SK=MENU`: the key of an item.
pub(crate) fn shown(item: &Attributes, key_names: &[String]) -> String {
    let parts = key_names
        .iter()
        .filter_map(|name| part(name, item.get(name)?));
    let text = parts.collect::<Vec<_>>().join(" ");
    harmless(&text)
}

fn part(name: &str, value: &AttributeValue) -> Option<String> {
    /// Of the 2,048 bytes that it can have.
    const CHARS_MAX: usize = 80;
    let text: String = match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.chars().take(CHARS_MAX).collect(),
        AttributeValue::B(blob) => {
            let mut text = String::new();
            for byte in blob.as_ref().iter().take(CHARS_MAX / 2) {
                let _ = write!(text, "{byte:02x}");
            }
            text
        }
        _ => return None,
    };
    Some(format!("{name}={text}"))
}
