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
use super::authorizer::{
    AWS_IAM, add_security, asks_for, drop_marker, iam_definition, key_definition,
};
use super::body::{Body, INTEGRATION, method_name};
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
        if api.properties.contains_key("MergeDefinitions") {
            let message = "routes of events are not joined with a description that is written out \
                           (`MergeDefinitions`)";
            let id = api.origin.id.clone();
            self.note(&id, &["MergeDefinitions"], message);
            return;
        }
        if !api.managed {
            return;
        }
        operation.insert(INTEGRATION, Value::Map(integration));
        let method = method_name(&route.method);
        let body = api.body.as_mut();
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

    /// `Auth` of an event.
    fn guard_route(&mut self, origin: &Origin, event: &Event, index: usize, route: &Route) {
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
        if auth.contains_key("ResourcePolicy") {
            let message = "the resource policy of a route (`ResourcePolicy`) is not expanded";
            self.note(&origin.id, &["Events", &event.name], message);
        }
    }

    /// `RequestModel` and `RequestParameters` of an event.
    fn describe_request(&mut self, origin: &Origin, event: &Event, index: usize, route: &Route) {
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
        if given.contains_key("Domain") {
            let message = "the domain of an API (`Domain`) is not expanded";
            self.note(&origin.id, &["Domain"], message);
        }
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

    fn add_auth(&mut self, origin: &Origin, given: &Map, body: &mut Body) {
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
        if auth.contains_key("ResourcePolicy") {
            let message = "the resource policy of an API (`ResourcePolicy`) is not expanded";
            self.note(&origin.id, &["Auth", "ResourcePolicy"], message);
        }
    }

    /// Has every path answer what browsers ask before they call from elsewhere.
    fn add_cors(&mut self, origin: &Origin, cors: &Value, body: &mut Body) {
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

    /// Keys and a plan for their use (`Auth: UsagePlan`).
    fn usage_plan(
        &mut self,
        origin: &Origin,
        id: &str,
        stage: &str,
        given: &Map,
        made: &mut Vec<Resource>,
    ) {
        let plan = given
            .get("Auth")
            .and_then(|auth| auth.get("UsagePlan")?.as_map());
        let Some(plan) = plan else {
            return;
        };
        let shared_by = plan.get("CreateUsagePlan").and_then(Value::as_text);
        match shared_by {
            Some("NONE") => return,
            Some("PER_API") => {}
            Some("SHARED") => {
                let message = "a usage plan that APIs share (`SHARED`) is not expanded";
                self.note(&origin.id, &["Auth", "UsagePlan"], message);
                return;
            }
            _ => {
                let hint = "write `CreateUsagePlan: PER_API`, `SHARED` or `NONE`";
                let message = "the usage plan does not say for whom it is";
                self.problem(&origin.id, &["Auth", "UsagePlan"], message, hint);
                return;
            }
        }
        let (plan_id, key_id) = (format!("{id}UsagePlan"), format!("{id}ApiKey"));
        let stages = |api: &str, name: &str| {
            let stage = Value::map([(api, Value::reference(id)), (name, Value::reference(stage))]);
            Value::list([stage])
        };
        let mut properties = Map::new();
        properties.insert("ApiStages", stages("ApiId", "Stage"));
        for name in ["UsagePlanName", "Description", "Quota", "Tags", "Throttle"] {
            properties.insert_some(name, plan.get(name).cloned());
        }
        let mut resource = origin.made(plan_id.as_str(), "AWS::ApiGateway::UsagePlan", properties);
        resource.depends_on.push(id.to_owned());
        made.push(resource);
        let mut properties = Map::new();
        properties.insert("Enabled", true.into());
        properties.insert("StageKeys", stages("RestApiId", "StageName"));
        let mut resource = origin.made(key_id.as_str(), "AWS::ApiGateway::ApiKey", properties);
        resource.depends_on.push(plan_id.clone());
        made.push(resource);
        let mut properties = Map::new();
        properties.insert("KeyId", Value::reference(key_id.as_str()));
        properties.insert("KeyType", "API_KEY".into());
        properties.insert("UsagePlanId", Value::reference(plan_id.as_str()));
        let kind = "AWS::ApiGateway::UsagePlanKey";
        let mut resource = origin.made(format!("{plan_id}Key"), kind, properties);
        resource.depends_on.push(key_id.clone());
        made.push(resource);
        for (what, made_id) in [
            ("UsagePlan", plan_id.clone()),
            ("UsagePlanKey", format!("{plan_id}Key")),
            ("ApiKey", key_id),
        ] {
            self.made_by
                .insert((id.to_owned(), what.to_owned()), made_id);
        }
    }
}

/// The authorizers that an API declares.
fn authorizers(given: &Map) -> impl Iterator<Item = (&str, &Map)> {
    let declared = given
        .get("Auth")
        .and_then(|auth| auth.get("Authorizers")?.as_map());
    let declared = declared.into_iter().flat_map(Map::iter);
    declared.filter_map(|(name, authorizer)| Some((name, authorizer.as_map()?)))
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

/// The methods of a path as the answer to a browser has them.
fn allowed_methods(methods: &[String]) -> Value {
    const ALL: &str = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT";
    let text = if methods.iter().any(|method| method == super::ANY) {
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
