//! The town as a text: nodes as a list of numbers, streets as lists of nodes.

use serde::Deserialize;

use super::address::folded;
use super::{Area, AreaKind, Bridge, Coordinates, Edge, EdgeId, Point, RoadClass, Street, Town};

/// Why a text is no town.
#[derive(Debug, thiserror::Error)]
pub enum TownError {
    /// Not JSON, or not of this shape.
    #[error("the town cannot be read: {0}")]
    Syntax(#[from] serde_json::Error),
    /// A street without a stretch, or with one that has no length, or through a node that is not.
    #[error("`{0}` is no way through the town: check its nodes")]
    Street(String),
    /// A bridge that is no stretch of a street.
    #[error("no street runs over `{0}`: check its nodes")]
    Bridge(String),
    /// Coordinates come in pairs, and there are at most 65,535.
    #[error("coordinates come in pairs, and a town has at most 65535 nodes and stretches")]
    Nodes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TownText {
    name: String,
    origin: Coordinates,
    areas: Vec<AreaText>,
    /// x, y, x, y, and so on, in metres.
    nodes: Vec<i32>,
    avenues: Vec<StreetText>,
    streets: Vec<StreetText>,
    lanes: Vec<StreetText>,
    bridges: Vec<BridgeText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AreaText {
    name: String,
    kind: AreaKind,
    outline: Vec<i32>,
}

/// A name, and the nodes that the street goes through.
type StreetText = (String, Vec<u16>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BridgeText {
    name: String,
    nodes: [u16; 2],
}

fn points(numbers: &[i32]) -> Result<Vec<Point>, TownError> {
    let (pairs, rest) = numbers.as_chunks::<2>();
    if !rest.is_empty() || pairs.len() > usize::from(u16::MAX) {
        return Err(TownError::Nodes);
    }
    Ok(pairs
        .iter()
        .map(|&[x, y]| Point {
            x: f64::from(x),
            y: f64::from(y),
        })
        .collect())
}

impl Town {
    /// Reads a town.
    pub fn parse(text: &str) -> Result<Town, TownError> {
        let TownText {
            name,
            origin,
            areas,
            nodes,
            avenues,
            streets,
            lanes,
            bridges,
        } = serde_json::from_str(text)?;
        let nodes = points(&nodes)?;
        let areas = areas.into_iter().map(
            |AreaText {
                 name,
                 kind,
                 outline,
             }| {
                Ok(Area {
                    name,
                    kind,
                    outline: points(&outline)?,
                })
            },
        );
        let mut town = Town {
            name,
            origin,
            areas: areas.collect::<Result<_, TownError>>()?,
            streets: Vec::new(),
            bridges: Vec::new(),
            meeting: vec![Vec::new(); nodes.len()],
            nodes,
            edges: Vec::new(),
        };
        let classes = [
            (RoadClass::Avenue, avenues),
            (RoadClass::Street, streets),
            (RoadClass::Lane, lanes),
        ];
        for (class, streets) in classes {
            for street in streets {
                town.add_street(class, street)?;
            }
        }
        for BridgeText {
            name,
            nodes: [from, to],
        } in bridges
        {
            let edge = town.edges.iter().position(|edge| {
                (edge.from, edge.to) == (from, to) || (edge.from, edge.to) == (to, from)
            });
            match edge.and_then(|edge| u16::try_from(edge).ok()) {
                Some(edge) => town.bridges.push(Bridge {
                    name,
                    edge: EdgeId(edge),
                }),
                None => return Err(TownError::Bridge(name)),
            }
        }
        Ok(town)
    }

    fn add_street(&mut self, class: RoadClass, (name, path): StreetText) -> Result<(), TownError> {
        let number = u16::try_from(self.streets.len()).map_err(|_| TownError::Nodes)?;
        let first_edge = u16::try_from(self.edges.len()).map_err(|_| TownError::Nodes)?;
        let course = path
            .iter()
            .map(|&node| self.nodes.get(usize::from(node)).copied());
        let Some(course) = course.collect::<Option<Vec<Point>>>() else {
            return Err(TownError::Street(name));
        };
        let mut along = 0.0;
        for (ends, nodes) in course.windows(2).zip(path.windows(2)) {
            let metres = ends[0].distance(ends[1]);
            if metres < 1.0 {
                return Err(TownError::Street(name));
            }
            let id = u16::try_from(self.edges.len()).map_err(|_| TownError::Nodes)?;
            let (from, to) = (nodes[0], nodes[1]);
            self.meeting[usize::from(from)].push(id);
            self.meeting[usize::from(to)].push(id);
            self.edges.push(Edge {
                from,
                to,
                street: number,
                metres,
                along,
            });
            along += metres;
        }
        if course.len() < 2 {
            return Err(TownError::Street(name));
        }
        let folded = folded(&name);
        self.streets.push(Street {
            name,
            class,
            points: course,
            metres: along,
            first_edge,
            folded,
        });
        Ok(())
    }
}
