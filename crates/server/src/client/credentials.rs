//! Whose keys a request is signed with, as AWS's tools look for them, and last in the data folder.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use iam::key_file::{CREDENTIALS_FILE, PROFILE};
use iam::{Credentials, Secret};

use crate::fault::Fault;
use crate::up::default_folder;

/// The keys of a profile; without one, those in the data folder that is named, the environment's,
/// and those in the folder of `entrega up`. `None` when there are none anywhere.
pub(crate) fn find(
    profile: Option<&str>,
    data: Option<&Path>,
) -> Result<Option<Credentials>, Fault> {
    if let Some(profile) = profile {
        return of_profile(profile).map(Some);
    }
    if let Some(data) = data
        && let Some(credentials) = of_data_folder(data)?
    {
        return Ok(Some(credentials));
    }
    match (of_environment(), default_folder()) {
        (Some(credentials), _) => Ok(Some(credentials)),
        (None, Ok(folder)) => of_data_folder(&folder),
        (None, Err(_)) => Ok(None),
    }
}

/// The owner's keys in a data folder; `None` where there is none yet.
pub(crate) fn of_data_folder(data: &Path) -> Result<Option<Credentials>, Fault> {
    let file = data.join(CREDENTIALS_FILE);
    match fs::read_to_string(&file) {
        Ok(text) => match in_profile(&text, PROFILE) {
            Some(credentials) => Ok(Some(credentials)),
            None => Err(Fault::misused(
                format!("`{}` holds no keys", file.display()),
                "delete it, and the next start of the server makes others",
            )),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Fault::Unreadable {
            file: file.display().to_string(),
            source,
        }),
    }
}

fn of_environment() -> Option<Credentials> {
    let value = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    Some(Credentials {
        access_key_id: value("AWS_ACCESS_KEY_ID")?,
        secret_access_key: Secret::from(value("AWS_SECRET_ACCESS_KEY")?),
        session_token: value("AWS_SESSION_TOKEN").map(Secret::from),
    })
}

fn of_profile(profile: &str) -> Result<Credentials, Fault> {
    let file = match env::var_os("AWS_SHARED_CREDENTIALS_FILE") {
        Some(file) => PathBuf::from(file),
        None => env::home_dir()
            .unwrap_or_default()
            .join(".aws")
            .join("credentials"),
    };
    let text = fs::read_to_string(&file).map_err(|source| Fault::Unreadable {
        file: file.display().to_string(),
        source,
    })?;
    in_profile(&text, profile).ok_or_else(|| {
        Fault::misused(
            format!("`{}` has no keys for profile `{profile}`", file.display()),
            "`aws configure list-profiles` shows those there are",
        )
    })
}

/// The keys of `[profile]` in a file of AWS's format.
fn in_profile(text: &str, profile: &str) -> Option<Credentials> {
    let value = |wanted: &str| {
        let mut is_there = false;
        text.lines().map(str::trim).find_map(|line| {
            if let Some(section) = line.strip_prefix('[') {
                is_there = section.trim_end_matches(']').trim() == profile;
            }
            let (name, value) = line.split_once('=')?;
            (is_there && name.trim() == wanted).then(|| value.trim().to_owned())
        })
    };
    Some(Credentials {
        access_key_id: value("aws_access_key_id")?,
        secret_access_key: Secret::from(value("aws_secret_access_key")?),
        session_token: value("aws_session_token").map(Secret::from),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_profile() {
        let file = "\
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = one

# ours
[entrega]
aws_access_key_id=AKIAENTREGA
aws_secret_access_key = a=b/c
aws_session_token = token
";
        let found = in_profile(file, "entrega").unwrap();
        assert_eq!(found.access_key_id, "AKIAENTREGA");
        assert_eq!(found.secret_access_key.reveal(), "a=b/c");
        assert!(found.session_token.is_some());
        let default = in_profile(file, "default").unwrap();
        assert_eq!(default.secret_access_key.reveal(), "one");
        assert!(default.session_token.is_none());
        assert!(in_profile(file, "other").is_none());
    }
}
