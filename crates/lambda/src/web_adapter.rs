//! Plays the Lambda Web Adapter: functions that are web servers and know nothing of Lambda.
//!
//! A function that names the adapter's layer, or its wrapper, is run as the program its handler
//! names. Once that listens, events of function URLs and HTTP APIs reach it as requests; other
//! events are posted to `AWS_LWA_PASS_THROUGH_PATH`. The layer itself is never needed.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HOST, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Map, Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::configuration::PAYLOAD_BYTES_MAX;
use crate::environment::{Environment, Taken};
use crate::function::Settings;
use crate::invoke::{Event, Failure, Piece};
use crate::pool::reported;
use crate::url::HTTP_INTEGRATION_TYPE;

/// How often a server that starts is asked whether it is ready.
const READINESS_INTERVAL: Duration = Duration::from_millis(10);
/// The status from which on a server is not ready, as in the adapter.
const UNHEALTHY_STATUS: u16 = 500;

/// A web server that a function is.
#[derive(Debug)]
pub(crate) struct WebServer {
    /// The program the handler names.
    pub(crate) script: PathBuf,
    /// The port it is told to listen on. Every process has one of its own.
    pub(crate) port: u16,
    readiness_port: u16,
    readiness_path: String,
    /// Whether being connected to is enough.
    ready_when_connected: bool,
    streams: bool,
    pass_through_path: String,
    base_path: Option<String>,
}

impl WebServer {
    /// The web server that a function is; `None` when it is an ordinary one.
    pub(crate) async fn of(
        settings: &Settings,
        task_root: &Path,
    ) -> Result<Option<WebServer>, String> {
        let variable = |name: &str| settings.environment.get(name).map(String::as_str);
        let has_layer = settings
            .layers
            .iter()
            .any(|layer| layer.contains(":layer:LambdaAdapterLayer"));
        let is_wrapped = variable("AWS_LAMBDA_EXEC_WRAPPER") == Some("/opt/bootstrap");
        if !has_layer && !is_wrapped {
            return Ok(None);
        }
        let script = task_root.join(&settings.handler);
        let executable = std::fs::metadata(&script)
            .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0);
        if !executable {
            return Err(format!(
                "`{}` is not there or not executable, and it is to start the web server",
                settings.handler
            ));
        }
        // Nobody else gets this port for a while, since the kernel hands them out in turn.
        let port = TcpListener::bind(("127.0.0.1", 0))
            .await
            .and_then(|listener| listener.local_addr())
            .map_err(|error| error.to_string())?
            .port();
        Ok(Some(WebServer {
            script,
            port,
            readiness_port: match variable("AWS_LWA_READINESS_CHECK_PORT") {
                Some(text) if Some(text) != variable("PORT") => text
                    .parse()
                    .map_err(|_| format!("AWS_LWA_READINESS_CHECK_PORT `{text}` is no port"))?,
                _ => port,
            },
            readiness_path: variable("AWS_LWA_READINESS_CHECK_PATH")
                .unwrap_or("/")
                .to_owned(),
            ready_when_connected: variable("AWS_LWA_READINESS_CHECK_PROTOCOL")
                .is_some_and(|protocol| protocol.eq_ignore_ascii_case("tcp")),
            streams: variable("AWS_LWA_INVOKE_MODE")
                .is_some_and(|mode| mode.eq_ignore_ascii_case("response_stream")),
            pass_through_path: variable("AWS_LWA_PASS_THROUGH_PATH")
                .unwrap_or("/events")
                .to_owned(),
            base_path: variable("AWS_LWA_REMOVE_BASE_PATH").map(str::to_owned),
        }))
    }

    async fn is_ready(&self) -> bool {
        if self.ready_when_connected {
            return TcpStream::connect(("127.0.0.1", self.readiness_port))
                .await
                .is_ok();
        }
        let mut request = Request::new(Full::default());
        let Ok(uri) = self.readiness_path.parse() else {
            return false;
        };
        *request.uri_mut() = uri;
        send(self.readiness_port, request)
            .await
            .is_ok_and(|response| response.status().as_u16() < UNHEALTHY_STATUS)
    }
}

/// Waits until the server is ready, then takes events for it.
pub(crate) async fn attend(server: WebServer, environment: Arc<Environment>) {
    while !server.is_ready().await {
        tokio::time::sleep(READINESS_INTERVAL).await;
    }
    while let Ok(taken) = environment.take().await {
        let id = taken.event.id.to_string();
        // When the process is gone its supervisor has said so already.
        let _ = match forward(&server, &environment, &id, taken).await {
            Ok(Some(payload)) => environment.answer(&id, Ok(payload)),
            Ok(None) => Ok(()),
            Err(failure) => environment.answer(&id, Err(failure)),
        };
    }
}

/// Sends an event on. `None` when the answer was streamed.
async fn forward(
    server: &WebServer,
    environment: &Arc<Environment>,
    id: &str,
    taken: Taken,
) -> Result<Option<Bytes>, Failure> {
    let failure = |why: String| reported(Some("WebAdapter.Error"), why.into());
    let inbound = Inbound::of(server, taken).map_err(failure)?;
    let passes_through = inbound.passes_through;
    let response = send(server.port, inbound.request).await.map_err(failure)?;
    if server.streams && !passes_through {
        return stream(environment, id, response).await.map(|()| None);
    }
    let (head, body) = response.into_parts();
    let body = Limited::new(body, PAYLOAD_BYTES_MAX)
        .collect()
        .await
        .map_err(|_| Failure::response_too_large(PAYLOAD_BYTES_MAX))?
        .to_bytes();
    Ok(Some(if passes_through {
        passed_through(&body)
    } else {
        let mut answer = prelude(head.status.as_u16(), &head.headers);
        let (text, is_base64) = body_text(&head.headers, &body);
        answer.insert("body".to_owned(), text.into());
        answer.insert("isBase64Encoded".to_owned(), is_base64.into());
        Value::Object(answer).to_string().into()
    }))
}

async fn stream(
    environment: &Arc<Environment>,
    id: &str,
    response: Response<Incoming>,
) -> Result<(), Failure> {
    let (head, mut body) = response.into_parts();
    let content_type = HeaderValue::from_static(HTTP_INTEGRATION_TYPE);
    let Ok(pieces) = environment.begin_stream(id, Some(content_type)) else {
        return Ok(());
    };
    let prelude = Value::Object(prelude(head.status.as_u16(), &head.headers)).to_string();
    let mut first = BytesMut::from(prelude.as_bytes());
    first.extend_from_slice(&[0; 8]);
    let _ = pieces.send(Piece::Data(first.freeze())).await;
    while let Some(frame) = body.frame().await {
        match frame.map(http_body::Frame::into_data) {
            Ok(Ok(data)) => {
                let _ = pieces.send(Piece::Data(data)).await;
            }
            Ok(Err(_)) => {}
            Err(error) => return Err(reported(Some("WebAdapter.Error"), error.to_string().into())),
        }
    }
    drop(pieces);
    let _ = environment.answer(id, Ok(Bytes::new()));
    Ok(())
}

async fn send(port: u16, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, String> {
    let connection = TcpStream::connect(("127.0.0.1", port))
        .await
        .map_err(|error| format!("the web server does not answer: {error}"))?;
    let _ = connection.set_nodelay(true);
    let (mut sender, connection) = http1::handshake(TokioIo::new(connection))
        .await
        .map_err(|error| error.to_string())?;
    // It ends with the response's body.
    tokio::spawn(connection);
    sender
        .send_request(request)
        .await
        .map_err(|error| error.to_string())
}

/// An event as a request.
struct Inbound {
    request: Request<Full<Bytes>>,
    /// Whether it is an event that is not about HTTP.
    passes_through: bool,
}

impl Inbound {
    fn of(server: &WebServer, taken: Taken) -> Result<Inbound, String> {
        let Taken {
            event,
            deadline_milliseconds,
        } = taken;
        let parsed: Value = serde_json::from_slice(&event.payload)
            .map_err(|error| format!("the event is not JSON: {error}"))?;
        let about = lambda_context(&event, deadline_milliseconds);
        let http = request_of(&parsed, server.base_path.as_deref())?;
        let passes_through = http.is_none();
        let mut request = match http {
            Some(request) => request.map(Full::new),
            None => Inbound::posted(server, event.payload)?,
        };
        let headers = request.headers_mut();
        if let Ok(value) = HeaderValue::try_from(about.to_string()) {
            headers.insert(HeaderName::from_static("x-amzn-lambda-context"), value);
        }
        if let Some(context) = parsed.get("requestContext")
            && let Ok(value) = HeaderValue::try_from(context.to_string())
        {
            headers.insert(HeaderName::from_static("x-amzn-request-context"), value);
        }
        if !headers.contains_key(HOST) {
            headers.insert(HOST, HeaderValue::from_static("127.0.0.1"));
        }
        Ok(Inbound {
            request,
            passes_through,
        })
    }

    /// An event that is not about HTTP.
    fn posted(server: &WebServer, payload: Bytes) -> Result<Request<Full<Bytes>>, String> {
        let mut request = Request::new(Full::new(payload));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = server
            .pass_through_path
            .parse()
            .map_err(|_| "AWS_LWA_PASS_THROUGH_PATH is no path".to_owned())?;
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, json);
        Ok(request)
    }
}

/// The request that an event of payload format 2.0 or 1.0 tells of.
pub(crate) fn request_of(
    event: &Value,
    base_path: Option<&str>,
) -> Result<Option<Request<Bytes>>, String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let method = event
        .pointer("/requestContext/http/method")
        .or_else(|| event.get("httpMethod"));
    let path = event.get("rawPath").or_else(|| event.get("path"));
    let (Some(method), Some(path)) = (method.and_then(text), path.and_then(text)) else {
        return Ok(None);
    };
    let mut path = match base_path {
        Some(base) => path.strip_prefix(base).unwrap_or(&path).to_owned(),
        None => path,
    };
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    if let Some(query) = query_of(event) {
        path = format!("{path}?{query}");
    }
    let body = match event.get("body").and_then(Value::as_str) {
        None => Bytes::new(),
        Some(body) if event.get("isBase64Encoded") == Some(&Value::Bool(true)) => STANDARD
            .decode(body)
            .map_err(|error| format!("the event's body is not Base64: {error}"))?
            .into(),
        Some(body) => Bytes::copy_from_slice(body.as_bytes()),
    };
    let mut request = Request::new(body);
    *request.method_mut() = method
        .parse()
        .map_err(|_| format!("the event's method `{method}` is none"))?;
    *request.uri_mut() = path
        .parse()
        .map_err(|_| format!("the event's path `{path}` is none"))?;
    let headers = request.headers_mut();
    for (name, value) in event
        .get("headers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        // What concerns the connection is not the event's to say.
        if matches!(
            &*name.to_ascii_lowercase(),
            "connection" | "content-length" | "transfer-encoding"
        ) {
            continue;
        }
        if let (Ok(name), Some(Ok(value))) = (
            HeaderName::try_from(name),
            value.as_str().map(HeaderValue::from_str),
        ) {
            headers.append(name, value);
        }
    }
    let cookies: Vec<&str> = event
        .get("cookies")
        .and_then(Value::as_array)
        .map(|cookies| cookies.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    if let Ok(value) = HeaderValue::try_from(cookies.join("; "))
        && !cookies.is_empty()
    {
        headers.insert(http::header::COOKIE, value);
    }
    Ok(Some(request))
}

fn query_of(event: &Value) -> Option<String> {
    if let Some(query) = event.get("rawQueryString").and_then(Value::as_str) {
        return (!query.is_empty()).then(|| query.to_owned());
    }
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let parameters = event.get("queryStringParameters")?.as_object()?;
    let pairs: Vec<String> = parameters
        .iter()
        .filter_map(|(name, value)| Some(format!("{}={}", encode(name), encode(value.as_str()?))))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join("&"))
}

fn lambda_context(event: &Event, deadline_milliseconds: u64) -> Value {
    json!({
        "request_id": event.id.to_string(),
        "deadline": deadline_milliseconds,
        "invoked_function_arn": &*event.function_arn,
        "xray_trace_id": event.trace.as_ref().and_then(|trace| trace.to_str().ok()),
        "client_context": null,
        "identity": null,
    })
}

/// Status, headers and cookies as payload format 2.0 has them.
pub(crate) fn prelude(status: u16, headers: &HeaderMap) -> Map<String, Value> {
    let mut plain: BTreeMap<&str, String> = BTreeMap::new();
    let mut cookies = Vec::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        if name == SET_COOKIE {
            cookies.push(Value::from(value));
        } else if matches!(
            name.as_str(),
            "connection" | "transfer-encoding" | "keep-alive"
        ) {
            // Of the connection to the web server, not of the answer.
        } else {
            plain
                .entry(name.as_str())
                .and_modify(|known| *known = format!("{known},{value}"))
                .or_insert_with(|| value.into_owned());
        }
    }
    let mut prelude = Map::new();
    prelude.insert("statusCode".to_owned(), status.into());
    prelude.insert("headers".to_owned(), json!(plain));
    prelude.insert("cookies".to_owned(), Value::Array(cookies));
    prelude
}

/// A body as a string of JSON, and whether that is Base64.
fn body_text(headers: &HeaderMap, body: &[u8]) -> (String, bool) {
    let is_text = !headers.contains_key(CONTENT_ENCODING)
        && headers
            .get(CONTENT_TYPE)
            .is_none_or(|content_type| is_textual(content_type.to_str().unwrap_or_default()));
    match std::str::from_utf8(body) {
        Ok(text) if is_text => (text.to_owned(), false),
        _ => (STANDARD.encode(body), true),
    }
}

/// As the crate `lambda_http` decides it.
pub(crate) fn is_textual(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/")
        || matches!(
            essence,
            "application/json"
                | "application/javascript"
                | "application/xml"
                | "application/x-www-form-urlencoded"
        )
        || essence.ends_with("+json")
        || essence.ends_with("+xml")
}

/// The answer to an event that is not about HTTP: JSON as it is, anything else as a string.
fn passed_through(body: &Bytes) -> Bytes {
    if body.is_empty() {
        return Bytes::from_static(b"null");
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(body) {
        Ok(_) => body.clone(),
        Err(_) => Value::from(String::from_utf8_lossy(body))
            .to_string()
            .into(),
    }
}
