//! Decisions, one by one.

use jiff::civil::time;

use super::*;

fn now() -> Timestamp {
    // 19:20 in São Paulo.
    "2026-08-07T22:20:00Z".parse().expect("an instant")
}

fn midnight() -> Timestamp {
    "2026-08-08T03:00:00Z".parse().expect("an instant")
}

fn preferences() -> Preferences {
    Preferences::in_zone(TimeZone::get("America/Sao_Paulo").expect("a zone"))
}

fn ana() -> Contact {
    Contact {
        email: Email::parse("ana@example.com").ok(),
        phone: Phone::parse("(11) 98765-4321").ok(),
        whatsapp_opt_in: true,
    }
}

fn key(kind: NoticeKind) -> DedupeKey {
    DedupeKey::new("01JD", kind, 1)
}

/// What happens on WhatsApp, by SMS and by e-mail.
fn decided(
    kind: NoticeKind,
    contact: &Contact,
    preferences: &Preferences,
    now: Timestamp,
    sent: &[(Channel, Outcome)],
) -> [Delivery; 3] {
    let sent: Vec<Sent> = sent
        .iter()
        .map(|(channel, outcome)| Sent {
            kind,
            dedupe_key: key(kind),
            channel: *channel,
            outcome: *outcome,
        })
        .collect();
    let decisions = decide(kind, &key(kind), contact, preferences, now, &sent);
    let deliveries: Vec<Delivery> = decisions.iter().map(|decision| decision.delivery).collect();
    deliveries.try_into().expect("one for each channel")
}

const fn skip(why: Why) -> Delivery {
    Delivery::Skip { why }
}

#[test]
fn the_first_channel_takes_it() {
    let of = |kind| decided(kind, &ana(), &preferences(), now(), &[]);
    let other = skip(Why::FallbackNotNeeded);
    assert_eq!(of(NoticeKind::OnTheWay), [Delivery::Send, other, other]);
    // A receipt is also kept as an e-mail.
    assert_eq!(
        of(NoticeKind::PaymentConfirmed),
        [Delivery::Send, other, Delivery::Send]
    );
}

#[test]
fn who_cannot_be_reached_there_is_reached_elsewhere() {
    let of =
        |contact: &Contact| decided(NoticeKind::Preparing, contact, &preferences(), now(), &[]);
    let no_opt_in = Contact {
        whatsapp_opt_in: false,
        ..ana()
    };
    assert_eq!(
        of(&no_opt_in),
        [
            skip(Why::NoWhatsAppOptIn),
            Delivery::Send,
            skip(Why::FallbackNotNeeded)
        ]
    );
    let landline = Contact {
        phone: Phone::parse("(11) 3333-4444").ok(),
        ..no_opt_in
    };
    assert_eq!(
        of(&landline),
        [
            skip(Why::NoWhatsAppOptIn),
            skip(Why::Landline),
            Delivery::Send
        ]
    );
    assert_eq!(of(&Contact::default()), [skip(Why::NoContact); 3]);
}

#[test]
fn progress_can_be_muted_and_the_rest_cannot() {
    let muted = Preferences {
        transactional: BTreeSet::new(),
        progress: BTreeSet::new(),
        ..preferences()
    };
    let of = |kind| decided(kind, &ana(), &muted, now(), &[]);
    let off = skip(Why::PreferenceOff);
    assert_eq!(of(NoticeKind::Preparing), [off; 3]);
    assert_eq!(of(NoticeKind::OnTheWay), [Delivery::Send, off, off]);
    // Nor do they get the copy they do not want.
    assert_eq!(of(NoticeKind::PaymentConfirmed), [Delivery::Send, off, off]);
}

#[test]
fn who_answered_stop_gets_nothing_there() {
    let stopped = Preferences {
        opted_out: BTreeSet::from([Channel::WhatsApp, Channel::Sms]),
        transactional: BTreeSet::from([Channel::WhatsApp]),
        ..preferences()
    };
    let out = skip(Why::OptedOut);
    assert_eq!(
        decided(NoticeKind::OnTheWay, &ana(), &stopped, now(), &[]),
        [out, out, Delivery::Send]
    );
    let stopped = Preferences {
        opted_out: BTreeSet::from(Channel::ALL),
        ..stopped
    };
    assert_eq!(
        decided(NoticeKind::OneTimeCode, &ana(), &stopped, now(), &[]),
        [out; 3]
    );
}

#[test]
fn at_night_only_what_cannot_wait_is_sent() {
    let quiet = Preferences {
        quiet_hours: QuietHours::new(time(22, 0, 0, 0), time(8, 0, 0, 0)).ok(),
        ..preferences()
    };
    let of = |kind, now| decided(kind, &ana(), &quiet, now, &[])[0];
    let until = "2026-08-08T11:00:00Z".parse().expect("an instant");
    assert_eq!(
        of(NoticeKind::Preparing, midnight()),
        Delivery::Hold { until }
    );
    assert_eq!(
        of(NoticeKind::Refunded, midnight()),
        Delivery::Hold { until }
    );
    assert_eq!(of(NoticeKind::Arrived, midnight()), Delivery::Send);
    assert_eq!(of(NoticeKind::Preparing, now()), Delivery::Send);
}

#[test]
fn the_same_is_not_sent_twice() {
    let of = |kind, sent: &[_]| decided(kind, &ana(), &preferences(), now(), sent);
    let taken = (Channel::WhatsApp, Outcome::Taken);
    let other = skip(Why::FallbackNotNeeded);
    assert_eq!(
        of(NoticeKind::OnTheWay, &[taken]),
        [skip(Why::Duplicate), other, other]
    );
    // Died between the two of a receipt: the other is still to come.
    assert_eq!(
        of(NoticeKind::PaymentConfirmed, &[taken]),
        [skip(Why::Duplicate), other, Delivery::Send]
    );
    assert_eq!(
        of(
            NoticeKind::PaymentConfirmed,
            &[(Channel::Email, Outcome::Taken)]
        ),
        [Delivery::Send, other, skip(Why::Duplicate)]
    );
    // Another occurrence is another notice.
    let sent = Sent {
        kind: NoticeKind::Delayed,
        dedupe_key: DedupeKey::new("01JD", NoticeKind::Delayed, 1),
        channel: Channel::WhatsApp,
        outcome: Outcome::Taken,
    };
    let again = DedupeKey::new("01JD", NoticeKind::Delayed, 2);
    let decisions = decide(
        NoticeKind::Delayed,
        &again,
        &ana(),
        &preferences(),
        now(),
        &[sent],
    );
    assert_eq!(decisions[0].delivery, Delivery::Send);
}

#[test]
fn what_did_not_arrive_goes_another_way() {
    let of = |sent: &[_]| decided(NoticeKind::OnTheWay, &ana(), &preferences(), now(), sent);
    let (whatsapp, sms) = (
        (Channel::WhatsApp, Outcome::Failed),
        (Channel::Sms, Outcome::Failed),
    );
    let failed = skip(Why::DidNotArrive);
    assert_eq!(
        of(&[whatsapp]),
        [failed, Delivery::Send, skip(Why::FallbackNotNeeded)]
    );
    assert_eq!(of(&[whatsapp, sms]), [failed, failed, Delivery::Send]);
    assert_eq!(
        of(&[whatsapp, (Channel::WhatsApp, Outcome::Taken)])[0],
        skip(Why::Duplicate)
    );
    // When everything failed there is nothing left to try.
    assert_eq!(
        of(&[whatsapp, sms, (Channel::Email, Outcome::Failed)]),
        [failed; 3]
    );
}

#[test]
fn stored_preferences_may_say_little() {
    let text = "{\"time_zone\":\"America/Sao_Paulo\"}";
    assert_eq!(
        serde_json::from_str::<Preferences>(text).expect("preferences"),
        preferences()
    );
    let full = Preferences {
        quiet_hours: QuietHours::new(time(22, 0, 0, 0), time(8, 0, 0, 0)).ok(),
        opted_out: BTreeSet::from([Channel::Sms]),
        ..preferences()
    };
    let stored = serde_json::to_string(&full).expect("json");
    assert_eq!(
        serde_json::from_str::<Preferences>(&stored).expect("preferences"),
        full
    );
}
