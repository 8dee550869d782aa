//! A service in memory, and what tests ask of it.

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method};
use journal::{Journal, Options};
use lambda::{Configuration, Interpreters, Lambda, Limits, RoleCredentials};
use serde_json::{Value, json};
use wire::service::Unreachable;
use wire::{Account, Caller, Future, Region, Request, RequestId, Response, Service, Services};
use zip::write::SimpleFileOptions;

pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/worker";

/// A service and what it asked of others.
pub(crate) struct Server {
    pub(crate) lambda: Arc<Lambda>,
    pub(crate) others: Arc<Others>,
}

/// A response, its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The end of the log that came with it.
    pub(crate) fn log(&self) -> String {
        let encoded = self.header("x-amz-log-result").expect("a log result");
        String::from_utf8(STANDARD.decode(encoded).expect("Base64")).expect("text")
    }

    /// The error's code.
    pub(crate) fn code(&self) -> &str {
        self.header("x-amzn-errortype").unwrap_or_default()
    }
}

/// Services that remember what they were asked and say yes.
#[derive(Default)]
pub(crate) struct Others(Mutex<Vec<(String, http::Request<Bytes>)>>);

impl Others {
    /// The messages that were stored in a function's log.
    pub(crate) fn log_lines(&self, group: &str) -> Vec<String> {
        let asked = self.0.lock().expect("no panic");
        asked
            .iter()
            .filter(|(service, _)| service == "logs")
            .filter_map(|(_, request)| serde_json::from_slice::<Value>(request.body()).ok())
            .filter(|body| body["logGroupName"] == group)
            .filter_map(|body| body["logEvents"].as_array().cloned())
            .flatten()
            .filter_map(|event| Some(event["message"].as_str()?.to_owned()))
            .collect()
    }

    /// The bodies that a service was sent.
    pub(crate) fn bodies(&self, service: &str) -> Vec<Bytes> {
        let asked = self.0.lock().expect("no panic");
        let of_service = asked.iter().filter(|(asked, _)| asked == service);
        of_service
            .map(|(_, request)| request.body().clone())
            .collect()
    }
}

impl Services for Others {
    fn may(&self, _: Option<Arc<str>>, _: &wire::Permission) -> Result<(), wire::ApiError> {
        Ok(())
    }

    fn call(
        &self,
        service: &str,
        _: Option<Arc<str>>,
        request: http::Request<Bytes>,
    ) -> Future<'static, Result<Response, Unreachable>> {
        let mut asked = self.0.lock().expect("no panic");
        asked.push((service.to_owned(), request));
        Box::pin(async { Ok(Response::new(wire::Body::empty())) })
    }
}

/// What most tests start with.
pub(crate) fn configuration() -> Configuration {
    Configuration {
        account: Account::default(),
        region: Region::default(),
        folder: None,
        journal: Journal::open(&Options::memory()).expect("a journal in memory"),
        credentials: Arc::new(|role| {
            Some(RoleCredentials {
                access_key_id: format!("key-of-{}", role.rsplit('/').next().unwrap_or_default()),
                secret_access_key: "secret".to_owned(),
                session_token: Some("token".to_owned()),
                expires: None,
            })
        }),
        endpoint_url: Arc::new(|| Some("http://127.0.0.1:4566".to_owned())),
        limits: Limits {
            shutdown: Duration::from_millis(500),
            ..Limits::default()
        },
        interpreters: Interpreters::default(),
        sandbox: None,
    }
}

impl Server {
    pub(crate) fn start() -> Server {
        Server::with(configuration())
    }

    pub(crate) fn with(configuration: Configuration) -> Server {
        let lambda = Lambda::start(configuration).expect("the service starts");
        let others = Arc::new(Others::default());
        lambda.connect(others.clone());
        Server { lambda, others }
    }

    pub(crate) fn request(
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Request {
        let mut request = http::Request::new(());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().expect("a path");
        for (name, value) in headers {
            let name = http::HeaderName::try_from(*name).expect("a name");
            request
                .headers_mut()
                .append(name, value.parse().expect("a value"));
        }
        Request {
            head: request.into_parts().0,
            body: body.into(),
            caller: Caller::Owner,
            id: RequestId::random(),
        }
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let request = Server::request(method, path, headers, body);
        read(self.lambda.handle(request).await).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], Bytes::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, &[], body.to_string()).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PUT, path, &[], body.to_string()).await
    }

    /// Makes a function of these files; `settings` add to what it is made with.
    pub(crate) async fn create(
        &self,
        name: &str,
        runtime: &str,
        handler: &str,
        files: &[(&str, &str)],
        settings: Value,
    ) -> Answer {
        let mut body = json!({
            "FunctionName": name,
            "Runtime": runtime,
            "Handler": handler,
            "Role": ROLE,
            "Code": {"ZipFile": STANDARD.encode(archive(files))},
        });
        for (member, value) in settings.as_object().expect("an object") {
            body[member] = value.clone();
        }
        let answer = self.post("/2015-03-31/functions", &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer
    }

    /// Invokes a function and asks for the end of its log.
    pub(crate) async fn invoke(&self, name: &str, event: &Value) -> Answer {
        self.call(
            Method::POST,
            &format!("/2015-03-31/functions/{name}/invocations"),
            &[("x-amz-log-type", "Tail")],
            event.to_string(),
        )
        .await
    }
}

pub(crate) async fn read(response: Response) -> Answer {
    let (head, body) = response.into_parts();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body: body.collect().await,
    }
}

/// An archive of these files; all can be executed.
pub(crate) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().unix_permissions(0o755);
    for (name, content) in files {
        writer.start_file(*name, options).expect("an entry");
        writer.write_all(content.as_bytes()).expect("its content");
    }
    writer.finish().expect("an archive").into_inner()
}

/// Whether a program is there; says so when a test is skipped for want of it.
pub(crate) fn has(program: &str) -> bool {
    let found = std::process::Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !found {
        assert!(std::env::var_os("CI").is_none(), "`{program}` is missing");
        eprintln!("skipped: `{program}` is missing");
    }
    found
}

/// A Python with `awslambdaric`, `boto3`, `fastapi` and `uvicorn`, made once below the target
/// folder; `None`, with a word about it, when it cannot be made.
pub(crate) fn environment() -> Option<std::path::PathBuf> {
    static MADE: std::sync::OnceLock<Option<std::path::PathBuf>> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        if !has("python3") {
            return None;
        }
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("lambda-python");
        let python = folder.join("bin/python3");
        let succeeds = |program: &std::path::Path, arguments: &[&str]| {
            let output = std::process::Command::new(program).args(arguments).output();
            output.is_ok_and(|output| output.status.success())
        };
        let packages = ["awslambdaric", "boto3", "fastapi", "uvicorn"];
        let imports = format!("import {}", packages.join(", "));
        let made = succeeds(&python, &["-c", &imports])
            || succeeds(
                "python3".as_ref(),
                &["-m", "venv", &folder.to_string_lossy()],
            ) && succeeds(
                &python,
                &[&["-m", "pip", "install", "--quiet"], &packages[..]].concat(),
            );
        if !made {
            assert!(
                std::env::var_os("CI").is_none(),
                "{packages:?} cannot be installed"
            );
            eprintln!("skipped: {packages:?} cannot be installed");
        }
        made.then_some(python)
    })
    .clone()
}
