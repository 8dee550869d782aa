//! Errors, as `application/problem+json` (RFC 9457).
//!
//! A handler says what is wrong by a [`Code`], which stays the same for ever, and in a sentence for
//! whoever writes a client. The title, for whoever uses it, is a text of `texts/` in the language
//! that the request asks for; it is filled in on the way out.

use assistant::conversation::ChatError;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use delivery::delivery::{CheckoutError, QuoteError};
use delivery::entry::Missing;
use delivery::fee::FeeRefusal;
use delivery::hours::OpenState;
use delivery::notice::Language;
use delivery::order::Refused;
use delivery::people::{HireError, SignInError};
use delivery::{DeliveryError, quote};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::view::missing::MissingView;
use crate::words;

/// The type of every error's body.
pub const PROBLEM_JSON: &str = "application/problem+json";

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident;)+) => {
        /// What is wrong, for programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// As it is sent: `out_of_stock`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)+ }
            }

            /// The status it is sent with.
            pub const fn status(self) -> StatusCode {
                match self { $(Code::$name => StatusCode::$status,)+ }
            }
        }
    };
}

codes! {
    /// The request cannot be read: bad JSON, a field of another type, a query that makes no sense.
    MalformedRequest = "malformed_request", BAD_REQUEST;
    /// Orders are placed with a key that the client makes up.
    IdempotencyKeyMissing = "idempotency_key_missing", BAD_REQUEST;
    /// The webhook's signature is not the provider's.
    WebhookNotBelieved = "webhook_not_believed", BAD_REQUEST;
    /// Nobody is signed in, or not any more.
    NotSignedIn = "not_signed_in", UNAUTHORIZED;
    /// The one-time code is another.
    WrongCode = "wrong_code", UNAUTHORIZED;
    /// The one-time code has expired or was used.
    CodeGone = "code_gone", UNAUTHORIZED;
    /// Nobody has this name and password.
    WrongPassword = "wrong_password", UNAUTHORIZED;
    /// The link has expired or was used.
    LinkGone = "link_gone", UNAUTHORIZED;
    /// Whoever is signed in may not do that.
    WrongRole = "wrong_role", FORBIDDEN;
    /// Whoever has a link alone changes nothing.
    SignInNeeded = "sign_in_needed", FORBIDDEN;
    /// The request comes from a page of another site.
    ForeignOrigin = "foreign_origin", FORBIDDEN;
    /// There is nothing of this name.
    NotFound = "not_found", NOT_FOUND;
    /// It is there, and cannot be asked like that.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED;
    /// The body did not come in time.
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT;
    /// The order has gone too far.
    TooLate = "too_late", CONFLICT;
    /// The order does not wait for that.
    NotAwaited = "not_awaited", CONFLICT;
    /// The order is being called off.
    BeingCancelled = "being_cancelled", CONFLICT;
    /// The number at the door is another.
    WrongPin = "wrong_pin", CONFLICT;
    /// It was tried too often.
    NoTriesLeft = "no_tries_left", CONFLICT;
    /// The policy does not allow the change.
    ChangeDenied = "change_denied", CONFLICT;
    /// The reason makes no sense for whoever gives it, or not any more.
    ReasonNotOffered = "reason_not_offered", CONFLICT;
    /// The key was used before, for another order.
    KeyTaken = "key_taken", CONFLICT;
    /// The time cannot be had any more.
    SlotTaken = "slot_taken", CONFLICT;
    /// Somebody of the staff is called like that.
    NameTaken = "name_taken", CONFLICT;
    /// An execution of this name has begun with something else.
    ExecutionExists = "execution_exists", CONFLICT;
    /// The execution cannot be asked for that as it stands.
    ExecutionRefuses = "execution_refuses", CONFLICT;
    /// There is an experiment of this name.
    ExperimentExists = "experiment_exists", CONFLICT;
    /// The coupon was answered otherwise, or cannot be paid back.
    CouponAnswered = "coupon_answered", CONFLICT;
    /// The courier is bringing an order.
    CourierBusy = "courier_busy", CONFLICT;
    /// The conversation is over.
    ConversationClosed = "conversation_closed", CONFLICT;
    /// The conversation has as many entries as one can have.
    ConversationFull = "conversation_full", CONFLICT;
    /// Somebody else answers the conversation, or nobody needs to.
    ConversationTaken = "conversation_taken", CONFLICT;
    /// An answer is being made.
    StillAnswering = "still_answering", CONFLICT;
    /// The proposal was answered before, or another took its place.
    ProposalAnswered = "proposal_answered", CONFLICT;
    /// The proposal was not answered in time.
    ProposalExpired = "proposal_expired", CONFLICT;
    /// The quote has expired.
    QuoteExpired = "quote_expired", CONFLICT;
    /// The request is too long.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE;
    /// The body is not JSON.
    WrongContentType = "wrong_content_type", UNSUPPORTED_MEDIA_TYPE;
    /// It can be read and makes no sense.
    Invalid = "invalid", UNPROCESSABLE_ENTITY;
    /// There is no such address in the town.
    UnknownAddress = "unknown_address", UNPROCESSABLE_ENTITY;
    /// The store does not deliver there.
    OutOfZone = "out_of_zone", UNPROCESSABLE_ENTITY;
    /// It is not worth the way.
    BelowMinimum = "below_minimum", UNPROCESSABLE_ENTITY;
    /// The store takes no orders now.
    StoreClosed = "store_closed", UNPROCESSABLE_ENTITY;
    /// Something in the cart cannot be ordered like that.
    InvalidCart = "invalid_cart", UNPROCESSABLE_ENTITY;
    /// Something cannot be had.
    OutOfStock = "out_of_stock", UNPROCESSABLE_ENTITY;
    /// The quote was not made here, or changed since.
    QuoteForged = "quote_forged", UNPROCESSABLE_ENTITY;
    /// The quote was made for something else.
    QuoteForAnother = "quote_for_another", UNPROCESSABLE_ENTITY;
    /// The money at the door does not suffice.
    ChangeTooSmall = "change_too_small", UNPROCESSABLE_ENTITY;
    /// Too many requests, or too many streams; later it is possible again.
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS;
    /// Something that is needed does not answer; later it is possible again.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE;
}

/// Something that is wrong with a request, or with us.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What.
    pub(crate) code: Code,
    /// In a sentence, for whoever writes a client.
    pub(crate) detail: String,
    /// What a client may want to show besides.
    pub(crate) more: Map<String, Value>,
}

/// An error.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemView<'p> {
    /// Where the code is described.
    #[serde(rename = "type")]
    kind: String,
    /// What is wrong, for whoever uses the shop, in the language of `Accept-Language`.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong, for whoever writes the client.
    detail: &'p str,
    /// What is wrong, for the client. It never changes.
    code: Code,
    /// More about it: `missing`, `tries_left`, `metres`, `minimum`, `retry_after_seconds`, …
    #[serde(flatten)]
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    more: &'p Map<String, Value>,
}

impl Problem {
    /// Something that is wrong.
    pub fn new(code: Code, detail: impl Into<String>) -> Problem {
        Problem {
            code,
            detail: detail.into(),
            more: Map::new(),
        }
    }

    /// And a fact about it.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Problem {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    /// Of a status that somebody else has answered with.
    pub(crate) fn of_status(status: StatusCode) -> Problem {
        let (code, detail) = match status {
            StatusCode::METHOD_NOT_ALLOWED => (
                Code::MethodNotAllowed,
                "it cannot be asked with this method",
            ),
            StatusCode::NOT_FOUND => (Code::NotFound, "there is nothing here"),
            StatusCode::PAYLOAD_TOO_LARGE => {
                return crate::input::too_large(crate::input::BODY_BYTES_MAX);
            }
            status if status.is_client_error() => {
                (Code::MalformedRequest, "the request cannot be read")
            }
            _ => (Code::Unavailable, "something went wrong here"),
        };
        Problem::new(code, detail)
    }

    /// The answer, in a language.
    pub(crate) fn answer(&self, language: Language) -> Response {
        let status = self.code.status();
        let view = ProblemView {
            kind: format!("/api/docs#{}", self.code.as_str()),
            title: words::problem(self.code, language),
            status: status.as_u16(),
            detail: &self.detail,
            code: self.code,
            more: &self.more,
        };
        let body = serde_json::to_vec(&view).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let json = HeaderValue::from_static(PROBLEM_JSON);
        headers.insert(header::CONTENT_TYPE, json);
        let tag = HeaderValue::from_static(language.tag());
        headers.insert(header::CONTENT_LANGUAGE, tag);
        match self.code {
            Code::NotSignedIn => {
                let scheme = HeaderValue::from_static("Bearer");
                headers.insert(header::WWW_AUTHENTICATE, scheme);
            }
            // What is left of the body is not read.
            Code::TooLarge | Code::RequestTimeout => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        if let Some(seconds) = self.more.get("retry_after_seconds") {
            headers.insert(
                header::RETRY_AFTER,
                HeaderValue::from(seconds.as_u64().unwrap_or(1)),
            );
        }
        response
    }
}

/// Without a body: that is made on the way out, where the language is known.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.code.status();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<DeliveryError> for Problem {
    fn from(error: DeliveryError) -> Problem {
        let detail = error.to_string();
        match error {
            DeliveryError::NotFound(_) => Problem::new(Code::NotFound, detail),
            DeliveryError::Refused(refused) => refused.into(),
            DeliveryError::Denied(reason) => {
                Problem::new(Code::ChangeDenied, detail).with("reason_code", reason.as_str())
            }
            DeliveryError::Unavailable(why) => {
                // What does not answer is our business: the caller is told no names.
                tracing::warn!(why, "a request could not be answered");
                let detail = "something that is needed does not answer now; try again";
                Problem::new(Code::Unavailable, detail).with("retry_after_seconds", 1)
            }
            DeliveryError::Invalid(_) => Problem::new(Code::Invalid, detail),
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        let detail = refused.to_string();
        match refused {
            Refused::TooLate { status, .. } => {
                Problem::new(Code::TooLate, detail).with("order_status", status.name())
            }
            Refused::NotAsked { status, .. } => {
                Problem::new(Code::NotAwaited, detail).with("order_status", status.name())
            }
            Refused::Closing { .. } => Problem::new(Code::BeingCancelled, detail),
            Refused::WrongPin { tries_left } => {
                Problem::new(Code::WrongPin, detail).with("tries_left", tries_left)
            }
            Refused::NoTriesLeft { .. } => Problem::new(Code::NoTriesLeft, detail),
            // Of an order of another courier, a courier knows nothing.
            Refused::AnotherCourier { .. } => {
                Problem::new(Code::NotFound, "there is no such order")
            }
        }
    }
}

fn out_of_stock(missing: &[Missing], detail: String) -> Problem {
    let missing: Vec<MissingView> = missing.iter().map(MissingView::of).collect();
    Problem::new(Code::OutOfStock, detail).with("missing", json!(missing))
}

fn closed(state: OpenState, detail: String) -> Problem {
    let problem = Problem::new(Code::StoreClosed, detail);
    match state {
        OpenState::Closed {
            opens_at: Some(opens_at),
        }
        | OpenState::Paused {
            until: Some(opens_at),
        } => problem.with("opens_at", opens_at.to_string()),
        OpenState::Open { .. } | OpenState::Closed { .. } | OpenState::Paused { .. } => problem,
    }
}

impl From<QuoteError> for Problem {
    fn from(error: QuoteError) -> Problem {
        let detail = error.to_string();
        match error {
            QuoteError::UnknownAddress(_) => Problem::new(Code::UnknownAddress, detail),
            QuoteError::OutOfZone { metres } => {
                Problem::new(Code::OutOfZone, detail).with("metres", metres)
            }
            QuoteError::Fee(FeeRefusal::OutOfReach { metres, metres_max }) => {
                Problem::new(Code::OutOfZone, detail)
                    .with("metres", metres)
                    .with("metres_max", metres_max)
            }
            QuoteError::Fee(FeeRefusal::BelowMinimum { minimum, missing }) => {
                Problem::new(Code::BelowMinimum, detail)
                    .with("minimum", minimum.as_minor())
                    .with("missing_amount", missing.as_minor())
            }
            QuoteError::Cart(_) => Problem::new(Code::InvalidCart, detail),
            QuoteError::OutOfStock(missing) => out_of_stock(&missing, detail),
            QuoteError::Delivery(error) => error.into(),
        }
    }
}

impl From<CheckoutError> for Problem {
    fn from(error: CheckoutError) -> Problem {
        let detail = error.to_string();
        match error {
            CheckoutError::Quote(quote::QuoteError::Expired { .. }) => {
                Problem::new(Code::QuoteExpired, detail)
            }
            CheckoutError::Quote(_) => Problem::new(Code::QuoteForged, detail),
            CheckoutError::QuoteForAnother => Problem::new(Code::QuoteForAnother, detail),
            CheckoutError::Cart(_) => Problem::new(Code::InvalidCart, detail),
            CheckoutError::Closed(state) => closed(state, detail),
            CheckoutError::SlotTaken => Problem::new(Code::SlotTaken, detail),
            CheckoutError::KeyTaken => Problem::new(Code::KeyTaken, detail),
            CheckoutError::ChangeTooSmall { total, .. } => {
                Problem::new(Code::ChangeTooSmall, detail).with("total", total.as_minor())
            }
            CheckoutError::Delivery(error) => error.into(),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Problem {
        let detail = error.to_string();
        match error {
            SignInError::WrongCode { tries_left } => {
                Problem::new(Code::WrongCode, detail).with("tries_left", tries_left)
            }
            SignInError::Gone => Problem::new(Code::CodeGone, detail),
            SignInError::Delivery(error) => error.into(),
        }
    }
}

impl From<HireError> for Problem {
    fn from(error: HireError) -> Problem {
        match error {
            HireError::NameTaken => Problem::new(Code::NameTaken, error.to_string()),
            HireError::Delivery(error) => error.into(),
        }
    }
}

impl From<ChatError> for Problem {
    fn from(error: ChatError) -> Problem {
        let detail = error.to_string();
        match error {
            ChatError::NotFound(_) => Problem::new(Code::NotFound, detail),
            ChatError::Closed => Problem::new(Code::ConversationClosed, detail),
            ChatError::Full => Problem::new(Code::ConversationFull, detail),
            ChatError::Busy(run) => Problem::new(Code::StillAnswering, detail).with("run", run),
            ChatError::KeyTaken => Problem::new(Code::KeyTaken, detail),
            ChatError::Invalid(_) => Problem::new(Code::Invalid, detail),
            ChatError::ProposalAnswered => Problem::new(Code::ProposalAnswered, detail),
            ChatError::ProposalExpired => Problem::new(Code::ProposalExpired, detail),
            ChatError::SignInNeeded => Problem::new(Code::SignInNeeded, detail),
            ChatError::NotYours(state) => {
                Problem::new(Code::ConversationTaken, detail).with("state", state)
            }
            ChatError::Unavailable(why) => DeliveryError::Unavailable(why).into(),
        }
    }
}

impl From<crate::bucket::Empty> for Problem {
    fn from(crate::bucket::Empty(wait): crate::bucket::Empty) -> Problem {
        let seconds = wait.as_secs() + 1;
        let detail = format!("this was asked too often; try again in {seconds} seconds");
        Problem::new(Code::TooManyRequests, detail).with("retry_after_seconds", seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_name_and_a_title_in_each_language() {
        for code in Code::ALL {
            assert_eq!(json!(code), code.as_str());
            for language in Language::ALL {
                let title = words::problem(*code, language);
                assert!(!title.is_empty() && title != code.as_str(), "{code:?}");
            }
        }
    }
}
