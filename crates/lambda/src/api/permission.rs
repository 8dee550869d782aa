//! Resource policies: who else may invoke a function.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use wire::{ApiError, Response};

use super::input::{body, query, required};
use super::{Asked, created, no_content, ok};
use crate::error;
use crate::function::Policy;
use crate::functions::durable;
use crate::name::{Qualifier, Reference};

/// The longest policy, in bytes. AWS: 20 KB.
const POLICY_BYTES_MAX: usize = 20_480;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct PermissionInput {
    statement_id: Option<String>,
    action: Option<String>,
    principal: Option<String>,
    source_arn: Option<String>,
    source_account: Option<String>,
    event_source_token: Option<String>,
    #[serde(rename = "PrincipalOrgID")]
    principal_org_id: Option<String>,
    function_url_auth_type: Option<String>,
    invoked_via_function_url: Option<bool>,
    revision_id: Option<String>,
}

impl PermissionInput {
    /// The statement of IAM's JSON, as AWS makes it.
    fn statement(&self, resource: &str) -> Result<Value, ApiError> {
        let principal = required(self.principal.as_deref(), "principal")?;
        let principal = if principal == "*" {
            json!("*")
        } else if principal.contains(".amazonaws.com") {
            json!({"Service": principal})
        } else if principal.starts_with("arn:") {
            json!({"AWS": principal})
        } else if wire::Account::parse(principal).is_some() {
            json!({"AWS": format!("arn:aws:iam::{principal}:root")})
        } else {
            return Err(error::invalid_parameter(
                "The provided principal was invalid. Please check the principal and try again.",
            ));
        };
        let mut conditions: Map<String, Value> = Map::new();
        let mut require = |operator: &str, key: &str, value: Value| {
            let operands = conditions
                .entry(operator)
                .or_insert_with(|| Value::Object(Map::new()));
            operands[key] = value;
        };
        for (key, value) in [
            ("AWS:SourceAccount", &self.source_account),
            ("lambda:FunctionUrlAuthType", &self.function_url_auth_type),
            ("lambda:EventSourceToken", &self.event_source_token),
            ("aws:PrincipalOrgID", &self.principal_org_id),
        ] {
            if let Some(value) = value {
                require("StringEquals", key, json!(value));
            }
        }
        if let Some(arn) = &self.source_arn {
            require("ArnLike", "AWS:SourceArn", json!(arn));
        }
        if let Some(via_url) = self.invoked_via_function_url {
            require(
                "Bool",
                "lambda:InvokedViaFunctionUrl",
                json!(via_url.to_string()),
            );
        }
        let mut statement = json!({
            "Sid": required(self.statement_id.as_deref(), "statementId")?,
            "Effect": "Allow",
            "Principal": principal,
            "Action": required(self.action.as_deref(), "action")?,
            "Resource": resource,
        });
        if !conditions.is_empty() {
            statement["Condition"] = Value::Object(conditions);
        }
        Ok(statement)
    }
}

/// The key of a qualifier in maps where the empty one stands for the function itself.
pub(super) fn qualifier_key(reference: &Reference) -> String {
    match &reference.qualifier {
        None | Some(Qualifier::Latest) => String::new(),
        Some(qualifier) => qualifier.to_string(),
    }
}

impl Asked<'_> {
    pub(super) async fn add_permission(&self, reference: &Reference) -> Result<Response, ApiError> {
        let input: PermissionInput = body(self.request)?;
        let statement = input.statement(&self.arn(reference))?;
        let functions = self.lambda.functions();
        functions.find(reference)?;
        let (shown, written) = functions.change(reference, |function| {
            let policies = &mut function.attributes.policies;
            let policy = policies.entry(qualifier_key(reference)).or_default();
            check_revision(input.revision_id.as_deref(), policy)?;
            let id = &statement["Sid"];
            if policy.statements.iter().any(|known| known["Sid"] == *id) {
                return Err(error::conflict(format!(
                    "The statement id ({}) provided already exists. Please provide a new statement id, or remove the existing statement.",
                    id.as_str().unwrap_or_default()
                )));
            }
            policy.statements.push(statement.clone());
            if policy.to_json().to_string().len() > POLICY_BYTES_MAX {
                return Err(ApiError::new(
                    "PolicyLengthExceededException",
                    format!("The final policy size is bigger than the limit ({POLICY_BYTES_MAX})."),
                ));
            }
            policy.revision_id = wire::RequestId::random().to_string();
            Ok(json!({"Statement": statement.to_string()}))
        })?;
        durable(written).await?;
        Ok(created(&shown))
    }

    pub(super) async fn remove_permission(
        &self,
        reference: &Reference,
    ) -> Result<Response, ApiError> {
        let id = self.part();
        let revision = query(self.request, "RevisionId");
        let ((), written) = self.lambda.functions().change(reference, |function| {
            let key = qualifier_key(reference);
            let missing =
                || error::not_found(format!("Statement {id} is not found in resource policy."));
            let policies = &mut function.attributes.policies;
            let policy = policies.get_mut(&key).ok_or_else(missing)?;
            check_revision(revision.as_deref(), policy)?;
            let before = policy.statements.len();
            policy.statements.retain(|known| known["Sid"] != *id);
            if policy.statements.len() == before {
                return Err(missing());
            }
            policy.revision_id = wire::RequestId::random().to_string();
            if policy.statements.is_empty() {
                policies.remove(&key);
            }
            Ok(())
        })?;
        durable(written).await?;
        Ok(no_content())
    }

    pub(super) fn get_policy(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let policy = function
            .attributes
            .policies
            .get(&qualifier_key(reference))
            .ok_or_else(|| error::not_found("The resource you requested does not exist."))?;
        Ok(ok(&json!({
            "Policy": policy.to_json().to_string(),
            "RevisionId": policy.revision_id,
        })))
    }
}

fn check_revision(asked: Option<&str>, policy: &Policy) -> Result<(), ApiError> {
    match asked {
        Some(asked) if asked != policy.revision_id => Err(error::stale_revision()),
        _ => Ok(()),
    }
}
