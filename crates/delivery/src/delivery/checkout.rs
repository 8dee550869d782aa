//! Quotes, and orders that are placed.
//!
//! A customer is shown what it will cost and when it will come before they order, and orders with
//! that: the quote is signed, and the order keeps it. Placing is idempotent: the same request under
//! the same key is the same order, whoever asks again.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{AddressWish, Delivery, DeliveryError};
use crate::customer::Customer;
use crate::entry::{Actor, Happening, Missing, OrderKey};
use crate::eta::{Expectation, Window};
use crate::fee::{Fee, FeeRefusal, fee};
use crate::hours::OpenState;
use crate::lifecycle::demand;
use crate::menu::{self, Menu};
use crate::money::Money;
use crate::order::{
    Address, CarriedBy, Contact, LINES_MAX, Line, Method, Order, PIN_TRIES_MAX, Payment, Pin,
    QuoteTaken, Reservation, StockMove, Totals,
};
use crate::quote::{Quote, QuoteError as SignatureError, SignedQuote};
use crate::slot::{Slot, slots};
use crate::status::Status;
use crate::store::Store;
use crate::table::{ChangeError, IdempotencyKey, Key, Placing};
use crate::town::{AddressLine, Place, Town};
use crate::zone::zone_of;
use crate::{CustomerId, ItemId, OptionId, OrderId, QuoteId, StoreId, ZoneId};

/// The same request is remembered for so long.
const KEY_REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// Numbers of orders are taken from the table so many at a time.
const NUMBERS_AT_ONCE: u32 = 50;

/// The longest key that a client makes up.
pub const KEY_LENGTH_MAX: usize = 128;

/// The longest note to the kitchen or the courier, in characters.
pub const NOTE_LENGTH_MAX: usize = 280;

/// What a customer would order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cart {
    /// What.
    pub lines: Vec<CartLine>,
}

/// One of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// What.
    pub item: ItemId,
    /// How many.
    pub quantity: u32,
    /// How.
    #[serde(default)]
    pub options: Vec<OptionId>,
    /// How, in words.
    #[serde(default)]
    pub note: Option<String>,
}

/// An order as it is placed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceOrder {
    /// What.
    pub cart: Cart,
    /// The quote that the customer was shown.
    pub quote: String,
    /// How to find the door.
    #[serde(default)]
    pub complement: Option<String>,
    /// What the courier should know.
    #[serde(default)]
    pub instructions: Option<String>,
    /// What the kitchen should know.
    #[serde(default)]
    pub note: Option<String>,
    /// How it is paid.
    pub payment: Method,
    /// When it should come; as soon as possible without.
    #[serde(default)]
    pub slot: Option<Window>,
}

/// A quote, signed and readable.
#[derive(Clone, Debug, PartialEq)]
pub struct Quoted {
    /// What is ordered with.
    pub signed: SignedQuote,
    /// What it says.
    pub quote: Quote,
    /// What is ordered, priced.
    pub lines: Vec<Line>,
}

/// An order that was placed, now or before.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The order.
    pub order: Order,
    /// Whether it had been placed before.
    pub before: bool,
}

/// Why there is no quote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// There is no such address in the town.
    #[error("`{0}` is not an address of this town; check the street and the number")]
    UnknownAddress(String),
    /// The store does not deliver there.
    #[error("the store does not deliver there: it is {metres} m away")]
    OutOfZone {
        /// How far it is.
        metres: u32,
    },
    /// Too far, or not worth the way.
    #[error(transparent)]
    Fee(#[from] FeeRefusal),
    /// Something in the cart cannot be ordered like that.
    #[error("{0}")]
    Cart(String),
    /// Something cannot be had.
    #[error("there is not enough: {}", names(.0))]
    OutOfStock(Vec<Missing>),
    /// What it depends on does not answer.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
}

/// Why an order was not placed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckoutError {
    /// The quote does not hold.
    #[error(transparent)]
    Quote(#[from] SignatureError),
    /// The quote was for something else.
    #[error("the cart is not the one that the quote was made for; ask for a new quote")]
    QuoteForAnother,
    /// Something in the cart cannot be ordered like that.
    #[error("{0}")]
    Cart(String),
    /// The store takes no orders now.
    #[error("the store takes no orders now; choose a time")]
    Closed(OpenState),
    /// The time cannot be had, or cannot be had any more.
    #[error("this time cannot be chosen any more; choose another")]
    SlotTaken,
    /// The key was used before, for something else.
    #[error("the Idempotency-Key was used for another order; make up a new one")]
    KeyTaken,
    /// The money at the door does not suffice.
    #[error("{change_for} does not pay {total}")]
    ChangeTooSmall {
        /// What the customer would pay with.
        change_for: Money,
        /// What it costs.
        total: Money,
    },
    /// What it depends on does not answer.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
}

fn names(missing: &[Missing]) -> String {
    let names: Vec<String> = missing
        .iter()
        .map(|missing| format!("{} ({} left)", missing.name, missing.left))
        .collect();
    names.join(", ")
}

/// The way to an address, and what it costs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Offer {
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) zone: ZoneId,
    pub(super) fee: Fee,
    pub(super) metres: u32,
    pub(super) seconds: u32,
    pub(super) window: Window,
}

/// Numbers of orders that were taken from the table and not given yet.
#[derive(Debug, Default)]
pub(super) struct Numbers(Mutex<HashMap<StoreId, std::ops::Range<u64>>>);

/// The address of a wish, in the town.
pub(super) fn locate(wish: &AddressWish) -> Result<Address, DeliveryError> {
    let line: AddressLine =
        wish.line
            .parse()
            .map_err(|error: crate::town::InvalidAddressLine| {
                DeliveryError::Invalid(error.to_string())
            })?;
    let town = Town::bundled();
    let place = town.locate(&line).ok_or_else(|| {
        DeliveryError::Invalid(QuoteError::UnknownAddress(wish.line.clone()).to_string())
    })?;
    Ok(Address {
        line: town.address_of(place).to_string(),
        complement: bounded(wish.complement.as_deref()),
        instructions: bounded(wish.instructions.as_deref()),
        point: town.point_of(place),
    })
}

/// A note as it is kept: not empty, and not too long.
fn bounded(text: Option<&str>) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(|text| text.chars().take(NOTE_LENGTH_MAX).collect())
}

impl Delivery {
    /// What it would cost to bring a cart to an address, and when it would come.
    pub async fn quote(
        &self,
        store: &StoreId,
        cart: &Cart,
        wish: &AddressWish,
    ) -> Result<Quoted, QuoteError> {
        let store = self.store(store).await?;
        let menu = self.menu(&store.id).await?;
        let lines = priced(&menu, cart).map_err(QuoteError::Cart)?;
        let now = Self::now();
        let address = locate(wish).map_err(|_| QuoteError::UnknownAddress(wish.line.clone()))?;
        let items = items_total(&lines);
        let missing = self.missing(&store.id, &menu, &demand(&lines)).await?;
        if !missing.is_empty() {
            return Err(QuoteError::OutOfStock(missing));
        }
        let offer = self.offer(&store, &address, items, now)?;
        let quote = Quote {
            id: QuoteId::fresh(now),
            store: store.id.clone(),
            from: offer.from,
            to: offer.to,
            address: Town::bundled().address_of(offer.to),
            zone: offer.zone,
            items_total: items,
            fee: offer.fee,
            metres: offer.metres,
            route_seconds: offer.seconds,
            window: offer.window,
            made_at: now,
            expires_at: Quote::expiry(now),
        };
        Ok(Quoted {
            signed: self.0.configuration.quote_keys.sign(&quote),
            quote,
            lines,
        })
    }

    /// Places an order, and has the workflow carry it.
    pub async fn place(
        &self,
        store: &StoreId,
        customer: &CustomerId,
        wish: &PlaceOrder,
        key: &str,
        carried_by: CarriedBy,
    ) -> Result<Placed, CheckoutError> {
        let fits = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
        if key.is_empty() || key.len() > KEY_LENGTH_MAX || !key.bytes().all(fits) {
            let message =
                format!("an Idempotency-Key has 1 to {KEY_LENGTH_MAX} visible characters");
            return Err(DeliveryError::Invalid(message).into());
        }
        let now = Self::now();
        let request = fingerprint(wish);
        // Whoever asks again gets the order, also when the quote has expired meanwhile.
        let order = match self.new_order(store, customer, wish, carried_by, now).await {
            Ok(order) => order,
            Err(error) => {
                let before = self.placed_before(store, customer, key, &request).await?;
                return before.ok_or(error);
            }
        };
        let idempotency = IdempotencyKey {
            key: key.to_owned(),
            request,
            until: now + KEY_REMEMBERED,
        };
        let placing = self.table().place(&order, &idempotency).await;
        let placed = match placing.map_err(DeliveryError::from)? {
            Placing::Placed => Placed {
                order,
                before: false,
            },
            Placing::Before(id) => Placed {
                order: self.order_of(store, &id).await?,
                before: true,
            },
            Placing::KeyTaken => return Err(CheckoutError::KeyTaken),
            Placing::SlotTaken => return Err(CheckoutError::SlotTaken),
        };
        if carried_by == CarriedBy::Workflow && placed.order.status == Status::Received {
            // The order is written down: if this fails, it is begun later.
            if let Err(error) = self.begin_workflow(&placed.order).await {
                tracing::warn!(order = %placed.order.id, %error, "its workflow begins later");
            }
        }
        self.watched(&placed.order);
        Ok(placed)
    }

    async fn placed_before(
        &self,
        store: &StoreId,
        customer: &CustomerId,
        key: &str,
        request: &str,
    ) -> Result<Option<Placed>, CheckoutError> {
        let before = self.table().answered(store, customer, key).await;
        match before.map_err(DeliveryError::from)? {
            None => Ok(None),
            Some((id, same)) if same == request => Ok(Some(Placed {
                order: self.order_of(store, &id).await?,
                before: true,
            })),
            Some(_) => Err(CheckoutError::KeyTaken),
        }
    }

    async fn new_order(
        &self,
        store: &StoreId,
        customer: &CustomerId,
        wish: &PlaceOrder,
        carried_by: CarriedBy,
        now: Timestamp,
    ) -> Result<Order, CheckoutError> {
        let quote = self.0.configuration.quote_keys.verify(&wish.quote, now)?;
        if quote.store != *store {
            return Err(CheckoutError::QuoteForAnother);
        }
        let menu = self.menu(store).await?;
        let lines = priced(&menu, &wish.cart).map_err(CheckoutError::Cart)?;
        let items = items_total(&lines);
        if items != quote.items_total {
            return Err(CheckoutError::QuoteForAnother);
        }
        let totals = Totals {
            items,
            fee: quote.fee.amount,
            total: quote.total(),
        };
        if let Method::Cash {
            change_for: Some(change_for),
        } = wish.payment
            && change_for < totals.total
        {
            return Err(CheckoutError::ChangeTooSmall {
                change_for,
                total: totals.total,
            });
        }
        let known: Option<Customer> = self
            .table()
            .get(&Key::customer(store, customer))
            .await
            .map_err(DeliveryError::from)?;
        let known = known.ok_or(DeliveryError::NotFound("customer"))?;
        let settled = self.store(store).await?;
        let slot = self.chosen_slot(&settled, wish.slot, now).await?;
        let window = slot.unwrap_or(quote.window);
        let point = Town::bundled().point_of(quote.to);
        let id = OrderId::fresh(now);
        let execution = match carried_by {
            CarriedBy::Workflow => Some(self.execution_of_new(&id)),
            CarriedBy::Another => None,
        };
        let mut order = Order {
            store: store.clone(),
            id,
            number: self.next_number(store).await?,
            customer: customer.clone(),
            contact: contact(known),
            lines,
            address: Address {
                line: quote.address.to_string(),
                complement: bounded(wish.complement.as_deref()),
                instructions: bounded(wish.instructions.as_deref()),
                point,
            },
            slot,
            note: bounded(wish.note.as_deref()),
            totals,
            quote: QuoteTaken {
                id: quote.id,
                zone: quote.zone,
                metres: quote.metres,
                seconds: quote.route_seconds,
                promised: window,
            },
            status: Status::Received,
            window,
            reservation: Reservation::None,
            payment: unpaid(wish.payment.clone()),
            courier: None,
            pin: Pin {
                digits: pin(),
                tries_left: PIN_TRIES_MAX,
            },
            attempts: 0,
            delays: 0,
            accepted_at: None,
            milestone: None,
            missing: Vec::new(),
            wait: None,
            change: None,
            closing: None,
            carried_by,
            execution,
            placed_at: now,
            updated_at: now,
            entries: 0,
            fresh: Vec::new(),
            moves: Vec::new(),
        };
        order.note(Happening::Placed, Actor::Customer, now);
        if let Some(slot) = slot {
            let capacity = settled.slots.capacity;
            order.moves.push(StockMove::TakeSlot(slot.from, capacity));
        }
        Ok(order)
    }

    /// The time an order is for; none when it is for as soon as possible and the store is open.
    async fn chosen_slot(
        &self,
        store: &Store,
        wanted: Option<Window>,
        now: Timestamp,
    ) -> Result<Option<Window>, CheckoutError> {
        let Some(wanted) = wanted else {
            return match store.hours.opens(now) {
                OpenState::Open { .. } => Ok(None),
                state @ (OpenState::Closed { .. } | OpenState::Paused { .. }) => {
                    Err(CheckoutError::Closed(state))
                }
            };
        };
        let day = wanted.from.to_zoned_datetime(store.time_zone()).date();
        let offered = self.slots(&store.id, day).await?;
        let mut free = offered.iter().filter(|slot| slot.left > 0);
        if free.any(|slot| slot.window() == wanted) {
            Ok(Some(wanted))
        } else {
            Err(CheckoutError::SlotTaken)
        }
    }

    async fn next_number(&self, store: &StoreId) -> Result<u64, DeliveryError> {
        let numbers = &self.0.numbers.0;
        let lock = || {
            numbers
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        };
        if let Some(number) = lock().get_mut(store).and_then(Iterator::next) {
            return Ok(number);
        }
        let key = Key::counter(store);
        let first = self.table().count(&key, NUMBERS_AT_ONCE).await?;
        let mut taken = first..first + u64::from(NUMBERS_AT_ONCE);
        let number = taken.next().unwrap_or(first);
        lock().insert(store.clone(), taken);
        Ok(number)
    }

    /// Keeps everything of an order in stock, or notes what is missing.
    pub(crate) async fn keep(&self, order: &OrderKey) -> Result<Order, DeliveryError> {
        let current = self.order(order).await?;
        let store = self.store(&order.store).await?;
        // Until the store has answered and the customer has paid, with time to spare.
        let limits = &store.limits;
        let longest = limits.confirmation_seconds + limits.payment_seconds + 60;
        let until = Self::now() + self.paced(longest);
        let kept = self
            .change(order, |order| {
                if order.closing.is_none() {
                    order.reserve(until, Self::now());
                }
                Ok(())
            })
            .await;
        match kept {
            Ok((order, ())) => Ok(order),
            Err(ChangeError::OutOfStock(_)) => {
                let menu = self.menu(&order.store).await?;
                let missing = self.missing(&order.store, &menu, &current.demand()).await?;
                if missing.is_empty() {
                    // Somebody has given some back meanwhile.
                    return Err(DeliveryError::Unavailable("the stock changes".to_owned()));
                }
                let lacking = self.change(order, |order| {
                    order.lack(missing.clone(), Self::now());
                    Ok(())
                });
                Ok(lacking.await?.0)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Fee and time of an order are settled.
    pub(crate) async fn settle(&self, order: &OrderKey) -> Result<Order, DeliveryError> {
        let settled = self.change(order, |order| {
            order.settle(Self::now());
            Ok(())
        });
        Ok(settled.await?.0)
    }

    /// What of a demand cannot be had, with what can be had instead.
    async fn missing(
        &self,
        store: &StoreId,
        menu: &Menu,
        demand: &[(ItemId, u32)],
    ) -> Result<Vec<Missing>, DeliveryError> {
        let stock = self.table().stock(store).await?;
        let left = |item: &ItemId| {
            let known = stock.iter().find(|stock| stock.item == *item);
            known.map_or(0, |stock| stock.available)
        };
        let lacking = demand.iter().filter(|(item, wanted)| left(item) < *wanted);
        Ok(lacking
            .map(|(item, wanted)| {
                let on_menu = menu.item(item);
                let substitutes: Vec<ItemId> = on_menu
                    .map(|on_menu| on_menu.substitutes.as_slice())
                    .unwrap_or_default()
                    .iter()
                    .filter(|substitute| left(substitute) >= *wanted)
                    .cloned()
                    .collect();
                let first = substitutes.first().and_then(|first| menu.item(first));
                Missing {
                    item: item.clone(),
                    name: on_menu.map_or_else(|| item.to_string(), |it| it.name.pt_br.clone()),
                    wanted: *wanted,
                    left: left(item),
                    substitute_name: first.map(|first| first.name.pt_br.clone()),
                    substitutes,
                }
            })
            .collect())
    }

    /// The times of a day that can be ordered for.
    pub async fn slots(
        &self,
        store: &StoreId,
        day: jiff::civil::Date,
    ) -> Result<Vec<Slot>, DeliveryError> {
        let settled = self.store(store).await?;
        let taken = self.table().slots_taken(store).await?;
        Ok(slots(
            &settled.slots,
            &settled.hours,
            day,
            Self::now(),
            &taken,
        ))
    }

    /// The way to an address, what it costs, and when it would be there.
    pub(super) fn offer(
        &self,
        store: &Store,
        address: &Address,
        items: Money,
        now: Timestamp,
    ) -> Result<Offer, QuoteError> {
        let town = Town::bundled();
        let (from, to) = (
            town.nearest(store.address.point),
            town.nearest(address.point),
        );
        let route = town.route(from, to);
        let zone = zone_of(&store.zones, town, from, to, &route).ok_or(QuoteError::OutOfZone {
            metres: route.metres,
        })?;
        let local = now.to_zoned_datetime(store.time_zone()).datetime();
        let expectation = Expectation {
            riding_seconds: route.seconds,
            ..store.expectation
        };
        Ok(Offer {
            from,
            to,
            zone: zone.id.clone(),
            fee: fee(&zone.rules, route.metres, items, local)?,
            metres: route.metres,
            seconds: route.seconds,
            window: self.paced_window(expectation.promise(now), now),
        })
    }

    /// A window of life, as it comes here.
    pub(super) fn paced_window(&self, window: Window, now: Timestamp) -> Window {
        let sooner =
            |at: Timestamp| now + at.duration_since(now) / i32::try_from(self.pace()).unwrap_or(1);
        Window {
            from: sooner(window.from),
            to: sooner(window.to),
        }
    }
}

/// How a customer is addressed and reached, as it is when they order.
fn contact(customer: Customer) -> Contact {
    Contact {
        name: customer.name,
        phone: customer.phone,
        email: customer.email,
        language: customer.preferences.language,
    }
}

/// How an order is paid of which nothing is paid yet.
fn unpaid(method: Method) -> Payment {
    Payment {
        method,
        attempts: Vec::new(),
        paid: Money::ZERO,
        refunds: Vec::new(),
    }
}

/// The lines of a cart, as the menu prices them.
fn priced(menu: &Menu, cart: &Cart) -> Result<Vec<Line>, String> {
    if cart.lines.is_empty() {
        return Err("the cart is empty".to_owned());
    }
    if cart.lines.len() > LINES_MAX {
        return Err(format!("an order has at most {LINES_MAX} lines"));
    }
    cart.lines
        .iter()
        .map(|line| {
            let one = menu::Line {
                item: line.item.clone(),
                quantity: 1,
                options: line.options.clone(),
                note: line.note.clone().unwrap_or_default(),
            };
            let all = menu::Line {
                quantity: line.quantity,
                ..one.clone()
            };
            let invalid = |error: menu::LineError| error.to_string();
            menu.price(&all).map_err(invalid)?;
            let price = menu.price(&one).map_err(invalid)?;
            let item = menu.item(&line.item);
            Ok(Line {
                item: line.item.clone(),
                name: item.map_or_else(|| line.item.to_string(), |item| item.name.pt_br.clone()),
                quantity: line.quantity,
                options: line.options.clone(),
                note: line.note.clone().filter(|note| !note.trim().is_empty()),
                price,
            })
        })
        .collect()
}

fn items_total(lines: &[Line]) -> Money {
    lines
        .iter()
        .map(|line| line.price.times(line.quantity))
        .sum()
}

/// What a request asks for: the same text for the same request.
fn fingerprint(wish: &PlaceOrder) -> String {
    use sha2::Digest as _;
    let text = serde_json::to_vec(wish).unwrap_or_default();
    let hash = sha2::Sha256::digest(&text);
    hash.iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            use std::fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Four digits at random.
fn pin() -> String {
    let mut random = [0_u8; 4];
    #[allow(clippy::expect_used, reason = "without randomness nothing can go on")]
    getrandom::fill(&mut random).expect("the system gives random bytes");
    format!("{:04}", u32::from_le_bytes(random) % 10_000)
}
