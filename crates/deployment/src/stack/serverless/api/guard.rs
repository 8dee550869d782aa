//! Who may call a REST API and its routes: `Auth`.

use super::super::super::value::{Map, Value};
use super::super::Expander;
use super::super::events::Event;
use super::super::origin::Origin;
use super::Route;
use super::authorizer::{
    AWS_IAM, add_security, asks_for, drop_marker, iam_definition, key_definition,
};
use super::body::{Body, method_name};

impl Expander<'_, '_, '_> {
    /// `Auth` of an event.
    pub(super) fn guard_route(
        &mut self,
        origin: &Origin,
        event: &Event,
        index: usize,
        route: &Route,
    ) {
        let Some(auth) = event.properties.get("Auth").and_then(Value::as_map) else {
            return;
        };
        let api = &mut self.apis[index];
        let api_auth = api.properties.get("Auth").cloned().unwrap_or(Value::Null);
        let Some(body) = api.body.as_mut() else {
            return;
        };
        let method = method_name(&route.method);
        let authorizer = auth.get("Authorizer").and_then(Value::as_text);
        let mut unknown = None;
        if let Some(name) = authorizer {
            let declared = api_auth.get("Authorizers").and_then(|all| all.get(name));
            if declared.is_none() && name != AWS_IAM && name != "NONE" {
                unknown = Some(name.to_owned());
            }
            let scopes = auth.get("AuthorizationScopes");
            let scopes = scopes.or_else(|| declared?.get("AuthorizationScopes"));
            let scopes = scopes.filter(|_| declared.is_some()).cloned();
            let scopes = scopes.unwrap_or_else(|| Value::List(Vec::new()));
            if let Some(operation) = body.operation(&route.path, method) {
                add_security(operation, name, scopes);
            }
            if name == AWS_IAM {
                body.section("securityDefinitions")
                    .insert(AWS_IAM, iam_definition());
            }
        }
        if let Some(required) = auth.get("ApiKeyRequired").and_then(Value::as_bool) {
            let name = if required { "api_key" } else { "api_key_false" };
            if let Some(operation) = body.operation(&route.path, method) {
                add_security(operation, name, Value::List(Vec::new()));
            }
            if required {
                body.section("securityDefinitions")
                    .insert("api_key", key_definition());
            }
        }
        if let Some(name) = unknown {
            let message = format!("the API has no authorizer `{name}`");
            let hint = "declare it under `Auth: Authorizers:` of the API";
            self.event_problem(origin, event, &["Auth", "Authorizer"], message, hint);
        }
        let policy = auth.get("ResourcePolicy").and_then(Value::as_map);
        let api = &mut self.apis[index];
        if let (Some(policy), Some(body)) = (policy, api.body.as_mut()) {
            let stage = api.stage.as_deref().unwrap_or("Stage");
            body.restrict(policy, &route.path, &stage.into());
            body.restrict_by_hand(policy);
        }
    }

    pub(super) fn add_auth(&mut self, origin: &Origin, given: &Map, body: &mut Body) {
        let Some(auth) = given.get("Auth").and_then(Value::as_map) else {
            return;
        };
        let default = auth.get("DefaultAuthorizer").and_then(Value::as_text);
        let mut names = vec![AWS_IAM];
        if default == Some(AWS_IAM) {
            let definitions = body.section("securityDefinitions");
            definitions.insert(AWS_IAM, iam_definition());
        }
        let declared: Vec<(&str, &Map)> = authorizers(given).collect();
        for (name, authorizer) in &declared {
            let definition = self.authorizer_definition(authorizer);
            body.section("securityDefinitions")
                .insert(*name, definition);
            names.push(name);
        }
        let preflight = |field: &str| auth.get(field).and_then(Value::as_bool) != Some(false);
        if let Some(default) = default {
            let authorizer = declared.iter().find(|(name, _)| *name == default);
            if authorizer.is_none() && default != AWS_IAM {
                let message = format!("the API has no authorizer `{default}`");
                let hint = "declare it under `Authorizers`";
                self.problem(&origin.id, &["Auth", "DefaultAuthorizer"], message, hint);
            }
            let scopes = authorizer.and_then(|(_, map)| map.get("AuthorizationScopes"));
            let scopes = scopes.cloned().unwrap_or_else(|| Value::List(Vec::new()));
            let also_preflight = preflight("AddDefaultAuthorizerToCorsPreflight");
            body.each_answered(&mut |method, operation| {
                if method == "options" && !also_preflight {
                    return;
                }
                if asks_for(operation, &["NONE"]) {
                    // As SAM has it: alone it stays, and means nobody is asked.
                    if operation
                        .get("security")
                        .and_then(Value::as_list)
                        .is_some_and(|all| all.len() > 1)
                    {
                        drop_marker(operation, "NONE");
                    }
                } else if !asks_for(operation, &names) {
                    add_security(operation, default, scopes.clone());
                }
            });
        }
        if auth.get("ApiKeyRequired").and_then(Value::as_bool) == Some(true) {
            body.section("securityDefinitions")
                .insert("api_key", key_definition());
            let also_preflight = preflight("AddApiKeyRequiredToCorsPreflight");
            body.each_answered(&mut |method, operation| {
                if method == "options" && !also_preflight {
                    return;
                }
                if asks_for(operation, &["api_key_false"]) {
                    drop_marker(operation, "api_key_false");
                } else if !asks_for(operation, &["api_key"]) {
                    add_security(operation, "api_key", Value::List(Vec::new()));
                }
            });
        }
        if let Some(policy) = auth.get("ResourcePolicy").and_then(Value::as_map) {
            let stage = given.get("StageName").cloned().unwrap_or(Value::Null);
            let paths = body.paths().into_iter().flat_map(Map::keys);
            let paths: Vec<String> = paths.map(str::to_owned).collect();
            for path in paths {
                body.restrict(policy, &path, &stage);
            }
            body.restrict_by_hand(policy);
        }
    }
}

/// The authorizers that an API declares.
pub(super) fn authorizers(given: &Map) -> impl Iterator<Item = (&str, &Map)> {
    let declared = given
        .get("Auth")
        .and_then(|auth| auth.get("Authorizers")?.as_map());
    let declared = declared.into_iter().flat_map(Map::iter);
    declared.filter_map(|(name, authorizer)| Some((name, authorizer.as_map()?)))
}
