//! What is answered: views, made of what the delivery knows for whoever asks.
//!
//! A view names every field that leaves. Nothing here can be read back, and none of it is stored.
//!
//! | module | shows |
//! |---|---|
//! | [`schema`] | what identifiers, money and closed lists look like in the document |
//! | [`money`], [`place`] | totals, windows, points, addresses |
//! | [`order`] | an order, to its customer |
//! | [`tracked`] | an order, to whoever has its link |
//! | [`board`] | an order, to the store; couriers, stock |
//! | [`job`] | an order, to the courier |
//! | [`timeline`], [`message`] | what happened, what was said |
//! | [`missing`], [`payment`], [`change`] | parts of an order |
//! | [`chat`] | conversations |
//! | [`store`], [`person`] | the store and its menu; customers and staff |
//! | [`experiment`], [`coupon`] | what the assistant tries, and what it wants to give |

pub(crate) mod board;
pub(crate) mod change;
pub(crate) mod chat;
pub(crate) mod coupon;
pub(crate) mod experiment;
pub(crate) mod job;
pub(crate) mod message;
pub(crate) mod missing;
pub(crate) mod money;
pub(crate) mod order;
pub(crate) mod payment;
pub(crate) mod person;
pub(crate) mod place;
pub(crate) mod schema;
pub(crate) mod store;
pub(crate) mod timeline;
pub(crate) mod tracked;

use serde::Serialize;
use utoipa::ToSchema;

/// A page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageView<T> {
    /// What is on it.
    pub(crate) items: Vec<T>,
    /// What the next page is asked for with, as `cursor`; not there on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

impl<T> PageView<T> {
    /// A page of views.
    pub(crate) fn of<D>(page: delivery::table::Page<D>, view: impl FnMut(D) -> T) -> PageView<T> {
        PageView {
            items: page.items.into_iter().map(view).collect(),
            next: page.next.map(|place| crate::cursor::cursor(&place)),
        }
    }
}

/// All there is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView<T> {
    /// All of it.
    pub(crate) items: Vec<T>,
}
