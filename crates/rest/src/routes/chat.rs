//! The chat, on the customer's side.
//!
//! A conversation belongs to the customer who is signed in. Whoever has the link of an order can
//! talk about that order too, with `?link=`; they change nothing, until they sign in.

use assistant::conversation::chat::{Asker, NewConversation, NewFeedback};
use assistant::conversation::record::{
    COMMENT_CHARS_MAX, Conversation, FeedbackReason, MESSAGE_CHARS_MAX, RunId, Thumb,
};
use assistant::conversation::transcript::transcript;
use assistant::proposal::ProposalId;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use delivery::people::{OneTimeCode, SignInContact, Token};
use delivery::{ConversationId, Order, notice};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use understanding::Language;
use utoipa::{IntoParams, ToSchema};

use super::sign_in::{ChallengeView, CodeWish, let_in};
use crate::caller::CustomerCaller;
use crate::input::{Asked, At, Client, Sent, Tongue};
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::stream::chat::{ConversationFollowing, run_following};
use crate::stream::{Listener, last_event_id};
use crate::view::chat::{
    ConversationView, EntryView, FeedbackView, ProposalView, RunView, TakenView,
    WholeConversationView,
};
use crate::view::person::CustomerSessionView;

/// Where the code of an order's customer is sent: the telephone that takes text messages, or else the
/// e-mail address that the order was placed with.
fn contact_of(order: &Order) -> Result<SignInContact, Problem> {
    let phone = order.contact.phone.as_ref();
    let phone = phone.filter(|phone| phone.takes_sms()).cloned();
    let email = || order.contact.email.clone().map(SignInContact::Email);
    phone
        .map(SignInContact::Phone)
        .or_else(email)
        .ok_or_else(|| {
            let detail = "no code reaches the customer of this order; ask for a person";
            Problem::new(Code::Invalid, detail)
        })
}

/// Sends a one-time code to the customer of the order whose link is shown, so that they can confirm
/// changes.
#[utoipa::path(post, path = "/api/chat/sign-in", tag = "chat",
    params(("link" = String, Query, description = "What stands in the link of the order",
        max_length = 256)),
    responses((status = 202, body = ChallengeView)))]
pub(crate) async fn ask_for_code(
    State(rest): State<Rest>,
    Client(client): Client,
    Tongue(language): Tongue,
    Asked(LinkQuery { link }): Asked<LinkQuery>,
) -> Result<(StatusCode, Json<ChallengeView>), Problem> {
    let order = rest.tracked_order(link.as_deref().unwrap_or("")).await?;
    let contact = contact_of(&order)?;
    rest.buckets().sign_ins.take(&client)?;
    let whose = format!("{} {}", order.store, contact.as_str());
    rest.buckets().codes.take(&whose)?;
    let view = rest.send_code(order.store, contact, language).await?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// Signs the customer of an order in, with the code that was sent to them.
#[utoipa::path(post, path = "/api/chat/sign-in/{challenge}", tag = "chat",
    params(("challenge" = String, Path, description = "What the code was asked for with"),
        ("link" = String, Query, description = "What stands in the link of the order",
            max_length = 256)),
    request_body = CodeWish,
    responses((status = 200, body = CustomerSessionView)))]
pub(crate) async fn sign_in(
    State(rest): State<Rest>,
    At(challenge): At<String>,
    Client(client): Client,
    Asked(LinkQuery { link }): Asked<LinkQuery>,
    Sent(wish): Sent<CodeWish>,
) -> Result<Response, Problem> {
    rest.buckets().sign_ins.take(&client)?;
    let order = rest.tracked_order(link.as_deref().unwrap_or("")).await?;
    let contact = contact_of(&order)?;
    let code = OneTimeCode::parse(&wish.code)
        .ok_or_else(|| Problem::new(Code::Invalid, "a code has six digits"))?;
    let gone = || Problem::from(delivery::people::SignInError::Gone);
    let challenge = Token::parse(&challenge).ok_or_else(gone)?;
    let delivery = rest.delivery();
    delivery
        .prove_contact(&order.store, &challenge, &code, &contact)
        .await?;
    let customer = delivery.customer(&order.store, &order.customer).await?;
    let_in(&rest, &customer).await
}

/// Whoever talks: a customer who is signed in, or somebody with the link of an order.
#[derive(Clone, Debug)]
pub(crate) struct ChatCaller {
    asker: Asker,
    listener: Listener,
}

/// The link of an order, as it stands in the address.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LinkQuery {
    /// What stands in the link of an order, of whoever is not signed in.
    #[param(max_length = 256)]
    link: Option<String>,
}

impl FromRequestParts<Rest> for ChatCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, rest: &Rest) -> Result<ChatCaller, Problem> {
        let Asked(LinkQuery { link }) = Asked::from_request_parts(parts, rest).await?;
        let signed_in = CustomerCaller::from_request_parts(parts, rest).await;
        let Some(link) = link else {
            return signed_in.map(ChatCaller::from);
        };
        let order = rest.tracked_order(&link).await?;
        match signed_in {
            Ok(me) if me.store == order.store && me.customer == order.customer => Ok(me.into()),
            Ok(_) | Err(_) => Ok(ChatCaller {
                asker: Asker::Link { order: order.key() },
                listener: Listener::Link(link),
            }),
        }
    }
}

impl From<CustomerCaller> for ChatCaller {
    fn from(me: CustomerCaller) -> ChatCaller {
        ChatCaller {
            listener: Listener::Session(me.token),
            asker: Asker::Customer {
                store: me.store,
                customer: me.customer,
                session: me.token,
            },
        }
    }
}

impl ChatCaller {
    fn session(&self) -> Option<String> {
        match &self.asker {
            Asker::Customer { session, .. } => Some(session.to_string()),
            Asker::Link { .. } => None,
        }
    }
}

/// The language that is asked for; Spanish is not among those of the shop's other texts.
fn spoken(wished: Option<&str>, tongue: notice::Language) -> Language {
    let wished = wished.and_then(|wished| {
        let mut all = Language::ALL.into_iter();
        all.find(|language| language.tag().eq_ignore_ascii_case(wished))
    });
    wished.unwrap_or(match tongue {
        notice::Language::PtBr => Language::PtBr,
        notice::Language::En => Language::En,
    })
}

/// A conversation as it begins.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ConversationWish {
    /// In which language the shop begins; it goes on in the customer's.
    #[schema(pattern = "^(pt-BR|en|es)$")]
    language: Option<String>,
}

impl Rest {
    async fn whole(
        &self,
        conversation: &Conversation,
        caller: &ChatCaller,
    ) -> Result<Json<WholeConversationView>, Problem> {
        let chat = self.chat()?;
        let entries = chat.entries(&conversation.id, 0).await?;
        let proposals = chat.proposals(&conversation.id).await?;
        let before = chat.position(conversation).await?;
        let session = caller.session();
        let session = session.as_deref();
        Ok(Json(WholeConversationView {
            conversation: ConversationView::of(conversation, before),
            welcome: chat.welcome(conversation).await?,
            entries: entries
                .into_iter()
                .map(|entry| EntryView::of(entry, conversation))
                .collect(),
            proposals: proposals
                .iter()
                .map(|record| ProposalView::of(record, session))
                .collect(),
        }))
    }
}

/// Begins a conversation.
#[utoipa::path(post, path = "/api/chat/conversations", tag = "chat",
    security(("bearer" = ["customer"])),
    params(LinkQuery),
    request_body = ConversationWish,
    responses((status = 201, body = WholeConversationView)))]
pub(crate) async fn begin(
    State(rest): State<Rest>,
    caller: ChatCaller,
    Tongue(tongue): Tongue,
    Sent(wish): Sent<ConversationWish>,
) -> Result<(StatusCode, Json<WholeConversationView>), Problem> {
    rest.buckets().conversations.take(&caller.listener.hash())?;
    let new = NewConversation {
        asker: caller.asker.clone(),
        language: spoken(wish.language.as_deref(), tongue),
    };
    let conversation = rest.chat()?.begin(new).await?;
    let view = rest.whole(&conversation, &caller).await?;
    Ok((StatusCode::CREATED, view))
}

/// A conversation, and all that was said in it.
#[utoipa::path(get, path = "/api/chat/conversations/{conversation}", tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"), LinkQuery),
    responses((status = 200, body = WholeConversationView)))]
pub(crate) async fn show(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At(id): At<ConversationId>,
) -> Result<Json<WholeConversationView>, Problem> {
    let conversation = rest.chat()?.mine(&caller.asker, &id).await?;
    rest.whole(&conversation, &caller).await
}

/// What is said in a conversation, as it is said.
///
/// `entry` has the next entry, whose number is its `id`; `conversation` who answers and which run,
/// whenever that is another; `proposal` what became of a proposal. After a break it goes on where
/// `Last-Event-ID` says.
#[utoipa::path(get, path = "/api/chat/conversations/{conversation}/events", tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"), LinkQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The last entry that is known")),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn follow(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At(id): At<ConversationId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    rest.chat()?.mine(&caller.asker, &id).await?;
    let after = last_event_id(&headers).and_then(|id| id.parse().ok());
    let following = ConversationFollowing {
        id,
        after: after.unwrap_or(0),
        session: caller.session(),
    };
    rest.stream(caller.listener, |rest, events| following.tell(rest, events))
}

/// A message.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct MessageWish {
    /// What the customer says.
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

const _: () = assert!(MESSAGE_CHARS_MAX == 2_000 && COMMENT_CHARS_MAX == 500);

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Says something. While the assistant answers the conversation, a run begins that answers it.
#[utoipa::path(post, path = "/api/chat/conversations/{conversation}/messages", tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"), LinkQuery,
        ("Idempotency-Key" = String, Header,
            description = "1 to 128 visible characters that the client makes up for this message",
            min_length = 1, max_length = 128, pattern = "^[!-\"$-~]+$")),
    request_body = MessageWish,
    responses(
        (status = 202, body = TakenView),
        (status = 200, body = TakenView, description = "It had been said before")))]
pub(crate) async fn say(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At(id): At<ConversationId>,
    headers: HeaderMap,
    Sent(wish): Sent<MessageWish>,
) -> Result<(StatusCode, Json<TakenView>), Problem> {
    let key = headers.get(IDEMPOTENCY_KEY);
    let key = key.and_then(|key| key.to_str().ok()).ok_or_else(|| {
        let detail = "make up a key for this message and send it as `Idempotency-Key`, so that it \
                      is said once however often it is sent";
        Problem::new(Code::IdempotencyKeyMissing, detail)
    })?;
    rest.buckets().messages.take(&caller.listener.hash())?;
    let taken = rest
        .chat()?
        .say(&caller.asker, &id, &wish.text, key)
        .await?;
    let status = if taken.before {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    let view = TakenView {
        entry: taken.entry,
        run: taken.run.map(|run| run.0),
    };
    Ok((status, Json(view)))
}

/// An answer, as it is made: to everybody who looks the same, whenever they come.
///
/// `piece` has the next piece of it, whose number is its `id`; `ended` comes last and says how. After
/// a break it goes on where `Last-Event-ID` says. Who stops reading stops nothing.
#[utoipa::path(get, path = "/api/chat/conversations/{conversation}/runs/{run}/events",
    tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"),
        ("run" = u32, Path, description = "Which run of it"), LinkQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The last piece that is known")),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn follow_run(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At((id, run)): At<(ConversationId, u32)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let conversation = rest.chat()?.mine(&caller.asker, &id).await?;
    let after = last_event_id(&headers).and_then(|id| id.parse().ok());
    let following = run_following(&rest, conversation, run, after.unwrap_or(0)).await?;
    rest.stream(caller.listener, |rest, events| following.tell(rest, events))
}

/// Stops an answer. What was said until then stays.
#[utoipa::path(post, path = "/api/chat/conversations/{conversation}/runs/{run}/stop",
    tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"),
        ("run" = u32, Path, description = "Which run of it"), LinkQuery),
    responses((status = 204, description = "It stops, or had ended")))]
pub(crate) async fn stop(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At((id, run)): At<(ConversationId, u32)>,
) -> Result<StatusCode, Problem> {
    rest.chat()?.stop(&caller.asker, &id, RunId(run)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks again for the last answer, when it was stopped, interrupted or failed.
#[utoipa::path(post, path = "/api/chat/conversations/{conversation}/runs/{run}/retry",
    tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"),
        ("run" = u32, Path, description = "Which run of it"), LinkQuery),
    responses((status = 202, body = RunView)))]
pub(crate) async fn retry(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At((id, run)): At<(ConversationId, u32)>,
) -> Result<(StatusCode, Json<RunView>), Problem> {
    rest.buckets().messages.take(&caller.listener.hash())?;
    let again = rest.chat()?.retry(&caller.asker, &id, RunId(run)).await?;
    Ok((StatusCode::ACCEPTED, Json(again.into())))
}

/// Confirms a proposal: once, in time, in the session that it was made in. What came of it is said in
/// the conversation.
#[utoipa::path(post,
    path = "/api/chat/conversations/{conversation}/proposals/{proposal}/confirm", tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"),
        ("proposal" = u32, Path, description = "Which proposal of it"), LinkQuery),
    responses((status = 202, body = ProposalView)))]
pub(crate) async fn confirm(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At((id, proposal)): At<(ConversationId, u32)>,
) -> Result<(StatusCode, Json<ProposalView>), Problem> {
    let chat = rest.chat()?;
    let record = chat
        .confirm(&caller.asker, &id, ProposalId(proposal))
        .await?;
    let view = ProposalView::of(&record, caller.session().as_deref());
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// Does not want what was proposed.
#[utoipa::path(post,
    path = "/api/chat/conversations/{conversation}/proposals/{proposal}/decline", tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"),
        ("proposal" = u32, Path, description = "Which proposal of it"), LinkQuery),
    responses((status = 202, body = ProposalView)))]
pub(crate) async fn decline(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At((id, proposal)): At<(ConversationId, u32)>,
) -> Result<(StatusCode, Json<ProposalView>), Problem> {
    let chat = rest.chat()?;
    let record = chat
        .decline(&caller.asker, &id, ProposalId(proposal))
        .await?;
    let view = ProposalView::of(&record, caller.session().as_deref());
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// Asks for a person. What is being answered stops.
#[utoipa::path(post, path = "/api/chat/conversations/{conversation}/person", tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"), LinkQuery),
    responses((status = 200, body = ConversationView)))]
pub(crate) async fn ask_for_person(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At(id): At<ConversationId>,
) -> Result<Json<ConversationView>, Problem> {
    let chat = rest.chat()?;
    let conversation = chat.ask_for_person(&caller.asker, &id).await?;
    let before = chat.position(&conversation).await?;
    Ok(Json(ConversationView::of(&conversation, before)))
}

/// What a customer thinks of an answer.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct FeedbackWish {
    /// `up` or `down`.
    #[schema(value_type = String, pattern = "^(up|down)$")]
    thumb: Thumb,
    /// Why: `solved`, `wrong`, `not_understood`, `unhelpful`, `slow`, `tone`.
    #[schema(value_type = Option<String>)]
    reason: Option<FeedbackReason>,
    /// In the customer's words.
    #[schema(max_length = 500)]
    comment: Option<String>,
}

/// Says what a customer thinks of an answer; the last word counts.
#[utoipa::path(put, path = "/api/chat/conversations/{conversation}/entries/{entry}/feedback",
    tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"),
        ("entry" = u32, Path, description = "Which answer in it"), LinkQuery),
    request_body = FeedbackWish,
    responses((status = 200, body = FeedbackView)))]
pub(crate) async fn judge(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At((id, entry)): At<(ConversationId, u32)>,
    Sent(wish): Sent<FeedbackWish>,
) -> Result<Json<FeedbackView>, Problem> {
    let new = NewFeedback {
        entry,
        thumb: wish.thumb,
        reason: wish.reason,
        comment: wish.comment,
    };
    let feedback = rest.chat()?.judge(&caller.asker, &id, new).await?;
    Ok(Json(feedback.into()))
}

/// The conversation as a text, to be kept.
#[utoipa::path(get, path = "/api/chat/conversations/{conversation}/transcript", tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"), LinkQuery),
    responses((status = 200, body = String, content_type = "text/plain")))]
pub(crate) async fn download(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At(id): At<ConversationId>,
) -> Result<Response, Problem> {
    let chat = rest.chat()?;
    let conversation = chat.mine(&caller.asker, &id).await?;
    let entries = chat.entries(&id, 0).await?;
    let store = rest.delivery().store(&conversation.store).await?;
    let text = transcript(&conversation, &entries, &store.name, &store.time_zone());
    let file = format!("attachment; filename=\"entrega-{id}.txt\"");
    let file = HeaderValue::try_from(file).unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, file)], text).into_response())
}

/// Erases a conversation: nothing of what was said is kept.
#[utoipa::path(delete, path = "/api/chat/conversations/{conversation}", tag = "chat",
    security(("bearer" = ["customer"])),
    params(("conversation" = String, Path, description = "Which conversation"), LinkQuery),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn erase(
    State(rest): State<Rest>,
    caller: ChatCaller,
    At(id): At<ConversationId>,
) -> Result<StatusCode, Problem> {
    rest.chat()?.erase(&caller.asker, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Erases every conversation of the customer.
#[utoipa::path(delete, path = "/api/chat/conversations", tag = "chat",
    security(("bearer" = ["customer"])),
    responses((status = 204, description = "They are gone")))]
pub(crate) async fn erase_all(
    State(rest): State<Rest>,
    me: CustomerCaller,
) -> Result<StatusCode, Problem> {
    rest.chat()?.erase_all(&me.store, &me.customer).await?;
    Ok(StatusCode::NO_CONTENT)
}
