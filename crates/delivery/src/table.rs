//! The table: everything the delivery remembers, in one DynamoDB table.
//!
//! `docs/table.md` says which items there are, what they are read by, and why. The crate asks
//! DynamoDB through AWS's client only; where the table is, it does not know.

mod found;
mod index;
mod item;
mod messages;
mod orders;
mod stock;

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
};

pub use found::FoundTable;
pub use item::{Key, Page};
pub use orders::{ChangeError, IdempotencyKey, Placing};
pub use stock::Stock;

/// What every item is known by.
pub(crate) const PK: &str = "PK";
pub(crate) const SK: &str = "SK";
/// When DynamoDB forgets an item: seconds since 1970.
pub(crate) const EXPIRES: &str = "expires_at";
/// Counts the writes of an item that is read, changed and written.
pub(crate) const VERSION: &str = "version";

/// Open orders of a store, oldest first. An order that is at its end is not in it.
pub(crate) const OPEN: &str = "open";
pub(crate) const OPEN_PK: &str = "open_pk";
pub(crate) const OPEN_SK: &str = "open_sk";
/// Orders of a customer.
pub(crate) const OF_CUSTOMER: &str = "of_customer";
pub(crate) const OF_CUSTOMER_PK: &str = "of_customer_pk";
pub(crate) const OF_CUSTOMER_SK: &str = "of_customer_sk";

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
    #[error("the table `{table}` does not answer: {why}")]
    Unavailable {
        /// Which table.
        table: Arc<str>,
        /// What the client says.
        why: String,
    },
    /// An item is not what it should be.
    #[error("the item {key} of the table cannot be read: {why}")]
    Corrupt {
        /// Which item.
        key: String,
        /// What is wrong with it.
        why: String,
    },
    /// So many others changed the item meanwhile that it was given up.
    #[error("{key} is being changed by too many at once; try again")]
    Contended {
        /// Which item.
        key: String,
    },
}

impl Table {
    /// The table of this name, asked through `client`.
    pub fn new(client: Client, name: impl Into<Arc<str>>) -> Table {
        Table {
            client,
            name: name.into(),
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Through which it is asked; for tables beside it.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Makes the table unless it is there.
    pub async fn create(&self) -> Result<(), TableError> {
        let attributes = [PK, SK, OPEN_PK, OPEN_SK, OF_CUSTOMER_PK, OF_CUSTOMER_SK];
        let definitions = attributes.map(|name| {
            let definition = AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S);
            definition.build()
        });
        let definitions = definitions.into_iter().collect::<Result<Vec<_>, _>>();
        let made = self
            .client
            .create_table()
            .table_name(&*self.name)
            .set_attribute_definitions(Some(definitions.map_err(|error| self.failed(&error))?))
            .set_key_schema(Some(self.schema(PK, SK)?))
            .global_secondary_indexes(self.index(OPEN, OPEN_PK, OPEN_SK)?)
            .global_secondary_indexes(self.index(OF_CUSTOMER, OF_CUSTOMER_PK, OF_CUSTOMER_SK)?)
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
            Err(error) => return Err(self.failed(&error)),
        }
        self.becomes_active().await?;
        let forgetting = TimeToLiveSpecification::builder()
            .attribute_name(EXPIRES)
            .enabled(true)
            .build();
        self.client
            .update_time_to_live()
            .table_name(&*self.name)
            .time_to_live_specification(forgetting.map_err(|error| self.failed(&error))?)
            .send()
            .await
            .map_err(|error| self.failed(&error))?;
        Ok(())
    }

    /// AWS makes a table in its own time; the embedded one is there at once.
    async fn becomes_active(&self) -> Result<(), TableError> {
        use aws_sdk_dynamodb::types::TableStatus;
        for _ in 0..TABLE_CREATION_POLLS_MAX {
            let described = self.client.describe_table().table_name(&*self.name).send();
            let described = described.await.map_err(|error| self.failed(&error))?;
            let status = described.table.and_then(|table| table.table_status);
            if status == Some(TableStatus::Active) {
                return Ok(());
            }
            tokio::time::sleep(TABLE_CREATION_POLL).await;
        }
        Err(TableError::Unavailable {
            table: self.name.clone(),
            why: "it was created and does not become active".to_owned(),
        })
    }

    fn schema(&self, pk: &str, sk: &str) -> Result<Vec<KeySchemaElement>, TableError> {
        [(pk, KeyType::Hash), (sk, KeyType::Range)]
            .into_iter()
            .map(|(name, kind)| {
                let element = KeySchemaElement::builder()
                    .attribute_name(name)
                    .key_type(kind);
                element.build().map_err(|error| self.failed(&error))
            })
            .collect()
    }

    /// Keys only: an index is written with each change of an order, and who lists orders reads them
    /// whole.
    fn index(&self, name: &str, pk: &str, sk: &str) -> Result<GlobalSecondaryIndex, TableError> {
        let keys = Projection::builder().projection_type(ProjectionType::KeysOnly);
        let index = GlobalSecondaryIndex::builder()
            .index_name(name)
            .set_key_schema(Some(self.schema(pk, sk)?))
            .projection(keys.build());
        index.build().map_err(|error| self.failed(&error))
    }

    pub(crate) fn failed<E: std::error::Error>(&self, error: &E) -> TableError {
        TableError::Unavailable {
            table: self.name.clone(),
            why: DisplayErrorContext(error).to_string(),
        }
    }
}

/// A table is looked at so often until it is there.
const TABLE_CREATION_POLLS_MAX: u32 = 120;
const TABLE_CREATION_POLL: std::time::Duration = std::time::Duration::from_millis(500);
