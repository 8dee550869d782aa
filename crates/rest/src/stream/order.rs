//! The stream of an order: its entries, numbered as in its timeline; itself, whenever it is another;
//! and where its courier is.

use std::time::Duration;

use delivery::notice::Language;
use delivery::{Order, OrderKey};

use super::{Events, Gone};
use crate::problem::Problem;
use crate::rest::Rest;
use crate::view::place::WhereView;
use crate::view::timeline::EntryView;

/// Changes come in bursts, which are read at once when they are over.
const SETTLES_WITHIN: Duration = Duration::from_millis(20);

/// What is read of an order by whoever follows it.
pub(crate) struct Following {
    pub(crate) order: OrderKey,
    /// The last entry that is known.
    pub(crate) after: u32,
    pub(crate) language: Language,
    /// How it is shown.
    pub(crate) shown: Shown,
}

/// How an order is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As to its customer.
    Whole,
    /// As to whoever has its link.
    Tracked,
}

/// What was told last.
#[derive(Default)]
struct Told {
    entry: u32,
    order: String,
    courier: Option<WhereView>,
}

impl Following {
    /// Tells an order until nobody reads any more, or may.
    pub(crate) async fn tell(self, rest: Rest, mut events: Events) -> Result<(), Gone> {
        // Before it is read, so that nothing is missed in between.
        let mut bell = rest.streams().watching().order(&self.order);
        let mut told = Told {
            entry: self.after,
            ..Told::default()
        };
        loop {
            bell.mark_unchanged();
            match self.read(&rest, &mut events, &mut told).await {
                Ok(told) => told?,
                Err(problem) => {
                    // It is read again with the next change, or by whoever comes again.
                    tracing::debug!(order = %self.order, ?problem, "an order was not read");
                    return Err(Gone);
                }
            }
            let news = async {
                if bell.changed().await.is_ok() {
                    tokio::time::sleep(SETTLES_WITHIN).await;
                } else {
                    std::future::pending::<()>().await;
                }
            };
            events.wait(&rest, news).await?;
        }
    }

    async fn read(
        &self,
        rest: &Rest,
        events: &mut Events,
        told: &mut Told,
    ) -> Result<Result<(), Gone>, Problem> {
        let delivery = rest.delivery();
        let order = delivery.order(&self.order).await?;
        if order.entries > told.entry {
            let menu = delivery.menu(&order.store).await?;
            let reader = rest.reader(&order.store, self.language).await?;
            for entry in delivery.timeline(&self.order, told.entry).await? {
                let view = EntryView::of(&entry, &order, &menu, &reader);
                let id = entry.number.to_string();
                if events.tell(Some(&id), "entry", &view).await.is_err() {
                    return Ok(Err(Gone));
                }
                told.entry = entry.number;
            }
        }
        let view = self.view(rest, &order).await?;
        if view != told.order {
            if events.tell_text(None, "order", &view).await.is_err() {
                return Ok(Err(Gone));
            }
            told.order = view;
        }
        let courier = rest.courier_of(&order).await?;
        let courier = courier.as_ref().map(WhereView::of);
        if let Some(place) = courier
            && courier != told.courier
        {
            if events.tell(None, "courier", &place).await.is_err() {
                return Ok(Err(Gone));
            }
            told.courier = courier;
        }
        Ok(Ok(()))
    }

    /// An order as it is shown, as JSON.
    async fn view(&self, rest: &Rest, order: &Order) -> Result<String, Problem> {
        let text = match self.shown {
            Shown::Whole => serde_json::to_string(&rest.order_view(order, self.language).await?),
            Shown::Tracked => {
                serde_json::to_string(&rest.tracked_view(order, self.language).await?)
            }
        };
        Ok(text.unwrap_or_default())
    }
}
