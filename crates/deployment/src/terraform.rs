//! The Terraform module that deploys a definition: the machine, its role, its log, and variables for
//! what the definition leaves open.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::comment;
use crate::export::{
    LOG_DAYS, LOG_DAYS_ABOUT, LOG_DAYS_ALLOWED, Parameter, Prepared, ROLE_ABOUT, names,
};
use crate::literal::{Language, Literal, StatementNames, write_fields};
use crate::pattern::{Part, Pattern};
use crate::policies::Policies;
use crate::statement::Statement;

/// Names that no variable may have (Terraform language, "Input Variables"), and our own.
#[rustfmt::skip]
const NAMES_TAKEN: &[&str] = &[
    "count", "depends_on", "for_each", "lifecycle", "locals", "log_retention_days", "providers", "source", "version",
];

const HCL: Language = Language {
    comment: "#",
    assigns: " =",
    ends: "",
    is_aligned: true,
    quoted,
    named,
};

const STATEMENT: StatementNames = StatementNames {
    action: "Action",
    resource: "Resource",
    condition: "Condition",
};

/// What fills a definition in, from `local.substitutions`: `${Name}` of those names and nothing else,
/// whatever else a definition may have that Terraform's own templates would read.
const FILLED_IN: &str = r#"join("", [
    for piece in regexall("\\$\\{\\w+\\}|[^$]+|\\$", local.written) :
    lookup(local.substitutions, piece, piece)
  ])"#;

/// The module's file.
pub(crate) fn text(prepared: &Prepared<'_>) -> String {
    let parameters = prepared.parameters();
    let keys = parameters.iter().map(|it| it.key);
    let writer = Writer {
        prepared,
        names: names(keys, NAMES_TAKEN, variable_name),
        parameters: &parameters,
    };
    writer.document()
}

struct Writer<'a> {
    prepared: &'a Prepared<'a>,
    parameters: &'a [Parameter<'a>],
    /// The variables that fill in the keys.
    names: BTreeMap<String, String>,
}

impl Writer<'_> {
    fn document(&self) -> String {
        let mut out = String::new();
        let how = "Deploy with `terraform init` and `terraform apply`, in the folder that has this \
                   file and the definition's.";
        write_comment(how, &mut out);
        write_comment("", &mut out);
        write_comment(&self.prepared.about(), &mut out);
        out.push_str(
            r#"
terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

"#,
        );
        self.variables(&mut out);
        out.push_str(
            r#"data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

"#,
        );
        self.locals(&mut out);
        self.machine(&mut out);
        self.role(&mut out);
        let log = [
            ("name", Literal::Plain(quoted(&self.prepared.log_group()))),
            (
                "retention_in_days",
                Literal::plain("var.log_retention_days"),
            ),
        ];
        block(
            &["resource", "aws_cloudwatch_log_group", "state_machine"],
            log,
            &mut out,
        );
        for (name, about, value) in [
            (
                "state_machine_arn",
                "Starts executions",
                "aws_sfn_state_machine.state_machine.arn",
            ),
            (
                "role_arn",
                "What the machine acts as",
                "aws_iam_role.state_machine.arn",
            ),
            (
                "log_group_name",
                "Where executions are logged",
                "aws_cloudwatch_log_group.state_machine.name",
            ),
        ] {
            let fields = [
                ("description", Literal::Plain(quoted(about))),
                ("value", Literal::plain(value)),
            ];
            block(&["output", name], fields, &mut out);
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    fn variables(&self, out: &mut String) {
        for parameter in self.parameters {
            let name = &self.names[parameter.key];
            let mut fields = vec![
                ("description", Literal::Plain(quoted(&parameter.about))),
                ("type", Literal::plain("string")),
            ];
            if let Some(value) = parameter.default {
                fields.push(("default", Literal::Plain(quoted(value))));
            }
            if parameter.must_be_arn {
                let condition = format!("startswith(var.{name}, \"arn:\")");
                variable(
                    name,
                    fields,
                    Some((&condition, "This must be an ARN.")),
                    out,
                );
            } else {
                variable(name, fields, None, out);
            }
        }
        let days = LOG_DAYS_ALLOWED.map(|days| days.to_string());
        let condition = format!("contains([{}], var.log_retention_days)", days.join(", "));
        let fields = vec![
            ("description", Literal::Plain(quoted(LOG_DAYS_ABOUT))),
            ("type", Literal::plain("number")),
            ("default", Literal::Plain(LOG_DAYS.to_string())),
        ];
        let message = "CloudWatch Logs does not keep a log for so many days.";
        variable(
            "log_retention_days",
            fields,
            Some((&condition, message)),
            out,
        );
    }

    fn locals(&self, out: &mut String) {
        let file = format!(
            "file(\"${{path.module}}/{}\")",
            in_quotes(&self.prepared.path)
        );
        let mut fields = vec![
            (
                "partition",
                Literal::plain("data.aws_partition.current.partition"),
            ),
            ("region", Literal::plain("data.aws_region.current.id")),
            (
                "account",
                Literal::plain("data.aws_caller_identity.current.account_id"),
            ),
        ];
        let substitutions = self.prepared.definition.substitutions.iter();
        let substitutions: Vec<(String, Literal)> = substitutions
            .map(|it| {
                let key = format!("${{{}}}", it.key);
                (key, Literal::Plain(self.value(&it.value)))
            })
            .collect();
        let definition = if substitutions.is_empty() {
            file
        } else {
            fields.push(("written", Literal::Plain(file)));
            fields.push(("substitutions", Literal::Object(substitutions)));
            FILLED_IN.to_owned()
        };
        // Step Functions itself takes JSON alone.
        let definition = if self.prepared.is_json {
            definition
        } else {
            format!("jsonencode(yamldecode({definition}))")
        };
        fields.push(("definition", Literal::Plain(definition)));
        block(&["locals"], fields, out);
    }

    fn machine(&self, out: &mut String) {
        let prepared = self.prepared;
        let fields = [
            ("name", Literal::Plain(quoted(prepared.subject.name))),
            ("type", Literal::Plain(quoted(prepared.kind()))),
            ("role_arn", Literal::plain("aws_iam_role.state_machine.arn")),
            ("definition", Literal::plain("local.definition")),
        ];
        let logging = [
            ("level", Literal::Plain(quoted(prepared.log_level()))),
            ("include_execution_data", Literal::plain("false")),
            (
                "log_destination",
                Literal::plain(r#""${aws_cloudwatch_log_group.state_machine.arn}:*""#),
            ),
        ];
        let tracing = [("enabled", Literal::plain("true"))];
        open(&["resource", "aws_sfn_state_machine", "state_machine"], out);
        write_all(fields, 1, out);
        for (name, fields) in [
            ("logging_configuration", &logging[..]),
            ("tracing_configuration", &tracing[..]),
        ] {
            let _ = writeln!(out, "\n  {name} {{");
            write_all(fields.iter().cloned(), 2, out);
            out.push_str("  }\n");
        }
        // It may not be started before it may do its work.
        let allowed = match &prepared.policies {
            Policies::Inline(_) => "aws_iam_role_policy.definition".to_owned(),
            Policies::Managed(_) => "aws_iam_role_policy_attachment.definition".to_owned(),
        };
        let _ = writeln!(out, "\n  depends_on = [{allowed}]\n}}\n");
    }

    fn role(&self, out: &mut String) {
        let trust = Literal::conditions(&self.prepared.trust(), &|pattern| self.value(pattern));
        let service = Literal::Plain(quoted("states.amazonaws.com"));
        let trust = Literal::object([
            ("Effect", Literal::Plain(quoted("Allow"))),
            ("Principal", Literal::object([("Service", service)])),
            ("Action", Literal::Plain(quoted("sts:AssumeRole"))),
            ("Condition", trust),
        ]);
        let role = [("assume_role_policy", policy(vec![trust]))];
        block(&["resource", "aws_iam_role", "state_machine"], role, out);
        write_comment(ROLE_ABOUT, out);
        let role = || Literal::plain("aws_iam_role.state_machine.name");
        match &self.prepared.policies {
            Policies::Inline(statements) => {
                let fields = [
                    ("name", Literal::Plain(quoted("definition"))),
                    ("role", role()),
                    ("policy", self.policy(statements)),
                ];
                block(
                    &["resource", "aws_iam_role_policy", "definition"],
                    fields,
                    out,
                );
            }
            Policies::Managed(policies) => {
                let policies = policies.iter().map(|statements| self.policy(statements));
                let fields = [
                    ("count", Literal::Plain(policies.len().to_string())),
                    ("policy", {
                        let all = Box::new(Literal::List(policies.collect()));
                        Literal::Within("", all, "[count.index]")
                    }),
                ];
                block(&["resource", "aws_iam_policy", "definition"], fields, out);
                let fields = [
                    ("count", Literal::plain("length(aws_iam_policy.definition)")),
                    ("role", role()),
                    (
                        "policy_arn",
                        Literal::plain("aws_iam_policy.definition[count.index].arn"),
                    ),
                ];
                let labels = ["resource", "aws_iam_role_policy_attachment", "definition"];
                block(&labels, fields, out);
            }
        }
    }

    fn policy(&self, statements: &[Statement]) -> Literal {
        let statements = statements.iter().map(|statement| {
            let value = |pattern: &Pattern| self.value(pattern);
            let mut fields = vec![("Effect".to_owned(), Literal::Plain(quoted("Allow")))];
            fields.extend(Literal::statement(statement, STATEMENT, HCL, &value));
            Literal::Object(fields).because(&statement.reasons)
        });
        policy(statements.collect())
    }

    /// A pattern as an expression.
    fn value(&self, pattern: &Pattern) -> String {
        match pattern.parts() {
            [] => quoted(""),
            [Part::Text(text)] => quoted(text),
            [part] => self.part(part),
            parts => {
                let parts = parts.iter().map(|part| match part {
                    Part::Text(text) => in_quotes(text),
                    part => format!("${{{}}}", self.part(part)),
                });
                format!("\"{}\"", parts.collect::<String>())
            }
        }
    }

    fn part(&self, part: &Part) -> String {
        match part {
            Part::Text(text) => quoted(text),
            Part::Partition => "local.partition".to_owned(),
            Part::Region => "local.region".to_owned(),
            Part::Account => "local.account".to_owned(),
            Part::Placeholder(name) => self.variable(name),
            Part::Segment(name, separator, index) => {
                let separator = quoted(&separator.to_string());
                format!("split({separator}, {})[{index}]", self.variable(name))
            }
        }
    }

    /// What fills in a placeholder.
    fn variable(&self, placeholder: &str) -> String {
        let definition = &self.prepared.definition;
        let key = definition.key_of(placeholder).unwrap_or(placeholder);
        match (self.names.get(key), placeholder) {
            (Some(name), _) => format!("var.{name}"),
            (None, "AWS::URLSuffix") => "data.aws_partition.current.dns_suffix".to_owned(),
            // What only CloudFormation could fill in.
            (None, _) => quoted(&format!("${{{placeholder}}}")),
        }
    }
}

/// A variable, with the condition that its value meets.
fn variable(
    name: &str,
    fields: Vec<(&str, Literal)>,
    validation: Option<(&str, &str)>,
    out: &mut String,
) {
    open(&["variable", name], out);
    write_all(fields, 1, out);
    if let Some((condition, message)) = validation {
        out.push_str("\n  validation {\n");
        let fields = [
            ("condition", Literal::plain(condition)),
            ("error_message", Literal::Plain(quoted(message))),
        ];
        write_all(fields, 2, out);
        out.push_str("  }\n");
    }
    out.push_str("}\n\n");
}

fn policy(statements: Vec<Literal>) -> Literal {
    let policy = Literal::object([
        ("Version", Literal::Plain(quoted("2012-10-17"))),
        ("Statement", Literal::List(statements)),
    ]);
    Literal::Within("jsonencode(", Box::new(policy), ")")
}

fn block<'n>(
    labels: &[&str],
    fields: impl IntoIterator<Item = (&'n str, Literal)>,
    out: &mut String,
) {
    open(labels, out);
    write_all(fields, 1, out);
    out.push_str("}\n\n");
}

/// `resource "aws_iam_role" "state_machine" {`
fn open(labels: &[&str], out: &mut String) {
    for (index, label) in labels.iter().enumerate() {
        let _ = match index {
            0 => write!(out, "{label} "),
            _ => write!(out, "{} ", quoted(label)),
        };
    }
    out.push_str("{\n");
}

fn write_all<'n>(
    fields: impl IntoIterator<Item = (&'n str, Literal)>,
    depth: usize,
    out: &mut String,
) {
    let fields = fields.into_iter();
    let fields: Vec<(String, Literal)> = fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    write_fields(&fields, HCL, depth, out);
}

fn write_comment(text: &str, out: &mut String) {
    for line in comment::lines(text) {
        let _ = writeln!(out, "{}", format!("# {line}").trim_end());
    }
}

/// `pay_arn` of `PayArn`.
fn variable_name(key: &str) -> String {
    let mut name = String::new();
    let characters: Vec<char> = key.chars().collect();
    for (index, c) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(index + 1);
        // `URLPath` has two words, `PayARN` has two as well.
        let begins = before.is_some_and(|before| !before.is_ascii_uppercase())
            || before.is_some() && after.is_some_and(char::is_ascii_lowercase);
        if c.is_ascii_uppercase() && begins {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name.insert_str(0, "value_");
    }
    name
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", in_quotes(text))
}

fn in_quotes(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.replace("${", "$${").replace("%{", "%%{")
}

/// A name of a field.
fn named(name: &str) -> String {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if starts && name.chars().all(goes_on) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_as_they_are() {
        assert_eq!(
            quoted("a \"b\" ${c} %{d} \\"),
            r#""a \"b\" $${c} %%{d} \\""#
        );
    }

    #[test]
    fn names_are_those_of_the_language() {
        for (key, name) in [
            ("PayArn", "pay_arn"),
            ("URLPath", "url_path"),
            ("PayARN", "pay_arn"),
            ("Table2", "table2"),
            ("1a", "value_1a"),
        ] {
            assert_eq!(variable_name(key), name);
        }
        let names = names(["PayArn", "PayARN", "Count"], NAMES_TAKEN, variable_name);
        let names: Vec<&String> = names.values().collect();
        assert_eq!(names, ["count2", "pay_arn2", "pay_arn"]);
    }
}
