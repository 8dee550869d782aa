//! Who is signed in, and what they want to be told.

use axum::Json;
use axum::extract::State;
use delivery::notice::Language;
use delivery::people::{PersonName, PreferenceChange, Session};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::CustomerCaller;
use crate::input::Sent;
use crate::problem::{Code, Problem};
use crate::rest::Rest;
use crate::view::message::ChannelView;
use crate::view::person::{CustomerView, QuietHoursView};
use crate::view::schema;

/// Who is signed in.
#[utoipa::path(get, path = "/api/me", tag = "customer",
    security(("bearer" = ["customer"])),
    responses((status = 200, body = CustomerView)))]
pub(crate) async fn show_me(
    State(rest): State<Rest>,
    me: CustomerCaller,
) -> Result<Json<CustomerView>, Problem> {
    let customer = rest.delivery().customer(&me.store, &me.customer).await?;
    Ok(Json(CustomerView::of(&customer)))
}

/// What somebody wants from now on; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PreferencesWish {
    /// How they are addressed.
    #[schema(min_length = 1, max_length = 80)]
    name: Option<String>,
    /// In which language.
    #[schema(schema_with = schema::language)]
    language: Option<Language>,
    /// On which channels they want what they must know; when none of these can be used, it is sent
    /// on another.
    #[schema(max_items = 3)]
    transactional: Option<Vec<ChannelView>>,
    /// On which channels they want to hear of progress; none mutes it.
    #[schema(max_items = 3)]
    progress: Option<Vec<ChannelView>>,
    /// When they want to be left alone.
    quiet_hours: Option<QuietHoursView>,
    /// That they do not want to be left alone at any time.
    #[serde(default)]
    no_quiet_hours: bool,
    /// Whether they want messages by WhatsApp.
    whatsapp_opt_in: Option<bool>,
}

/// Says what somebody wants to be told, how and when.
#[utoipa::path(put, path = "/api/me/preferences", tag = "customer",
    security(("bearer" = ["customer"])),
    request_body = PreferencesWish,
    responses((status = 200, body = CustomerView)))]
pub(crate) async fn prefer(
    State(rest): State<Rest>,
    me: CustomerCaller,
    Sent(wish): Sent<PreferencesWish>,
) -> Result<Json<CustomerView>, Problem> {
    let invalid = |error: &dyn std::fmt::Display| Problem::new(Code::Invalid, error.to_string());
    let name = wish.name.as_deref().map(PersonName::parse).transpose();
    let hours = wish.quiet_hours.map(QuietHoursView::hours).transpose();
    let hours = hours.map_err(|error| invalid(&error))?;
    let channels = |channels: Vec<ChannelView>| {
        let channels = channels.into_iter();
        channels.map(delivery::notice::Channel::from).collect()
    };
    let change = PreferenceChange {
        name: name.map_err(|error| invalid(&error))?,
        language: wish.language,
        transactional: wish.transactional.map(channels),
        progress: wish.progress.map(channels),
        quiet_hours: match hours {
            Some(hours) => Some(Some(hours)),
            None => wish.no_quiet_hours.then_some(None),
        },
        whatsapp_opt_in: wish.whatsapp_opt_in,
    };
    let delivery = rest.delivery();
    let customer = delivery.prefer(&me.store, &me.customer, change).await?;
    let language = customer.preferences.language;
    if language != me.session.language {
        let session = Session {
            language,
            ..(*me.session).clone()
        };
        rest.sessions()
            .change(rest.delivery(), &me.token, session)
            .await?;
    }
    Ok(Json(CustomerView::of(&customer)))
}
