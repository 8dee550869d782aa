//! `entrega deploy plan`: what would come of a template on AWS, without asking AWS anything.

mod number;
mod report;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use deployment::assumptions::ORDERS;
use deployment::plan::{Asked, Plan, Refusal};
use deployment::template::{Problem, Template};

use super::export::{TEMPLATE_FILE, own_stack};
use crate::command_line::{Substitution, Verdict};
use crate::fault::Fault;
use crate::terminal::{Stream, print};

#[derive(Args, Debug)]
pub(crate) struct PlanArguments {
    /// The template of SAM or CloudFormation, YAML or JSON; without one, the shop's own
    #[arg(value_name = "TEMPLATE")]
    template: Option<PathBuf>,

    /// The orders of a month; a machine that is not the shop's is executed once for each
    #[arg(long, value_name = "N", default_value_t = ORDERS, value_parser = amount)]
    orders: f64,

    /// The value of a parameter; may be repeated
    #[arg(long, short, value_name = "NAME=VALUE")]
    parameter: Vec<Substitution>,

    /// Take this in the place of what is assumed: a name of the list at the end; may be repeated
    #[arg(long, value_name = "NAME=NUMBER", value_parser = assumption)]
    assume: Vec<(String, f64)>,

    /// Where it would be made
    #[arg(long, value_name = "REGION", default_value = "us-east-1")]
    region: String,

    /// What the stack would be called
    #[arg(long, value_name = "NAME", default_value = "entrega")]
    stack_name: String,

    /// Exit with 1 unless each machine's role allows what its definition needs and nothing else
    #[arg(long)]
    check: bool,

    /// Print one JSON document, for scripts
    #[arg(long)]
    json: bool,
}

pub(crate) const PLAN_HELP: &str = "\
Nothing is asked of AWS, and nothing is made. Prices are list prices of the day that is said with
them, quotas AWS's documented defaults: look at your account's own before you count on either.

Exit codes:
  0  this is the plan
  1  --check, and a role lacks something or allows too much
  2  there is no plan: the template or the call is wrong

Examples:
  entrega deploy plan --orders 20000 --assume messages_per_order=2
  entrega deploy plan --parameter KnowledgeBaseId=ABCDEFGHIJ
  entrega deploy plan template.yaml --check --json | jq '.machines[].review'";

pub(crate) fn plan(arguments: &PlanArguments) -> Result<Verdict, Fault> {
    let source = match &arguments.template {
        Some(path) => Source::File(path),
        None => Source::Shop(own_stack()?),
    };
    let (file, text) = source.template()?;
    let refused = |problems: Vec<Problem>| {
        let problems = problems.iter().map(|problem| problem.render(&file, &text));
        Fault::Refused(problems.collect())
    };
    let template = Template::read(&text).map_err(refused)?;
    let parameters = arguments.parameter.iter();
    let parameters: BTreeMap<String, String> = parameters
        .map(|Substitution { name, value }| (name.clone(), value.clone()))
        .collect();
    let asked = Asked {
        template: &template,
        stack_name: &arguments.stack_name,
        region: &arguments.region,
        parameters: &parameters,
        orders: arguments.orders,
        assumed: &arguments.assume.iter().cloned().collect(),
        read: &|path| source.read(path),
    };
    let plan = Plan::of(&asked).map_err(|refusal| match refusal {
        Refusal::Template(problems) => refused(problems),
        Refusal::Assumption(error) => Fault::misused(
            error.to_string(),
            "write --assume NAME=NUMBER with one of these names",
        ),
    })?;
    if arguments.json {
        let document = serde_json::to_string_pretty(&plan).expect("a plan is JSON");
        print(&(document + "\n"))?;
    } else {
        let stream = Stream::Stdout;
        print(&report::text(&plan, &stream.palette(), stream.width()))?;
    }
    Ok(if arguments.check && !plan.is_exact() {
        Verdict::Bad
    } else {
        Verdict::Good
    })
}

/// Where a template and the files that it names are.
enum Source<'a> {
    /// There, and beside it.
    File(&'a Path),
    /// In the program.
    Shop(BTreeMap<String, Cow<'static, [u8]>>),
}

impl Source<'_> {
    /// The template: what it is called, and its text.
    fn template(&self) -> Result<(String, String), Fault> {
        let file = match self {
            Source::File(path) => path.display().to_string(),
            Source::Shop(_) => TEMPLATE_FILE.to_owned(),
        };
        let text = match self {
            Source::File(path) => fs::read_to_string(path),
            Source::Shop(_) => self.read(TEMPLATE_FILE).map_err(io::Error::other),
        };
        match text {
            Ok(text) => Ok((file, text)),
            Err(source) => Err(Fault::Unreadable { file, source }),
        }
    }

    /// A file that the template names.
    fn read(&self, path: &str) -> Result<String, String> {
        match self {
            Source::File(template) => {
                let file = template.parent().unwrap_or(Path::new("")).join(path);
                let read = fs::read_to_string(&file);
                read.map_err(|error| format!("cannot read `{}`: {error}", file.display()))
            }
            Source::Shop(files) => {
                let file = files.get(path);
                let file = file.ok_or_else(|| format!("`{path}` is not in the program"))?;
                String::from_utf8(file.to_vec()).map_err(|_| format!("`{path}` is not text"))
            }
        }
    }
}

/// A number that is not negative.
fn amount(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => Ok(number),
        _ => Err("write a number that is not negative, such as 1000".to_owned()),
    }
}

fn assumption(text: &str) -> Result<(String, f64), String> {
    match text.split_once('=') {
        Some((name, number)) if !name.is_empty() => Ok((name.to_owned(), amount(number)?)),
        _ => Err("write NAME=NUMBER, such as messages_per_order=2".to_owned()),
    }
}
