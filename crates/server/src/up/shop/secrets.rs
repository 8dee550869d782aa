//! What the shop signs with and shows to others: one secret in the data folder, from which each use
//! has its own.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use delivery::quote::{QuoteKey, QuoteKeys};
use delivery::tracking_link::TrackingKey;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// The name of the file.
const FILE: &str = "shop-secret";

/// For its owner to read and write, and for nobody else.
const MODE: u32 = 0o600;

const LENGTH: usize = 32;

/// The secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum SecretsError {
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
        "`{}` does not hold {LENGTH} bytes; delete it, and the next start makes another \
         (tracking links that were sent stop working)", .0.display()
    )]
    Malformed(PathBuf),
}

/// What the shop's secrets are made of.
pub(super) struct Secrets(zeroize::Zeroizing<[u8; LENGTH]>);

impl Secrets {
    /// Those of a data folder; without one, fresh ones.
    pub(super) fn of(folder: Option<&Path>) -> Result<Secrets, SecretsError> {
        let fresh = || zeroize::Zeroizing::new(wire::identifier::random_bytes());
        let Some(folder) = folder else {
            return Ok(Secrets(fresh()));
        };
        if let Some(kept) = Secrets::kept(folder)? {
            return Ok(kept);
        }
        let path = folder.join(FILE);
        let failed = |error| SecretsError::Io {
            path: path.clone(),
            error,
        };
        let secret = fresh();
        let mut options = OpenOptions::new();
        let options = options.write(true).create_new(true).mode(MODE);
        let mut file = options.open(&path).map_err(failed)?;
        file.write_all(secret.as_slice()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        Ok(Secrets(secret))
    }

    /// Those of a data folder, if a server has made them.
    pub(super) fn kept(folder: &Path) -> Result<Option<Secrets>, SecretsError> {
        let path = folder.join(FILE);
        match fs::read(&path) {
            Ok(bytes) => {
                let bytes = bytes.try_into();
                let bytes = bytes.map_err(|_| SecretsError::Malformed(path))?;
                Ok(Some(Secrets(zeroize::Zeroizing::new(bytes))))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SecretsError::Io { path, error }),
        }
    }

    pub(super) fn quote_keys(&self) -> QuoteKeys {
        QuoteKeys::new(QuoteKey::new(self.derive("quotes")), Vec::new())
    }

    pub(super) fn tracking_key(&self) -> TrackingKey {
        TrackingKey::new(self.derive("tracking"))
    }

    /// What the sandbox of payments asks to see.
    pub(super) fn provider_key(&self) -> String {
        hex(&self.derive("provider"))
    }

    /// What it signs its webhooks with.
    pub(super) fn webhook_secret(&self) -> String {
        hex(&self.derive("webhooks"))
    }

    fn derive(&self, what: &str) -> [u8; LENGTH] {
        #[allow(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).expect("a key");
        mac.update(what.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
