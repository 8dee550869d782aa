//! Who is signed in: a token in somebody's hands, and what it stands for.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::staff::StaffName;
use super::token::{Token, TokenHash};
use crate::delivery::{Delivery, DeliveryError};
use crate::notice::Language;
use crate::table::Key;
use crate::{CourierId, CustomerId, StoreId};

/// A customer stays signed in for so long.
pub const CUSTOMER_SESSION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Somebody of the staff stays signed in for so long: a shift.
pub const STAFF_SESSION: SignedDuration = SignedDuration::from_hours(12);

/// What a token stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// At which store. Everything its holder asks for is looked for there and nowhere else.
    pub store: StoreId,
    /// Who.
    pub who: Who,
    /// What is said to them is said in this language.
    pub language: Language,
    /// Until when.
    pub until: Timestamp,
}

/// Who can be signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Who {
    /// A customer.
    Customer {
        /// Which.
        customer: CustomerId,
    },
    /// Somebody who works for the store.
    Staff {
        /// By this name.
        name: StaffName,
        /// As this.
        role: Role,
    },
}

/// What somebody does for a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Role {
    /// Looks after everything: people, money that goes back.
    Operator,
    /// Takes orders and has them made.
    Clerk,
    /// Brings them.
    Courier {
        /// Which courier.
        courier: CourierId,
    },
}

impl Role {
    /// As it is written everywhere: `operator`.
    pub const fn name(&self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Clerk => "clerk",
            Role::Courier { .. } => "courier",
        }
    }
}

impl Session {
    /// Of a customer, from now on.
    pub fn of_customer(
        store: StoreId,
        customer: CustomerId,
        language: Language,
        now: Timestamp,
    ) -> Session {
        Session {
            store,
            who: Who::Customer { customer },
            language,
            until: now + CUSTOMER_SESSION,
        }
    }

    /// Of somebody of the staff, from now on.
    pub fn of_staff(
        store: StoreId,
        name: StaffName,
        role: Role,
        language: Language,
        now: Timestamp,
    ) -> Session {
        Session {
            store,
            who: Who::Staff { name, role },
            language,
            until: now + STAFF_SESSION,
        }
    }
}

impl Delivery {
    /// Lets somebody in: what they show from now on.
    pub async fn begin_session(&self, session: &Session) -> Result<Token, DeliveryError> {
        let token = Token::fresh();
        self.settle_session(&token.hash(), session).await?;
        Ok(token)
    }

    /// Writes what a token stands for.
    pub async fn settle_session(
        &self,
        token: &TokenHash,
        session: &Session,
    ) -> Result<(), DeliveryError> {
        let key = Key::session(&token.to_string());
        Ok(self.table().put(&key, session, Some(session.until)).await?)
    }

    /// What a token stands for; `None` when it stands for nothing any more.
    pub async fn session(&self, token: &TokenHash) -> Result<Option<Session>, DeliveryError> {
        let key = Key::session(&token.to_string());
        let session: Option<Session> = self.table().get(&key).await?;
        Ok(session.filter(|session| session.until > Timestamp::now()))
    }

    /// A token stands for nothing from now on.
    pub async fn end_session(&self, token: &TokenHash) -> Result<(), DeliveryError> {
        let key = Key::session(&token.to_string());
        self.table().take(&key).await?;
        Ok(())
    }
}
