//! The stream of a store's board: orders as they change, and where couriers are.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use delivery::{DeliveryError, Order, OrderId, OrderKey, StoreId};
use serde_json::json;

use super::watch::{Mark, Since};
use super::{Events, Gone};
use crate::problem::Problem;
use crate::rest::Rest;
use crate::view::board::{BoardOrderView, CourierView, Numbers};
use crate::view::order::shown_courier;

/// A board is told of what changed ten times a second at most: with many orders, each is read once
/// for several changes.
const TOLD_EVERY: Duration = Duration::from_millis(100);

/// Of so many orders it is remembered how they were told last, so that they are told again when they
/// are others.
const REMEMBERED_MAX: usize = 4_096;

/// Who looks at a board.
pub(crate) struct BoardReader {
    pub(crate) store: StoreId,
    pub(crate) language: delivery::notice::Language,
    /// What was told last.
    pub(crate) mark: Option<Mark>,
}

impl BoardReader {
    /// Tells a board until nobody reads any more, or may.
    pub(crate) async fn tell(mut self, rest: Rest, mut events: Events) -> Result<(), Gone> {
        let watching = rest.streams().watching();
        let mut bell = watching.board(&self.store);
        let mut told = HashMap::new();
        loop {
            bell.mark_unchanged();
            match watching.since(&self.store, self.mark) {
                Since::Unknown(mark) => {
                    told.clear();
                    self.mark = Some(mark);
                    let id = mark.to_string();
                    events.tell(Some(&id), "reset", &json!({})).await?;
                }
                Since::Changes(changes) => {
                    for (mark, order) in changes {
                        self.tell_order(&rest, &mut events, &mut told, mark, order)
                            .await?;
                        self.mark = Some(mark);
                    }
                }
            }
            let news = async {
                if bell.changed().await.is_ok() {
                    tokio::time::sleep(TOLD_EVERY).await;
                } else {
                    std::future::pending::<()>().await;
                }
            };
            events.wait(&rest, news).await?;
        }
    }

    async fn tell_order(
        &self,
        rest: &Rest,
        events: &mut Events,
        told: &mut HashMap<String, u64>,
        mark: Mark,
        order: OrderId,
    ) -> Result<(), Gone> {
        let key = OrderKey {
            store: self.store.clone(),
            order,
        };
        let texts = match self.read(rest, &key).await {
            Ok(texts) => texts,
            Err(problem) => {
                tracing::debug!(order = %key, ?problem, "an order was not read");
                return Err(Gone);
            }
        };
        if told.len() > REMEMBERED_MAX {
            told.clear();
        }
        let id = mark.to_string();
        for (name, whose, text) in texts {
            let mut hash = DefaultHasher::new();
            text.hash(&mut hash);
            let hash = hash.finish();
            if told.insert(whose, hash) != Some(hash) {
                events.tell_text(Some(&id), name, &text).await?;
            }
        }
        Ok(())
    }

    /// What is told of an order: itself, and its courier while they are on the way.
    async fn read(
        &self,
        rest: &Rest,
        key: &OrderKey,
    ) -> Result<Vec<(&'static str, String, String)>, Problem> {
        let delivery = rest.delivery();
        let order: Order = match delivery.order(key).await {
            Ok(order) => order,
            Err(DeliveryError::NotFound(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let reader = rest.reader(&self.store, self.language).await?;
        let view = BoardOrderView::of(&order, Numbers::Masked, &reader);
        let text = serde_json::to_string(&view).unwrap_or_default();
        let mut texts = vec![("order", order.id.to_string(), text)];
        if let Some(id) = shown_courier(&order)
            && let Some(courier) = rest.courier_of(&order).await?
        {
            let view = CourierView::of(&courier);
            let text = serde_json::to_string(&view).unwrap_or_default();
            texts.push(("courier", format!("courier {id}"), text));
        }
        Ok(texts)
    }
}
