//! The service: what it is made of, and what this program may ask of it without a request.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use journal::{Journal, Write};
use wire::{Account, ApiError, Region, Services};

use crate::dead_letter::{self, DeadLetter, DeadLetters, ReplayError};
use crate::delivery::{self, Left};
use crate::fifo::Fifo;
use crate::mail::{Mail, MailError};
use crate::name::{PhoneNumber, Place};
use crate::outbox::{Channel, Outbox, OutboxMessage};
use crate::retry::Schedules;
use crate::store::{OpenError, Store};
use crate::subscription::Status;

/// How often subscriptions are looked for that nobody agreed to in time.
const SWEEP_INTERVAL: Duration = Duration::from_mins(10);

/// Amazon SNS. [`wire::Service`] is its API. Clones are the same service.
#[derive(Clone)]
pub struct Sns(pub(crate) Arc<Inner>);

/// How the service is set up.
pub struct Configuration {
    /// Where everything is kept.
    pub journal: Journal,
    /// The account in ARNs.
    pub account: Account,
    /// The region in ARNs.
    pub region: Region,
    /// How HTTP endpoints are reached, and which may be.
    pub exchange: sdk::Exchange,
    /// Where mails go.
    pub mail: Mail,
    /// Where this service is reached by those who get its messages: `http://127.0.0.1:4566`. Without
    /// it, messages have no links.
    pub public_url: Arc<dyn Fn() -> Option<String> + Send + Sync>,
    /// What the time is.
    pub clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// When deliveries that failed are tried again.
    pub schedules: Schedules,
}

pub(crate) struct Inner {
    pub(crate) place: Place,
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    pub(crate) dead_letters: DeadLetters,
    pub(crate) services: OnceLock<Arc<dyn Services>>,
    pub(crate) exchange: sdk::Exchange,
    pub(crate) mail: Mail,
    pub(crate) public_url: Arc<dyn Fn() -> Option<String> + Send + Sync>,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    pub(crate) schedules: Schedules,
    fifo: Mutex<Fifo>,
    /// Messages whose deliveries have not all ended.
    pub(crate) open: AtomicUsize,
    /// How large they are together.
    pub(crate) open_bytes: AtomicUsize,
    sequence: AtomicU64,
    /// What a former server left, until the service starts.
    left: Mutex<Vec<Left>>,
    pub(crate) figures: Figures,
}

/// What has happened since the service was opened.
#[derive(Debug, Default)]
pub struct Figures {
    /// Messages that were acknowledged.
    pub published: AtomicU64,
    /// Deliveries that succeeded.
    pub delivered: AtomicU64,
    /// Tries of deliveries that failed.
    pub failed_tries: AtomicU64,
    /// Deliveries that were given up.
    pub given_up: AtomicU64,
}

impl Sns {
    /// Opens the service with what the journal holds. Nothing is delivered until it is
    /// [started](Sns::start).
    pub fn open(configuration: Configuration) -> Result<Sns, OpenError> {
        let journal = configuration.journal;
        let now = milliseconds((configuration.clock)());
        let left = delivery::left(&journal)?;
        // Later messages have higher numbers, even if the clock was set back: a thousand for each
        // millisecond are more than can be published.
        let from_clock = now.unsigned_abs().saturating_mul(1_000);
        let fifo = Fifo::open(&journal)?;
        let known = left.iter().map(Left::sequence).chain(fifo.sequences());
        let sequence = from_clock.max(known.max().map_or(0, |last| last + 1));
        Ok(Sns(Arc::new(Inner {
            place: Place::new(configuration.account, &configuration.region),
            outbox: Outbox::open(&journal)?,
            dead_letters: DeadLetters::open(&journal)?,
            fifo: Mutex::new(fifo),
            open: AtomicUsize::new(left.len()),
            open_bytes: AtomicUsize::new(left.iter().map(Left::bytes).sum()),
            left: Mutex::new(left),
            sequence: AtomicU64::new(sequence),
            store: Store::open(journal)?,
            services: OnceLock::new(),
            exchange: configuration.exchange,
            mail: configuration.mail,
            public_url: configuration.public_url,
            clock: configuration.clock,
            schedules: configuration.schedules,
            figures: Figures::default(),
        })))
    }

    /// Makes the other services reachable, and goes on with the deliveries that were open when the
    /// server before ended. Needs a tokio runtime; functions of this program are registered before.
    pub fn start(&self, services: Arc<dyn Services>) {
        let _ = self.0.services.set(services);
        let left = {
            let mut left = self.0.left.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *left)
        };
        for left in left {
            self.resume(left);
        }
        let weak = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(SWEEP_INTERVAL).await;
                let Some(inner) = weak.upgrade() else {
                    return;
                };
                // It is tried again before long.
                let _ = Sns(inner).forget_unconfirmed().await;
            }
        });
    }

    /// The mails and text messages that left, or were kept here, the newest first.
    pub fn outbox(&self) -> Vec<Arc<OutboxMessage>> {
        self.0.outbox.messages()
    }

    /// Sends a mail to whoever, through the mail server if there is one, and puts it into the outbox.
    /// When this returns, the server has it, and the outbox.
    pub async fn send_mail(
        &self,
        to: &str,
        from_name: Option<&str>,
        subject: &str,
        text: &str,
        html: Option<&str>,
    ) -> Result<(), MailError> {
        let writes = self.0.send_mail(to, from_name, subject, text, html).await?;
        let written = self.0.store.journal.write(writes).await;
        // It has left, and that is what counts.
        if let Err(error) = written {
            tracing::error!(%error, "a mail that was sent is not in the outbox");
        }
        Ok(())
    }

    /// The deliveries that were given up, the newest first.
    pub fn dead_letters(&self) -> Result<Vec<DeadLetter>, OpenError> {
        dead_letter::all(&self.0.store.journal, &self.0.place)
    }

    /// Tries a delivery again that was given up. When this returns, that is on the disk.
    pub async fn replay(&self, id: u64) -> Result<(), ReplayError> {
        let (message, target) = self
            .0
            .dead_letters
            .take(&self.0.store.journal, id)?
            .ok_or(ReplayError::NotFound(id))?;
        self.deliver_again(id, message, target).await
    }

    /// Sends no more text messages to a number: its owner answered STOP or PARAR.
    pub async fn opt_out(&self, number: PhoneNumber) -> Result<(), ApiError> {
        self.0
            .store
            .change(|state| {
                state.opt_out(number);
                Ok(())
            })
            .await
    }

    /// Whether the owner of a number wants no more text messages.
    pub fn is_opted_out(&self, number: &PhoneNumber) -> bool {
        self.0.store.state().is_opted_out(number)
    }

    /// What has happened so far.
    pub fn figures(&self) -> &Figures {
        &self.0.figures
    }

    /// How many messages have deliveries that have not ended.
    pub fn open_messages(&self) -> usize {
        self.0.open.load(Ordering::Relaxed)
    }

    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        self.0.now_ms()
    }

    pub(crate) fn next_sequence(&self) -> u64 {
        self.0.sequence.fetch_add(1, Ordering::Relaxed)
    }

    /// Forgets subscriptions that nobody agreed to in time.
    async fn forget_unconfirmed(&self) -> Result<(), ApiError> {
        let now = self.now_ms();
        self.0
            .store
            .change(|state| {
                let late: Vec<_> = state
                    .subscriptions()
                    .filter(|subscription| match subscription.record.status {
                        Status::Pending { until_ms, .. } => until_ms < now,
                        Status::Confirmed { .. } => false,
                    })
                    .map(|subscription| subscription.record.id.clone())
                    .collect();
                for id in late {
                    state.remove_subscription(id.as_str());
                }
                Ok(())
            })
            .await
    }
}

impl Inner {
    /// Sends a mail; gives what has to be written for the outbox.
    pub(crate) async fn send_mail(
        &self,
        to: &str,
        from_name: Option<&str>,
        subject: &str,
        text: &str,
        html: Option<&str>,
    ) -> Result<Vec<Write>, MailError> {
        match &self.mail {
            Mail::Outbox => {}
            Mail::Smtp(mailer) => mailer.send(to, from_name, subject, text, html).await?,
        }
        let at_ms = self.now_ms();
        Ok(self
            .outbox
            .add(at_ms, Channel::Email, to, Some(subject), text))
    }

    pub(crate) fn fifo(&self) -> MutexGuard<'_, Fifo> {
        self.fifo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now_ms(&self) -> i64 {
        milliseconds((self.clock)())
    }
}

/// Milliseconds since 1970; 0 before.
fn milliseconds(at: SystemTime) -> i64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl std::fmt::Debug for Sns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sns").finish_non_exhaustive()
    }
}
