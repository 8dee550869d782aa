//! What knowledge bases and their data sources are called at AWS.

use knowledge::{KnowledgeBaseId, KnowledgeBases};
use percent_encoding::percent_decode_str;
use sha2::{Digest as _, Sha256};
use wire::{Account, ApiError, Region};

use super::not_found;

/// An id at AWS has so many characters (botocore, `KnowledgeBaseIdentifier`).
const LENGTH: usize = 10;

/// The characters of an id.
const CHARACTERS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// An id of ten characters that follows from names.
pub(crate) fn id_of(names: &[&str]) -> String {
    let digest = Sha256::digest(names.join("/"));
    let characters = digest.iter().take(LENGTH);
    characters
        .map(|byte| char::from(CHARACTERS[usize::from(*byte) % CHARACTERS.len()]))
        .collect()
}

/// The id of a knowledge base.
pub(crate) fn base_id(base: &KnowledgeBaseId) -> String {
    id_of(&[base.as_str()])
}

/// The id of its one data source, the folder of its documents.
pub(crate) fn source_id(base: &KnowledgeBaseId) -> String {
    id_of(&[base.as_str(), "documents"])
}

/// The ARN of the knowledge base that a segment of a path names, whether there is one or not.
pub(crate) fn arn(segment: &str, region: &Region, account: &Account) -> String {
    let name = decoded(segment);
    if name.starts_with("arn:") {
        return name;
    }
    // Policies are written for the ids that AWS's clients see.
    let id = match KnowledgeBaseId::new(&name) {
        Ok(base) => base_id(&base),
        Err(_) => name,
    };
    format!("arn:aws:bedrock:{region}:{account}:knowledge-base/{id}")
}

/// The knowledge base that a segment of a path, or an id in a body, names.
pub(crate) fn find(bases: &KnowledgeBases, segment: &str) -> Result<KnowledgeBaseId, ApiError> {
    let name = decoded(segment);
    let id = match name.split_once(":knowledge-base/") {
        Some((_, id)) => id,
        None => &name,
    };
    let all = bases.list();
    let found = all
        .iter()
        .find(|base| base.as_str() == id)
        .or_else(|| all.iter().find(|base| base_id(base) == id));
    // AWS's words (Retrieve with an id that is nobody's).
    found
        .cloned()
        .ok_or_else(|| not_found(format!("Knowledge Base with id {id} does not exist")))
}

/// Whether a segment of a path names the data source of a knowledge base.
pub(crate) fn check_source(base: &KnowledgeBaseId, segment: &str) -> Result<(), ApiError> {
    let id = decoded(segment);
    if id == source_id(base) {
        Ok(())
    } else {
        Err(not_found(format!("DataSource with id {id} does not exist")))
    }
}

fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}
