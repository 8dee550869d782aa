//! One text for one item, however it is written: attributes in the order of their names, sets in the
//! order of their elements, numbers without what does not count. What two items that are the same
//! have in common, and two that are not do not, is the digest of it.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use sha2::{Digest as _, Sha256};

/// An item, or the key of one.
pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// What is left of SHA-256: two of a billion items have the same with a chance of one in 10^20.
pub(crate) type Digest = u128;

/// A value of a kind that this program does not know: it cannot be said to be copied whole.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the attribute `{0}` is of a kind that this version does not know")]
pub(crate) struct UnknownKind(pub(crate) String);

/// The digest of an item.
pub(crate) fn digest(item: &Attributes) -> Result<Digest, UnknownKind> {
    let mut text = Vec::with_capacity(512);
    map(item, &mut text)?;
    Ok(of_text(&text))
}

/// The digest of an item's key.
pub(crate) fn digest_of_key(item: &Attributes, names: &[String]) -> Result<Digest, UnknownKind> {
    let mut text = Vec::with_capacity(128);
    for name in names {
        bytes(b'k', name.as_bytes(), &mut text);
        if let Some(found) = item.get(name) {
            value(name, found, &mut text)?;
        }
    }
    Ok(of_text(&text))
}

/// How much of a request an item takes at most, roughly: binary goes as Base64.
pub(crate) fn bytes_on_the_wire(item: &Attributes) -> usize {
    let named = |(name, value): (&String, &AttributeValue)| name.len() + 8 + of_value(value);
    item.iter().map(named).sum()
}

fn of_value(value: &AttributeValue) -> usize {
    /// `{"S":""},`
    const AROUND: usize = 10;
    let base64 = |blob: &aws_sdk_dynamodb::primitives::Blob| blob.as_ref().len().div_ceil(3) * 4;
    AROUND
        + match value {
            AttributeValue::S(text) | AttributeValue::N(text) => text.len(),
            AttributeValue::B(blob) => base64(blob),
            AttributeValue::Ss(texts) | AttributeValue::Ns(texts) => {
                texts.iter().map(|text| text.len() + 3).sum()
            }
            AttributeValue::Bs(blobs) => blobs.iter().map(|blob| base64(blob) + 3).sum(),
            AttributeValue::L(values) => values.iter().map(of_value).sum(),
            AttributeValue::M(map) => bytes_on_the_wire(map),
            _ => 0,
        }
}

fn of_text(text: &[u8]) -> Digest {
    let hash: [u8; 32] = Sha256::digest(text).into();
    let (half, _) = hash.split_at(16);
    half.iter()
        .fold(0, |digest, byte| digest << 8 | Digest::from(*byte))
}

/// What begins with a kind and a length cannot be taken for anything else.
fn bytes(kind: u8, content: &[u8], text: &mut Vec<u8>) {
    text.push(kind);
    text.extend((content.len() as u64).to_be_bytes());
    text.extend(content);
}

fn count(kind: u8, count: usize, text: &mut Vec<u8>) {
    text.push(kind);
    text.extend((count as u64).to_be_bytes());
}

fn map(attributes: &Attributes, text: &mut Vec<u8>) -> Result<(), UnknownKind> {
    let mut sorted: Vec<_> = attributes.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    count(b'm', sorted.len(), text);
    for (name, found) in sorted {
        bytes(b'k', name.as_bytes(), text);
        value(name, found, text)?;
    }
    Ok(())
}

fn value(name: &str, value: &AttributeValue, text: &mut Vec<u8>) -> Result<(), UnknownKind> {
    match value {
        AttributeValue::S(content) => bytes(b's', content.as_bytes(), text),
        AttributeValue::N(number) => bytes(b'n', plain(number).as_bytes(), text),
        AttributeValue::B(content) => bytes(b'b', content.as_ref(), text),
        AttributeValue::Bool(is) => text.extend([b't', u8::from(*is)]),
        AttributeValue::Null(_) => text.push(b'0'),
        AttributeValue::Ss(texts) => {
            set(b'S', texts.iter().map(|text| text.as_bytes().into()), text);
        }
        AttributeValue::Ns(numbers) => {
            set(
                b'N',
                numbers.iter().map(|number| plain(number).into_bytes()),
                text,
            );
        }
        AttributeValue::Bs(blobs) => {
            set(b'B', blobs.iter().map(|blob| blob.as_ref().into()), text);
        }
        AttributeValue::L(values) => {
            count(b'l', values.len(), text);
            for element in values {
                self::value(name, element, text)?;
            }
        }
        AttributeValue::M(attributes) => map(attributes, text)?,
        _ => return Err(UnknownKind(name.to_owned())),
    }
    Ok(())
}

fn set(kind: u8, elements: impl Iterator<Item = Vec<u8>>, text: &mut Vec<u8>) {
    let mut sorted: Vec<Vec<u8>> = elements.collect();
    sorted.sort_unstable();
    count(kind, sorted.len(), text);
    for element in sorted {
        bytes(b'e', &element, text);
    }
}

/// A number as sign, digits and power of ten: `-1.50` is `-15e-1`, and `0`, `-0.0` and `0e9` are `0`.
/// What is no number is left as it is.
fn plain(number: &str) -> String {
    parsed(number).unwrap_or_else(|| number.to_owned())
}

fn parsed(number: &str) -> Option<String> {
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (number, 0),
    };
    let (sign, unsigned) = match mantissa.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    let shortest = significant.trim_end_matches('0');
    if shortest.is_empty() {
        return Some("0".to_owned());
    }
    let dropped = i64::try_from(significant.len() - shortest.len()).ok()?;
    let power = exponent - i64::try_from(fraction.len()).ok()? + dropped;
    Some(format!("{sign}{shortest}e{power}"))
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::primitives::Blob;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_what_they_are_worth() {
        for (same, plainly) in [
            (&["1", "1.0", "01", "+1", "10e-1", "0.1E1"][..], "1e0"),
            (&["-150", "-1.5e2", "-150.00"], "-15e1"),
            (&["0", "-0", "0.000", "0e9"], "0"),
            (&["0.00012", "1.2e-4"], "12e-5"),
            (
                &["12345678901234567890123456789012345678"],
                "12345678901234567890123456789012345678e0",
            ),
        ] {
            for number in same {
                assert_eq!(plain(number), plainly, "{number}");
            }
        }
        for no_number in ["", ".", "-", "1x", "1e", "NaN"] {
            assert_eq!(plain(no_number), no_number);
        }
    }

    #[test]
    fn what_is_of_another_kind_is_another() {
        let one = |value| digest(&HashMap::from([("a".to_owned(), value)])).unwrap();
        let values = [
            AttributeValue::S("1".into()),
            AttributeValue::N("1".into()),
            AttributeValue::B(Blob::new("1")),
            AttributeValue::Bool(true),
            AttributeValue::Bool(false),
            AttributeValue::Null(true),
            AttributeValue::Ss(vec!["1".into()]),
            AttributeValue::Ns(vec!["1".into()]),
            AttributeValue::Bs(vec![Blob::new("1")]),
            AttributeValue::L(vec![AttributeValue::S("1".into())]),
            AttributeValue::L(Vec::new()),
            AttributeValue::M(HashMap::new()),
        ];
        let mut digests: Vec<_> = values.into_iter().map(one).collect();
        let all = digests.len();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), all);
    }

    /// A number, and another way to write it.
    fn written_twice() -> impl Strategy<Value = (String, String)> {
        (any::<i64>(), 0..6_usize, -3..4_i64).prop_map(|(number, zeros, shift)| {
            let zeros = "0".repeat(zeros);
            let padded = match shift {
                0 => format!("{number}.{zeros}0"),
                _ => format!("{number}{zeros}e-{}", zeros.len()),
            };
            (number.to_string(), padded)
        })
    }

    /// A value, and the same once more: sets in another order, numbers in other words.
    fn value_twice() -> impl Strategy<Value = (AttributeValue, AttributeValue)> {
        let text = "[a-z0-9é]{0,6}";
        let leaf = prop_oneof![
            text.prop_map(|text| (AttributeValue::S(text.clone()), AttributeValue::S(text))),
            written_twice()
                .prop_map(|(one, other)| (AttributeValue::N(one), AttributeValue::N(other))),
            any::<Vec<u8>>().prop_map(|bytes| {
                let blob = AttributeValue::B(Blob::new(bytes));
                (blob.clone(), blob)
            }),
            any::<bool>().prop_map(|is| (AttributeValue::Bool(is), AttributeValue::Bool(is))),
            prop::collection::btree_set(text, 1..5).prop_map(|texts| {
                let forth: Vec<String> = texts.iter().cloned().collect();
                let back = texts.into_iter().rev().collect();
                (AttributeValue::Ss(forth), AttributeValue::Ss(back))
            }),
            prop::collection::vec(written_twice(), 1..5).prop_map(|numbers| {
                let (forth, mut back): (Vec<_>, Vec<_>) = numbers.into_iter().unzip();
                back.reverse();
                (AttributeValue::Ns(forth), AttributeValue::Ns(back))
            }),
        ];
        leaf.prop_recursive(3, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(|values| {
                    let (one, other) = values.into_iter().unzip();
                    (AttributeValue::L(one), AttributeValue::L(other))
                }),
                prop::collection::btree_map(text, inner, 0..4).prop_map(|values| {
                    let one = values
                        .iter()
                        .map(|(name, (one, _))| (name.clone(), one.clone()));
                    let one = one.collect();
                    let other = values.into_iter().map(|(name, (_, other))| (name, other));
                    (AttributeValue::M(one), AttributeValue::M(other.collect()))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_same_however_it_is_written(values in prop::collection::btree_map("[a-c]{1,2}", value_twice(), 0..4)) {
            let one = values.iter().map(|(name, (one, _))| (name.clone(), one.clone())).collect();
            let other = values.into_iter().map(|(name, (_, other))| (name, other)).collect();
            prop_assert_eq!(digest(&one), digest(&other));
        }

        #[test]
        fn another_value_is_another_digest(one in value_twice(), other in value_twice()) {
            let texts = [&one.0, &other.0].map(|found| {
                let mut text = Vec::new();
                value("a", found, &mut text).unwrap();
                text
            });
            let digests = [one.0, other.0].map(|value| digest(&HashMap::from([("a".to_owned(), value)])));
            prop_assert_eq!(texts[0] == texts[1], digests[0] == digests[1]);
        }
    }
}
