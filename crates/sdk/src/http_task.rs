//! `http:invoke`: an HTTP task, which calls anybody's API.
//!
//! Where it may go is the [`Guard`]'s to say. It follows no redirect, so that nobody is sent where
//! the guard was not asked about. Each task has a connection of its own, made to the address that
//! was judged.

mod form;

use std::time::Duration;

use asl::{Object, Value, json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::header::{
    AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RANGE, USER_AGENT,
};
use http::{Method, Request, Uri};
use interpreter::Failure;

use crate::api_answer;
use crate::call::not_started;
use crate::connections::{Authorization, Connection, Connections};
use crate::exchange::{Exchange, Trouble};
use crate::guard::{Guard, Resolver};
use crate::request::ParameterError;
use crate::scalar;

/// A call takes at most so long (developer guide, "Call HTTPS APIs": a hard limit).
pub const CALL_TIME_MAX: Duration = Duration::from_mins(1);

/// The endpoint did not answer in time, or not at all (developer guide, "Error names").
const SOCKET: &str = "States.Http.Socket";

/// The endpoint may not be asked.
const ACCESS_DENIED: &str = "States.Http.AccessDenied";

/// The connection is not there.
const NO_CONNECTION: &str = "Events.ConnectionResource.ResourceNotFound";

const FIELDS: &[&str] = &[
    "ApiEndpoint",
    "Authentication",
    "Headers",
    "InvocationConfig",
    "Method",
    "QueryParameters",
    "RequestBody",
    "Transform",
];

const METHODS: &[Method] = &[
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::PATCH,
    Method::OPTIONS,
    Method::HEAD,
];

/// Headers that a definition may not set (developer guide, "Call HTTPS APIs"), besides those that
/// begin with [`HEADERS_REFUSED_PREFIXES`].
const HEADERS_REFUSED: &[&str] = &[
    "a-im",
    "accept-charset",
    "accept-datetime",
    "accept-encoding",
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-md5",
    "date",
    "expect",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "origin",
    "pragma",
    "proxy-authorization",
    "referer",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "warning",
];

const HEADERS_REFUSED_PREFIXES: &[&str] = &["x-forwarded-", "x-amz-", "x-amzn-"];

/// Makes the calls of HTTP tasks.
#[derive(Clone, Debug)]
pub struct HttpTask {
    exchange: Exchange,
    connections: Connections,
    user_agent: HeaderValue,
}

/// A call, ready to be made.
#[derive(Debug)]
struct Call {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Call {
    fn request(self) -> Request<Bytes> {
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = self.uri;
        *request.headers_mut() = self.headers;
        request
    }
}

impl HttpTask {
    /// Calls from this region, to where the guard lets them.
    pub fn new(guard: Guard, connections: Connections, region: &str) -> HttpTask {
        let user_agent = format!("Amazon|StepFunctions|HttpInvoke|{region}");
        HttpTask {
            exchange: Exchange::new(guard),
            connections,
            user_agent: HeaderValue::from_str(&user_agent)
                .unwrap_or(HeaderValue::from_static("Amazon|StepFunctions|HttpInvoke")),
        }
    }

    /// The same with another way to resolve names.
    #[must_use]
    pub fn with_resolver(self, resolver: Resolver) -> HttpTask {
        HttpTask {
            exchange: self.exchange.with_resolver(resolver),
            ..self
        }
    }

    /// Makes the call that a task's parameters describe and gives
    /// `{Headers, ResponseBody, StatusCode, StatusText}`.
    ///
    /// Any answer but one of success is a failure named after its status, whose cause is the
    /// answer's body, or the status in words where it has none.
    pub async fn invoke(&self, parameters: &Value) -> Result<Value, Failure> {
        let call = self.call(parameters)?;
        let answer = self.exchange.run(call.request(), CALL_TIME_MAX).await;
        let (head, body) = answer.map_err(|trouble| match trouble {
            Trouble::Forbidden(why) => Failure::new(ACCESS_DENIED, why.to_string()),
            Trouble::Socket(why) => Failure::new(SOCKET, why),
            too_large @ Trouble::TooLarge => Failure::new(
                interpreter::failure::error_name::DATA_LIMIT_EXCEEDED,
                too_large.to_string(),
            ),
        })?;
        let shown = api_answer::read_body(&body, &head.headers);
        if head.status.is_success() {
            return Ok(api_answer::show(head.status, &head.headers, shown));
        }
        let name = format!("States.Http.StatusCode.{}", head.status.as_u16());
        let reason = head.status.canonical_reason().unwrap_or_default();
        let cause = match &shown {
            Value::String(text) if text.is_empty() => reason.into(),
            body => scalar::text(body),
        };
        Err(Failure::reported(Some(&name), Some(&cause)))
    }

    /// The call that the parameters describe.
    fn call(&self, parameters: &Value) -> Result<Call, Failure> {
        let not_started = |error: ParameterError| not_started(parameters, &error);
        let task = Task::read(parameters).map_err(not_started)?;
        let connection = self.connections.find(task.connection).ok_or_else(|| {
            let cause = format!("there is no connection `{}`", task.connection);
            Failure::new(NO_CONNECTION, cause)
        })?;
        let mut call = task.call(connection).map_err(not_started)?;
        call.headers.insert(USER_AGENT, self.user_agent.clone());
        let range = HeaderValue::from_static("bytes=0-262144");
        call.headers.insert(RANGE, range);
        Ok(call)
    }
}

/// A task's parameters.
struct Task<'p> {
    endpoint: &'p str,
    method: Method,
    connection: &'p str,
    headers: Vec<(HeaderName, HeaderValue)>,
    query: Vec<(String, String)>,
    body: Option<&'p Value>,
    /// How lists are written in a form; `None` for a body of JSON.
    form: Option<form::Lists>,
}

impl<'p> Task<'p> {
    fn read(parameters: &'p Value) -> Result<Task<'p>, ParameterError> {
        let fields = parameters.as_object().ok_or(ParameterError::NotAnObject)?;
        if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&&***name)) {
            return Err(ParameterError::NotSupported((**unknown).to_owned()));
        }
        let field = |name: &str| fields.get(name).filter(|value| **value != Value::Null);
        let text = |name: &str| {
            let value = field(name).ok_or_else(|| ParameterError::Missing(name.to_owned()))?;
            value.as_str().ok_or_else(|| ParameterError::invalid(name))
        };
        let method = text("Method")?.parse::<Method>().ok();
        let method = method.filter(|method| METHODS.contains(method));
        let connection = ["Authentication", "InvocationConfig"]
            .into_iter()
            .find_map(field)
            .ok_or_else(|| ParameterError::Missing("Authentication".to_owned()))?;
        Ok(Task {
            endpoint: text("ApiEndpoint")?,
            method: method.ok_or_else(|| ParameterError::invalid("Method"))?,
            connection: connection
                .get("ConnectionArn")
                .and_then(Value::as_str)
                .ok_or_else(|| ParameterError::Missing("ConnectionArn".to_owned()))?,
            headers: headers(field("Headers"))?,
            query: query(field("QueryParameters"))?,
            body: field("RequestBody"),
            form: form::Lists::read(field("Transform"))?,
        })
    }

    /// The call, with what the connection adds.
    fn call(&self, connection: &Connection) -> Result<Call, ParameterError> {
        let mut headers = HeaderMap::new();
        headers.extend(self.headers.iter().cloned());
        let body = self.body(connection)?;
        if !body.is_empty() {
            let content_type = HeaderValue::from_static(match self.form {
                Some(_) => "application/x-www-form-urlencoded",
                None => "application/json",
            });
            headers.entry(CONTENT_TYPE).or_insert(content_type);
        }
        let mut add = |name: &str, value: &str| -> Result<(), ParameterError> {
            let invalid = || ParameterError::invalid("ConnectionArn");
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
            let mut value = HeaderValue::from_str(value).map_err(|_| invalid())?;
            value.set_sensitive(true);
            headers.insert(name, value);
            Ok(())
        };
        for (name, value) in &connection.headers {
            add(name, value.reveal())?;
        }
        match &connection.authorization {
            Authorization::None => {}
            Authorization::Basic { user, password } => {
                let both = BASE64.encode(format!("{user}:{}", password.reveal()));
                add(AUTHORIZATION.as_str(), &format!("Basic {both}"))?;
            }
            Authorization::ApiKey { header, key } => add(header, key.reveal())?,
        }
        Ok(Call {
            method: self.method.clone(),
            uri: self.uri(connection)?,
            headers,
            body: body.into(),
        })
    }

    fn uri(&self, connection: &Connection) -> Result<Uri, ParameterError> {
        let without_fragment = self.endpoint.split('#').next().unwrap_or(self.endpoint);
        let mut uri = without_fragment.to_owned();
        let mut separator = if uri.contains('?') { '&' } else { '?' };
        let added = &connection.query;
        let own = self
            .query
            .iter()
            .filter(|(name, _)| !added.iter().any(|(added, _)| added == name));
        let own = own.map(|(name, value)| (name, &**value));
        for (name, value) in own.chain(added.iter().map(|(name, value)| (name, value.reveal()))) {
            uri.push(std::mem::replace(&mut separator, '&'));
            scalar::percent_encode(name, false, &mut uri);
            uri.push('=');
            scalar::percent_encode(value, false, &mut uri);
        }
        uri.parse()
            .map_err(|_| ParameterError::invalid("ApiEndpoint"))
    }

    fn body(&self, connection: &Connection) -> Result<String, ParameterError> {
        let invalid = || ParameterError::invalid("RequestBody");
        let merged;
        let body = if connection.body.is_empty() {
            self.body
        } else {
            let mut fields = match self.body {
                None => Object::new(),
                Some(body) => body.as_object().ok_or_else(invalid)?.clone(),
            };
            for (name, value) in &connection.body {
                fields.insert(&**name, Value::from(value.reveal()));
            }
            merged = Value::object(fields);
            Some(&merged)
        };
        Ok(match (body, self.form) {
            (None, _) => String::new(),
            (Some(Value::String(text)), _) => (**text).to_owned(),
            (Some(body), Some(lists)) => form::encode(body.as_object().ok_or_else(invalid)?, lists),
            (Some(body), None) => json::to_text(body),
        })
    }
}

fn headers(value: Option<&Value>) -> Result<Vec<(HeaderName, HeaderValue)>, ParameterError> {
    let invalid = || ParameterError::invalid("Headers");
    let mut headers = Vec::new();
    let Some(value) = value else {
        return Ok(headers);
    };
    for (name, value) in value.as_object().ok_or_else(invalid)?.iter() {
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
        let refused = HEADERS_REFUSED.contains(&key.as_str())
            || HEADERS_REFUSED_PREFIXES
                .iter()
                .any(|prefix| key.as_str().starts_with(prefix));
        if refused {
            return Err(ParameterError::NotSupported((**name).to_owned()));
        }
        let text = match value {
            Value::Array(values) => {
                let values: Vec<_> = values.iter().map(scalar::text).collect();
                values.join(",")
            }
            value => scalar::text(value).into_owned(),
        };
        headers.push((key, HeaderValue::from_str(&text).map_err(|_| invalid())?));
    }
    Ok(headers)
}

fn query(value: Option<&Value>) -> Result<Vec<(String, String)>, ParameterError> {
    let mut query = Vec::new();
    let Some(value) = value else {
        return Ok(query);
    };
    let entries = value
        .as_object()
        .ok_or_else(|| ParameterError::invalid("QueryParameters"))?;
    for (name, value) in entries.iter() {
        for value in value.as_array().unwrap_or(std::slice::from_ref(value)) {
            query.push(((**name).to_owned(), scalar::text(value).into_owned()));
        }
    }
    Ok(query)
}

#[cfg(test)]
mod tests;
