//! What requests of a route are to have: `RequestModel` and `RequestParameters`.

use super::super::super::value::{Map, Value};
use super::super::Expander;
use super::super::events::Event;
use super::super::origin::Origin;
use super::Route;
use super::body::{Body, INTEGRATION, method_name};

impl Expander<'_, '_, '_> {
    /// `RequestModel` and `RequestParameters` of an event.
    pub(super) fn describe_request(
        &mut self,
        origin: &Origin,
        event: &Event,
        index: usize,
        route: &Route,
    ) {
        let Some(body) = self.apis[index].body.as_mut() else {
            return;
        };
        let method = method_name(&route.method);
        if let Some(model) = event.properties.get("RequestModel").and_then(Value::as_map)
            && let Some(name) = model.get("Model").and_then(Value::as_text)
        {
            add_model(body, route, method, &name.to_lowercase(), model);
        }
        let parameters = event
            .properties
            .get("RequestParameters")
            .and_then(Value::as_list);
        let mut unknown = None;
        for parameter in parameters.unwrap_or_default() {
            let (name, settings) = match parameter {
                Value::Text(name) => (name.as_str(), None),
                Value::Map(map) => match map.iter().next() {
                    Some((name, settings)) => (name, Some(settings)),
                    None => continue,
                },
                _ => continue,
            };
            let place = name
                .strip_prefix("method.request.")
                .and_then(|rest| rest.split_once('.'));
            let Some((place, short)) = place else {
                unknown = Some(name.to_owned());
                continue;
            };
            let setting = |field: &str| {
                let value = settings.and_then(|settings| settings.get(field));
                value.and_then(Value::as_bool) == Some(true)
            };
            let place = if place == "querystring" {
                "query"
            } else {
                place
            };
            let parameter = Value::map([
                ("in", place.into()),
                ("name", short.into()),
                ("required", setting("Required").into()),
                ("type", "string".into()),
            ]);
            if let Some(operation) = body.operation(&route.path, method) {
                push(operation, "parameters", parameter);
                if setting("Caching")
                    && let Some(integration) =
                        operation.get_mut(INTEGRATION).and_then(Value::as_map_mut)
                {
                    push(integration, "cacheKeyParameters", name.into());
                }
            }
        }
        if let Some(name) = unknown {
            let message = format!("`{name}` is no parameter of a request");
            let hint = "write `method.request.header.Name`, `.querystring.` or `.path.`";
            self.event_problem(origin, event, &["RequestParameters"], message, hint);
        }
    }
}

fn add_model(body: &mut Body, route: &Route, method: &str, name: &str, model: &Map) {
    let required = model.get("Required").cloned();
    if body.is_openapi_3() {
        let schema = Value::map([("$ref", format!("#/components/schemas/{name}").into())]);
        let json = Value::map([("schema", schema)]);
        let mut request = Map::new();
        request.insert("content", Value::map([("application/json", json)]));
        request.insert_some("required", required);
        if let Some(operation) = body.operation(&route.path, method) {
            operation.insert("requestBody", Value::Map(request));
        }
    } else {
        let mut parameter = Map::new();
        parameter.insert("in", "body".into());
        parameter.insert("name", name.into());
        let schema = Value::map([("$ref", format!("#/definitions/{name}").into())]);
        parameter.insert("schema", schema);
        parameter.insert_some("required", required);
        if let Some(operation) = body.operation(&route.path, method) {
            push(operation, "parameters", Value::Map(parameter));
        }
    }
    let asked = |field: &str| model.get(field).and_then(Value::as_bool);
    let (in_body, in_parameters) = (asked("ValidateBody"), asked("ValidateParameters"));
    if in_body.is_none() && in_parameters.is_none() {
        return;
    }
    let (in_body, in_parameters) = (in_body == Some(true), in_parameters == Some(true));
    let validator = match (in_body, in_parameters) {
        (true, true) => "body-and-params",
        (true, false) => "body-only",
        (false, true) => "params-only",
        (false, false) => "no-validation",
    };
    let definition = Value::map([
        ("validateRequestBody", in_body.into()),
        ("validateRequestParameters", in_parameters.into()),
    ]);
    let validators = body.section("x-amazon-apigateway-request-validators");
    validators.insert(validator, definition);
    if let Some(operation) = body.operation(&route.path, method) {
        operation.insert("x-amazon-apigateway-request-validator", validator.into());
    }
}

/// Adds to a list, which is made if it is not there.
fn push(map: &mut Map, key: &str, value: Value) {
    match map.get_mut(key) {
        Some(Value::List(items)) => items.push(value),
        _ => map.insert(key, Value::list([value])),
    }
}
