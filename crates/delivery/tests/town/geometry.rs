//! Points, lines and curves in the plane. Only `+ - * / sqrt` are used.

/// A point, or the way from one to another, in metres to the east and to the south.
pub(crate) type Vector = (f64, f64);

pub(crate) fn add(a: Vector, b: Vector) -> Vector {
    (a.0 + b.0, a.1 + b.1)
}

pub(crate) fn sub(a: Vector, b: Vector) -> Vector {
    (a.0 - b.0, a.1 - b.1)
}

pub(crate) fn scale(a: Vector, factor: f64) -> Vector {
    (a.0 * factor, a.1 * factor)
}

pub(crate) fn cross(a: Vector, b: Vector) -> f64 {
    a.0 * b.1 - a.1 * b.0
}

pub(crate) fn dot(a: Vector, b: Vector) -> f64 {
    a.0 * b.0 + a.1 * b.1
}

pub(crate) fn length(a: Vector) -> f64 {
    dot(a, a).sqrt()
}

pub(crate) fn unit(a: Vector) -> Vector {
    scale(a, 1.0 / length(a).max(1e-9))
}

/// A curve through points (Catmull and Rom), with about so many metres between its own.
pub(crate) fn curve(through: &[Vector], spacing: f64) -> Vec<Vector> {
    let last = through.len() - 1;
    let mut points = Vec::new();
    for piece in 0..last {
        let around = [
            piece.saturating_sub(1),
            piece,
            piece + 1,
            (piece + 2).min(last),
        ];
        bend(around.map(|at| through[at]), spacing, &mut points);
    }
    points.push(through[last]);
    points
}

/// A curve through points that comes back to the first.
pub(crate) fn lap(through: &[Vector], spacing: f64) -> Vec<Vector> {
    let count = through.len();
    let mut points = Vec::new();
    for piece in 0..count {
        let around = [piece + count - 1, piece, piece + 1, piece + 2];
        bend(around.map(|at| through[at % count]), spacing, &mut points);
    }
    points.push(through[0]);
    points
}

/// The piece of a curve from the second of four points to the third, without the latter.
pub(crate) fn bend([p0, p1, p2, p3]: [Vector; 4], spacing: f64, points: &mut Vec<Vector>) {
    let steps = (length(sub(p2, p1)) / spacing).ceil().max(1.0);
    let mut step = 0.0;
    while step < steps {
        let t = step / steps;
        let weigh = |a: f64, b: f64, c: f64, d: f64| {
            0.5 * (2.0 * b
                + (c - a) * t
                + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                + (3.0 * b - a - 3.0 * c + d) * t * t * t)
        };
        points.push((weigh(p0.0, p1.0, p2.0, p3.0), weigh(p0.1, p1.1, p2.1, p3.1)));
        step += 1.0;
    }
}

/// A line beside another, to its right when positive.
pub(crate) fn beside(line: &[Vector], metres: f64) -> Vec<Vector> {
    let direction = |at: usize| {
        unit(sub(
            line[(at + 1).min(line.len() - 1)],
            line[at.saturating_sub(1)],
        ))
    };
    (0..line.len())
        .map(|at| {
            let along = direction(at);
            add(line[at], scale((-along.1, along.0), metres))
        })
        .collect()
}

/// Points of a circle, as many as steps; a turn is made of rotations by 1/72 of it.
pub(crate) fn circle(middle: Vector, radii: Vector) -> Vec<Vector> {
    // The cosine and sine of 5 degrees.
    let (c, s) = (0.996_194_698_091_745_5, 0.087_155_742_747_658_17);
    let mut arm = (1.0, 0.0);
    (0..72)
        .map(|_| {
            let point = (middle.0 + arm.0 * radii.0, middle.1 + arm.1 * radii.1);
            arm = (arm.0 * c - arm.1 * s, arm.0 * s + arm.1 * c);
            point
        })
        .collect()
}

/// Where two lines cross, as a share of the first.
pub(crate) fn crossing(one: [Vector; 2], other: [Vector; 2]) -> Option<f64> {
    let (along, across) = (sub(one[1], one[0]), sub(other[1], other[0]));
    let turn = cross(along, across);
    let between = sub(other[0], one[0]);
    let (s, t) = (cross(between, across) / turn, cross(between, along) / turn);
    ((0.0..=1.0).contains(&s) && (0.0..=1.0).contains(&t)).then_some(s)
}

pub(crate) fn area_of(corners: &[Vector]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners
        .iter()
        .zip(next)
        .map(|(&a, &b)| cross(a, b))
        .sum::<f64>()
        / 2.0
}

pub(crate) fn middle_of(corners: &[Vector]) -> Vector {
    #[allow(clippy::cast_precision_loss, reason = "a few corners")]
    let share = 1.0 / corners.len() as f64;
    corners
        .iter()
        .fold((0.0, 0.0), |sum, &corner| add(sum, scale(corner, share)))
}

pub(crate) fn inside(corners: &[Vector], at: Vector) -> bool {
    let next = corners.iter().cycle().skip(1);
    let crossed = corners.iter().zip(next).filter(|(a, b)| {
        (a.1 > at.1) != (b.1 > at.1) && at.0 < a.0 + (at.1 - a.1) / (b.1 - a.1) * (b.0 - a.0)
    });
    crossed.count() % 2 == 1
}
