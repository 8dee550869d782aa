//! Users and their keys.

use wire::query::Xml;
use wire::{ApiError, Caller};

use super::page::page;
use super::roles::{check_boundary, check_holds_nothing, entity_xml};
use super::{Answer, Call, already_exists, date, delete_conflict, limit_exceeded, validation};
use crate::session::fresh_id;
use crate::store::entity::{AccessKey, User};
use crate::store::no_such_entity;

/// How many keys a user may have. Source: IAM's quotas.
const ACCESS_KEYS_MAX: usize = 2;

impl Call<'_> {
    pub(super) fn create_user(&self) -> Result<Answer, ApiError> {
        let user = User {
            entity: self.fresh_entity("UserName", "AIDA")?,
            access_keys: Vec::new(),
        };
        self.change(|state| {
            check_boundary(&user.entity, state)?;
            let name = &user.entity.name;
            if state
                .users()
                .any(|other| other.entity.name.eq_ignore_ascii_case(name))
            {
                return Err(already_exists(format!(
                    "User with name {name} already exists."
                )));
            }
            let arn = user.arn(state.account());
            let xml = Xml::default().element("User", entity_xml(&user.entity, "User", &arn));
            state.put_user(user);
            Ok(xml)
        })
        .map(Answer::changed_to)
    }

    /// The user a request names, or who makes it.
    fn user_name(&self) -> Result<String, ApiError> {
        match (self.parameters.get("UserName"), self.caller) {
            (Some(name), _) => Ok(name.to_owned()),
            (None, Caller::User { user_arn }) => {
                Ok(user_arn.rsplit('/').next().unwrap_or_default().to_owned())
            }
            (None, Caller::Owner | Caller::Role { .. } | Caller::Anonymous) => Err(ApiError::new(
                "ValidationError",
                "Must specify userName when calling with non-User credentials",
            )),
        }
    }

    pub(super) fn get_user(&self) -> Result<Answer, ApiError> {
        let state = self.state();
        let account = state.account();
        let xml = if self.parameters.get("UserName").is_none() && *self.caller == Caller::Owner {
            // The owner is no user, but AWS answers as if there were one.
            Xml::default()
                .text("Path", "/")
                .text("UserName", "root")
                .text("UserId", account.as_str())
                .text("Arn", &format!("arn:aws:iam::{account}:root"))
                .text("CreateDate", &date(0))
        } else {
            let user = state.user(&self.user_name()?)?;
            entity_xml(&user.entity, "User", &user.arn(account))
        };
        Ok(Answer::of(Xml::default().element("User", xml)))
    }

    pub(super) fn list_users(&self) -> Result<Answer, ApiError> {
        let state = self.state();
        let prefix = self.parameters.get("PathPrefix").unwrap_or("/");
        let users = state
            .users()
            .filter(|user| user.entity.path.starts_with(prefix))
            .map(|user| (user.entity.name.as_str(), user));
        page(&self.parameters, "Users", users, |user| {
            entity_xml(&user.entity, "User", &user.arn(state.account()))
        })
        .map(Answer::of)
    }

    pub(super) fn delete_user(&self) -> Result<Answer, ApiError> {
        let name = self.parameters.required("UserName")?;
        self.change(|state| {
            let user = state.user(name)?;
            if !user.access_keys.is_empty() {
                return Err(delete_conflict(
                    "Cannot delete entity, must delete access keys first.",
                ));
            }
            check_holds_nothing(&user.entity)?;
            state.remove_user(name);
            Ok(())
        })
        .map(Answer::changed)
    }

    /// There are no groups here; Terraform asks before it deletes a user.
    pub(super) fn list_groups(&self) -> Result<Answer, ApiError> {
        self.state().user(&self.user_name()?)?;
        Ok(Answer::empty_list("Groups"))
    }

    /// Nor devices.
    pub(super) fn list_mfa_devices(&self) -> Result<Answer, ApiError> {
        self.state().user(&self.user_name()?)?;
        Ok(Answer::empty_list("MFADevices"))
    }

    /// The only time that the secret is told.
    pub(super) fn create_access_key(&self) -> Result<Answer, ApiError> {
        let name = self.user_name()?;
        let key = AccessKey {
            id: fresh_id("AKIA"),
            created: self.now.seconds(),
            active: true,
        };
        let keyring = &self.iam.0.keyring;
        let secret = keyring.user_secret(&key.id);
        let xml = key_xml(&name, &key).text("SecretAccessKey", secret.reveal());
        self.change(|state| {
            let mut user = state.user(&name)?.clone();
            if user.access_keys.len() >= ACCESS_KEYS_MAX {
                return Err(limit_exceeded(format!(
                    "Cannot exceed quota for AccessKeysPerUser: {ACCESS_KEYS_MAX}"
                )));
            }
            user.access_keys.push(key.clone());
            // Within the change, so that the keyring sees changes in the order the store does.
            keyring.admit(&key.id, user.arn(state.account()).into());
            state.put_user(user);
            Ok(Xml::default().element("AccessKey", xml))
        })
        .map(Answer::changed_to)
    }

    pub(super) fn list_access_keys(&self) -> Result<Answer, ApiError> {
        let state = self.state();
        let name = self.user_name()?;
        let mut keys: Vec<&AccessKey> = state.user(&name)?.access_keys.iter().collect();
        keys.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let keys = keys.into_iter().map(|key| (key.id.as_str(), key));
        page(&self.parameters, "AccessKeyMetadata", keys, |key| {
            key_xml(&name, key)
        })
        .map(Answer::of)
    }

    pub(super) fn update_access_key(&self) -> Result<Answer, ApiError> {
        let id = self.parameters.required("AccessKeyId")?;
        let active = match self.parameters.required("Status")? {
            "Active" => true,
            "Inactive" => false,
            other => {
                return Err(validation(
                    "Status",
                    other,
                    "Member must satisfy enum value set: [Active, Inactive]",
                ));
            }
        };
        self.change_keys(id, |keys| {
            for key in keys.iter_mut().filter(|key| key.id == id) {
                key.active = active;
            }
        })
    }

    pub(super) fn delete_access_key(&self) -> Result<Answer, ApiError> {
        let id = self.parameters.required("AccessKeyId")?;
        self.change_keys(id, |keys| keys.retain(|key| key.id != id))
    }

    /// Changes the keys of the user who has key `id`.
    fn change_keys(
        &self,
        id: &str,
        change: impl FnOnce(&mut Vec<AccessKey>),
    ) -> Result<Answer, ApiError> {
        let name = self.user_name()?;
        self.change(|state| {
            let mut user = state.user(&name)?.clone();
            if !user.access_keys.iter().any(|key| key.id == id) {
                return Err(no_such_entity(format!(
                    "The Access Key with id {id} cannot be found."
                )));
            }
            change(&mut user.access_keys);
            let keyring = &self.iam.0.keyring;
            if user
                .access_keys
                .iter()
                .any(|key| key.id == id && key.active)
            {
                keyring.admit(id, user.arn(state.account()).into());
            } else {
                keyring.dismiss(id);
            }
            state.put_user(user);
            Ok(())
        })
        .map(Answer::changed)
    }
}

fn key_xml(user: &str, key: &AccessKey) -> Xml {
    Xml::default()
        .text("UserName", user)
        .text("AccessKeyId", &key.id)
        .text("Status", if key.active { "Active" } else { "Inactive" })
        .text("CreateDate", &date(key.created))
}
