//! The file with the shop's secret, in the data folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use delivery::shop_secret::ShopSecret;

/// The name of the file.
const FILE: &str = "shop-secret";

/// For its owner to read and write, and for nobody else.
const MODE: u32 = 0o600;

/// The secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum SecretFileError {
    /// The file cannot be read or written.
    #[error("cannot use `{}`: {error}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is not what it should be.
    #[error(
        "`{}` does not hold {} bytes; delete it, and the next start makes another (tracking links \
         that were sent stop working)", .0.display(), ShopSecret::LENGTH
    )]
    Malformed(PathBuf),
}

/// The secret of a data folder, made when there is none; without a folder, a fresh one.
pub(super) fn of(folder: Option<&Path>) -> Result<ShopSecret, SecretFileError> {
    let Some(folder) = folder else {
        return Ok(ShopSecret::fresh());
    };
    if let Some(kept) = kept(folder)? {
        return Ok(kept);
    }
    let path = folder.join(FILE);
    let failed = |error| SecretFileError::Io {
        path: path.clone(),
        error,
    };
    let secret = ShopSecret::fresh();
    let mut options = OpenOptions::new();
    let options = options.write(true).create_new(true).mode(MODE);
    let mut file = options.open(&path).map_err(failed)?;
    file.write_all(secret.expose()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(secret)
}

/// The secret of a data folder, if a server has made one.
pub(super) fn kept(folder: &Path) -> Result<Option<ShopSecret>, SecretFileError> {
    let path = folder.join(FILE);
    match fs::read(&path) {
        Ok(bytes) => match bytes.try_into() {
            Ok(bytes) => Ok(Some(ShopSecret::new(bytes))),
            Err(_) => Err(SecretFileError::Malformed(path)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(SecretFileError::Io { path, error }),
    }
}
