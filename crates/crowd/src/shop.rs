//! A store's API as its customers and its staff use it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::events::Events;
use crate::server::{Answer, Ask, AskError, Patience, Server, Token};
use crate::town::{Point, Town};
use crate::view::{
    CancellationView, CourierView, InvariantsView, JobView, LedgerView, MenuView, MovementView,
    OrderView, PageView, QuoteView, SessionView, Status, StockView, StoreView, TimelineView,
};

/// So many orders are looked at on a page of the board.
const PAGE: u32 = 100;

/// A store, as anybody sees it.
#[derive(Clone, Debug)]
pub struct Shop {
    /// Where it is on the network.
    pub server: Server,
    /// Which store.
    pub store: String,
    /// How long people go on while the server is away.
    pub patience: Patience,
}

/// A line of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// What.
    pub item: String,
    /// How many.
    pub quantity: u32,
    /// How.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// How somebody wants to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Payment {
    /// With a bank's app.
    Pix,
    /// By card.
    Card {
        /// A test card of the provider's.
        token: String,
    },
    /// At the door.
    Cash {
        /// With how much, in minor units.
        #[serde(skip_serializing_if = "Option::is_none")]
        change_for: Option<i64>,
    },
}

/// An order as it is placed.
#[derive(Clone, Debug, Serialize)]
pub struct NewOrder<'o> {
    /// What.
    pub cart: Cart<'o>,
    /// What was promised.
    pub quote: &'o str,
    /// How it is paid.
    pub payment: &'o Payment,
    /// What the courier should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<&'o str>,
}

/// What somebody would order.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cart<'o> {
    /// Lines.
    pub lines: &'o [CartLine],
}

impl Shop {
    async fn read<T: DeserializeOwned>(&self, ask: Ask) -> Result<T, AskError> {
        self.server.insist(&ask, self.patience).await?.read()
    }

    async fn have(&self, ask: Ask) -> Result<Answer, AskError> {
        self.server.insist(&ask, self.patience).await
    }

    /// What the store says of itself.
    pub async fn about(&self) -> Result<StoreView, AskError> {
        self.read(Ask::get(format!("/api/stores/{}", self.store)))
            .await
    }

    /// What it sells.
    pub async fn menu(&self) -> Result<MenuView, AskError> {
        self.read(Ask::get(format!("/api/stores/{}/menu", self.store)))
            .await
    }

    /// The town it delivers in.
    pub async fn town(&self) -> Result<Town, AskError> {
        let answer = self.have(Ask::get("/api/town")).await?;
        Town::parse(&answer.body).map_err(|error| AskError::Misread {
            why: error.to_string(),
        })
    }

    /// Somebody comes in.
    pub async fn enter(
        &self,
        name: &str,
        phone: Option<&str>,
        email: Option<&str>,
    ) -> Result<Customer, AskError> {
        let guest = json!({ "name": name, "phone": phone, "email": email, "language": "pt-BR" });
        let path = format!("/api/stores/{}/sessions", self.store);
        let session: SessionView = self.read(Ask::post(path, &guest)).await?;
        Ok(Customer {
            shop: self.clone(),
            token: Token::new(&session.token),
        })
    }

    /// The staff, who have a token that says so.
    pub fn staff(&self, token: &Token) -> Staff {
        Staff {
            shop: self.clone(),
            token: token.clone(),
        }
    }
}

/// A customer with a session.
#[derive(Clone, Debug)]
pub struct Customer {
    shop: Shop,
    token: Token,
}

impl Customer {
    /// What it would cost.
    pub async fn quote(&self, lines: &[CartLine], address: &str) -> Result<QuoteView, AskError> {
        let wish = json!({ "cart": Cart { lines }, "address": { "line": address } });
        let ask = Ask::post("/api/quotes", &wish).by(&self.token);
        self.shop.read(ask).await
    }

    /// The request that places an order: it may be sent as often as one likes.
    pub fn placing(&self, order: &NewOrder<'_>, key: &str) -> Ask {
        Ask::post("/api/orders", order).by(&self.token).under(key)
    }

    /// An order of theirs.
    pub async fn order(&self, order: &str) -> Result<OrderView, AskError> {
        let ask = Ask::get(format!("/api/orders/{order}")).by(&self.token);
        self.shop.read(ask).await
    }

    /// All orders of theirs, as far as they fit on a page.
    pub async fn orders(&self) -> Result<Vec<OrderView>, AskError> {
        let page: PageView<OrderView> = self
            .shop
            .read(Ask::get("/api/orders").by(&self.token))
            .await?;
        Ok(page.items)
    }

    /// What happens to an order.
    pub fn events(&self, order: &str) -> Events {
        let ask = Ask::get(format!("/api/orders/{order}/events")).by(&self.token);
        Events::new(&self.shop.server, ask)
    }

    async fn wants(&self, order: &str, what: &str, body: &impl Serialize) -> Result<(), AskError> {
        let ask = Ask::post(format!("/api/orders/{order}/{what}"), body).by(&self.token);
        self.shop.have(ask).await.map(|_| ())
    }

    /// Pays in another way.
    pub async fn pay_with(&self, order: &str, payment: &Payment) -> Result<(), AskError> {
        self.wants(order, "payment", &json!({ "payment": payment }))
            .await
    }

    /// Calls it off, for the first of the reasons that are offered.
    pub async fn cancel(&self, order: &str) -> Result<(), AskError> {
        let preview = Ask::get(format!("/api/orders/{order}/cancellation")).by(&self.token);
        let preview: CancellationView = self.shop.read(preview).await?;
        let reason = preview.reasons.first().map(|reason| reason.code.as_str());
        let body = json!({ "reason": reason.unwrap_or("changed_mind") });
        self.wants(order, "cancellation", &body).await
    }

    /// Wants it elsewhere.
    pub async fn redirect(&self, order: &str, line: &str) -> Result<(), AskError> {
        self.wants(order, "address", &json!({ "line": line })).await
    }

    /// Says what instead of something that cannot be had.
    pub async fn choose(
        &self,
        order: &str,
        missing: &str,
        instead: Option<&str>,
    ) -> Result<(), AskError> {
        let choice = json!({ "missing": missing, "instead": instead });
        self.wants(order, "choice", &choice).await
    }

    /// Whether the kitchen had begun with an order.
    pub async fn was_prepared(&self, order: &str) -> Result<bool, AskError> {
        let ask = Ask::get(format!("/api/orders/{order}/timeline")).by(&self.token);
        let timeline: TimelineView = self.shop.read(ask).await?;
        let statuses = timeline.entries.iter().map(|entry| entry.status);
        let last = statuses.filter(|status| !status.is_terminal()).max();
        Ok(last >= Some(Status::Preparing))
    }
}

/// Whoever works for the store.
#[derive(Clone, Debug)]
pub struct Staff {
    shop: Shop,
    token: Token,
}

/// What the store does with an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Takes it.
    Accept,
    /// Does not take it, and why.
    Refuse(&'static str),
    /// Begins.
    Prepare,
    /// Is done.
    Ready,
    /// Gives it to a courier.
    Assign(String),
    /// Says whether it agrees to a change.
    Change(bool),
}

/// What a courier does with an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CourierStep {
    /// Is at the store.
    AtStore,
    /// Has it.
    PickedUp,
    /// Is at the door.
    Arrived,
    /// Gives it to whoever says the number.
    HandOver(String),
    /// Found nobody, or not the door.
    AttemptFailed(&'static str),
    /// Has brought it back.
    Returned,
}

impl Staff {
    /// The store.
    pub fn shop(&self) -> &Shop {
        &self.shop
    }

    /// Orders that are open, the oldest first: all of them.
    pub async fn board(&self) -> Result<Vec<OrderView>, AskError> {
        let mut orders = Vec::new();
        let mut path = format!("/api/board?limit={PAGE}");
        loop {
            let ask = Ask::get(path).by(&self.token);
            let page: PageView<OrderView> = self.shop.read(ask).await?;
            orders.extend(page.items);
            match page.next {
                Some(next) => path = format!("/api/board?limit={PAGE}&cursor={next}"),
                None => return Ok(orders),
            }
        }
    }

    /// Every change of every order.
    pub fn board_events(&self) -> Events {
        let ask = Ask::get("/api/board/events").by(&self.token);
        Events::new(&self.shop.server, ask)
    }

    /// An order.
    pub async fn order(&self, order: &str) -> Result<OrderView, AskError> {
        let ask = Ask::get(format!("/api/board/orders/{order}")).by(&self.token);
        self.shop.read(ask).await
    }

    /// Does something with an order; the order as it is then.
    pub async fn does(&self, order: &str, step: &Step) -> Result<OrderView, AskError> {
        let (what, body) = match step {
            Step::Accept => ("accept", json!({})),
            Step::Refuse(reason) => ("refuse", json!({ "reason": reason })),
            Step::Prepare => ("prepare", json!({})),
            Step::Ready => ("ready", json!({})),
            Step::Assign(courier) => ("assign", json!({ "courier": courier })),
            Step::Change(agrees) => ("change", json!({ "agrees": agrees })),
        };
        let ask = Ask::post(format!("/api/board/orders/{order}/{what}"), &body);
        self.shop.read(ask.by(&self.token)).await
    }

    /// How much there is of everything.
    pub async fn stock(&self) -> Result<Vec<StockView>, AskError> {
        let ask = Ask::get("/api/board/stock").by(&self.token);
        let page: PageView<StockView> = self.shop.read(ask).await?;
        Ok(page.items)
    }

    /// Says how many of an item there are from now on.
    pub async fn restock(&self, item: &str, available: u32) -> Result<(), AskError> {
        let body = json!({ "available": available });
        let ask = Ask::put(format!("/api/board/stock/{item}"), &body).by(&self.token);
        self.shop.have(ask).await.map(|_| ())
    }

    /// Who delivers.
    pub async fn couriers(&self) -> Result<Vec<CourierView>, AskError> {
        let ask = Ask::get("/api/board/couriers").by(&self.token);
        let page: PageView<CourierView> = self.shop.read(ask).await?;
        Ok(page.items)
    }

    /// Somebody comes to work.
    pub async fn welcome(&self, courier: &str, name: &str, point: Point) -> Result<(), AskError> {
        let body = json!({ "name": name, "state": "FREE", "point": point });
        let ask = Ask::put(format!("/api/board/couriers/{courier}"), &body).by(&self.token);
        self.shop.have(ask).await.map(|_| ())
    }

    /// What must be 0.
    pub async fn invariants(&self, patience_seconds: u64) -> Result<InvariantsView, AskError> {
        let path = format!("/api/board/invariants?patience_seconds={patience_seconds}");
        self.shop.read(Ask::get(path).by(&self.token)).await
    }

    /// A courier does something with an order; where it is then.
    pub async fn courier_does(
        &self,
        courier: &str,
        order: &str,
        step: &CourierStep,
    ) -> Result<Status, AskError> {
        let (what, body) = match step {
            CourierStep::AtStore => ("at-store", json!({})),
            CourierStep::PickedUp => ("picked-up", json!({})),
            CourierStep::Arrived => ("arrived", json!({})),
            CourierStep::HandOver(pin) => ("hand-over", json!({ "pin": pin })),
            CourierStep::AttemptFailed(reason) => ("attempt-failed", json!({ "reason": reason })),
            CourierStep::Returned => ("returned", json!({})),
        };
        let ask = Ask::post(format!("/api/courier/orders/{order}/{what}"), &body);
        let ask = ask.by(&self.token).as_courier(courier);
        let job: JobView = self.shop.read(ask).await?;
        Ok(job.status)
    }

    /// A courier says where they are. Once: the next time they say it again.
    pub async fn seen(&self, courier: &str, point: Point, heading: f64) -> Result<(), AskError> {
        let body = json!({ "point": point, "heading": heading });
        let ask = Ask::post("/api/courier/position", &body);
        let ask = ask.by(&self.token).as_courier(courier);
        self.shop.server.ask(&ask).await.map(|_| ())
    }
}

/// Whoever may look into the provider's test side.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Where it is.
    pub shop: Shop,
    /// What proves it.
    pub token: Token,
}

impl Provider {
    /// Every movement of money there was.
    pub async fn ledger(&self) -> Result<Vec<MovementView>, AskError> {
        let mut movements: Vec<MovementView> = Vec::new();
        loop {
            let after = movements.last().map_or(0, |movement| movement.sequence);
            let ask = Ask::get(format!("/sandbox/provider/v1/test/ledger?after={after}"));
            let page: LedgerView = self.shop.read(ask.by(&self.token)).await?;
            let ended = !page.has_more || page.entries.is_empty();
            movements.extend(page.entries);
            if ended {
                return Ok(movements);
            }
        }
    }
}
