//! Requests about machines: read into values that are in order before anything is changed.

use std::sync::Arc;

use interpreter::ExecutionKind;
use serde::Deserialize;
use wire::ApiError;

use super::{Creation, check_name};
use crate::arn::{self, StateMachineArn};
use crate::encryption_configuration::EncryptionConfiguration;
use crate::logging_configuration::LoggingConfiguration;
use crate::registry::Registry;
use crate::revision::{Definition, IncludedData, Settings, TracingConfiguration};
use crate::tag::{Tag, Tags};

/// What CreateStateMachine is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateStateMachine {
    name: String,
    definition: String,
    role_arn: String,
    #[serde(rename = "type")]
    kind: Option<MachineType>,
    logging_configuration: Option<LoggingConfiguration>,
    #[serde(default)]
    tags: Vec<Tag>,
    tracing_configuration: Option<TracingConfiguration>,
    #[serde(default)]
    publish: bool,
    version_description: Option<String>,
    encryption_configuration: Option<EncryptionConfiguration>,
}

/// What UpdateStateMachine is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateStateMachine {
    state_machine_arn: String,
    definition: Option<String>,
    role_arn: Option<String>,
    logging_configuration: Option<LoggingConfiguration>,
    tracing_configuration: Option<TracingConfiguration>,
    #[serde(default)]
    publish: bool,
    version_description: Option<String>,
    encryption_configuration: Option<EncryptionConfiguration>,
}

/// What DescribeStateMachine is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeStateMachine {
    pub(super) state_machine_arn: String,
    #[serde(default)]
    pub(super) included_data: IncludedData,
}

/// What DeleteStateMachine is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteStateMachine {
    pub(super) state_machine_arn: String,
}

/// `type`, as it is on the wire.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum MachineType {
    Standard,
    Express,
}

/// A machine to be made, from a request that is in order as far as the request itself tells.
pub(crate) struct NewMachine {
    pub(super) name: String,
    pub(super) kind: ExecutionKind,
    pub(super) settings: Settings,
    pub(super) creation: Creation,
    pub(super) tags: Tags,
}

/// A change of a machine, from a request that is in order as far as itself and the machine tell.
pub(crate) struct MachineChange {
    pub(super) machine_arn: String,
    pub(super) definition: Option<Arc<Definition>>,
    pub(super) role_arn: Option<Arc<str>>,
    pub(super) logging: Option<LoggingConfiguration>,
    pub(super) tracing: Option<TracingConfiguration>,
    pub(super) encryption: Option<EncryptionConfiguration>,
    pub(super) publish: bool,
    pub(super) version_description: Option<String>,
}

impl CreateStateMachine {
    /// Reads the request. The destination of logs is not looked up.
    pub(crate) fn read(self, registry: &Registry) -> Result<NewMachine, ApiError> {
        check_name(&self.name)?;
        check_version_description(self.publish, self.version_description.as_deref())?;
        arn::check_role(&self.role_arn)?;
        let logging = self.logging_configuration.unwrap_or_default();
        logging.check()?;
        let encryption = self.encryption_configuration.unwrap_or_default();
        let kind = match self.kind {
            None | Some(MachineType::Standard) => ExecutionKind::Standard,
            Some(MachineType::Express) => ExecutionKind::Express,
        };
        Ok(NewMachine {
            settings: Settings {
                encryption: encryption.complete()?,
                definition: registry.definition(self.definition, kind)?,
                role_arn: self.role_arn.into(),
                logging,
                tracing: self.tracing_configuration.unwrap_or_default(),
            },
            kind,
            creation: Creation {
                publish: self.publish,
                version_description: self.version_description,
            },
            tags: Tags::new(self.tags, &registry.arn("stateMachine", &self.name))?,
            name: self.name,
        })
    }
}

impl UpdateStateMachine {
    /// Reads the request. The destination of logs is not looked up.
    pub(crate) fn read(self, registry: &Registry) -> Result<MachineChange, ApiError> {
        let arn = &*self.state_machine_arn;
        let parsed = StateMachineArn::parse_unlabelled(arn)?;
        let kind = registry.read().unqualified_machine(arn, parsed)?.kind;
        if self.changes_nothing() {
            return Err(ApiError::new(
                "MissingRequiredParameter",
                "Either the definition, the role ARN, the LoggingConfiguration, or the \
                 TracingConfiguration must be specified",
            ));
        }
        check_version_description(self.publish, self.version_description.as_deref())?;
        if let Some(role_arn) = &self.role_arn {
            arn::check_role(role_arn)?;
        }
        if let Some(logging) = &self.logging_configuration {
            logging.check()?;
        }
        Ok(MachineChange {
            definition: self
                .definition
                .map(|definition| registry.definition(definition, kind))
                .transpose()?,
            role_arn: self.role_arn.map(Into::into),
            logging: self.logging_configuration,
            tracing: self.tracing_configuration,
            encryption: self
                .encryption_configuration
                .map(EncryptionConfiguration::complete)
                .transpose()?,
            publish: self.publish,
            version_description: self.version_description,
            machine_arn: self.state_machine_arn,
        })
    }

    fn changes_nothing(&self) -> bool {
        self.definition.is_none()
            && self.role_arn.is_none()
            && self.logging_configuration.is_none()
            && self.tracing_configuration.is_none()
            && self.encryption_configuration.is_none()
    }
}

impl MachineChange {
    /// What is to be logged, and where, when that changes.
    pub(crate) fn logging(&self) -> Option<&LoggingConfiguration> {
        self.logging.as_ref()
    }
}

impl NewMachine {
    /// What is to be logged, and where.
    pub(crate) fn logging(&self) -> &LoggingConfiguration {
        &self.settings.logging
    }
}

fn check_version_description(publish: bool, description: Option<&str>) -> Result<(), ApiError> {
    if !publish && description.is_some_and(|description| !description.is_empty()) {
        return Err(ApiError::validation(
            "Version description can only be set when publish is true",
        ));
    }
    Ok(())
}
