//! Models that Bedrock has, as far as this program says anything of them by itself (Bedrock user
//! guide, "Supported foundation models").

use crate::model_id::ModelId;

/// What is known of a model of Bedrock's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// Its id.
    pub(crate) id: &'static str,
    /// Who made it.
    pub(crate) provider: &'static str,
    /// What it is called.
    pub(crate) name: &'static str,
    /// What it takes.
    pub(crate) takes_images: bool,
    /// Vectors, not words.
    pub(crate) embeds: bool,
}

const fn words(
    id: &'static str,
    provider: &'static str,
    name: &'static str,
    takes_images: bool,
) -> Known {
    Known {
        id,
        provider,
        name,
        takes_images,
        embeds: false,
    }
}

const fn vectors(id: &'static str, provider: &'static str, name: &'static str) -> Known {
    Known {
        id,
        provider,
        name,
        takes_images: false,
        embeds: true,
    }
}

const KNOWN: [Known; 16] = [
    words(
        "anthropic.claude-3-haiku-20240307-v1:0",
        "Anthropic",
        "Claude 3 Haiku",
        true,
    ),
    words(
        "anthropic.claude-3-sonnet-20240229-v1:0",
        "Anthropic",
        "Claude 3 Sonnet",
        true,
    ),
    words(
        "anthropic.claude-3-5-haiku-20241022-v1:0",
        "Anthropic",
        "Claude 3.5 Haiku",
        false,
    ),
    words(
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "Anthropic",
        "Claude 3.5 Sonnet",
        true,
    ),
    words(
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
        "Anthropic",
        "Claude 3.5 Sonnet v2",
        true,
    ),
    words(
        "anthropic.claude-3-7-sonnet-20250219-v1:0",
        "Anthropic",
        "Claude 3.7 Sonnet",
        true,
    ),
    words(
        "anthropic.claude-sonnet-4-20250514-v1:0",
        "Anthropic",
        "Claude Sonnet 4",
        true,
    ),
    words(
        "anthropic.claude-haiku-4-5-20251001-v1:0",
        "Anthropic",
        "Claude Haiku 4.5",
        true,
    ),
    words(
        "anthropic.claude-sonnet-4-5-20250929-v1:0",
        "Anthropic",
        "Claude Sonnet 4.5",
        true,
    ),
    words(
        "meta.llama3-8b-instruct-v1:0",
        "Meta",
        "Llama 3 8B Instruct",
        false,
    ),
    words(
        "meta.llama3-70b-instruct-v1:0",
        "Meta",
        "Llama 3 70B Instruct",
        false,
    ),
    words(
        "meta.llama3-1-8b-instruct-v1:0",
        "Meta",
        "Llama 3.1 8B Instruct",
        false,
    ),
    vectors(
        "amazon.titan-embed-text-v1",
        "Amazon",
        "Titan Embeddings G1 - Text",
    ),
    vectors(
        "amazon.titan-embed-text-v2:0",
        "Amazon",
        "Titan Text Embeddings V2",
    ),
    vectors("cohere.embed-english-v3", "Cohere", "Embed English"),
    vectors(
        "cohere.embed-multilingual-v3",
        "Cohere",
        "Embed Multilingual",
    ),
];

/// What is known of a model.
pub(crate) fn known(id: &ModelId) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.id == id.as_str())
}

/// The ids of all that are known.
pub(crate) fn ids() -> impl Iterator<Item = ModelId> {
    KNOWN.iter().filter_map(|known| ModelId::parse(known.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_one() {
        assert_eq!(ids().count(), KNOWN.len());
    }
}
