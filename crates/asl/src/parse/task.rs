//! The Task state.

use super::Placeholders;
use super::document::Node;
use super::integrations;
use super::path::PathForm;
use super::place::Place;
use super::reader::{Field, Reader, resource_referred_to};
use super::scope::Surroundings;
use super::state::StateFields;
use crate::data_flow::Computed;
use crate::diagnostic::Code;
use crate::machine::QueryLanguage;
use crate::state::{IntegrationPattern, Resource, StateKind, TIMEOUT_SECONDS_MAX, Task};
use crate::template::Template;

impl Reader {
    pub(super) fn task(
        &mut self,
        state: &StateFields<'_, '_>,
        around: &mut Surroundings<'_>,
    ) -> StateKind {
        let &StateFields { fields, place, .. } = state;
        self.require(&fields, place, &["Resource"]);
        let resource = fields
            .get("Resource")
            .and_then(|field| self.resource(field, place));
        let timeout_seconds = self.computed(
            &fields,
            place,
            ["TimeoutSeconds", "TimeoutSecondsPath"],
            PathForm::Reference,
            |reader, field| reader.seconds(field, place, 1),
        );
        let heartbeat_seconds = self.computed(
            &fields,
            place,
            ["HeartbeatSeconds", "HeartbeatSecondsPath"],
            PathForm::Reference,
            |reader, field| reader.seconds(field, place, 1),
        );
        if let (Some(Computed::Literal(timeout)), Some(Computed::Literal(heartbeat))) =
            (&timeout_seconds, &heartbeat_seconds)
            && heartbeat >= timeout
            && let Some(field) = fields.get("HeartbeatSeconds")
        {
            self.refuse(
                &place.field("HeartbeatSeconds"),
                field.value.span,
                "HeartbeatSeconds must be smaller than TimeoutSeconds",
                format!("write less than {timeout}"),
            );
        }
        let credentials = fields.get("Credentials").and_then(|field| {
            if let Some(Resource::Activity(_)) = resource {
                self.refuse(
                    place,
                    field.key_span,
                    "The field 'Credentials' is not supported for activities",
                    "an activity's worker has its own credentials",
                );
            }
            self.credentials(field, place, fields.language())
        });
        let recovery = self.recovery(state, around);
        StateKind::Task(Box::new(Task {
            resource: resource.unwrap_or_else(|| Resource::parse("")),
            timeout_seconds,
            heartbeat_seconds,
            credentials,
            recovery,
            transition: self.transition(state, around),
        }))
    }

    pub(super) fn seconds(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        least: i64,
    ) -> Option<u32> {
        self.integer(field, place, least..=i64::from(TIMEOUT_SECONDS_MAX))
    }

    /// A Task's `Resource`.
    fn resource(&mut self, field: Field<'_>, place: &Place<'_>) -> Option<Resource> {
        if let Some(reference) = self.resource_to_come(field.value) {
            return Some(Resource::Other(reference.into()));
        }
        let text = self.string(field, place)?;
        if self.holds_placeholder(text) {
            // The service and the pattern can be told even where the partition is filled in.
            return Some(Resource::parse(text));
        }
        let resource = Resource::parse(text);
        let place = &place.field(field.name);
        let span = field.value.span;
        match &resource {
            Resource::Lambda(_) => {
                if let Err(hint) = check_qualifier(text) {
                    let message = "Value is not a valid resource ARN".to_owned();
                    self.unknown_resource(place, field.value, message, hint);
                }
            }
            Resource::Activity(_) => {
                if self.options.express {
                    self.refuse(
                        place,
                        span,
                        "Express state machine does not support Activity ARN",
                        "make the machine a STANDARD one, or call a service instead",
                    );
                }
            }
            Resource::Integration(integration) => {
                if let Err(hint) = integrations::check(integration) {
                    self.unknown_resource(
                        place,
                        field.value,
                        format!(
                            "The resource provided {text} is not recognized. The value is not a \
                             valid resource ARN, or the resource is not available in this region."
                        ),
                        hint,
                    );
                }
                let pattern = match integration.pattern {
                    IntegrationPattern::RequestResponse => None,
                    IntegrationPattern::Sync | IntegrationPattern::Sync2 => Some(".sync"),
                    IntegrationPattern::WaitForTaskToken => Some(".waitForTaskToken"),
                };
                if let Some(pattern) = pattern.filter(|_| self.options.express) {
                    self.refuse(
                        place,
                        span,
                        format!(
                            "Express state machine does not support '{pattern}' service integration"
                        ),
                        "make the machine a STANDARD one, or call the service without waiting",
                    );
                }
            }
            Resource::Other(_) if text.starts_with("arn:") && text.split(':').count() >= 6 => {}
            Resource::Other(_) => self.unknown_resource(
                place,
                field.value,
                "Value is not a valid resource ARN".to_owned(),
                "a resource is an ARN: `arn:aws:states:::lambda:invoke` calls the function that \
                 `FunctionName` names"
                    .to_owned(),
            ),
        }
        Some(resource)
    }

    /// A resource that AWS does not know: an error, but in a template it may be filled in later
    /// in ways this reader does not know either.
    fn unknown_resource(&mut self, place: &Place<'_>, node: &Node, message: String, hint: String) {
        let code = Code::SchemaValidationFailed;
        match self.options.placeholders {
            Placeholders::AsText => self.report(code, place, node.span, message, hint),
            Placeholders::Accept => self.warn(code, place, node.span, message, hint),
        }
    }

    /// A resource that CloudFormation fills in: `{"Fn::GetAtt": ["Pay", "Arn"]}` as `${Pay.Arn}`.
    fn resource_to_come(&self, node: &Node) -> Option<String> {
        if !self.stands_for_anything(node) {
            return None;
        }
        let entries = node.as_object()?;
        if let Some(name) = resource_referred_to(entries) {
            return Some(format!("${{{name}}}"));
        }
        let function = entries.first()?;
        match function.value.as_str() {
            Some(text) if &*function.key == "Fn::Sub" => Some(text.to_string()),
            _ => Some(format!("${{{}}}", function.key)),
        }
    }

    fn credentials(
        &mut self,
        field: Field<'_>,
        place: &Place<'_>,
        language: QueryLanguage,
    ) -> Option<Template> {
        let template = self.object_template(field, place, language)?;
        if field.value.as_object().is_some()
            && field.value.get("RoleArn").is_none()
            && (language == QueryLanguage::Jsonata || field.value.get("RoleArn.$").is_none())
        {
            self.refuse(
                &place.field(field.name),
                field.value.span,
                "The field 'RoleArn' is required but was missing",
                "add `RoleArn`, the role to assume for this task",
            );
        }
        Some(template)
    }
}

/// Whether what follows a function's name in its ARN is a version or an alias.
fn check_qualifier(arn: &str) -> Result<(), String> {
    let Some(qualifier) = arn.splitn(8, ':').nth(7) else {
        return Ok(());
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if qualifier == "$LATEST" || !qualifier.is_empty() && qualifier.chars().all(fits) {
        return Ok(());
    }
    Err(format!(
        "`{qualifier}` is neither a version nor an alias of the function"
    ))
}
