//! Which models there are (Bedrock API reference, "ListFoundationModels" and its kin).

use http::StatusCode;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use wire::ApiError;

use crate::bedrock::Bedrock;
use crate::catalogue::{self, Known};
use crate::model_id::{ModelId, ModelReference};
use crate::models::Model;

/// A name in a list has at most so many characters (botocore, `BrandedName`: 20, which AWS's own
/// names pass).
const NAME_CHARACTERS_MAX: usize = 80;

impl Bedrock {
    /// The models, as far as the query asks for them. Those of Bedrock's that are not configured are
    /// listed as well, as AWS lists models without access.
    pub(crate) fn list_foundation_models(&self, query: &str) -> Result<Value, ApiError> {
        let filters = Filters::parse(query)?;
        let configured = self.models().iter().map(|model| self.details(model));
        let others = catalogue::ids()
            .filter(|id| self.models().get(id).is_none())
            .filter_map(|id| Some(self.details_of_known(&id, catalogue::known(&id)?)));
        let summaries = configured.chain(others);
        let summaries: Vec<Value> = summaries.filter(|one| filters.fit(one)).collect();
        Ok(json!({ "modelSummaries": summaries }))
    }

    /// One model.
    pub(crate) fn get_foundation_model(&self, segment: &str) -> Result<Value, ApiError> {
        let id = model_id(segment)?;
        let details = match (self.models().get(&id), catalogue::known(&id)) {
            (Some(model), _) => self.details(model),
            (None, Some(known)) => self.details_of_known(&id, known),
            (None, None) => return Err(no_model()),
        };
        Ok(json!({ "modelDetails": details }))
    }

    /// Whether a model may be asked.
    pub(crate) fn get_foundation_model_availability(
        &self,
        segment: &str,
    ) -> Result<Value, ApiError> {
        let id = model_id(segment)?;
        let model = self.models().get(&id);
        if model.is_none() && catalogue::known(&id).is_none() {
            return Err(no_model());
        }
        let available = |is| if is { "AVAILABLE" } else { "NOT_AVAILABLE" };
        let enabled = model.is_some_and(|model| model.enabled);
        Ok(json!({
            "modelId": id.as_str(),
            "agreementAvailability": { "status": available(enabled) },
            "authorizationStatus": if enabled { "AUTHORIZED" } else { "NOT_AUTHORIZED" },
            "entitlementAvailability": available(enabled),
            "regionAvailability": available(model.is_some()),
        }))
    }

    fn details(&self, model: &Model) -> Value {
        self.written_model(
            &model.id,
            (&model.provider, &model.name),
            model.takes_images,
            model.embeds,
            model.streams(),
        )
    }

    fn details_of_known(&self, id: &ModelId, known: &Known) -> Value {
        let named = (known.provider, known.name);
        self.written_model(id, named, known.takes_images, known.embeds, !known.embeds)
    }

    fn written_model(
        &self,
        id: &ModelId,
        (provider, name): (&str, &str),
        takes_images: bool,
        embeds: bool,
        streams: bool,
    ) -> Value {
        let name: String = name.chars().take(NAME_CHARACTERS_MAX).collect();
        let inputs: &[&str] = if takes_images {
            &["TEXT", "IMAGE"]
        } else {
            &["TEXT"]
        };
        json!({
            "modelArn": id.arn(self.region()),
            "modelId": id.as_str(),
            "modelName": name,
            "providerName": provider,
            "inputModalities": inputs,
            "outputModalities": [if embeds { "EMBEDDING" } else { "TEXT" }],
            "responseStreamingSupported": streams,
            "customizationsSupported": [],
            "inferenceTypesSupported": ["ON_DEMAND"],
            "modelLifecycle": { "status": "ACTIVE" },
        })
    }
}

/// What a list is asked for.
#[derive(Debug, Default)]
struct Filters {
    provider: Option<String>,
    output: Option<String>,
    inference: Option<String>,
    customization: Option<String>,
}

impl Filters {
    fn parse(query: &str) -> Result<Filters, ApiError> {
        let mut filters = Filters::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = value.replace('+', " ");
            let value = percent_decode_str(&value).decode_utf8_lossy().into_owned();
            let one_of = |values: &[&str]| {
                if values.contains(&value.as_str()) {
                    return Ok(Some(value.clone()));
                }
                Err(ApiError::validation(format!(
                    "1 validation error detected: Value '{value}' at '{name}' failed to satisfy \
                     constraint: Member must satisfy enum value set: [{}]",
                    values.join(", ")
                )))
            };
            match name {
                "byProvider" => filters.provider = Some(value),
                "byOutputModality" => filters.output = one_of(&["TEXT", "IMAGE", "EMBEDDING"])?,
                "byInferenceType" => filters.inference = one_of(&["ON_DEMAND", "PROVISIONED"])?,
                "byCustomizationType" => {
                    filters.customization =
                        one_of(&["FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION"])?;
                }
                _ => {}
            }
        }
        Ok(filters)
    }

    fn fit(&self, model: &Value) -> bool {
        let has = |field: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| {
                let values = model[field].as_array();
                values.is_some_and(|values| values.iter().any(|value| value == wanted))
            })
        };
        let provider = self.provider.as_ref().is_none_or(|wanted| {
            let provider = model["providerName"].as_str().unwrap_or_default();
            provider.eq_ignore_ascii_case(wanted)
        });
        provider
            && has("outputModalities", &self.output)
            && has("inferenceTypesSupported", &self.inference)
            && has("customizationsSupported", &self.customization)
    }
}

fn model_id(segment: &str) -> Result<ModelId, ApiError> {
    ModelReference::from_path(segment)
        .map(|reference| reference.model)
        .ok_or_else(no_model)
}

fn no_model() -> ApiError {
    ApiError::new(
        "ResourceNotFoundException",
        "The provided model identifier is invalid.",
    )
    .with_status(StatusCode::NOT_FOUND)
}
