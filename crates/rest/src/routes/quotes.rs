//! What it would cost, and when it would come.

use axum::Json;
use axum::extract::State;
use delivery::delivery::{AddressWish, Cart, CartLine, Quoted};
use delivery::fee::{FeePart, FeeReason};
use delivery::{ItemId, Money, OptionId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::CustomerCaller;
use crate::input::Sent;
use crate::problem::Problem;
use crate::rest::Rest;
use crate::view::money::LineView;
use crate::view::place::WindowView;
use crate::view::schema;

/// One thing of a cart.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CartLineWish {
    /// What.
    #[schema(schema_with = schema::identifier)]
    item: ItemId,
    /// How many.
    #[schema(minimum = 1, maximum = 50)]
    quantity: u32,
    /// How.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 20)]
    options: Vec<OptionId>,
    /// How, in words.
    #[schema(max_length = 140)]
    note: Option<String>,
}

/// What somebody would order.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CartWish {
    /// What.
    #[schema(min_items = 1, max_items = 40)]
    lines: Vec<CartLineWish>,
}

impl CartWish {
    pub(crate) fn cart(self) -> Cart {
        let lines = self.lines.into_iter().map(|line| CartLine {
            item: line.item,
            quantity: line.quantity,
            options: line.options,
            note: line.note,
        });
        Cart {
            lines: lines.collect(),
        }
    }
}

/// Where something goes.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AddressBody {
    /// Street and number.
    #[schema(min_length = 3, max_length = 200, example = "Rua das Acácias, 120")]
    line: String,
    /// How to find the door.
    #[schema(max_length = 280, example = "apto 42")]
    complement: Option<String>,
    /// What the courier should know.
    #[schema(max_length = 280)]
    instructions: Option<String>,
}

impl AddressBody {
    pub(crate) fn wish(self) -> AddressWish {
        AddressWish {
            line: self.line,
            complement: self.complement,
            instructions: self.instructions,
        }
    }
}

/// What somebody would like to know the price of.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct QuoteWish {
    /// What.
    cart: CartWish,
    /// Where to.
    address: AddressBody,
}

/// What a part of a fee is for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeePartView {
    /// What it is for.
    #[schema(value_type = String)]
    reason_code: FeeReason,
    /// How much; less than nothing is taken off.
    #[schema(schema_with = schema::difference)]
    amount: Money,
}

/// What it would cost, and when it would come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuoteView {
    /// What is ordered with, until it expires.
    quote: String,
    /// Until when it holds.
    expires_at: Timestamp,
    /// What the items come to.
    #[schema(schema_with = schema::price)]
    items: Money,
    /// For the way.
    #[schema(schema_with = schema::price)]
    fee: Money,
    /// What the fee is made of.
    fee_parts: Vec<FeePartView>,
    /// Both.
    #[schema(schema_with = schema::price)]
    total: Money,
    /// When it would come.
    window: WindowView,
    /// How far it is.
    metres: u32,
    /// The address as the town knows it.
    address: String,
    /// What would be ordered, priced.
    lines: Vec<LineView>,
}

impl QuoteView {
    fn of(quoted: &Quoted) -> QuoteView {
        let quote = &quoted.quote;
        let part = |part: &FeePart| FeePartView {
            reason_code: part.reason_code,
            amount: part.amount,
        };
        QuoteView {
            quote: quoted.signed.as_str().to_owned(),
            expires_at: quote.expires_at,
            items: quote.items_total,
            fee: quote.fee.amount,
            fee_parts: quote.fee.parts.iter().map(part).collect(),
            total: quote.total(),
            window: quote.window.into(),
            metres: quote.metres,
            address: quote.address.to_string(),
            lines: LineView::all(&quoted.lines),
        }
    }
}

/// What a cart would cost, brought to an address, and when it would come.
#[utoipa::path(post, path = "/api/quotes", tag = "customer",
    security(("bearer" = ["customer"])),
    request_body = QuoteWish,
    responses((status = 200, body = QuoteView)))]
pub(crate) async fn quote(
    State(rest): State<Rest>,
    me: CustomerCaller,
    Sent(wish): Sent<QuoteWish>,
) -> Result<Json<QuoteView>, Problem> {
    let (cart, address) = (wish.cart.cart(), wish.address.wish());
    let quoted = rest.delivery().quote(&me.store, &cart, &address).await?;
    Ok(Json(QuoteView::of(&quoted)))
}
