//! State machines drawn as SVG.
//!
//! A drawing is for documents and screens: one file without scripts or references, light or dark
//! as its reader has it, the same bytes for the same machine. [`draw`] takes three steps, each in
//! a module of its own: `model` says what there is to draw, `layout` where it goes, and `svg` what
//! it looks like.

mod jump;
mod layout;
mod model;
mod svg;
mod text;
mod words;

use crate::machine::StateMachine;

/// How a drawing looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// On what it is.
    pub theme: Theme,
}

/// The colours of a drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// The reader's: dark where the reader's screen is, light otherwise and on paper.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The SVG text of a drawing of `machine`.
pub fn draw(machine: &StateMachine, style: &Style) -> String {
    let mut graph = model::Graph::of(machine);
    graph.scopes.iter_mut().for_each(jump::shorten);
    let layout = layout::Layout::of(&graph);
    svg::render(&graph, &layout, style.theme)
}

#[cfg(test)]
mod tests;
