//! What holds for every customer, notice and hour.

use jiff::civil::time;
use proptest::prelude::*;

use super::*;

fn channels() -> impl Strategy<Value = BTreeSet<Channel>> {
    prop::collection::btree_set(prop::sample::select(Channel::ALL.to_vec()), 0..=3)
}

fn contacts() -> impl Strategy<Value = Contact> {
    let phone = prop::option::of(prop::sample::select(vec![
        "(11) 98765-4321",
        "(11) 3333-4444",
        "+351912345678",
    ]));
    (any::<bool>(), phone, any::<bool>()).prop_map(|(email, phone, whatsapp_opt_in)| Contact {
        email: email.then(|| Email::parse("ana@example.com").expect("an address")),
        phone: phone.map(|phone| Phone::parse(phone).expect("a number")),
        whatsapp_opt_in,
    })
}

fn quiet_hours() -> impl Strategy<Value = Option<QuietHours>> {
    prop::option::of((0_i8..48, 1_i8..48).prop_map(|(from, length)| {
        let half_hour = |count: i8| time(count % 48 / 2, count % 2 * 30, 0, 0);
        QuietHours::new(half_hour(from), half_hour(from + length)).expect("hours")
    }))
}

fn preferences() -> impl Strategy<Value = Preferences> {
    let zone = prop::sample::select(vec![
        "America/Sao_Paulo",
        "America/New_York",
        "Europe/Lisbon",
        "Australia/Lord_Howe",
        "Pacific/Apia",
    ]);
    (zone, channels(), channels(), quiet_hours(), channels()).prop_map(
        |(zone, transactional, progress, quiet_hours, opted_out)| Preferences {
            language: Language::PtBr,
            time_zone: TimeZone::get(zone).expect("a zone"),
            transactional,
            progress,
            quiet_hours,
            opted_out,
        },
    )
}

/// Every minute of 2011 to 2026: summer time came and went in São Paulo.
fn instants() -> impl Strategy<Value = Timestamp> {
    (21_565_440_i64..29_800_000)
        .prop_map(|minutes| Timestamp::from_second(minutes * 60).expect("an instant"))
}

fn kinds() -> impl Strategy<Value = NoticeKind> {
    kinds_that(|_| true)
}

fn kinds_that(fit: fn(NoticeKind) -> bool) -> impl Strategy<Value = NoticeKind> {
    let kinds: Vec<NoticeKind> = NoticeKind::ALL
        .into_iter()
        .filter(|kind| fit(*kind))
        .collect();
    prop::sample::select(kinds)
}

fn sent_before(kind: NoticeKind) -> impl Strategy<Value = Vec<Sent>> {
    let outcome = prop::sample::select(vec![Outcome::Taken, Outcome::Failed]);
    let one = (
        prop::sample::select(Channel::ALL.to_vec()),
        outcome,
        1_u32..3,
    )
        .prop_map(move |(channel, outcome, occurrence)| Sent {
            kind,
            dedupe_key: DedupeKey::new("01JD", kind, occurrence),
            channel,
            outcome,
        });
    prop::collection::vec(one, 0..4)
}

/// Whether somebody could be written to there, said in other words than in `decide`.
fn reachable(channel: Channel, contact: &Contact, preferences: &Preferences) -> bool {
    let contact_exists = match channel {
        Channel::Email => contact.email.is_some(),
        Channel::Sms => contact.phone.as_ref().is_some_and(Phone::takes_sms),
        Channel::WhatsApp => contact.phone.is_some() && contact.whatsapp_opt_in,
    };
    contact_exists && !preferences.opted_out.contains(&channel)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3_000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_mandatory_reaches_whoever_can_be_reached(
        kind in kinds_that(|kind| kind.category() == Category::Transactional),
        contact in contacts(), preferences in preferences(), now in instants(),
    ) {
        let key = DedupeKey::new("01JD", kind, 1);
        let decisions = decide(kind, &key, &contact, &preferences, now, &[]);
        let can_be_reached =
            Channel::ALL.iter().any(|channel| reachable(*channel, &contact, &preferences));
        let goes_out =
            decisions.iter().any(|decision| !matches!(decision.delivery, Delivery::Skip { .. }));
        prop_assert_eq!(goes_out, can_be_reached);
        if kind.is_critical() {
            let held =
                decisions.iter().any(|decision| matches!(decision.delivery, Delivery::Hold { .. }));
            prop_assert!(!held);
        }
    }

    #[test]
    fn nothing_goes_where_it_must_not(
        (kind, sent) in kinds().prop_flat_map(|kind| (Just(kind), sent_before(kind))),
        contact in contacts(), preferences in preferences(), now in instants(),
    ) {
        let key = DedupeKey::new("01JD", kind, 1);
        let decisions = decide(kind, &key, &contact, &preferences, now, &sent);
        let decided_about: Vec<Channel> =
            decisions.iter().map(|decision| decision.channel).collect();
        prop_assert_eq!(decided_about, Channel::ALL);
        let goes_out: Vec<Channel> = decisions
            .iter()
            .filter(|decision| !matches!(decision.delivery, Delivery::Skip { .. }))
            .map(|decision| decision.channel)
            .collect();
        for channel in &goes_out {
            prop_assert!(reachable(*channel, &contact, &preferences));
            // Neither where it went before, nor where it failed.
            prop_assert!(!sent.iter().any(|sent| sent.dedupe_key == key && sent.channel == *channel));
            if kind.category() == Category::Progress {
                prop_assert!(preferences.progress.contains(channel));
            }
        }
        // At most one channel, and the copy.
        prop_assert!(goes_out.len() <= 1 + usize::from(kind.is_record()));
    }

    #[test]
    fn the_night_is_quiet(
        kind in kinds_that(|kind| !kind.is_critical()),
        contact in contacts(), preferences in preferences(), now in instants(),
    ) {
        let Some(hours) = preferences.quiet_hours else { return Ok(()) };
        let key = DedupeKey::new("01JD", kind, 1);
        let zone = &preferences.time_zone;
        for decision in decide(kind, &key, &contact, &preferences, now, &[]) {
            match decision.delivery {
                Delivery::Send => prop_assert_eq!(hours.end(now, zone), None),
                Delivery::Hold { until } => {
                    prop_assert!(now < until);
                    prop_assert_eq!(hours.end(until, zone), None);
                }
                Delivery::Skip { .. } => {}
            }
        }
    }

    /// However the sendings end, whoever carries them out comes to an end too, and a notice that
    /// was taken somewhere is not tried elsewhere.
    #[test]
    fn carrying_it_out_ends(
        kind in kinds(), contact in contacts(), preferences in preferences(), now in instants(),
        fails in prop::collection::vec(any::<bool>(), 4),
    ) {
        let key = DedupeKey::new("01JD", kind, 1);
        let mut sent: Vec<Sent> = Vec::new();
        let mut fails = fails.into_iter();
        loop {
            let decisions = decide(kind, &key, &contact, &preferences, now, &sent);
            let next = decisions
                .iter()
                .find(|decision| !matches!(decision.delivery, Delivery::Skip { .. }));
            let Some(next) = next else { break };
            let outcome =
                if fails.next().unwrap_or(false) { Outcome::Failed } else { Outcome::Taken };
            sent.push(Sent { kind, dedupe_key: key.clone(), channel: next.channel, outcome });
            prop_assert!(sent.len() <= Channel::ALL.len());
        }
        let taken = sent.iter().filter(|sent| sent.outcome == Outcome::Taken).count();
        prop_assert!(taken <= 1 + usize::from(kind.is_record()));
    }
}
