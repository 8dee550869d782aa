//! Orders and what happened to them, as sentences in the reader's language; titles of problems.
//!
//! The texts of orders are those of notices (`crates/delivery/texts`), so that a page, a message and
//! the assistant say the same. A text that cannot be written is a mistake of ours: it is logged, and
//! the reader gets the shortest that can.

use std::sync::LazyLock;

use delivery::entry::{Entry, Happening, Reason};
use delivery::eta::Window;
use delivery::menu::Menu;
use delivery::notice::{self, Argument, Language, format};
use delivery::payment::ChargeState;
use delivery::policy::ReasonCode;
use delivery::{Actor, ItemId, Money, Order, Status};
use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use unic_langid::LanguageIdentifier;

use crate::problem::Code;

/// Who reads, and when.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) language: Language,
    /// The store's.
    pub(crate) zone: TimeZone,
    pub(crate) now: Timestamp,
}

/// Whether a sentence may say what only the customer knows: the PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    Customer,
    Everybody,
}

type Arguments<'a> = Vec<(&'static str, Argument<'a>)>;

impl Reader {
    fn text(&self, key: &str, arguments: &[(&str, Argument<'_>)]) -> Option<String> {
        match notice::text(self.language, key, arguments) {
            Ok(text) => Some(text),
            Err(error) => {
                tracing::error!(%error, "a sentence is missing");
                None
            }
        }
    }

    fn amount(&self, amount: Money) -> Argument<'static> {
        format::amount(amount, self.language).into()
    }

    fn window(&self, window: Window) -> Argument<'static> {
        let text = format::window(window, self.now, &self.zone, self.language);
        text.unwrap_or_default().into()
    }

    fn until(&self, until: Timestamp) -> Argument<'static> {
        let text = format::until(until, self.now, &self.zone, self.language);
        text.unwrap_or_default().into()
    }

    /// Why, in a few words.
    pub(crate) fn reason(&self, reason: Reason) -> String {
        self.plain(&reason.key())
    }

    /// Why a change is possible or not.
    pub(crate) fn policy(&self, reason: ReasonCode) -> String {
        self.text(&reason.text_key(), &[]).unwrap_or_default()
    }

    /// A text without arguments.
    pub(crate) fn plain(&self, key: &str) -> String {
        self.text(key, &[]).unwrap_or_default()
    }

    fn by(&self, actor: &Actor) -> Argument<'static> {
        let by = match actor {
            Actor::Customer => notice::By::Customer,
            Actor::Store => notice::By::Store,
            Actor::Operator(_) => notice::By::Operator,
            Actor::Courier(_) => notice::By::Courier,
            Actor::Provider | Actor::Workflow => notice::By::System,
        };
        self.plain(by.key()).into()
    }

    /// Where an order is.
    pub(crate) fn status(&self, order: &Order, audience: Audience) -> String {
        let status = order.status;
        let key = format!("status-{}", status.name());
        let short = || self.plain(&format!("status-{}.short", status.name()));
        let (key, arguments): (String, Arguments<'_>) = match status {
            Status::AwaitingPayment => match remaining(order, self.now) {
                Some(remaining) => (key, vec![("remaining", remaining.into())]),
                None => return short(),
            },
            Status::CourierAssigned | Status::AtStore => match &order.courier {
                Some(courier) => (key, vec![("courier", courier.name.clone().into())]),
                None => return short(),
            },
            Status::OnTheWay => (key, vec![("window", self.window(order.window))]),
            Status::Arrived => match audience {
                Audience::Customer => (key, vec![("pin", order.pin.digits.clone().into())]),
                Audience::Everybody => return short(),
            },
            Status::Delivered => {
                let at = format::at(order.updated_at, self.now, &self.zone, self.language);
                (key, vec![("at", at.unwrap_or_default().into())])
            }
            Status::Cancelled => match &order.closing {
                None => return short(),
                Some(closing) => {
                    let by = self.by(&closing.by);
                    let refunded = order.refunded();
                    if refunded > Money::ZERO {
                        let amount = self.amount(refunded);
                        (
                            format!("{key}.refunded"),
                            vec![("by", by), ("amount", amount)],
                        )
                    } else {
                        (key, vec![("by", by)])
                    }
                }
            },
            Status::Received
            | Status::Checking
            | Status::NeedsChoice
            | Status::Quoted
            | Status::AwaitingConfirmation
            | Status::Confirmed
            | Status::Preparing
            | Status::Ready
            | Status::Returned
            | Status::Failed => (key, Vec::new()),
        };
        self.text(&key, &arguments).unwrap_or_else(short)
    }

    /// What happened, as an entry of an order's timeline tells it.
    pub(crate) fn entry(&self, entry: &Entry, order: &Order, menu: &Menu) -> String {
        let (key, arguments) = self.sentence(entry, order, menu);
        let written = self.text(key, &arguments);
        written.unwrap_or_else(|| entry.status.name().to_owned())
    }

    #[allow(
        clippy::too_many_lines,
        reason = "one line for each thing that can happen, so that none is forgotten"
    )]
    fn sentence<'a>(
        &self,
        entry: &'a Entry,
        order: &'a Order,
        menu: &'a Menu,
    ) -> (&'static str, Arguments<'a>) {
        let courier = || {
            let name = order.courier.as_ref().map(|courier| courier.name.as_str());
            vec![("courier", name.unwrap_or("—").into())]
        };
        let why = |reason: &Reason| vec![("reason", self.reason(*reason).into())];
        let plain = Vec::new;
        match &entry.happening {
            Happening::Placed => (
                "event-order-placed",
                vec![("total", self.amount(order.totals.total))],
            ),
            Happening::Reserved { .. } => ("event-availability-checked", plain()),
            Happening::ItemMissing { missing } => {
                let names: Vec<&str> = missing.iter().map(|it| it.name.as_str()).collect();
                (
                    "event-item-missing",
                    vec![("item", names.join(", ").into())],
                )
            }
            Happening::ChoiceMade {
                missing,
                instead: Some(instead),
            } => (
                "event-item-substituted",
                vec![
                    ("item", self.name(missing, menu).into()),
                    ("substitute", self.name(instead, menu).into()),
                ],
            ),
            Happening::ChoiceMade {
                missing,
                instead: None,
            } => (
                "event-item-removed",
                vec![("item", self.name(missing, menu).into())],
            ),
            Happening::Quoted { fee, window } => (
                "event-quoted",
                vec![("fee", self.amount(*fee)), ("window", self.window(*window))],
            ),
            Happening::StoreAsked { until } => {
                ("event-store-asked", vec![("until", self.until(*until))])
            }
            Happening::StoreAccepted => ("event-store-accepted", plain()),
            Happening::StoreRefused {
                reason: Reason::StoreTimeout,
            } => ("event-store-timeout", plain()),
            Happening::StoreRefused { reason } => ("event-store-refused", why(reason)),
            Happening::PaymentRequested { amount, until, .. } => (
                "event-payment-requested",
                vec![
                    ("total", self.amount(*amount)),
                    ("until", self.until(*until)),
                ],
            ),
            Happening::Paid { amount } => {
                ("event-payment-paid", vec![("total", self.amount(*amount))])
            }
            Happening::PaidAtTheDoor {
                amount,
                change_for: None,
            } => (
                "event-pay-at-the-door",
                vec![("total", self.amount(*amount))],
            ),
            Happening::PaidAtTheDoor {
                amount,
                change_for: Some(change_for),
            } => (
                "event-pay-at-the-door-with-change",
                vec![
                    ("total", self.amount(*amount)),
                    ("change_for", self.amount(*change_for)),
                ],
            ),
            Happening::PaymentDeclined { .. } => ("event-payment-declined", plain()),
            Happening::PaymentExpired => ("event-payment-expired", plain()),
            Happening::PaidLate { amount } => (
                "event-payment-late-refunded",
                vec![("total", self.amount(*amount))],
            ),
            Happening::Refunded { amount } => {
                ("event-refunded", vec![("amount", self.amount(*amount))])
            }
            Happening::Preparing => ("event-preparing", plain()),
            Happening::Ready => ("event-ready", plain()),
            Happening::CourierAssigned { name, .. } => (
                "event-courier-assigned",
                vec![("courier", name.as_str().into())],
            ),
            Happening::CourierAtStore => ("event-courier-at-store", courier()),
            Happening::PickedUp => ("event-picked-up", courier()),
            Happening::CourierArrived => ("event-arrived", plain()),
            Happening::WrongPin { .. } => ("event-wrong-pin", plain()),
            Happening::Delivered => ("event-delivered", plain()),
            Happening::AttemptFailed { reason } => ("event-attempt-failed", why(reason)),
            Happening::Returning { .. } => ("event-returning", plain()),
            Happening::Returned => ("event-returned", plain()),
            Happening::Delayed { window, reason } => {
                let window = ("window", self.window(*window));
                match reason.as_deref().and_then(delay_key) {
                    Some(key) => (
                        "event-delayed",
                        vec![("delay", self.plain(key).into()), window],
                    ),
                    None => ("event-delayed-without-cause", vec![window]),
                }
            }
            Happening::AddressChanged { to, .. } => (
                "event-address-changed",
                vec![("address", to.as_str().into())],
            ),
            Happening::InstructionsChanged => ("event-instructions-changed", plain()),
            Happening::ChangeRequested { until } => (
                "event-change-requested",
                vec![("until", self.until(*until))],
            ),
            Happening::ChangeRefused => ("event-change-refused", plain()),
            Happening::CancellationRequested { reason } => {
                let mut arguments = why(reason);
                arguments.push(("by", self.by(&entry.actor)));
                ("event-cancel-requested", arguments)
            }
            Happening::Cancelled { reason } => {
                let by = order.closing.as_ref().map(|closing| &closing.by);
                let mut arguments = why(reason);
                arguments.push(("by", self.by(by.unwrap_or(&entry.actor))));
                ("event-cancelled", arguments)
            }
            Happening::Failed { .. } => ("event-failed", plain()),
        }
    }

    /// What an item is called.
    fn name(&self, item: &ItemId, menu: &Menu) -> String {
        let words = menu.item(item).map(|item| &item.name);
        words.map_or_else(
            || item.to_string(),
            |words| match self.language {
                Language::PtBr => words.pt_br.clone(),
                Language::En => words.en.clone(),
            },
        )
    }
}

/// What holds an order up, as notices tell it.
fn delay_key(reason: &str) -> Option<&'static str> {
    let cause = match reason {
        "kitchen" | "preparing" | "confirming" => notice::DelayCause::Kitchen,
        "courier" | "fetching" | "courier_unseen" => notice::DelayCause::Courier,
        "traffic" | "riding" | "at_door" => notice::DelayCause::Traffic,
        "weather" => notice::DelayCause::Weather,
        _ => return None,
    };
    Some(cause.key())
}

/// How long a Pix can still be paid: `09:58`.
fn remaining(order: &Order, now: Timestamp) -> Option<String> {
    let attempt = order.payment.attempts.last()?;
    if attempt.state != ChargeState::Pending || attempt.pix.is_none() {
        return None;
    }
    let seconds = attempt.until.duration_since(now).as_secs().max(0);
    Some(format!("{:02}:{:02}", seconds / 60, seconds % 60))
}

type Bundle = FluentBundle<FluentResource>;

static PT_BR: LazyLock<Bundle> =
    LazyLock::new(|| bundle(Language::PtBr, include_str!("../texts/pt-BR/problems.ftl")));

static EN: LazyLock<Bundle> =
    LazyLock::new(|| bundle(Language::En, include_str!("../texts/en/problems.ftl")));

#[allow(
    clippy::expect_used,
    reason = "the texts are part of the program, and a test reads them all"
)]
fn bundle(language: Language, text: &'static str) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().expect("the tag of a language");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    let resource = FluentResource::try_new(text.to_owned())
        .map_err(|(_, errors)| errors)
        .expect("texts in Fluent's syntax");
    bundle.add_resource(resource).expect("each text once");
    bundle
}

/// The title of a problem, for whoever uses the shop.
pub(crate) fn problem(code: Code, language: Language) -> String {
    let bundle = match language {
        Language::PtBr => &*PT_BR,
        Language::En => &*EN,
    };
    let message = bundle.get_message(code.as_str());
    let Some(pattern) = message.and_then(|message| message.value()) else {
        return code.as_str().to_owned();
    };
    let none = &mut Vec::new();
    let arguments = None::<&fluent_bundle::FluentArgs<'_>>;
    match bundle.format_pattern(pattern, arguments, none) {
        std::borrow::Cow::Borrowed(text) => text.to_owned(),
        std::borrow::Cow::Owned(text) => text,
    }
}
