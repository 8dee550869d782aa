//! The orders of one customer as rows with columns, for as long as a question takes.
//!
//! The delivery keeps an order as one JSON text, which PartiQL cannot look into
//! (`docs/table.md`). So when a customer asks, *their* orders are written as rows into the table
//! `…-orders-view`, under their own partition key, and the statement is run on that
//! (`docs/decisions/0015-orders-as-rows.md`). Orders are not written there as they change: that
//! would double each write for a question that is seldom asked. Rows are forgotten after
//! [`ROWS_KEPT`].

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, PutRequest,
    ScalarAttributeType, TimeToLiveSpecification, WriteRequest,
};
use delivery::{Delivery, DeliveryError, Money, Order};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::caller::Caller;
use super::partiql::{self, Bound, Column, OWNER, Select};
use super::table::{made, unavailable};

/// So many orders of a customer are looked at: the newest.
pub const ORDERS_MAX: u32 = 100;

/// Rows are forgotten after so long.
pub const ROWS_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Tells rows of an owner apart; no column, so that every condition of a statement is about what is
/// in a row and none about where it is kept.
const ROW: &str = "row";
const EXPIRES: &str = "expires_at";

/// What one `BatchWriteItem` takes at most (Amazon DynamoDB quotas).
const BATCH_MAX: usize = 25;

type Attributes = HashMap<String, AttributeValue>;

/// The table. Clones are the same.
#[derive(Clone, Debug)]
pub struct OrdersView {
    client: Client,
    name: String,
}

impl OrdersView {
    /// The one beside the table of a delivery.
    pub fn beside(delivery: &Delivery) -> OrdersView {
        OrdersView {
            client: delivery.own_table().client().clone(),
            name: format!("{}-orders-view", delivery.own_table().name()),
        }
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
        let wrong = |error| unavailable("the view of orders", &error);
        let asked = self
            .client
            .create_table()
            .table_name(&self.name)
            .attribute_definitions(text(OWNER).map_err(wrong)?)
            .attribute_definitions(text(ROW).map_err(wrong)?)
            .key_schema(key(OWNER, KeyType::Hash).map_err(wrong)?)
            .key_schema(key(ROW, KeyType::Range).map_err(wrong)?)
            .billing_mode(BillingMode::PayPerRequest)
            .send()
            .await;
        if !made(&self.client, &self.name, asked).await? {
            return Ok(());
        }
        let forgetting = TimeToLiveSpecification::builder()
            .attribute_name(EXPIRES)
            .enabled(true)
            .build();
        self.client
            .update_time_to_live()
            .table_name(&self.name)
            .time_to_live_specification(forgetting.map_err(wrong)?)
            .send()
            .await
            .map_err(|error| unavailable("the view of orders", &error))?;
        Ok(())
    }

    /// What the statement finds among the orders of whoever asks.
    pub async fn run(
        &self,
        delivery: &Delivery,
        caller: &Caller,
        select: &Select,
    ) -> Result<Found, DeliveryError> {
        let owner = format!("{}#{}", caller.store, caller.customer);
        self.fill(delivery, caller, &owner).await?;
        let asked = select.of_owner(&self.name, &owner);
        let mut rows = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .client
                .execute_statement()
                .statement(&asked.statement)
                .set_parameters(Some(asked.parameters.iter().map(attribute).collect()))
                .consistent_read(true)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| unavailable("the view of orders", &error))?;
            rows.extend(page.items.unwrap_or_default().iter().map(shown));
            next = page.next_token;
            if next.is_none() {
                return Ok(Found { asked, rows });
            }
        }
    }

    /// Writes the orders of whoever asks, as they are now.
    async fn fill(
        &self,
        delivery: &Delivery,
        caller: &Caller,
        owner: &str,
    ) -> Result<(), DeliveryError> {
        let Caller {
            store, customer, ..
        } = caller;
        let zone = delivery.store(store).await?.time_zone();
        let orders = delivery
            .orders_of(store, customer, ORDERS_MAX, None)
            .await?;
        let expires = (Timestamp::now() + ROWS_KEPT).as_second();
        for orders in orders.items.chunks(BATCH_MAX) {
            let mut writes = Vec::with_capacity(orders.len());
            for order in orders {
                // The index is behind the orders by moments: whose an order is says the order.
                if order.customer != *customer || order.store != *store {
                    continue;
                }
                let put = PutRequest::builder()
                    .set_item(Some(row(order, owner, expires, &zone)))
                    .build()
                    .map_err(|error| unavailable("the view of orders", &error))?;
                writes.push(WriteRequest::builder().put_request(put).build());
            }
            self.write(writes).await?;
        }
        Ok(())
    }

    async fn write(&self, mut writes: Vec<WriteRequest>) -> Result<(), DeliveryError> {
        while !writes.is_empty() {
            let written = self
                .client
                .batch_write_item()
                .request_items(&self.name, writes)
                .send()
                .await
                .map_err(|error| unavailable("the view of orders", &error))?;
            let mut left = written.unprocessed_items.unwrap_or_default();
            writes = left.remove(&self.name).unwrap_or_default();
        }
        Ok(())
    }
}

/// What a statement has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What DynamoDB was asked.
    pub asked: Bound,
    /// What it found, as JSON objects, in the order of their columns' names.
    pub rows: Vec<Map<String, Value>>,
}

fn attribute(value: &partiql::Value) -> AttributeValue {
    match value {
        partiql::Value::Number(number) => AttributeValue::N(number.to_string()),
        partiql::Value::Text(text) => AttributeValue::S(text.clone()),
    }
}

fn shown(item: &Attributes) -> Map<String, Value> {
    let columns = Column::ALL.into_iter().filter_map(|column| {
        let value = match item.get(column.name())? {
            AttributeValue::N(number) => Value::from(number.parse::<i64>().ok()?),
            AttributeValue::S(text) => Value::from(text.clone()),
            _ => return None,
        };
        Some((column.name().to_owned(), value))
    });
    columns.collect()
}

fn row(order: &Order, owner: &str, expires: i64, zone: &TimeZone) -> Attributes {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let number = |number: i64| AttributeValue::N(number.to_string());
    let money = |money: Money| number(money.as_minor());
    let mut row = HashMap::from([
        (OWNER.to_owned(), text(owner)),
        (ROW.to_owned(), text(order.id.as_str())),
        (EXPIRES.to_owned(), number(expires)),
    ]);
    for column in Column::ALL {
        let value = match column {
            Column::Number => AttributeValue::N(order.number.to_string()),
            Column::PlacedAt => {
                let seconds = order.placed_at.as_second();
                let at = Timestamp::from_second(seconds).unwrap_or(order.placed_at);
                text(&at.to_string())
            }
            Column::PlacedOn => text(
                &order
                    .placed_at
                    .to_zoned_datetime(zone.clone())
                    .date()
                    .to_string(),
            ),
            Column::Status => text(order.status.name()),
            Column::Total => money(order.totals.total),
            Column::ItemsTotal => money(order.totals.items),
            Column::DeliveryFee => money(order.totals.fee),
            Column::PaymentMethod => text(method(order)),
            Column::Paid => money(order.payment.paid),
            Column::Refunded => money(refunded(order)),
            Column::ItemCount => number(
                order
                    .lines
                    .iter()
                    .map(|line| i64::from(line.quantity))
                    .sum(),
            ),
            Column::Items => text(&items(order)),
        };
        row.insert(column.name().to_owned(), value);
    }
    row
}

/// How it is paid: `PIX`.
pub(super) fn method(order: &Order) -> &'static str {
    use delivery::order::Method;
    match order.payment.method {
        Method::Pix => "PIX",
        Method::Card { .. } => "CARD",
        Method::Cash { .. } => "CASH",
    }
}

/// What goes back of it, or has gone.
pub(super) fn refunded(order: &Order) -> Money {
    let refunds = order.payment.refunds.iter();
    refunds.map(|refund| refund.amount).sum()
}

fn items(order: &Order) -> String {
    let lines = order.lines.iter();
    let lines: Vec<String> = lines
        .map(|line| format!("{} x {}", line.quantity, line.name))
        .collect();
    lines.join(", ")
}
