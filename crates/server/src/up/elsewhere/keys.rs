//! Keys for AWS, as AWS's own tools find them: the environment, the shared files and their profiles, a web
//! identity, the container's, the instance's. They are found anew before they expire, and are in no log.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sdk_sfn::error::DisplayErrorContext;
use cloud::KeySource;
use iam::{Credentials, Secret};
use tokio::sync::{Mutex, OnceCell};
use wire::{Future, Region};

use crate::aws_tools;

/// Keys that expire are found anew so long before they do.
const RENEWED_BEFORE: Duration = Duration::from_mins(5);

/// Keys that do not say until when they hold are read again after so long: files change.
const READ_AGAIN_AFTER: Duration = Duration::from_mins(15);

/// Where keys that still hold could not be found anew, it is tried again after so long.
const TRIED_AGAIN_AFTER: Duration = Duration::from_secs(30);

/// Keys are found within so long or not at all.
const FOUND_WITHIN: Duration = Duration::from_secs(10);

/// Keys for AWS.
pub(crate) struct AwsKeys {
    profile: Option<String>,
    region: Region,
    provider: OnceCell<SharedCredentialsProvider>,
    kept: Mutex<Option<Kept>>,
}

/// Keys, and until when.
struct Kept {
    keys: Credentials,
    /// From then on they are found anew.
    fresh_until: SystemTime,
    /// They hold so long.
    holds_until: Option<SystemTime>,
}

impl AwsKeys {
    /// Those of a profile, or those that AWS's tools would take. They are looked for when they are needed.
    pub(crate) fn new(profile: Option<String>, region: Region) -> Arc<AwsKeys> {
        Arc::new(AwsKeys {
            profile,
            region,
            provider: OnceCell::new(),
            kept: Mutex::new(None),
        })
    }

    async fn provider(&self) -> &SharedCredentialsProvider {
        let make = || aws_tools::keys(self.profile.as_deref(), self.region.to_string());
        self.provider.get_or_init(make).await
    }

    async fn find(&self) -> Result<Kept, String> {
        let found = self.provider().await.provide_credentials();
        let found = tokio::time::timeout(FOUND_WITHIN, found).await;
        let found = found.map_err(|_| format!("none within {} seconds", FOUND_WITHIN.as_secs()))?;
        let found = found.map_err(|error| DisplayErrorContext(error).to_string())?;
        let now = SystemTime::now();
        let holds_until = found.expiry();
        Ok(Kept {
            keys: Credentials {
                access_key_id: found.access_key_id().to_owned(),
                secret_access_key: Secret::from(found.secret_access_key().to_owned()),
                session_token: found.session_token().map(|it| Secret::from(it.to_owned())),
            },
            fresh_until: holds_until
                .and_then(|until| until.checked_sub(RENEWED_BEFORE))
                .unwrap_or(now + READ_AGAIN_AFTER),
            holds_until,
        })
    }

    async fn current(&self) -> Result<Credentials, String> {
        // Whoever comes while keys are found waits for them.
        let mut kept = self.kept.lock().await;
        let now = SystemTime::now();
        if let Some(kept) = &*kept
            && now < kept.fresh_until
        {
            return Ok(kept.keys.clone());
        }
        let why = match self.find().await {
            Ok(found) => {
                let keys = found.keys.clone();
                *kept = Some(found);
                return Ok(keys);
            }
            Err(why) => why,
        };
        match &mut *kept {
            Some(before) if before.holds_until.is_none_or(|until| now < until) => {
                tracing::warn!(
                    why,
                    "keys for AWS cannot be found anew; those before still hold"
                );
                before.fresh_until = now + TRIED_AGAIN_AFTER;
                Ok(before.keys.clone())
            }
            _ => Err(self.none(&why)),
        }
    }

    fn none(&self, why: &str) -> String {
        match &self.profile {
            Some(profile) => format!(
                "there are no keys for AWS in the profile `{profile}` ({why}): `aws configure --profile {profile}` \
                 writes them, `profile` in [aws] names another"
            ),
            None => format!(
                "there are no keys for AWS ({why}): `aws configure` writes them, AWS_ACCESS_KEY_ID and \
                 AWS_SECRET_ACCESS_KEY or AWS_PROFILE in the environment say them, and so does `profile` in [aws]"
            ),
        }
    }
}

impl KeySource for AwsKeys {
    fn keys(&self) -> Future<'_, Result<Credentials, String>> {
        Box::pin(self.current())
    }
}
