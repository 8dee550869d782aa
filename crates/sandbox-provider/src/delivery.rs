//! What happens by itself: Pix expire, charges pay themselves, and events are told again and again
//! until somebody hears them.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use jiff::Timestamp;
use tokio::task::JoinSet;

use crate::event::{self, Event};
use crate::failure::Failure;
use crate::provider::Core;
use crate::schedule::Job;

/// So many things are done at once.
const JOBS_MAX: usize = 64;

/// An event is told so many times before it is given up: about a quarter of an hour.
const ATTEMPTS_MAX: u32 = 20;

/// The wait after the first time; each is twice the last, to a minute.
const WAIT_FIRST: Duration = Duration::from_secs(1);
const WAIT_MAX: Duration = Duration::from_mins(1);

/// Whoever is told has so long to answer.
const HEARING_SECONDS_MAX: u64 = 10;

/// Nothing of their answer matters but its status; so much of it is read to keep the connection.
const HEARD_BYTES_MAX: usize = 16 * 1024;

/// Webhooks that overtake one another are at most so late.
const REORDER_MILLISECONDS_MAX: u64 = 3_000;

/// With mischief, one event in so many comes twice, and one in so many late.
const MISCHIEF_ONE_IN: u64 = 8;

/// The header with the signature.
const SIGNATURE_HEADER: &str = "sandbox-signature";

/// Connections to those who are told.
pub(crate) struct Sender(Client<HttpConnector, Full<Bytes>>);

/// Does what is due until it is aborted.
pub(crate) async fn run(core: Arc<Core>) {
    let mut jobs = JoinSet::new();
    loop {
        while jobs.len() < JOBS_MAX
            && let Some(job) = core.schedule.take(core.configuration.clock.now())
        {
            let core = core.clone();
            jobs.spawn(async move { core.perform(job).await });
        }
        if jobs.len() >= JOBS_MAX {
            jobs.join_next().await;
        } else {
            core.schedule.wait().await;
        }
        while jobs.try_join_next().is_some() {}
    }
}

impl Core {
    async fn perform(&self, job: Job) {
        let done = match &job {
            Job::Expire { charge } => self.find(charge).await.map(drop),
            Job::Pay { charge } => self.pay_itself(charge).await.map(drop),
            Job::Deliver { event, attempt } => {
                self.deliver(event, *attempt).await;
                Ok(())
            }
        };
        if let Err(trouble) = done {
            tracing::warn!(
                ?trouble,
                ?job,
                "the sandbox provider could not do what was due"
            );
        }
    }

    /// Puts an event on the schedule: now, or late, or twice, as is wished.
    pub(crate) fn announce(&self, event: &Arc<Event>) {
        let count = self.announced.fetch_add(1, Ordering::Relaxed);
        let seed = self.configuration.mischief;
        let random = scattered(seed.unwrap_or_default().wrapping_add(count));
        let mischief = |share: u64| seed.is_some() && share.is_multiple_of(MISCHIEF_ONE_IN);
        let late = self.failures.is_on(Failure::WebhooksReordered) || mischief(random >> 8);
        let twice = self.failures.is_on(Failure::WebhooksDuplicated) || mischief(random >> 16);
        let wait = if late {
            (random >> 24) % REORDER_MILLISECONDS_MAX
        } else {
            0
        };
        let at = self.configuration.clock.after(Duration::from_millis(wait));
        for _ in 0..=u8::from(twice) {
            self.schedule.put(
                at,
                Job::Deliver {
                    event: event.clone(),
                    attempt: 1,
                },
            );
        }
    }

    async fn deliver(&self, event: &Arc<Event>, attempt: u32) {
        let url = event
            .webhook_url
            .as_ref()
            .or(self.configuration.webhook_url.as_ref());
        let Some(url) = url.filter(|_| !self.failures.is_on(Failure::WebhooksLost)) else {
            return self.forget(event);
        };
        // A signature says when it was made by the wall's clock, as whoever checks it does.
        let secrets = &self.configuration.webhook_secrets;
        let signature = event::signature(secrets, &event.body, Timestamp::now());
        match self.sender.tell(url, &event.body, &signature).await {
            Ok(()) => self.forget(event),
            Err(why) if attempt >= ATTEMPTS_MAX => {
                tracing::warn!(event = event.id, url, why, "a webhook is given up");
                self.forget(event);
            }
            Err(why) => {
                tracing::debug!(
                    event = event.id,
                    url,
                    why,
                    attempt,
                    "a webhook was not heard"
                );
                let at = self.configuration.clock.after(wait(attempt));
                let job = Job::Deliver {
                    event: event.clone(),
                    attempt: attempt + 1,
                };
                self.schedule.put(at, job);
            }
        }
    }
}

impl Sender {
    pub(crate) fn new() -> Sender {
        let mut tcp = HttpConnector::new();
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(Duration::from_secs(HEARING_SECONDS_MAX)));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(JOBS_MAX)
            .build(tcp);
        Sender(client)
    }

    /// Sends a webhook; the text says why it was not heard.
    async fn tell(&self, url: &str, body: &str, signature: &str) -> Result<(), String> {
        let request = http::Request::post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(SIGNATURE_HEADER, signature)
            .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))
            .map_err(|error| error.to_string())?;
        let exchange = async {
            let answer = self
                .0
                .request(request)
                .await
                .map_err(|error| error.to_string())?;
            let status = answer.status();
            let _ = Limited::new(answer.into_body(), HEARD_BYTES_MAX)
                .collect()
                .await;
            if status.is_success() {
                Ok(())
            } else {
                Err(format!("answered {status}"))
            }
        };
        let limit = Duration::from_secs(HEARING_SECONDS_MAX);
        let timely = tokio::time::timeout(limit, exchange).await;
        timely.unwrap_or_else(|_| Err(format!("no answer within {HEARING_SECONDS_MAX} seconds")))
    }
}

/// The wait after this time of trying, from 1.
fn wait(attempt: u32) -> Duration {
    let doublings = attempt.saturating_sub(1).min(16);
    WAIT_FIRST.saturating_mul(1 << doublings).min(WAIT_MAX)
}

/// A number that looks random (SplitMix64, Steele, Lea and Flood 2014).
fn scattered(seed: u64) -> u64 {
    let mut bits = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_a_minute() {
        let seconds = |attempt| wait(attempt).as_secs();
        assert_eq!([1, 2, 3, 7, 8, 99].map(seconds), [1, 2, 4, 60, 60, 60]);
    }
}
