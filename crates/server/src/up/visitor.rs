//! What whoever tries the shop does with their hands elsewhere: pay a Pix in the app of a bank that
//! does not exist, and open the door to a courier who does not exist either.
//!
//! | path | on | does |
//! |---|---|---|
//! | `POST /api/sandbox/orders/{order}/pix` | a server whose provider moves no money | the Pix that the order waits for is paid |
//! | `POST /api/demo/orders/{order}/door` | a demo | the number is said to the courier who is there |
//!
//! Whoever knows an order's identifier may: nobody can guess one, and nothing is lost by it here.

use axum::extract::{Path, State};
use bytes::Bytes;
use delivery::order::Order;
use delivery::payment::ChargeState;
use delivery::{Delivery, OrderId, OrderKey, Status, StoreId};
use http::header::AUTHORIZATION;
use http::{Request, StatusCode};
use rest::{Code, Problem};
use sandbox_provider::SandboxProvider;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::web::SANDBOX;

/// What they are done with.
#[derive(Clone)]
pub(super) struct Visitor {
    delivery: Delivery,
    store: StoreId,
    sandbox: SandboxProvider,
    /// What the provider asks to see.
    provider_key: String,
}

/// What can be done on this server.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(
    visitor: Visitor,
    is_demo: bool,
) -> OpenApiRouter<S> {
    described(is_demo).with_state(visitor)
}

/// The same, before there is a server.
pub(super) fn described(is_demo: bool) -> OpenApiRouter<Visitor> {
    let router = OpenApiRouter::new().routes(routes!(pay));
    if is_demo {
        router.routes(routes!(open))
    } else {
        router
    }
}

impl Visitor {
    pub(super) fn new(
        delivery: &Delivery,
        store: &StoreId,
        sandbox: &SandboxProvider,
        provider_key: String,
    ) -> Visitor {
        Visitor {
            delivery: delivery.clone(),
            store: store.clone(),
            sandbox: sandbox.clone(),
            provider_key,
        }
    }

    async fn order(&self, order: &str) -> Result<Order, Problem> {
        let none = || Problem::new(Code::NotFound, "there is no such order");
        let key = OrderKey {
            store: self.store.clone(),
            order: OrderId::parse(order).map_err(|_| none())?,
        };
        Ok(self.delivery.order(&key).await?)
    }
}

/// Pays the Pix that an order waits for, as the app of a bank would: no money moves.
#[utoipa::path(post, path = "/api/sandbox/orders/{order}/pix", tag = "sandbox",
    params(("order" = String, Path, description = "Which order")),
    responses((status = 204, description = "It is paid")))]
async fn pay(
    State(visitor): State<Visitor>,
    Path(order): Path<String>,
) -> Result<StatusCode, Problem> {
    let order = visitor.order(&order).await?;
    let attempt = order.payment.attempts.last();
    let open = attempt.filter(|attempt| attempt.state == ChargeState::Pending);
    let open = open.filter(|attempt| attempt.pix.is_some());
    let charge = open.and_then(|attempt| attempt.charge.as_ref());
    let none = || Problem::new(Code::NotAwaited, "this order waits for no Pix now");
    let charge = charge.ok_or_else(none)?;
    let asked = Request::post(format!("{SANDBOX}/v1/test/charges/{charge}/pay"))
        .header(AUTHORIZATION, format!("Bearer {}", visitor.provider_key))
        .body(Bytes::from_static(b"{}"))
        .map_err(|error| Problem::new(Code::Unavailable, error.to_string()))?;
    if visitor.sandbox.answer(asked).await.status().is_success() {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(
            Code::TooLate,
            "this Pix cannot be paid any more",
        ))
    }
}

/// Opens the door to the courier who is there, and says the number.
#[utoipa::path(post, path = "/api/demo/orders/{order}/door", tag = "sandbox",
    params(("order" = String, Path, description = "Which order")),
    responses((status = 204, description = "It is handed over")))]
async fn open(
    State(visitor): State<Visitor>,
    Path(order): Path<String>,
) -> Result<StatusCode, Problem> {
    let order = visitor.order(&order).await?;
    let (Status::Arrived, Some(courier)) = (order.status, &order.courier) else {
        let detail = "nobody is at the door with this order";
        return Err(Problem::new(Code::NotAwaited, detail));
    };
    let key = order.key();
    let handed = visitor
        .delivery
        .hand_over(&key, &courier.id, &order.pin.digits);
    handed.await?;
    Ok(StatusCode::NO_CONTENT)
}
