//! HTTP APIs: `AWS::Serverless::HttpApi`, and events of type `HttpApi`.

use super::super::super::Resource;
use super::super::super::hash;
use super::super::super::value::{Map, Value};
use super::super::Expander;
use super::super::events::{Event, Narrowed, permission};
use super::super::function::propagate_tags;
use super::super::location::{self, Location};
use super::super::origin::Origin;
use super::super::target::Target;
use super::authorizer::{AWS_IAM, add_security, iam_definition};
use super::body::{Body, INTEGRATION, method_name};
use super::{ANY, Api, DEFAULT, Kind, Route, SERVICE, permitted_path};

const PROPERTIES: [&str; 16] = [
    "Name",
    "StageName",
    "Tags",
    "PropagateTags",
    "DefinitionBody",
    "DefinitionUri",
    "StageVariables",
    "CorsConfiguration",
    "AccessLogSettings",
    "DefaultRouteSettings",
    "Auth",
    "RouteSettings",
    "Domain",
    "FailOnWarnings",
    "Description",
    "DisableExecuteApiEndpoint",
];

const EVENT_PROPERTIES: [&str; 8] = [
    "Path",
    "Method",
    "ApiId",
    "Stage",
    "Auth",
    "TimeoutInMillis",
    "RouteSettings",
    "PayloadFormatVersion",
];

/// Properties that are the same on the stage.
const OF_STAGE: [&str; 4] = [
    "StageVariables",
    "AccessLogSettings",
    "DefaultRouteSettings",
    "RouteSettings",
];

/// What SAM tags HTTP APIs with.
const TAG: (&str, &str) = ("httpapi:createdBy", "SAM");

impl Expander<'_, '_, '_> {
    /// A route of an HTTP API that calls a function.
    pub(in super::super) fn http_event(
        &mut self,
        origin: &Origin,
        event: &Event,
        target: &Target,
        made: &mut Vec<Resource>,
    ) {
        self.known_event_properties(origin, event, &EVENT_PROPERTIES);
        let given = &event.properties;
        let route = if given.contains_key("Path") || given.contains_key("Method") {
            match self.route(origin, event) {
                Some(route) => route,
                None => return,
            }
        } else {
            Route {
                path: DEFAULT.to_owned(),
                method: ANY.to_owned(),
            }
        };
        let Some(index) = self.api_of(Kind::Http, origin, event) else {
            return;
        };
        let api = self.apis[index].resource.logical_id.clone();
        let uri = self.invocation_uri(target, false);
        let by_default = self.apis[index].body.as_mut().is_some_and(|body| {
            let default = body
                .operation(DEFAULT, ANY)
                .and_then(|of| of.get(INTEGRATION));
            // As SAM has it, only where events call the function itself, not an alias.
            let direct = target.name != target.arn;
            direct && default.and_then(|default| default.get("uri")) == Some(&uri)
        });
        let is_default = route.path == DEFAULT;
        if is_default || !by_default {
            let path = if is_default {
                String::new()
            } else {
                permitted_path(&route.path)
            };
            let method = match route.method.as_str() {
                "any" | ANY => "*".to_owned(),
                method => method.to_uppercase(),
            };
            let rest = if route.method == "any" && path == format!("/{DEFAULT}") {
                format!("/*{path}")
            } else {
                format!("/*/{method}{path}")
            };
            let narrowed = Narrowed {
                source: Some(self.execution_arn(&api, rest)),
                ..Narrowed::default()
            };
            made.push(permission(origin, &event.id, "", SERVICE, target, narrowed));
        }
        self.add_http_route(origin, event, index, &route, uri);
    }

    fn add_http_route(
        &mut self,
        origin: &Origin,
        event: &Event,
        index: usize,
        route: &Route,
        uri: Value,
    ) {
        let given = &event.properties;
        let api = &mut self.apis[index];
        if let Some(settings) = given.get("RouteSettings").and_then(Value::as_map) {
            let name = match route.method.as_str() {
                ANY => route.path.clone(),
                method => format!("{} {}", method.to_uppercase(), route.path),
            };
            let all = api.properties.get("RouteSettings").and_then(Value::as_map);
            let mut all = all.cloned().unwrap_or_default();
            let mut own = all
                .get(&name)
                .and_then(Value::as_map)
                .cloned()
                .unwrap_or_default();
            for (key, value) in settings.iter() {
                own.insert(key, value.clone());
            }
            all.insert(name, Value::Map(own));
            api.properties.insert("RouteSettings", Value::Map(all));
        }
        let managed = api.managed;
        let auth = api.properties.get("Auth").cloned().unwrap_or(Value::Null);
        let Some(body) = api.body.as_mut().filter(|body| body.is_whole()) else {
            return;
        };
        let mut integration = Map::new();
        integration.insert("type", "aws_proxy".into());
        integration.insert("httpMethod", "POST".into());
        let version = given.get("PayloadFormatVersion").cloned();
        integration.insert(
            "payloadFormatVersion",
            version.unwrap_or_else(|| "2.0".into()),
        );
        integration.insert("uri", uri);
        integration.insert_some("timeoutInMillis", given.get("TimeoutInMillis").cloned());
        let method = method_name(&route.method);
        let mut operation = Map::new();
        operation.insert(INTEGRATION, Value::Map(integration));
        if route.path == DEFAULT && method == ANY {
            operation.insert("isDefaultRoute", true.into());
        }
        let parameters = path_parameters(&route.path);
        if !body.add(&route.path, method, operation) {
            if managed {
                let message = format!("`{} {}` is answered twice", route.method, route.path);
                let hint = "one path and method has one event";
                self.event_problem(origin, event, &["Path"], message, hint);
            }
            return;
        }
        let Some(operation) = body.operation(&route.path, method) else {
            return;
        };
        if !parameters.is_empty() && operation.get("parameters").is_none() {
            operation.insert("parameters", Value::List(parameters));
        }
        let Some(own) = given.get("Auth").and_then(Value::as_map) else {
            return;
        };
        let name = own
            .get("Authorizer")
            .or_else(|| auth.get("DefaultAuthorizer"));
        let Some(name) = name.and_then(Value::as_text) else {
            let message = "the event does not say which authorizer";
            let hint = "write `Authorizer`, or a `DefaultAuthorizer` on the API";
            self.event_problem(origin, event, &["Auth"], message, hint);
            return;
        };
        let declared = auth.get("Authorizers").and_then(|all| all.get(name));
        let scopes = own.get("AuthorizationScopes");
        let scopes = scopes.or_else(|| declared?.get("AuthorizationScopes"));
        let scopes = scopes.filter(|_| declared.is_some()).cloned();
        add_security(
            operation,
            name,
            scopes.unwrap_or_else(|| Value::List(Vec::new())),
        );
        if declared.is_none() && name != "NONE" && name != AWS_IAM {
            let message = format!("the API has no authorizer `{name}`");
            let hint = "declare it under `Auth: Authorizers:` of the API";
            self.event_problem(origin, event, &["Auth", "Authorizer"], message, hint);
        }
    }

    /// The resources of an HTTP API.
    pub(super) fn http_api(&mut self, api: Api) -> Vec<Resource> {
        let Api {
            origin,
            resource,
            properties: given,
            body,
            managed,
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
        let fails = given.get("FailOnWarnings");
        let fails = fails.filter(|fails| fails.as_bool() != Some(false));
        properties.insert_some("FailOnWarnings", fails.cloned());
        let tags = given.get("Tags").and_then(Value::as_map);
        let mut tags = tags.cloned().unwrap_or_default();
        match body {
            Some(body) if managed && body.is_empty() && given.is_empty() => {
                // API Gateway refuses one that nothing is said of.
                properties.insert("Body", Value::Map(body.finished()));
            }
            Some(body) if body.is_whole() => {
                tags.insert(TAG.0, TAG.1.into());
                let body = self.finished_http_body(&origin, &given, &tags, body);
                properties.insert("Body", Value::Map(body));
            }
            Some(body) => properties.insert("Body", Value::Map(body.finished())),
            None => match location::of(given.get("DefinitionUri")) {
                Location::Object(object) => {
                    properties.insert("BodyS3Location", location::s3_location(&object));
                }
                Location::Path(path) => properties.insert("BodyS3Location", path),
                Location::Missing | Location::Unfit => {}
            },
        }
        let mut made = Vec::new();
        let name = given.get("StageName").cloned();
        let written = name.is_some();
        let mut properties_of_stage = Map::new();
        properties_of_stage.insert("ApiId", Value::reference(id.as_str()));
        properties_of_stage.insert("StageName", name.unwrap_or_else(|| DEFAULT.into()));
        for name in OF_STAGE {
            properties_of_stage.insert_some(name, given.get(name).cloned());
        }
        properties_of_stage.insert_some("Tags", (!tags.is_empty()).then_some(Value::Map(tags)));
        properties_of_stage.insert("AutoDeploy", true.into());
        let stage_id = stage_id(&id, stage.as_deref().filter(|_| written), written);
        let kind = "AWS::ApiGatewayV2::Stage";
        made.push(origin.made(stage_id.as_str(), kind, properties_of_stage));
        self.made_by
            .insert((id.clone(), "Stage".to_owned()), stage_id);
        let declared = given
            .get("Auth")
            .and_then(|auth| auth.get("Authorizers")?.as_map());
        for (name, authorizer) in declared.into_iter().flat_map(Map::iter) {
            let permitted = authorizer.get("EnableFunctionDefaultPermissions");
            if let Some(function) = authorizer.get("FunctionArn")
                && permitted.and_then(Value::as_bool) == Some(true)
            {
                made.push(self.authorizer_permission(&origin, &id, name, function));
            }
        }
        let mut all = vec![resource.becomes("AWS::ApiGatewayV2::Api", properties)];
        all.append(&mut made);
        propagate_tags(&given, &mut all);
        all
    }

    fn finished_http_body(
        &mut self,
        origin: &Origin,
        given: &Map,
        tags: &Map,
        mut body: Body,
    ) -> Map {
        if let Some(cors) = given.get("CorsConfiguration") {
            self.add_http_cors(origin, cors, &mut body);
        }
        self.add_http_auth(origin, given, &mut body);
        let known = body.field("tags").and_then(Value::as_list);
        let mut list = known.map(<[Value]>::to_vec).unwrap_or_default();
        for (name, value) in tags.iter() {
            let tag = Value::map([
                ("name", name.into()),
                ("x-amazon-apigateway-tag-value", value.clone()),
            ]);
            let same =
                |other: &&mut Value| other.get("name").and_then(Value::as_text) == Some(name);
            match list.iter_mut().find(same) {
                Some(other) => *other = tag,
                None => list.push(tag),
            }
        }
        body.set("tags", Value::List(list));
        if let Some(disabled) = given.get("DisableExecuteApiEndpoint") {
            let config = Value::map([("disableExecuteApiEndpoint", disabled.clone())]);
            let server = Value::map([("x-amazon-apigateway-endpoint-configuration", config)]);
            body.set("servers", Value::list([server]));
        }
        for (name, field) in [("Name", "title"), ("Description", "description")] {
            if let Some(value) = given.get(name) {
                body.section("info").insert(field, value.clone());
            }
        }
        if given.get("FailOnWarnings").and_then(Value::as_bool) == Some(true) {
            let paths = body.section("paths");
            if let Some(default) = paths.remove(DEFAULT) {
                paths.insert(format!("/{DEFAULT}"), default);
            }
        }
        body.finished()
    }

    fn add_http_cors(&mut self, origin: &Origin, cors: &Value, body: &mut Body) {
        const FIELDS: [(&str, &str); 6] = [
            ("AllowOrigins", "allowOrigins"),
            ("AllowHeaders", "allowHeaders"),
            ("AllowMethods", "allowMethods"),
            ("ExposeHeaders", "exposeHeaders"),
            ("MaxAge", "maxAge"),
            ("AllowCredentials", "allowCredentials"),
        ];
        let mut config = Map::new();
        match cors {
            Value::Map(map) => {
                let known = FIELDS.map(|(field, _)| field);
                self.known_properties(origin, &["CorsConfiguration"], map, &known);
                for (from, to) in FIELDS {
                    let value = map.get(from).filter(|value| **value != Value::Bool(false));
                    config.insert_some(to, value.cloned());
                }
            }
            cors if cors.as_bool() == Some(true) => {
                config.insert("allowOrigins", Value::list(["'*'".into()]));
            }
            _ => return,
        }
        body.set("x-amazon-apigateway-cors", Value::Map(config));
    }

    fn add_http_auth(&mut self, origin: &Origin, given: &Map, body: &mut Body) {
        let Some(auth) = given.get("Auth").and_then(Value::as_map) else {
            return;
        };
        let mut schemes: Vec<(String, Value)> = Vec::new();
        if auth.get("EnableIamAuthorizer").and_then(Value::as_bool) == Some(true) {
            schemes.push((AWS_IAM.to_owned(), iam_definition()));
        }
        let declared = auth.get("Authorizers").and_then(Value::as_map);
        for (name, authorizer) in declared.into_iter().flat_map(Map::iter) {
            if let Value::Map(authorizer) = authorizer {
                schemes.push((name.to_owned(), self.http_authorizer(authorizer)));
            }
        }
        let default = auth.get("DefaultAuthorizer").and_then(Value::as_text);
        if let Some(default) = default {
            if !schemes.iter().any(|(name, _)| name == default) {
                let message = format!("the API has no authorizer `{default}`");
                let hint = "declare it under `Authorizers`, or write `EnableIamAuthorizer: true`";
                self.problem(&origin.id, &["Auth", "DefaultAuthorizer"], message, hint);
            }
            let scopes = declared.and_then(|all| all.get(default)?.get("AuthorizationScopes"));
            let scopes = scopes.cloned().unwrap_or_else(|| Value::List(Vec::new()));
            body.each_answered(&mut |method, operation| {
                if method != "options" && operation.get("security").is_none() {
                    add_security(operation, default, scopes.clone());
                }
            });
        }
        if !schemes.is_empty() {
            let components = body.section("components");
            let known = components.get("securitySchemes").and_then(Value::as_map);
            let mut all = known.cloned().unwrap_or_default();
            for (name, scheme) in schemes {
                all.insert(name, scheme);
            }
            components.insert("securitySchemes", Value::Map(all));
        }
    }

    fn http_authorizer(&self, authorizer: &Map) -> Value {
        let mut inner = Map::new();
        if let Some(config) = authorizer.get("JwtConfiguration").and_then(Value::as_map) {
            let config = config.iter();
            let config = config.map(|(key, value)| (key.to_lowercase(), value.clone()));
            inner.insert("jwtConfiguration", Value::Map(config.collect()));
            inner.insert_some("identitySource", authorizer.get("IdentitySource").cloned());
            inner.insert("type", "jwt".into());
            return Value::map([
                ("type", "oauth2".into()),
                ("x-amazon-apigateway-authorizer", Value::Map(inner)),
            ]);
        }
        inner.insert("type", "request".into());
        let function = authorizer
            .get("FunctionArn")
            .cloned()
            .unwrap_or(Value::Null);
        let uri = self.lambda_uri("2015-03-31", &function, "invocations");
        inner.insert("authorizerUri", uri);
        let role = authorizer.get("FunctionInvokeRole");
        let role = role.filter(|role| role.as_text() != Some("NONE"));
        inner.insert_some("authorizerCredentials", role.cloned());
        if let Some(identity) = authorizer.get("Identity").and_then(Value::as_map) {
            let ttl = identity.get("ReauthorizeEvery");
            inner.insert_some("authorizerResultTtlInSeconds", ttl.cloned());
            inner.insert("identitySource", identity_sources(identity));
        }
        let version = authorizer.get("AuthorizerPayloadFormatVersion");
        inner.insert_some("authorizerPayloadFormatVersion", version.cloned());
        let simple = authorizer.get("EnableSimpleResponses");
        let simple = simple.filter(|simple| simple.as_bool() != Some(false));
        inner.insert_some("enableSimpleResponses", simple.cloned());
        Value::map([
            ("type", "apiKey".into()),
            ("name", "Unused".into()),
            ("in", "header".into()),
            ("x-amazon-apigateway-authorizer", Value::Map(inner)),
        ])
    }
}

/// Where the identity of a caller is found: `$request.header.X`
fn identity_sources(identity: &Map) -> Value {
    const PLACES: [(&str, &str); 4] = [
        ("Headers", "$request.header."),
        ("QueryStrings", "$request.querystring."),
        ("StageVariables", "$stageVariables."),
        ("Context", "$context."),
    ];
    let mut sources = Vec::new();
    for (field, prefix) in PLACES {
        let names = identity
            .get(field)
            .and_then(Value::as_list)
            .unwrap_or_default();
        let names = names.iter().filter_map(Value::as_text);
        sources.extend(names.map(|name| Value::Text(format!("{prefix}{name}"))));
    }
    Value::List(sources)
}

/// The parameters of a path, as OpenAPI declares them.
fn path_parameters(path: &str) -> Vec<Value> {
    let mut parameters = Vec::new();
    for part in path.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}') {
            parameters.push(Value::map([
                ("name", name.into()),
                ("in", "path".into()),
                ("required", true.into()),
            ]));
        }
    }
    parameters
}

fn stage_id(api: &str, literal: Option<&str>, written: bool) -> String {
    match literal {
        Some(DEFAULT) => format!("{api}ApiGatewayDefaultStage"),
        Some(name) if name.chars().all(char::is_alphanumeric) => format!("{api}{name}Stage"),
        Some(name) => format!("{api}Stage{}", hash::of_text(name)),
        None if written => format!("{api}Stage"),
        None => format!("{api}ApiGatewayDefaultStage"),
    }
}
