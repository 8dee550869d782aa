//! The REST API of the delivery, under `/api`.
//!
//! It asks `delivery`, and of `assistant` its experiments and coupons, and nothing else. What comes in is read once, into types that cannot be wrong;
//! what goes out are views of its own, so that nothing leaves by being added to an order. Whoever
//! asks is known by their session, which says at which store they are looked for: what they send
//! never does.
//!
//! | module | holds |
//! |---|---|
//! | [`mod@rest`] | what the API is made of |
//! | [`router`] | every route, and the document that describes them |
//! | `front` | what every request meets first: limits, foreign pages, headers |
//! | [`problem`] | errors, as `application/problem+json` |
//! | `input` | bodies, paths and queries, read |
//! | `caller`, `sessions`, `staff_links` | who is asking |
//! | `bucket` | how often somebody may ask |
//! | `cursor` | pages |
//! | `words` | orders and what happened to them, as sentences |
//! | `view` | what is answered |
//! | `routes` | who may do what |
//! | `stream` | what changes, as it changes |
//! | [`document`] | the OpenAPI document, and pages that show it |

mod bucket;
mod caller;
mod cursor;
pub mod document;
mod front;
mod input;
pub mod problem;
pub mod rest;
pub mod router;
mod routes;
mod sessions;
mod staff_links;
mod stream;
mod view;
mod words;

pub use caller::OperatorCaller;
pub use input::{Asked, At, CONSOLE_BODY_BYTES_MAX, Sent};
pub use problem::{Code, Problem};
pub use rest::{Rest, Settings, ShopFront};
pub use router::{router, router_with};
pub use staff_links::STAFF_LINK_HOLDS;
pub use stream::{Events, Gone, Listener, last_event_id};
