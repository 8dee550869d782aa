//! The shapes that pictures of dishes are made of.
//!
//! Angles are in degrees, clockwise. A shape is one or a few elements, so that a picture is small.

use std::fmt::Write as _;

/// A picture as it is drawn: 320 by 240, from the back to the front.
pub(super) struct Canvas {
    svg: String,
    /// How the path that is being written ends; paths that look alike are one.
    open: Option<String>,
}

/// The angle between neighbours of a scatter, which leaves no rows: the golden angle.
const GOLDEN: f64 = 137.508;

/// A number with at most one digit behind the point.
fn short(number: f64) -> f64 {
    (number * 10.0).round() / 10.0 + 0.0
}

fn around(x: f64, y: f64, radius: f64, degrees: f64) -> (f64, f64) {
    let (sin, cos) = degrees.to_radians().sin_cos();
    (short(x + cos * radius), short(y + sin * radius))
}

fn pen(width: f64, colour: &str) -> String {
    format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linecap=\"round\"")
}

/// A rectangle with round corners.
fn slab(x: f64, y: f64, half_width: f64, half_height: f64, round: f64) -> String {
    let (width, height) = (2.0 * (half_width - round), 2.0 * (half_height - round));
    let (left, top) = (x - half_width + round, y - half_height);
    format!(
        "M{left} {top}h{width}q{round} 0 {round} {round}v{height}q0 {round} -{round} {round}\
         h-{width}q-{round} 0 -{round} -{round}v-{height}q0 -{round} {round} -{round}"
    )
}

impl Canvas {
    /// A cloth of a colour, with light from the upper left.
    pub(super) fn new(cloth: &str) -> Canvas {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 320 240\">".to_owned();
        let mut canvas = Canvas { svg, open: None };
        canvas.path("M0 0H320V240H0Z", cloth);
        canvas.path("M0 0H320L0 240Z", "#ffffff2a");
        canvas
    }

    pub(super) fn finish(mut self) -> String {
        self.close();
        self.svg.push_str("</svg>");
        self.svg
    }

    fn close(&mut self) {
        if let Some(end) = self.open.take() {
            self.svg.push_str(&end);
        }
    }

    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        self.close();
        // Writing to a text does not fail.
        let _ = self.svg.write_fmt(element);
    }

    fn drawn(&mut self, d: &str, end: String) {
        if self.open.as_ref() != Some(&end) {
            self.put(format_args!("<path d=\""));
            self.open = Some(end);
        }
        self.svg.push_str(d);
    }

    fn path(&mut self, d: &str, fill: &str) {
        self.drawn(d, format!("\" fill=\"{fill}\"/>"));
    }

    fn turned(&mut self, x: f64, y: f64, turn: f64, d: &str, fill: &str) {
        let (x, y, turn) = (x.round(), y.round(), (turn % 360.0).round());
        self.put(format_args!(
            "<path d=\"{d}\" fill=\"{fill}\" transform=\"translate({x} {y})rotate({turn})\"/>"
        ));
    }

    /// A line that bends.
    fn curved(&mut self, d: &str, width: f64, colour: &str) {
        let pen = pen(width, colour);
        self.drawn(d, format!("\" fill=\"none\" {pen}/>"));
    }

    /// Straight lines.
    fn line(&mut self, d: &str, width: f64, colour: &str) {
        let pen = pen(width, colour);
        self.drawn(d, format!("\" {pen}/>"));
    }

    fn shadow(&mut self, x: f64, y: f64, rx: f64, ry: f64) {
        self.oval(x, y, short(rx), short(ry), 0.0, "#3b241629");
    }

    pub(super) fn disc(&mut self, x: f64, y: f64, r: f64, fill: &str) {
        let (x, y) = (short(x), short(y));
        self.put(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"{fill}\"/>"
        ));
    }

    pub(super) fn oval(&mut self, x: f64, y: f64, rx: f64, ry: f64, turn: f64, fill: &str) {
        let (x, y, turn) = (x.round(), y.round(), (turn % 180.0).round());
        if turn == 0.0 {
            self.put(format_args!(
                "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\" fill=\"{fill}\"/>"
            ));
            return;
        }
        self.put(format_args!(
            "<ellipse rx=\"{rx}\" ry=\"{ry}\" fill=\"{fill}\" \
             transform=\"translate({x} {y})rotate({turn})\"/>"
        ));
    }

    pub(super) fn ring(&mut self, x: f64, y: f64, r: f64, width: f64, colour: &str) {
        self.put(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" fill=\"none\" stroke=\"{colour}\" \
             stroke-width=\"{width}\"/>"
        ));
    }

    /// Light on something round, from the upper left.
    pub(super) fn gleam(&mut self, x: f64, y: f64, r: f64, width: f64, colour: &str) {
        let ((x0, y0), (x1, y1)) = (around(x, y, r, 195.0), around(x, y, r, 262.0));
        self.line(
            &format!("M{x0} {y0}A{r} {r} 0 0 1 {x1} {y1}"),
            width,
            colour,
        );
    }

    pub(super) fn square(&mut self, x: f64, y: f64, side: f64, turn: f64, fill: &str) {
        let half = short(side / 2.0);
        self.turned(
            x,
            y,
            turn,
            &slab(0.0, 0.0, half, half, short(side / 7.0)),
            fill,
        );
    }

    /// A rounded bar.
    pub(super) fn stick(&mut self, x: f64, y: f64, length: f64, width: f64, turn: f64, fill: &str) {
        let half = (length - width) / 2.0;
        let [from, to] = [half, -half]
            .map(|out| around(x, y, out, turn))
            .map(|(x, y)| format!("{} {}", x.round(), y.round()));
        self.line(&format!("M{from}L{to}"), width, fill);
    }

    /// Something round that was not made with a compass.
    pub(super) fn blob(&mut self, x: f64, y: f64, r: f64, seed: u32, fill: &str) {
        let corners: Vec<(f64, f64)> = (0..9_u32)
            .map(|at| {
                let (slow, quick) = (f64::from(at * seed + seed), f64::from(at * 3 + seed));
                let out = r * (1.0 + slow.sin() * 0.07 + quick.sin() * 0.05);
                around(x, y, out, f64::from(at) * 40.0)
            })
            .collect();
        let middle = |at: usize| {
            let (here, next) = (corners[at % 9], corners[(at + 1) % 9]);
            (
                short(f64::midpoint(here.0, next.0)),
                short(f64::midpoint(here.1, next.1)),
            )
        };
        let start = middle(8);
        let mut d = format!("M{} {}", start.0, start.1);
        for (at, corner) in corners.iter().enumerate() {
            let end = middle(at);
            let _ = write!(d, "Q{} {} {} {}", corner.0, corner.1, end.0, end.1);
        }
        self.path(&d, fill);
    }

    /// Draws something at so many places of a disc, evenly and without rows; it is given the place
    /// and the angle it is at.
    pub(super) fn scatter(
        &mut self,
        count: u32,
        x: f64,
        y: f64,
        radius: f64,
        draw: impl Fn(&mut Canvas, f64, f64, f64),
    ) {
        for at in 0..count {
            let turn = f64::from(at) * GOLDEN;
            let out = radius * ((f64::from(at) + 0.5) / f64::from(count)).sqrt();
            let (x, y) = around(x, y, out, turn);
            draw(self, x, y, turn);
        }
    }

    /// Small things of one colour, as a single element: seeds, crumbs, sprinkles.
    pub(super) fn crumbs(&mut self, count: u32, at: (f64, f64, f64), size: (f64, f64), fill: &str) {
        let ((x, y, radius), (length, width)) = (at, size);
        let mut d = String::new();
        for at in 0..count {
            let turn = f64::from(at) * GOLDEN;
            let out = radius * ((f64::from(at) + 0.5) / f64::from(count)).sqrt();
            let (x, y) = around(x, y, out, turn);
            let (dx, dy) = around(0.0, 0.0, length, turn * 2.0);
            let _ = write!(d, "M{} {}l{dx} {dy}", x.round(), y.round());
        }
        self.line(&d, width, fill);
    }

    pub(super) fn leaf(&mut self, x: f64, y: f64, length: f64, turn: f64, fill: &str) {
        let [tip, side, end, other] = [(0.5, 0.0), (0.42, 90.0), (0.5, 180.0), (0.42, 270.0)]
            .map(|(share, angle)| around(x, y, length * share, turn + angle))
            .map(|(x, y)| format!("{} {}", x.round(), y.round()));
        self.path(&format!("M{tip}Q{side} {end}Q{other} {tip}"), fill);
    }

    /// Half a fruit, with its segments.
    pub(super) fn slice(&mut self, x: f64, y: f64, r: f64, peel: &str, flesh: &str) {
        self.disc(x, y, r, peel);
        self.disc(x, y, short(r * 0.88), "#fdf1d8");
        let mut d = String::new();
        for at in 0..8 {
            let turn = f64::from(at) * 45.0;
            let (inner, outer) = (around(x, y, r * 0.14, turn), around(x, y, r * 0.92, turn));
            let (from, to) = (
                around(x, y, r * 0.78, turn - 18.0),
                around(x, y, r * 0.78, turn + 18.0),
            );
            let _ = write!(
                d,
                "M{} {}L{} {}Q{} {} {} {}Z",
                inner.0, inner.1, from.0, from.1, outer.0, outer.1, to.0, to.1
            );
        }
        self.path(&d, flesh);
    }

    pub(super) fn plate(&mut self) {
        self.shadow(166.0, 134.0, 102.0, 100.0);
        self.disc(160.0, 124.0, 100.0, "#fffdf8");
        self.ring(160.0, 124.0, 77.0, 2.0, "#ece2d0");
    }

    pub(super) fn saucer(&mut self, x: f64, y: f64, r: f64) {
        self.shadow(x + 6.0, y + 10.0, r + 2.0, r);
        self.disc(x, y, r, "#f7efe0");
        self.ring(x, y, short(r * 0.8), 2.0, "#e2d5bf");
    }

    pub(super) fn bowl(&mut self, x: f64, y: f64, r: f64, clay: &str, filling: &str) {
        self.shadow(x + r * 0.06, y + r * 0.12, r, r);
        self.disc(x, y, r, clay);
        self.disc(x, y, short(r * 0.86), filling);
        self.gleam(x, y, short(r * 0.93), short(r * 0.05), "#ffffff66");
    }

    pub(super) fn board(&mut self) {
        let (x, y, half) = (160.0, 124.0, 122.0);
        self.path(&slab(x + 5.0, y + 9.0, half, 84.0, 18.0), "#3b241629");
        self.path(&slab(x, y, half, 84.0, 18.0), "#b98450");
        let mut grain = String::new();
        for down in [-44.0, 2.0, 46.0] {
            let _ = write!(
                grain,
                "M{} {}h{}",
                x - half + 12.0,
                y + down,
                2.0 * half - 24.0
            );
        }
        self.line(&grain, 1.5, "#a87342");
    }

    pub(super) fn tray(&mut self, x: f64, y: f64, half: (f64, f64), clay: &str, filling: &str) {
        self.path(&slab(x, y, half.0, half.1, 22.0), clay);
        self.path(&slab(x, y, half.0 - 8.0, half.1 - 8.0, 18.0), filling);
    }

    pub(super) fn basket(&mut self, x: f64, y: f64, r: f64) {
        self.shadow(x + 5.0, y + 10.0, r + 2.0, r);
        self.disc(x, y, r, "#a8713a");
        for inwards in [5.0, 12.0] {
            self.put(format_args!(
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"{}\" fill=\"none\" stroke=\"#c9945a\" \
                 stroke-width=\"5\" stroke-dasharray=\"9 5\"/>",
                r - inwards
            ));
        }
        self.disc(x, y, r - 18.0, "#fbf3e2");
    }

    pub(super) fn rice(&mut self, x: f64, y: f64, r: f64) {
        self.blob(x + 1.0, y + 3.0, r, 5, "#ddd0b6");
        self.blob(x, y, r, 5, "#fffaf0");
        self.crumbs(24, (x, y, r * 0.8), (4.0, 2.0), "#eadfc8");
    }

    pub(super) fn bun(&mut self, x: f64, y: f64, r: f64) {
        self.blob(x + 2.0, y + 4.0, r, 6, "#b8752b");
        self.blob(x, y, r, 6, "#e5a94b");
        self.blob(x - r * 0.15, y - r * 0.2, short(r * 0.66), 4, "#f2c877");
        self.gleam(x, y, short(r * 0.5), 3.0, "#fbe3b0");
    }

    pub(super) fn mushroom(&mut self, x: f64, y: f64, r: f64, turn: f64) {
        let stem = short(r * 1.1);
        self.turned(x, y, turn, &format!("M-4 0h8v{stem}q-4 4 -8 0z"), "#f6e8cf");
        let d = format!("M-{r} 2Q-{r} -{r} 0 -{r}Q{r} -{r} {r} 2Q0 8 -{r} 2");
        self.turned(x, y, turn, &d, "#8a5a3a");
    }

    pub(super) fn fries(&mut self, x: f64, y: f64) {
        for at in 0..9 {
            let out = f64::from(at) - 4.0;
            let tall = 74.0 + (f64::from(at) * 2.1).sin() * 10.0;
            let colour = if at % 2 == 0 { "#e5a53d" } else { "#f0c465" };
            self.stick(x + out * 5.5, y - 14.0, tall, 8.0, 90.0 + out * 4.0, colour);
        }
        self.path(
            &format!("M{} {y}q30 14 60 0l-8 56q-22 8 -44 0z", x - 30.0),
            "#d8452f",
        );
        self.path(
            &format!("M{} {}q27 10 54 0l-2 10q-25 9 -50 0z", x - 27.0, y + 22.0),
            "#fdf1d8",
        );
    }

    pub(super) fn pastel(&mut self, x: f64, y: f64, turn: f64) {
        let d = "M-42 -24Q0 -32 42 -24Q48 0 42 24Q0 32 -42 24Q-48 0 -42 -24";
        self.turned(x + 2.0, y + 4.0, turn, d, "#8f5622");
        self.turned(x, y, turn, d, "#e3a04a");
        let inner = "M-31 -15Q0 -21 31 -15Q35 0 31 15Q0 20 -31 15Q-35 0 -31 -15";
        self.turned(x, y, turn, inner, "#f0bf6e");
        for (dx, dy) in [(-16.0, -5.0), (10.0, 4.0), (20.0, -7.0)] {
            self.disc(x + dx, y + dy, 3.4, "#d28c38");
        }
    }

    /// A drop with its tip at the turn, from above: a coxinha, a strawberry.
    pub(super) fn drop(&mut self, x: f64, y: f64, r: f64, turn: f64, colours: [&str; 2]) {
        for (size, colour) in [(r, colours[0]), (r * 0.78, colours[1])] {
            let (r, tip) = (short(size), short(size * 1.7));
            let d = format!("M0 -{tip}Q{r} -{r} {r} 0A{r} {r} 0 1 1 -{r} 0Q-{r} -{r} 0 -{tip}");
            self.turned(x, y, turn, &d, colour);
        }
    }

    /// A round thing folded over.
    pub(super) fn folded(&mut self, x: f64, y: f64, r: f64, fill: &str) {
        let (left, right) = (x - r, x + r);
        let low = y + 22.0;
        self.path(
            &format!("M{left} {y}A{r} {r} 0 0 1 {right} {y}Q{x} {low} {left} {y}"),
            fill,
        );
    }

    /// A paper cup, seen from above.
    pub(super) fn cup(&mut self, x: f64, y: f64, r: f64, fill: &str) {
        let mut d = String::new();
        for at in 0..24 {
            let out = if at % 2 == 0 { r } else { r * 0.88 };
            let (x, y) = around(x, y, out, f64::from(at) * 15.0);
            let _ = write!(d, "{}{x} {y}", if at == 0 { 'M' } else { 'L' });
        }
        self.path(&d, fill);
    }

    /// A tall glass, seen from the side.
    pub(super) fn glass(&mut self, drink: &str, light: &str) {
        self.shadow(150.0, 212.0, 58.0, 10.0);
        self.path("M92 44H192L180 204Q142 214 104 204Z", "#ffffffb0");
        self.path("M98 74H186L176 198Q142 207 108 198Z", drink);
        self.path("M98 74H116L121 200Q114 200 108 198Z", light);
        self.oval(142.0, 74.0, 44.0, 6.0, 0.0, light);
    }

    pub(super) fn handle(&mut self, x: f64, y: f64) {
        let d = format!("M{} {}q34 2 30 24q-4 18 -34 10", x - 16.0, y - 22.0);
        self.curved(&d, 10.0, "#fdf9f0");
    }

    pub(super) fn bean(&mut self, x: f64, y: f64, turn: f64) {
        self.oval(x, y, 10.0, 7.0, turn, "#5a3220");
        let ((x0, y0), (x1, y1)) = (around(x, y, 7.0, turn), around(x, y, -7.0, turn));
        self.line(&format!("M{x0} {y0}L{x1} {y1}"), 1.6, "#2f1810");
    }

    /// A whole cheese, with a piece missing.
    pub(super) fn wheel(&mut self, x: f64, y: f64, r: f64) {
        let ((x0, y0), (x1, y1)) = (around(x, y, r, 62.0), around(x, y, r, 8.0));
        for (down, fill) in [(12.0, "#e0cf9f"), (0.0, "#fbf4da")] {
            let (y, y0, y1) = (y + down, y0 + down, y1 + down);
            self.path(
                &format!("M{x} {y}L{x0} {y0}A{r} {r} 0 1 1 {x1} {y1}Z"),
                fill,
            );
        }
        self.gleam(x, y, short(r * 0.8), 4.0, "#ffffff");
        self.crumbs(18, (x - 8.0, y - 8.0, r * 0.7), (2.0, 2.0), "#eee0b4");
    }

    pub(super) fn wedge(&mut self, x: f64, y: f64, r: f64) {
        let (left, right, tip) = (x - r, x + r * 0.6, x + r * 0.9);
        for (down, fill) in [(10.0, "#e0cf9f"), (0.0, "#fbf4da")] {
            let y = y + down;
            let d = format!(
                "M{left} {y}L{right} {}Q{tip} {y} {right} {}Z",
                y - 24.0,
                y + 24.0
            );
            self.path(&d, fill);
        }
    }

    /// A paper bag of coffee, with its label.
    pub(super) fn bag(&mut self) {
        self.shadow(132.0, 216.0, 66.0, 10.0);
        self.path("M66 42h116v168q0 8 -8 8h-100q-8 0 -8 -8z", "#7a4b2c");
        self.path("M66 42h28v176h-20q-8 0 -8 -8z", "#8a5a38");
        self.path("M66 26h116v26h-116z", "#5f3820");
        self.disc(124.0, 130.0, 36.0, "#fbf1de");
        self.ring(124.0, 130.0, 30.0, 2.0, "#e5a53d");
        self.bean(117.0, 130.0, 60.0);
        self.bean(133.0, 130.0, 120.0);
    }
}
