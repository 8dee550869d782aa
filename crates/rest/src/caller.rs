//! Who is asking. Each kind of caller is a type: a handler that takes one is asked by no other.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use delivery::people::{Role, Session, SessionCookie, StaffName, Token, TokenHash, Who};
use delivery::{Actor, CourierId, CustomerId, Order, OrderId, OrderKey, StoreId, policy};
use http::request::Parts;

use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::stream::Listener;

/// Which courier an operator acts as.
pub(crate) const COURIER_HEADER: &str = "entrega-courier";

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    pub(crate) session: Arc<Session>,
    pub(crate) token: TokenHash,
}

/// Somebody of the staff who is signed in, whatever they do.
#[derive(Clone, Debug)]
pub(crate) struct StaffSession {
    pub(crate) name: StaffName,
    pub(crate) role: Role,
    pub(crate) session: Arc<Session>,
    pub(crate) token: TokenHash,
}

/// A customer.
#[derive(Clone, Debug)]
pub(crate) struct CustomerCaller {
    pub(crate) store: StoreId,
    pub(crate) customer: CustomerId,
    pub(crate) session: Arc<Session>,
    pub(crate) token: TokenHash,
}

/// Somebody at the store: clerks and operators.
#[derive(Clone, Debug)]
pub(crate) struct StaffCaller {
    pub(crate) store: StoreId,
    pub(crate) session: Arc<Session>,
    pub(crate) token: TokenHash,
    /// As they stand in timelines.
    pub(crate) actor: Actor,
    /// As the policy sees them.
    pub(crate) side: policy::Actor,
}

/// An operator. Routes of other crates may ask for one, where their state has the API in it.
#[derive(Clone, Debug)]
pub struct OperatorCaller(pub(crate) StaffCaller);

impl OperatorCaller {
    /// Whose operator it is.
    pub fn store(&self) -> &StoreId {
        &self.0.store
    }

    /// By what they listen to streams.
    pub fn listener(&self) -> Listener {
        Listener::Session(self.0.token)
    }
}

/// A courier, or an operator who acts as one.
#[derive(Clone, Debug)]
pub(crate) struct CourierCaller {
    pub(crate) store: StoreId,
    pub(crate) courier: CourierId,
}

impl SignedIn {
    /// Whoever a request shows to be; by the cookie that is meant, where it shows two.
    async fn by(parts: &Parts, rest: &Rest, meant: SessionCookie) -> Result<SignedIn, Problem> {
        let nobody = || {
            let detail = "sign in, and send the token as a cookie or `Authorization: Bearer TOKEN`";
            Problem::new(Code::NotSignedIn, detail)
        };
        let token = Token::shown(&parts.headers, meant)
            .ok_or_else(nobody)?
            .hash();
        let session = rest.sessions().find(rest.delivery(), &token).await?;
        Ok(SignedIn {
            session: session.ok_or_else(nobody)?,
            token,
        })
    }
}

impl FromRequestParts<Rest> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, rest: &Rest) -> Result<SignedIn, Problem> {
        SignedIn::by(parts, rest, SessionCookie::Customer).await
    }
}

impl FromRequestParts<Rest> for StaffSession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, rest: &Rest) -> Result<StaffSession, Problem> {
        let SignedIn { session, token } = SignedIn::by(parts, rest, SessionCookie::Staff).await?;
        match &session.who {
            Who::Staff { name, role } => Ok(StaffSession {
                name: name.clone(),
                role: role.clone(),
                session,
                token,
            }),
            customer @ Who::Customer { .. } => {
                Err(wrong_role("clerk, operator or courier", customer))
            }
        }
    }
}

impl Rest {
    /// Whether a token stands for anything still: not that it cannot be found out.
    pub(crate) async fn is_signed_in(&self, token: &TokenHash) -> bool {
        let found = self.sessions().find(self.delivery(), token).await;
        !matches!(found, Ok(None))
    }
}

fn wrong_role(needed: &str, who: &Who) -> Problem {
    let is = match who {
        Who::Customer { .. } => "customer",
        Who::Staff { role, .. } => role.name(),
    };
    let detail = format!("this is for a {needed}, and a {is} is signed in");
    Problem::new(Code::WrongRole, detail).with("role", is)
}

impl FromRequestParts<Rest> for CustomerCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, rest: &Rest) -> Result<Self, Problem> {
        let SignedIn { session, token } = SignedIn::from_request_parts(parts, rest).await?;
        match &session.who {
            Who::Customer { customer } => Ok(CustomerCaller {
                store: session.store.clone(),
                customer: customer.clone(),
                session,
                token,
            }),
            other @ Who::Staff { .. } => Err(wrong_role("customer", other)),
        }
    }
}

impl FromRequestParts<Rest> for StaffCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, rest: &Rest) -> Result<Self, Problem> {
        let SignedIn { session, token } = SignedIn::by(parts, rest, SessionCookie::Staff).await?;
        let (actor, side) = match &session.who {
            Who::Staff {
                role: Role::Clerk, ..
            } => (Actor::Store, policy::Actor::Store),
            Who::Staff {
                role: Role::Operator,
                name,
            } => (operator(name), policy::Actor::Operator),
            other @ (Who::Customer { .. }
            | Who::Staff {
                role: Role::Courier { .. },
                ..
            }) => return Err(wrong_role("clerk or operator", other)),
        };
        Ok(StaffCaller {
            store: session.store.clone(),
            session,
            token,
            actor,
            side,
        })
    }
}

fn operator(name: &StaffName) -> Actor {
    Actor::Operator(name.as_str().to_owned())
}

impl<S: Sync> FromRequestParts<S> for OperatorCaller
where
    Rest: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let rest = Rest::from_ref(state);
        let staff = StaffCaller::from_request_parts(parts, &rest).await?;
        match staff.side {
            policy::Actor::Operator => Ok(OperatorCaller(staff)),
            policy::Actor::Customer | policy::Actor::Store => {
                Err(wrong_role("operator", &staff.session.who))
            }
        }
    }
}

impl FromRequestParts<Rest> for CourierCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, rest: &Rest) -> Result<Self, Problem> {
        let SignedIn { session, .. } = SignedIn::by(parts, rest, SessionCookie::Staff).await?;
        let courier = match &session.who {
            Who::Staff {
                role: Role::Courier { courier },
                ..
            } => courier.clone(),
            Who::Staff {
                role: Role::Operator,
                ..
            } => {
                let named = parts.headers.get(COURIER_HEADER);
                let named = named.and_then(|named| named.to_str().ok());
                let named = named.and_then(|named| CourierId::parse(named).ok());
                named.ok_or_else(|| {
                    let detail = "say as which courier, with the header `Entrega-Courier: ID`";
                    Problem::new(Code::MalformedRequest, detail)
                })?
            }
            other @ (Who::Customer { .. }
            | Who::Staff {
                role: Role::Clerk, ..
            }) => return Err(wrong_role("courier", other)),
        };
        Ok(CourierCaller {
            store: session.store.clone(),
            courier,
        })
    }
}

fn no_such_order() -> Problem {
    Problem::new(Code::NotFound, "there is no such order")
}

impl CustomerCaller {
    /// An order of theirs. That of somebody else is none.
    pub(crate) async fn order(&self, rest: &Rest, order: &OrderId) -> Result<Order, Problem> {
        let order = rest.delivery().order_of(&self.store, order).await?;
        if order.customer == self.customer {
            Ok(order)
        } else {
            Err(no_such_order())
        }
    }
}

impl StaffCaller {
    /// An order of their store.
    pub(crate) fn key(&self, order: OrderId) -> OrderKey {
        OrderKey {
            store: self.store.clone(),
            order,
        }
    }
}

impl CourierCaller {
    /// An order that they bring. That of another courier is none.
    pub(crate) async fn order(&self, rest: &Rest, order: &OrderId) -> Result<OrderKey, Problem> {
        let order = rest.delivery().order_of(&self.store, order).await?;
        match &order.courier {
            Some(courier) if courier.id == self.courier => Ok(order.key()),
            Some(_) | None => Err(no_such_order()),
        }
    }
}
