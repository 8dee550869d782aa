//! Bedrock: models by their identifiers, profiles that spread over regions, and what is behind them.

use crate::arguments::{Arguments, Said};
use crate::pattern::{Part, Pattern};
use crate::resource::is_called_arn;

use super::{Asking, Condition};

/// The beginnings of inference profiles: which regions they spread over (Bedrock user guide,
/// "Supported Regions and models for inference profiles", 2026-11).
const SPREADS: &[&str] = &["us", "us-gov", "eu", "apac", "au", "ca", "jp", "global"];

impl Asking<'_> {
    /// A model is invoked by `action`.
    pub(super) fn model(&mut self, action: &str, arguments: Arguments<'_>) {
        let field = format!("{}.ModelId", arguments.field);
        let id = match arguments.text("ModelId") {
            Said::Text(id) => id,
            Said::Computed | Said::Nothing => {
                let reason = "which model is computed at run time";
                for resource in [foundation_model("*"), profile("*")] {
                    self.needs(action, resource, &field, reason);
                }
                self.behind(action, foundation_model_anywhere("*"), profile("*"), &field);
                return;
            }
        };
        let text = id.beginning().to_owned();
        if let Some(placeholder) = id.as_placeholder() {
            if is_called_arn(placeholder) {
                self.needs(action, id.clone(), &field, "it is invoked");
                self.behind(action, foundation_model_anywhere("*"), id, &field);
                return;
            }
            let reason = "the model is filled in when it is deployed: it may be a foundation model \
                          or an inference profile";
            self.needs(action, foundation_model(id.clone()), &field, reason);
            self.needs(action, profile(id.clone()), &field, reason);
            self.behind(action, foundation_model_anywhere("*"), profile(id), &field);
        } else if text.starts_with("arn:") {
            self.needs(action, id.clone(), &field, "it is invoked");
            if text.contains("inference-profile/") {
                let model = text
                    .rsplit_once('/')
                    .and_then(|(_, name)| behind_profile(name));
                let model = foundation_model_anywhere(model.unwrap_or("*"));
                self.behind(action, model, id, &field);
            }
        } else if let Some(model) = behind_profile(&text) {
            self.needs(action, profile(id.clone()), &field, "it is invoked");
            self.behind(
                action,
                foundation_model_anywhere(model),
                profile(id),
                &field,
            );
        } else {
            self.needs(action, foundation_model(id), &field, "it is invoked");
        }
    }

    /// The models behind an inference profile, through it alone.
    fn behind(&mut self, action: &str, model: Pattern, profile: Pattern, field: &str) {
        let reason = "an inference profile asks a model in one of several regions";
        let through = Condition {
            operator: "StringLike",
            key: "bedrock:InferenceProfileArn",
            value: profile,
        };
        self.needs_if(action, model, field, reason, vec![through]);
    }
}

/// The model behind the inference profile of this name: `us.anthropic.claude…`.
fn behind_profile(name: &str) -> Option<&str> {
    let (spread, model) = name.split_once('.')?;
    (SPREADS.contains(&spread) && model.contains('.')).then_some(model)
}

fn foundation_model(id: impl Into<Pattern>) -> Pattern {
    let arn = Pattern::text("arn:")
        .and(Part::Partition)
        .followed_by(":bedrock:");
    arn.and(Part::Region)
        .followed_by("::foundation-model/")
        .followed_by(id)
}

fn foundation_model_anywhere(id: &str) -> Pattern {
    let arn = Pattern::text("arn:").and(Part::Partition);
    arn.followed_by(format!(":bedrock:*::foundation-model/{id}"))
}

fn profile(id: impl Into<Pattern>) -> Pattern {
    Pattern::own(
        "bedrock",
        Pattern::text("inference-profile/").followed_by(id),
    )
}
