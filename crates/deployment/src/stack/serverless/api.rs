//! APIs: `AWS::Serverless::Api` and `AWS::Serverless::HttpApi`, those that a template declares and
//! those that its events imply.

mod authorizer;
mod body;
mod cors;
mod domain;
mod guard;
mod http;
mod request;
mod resource_policy;
mod rest;
mod usage_plan;

use super::super::Resource;
use super::super::value::{Map, Reference, Value};
use super::Expander;
use super::events::Event;
use super::origin::Origin;
use super::target::Target;
use body::Body;
pub(super) use usage_plan::SharedPlan;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Rest,
    Http,
}

/// An API, while events are added to it.
pub(super) struct Api {
    kind: Kind,
    origin: Origin,
    /// The resource that the template declares, or one that stands for what events imply.
    resource: Resource,
    /// Its place among the resources of the template; none of an implied one.
    slot: Option<usize>,
    /// Its properties, without those that are in the other fields.
    properties: Map,
    /// Its description, when it stands in the template or is made by SAM.
    body: Option<Body>,
    /// Whether events add to the description.
    managed: bool,
    /// How the template writes the stage's name, when it writes it out.
    stage: Option<String>,
}

impl Api {
    /// Tags an implied API with what the resource of an event hands on.
    fn add_tags(&mut self, event: &Event) {
        let Some(Value::Map(tags)) = &event.tags else {
            return;
        };
        let known = self.properties.get("Tags").and_then(Value::as_map);
        let mut all = known.cloned().unwrap_or_default();
        for (key, value) in tags.iter() {
            all.insert(key, value.clone());
        }
        self.properties.insert("Tags", Value::Map(all));
        self.properties.insert("PropagateTags", true.into());
    }
}

impl Kind {
    const fn implied(self) -> &'static str {
        match self {
            Kind::Rest => "ServerlessRestApi",
            Kind::Http => "ServerlessHttpApi",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Kind::Rest => "Api",
            Kind::Http => "HttpApi",
        }
    }

    /// The property of an event that names the API.
    const fn named_by(self) -> &'static str {
        match self {
            Kind::Rest => "RestApiId",
            Kind::Http => "ApiId",
        }
    }
}

/// What an event of an API is about.
struct Route {
    path: String,
    /// In small letters; `any` is written as API Gateway has it.
    method: String,
}

impl Expander<'_, '_, '_> {
    /// Takes in an API that the template declares.
    pub(super) fn declare_api(&mut self, kind: Kind, slot: Option<usize>, resource: Resource) {
        let origin = Origin::of(&resource, self.sources);
        let mut properties = resource.properties.clone();
        let written = properties.remove("DefinitionBody");
        let has_uri = properties.contains_key("DefinitionUri");
        if written.is_some() && has_uri {
            let message = "the API has both `DefinitionBody` and `DefinitionUri`";
            self.problem(&origin.id, &["DefinitionUri"], message, "keep one of them");
        }
        let managed = written.is_none() && !has_uri;
        let body = match written {
            Some(Value::Map(map)) => Some(Body::written(map)),
            Some(other) => {
                let message = format!("`DefinitionBody` is a map, not {}", other.describe());
                let hint = "write the description of the API, or leave it to SAM";
                self.problem(&origin.id, &["DefinitionBody"], message, hint);
                None
            }
            None if managed => {
                let version = properties.get("OpenApiVersion").and_then(Value::as_text);
                Some(Body::empty(kind, version, self.settings.stack_name))
            }
            None => None,
        };
        let written = self.sources.node(&resource.declared_in);
        let stage = written
            .and_then(|node| node.get("Properties")?.get("StageName")?.as_str())
            .map(ToString::to_string);
        let stage = if slot.is_none() {
            Some(rest::IMPLIED_STAGE.to_owned())
        } else {
            stage
        };
        self.apis.push(Api {
            kind,
            origin,
            resource,
            slot,
            properties,
            body,
            managed,
            stage,
        });
    }

    /// The API of an event: the one it names, otherwise the implied one.
    fn api_of(&mut self, kind: Kind, origin: &Origin, event: &Event) -> Option<usize> {
        let named = event.properties.get(kind.named_by());
        let id = match named {
            None => kind.implied(),
            Some(Value::Reference(Reference::Resource(id)) | Value::Text(id)) => id,
            Some(_) => "",
        };
        let found = self
            .apis
            .iter()
            .position(|api| api.resource.logical_id == id && api.kind == kind);
        if let Some(found) = found {
            if named.is_none() {
                self.apis[found].add_tags(event);
                origin.stay_together(&mut self.apis[found].resource);
                let implied = &self.apis[found].resource;
                self.apis[found].origin = Origin::implied(implied, origin);
            }
            return Some(found);
        }
        if named.is_some() {
            let name = kind.name();
            let message = format!("`{}` is no API of this template", kind.named_by());
            let hint = format!("write `!Ref` of an `AWS::Serverless::{name}`, or leave it out");
            self.event_problem(origin, event, &[kind.named_by()], message, hint);
            return None;
        }
        let mut properties = Map::new();
        if kind == Kind::Rest {
            properties.insert("StageName", rest::IMPLIED_STAGE.into());
        }
        let kind_name = format!("AWS::Serverless::{}", kind.name());
        let mut implied = origin.made(kind.implied(), &kind_name, properties);
        self.globals.apply(&mut implied, self.sources);
        self.declare_api(kind, None, implied);
        let index = self.apis.len() - 1;
        self.apis[index].add_tags(event);
        Some(index)
    }

    /// Where an event sends calls from.
    fn route(&mut self, origin: &Origin, event: &Event) -> Option<Route> {
        let path = self.required(origin, event, "Path")?;
        let method = self.required(origin, event, "Method")?;
        let (Some(path), Some(method)) = (path.as_text(), method.as_text()) else {
            let message = "the path and the method are texts that are known now";
            self.event_problem(origin, event, &["Path"], message, "write them out");
            return None;
        };
        Some(Route {
            path: path.to_owned(),
            method: method.to_lowercase(),
        })
    }

    /// Makes resources of all APIs.
    pub(super) fn finish_apis(&mut self) {
        for api in std::mem::take(&mut self.apis) {
            let slot = api.slot;
            let made = match api.kind {
                Kind::Rest => self.rest_api(api),
                Kind::Http => self.http_api(api),
            };
            match slot {
                Some(slot) => self.slots[slot] = made,
                None => self.slots.push(made),
            }
        }
        self.finish_shared_plan();
        let groups = std::mem::take(&mut self.record_groups);
        self.slots.push(groups);
    }

    /// The URI under which API Gateway calls a function.
    fn invocation_uri(&self, target: &Target, streamed: bool) -> Value {
        let (version, what) = if streamed {
            ("2021-11-15", "response-streaming-invocations")
        } else {
            ("2015-03-31", "invocations")
        };
        self.lambda_uri(version, &target.arn, what)
    }

    fn lambda_uri(&self, version: &str, arn: &Value, what: &str) -> Value {
        let (partition, region) = (self.settings.partition, self.settings.region);
        let start = format!("arn:{partition}:apigateway:{region}:lambda:path/{version}/functions/");
        Value::concat([start.into(), arn.clone(), format!("/{what}").into()])
    }

    /// The ARN of what a permission of an API is narrowed to.
    fn execution_arn(&self, api: &str, rest: String) -> Value {
        self.arn("execute-api", [Value::reference(api), rest.into()])
    }

    /// Lets an API call the functions of its authorizers.
    fn authorizer_permission(
        &self,
        api: &Origin,
        id: &str,
        name: &str,
        function: &Value,
    ) -> Resource {
        let mut properties = Map::new();
        properties.insert("Action", "lambda:InvokeFunction".into());
        properties.insert("FunctionName", function.clone());
        properties.insert("Principal", SERVICE.into());
        let source = self.execution_arn(id, "/authorizers/*".to_owned());
        properties.insert("SourceArn", source);
        let logical_id = format!("{id}{name}AuthorizerPermission");
        api.made(logical_id, "AWS::Lambda::Permission", properties)
    }
}

/// API Gateway, as permissions call it.
const SERVICE: &str = "apigateway.amazonaws.com";

/// What answers where no other route of an HTTP API does, and its stage without a name.
pub(super) const DEFAULT: &str = "$default";

/// How API Gateway writes any method.
const ANY: &str = "x-amazon-apigateway-any-method";

/// The path of a permission: without its last slash, and `*` where the path has a parameter.
fn permitted_path(path: &str) -> String {
    let path = match path.strip_suffix('/') {
        Some(rest) if !rest.is_empty() => rest,
        _ => path,
    };
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((_, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        out.push('*');
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::permitted_path;

    #[test]
    fn parameters_of_paths_are_stars() {
        for (path, permitted) in [
            ("/", "/"),
            ("/orders/", "/orders"),
            ("/orders/{id}/items/{proxy+}", "/orders/*/items/*"),
            ("/odd{", "/odd{"),
        ] {
            assert_eq!(permitted_path(path), permitted);
        }
    }
}
