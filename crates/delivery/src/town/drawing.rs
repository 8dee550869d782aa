//! The map of the town as an SVG, from the same graph that couriers are routed on.
//!
//! A unit is a metre, so that a route, a courier and a pin are drawn over it as they are. How
//! things look is left to a style sheet: each has a class, [`STYLE`] is one for a page that has
//! none.

use std::fmt::Write as _;

use super::{Area, AreaKind, Point, RoadClass, Route, Street, Town};

/// Metres of land around the streets.
const MARGIN: f64 = 90.0;

/// The shortest stretch of street that bears its name, in metres for each letter.
const METRES_A_LETTER: f64 = 13.0;

/// Water with more corners than this is a river.
const RIVER_CORNERS_MIN: usize = 40;

/// How the map looks: a warm day. Widths are in metres.
pub const STYLE: &str = "\
.land{fill:#f4efe6}.park{fill:#cfe5bd}.square{fill:#eadfc6}.water{fill:#a9d0e6}\
.road{fill:none;stroke-linecap:round;stroke-linejoin:round}\
.casing{stroke:#d8cdb8}.casing.avenue{stroke:#d9b36a;stroke-width:25}\
.casing.street{stroke-width:16}.casing.lane{stroke-width:12}\
.surface{stroke:#fff}.surface.avenue{stroke:#fde7b0;stroke-width:19}\
.surface.street{stroke-width:11}.surface.lane{stroke-width:7}\
.bridge{fill:none;stroke:#8f8371;stroke-width:31}\
.name{font:600 20px system-ui,sans-serif;fill:#7b705e;text-anchor:middle;\
paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round}\
.name.park{fill:#4f7f3f}.name.square{fill:#8a7448}.name.water{fill:#3f7d9e;font-style:italic}\
.route{fill:none;stroke:#2f6fed;stroke-width:16;stroke-linecap:round;stroke-linejoin:round}\
.route.done{stroke:#9db8ea}";

impl Town {
    /// The box that the map fills, as SVG wants it: left, top, width and height in metres.
    pub fn view_box(&self) -> [f64; 4] {
        let (low, high) = self.extent();
        [
            low.x - MARGIN,
            low.y - MARGIN,
            high.x - low.x + 2.0 * MARGIN,
            high.y - low.y + 2.0 * MARGIN,
        ]
    }

    /// The map, without the enclosing `<svg>`: land, water, parks, streets by class, names.
    pub fn map(&self) -> String {
        let [left, top, width, height] = self.view_box();
        let mut svg = format!(
            "<rect class=\"land\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>"
        );
        for area in &self.areas {
            let (class, d) = (kind_class(area.kind), smooth(&area.outline));
            let _ = write!(svg, "<path class=\"{class}\" d=\"{d}\"/>");
        }
        let bridges = self.bridges.iter().map(|bridge| {
            let edge = &self.edges[usize::from(bridge.edge.0)];
            course(&[
                self.nodes[usize::from(edge.from)],
                self.nodes[usize::from(edge.to)],
            ])
        });
        let _ = write!(
            svg,
            "<path class=\"bridge\" d=\"{}\"/>",
            bridges.collect::<String>()
        );
        for layer in ["casing", "surface"] {
            for class in [RoadClass::Lane, RoadClass::Street, RoadClass::Avenue] {
                let streets = self.streets.iter().filter(|street| street.class == class);
                let d: String = streets.map(|street| course(&street.points)).collect();
                let name = road_class(class);
                let _ = write!(svg, "<path class=\"road {layer} {name}\" d=\"{d}\"/>");
            }
        }
        for street in self
            .streets
            .iter()
            .filter(|street| street.class == RoadClass::Avenue)
        {
            svg.push_str(&street_name(street));
        }
        for (at, area) in self.areas.iter().enumerate() {
            // What lies upon it, such as a lake in a park, has the place of its name.
            let (middle, _) = middle_of(area);
            let covered = |above: &Area| Town::within(&above.outline, middle);
            if !self.areas[at + 1..].iter().any(covered) {
                svg.push_str(&area_name(area));
            }
        }
        svg
    }

    /// The map as a picture of its own.
    pub fn svg(&self) -> String {
        let [left, top, width, height] = self.view_box();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left} {top} {width} {height}\">\
             <style>{STYLE}</style>{}</svg>",
            self.map()
        )
    }
}

impl Route {
    /// Its course, as the `d` of an SVG path on the map.
    pub fn path(&self) -> String {
        course(&self.points)
    }
}

fn kind_class(kind: AreaKind) -> &'static str {
    match kind {
        AreaKind::Water => "water",
        AreaKind::Park => "park",
        AreaKind::Square => "square",
    }
}

fn road_class(class: RoadClass) -> &'static str {
    match class {
        RoadClass::Avenue => "avenue",
        RoadClass::Street => "street",
        RoadClass::Lane => "lane",
    }
}

fn course(points: &[Point]) -> String {
    let mut d = String::new();
    for (at, point) in points.iter().enumerate() {
        let _ = write!(
            d,
            "{}{} {}",
            if at == 0 { 'M' } else { 'L' },
            point.x,
            point.y
        );
    }
    d
}

/// An outline through the middles of its sides, with its corners rounded; of few corners, as it is.
fn smooth(outline: &[Point]) -> String {
    if outline.len() < 8 {
        return course(outline) + "Z";
    }
    let middle =
        |at: usize| outline[at % outline.len()].towards(outline[(at + 1) % outline.len()], 0.5);
    let start = middle(outline.len() - 1);
    let mut d = format!("M{} {}", start.x, start.y);
    for (at, corner) in outline.iter().enumerate() {
        let end = middle(at);
        let _ = write!(d, "Q{} {} {} {}", corner.x, corner.y, end.x, end.y);
    }
    d + "Z"
}

/// The name of a street along it, on the straightest of its stretches that it fits.
fn street_name(street: &Street) -> String {
    let letters = street.name.chars().count();
    // Names are short.
    #[allow(clippy::cast_precision_loss)]
    let wanted = letters as f64 * METRES_A_LETTER;
    let mut best: Option<(f64, Point, Point)> = None;
    for (at, &from) in street.points.iter().enumerate() {
        let mut along = 0.0;
        for ends in street.points[at..].windows(2) {
            along += ends[0].distance(ends[1]);
            let straight = from.distance(ends[1]) / along;
            if along >= wanted {
                if best.is_none_or(|(straightest, ..)| straight > straightest) {
                    best = Some((straight, from, ends[1]));
                }
                break;
            }
        }
    }
    let Some((_, from, to)) = best else {
        return String::new();
    };
    // Read from the left to the right.
    let (from, to) = if from.x <= to.x {
        (from, to)
    } else {
        (to, from)
    };
    let middle = from.towards(to, 0.5);
    let turn = (to.y - from.y).atan2(to.x - from.x).to_degrees().round();
    format!(
        "<text class=\"name\" transform=\"translate({} {})rotate({turn})\" dy=\".35em\">{}</text>",
        middle.x, middle.y, street.name
    )
}

/// Where the name of an area is, and the angle at which it is written.
fn middle_of(area: &Area) -> (Point, f64) {
    let count = area.outline.len();
    if area.kind == AreaKind::Water && count > RIVER_CORNERS_MIN {
        // A river's outline goes along one bank, and back along the other.
        let at = count * 13 / 48;
        let (here, across) = (area.outline[at], area.outline[count - 1 - at]);
        let further = area.outline[at + 1];
        let turn = (here.y - further.y)
            .atan2(here.x - further.x)
            .to_degrees()
            .round();
        return (here.towards(across, 0.5), turn);
    }
    // At most dozens of corners.
    #[allow(clippy::cast_precision_loss)]
    let share = 1.0 / count.max(1) as f64;
    let sum = area
        .outline
        .iter()
        .fold(Point::default(), |sum, corner| Point {
            x: sum.x + corner.x * share,
            y: sum.y + corner.y * share,
        });
    (
        Point {
            x: sum.x.round(),
            y: sum.y.round(),
        },
        0.0,
    )
}

fn area_name(area: &Area) -> String {
    let (class, name) = (kind_class(area.kind), &area.name);
    let (Point { x, y }, turn) = middle_of(area);
    format!(
        "<text class=\"name {class}\" transform=\"translate({x} {y})rotate({turn})\" \
         dy=\".35em\">{name}</text>"
    )
}
