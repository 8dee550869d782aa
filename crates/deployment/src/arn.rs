//! ARNs as samples have them: with words for the region and the account.

use crate::pattern::{Part, Pattern};

/// An ARN whose region and account are words that stand for them, as samples have it:
/// `arn:aws:lambda:REGION:ACCOUNT_ID:function:Pay`. What it is where it is deployed, and the
/// name of the resource.
pub(crate) fn to_come(text: &str) -> Option<(Pattern, &str)> {
    let pieces: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = pieces.as_slice() else {
        return None;
    };
    let known_region = region.is_empty() || is_region(region);
    let known_account = account.is_empty() || is_account(account);
    let is_open = text.contains("${") || text.contains(['*', ' ']);
    if known_region && known_account || is_open || service.is_empty() {
        return None;
    }
    let own = |piece: &str, known: bool, own: Part| {
        if known {
            Pattern::text(piece)
        } else {
            Pattern::default().and(own)
        }
    };
    let partition = own(partition, *partition != "aws", Part::Partition);
    let arn = Pattern::text("arn:")
        .followed_by(partition)
        .followed_by(format!(":{service}:"));
    let arn = arn
        .followed_by(own(region, known_region, Part::Region))
        .followed_by(":");
    let arn = arn
        .followed_by(own(account, known_account, Part::Account))
        .followed_by(":");
    let name = resource.rsplit([':', '/']).next().unwrap_or(resource);
    Some((arn.followed_by(*resource), name))
}

/// `sa-east-1`
fn is_region(text: &str) -> bool {
    let pieces: Vec<&str> = text.split('-').collect();
    let [words @ .., number] = pieces.as_slice() else {
        return false;
    };
    let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    words.len() >= 2 && words.iter().all(is_word) && is_number(number)
}

/// `123456789012`
fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_where_it_is_deployed() {
        let own = "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:orders";
        for (arn, expected) in [
            ("arn:aws:sns:REGION:ACCOUNT_ID:orders", Some(own)),
            ("arn:aws:sns:<region>:{account}:orders", Some(own)),
            (
                "arn:aws:sns:us-east-1:ACCOUNT:orders",
                Some("arn:${AWS::Partition}:sns:us-east-1:${AWS::AccountId}:orders"),
            ),
            ("arn:aws:sns:us-gov-west-1:123456789012:orders", None),
            ("arn:aws:s3:::bucket/key", None),
            ("arn:aws:iam::123456789012:role/a", None),
            ("arn:aws:states:::lambda:invoke", None),
            ("arn:aws:sns:${R}:${A}:orders", None),
            ("orders", None),
        ] {
            let found = to_come(arn).map(|(arn, name)| (arn.to_string(), name));
            let expected = expected.map(|arn| (arn.to_owned(), "orders"));
            assert_eq!(found, expected, "{arn}");
        }
    }
}
