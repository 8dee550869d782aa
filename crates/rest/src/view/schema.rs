//! What identifiers, money and closed lists look like in the document.

use assistant::scenario::coupon::CouponState;
use delivery::identifier::IDENTIFIER_LENGTH_MAX;
use delivery::notice::Language;
use delivery::{Reason, Status};
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType, Type};

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}

fn one_of<'n>(names: impl IntoIterator<Item = &'n str>) -> Object {
    let names: Vec<&str> = names.into_iter().collect();
    text().enum_values(Some(names)).build()
}

/// What something is known by.
pub(crate) fn identifier() -> Object {
    text()
        .min_length(Some(1))
        .max_length(Some(IDENTIFIER_LENGTH_MAX))
        .pattern(Some("^[A-Za-z0-9_-]+$"))
        .build()
}

/// A minute of the day.
pub(crate) fn minute_of_day() -> Object {
    text()
        .pattern(Some("^([01][0-9]|2[0-3]):[0-5][0-9]$"))
        .build()
}

/// What staff sign in with.
pub(crate) fn staff_name() -> Object {
    text()
        .min_length(Some(1))
        .max_length(Some(delivery::people::staff::STAFF_NAME_LENGTH_MAX))
        .pattern(Some("^[A-Za-z0-9._-]+$"))
        .build()
}

/// What an experiment is called.
pub(crate) fn experiment_name() -> Object {
    text()
        .min_length(Some(1))
        .max_length(Some(assistant::scenario::experiment::NAME_CHARS_MAX))
        .pattern(Some("^[a-z0-9-]+$"))
        .build()
}

/// Which coupon.
pub(crate) fn coupon_id() -> Object {
    text().pattern(Some("^[0-9a-f]{32}$")).build()
}

/// How far a coupon is.
pub(crate) fn coupon_state() -> Object {
    one_of(CouponState::ALL.map(CouponState::name))
}

/// A secret.
pub(crate) fn token() -> Object {
    text().pattern(Some("^[A-Za-z0-9_-]{43}$")).build()
}

/// Money that is paid: minor units.
pub(crate) fn price() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .description(Some("Minor units of the store's currency: centavos"))
        .minimum(Some(0))
        .maximum(Some(PRICE_MAX))
        .build()
}

/// A difference of money: minor units.
pub(crate) fn difference() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .description(Some(
            "Minor units of the store's currency; less than nothing goes back",
        ))
        .build()
}

/// No amount is sent that is larger: a hundred thousand of the currency.
pub(crate) const PRICE_MAX: i64 = 10_000_000;

/// Where an order is.
pub(crate) fn status() -> Object {
    one_of(Status::ALL.map(Status::name))
}

/// Why an order ends, or a step fails.
pub(crate) fn reason() -> Object {
    one_of(Reason::ALL.map(Reason::name))
}

/// A language.
pub(crate) fn language() -> Object {
    one_of(Language::ALL.map(Language::tag))
}
