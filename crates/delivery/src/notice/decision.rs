//! Whether a notice is sent, on which channel, and why not on the others. Pure: what somebody
//! wants, how they can be reached, the time, and what was sent before.
//!
//! A notice takes one channel: the first of WhatsApp, SMS and e-mail that the customer wants and
//! can be reached on. What people keep, such as receipts, also goes by e-mail. When nothing that
//! they want can be used, what is mandatory takes the first channel that they have not opted out
//! of by law.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::contact::{Email, Phone};
use crate::notice::kind::{Category, Channel, NoticeKind};
use crate::notice::language::Language;
use crate::notice::quiet_hours::QuietHours;

/// How a customer can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// By e-mail.
    #[serde(default)]
    pub email: Option<Email>,
    /// By telephone.
    #[serde(default)]
    pub phone: Option<Phone>,
    /// Whether they agreed to be written to on WhatsApp, which WhatsApp asks for.
    #[serde(default)]
    pub whatsapp_opt_in: bool,
}

/// What a customer wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// In which language.
    #[serde(default)]
    pub language: Language,
    /// Where they are; the zone of their quiet hours.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
    /// On which channels they want what is mandatory. When none of these can be used, it is sent
    /// on another.
    #[serde(default = "every_channel")]
    pub transactional: BTreeSet<Channel>,
    /// On which channels they want to hear of progress; none mutes it.
    #[serde(default = "every_channel")]
    pub progress: BTreeSet<Channel>,
    /// When they want to be left alone.
    #[serde(default)]
    pub quiet_hours: Option<QuietHours>,
    /// Channels nothing at all is sent on, since they answered `PARAR` or unsubscribed.
    #[serde(default)]
    pub opted_out: BTreeSet<Channel>,
}

fn every_channel() -> BTreeSet<Channel> {
    BTreeSet::from(Channel::ALL)
}

impl Preferences {
    /// Those of somebody who never said anything: every channel, no quiet hours.
    pub fn in_zone(time_zone: TimeZone) -> Preferences {
        Preferences {
            language: Language::default(),
            time_zone,
            transactional: every_channel(),
            progress: every_channel(),
            quiet_hours: None,
            opted_out: BTreeSet::new(),
        }
    }

    fn wants(&self, category: Category, channel: Channel) -> bool {
        match category {
            Category::Transactional => self.transactional.contains(&channel),
            Category::Progress => self.progress.contains(&channel),
        }
    }
}

/// One telling of one thing: a notice with the same key is the same notice, however often what it
/// tells of is reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DedupeKey(String);

impl DedupeKey {
    /// Of an order, or of a customer who proves who they are. `occurrence` tells apart what may
    /// happen to an order more than once: the number of the attempt, of the delay, of the code.
    pub fn new(subject: &str, kind: NoticeKind, occurrence: u32) -> DedupeKey {
        DedupeKey(format!("{subject}/{}/{occurrence}", kind.key()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What came of a notice on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is on its way or was delivered, or is held until quiet hours end.
    Taken,
    /// It did not arrive: refused, bounced, or not delivered in time.
    Failed,
}

/// A notice that was handed to a channel before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// What it was about.
    pub kind: NoticeKind,
    /// Which telling.
    pub dedupe_key: DedupeKey,
    /// On which channel.
    pub channel: Channel,
    /// What came of it.
    pub outcome: Outcome,
}

/// What happens to a notice on one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelDecision {
    /// On this one.
    pub channel: Channel,
    /// This.
    pub delivery: Delivery,
}

/// Sent, later, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "delivery")]
pub enum Delivery {
    /// It is sent now.
    Send,
    /// It is sent when quiet hours end, if it still [matters](crate::notice::on_release) then.
    Hold {
        /// When they end.
        until: Timestamp,
    },
    /// It is not sent.
    Skip {
        /// For this reason, which stands on the order's timeline.
        why: Why,
    },
}

/// Why a notice was not sent on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The customer answered `PARAR`, or unsubscribed.
    OptedOut,
    /// The customer does not want this on that channel.
    PreferenceOff,
    /// There is no number or address.
    NoContact,
    /// The number is a landline.
    Landline,
    /// The customer never agreed to WhatsApp.
    NoWhatsAppOptIn,
    /// It was sent there before.
    Duplicate,
    /// It was tried there and did not arrive.
    DidNotArrive,
    /// Another channel takes it.
    FallbackNotNeeded,
    /// It was held over quiet hours, and the order has gone on since.
    QuietHoursIrrelevant,
}

impl Why {
    /// All of them.
    pub const ALL: [Why; 9] = [
        Why::OptedOut,
        Why::PreferenceOff,
        Why::NoContact,
        Why::Landline,
        Why::NoWhatsAppOptIn,
        Why::Duplicate,
        Why::DidNotArrive,
        Why::FallbackNotNeeded,
        Why::QuietHoursIrrelevant,
    ];

    /// Its name in the files of texts: `why-opted-out`.
    pub const fn key(self) -> &'static str {
        match self {
            Why::OptedOut => "why-opted-out",
            Why::PreferenceOff => "why-preference-off",
            Why::NoContact => "why-no-contact",
            Why::Landline => "why-landline",
            Why::NoWhatsAppOptIn => "why-no-whatsapp-opt-in",
            Why::Duplicate => "why-duplicate",
            Why::DidNotArrive => "why-did-not-arrive",
            Why::FallbackNotNeeded => "why-fallback-not-needed",
            Why::QuietHoursIrrelevant => "why-quiet-hours-irrelevant",
        }
    }
}

/// What happens to the notice `key` on each channel, in the order of [`Channel::ALL`].
///
/// `already_sent` holds what is known of earlier sendings to this customer, what is held included;
/// only those with the same kind and key count. Asking again is safe: what was taken is not sent
/// twice, and when a channel failed, the next one gets its turn.
pub fn decide(
    kind: NoticeKind,
    key: &DedupeKey,
    contact: &Contact,
    preferences: &Preferences,
    now: Timestamp,
    already_sent: &[Sent],
) -> Vec<ChannelDecision> {
    let outcome = |channel: Channel| {
        let of_channel = already_sent
            .iter()
            .filter(|sent| sent.kind == kind && sent.dedupe_key == *key && sent.channel == channel);
        // One that was taken counts more than one that failed and was tried again.
        of_channel
            .map(|sent| sent.outcome)
            .min_by_key(|outcome| *outcome == Outcome::Failed)
    };
    let barred = |channel: Channel| barred(channel, contact, preferences);
    let wanted = |channel: Channel| preferences.wants(kind.category(), channel);
    let usable =
        |channel: Channel| barred(channel).is_none() && outcome(channel) != Some(Outcome::Failed);

    let chosen = Channel::ALL
        .into_iter()
        .find(|channel| outcome(*channel) == Some(Outcome::Taken) && !is_copy(kind, *channel))
        .or_else(|| {
            Channel::ALL
                .into_iter()
                .find(|channel| usable(*channel) && wanted(*channel))
        })
        .or_else(|| {
            let mandatory = kind.category() == Category::Transactional;
            Channel::ALL
                .into_iter()
                .find(|channel| mandatory && usable(*channel))
        });
    let delivery = match preferences.quiet_hours {
        Some(hours) if !kind.is_critical() => match hours.end(now, &preferences.time_zone) {
            Some(until) => Delivery::Hold { until },
            None => Delivery::Send,
        },
        Some(_) | None => Delivery::Send,
    };

    let of_channel = |channel: Channel| {
        let is_chosen = chosen == Some(channel) || (is_copy(kind, channel) && wanted(channel));
        let why = match outcome(channel) {
            Some(Outcome::Taken) => Why::Duplicate,
            Some(Outcome::Failed) => Why::DidNotArrive,
            None => match barred(channel) {
                Some(why) => why,
                None if is_chosen => return delivery,
                None if wanted(channel) => Why::FallbackNotNeeded,
                None => Why::PreferenceOff,
            },
        };
        Delivery::Skip { why }
    };
    Channel::ALL
        .into_iter()
        .map(|channel| ChannelDecision {
            channel,
            delivery: of_channel(channel),
        })
        .collect()
}

/// Whether the channel gets this kind whoever else takes it, so that it settles nothing when it
/// was sent there.
fn is_copy(kind: NoticeKind, channel: Channel) -> bool {
    channel == Channel::Email && kind.is_record()
}

/// Why a channel cannot be used at all.
fn barred(channel: Channel, contact: &Contact, preferences: &Preferences) -> Option<Why> {
    if preferences.opted_out.contains(&channel) {
        return Some(Why::OptedOut);
    }
    match channel {
        Channel::Email => contact.email.is_none().then_some(Why::NoContact),
        Channel::Sms => match &contact.phone {
            None => Some(Why::NoContact),
            Some(phone) => (!phone.takes_sms()).then_some(Why::Landline),
        },
        Channel::WhatsApp if contact.phone.is_none() => Some(Why::NoContact),
        Channel::WhatsApp => (!contact.whatsapp_opt_in).then_some(Why::NoWhatsAppOptIn),
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
