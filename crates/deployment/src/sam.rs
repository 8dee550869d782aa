//! The SAM template that deploys a definition: the machine, its role, its log, and parameters for
//! what the definition leaves open.

mod value;

use std::collections::BTreeMap;

use asl::machine::forbidden_in_names;
use asl::parse::Source;
use asl::state::ExecutionType;
use asl::{Diagnostic, StateMachine};

use crate::definition::{Deployable, Substitution};
use crate::needs::Needs;
use crate::pattern::Pattern;
use crate::resource::is_called_arn;
use crate::statement::{Reason, Statement};
use crate::yaml::{Entry, Item, Yaml};

/// What is deployed.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The definition, in JSON or YAML.
    pub text: &'a str,
    /// What the machine is called.
    pub name: &'a str,
    /// Its kind.
    pub kind: ExecutionType,
    /// Values of placeholders, where they are known: what the parameters are without others.
    pub substitutions: &'a BTreeMap<String, String>,
}

/// A template, and the files beside it.
#[derive(Clone, Debug)]
pub struct Template {
    /// The template, in YAML.
    pub text: String,
    /// The definition's file, which the template names: a path beside it, and the text.
    pub definition: File,
    /// What the role is allowed, and why; without what it takes to write logs and traces.
    pub needs: Needs,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it is, from the template.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Why there is no template.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The definition has errors.
    Definition(Vec<Diagnostic>),
    /// AWS has no state machine of such a name.
    Name,
}

/// A state machine's name has at most so many characters (Step Functions API reference,
/// CreateStateMachine).
pub const NAME_CHARS_MAX: usize = 80;

/// How many days the log is kept, unless the deployer says otherwise.
const LOG_DAYS: i64 = 30;

/// How many days CloudWatch Logs can keep a log (CloudWatch Logs API reference,
/// PutRetentionPolicy).
const LOG_DAYS_ALLOWED: [i64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/// The names of what the template declares: no placeholder of the definition is called so.
pub(crate) const NAMES_TAKEN: [&str; 4] = [LOG_DAYS_PARAMETER, MACHINE, ROLE, LOG];
const LOG_DAYS_PARAMETER: &str = "LogRetentionDays";
const MACHINE: &str = "StateMachine";
const ROLE: &str = "StateMachineRole";
const LOG: &str = "StateMachineLog";

/// The template of a definition.
pub fn template(subject: Subject<'_>) -> Result<Template, Refusal> {
    let characters = subject.name.chars().count();
    if !(1..=NAME_CHARS_MAX).contains(&characters) || subject.name.contains(forbidden_in_names) {
        return Err(Refusal::Name);
    }
    let source = Source::read(subject.text).map_err(Refusal::Definition)?;
    let express = subject.kind == ExecutionType::Express;
    let machine = source.parse(express).map_err(Refusal::Definition)?.machine;
    let definition = Deployable::of(subject.text, source.root());
    let needs = Needs::of(&machine, subject.name);
    let extension = if source.is_json() { "json" } else { "yaml" };
    let file = File {
        path: format!("{}.asl.{extension}", file_name(subject.name)),
        text: definition.text.clone(),
    };
    let writer = Writer {
        subject,
        machine: &machine,
        definition: &definition,
        needs: &needs,
        path: &file.path,
    };
    Ok(Template {
        text: writer.document(),
        definition: file,
        needs,
    })
}

struct Writer<'a> {
    subject: Subject<'a>,
    machine: &'a StateMachine,
    definition: &'a Deployable,
    needs: &'a Needs,
    path: &'a str,
}

impl Writer<'_> {
    fn document(&self) -> String {
        let name = self.subject.name;
        let about = self.machine.comment();
        let about = about.filter(|comment| comment.len() <= DESCRIPTION_BYTES_MAX);
        let about = about.map_or_else(|| format!("The state machine {name}"), str::to_owned);
        let document = Yaml::Map(vec![
            Entry::new("AWSTemplateFormatVersion", Yaml::text("2010-09-09")).because(
                "Deploy with `sam deploy --guided --capabilities CAPABILITY_IAM`, in the folder \
                 that has this file and the definition's.",
            ),
            Entry::new("Transform", Yaml::text("AWS::Serverless-2016-10-31")),
            Entry::new("Description", Yaml::text(about)),
            Entry::new("Parameters", self.parameters()),
            Entry::new("Resources", self.resources()),
            Entry::new("Outputs", outputs()),
        ]);
        document.document()
    }

    fn parameters(&self) -> Yaml {
        let mut entries: Vec<Entry> = Vec::new();
        for substitution in &self.definition.substitutions {
            if let Some(name) = parameter_of(substitution) {
                entries.push(Entry::new(name, self.parameter(substitution)));
            }
        }
        let days = LOG_DAYS_ALLOWED.into_iter().map(Yaml::Number);
        entries.push(Entry::new(
            LOG_DAYS_PARAMETER,
            Yaml::map([
                ("Type", Yaml::text("Number")),
                ("Default", Yaml::Number(LOG_DAYS)),
                ("AllowedValues", Yaml::Row(days.collect())),
                (
                    "Description",
                    Yaml::text("Days that the execution log is kept"),
                ),
            ]),
        ));
        Yaml::Map(entries)
    }

    /// The parameter of a placeholder.
    fn parameter(&self, substitution: &Substitution) -> Yaml {
        let placeholder = substitution.value.as_placeholder();
        let placeholder = placeholder.map_or(substitution.key.as_str(), |name| name);
        let wants_arn = self.is_arn(&substitution.value) || is_called_arn(placeholder);
        let what = if wants_arn {
            "The ARN that takes the place of"
        } else {
            "What takes the place of"
        };
        let states = substitution.states.join(", ");
        let states = match substitution.states.as_slice() {
            [] => String::new(),
            [_] => format!(", in the state {states}"),
            _ => format!(", in the states {states}"),
        };
        let mut about = format!("{what} {placeholder}{states}");
        truncate(&mut about, DESCRIPTION_BYTES_MAX);
        let mut entries = vec![Entry::new("Type", Yaml::text("String"))];
        let known = self.subject.substitutions.get(placeholder);
        if let Some(value) = known {
            entries.push(Entry::new("Default", Yaml::text(value)));
        }
        if wants_arn && known.is_none_or(|value| value.starts_with("arn:")) {
            entries.push(Entry::new("AllowedPattern", Yaml::text("^arn:.+$")));
        }
        entries.push(Entry::new("Description", Yaml::text(about)));
        Yaml::Map(entries)
    }

    /// Whether the policy takes the value to be an ARN.
    fn is_arn(&self, value: &Pattern) -> bool {
        let begins = |pattern: &Pattern| pattern.parts().first() == value.parts().first();
        self.needs.needs.iter().any(|need| begins(&need.resource))
    }

    fn resources(&self) -> Yaml {
        Yaml::Map(vec![
            Entry::new(MACHINE, self.state_machine()),
            Entry::new(ROLE, self.role()).because(
                "What the machine may do, derived from its definition: one statement for each set \
                 of actions, under what asks for it.",
            ),
            Entry::new(LOG, self.log()),
        ])
    }

    fn state_machine(&self) -> Yaml {
        let (kind, level) = match self.subject.kind {
            ExecutionType::Standard => ("STANDARD", "ERROR"),
            // An Express execution leaves no other history.
            ExecutionType::Express => ("EXPRESS", "ALL"),
        };
        let log = Yaml::map([(
            "CloudWatchLogsLogGroup",
            Yaml::map([("LogGroupArn", get_attribute(LOG, "Arn"))]),
        )]);
        let mut properties = vec![
            Entry::new("Name", Yaml::text(self.subject.name)),
            Entry::new("Type", Yaml::text(kind)),
            Entry::new("DefinitionUri", Yaml::text(self.path)),
        ];
        if !self.definition.substitutions.is_empty() {
            let entries = self
                .definition
                .substitutions
                .iter()
                .map(|it| Entry::new(it.key.as_str(), self.value(&it.value)));
            properties.push(Entry::new(
                "DefinitionSubstitutions",
                Yaml::Map(entries.collect()),
            ));
        }
        properties.extend([
            Entry::new("Role", get_attribute(ROLE, "Arn")),
            Entry::new(
                "Logging",
                Yaml::map([
                    ("Level", Yaml::text(level)),
                    ("IncludeExecutionData", Yaml::Bool(false)),
                    ("Destinations", Yaml::list([log])),
                ]),
            ),
            Entry::new("Tracing", Yaml::map([("Enabled", Yaml::Bool(true))])),
        ]);
        Yaml::Map(vec![
            Entry::new("Type", Yaml::text("AWS::Serverless::StateMachine")),
            Entry::new("Properties", Yaml::Map(properties)),
        ])
    }

    fn role(&self) -> Yaml {
        let needs = self.needs.clone().with_log().with_traces();
        let statements = needs
            .statements()
            .into_iter()
            .map(|statement| self.statement(&statement));
        let policy = Yaml::map([
            ("PolicyName", Yaml::text("definition")),
            ("PolicyDocument", policy_document(statements)),
        ]);
        Yaml::map([
            ("Type", Yaml::text("AWS::IAM::Role")),
            (
                "Properties",
                Yaml::map([
                    ("AssumeRolePolicyDocument", self.trust()),
                    ("Policies", Yaml::list([policy])),
                ]),
            ),
        ])
    }

    /// Step Functions may take the role on, for this machine alone.
    fn trust(&self) -> Yaml {
        let machine = Pattern::own("states", format!("stateMachine:{}", self.subject.name));
        let conditions = Yaml::map([
            (
                "StringEquals",
                Yaml::map([(
                    "aws:SourceAccount",
                    Yaml::tagged("!Ref", Yaml::text("AWS::AccountId")),
                )]),
            ),
            (
                "ArnLike",
                Yaml::map([("aws:SourceArn", self.value(&machine))]),
            ),
        ]);
        let service = Yaml::map([("Service", Yaml::text("states.amazonaws.com"))]);
        let statement = Yaml::map([
            ("Effect", Yaml::text("Allow")),
            ("Principal", service),
            ("Action", Yaml::text("sts:AssumeRole")),
            ("Condition", conditions),
        ]);
        policy_document([Item {
            comment: Vec::new(),
            value: statement,
        }])
    }

    fn statement(&self, statement: &Statement) -> Item {
        let one_or_list = |mut values: Vec<Yaml>| match values.len() {
            1 => values.swap_remove(0),
            _ => Yaml::list(values),
        };
        let actions = statement.actions.iter().map(Yaml::text);
        let resources = statement
            .resources
            .iter()
            .map(|resource| self.value(resource));
        let mut entries = vec![
            Entry::new("Effect", Yaml::text("Allow")),
            Entry::new("Action", one_or_list(actions.collect())),
            Entry::new("Resource", one_or_list(resources.collect())),
        ];
        if !statement.conditions.is_empty() {
            let mut operators: Vec<(&str, Vec<Entry>)> = Vec::new();
            for condition in &statement.conditions {
                let entry = Entry::new(condition.key, self.value(&condition.value));
                match operators
                    .iter_mut()
                    .find(|(operator, _)| *operator == condition.operator)
                {
                    Some((_, entries)) => entries.push(entry),
                    None => operators.push((condition.operator, vec![entry])),
                }
            }
            let operators = operators.into_iter();
            let operators = operators.map(|(operator, keys)| Entry::new(operator, Yaml::Map(keys)));
            entries.push(Entry::new("Condition", Yaml::Map(operators.collect())));
        }
        Item {
            comment: statement.reasons.iter().map(Reason::to_string).collect(),
            value: Yaml::Map(entries),
        }
    }

    fn log(&self) -> Yaml {
        let group = format!("/aws/vendedlogs/states/{}", file_name(self.subject.name));
        Yaml::map([
            ("Type", Yaml::text("AWS::Logs::LogGroup")),
            ("DeletionPolicy", Yaml::text("Delete")),
            ("UpdateReplacePolicy", Yaml::text("Delete")),
            (
                "Properties",
                Yaml::map([
                    ("LogGroupName", Yaml::text(group)),
                    (
                        "RetentionInDays",
                        Yaml::tagged("!Ref", Yaml::text(LOG_DAYS_PARAMETER)),
                    ),
                ]),
            ),
        ])
    }

    fn value(&self, pattern: &Pattern) -> Yaml {
        value::of(pattern, self.definition)
    }
}

/// A description has at most so many bytes (CloudFormation user guide, "Parameters" and
/// "Description": 4,000 and 1,024; the shorter is enough for both).
const DESCRIPTION_BYTES_MAX: usize = 1_024;

fn truncate(text: &mut String, bytes_max: usize) {
    if text.len() > bytes_max {
        text.truncate(text.floor_char_boundary(bytes_max - '…'.len_utf8()));
        text.push('…');
    }
}

/// The parameter that a substitution is filled in from; `None` where it needs none.
fn parameter_of(substitution: &Substitution) -> Option<&str> {
    let placeholder = substitution.value.as_placeholder()?;
    (!placeholder.starts_with("AWS::")).then_some(&substitution.key)
}

fn get_attribute(resource: &str, attribute: &str) -> Yaml {
    Yaml::tagged("!GetAtt", Yaml::text(format!("{resource}.{attribute}")))
}

fn policy_document(statements: impl IntoIterator<Item = Item>) -> Yaml {
    Yaml::map([
        ("Version", Yaml::text("2012-10-17")),
        ("Statement", Yaml::List(statements.into_iter().collect())),
    ])
}

fn outputs() -> Yaml {
    let output = |about: &str, value: Yaml| {
        Yaml::map([("Description", Yaml::text(about)), ("Value", value)])
    };
    Yaml::map([
        (
            "StateMachineArn",
            output(
                "Starts executions",
                Yaml::tagged("!Ref", Yaml::text(MACHINE)),
            ),
        ),
        (
            "RoleArn",
            output("What the machine acts as", get_attribute(ROLE, "Arn")),
        ),
        (
            "LogGroupName",
            output(
                "Where executions are logged",
                Yaml::tagged("!Ref", Yaml::text(LOG)),
            ),
        ),
    ])
}

/// A name that a file and a log group may have.
fn file_name(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars()
        .map(|c| if fits(c) { c } else { '-' })
        .collect()
}
