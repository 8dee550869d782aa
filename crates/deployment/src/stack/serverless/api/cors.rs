//! What browsers ask before they call from elsewhere, and the answer of each path.

use super::super::super::value::{Map, Value};
use super::super::Expander;
use super::super::origin::Origin;
use super::ANY;
use super::body::{Body, INTEGRATION};

impl Expander<'_, '_, '_> {
    /// Has every path answer what browsers ask before they call from elsewhere.
    pub(super) fn add_cors(&mut self, origin: &Origin, cors: &Value, body: &mut Body) {
        let any = Value::from("'*'");
        let (allowed, map) = match cors {
            Value::Map(map) => (map.get("AllowOrigin").cloned().unwrap_or(any), map.clone()),
            cors => (cors.clone(), Map::new()),
        };
        let known = [
            "AllowMethods",
            "AllowHeaders",
            "AllowOrigin",
            "MaxAge",
            "AllowCredentials",
        ];
        self.known_properties(origin, &["Cors"], &map, &known);
        let credentials = map.get("AllowCredentials").and_then(Value::as_bool) == Some(true);
        let paths: Vec<(String, Vec<String>)> = body
            .paths()
            .into_iter()
            .flat_map(Map::iter)
            .map(|(path, methods)| {
                let methods = methods.as_map().into_iter().flat_map(Map::keys);
                (path.to_owned(), methods.map(str::to_owned).collect())
            })
            .collect();
        let mut answered: Vec<String> = Vec::new();
        for (path, methods) in paths {
            let whole = path.trim_end_matches('/').to_owned();
            if answered.contains(&whole) || methods.iter().any(|method| method == "options") {
                continue;
            }
            answered.push(whole);
            let mut headers = vec![("Access-Control-Allow-Origin", allowed.clone(), "string")];
            if let Some(value) = map.get("AllowHeaders") {
                headers.push(("Access-Control-Allow-Headers", value.clone(), "string"));
            }
            let own = map.get("AllowMethods").cloned();
            let own = own.unwrap_or_else(|| allowed_methods(&methods));
            headers.push(("Access-Control-Allow-Methods", own, "string"));
            if let Some(value) = map.get("MaxAge") {
                headers.push(("Access-Control-Max-Age", value.clone(), "integer"));
            }
            if credentials {
                headers.push((
                    "Access-Control-Allow-Credentials",
                    "'true'".into(),
                    "string",
                ));
            }
            body.add(&path, "options", preflight(&headers));
        }
    }
}

/// The methods of a path as the answer to a browser has them.
fn allowed_methods(methods: &[String]) -> Value {
    const ALL: &str = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT";
    let text = if methods.iter().any(|method| method == ANY) {
        ALL.to_owned()
    } else {
        let mut names: Vec<String> = methods.iter().map(|method| method.to_uppercase()).collect();
        names.push("OPTIONS".to_owned());
        names.sort();
        names.dedup();
        names.join(",")
    };
    format!("'{text}'").into()
}

/// The route that answers a browser.
fn preflight(headers: &[(&str, Value, &str)]) -> Map {
    let mut parameters = Map::new();
    let mut described = Map::new();
    for (name, value, kind) in headers {
        parameters.insert(format!("method.response.header.{name}"), value.clone());
        described.insert(*name, Value::map([("type", (*kind).into())]));
    }
    let answer = Value::map([
        ("statusCode", "200".into()),
        ("responseParameters", Value::Map(parameters)),
        (
            "responseTemplates",
            Value::map([("application/json", "{}\n".into())]),
        ),
    ]);
    let request = Value::map([("application/json", "{\n  \"statusCode\" : 200\n}\n".into())]);
    let integration = Value::map([
        ("type", "mock".into()),
        ("requestTemplates", request),
        ("responses", Value::map([("default", answer)])),
    ]);
    let response = Value::map([
        ("description", "Default response for CORS method".into()),
        ("headers", Value::Map(described)),
    ]);
    let json = || Value::list(["application/json".into()]);
    [
        ("summary", "CORS support".into()),
        ("consumes", json()),
        ("produces", json()),
        (INTEGRATION, integration),
        ("responses", Value::map([("200", response)])),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
