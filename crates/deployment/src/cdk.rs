//! The stack of the AWS CDK that deploys a definition, in TypeScript: the machine, its role, its log,
//! and properties for what the definition leaves open.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::comment;
use crate::export::{LOG_DAYS_ABOUT, Parameter, Prepared, ROLE_ABOUT, file_name, names};
use crate::literal::{Language, Literal, StatementNames};
use crate::pattern::{Part, Pattern};
use crate::policies::Policies;
use crate::statement::Statement;

/// Properties that every stack has, and the names in the constructor: nothing else is called so.
#[rustfmt::skip]
const NAMES_TAKEN: &[&str] = &[
    "analyticsReporting", "crossRegionReferences", "description", "env", "notificationArns", "permissionsBoundary",
    "propertyInjectors", "stackName", "suppressTemplateIndentation", "synthesizer", "tags", "terminationProtection",
    "iam", "id", "log", "logRetention", "logs", "machine", "path", "props", "role", "scope", "sfn",
];

/// Words of the language.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do",
    "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements", "import",
    "in", "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public", "return",
    "static", "super", "switch", "this", "throw", "true", "try", "typeof", "var", "void", "while", "with", "yield",
];

const TYPESCRIPT: Language = Language {
    comment: "//",
    assigns: ":",
    ends: ",",
    is_aligned: false,
    quoted,
    named,
};

const STATEMENT: StatementNames = StatementNames {
    action: "actions",
    resource: "resources",
    condition: "conditions",
};

/// The stack's file.
pub(crate) fn text(prepared: &Prepared<'_>) -> String {
    let parameters = prepared.parameters();
    let keys = parameters.iter().map(|it| it.key);
    let taken = [NAMES_TAKEN, WORDS].concat();
    let writer = Writer {
        prepared,
        names: names(keys, &taken, property_name),
        parameters: &parameters,
    };
    writer.document()
}

struct Writer<'a> {
    prepared: &'a Prepared<'a>,
    parameters: &'a [Parameter<'a>],
    /// The properties that fill in the keys.
    names: BTreeMap<String, String>,
}

impl Writer<'_> {
    fn document(&self) -> String {
        let class = class_name(self.prepared.subject.name);
        let body = self.body();
        let mut core = vec!["CfnOutput"];
        core.extend(body.contains("Fn.").then_some("Fn"));
        core.extend(["RemovalPolicy", "Stack", "type StackProps"]);
        let mut out = String::new();
        let example = self.parameters.iter().filter(|it| it.default.is_none());
        let example = example.map(|it| format!("{}: '…'", self.names[it.key]));
        let example: Vec<String> = example.collect();
        let given = match example.as_slice() {
            [] => String::new(),
            fields => format!(", {{ {} }}", fields.join(", ")),
        };
        let id = quoted(&file_name(self.prepared.subject.name));
        let how = format!(
            "Put this file and the definition's into the `lib` folder of an app (`npx cdk init app \
             --language typescript`), say `new {class}(app, {id}{given})` in the file in `bin`, and \
             deploy it with `npx cdk deploy`.",
        );
        write_comment(&how, 0, &mut out);
        let _ = write!(
            out,
            "import * as path from 'node:path';

import {{ {} }} from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {{ type Construct }} from 'constructs';

export interface {class}Props extends StackProps {{
",
            core.join(", "),
        );
        for parameter in self.parameters {
            let name = &self.names[parameter.key];
            let may_miss = if parameter.default.is_some() { "?" } else { "" };
            write_remark(&parameter.about, 1, &mut out);
            let _ = writeln!(out, "  readonly {name}{may_miss}: string;\n");
        }
        write_remark(
            &format!("{LOG_DAYS_ABOUT}; a month without it"),
            1,
            &mut out,
        );
        out.push_str("  readonly logRetention?: logs.RetentionDays;\n}\n\n");
        write_remark(&self.prepared.about(), 0, &mut out);
        let without = if example.is_empty() { " = {}" } else { "" };
        let _ = write!(
            out,
            "export class {class} extends Stack {{
  constructor(scope: Construct, id: string, props: {class}Props{without}) {{
    super(scope, id, props);
{body}  }}
}}
",
        );
        out
    }

    /// What the constructor does.
    fn body(&self) -> String {
        let mut out = String::new();
        let mut given: Vec<String> = self
            .parameters
            .iter()
            .map(|parameter| {
                let name = &self.names[parameter.key];
                let default = parameter
                    .default
                    .map(|value| format!(" = {}", quoted(value)));
                format!("{name}{}", default.unwrap_or_default())
            })
            .collect();
        given.push("logRetention = logs.RetentionDays.ONE_MONTH".to_owned());
        let _ = match given.as_slice() {
            [one] => writeln!(out, "    const {{ {one} }} = props;\n"),
            many => {
                let lines = many.join(",\n      ");
                writeln!(out, "    const {{\n      {lines},\n    }} = props;\n")
            }
        };

        let log = Literal::object([
            (
                "logGroupName",
                Literal::Plain(quoted(&self.prepared.log_group())),
            ),
            ("retention", Literal::plain("logRetention")),
            ("removalPolicy", Literal::plain("RemovalPolicy.DESTROY")),
        ]);
        construct(
            "const log = ",
            "logs.LogGroup",
            "StateMachineLog",
            &log,
            &mut out,
        );

        let policies = match &self.prepared.policies {
            Policies::Inline(statements) => {
                let policies = [("definition", self.policy_document(statements))];
                ("inlinePolicies", Literal::object(policies))
            }
            Policies::Managed(policies) => {
                let policies = (1..).zip(policies).map(|(number, statements)| {
                    let document = self.policy_document(statements);
                    let before = "new iam.ManagedPolicy(this, ";
                    let id = quoted(&format!("StateMachinePolicy{number}"));
                    let mut text = format!("{before}{id}, ");
                    let policy = Literal::object([("document", document)]);
                    policy.write(TYPESCRIPT, 4, 0, &mut text);
                    Literal::Plain(format!("{text})"))
                });
                ("managedPolicies", Literal::List(policies.collect()))
            }
        };
        write_comment(ROLE_ABOUT, 2, &mut out);
        let trust = Literal::conditions(&self.prepared.trust(), &|pattern| self.value(pattern));
        let trust = Literal::object([("conditions", trust)]);
        let principal = "new iam.ServicePrincipal('states.amazonaws.com', ";
        let role = Literal::object([
            (
                "assumedBy",
                Literal::Within(principal, Box::new(trust), ")"),
            ),
            policies,
        ]);
        construct(
            "const role = ",
            "iam.Role",
            "StateMachineRole",
            &role,
            &mut out,
        );

        let machine = Literal::Object(self.machine());
        construct(
            "const machine = ",
            "sfn.StateMachine",
            "StateMachine",
            &machine,
            &mut out,
        );
        for (id, about, value) in [
            (
                "StateMachineArn",
                "Starts executions",
                "machine.stateMachineArn",
            ),
            ("RoleArn", "What the machine acts as", "role.roleArn"),
            (
                "LogGroupName",
                "Where executions are logged",
                "log.logGroupName",
            ),
        ] {
            let (id, about) = (quoted(id), quoted(about));
            let _ = writeln!(
                out,
                "    new CfnOutput(this, {id}, {{ description: {about}, value: {value} }});"
            );
        }
        out
    }

    fn machine(&self) -> Vec<(String, Literal)> {
        let prepared = self.prepared;
        let file = quoted(&prepared.path);
        let body = format!("sfn.DefinitionBody.fromFile(path.join(__dirname, {file}))");
        let mut fields = vec![
            (
                "stateMachineName",
                Literal::Plain(quoted(prepared.subject.name)),
            ),
            (
                "stateMachineType",
                Literal::Plain(format!("sfn.StateMachineType.{}", prepared.kind())),
            ),
            ("definitionBody", Literal::Plain(body)),
        ];
        let substitutions = prepared.definition.substitutions.iter();
        let substitutions: Vec<(String, Literal)> = substitutions
            .map(|it| (it.key.clone(), Literal::Plain(self.value(&it.value))))
            .collect();
        if !substitutions.is_empty() {
            fields.push(("definitionSubstitutions", Literal::Object(substitutions)));
        }
        fields.extend([
            // What the log and the traces need is among its statements.
            ("role", Literal::plain("role.withoutPolicyUpdates()")),
            (
                "logs",
                Literal::object([
                    ("destination", Literal::plain("log")),
                    (
                        "level",
                        Literal::Plain(format!("sfn.LogLevel.{}", prepared.log_level())),
                    ),
                    ("includeExecutionData", Literal::plain("false")),
                ]),
            ),
            ("tracingEnabled", Literal::plain("true")),
        ]);
        let fields = fields.into_iter();
        fields
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    fn policy_document(&self, statements: &[Statement]) -> Literal {
        let statements = statements.iter().map(|statement| {
            let value = |pattern: &Pattern| self.value(pattern);
            let fields = Literal::statement(statement, STATEMENT, TYPESCRIPT, &value);
            let fields = Box::new(Literal::Object(fields));
            let statement_of = Literal::Within("new iam.PolicyStatement(", fields, ")");
            statement_of.because(&statement.reasons)
        });
        let statements = Literal::List(statements.collect());
        let document = Literal::object([("statements", statements)]);
        Literal::Within("new iam.PolicyDocument(", Box::new(document), ")")
    }

    /// A pattern as an expression.
    fn value(&self, pattern: &Pattern) -> String {
        match pattern.parts() {
            [] => quoted(""),
            [Part::Text(text)] => quoted(text),
            [part] => self.part(part),
            parts => {
                let parts = parts.iter().map(|part| match part {
                    Part::Text(text) => in_template(text),
                    part => format!("${{{}}}", self.part(part)),
                });
                format!("`{}`", parts.collect::<String>())
            }
        }
    }

    fn part(&self, part: &Part) -> String {
        match part {
            Part::Text(text) => quoted(text),
            Part::Partition => "this.partition".to_owned(),
            Part::Region => "this.region".to_owned(),
            Part::Account => "this.account".to_owned(),
            Part::Placeholder(name) => self.property(name),
            Part::Segment(name, separator, index) => {
                let property = self.property(name);
                let separator = quoted(&separator.to_string());
                format!("Fn.select({index}, Fn.split({separator}, {property}))")
            }
        }
    }

    /// What fills in a placeholder.
    fn property(&self, placeholder: &str) -> String {
        let definition = &self.prepared.definition;
        let key = definition.key_of(placeholder).unwrap_or(placeholder);
        match (self.names.get(key), placeholder.strip_prefix("AWS::")) {
            (Some(name), _) => name.clone(),
            // What CloudFormation fills in itself.
            (None, Some("StackName")) => "this.stackName".to_owned(),
            (None, Some("StackId")) => "this.stackId".to_owned(),
            (None, Some("URLSuffix")) => "this.urlSuffix".to_owned(),
            (None, _) => quoted(&format!("${{{placeholder}}}")),
        }
    }
}

/// A construct of the stack.
fn construct(before: &str, class: &str, id: &str, properties: &Literal, out: &mut String) {
    let id = quoted(id);
    let _ = write!(out, "    {before}new {class}(this, {id}, ");
    properties.write(TYPESCRIPT, 2, 0, out);
    out.push_str(");\n\n");
}

fn write_comment(text: &str, depth: usize, out: &mut String) {
    for line in comment::lines(text) {
        let _ = writeln!(out, "{}// {line}", "  ".repeat(depth));
    }
}

/// What editors show of a thing.
fn write_remark(text: &str, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let text = text.replace("*/", "* /");
    match comment::lines(&text).as_slice() {
        [line] => {
            let _ = writeln!(out, "{indent}/** {line} */");
        }
        lines => {
            let _ = writeln!(out, "{indent}/**");
            for line in lines {
                let _ = writeln!(out, "{indent} * {line}");
            }
            let _ = writeln!(out, "{indent} */");
        }
    }
}

/// `OrderStack` of `order`.
fn class_name(name: &str) -> String {
    let mut class = String::new();
    for word in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut characters = word.chars();
        class.extend(characters.next().map(|c| c.to_ascii_uppercase()));
        class.push_str(characters.as_str());
    }
    if !class.starts_with(|c: char| c.is_ascii_alphabetic()) {
        class.insert_str(0, "StateMachine");
    }
    class + "Stack"
}

/// `payArn` of `PayArn`.
fn property_name(key: &str) -> String {
    let mut characters = key.chars();
    match characters.next() {
        Some(first) if first.is_ascii_alphabetic() => {
            format!("{}{}", first.to_ascii_lowercase(), characters.as_str())
        }
        _ => format!("value{key}"),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", escaped(text).replace('\'', "\\'"))
}

/// A text between backticks.
fn in_template(text: &str) -> String {
    escaped(text).replace('`', "\\`").replace("${", "\\${")
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // A line ends behind these for some readers.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// A name of a field.
fn named(name: &str) -> String {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts && name.chars().all(|c| c.is_ascii_alphanumeric()) {
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
        assert_eq!(quoted("it's \\ \n"), "'it\\'s \\\\ \\n'");
        assert_eq!(in_template("`${a}`"), "\\`\\${a}\\`");
    }

    #[test]
    fn names_are_those_of_the_language() {
        assert_eq!(class_name("order"), "OrderStack");
        assert_eq!(class_name("2-go"), "StateMachine2GoStack");
        assert_eq!(property_name("PayArn"), "payArn");
        let keys = ["Class", "class", "1a"];
        let names = names(keys, &["class"], property_name);
        let names: Vec<&String> = names.values().collect();
        assert_eq!(names, ["value1a", "class2", "class3"]);
    }
}
