//! Authorizers of REST APIs.

use super::super::super::value::{Map, Value};
use super::super::Expander;

/// The one that is not declared: signatures of AWS.
pub(super) const AWS_IAM: &str = "AWS_IAM";

/// What an authorizer is in Swagger.
pub(super) fn iam_definition() -> Value {
    Value::map([
        ("type", "apiKey".into()),
        ("name", "Authorization".into()),
        ("in", "header".into()),
        ("x-amazon-apigateway-authtype", "awsSigv4".into()),
    ])
}

/// What a key is in Swagger.
pub(super) fn key_definition() -> Value {
    Value::map([
        ("type", "apiKey".into()),
        ("name", "x-api-key".into()),
        ("in", "header".into()),
    ])
}

impl Expander<'_, '_, '_> {
    /// What an authorizer that the API declares is in Swagger.
    pub(super) fn authorizer_definition(&self, authorizer: &Map) -> Value {
        let identity = authorizer.get("Identity");
        let header = identity
            .and_then(|identity| identity.get("Header"))
            .cloned();
        let header = header.unwrap_or_else(|| "Authorization".into());
        let pool = authorizer.get("UserPoolArn");
        let request = authorizer
            .get("FunctionPayloadType")
            .and_then(Value::as_text);
        let request = pool.is_none() && request == Some("REQUEST");
        let mut inner = Map::new();
        if let Some(pool) = pool {
            inner.insert("type", "cognito_user_pools".into());
            let pools = match pool {
                Value::List(_) => pool.clone(),
                pool => Value::list([pool.clone()]),
            };
            inner.insert("providerARNs", pools);
        } else {
            inner.insert("type", if request { "request" } else { "token" }.into());
            let function = authorizer
                .get("FunctionArn")
                .cloned()
                .unwrap_or(Value::Null);
            let uri = self.lambda_uri("2015-03-31", &function, "invocations");
            inner.insert("authorizerUri", uri);
            let ttl = identity.and_then(|identity| identity.get("ReauthorizeEvery"));
            inner.insert_some("authorizerResultTtlInSeconds", ttl.cloned());
            let role = authorizer.get("FunctionInvokeRole");
            let role = role.filter(|role| role.as_text() != Some("NONE"));
            inner.insert_some("authorizerCredentials", role.cloned());
            if request {
                let sources = identity_sources(identity);
                let sources = (!sources.is_empty()).then(|| sources.join(", ").into());
                inner.insert_some("identitySource", sources);
            }
        }
        if !request {
            let expression = identity.and_then(|identity| identity.get("ValidationExpression"));
            inner.insert_some("identityValidationExpression", expression.cloned());
        }
        let kind = if pool.is_some() {
            "cognito_user_pools"
        } else {
            "custom"
        };
        Value::map([
            ("type", "apiKey".into()),
            ("name", if request { "Unused".into() } else { header }),
            ("in", "header".into()),
            ("x-amazon-apigateway-authtype", kind.into()),
            ("x-amazon-apigateway-authorizer", Value::Map(inner)),
        ])
    }
}

/// Where the identity of a caller is found: `method.request.header.X`
fn identity_sources(identity: Option<&Value>) -> Vec<String> {
    const PLACES: [(&str, &str); 4] = [
        ("Headers", "method.request.header."),
        ("QueryStrings", "method.request.querystring."),
        ("StageVariables", "stageVariables."),
        ("Context", "context."),
    ];
    let mut sources = Vec::new();
    for (field, prefix) in PLACES {
        let names = identity.and_then(|identity| identity.get(field)?.as_list());
        let names = names.unwrap_or_default().iter().filter_map(Value::as_text);
        sources.extend(names.map(|name| format!("{prefix}{name}")));
    }
    sources
}

/// Adds what is asked of callers of a route.
pub(super) fn add_security(operation: &mut Map, name: &str, scopes: Value) {
    let entry = Value::map([(name, scopes)]);
    match operation.get_mut("security") {
        Some(Value::List(all)) => all.push(entry),
        _ => operation.insert("security", Value::list([entry])),
    }
}

/// Whether a route asks for one of these.
pub(super) fn asks_for(operation: &Map, names: &[&str]) -> bool {
    let security = operation.get("security").and_then(Value::as_list);
    let mut entries = security
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_map);
    entries.any(|entry| entry.keys().any(|key| names.contains(&key)))
}

/// Takes out what stands for an exception: `NONE`, `api_key_false`.
pub(super) fn drop_marker(operation: &mut Map, marker: &str) {
    if let Some(Value::List(all)) = operation.get_mut("security") {
        all.retain(|entry| entry.get(marker).is_none());
    }
}
