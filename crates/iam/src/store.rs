//! Roles, users and managed policies: what is declared, and what of it applies to whom.
//!
//! All of it is in memory, as one immutable state that a change replaces, and written through to
//! the journal as JSON documents. Readers take the state of the moment and keep no lock.
//!
//! | module | holds |
//! |---|---|
//! | `entity` | roles and users |
//! | `managed` | managed policies, the account's own and AWS's |

pub(crate) mod entity;
pub(crate) mod managed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use journal::{Journal, JournalError, Written};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wire::{Account, ApiError};

use crate::policy::Policy;
use entity::{Entity, Role, User};
use managed::ManagedPolicy;

const ROLES: &str = "iam.role";
const USERS: &str = "iam.user";
const POLICIES: &str = "iam.policy";
/// ARNs of roles that are declared no more. See [`Standing::Deleted`].
const DELETED_ROLES: &str = "iam.deleted_role";

/// What is declared, now and durably.
pub(crate) struct Store {
    account: Account,
    journal: Journal,
    state: RwLock<Arc<State>>,
}

/// What is declared at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    account: Account,
    /// By name.
    roles: BTreeMap<String, Arc<Role>>,
    users: BTreeMap<String, Arc<User>>,
    /// The account's own, by ARN.
    policies: BTreeMap<String, Arc<ManagedPolicy>>,
    deleted_roles: BTreeSet<String>,
    /// What a change has yet to write, in order.
    unwritten: Vec<Document>,
}

#[derive(Clone, Debug)]
struct Document {
    collection: &'static str,
    key: String,
    content: Option<Vec<u8>>,
}

/// How a role stands here.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    /// It is declared, and held to its policies.
    Declared(Arc<Role>),
    /// It was declared once. Having lost its policies it may do nothing, rather than everything.
    Deleted,
    /// Nobody has ever declared it.
    Undeclared,
}

/// The documents cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The journal cannot read them.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// One of them is not what was written.
    #[error("document `{key}` of `{collection}` cannot be read: {error}")]
    Document {
        /// Of which collection.
        collection: &'static str,
        /// Which one.
        key: String,
        /// Why.
        error: serde_json::Error,
    },
}

impl Store {
    /// Reads what the journal holds.
    pub(crate) fn open(journal: Journal, account: Account) -> Result<Store, StoreError> {
        let state = State {
            roles: read(&journal, ROLES)?,
            users: read(&journal, USERS)?,
            policies: read(&journal, POLICIES)?,
            deleted_roles: journal
                .documents(DELETED_ROLES)?
                .into_iter()
                .map(|(arn, _)| arn)
                .collect(),
            account: account.clone(),
            unwritten: Vec::new(),
        };
        Ok(Store {
            account,
            journal,
            state: RwLock::new(Arc::new(state)),
        })
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    /// What is declared now.
    pub(crate) fn state(&self) -> Arc<State> {
        self.state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Makes a change: all of it, or nothing where it is refused. It is in force at once and durable
    /// when all of what is returned has resolved.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(&mut State) -> Result<T, ApiError>,
    ) -> Result<(T, Vec<Written>), ApiError> {
        let mut place = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = State::clone(&place);
        let outcome = change(&mut next)?;
        let written = std::mem::take(&mut next.unwritten)
            .into_iter()
            .map(|document| {
                self.journal
                    .write_document(document.collection, &document.key, document.content)
            })
            .collect();
        *place = Arc::new(next);
        Ok((outcome, written))
    }
}

fn read<T: DeserializeOwned>(
    journal: &Journal,
    collection: &'static str,
) -> Result<BTreeMap<String, Arc<T>>, StoreError> {
    journal
        .documents(collection)?
        .into_iter()
        .map(|(key, content)| match serde_json::from_slice(&content) {
            Ok(document) => Ok((key, Arc::new(document))),
            Err(error) => Err(StoreError::Document {
                collection,
                key,
                error,
            }),
        })
        .collect()
}

impl State {
    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    pub(crate) fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.values().map(|role| &**role)
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values().map(|user| &**user)
    }

    pub(crate) fn policies(&self) -> impl Iterator<Item = &ManagedPolicy> {
        self.policies.values().map(|policy| &**policy)
    }

    pub(crate) fn role(&self, name: &str) -> Result<&Role, ApiError> {
        self.roles
            .get(name)
            .map(|role| &**role)
            .ok_or_else(|| no_such_entity(format!("The role with name {name} cannot be found.")))
    }

    pub(crate) fn user(&self, name: &str) -> Result<&User, ApiError> {
        self.users
            .get(name)
            .map(|user| &**user)
            .ok_or_else(|| no_such_entity(format!("The user with name {name} cannot be found.")))
    }

    /// A policy of the account's own.
    pub(crate) fn own_policy(&self, arn: &str) -> Result<&ManagedPolicy, ApiError> {
        self.policies
            .get(arn)
            .map(|policy| &**policy)
            .ok_or_else(|| {
                no_such_entity(format!("Policy {arn} does not exist or is not attachable."))
            })
    }

    /// The policy of this ARN that is in force: the account's or AWS's.
    pub(crate) fn policy_in_force(&self, arn: &str) -> Option<&Policy> {
        match self.policies.get(arn) {
            Some(policy) => Some(policy.in_force().policy()),
            None => managed::of_aws(arn).map(|policy| policy.document.policy()),
        }
    }

    /// How the role of this ARN stands.
    pub(crate) fn standing(&self, role_arn: &str) -> Standing {
        let name = role_arn.rsplit('/').next().unwrap_or_default();
        match self.roles.get(name) {
            Some(role) if role.arn(&self.account) == role_arn => Standing::Declared(role.clone()),
            _ if self.deleted_roles.contains(role_arn) => Standing::Deleted,
            _ => Standing::Undeclared,
        }
    }

    /// The user of this ARN.
    pub(crate) fn user_of_arn(&self, user_arn: &str) -> Option<&Arc<User>> {
        let name = user_arn.rsplit('/').next()?;
        self.users
            .get(name)
            .filter(|user| user.arn(&self.account) == user_arn)
    }

    /// Whose access key this is.
    pub(crate) fn user_of_key(&self, key_id: &str) -> Option<&User> {
        self.users()
            .find(|user| user.access_keys.iter().any(|key| key.id == key_id))
    }

    /// Roles and users that a managed policy is attached to.
    pub(crate) fn holders(&self, policy_arn: &str) -> impl Iterator<Item = &Entity> {
        self.roles()
            .map(|role| &role.entity)
            .chain(self.users().map(|user| &user.entity))
            .filter(move |entity| entity.attached.iter().any(|arn| arn == policy_arn))
    }

    pub(crate) fn put_role(&mut self, role: Role) {
        let arn = role.arn(&self.account);
        let name = role.entity.name.clone();
        self.write(ROLES, &name, Some(&role));
        if self.deleted_roles.remove(&arn) {
            self.write::<()>(DELETED_ROLES, &arn, None);
        }
        self.roles.insert(name, Arc::new(role));
    }

    pub(crate) fn remove_role(&mut self, name: &str) {
        if let Some(role) = self.roles.remove(name) {
            let arn = role.arn(&self.account);
            // First, so that a crash between the two leaves the role, not a way around it.
            self.write(DELETED_ROLES, &arn, Some(&()));
            self.write::<Role>(ROLES, name, None);
            self.deleted_roles.insert(arn);
        }
    }

    pub(crate) fn put_user(&mut self, user: User) {
        let name = user.entity.name.clone();
        self.write(USERS, &name, Some(&user));
        self.users.insert(name, Arc::new(user));
    }

    pub(crate) fn remove_user(&mut self, name: &str) {
        self.write::<User>(USERS, name, None);
        self.users.remove(name);
    }

    pub(crate) fn put_policy(&mut self, policy: ManagedPolicy) {
        let arn = policy.arn(&self.account);
        self.write(POLICIES, &arn, Some(&policy));
        self.policies.insert(arn, Arc::new(policy));
    }

    pub(crate) fn remove_policy(&mut self, arn: &str) {
        self.write::<ManagedPolicy>(POLICIES, arn, None);
        self.policies.remove(arn);
    }

    fn write<T: Serialize>(&mut self, collection: &'static str, key: &str, content: Option<&T>) {
        self.unwritten.push(Document {
            collection,
            key: key.to_owned(),
            content: content
                .map(|content| serde_json::to_vec(content).expect("a document is written as JSON")),
        });
    }
}

/// `NoSuchEntity`, status 404.
pub(crate) fn no_such_entity(message: impl Into<String>) -> ApiError {
    ApiError::new("NoSuchEntity", message).with_status(http::StatusCode::NOT_FOUND)
}
