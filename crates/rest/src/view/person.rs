//! Customers, to themselves, and staff.

use std::collections::BTreeSet;

use delivery::customer::Customer;
use delivery::notice::{Language, QuietHours};
use delivery::people::{Role, StaffMember, StaffName, Token};
use delivery::{CourierId, CustomerId, Phone, StoreId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::message::ChannelView;
use super::schema;

/// When somebody wants to be left alone: times of the day, every day.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct QuietHoursView {
    /// `22:00`
    #[schema(value_type = String, format = "time", example = "22:00:00")]
    from: jiff::civil::Time,
    /// `08:00`
    #[schema(value_type = String, format = "time", example = "08:00:00")]
    to: jiff::civil::Time,
}

impl QuietHoursView {
    pub(crate) fn hours(self) -> Result<QuietHours, delivery::notice::EmptyQuietHours> {
        QuietHours::new(self.from, self.to)
    }

    fn of(hours: QuietHours) -> Option<QuietHoursView> {
        let stored = serde_json::to_value(hours).ok()?;
        serde_json::from_value(stored).ok()
    }
}

/// What somebody wants to be told, how and when.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreferencesView {
    /// In which language.
    #[schema(schema_with = schema::language)]
    language: Language,
    /// On which channels they want what they must know.
    transactional: BTreeSet<ChannelView>,
    /// On which channels they want to hear of progress.
    progress: BTreeSet<ChannelView>,
    /// When they want to be left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    quiet_hours: Option<QuietHoursView>,
    /// Whether they want messages by WhatsApp.
    whatsapp_opt_in: bool,
}

/// A customer, to themselves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomerView {
    /// Who.
    #[schema(schema_with = schema::identifier)]
    id: CustomerId,
    /// At which store.
    #[schema(schema_with = schema::identifier)]
    store: StoreId,
    /// How they are addressed.
    name: String,
    /// For messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// For mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// What they want to be told.
    preferences: PreferencesView,
    /// Since when they are known.
    since: Timestamp,
}

impl CustomerView {
    pub(crate) fn of(customer: &Customer) -> CustomerView {
        let preferences = &customer.preferences;
        let channels = |channels: &BTreeSet<delivery::notice::Channel>| {
            channels.iter().map(|channel| (*channel).into()).collect()
        };
        CustomerView {
            id: customer.id.clone(),
            store: customer.store.clone(),
            name: customer.name.clone(),
            phone: customer.phone.as_ref().map(Phone::written),
            email: customer
                .email
                .as_ref()
                .map(|email| email.as_str().to_owned()),
            preferences: PreferencesView {
                language: preferences.language,
                transactional: channels(&preferences.transactional),
                progress: channels(&preferences.progress),
                quiet_hours: preferences.quiet_hours.and_then(QuietHoursView::of),
                whatsapp_opt_in: customer.whatsapp_opt_in,
            },
            since: customer.since,
        }
    }
}

/// A customer who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CustomerSessionView {
    /// What is shown from now on.
    #[schema(schema_with = schema::token)]
    token: String,
    /// Until when it holds.
    until: Timestamp,
    /// Who.
    customer: CustomerView,
}

impl CustomerSessionView {
    pub(crate) fn of(token: &Token, until: Timestamp, customer: &Customer) -> Self {
        CustomerSessionView {
            token: token.reveal().to_owned(),
            until,
            customer: CustomerView::of(customer),
        }
    }
}

/// What somebody does for a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RoleName {
    /// Looks after everything.
    Operator,
    /// Takes orders and has them made.
    Clerk,
    /// Brings them.
    Courier,
}

impl RoleName {
    pub(crate) fn of(role: &Role) -> RoleName {
        match role {
            Role::Operator => RoleName::Operator,
            Role::Clerk => RoleName::Clerk,
            Role::Courier { .. } => RoleName::Courier,
        }
    }
}

/// Somebody of the staff who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffSessionView {
    /// What is shown from now on.
    #[schema(schema_with = schema::token)]
    token: String,
    /// Until when it holds.
    until: Timestamp,
    /// Who.
    #[schema(schema_with = schema::staff_name)]
    name: StaffName,
    /// As what.
    role: RoleName,
    /// At which store.
    #[schema(schema_with = schema::identifier)]
    store: StoreId,
}

impl StaffSessionView {
    pub(crate) fn of(
        token: &Token,
        until: Timestamp,
        name: StaffName,
        role: &Role,
        store: StoreId,
    ) -> Self {
        StaffSessionView {
            token: token.reveal().to_owned(),
            until,
            name,
            role: RoleName::of(role),
            store,
        }
    }
}

/// Somebody of the staff.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffView {
    /// What they sign in with.
    #[schema(schema_with = schema::staff_name)]
    name: StaffName,
    /// What they do.
    role: RoleName,
    /// Which courier they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    courier: Option<CourierId>,
    /// Since when.
    since: Timestamp,
}

impl StaffView {
    pub(crate) fn of(member: &StaffMember) -> StaffView {
        StaffView {
            name: member.name.clone(),
            role: RoleName::of(&member.role),
            courier: match &member.role {
                Role::Courier { courier } => Some(courier.clone()),
                Role::Operator | Role::Clerk => None,
            },
            since: member.since,
        }
    }
}
