//! Roles that a task hands on to a service, and roles that it takes on itself.

use asl::state::Task;

use crate::arguments::{Arguments, Given, Said};
use crate::pattern::{Part, Pattern};
use crate::resource::is_called_arn;

use super::{Asking, Condition};

/// Who works with the roles that are handed to a service, by the prefix of its actions. The
/// condition is left out for services that are not here.
#[rustfmt::skip]
const WORKERS: &[(&str, &str)] = &[
    ("batch", "batch.amazonaws.com"),
    ("bedrock", "bedrock.amazonaws.com"),
    ("codebuild", "codebuild.amazonaws.com"),
    ("ecs", "ecs-tasks.amazonaws.com"),
    ("emr-serverless", "emr-serverless.amazonaws.com"),
    ("glue", "glue.amazonaws.com"),
    ("lambda", "lambda.amazonaws.com"),
    ("mediaconvert", "mediaconvert.amazonaws.com"),
    ("sagemaker", "sagemaker.amazonaws.com"),
    ("scheduler", "scheduler.amazonaws.com"),
    ("states", "states.amazonaws.com"),
    ("transcribe", "transcribe.amazonaws.com"),
];

impl Asking<'_> {
    /// The task hands on the roles that its arguments name; `always` when it hands one on even if
    /// they name none.
    pub(super) fn pass_roles(&mut self, prefix: &str, arguments: Arguments<'_>, always: bool) {
        let mut roles = Vec::new();
        find_roles(arguments.given, arguments.field, &mut roles);
        if always || roles.is_empty() && matches!(arguments.given, Given::Computed) {
            let field = arguments.field.to_owned();
            let reason = "the definition does not name the role that the service works with";
            self.pass_role(prefix, every_role(), field, reason);
        }
        for (field, said) in roles {
            match said {
                Said::Text(role) => {
                    self.pass_role(
                        prefix,
                        role_arn(role, &field),
                        field,
                        "the service works with it",
                    );
                }
                Said::Computed | Said::Nothing => {
                    let reason = "the role that the service works with is computed at run time";
                    self.pass_role(prefix, every_role(), field, reason);
                }
            }
        }
    }

    fn pass_role(&mut self, prefix: &str, role: Pattern, field: String, reason: &str) {
        let worker = WORKERS.iter().find(|(of, _)| *of == prefix);
        let conditions = worker.map(|(_, worker)| Condition {
            operator: "StringEquals",
            key: "iam:PassedToService",
            value: Pattern::text(*worker),
        });
        let conditions = conditions.into_iter().collect();
        self.needs_if("iam:PassRole", role, field, reason, conditions);
    }

    /// A task with credentials of its own: the role it takes on is allowed the rest.
    pub(super) fn assume_role(&mut self, task: &Task) {
        let template = self.settled(task.credentials.as_ref());
        let credentials = Arguments::of(template.as_ref(), self.language(), Given::Absent);
        let (role, reason) = match credentials.text("RoleArn") {
            Said::Text(role) => (
                role,
                "the task takes on a role of its own, which must be allowed what the task does",
            ),
            Said::Computed | Said::Nothing => (
                Pattern::text("arn:")
                    .and(Part::Partition)
                    .followed_by(":iam::*:role/*"),
                "the role that the task takes on is computed at run time",
            ),
        };
        self.needs("sts:AssumeRole", role, "Credentials.RoleArn", reason);
    }
}

fn every_role() -> Pattern {
    own_role(Pattern::anything())
}

fn own_role(name: Pattern) -> Pattern {
    let arn = Pattern::text("arn:")
        .and(Part::Partition)
        .followed_by(":iam::");
    arn.and(Part::Account)
        .followed_by(":role/")
        .followed_by(name)
}

/// The ARN of a role, by it or by its name.
fn role_arn(role: Pattern, field: &str) -> Pattern {
    let is_arn = role.beginning().starts_with("arn:")
        || role
            .as_placeholder()
            .is_some_and(|placeholder| is_called_arn(field) || is_called_arn(placeholder));
    if is_arn { role } else { own_role(role) }
}

/// The fields that name roles, however deep.
fn find_roles(given: Given<'_>, field: &str, found: &mut Vec<(String, Said)>) {
    for (name, inner) in given.fields() {
        let field = format!("{field}.{name}");
        if names_role(name) && !matches!(inner.text(), Said::Nothing) {
            found.push((field, inner.text()));
        } else {
            find_roles(inner, &field, found);
        }
    }
    for (index, item) in given.items().unwrap_or_default().into_iter().enumerate() {
        find_roles(item, &format!("{field}[{index}]"), found);
    }
}

fn names_role(name: &str) -> bool {
    name.ends_with("RoleArn") || name.ends_with("Role") || name.ends_with("RoleARN")
}
