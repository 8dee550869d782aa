//! When and where.

use delivery::delivery::Courier;
use delivery::eta::Window;
use delivery::order::Address;
use delivery::town::Point;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// From when until when something is expected.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct WindowView {
    /// Not before.
    from: Timestamp,
    /// Not after.
    to: Timestamp,
}

impl From<Window> for WindowView {
    fn from(Window { from, to }: Window) -> WindowView {
        WindowView { from, to }
    }
}

impl From<WindowView> for Window {
    fn from(WindowView { from, to }: WindowView) -> Window {
        Window { from, to }
    }
}

/// Somewhere on the town's plane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct PointView {
    /// Metres to the east of the town's origin.
    #[schema(minimum = -100_000, maximum = 100_000)]
    x: f64,
    /// Metres to the south of it.
    #[schema(minimum = -100_000, maximum = 100_000)]
    y: f64,
}

/// Nothing of a town is further from its origin, in metres.
const PLANE_METRES_MAX: f64 = 100_000.0;

/// To a tenth: nobody knows better where a courier is, and DynamoDB keeps no number between 0 and
/// 1e-130.
pub(crate) fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

impl PointView {
    /// The point, if it is on the plane at all.
    pub(crate) fn point(self) -> Option<Point> {
        let PointView { x, y } = self;
        let fits = |metres: f64| metres.abs() <= PLANE_METRES_MAX;
        let (x, y) = (tenths(x), tenths(y));
        (fits(x) && fits(y)).then_some(Point { x, y })
    }
}

impl From<Point> for PointView {
    fn from(Point { x, y }: Point) -> PointView {
        PointView { x, y }
    }
}

/// Where an order goes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddressView {
    /// `Rua das Acácias, 120`
    line: String,
    /// `apto 42`
    #[serde(skip_serializing_if = "Option::is_none")]
    complement: Option<String>,
    /// `o portão é o azul`
    #[serde(skip_serializing_if = "Option::is_none")]
    instructions: Option<String>,
    /// Where that is.
    point: PointView,
}

impl AddressView {
    pub(crate) fn of(address: &Address) -> AddressView {
        AddressView {
            line: address.line.clone(),
            complement: address.complement.clone(),
            instructions: address.instructions.clone(),
            point: address.point.into(),
        }
    }
}

/// Where a courier is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct WhereView {
    /// There.
    point: PointView,
    /// In which direction they go: degrees from north, clockwise.
    heading: f64,
    /// When that was.
    seen_at: Timestamp,
}

impl WhereView {
    pub(crate) fn of(courier: &Courier) -> WhereView {
        WhereView {
            point: courier.point.into(),
            heading: courier.heading,
            seen_at: courier.seen_at,
        }
    }
}
