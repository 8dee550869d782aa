//! `entrega asl graph`: draws a definition.

use asl::graph::{Style, draw};

use super::{Source, write_file};
use crate::command_line::{GraphArguments, Verdict};
use crate::fault::Fault;
use crate::terminal::print;

pub(crate) fn graph(arguments: &GraphArguments) -> Result<Verdict, Fault> {
    let source = Source::read(&arguments.file)?;
    let definition = source.definition(false)?;
    let drawing = draw(&definition.machine, &Style::default());
    match &arguments.output {
        Some(file) => write_file(file, &drawing)?,
        None => print(&drawing)?,
    }
    Ok(Verdict::Good)
}
