//! Who opens when a courier rings: couriers and customers meet here and nowhere else, and all that is
//! said is the number that the customer sees.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::server::AskError;
use crate::shop::Customer;

/// The doors of the town. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Doors(Arc<Mutex<HashMap<String, Door>>>);

/// Somebody who waits for an order.
#[derive(Clone, Debug)]
pub struct Door {
    /// Who.
    pub customer: Customer,
    /// So many times nobody hears the bell.
    pub deaf: u32,
}

/// What comes of ringing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Somebody says the number.
    With(String),
    /// Nobody is there.
    Nobody,
    /// Nobody of these people lives there: somebody else ordered.
    Stranger,
}

impl Doors {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Door>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody waits for an order.
    pub fn wait(&self, order: &str, door: Door) {
        self.lock().insert(order.to_owned(), door);
    }

    /// Whether somebody waits for an order.
    pub fn is_waited_for(&self, order: &str) -> bool {
        self.lock().contains_key(order)
    }

    /// Nobody waits any more.
    pub fn leave(&self, order: &str) {
        self.lock().remove(order);
    }

    /// A courier rings. The customer looks at their order for the number.
    pub async fn ring(&self, order: &str) -> Result<Opened, AskError> {
        let customer = match self.lock().get_mut(order) {
            None => return Ok(Opened::Stranger),
            Some(door) if door.deaf > 0 => {
                door.deaf -= 1;
                return Ok(Opened::Nobody);
            }
            Some(door) => door.customer.clone(),
        };
        let pin = customer.order(order).await?.pin;
        Ok(pin.map_or(Opened::Nobody, Opened::With))
    }
}
