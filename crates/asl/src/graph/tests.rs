//! What must hold of every drawing, and what the words on it are.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::layout::{Layout, Point, Rect, ScopeLayout, Size};
use super::model::{Graph, Node};
use super::{Style, draw, jump};
use crate::machine::StateMachine;
use crate::parse::{Options, Placeholders, parse};

fn machine(definition: &str) -> StateMachine {
    let options = Options {
        placeholders: Placeholders::Accept,
        ..Options::default()
    };
    match parse(definition, options) {
        Ok(definition) => definition.machine,
        Err(diagnostics) => panic!("{diagnostics:?}\n{definition}"),
    }
}

/// A machine of states written as `Name: rest of the object`, the first of which is the start.
fn states(states: &[(&str, &str)]) -> StateMachine {
    let fields: Vec<String> = states
        .iter()
        .map(|(name, fields)| format!("{name:?}: {{{fields}}}"))
        .collect();
    let start = states.first().map_or("", |(name, _)| name);
    machine(&format!(
        r#"{{"StartAt": {start:?}, "States": {{{}}}}}"#,
        fields.join(", ")
    ))
}

fn laid_out(machine: &StateMachine) -> (Graph, Layout) {
    let mut graph = Graph::of(machine);
    graph.scopes.iter_mut().for_each(jump::shorten);
    let layout = Layout::of(&graph);
    (graph, layout)
}

#[test]
fn a_chain_is_straight() {
    let machine = states(&[
        ("Receive", r#""Type": "Pass", "Next": "Check""#),
        (
            "Check",
            r#""Type": "Pass", "Next": "Deliver it to the door""#,
        ),
        ("Deliver it to the door", r#""Type": "Pass", "End": true"#),
    ]);
    let (_, layout) = laid_out(&machine);
    let middles = layout.scopes[0]
        .nodes
        .iter()
        .map(|rect| rect.at.x + rect.size.width / 2.0);
    let expected = layout.size.width / 2.0;
    assert!(middles.into_iter().all(|middle| near(middle, expected)));
    assert!(
        layout.scopes[0]
            .strokes
            .iter()
            .all(|stroke| stroke.points.len() == 2)
    );
}

#[test]
fn a_fork_is_balanced() {
    let machine = states(&[
        (
            "Choose",
            r#""Type": "Choice", "Default": "No", "Choices":
               [{"Variable": "$.a", "BooleanEquals": true, "Next": "Yes"}]"#,
        ),
        ("Yes", r#""Type": "Succeed""#),
        ("No", r#""Type": "Succeed""#),
    ]);
    let (_, layout) = laid_out(&machine);
    let middle = |node: usize| {
        let rect = layout.scopes[0].nodes[node];
        rect.at.x + rect.size.width / 2.0
    };
    assert!(near(middle(1), f64::midpoint(middle(2), middle(3))));
    assert!(middle(2) < middle(3), "rules stay in the order of the text");
}

#[test]
fn edges_say_why_in_words() {
    let machine = states(&[
        (
            "Choose",
            r#""Type": "Choice", "Default": "Done", "Choices": [
               {"Variable": "$.availability", "BooleanEquals": true, "Next": "Pay"},
               {"Next": "Done", "And": [
                 {"Variable": "$.total", "IsPresent": true},
                 {"Variable": "$.total", "NumericGreaterThan": 100},
                 {"Or": [{"Variable": "$.tier", "StringEquals": "gold"},
                         {"Variable": "$.tier", "StringEquals": "silver"}]},
                 {"Not": {"Variable": "$.vip", "IsPresent": true}}]}]"#,
        ),
        (
            "Pay",
            r#""Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
               "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"},
               "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 5}],
               "Catch": [{"ErrorEquals": ["Declined", "States.Timeout"], "Next": "Pause"},
                         {"ErrorEquals": ["States.ALL"], "Next": "Pause"}],
               "Next": "Done""#,
        ),
        ("Pause", r#""Type": "Wait", "Seconds": 5400, "Next": "Pay""#),
        ("Done", r#""Type": "Succeed""#),
    ]);
    let graph = Graph::of(&machine);
    let scope = &graph.scopes[0];
    let reasons: Vec<String> = scope
        .edges
        .iter()
        .filter(|edge| !edge.reasons.is_empty())
        .map(|edge| edge.reasons.join(" | "))
        .collect();
    assert_eq!(
        reasons,
        [
            "availability = true",
            "total > 100 and (tier = \"gold\" or \"silver\") and vip is missing | otherwise",
            "Declined, States.Timeout, any error",
        ]
    );
    let details: Vec<(&str, Option<u32>)> = scope
        .nodes
        .iter()
        .filter_map(|node| match node {
            Node::Card(card) => Some((card.detail.as_str(), card.retries)),
            Node::Start | Node::End | Node::Container(..) | Node::Jump(_) => None,
        })
        .collect();
    assert_eq!(
        details,
        [
            ("Choice", None),
            ("sqs:sendMessage, until called back", Some(5)),
            ("1 h 30 min", None),
            ("Succeed", None),
        ]
    );
}

#[test]
fn names_cannot_break_the_drawing() {
    let machine = machine(
        r#"{"StartAt": "<b>&\"'\u0007\n", "States": {"<b>&\"'\u0007\n": {"Type": "Succeed"}}}"#,
    );
    let svg = draw(&machine, &Style::default());
    assert!(svg.contains(">&lt;b&gt;&amp;&quot;'<"), "{svg}");
    assert!(!svg.contains('\u{7}'));
}

#[test]
fn edges_that_lead_everywhere_end_in_notes() {
    let count = 600;
    let mut text = String::new();
    for at in 0..count {
        let _ = write!(
            text,
            r#""S{at}": {{"Type": "Choice", "Default": "S{}", "Choices":
               [{{"Variable": "$.a", "IsNull": true, "Next": "S{}"}}]}}, "#,
            at + 1,
            count - at
        );
    }
    let machine = machine(&format!(
        r#"{{"StartAt": "S0", "States": {{{text} "S{count}": {{"Type": "Succeed"}}}}}}"#
    ));
    let (graph, layout) = laid_out(&machine);
    let notes = graph.scopes[0]
        .nodes
        .iter()
        .filter(|node| matches!(node, Node::Jump(_)))
        .count();
    assert!((1..count).contains(&notes), "{notes} notes");
    assert_eq!(faults(&graph, &layout), Vec::<String>::new());
}

#[test]
fn real_definitions_are_drawn_well() {
    let Some(folder) = shared("asl-corpus/valid") else {
        return;
    };
    let mut drawn = 0;
    for file in files_below(&folder) {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        let options = Options {
            placeholders: Placeholders::Accept,
            ..Options::default()
        };
        // Whether a definition is accepted is for the parser's own tests to say.
        if let Ok(definition) = parse(&text, options) {
            let (graph, layout) = laid_out(&definition.machine);
            assert_eq!(
                faults(&graph, &layout),
                Vec::<String>::new(),
                "{}",
                file.display()
            );
            drawn += 1;
        }
    }
    assert!(drawn > 500, "{drawn} definitions were drawn");
}

proptest! {
    #[test]
    fn any_machine_is_drawn_well(definition in any_definition(20)) {
        let machine = machine(&definition);
        let (graph, layout) = laid_out(&machine);
        prop_assert_eq!(faults(&graph, &layout), Vec::<String>::new(), "{}", definition);
        prop_assert_eq!(draw(&machine, &Style::default()), draw(&machine, &Style::default()));
    }
}

/// A state to come: its kind, and where its edges lead, as numbers that are later taken modulo
/// the number of states.
#[derive(Clone, Debug)]
enum Sketch {
    Pass,
    Choice(Vec<usize>),
    Task(Vec<usize>),
    Parallel(Vec<usize>, usize),
    Map(Vec<usize>),
}

fn any_definition(count: usize) -> impl Strategy<Value = String> {
    let targets = || prop::collection::vec(0_usize..1000, 0..3);
    let sketch = prop_oneof![
        Just(Sketch::Pass),
        targets().prop_map(Sketch::Choice),
        targets().prop_map(Sketch::Task),
        (targets(), 1_usize..4).prop_map(|(catch, branches)| Sketch::Parallel(catch, branches)),
        targets().prop_map(Sketch::Map),
    ];
    prop::collection::vec(sketch, 1..count).prop_map(|sketches| definition(&sketches))
}

/// Each state leads to the next one, the last to the end, and so all are reached.
fn definition(sketches: &[Sketch]) -> String {
    let count = sketches.len();
    let target = |number: usize| format!("S{}", number % count);
    let catches = |targets: &[usize]| {
        let catchers: Vec<String> = targets
            .iter()
            .enumerate()
            .map(|(at, &number)| {
                format!(
                    r#"{{"ErrorEquals": ["Error{at}"], "Next": "{}"}}"#,
                    target(number)
                )
            })
            .collect();
        format!(r#""Catch": [{}]"#, catchers.join(", "))
    };
    let inner = |name: String| {
        format!(r#"{{"StartAt": "{name}", "States": {{"{name}": {{"Type": "Succeed"}}}}}}"#)
    };
    let mut text = String::new();
    for (at, sketch) in sketches.iter().enumerate() {
        let next = if at + 1 < count {
            format!(r#""Next": "S{}""#, at + 1)
        } else {
            r#""End": true"#.to_owned()
        };
        let fields = match sketch {
            Sketch::Choice(targets) if at + 1 < count && !targets.is_empty() => {
                let rules: Vec<String> = targets
                    .iter()
                    .map(|&number| {
                        format!(
                            r#"{{"Variable": "$.size", "NumericEquals": {number}, "Next": "{}"}}"#,
                            target(number)
                        )
                    })
                    .collect();
                format!(
                    r#""Type": "Choice", "Choices": [{}], "Default": "S{}""#,
                    rules.join(", "),
                    at + 1
                )
            }
            Sketch::Pass | Sketch::Choice(_) => format!(r#""Type": "Pass", {next}"#),
            Sketch::Task(targets) => format!(
                r#""Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", {}, {next}"#,
                catches(targets)
            ),
            Sketch::Parallel(targets, branches) => {
                let branches: Vec<String> = (0..*branches)
                    .map(|branch| inner(format!("S{at}-{branch}")))
                    .collect();
                format!(
                    r#""Type": "Parallel", "Branches": [{}], {}, {next}"#,
                    branches.join(", "),
                    catches(targets)
                )
            }
            Sketch::Map(targets) => format!(
                r#""Type": "Map", "ItemProcessor": {}, {}, {next}"#,
                inner(format!("S{at}-item")),
                catches(targets)
            ),
        };
        let comma = if at > 0 { ", " } else { "" };
        let _ = write!(text, r#"{comma}"S{at}": {{{fields}}}"#);
    }
    format!(r#"{{"StartAt": "S0", "States": {{{text}}}}}"#)
}

/// The folder `path` of the material that is not part of the project; `None`, with a note, where
/// it is not at hand.
fn shared(path: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("ENTREGA_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join(path);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{} is missing",
        folder.display()
    );
    println!("skipped: {} is not there", folder.display());
    None
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Everything about a drawing that a reader would stumble over.
fn faults(graph: &Graph, layout: &Layout) -> Vec<String> {
    let mut faults = Vec::new();
    let page = Rect {
        at: Point::default(),
        size: layout.size,
    };
    for (at, scope) in layout.scopes.iter().enumerate() {
        scope_faults(at, scope, &page, &mut faults);
        for (node, rect) in graph.scopes[at].nodes.iter().zip(&scope.nodes) {
            if let Node::Container(_, inner) = node {
                for inner in inner {
                    let contents = &layout.scopes[*inner];
                    let labels = contents.labels.iter().map(|label| &label.rect);
                    if contents
                        .nodes
                        .iter()
                        .chain(labels)
                        .any(|part| !contains(rect, part))
                    {
                        faults.push(format!("scope {inner} sticks out of its container"));
                    }
                }
            }
        }
    }
    faults
}

fn scope_faults(at: usize, scope: &ScopeLayout, page: &Rect, faults: &mut Vec<String>) {
    let labels = scope.labels.iter().map(|label| label.rect);
    let boxes: Vec<Rect> = scope.nodes.iter().copied().chain(labels).collect();
    for (place, one) in boxes.iter().enumerate() {
        if !contains(page, one) {
            faults.push(format!("scope {at}: box {place} is not on the page"));
        }
        if boxes[..place].iter().any(|other| overlap(one, other)) {
            faults.push(format!("scope {at}: box {place} overlaps another"));
        }
    }
    for (place, stroke) in scope.strokes.iter().enumerate() {
        let name = format!("scope {at}: line {place} {:?}", stroke.points);
        let ([first, .., last], true) = (stroke.points.as_slice(), stroke.points.len() > 1) else {
            faults.push(format!("{name} has no length"));
            continue;
        };
        let on_line = |point: &Point| {
            let others = scope
                .strokes
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != place);
            others
                .filter(|(_, other)| other.kind == stroke.kind)
                .any(|(_, other)| other.points.windows(2).any(|pair| lies_on(point, pair)))
        };
        let on_border = |point: &Point| scope.nodes.iter().any(|node| on_border(node, point));
        if !(on_border(first) || on_line(first)) {
            faults.push(format!("{name} starts nowhere"));
        }
        if !(if stroke.arrow {
            on_border(last)
        } else {
            on_line(last)
        }) {
            faults.push(format!("{name} ends nowhere"));
        }
        for pair in stroke.points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if !near(from.x, to.x) && !near(from.y, to.y) {
                faults.push(format!("{name} is slanted"));
            }
            let hull = Rect {
                at: Point {
                    x: from.x.min(to.x),
                    y: from.y.min(to.y),
                },
                size: Size {
                    width: (from.x - to.x).abs(),
                    height: (from.y - to.y).abs(),
                },
            };
            if scope.nodes.iter().any(|node| overlap(node, &hull)) {
                faults.push(format!("{name} goes through a box"));
            }
            for label in &scope.labels {
                let middle = label.rect.at.x + label.rect.size.width / 2.0;
                let own = near(from.x, to.x) && (from.x - middle).abs() < 0.6;
                if overlap(&label.rect, &hull) && !own {
                    faults.push(format!("{name} goes through a label"));
                }
            }
        }
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.01
}

fn contains(outer: &Rect, inner: &Rect) -> bool {
    inner.at.x >= outer.at.x - 0.01
        && inner.at.y >= outer.at.y - 0.01
        && inner.at.x + inner.size.width <= outer.at.x + outer.size.width + 0.01
        && inner.at.y + inner.size.height <= outer.at.y + outer.size.height + 0.01
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.at.x + 0.01 < b.at.x + b.size.width
        && b.at.x + 0.01 < a.at.x + a.size.width
        && a.at.y + 0.01 < b.at.y + b.size.height
        && b.at.y + 0.01 < a.at.y + a.size.height
}

fn on_border(rect: &Rect, point: &Point) -> bool {
    let outer = Rect {
        at: *point,
        size: Size::default(),
    };
    let (left, top) = (rect.at.x, rect.at.y);
    let (right, bottom) = (left + rect.size.width, top + rect.size.height);
    contains(rect, &outer)
        && (near(point.x, left)
            || near(point.x, right)
            || near(point.y, top)
            || near(point.y, bottom))
}

fn lies_on(point: &Point, pair: &[Point]) -> bool {
    let (from, to) = (pair[0], pair[1]);
    point.x >= from.x.min(to.x) - 0.6
        && point.x <= from.x.max(to.x) + 0.6
        && point.y >= from.y.min(to.y) - 0.6
        && point.y <= from.y.max(to.y) + 0.6
}
