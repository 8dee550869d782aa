//! What the scenarios remember: experiments and coupons, in a table beside the delivery's.
//!
//! | what | `PK` | `SK` |
//! |---|---|---|
//! | an experiment, as `document` | `S#STORE#EXPERIMENTS` | `EXPERIMENT#NAME` |
//! | how a variant does: `assigned` and one count for each outcome | `S#STORE#X#NAME` | `ARM#a` |
//! | who has which variant, and which outcomes are counted | `S#STORE#X#NAME` | `UNIT#…` |
//! | a coupon | `S#STORE#COUPONS` | `COUPON#ID` |
//!
//! What conditions look at are attributes of their own, so that a workflow can ask DynamoDB itself:
//! `retention.asl.json` lets a coupon lapse without a function.

use std::collections::HashMap;
use std::fmt::Write as _;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodb::operation::create_table::{CreateTableError, CreateTableOutput};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put,
    ScalarAttributeType, TableStatus, TransactWriteItem, Update,
};
use delivery::{Delivery, DeliveryError, StoreId};

pub(super) type Attributes = HashMap<String, AttributeValue>;

/// A table is looked at so often until it is there.
const CREATION_POLLS_MAX: u32 = 120;
const CREATION_POLL: std::time::Duration = std::time::Duration::from_millis(500);

/// The table. Clones are the same.
#[derive(Clone, Debug)]
pub struct ScenarioTable {
    client: Client,
    name: String,
}

pub(super) fn unavailable<E: std::error::Error>(what: &str, error: &E) -> DeliveryError {
    let error = DisplayErrorContext(error);
    DeliveryError::Unavailable(format!("{what} does not answer: {error}"))
}

/// Whether a table was made just now, and waits until it can be used; `false` when it was there.
pub(super) async fn made(
    client: &Client,
    name: &str,
    asked: Result<CreateTableOutput, SdkError<CreateTableError>>,
) -> Result<bool, DeliveryError> {
    let failed = |error: &dyn std::fmt::Display| {
        DeliveryError::Unavailable(format!("the table `{name}` cannot be made: {error}"))
    };
    match asked {
        Ok(_) => {}
        Err(SdkError::ServiceError(error)) if error.err().is_resource_in_use_exception() => {
            return Ok(false);
        }
        Err(error) => return Err(failed(&DisplayErrorContext(error))),
    }
    for _ in 0..CREATION_POLLS_MAX {
        let described = client.describe_table().table_name(name).send().await;
        let described = described.map_err(|error| failed(&DisplayErrorContext(error)))?;
        let status = described.table.and_then(|table| table.table_status);
        if status == Some(TableStatus::Active) {
            return Ok(true);
        }
        tokio::time::sleep(CREATION_POLL).await;
    }
    Err(failed(&"it does not become active"))
}

/// What an item is known by.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) pk: String,
    pub(super) sk: String,
}

impl Key {
    pub(super) fn experiments(store: &StoreId) -> String {
        format!("S#{store}#EXPERIMENTS")
    }

    pub(super) fn experiment(store: &StoreId, name: &str) -> Key {
        Key {
            pk: Key::experiments(store),
            sk: format!("EXPERIMENT#{name}"),
        }
    }

    pub(super) fn of_experiment(store: &StoreId, name: &str, sk: String) -> Key {
        Key {
            pk: format!("S#{store}#X#{name}"),
            sk,
        }
    }

    pub(super) fn coupons(store: &StoreId) -> String {
        format!("S#{store}#COUPONS")
    }

    pub(super) fn coupon(store: &StoreId, id: &str) -> Key {
        Key {
            pk: Key::coupons(store),
            sk: format!("COUPON#{id}"),
        }
    }

    pub(super) fn attributes(&self) -> Attributes {
        HashMap::from([
            ("PK".to_owned(), AttributeValue::S(self.pk.clone())),
            ("SK".to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }
}

/// A change of an item, made if its condition holds.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) key: Key,
    /// `SET #state = :to`
    pub(super) update: String,
    /// Nothing when it is made in any case.
    pub(super) condition: Option<String>,
    pub(super) names: Vec<(&'static str, String)>,
    pub(super) values: Vec<(&'static str, AttributeValue)>,
}

impl ScenarioTable {
    /// The one beside the table of a delivery.
    pub fn beside(delivery: &Delivery) -> ScenarioTable {
        ScenarioTable {
            client: delivery.own_table().client().clone(),
            name: format!("{}-scenarios", delivery.own_table().name()),
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Makes the table unless it is there.
    pub async fn create(&self) -> Result<(), DeliveryError> {
        let text = |name: &str| {
            let definition = AttributeDefinition::builder().attribute_name(name);
            definition.attribute_type(ScalarAttributeType::S).build()
        };
        let key = |name: &str, kind| {
            let element = KeySchemaElement::builder().attribute_name(name);
            element.key_type(kind).build()
        };
        let wrong = |error| unavailable(&self.name, &error);
        let asked = self
            .client
            .create_table()
            .table_name(&self.name)
            .attribute_definitions(text("PK").map_err(wrong)?)
            .attribute_definitions(text("SK").map_err(wrong)?)
            .key_schema(key("PK", KeyType::Hash).map_err(wrong)?)
            .key_schema(key("SK", KeyType::Range).map_err(wrong)?)
            .billing_mode(BillingMode::PayPerRequest)
            .send()
            .await;
        made(&self.client, &self.name, asked).await?;
        Ok(())
    }

    pub(super) async fn get(&self, key: &Key) -> Result<Option<Attributes>, DeliveryError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| unavailable(&self.name, &error))?;
        Ok(found.item)
    }

    /// The items whose keys begin so, in order: all of them.
    pub(super) async fn all(&self, pk: &str, sk: &str) -> Result<Vec<Attributes>, DeliveryError> {
        let mut items = Vec::new();
        let mut from = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("PK = :pk AND begins_with(SK, :sk)")
                .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
                .expression_attribute_values(":sk", AttributeValue::S(sk.to_owned()))
                .consistent_read(true)
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(|error| unavailable(&self.name, &error))?;
            items.extend(page.items.unwrap_or_default());
            from = page.last_evaluated_key;
            if from.is_none() {
                return Ok(items);
            }
        }
    }

    /// Writes an item unless there is one; whether it was written.
    pub(super) async fn put_new(&self, item: Attributes) -> Result<bool, DeliveryError> {
        let put = self.new_item(item)?;
        self.together(vec![put]).await
    }

    /// The part of a transaction that writes an item unless there is one.
    pub(super) fn new_item(&self, item: Attributes) -> Result<TransactWriteItem, DeliveryError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(PK)")
            .build()
            .map_err(|error| unavailable(&self.name, &error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// The part of a transaction that changes an item.
    pub(super) fn changed(&self, change: Change) -> Result<TransactWriteItem, DeliveryError> {
        let mut update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(change.key.attributes()))
            .update_expression(change.update)
            .set_condition_expression(change.condition);
        for (name, of) in change.names {
            update = update.expression_attribute_names(name, of);
        }
        for (name, value) in change.values {
            update = update.expression_attribute_values(name, value);
        }
        let update = update
            .build()
            .map_err(|error| unavailable(&self.name, &error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Writes all of it; `false` when a condition does not hold, and then nothing is written.
    pub(super) async fn together(
        &self,
        writes: Vec<TransactWriteItem>,
    ) -> Result<bool, DeliveryError> {
        let written = self
            .client
            .transact_write_items()
            .set_transact_items(Some(writes))
            .send()
            .await;
        match written {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(error)) => match error.err() {
                TransactWriteItemsError::TransactionCanceledException(cancelled)
                    if cancelled
                        .cancellation_reasons()
                        .iter()
                        .any(|reason| reason.code() == Some("ConditionalCheckFailed")) =>
                {
                    Ok(false)
                }
                _ => Err(unavailable(&self.name, &SdkError::ServiceError(error))),
            },
            Err(error) => Err(unavailable(&self.name, &error)),
        }
    }

    /// Changes an item; `false` when its condition does not hold.
    pub(super) async fn change(&self, change: Change) -> Result<bool, DeliveryError> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(change.key.attributes()))
            .update_expression(change.update)
            .set_condition_expression(change.condition);
        for (name, of) in change.names {
            update = update.expression_attribute_names(name, of);
        }
        for (name, value) in change.values {
            update = update.expression_attribute_values(name, value);
        }
        match update.send().await {
            Ok(_) => Ok(true),
            Err(SdkError::ServiceError(error))
                if matches!(
                    error.err(),
                    UpdateItemError::ConditionalCheckFailedException(_)
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(unavailable(&self.name, &error)),
        }
    }
}

/// Two small digits for each byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// The text of an attribute.
pub(super) fn text<'a>(item: &'a Attributes, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// The number of an attribute.
pub(super) fn number<T: std::str::FromStr>(item: &Attributes, name: &str) -> Option<T> {
    item.get(name)?.as_n().ok()?.parse().ok()
}
