//! REST APIs: `AWS::Serverless::Api`, and events of type `Api`.

use super::super::super::Resource;
use super::super::super::hash;
use super::super::super::value::{Map, Reference, Value};
use super::super::events::{Event, Narrowed, permission, starting_role};
use super::super::function::propagate_tags;
use super::super::location::{self, Location};
use super::super::origin::Origin;
use super::super::target::Target;
use super::super::{Expander, tag_list};
use super::authorizer::AWS_IAM;
use super::body::{Body, INTEGRATION, method_name};
use super::guard::authorizers;
use super::{Api, Kind, Route, SERVICE, permitted_path};

/// The stage of an API that events imply.
pub(super) const IMPLIED_STAGE: &str = "Prod";

const PROPERTIES: [&str; 34] = [
    "Name",
    "StageName",
    "Tags",
    "PropagateTags",
    "DefinitionBody",
    "DefinitionUri",
    "MergeDefinitions",
    "CacheClusterEnabled",
    "CacheClusterSize",
    "Variables",
    "EndpointConfiguration",
    "MethodSettings",
    "BinaryMediaTypes",
    "MinimumCompressionSize",
    "Cors",
    "Auth",
    "GatewayResponses",
    "AccessLogSetting",
    "CanarySetting",
    "TracingEnabled",
    "OpenApiVersion",
    "Models",
    "Domain",
    "FailOnWarnings",
    "Description",
    "Mode",
    "DisableExecuteApiEndpoint",
    "ApiKeySourceType",
    "AlwaysDeploy",
    "Policy",
    "SecurityPolicy",
    "EndpointAccessMode",
    "Version",
    "StageDescription",
];

const EVENT_PROPERTIES: [&str; 10] = [
    "Path",
    "Method",
    "RestApiId",
    "Stage",
    "Auth",
    "RequestModel",
    "RequestParameters",
    "TimeoutInMillis",
    "ResponseTransferMode",
    "UnescapeMappingTemplate",
];

/// Properties that are the same on the API of CloudFormation.
const PASSED_ON: [&str; 10] = [
    "BinaryMediaTypes",
    "MinimumCompressionSize",
    "FailOnWarnings",
    "Name",
    "Description",
    "Mode",
    "ApiKeySourceType",
    "Policy",
    "SecurityPolicy",
    "EndpointAccessMode",
];

/// Properties that are the same on the stage.
const OF_STAGE: [&str; 7] = [
    "CacheClusterEnabled",
    "CacheClusterSize",
    "Variables",
    "MethodSettings",
    "AccessLogSetting",
    "CanarySetting",
    "TracingEnabled",
];

impl Expander<'_, '_, '_> {
    /// A route of a REST API that calls a function.
    pub(in super::super) fn rest_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        target: &Target,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(origin, event, &EVENT_PROPERTIES);
        let Some(route) = self.route(origin, event) else {
            return;
        };
        let (index, id, stage) = if let Some(id) = self.plain_rest_api(event) {
            (None, id, None)
        } else {
            let Some(index) = self.api_of(Kind::Rest, origin, event) else {
                return;
            };
            let api = &self.apis[index];
            let id = api.resource.logical_id.clone();
            (Some(index), id, api.stage.clone())
        };
        let suffix = stage.unwrap_or_else(|| "Stage".to_owned());
        let method = match route.method.as_str() {
            "any" => "*".to_owned(),
            method => method.to_uppercase(),
        };
        let rest = format!("/*/{method}{}", permitted_path(&route.path));
        let narrowed = Narrowed {
            source: Some(self.execution_arn(&id, rest)),
            ..Narrowed::default()
        };
        made.push(permission(
            origin, &event.id, &suffix, SERVICE, target, narrowed,
        ));
        let Some(index) = index else {
            return;
        };
        let transfer = event
            .properties
            .get("ResponseTransferMode")
            .and_then(Value::as_text);
        let streamed = transfer == Some("RESPONSE_STREAM");
        let mut integration = Map::new();
        integration.insert("type", "aws_proxy".into());
        integration.insert("httpMethod", "POST".into());
        integration.insert("uri", self.invocation_uri(target, streamed));
        if streamed {
            integration.insert("responseTransferMode", "STREAM".into());
        }
        let timeout = event.properties.get("TimeoutInMillis").cloned();
        integration.insert_some("timeoutInMillis", timeout);
        let auth = event.properties.get("Auth").and_then(Value::as_map);
        let credentials = self.caller_credentials(index, auth);
        integration.insert_some("credentials", credentials);
        self.add_route(origin, event, index, &route, integration, Map::new());
    }

    /// A route of a REST API that starts a machine.
    pub(in super::super) fn rest_machine_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        arn: &Value,
        boundary: Option<&Value>,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(origin, event, &EVENT_PROPERTIES);
        let Some(route) = self.route(origin, event) else {
            return;
        };
        let Some(index) = self.api_of(Kind::Rest, origin, event) else {
            return;
        };
        let role = starting_role(event, SERVICE, arn, boundary);
        let (partition, region) = (self.settings.partition, self.settings.region);
        let uri = format!("arn:{partition}:apigateway:{region}:states:action/StartExecution");
        let unescape = event.properties.get("UnescapeMappingTemplate");
        let (start, end) = if unescape.and_then(Value::as_bool) == Some(true) {
            (
                r#"{"input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\'","'")", "stateMachineArn": ""#,
                r#""}"#,
            )
        } else {
            (
                r#"{"input": "$util.escapeJavaScript($input.json('$'))", "stateMachineArn": ""#,
                r#""}"#,
            )
        };
        let template = Value::concat([start.into(), arn.clone(), end.into()]);
        let status = |code: &str| (code.to_owned(), Value::map([("statusCode", code.into())]));
        let mut integration = Map::new();
        integration.insert("type", "aws".into());
        integration.insert("httpMethod", "POST".into());
        integration.insert("uri", uri.into());
        let answers: Map = [status("200"), status("400")].into_iter().collect();
        integration.insert("responses", Value::Map(answers));
        integration.insert("credentials", role.arn());
        let templates = Value::map([("application/json", template)]);
        integration.insert("requestTemplates", templates);
        let responses = Value::map([
            ("200", Value::map([("description", "OK".into())])),
            ("400", Value::map([("description", "Bad Request".into())])),
        ]);
        let said: Map = [("responses".to_owned(), responses)].into_iter().collect();
        made.push(role.into_resource(origin));
        self.add_route(origin, event, index, &route, integration, said);
    }

    /// The API of an event, where it is one of CloudFormation's, which describes itself.
    fn plain_rest_api(&self, event: &Event) -> Option<String> {
        let Some(Value::Reference(Reference::Resource(id))) = event.properties.get("RestApiId")
        else {
            return None;
        };
        let api = self.plain(id)?;
        (api.kind == "AWS::ApiGateway::RestApi").then(|| id.clone())
    }

    /// As whom API Gateway calls, where callers sign.
    fn caller_credentials(&self, index: usize, auth: Option<&Map>) -> Option<Value> {
        let api_auth = self.apis[index]
            .properties
            .get("Auth")
            .and_then(Value::as_map);
        let authorizer = match auth {
            Some(auth) => auth.get("Authorizer"),
            None => api_auth.and_then(|auth| auth.get("DefaultAuthorizer")),
        };
        let signed = authorizer.and_then(Value::as_text) == Some(AWS_IAM);
        if !signed {
            return None;
        }
        let role = auth.and_then(|auth| auth.get("InvokeRole"));
        let role = role.or_else(|| api_auth.and_then(|auth| auth.get("InvokeRole")));
        match role {
            Some(Value::Text(role)) if role == "NONE" => None,
            Some(Value::Null) => None,
            Some(role) if role.as_text() != Some("CALLER_CREDENTIALS") => Some(role.clone()),
            _ => Some(format!("arn:{}:iam::*:user/*", self.settings.partition).into()),
        }
    }

    /// Adds a route to the description of an API, if SAM writes that.
    fn add_route(
        &mut self,
        origin: &Origin,
        event: &Event,
        index: usize,
        route: &Route,
        integration: Map,
        mut operation: Map,
    ) {
        let api = &mut self.apis[index];
        let merge = api
            .properties
            .get("MergeDefinitions")
            .and_then(Value::as_bool)
            == Some(true);
        if !api.managed && !merge {
            let auth = event.properties.get("Auth");
            let overrides = auth.and_then(|auth| auth.get("OverrideApiAuth"));
            if overrides.and_then(Value::as_bool) == Some(true) {
                self.guard_route(origin, event, index, route);
            }
            return;
        }
        operation.insert(INTEGRATION, Value::Map(integration));
        let method = method_name(&route.method);
        let mut body = api.body.as_mut().filter(|body| body.is_whole());
        if merge
            && let Some(known) = body
                .as_mut()
                .and_then(|body| body.operation(&route.path, method))
        {
            // What is made for the event counts.
            for field in [INTEGRATION, "responses", "security"] {
                known.remove(field);
            }
        }
        let added = body.is_none_or(|body| body.add(&route.path, method, operation));
        if !added {
            let message = format!("`{} {}` is answered twice", route.method, route.path);
            let hint = "one path and method has one event";
            self.event_problem(origin, event, &["Path"], message, hint);
            return;
        }
        self.guard_route(origin, event, index, route);
        self.describe_request(origin, event, index, route);
    }

    /// The resources of a REST API.
    pub(super) fn rest_api(&mut self, api: Api) -> Vec<Resource> {
        let Api {
            origin,
            resource,
            properties: given,
            body,
            stage,
            ..
        } = api;
        let id = resource.logical_id.clone();
        self.known_properties(&origin, &[], &given, &PROPERTIES);
        let mut properties = Map::new();
        for name in PASSED_ON {
            properties.insert_some(name, given.get(name).cloned());
        }
        endpoint(&given, &mut properties);
        let mut made = Vec::new();
        let contents = match body {
            Some(body) if body.is_whole() => {
                let body = self.finished_rest_body(&origin, &given, body);
                let body = Value::Map(body);
                properties.insert("Body", body.clone());
                Some(body)
            }
            // An include, which is carried out elsewhere.
            Some(body) => {
                let body = Value::Map(body.finished());
                properties.insert("Body", body.clone());
                Some(body)
            }
            None => match location::of(given.get("DefinitionUri")) {
                Location::Object(object) => {
                    let place = location::s3_location(&object);
                    properties.insert("BodyS3Location", place.clone());
                    Some(place)
                }
                Location::Path(path) => {
                    properties.insert("BodyS3Location", path.clone());
                    Some(path)
                }
                Location::Missing | Location::Unfit => None,
            },
        };
        let Some(stage_name) = given.get("StageName").cloned() else {
            let message = "the API has no stage";
            self.problem(&origin.id, &[], message, "write `StageName: prod`");
            return made;
        };
        let version = given.get("OpenApiVersion");
        let hashed = Value::list(contents.into_iter().chain(version.cloned()));
        let deployment_id = format!("{id}Deployment{}", hash::of_value(&hashed));
        let mut deployment = Map::new();
        deployment.insert("RestApiId", Value::reference(id.as_str()));
        if version.is_none() {
            // API Gateway makes a stage of this name beside the one that is meant.
            deployment.insert("StageName", "Stage".into());
        }
        let description = format!("RestApi deployment id: {}", hash::hex(&deployment_id));
        deployment.insert("Description", description.into());
        let kind = "AWS::ApiGateway::Deployment";
        made.push(origin.made(deployment_id.as_str(), kind, deployment));
        let stage_id = stage_id(&id, stage.as_deref());
        let mut stage = Map::new();
        stage.insert("RestApiId", Value::reference(id.as_str()));
        stage.insert("DeploymentId", Value::reference(deployment_id.as_str()));
        stage.insert("StageName", stage_name);
        for name in OF_STAGE {
            stage.insert_some(name, given.get(name).cloned());
        }
        let tags = given.get("Tags");
        stage.insert_some(
            "Tags",
            tags.map(|tags| Value::List(tag_list(&[], Some(tags)))),
        );
        made.push(origin.made(stage_id.as_str(), "AWS::ApiGateway::Stage", stage));
        for (name, authorizer) in authorizers(&given) {
            let off = authorizer.get("DisableFunctionDefaultPermissions");
            if let Some(function) = authorizer.get("FunctionArn")
                && off.and_then(Value::as_bool) != Some(true)
            {
                made.push(self.authorizer_permission(&origin, &id, name, function));
            }
        }
        self.domain(&origin, &id, &stage_id, &given, &mut made);
        self.usage_plan(&origin, &id, &stage_id, &given, &mut made);
        for (what, made_id) in [("Deployment", deployment_id), ("Stage", stage_id)] {
            self.made_by.insert((id.clone(), what.to_owned()), made_id);
        }
        let mut all = vec![resource.becomes("AWS::ApiGateway::RestApi", properties)];
        all.append(&mut made);
        propagate_tags(&given, &mut all);
        all
    }

    fn finished_rest_body(&mut self, origin: &Origin, given: &Map, mut body: Body) -> Map {
        if let Some(cors) = given.get("Cors") {
            self.add_cors(origin, cors, &mut body);
        }
        self.add_auth(origin, given, &mut body);
        if let Some(responses) = given.get("GatewayResponses").and_then(Value::as_map) {
            let section = body.section("x-amazon-apigateway-gateway-responses");
            for (kind, response) in responses.iter() {
                section.insert(kind, gateway_response(response));
            }
        }
        if let Some(types) = given.get("BinaryMediaTypes") {
            body.set("x-amazon-apigateway-binary-media-types", unescaped(types));
        }
        if let Some(models) = given.get("Models").and_then(Value::as_map) {
            let section = body.section("definitions");
            for (name, model) in models.iter() {
                section.insert(name.to_lowercase(), model.clone());
            }
        }
        if let Some(disabled) = given.get("DisableExecuteApiEndpoint") {
            let config = Value::map([("disableExecuteApiEndpoint", disabled.clone())]);
            let name = "x-amazon-apigateway-endpoint-configuration";
            if body.is_openapi_3() {
                body.set("servers", Value::list([Value::map([(name, config)])]));
            } else {
                body.set(name, config);
            }
        }
        body.finished()
    }
}

fn endpoint(given: &Map, properties: &mut Map) {
    let Some(config) = given.get("EndpointConfiguration") else {
        return;
    };
    let (kind, map) = match config {
        Value::Map(map) => match map.get("Type") {
            Some(kind) => (kind.clone(), Some(map)),
            None => (config.clone(), None),
        },
        kind => (kind.clone(), None),
    };
    let mut endpoint = Map::new();
    endpoint.insert("Types", Value::list([kind.clone()]));
    if let Some(map) = map {
        let ids = map
            .get("VPCEndpointIds")
            .or_else(|| map.get("VpcEndpointIds"));
        endpoint.insert_some("VpcEndpointIds", ids.cloned());
        endpoint.insert_some("IpAddressType", map.get("IpAddressType").cloned());
    }
    properties.insert("EndpointConfiguration", Value::Map(endpoint));
    let parameters = Value::map([("endpointConfigurationTypes", kind)]);
    properties.insert("Parameters", parameters);
}

fn stage_id(api: &str, literal: Option<&str>) -> String {
    match literal {
        Some(name) if name.chars().all(char::is_alphanumeric) => format!("{api}{name}Stage"),
        Some(name) => format!("{api}Stage{}", hash::of_text(name)),
        None => format!("{api}Stage"),
    }
}

fn gateway_response(response: &Value) -> Value {
    const PLACES: [(&str, &str); 3] = [
        ("Headers", "header"),
        ("Paths", "path"),
        ("QueryStrings", "querystring"),
    ];
    let mut parameters = Map::new();
    for (field, place) in PLACES {
        let given = response
            .get("ResponseParameters")
            .and_then(|given| given.get(field)?.as_map());
        for (name, value) in given.into_iter().flat_map(Map::iter) {
            parameters.insert(format!("gatewayresponse.{place}.{name}"), value.clone());
        }
    }
    let templates = response.get("ResponseTemplates").cloned();
    let mut out = Map::new();
    out.insert("responseParameters", Value::Map(parameters));
    out.insert(
        "responseTemplates",
        templates.unwrap_or_else(|| Value::Map(Map::new())),
    );
    let status = response.get("StatusCode").and_then(Value::scalar_text);
    out.insert_some("statusCode", status.map(Value::Text));
    Value::Map(out)
}

/// `image~1png`, as templates write a type so that it can be a key.
fn unescaped(value: &Value) -> Value {
    match value {
        Value::Text(text) => text.replace("~1", "/").into(),
        Value::List(items) => Value::list(items.iter().map(unescaped)),
        value => value.clone(),
    }
}
