//! The two files that a first start makes: the owner's key pair and the server's secret.
//!
//! Both can be read by their owner only. `credentials` has the format of AWS's own file of that
//! name, so that it can be named in `AWS_SHARED_CREDENTIALS_FILE`.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wire::identifier::random_bytes;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::session::{ServerSecret, fresh_id};
use crate::signature::Credentials;

/// The name of the file with the owner's key pair.
pub const CREDENTIALS_FILE: &str = "credentials";

/// The profile in it.
pub const PROFILE: &str = "entrega";

/// The name of the file with the server's secret.
const SECRET_FILE: &str = "server-secret";

/// For their owner to read and write, and for nobody else.
const MODE: u32 = 0o600;

/// The files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// A file cannot be read or written.
    #[error("cannot use `{}`: {error}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file is not what it should be.
    #[error("`{}` {what}; delete it, and the next start makes another", path.display())]
    Malformed {
        /// Which one.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// The owner's key pair: the one in `folder`, or a fresh one that is put there.
pub(crate) fn owner(folder: &Path) -> Result<Credentials, KeyFileError> {
    let path = folder.join(CREDENTIALS_FILE);
    if let Some(text) = read(&path)? {
        return parse(&text).map_err(|what| KeyFileError::Malformed { path, what });
    }
    let credentials = fresh_credentials();
    let text = Zeroizing::new(format!(
        "[{PROFILE}]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
        credentials.access_key_id,
        credentials.secret_access_key.reveal(),
    ));
    write(&path, &text)?;
    Ok(credentials)
}

/// The server's secret, likewise.
pub(crate) fn server_secret(folder: &Path) -> Result<ServerSecret, KeyFileError> {
    let path = folder.join(SECRET_FILE);
    if let Some(text) = read(&path)? {
        let bytes = Zeroizing::new(STANDARD.decode(text.trim()).unwrap_or_default());
        let bytes = <[u8; 32]>::try_from(bytes.as_slice());
        return bytes
            .map(ServerSecret::new)
            .map_err(|_| KeyFileError::Malformed {
                path,
                what: "does not hold 32 bytes in Base64",
            });
    }
    let secret = ServerSecret::random();
    write(&path, &Zeroizing::new(STANDARD.encode(secret.bytes())))?;
    Ok(secret)
}

/// A key pair nobody has had before.
pub(crate) fn fresh_credentials() -> Credentials {
    Credentials {
        access_key_id: fresh_id("AKIA"),
        secret_access_key: STANDARD
            .encode(Zeroizing::new(random_bytes::<30>()).as_slice())
            .into(),
        session_token: None,
    }
}

fn parse(text: &str) -> Result<Credentials, &'static str> {
    let value = |wanted: &str| {
        let mut in_profile = false;
        text.lines().map(str::trim).find_map(|line| {
            if line.starts_with('[') {
                in_profile = line == format!("[{PROFILE}]");
            }
            let (name, value) = line.split_once('=')?;
            (in_profile && name.trim() == wanted).then(|| value.trim())
        })
    };
    let id = value("aws_access_key_id").ok_or("has no `aws_access_key_id` in `[entrega]`")?;
    let secret =
        value("aws_secret_access_key").ok_or("has no `aws_secret_access_key` in `[entrega]`")?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if id.is_empty() || id.len() > 128 || !id.chars().all(fits) {
        return Err("has an `aws_access_key_id` that is no key id");
    }
    if secret.is_empty() {
        return Err("has an empty `aws_secret_access_key`");
    }
    Ok(Credentials {
        access_key_id: id.to_owned(),
        secret_access_key: Secret::from(secret.to_owned()),
        session_token: None,
    })
}

/// What a file holds; `None` when it is not there. Takes away what others may do with it.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>, KeyFileError> {
    let failed = |error| KeyFileError::Io {
        path: path.to_owned(),
        error,
    };
    let text = match fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "others could read this file; now they cannot");
        fs::set_permissions(path, Permissions::from_mode(MODE)).map_err(failed)?;
    }
    Ok(Some(text))
}

/// Puts a file in its place, whole or not at all.
fn write(path: &Path, text: &str) -> Result<(), KeyFileError> {
    let failed = |error| KeyFileError::Io {
        path: path.to_owned(),
        error,
    };
    let draft = path.with_extension("new");
    // What a start that was cut short has left behind.
    if let Err(error) = fs::remove_file(&draft)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(failed(error));
    }
    let write = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(MODE)
            .open(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        match path.parent() {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    };
    write().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_start_makes_keys_and_later_ones_keep_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = owner(folder.path()).expect("credentials");
        assert_eq!(first.access_key_id.len(), 20);
        assert!(first.access_key_id.starts_with("AKIA"));
        assert_eq!(first.secret_access_key.reveal().len(), 40);
        let second = owner(folder.path()).expect("credentials");
        assert_eq!(second.access_key_id, first.access_key_id);
        assert_eq!(second.secret_access_key, first.secret_access_key);
        let secret = server_secret(folder.path()).expect("a secret");
        let again = server_secret(folder.path()).expect("a secret");
        assert_eq!(secret.bytes(), again.bytes());
        for name in [CREDENTIALS_FILE, SECRET_FILE] {
            let mode = fs::metadata(folder.path().join(name))
                .expect(name)
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, MODE, "{name}");
        }
    }

    #[test]
    fn open_files_are_closed_to_others() {
        let folder = tempfile::tempdir().expect("a folder");
        owner(folder.path()).expect("credentials");
        let path = folder.path().join(CREDENTIALS_FILE);
        fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("a mode");
        owner(folder.path()).expect("credentials");
        assert_eq!(
            fs::metadata(&path).expect("it").permissions().mode() & 0o777,
            MODE
        );
    }

    #[test]
    fn a_file_that_is_something_else_is_refused() {
        for text in [
            "",
            "[default]\naws_access_key_id = A\n",
            "[entrega]\naws_access_key_id = A",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(SECRET_FILE), "short").expect("a file");
        let error = server_secret(folder.path())
            .expect_err("an error")
            .to_string();
        assert!(error.ends_with(
            "does not hold 32 bytes in Base64; delete it, and the next start makes another"
        ));
    }
}
