//! The land before there are streets: the river, parks, and which way streets run at every point.

use super::geometry::{Vector, add, dot, length, scale, sub, unit};

/// Where the old town is.
pub(crate) const CENTRE: Vector = (-260.0, -130.0);
/// Half the sides of the box the town is in.
pub(crate) const HALF: Vector = (1_620.0, 1_180.0);

/// Metres from the middle of the river to its bank, and to the avenues along it.
pub(crate) const RIVER: f64 = 34.0;
pub(crate) const QUAY: f64 = 74.0;

/// The middle of the river, from where it comes to where it goes.
pub(crate) const RIVER_BENDS: [Vector; 11] = [
    (2_350.0, -1_500.0),
    (1_900.0, -1_050.0),
    (1_480.0, -770.0),
    (1_060.0, -600.0),
    (760.0, -260.0),
    (520.0, 130.0),
    (130.0, 400.0),
    (-420.0, 500.0),
    (-980.0, 470.0),
    (-1_560.0, 640.0),
    (-2_400.0, 1_000.0),
];

/// Where streets stay out, and what is there: name, middle, half its width and height, and what
/// makes it no ellipse.
pub(crate) const PARKS: [(&str, Vector, Vector, Vector); 4] = [
    (
        "Parque das Figueiras",
        (-860.0, 130.0),
        (175.0, 120.0),
        (0.22, -0.10),
    ),
    (
        "Parque da Lagoa",
        (650.0, 470.0),
        (200.0, 150.0),
        (-0.20, 0.14),
    ),
    (
        "Bosque do Mirante",
        (310.0, -850.0),
        (170.0, 110.0),
        (0.16, 0.18),
    ),
    (
        "Parque do Sabiá",
        (-700.0, -620.0),
        (110.0, 80.0),
        (-0.24, 0.0),
    ),
];

/// A weight that is 1 at a place and fades within so many metres of it.
pub(crate) fn fading(away: f64, size: f64) -> f64 {
    let square = (away / size) * (away / size);
    1.0 / (1.0 + square * square)
}

/// The two directions in which streets run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Around the centre, along the river.
    Along,
    /// Away from them.
    Across,
}

impl Family {
    pub(crate) fn other(self) -> Family {
        match self {
            Family::Along => Family::Across,
            Family::Across => Family::Along,
        }
    }
}

/// The land before there are streets.
pub(crate) struct Land {
    pub(crate) river: Vec<Vector>,
}

impl Land {
    /// Metres to the middle of the river, and which way it flows there.
    pub(crate) fn to_river(&self, at: Vector) -> (f64, Vector) {
        let mut best = (f64::INFINITY, (1.0, 0.0));
        for ends in self.river.windows(2) {
            let along = sub(ends[1], ends[0]);
            let share = (dot(sub(at, ends[0]), along) / dot(along, along)).clamp(0.0, 1.0);
            let away = length(sub(at, add(ends[0], scale(along, share))));
            if away < best.0 {
                best = (away, unit(along));
            }
        }
        best
    }

    /// Which way the streets of a family run at a point. The field is summed as doubled angles, in
    /// which a direction and its opposite are the same.
    pub(crate) fn direction(&self, at: Vector, family: Family) -> Vector {
        let mut sum = (0.0, 0.0);
        let mut weigh = |doubled: Vector, weight: f64| sum = add(sum, scale(doubled, weight));
        let arm = sub(at, CENTRE);
        let reach = length(arm).max(1.0);
        let (x, y) = unit(arm);
        weigh((y * y - x * x, -2.0 * x * y), 3.0 * fading(reach, 430.0));
        let (away, flow) = self.to_river(at);
        weigh(
            (flow.0 * flow.0 - flow.1 * flow.1, 2.0 * flow.0 * flow.1),
            2.2 * fading(away, 170.0),
        );
        // Quarters: where, how far they go, and twice the angle of their grid.
        let quarters: [(Vector, f64, Vector); 6] = [
            ((-1_100.0, -500.0), 620.0, (0.819, 0.574)),
            ((200.0, -900.0), 560.0, (0.940, -0.342)),
            ((1_100.0, 100.0), 620.0, (-0.500, -0.866)),
            ((500.0, 800.0), 600.0, (0.866, -0.500)),
            ((-700.0, 900.0), 620.0, (0.985, 0.174)),
            ((1_100.0, -1_000.0), 420.0, (0.342, -0.940)),
        ];
        for (middle, size, doubled) in quarters {
            weigh(doubled, fading(length(sub(at, middle)), size));
        }
        let (c, s) = unit(sum);
        let half = (
            f64::midpoint(1.0, c).max(0.0).sqrt(),
            f64::midpoint(1.0, -c).max(0.0).sqrt(),
        );
        let along = if s < 0.0 { (half.0, -half.1) } else { half };
        match family {
            Family::Along => along,
            Family::Across => (-along.1, along.0),
        }
    }

    /// How far out a point is: 0 in the middle of the town, 1 at its edge, which is uneven.
    pub(crate) fn outward(at: Vector) -> f64 {
        let (x, y) = (at.0 / HALF.0, at.1 / HALF.1);
        let bulge = 1.0 + 0.16 * x * y - 0.10 * x * x * y + 0.08 * x - 0.05 * y * y * x;
        (x * x + y * y).sqrt() / bulge
    }

    /// Whether ordinary streets may be here.
    pub(crate) fn free(&self, at: Vector) -> bool {
        let in_park = |(_, middle, half, _): &(&str, Vector, Vector, Vector)| {
            let (x, y) = ((at.0 - middle.0) / half.0, (at.1 - middle.1) / half.1);
            x * x + y * y < 0.8
        };
        Land::outward(at) < 1.0
            && self.to_river(at).0 > QUAY - 26.0
            && length(sub(at, CENTRE)) > 62.0
            && !PARKS.iter().any(in_park)
    }

    /// Metres from one street of a family to the next.
    pub(crate) fn spacing(at: Vector, family: Family) -> f64 {
        let base = match family {
            Family::Along => 74.0,
            Family::Across => 94.0,
        };
        let old = 1.0 - 0.18 * fading(length(sub(at, CENTRE)), 380.0);
        let out = (Land::outward(at) - 0.6).max(0.0);
        base * old * (1.0 + 0.9 * out)
    }
}
