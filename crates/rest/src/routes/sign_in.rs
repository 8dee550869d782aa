//! Ways in, and the way out.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use delivery::StoreId;
use delivery::contact::{Email, Phone};
use delivery::notice::Language;
use delivery::people::session::{CUSTOMER_SESSION, STAFF_SESSION};
use delivery::people::{
    NewCustomer, OneTimeCode, Password, PersonName, Role, Session, SessionCookie, SignInContact,
    StaffName, Token, TokenHash, Who,
};
use http::header::SET_COOKIE;
use http::{HeaderValue, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::{SignedIn, StaffSession};
use crate::input::{At, Client, Sent, Tongue};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::person::{CustomerSessionView, SignedInStaffView, StaffSessionView};
use crate::view::schema;

/// The cookie that holds a token; without one, the cookie that takes it away.
fn cookie(rest: &Rest, of: SessionCookie, token: Option<(&Token, SignedDuration)>) -> HeaderValue {
    let (value, seconds) = match token {
        Some((token, holds)) => (token.reveal(), holds.as_secs()),
        None => ("", 0),
    };
    let secure = if rest.is_secure() { "; Secure" } else { "" };
    let text = format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}",
        of.name()
    );
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

fn invalid(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Invalid, error.to_string())
}

/// Somebody who orders without proving who they are.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct GuestWish {
    /// How they are addressed.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// For messages.
    #[schema(max_length = 40)]
    phone: Option<String>,
    /// For mail.
    #[schema(max_length = 254)]
    email: Option<String>,
    /// In which language.
    #[schema(schema_with = schema::language)]
    language: Option<Language>,
}

/// Comes as a guest. Every guest is a new customer, whatever they say of themselves.
#[utoipa::path(post, path = "/api/stores/{store}/sessions", tag = "sessions",
    params(("store" = String, Path, description = "Which store")),
    request_body = GuestWish,
    responses((status = 201, body = CustomerSessionView)))]
pub(crate) async fn come_as_guest(
    State(rest): State<Rest>,
    At(store): At<StoreId>,
    Client(client): Client,
    Tongue(tongue): Tongue,
    Sent(wish): Sent<GuestWish>,
) -> Result<Response, Problem> {
    rest.buckets().guests.take(&client)?;
    let phone = wish.phone.as_deref().map(Phone::parse).transpose();
    let email = wish.email.as_deref().map(Email::parse).transpose();
    let new = NewCustomer {
        name: PersonName::parse(&wish.name).map_err(invalid)?,
        phone: phone.map_err(invalid)?,
        email: email.map_err(invalid)?,
        language: wish.language.unwrap_or(tongue),
    };
    let customer = rest.delivery().welcome(&store, new).await?;
    let answer = let_in(&rest, &customer).await?;
    Ok((StatusCode::CREATED, answer).into_response())
}

pub(super) async fn let_in(
    rest: &Rest,
    customer: &delivery::customer::Customer,
) -> Result<Response, Problem> {
    let session = Session::of_customer(
        customer.store.clone(),
        customer.id.clone(),
        customer.preferences.language,
        Timestamp::now(),
    );
    let until = session.until;
    let token = rest.sessions().begin(rest.delivery(), session).await?;
    let cookie = cookie(
        rest,
        SessionCookie::Customer,
        Some((&token, CUSTOMER_SESSION)),
    );
    let view = CustomerSessionView::of(&token, until, customer);
    Ok(([(SET_COOKIE, cookie)], Json(view)).into_response())
}

/// Somebody who signs in with a one-time code.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SignInWish {
    /// A telephone number or an e-mail address.
    #[schema(min_length = 3, max_length = 254, example = "(11) 98765-4321")]
    contact: String,
}

/// What a one-time code is sent back with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChallengeView {
    /// It is known to whoever asked alone, and part of the address that the code is sent to.
    #[schema(schema_with = schema::token)]
    challenge: String,
    /// Until when both hold.
    expires_at: Timestamp,
}

/// Sends a one-time code to a telephone or an address. The answer is the same whether somebody is
/// known by it or not.
#[utoipa::path(post, path = "/api/stores/{store}/sign-in", tag = "sessions",
    params(("store" = String, Path, description = "Which store")),
    request_body = SignInWish,
    responses((status = 202, body = ChallengeView)))]
pub(crate) async fn ask_for_code(
    State(rest): State<Rest>,
    At(store): At<StoreId>,
    Client(client): Client,
    Tongue(language): Tongue,
    Sent(wish): Sent<SignInWish>,
) -> Result<(StatusCode, Json<ChallengeView>), Problem> {
    let contact = SignInContact::parse(&wish.contact).map_err(invalid)?;
    rest.buckets().sign_ins.take(&client)?;
    let whose = format!("{store} {}", contact.as_str());
    rest.buckets().codes.take(&whose)?;
    let view = rest.send_code(store, contact, language).await?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}

impl Rest {
    /// Sends a code to a telephone or an address.
    pub(super) async fn send_code(
        &self,
        store: StoreId,
        contact: SignInContact,
        language: Language,
    ) -> Result<ChallengeView, Problem> {
        let delivery = self.delivery();
        let challenge = delivery.begin_sign_in(&store, &contact, language).await?;
        let view = ChallengeView {
            challenge: challenge.token.reveal().to_owned(),
            expires_at: challenge.until,
        };
        // How long sending takes says nothing to whoever asks.
        let delivery = delivery.clone();
        tokio::spawn(async move {
            let sent = delivery.send_code(&store, &challenge, &contact, language);
            if let Err(error) = sent.await {
                tracing::warn!(%store, %error, "a one-time code was not sent");
            }
        });
        Ok(view)
    }
}

/// A one-time code.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CodeWish {
    /// The six digits.
    #[schema(min_length = 6, max_length = 16, example = "482913")]
    pub(super) code: String,
    /// How somebody who was not known is addressed.
    #[schema(min_length = 1, max_length = 80)]
    name: Option<String>,
}

/// Signs in with a one-time code: once, within ten minutes, after at most five tries.
#[utoipa::path(post, path = "/api/stores/{store}/sign-in/{challenge}", tag = "sessions",
    params(
        ("store" = String, Path, description = "Which store"),
        ("challenge" = String, Path, description = "What the code was asked for with")),
    request_body = CodeWish,
    responses((status = 200, body = CustomerSessionView)))]
pub(crate) async fn sign_in_with_code(
    State(rest): State<Rest>,
    At((store, challenge)): At<(StoreId, String)>,
    Client(client): Client,
    Sent(wish): Sent<CodeWish>,
) -> Result<Response, Problem> {
    rest.buckets().sign_ins.take(&client)?;
    let name = wish.name.as_deref().map(PersonName::parse).transpose();
    let name = name.map_err(invalid)?;
    let code = OneTimeCode::parse(&wish.code)
        .ok_or_else(|| Problem::new(Code::Invalid, "a code has six digits"))?;
    let gone = || Problem::from(delivery::people::SignInError::Gone);
    let challenge = Token::parse(&challenge).ok_or_else(gone)?;
    let customer = rest
        .delivery()
        .finish_sign_in(&store, &challenge, &code, name)
        .await?;
    let_in(&rest, &customer).await
}

/// Somebody of the staff who signs in: with the link that the server prints at its start, or by name
/// and password.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum StaffWish {
    /// With the link.
    Link {
        /// What stands in it.
        #[schema(max_length = 128)]
        link_token: String,
    },
    /// With a password.
    Password {
        /// At which store.
        #[schema(schema_with = schema::identifier)]
        store: StoreId,
        /// By what name.
        #[schema(schema_with = schema::staff_name)]
        name: StaffName,
        /// The password.
        #[schema(value_type = String, min_length = 8, max_length = 128)]
        password: Password,
    },
}

/// Signs somebody of the staff in.
#[utoipa::path(post, path = "/api/staff/sign-in", tag = "sessions",
    request_body = StaffWish,
    responses((status = 200, body = StaffSessionView)))]
pub(crate) async fn sign_staff_in(
    State(rest): State<Rest>,
    Client(client): Client,
    Tongue(language): Tongue,
    Sent(wish): Sent<StaffWish>,
) -> Result<Response, Problem> {
    rest.buckets().sign_ins.take(&client)?;
    let (store, name, role) = match wish {
        StaffWish::Link { link_token } => {
            let gone = || {
                let detail =
                    "this link has expired or was used; `entrega staff-link` prints another";
                Problem::new(Code::LinkGone, detail)
            };
            let token = Token::parse(&link_token).ok_or_else(gone)?;
            let store = rest.take_staff_link(&token).ok_or_else(gone)?;
            let name = StaffName::parse("operator").map_err(invalid)?;
            (store, name, Role::Operator)
        }
        StaffWish::Password {
            store,
            name,
            password,
        } => {
            let whose = format!("{store} {}", name.as_str());
            rest.buckets().passwords.take(&whose)?;
            let known = rest.delivery().recognise(&store, &name, password).await?;
            let member = known.ok_or_else(|| {
                let detail = "nobody of the staff has this name and password";
                Problem::new(Code::WrongPassword, detail)
            })?;
            (member.store, member.name, member.role)
        }
    };
    let now = Timestamp::now();
    let session = Session::of_staff(store.clone(), name.clone(), role.clone(), language, now);
    let until = session.until;
    let token = rest.sessions().begin(rest.delivery(), session).await?;
    let cookie = cookie(&rest, SessionCookie::Staff, Some((&token, STAFF_SESSION)));
    let view = StaffSessionView::of(&token, until, name, &role, store);
    Ok(([(SET_COOKIE, cookie)], Json(view)).into_response())
}

/// Signs out: the token stands for nothing from now on.
#[utoipa::path(delete, path = "/api/session", tag = "sessions",
    security(("bearer" = ["customer", "clerk", "operator", "courier"])),
    responses((status = 204, description = "Signed out")))]
pub(crate) async fn sign_out(
    State(rest): State<Rest>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let of = match signed_in.session.who {
        Who::Customer { .. } => SessionCookie::Customer,
        Who::Staff { .. } => SessionCookie::Staff,
    };
    rest.end_session(&signed_in.token, of).await
}

/// Who of the staff is signed in.
#[utoipa::path(get, path = "/api/staff/session", tag = "sessions",
    security(("bearer" = ["clerk", "operator", "courier"])),
    responses((status = 200, body = SignedInStaffView)))]
pub(crate) async fn who_is_signed_in(signed_in: StaffSession) -> Json<SignedInStaffView> {
    Json(SignedInStaffView::of(&signed_in))
}

/// Signs somebody of the staff out. A customer who is signed in in the same browser stays so.
#[utoipa::path(delete, path = "/api/staff/session", tag = "sessions",
    security(("bearer" = ["clerk", "operator", "courier"])),
    responses((status = 204, description = "Signed out")))]
pub(crate) async fn sign_staff_out(
    State(rest): State<Rest>,
    signed_in: StaffSession,
) -> Result<Response, Problem> {
    rest.end_session(&signed_in.token, SessionCookie::Staff)
        .await
}

impl Rest {
    async fn end_session(&self, token: &TokenHash, of: SessionCookie) -> Result<Response, Problem> {
        self.sessions().end(self.delivery(), token).await?;
        let cookie = cookie(self, of, None);
        Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
    }
}
