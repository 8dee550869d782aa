//! What customers are told: the texts, and whether, when and on which channel they are sent.
//!
//! All of it is pure. Who calls it stores the messages, hands them to SNS, and writes what was
//! decided, and why, on the order's timeline.
//!
//! | module | holds |
//! |---|---|
//! | [`kind`] | what can be told, on which channels, and how much it matters |
//! | [`facts`] | what a notice may say, as typed data |
//! | [`language`], [`texts`], [`format`] | languages; the texts of `texts/`; amounts and times as people write them |
//! | [`render`], [`whatsapp`], [`gsm`], [`html`] | a notice as an e-mail, a WhatsApp template, a text message |
//! | [`decision`], [`quiet_hours`], [`relevance`] | whether it is sent, on which channel, when; whether it still matters later |
//! | [`timeline`] | what was decided, as a sentence |
//! | [`inbound`] | what a customer's answer asks for |

pub mod decision;
pub mod facts;
pub mod format;
pub mod gsm;
pub mod html;
pub mod inbound;
pub mod kind;
pub mod language;
pub mod quiet_hours;
pub mod relevance;
pub mod render;
pub mod texts;
pub mod timeline;
pub mod whatsapp;

pub use decision::{
    ChannelDecision, Contact, DedupeKey, Delivery, Outcome, Preferences, Sent, Why, decide,
};
pub use facts::{
    By, DelayCause, InvalidLink, Link, NoticeFacts, Receipt, ReceiptLine, Refund, RefundWay,
};
pub use inbound::{Inbound, parse_inbound};
pub use kind::{Category, Channel, NoticeKind};
pub use language::Language;
pub use quiet_hours::{EmptyQuietHours, QuietHours};
pub use relevance::{on_release, still_relevant};
pub use render::{Rendered, render};
pub use texts::{Argument, TemplateError, text};
pub use timeline::describe;
