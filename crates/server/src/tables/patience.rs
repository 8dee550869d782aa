//! What is tried again, how soon, and for how long.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// A service that has too much to do gets so long to have less.
const THROTTLED_MAX: Duration = Duration::from_mins(5);

/// A server that does not answer gets so long to come back.
const AWAY_MAX: Duration = Duration::from_secs(10);

/// An answer takes at most so long; then the request is made again.
pub(crate) const ANSWER_MAX: Duration = Duration::from_secs(30);

const FIRST_WAIT: Duration = Duration::from_millis(50);
const WAIT_MAX: Duration = Duration::from_secs(5);

/// Why a request was not answered as hoped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// It has too much to do.
    Throttled,
    /// It does not answer, or not with sense.
    Away(String),
    /// It will not, however often it is asked.
    Refused { code: String, message: String },
}

/// How a service says that it has too much to do.
const THROTTLES: [&str; 5] = [
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TooManyRequestsException",
];

impl Trouble {
    pub(crate) fn of<E>(error: &SdkError<E>) -> Trouble
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let status = error.raw_response().map(|answer| answer.status().as_u16());
        match (error.code(), error) {
            (Some(code), _) if THROTTLES.contains(&code) => Trouble::Throttled,
            (code, _) if status.is_some_and(|status| status >= 500) => {
                let said = [code, error.message()].into_iter().flatten();
                Trouble::Away(said.collect::<Vec<_>>().join(": "))
            }
            (Some(code), _) => Trouble::Refused {
                code: code.to_owned(),
                message: error.message().unwrap_or_default().to_owned(),
            },
            (None, SdkError::ConstructionFailure(_)) => Trouble::Refused {
                code: "it was not asked".to_owned(),
                message: innermost(error),
            },
            (None, SdkError::DispatchFailure(failure))
                if failure.is_user() || failure.is_other() =>
            {
                Trouble::Refused {
                    code: "it was not asked".to_owned(),
                    message: innermost(error),
                }
            }
            (None, _) => Trouble::Away(innermost(error)),
        }
    }
}

/// What is at the bottom of an error: the layers above it name themselves only.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}

/// Tries of one request.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    since: Option<Instant>,
    tries: u32,
}

impl Patience {
    /// How long to wait before the next try; `None` when it is no use.
    pub(crate) fn next(&mut self, trouble: &Trouble) -> Option<Duration> {
        let limit = match trouble {
            Trouble::Throttled => THROTTLED_MAX,
            Trouble::Away(_) => AWAY_MAX,
            Trouble::Refused { .. } => return None,
        };
        let since = *self.since.get_or_insert_with(Instant::now);
        if since.elapsed() > limit {
            return None;
        }
        let most = FIRST_WAIT
            .saturating_mul(1 << self.tries.min(16))
            .min(WAIT_MAX);
        self.tries += 1;
        // Not all at once ("Exponential Backoff And Jitter", AWS Architecture Blog): half of it is
        // chance.
        Some(most.mul_f64(0.5 + fastrand::f64() / 2.0))
    }

    /// Something was done: the next trouble is a new one.
    pub(crate) fn forget(&mut self) {
        *self = Patience::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_refusals_are_final() {
        let mut patience = Patience::default();
        let waits: Vec<_> = (0..12)
            .map_while(|_| patience.next(&Trouble::Throttled))
            .collect();
        assert_eq!(waits.len(), 12);
        assert!(waits[0] <= FIRST_WAIT && waits[0] >= FIRST_WAIT / 2);
        assert!(waits[11] <= WAIT_MAX && waits[11] >= WAIT_MAX / 2);
        let refused = Trouble::Refused {
            code: "ValidationException".into(),
            message: String::new(),
        };
        assert_eq!(patience.next(&refused), None);
    }
}
