//! `entrega deploy export`: a folder from which `sam deploy` makes the shop's stack.

mod bundle;
mod folder;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use self::bundle::{Architecture, bundle};
use self::folder::{Done, write};
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::terminal::print;

#[derive(Args, Debug)]
pub(crate) struct ExportArguments {
    /// The folder to write, which may be there
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// The folder with the functions' zips: `target/lambda` after `cargo xtask lambda`
    #[arg(long, value_name = "DIR")]
    pub(crate) functions: Option<PathBuf>,
}

pub(crate) const EXPORT_HELP: &str = "\
Writes a SAM template, the workflows beside it, and the functions where their zips are. Files that it
wrote itself are written anew; one that somebody has changed stops it before anything is written, but
for samconfig.toml, which is yours.

Exit codes:
  0  written
  2  not written

Examples:
  entrega deploy export shop-on-aws --functions target/lambda
  cd shop-on-aws && sam validate --lint && sam deploy --guided";

/// The files of the shop's own stack, by their paths beside [`TEMPLATE_FILE`].
pub(super) fn own_stack() -> Result<BTreeMap<String, Cow<'static, [u8]>>, Fault> {
    Ok(bundle(None)?.files.into_iter().collect())
}

/// The template among them.
pub(super) const TEMPLATE_FILE: &str = "template.yaml";

pub(crate) fn export(arguments: &ExportArguments) -> Result<Verdict, Fault> {
    let bundle = bundle(arguments.functions.as_deref())?;
    let written = write(&arguments.folder, &bundle.files)?;
    let mut told = String::new();
    let folder = arguments.folder.display();
    for (path, done) in written {
        let done = match done {
            Done::Written => "written",
            Done::Same => "as it was",
            Done::Theirs => "yours, left as it is",
        };
        // A text takes whatever is written into it.
        let _ = writeln!(told, "{folder}/{path}  {done}");
    }
    let _ = match bundle.architecture {
        Some(architecture) => write!(told, "\nThe functions are for {}.", architecture.name()),
        None => write!(
            told,
            "\nThe functions' program is missing: build it with `cargo xtask lambda` and export again \
             with `--functions target/lambda`, or put it into {folder}/{}.",
            Architecture::Arm64.in_bundle()
        ),
    };
    told.push_str(" Next, in that folder:\n  sam validate --lint\n  sam deploy --guided\n");
    print(&told)?;
    Ok(Verdict::Good)
}
