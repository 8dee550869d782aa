//! The SAM template that deploys a definition: the machine, its role, its log, and parameters for
//! what the definition leaves open.

mod value;

use crate::export::{LOG_DAYS, LOG_DAYS_ABOUT, LOG_DAYS_ALLOWED, Parameter, Prepared, ROLE_ABOUT};
use crate::needs::Condition;
use crate::pattern::Pattern;
use crate::policies::{MANAGED_PER_ROLE_MAX, Policies};
use crate::statement::{Reason, Statement, operators};
use crate::yaml::{Entry, Item, Yaml};

/// The names of what the template declares: no placeholder of the definition is called so.
pub(crate) fn names_taken() -> impl Iterator<Item = String> {
    let names = [LOG_DAYS_PARAMETER, MACHINE, ROLE, LOG].map(str::to_owned);
    names
        .into_iter()
        .chain((1..=MANAGED_PER_ROLE_MAX).map(policy_name))
}

const LOG_DAYS_PARAMETER: &str = "LogRetentionDays";
const MACHINE: &str = "StateMachine";
const ROLE: &str = "StateMachineRole";
const LOG: &str = "StateMachineLog";

/// What the managed policy of this number is called, the first being 1.
fn policy_name(number: usize) -> String {
    format!("StateMachinePolicy{number}")
}

/// The template.
pub(crate) fn text(prepared: &Prepared<'_>) -> String {
    Writer { prepared }.document()
}

struct Writer<'a> {
    prepared: &'a Prepared<'a>,
}

impl Writer<'_> {
    fn document(&self) -> String {
        let document = Yaml::Map(vec![
            Entry::new("AWSTemplateFormatVersion", Yaml::text("2010-09-09")).because(
                "Deploy with `sam deploy --guided --capabilities CAPABILITY_IAM`, in the folder \
                 that has this file and the definition's.",
            ),
            Entry::new("Transform", Yaml::text("AWS::Serverless-2016-10-31")),
            Entry::new("Description", Yaml::text(self.prepared.about())),
            Entry::new("Parameters", self.parameters()),
            Entry::new("Resources", self.resources()),
            Entry::new("Outputs", outputs()),
        ]);
        document.document()
    }

    fn parameters(&self) -> Yaml {
        let parameters = self.prepared.parameters().into_iter();
        let mut entries: Vec<Entry> = parameters
            .map(|it| Entry::new(it.key, parameter(&it)))
            .collect();
        let days = LOG_DAYS_ALLOWED.into_iter().map(Yaml::Number);
        entries.push(Entry::new(
            LOG_DAYS_PARAMETER,
            Yaml::map([
                ("Type", Yaml::text("Number")),
                ("Default", Yaml::Number(LOG_DAYS)),
                ("AllowedValues", Yaml::Row(days.collect())),
                ("Description", Yaml::text(LOG_DAYS_ABOUT)),
            ]),
        ));
        Yaml::Map(entries)
    }

    fn resources(&self) -> Yaml {
        let mut resources = vec![
            Entry::new(MACHINE, self.state_machine()),
            Entry::new(ROLE, self.role()).because(ROLE_ABOUT),
        ];
        if let Policies::Managed(policies) = &self.prepared.policies {
            for (number, statements) in (1..).zip(policies) {
                let policy = self.managed_policy(statements);
                resources.push(Entry::new(policy_name(number), policy));
            }
        }
        resources.push(Entry::new(LOG, self.log()));
        Yaml::Map(resources)
    }

    fn state_machine(&self) -> Yaml {
        let log = Yaml::map([(
            "CloudWatchLogsLogGroup",
            Yaml::map([("LogGroupArn", get_attribute(LOG, "Arn"))]),
        )]);
        let mut properties = vec![
            Entry::new("Name", Yaml::text(self.prepared.subject.name)),
            Entry::new("Type", Yaml::text(self.prepared.kind())),
            Entry::new("DefinitionUri", Yaml::text(&self.prepared.path)),
        ];
        let substitutions = &self.prepared.definition.substitutions;
        if !substitutions.is_empty() {
            let entries = substitutions.iter();
            let entries = entries.map(|it| Entry::new(it.key.as_str(), self.value(&it.value)));
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
                    ("Level", Yaml::text(self.prepared.log_level())),
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
        let policies = match &self.prepared.policies {
            Policies::Inline(statements) => {
                let policy = Yaml::map([
                    ("PolicyName", Yaml::text("definition")),
                    ("PolicyDocument", self.policy_document(statements)),
                ]);
                Entry::new("Policies", Yaml::list([policy]))
            }
            Policies::Managed(policies) => {
                let names = (1..=policies.len()).map(policy_name);
                let names = names.map(|name| Yaml::tagged("!Ref", Yaml::text(name)));
                Entry::new("ManagedPolicyArns", Yaml::list(names))
            }
        };
        let properties = vec![
            Entry::new("AssumeRolePolicyDocument", self.trust()),
            policies,
        ];
        Yaml::map([
            ("Type", Yaml::text("AWS::IAM::Role")),
            ("Properties", Yaml::Map(properties)),
        ])
    }

    fn managed_policy(&self, statements: &[Statement]) -> Yaml {
        Yaml::map([
            ("Type", Yaml::text("AWS::IAM::ManagedPolicy")),
            (
                "Properties",
                Yaml::map([("PolicyDocument", self.policy_document(statements))]),
            ),
        ])
    }

    fn policy_document(&self, statements: &[Statement]) -> Yaml {
        policy_document(statements.iter().map(|it| self.statement(it)))
    }

    /// Step Functions may take the role on, for this machine alone.
    fn trust(&self) -> Yaml {
        let service = Yaml::map([("Service", Yaml::text("states.amazonaws.com"))]);
        let statement = Yaml::map([
            ("Effect", Yaml::text("Allow")),
            ("Principal", service),
            ("Action", Yaml::text("sts:AssumeRole")),
            ("Condition", self.conditions(&self.prepared.trust())),
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
            let conditions = self.conditions(&statement.conditions);
            entries.push(Entry::new("Condition", conditions));
        }
        Item {
            comment: statement.reasons.iter().map(Reason::to_string).collect(),
            value: Yaml::Map(entries),
        }
    }

    fn conditions(&self, conditions: &[Condition]) -> Yaml {
        let operators = operators(conditions).into_iter().map(|(operator, all)| {
            let keys = all
                .iter()
                .map(|it| Entry::new(it.key, self.value(&it.value)));
            Entry::new(operator, Yaml::Map(keys.collect()))
        });
        Yaml::Map(operators.collect())
    }

    fn log(&self) -> Yaml {
        Yaml::map([
            ("Type", Yaml::text("AWS::Logs::LogGroup")),
            ("DeletionPolicy", Yaml::text("Delete")),
            ("UpdateReplacePolicy", Yaml::text("Delete")),
            (
                "Properties",
                Yaml::map([
                    ("LogGroupName", Yaml::text(self.prepared.log_group())),
                    (
                        "RetentionInDays",
                        Yaml::tagged("!Ref", Yaml::text(LOG_DAYS_PARAMETER)),
                    ),
                ]),
            ),
        ])
    }

    fn value(&self, pattern: &Pattern) -> Yaml {
        value::of(pattern, &self.prepared.definition)
    }
}

/// The parameter of a placeholder.
fn parameter(parameter: &Parameter<'_>) -> Yaml {
    let mut entries = vec![Entry::new("Type", Yaml::text("String"))];
    if let Some(value) = parameter.default {
        entries.push(Entry::new("Default", Yaml::text(value)));
    }
    if parameter.must_be_arn {
        entries.push(Entry::new("AllowedPattern", Yaml::text("^arn:.+$")));
    }
    entries.push(Entry::new("Description", Yaml::text(&parameter.about)));
    Yaml::Map(entries)
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
