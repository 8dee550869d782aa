//! Coupons for customers who are likely to leave: proposed by a workflow, approved by a person, told
//! once.
//!
//! ```text
//! PROPOSED ─► APPROVED ─► SENT ─► REDEEMED
//!     │           └─────► UNWANTED        the customer wants no such messages
//!     ├─► REFUSED
//!     └─► LAPSED                          nobody answered in time
//! ```
//!
//! Each arrow is one conditional write, so it is taken once, whoever tries it again. A customer is
//! proposed at most one coupon in [`PERIOD_DAYS`]: its identifier is made of the customer and the
//! period. The checkout does not take coupons; the store pays the amount back
//! (`docs/scenarios.md`).

use aws_sdk_dynamodb::types::AttributeValue;
use delivery::delivery::{CouponOffer, Offered};
use delivery::notice::Language;
use delivery::{CustomerId, Delivery, DeliveryError, Money, OrderId, StoreId};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::table::{Attributes, Change, Key, ScenarioTable, hex, number, text};

/// What a coupon takes off: ten reais.
pub const AMOUNT: Money = Money::minor(1_000);

/// A coupon holds for so long from when it was approved.
pub const HOLDS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Somebody has so long to approve it.
pub const APPROVAL_SECONDS: u32 = 24 * 60 * 60;

/// A customer is proposed at most one coupon in so many days.
pub const PERIOD_DAYS: i64 = 30;

/// Crockford's base 32 without what is mistaken for something else when it is read aloud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 40 random bits: with a thousand coupons open, a guess in a thousand million finds one.
const CODE_LENGTH: usize = 8;

/// Which coupon: 32 small hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CouponId(String);

impl CouponId {
    /// That of a customer, in the period of `now`.
    pub fn of(store: &StoreId, customer: &CustomerId, now: Timestamp) -> CouponId {
        let period = now.as_second().div_euclid(PERIOD_DAYS * 24 * 60 * 60);
        // Identifiers have no `#`.
        let digest = Sha256::digest(format!("coupon#{store}#{customer}#{period}"));
        CouponId(hex(&digest[..16]))
    }

    /// The one that is written like this.
    pub fn parse(text: &str) -> Option<CouponId> {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let fits = text.len() == 32 && text.bytes().all(is_hex);
        fits.then(|| CouponId(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How far a coupon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CouponState {
    /// It waits for somebody to approve it.
    Proposed,
    /// It is approved, and the customer is told.
    Approved,
    /// The customer was told.
    Sent,
    /// The store has paid it back.
    Redeemed,
    /// Somebody did not want it given.
    Refused,
    /// Nobody answered in time.
    Lapsed,
    /// The customer wants no such messages, or cannot be reached.
    Unwanted,
}

impl CouponState {
    /// All of them.
    pub const ALL: [CouponState; 7] = [
        CouponState::Proposed,
        CouponState::Approved,
        CouponState::Sent,
        CouponState::Redeemed,
        CouponState::Refused,
        CouponState::Lapsed,
        CouponState::Unwanted,
    ];

    /// As it is written everywhere: `PROPOSED`.
    pub const fn name(self) -> &'static str {
        match self {
            CouponState::Proposed => "PROPOSED",
            CouponState::Approved => "APPROVED",
            CouponState::Sent => "SENT",
            CouponState::Redeemed => "REDEEMED",
            CouponState::Refused => "REFUSED",
            CouponState::Lapsed => "LAPSED",
            CouponState::Unwanted => "UNWANTED",
        }
    }
}

/// A coupon.
#[derive(Clone, Debug, PartialEq)]
pub struct Coupon {
    /// Which.
    pub id: CouponId,
    /// For whom.
    pub customer: CustomerId,
    /// In which language they are told.
    pub language: Language,
    /// What it takes off.
    pub amount: Money,
    /// Why it was proposed, as the workflow noted it.
    pub reason: String,
    /// How far it is.
    pub state: CouponState,
    /// When it was proposed.
    pub proposed_at: Timestamp,
    /// What the customer says to have it, once it is approved.
    pub code: Option<String>,
    /// It holds until then, once it is approved.
    pub until: Option<Timestamp>,
    /// Who answered.
    pub decided_by: Option<String>,
    /// With what the workflow is answered.
    pub(super) task_token: Option<String>,
}

impl Coupon {
    /// Whether a workflow waits for somebody to answer.
    pub fn waits_for_answer(&self) -> bool {
        self.state == CouponState::Proposed && self.task_token.is_some()
    }
}

/// The coupons of all stores. Clones are the same.
#[derive(Clone, Debug)]
pub struct Coupons {
    delivery: Delivery,
    table: ScenarioTable,
}

impl Coupons {
    /// Those that are kept beside a delivery.
    pub fn beside(delivery: &Delivery) -> Coupons {
        Coupons {
            delivery: delivery.clone(),
            table: ScenarioTable::beside(delivery),
        }
    }

    /// Those of a store, the newest first.
    pub async fn all(&self, store: &StoreId) -> Result<Vec<Coupon>, DeliveryError> {
        let found = self.table.all(&Key::coupons(store), "COUPON#").await?;
        let mut coupons: Vec<Coupon> = found.iter().filter_map(read).collect();
        coupons.sort_by_key(|coupon| std::cmp::Reverse(coupon.proposed_at));
        Ok(coupons)
    }

    /// A coupon of a store.
    pub async fn find(&self, store: &StoreId, id: &CouponId) -> Result<Coupon, DeliveryError> {
        let found = self.table.get(&Key::coupon(store, id.as_str())).await?;
        let coupon = found.as_ref().and_then(read);
        coupon.ok_or(DeliveryError::NotFound("coupon"))
    }

    /// Proposes a coupon for a customer, unless one was proposed in this period; that one.
    pub(super) async fn propose(
        &self,
        store: &StoreId,
        customer: &CustomerId,
        language: Language,
        reason: &str,
    ) -> Result<Coupon, DeliveryError> {
        let now = Timestamp::now();
        let id = CouponId::of(store, customer, now);
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let mut item = Key::coupon(store, id.as_str()).attributes();
        let attributes = [
            ("id", text(id.as_str())),
            ("customer", text(customer.as_str())),
            ("language", text(language.tag())),
            ("amount", AttributeValue::N(AMOUNT.as_minor().to_string())),
            ("reason", text(reason)),
            ("state", text(CouponState::Proposed.name())),
            ("proposed_at", text(&now.to_string())),
        ];
        item.extend(attributes.map(|(name, value)| (name.to_owned(), value)));
        self.table.put_new(item).await?;
        self.find(store, &id).await
    }

    /// Keeps what the workflow is answered with; the coupon as it is. One that was answered already
    /// answers at once: a task that is tried again must not wait for somebody who has spoken.
    pub(super) async fn await_answer(
        &self,
        store: &StoreId,
        id: &CouponId,
        task_token: &str,
    ) -> Result<Coupon, DeliveryError> {
        self.table
            .change(Change {
                key: Key::coupon(store, id.as_str()),
                update: "SET task_token = :token".to_owned(),
                condition: Some("attribute_exists(PK)".to_owned()),
                names: Vec::new(),
                values: vec![(":token", AttributeValue::S(task_token.to_owned()))],
            })
            .await?;
        let coupon = self.find(store, id).await?;
        self.tell_workflow(&coupon).await?;
        Ok(coupon)
    }

    /// Somebody approves a coupon, or does not. What was answered before stands: it is given again,
    /// should the workflow not have it.
    pub async fn answer(
        &self,
        store: &StoreId,
        id: &CouponId,
        approves: bool,
        by: &str,
    ) -> Result<Coupon, DeliveryError> {
        let to = if approves {
            CouponState::Approved
        } else {
            CouponState::Refused
        };
        let by = AttributeValue::S(by.to_owned());
        let mut change = moved(store, id, CouponState::Proposed, to);
        change.update.push_str(", decided_by = :by");
        change.values.push((":by", by));
        if approves {
            let until = Timestamp::now() + HOLDS;
            change
                .update
                .push_str(", code = :code, holds_until = :until");
            let code = AttributeValue::S(fresh_code());
            change.values.push((":code", code));
            let until = AttributeValue::S(until.to_string());
            change.values.push((":until", until));
        }
        self.table.change(change).await?;
        let coupon = self.find(store, id).await?;
        self.tell_workflow(&coupon).await?;
        Ok(coupon)
    }

    /// The store has paid a coupon back; `false` when it cannot be, or was before.
    pub async fn redeem(&self, store: &StoreId, id: &CouponId) -> Result<bool, DeliveryError> {
        let change = moved(store, id, CouponState::Sent, CouponState::Redeemed);
        self.table.change(change).await
    }

    /// Gives the workflow what was answered. Giving it twice changes nothing; a workflow that waits no
    /// more has looked at the coupon itself.
    async fn tell_workflow(&self, coupon: &Coupon) -> Result<(), DeliveryError> {
        let approved = match coupon.state {
            CouponState::Approved => true,
            CouponState::Refused => false,
            CouponState::Proposed
            | CouponState::Sent
            | CouponState::Redeemed
            | CouponState::Lapsed
            | CouponState::Unwanted => return Ok(()),
        };
        let Some(token) = &coupon.task_token else {
            return Ok(());
        };
        let answered = self
            .delivery
            .step_functions()
            .send_task_success()
            .task_token(token)
            .output(serde_json::json!({ "approved": approved }).to_string())
            .send()
            .await;
        match answered {
            Ok(_) => Ok(()),
            Err(error)
                if error.as_service_error().is_some_and(|error| {
                    error.is_task_timed_out()
                        || error.is_task_does_not_exist()
                        || error.is_invalid_token()
                }) =>
            {
                Ok(())
            }
            Err(error) => Err(super::table::unavailable("Step Functions", &error)),
        }
    }

    /// Gives every workflow its answer that may not have it: what was interrupted between the two
    /// writes of [`Coupons::answer`].
    pub async fn tell_workflows(&self, store: &StoreId) -> Result<(), DeliveryError> {
        for coupon in self.all(store).await? {
            self.tell_workflow(&coupon).await?;
        }
        Ok(())
    }

    /// Tells the customer of an approved coupon, once. What became of it, and the coupon as it is.
    pub(super) async fn tell(
        &self,
        store: &StoreId,
        id: &CouponId,
    ) -> Result<(Offered, Coupon), DeliveryError> {
        let coupon = self.find(store, id).await?;
        let (CouponState::Approved, Some(code), Some(until)) =
            (coupon.state, &coupon.code, coupon.until)
        else {
            let became = match coupon.state {
                CouponState::Sent | CouponState::Redeemed => Offered::Told,
                CouponState::Proposed
                | CouponState::Approved
                | CouponState::Refused
                | CouponState::Lapsed
                | CouponState::Unwanted => Offered::Unwanted,
            };
            return Ok((became, coupon));
        };
        let message = OrderId::parse(id.as_str());
        let offer = CouponOffer {
            id: message.map_err(|error| DeliveryError::Invalid(error.to_string()))?,
            code: code.clone(),
            amount: coupon.amount,
            until,
        };
        let told = self
            .delivery
            .tell_coupon(store, &coupon.customer, coupon.language, &offer);
        let became = told.await?;
        let to = match became {
            Offered::Told => CouponState::Sent,
            Offered::Unwanted => CouponState::Unwanted,
            Offered::Quiet { .. } => return Ok((became, coupon)),
        };
        self.table
            .change(moved(store, id, CouponState::Approved, to))
            .await?;
        Ok((became, self.find(store, id).await?))
    }
}

/// A step from one state to the next.
fn moved(store: &StoreId, id: &CouponId, from: CouponState, to: CouponState) -> Change {
    let text = |state: CouponState| AttributeValue::S(state.name().to_owned());
    Change {
        key: Key::coupon(store, id.as_str()),
        update: "SET #state = :to".to_owned(),
        condition: Some("#state = :from".to_owned()),
        names: vec![("#state", "state".to_owned())],
        values: vec![(":from", text(from)), (":to", text(to))],
    }
}

fn fresh_code() -> String {
    let mut random = [0_u8; CODE_LENGTH];
    #[allow(clippy::expect_used, reason = "without randomness nothing can go on")]
    getrandom::fill(&mut random).expect("the system gives random bytes");
    let letters = random.map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    letters.into_iter().collect()
}

fn read(item: &Attributes) -> Option<Coupon> {
    let state = text(item, "state")?;
    Some(Coupon {
        id: CouponId::parse(text(item, "id")?)?,
        customer: CustomerId::parse(text(item, "customer")?).ok()?,
        language: Language::negotiate(text(item, "language")?),
        amount: Money::minor(number(item, "amount")?),
        reason: text(item, "reason")?.to_owned(),
        state: CouponState::ALL.into_iter().find(|it| it.name() == state)?,
        proposed_at: text(item, "proposed_at")?.parse().ok()?,
        code: text(item, "code").map(str::to_owned),
        until: text(item, "holds_until").and_then(|text| text.parse().ok()),
        decided_by: text(item, "decided_by").map(str::to_owned),
        task_token: text(item, "task_token").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_has_one_coupon_in_a_period() {
        let (store, other) = ("loja", "outra");
        let id = |store: &str, customer: &str, day: i64| {
            let store = StoreId::parse(store).expect("an identifier");
            let customer = CustomerId::parse(customer).expect("an identifier");
            let now = Timestamp::from_second(day * 86_400).expect("a day");
            CouponId::of(&store, &customer, now)
        };
        assert_eq!(id(store, "ana", 30), id(store, "ana", 59));
        assert_ne!(id(store, "ana", 30), id(store, "ana", 60));
        assert_ne!(id(store, "ana", 30), id(store, "bia", 30));
        assert_ne!(id(store, "ana", 30), id(other, "ana", 30));
        let ana = id(store, "ana", 30);
        assert_eq!(CouponId::parse(ana.as_str()), Some(ana.clone()));
        assert_eq!(CouponId::parse("x"), None);
    }

    #[test]
    fn codes_are_not_the_same() {
        let codes: std::collections::BTreeSet<String> = (0..1_000).map(|_| fresh_code()).collect();
        assert_eq!(codes.len(), 1_000);
        assert!(codes.iter().all(|code| code.len() == CODE_LENGTH));
    }
}
