//! A model that does what it is told beforehand: for tests, and for judging the guards.

use std::collections::VecDeque;
use std::sync::Mutex;

use crate::shop::Waiting;

use super::{Event, Events, Model, ModelError, Request};

/// What a script answers to a request.
type Part = dyn FnMut(&Request) -> Result<Vec<Event>, ModelError> + Send;

/// A model that follows a script.
pub struct Script(Mutex<Box<Part>>);

impl Script {
    /// Answers every request with what `part` makes of it.
    pub fn new(
        part: impl FnMut(&Request) -> Result<Vec<Event>, ModelError> + Send + 'static,
    ) -> Script {
        Script(Mutex::new(Box::new(part)))
    }
}

impl Model for Script {
    fn converse(&self, request: Request) -> Waiting<'_, Result<Box<dyn Events>, ModelError>> {
        let events = match self.0.lock() {
            Ok(mut part) => part(&request),
            Err(_) => Err(ModelError("the script has panicked".to_owned())),
        };
        Box::pin(async move {
            let events: Box<dyn Events> = Box::new(Said(events?.into()));
            Ok(events)
        })
    }
}

struct Said(VecDeque<Event>);

impl Events for Said {
    fn next(&mut self) -> Waiting<'_, Result<Option<Event>, ModelError>> {
        let event = self.0.pop_front();
        Box::pin(async move { Ok(event) })
    }
}
