//! A definition as it is deployed by others: what each form of it has in common.
//!
//! A form is a file that declares the machine, its role, its log, and parameters for what the
//! definition leaves open; beside it lies the definition. All forms say the same.

use std::collections::{BTreeMap, BTreeSet};

use asl::machine::forbidden_in_names;
use asl::parse::Source;
use asl::state::ExecutionType;
use asl::{Diagnostic, StateMachine};

use crate::definition::{Deployable, Substitution};
use crate::needs::{Condition, Needs};
use crate::pattern::{Part, Pattern};
use crate::policies::{MANAGED_PER_ROLE, MANAGED_PER_ROLE_MAX, Policies};
use crate::resource::is_called_arn;
use crate::{cdk, sam, terraform};

/// Who deploys it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// AWS SAM: a template, in YAML.
    #[default]
    Sam,
    /// The AWS CDK: a stack, in TypeScript.
    Cdk,
    /// Terraform: a module, in HCL.
    Terraform,
}

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

/// What there is to deploy: two files, and why they are as they are.
#[derive(Clone, Debug)]
pub struct Export {
    /// The file that declares everything.
    pub main: File,
    /// The definition's file, which the other names.
    pub definition: File,
    /// What the role is allowed, and why; without what it takes to write logs and traces.
    pub needs: Needs,
    /// What whoever deploys it has to know.
    pub notes: Vec<String>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What it is called in the folder of both.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Why there is nothing to deploy.
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
pub(crate) const LOG_DAYS: i64 = 30;

/// How many days CloudWatch Logs can keep a log (CloudWatch Logs API reference,
/// PutRetentionPolicy).
pub(crate) const LOG_DAYS_ALLOWED: [i64; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/// What is said of the log's parameter.
pub(crate) const LOG_DAYS_ABOUT: &str = "Days that the execution log is kept";

/// What stands above the role.
pub(crate) const ROLE_ABOUT: &str = "What the machine may do, derived from its definition: one \
                                     statement for each set of actions, under what asks for it.";

/// A description has at most so many bytes (CloudFormation user guide, "Parameters" and
/// "Description": 4,000 and 1,024; the shorter is enough for both).
const DESCRIPTION_BYTES_MAX: usize = 1_024;

impl Form {
    /// The files of a definition.
    pub fn export(self, subject: Subject<'_>) -> Result<Export, Refusal> {
        let prepared = Prepared::of(subject)?;
        let name = file_name(subject.name);
        let (path, text) = match self {
            Form::Sam => ("template.yaml".to_owned(), sam::text(&prepared)),
            Form::Cdk => (format!("{name}-stack.ts"), cdk::text(&prepared)),
            Form::Terraform => ("main.tf".to_owned(), terraform::text(&prepared)),
        };
        let notes = prepared.notes();
        Ok(Export {
            main: File { path, text },
            definition: File {
                path: prepared.path,
                text: prepared.definition.text,
            },
            needs: prepared.needs,
            notes,
        })
    }
}

/// What every form is written from.
pub(crate) struct Prepared<'a> {
    pub(crate) subject: Subject<'a>,
    machine: StateMachine,
    pub(crate) definition: Deployable,
    /// What the role is allowed for its states' sake.
    needs: Needs,
    /// All that it is allowed.
    pub(crate) policies: Policies,
    /// Where the definition is, from the file that declares it.
    pub(crate) path: String,
    pub(crate) is_json: bool,
}

/// Something that the definition leaves open.
pub(crate) struct Parameter<'a> {
    /// Its name in the deployed definition.
    pub(crate) key: &'a str,
    pub(crate) about: String,
    /// What it is without another.
    pub(crate) default: Option<&'a str>,
    /// Whether nothing but an ARN will do.
    pub(crate) must_be_arn: bool,
}

impl Prepared<'_> {
    fn of(subject: Subject<'_>) -> Result<Prepared<'_>, Refusal> {
        let characters = subject.name.chars().count();
        if !(1..=NAME_CHARS_MAX).contains(&characters) || subject.name.contains(forbidden_in_names)
        {
            return Err(Refusal::Name);
        }
        let source = Source::read(subject.text).map_err(Refusal::Definition)?;
        let express = subject.kind == ExecutionType::Express;
        let machine = source.parse(express).map_err(Refusal::Definition)?.machine;
        let definition = Deployable::of(subject.text, source.root());
        let needs = Needs::of(&machine, subject.name);
        let allowed = needs.clone().with_log().with_traces();
        let extension = if source.is_json() { "json" } else { "yaml" };
        Ok(Prepared {
            policies: Policies::of(allowed.statements(), subject.substitutions),
            path: format!("{}.asl.{extension}", file_name(subject.name)),
            is_json: source.is_json(),
            subject,
            machine,
            definition,
            needs,
        })
    }

    /// What the machine is, in a sentence.
    pub(crate) fn about(&self) -> String {
        let comment = self.machine.comment();
        let comment = comment.filter(|comment| comment.len() <= DESCRIPTION_BYTES_MAX);
        comment.map_or_else(
            || format!("The state machine {}", self.subject.name),
            str::to_owned,
        )
    }

    /// What has to be filled in, in the order of the definition.
    pub(crate) fn parameters(&self) -> Vec<Parameter<'_>> {
        let substitutions = self.definition.substitutions.iter();
        substitutions.filter_map(|it| self.parameter(it)).collect()
    }

    fn parameter<'a>(&'a self, substitution: &'a Substitution) -> Option<Parameter<'a>> {
        let placeholder = substitution.value.as_placeholder()?;
        // CloudFormation fills these in itself.
        if placeholder.starts_with("AWS::") {
            return None;
        }
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
        let default = self.subject.substitutions.get(&**placeholder);
        Some(Parameter {
            key: &substitution.key,
            about,
            default: default.map(String::as_str),
            must_be_arn: wants_arn && default.is_none_or(|value| value.starts_with("arn:")),
        })
    }

    /// Whether the policy takes the value to be an ARN.
    fn is_arn(&self, value: &Pattern) -> bool {
        let begins = |pattern: &Pattern| pattern.parts().first() == value.parts().first();
        self.needs.needs.iter().any(|need| begins(&need.resource))
    }

    /// Step Functions may take the role on under these conditions: for this machine alone.
    pub(crate) fn trust(&self) -> [Condition; 2] {
        [
            Condition {
                operator: "StringEquals",
                key: "aws:SourceAccount",
                value: Pattern::default().and(Part::Account),
            },
            Condition {
                operator: "ArnLike",
                key: "aws:SourceArn",
                value: Pattern::own("states", format!("stateMachine:{}", self.subject.name)),
            },
        ]
    }

    /// What is logged: `ERROR`, `ALL`.
    pub(crate) fn log_level(&self) -> &'static str {
        match self.subject.kind {
            ExecutionType::Standard => "ERROR",
            // An Express execution leaves no other history.
            ExecutionType::Express => "ALL",
        }
    }

    /// `STANDARD`, `EXPRESS`
    pub(crate) fn kind(&self) -> &'static str {
        match self.subject.kind {
            ExecutionType::Standard => "STANDARD",
            ExecutionType::Express => "EXPRESS",
        }
    }

    pub(crate) fn log_group(&self) -> String {
        format!("/aws/vendedlogs/states/{}", file_name(self.subject.name))
    }

    fn notes(&self) -> Vec<String> {
        let managed = match &self.policies {
            Policies::Inline(_) => return Vec::new(),
            Policies::Managed(managed) => managed.len(),
        };
        let mut notes = vec![format!(
            "what the role is allowed is longer than a role's own policies may be: it is in {managed} \
             managed policies",
        )];
        if managed > MANAGED_PER_ROLE {
            notes.push(format!(
                "a role has at most {MANAGED_PER_ROLE} managed policies unless AWS is asked for more, \
                 and never more than {MANAGED_PER_ROLE_MAX}: let the definition name fewer resources, \
                 or make it two machines",
            ));
        }
        notes
    }
}

/// A name for each key, made by `spelled`, that is neither one of `taken` nor that of another.
pub(crate) fn names(
    keys: impl IntoIterator<Item = impl Into<String>>,
    taken: &[&str],
    spelled: fn(&str) -> String,
) -> BTreeMap<String, String> {
    let mut taken: BTreeSet<String> = taken.iter().map(|name| (*name).to_owned()).collect();
    let mut names = BTreeMap::new();
    for key in keys {
        let key = key.into();
        let plain = spelled(&key);
        let mut name = plain.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain}{number}");
            number += 1;
        }
        names.insert(key, name);
    }
    names
}

/// A name that a file and a log group may have.
pub(crate) fn file_name(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars()
        .map(|c| if fits(c) { c } else { '-' })
        .collect()
}

fn truncate(text: &mut String, bytes_max: usize) {
    if text.len() > bytes_max {
        text.truncate(text.floor_char_boundary(bytes_max - '…'.len_utf8()));
        text.push('…');
    }
}
