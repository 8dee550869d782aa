//! A definition as it is deployed on AWS.

use deployment::export::{Export, File};
use deployment::needs::{Condition, Need, Unknown};
use serde::Serialize;
use utoipa::ToSchema;

/// A template, and why it is as it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SamView {
    /// What the template's file is called.
    #[schema(example = "template.yaml")]
    path: String,
    /// The template: YAML for SAM, TypeScript for the CDK, HCL for Terraform.
    template: String,
    /// The files that the template names; they go beside it.
    files: Vec<FileView>,
    /// What the role of the machine is allowed for its states' sake, in the order of the definition.
    permissions: Vec<PermissionView>,
    /// What no permission could be derived from.
    unknown: Vec<UnknownView>,
    /// What whoever deploys it has to know besides.
    notes: Vec<String>,
}

/// A file.
#[derive(Debug, Serialize, ToSchema)]
struct FileView {
    /// Where it is, from the template.
    #[schema(example = "order.asl.json")]
    path: String,
    /// What it holds.
    text: String,
}

/// Something that the role is allowed.
#[derive(Debug, Serialize, ToSchema)]
struct PermissionView {
    /// The state that needs it; `null` for the machine itself.
    state: Option<String>,
    /// The field of the state that says so.
    #[schema(example = "Arguments.TableName")]
    field: String,
    /// What.
    #[schema(example = "dynamodb:GetItem")]
    action: String,
    /// With what. `${AWS::Region}` and its kin are where it is deployed, other `${Name}` the
    /// definition's.
    #[schema(
        example = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders"
    )]
    resource: String,
    /// When; all of them.
    conditions: Vec<ConditionView>,
    /// Why, in a sentence.
    reason: String,
}

/// A condition of a permission.
#[derive(Debug, Serialize, ToSchema)]
struct ConditionView {
    /// How it is compared.
    #[schema(example = "StringEquals")]
    operator: &'static str,
    /// What is compared.
    #[schema(example = "iam:PassedToService")]
    key: &'static str,
    /// With what.
    value: String,
}

/// Something of which it is not known what it needs.
#[derive(Debug, Serialize, ToSchema)]
struct UnknownView {
    /// The state.
    state: String,
    /// The resource as it is written.
    resource: String,
    /// What is not known.
    reason: String,
}

impl SamView {
    pub(crate) fn of(export: Export) -> SamView {
        let needs = export.needs;
        SamView {
            path: export.main.path,
            template: export.main.text,
            files: vec![FileView::of(export.definition)],
            permissions: needs.needs.into_iter().map(PermissionView::of).collect(),
            unknown: needs.unknown.into_iter().map(UnknownView::of).collect(),
            notes: export.notes,
        }
    }
}

impl FileView {
    fn of(file: File) -> FileView {
        FileView {
            path: file.path,
            text: file.text,
        }
    }
}

impl PermissionView {
    fn of(need: Need) -> PermissionView {
        PermissionView {
            state: need.state,
            field: need.field,
            action: need.action,
            resource: need.resource.to_string(),
            conditions: need.conditions.iter().map(ConditionView::of).collect(),
            reason: need.reason,
        }
    }
}

impl ConditionView {
    fn of(condition: &Condition) -> ConditionView {
        ConditionView {
            operator: condition.operator,
            key: condition.key,
            value: condition.value.to_string(),
        }
    }
}

impl UnknownView {
    fn of(unknown: Unknown) -> UnknownView {
        UnknownView {
            state: unknown.state,
            resource: unknown.resource,
            reason: unknown.reason,
        }
    }
}
