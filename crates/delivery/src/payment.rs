//! Payments: what the delivery asks of whoever moves the money, and what it is told.
//!
//! A [`Provider`] is asked for a charge under an idempotency key; the same key is the same charge,
//! however often it is asked. What a webhook says is a hint and no more: it is verified, and then
//! the provider is asked how the charge stands. A declined charge is an answer, not an error; an
//! error says whether asking again makes sense.
//!
//! | module | holds |
//! |---|---|
//! | [`charge`], [`card`], [`secret`] | what is asked for and what comes of it |
//! | [`provider`] | the port: one of the adapters |
//! | [`sandbox`], [`stripe`] | the adapters |
//! | [`webhook`] | what providers tell unasked, and whether it is they who tell it |
//! | [`http`] | the way to them |
//! | [`pix`], [`qr`] | BR Codes, as text and as pictures |
//! | [`cash`] | money in the hand, and the change |

pub mod card;
pub mod cash;
pub mod charge;
pub mod http;
pub mod pix;
pub mod provider;
pub mod qr;
pub mod sandbox;
pub mod secret;
pub mod stripe;
pub mod webhook;

pub use card::{Card, CardToken, DeclineReason};
pub use cash::{Cash, CashError};
pub use charge::{
    Charge, ChargeId, ChargeMethod, ChargeRequest, ChargeState, Payer, PaymentError, PixCharge,
    TaxId,
};
pub use http::BaseUrl;
pub use provider::Provider;
pub use sandbox::SandboxClient;
pub use secret::Secret;
pub use stripe::StripeClient;
pub use webhook::{EventKind, WebhookError, WebhookEvent};
