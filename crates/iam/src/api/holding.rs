//! What roles and users have alike: inline and attached policies, boundaries, tags.

use std::collections::BTreeMap;

use wire::ApiError;
use wire::query::Xml;

use super::names::{POLICY_NAME_MAX, TAGS_MAX, check_name};
use super::page::{page, page_of_texts};
use super::roles::check_boundary;
use super::{Answer, Call, limit_exceeded, malformed};
use crate::signature::canonical::encoded;
use crate::store::entity::{Entity, PolicyDocument};
use crate::store::{State, no_such_entity};

/// How long a trust policy may be. Source: IAM's quotas, at their highest.
pub(super) const TRUST_BYTES_MAX: usize = 4_096;

/// How long all inline policies of a role may be together.
const ROLE_INLINE_BYTES_MAX: usize = 10_240;

/// And of a user.
const USER_INLINE_BYTES_MAX: usize = 2_048;

/// How many policies may be attached. Source: IAM's quotas, at their highest.
const ATTACHED_MAX: usize = 20;

/// A role's or a user's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Role,
    User,
}

impl Whose {
    fn noun(self) -> &'static str {
        match self {
            Whose::Role => "role",
            Whose::User => "user",
        }
    }

    fn name_field(self) -> &'static str {
        match self {
            Whose::Role => "RoleName",
            Whose::User => "UserName",
        }
    }

    fn entity<'s>(self, state: &'s State, name: &str) -> Result<&'s Entity, ApiError> {
        match self {
            Whose::Role => state.role(name).map(|role| &role.entity),
            Whose::User => state.user(name).map(|user| &user.entity),
        }
    }

    fn put(self, state: &mut State, entity: Entity) -> Result<(), ApiError> {
        match self {
            Whose::Role => {
                let mut role = state.role(&entity.name)?.clone();
                role.entity = entity;
                state.put_role(role);
            }
            Whose::User => {
                let mut user = state.user(&entity.name)?.clone();
                user.entity = entity;
                state.put_user(user);
            }
        }
        Ok(())
    }
}

impl Call<'_> {
    fn read_entity<T>(
        &self,
        whose: Whose,
        read: impl FnOnce(&Entity, &State) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let state = self.state();
        let name = self.parameters.required(whose.name_field())?;
        read(whose.entity(&state, name)?, &state)
    }

    fn change_entity(
        &self,
        whose: Whose,
        change: impl FnOnce(&mut Entity, &State) -> Result<(), ApiError>,
    ) -> Result<Answer, ApiError> {
        let name = self.parameters.required(whose.name_field())?;
        self.change(|state| {
            let mut entity = whose.entity(state, name)?.clone();
            change(&mut entity, state)?;
            whose.put(state, entity)
        })
        .map(Answer::changed)
    }

    pub(super) fn put_inline(&self, whose: Whose) -> Result<Answer, ApiError> {
        let policy = self.parameters.required("PolicyName")?;
        check_name("PolicyName", policy, POLICY_NAME_MAX)?;
        let text = self.parameters.required("PolicyDocument")?;
        let document = PolicyDocument::parse(text).map_err(|error| malformed(&error))?;
        self.change_entity(whose, |entity, _| {
            let others: usize = entity
                .policies
                .iter()
                .filter(|(name, _)| *name != policy)
                .map(|(_, document)| size(document.text()))
                .sum();
            let most = match whose {
                Whose::Role => ROLE_INLINE_BYTES_MAX,
                Whose::User => USER_INLINE_BYTES_MAX,
            };
            if others + size(text) > most {
                return Err(limit_exceeded(format!(
                    "Maximum policy size of {most} bytes exceeded for {} {}",
                    whose.noun(),
                    entity.name
                )));
            }
            entity.policies.insert(policy.to_owned(), document);
            Ok(())
        })
    }

    pub(super) fn get_inline(&self, whose: Whose) -> Result<Answer, ApiError> {
        let policy = self.parameters.required("PolicyName")?;
        self.read_entity(whose, |entity, _| {
            let document = entity
                .policies
                .get(policy)
                .ok_or_else(|| no_inline(whose, policy))?;
            Ok(Answer::of(
                Xml::default()
                    .text(whose.name_field(), &entity.name)
                    .text("PolicyName", policy)
                    .text("PolicyDocument", &encoded(document.text())),
            ))
        })
    }

    pub(super) fn list_inline(&self, whose: Whose) -> Result<Answer, ApiError> {
        self.read_entity(whose, |entity, _| {
            let names = entity.policies.keys().map(String::as_str);
            page_of_texts(&self.parameters, "PolicyNames", names).map(Answer::of)
        })
    }

    pub(super) fn delete_inline(&self, whose: Whose) -> Result<Answer, ApiError> {
        let policy = self.parameters.required("PolicyName")?;
        self.change_entity(whose, |entity, _| {
            let removed = entity.policies.remove(policy);
            removed.map(drop).ok_or_else(|| no_inline(whose, policy))
        })
    }

    pub(super) fn attach(&self, whose: Whose) -> Result<Answer, ApiError> {
        let arn = self.parameters.required("PolicyArn")?;
        self.change_entity(whose, |entity, state| {
            if state.policy_in_force(arn).is_none() {
                return Err(no_such_entity(format!(
                    "Policy {arn} does not exist or is not attachable."
                )));
            }
            if entity.attached.iter().any(|attached| attached == arn) {
                return Ok(());
            }
            if entity.attached.len() >= ATTACHED_MAX {
                return Err(limit_exceeded(format!(
                    "Cannot exceed quota for PoliciesPer{}: {ATTACHED_MAX}",
                    match whose {
                        Whose::Role => "Role",
                        Whose::User => "User",
                    }
                )));
            }
            entity.attached.push(arn.to_owned());
            Ok(())
        })
    }

    pub(super) fn detach(&self, whose: Whose) -> Result<Answer, ApiError> {
        let arn = self.parameters.required("PolicyArn")?;
        self.change_entity(whose, |entity, _| {
            let before = entity.attached.len();
            entity.attached.retain(|attached| attached != arn);
            if entity.attached.len() == before {
                return Err(no_such_entity(format!("Policy {arn} was not found.")));
            }
            Ok(())
        })
    }

    pub(super) fn list_attached(&self, whose: Whose) -> Result<Answer, ApiError> {
        let prefix = self.parameters.get("PathPrefix").unwrap_or("/");
        self.read_entity(whose, |entity, _| {
            // `arn:aws:iam::ACCOUNT:policy/PATH/NAME`
            let path = |arn: &str| {
                let from = arn.find('/').unwrap_or_default();
                arn[from..].starts_with(prefix)
            };
            let mut arns: Vec<&str> = entity
                .attached
                .iter()
                .map(String::as_str)
                .filter(|arn| path(arn))
                .collect();
            arns.sort_unstable();
            let policies = arns.into_iter().map(|arn| (arn, arn));
            page(&self.parameters, "AttachedPolicies", policies, |arn| {
                Xml::default()
                    .text("PolicyName", arn.rsplit('/').next().unwrap_or_default())
                    .text("PolicyArn", arn)
            })
            .map(Answer::of)
        })
    }

    pub(super) fn put_boundary(&self, whose: Whose) -> Result<Answer, ApiError> {
        let arn = self.parameters.required("PermissionsBoundary")?;
        self.change_entity(whose, |entity, state| {
            entity.boundary = Some(arn.to_owned());
            check_boundary(entity, state)
        })
    }

    pub(super) fn delete_boundary(&self, whose: Whose) -> Result<Answer, ApiError> {
        self.change_entity(whose, |entity, _| match entity.boundary.take() {
            Some(_) => Ok(()),
            None => Err(no_such_entity(format!(
                "The {} {} has no permissions boundary.",
                whose.noun(),
                entity.name
            ))),
        })
    }

    pub(super) fn tag(&self, whose: Whose) -> Result<Answer, ApiError> {
        let tags = self.parameters.tags()?;
        self.change_entity(whose, |entity, _| {
            entity.tags.extend(tags);
            if entity.tags.len() > TAGS_MAX {
                return Err(limit_exceeded(format!(
                    "The number of tags has reached the maximum limit of {TAGS_MAX}."
                )));
            }
            Ok(())
        })
    }

    pub(super) fn untag(&self, whose: Whose) -> Result<Answer, ApiError> {
        let keys = self.parameters.list("TagKeys");
        self.change_entity(whose, |entity, _| {
            entity.tags.retain(|key, _| !keys.contains(&key.as_str()));
            Ok(())
        })
    }

    pub(super) fn list_tags(&self, whose: Whose) -> Result<Answer, ApiError> {
        self.read_entity(whose, |entity, _| {
            let tags = entity
                .tags
                .iter()
                .map(|(key, value)| (key.as_str(), (key, value)));
            page(&self.parameters, "Tags", tags, |(key, value)| {
                tag_xml(key, value)
            })
            .map(Answer::of)
        })
    }
}

fn no_inline(whose: Whose, policy: &str) -> ApiError {
    no_such_entity(format!(
        "The {} policy with name {policy} cannot be found.",
        whose.noun()
    ))
}

/// How long a policy is, which leaves out white space as AWS does.
pub(super) fn size(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

pub(super) fn check_size(text: &str, most: usize, quota: &str) -> Result<(), ApiError> {
    if size(text) > most {
        return Err(limit_exceeded(format!(
            "Cannot exceed quota for {quota}: {most}"
        )));
    }
    Ok(())
}

pub(super) fn tags_xml(tags: &BTreeMap<String, String>) -> impl Iterator<Item = Xml> {
    tags.iter().map(|(key, value)| tag_xml(key, value))
}

fn tag_xml(key: &str, value: &str) -> Xml {
    Xml::default().text("Key", key).text("Value", value)
}
