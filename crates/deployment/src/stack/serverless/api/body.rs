//! The description of an API, in Swagger or OpenAPI.

use super::super::super::value::{Map, Value};
use super::{ANY, Kind};

/// A description, while routes are added to it.
pub(super) struct Body(Map);

/// What API Gateway does for a route.
pub(super) const INTEGRATION: &str = "x-amazon-apigateway-integration";

impl Body {
    pub(super) fn written(map: Map) -> Body {
        Body(map)
    }

    /// A description without routes.
    pub(super) fn empty(kind: Kind, version: Option<&str>, title: &str) -> Body {
        let mut map = Map::new();
        match (kind, version) {
            (Kind::Http, _) => map.insert("openapi", "3.0.1".into()),
            (Kind::Rest, Some(version)) if version.starts_with("3.") => {
                map.insert("openapi", version.into());
            }
            (Kind::Rest, _) => map.insert("swagger", "2.0".into()),
        }
        let info = Value::map([("version", "1.0".into()), ("title", title.into())]);
        map.insert("info", info);
        map.insert("paths", Value::Map(Map::new()));
        Body(map)
    }

    /// Whether SAM can add to it: it is no include, and its paths are there.
    pub(super) fn is_whole(&self) -> bool {
        self.0
            .get("paths")
            .is_some_and(|paths| paths.as_map().is_some())
    }

    pub(super) fn is_openapi_3(&self) -> bool {
        let version = self.0.get("openapi").and_then(Value::scalar_text);
        version.is_some_and(|version| version.starts_with('3'))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.paths().is_none_or(Map::is_empty)
    }

    pub(super) fn paths(&self) -> Option<&Map> {
        self.0.get("paths")?.as_map()
    }

    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name, value);
    }

    /// A field that is a map, made if it is not there.
    pub(super) fn section(&mut self, name: &str) -> &mut Map {
        section(&mut self.0, name)
    }

    /// The methods of a path, made if they are not there.
    fn path(&mut self, path: &str) -> &mut Map {
        section(self.section("paths"), path)
    }

    /// Adds a route. `false`: it is there already, and answered.
    pub(super) fn add(&mut self, path: &str, method: &str, operation: Map) -> bool {
        let methods = self.path(path);
        let known = methods.get(method);
        if known.is_some_and(|known| known.get(INTEGRATION).is_some()) {
            return false;
        }
        let mut all = match known {
            Some(Value::Map(known)) => known.clone(),
            _ => Map::new(),
        };
        for (key, value) in operation {
            all.insert(key, value);
        }
        if !all.contains_key("responses") {
            all.insert("responses", Value::Map(Map::new()));
        }
        methods.insert(method, Value::Map(all));
        true
    }

    pub(super) fn operation(&mut self, path: &str, method: &str) -> Option<&mut Map> {
        self.section("paths")
            .get_mut(path)?
            .as_map_mut()?
            .get_mut(method)?
            .as_map_mut()
    }

    /// Calls `change` with every route that is answered: its method and what is said of it.
    pub(super) fn each_answered(&mut self, change: &mut dyn FnMut(&str, &mut Map)) {
        for (_, methods) in self.section("paths").iter_mut() {
            let Some(methods) = methods.as_map_mut() else {
                continue;
            };
            for (method, operation) in methods.iter_mut() {
                if let Some(operation) = operation.as_map_mut()
                    && operation.contains_key(INTEGRATION)
                {
                    change(method, operation);
                }
            }
        }
    }

    /// The description, with what OpenAPI 3 keeps under `components` there.
    pub(super) fn finished(mut self) -> Map {
        if !self.is_openapi_3() {
            return self.0;
        }
        for (from, to) in [
            ("securityDefinitions", "securitySchemes"),
            ("definitions", "schemas"),
        ] {
            if let Some(value) = self.0.remove(from) {
                section(&mut self.0, "components").insert(to, value);
            }
        }
        for (_, methods) in self.section("paths").iter_mut() {
            let options = methods
                .as_map_mut()
                .and_then(|methods| methods.get_mut("options"));
            let Some(options) = options.and_then(Value::as_map_mut) else {
                continue;
            };
            options.remove("consumes");
            options.remove("produces");
            let headers = options
                .get_mut("responses")
                .and_then(|responses| responses.as_map_mut()?.get_mut("200"))
                .and_then(|response| response.as_map_mut()?.get_mut("headers"))
                .and_then(Value::as_map_mut);
            for (_, header) in headers.into_iter().flat_map(Map::iter_mut) {
                let schema = std::mem::replace(header, Value::Null);
                *header = Value::map([("schema", schema)]);
            }
        }
        self.0
    }
}

/// How the description calls a method.
pub(super) fn method_name(method: &str) -> &str {
    if method == "any" { ANY } else { method }
}

fn section<'m>(map: &'m mut Map, name: &str) -> &'m mut Map {
    if map.get(name).is_none_or(|value| value.as_map().is_none()) {
        map.insert(name, Value::Map(Map::new()));
    }
    let section = map.get_mut(name).and_then(Value::as_map_mut);
    // Invariant: it is there now, and a map.
    section.expect("just made")
}
