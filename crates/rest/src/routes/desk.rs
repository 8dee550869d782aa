//! Conversations that want a person: what the people of the store do with them.

use assistant::conversation::desk::FeedbackFilter;
use assistant::conversation::record::{Conversation, FeedbackReason, Thumb};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use delivery::ConversationId;
use delivery::people::Who;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::caller::StaffCaller;
use crate::input::{Asked, At, Sent};
use crate::problem::Problem;
use crate::rest::Rest;
use crate::stream::chat::{ConversationFollowing, tell_desk};
use crate::stream::{Listener, last_event_id};
use crate::view::ListView;
use crate::view::board::{BoardOrderView, Numbers};
use crate::view::chat::{ConversationView, DeskView, EntryView, FeedbackView, PacketView};

/// By what name somebody of the staff is known to customers.
fn name(staff: &StaffCaller) -> &str {
    match &staff.session.who {
        Who::Staff { name, .. } => name.as_str(),
        // Of staff alone: that is what the caller's type says.
        Who::Customer { .. } => "",
    }
}

/// The conversations that want a person, the longest waiting first, and those that have one.
#[utoipa::path(get, path = "/api/board/conversations", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    responses((status = 200, body = ListView<DeskView>)))]
pub(crate) async fn list(
    State(rest): State<Rest>,
    staff: StaffCaller,
) -> Result<Json<ListView<DeskView>>, Problem> {
    let desk = rest.chat()?.desk(&staff.store).await?;
    let items = desk.iter().map(DeskView::of).collect();
    Ok(Json(ListView { items }))
}

/// The same, whenever it is another: `conversations`.
#[utoipa::path(get, path = "/api/board/conversations/events", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn follow_all(
    State(rest): State<Rest>,
    staff: StaffCaller,
) -> Result<Response, Problem> {
    let store = staff.store;
    rest.stream(Listener::Session(staff.token), |rest, events| {
        tell_desk(store, rest, events)
    })
}

impl Rest {
    async fn packet(
        &self,
        staff: &StaffCaller,
        conversation: &Conversation,
    ) -> Result<Json<PacketView>, Problem> {
        let entries = self.chat()?.entries(&conversation.id, 0).await?;
        let facts = match &conversation.order {
            None => None,
            Some(number) => {
                let customer = conversation.owner.customer();
                let orders = self
                    .delivery()
                    .orders_of(&conversation.store, customer, 50, None)
                    .await?;
                let mut orders = orders.items.into_iter();
                orders.find(|order| order.number.to_string() == *number)
            }
        };
        let reader = self
            .reader(&conversation.store, staff.session.language)
            .await?;
        Ok(Json(PacketView {
            desk: DeskView::of(conversation),
            facts: facts
                .as_ref()
                .map(|order| BoardOrderView::of(order, Numbers::Masked, &reader)),
            tools: conversation.tools.clone(),
            entries: entries
                .into_iter()
                .map(|entry| EntryView::of(entry, conversation))
                .collect(),
        }))
    }
}

/// What whoever takes a conversation over should know: who, which order, what was said and looked up.
#[utoipa::path(get, path = "/api/board/conversations/{conversation}", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("conversation" = String, Path, description = "Which conversation")),
    responses((status = 200, body = PacketView)))]
pub(crate) async fn show(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(id): At<ConversationId>,
) -> Result<Json<PacketView>, Problem> {
    let conversation = rest.chat()?.at_desk(&staff.store, &id).await?;
    rest.packet(&staff, &conversation).await
}

/// What is said in a conversation, as it is said: as to its customer.
#[utoipa::path(get, path = "/api/board/conversations/{conversation}/events", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("conversation" = String, Path, description = "Which conversation"),
        ("Last-Event-ID" = Option<String>, Header, description = "The last entry that is known")),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub(crate) async fn follow(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(id): At<ConversationId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    rest.chat()?.at_desk(&staff.store, &id).await?;
    let after = last_event_id(&headers).and_then(|id| id.parse().ok());
    let following = ConversationFollowing {
        id,
        after: after.unwrap_or(0),
        session: None,
    };
    rest.stream(Listener::Session(staff.token), |rest, events| {
        following.tell(rest, events)
    })
}

/// Takes a conversation: the customer is told by whom.
#[utoipa::path(post, path = "/api/board/conversations/{conversation}/take", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("conversation" = String, Path, description = "Which conversation")),
    responses((status = 200, body = PacketView)))]
pub(crate) async fn take(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(id): At<ConversationId>,
) -> Result<Json<PacketView>, Problem> {
    let chat = rest.chat()?;
    let taken = chat.take_over(&staff.store, &id, name(&staff)).await?;
    rest.packet(&staff, &taken).await
}

/// What somebody of the store says.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ReplyWish {
    /// It.
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

/// Says something to the customer.
#[utoipa::path(post, path = "/api/board/conversations/{conversation}/replies", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("conversation" = String, Path, description = "Which conversation")),
    request_body = ReplyWish,
    responses((status = 204, description = "It is said")))]
pub(crate) async fn reply(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(id): At<ConversationId>,
    Sent(wish): Sent<ReplyWish>,
) -> Result<StatusCode, Problem> {
    let chat = rest.chat()?;
    chat.reply(&staff.store, &id, name(&staff), &wish.text)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Has the assistant answer again; the customer is told.
#[utoipa::path(post, path = "/api/board/conversations/{conversation}/hand-back", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("conversation" = String, Path, description = "Which conversation")),
    responses((status = 200, body = ConversationView)))]
pub(crate) async fn hand_back(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(id): At<ConversationId>,
) -> Result<Json<ConversationView>, Problem> {
    let chat = rest.chat()?;
    let conversation = chat.hand_back(&staff.store, &id, name(&staff)).await?;
    Ok(Json(ConversationView::of(&conversation, None)))
}

/// Closes a conversation; the customer is told.
#[utoipa::path(post, path = "/api/board/conversations/{conversation}/close", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(("conversation" = String, Path, description = "Which conversation")),
    responses((status = 200, body = ConversationView)))]
pub(crate) async fn close(
    State(rest): State<Rest>,
    staff: StaffCaller,
    At(id): At<ConversationId>,
) -> Result<Json<ConversationView>, Problem> {
    let chat = rest.chat()?;
    let conversation = chat.close(&staff.store, &id, name(&staff)).await?;
    Ok(Json(ConversationView::of(&conversation, None)))
}

/// Which feedback is asked for, and how it is given out.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FeedbackQuery {
    /// `up` or `down` only.
    #[param(value_type = Option<String>, pattern = "^(up|down)$")]
    thumb: Option<Thumb>,
    /// For this reason only.
    #[param(value_type = Option<String>)]
    reason: Option<FeedbackReason>,
    /// `json`, or `csv` to be opened as a table.
    #[serde(default)]
    #[param(value_type = Option<String>, pattern = "^(json|csv)$")]
    format: Format,
}

/// How a list is given out.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Json,
    Csv,
}

/// What customers think of answers, newest first.
#[utoipa::path(get, path = "/api/board/feedback", tag = "board",
    security(("bearer" = ["clerk", "operator"])),
    params(FeedbackQuery),
    responses((status = 200, body = ListView<FeedbackView>)))]
pub(crate) async fn feedback(
    State(rest): State<Rest>,
    staff: StaffCaller,
    Asked(asked): Asked<FeedbackQuery>,
) -> Result<Response, Problem> {
    let filter = FeedbackFilter {
        thumb: asked.thumb,
        reason: asked.reason,
    };
    let all = rest.chat()?.feedback(&staff.store, filter).await?;
    let items: Vec<FeedbackView> = all.into_iter().map(FeedbackView::from).collect();
    Ok(match asked.format {
        Format::Json => Json(ListView { items }).into_response(),
        Format::Csv => {
            let kind = HeaderValue::from_static("text/csv; charset=utf-8");
            let file = HeaderValue::from_static("attachment; filename=\"feedback.csv\"");
            let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, file)];
            (headers, table(&items)).into_response()
        }
    })
}

/// Feedback as a table (RFC 4180). What begins like a formula is no formula.
fn table(items: &[FeedbackView]) -> String {
    let mut table = "at,thumb,reason,intent,comment,conversation,entry\r\n".to_owned();
    for item in items {
        let json = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let fields = [
            item.at.to_string(),
            json(serde_json::json!(item.thumb)),
            json(serde_json::json!(item.reason)),
            item.intent.clone().unwrap_or_default(),
            item.comment.clone().unwrap_or_default(),
            item.conversation.to_string(),
            item.entry.to_string(),
        ];
        table.push_str(&fields.map(|field| quoted(&field)).join(","));
        table.push_str("\r\n");
    }
    table
}

fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", field.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_a_field_and_no_formula() {
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }
}
