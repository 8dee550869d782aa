//! The town planner: makes the town's streets from a handful of decisions.
//!
//! Only `+ - * / sqrt` are used on the way, which IEEE 754 rounds the same everywhere, so that the
//! town is the same to the byte on every machine.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::crossings::Crossings;
use super::geometry::{
    Vector, add, area_of, beside, circle, crossing, curve, inside, lap, length, middle_of, scale,
    sub,
};
use super::land::{CENTRE, Family, Land, PARKS, QUAY, RIVER, RIVER_BENDS};
use super::names;
use super::survey::{Planned, Survey};

/// Blocks that are squares: name, and a point within.
const SQUARES: [(&str, Vector); 5] = [
    ("Praça da Matriz", CENTRE),
    ("Praça do Coreto", (-620.0, -430.0)),
    ("Praça das Mangueiras", (930.0, 60.0)),
    ("Praça do Ipê", (-250.0, 770.0)),
    ("Largo da Estação", (250.0, -330.0)),
];

/// Square metres of a block that can be a square.
const SQUARE_AREA: std::ops::Range<f64> = 6_000.0..21_000.0;

/// The avenue around the town.
const CONTOUR: [Vector; 14] = [
    (-1_470.0, -280.0),
    (-1_180.0, -690.0),
    (-640.0, -860.0),
    (-120.0, -700.0),
    (360.0, -560.0),
    (800.0, -760.0),
    (1_180.0, -330.0),
    (1_160.0, 260.0),
    (900.0, 700.0),
    (330.0, 810.0),
    (-330.0, 880.0),
    (-900.0, 800.0),
    (-1_240.0, 520.0),
    (-1_390.0, 160.0),
];

/// The avenues from the old town outwards.
const SPOKES: [(&str, &[Vector]); 6] = [
    (
        "Avenida Sete Colinas",
        &[
            (-305.0, -150.0),
            (-620.0, -300.0),
            (-1_000.0, -410.0),
            (-1_500.0, -560.0),
            (-2_000.0, -640.0),
        ],
    ),
    (
        "Avenida da Serra",
        &[
            (-256.0, -180.0),
            (-170.0, -520.0),
            (-140.0, -760.0),
            (-60.0, -1_500.0),
        ],
    ),
    (
        "Avenida da Estação",
        &[
            (-215.0, -150.0),
            (80.0, -300.0),
            (420.0, -380.0),
            (760.0, -560.0),
            (900.0, -1_400.0),
        ],
    ),
    (
        "Avenida das Palmeiras",
        &[
            (-210.0, -120.0),
            (150.0, -60.0),
            (560.0, -80.0),
            (950.0, 120.0),
            (1_500.0, 260.0),
            (2_000.0, 330.0),
        ],
    ),
    (
        "Avenida da Ponte Velha",
        &[
            (-240.0, -85.0),
            (-140.0, 250.0),
            (-60.0, 560.0),
            (40.0, 830.0),
            (120.0, 1_500.0),
        ],
    ),
    (
        "Avenida dos Laranjais",
        &[
            (-295.0, -90.0),
            (-500.0, 210.0),
            (-600.0, 480.0),
            (-640.0, 820.0),
            (-760.0, 1_500.0),
        ],
    ),
];

fn survey() -> Survey {
    let river = curve(&RIVER_BENDS, 40.0);
    let land = Land {
        river: river.clone(),
    };
    let mut survey = Survey {
        land,
        courses: Vec::new(),
        traced: Default::default(),
    };
    let ring = |radius: f64| lap(&circle(CENTRE, (radius, radius)), 10.0);
    survey.avenue(
        "Avenida Beira-Rio",
        curve(&beside(&river, QUAY), 10.0),
        Family::Along,
    );
    survey.avenue(
        "Avenida das Garças",
        curve(&beside(&river, -QUAY), 10.0),
        Family::Along,
    );
    survey.plan(
        Planned {
            name: "Rua do Círculo",
            class: "street",
        },
        ring(84.0),
        Family::Along,
    );
    survey.avenue("Avenida do Anel", ring(370.0), Family::Along);
    let contour = lap(&CONTOUR, 10.0);
    survey.avenue("Avenida do Contorno", contour, Family::Along);
    for (name, through) in SPOKES {
        survey.avenue(name, curve(through, 10.0), Family::Across);
    }
    for (park, middle, half, (lean, swell)) in PARKS {
        let points = circle((0.0, 0.0), (1.0, 1.0)).into_iter().map(|(x, y)| {
            let out = 1.0 + lean * x * y + swell * x * x * y;
            (middle.0 + half.0 * x * out, middle.1 + half.1 * y * out)
        });
        let points = lap(&points.collect::<Vec<_>>(), 10.0);
        let name = names::around(park);
        survey.plan(
            Planned {
                name,
                class: "street",
            },
            points,
            Family::Along,
        );
    }
    survey.fill();
    survey
}

fn metres_of(nodes: &[Vector], path: &[usize]) -> f64 {
    path.windows(2)
        .map(|ends| length(sub(nodes[ends[1]], nodes[ends[0]])))
        .sum()
}

/// The town, as the text of `assets/town.json`.
pub(crate) fn town() -> String {
    let survey = survey();
    let plan = Crossings::of(&survey);
    let river = &survey.land.river;
    let mut banks = beside(river, RIVER);
    banks.extend(beside(river, -RIVER).into_iter().rev());
    let flat = |points: &[Vector]| -> Vec<Value> {
        #[allow(clippy::cast_possible_truncation, reason = "kilometres at most")]
        points
            .iter()
            .flat_map(|&(x, y)| [json!(x.round() as i64), json!(y.round() as i64)])
            .collect()
    };
    let blocks = plan.blocks();
    let park = |at: Vector| {
        blocks
            .iter()
            .find(|block| inside(block, at))
            .expect("a block where the park is")
    };
    let square = |at: Vector| {
        let away = |block: &Vec<Vector>| length(sub(middle_of(block), at));
        let fitting = blocks
            .iter()
            .filter(|block| SQUARE_AREA.contains(&area_of(block)));
        fitting
            .min_by(|a, b| away(a).total_cmp(&away(b)))
            .expect("a block for the square")
    };
    let mut areas = Vec::new();
    for (name, at, ..) in PARKS {
        areas.push(json!({ "name": name, "kind": "park", "outline": flat(park(at)) }));
    }
    for (name, at) in SQUARES {
        areas.push(json!({ "name": name, "kind": "square", "outline": flat(square(at)) }));
    }
    areas.push(json!({ "name": "Rio das Garças", "kind": "water", "outline": flat(&banks) }));
    let lake: Vec<Vector> = circle(PARKS[1].1, (95.0, 60.0))
        .into_iter()
        .enumerate()
        .filter(|(step, _)| step % 4 == 0)
        .map(|(step, at)| {
            // A bay.
            if (8..28).contains(&step) {
                add(scale(sub(at, PARKS[1].1), 0.72), PARKS[1].1)
            } else {
                at
            }
        })
        .collect();
    areas.push(json!({ "name": "Lagoa Serena", "kind": "water", "outline": flat(&lake) }));
    let mut bridge_names = names::BRIDGES.iter();
    let mut bridges = Vec::new();
    let mut names = names::Names::new();
    let mut streets: HashMap<&str, Vec<Value>> = ["avenue", "street", "lane"]
        .map(|class| (class, Vec::new()))
        .into();
    for (planned, path) in &plan.streets {
        let metres = metres_of(&plan.nodes, path);
        let (name, class) = match planned {
            Some(Planned { name, class }) => (names.first_or_next(name), *class),
            None if metres < 230.0 => (names.lane(), "lane"),
            None => (names.street(), "street"),
        };
        for ends in path.windows(2) {
            let line = [plan.nodes[ends[0]], plan.nodes[ends[1]]];
            if river
                .windows(2)
                .any(|flow| crossing(line, [flow[0], flow[1]]).is_some())
            {
                let name = bridge_names.next().expect("a name for every bridge");
                bridges.push(json!({ "name": name, "nodes": [ends[0], ends[1]] }));
            }
        }
        streets
            .get_mut(class)
            .expect("a class of roads")
            .push(json!([name, path]));
    }
    let head =
        json!({ "name": "Vila Serena", "origin": { "latitude": -22.4, "longitude": -47.1 } });
    let lines = |values: &[Value]| {
        let texts: Vec<String> = values.iter().map(Value::to_string).collect();
        format!("[\n{}\n]", texts.join(",\n"))
    };
    let head = head.to_string();
    format!(
        "{},\n\"areas\":{},\n\"nodes\":{},\n\"avenues\":{},\n\"streets\":{},\n\"lanes\":{},\n\"bridges\":{}}}\n",
        &head[..head.len() - 1],
        lines(&areas),
        Value::from(flat(&plan.nodes)),
        lines(&streets["avenue"]),
        lines(&streets["street"]),
        lines(&streets["lane"]),
        lines(&bridges),
    )
}
