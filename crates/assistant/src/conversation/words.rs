//! What the conversation itself says, in three languages.

use understanding::Language;

use super::record::{Ended, Notice};
use crate::texts::text;

/// What has become of a conversation.
pub fn notice(language: Language, notice: Notice) -> String {
    let key = match notice {
        Notice::Queued => "chat-queued-next",
        Notice::ShopClosed => "chat-shop-closed",
        Notice::Taken => "chat-taken",
        Notice::HandedBack => "chat-handed-back",
        Notice::Closed => "chat-closed",
        Notice::ProposalExpired => "chat-proposal-expired",
    };
    text(language, key, &[])
}

/// A person has been asked for; so many are before this customer.
pub fn queued(language: Language, before: u32) -> String {
    match before {
        0 => text(language, "chat-queued-next", &[]),
        before => text(language, "chat-queued", &[("before", before.to_string())]),
    }
}

/// A person has been asked for, and nobody is there until then.
pub fn shop_closed(language: Language, opens_at: Option<String>) -> String {
    match opens_at {
        Some(at) => text(language, "chat-shop-closed-until", &[("at", at)]),
        None => text(language, "chat-shop-closed", &[]),
    }
}

/// A person has come.
pub fn taken(language: Language, name: &str) -> String {
    text(language, "chat-taken", &[("name", name.to_owned())])
}

/// How an answer ended, where it is not whole.
pub fn ended(language: Language, ended: Ended) -> Option<String> {
    let key = match ended {
        Ended::Done => return None,
        Ended::Stopped => "chat-ended-stopped",
        Ended::Interrupted => "chat-ended-interrupted",
        Ended::Failed => "chat-ended-failed",
    };
    Some(text(language, key, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_said_in_every_language() {
        for language in Language::ALL {
            for words in [
                notice(language, Notice::HandedBack),
                notice(language, Notice::Closed),
                notice(language, Notice::ProposalExpired),
                queued(language, 0),
                queued(language, 3),
                shop_closed(language, None),
                shop_closed(language, Some("11:00".to_owned())),
                taken(language, "Bia"),
            ] {
                assert!(!words.is_empty() && !words.contains('{'), "{words}");
            }
            for end in [Ended::Stopped, Ended::Interrupted, Ended::Failed] {
                assert!(ended(language, end).is_some());
            }
        }
        assert!(queued(Language::En, 3).contains('3'));
        assert!(taken(Language::Es, "Bia").contains("Bia"));
    }
}
