//! People: customers, the store's clerk, couriers and payers. They know the delivery by its HTTP API
//! alone, and nothing of this crate depends on what answers it, so that neither the living demo nor
//! the load test can cheat.
//!
//! | module | holds |
//! |---|---|
//! | [`server`] | the way to the server: requests that are tried again, and problems |
//! | [`events`] | streams of server-sent events that are taken up again where they broke off |
//! | [`shop`] | a store's API as its customers and its staff use it |
//! | [`view`] | what the API says, as far as people look at it |
//! | [`pix`] | the payer's bank: reads a Pix code and pays it |
//! | [`town`] | streets, ways through them, and rides |
//! | [`random`] | chance, from a seed |
//! | [`people`] | names, carts and addresses |
//! | [`door`] | who opens when a courier rings |
//! | [`mod@load`] | many orders at once, measured, and checked when they are over |
//! | [`mod@live`] | a town that lives until it is stopped, and failures to switch on in it |

pub mod door;
pub mod events;
pub mod live;
pub mod load;
pub mod people;
pub mod pix;
pub mod random;
pub mod server;
pub mod shop;
pub mod town;
pub mod view;

pub use live::{Failure, Failures, LiveOptions, Pace, live};
pub use load::{CarryTo, HotItem, LoadError, LoadOptions, LoadReport, Mix, Progress, load};
pub use server::{Patience, ServerUrl, Token};
