//! The functions of the workflows, as Lambda calls them.
//!
//! None believes what its event says about who is asking: that is the `session` that the server has
//! put there, looked up each time ([`Caller`]).
//!
//! | function | does |
//! |---|---|
//! | `ClassifyConversationFunction` | says what a conversation is about and whether its customer leaves |
//! | `AssignVariantFunction` | gives a conversation its variant of an experiment |
//! | `RecordOutcomeFunction` | notes what came of a conversation |
//! | `RunApiCallFunction` | makes the call that a model has written, if it is one that may be made |
//! | `RunOrderQueryFunction` | runs the statement that a model has written, if it may be run |
//! | `ProposeCouponFunction` | proposes a coupon, once in a period |
//! | `ApproveCouponFunction` | has a person asked |
//! | `TellCouponFunction` | tells the customer, once |

use delivery::StoreId;
use delivery::delivery::Offered;
use delivery::functions::FunctionError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Scenarios;
use super::api_call::{self, ApiCall};
use super::caller::Caller;
use super::classification::Classification;
use super::coupon::{APPROVAL_SECONDS, CouponId};
use super::experiment::Outcome;
use super::experiments::Counted;
use super::model_json;
use super::partiql::Select;
use super::prompt_input::PromptInput;
use super::table::ScenarioTable;

/// The names of the functions, as the workflows call them.
pub const FUNCTIONS: [&str; 8] = [
    "ClassifyConversationFunction",
    "AssignVariantFunction",
    "RecordOutcomeFunction",
    "RunApiCallFunction",
    "RunOrderQueryFunction",
    "ProposeCouponFunction",
    "ApproveCouponFunction",
    "TellCouponFunction",
];

/// Why a coupon was proposed, in so many characters.
const REASON_CHARS_MAX: usize = 200;

/// Has the function of this name handle an event.
pub async fn invoke(
    scenarios: &Scenarios,
    name: &str,
    event: Value,
) -> Result<Value, FunctionError> {
    // Boxed: what each holds while it waits would be in every caller.
    match name {
        "ClassifyConversationFunction" => Box::pin(classify(scenarios, event)).await,
        "AssignVariantFunction" => Box::pin(assign(scenarios, event)).await,
        "RecordOutcomeFunction" => Box::pin(record(scenarios, event)).await,
        "RunApiCallFunction" => Box::pin(run_api_call(scenarios, event)).await,
        "RunOrderQueryFunction" => Box::pin(run_order_query(scenarios, event)).await,
        "ProposeCouponFunction" => Box::pin(propose_coupon(scenarios, event)).await,
        "ApproveCouponFunction" => Box::pin(approve_coupon(scenarios, event)).await,
        "TellCouponFunction" => Box::pin(tell_coupon(scenarios, event)).await,
        _ => Err(invalid(format!("there is no function `{name}` here"))),
    }
}

fn failed(error_type: &'static str, message: impl Into<String>) -> FunctionError {
    FunctionError {
        error_type,
        message: message.into(),
    }
}

fn invalid(message: impl Into<String>) -> FunctionError {
    failed("InvalidEvent", message)
}

fn read<T: DeserializeOwned>(event: Value) -> Result<T, FunctionError> {
    serde_json::from_value(event).map_err(|error| invalid(error.to_string()))
}

/// Whoever is signed in; `NotSignedIn` when nobody is.
async fn signed_in(scenarios: &Scenarios, session: Option<&str>) -> Result<Caller, FunctionError> {
    let caller = Caller::of(&scenarios.0.delivery, session).await?;
    caller.ok_or_else(|| failed("NotSignedIn", "nobody is signed in: sign in and ask again"))
}

#[derive(Deserialize)]
struct Conversation {
    #[serde(default)]
    session: Option<String>,
    #[serde(default)]
    messages: Value,
    /// What a model has written.
    #[serde(default)]
    text: Option<String>,
}

/// Gives the classification, and under which name a retention workflow is to be started: nothing
/// when the customer is not likely to leave, or is nobody who could be offered anything.
async fn classify(scenarios: &Scenarios, event: Value) -> Result<Value, FunctionError> {
    let Conversation {
        session,
        messages,
        text,
    } = read(event)?;
    let conversation = PromptInput::read(&messages);
    let understand = scenarios.0.understand.as_ref();
    let found = Classification::of(understand, &conversation, text.as_deref());
    let mut retention = Value::Null;
    if found.leaves() {
        let caller = Caller::of(&scenarios.0.delivery, session.as_deref()).await?;
        if let Some(caller) = caller {
            let now = jiff::Timestamp::now();
            let id = CouponId::of(&caller.store, &caller.customer, now);
            retention = json!(format!("coupon-{}", id.as_str()));
        }
    }
    let mut answer = serde_json::to_value(&found).map_err(|error| invalid(error.to_string()))?;
    answer["retention"] = retention;
    Ok(answer)
}

#[derive(Deserialize)]
struct Unit {
    #[serde(default)]
    session: Option<String>,
    /// What the conversation is known by; without it the session stands for it.
    #[serde(default)]
    conversation: Option<String>,
}

impl Unit {
    /// Where the conversation is held, and what it is known by.
    async fn find(
        &self,
        scenarios: &Scenarios,
    ) -> Result<(StoreId, Option<&str>, Counted), FunctionError> {
        let session = self.session.as_deref();
        let caller = Caller::of(&scenarios.0.delivery, session).await?;
        let counted = if caller.is_some() {
            Counted::Yes
        } else {
            Counted::No
        };
        let store = caller.map_or_else(|| scenarios.0.store.clone(), |caller| caller.store);
        Ok((store, self.conversation.as_deref().or(session), counted))
    }
}

/// Gives `{experiment, arm, prompt, model_id}`, all null when there is no experiment.
async fn assign(scenarios: &Scenarios, event: Value) -> Result<Value, FunctionError> {
    let unit: Unit = read(event)?;
    let (store, unit, counted) = unit.find(scenarios).await?;
    let assigned = match unit {
        Some(unit) => {
            scenarios
                .0
                .experiments
                .assign(&store, unit, counted)
                .await?
        }
        None => None,
    };
    Ok(match assigned {
        Some(assigned) => json!({
            "experiment": assigned.experiment,
            "arm": assigned.arm,
            "prompt": assigned.variant.prompt,
            "model_id": assigned.variant.model_id,
        }),
        None => json!({"experiment": null, "arm": null, "prompt": "", "model_id": null}),
    })
}

#[derive(Deserialize)]
struct Came {
    #[serde(flatten)]
    unit: Unit,
    outcome: Outcome,
}

/// Gives `{noted}`: in how many experiments that was new.
async fn record(scenarios: &Scenarios, event: Value) -> Result<Value, FunctionError> {
    let Came { unit, outcome } = read(event)?;
    let noted = match unit.find(scenarios).await? {
        (store, Some(unit), Counted::Yes) => {
            scenarios.0.experiments.note(&store, unit, outcome).await?
        }
        (_, None, _) | (_, _, Counted::No) => 0,
    };
    Ok(json!({ "noted": noted }))
}

/// Gives `{call, by, answer}`; `CallRefused` when there is nothing to call.
async fn run_api_call(scenarios: &Scenarios, event: Value) -> Result<Value, FunctionError> {
    let event: Conversation = read(event)?;
    let caller = signed_in(scenarios, event.session.as_deref()).await?;
    let delivery = &scenarios.0.delivery;
    let text = event.text.as_deref().unwrap_or_default();
    let written = model_json::read(text)
        .and_then(|written| ApiCall::parse(&written).map_err(|error| error.to_string()));
    let (call, by) = match written {
        Ok(call) => (call, "model"),
        Err(why) => {
            let conversation = PromptInput::read(&event.messages);
            let (last, before) = conversation.last().unwrap_or(("", &[]));
            let understand = &scenarios.0.understand;
            let understood = understand.understand(last, before);
            let newest = api_call::newest(delivery, &caller).await?;
            let call = ApiCall::of_message(&understood, newest);
            (
                call.ok_or_else(|| failed("CallRefused", why))?,
                "understanding",
            )
        }
    };
    let answer = call.make(delivery, &caller).await?;
    Ok(json!({"call": call.line(), "by": by, "answer": answer}))
}

/// What a model writes: `{"query": "SELECT …"}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenQuery {
    query: String,
}

/// Gives `{query, statement, rows}`; `QueryRefused` when the statement may not be run.
async fn run_order_query(scenarios: &Scenarios, event: Value) -> Result<Value, FunctionError> {
    let event: Conversation = read(event)?;
    let caller = signed_in(scenarios, event.session.as_deref()).await?;
    let text = event.text.as_deref().unwrap_or_default();
    let refused = |why: String| failed("QueryRefused", why);
    let written: WrittenQuery = model_json::read(text).map_err(refused)?;
    let select = Select::parse(&written.query).map_err(|error| refused(error.to_string()))?;
    let view = &scenarios.0.orders_view;
    let found = view.run(&scenarios.0.delivery, &caller, &select).await?;
    Ok(json!({
        "query": select.to_string(),
        "statement": found.asked.statement,
        "rows": found.rows,
    }))
}

#[derive(Deserialize)]
struct Leaving {
    session: String,
    #[serde(default)]
    reason: String,
}

/// Gives `{store, coupon, state, table, approve_seconds}`.
async fn propose_coupon(scenarios: &Scenarios, event: Value) -> Result<Value, FunctionError> {
    let Leaving { session, reason } = read(event)?;
    let caller = signed_in(scenarios, Some(&session)).await?;
    let reason: String = reason.chars().take(REASON_CHARS_MAX).collect();
    let (store, customer) = (&caller.store, &caller.customer);
    let proposed = scenarios
        .0
        .coupons
        .propose(store, customer, caller.language, &reason);
    let coupon = proposed.await?;
    Ok(json!({
        "store": store,
        "coupon": coupon.id.as_str(),
        "state": coupon.state.name(),
        "table": ScenarioTable::beside(&scenarios.0.delivery).name(),
        "approve_seconds": scenarios.0.delivery.paced(APPROVAL_SECONDS).as_secs(),
    }))
}

#[derive(Deserialize)]
struct OfCoupon {
    store: StoreId,
    coupon: String,
    #[serde(default)]
    task_token: Option<String>,
}

impl OfCoupon {
    fn id(&self) -> Result<CouponId, FunctionError> {
        let id = CouponId::parse(&self.coupon);
        id.ok_or_else(|| invalid(format!("`{}` is no coupon", self.coupon)))
    }
}

/// Gives `{state}`; the answer comes by the task token.
async fn approve_coupon(scenarios: &Scenarios, event: Value) -> Result<Value, FunctionError> {
    let event: OfCoupon = read(event)?;
    let token = event.task_token.as_deref();
    let token = token.ok_or_else(|| invalid("there is no task token to be answered"))?;
    let coupons = &scenarios.0.coupons;
    let id = event.id()?;
    let coupon = coupons.await_answer(&event.store, &id, token).await?;
    Ok(json!({"state": coupon.state.name()}))
}

/// Gives `{state}`, and `wait_until` while the customer does not want to be disturbed.
async fn tell_coupon(scenarios: &Scenarios, event: Value) -> Result<Value, FunctionError> {
    let event: OfCoupon = read(event)?;
    let coupons = &scenarios.0.coupons;
    let (became, coupon) = coupons.tell(&event.store, &event.id()?).await?;
    let state = coupon.state.name();
    Ok(match became {
        Offered::Quiet { until } => json!({"state": state, "wait_until": until}),
        Offered::Told | Offered::Unwanted => json!({"state": state}),
    })
}
