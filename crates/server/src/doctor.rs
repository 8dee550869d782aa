//! `entrega doctor`: whether this machine can run the server, and what to do where it cannot.
//!
//! | module | holds |
//! |---|---|
//! | [`data`] | the data folder: space, permissions, databases, keys |
//! | [`elsewhere`] | services that are elsewhere: keys, answers, what the shop uses there |
//! | [`machine`] | ports, clock, interpreters, kernel, limits |

pub(crate) mod data;
mod elsewhere;
mod machine;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use anstyle::Style;
use asl::{Object, Value};
use clap::Args;

use crate::asl::{counted, pretty};
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::terminal::{Palette, Stream, paint, print};
use crate::up::default_folder;

#[derive(Args, Debug)]
pub(crate) struct DoctorArguments {
    /// The server's data folder [default: that of `entrega up`]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// The file of the server's settings [default: entrega.toml in the data folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Where the server listens, or will
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:4566")]
    pub(crate) aws_listen: SocketAddr,

    /// Print one JSON document, for scripts
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) const DOCTOR_HELP: &str = "\
Nothing is changed. It can be run beside a server that is up.

Exit codes:
  0  all is well; there may be warnings
  1  something keeps the server from working
  2  it could not be looked into

Examples:
  entrega doctor
  entrega doctor --data /srv/entrega --json";

/// What was looked at, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    /// `free space`
    what: &'static str,
    grade: Grade,
    /// What was found.
    says: String,
    /// What to do about it.
    advice: Option<String>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    Good,
    /// It works, but not all of it, or not for long.
    Doubtful,
    /// It does not work.
    Bad,
}

impl Finding {
    fn good(what: &'static str, says: impl Into<String>) -> Finding {
        Finding {
            what,
            grade: Grade::Good,
            says: says.into(),
            advice: None,
        }
    }

    fn doubtful(what: &'static str, says: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding {
            what,
            grade: Grade::Doubtful,
            says: says.into(),
            advice: Some(advice.into()),
        }
    }

    fn bad(what: &'static str, says: impl Into<String>, advice: impl Into<String>) -> Finding {
        Finding {
            grade: Grade::Bad,
            ..Finding::doubtful(what, says, advice)
        }
    }
}

pub(crate) fn doctor(arguments: &DoctorArguments) -> Result<Verdict, Fault> {
    let folder = match &arguments.data {
        Some(folder) => folder.clone(),
        None => default_folder()?,
    };
    let mut findings = data::look(&folder);
    findings.extend(machine::look(arguments.aws_listen, &folder)?);
    findings.extend(elsewhere::look(&folder, arguments.config.as_deref())?);
    let worst = findings.iter().map(|finding| finding.grade).max();
    let verdict = match worst {
        Some(Grade::Bad) => Verdict::Bad,
        Some(Grade::Good | Grade::Doubtful) | None => Verdict::Good,
    };
    if arguments.json {
        let all = findings.iter().map(Finding::to_json).collect();
        let document = Object::from_iter([
            ("good".into(), (verdict == Verdict::Good).into()),
            ("findings".into(), Value::array(all)),
        ]);
        print(&pretty::document(&Value::object(document)))?;
    } else {
        print(&report(&findings, &Stream::Stdout.palette()))?;
    }
    Ok(verdict)
}

/// A line for each finding, and one for all.
fn report(findings: &[Finding], palette: &Palette) -> String {
    let what_chars = findings.iter().map(|finding| finding.what.chars().count());
    let what_chars = what_chars.max().unwrap_or(0);
    let mut text = String::new();
    for finding in findings {
        let mark = paint(finding.grade.style(palette), finding.grade.mark());
        let Finding { what, says, .. } = finding;
        let _ = writeln!(text, "{mark} {what:<what_chars$}  {says}");
        if let Some(advice) = &finding.advice {
            let hint = paint(palette.hint, "→");
            let _ = writeln!(text, "  {:<what_chars$}  {hint} {advice}", "");
        }
    }
    let count = |grade: Grade| findings.iter().filter(|f| f.grade == grade).count();
    let (bad, doubtful) = (count(Grade::Bad), count(Grade::Doubtful));
    let mut said = Vec::new();
    if bad > 0 {
        said.push(paint(palette.error, &counted(bad, "problem")));
    }
    if doubtful > 0 {
        said.push(paint(palette.warning, &counted(doubtful, "warning")));
    }
    if said.is_empty() {
        said.push(paint(palette.good, "all is well"));
    }
    let _ = writeln!(text, "\n{}", said.join(", "));
    text
}

impl Grade {
    fn mark(self) -> &'static str {
        match self {
            Grade::Good => "✔",
            Grade::Doubtful => "!",
            Grade::Bad => "✗",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Grade::Good => "good",
            Grade::Doubtful => "doubtful",
            Grade::Bad => "bad",
        }
    }

    fn style(self, palette: &Palette) -> Style {
        match self {
            Grade::Good => palette.good,
            Grade::Doubtful => palette.warning,
            Grade::Bad => palette.error,
        }
    }
}

impl Finding {
    fn to_json(&self) -> Value {
        let mut fields = Object::from_iter([
            ("what".into(), self.what.into()),
            ("grade".into(), self.grade.name().into()),
            ("says".into(), self.says.as_str().into()),
        ]);
        if let Some(advice) = &self.advice {
            fields.insert("advice", advice.as_str().into());
        }
        Value::object(fields)
    }
}
