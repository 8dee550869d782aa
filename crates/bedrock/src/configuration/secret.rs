//! Where a secret is, which is never in the file itself.

use std::path::{Path, PathBuf};

use iam::Secret;
use serde::Deserialize;

/// The place of a secret: `{ env = "NAME" }` or `{ file = "PATH" }`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum SecretSource {
    /// An environment variable.
    Env(String),
    /// A file, relative to the one that names it; the space around its text does not count.
    File(PathBuf),
}

impl SecretSource {
    /// The secret, or why there is none. Neither is ever shown.
    pub(crate) fn read(&self, folder: &Path) -> Result<Secret, String> {
        let (text, place) = match self {
            SecretSource::Env(name) => {
                let text = std::env::var(name).map_err(|_| {
                    format!("the environment variable `{name}` is not set; export it first")
                })?;
                (text, format!("the environment variable `{name}`"))
            }
            SecretSource::File(path) => {
                let path = folder.join(path);
                let place = path.display().to_string();
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| format!("{place} cannot be read: {error}"))?;
                (text, place)
            }
        };
        let text = text.trim();
        if text.is_empty() {
            return Err(format!("{place} is empty"));
        }
        Ok(Secret::from(text.to_owned()))
    }
}
