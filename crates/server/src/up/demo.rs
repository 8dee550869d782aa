//! What a demo server shows of itself to everybody, and what everybody may switch in it.
//!
//! Nothing of this exists on a server that was not started as a demo: there is no [`Demo`] then, and
//! so no route. Everything is for everybody here, names and messages too, since the town and its
//! people are made up.
//!
//! | module | holds |
//! |---|---|
//! | [`state`] | what is shown: orders, couriers, counts, invariants, failures |
//! | [`tally`] | what has been counted since the start |
//! | [`phone`] | the messages, as customers' phones show them |

mod phone;
mod state;
mod tally;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use crowd::{Failure, Failures, Pace};
use delivery::delivery::{Invariants, PATIENCE};
use delivery::{Delivery, DeliveryError, OrderId, StoreId};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http_body::Frame;
use jiff::Timestamp;
use rest::{Problem, Sent};
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::Instant;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::state::{Checked, FailureView, StateView};
use self::tally::Tally;

/// The state is read anew so often while somebody looks …
const TICK: Duration = Duration::from_secs(1);

/// … and sooner when something changes, but not more often than this.
const TICK_MIN: Duration = Duration::from_millis(250);

/// The invariants are looked up so often at most; they read every order …
const CHECK_EVERY: Duration = Duration::from_secs(10);

/// … and when that takes long, so many times as long passes before the next time.
const CHECK_REST: u32 = 4;

/// One who looks is told at least so often that nothing has changed, so that a dead connection is
/// found.
const STILL_THERE: Duration = Duration::from_secs(15);

/// What can be switched in the demo.
#[derive(Clone, Debug)]
pub(crate) struct Controls {
    /// What goes wrong.
    pub(crate) failures: Failures,
    /// How fast the town's time passes.
    pub(crate) pace: Pace,
}

/// The demo of a server. Clones are the same.
#[derive(Clone)]
pub(crate) struct Demo(Arc<Inner>);

struct Inner {
    delivery: Delivery,
    store: StoreId,
    controls: Controls,
    tally: Mutex<Tally>,
    checked: Mutex<Option<Checked>>,
    /// The state as JSON, and when it was read; `None` once the server ends.
    latest: watch::Sender<Option<(Instant, Bytes)>>,
    ending: watch::Sender<bool>,
}

impl Demo {
    /// The demo of a store. It counts from now on; [`Demo::run`] keeps it.
    pub(crate) fn new(delivery: Delivery, store: StoreId, controls: Controls) -> Demo {
        Demo(Arc::new(Inner {
            delivery,
            store,
            controls,
            tally: Mutex::default(),
            checked: Mutex::default(),
            latest: watch::channel(None).0,
            ending: watch::channel(false).0,
        }))
    }

    /// Ends every stream, so that the server can end.
    pub(crate) fn end(&self) {
        self.0.ending.send_replace(true);
    }

    /// Counts what happens, and reads the state for those who look, until it is dropped.
    pub(crate) async fn run(self) -> Infallible {
        tokio::join!(self.count(), self.read_on(), self.check_on()).0
    }

    async fn count(&self) -> Infallible {
        let mut feed = self.0.delivery.feed().listen();
        loop {
            match feed.recv().await {
                Ok(changed) => self.tally().note(&changed, Instant::now()),
                // Whatever was missed is seen in the list of open orders.
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                // The feed lives as long as the delivery, of which this is a clone.
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    async fn read_on(&self) -> Infallible {
        let mut changes = self.0.delivery.feed().listen();
        let mut last = Bytes::new();
        loop {
            tokio::time::sleep(TICK_MIN).await;
            let _ = tokio::time::timeout(TICK.saturating_sub(TICK_MIN), changes.recv()).await;
            changes = changes.resubscribe();
            if self.0.latest.receiver_count() == 0 {
                continue;
            }
            match self.read().await {
                Ok(read) if read != last => {
                    last = read.clone();
                    self.0.latest.send_replace(Some((Instant::now(), read)));
                }
                Ok(_) => {}
                Err(error) => tracing::debug!(%error, "the demo's state could not be read"),
            }
        }
    }

    async fn check_on(&self) -> Infallible {
        loop {
            let begun = Instant::now();
            if self.0.latest.receiver_count() > 0 || self.checked().is_none() {
                match self.0.delivery.invariants(&self.0.store, PATIENCE).await {
                    Ok(found) => self.note_checked(found),
                    Err(error) => tracing::debug!(%error, "the invariants were not looked up"),
                }
            }
            tokio::time::sleep(CHECK_EVERY.max(begun.elapsed() * CHECK_REST)).await;
        }
    }

    fn note_checked(&self, invariants: Invariants) {
        let checked = Checked {
            invariants,
            checked_at: Timestamp::now(),
        };
        *self
            .0
            .checked
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(checked);
    }

    fn checked(&self) -> Option<Checked> {
        let checked = self.0.checked.lock();
        checked.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn tally(&self) -> std::sync::MutexGuard<'_, Tally> {
        self.0.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, read now: JSON of a [`StateView`].
    async fn read(&self) -> Result<Bytes, DeliveryError> {
        let view = self.view().await?;
        let json = serde_json::to_vec(&view);
        let json = json.map_err(|error| DeliveryError::Unavailable(error.to_string()))?;
        Ok(json.into())
    }

    async fn view(&self) -> Result<StateView, DeliveryError> {
        let Inner {
            delivery, store, ..
        } = &*self.0;
        let about = delivery.store(store).await?;
        let open = delivery
            .open_orders(store, state::OPEN_ORDERS_MAX, None)
            .await?
            .items;
        let couriers = delivery.couriers(store).await?;
        let ended: Vec<OrderId> = self.tally().ended(Instant::now());
        let mut orders = open;
        for id in ended {
            if !orders.iter().any(|order| order.id == id)
                && let Ok(order) = delivery.order_of(store, &id).await
            {
                orders.push(order);
            }
        }
        let counted = self.tally().counts(Instant::now());
        Ok(StateView::of(
            &state::Seen {
                delivery,
                store: &about,
                orders: &orders,
                couriers: &couriers,
                counted,
                checked: self.checked(),
                now: Timestamp::now(),
            },
            &self.0.controls,
        ))
    }
}

/// The routes of a demo.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(demo: Demo) -> OpenApiRouter<S> {
    described().with_state(demo)
}

/// The same, before there is a demo.
pub(super) fn described() -> OpenApiRouter<Demo> {
    OpenApiRouter::new()
        .routes(routes!(show_state))
        .routes(routes!(follow))
        .routes(routes!(phone::list))
        .routes(routes!(switch_failure))
        .routes(routes!(set_pace))
}

const NO_STORE: (http::HeaderName, HeaderValue) =
    (CACHE_CONTROL, HeaderValue::from_static("no-store"));
const JSON: (http::HeaderName, HeaderValue) =
    (CONTENT_TYPE, HeaderValue::from_static("application/json"));

/// The demo as it is now: its orders, couriers and counts, and what goes wrong.
#[utoipa::path(get, path = "/api/demo/state", tag = "demo",
    responses((status = 200, body = StateView)))]
async fn show_state(State(demo): State<Demo>) -> Result<Response, Problem> {
    let latest = demo.0.latest.borrow().clone();
    let fresh = latest.filter(|(read_at, _)| read_at.elapsed() < TICK);
    let json = match fresh {
        Some((_, json)) => json,
        None => demo.read().await?,
    };
    Ok(([NO_STORE, JSON], json).into_response())
}

/// The demo as it changes: events `state`, each with the whole of it.
#[utoipa::path(get, path = "/api/demo/events", tag = "demo",
    responses((status = 200, body = StateView, content_type = "text/event-stream")))]
async fn follow(State(demo): State<Demo>) -> Response {
    // What a browser has not read yet is not worth more than what comes next.
    let (lines, body) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut latest = demo.0.latest.subscribe();
        let mut ending = demo.0.ending.subscribe();
        let mut next = demo.read().await.ok();
        loop {
            let event = match next.take() {
                Some(json) => event(&json),
                None => Bytes::from_static(b": still here\n\n"),
            };
            if lines.send(event).await.is_err() {
                return;
            }
            tokio::select! {
                changed = latest.changed() => match changed {
                    Ok(()) => next = latest.borrow_and_update().as_ref().map(|(_, json)| json.clone()),
                    Err(_) => return,
                },
                () = tokio::time::sleep(STILL_THERE) => {}
                () = lines.closed() => return,
                _ = ending.wait_for(|ending| *ending) => return,
            }
        }
    });
    let kind = (CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    ([NO_STORE, kind], axum::body::Body::new(Lines(body))).into_response()
}

fn event(json: &[u8]) -> Bytes {
    // JSON has no line breaks unless somebody asks for them.
    [b"event: state\ndata: ", json, b"\n\n"].concat().into()
}

/// A body that comes piece by piece.
struct Lines(mpsc::Receiver<Bytes>);

impl http_body::Body for Lines {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let line = self.0.poll_recv(context);
        line.map(|line| line.map(|line| Ok(Frame::data(line))))
    }
}

/// A failure, and whether it is to happen.
#[derive(Deserialize, ToSchema)]
#[schema(as = DemoSwitch)]
struct Switched {
    /// Which.
    #[schema(value_type = String, example = "pix_expires")]
    name: Failure,
    /// Whether it is switched on.
    on: bool,
}

/// Switches a failure on or off; all there are.
#[utoipa::path(post, path = "/api/demo/failures", tag = "demo",
    request_body = Switched,
    responses((status = 200, body = Vec<FailureView>)))]
async fn switch_failure(
    State(demo): State<Demo>,
    Sent(Switched { name, on }): Sent<Switched>,
) -> Json<Vec<FailureView>> {
    demo.0.controls.failures.switch(name, on);
    tracing::info!(failure = %name, on, "the demo was switched");
    Json(FailureView::all(&demo.0.controls))
}

/// How many times as fast as in life time passes.
#[derive(Deserialize, Serialize, ToSchema)]
#[schema(as = DemoPace)]
struct Paced {
    /// 1 to 60; more is 60.
    times: u32,
}

/// Sets how fast time passes.
#[utoipa::path(post, path = "/api/demo/pace", tag = "demo",
    request_body = Paced,
    responses((status = 200, body = Paced)))]
async fn set_pace(State(demo): State<Demo>, Sent(Paced { times }): Sent<Paced>) -> Json<Paced> {
    demo.0.controls.pace.set(times);
    let times = demo.0.controls.pace.get();
    demo.0.delivery.set_pace(times);
    Json(Paced { times })
}
