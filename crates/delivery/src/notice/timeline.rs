//! What was decided about a notice, as a sentence on the order's timeline.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::notice::decision::{ChannelDecision, Delivery};
use crate::notice::format;
use crate::notice::kind::NoticeKind;
use crate::notice::language::Language;
use crate::notice::texts::{TemplateError, text};

/// The sentence, in the reader's language; times in `zone`, with their day unless that is the day
/// of `now`.
pub fn describe(
    language: Language,
    kind: NoticeKind,
    decision: ChannelDecision,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<String, TemplateError> {
    let named = |key: &str| text(language, key, &[]);
    let notice = named(&format!("notice-{}", kind.key()))?;
    let channel = named(&format!("channel-{}", decision.channel.key()))?;
    let (key, name, value) = match decision.delivery {
        Delivery::Send => {
            let arguments = [("notice", notice.into()), ("channel", channel.into())];
            return text(language, "event-notice-sent", &arguments);
        }
        Delivery::Hold { until } => (
            "event-notice-held",
            "until",
            format::until(until, now, zone, language)?,
        ),
        Delivery::Skip { why } => ("event-notice-not-sent", "why", named(why.key())?),
    };
    let arguments = [
        ("notice", notice.into()),
        ("channel", channel.into()),
        (name, value.into()),
    ];
    text(language, key, &arguments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notice::decision::Why;
    use crate::notice::kind::Channel;

    #[test]
    fn each_decision_reads_as_a_sentence() {
        let zone = TimeZone::get("America/Sao_Paulo").expect("a zone");
        let now = "2026-08-07T02:00:00Z"
            .parse::<Timestamp>()
            .expect("an instant");
        let describe = |language, channel, delivery| {
            let decision = ChannelDecision { channel, delivery };
            describe(language, NoticeKind::Preparing, decision, now, &zone).expect("a sentence")
        };
        let until = "2026-08-07T11:00:00Z"
            .parse::<Timestamp>()
            .expect("an instant");
        assert_eq!(
            describe(Language::PtBr, Channel::WhatsApp, Delivery::Hold { until }),
            "Aviso “em preparo” por WhatsApp guardado até sexta, 7/8, às 08:00: horário de silêncio"
        );
        assert_eq!(
            describe(
                Language::En,
                Channel::Sms,
                Delivery::Skip { why: Why::OptedOut }
            ),
            "Notice “being prepared” not sent by SMS: the customer asked for nothing on this channel"
        );
        for language in Language::ALL {
            assert!(!describe(language, Channel::Email, Delivery::Send).is_empty());
            for why in Why::ALL {
                assert!(!describe(language, Channel::Email, Delivery::Skip { why }).is_empty());
            }
        }
    }
}
