//! The operator's token in a server's data folder: how commands on its machine show that they may do
//! what an operator may. The server makes it at each start.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::fault::Fault;
use crate::up::default_folder;

/// Where it is, in the data folder.
pub(crate) const OPERATOR_TOKEN_FILE: &str = "operator.token";

/// The token in a data folder; in that of `entrega up` when none is named.
pub(crate) fn find(folder: Option<&PathBuf>) -> Result<String, Fault> {
    match folder {
        Some(folder) => of(folder),
        None => of(&default_folder()?),
    }
}

/// The token in a data folder.
pub(crate) fn of(folder: &Path) -> Result<String, Fault> {
    let file = folder.join(OPERATOR_TOKEN_FILE);
    match fs::read_to_string(&file) {
        Ok(token) => Ok(token.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Fault::misused(
            format!("there is no operator's token in `{}`", folder.display()),
            "`entrega up` makes one when it starts; --data DIR names another folder, --token a \
             token",
        )),
        Err(source) => Err(Fault::Unreadable {
            file: file.display().to_string(),
            source,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_in_the_data_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = of(folder.path()).expect_err("no token yet");
        assert!(missing.hint().is_some_and(|hint| hint.contains("--token")));
        fs::write(folder.path().join(OPERATOR_TOKEN_FILE), "t0ken\n").expect("a file");
        assert_eq!(of(folder.path()).expect("a token"), "t0ken");
    }
}
