//! Customers, to themselves, and staff.

use std::collections::BTreeSet;

use delivery::customer::Customer;
use delivery::notice::{EmptyQuietHours, Language, QuietHours};
use delivery::people::{Role, StaffMember, StaffName, Token};
use delivery::{CourierId, CustomerId, Phone, StoreId};
use jiff::Timestamp;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::message::ChannelView;
use super::schema;
use crate::caller::StaffSession;

/// A minute of the day: `22:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct MinuteOfDay(Time);

/// A text that is no minute of the day.
#[derive(Debug)]
struct NoMinute;

impl std::fmt::Display for NoMinute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("this is no time of the day: write it as 22:00")
    }
}

impl TryFrom<String> for MinuteOfDay {
    type Error = NoMinute;

    fn try_from(text: String) -> Result<MinuteOfDay, NoMinute> {
        let two_digits = |text: &str| {
            let fits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| text.parse().ok()).flatten()
        };
        let (hour, minute) = text.split_once(':').ok_or(NoMinute)?;
        let hour: i8 = two_digits(hour).ok_or(NoMinute)?;
        let minute: i8 = two_digits(minute).ok_or(NoMinute)?;
        let time = Time::new(hour, minute, 0, 0).map_err(|_| NoMinute)?;
        Ok(MinuteOfDay(time))
    }
}

impl From<MinuteOfDay> for String {
    fn from(MinuteOfDay(time): MinuteOfDay) -> String {
        format!("{:02}:{:02}", time.hour(), time.minute())
    }
}

/// When somebody wants to be left alone, every day.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct QuietHoursView {
    /// From then on.
    #[schema(schema_with = schema::minute_of_day)]
    from: MinuteOfDay,
    /// Until then; the next day when that is earlier.
    #[schema(schema_with = schema::minute_of_day)]
    to: MinuteOfDay,
}

impl QuietHoursView {
    pub(crate) fn hours(self) -> Result<QuietHours, EmptyQuietHours> {
        QuietHours::new(self.from.0, self.to.0)
    }

    fn of(hours: QuietHours) -> QuietHoursView {
        QuietHoursView {
            from: MinuteOfDay(hours.from()),
            to: MinuteOfDay(hours.to()),
        }
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
                quiet_hours: preferences.quiet_hours.map(QuietHoursView::of),
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

/// Somebody of the staff who is signed in, without what they show for it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedInStaffView {
    /// Who.
    #[schema(schema_with = schema::staff_name)]
    name: StaffName,
    /// As what.
    role: RoleName,
    /// At which store.
    #[schema(schema_with = schema::identifier)]
    store: StoreId,
    /// Until when it holds.
    until: Timestamp,
}

impl SignedInStaffView {
    pub(crate) fn of(signed_in: &StaffSession) -> SignedInStaffView {
        SignedInStaffView {
            name: signed_in.name.clone(),
            role: RoleName::of(&signed_in.role),
            store: signed_in.session.store.clone(),
            until: signed_in.session.until,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_of_the_day_are_read_as_they_are_written() {
        for text in ["00:00", "22:05", "23:59"] {
            let minute = MinuteOfDay::try_from(text.to_owned()).expect("a minute");
            assert_eq!(String::from(minute), text);
        }
        for text in ["", "24:00", "22:60", "2:00", "22:00:00", "+1:00", "22"] {
            assert!(MinuteOfDay::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
