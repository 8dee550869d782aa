//! Roles.

use http::StatusCode;
use wire::query::Xml;
use wire::{Account, ApiError};

use super::holding::{TRUST_BYTES_MAX, check_size, tags_xml};
use super::names::{ENTITY_NAME_MAX, check_name, check_path};
use super::page::page;
use super::{Answer, Call, already_exists, date, delete_conflict, malformed, validation};
use crate::session::fresh_id;
use crate::signature::canonical::encoded;
use crate::store::State;
use crate::store::entity::{Entity, Role, TrustDocument};

/// How long sessions may be unless it is said, in seconds.
const MAX_SESSION_SECONDS_DEFAULT: i64 = 3_600;

/// What may be said.
const MAX_SESSION_SECONDS: std::ops::RangeInclusive<i64> = 3_600..=43_200;

const DESCRIPTION_MAX: usize = 1_000;

impl Call<'_> {
    pub(super) fn create_role(&self) -> Result<Answer, ApiError> {
        let entity = self.fresh_entity("RoleName", "AROA")?;
        let trust = self.trust("AssumeRolePolicyDocument")?;
        let role = Role {
            entity,
            description: self.description()?,
            max_session_seconds: self
                .max_session_seconds()?
                .unwrap_or(MAX_SESSION_SECONDS_DEFAULT),
            trust,
        };
        self.change(|state| {
            check_boundary(&role.entity, state)?;
            let name = &role.entity.name;
            if state
                .roles()
                .any(|other| other.entity.name.eq_ignore_ascii_case(name))
            {
                return Err(already_exists(format!(
                    "Role with name {name} already exists."
                )));
            }
            let xml = Xml::default().element("Role", role_xml(&role, state.account()));
            state.put_role(role);
            Ok(xml)
        })
        .map(Answer::changed_to)
    }

    /// A role or a user as it is created, with what both have alike.
    pub(super) fn fresh_entity(&self, name: &str, id: &str) -> Result<Entity, ApiError> {
        let parameters = &self.parameters;
        let field = name;
        let name = parameters.required(field)?;
        check_name(field, name, ENTITY_NAME_MAX)?;
        let path = parameters.get("Path").unwrap_or("/");
        check_path(path)?;
        Ok(Entity {
            name: name.to_owned(),
            path: path.to_owned(),
            id: fresh_id(id),
            created: self.now.seconds(),
            policies: std::collections::BTreeMap::new(),
            attached: Vec::new(),
            boundary: parameters.get("PermissionsBoundary").map(str::to_owned),
            tags: parameters.tags()?,
        })
    }

    pub(super) fn get_role(&self) -> Result<Answer, ApiError> {
        let state = self.state();
        let role = state.role(self.parameters.required("RoleName")?)?;
        let xml = role_xml(role, state.account());
        Ok(Answer::of(Xml::default().element("Role", xml)))
    }

    pub(super) fn list_roles(&self) -> Result<Answer, ApiError> {
        let state = self.state();
        let prefix = self.parameters.get("PathPrefix").unwrap_or("/");
        let roles = state
            .roles()
            .filter(|role| role.entity.path.starts_with(prefix))
            .map(|role| (role.entity.name.as_str(), role));
        page(&self.parameters, "Roles", roles, |role| {
            role_xml(role, state.account())
        })
        .map(Answer::of)
    }

    pub(super) fn update_role(&self) -> Result<Answer, ApiError> {
        let description = self.description()?;
        let max_session_seconds = self.max_session_seconds()?;
        let name = self.parameters.required("RoleName")?;
        self.change(|state| {
            let mut role = state.role(name)?.clone();
            role.description = description.or(role.description);
            role.max_session_seconds = max_session_seconds.unwrap_or(role.max_session_seconds);
            state.put_role(role);
            Ok(Xml::default())
        })
        .map(Answer::changed_to)
    }

    pub(super) fn update_role_description(&self) -> Result<Answer, ApiError> {
        let description = self.description()?;
        let name = self.parameters.required("RoleName")?;
        self.change(|state| {
            let role = Role {
                description,
                ..state.role(name)?.clone()
            };
            let xml = Xml::default().element("Role", role_xml(&role, state.account()));
            state.put_role(role);
            Ok(xml)
        })
        .map(Answer::changed_to)
    }

    pub(super) fn update_trust(&self) -> Result<Answer, ApiError> {
        let trust = self.trust("PolicyDocument")?;
        let name = self.parameters.required("RoleName")?;
        self.change(|state| {
            let role = Role {
                trust,
                ..state.role(name)?.clone()
            };
            state.put_role(role);
            Ok(())
        })
        .map(Answer::changed)
    }

    pub(super) fn delete_role(&self) -> Result<Answer, ApiError> {
        let name = self.parameters.required("RoleName")?;
        self.change(|state| {
            let role = state.role(name)?;
            check_holds_nothing(&role.entity)?;
            state.remove_role(name);
            Ok(())
        })
        .map(Answer::changed)
    }

    /// There are no instances here, so no profiles either; Terraform asks before it deletes a role.
    pub(super) fn list_instance_profiles(&self) -> Result<Answer, ApiError> {
        self.state().role(self.parameters.required("RoleName")?)?;
        Ok(Answer::empty_list("InstanceProfiles"))
    }

    fn trust(&self, field: &str) -> Result<TrustDocument, ApiError> {
        let text = self.parameters.required(field)?;
        check_size(text, TRUST_BYTES_MAX, "ACLSizePerRole")?;
        TrustDocument::parse(text).map_err(|error| malformed(&error))
    }

    fn description(&self) -> Result<Option<String>, ApiError> {
        let Some(text) = self.parameters.get("Description") else {
            return Ok(None);
        };
        if text.chars().count() > DESCRIPTION_MAX {
            return Err(validation(
                "Description",
                text,
                &format!("Member must have length less than or equal to {DESCRIPTION_MAX}"),
            ));
        }
        Ok(Some(text.to_owned()))
    }

    fn max_session_seconds(&self) -> Result<Option<i64>, ApiError> {
        let seconds = self.parameters.number("MaxSessionDuration")?;
        match seconds {
            Some(seconds) if !MAX_SESSION_SECONDS.contains(&seconds) => Err(validation(
                "MaxSessionDuration",
                &seconds.to_string(),
                "Member must have value between 3600 and 43200",
            )),
            fits => Ok(fits),
        }
    }
}

/// Refuses to delete who still holds policies.
pub(super) fn check_holds_nothing(entity: &Entity) -> Result<(), ApiError> {
    if !entity.policies.is_empty() {
        return Err(delete_conflict(
            "Cannot delete entity, must delete policies first.",
        ));
    }
    if !entity.attached.is_empty() {
        return Err(delete_conflict(
            "Cannot delete entity, must detach all policies first.",
        ));
    }
    Ok(())
}

/// Refuses a boundary that is not there.
pub(super) fn check_boundary(entity: &Entity, state: &State) -> Result<(), ApiError> {
    match &entity.boundary {
        Some(arn) if state.policy_in_force(arn).is_none() => Err(ApiError::new(
            "NoSuchEntity",
            format!("Scope ARN: {arn} does not exist or is not attachable."),
        )
        .with_status(StatusCode::NOT_FOUND)),
        _ => Ok(()),
    }
}

fn role_xml(role: &Role, account: &Account) -> Xml {
    entity_xml(&role.entity, "Role", &role.arn(account))
        .text("AssumeRolePolicyDocument", &encoded(role.trust.text()))
        .optional("Description", role.description.as_deref())
        .text("MaxSessionDuration", &role.max_session_seconds.to_string())
}

/// What answers say of roles and users alike; `kind` is `Role` or `User`.
pub(super) fn entity_xml(entity: &Entity, kind: &str, arn: &str) -> Xml {
    let mut xml = Xml::default()
        .text("Path", &entity.path)
        .text(&format!("{kind}Name"), &entity.name)
        .text(&format!("{kind}Id"), &entity.id)
        .text("Arn", arn)
        .text("CreateDate", &date(entity.created));
    if let Some(boundary) = &entity.boundary {
        xml = xml.element(
            "PermissionsBoundary",
            Xml::default()
                .text("PermissionsBoundaryType", "PermissionsBoundaryPolicy")
                .text("PermissionsBoundaryArn", boundary),
        );
    }
    if entity.tags.is_empty() {
        xml
    } else {
        xml.list("Tags", tags_xml(&entity.tags))
    }
}
