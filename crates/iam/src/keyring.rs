//! Who holds which key, and whether a request was signed with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::request::Parts;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq as _;
use wire::{ApiError, Caller, Region};

use crate::context::{Context, Restriction};
use crate::secret::Secret;
use crate::session::{ServerSecret, Session};
use crate::signature::canonical::{PathRule, canonical_request};
use crate::signature::claim::{Claim, service_in_scope};
use crate::signature::key::{SigningKey, hex};
use crate::signature::refusal::Refusal;
use crate::signature::{Credentials, UNSIGNED_PAYLOAD};
use crate::timestamp::Timestamp;

/// How many signing keys are kept. When there are more, all are forgotten and derived again.
const SIGNING_KEYS_MAX: usize = 4_096;

/// Who made a request, proven by its signature.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Who.
    pub caller: Caller,
    /// The service that the signature is for: `states`.
    pub service: Arc<str>,
    /// And its region.
    pub region: Region,
    /// The access key it is signed with.
    pub access_key_id: Arc<str>,
    /// What a decision about the request may need to know besides.
    pub context: Context,
}

/// All keys: the owner's, the users', and by what derives them those of sessions.
#[derive(Debug)]
pub(crate) struct Keyring {
    owner: Credentials,
    secret: ServerSecret,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The holder of each active key of a user, by key id.
    users: HashMap<String, Arc<str>>,
    /// What the last requests were signed with, by credential: key id, date, region and service.
    signers: HashMap<Box<str>, Arc<Signer>, foldhash::fast::RandomState>,
    /// Grows when a key is taken away, so that nothing derived before is kept after.
    generation: u64,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known")
            .field("users", &self.users)
            .finish_non_exhaustive()
    }
}

/// A key for a day, a region and a service, and who signs with it.
struct Signer {
    key: SigningKey,
    identity: Authenticated,
    session: Option<Proof>,
}

/// What proves a session, and when it ends.
struct Proof {
    token: Secret,
    expires: Timestamp,
}

impl Keyring {
    pub(crate) fn new(owner: Credentials, secret: ServerSecret) -> Keyring {
        Keyring {
            owner,
            secret,
            known: Mutex::default(),
        }
    }

    /// The key pair made at the first start.
    pub(crate) fn owner(&self) -> &Credentials {
        &self.owner
    }

    /// Credentials that end by themselves.
    pub(crate) fn session_credentials(&self, session: &Session) -> Credentials {
        session.credentials(&self.secret)
    }

    /// The secret that belongs to the key of a user.
    pub(crate) fn user_secret(&self, key_id: &str) -> Secret {
        self.secret.secret_access_key("user key", key_id.as_bytes())
    }

    /// A user's key is good from now on.
    pub(crate) fn admit(&self, key_id: &str, user_arn: Arc<str>) {
        self.known().users.insert(key_id.to_owned(), user_arn);
    }

    /// A user's key is good no more.
    pub(crate) fn dismiss(&self, key_id: &str) {
        let mut known = self.known();
        known.users.remove(key_id);
        known.signers.clear();
        known.generation += 1;
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who made a request, when its signature proves it.
    ///
    /// `body` is all of it, since the signature covers it.
    pub(crate) fn authenticate(
        &self,
        head: &Parts,
        body: &Bytes,
        now: SystemTime,
    ) -> Result<Authenticated, ApiError> {
        self.verify(head, body, now.into()).map_err(|refusal| {
            let service = service_in_scope(head);
            tracing::debug!(?refusal, ?service, "a request is not authenticated");
            refusal.to_error(head, service.as_deref())
        })
    }

    fn verify(&self, head: &Parts, body: &Bytes, now: Timestamp) -> Result<Authenticated, Refusal> {
        let claim = Claim::read(head)?;
        let signed_headers = claim.signed_headers(head)?;
        let (signer, fresh) = self.signer(&claim, now)?;
        claim.check_time(now)?;
        let hash;
        let payload: &[u8] = if has_unsigned_payload(head, &claim) {
            UNSIGNED_PAYLOAD.as_bytes()
        } else {
            hash = hex(&Sha256::digest(body).into());
            &hash
        };
        let rule = PathRule::of(claim.service());
        let canonical = canonical_request(head, rule, &signed_headers, payload);
        let expected = signer.key.signature(&claim.time, claim.scope(), &canonical);
        if !bool::from(expected.ct_eq(&claim.signature)) {
            return Err(Refusal::Mismatch);
        }
        if let Some(generation) = fresh {
            self.remember(claim.credential(), signer.clone(), generation);
        }
        Ok(signer.identity.clone())
    }

    /// Who signs with a credential, and with which key. The generation says that it was derived
    /// just now, and when.
    fn signer(
        &self,
        claim: &Claim<'_>,
        now: Timestamp,
    ) -> Result<(Arc<Signer>, Option<u64>), Refusal> {
        let token = claim.token.as_deref();
        let (remembered, user, generation) = {
            let known = self.known();
            let remembered = known.signers.get(claim.credential()).cloned();
            let user = match remembered {
                Some(_) => None,
                None => known.users.get(claim.key_id()).cloned(),
            };
            (remembered, user, known.generation)
        };
        if let Some(signer) = remembered {
            match (&signer.session, token) {
                (None, None) => return Ok((signer, None)),
                (Some(proof), Some(token))
                    if bool::from(proof.token.reveal().as_bytes().ct_eq(token.as_bytes())) =>
                {
                    return if now < proof.expires {
                        Ok((signer, None))
                    } else {
                        Err(Refusal::SessionExpired)
                    };
                }
                // A token too many, one too few, or another one.
                (None, Some(_)) | (Some(_), _) => return Err(Refusal::UnknownKey),
            }
        }
        let signer = match token {
            None => self.long_lived(claim, user)?,
            Some(token) => self.session(claim, token, now)?,
        };
        Ok((Arc::new(signer), Some(generation)))
    }

    fn long_lived(&self, claim: &Claim<'_>, user: Option<Arc<str>>) -> Result<Signer, Refusal> {
        let (caller, secret) = if claim.key_id() == self.owner.access_key_id {
            (Caller::Owner, self.owner.secret_access_key.clone())
        } else {
            let user_arn = user.ok_or(Refusal::UnknownKey)?;
            (Caller::User { user_arn }, self.user_secret(claim.key_id()))
        };
        Signer::new(claim, caller, &secret, Context::default(), None)
    }

    fn session(&self, claim: &Claim<'_>, token: &str, now: Timestamp) -> Result<Signer, Refusal> {
        let (session, secret) = Session::read(token, &self.secret).ok_or(Refusal::UnknownKey)?;
        if session.key_id != claim.key_id() {
            return Err(Refusal::UnknownKey);
        }
        let expires = Timestamp::from_seconds(session.expires);
        if now >= expires {
            return Err(Refusal::SessionExpired);
        }
        let restriction = Restriction::of(&session).map_err(|malformed| {
            tracing::error!(%malformed, "a session's token holds a policy that cannot be read");
            Refusal::UnknownKey
        })?;
        let context = Context::of_session(Timestamp::from_seconds(session.issued), restriction);
        let proof = Proof {
            token: Secret::from(token.to_owned()),
            expires,
        };
        Signer::new(
            claim,
            session.holder.caller(),
            &secret,
            context,
            Some(proof),
        )
    }

    fn remember(&self, credential: &str, signer: Arc<Signer>, generation: u64) {
        let mut known = self.known();
        if known.generation != generation {
            return;
        }
        if known.signers.len() >= SIGNING_KEYS_MAX {
            known.signers.clear();
        }
        known.signers.insert(credential.into(), signer);
    }
}

impl Signer {
    fn new(
        claim: &Claim<'_>,
        caller: Caller,
        secret: &Secret,
        context: Context,
        session: Option<Proof>,
    ) -> Result<Signer, Refusal> {
        let region = Region::parse(claim.region()).ok_or_else(|| {
            Refusal::Incomplete(format!(
                "Credential should be scoped to a valid region, not '{}'.",
                claim.region()
            ))
        })?;
        Ok(Signer {
            key: SigningKey::derive(
                secret.reveal(),
                claim.date(),
                claim.region(),
                claim.service(),
            ),
            identity: Authenticated {
                caller,
                service: claim.service().into(),
                region,
                access_key_id: claim.key_id().into(),
                context,
            },
            session,
        })
    }
}

/// Whether the signature leaves out the body. The signer says so, and the signature covers that it
/// does; presigned requests to S3 always do.
fn has_unsigned_payload(head: &Parts, claim: &Claim<'_>) -> bool {
    match head.headers.get("x-amz-content-sha256") {
        Some(value) => value.as_bytes() == UNSIGNED_PAYLOAD.as_bytes(),
        None => claim.is_presigned() && PathRule::of(claim.service()) == PathRule::AsSent,
    }
}
