//! Sessions as they were read last: each request asks for one.
//!
//! What somebody ends here is over at once; what is ended elsewhere, a few seconds later.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use delivery::people::{Session, Token, TokenHash};
use delivery::{Delivery, DeliveryError};
use jiff::Timestamp;

/// A session is read again after so long.
const REMEMBERED: Duration = Duration::from_secs(5);

/// At most so many are remembered.
const REMEMBERED_MAX: usize = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    sessions: HashMap<TokenHash, (Instant, Arc<Session>)>,
    /// Counts what was ended. Who began to read before does not remember what was read.
    ended: u64,
}

impl Sessions {
    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets somebody in.
    pub(crate) async fn begin(
        &self,
        delivery: &Delivery,
        session: Session,
    ) -> Result<Token, DeliveryError> {
        let token = delivery.begin_session(&session).await?;
        self.lock().remember(token.hash(), Arc::new(session));
        Ok(token)
    }

    /// What a token stands for; `None` when for nothing.
    pub(crate) async fn find(
        &self,
        delivery: &Delivery,
        token: &TokenHash,
    ) -> Result<Option<Arc<Session>>, DeliveryError> {
        let ended = {
            let known = self.lock();
            if let Some((read_at, session)) = known.sessions.get(token)
                && read_at.elapsed() < REMEMBERED
            {
                let holds = session.until > Timestamp::now();
                return Ok(holds.then(|| session.clone()));
            }
            known.ended
        };
        let Some(session) = delivery.session(token).await?.map(Arc::new) else {
            return Ok(None);
        };
        let mut known = self.lock();
        if known.ended == ended {
            known.remember(*token, session.clone());
        }
        Ok(Some(session))
    }

    /// A token stands for something else from now on.
    pub(crate) async fn change(
        &self,
        delivery: &Delivery,
        token: &TokenHash,
        session: Session,
    ) -> Result<(), DeliveryError> {
        delivery.settle_session(token, &session).await?;
        self.lock().remember(*token, Arc::new(session));
        Ok(())
    }

    /// A token stands for nothing from now on.
    pub(crate) async fn end(
        &self,
        delivery: &Delivery,
        token: &TokenHash,
    ) -> Result<(), DeliveryError> {
        delivery.end_session(token).await?;
        let mut known = self.lock();
        known.sessions.remove(token);
        known.ended += 1;
        Ok(())
    }
}

impl Known {
    fn remember(&mut self, token: TokenHash, session: Arc<Session>) {
        if self.sessions.len() >= REMEMBERED_MAX && !self.sessions.contains_key(&token) {
            self.sessions
                .retain(|_, (read_at, _)| read_at.elapsed() < REMEMBERED);
            if self.sessions.len() >= REMEMBERED_MAX {
                self.sessions.clear();
            }
        }
        self.sessions.insert(token, (Instant::now(), session));
    }
}
