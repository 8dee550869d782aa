//! Signature Version 4 for requests of AWS's JSON protocols.
//!
//! The key that signs changes once a day and the date once a second, so both are kept; what
//! remains for each request is two digests and one authentication code.
//! Source: AWS, "Create a signed AWS API request" (IAM User Guide).

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use super::Protocol;

/// The headers that are signed, in the order of the canonical request.
const SIGNED_HEADERS: &str = "content-type;host;x-amz-date;x-amz-target";
/// What the requests hold.
const CONTENT_TYPE: &str = "application/x-amz-json-1.0";
const SECONDS_PER_DAY: u64 = 86_400;

/// What signs.
pub(crate) type Key = Hmac<Sha256>;

/// Who calls, and in which region.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) region: String,
}

/// Signs the requests of one caller to one service.
#[derive(Clone)]
pub(crate) struct Signer {
    credentials: Credentials,
    protocol: Protocol,
    host: String,
    /// The second `date` names, since 1970.
    second: u64,
    /// `20261122T101500Z`.
    date: String,
    /// The key of the day `date` is in.
    key: Key,
}

impl Credentials {
    /// Those of nobody.
    pub(crate) fn none() -> Credentials {
        Credentials {
            access_key: String::new(),
            secret_key: String::new(),
            region: String::new(),
        }
    }
}

impl Signer {
    /// A signer of requests to `host` as it stands in the header `Host`.
    pub(crate) fn new(credentials: Credentials, protocol: Protocol, host: String) -> Signer {
        let date = amazon_date(0);
        let key = key_of_day(&credentials, protocol.signing_name, &date[..8]);
        Signer {
            credentials,
            protocol,
            host,
            second: 0,
            date,
            key,
        }
    }

    /// Appends the head of a request for `operation`: the request line, the signed headers, the
    /// signature and the empty line that ends it.
    pub(crate) fn write_head(&mut self, operation: &str, body: &[u8], head: &mut Vec<u8>) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        self.write_head_at(now.as_secs(), operation, body, head);
    }

    fn write_head_at(&mut self, second: u64, operation: &str, body: &[u8], head: &mut Vec<u8>) {
        if second != self.second {
            if second / SECONDS_PER_DAY != self.second / SECONDS_PER_DAY {
                let date = amazon_date(second);
                let signing_name = self.protocol.signing_name;
                self.key = key_of_day(&self.credentials, signing_name, &date[..8]);
            }
            self.second = second;
            self.date = amazon_date(second);
        }
        let (date, host, target) = (&self.date, &self.host, self.protocol.target);
        let day = &date[..8];
        let scope = format!(
            "{day}/{}/{}/aws4_request",
            self.credentials.region, self.protocol.signing_name
        );
        let canonical = format!(
            "POST\n/\n\ncontent-type:{CONTENT_TYPE}\nhost:{host}\nx-amz-date:{date}\n\
             x-amz-target:{target}.{operation}\n\n{SIGNED_HEADERS}\n{}",
            hex(&Sha256::digest(body))
        );
        let to_sign = format!(
            "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
            hex(&Sha256::digest(canonical))
        );
        let signature = hex(&authenticate(&self.key, &to_sign));
        let text = format!(
            "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-type: {CONTENT_TYPE}\r\n\
             x-amz-date: {date}\r\nx-amz-target: {target}.{operation}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential={}/{scope}, \
             SignedHeaders={SIGNED_HEADERS}, Signature={signature}\r\n\
             content-length: {}\r\n\r\n",
            self.credentials.access_key,
            body.len()
        );
        head.extend_from_slice(text.as_bytes());
    }
}

/// The key that signs requests to a service on a day, `20261122`.
pub(crate) fn key_of_day(credentials: &Credentials, signing_name: &str, day: &str) -> Key {
    let first = format!("AWS4{}", credentials.secret_key);
    let words = [day, &credentials.region, signing_name, "aws4_request"];
    words.iter().fold(key(first.as_bytes()), |last, word| {
        key(&authenticate(&last, word))
    })
}

fn key(bytes: &[u8]) -> Key {
    Key::new_from_slice(bytes).expect("a key may have any length")
}

/// The authentication code of a text.
pub(crate) fn authenticate(key: &Key, text: &str) -> [u8; 32] {
    let mut code = key.clone();
    code.update(text.as_bytes());
    code.finalize().into_bytes().into()
}

/// Bytes as digits, two each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// A moment, in seconds since 1970, as `20261122T101500Z`.
pub(crate) fn amazon_date(second: u64) -> String {
    let (days, rest) = (second / SECONDS_PER_DAY, second % SECONDS_PER_DAY);
    let (year, month, day) = civil_date(days);
    format!(
        "{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

/// The date so many days after 1970-01-01, in the Gregorian calendar.
///
/// Years are counted from March, so that the leap day is the last of its year.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil_date(days: u64) -> (u64, u64, u64) {
    const DAYS_PER_ERA: u64 = 146_097;
    /// From 0000-03-01 to 1970-01-01.
    const EPOCH: u64 = 719_468;
    let days = days + EPOCH;
    let (era, day_of_era) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(amazon_date(0), "19700101T000000Z");
        assert_eq!(amazon_date(951_782_399), "20000228T235959Z");
        assert_eq!(amazon_date(951_782_400), "20000229T000000Z");
        assert_eq!(amazon_date(1_795_651_200), "20261126T000000Z");
        assert_eq!(amazon_date(4_107_542_400), "21000301T000000Z");
    }

    /// The key of the example in AWS's documentation (IAM User Guide, "Derive a signing key").
    #[test]
    fn the_key_is_that_of_the_documentation() {
        let credentials = Credentials {
            access_key: "AKIDEXAMPLE".to_owned(),
            secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
            region: "us-east-1".to_owned(),
        };
        let signed = authenticate(
            &key_of_day(&credentials, "iam", "20150830"),
            "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n\
             f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59",
        );
        assert_eq!(
            hex(&signed),
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        );
    }

    #[test]
    fn the_date_and_the_key_follow_the_clock() {
        let credentials = Credentials {
            access_key: "AK".to_owned(),
            secret_key: "SK".to_owned(),
            region: "sa-east-1".to_owned(),
        };
        let signer = || {
            Signer::new(
                credentials.clone(),
                super::super::STEP_FUNCTIONS,
                "127.0.0.1:1".to_owned(),
            )
        };
        let head = |signer: &mut Signer, second| {
            let mut head = Vec::new();
            signer.write_head_at(second, "ListActivities", b"{}", &mut head);
            String::from_utf8(head).expect("heads are text")
        };
        let mut kept = signer();
        head(&mut kept, 86_399);
        let next_day = head(&mut kept, 86_400);
        assert!(next_day.contains("x-amz-date: 19700102T000000Z\r\n"));
        assert_eq!(next_day, head(&mut signer(), 86_400));
    }
}
