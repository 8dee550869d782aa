//! The drawing as SVG text.
//!
//! Colours are custom properties, so that one file follows the reader's light or dark scheme, and
//! a page that embeds it can set its own. Every shape also carries its light colour as an
//! attribute, for renderers that know no custom properties: word processors, converters to PDF.

use std::fmt::{Display, Write as _};

use super::Theme;
use super::layout::{
    BADGE_WIDTH, CARD_TEXT_LEFT, CARD_TEXT_RIGHT, CORNER, HEADER_HEIGHT, LABEL_LINE, LABEL_PADDING,
    LABEL_WIDTH_MAX, Label, Layout, MARKER, Point, Rect, ScopeLayout, Stroke,
};
use super::model::{Card, EdgeKind, Graph, Icon, Node, ScopeGraph};
use super::text;

const FONTS: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// A colour of the drawing: its custom property, and its values on light and on dark paper.
#[derive(Clone, Copy)]
struct Colour {
    name: &'static str,
    light: &'static str,
    dark: &'static str,
}

macro_rules! palette {
    ($($constant:ident $name:literal $light:literal $dark:literal;)*) => {
        $(const $constant: Colour = Colour { name: $name, light: $light, dark: $dark };)*
        const PALETTE: &[Colour] = &[$($constant),*];
    };
}

palette! {
    PAPER "paper" "#ffffff" "#0f141b";
    CARD "card" "#ffffff" "#1a212b";
    BORDER "border" "#d3d9e2" "#354050";
    TINT "tint" "#f4f7fa" "#141b24";
    TEXT "text" "#1b2430" "#e6eaf0";
    MUTED "muted" "#667085" "#96a2b3";
    EDGE "edge" "#8c97a6" "#738094";
    CATCH "catch" "#c2600e" "#f0a35e";
    CATCH_BORDER "catch-border" "#f1cfab" "#5f4022";
    CATCH_CARD "catch-card" "#fff8f0" "#2a2017";
    TASK "task" "#3b5bdb" "#91a7ff";
    CHOICE "choice" "#a16207" "#e6b95c";
    WAIT "wait" "#7c4dbe" "#c0a1f0";
    PASS "pass" "#667085" "#a3afbf";
    SUCCEED "succeed" "#15803d" "#6fcf8e";
    FAIL "fail" "#c0322b" "#f58b84";
    PARALLEL "parallel" "#0e7490" "#67c8de";
    MAP "map" "#0f766e" "#6ad1c4";
}

/// The drawing of `graph` where `layout` puts everything.
pub(super) fn render(graph: &Graph, layout: &Layout, theme: Theme) -> String {
    let mut page = Page {
        out: String::new(),
        theme,
    };
    let (width, height) = (layout.size.width.ceil(), layout.size.height.ceil());
    let _ = write!(
        page.out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="asl-graph" role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{FONTS}">
<title>{}</title>
<desc>{}</desc>
"#,
        Escaped(&graph.title),
        Escaped(&graph.description),
    );
    page.style_sheet();
    let _ = writeln!(
        page.out,
        r#"<rect width="{width}" height="{height}"{}/>"#,
        page.fill(PAPER)
    );
    for &at in &layout.outer_first {
        page.scope(&graph.scopes[at], &layout.scopes[at]);
    }
    page.out.push_str("</svg>\n");
    page.out
}

/// The drawing so far.
struct Page {
    out: String,
    theme: Theme,
}

impl Page {
    /// The custom properties, and a class for each of them that has it as `color`.
    fn style_sheet(&mut self) {
        let properties = |dark: bool| {
            PALETTE.iter().fold(String::new(), |mut text, colour| {
                let value = if dark { colour.dark } else { colour.light };
                let _ = write!(text, "--asl-{}:{value};", colour.name);
                text
            })
        };
        self.out.push_str("<style>\n");
        let dark = self.theme == Theme::Dark;
        let _ = writeln!(self.out, ".asl-graph{{{}}}", properties(dark));
        if self.theme == Theme::Auto {
            let _ = writeln!(
                self.out,
                "@media screen and (prefers-color-scheme:dark){{.asl-graph{{{}}}}}",
                properties(true)
            );
        }
        for colour in PALETTE {
            let name = colour.name;
            let _ = writeln!(
                self.out,
                ".asl-graph .f-{name}{{fill:var(--asl-{name})}}.asl-graph .s-{name}{{stroke:var(--asl-{name})}}"
            );
        }
        self.out.push_str("</style>\n");
    }

    fn value(&self, colour: Colour) -> &'static str {
        match self.theme {
            Theme::Auto | Theme::Light => colour.light,
            Theme::Dark => colour.dark,
        }
    }

    /// The attributes that fill a shape.
    fn fill(&self, fill: Colour) -> String {
        format!(r#" class="f-{}" fill="{}""#, fill.name, self.value(fill))
    }

    /// The attributes that outline a shape.
    fn outline(&self, stroke: Colour) -> String {
        format!(
            r#" class="s-{}" fill="none" stroke="{}""#,
            stroke.name,
            self.value(stroke)
        )
    }

    /// The attributes of a shape with a fill and an outline.
    fn paint(&self, fill: Colour, stroke: Colour) -> String {
        format!(
            r#" class="f-{} s-{}" fill="{}" stroke="{}""#,
            fill.name,
            stroke.name,
            self.value(fill),
            self.value(stroke)
        )
    }

    fn scope(&mut self, graph: &ScopeGraph, layout: &ScopeLayout) {
        for (node, &rect) in graph.nodes.iter().zip(&layout.nodes) {
            if let Node::Container(..) = node {
                let paint = self.paint(TINT, BORDER);
                self.rounded(rect, 12.0, &paint);
            }
        }
        self.divisions(&layout.divisions);
        for kind in [EdgeKind::Flow, EdgeKind::Catch] {
            self.strokes(
                layout.strokes.iter().filter(|stroke| stroke.kind == kind),
                kind,
            );
        }
        for label in &layout.labels {
            self.label(label);
        }
        for (node, &rect) in graph.nodes.iter().zip(&layout.nodes) {
            match node {
                Node::Start => self.start(rect),
                Node::End => self.end(rect),
                Node::Card(card) => self.card(card, rect),
                Node::Container(card, _) => self.header(card, rect),
                Node::Jump(note) => self.jump(note, rect),
            }
        }
    }

    fn rounded(&mut self, rect: Rect, radius: f64, attributes: &str) {
        let Rect { at, size } = rect;
        let _ = writeln!(
            self.out,
            r#"<rect x="{}" y="{}" width="{}" height="{}" rx="{radius}"{attributes}/>"#,
            Pixels(at.x),
            Pixels(at.y),
            Pixels(size.width),
            Pixels(size.height),
        );
    }

    fn divisions(&mut self, divisions: &[(Point, Point)]) {
        if divisions.is_empty() {
            return;
        }
        let mut path = String::new();
        for (from, to) in divisions {
            let _ = write!(path, "M{from}L{to}");
        }
        let attributes = self.outline(BORDER);
        let _ = writeln!(
            self.out,
            r#"<path d="{path}" stroke-dasharray="3 4"{attributes}/>"#
        );
    }

    fn strokes<'s>(&mut self, strokes: impl Iterator<Item = &'s Stroke>, kind: EdgeKind) {
        let mut lines = String::new();
        let mut arrows = String::new();
        for stroke in strokes {
            lines.push_str("<path d=\"");
            trace(&mut lines, stroke);
            lines.push_str("\"/>\n");
            if stroke.arrow {
                arrow_head(&mut arrows, &stroke.points);
            }
        }
        if lines.is_empty() {
            return;
        }
        let (colour, dashes) = match kind {
            EdgeKind::Flow => (EDGE, ""),
            EdgeKind::Catch => (CATCH, r#" stroke-dasharray="5 4""#),
        };
        let outline = self.outline(colour);
        let fill = self.fill(colour);
        let _ = writeln!(
            self.out,
            "<g stroke-width=\"1.5\"{dashes}{outline}>\n{lines}</g>\n<path d=\"{arrows}\"{fill}/>"
        );
    }

    fn label(&mut self, label: &Label) {
        let (card, border, colour) = match label.kind {
            EdgeKind::Flow => (CARD, BORDER, MUTED),
            EdgeKind::Catch => (CATCH_CARD, CATCH_BORDER, CATCH),
        };
        let _ = write!(self.out, "<g><title>{}</title>", Escaped(&label.tooltip));
        let radius = if label.lines.len() > 1 { 8.0 } else { 10.5 };
        let paint = self.paint(card, border);
        self.rounded(label.rect, radius, &paint);
        let middle = label.rect.at.x + label.rect.size.width / 2.0;
        let mut y = label.rect.at.y + LABEL_PADDING.height / 2.0 + LABEL_LINE - 4.0;
        for line in &label.lines {
            let place = Point { x: middle, y };
            self.text(
                line,
                place,
                text::LABEL.size,
                colour,
                r#" text-anchor="middle""#,
            );
            y += LABEL_LINE;
        }
        self.out.push_str("</g>\n");
    }

    fn text(&mut self, text: &str, at: Point, size: f64, colour: Colour, attributes: &str) {
        let _ = write!(
            self.out,
            r#"<text x="{}" y="{}" font-size="{size}"{attributes}{}>{}</text>"#,
            Pixels(at.x),
            Pixels(at.y),
            self.fill(colour),
            Escaped(text),
        );
    }

    fn start(&mut self, rect: Rect) {
        let attributes = self.fill(MUTED);
        self.circle(rect, MARKER / 2.0 - 1.0, &attributes);
    }

    fn end(&mut self, rect: Rect) {
        let outline = self.outline(MUTED);
        self.circle(
            rect,
            MARKER / 2.0 - 1.0,
            &format!(r#" stroke-width="1.5"{outline}"#),
        );
        let fill = self.fill(MUTED);
        self.circle(rect, MARKER / 2.0 - 4.0, &fill);
    }

    fn circle(&mut self, rect: Rect, radius: f64, attributes: &str) {
        let _ = writeln!(
            self.out,
            r#"<circle cx="{}" cy="{}" r="{radius}"{attributes}/>"#,
            Pixels(rect.at.x + rect.size.width / 2.0),
            Pixels(rect.at.y + rect.size.height / 2.0),
        );
    }

    fn card(&mut self, card: &Card, rect: Rect) {
        let paint = self.paint(CARD, BORDER);
        self.out.push_str("<g>");
        self.rounded(rect, 10.0, &paint);
        self.header(card, rect);
        self.out.push_str("</g>\n");
    }

    /// A state's icon, name, work and retries, at the top of its box.
    fn header(&mut self, card: &Card, rect: Rect) {
        let Point { x, y } = rect.at;
        let _ = writeln!(self.out, "<g><title>{}</title>", Escaped(&card.tooltip));
        self.icon(
            card.icon,
            Point {
                x: x + 12.0,
                y: y + 12.0,
            },
        );
        let room = rect.size.width - CARD_TEXT_LEFT - CARD_TEXT_RIGHT;
        let mut title_room = room;
        if let Some(retries) = card.retries {
            title_room -= BADGE_WIDTH;
            let right = x + rect.size.width - CARD_TEXT_RIGHT;
            self.retries(
                retries,
                Point {
                    x: right,
                    y: y + 23.0,
                },
            );
        }
        let left = x + CARD_TEXT_LEFT;
        let bold = r#" font-weight="600""#;
        let title = text::TITLE.fit(&card.title, title_room);
        self.text(
            &title,
            Point {
                x: left,
                y: y + 23.0,
            },
            text::TITLE.size,
            TEXT,
            bold,
        );
        let detail = text::DETAIL.fit(&card.detail, room);
        let below = Point {
            x: left,
            y: y + HEADER_HEIGHT - 13.0,
        };
        self.text(&detail, below, text::DETAIL.size, MUTED, "");
        self.out.push_str("</g>\n");
    }

    fn icon(&mut self, icon: Icon, at: Point) {
        let (colour, path) = match icon {
            Icon::Task => (TASK, "M9 1.5 3.5 9H7.5L7 14.5 12.5 7H8.5Z"),
            Icon::Choice => (CHOICE, "M8 1.5 14.5 8 8 14.5 1.5 8Z"),
            Icon::Wait => (
                WAIT,
                "M14.5 8A6.5 6.5 0 1 1 1.5 8A6.5 6.5 0 1 1 14.5 8ZM8 4.5V8L10.5 9.5",
            ),
            Icon::Pass => (PASS, "M2 8H14M10 4 14 8 10 12"),
            Icon::Succeed => (SUCCEED, "M2.5 8.5 6.5 12.5 13.5 4"),
            Icon::Fail => (FAIL, "M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5"),
            Icon::Parallel => (PARALLEL, "M3 2.5V13.5M8 2.5V13.5M13 2.5V13.5"),
            Icon::Map => (MAP, "M8 2 14 5 8 8 2 5ZM2 8 8 11 14 8M2 11 8 14 14 11"),
        };
        let (fill, outline) = (self.fill(colour), self.outline(colour));
        let _ = writeln!(
            self.out,
            r#"<g transform="translate({} {})"><rect width="28" height="28" rx="7" fill-opacity=".12"{fill}/><path transform="translate(6 6)" d="{path}" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"{outline}/></g>"#,
            Pixels(at.x),
            Pixels(at.y),
        );
    }

    /// A circling arrow and how often, ending at `right`.
    fn retries(&mut self, retries: u32, right: Point) {
        let count = if retries > 99 {
            "99+".to_owned()
        } else {
            retries.to_string()
        };
        let left = right.x - text::DETAIL.width(&count) - 14.0;
        let end = r#" text-anchor="end""#;
        self.text(&count, right, text::DETAIL.size, MUTED, end);
        let outline = self.outline(MUTED);
        let _ = writeln!(
            self.out,
            r#"<path transform="translate({} {})" d="M9.6 4A4.2 4.2 0 1 0 9.7 7.2M9.8 1.4V4.1H7.1" stroke-width="1.2" stroke-linecap="round" stroke-linejoin="round"{outline}/>"#,
            Pixels(left),
            Pixels(right.y - 9.5),
        );
    }

    fn jump(&mut self, note: &str, rect: Rect) {
        let note = text::LABEL.fit(note, LABEL_WIDTH_MAX);
        let paint = self.paint(CARD, BORDER);
        self.rounded(rect, 10.5, &paint);
        let place = Point {
            x: rect.at.x + rect.size.width / 2.0,
            y: rect.at.y + LABEL_PADDING.height / 2.0 + LABEL_LINE - 4.0,
        };
        self.text(
            &note,
            place,
            text::LABEL.size,
            MUTED,
            r#" text-anchor="middle""#,
        );
        self.out.push('\n');
    }
}

/// Writes the path of a line with round corners. A line with an arrow ends within the arrow.
fn trace(path: &mut String, stroke: &Stroke) {
    let [first, middle @ .., last] = stroke.points.as_slice() else {
        return;
    };
    let _ = write!(path, "M{first}");
    let mut before = *first;
    for (at, &corner) in middle.iter().enumerate() {
        let after = middle.get(at + 1).copied();
        // A corner may use all of a stretch that ends the line, and half of one between corners.
        let room_before = distance(before, corner) / if at == 0 { 1.0 } else { 2.0 };
        let room_after = match after {
            Some(after) => distance(corner, after) / 2.0,
            None => distance(corner, *last),
        };
        let radius = CORNER.min(room_before).min(room_after);
        let start = towards(corner, before, radius);
        let end = towards(corner, after.unwrap_or(*last), radius);
        let _ = write!(path, "L{start}Q{corner} {end}");
        before = corner;
    }
    let shortened = if stroke.arrow { 5.0 } else { 0.0 };
    let _ = write!(path, "L{}", towards(*last, before, shortened));
}

fn arrow_head(path: &mut String, points: &[Point]) {
    let [.., before, tip] = points else {
        return;
    };
    let base = towards(*tip, *before, 7.0);
    let (x, y) = ((tip.x - base.x) * 0.55, (tip.y - base.y) * 0.55);
    let corner = |sign: f64| Point {
        x: base.x - sign * y,
        y: base.y + sign * x,
    };
    let _ = write!(path, "M{tip}L{}L{}Z", corner(1.0), corner(-1.0));
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// The point `length` away from `from`, towards `to`.
fn towards(from: Point, to: Point, length: f64) -> Point {
    let whole = distance(from, to);
    let part = if whole > 0.0 { length / whole } else { 0.0 };
    Point {
        x: from.x + (to.x - from.x) * part,
        y: from.y + (to.y - from.y) * part,
    }
}

/// A length with at most one digit behind the point.
struct Pixels(f64);

impl Display for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rounded = (self.0 * 10.0).round() / 10.0;
        // No `-0`.
        write!(f, "{}", rounded + 0.0)
    }
}

/// As a path has it: `12 34.5`.
impl Display for Point {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", Pixels(self.x), Pixels(self.y))
    }
}

/// Text as XML has it. Characters that XML does not allow are replaced.
struct Escaped<'t>(&'t str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\t' | '\n' | '\r' => f.write_char(c)?,
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
