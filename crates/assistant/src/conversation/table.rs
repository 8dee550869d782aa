//! The table of conversations, `entrega-assistant`, asked through AWS's client only.
//!
//! | what | `PK` | `SK` |
//! |---|---|---|
//! | a conversation | `C#ID` | `CONVERSATION` |
//! | an entry of it | `C#ID` | `E#000017` |
//! | a run | `C#ID` | `R#000003` |
//! | a message that was sent, by the key its client made up | `C#ID` | `K#KEY` |
//! | a proposal | `C#ID` | `P#000001` |
//! | what the customer thinks of an answer | `C#ID` | `F#000018` |
//!
//! An item's content is one attribute, `document`: JSON. Everything of a conversation is under one
//! key, so that nothing is left when it is erased. Two sparse indexes hold keys only: `waiting`
//! (conversations that wait for a person, runs that are being made, proposals whose workflow waits,
//! feedback) and `of_customer`.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement,
    KeyType, Projection, ProjectionType, Put, ScalarAttributeType, TableStatus,
    TimeToLiveSpecification, TransactWriteItem,
};
use delivery::{ConversationId, CustomerId, StoreId};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::record::{
    Conversation, Entry, Feedback, Owner, ProposalRecord, ProposalState, Run, RunId, State,
};
use crate::proposal::ProposalId;

/// Everything said is forgotten so long after it was written, unless it is erased before.
pub const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A message sent twice under one key is known for so long.
pub const KEY_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// So many others may change a conversation while somebody does, before it is given up.
const TRIES_MAX: u32 = 16;

/// A table is looked at so often until it is there.
const CREATION_POLLS_MAX: u32 = 120;
const CREATION_POLL: std::time::Duration = std::time::Duration::from_millis(500);

const PK: &str = "PK";
const SK: &str = "SK";
const DOCUMENT: &str = "document";
const VERSION: &str = "version";
const EXPIRES: &str = "expires_at";
const WAITING: &str = "waiting";
const WAITING_PK: &str = "waiting_pk";
const WAITING_SK: &str = "waiting_sk";
const OF_CUSTOMER: &str = "of_customer";
const OF_CUSTOMER_PK: &str = "of_customer_pk";
const OF_CUSTOMER_SK: &str = "of_customer_sk";

type Attributes = HashMap<String, AttributeValue>;

/// The table. Clones are the same.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: Arc<str>,
}

/// The table could not be asked, or gave what nobody wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// DynamoDB refused or could not be reached; asking again may help.
    #[error("the table of conversations does not answer: {0}")]
    Unavailable(String),
    /// An item is not what it should be.
    #[error("the item {0} of the table of conversations cannot be read: {1}")]
    Corrupt(String, String),
    /// There is no such conversation, run or proposal.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Something that was written on the condition that it is new is there already.
    #[error("it is there already")]
    Taken,
}

/// What is waited for, in the index of that name.
#[derive(Clone, Debug)]
pub(super) enum Waiting<'a> {
    /// Conversations of a store that wait for a person.
    Queued(&'a StoreId),
    /// Conversations of a store that a person answers.
    Human(&'a StoreId),
    /// Runs that are being made.
    Running,
    /// Proposals whose workflow has not been told yet.
    Proposals,
    /// What customers of a store think.
    Feedback(&'a StoreId),
}

impl Waiting<'_> {
    fn key(&self) -> String {
        match self {
            Waiting::Queued(store) => format!("S#{store}#QUEUED"),
            Waiting::Human(store) => format!("S#{store}#HUMAN"),
            Waiting::Running => "RUNNING".to_owned(),
            Waiting::Proposals => "PROPOSALS".to_owned(),
            Waiting::Feedback(store) => format!("S#{store}#FEEDBACK"),
        }
    }
}

/// What is written together, or not at all.
#[derive(Debug)]
pub(super) struct Writing {
    conversation: ConversationId,
    puts: Vec<(Attributes, Condition)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    Whatever,
    New,
}

fn conversation_pk(conversation: &ConversationId) -> String {
    format!("C#{conversation}")
}

fn keyed(pk: String, sk: String) -> Attributes {
    HashMap::from([
        (PK.to_owned(), AttributeValue::S(pk)),
        (SK.to_owned(), AttributeValue::S(sk)),
    ])
}

fn text_of<'a>(item: &'a Attributes, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

impl Writing {
    pub(super) fn of(conversation: &ConversationId) -> Writing {
        Writing {
            conversation: conversation.clone(),
            puts: Vec::new(),
        }
    }

    fn item<T: Serialize>(&self, sk: String, document: &T, kept: SignedDuration) -> Attributes {
        let mut item = keyed(conversation_pk(&self.conversation), sk);
        // Types of this crate are JSON always.
        let text = serde_json::to_string(document).unwrap_or_default();
        item.insert(DOCUMENT.to_owned(), AttributeValue::S(text));
        let expires = (Timestamp::now() + kept).as_second().to_string();
        item.insert(EXPIRES.to_owned(), AttributeValue::N(expires));
        item
    }

    pub(super) fn entry(mut self, entry: &Entry) -> Writing {
        let item = self.item(format!("E#{:06}", entry.number), entry, KEPT);
        self.puts.push((item, Condition::New));
        self
    }

    pub(super) fn run(mut self, run: &Run) -> Writing {
        let mut item = self.item(run_sk(run.id), run, KEPT);
        if run.ended.is_none() {
            waits(&mut item, &Waiting::Running, run.begun_at);
        }
        self.puts.push((item, Condition::Whatever));
        self
    }

    /// Takes down that a message was sent under this key, and which entry it became.
    pub(super) fn key(mut self, key: &str, sent: &Sent) -> Writing {
        let item = self.item(format!("K#{key}"), sent, KEY_KEPT);
        self.puts.push((item, Condition::New));
        self
    }

    pub(super) fn proposal(mut self, proposal: &ProposalRecord) -> Writing {
        let mut item = self.item(proposal_sk(proposal.id()), proposal, KEPT);
        if proposal.told.is_none() && proposal.state != ProposalState::Dropped {
            waits(&mut item, &Waiting::Proposals, proposal.until);
        }
        self.puts.push((item, Condition::Whatever));
        self
    }

    pub(super) fn feedback(mut self, store: &StoreId, feedback: &Feedback) -> Writing {
        let mut item = self.item(format!("F#{:06}", feedback.entry), feedback, KEPT);
        waits(&mut item, &Waiting::Feedback(store), feedback.at);
        self.puts.push((item, Condition::Whatever));
        self
    }
}

fn run_sk(run: RunId) -> String {
    format!("R#{:06}", run.0)
}

fn proposal_sk(proposal: ProposalId) -> String {
    format!("P#{:06}", proposal.0)
}

fn waits(item: &mut Attributes, what: &Waiting<'_>, since: Timestamp) {
    let sort = format!("{since}#{}", text_of(item, PK).unwrap_or_default());
    item.insert(WAITING_PK.to_owned(), AttributeValue::S(what.key()));
    item.insert(WAITING_SK.to_owned(), AttributeValue::S(sort));
}

/// A message that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Sent {
    /// The entry that it became.
    pub entry: u32,
    /// The run that answers it; none when a person does.
    pub run: Option<RunId>,
    /// A hash of what was sent, so that another message under the same key is told from the same.
    pub text: String,
}

impl Table {
    /// The table of this name, asked through `client`.
    pub fn new(client: Client, name: impl Into<Arc<str>>) -> Table {
        Table {
            client,
            name: name.into(),
        }
    }

    /// Makes the table unless it is there.
    pub async fn create(&self) -> Result<(), TableError> {
        let attributes = [
            PK,
            SK,
            WAITING_PK,
            WAITING_SK,
            OF_CUSTOMER_PK,
            OF_CUSTOMER_SK,
        ];
        let definitions = attributes.map(|name| {
            let definition = AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S);
            definition.build()
        });
        let definitions: Result<Vec<_>, _> = definitions.into_iter().collect();
        let made = self
            .client
            .create_table()
            .table_name(&*self.name)
            .set_attribute_definitions(Some(definitions.map_err(|error| failed(&error))?))
            .set_key_schema(Some(schema(PK, SK)?))
            .global_secondary_indexes(index(WAITING, WAITING_PK, WAITING_SK)?)
            .global_secondary_indexes(index(OF_CUSTOMER, OF_CUSTOMER_PK, OF_CUSTOMER_SK)?)
            .billing_mode(BillingMode::PayPerRequest)
            .send()
            .await;
        match made {
            Ok(_) => {}
            Err(SdkError::ServiceError(error))
                if matches!(error.err(), CreateTableError::ResourceInUseException(_)) =>
            {
                return Ok(());
            }
            Err(error) => return Err(failed(&error)),
        }
        self.becomes_active().await?;
        let forgetting = TimeToLiveSpecification::builder()
            .attribute_name(EXPIRES)
            .enabled(true)
            .build();
        self.client
            .update_time_to_live()
            .table_name(&*self.name)
            .time_to_live_specification(forgetting.map_err(|error| failed(&error))?)
            .send()
            .await
            .map_err(|error| failed(&error))?;
        Ok(())
    }

    /// AWS makes a table in its own time; the embedded one is there at once.
    async fn becomes_active(&self) -> Result<(), TableError> {
        for _ in 0..CREATION_POLLS_MAX {
            let described = self.client.describe_table().table_name(&*self.name).send();
            let described = described.await.map_err(|error| failed(&error))?;
            let status = described.table.and_then(|table| table.table_status);
            if status == Some(TableStatus::Active) {
                return Ok(());
            }
            tokio::time::sleep(CREATION_POLL).await;
        }
        let why = "it was created and does not become active".to_owned();
        Err(TableError::Unavailable(why))
    }

    async fn read(&self, pk: String, sk: String) -> Result<Option<Attributes>, TableError> {
        let found = self
            .client
            .get_item()
            .table_name(&*self.name)
            .set_key(Some(keyed(pk, sk)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| failed(&error))?;
        Ok(found.item)
    }

    async fn get<T: DeserializeOwned>(
        &self,
        conversation: &ConversationId,
        sk: String,
    ) -> Result<Option<T>, TableError> {
        let found = self.read(conversation_pk(conversation), sk).await?;
        found.map(|item| document(&item)).transpose()
    }

    /// A conversation.
    pub async fn conversation(
        &self,
        conversation: &ConversationId,
    ) -> Result<Conversation, TableError> {
        let found = self.get(conversation, "CONVERSATION".to_owned()).await?;
        found.ok_or(TableError::NotFound("conversation"))
    }

    /// A run.
    pub async fn run(&self, conversation: &ConversationId, run: RunId) -> Result<Run, TableError> {
        let found = self.get(conversation, run_sk(run)).await?;
        found.ok_or(TableError::NotFound("run"))
    }

    /// A proposal.
    pub async fn proposal(
        &self,
        conversation: &ConversationId,
        proposal: ProposalId,
    ) -> Result<ProposalRecord, TableError> {
        let found = self.get(conversation, proposal_sk(proposal)).await?;
        found.ok_or(TableError::NotFound("proposal"))
    }

    /// The message that was sent under a key.
    pub(super) async fn sent(
        &self,
        conversation: &ConversationId,
        key: &str,
    ) -> Result<Option<Sent>, TableError> {
        self.get(conversation, format!("K#{key}")).await
    }

    /// The entries of a conversation after one of them, in order.
    pub async fn entries(
        &self,
        conversation: &ConversationId,
        after: u32,
    ) -> Result<Vec<Entry>, TableError> {
        let first = format!("E#{:06}", after.saturating_add(1));
        let items = self
            .between(conversation, &first, "E#999999")
            .await?
            .into_iter();
        items.map(|item| document(&item)).collect()
    }

    /// The proposals of a conversation, in order.
    pub async fn proposals(
        &self,
        conversation: &ConversationId,
    ) -> Result<Vec<ProposalRecord>, TableError> {
        let items = self.between(conversation, "P#000000", "P#999999").await?;
        items.into_iter().map(|item| document(&item)).collect()
    }

    async fn between(
        &self,
        conversation: &ConversationId,
        first: &str,
        last: &str,
    ) -> Result<Vec<Attributes>, TableError> {
        let mut items = Vec::new();
        let mut from = None;
        loop {
            let found = self
                .client
                .query()
                .table_name(&*self.name)
                .key_condition_expression("PK = :pk AND SK BETWEEN :first AND :last")
                .expression_attribute_values(
                    ":pk",
                    AttributeValue::S(conversation_pk(conversation)),
                )
                .expression_attribute_values(":first", AttributeValue::S(first.to_owned()))
                .expression_attribute_values(":last", AttributeValue::S(last.to_owned()))
                .consistent_read(true)
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|error| failed(&error))?;
            items.extend(found.items.unwrap_or_default());
            from = found.last_evaluated_key;
            if from.is_none() {
                return Ok(items);
            }
        }
    }

    /// Writes a new conversation.
    pub(super) async fn begin(&self, conversation: &Conversation) -> Result<(), TableError> {
        let writing = Writing::of(&conversation.id);
        let item = conversation_item(&writing, conversation, 1);
        self.commit(vec![put(&self.name, item, Some(NEW), None)?])
            .await
    }

    /// Changes a conversation, and writes with it what `change` says: all of it or nothing. When
    /// somebody else has changed it meanwhile, it is decided again.
    pub(super) async fn change<T, E: From<TableError>>(
        &self,
        id: &ConversationId,
        change: impl Fn(&mut Conversation) -> Result<(T, Writing), E>,
    ) -> Result<(Conversation, T), E> {
        let mut before = None;
        for _ in 0..TRIES_MAX {
            let (mut conversation, version) = self.versioned(id).await?;
            // Nobody has changed it meanwhile: something that was to be new is not.
            if before == Some(version) {
                break;
            }
            before = Some(version);
            let (outcome, writing) = change(&mut conversation)?;
            match self.write(&conversation, version, writing).await {
                Ok(()) => return Ok((conversation, outcome)),
                Err(TableError::Taken) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(TableError::Taken.into())
    }

    /// Changes a proposal with its conversation, whose version guards both.
    pub(super) async fn change_proposal<T, E: From<TableError>>(
        &self,
        id: &ConversationId,
        proposal: ProposalId,
        change: impl Fn(&mut Conversation, &mut ProposalRecord) -> Result<(T, Writing), E>,
    ) -> Result<(ProposalRecord, T), E> {
        for _ in 0..TRIES_MAX {
            let (mut conversation, version) = self.versioned(id).await?;
            let mut record = self.proposal(id, proposal).await?;
            let (outcome, writing) = change(&mut conversation, &mut record)?;
            let writing = writing.proposal(&record);
            match self.write(&conversation, version, writing).await {
                Ok(()) => return Ok((record, outcome)),
                Err(TableError::Taken) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(TableError::Taken.into())
    }

    async fn versioned(&self, id: &ConversationId) -> Result<(Conversation, u64), TableError> {
        let found = self
            .read(conversation_pk(id), "CONVERSATION".to_owned())
            .await?;
        let found = found.ok_or(TableError::NotFound("conversation"))?;
        let version = found.get(VERSION).and_then(|value| value.as_n().ok());
        let version = version.and_then(|text| text.parse().ok()).unwrap_or(0);
        Ok((document(&found)?, version))
    }

    /// Writes a conversation that is still of this version, and more with it.
    async fn write(
        &self,
        conversation: &Conversation,
        version: u64,
        writing: Writing,
    ) -> Result<(), TableError> {
        let item = conversation_item(&writing, conversation, version + 1);
        let mut puts = vec![put(&self.name, item, Some(UNCHANGED), Some(version))?];
        for (item, condition) in writing.puts {
            let condition = match condition {
                Condition::New => Some(NEW),
                Condition::Whatever => None,
            };
            puts.push(put(&self.name, item, condition, None)?);
        }
        self.commit(puts).await
    }

    async fn commit(&self, puts: Vec<TransactWriteItem>) -> Result<(), TableError> {
        let written = self
            .client
            .transact_write_items()
            .set_transact_items(Some(puts))
            .send()
            .await;
        match written {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error))
                if matches!(
                    error.err(),
                    TransactWriteItemsError::TransactionCanceledException(_)
                        | TransactWriteItemsError::TransactionInProgressException(_)
                ) =>
            {
                Err(TableError::Taken)
            }
            Err(error) => Err(failed(&error)),
        }
    }

    /// What waits, oldest first, at most `limit`: keys of items.
    async fn waiting(
        &self,
        what: &Waiting<'_>,
        limit: i32,
        newest_first: bool,
    ) -> Result<Vec<Attributes>, TableError> {
        let found = self
            .client
            .query()
            .table_name(&*self.name)
            .index_name(WAITING)
            .key_condition_expression("waiting_pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(what.key()))
            .scan_index_forward(!newest_first)
            .limit(limit)
            .send()
            .await
            .map_err(|error| failed(&error))?;
        Ok(found.items.unwrap_or_default())
    }

    /// The conversations that wait, oldest first.
    pub(super) async fn conversations_waiting(
        &self,
        what: &Waiting<'_>,
        limit: i32,
    ) -> Result<Vec<Conversation>, TableError> {
        let mut conversations = Vec::new();
        for item in self.waiting(what, limit, false).await? {
            let Some(id) = conversation_of(&item) else {
                continue;
            };
            match self.conversation(&id).await {
                Ok(conversation) => conversations.push(conversation),
                Err(TableError::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(conversations)
    }

    /// The documents that wait, with the conversations that they are in.
    pub(super) async fn documents_waiting<T: DeserializeOwned>(
        &self,
        what: &Waiting<'_>,
        limit: i32,
        newest_first: bool,
    ) -> Result<Vec<(ConversationId, T)>, TableError> {
        let mut documents = Vec::new();
        for item in self.waiting(what, limit, newest_first).await? {
            let sk = text_of(&item, SK).unwrap_or_default().to_owned();
            if let Some(id) = conversation_of(&item)
                && let Some(document) = self.get(&id, sk).await?
            {
                documents.push((id, document));
            }
        }
        Ok(documents)
    }

    /// The conversations of a customer, newest first.
    pub(super) async fn of_customer(
        &self,
        store: &StoreId,
        customer: &CustomerId,
    ) -> Result<Vec<ConversationId>, TableError> {
        let mut conversations = Vec::new();
        let mut from = None;
        loop {
            let found = self
                .client
                .query()
                .table_name(&*self.name)
                .index_name(OF_CUSTOMER)
                .key_condition_expression("of_customer_pk = :pk")
                .expression_attribute_values(
                    ":pk",
                    AttributeValue::S(format!("S#{store}#C#{customer}")),
                )
                .scan_index_forward(false)
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|error| failed(&error))?;
            let items = found.items.unwrap_or_default();
            conversations.extend(items.iter().filter_map(conversation_of));
            from = found.last_evaluated_key;
            if from.is_none() {
                return Ok(conversations);
            }
        }
    }

    /// Forgets everything of a conversation; how many items that was.
    pub(super) async fn erase(&self, conversation: &ConversationId) -> Result<usize, TableError> {
        let items = self.between(conversation, " ", "~").await?;
        for item in &items {
            let sk = text_of(item, SK).unwrap_or_default().to_owned();
            self.client
                .delete_item()
                .table_name(&*self.name)
                .set_key(Some(keyed(conversation_pk(conversation), sk)))
                .send()
                .await
                .map_err(|error| failed(&error))?;
        }
        Ok(items.len())
    }
}

const NEW: &str = "attribute_not_exists(PK)";
const UNCHANGED: &str = "version = :version";

fn put(
    table: &str,
    item: Attributes,
    condition: Option<&str>,
    version: Option<u64>,
) -> Result<TransactWriteItem, TableError> {
    let mut put = Put::builder().table_name(table).set_item(Some(item));
    if let Some(condition) = condition {
        put = put.condition_expression(condition);
    }
    if let Some(version) = version {
        let version = AttributeValue::N(version.to_string());
        put = put.expression_attribute_values(":version", version);
    }
    let put = put.build().map_err(|error| failed(&error))?;
    Ok(TransactWriteItem::builder().put(put).build())
}

fn conversation_item(writing: &Writing, conversation: &Conversation, version: u64) -> Attributes {
    let mut item = writing.item("CONVERSATION".to_owned(), conversation, KEPT);
    let number = AttributeValue::N(version.to_string());
    item.insert(VERSION.to_owned(), number);
    let store = &conversation.store;
    match &conversation.state {
        State::Queued { since, .. } => waits(&mut item, &Waiting::Queued(store), *since),
        State::Human { since, .. } => waits(&mut item, &Waiting::Human(store), *since),
        State::Bot | State::Closed { .. } => {}
    }
    let customer = match &conversation.owner {
        Owner::Customer { customer } | Owner::Link { customer, .. } => customer,
    };
    let whose = AttributeValue::S(format!("S#{store}#C#{customer}"));
    item.insert(OF_CUSTOMER_PK.to_owned(), whose);
    let when = format!("{}#{}", conversation.begun_at, conversation.id);
    item.insert(OF_CUSTOMER_SK.to_owned(), AttributeValue::S(when));
    item
}

fn conversation_of(item: &Attributes) -> Option<ConversationId> {
    let id = text_of(item, PK)?.strip_prefix("C#")?;
    ConversationId::parse(id).ok()
}

fn document<T: DeserializeOwned>(item: &Attributes) -> Result<T, TableError> {
    let corrupt = |why: String| {
        let text = |name| text_of(item, name).unwrap_or_default();
        TableError::Corrupt(format!("{} {}", text(PK), text(SK)), why)
    };
    let text = text_of(item, DOCUMENT).ok_or_else(|| corrupt("it has no document".to_owned()))?;
    serde_json::from_str(text).map_err(|error| corrupt(error.to_string()))
}

fn schema(pk: &str, sk: &str) -> Result<Vec<KeySchemaElement>, TableError> {
    let elements = [(pk, KeyType::Hash), (sk, KeyType::Range)].map(|(name, kind)| {
        let element = KeySchemaElement::builder().attribute_name(name);
        element.key_type(kind).build()
    });
    let elements: Result<Vec<_>, _> = elements.into_iter().collect();
    elements.map_err(|error| failed(&error))
}

fn index(name: &str, pk: &str, sk: &str) -> Result<GlobalSecondaryIndex, TableError> {
    let keys = Projection::builder().projection_type(ProjectionType::KeysOnly);
    let index = GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(schema(pk, sk)?))
        .projection(keys.build());
    index.build().map_err(|error| failed(&error))
}

fn failed<E: std::error::Error>(error: &E) -> TableError {
    TableError::Unavailable(DisplayErrorContext(error).to_string())
}
