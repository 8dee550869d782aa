//! Step Functions as `aws-sdk-sfn` finds it: within the process, over TCP, and passed on.
//!
//! One script is played over each way, so that nobody can tell them apart.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_sfn::Client;
use aws_sdk_sfn::config::retry::RetryConfig;
use aws_sdk_sfn::config::timeout::TimeoutConfig;
use aws_sdk_sfn::config::{self, BehaviorVersion, Config};
use aws_sdk_sfn::error::{DisplayErrorContext, ProvideErrorMetadata as _, SdkError};
use aws_sdk_sfn::operation::RequestId as _;
use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;
use aws_sdk_sfn::types::{
    ExecutionStatus, HistoryEvent, HistoryEventType, StateMachineListItem, StateMachineType,
    SyncExecutionStatus,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use cloud::{Authentication, Cloud, Connector, Endpoints, Seam};
use http::{HeaderValue, StatusCode, Uri};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use iam::{Iam, UndeclaredRoles};
use journal::{Journal, Options};
use sdk::remote::Endpoint;
use stepfunctions::{StepFunctions, SystemClock};
use tokio::net::{TcpListener, TcpStream};
use wire::response::respond;
use wire::{Account, ApiError, Body, Caller, Permission, Region, Request, Response, Service};

const ROLE: &str = "arn:aws:iam::000000000000:role/shop";
const NOWHERE: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:nowhere";
const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";

/// Nothing here takes so long, unless it does not end at all.
const ENDS_WITHIN: Duration = Duration::from_secs(20);

#[tokio::test]
async fn clients_work_within_the_process() {
    let (cloud, _services) = embedded();
    everything_works(&client(Connector::new(cloud, Caller::Owner))).await;
}

#[tokio::test]
async fn clients_work_over_tcp_with_signatures() {
    let (cloud, _services) = embedded();
    let owner = cloud.iam().owner_credentials().clone();
    let address = listen(cloud).await;
    let signing_with = |secret: &str| {
        let key = owner.access_key_id.as_str();
        let config = configuration(PlainHttp(address))
            .endpoint_url(format!("http://{address}"))
            .credentials_provider(config::Credentials::new(key, secret, None, None, "a test"));
        Client::from_conf(config.build())
    };
    everything_works(&signing_with(owner.secret_access_key.reveal())).await;

    let forged = signing_with("another").list_activities().send().await;
    let error = forged.expect_err("a signature that proves nothing");
    assert_eq!(error.code(), Some("InvalidSignatureException"));
}

#[tokio::test]
async fn services_that_are_elsewhere_are_asked_there() {
    let (there, _services) = embedded();
    let keys = there.iam().owner_credentials().clone();
    let address = listen(there).await;
    let here = without_services(&format!("http://{address}"), Some(keys));
    everything_works(&client(Connector::new(here, Caller::Owner))).await;
}

#[tokio::test]
async fn callers_may_do_what_they_may() {
    let (cloud, _services) = embedded();
    let caller = Caller::Role {
        role_arn: ROLE.into(),
        session: "an-order".into(),
    };
    let client = client(Connector::new(cloud, caller));
    let refused = client.list_state_machines().send().await;
    let refused = refused.expect_err("a role that nobody declared may do nothing here");
    assert_eq!(refused.code(), Some("AccessDeniedException"));
    let said = refused.message().unwrap_or_default();
    assert!(said.contains("states:ListStateMachines"), "{said}");
}

#[tokio::test]
async fn what_cannot_be_asked_is_an_error_of_the_connection() {
    let failure = async |cloud| {
        let client = client(Connector::new(cloud, Caller::Owner));
        match client.list_activities().send().await {
            Err(SdkError::DispatchFailure(failure)) => failure,
            other => panic!("{other:?}"),
        }
    };
    let refused = failure(without_services("http://127.0.0.1:1", None)).await;
    assert!(refused.is_io(), "{refused:?}");

    let (empty, _journal) = cloud([], None);
    let unknown = failure(empty).await;
    assert!(unknown.is_user(), "{unknown:?}");
    let said = format!("{unknown:?}");
    assert!(said.contains("--endpoint states=URL"), "{said}");
}

#[tokio::test]
async fn an_answer_is_not_waited_for_longer_than_the_client_says() {
    let (cloud, _services) = embedded();
    let timeouts = TimeoutConfig::builder().read_timeout(Duration::from_millis(20));
    let config = configuration(Connector::new(cloud.clone(), Caller::Owner))
        .allow_no_auth()
        .timeout_config(timeouts.build());
    let patient = client(Connector::new(cloud, Caller::Owner));
    let activity = patient.create_activity().name("pack").send().await;
    let activity = activity.expect("an activity").activity_arn;
    let hasty = Client::from_conf(config.build());
    let poll = hasty.get_activity_task().activity_arn(activity);
    match poll.send().await {
        Err(SdkError::DispatchFailure(failure)) => assert!(failure.is_timeout(), "{failure:?}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_streamed_answer_is_read_while_it_is_written() {
    let (pieces, body) = Body::stream();
    let (cloud, _journal) = cloud([], None);
    cloud.set_services([Arc::new(Streaming(Mutex::new(Some(body)))) as Arc<dyn Service>]);

    let mut request = HttpRequest::new(SdkBody::from("{}"));
    let address = "https://streaming-logs.us-east-1.amazonaws.com/";
    request.set_uri(address).expect("an address");
    let headers = request.headers_mut();
    headers.insert("x-amz-target", "Logs_20140328.StartLiveTail");
    let answer = Connector::new(cloud, Caller::Owner).call(request);
    let answer = tokio::time::timeout(ENDS_WITHIN, answer).await;
    let answer = answer
        .expect("an answer before its end")
        .expect("an answer");
    assert_eq!(answer.headers().get("content-type"), Some(EVENT_STREAM));
    let mut body = answer.into_body();
    for piece in ["one", "two"] {
        pieces.send(piece.into()).await.expect("somebody reads");
        let frame = body.frame().await.expect("a piece").expect("no error");
        assert_eq!(frame.into_data().expect("data"), piece);
    }
    drop(pieces);
    assert!(body.frame().await.is_none());
}

/// Plays the script over one way to Step Functions.
async fn everything_works(client: &Client) {
    executions_run_and_are_told_of(client).await;
    errors_have_their_types(client).await;
    activities_are_called_back(client).await;
    express_executions_are_answered(client).await;
    pages_follow_one_another(client).await;
}

async fn executions_run_and_are_told_of(client: &Client) {
    let definition = r#"{"StartAt": "Price", "States": {
        "Price": {"Type": "Pass", "Result": 12, "ResultPath": "$.price", "Next": "Tax"},
        "Tax": {"Type": "Pass", "Result": 2, "ResultPath": "$.tax", "Next": "Done"},
        "Done": {"Type": "Succeed"}}}"#;
    let machine = machine(client, "order", StateMachineType::Standard, definition).await;
    let start = client.start_execution().state_machine_arn(&machine);
    let start = start.name("first").input(r#"{"pizza":"größte – 🍕"}"#);
    let started = start.send().await.expect("an execution");
    assert!(started.request_id().is_some_and(|id| id.len() == 36));
    let execution = ended(client, started.execution_arn()).await;
    assert_eq!(execution.status(), &ExecutionStatus::Succeeded);
    let output = r#"{"pizza":"größte – 🍕","price":12,"tax":2}"#;
    assert_eq!(execution.output(), Some(output));

    let history = client.get_execution_history();
    let history = history.execution_arn(started.execution_arn());
    let whole = history.clone().send().await.expect("a history");
    assert_eq!(whole.next_token(), None);
    let pages = history.max_results(3).into_paginator().items().send();
    let events: Result<Vec<HistoryEvent>, _> = pages.collect().await;
    let events = events.expect("every page");
    assert_eq!(events, whole.events());
    assert_eq!(events.len(), 8);
    assert_eq!(events[7].r#type(), &HistoryEventType::ExecutionSucceeded);
}

async fn errors_have_their_types(client: &Client) {
    let describe = client.describe_state_machine().state_machine_arn(NOWHERE);
    let missing = describe.send().await.expect_err("no such machine");
    let raw = missing.raw_response().expect("an answer of the service");
    assert_eq!(raw.status().as_u16(), 400);
    let missing = missing.into_service_error();
    assert!(missing.is_state_machine_does_not_exist(), "{missing:?}");
    let said = missing.message().unwrap_or_default();
    assert!(said.contains(NOWHERE), "{said}");
    assert!(missing.request_id().is_some());

    let create = client.create_state_machine().name("broken").role_arn(ROLE);
    let create = create.definition(r#"{"StartAt": "Gone", "States": {}}"#);
    let refused = create.send().await.expect_err("a definition that is none");
    assert!(refused.into_service_error().is_invalid_definition());

    let forged = client.send_task_success().task_token("forged").output("{}");
    let forged = forged
        .send()
        .await
        .expect_err("nobody was given this token");
    assert!(forged.into_service_error().is_invalid_token());
}

async fn activities_are_called_back(client: &Client) {
    let activity = client.create_activity().name("bake").send().await;
    let activity = activity.expect("an activity").activity_arn;
    let definition = format!(
        r#"{{"StartAt": "Bake", "States": {{
            "Bake": {{"Type": "Task", "Resource": "{activity}", "End": true}}}}}}"#
    );
    let machine = machine(client, "kitchen", StateMachineType::Standard, &definition).await;
    let start = client.start_execution().state_machine_arn(machine);
    let start = start.input(r#"{"pizza":1}"#);
    let poll = client.get_activity_task().activity_arn(activity);

    let baked = start.clone().send().await.expect("an execution");
    let task = poll.clone().send().await.expect("a task");
    assert_eq!(task.input(), Some(r#"{"pizza":1}"#));
    let token = task.task_token().expect("a token");
    let beat = client.send_task_heartbeat().task_token(token).send().await;
    beat.expect("the task is open");
    let success = client.send_task_success().task_token(token);
    let success = success.output(r#""crisp""#);
    success.clone().send().await.expect("the task is open");
    let baked = ended(client, baked.execution_arn()).await;
    assert_eq!(baked.output(), Some(r#""crisp""#));
    let again = success.send().await.expect_err("a task ends once");
    let again = again.into_service_error();
    assert!(again.is_task_timed_out(), "{again:?}");

    let burnt = start.send().await.expect("an execution");
    let task = poll.send().await.expect("a task");
    let token = task.task_token().expect("a token");
    let failure = client.send_task_failure().task_token(token);
    let failure = failure.error("Burnt").cause("too hot").send().await;
    failure.expect("the task is open");
    let burnt = ended(client, burnt.execution_arn()).await;
    assert_eq!(burnt.status(), &ExecutionStatus::Failed);
    assert_eq!(
        (burnt.error(), burnt.cause()),
        (Some("Burnt"), Some("too hot"))
    );
}

/// The client sends these to a host of their own, which begins with `sync-`.
async fn express_executions_are_answered(client: &Client) {
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "Sum", "States": {
        "Sum": {"Type": "Pass", "Output": "{% $sum($states.input) %}", "End": true}}}"#;
    let machine = machine(client, "sum", StateMachineType::Express, definition).await;
    let start = client.start_sync_execution().state_machine_arn(machine);
    let done = start.input("[1, 2, 3]").send().await.expect("an answer");
    assert_eq!(done.status(), &SyncExecutionStatus::Succeeded);
    assert_eq!(done.output(), Some("6"));
    assert!(done.billing_details().is_some());
}

async fn pages_follow_one_another(client: &Client) {
    let list = client.list_state_machines().max_results(1);
    let pages = list.into_paginator().items().send();
    let machines: Result<Vec<StateMachineListItem>, _> = pages.collect().await;
    let machines = machines.expect("every page");
    let mut names: Vec<&str> = machines.iter().map(StateMachineListItem::name).collect();
    names.sort_unstable();
    assert_eq!(names, ["kitchen", "order", "sum"]);
}

/// Makes a machine; its ARN.
async fn machine(client: &Client, name: &str, kind: StateMachineType, definition: &str) -> String {
    let create = client.create_state_machine().name(name).r#type(kind);
    let created = create.role_arn(ROLE).definition(definition).send().await;
    match created {
        Ok(machine) => machine.state_machine_arn,
        Err(error) => panic!("{name}: {}", DisplayErrorContext(error)),
    }
}

/// The execution when it has ended.
async fn ended(client: &Client, arn: &str) -> DescribeExecutionOutput {
    let describe = client.describe_execution().execution_arn(arn);
    let ended = tokio::time::timeout(ENDS_WITHIN, async {
        loop {
            let execution = describe.clone().send().await.expect("the execution");
            if execution.status() != &ExecutionStatus::Running {
                return execution;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    });
    ended.await.expect("the execution ends")
}

/// A client that needs no keys.
fn client(connector: Connector) -> Client {
    Client::from_conf(configuration(connector).allow_no_auth().build())
}

fn configuration(http: impl HttpClient + 'static) -> config::Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(config::Region::new("us-east-1"))
        .retry_config(RetryConfig::disabled())
        .http_client(http)
}

/// A cloud with Step Functions on a journal in memory, where roles that nobody declared may do
/// nothing. What is given with it ends its work when it is dropped.
fn embedded() -> (Cloud, Arc<StepFunctions>) {
    let (cloud, journal) = cloud([], None);
    let stepfunctions = StepFunctions::open(stepfunctions::Configuration {
        journal,
        account: Account::default(),
        region: Region::default(),
        services: Arc::new(Seam::new(cloud.clone(), "states.amazonaws.com")),
        http: sdk::HttpTask::new(
            sdk::Guard::default(),
            sdk::Connections::default(),
            Region::DEFAULT,
        ),
        clock: Arc::new(SystemClock),
    });
    let stepfunctions = Arc::new(stepfunctions.expect("an empty journal"));
    cloud.set_services([stepfunctions.clone() as Arc<dyn Service>]);
    stepfunctions.recover().expect("an empty journal");
    (cloud, stepfunctions)
}

/// A cloud that asks for Step Functions at `url`.
fn without_services(url: &str, keys: Option<iam::Credentials>) -> Cloud {
    let endpoint = Endpoint::parse(url, Region::DEFAULT).expect("an endpoint");
    cloud([("states".to_owned(), endpoint)], keys).0
}

/// A cloud whose services are not set yet, and what they may keep their things in.
fn cloud<const N: usize>(
    endpoints: [(String, Endpoint); N],
    keys: Option<iam::Credentials>,
) -> (Cloud, Journal) {
    let journal = Journal::open(&Options::memory()).expect("a journal in memory");
    let iam = Iam::open(iam::Configuration {
        journal: journal.clone(),
        folder: None,
        account: Account::default(),
        region: Region::default(),
        undeclared_roles: UndeclaredRoles::Denied,
        file: None,
    })
    .expect("identities");
    let keys = keys.unwrap_or_else(|| iam.owner_credentials().clone());
    let endpoints = Endpoints::new(endpoints, Region::default(), keys);
    (Cloud::new(iam, Authentication::Signed, endpoints), journal)
}

/// Answers requests on a port of its own, for as long as the runtime lives.
async fn listen(cloud: Cloud) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, from)) = listener.accept().await {
            let cloud = cloud.clone();
            let answer = service_fn(move |request: http::Request<Incoming>| {
                let cloud = cloud.clone();
                async move {
                    let (head, body) = request.into_parts();
                    let body = body.collect().await.expect("a body").to_bytes();
                    Ok::<_, Infallible>(cloud.answer(head, body, from.ip()).await)
                }
            });
            let server = hyper::server::conn::http1::Builder::new();
            tokio::spawn(server.serve_connection(TokioIo::new(stream), answer));
        }
    });
    address
}

/// A client's way to one server, whatever host a request is for: `sync-127.0.0.1` has no address.
#[derive(Clone, Debug)]
struct PlainHttp(SocketAddr);

impl PlainHttp {
    async fn send(self, request: HttpRequest) -> Result<HttpResponse, BoxError> {
        let mut request = request.try_into_http1x()?;
        let address = std::mem::take(request.uri_mut()).into_parts();
        let host = address.authority.ok_or("the request has no host")?;
        let host = HeaderValue::from_str(host.as_str())?;
        request.headers_mut().insert(http::header::HOST, host);
        let path_and_query = address.path_and_query.ok_or("the request has no path")?;
        *request.uri_mut() = Uri::from(path_and_query);
        let stream = TokioIo::new(TcpStream::connect(self.0).await?);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
        tokio::spawn(connection);
        let response = sender.send_request(request).await?;
        Ok(response.map(SdkBody::from_body_1_x).try_into()?)
    }
}

impl HttpConnector for PlainHttp {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.clone().send(request);
        HttpConnectorFuture::new(async { answer.await.map_err(ConnectorError::io) })
    }
}

impl HttpClient for PlainHttp {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// A service that answers once, with a stream.
struct Streaming(Mutex<Option<Body>>);

impl Service for Streaming {
    fn signing_name(&self) -> &'static str {
        "logs"
    }

    fn permission(&self, _request: &Request) -> Option<Permission> {
        None
    }

    fn handle(&self, _request: Request) -> wire::Future<'_, Response> {
        let body = self.0.lock().expect("no panic").take();
        let body = body.expect("one request");
        Box::pin(async { respond(StatusCode::OK, EVENT_STREAM, body) })
    }

    fn refuse(&self, _request: &Request, error: &ApiError) -> Response {
        error.to_json_response("application/x-amz-json-1.1")
    }
}
