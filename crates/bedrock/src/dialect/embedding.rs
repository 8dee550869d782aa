//! Embeddings: texts in, vectors out (Bedrock user guide, "Amazon Titan Embeddings Text" and
//! "Cohere Embed").

use knowledge::Encoder;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;

use super::malformed;
use crate::conversation::tokens_of_bytes;
use crate::model_id::ModelId;

/// A request to Titan has at most so many characters (user guide).
const TITAN_CHARACTERS_MAX: usize = 50_000;

/// A request to Cohere has at most so many texts (user guide).
const COHERE_TEXTS_MAX: usize = 96;

/// What is to become of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// They will be found.
    Passage,
    /// They find.
    Query,
}

/// A request for vectors.
#[derive(Debug, PartialEq)]
pub(crate) enum Embed {
    /// One text: `{"inputText": …}`.
    Titan {
        /// The text.
        text: String,
        /// How many dimensions the vector is to have.
        dimensions: Option<usize>,
    },
    /// Several: `{"texts": […], "input_type": …}`.
    Cohere {
        /// The texts.
        texts: Vec<String>,
        /// What becomes of them.
        purpose: Purpose,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Titan {
    input_text: Option<String>,
    /// Vectors have length 1 whatever `normalize` says.
    dimensions: Option<usize>,
}

#[derive(Deserialize)]
struct Cohere {
    texts: Option<Vec<String>>,
    input_type: Option<String>,
}

/// Whether a model of this id gives vectors.
pub(crate) fn embeds(model: &ModelId) -> bool {
    model.as_str().contains("embed")
}

impl Embed {
    /// What a body means.
    pub(crate) fn read(model: &ModelId, body: &[u8]) -> Result<Embed, ApiError> {
        if model.provider() == "cohere" {
            let request: Cohere = serde_json::from_slice(body).map_err(malformed)?;
            let texts = request
                .texts
                .ok_or_else(|| malformed("#: required key [texts] not found"))?;
            if texts.is_empty() || texts.len() > COHERE_TEXTS_MAX {
                return Err(malformed(format!(
                    "#/texts: expected 1 to {COHERE_TEXTS_MAX} texts, found {}",
                    texts.len()
                )));
            }
            let purpose = match request.input_type.as_deref() {
                Some("search_document" | "classification" | "clustering") => Purpose::Passage,
                Some("search_query") => Purpose::Query,
                Some(other) => {
                    return Err(malformed(format!(
                        "#/input_type: {other} is not a valid enum value"
                    )));
                }
                None => return Err(malformed("#: required key [input_type] not found")),
            };
            return Ok(Embed::Cohere { texts, purpose });
        }
        let request: Titan = serde_json::from_slice(body).map_err(malformed)?;
        let text = request
            .input_text
            .ok_or_else(|| malformed("#: required key [inputText] not found"))?;
        if text.is_empty() || text.chars().count() > TITAN_CHARACTERS_MAX {
            return Err(malformed(format!(
                "#/inputText: expected minLength: 1, maxLength: {TITAN_CHARACTERS_MAX}"
            )));
        }
        Ok(Embed::Titan {
            text,
            dimensions: request.dimensions,
        })
    }

    /// The vectors, as the answer has them.
    pub(crate) fn answer(&self, encoder: &Encoder) -> Result<Value, ApiError> {
        match self {
            Embed::Titan { text, dimensions } => {
                let vector = encoder.passage(text).unit();
                if let Some(wanted) = dimensions
                    && *wanted != vector.len()
                {
                    return Err(malformed(format!(
                        "#/dimensions: the vectors of this model have {} dimensions, not {wanted}",
                        vector.len()
                    )));
                }
                Ok(json!({
                    "embedding": vector,
                    "inputTextTokenCount": tokens_of_bytes(text.len()),
                }))
            }
            Embed::Cohere { texts, purpose } => {
                let vectors = texts.iter().map(|text| match purpose {
                    Purpose::Passage => encoder.passage(text).unit(),
                    Purpose::Query => encoder.query(text).unit(),
                });
                Ok(json!({
                    "id": wire::RequestId::random().to_string(),
                    "texts": texts,
                    "embeddings": vectors.collect::<Vec<_>>(),
                    "response_type": "embeddings_floats",
                }))
            }
        }
    }
}
