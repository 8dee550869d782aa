//! Function URLs: requests of browsers and other clients become events, answers become responses.
//!
//! A URL is `http://ID.lambda-url.REGION.localhost:PORT/`, or `/lambda-url/NAME/` on any host where
//! names below `localhost` do not resolve. Events have payload format 2.0.

mod cors;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use wire::response::{BrokenOff, FragileSender};
use wire::{Body, Caller, Permission, Request, Response, Sender};

use crate::api::whole;
use crate::configuration::PAYLOAD_BYTES_MAX;
use crate::function::{Function, UrlConfiguration};
use crate::invoke::{Event, Failure, Outcome, Piece, Reply, run};
use crate::lambda::Lambda;
use crate::name::{FunctionName, Qualifier, Reference};
use crate::timestamp;

/// The type of a streamed answer that begins with its status and headers.
pub(crate) const HTTP_INTEGRATION_TYPE: &str =
    "application/vnd.awslambda.http-integration-response";
/// What ends the status and headers of a streamed answer.
pub(crate) const PRELUDE_END: [u8; 8] = [0; 8];
/// The longest status and headers of a streamed answer, in bytes.
const PRELUDE_BYTES_MAX: usize = 65_536;
/// Where URLs are on hosts that are not named after them.
const PATH_FORM: &str = "/lambda-url/";

/// A function URL that a request is for.
pub struct FunctionUrl<'a> {
    lambda: &'a Lambda,
    reference: Reference,
    function: Arc<Function>,
    configuration: UrlConfiguration,
    /// The path within the URL, percent-encoded as it came.
    path: String,
}

impl Lambda {
    /// The function URL that a request is for, by its `Host` or its path; `None` when it is for
    /// none.
    pub fn function_url(&self, head: &http::request::Parts) -> Option<FunctionUrl<'_>> {
        let path = head.uri.path();
        let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = host.or_else(|| head.uri.host()).unwrap_or_default();
        let (reference, path) = if let Some(id) = id_of_host(host) {
            (self.of_url(&id.to_ascii_lowercase())?, path.to_owned())
        } else {
            let rest = path.strip_prefix(PATH_FORM)?;
            let (named, path) = rest.split_once('/').unwrap_or((rest, ""));
            let (name, alias) = match named.split_once(':') {
                Some((name, alias)) => (name, Some(Qualifier::Alias(alias.into()))),
                None => (named, None),
            };
            let reference = Reference {
                name: FunctionName::parse(name)?,
                qualifier: alias,
            };
            (reference, format!("/{path}"))
        };
        let function = self.functions().get(&reference.name)?;
        let key = reference.qualifier.as_ref().map(Qualifier::to_string);
        let configuration = function
            .attributes
            .urls
            .get(key.as_deref().unwrap_or_default())?
            .clone();
        Some(FunctionUrl {
            lambda: self,
            reference,
            function,
            configuration,
            path,
        })
    }

    /// The address of the URL with this id.
    pub(crate) fn url_of(&self, id: &str) -> String {
        let region = &self.host().place.region;
        let endpoint = self.host().endpoint_url();
        let port = endpoint
            .as_deref()
            .and_then(|url| url.parse::<http::Uri>().ok())
            .and_then(|uri| uri.port_u16())
            .map_or_else(String::new, |port| format!(":{port}"));
        format!("http://{id}.lambda-url.{region}.localhost{port}/")
    }
}

/// The id in `ID.lambda-url.REGION.localhost:PORT`.
fn id_of_host(host: &str) -> Option<&str> {
    let (id, rest) = host.split_once('.')?;
    rest.starts_with("lambda-url.").then_some(id)
}

impl FunctionUrl<'_> {
    /// What leave a request needs; `None` when anybody may ask (`AuthType` `NONE`).
    pub fn permission(&self) -> Option<Permission> {
        self.configuration.needs_signature.then(|| Permission {
            action: "lambda:InvokeFunctionUrl".to_owned(),
            resource: self.lambda.host().place.arn(&self.reference),
        })
    }

    /// Answers a request that is allowed. Nobody in particular is turned away from a URL that asks
    /// for signatures.
    pub async fn answer(self, request: Request) -> Response {
        let origin = request.header(ORIGIN.as_str()).map(str::to_owned);
        let cors = self.configuration.cors.as_ref();
        let is_preflight = request.head.method == Method::OPTIONS
            && request
                .head
                .headers
                .contains_key("access-control-request-method");
        let mut response = match cors {
            Some(cors) if is_preflight => cors::preflight(cors),
            _ if self.configuration.needs_signature && request.caller == Caller::Anonymous => {
                plain(StatusCode::FORBIDDEN, r#"{"Message":"Forbidden"}"#)
            }
            _ => self.invoke(&request).await,
        };
        if let (Some(cors), Some(origin)) = (cors, origin) {
            cors::allow_origin(cors, &origin, response.headers_mut());
        }
        if let Ok(id) = HeaderValue::try_from(request.id.to_string()) {
            response.headers_mut().insert("x-amzn-requestid", id);
        }
        response
    }

    async fn invoke(&self, request: &Request) -> Response {
        if request.body.len() > PAYLOAD_BYTES_MAX {
            return plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                r#"{"Message":"Request Entity Too Large"}"#,
            );
        }
        let failed = || plain(StatusCode::BAD_GATEWAY, "Internal Server Error");
        let Some(version) = self.function.resolve(self.reference.qualifier.as_ref()) else {
            return failed();
        };
        let permit = match self.lambda.permit(&self.function) {
            Ok(permit) => permit,
            Err(error) => return crate::error::respond(&error),
        };
        let event = Event {
            id: request.id,
            payload: self.event(request).to_string().into(),
            function_arn: self.lambda.host().place.arn(&self.reference).into(),
            client_context: None,
            trace: request.head.headers.get("x-amzn-trace-id").cloned(),
            idempotency_key: request.head.headers.get("idempotency-key").cloned(),
        };
        match run(version, event, false, permit).await {
            Err(error) => crate::error::respond(&error),
            Ok(Reply::Stream {
                content_type,
                pieces,
            }) if self.configuration.streams => streamed(content_type, pieces).await,
            Ok(Reply::Stream {
                content_type,
                pieces,
            }) => {
                let is_http = is_http_integration(content_type.as_ref());
                let outcome = whole(Reply::Stream {
                    content_type,
                    pieces,
                })
                .await;
                if outcome.failed {
                    return failed();
                }
                match split_prelude(&outcome.payload) {
                    Some((prelude, rest)) if is_http => prelude
                        .into_response(Body::from(outcome.payload.slice(rest..)))
                        .unwrap_or_else(failed),
                    _ => buffered(outcome).unwrap_or_else(failed),
                }
            }
            Ok(Reply::Whole(outcome)) if outcome.failed => failed(),
            Ok(Reply::Whole(outcome)) => buffered(outcome).unwrap_or_else(failed),
        }
    }

    /// The event of a request: payload format 2.0.
    fn event(&self, request: &Request) -> Value {
        let now = SystemTime::now();
        let id = &self.configuration.id;
        let method = request.head.method.as_str();
        let mut headers: BTreeMap<&str, String> = BTreeMap::new();
        for (name, value) in &request.head.headers {
            if name == COOKIE {
                continue;
            }
            let value = String::from_utf8_lossy(value.as_bytes());
            headers
                .entry(name.as_str())
                .and_modify(|known| *known = format!("{known},{value}"))
                .or_insert_with(|| value.into_owned());
        }
        let sender = request.head.extensions.get::<Sender>();
        let (address, scheme) = match sender {
            None => (IpAddr::from(Ipv4Addr::LOCALHOST), "http"),
            Some(sender) if sender.is_https => (sender.address, "https"),
            Some(sender) => (sender.address, "http"),
        };
        // As on AWS, whatever the client wrote there.
        headers.insert("x-forwarded-for", address.to_string());
        headers.insert("x-forwarded-proto", scheme.to_owned());
        let host = request.header(HOST.as_str()).unwrap_or_default();
        let mut context = json!({
            "accountId": "anonymous",
            "apiId": id,
            "domainName": host.split(':').next().unwrap_or_default(),
            "domainPrefix": id,
            "http": {
                "method": method,
                "path": self.path,
                "protocol": "HTTP/1.1",
                "sourceIp": address.to_string(),
                "userAgent": request.header("user-agent").unwrap_or_default(),
            },
            "requestId": request.id.to_string(),
            "routeKey": "$default",
            "stage": "$default",
            "time": timestamp::request_time(now),
            "timeEpoch": timestamp::milliseconds(now),
        });
        if self.configuration.needs_signature {
            let arn = match &request.caller {
                Caller::Owner | Caller::Anonymous => {
                    format!("arn:aws:iam::{}:root", self.lambda.host().place.account)
                }
                Caller::Role { role_arn, .. } => role_arn.to_string(),
                Caller::User { user_arn } => user_arn.to_string(),
            };
            context["accountId"] = json!(self.lambda.host().place.account.as_str());
            context["authorizer"] = json!({"iam": {
                "accountId": self.lambda.host().place.account.as_str(),
                "userArn": arn,
            }});
        }
        let mut event = json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": self.path,
            "rawQueryString": request.query(),
            "headers": headers,
            "requestContext": context,
            "isBase64Encoded": false,
        });
        let cookies = cookies(&request.head.headers);
        if !cookies.is_empty() {
            event["cookies"] = json!(cookies);
        }
        let parameters = query_parameters(request.query());
        if !parameters.is_empty() {
            event["queryStringParameters"] = json!(parameters);
        }
        if !request.body.is_empty() {
            let is_text = request
                .header(CONTENT_TYPE.as_str())
                .is_none_or(crate::web_adapter::is_textual);
            match std::str::from_utf8(&request.body) {
                Ok(text) if is_text => event["body"] = json!(text),
                _ => {
                    event["body"] = json!(STANDARD.encode(&request.body));
                    event["isBase64Encoded"] = json!(true);
                }
            }
        }
        event
    }
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .map(|cookie| cookie.trim().to_owned())
        .filter(|cookie| !cookie.is_empty())
        .collect()
}

/// Decoded; what is given several times is joined by commas.
fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced)
            .decode_utf8_lossy()
            .into_owned()
    };
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decode(value);
        parameters
            .entry(decode(name))
            .and_modify(|known| *known = format!("{known},{value}"))
            .or_insert(value);
    }
    parameters
}

/// What a function says of its response.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Said {
    status_code: Option<Value>,
    headers: Map<String, Value>,
    cookies: Vec<String>,
    body: Option<String>,
    is_base64_encoded: bool,
}

impl Said {
    /// The response; `None` when its status or a header is none.
    fn into_response(self, body: Body) -> Option<Response> {
        let status = match &self.status_code {
            None => 200,
            Some(Value::Number(number)) => u16::try_from(number.as_u64()?).ok()?,
            Some(Value::String(text)) => text.parse().ok()?,
            Some(_) => return None,
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).ok()?;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in self.headers {
            let name = HeaderName::try_from(name).ok()?;
            // The connection is the server's.
            if matches!(
                name.as_str(),
                "connection" | "content-length" | "transfer-encoding" | "keep-alive"
            ) {
                continue;
            }
            let value = match value {
                Value::String(text) => text,
                Value::Null => continue,
                other => other.to_string(),
            };
            headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
        }
        for cookie in self.cookies {
            headers.append(SET_COOKIE, HeaderValue::from_bytes(cookie.as_bytes()).ok()?);
        }
        Some(response)
    }
}

/// A whole answer as a response: what it says of itself, or as JSON with status 200.
fn buffered(outcome: Outcome) -> Option<Response> {
    let said = serde_json::from_slice::<Map<String, Value>>(&outcome.payload)
        .ok()
        .filter(|object| object.contains_key("statusCode"));
    let Some(said) = said else {
        let mut response = Response::new(Body::from(outcome.payload));
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        return Some(response);
    };
    let mut said: Said = serde_json::from_value(Value::Object(said)).ok()?;
    let body = match said.body.take() {
        None => Bytes::new(),
        Some(text) if said.is_base64_encoded => STANDARD.decode(text).ok()?.into(),
        Some(text) => text.into(),
    };
    said.into_response(Body::from(body))
}

fn is_http_integration(content_type: Option<&HeaderValue>) -> bool {
    content_type.is_some_and(|value| value == HTTP_INTEGRATION_TYPE)
}

/// Status and headers at the beginning of a streamed answer, and where the rest begins.
fn split_prelude(bytes: &[u8]) -> Option<(Said, usize)> {
    let end = bytes
        .windows(PRELUDE_END.len())
        .position(|window| window == PRELUDE_END)?;
    let said = serde_json::from_slice(&bytes[..end]).ok()?;
    Some((said, end + PRELUDE_END.len()))
}

/// A streamed answer as a streamed response.
async fn streamed(
    content_type: Option<HeaderValue>,
    mut pieces: mpsc::Receiver<Piece>,
) -> Response {
    let failed = || plain(StatusCode::BAD_GATEWAY, "Internal Server Error");
    let (sender, body) = Body::fragile();
    if !is_http_integration(content_type.as_ref()) {
        let mut response = Response::new(body);
        let content_type =
            content_type.unwrap_or(HeaderValue::from_static("application/octet-stream"));
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        tokio::spawn(async move { pass_on(&mut pieces, &sender).await });
        return response;
    }
    let mut begun = Vec::new();
    loop {
        match pieces.recv().await {
            Some(Piece::Data(data)) => begun.extend_from_slice(&data),
            // A failure before there is a status can still be said.
            Some(Piece::End { .. }) | None => return failed(),
        }
        if let Some((prelude, rest)) = split_prelude(&begun) {
            let begun = Bytes::from(begun).slice(rest..);
            let Some(response) = prelude.into_response(body) else {
                return failed();
            };
            tokio::spawn(async move {
                if begun.is_empty() || sender.send(Ok(begun)).await.is_ok() {
                    pass_on(&mut pieces, &sender).await;
                }
            });
            return response;
        }
        if begun.len() > PRELUDE_BYTES_MAX {
            return failed();
        }
    }
}

/// Passes pieces on while somebody reads them. What ends with a failure is cut off.
async fn pass_on(pieces: &mut mpsc::Receiver<Piece>, sender: &FragileSender) {
    loop {
        let piece = match pieces.recv().await {
            Some(Piece::Data(data)) => Ok(data),
            Some(Piece::End { failure: None, .. }) => return,
            Some(Piece::End {
                failure: Some(failure),
                ..
            }) => Err(BrokenOff(failure.error_type)),
            None => Err(BrokenOff(Failure::interrupted().error_type)),
        };
        let is_last = piece.is_err();
        if sender.send(piece).await.is_err() || is_last {
            return;
        }
    }
}

fn plain(status: StatusCode, body: &'static str) -> Response {
    wire::response::respond(
        status,
        "application/json",
        Bytes::from_static(body.as_bytes()),
    )
}
