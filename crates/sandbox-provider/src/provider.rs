//! The charges, and the one way in which they change: durable first, then visible.
//!
//! Whatever is done to a charge is done under its own lock, which is held until the change is
//! durable; so nobody sees what a crash could take back, and the same key asked twice at once is
//! asked one after the other.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use journal::{Commit, Committed, Journal, JournalError, Write};
use serde::de::DeserializeOwned;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::card::Behaviour;
use crate::charge::{Change, Charge, Method, Outcome, Refusal, Status};
use crate::configuration::{Configuration, OpenError, later, location_base, takes_webhooks};
use crate::delivery::{self, Sender};
use crate::event::Event;
use crate::failure::{Failure, Failures};
use crate::identifier;
use crate::ledger::{self, Entry, Ledger, Page};
use crate::request::{Means, NewCharge};
use crate::schedule::{Job, Schedule};

/// So many charges are kept: about a gigabyte.
const CHARGES_MAX: usize = 1_000_000;

/// A card that pays later does so after this.
const PAYS_LATER_AFTER: Duration = Duration::from_secs(5);

/// A flaky card's requests find nobody so many times.
const FLAKY_TIMES: u32 = 2;

/// So many keys of flaky cards are remembered.
const FLAKY_KEYS_MAX: usize = 10_000;

const CHARGES: &str = "sandbox-provider-charge";
const EVENTS: &str = "sandbox-provider-event";
const LEDGER: &str = "sandbox-provider-ledger";

/// A payment provider. Clones are the same one; when the last is dropped it delivers no more.
#[derive(Clone)]
pub struct SandboxProvider {
    pub(crate) core: Arc<Core>,
    background: Arc<Background>,
}

/// What delivers and expires; ends when it is dropped.
struct Background(Mutex<Option<JoinHandle<()>>>);

pub(crate) struct Core {
    pub(crate) configuration: Configuration,
    /// How Pix locations begin.
    location_base: String,
    charges: Mutex<Charges>,
    ledger: Arc<Mutex<Ledger>>,
    pub(crate) schedule: Schedule,
    pub(crate) failures: Failures,
    /// How often each flaky key was asked.
    flaky: Mutex<HashMap<String, u32>>,
    pub(crate) sender: Sender,
    /// Events announced so far by this process.
    pub(crate) announced: AtomicU64,
}

/// A charge under its lock; `None` before it is durable for the first time.
type Slot = Arc<tokio::sync::Mutex<Option<Charge>>>;

#[derive(Default)]
struct Charges {
    by_key: HashMap<String, Slot>,
    by_id: HashMap<String, Slot>,
}

/// A charge that was asked for.
pub(crate) struct Asked {
    pub(crate) charge: Charge,
    /// Whether this request made it.
    pub(crate) new: bool,
    /// Whether the answer is to be lost.
    pub(crate) lost: bool,
}

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Trouble {
    NotFound,
    Refused(Refusal),
    /// There are as many charges as can be kept.
    Full,
    /// Nobody is there, as was wished.
    Away,
    Journal(JournalError),
}

impl SandboxProvider {
    /// Opens the provider: what it kept is there again, and what was outstanding goes on. Must be
    /// called within a tokio runtime.
    pub fn open(configuration: Configuration) -> Result<SandboxProvider, OpenError> {
        let location_base = location_base(&configuration.base_url)?;
        if let Some(url) = &configuration.webhook_url
            && !takes_webhooks(url)
        {
            return Err(OpenError::WebhookUrl(url.clone()));
        }
        let core = Core {
            location_base,
            charges: Mutex::default(),
            ledger: Arc::default(),
            schedule: Schedule::default(),
            failures: Failures::default(),
            flaky: Mutex::default(),
            sender: Sender::new(),
            announced: AtomicU64::new(0),
            configuration,
        };
        core.recover()?;
        let core = Arc::new(core);
        let background = tokio::spawn(delivery::run(core.clone()));
        let background = Arc::new(Background(Mutex::new(Some(background))));
        Ok(SandboxProvider { core, background })
    }

    /// What goes wrong now, to be switched.
    pub fn failures(&self) -> &Failures {
        &self.core.failures
    }

    /// Where it is reached.
    pub fn base_url(&self) -> &str {
        &self.core.configuration.base_url
    }

    /// What it keeps in.
    pub fn journal(&self) -> &Journal {
        &self.core.configuration.journal
    }

    /// Ends what delivers and expires; what is outstanding goes on when the provider is opened
    /// again. The journal is free when the last clone is dropped.
    pub async fn close(self) {
        let background = locked(&self.background.0).take();
        if let Some(background) = background {
            background.abort();
            let _ = background.await;
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(background) = locked(&self.0).take() {
            background.abort();
        }
    }
}

impl Core {
    /// Reads what was kept.
    fn recover(&self) -> Result<(), OpenError> {
        let journal = &self.configuration.journal;
        let mut charges = locked(&self.charges);
        for charge in documents::<Charge>(journal, CHARGES)? {
            self.watch(&charge);
            let (key, id) = (charge.idempotency_key.clone(), charge.id.clone());
            let slot = Slot::new(tokio::sync::Mutex::new(Some(charge)));
            charges.by_key.insert(key, slot.clone());
            charges.by_id.insert(id, slot);
        }
        let mut ledger = locked(&self.ledger);
        ledger.entries = documents::<Entry>(journal, LEDGER)?;
        ledger.given = ledger.entries.last().map_or(0, |entry| entry.sequence);
        for event in documents::<Event>(journal, EVENTS)? {
            self.announce(&Arc::new(event));
        }
        Ok(())
    }

    /// The charge under a key, made if it is not there.
    pub(crate) async fn create(
        &self,
        key: &str,
        new: &NewCharge,
        means: Means,
    ) -> Result<Asked, Trouble> {
        if let Means::Card {
            behaviour: Behaviour::Flaky,
            ..
        } = &means
            && self.is_still_flaky(key)
        {
            return Err(Trouble::Away);
        }
        let slot = self.slot(key)?;
        let mut place = slot.lock().await;
        let fingerprint = new.fingerprint();
        if let Some(charge) = &*place {
            if charge.fingerprint != fingerprint {
                return Err(Trouble::Refused(Refusal::IdempotencyConflict));
            }
            return Ok(Asked {
                charge: charge.clone(),
                new: false,
                lost: false,
            });
        }
        let now = self.configuration.clock.now();
        let id = identifier::fresh("ch_");
        let mut pays_itself_at = None;
        let mut lost = false;
        let mut said = None;
        let method = match means {
            Means::Pix { expires_in } => {
                pays_itself_at = self
                    .configuration
                    .auto_pay_after
                    .map(|wait| later(now, wait));
                let location = format!("{}/qr/{id}", self.location_base);
                Method::Pix {
                    location,
                    expires_at: later(now, expires_in),
                }
            }
            Means::Card { behaviour, card } => {
                match behaviour {
                    Behaviour::PaysLater => pays_itself_at = Some(later(now, PAYS_LATER_AFTER)),
                    Behaviour::Pays | Behaviour::Flaky => said = Some(Ok(())),
                    Behaviour::AnswerLost => {
                        said = Some(Ok(()));
                        lost = true;
                    }
                    Behaviour::Declines(code) => said = Some(Err(code)),
                }
                Method::Card { card }
            }
        };
        let mut charge = Charge {
            id,
            idempotency_key: key.to_owned(),
            fingerprint,
            status: Status::Pending,
            amount: new.amount,
            amount_refunded: 0,
            description: new.description.clone(),
            reference: new.reference.clone(),
            method,
            decline_code: None,
            refunds: Vec::new(),
            webhook_url: new.webhook_url.clone(),
            pays_itself_at,
            created_at: now,
            paid_at: None,
            updated_at: now,
        };
        let told = match said {
            None => None,
            Some(Ok(())) => charge.pay(now).map_err(Trouble::Refused)?,
            Some(Err(code)) => Some(charge.decline(code, now)),
        };
        self.keep(&charge, told.as_slice()).await?;
        self.watch(&charge);
        locked(&self.charges)
            .by_id
            .insert(charge.id.clone(), slot.clone());
        *place = Some(charge.clone());
        Ok(Asked {
            charge,
            new: true,
            lost,
        })
    }

    /// Does something to a charge and gives it as it then stands. Its time may be over first.
    pub(crate) async fn alter(
        &self,
        id: &str,
        act: impl FnOnce(&mut Charge, Timestamp) -> Outcome,
    ) -> Result<Charge, Trouble> {
        let slot = locked(&self.charges).by_id.get(id).cloned();
        let slot = slot.ok_or(Trouble::NotFound)?;
        let mut place = slot.lock().await;
        let charge = place.as_mut().ok_or(Trouble::NotFound)?;
        let now = self.configuration.clock.now();
        let mut draft = charge.clone();
        let mut changes: Vec<Change> = draft.expire(now).into_iter().collect();
        let outcome = act(&mut draft, now);
        if let Ok(Some(change)) = outcome {
            changes.push(change);
        }
        if draft != *charge {
            self.keep(&draft, &changes).await?;
            *charge = draft;
        }
        outcome.map_err(Trouble::Refused)?;
        Ok(charge.clone())
    }

    /// How a charge stands.
    pub(crate) async fn find(&self, id: &str) -> Result<Charge, Trouble> {
        self.alter(id, |_, _| Ok(None)).await
    }

    /// The ledger after a place.
    pub(crate) fn ledger_after(&self, sequence: u64) -> Page {
        locked(&self.ledger).after(sequence)
    }

    /// Forgets an event that was heard or is given up. Whether that is durable matters little: at
    /// worst it is told once more.
    pub(crate) fn forget(&self, event: &Event) {
        drop(
            self.configuration
                .journal
                .write_document(EVENTS, &event.id, None),
        );
    }

    /// Writes a charge, what is to be told of it and what moved, in one commit, and waits until it
    /// is durable.
    async fn keep(&self, charge: &Charge, changes: &[Change]) -> Result<(), Trouble> {
        let mut writes = vec![document(CHARGES, &charge.id, charge)];
        let told = charge.webhook_url.is_some() || self.configuration.webhook_url.is_some();
        let events: Vec<Event> = if told {
            changes
                .iter()
                .map(|change| Event::of(charge, change.event))
                .collect()
        } else {
            Vec::new()
        };
        writes.extend(
            events
                .iter()
                .map(|event| document(EVENTS, &event.id, event)),
        );
        let moved = changes
            .iter()
            .find_map(|change| Some((change.moved?, change.late)));
        let journal = &self.configuration.journal;
        match moved {
            None => journal.write(writes).await.map_err(Trouble::Journal)?,
            Some(((movement, amount), late)) => {
                let (tell, kept) = oneshot::channel();
                {
                    let mut ledger = locked(&self.ledger);
                    ledger.given += 1;
                    let entry = Entry {
                        sequence: ledger.given,
                        movement,
                        charge: charge.id.clone(),
                        idempotency_key: charge.idempotency_key.clone(),
                        amount,
                        late,
                        at: charge.updated_at,
                    };
                    writes.push(document(
                        LEDGER,
                        &ledger::document_key(entry.sequence),
                        &entry,
                    ));
                    // Commits are told of in the order of their submission, so entries become
                    // visible in their order, and only once they are durable.
                    let visible = self.ledger.clone();
                    let done = move |outcome: Result<Committed, JournalError>| {
                        if outcome.is_ok() {
                            locked(&visible).entries.push(entry);
                        }
                        let _ = tell.send(outcome);
                    };
                    journal.submit(Commit {
                        writes,
                        done: Box::new(done),
                    });
                }
                let gone = || JournalError::Stopped("the writer is gone".to_owned());
                let outcome = kept.await.map_err(|_| Trouble::Journal(gone()))?;
                outcome.map_err(Trouble::Journal)?;
            }
        }
        for event in events {
            self.announce(&Arc::new(event));
        }
        Ok(())
    }

    /// Puts on the schedule what will happen to a charge by itself.
    fn watch(&self, charge: &Charge) {
        if let Some(at) = charge.expires_at() {
            self.schedule.put(
                at,
                Job::Expire {
                    charge: charge.id.clone(),
                },
            );
        }
        if let Some(at) = charge.pays_itself_at {
            self.schedule.put(
                at,
                Job::Pay {
                    charge: charge.id.clone(),
                },
            );
        }
    }

    /// A charge's own time has come to be paid.
    pub(crate) async fn pay_itself(&self, id: &str) -> Result<Charge, Trouble> {
        let never = self.failures.is_on(Failure::PixNeverPaid);
        self.alter(id, |charge, now| {
            charge.pays_itself_at = None;
            match (&charge.method, charge.status) {
                (Method::Pix { .. }, _) if never => Ok(None),
                (_, Status::Cancelled | Status::Declined) => Ok(None),
                _ => charge.pay(now),
            }
        })
        .await
    }

    fn slot(&self, key: &str) -> Result<Slot, Trouble> {
        let mut charges = locked(&self.charges);
        if let Some(slot) = charges.by_key.get(key) {
            return Ok(slot.clone());
        }
        if charges.by_key.len() >= CHARGES_MAX {
            return Err(Trouble::Full);
        }
        let slot = Slot::default();
        charges.by_key.insert(key.to_owned(), slot.clone());
        Ok(slot)
    }

    fn is_still_flaky(&self, key: &str) -> bool {
        let mut flaky = locked(&self.flaky);
        if flaky.len() >= FLAKY_KEYS_MAX {
            flaky.clear();
        }
        let times = flaky.entry(key.to_owned()).or_default();
        *times += 1;
        *times <= FLAKY_TIMES
    }
}

/// What is guarded is whole between any two statements.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn document(collection: &'static str, key: &str, content: &impl serde::Serialize) -> Write {
    // What is kept has text keys and no floats, so it can be written.
    let content = serde_json::to_vec(content).unwrap_or_default();
    Write::Document {
        collection,
        key: key.into(),
        content: Some(content.into_boxed_slice()),
    }
}

fn documents<T: DeserializeOwned>(
    journal: &Journal,
    collection: &'static str,
) -> Result<Vec<T>, OpenError> {
    let read = |(key, content): (String, Vec<u8>)| {
        serde_json::from_slice(&content).map_err(|error| OpenError::Document {
            collection,
            key,
            error,
        })
    };
    journal
        .documents(collection)?
        .into_iter()
        .map(read)
        .collect()
}
