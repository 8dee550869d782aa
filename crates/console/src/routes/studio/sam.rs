//! A definition as SAM, the CDK or Terraform deploys it on AWS.

use std::collections::BTreeMap;

use asl::state::ExecutionType;
use axum::Json;
use axum::extract::State;
use deployment::export::{Form, Refusal, Subject};
use rest::{Code, OperatorCaller, Problem, Sent};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{StateMachineType, refused};
use crate::console::Console;
use crate::view::studio::sam::SamView;

/// A definition to be deployed.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SamWish {
    /// The definition, in JSON or YAML. Each `${Name}` in it becomes a parameter.
    text: String,
    /// What the machine is called.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// What kind of machine it is for.
    #[serde(default, rename = "type")]
    kind: StateMachineType,
    /// Who deploys it.
    #[serde(default)]
    form: TemplateForm,
    /// What the parameters are without others, by the names of the placeholders.
    #[serde(default)]
    substitutions: BTreeMap<String, String>,
}

/// Who deploys a definition.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TemplateForm {
    /// AWS SAM.
    #[default]
    Sam,
    /// The AWS CDK, in TypeScript.
    Cdk,
    /// Terraform.
    Terraform,
}

/// Writes the template of a definition: the machine, its log, and a role that may do what the
/// definition needs and no more. What it needs is derived from the definition, state by state.
#[utoipa::path(post, path = "/api/console/studio/sam", tag = "console",
    operation_id = "write_sam_template",
    security(("bearer" = ["operator"])),
    request_body = SamWish,
    responses((status = 200, body = SamView)))]
pub(crate) async fn show(
    State(console): State<Console>,
    _: OperatorCaller,
    Sent(wish): Sent<SamWish>,
) -> Result<Json<SamView>, Problem> {
    let written = console.workbench().does(move || {
        let subject = Subject {
            text: &wish.text,
            name: &wish.name,
            kind: match wish.kind {
                StateMachineType::Standard => ExecutionType::Standard,
                StateMachineType::Express => ExecutionType::Express,
            },
            substitutions: &wish.substitutions,
        };
        let form = match wish.form {
            TemplateForm::Sam => Form::Sam,
            TemplateForm::Cdk => Form::Cdk,
            TemplateForm::Terraform => Form::Terraform,
        };
        let export = form.export(subject).map_err(|refusal| match refusal {
            Refusal::Definition(diagnostics) => refused(&wish.text, diagnostics),
            Refusal::Name => {
                let detail = "AWS has no state machine of such a name";
                Problem::new(Code::Invalid, detail).with("field", "name")
            }
        })?;
        Ok(SamView::of(export))
    });
    written.await?.map(Json)
}
