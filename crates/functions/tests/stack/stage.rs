//! The stack on embedded services, in memory: its table, topic, roles, functions and machines, made
//! as the template has them. Roles that nobody has declared may do nothing.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bedrock::Bedrock;
use bytes::Bytes;
use cloud::{Authentication, Cloud, Connector, Endpoints, Seam};
use delivery::delivery::{Configuration, Elsewhere, Mail};
use delivery::payment::http::BaseUrl;
use delivery::payment::pix::Receiver;
use delivery::payment::sandbox::{SandboxClient, SandboxConfiguration};
use delivery::payment::{Provider, Secret};
use delivery::shop_secret::ShopSecret;
use delivery::store::Acceptance;
use delivery::table::Table;
use delivery::{Delivery, StoreId};
use http::{Method, Request, Response};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use iam::{Iam, UndeclaredRoles};
use journal::{Journal, Options};
use knowledge::{DocumentName, KnowledgeBaseId, KnowledgeBases};
use lambda::Lambda;
use sandbox_provider::SandboxProvider;
use serde_json::{Value, json};
use stepfunctions::{StepFunctions, SystemClock};
use tokio::net::TcpListener;
use wire::{Account, Caller, Region, RequestId, Service, Services as _};

use crate::permissions::Asked;
use crate::shop::{NAME, SECRET, Shop};
use crate::zip_of_bootstrap::ZIP;

/// The model that answers.
pub(crate) const ANSWER_MODEL: &str = "anthropic.claude-3-haiku-20240307-v1:0";

/// What the shop says of itself.
pub(crate) const TEXT: &str = "# Horários\n\nNo domingo a loja abre às 18h e fecha às 22h.\n";

pub(crate) struct Stage {
    pub(crate) shop: Shop,
    /// The shop's own way to what the stack has: as a server has it.
    pub(crate) delivery: Delivery,
    pub(crate) store: StoreId,
    pub(crate) asked: Asked,
    /// Where AWS, and the server that has the sandbox of payments, answer.
    pub(crate) address: String,
    /// Those of the account's owner.
    pub(crate) keys: iam::Credentials,
    pub(crate) step_functions: aws_sdk_sfn::Client,
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    services: Seam,
    lambda: Arc<Lambda>,
    _folder: tempfile::TempDir,
}

/// What answers over HTTP.
#[derive(Clone)]
struct Front {
    cloud: Cloud,
    lambda: Arc<Lambda>,
    provider: SandboxProvider,
    delivery: Delivery,
}

impl Stage {
    /// The stack, made; of its functions these, each of which takes a while.
    pub(crate) async fn with(functions: &[&str]) -> Stage {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let bedrock = Arc::new(Bedrock::new(bedrock::Configuration {
            bases: texts(),
            ..bedrock::Configuration::default()
        }));
        let shop = Shop::with(&[
            ("BaseUrl", &address),
            ("Architecture", "x86_64"),
            ("KnowledgeBaseId", &knowledge_base(&bedrock).await),
            ("AnswerModelId", ANSWER_MODEL),
            ("TextMessages", "yes"),
        ]);
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal::open(&Options::memory()).expect("a journal in memory");
        let iam = iam(&shop, &journal, folder.path());
        let keys = iam.owner_credentials().clone();
        let region = Region::default();
        let endpoints = Endpoints::new([], region.clone(), keys.clone());
        let cloud = Cloud::new(iam.clone(), Authentication::Signed, endpoints);
        let asked = Asked::default();
        let (stepfunctions, lambda, sns) = services(&cloud, &journal, &asked, &address, bedrock);
        sns.start(Arc::new(Seam::new(cloud.clone(), "sns.amazonaws.com")));
        stepfunctions.recover().expect("an empty journal");
        let secret = ShopSecret::from_hex(SECRET).expect("a secret");
        let provider = SandboxProvider::open(sandbox_provider::Configuration {
            journal,
            base_url: format!("{address}/sandbox/provider"),
            api_key: secret.provider_key(),
            webhook_secrets: vec![secret.webhook_secret()],
            webhook_url: Some(format!("{address}/api/payments/webhook")),
            clock: sandbox_provider::Clock::wall(),
            auto_pay_after: None,
            mischief: None,
        });
        macro_rules! client {
            ($sdk:ident) => {{
                let config = $sdk::config::Config::builder()
                    .behavior_version($sdk::config::BehaviorVersion::latest())
                    .region($sdk::config::Region::new(region.as_str().to_owned()))
                    .http_client(Connector::new(cloud.clone(), Caller::Owner))
                    .allow_no_auth();
                $sdk::Client::from_conf(config.build())
            }};
        }
        let sfn = client!(aws_sdk_sfn);
        let delivery = Delivery::new(Configuration {
            table: Table::new(client!(aws_sdk_dynamodb), shop.id("Table")),
            step_functions: sfn.clone(),
            state_machine_arn: shop.arn("OrderStateMachine"),
            sns: client!(aws_sdk_sns),
            topic_arn: shop.arn("NoticesTopic"),
            provider: sandbox(&address, &secret),
            quote_keys: secret.quote_keys(),
            tracking_key: secret.tracking_key(),
            mail: Mail::Outbox,
            sms_through_sns: true,
            base_url: address.clone(),
            pace: 1,
            elsewhere: Elsewhere::default(),
        });
        let front = Front {
            cloud: cloud.clone(),
            lambda: lambda.clone(),
            provider: provider.expect("a provider"),
            delivery: delivery.clone(),
        };
        tokio::spawn(listen(listener, front));
        let stage = Stage {
            shop,
            delivery,
            store: StoreId::parse("loja").expect("an identifier"),
            asked,
            address,
            keys,
            step_functions: sfn,
            dynamodb: client!(aws_sdk_dynamodb),
            services: Seam::new(cloud.clone(), "lambda.amazonaws.com"),
            lambda,
            _folder: folder,
        };
        stage.make(functions, client!(aws_sdk_sns)).await;
        stage
    }

    /// Makes what the template declares, and a store to sell something.
    async fn make(&self, functions: &[&str], sns: aws_sdk_sns::Client) {
        for table in self.shop.of_kind("AWS::DynamoDB::Table") {
            self.make_table(&table.logical_id).await;
        }
        for topic in self.shop.of_kind("AWS::SNS::Topic") {
            let name = format!("{NAME}-{}", topic.logical_id);
            let made = sns.create_topic().name(name).send().await;
            let made = made.expect("a topic");
            assert_eq!(made.topic_arn, Some(self.shop.arn(&topic.logical_id)));
        }
        for function in functions {
            self.make_function(function).await;
        }
        for subscription in self.shop.of_kind("AWS::SNS::Subscription") {
            let properties = self.shop.properties(&subscription.logical_id);
            let text = |name: &str| properties[name].as_str().expect("a text").to_owned();
            let subscribed = sns
                .subscribe()
                .topic_arn(text("TopicArn"))
                .protocol(text("Protocol"))
                .endpoint(text("Endpoint"))
                .send();
            subscribed.await.expect("a subscription");
        }
        for machine in self.shop.of_kind("AWS::StepFunctions::StateMachine") {
            self.make_machine(&machine.logical_id).await;
        }
        for url in self.shop.of_kind("AWS::Lambda::Url") {
            let properties = self.shop.properties(&url.logical_id);
            let function = properties["TargetFunctionArn"]
                .as_str()
                .expect("a function");
            if !functions.iter().any(|made| self.shop.arn(made) == function) {
                continue;
            }
            let url = json!({
                "AuthType": properties["AuthType"],
                "InvokeMode": properties["InvokeMode"],
            });
            let path = format!("/2021-10-31/functions/{}/url", plain_name(function));
            self.lambda("POST", &path, &url).await;
        }
        self.delivery
            .settle_first_store(&self.store)
            .await
            .expect("a store");
        let mut store = (*self.delivery.store(&self.store).await.expect("a store")).clone();
        store.accepts = Acceptance::AtOnce;
        self.delivery.settle_store(&store).await.expect("settled");
    }

    async fn make_table(&self, id: &str) {
        let mut properties = self.shop.properties(id);
        let members = properties.as_object_mut().expect("properties");
        let expires = members.remove("TimeToLiveSpecification");
        members.remove("PointInTimeRecoverySpecification");
        members.insert("TableName".to_owned(), self.shop.id(id).into());
        self.table("CreateTable", &properties).await;
        let expires = json!({
            "TableName": self.shop.id(id),
            "TimeToLiveSpecification": expires,
        });
        self.table("UpdateTimeToLive", &expires).await;
    }

    async fn make_function(&self, id: &str) {
        let mut function = self.shop.properties(id);
        let members = function.as_object_mut().expect("properties");
        members.insert("FunctionName".to_owned(), self.shop.id(id).into());
        let zip = json!({ "ZipFile": STANDARD.encode(&*ZIP) });
        members.insert("Code".to_owned(), zip);
        // There is one group for each function here; and Lambda takes tags in another form.
        members.remove("LoggingConfig");
        members.remove("Tags");
        self.lambda("POST", "/2015-03-31/functions", &function)
            .await;
    }

    async fn make_machine(&self, id: &str) {
        let properties = self.shop.properties(id);
        let text = |name: &str| properties[name].as_str().expect("a text");
        let path = crate::shop::folder().join(text("DefinitionUri"));
        let mut definition = std::fs::read_to_string(path).expect("the definition");
        let filled = properties["DefinitionSubstitutions"].as_object();
        for (name, value) in filled.expect("substitutions") {
            let value = value.as_str().expect("a text");
            definition = definition.replace(&format!("${{{name}}}"), value);
        }
        let made = self
            .step_functions
            .create_state_machine()
            .name(text("StateMachineName"))
            .r#type(text("StateMachineType").into())
            .definition(definition)
            .role_arn(text("RoleArn"))
            .send();
        let made = made.await.expect("a machine");
        assert_eq!(made.state_machine_arn, self.shop.arn(id));
    }

    /// Has a function handle an event; what it gives.
    pub(crate) async fn invoke(&self, function: &str, event: &Value) -> Value {
        let path = format!(
            "/2015-03-31/functions/{}/invocations",
            self.shop.id(function)
        );
        self.lambda("POST", &path, event).await
    }

    /// Asks Lambda as the account's owner.
    async fn lambda(&self, method: &str, path: &str, body: &Value) -> Value {
        let method: Method = method.parse().expect("a method");
        let request = Request::builder().method(method).uri(path);
        let request = request
            .body(Bytes::from(body.to_string()))
            .expect("a request");
        self.ask("lambda", request).await
    }

    /// Asks DynamoDB as the account's owner.
    pub(crate) async fn table(&self, operation: &str, body: &Value) -> Value {
        let request = Request::post("/")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header("content-type", "application/x-amz-json-1.0")
            .body(Bytes::from(body.to_string()));
        self.ask("dynamodb", request.expect("a request")).await
    }

    async fn ask(&self, service: &str, request: Request<Bytes>) -> Value {
        let asked = format!("{} {}", request.method(), request.uri());
        let answer = self.services.call(service, None, request).await;
        let answer = answer.expect("an answer");
        let (head, body) = answer.into_parts();
        let body = body.collect().await;
        let text = String::from_utf8_lossy(&body);
        assert!(head.status.is_success(), "{asked}: {} {text}", head.status);
        let failed = head.headers.get("x-amz-function-error");
        assert!(failed.is_none(), "{asked}: {text}");
        serde_json::from_slice(&body).unwrap_or(Value::Null)
    }

    /// Ends the processes of the functions.
    pub(crate) async fn close(self) {
        self.lambda.shutdown().await;
    }
}

/// `f` of `arn:aws:lambda:R:A:function:f`.
fn plain_name(function: &str) -> &str {
    function.rsplit(':').next().unwrap_or(function)
}

/// The roles and policies of the template, and no others.
fn iam(shop: &Shop, journal: &Journal, folder: &std::path::Path) -> Iam {
    let roles = shop.of_kind("AWS::IAM::Role").map(|role| {
        let mut declared = shop.properties(&role.logical_id);
        declared["RoleName"] = shop.id(&role.logical_id).into();
        declared
    });
    let policies = shop.of_kind("AWS::IAM::ManagedPolicy").map(|policy| {
        let mut declared = shop.properties(&policy.logical_id);
        let name = format!("{NAME}-{}", policy.logical_id);
        declared["PolicyName"] = name.into();
        declared
    });
    let declarations = json!({
        "Roles": roles.collect::<Vec<_>>(),
        "Policies": policies.collect::<Vec<_>>(),
    });
    let file = folder.join("iam.json");
    std::fs::write(&file, declarations.to_string()).expect("written");
    let iam = Iam::open(iam::Configuration {
        journal: journal.clone(),
        folder: None,
        account: Account::default(),
        region: Region::default(),
        undeclared_roles: UndeclaredRoles::Denied,
        file: Some(file),
    });
    iam.unwrap_or_else(|error| panic!("{error}"))
}

fn services(
    cloud: &Cloud,
    journal: &Journal,
    asked: &Asked,
    address: &str,
    bedrock: Arc<Bedrock>,
) -> (Arc<StepFunctions>, Arc<Lambda>, sns::Sns) {
    let (account, region) = (Account::default(), Region::default());
    let stepfunctions = StepFunctions::open(stepfunctions::Configuration {
        journal: journal.clone(),
        account: account.clone(),
        region: region.clone(),
        services: Arc::new(Seam::new(cloud.clone(), "states.amazonaws.com")),
        http: sdk::HttpTask::new(
            sdk::Guard::default(),
            sdk::Connections::default(),
            Region::DEFAULT,
        ),
        clock: Arc::new(SystemClock),
    });
    let stepfunctions = Arc::new(stepfunctions.expect("an empty journal"));
    let (iam, endpoint_url) = (cloud.iam().clone(), address.to_owned());
    let lambda = Lambda::start(lambda::Configuration {
        account: account.clone(),
        region: region.clone(),
        folder: None,
        journal: journal.clone(),
        credentials: Arc::new(move |role| Some(role_credentials(&iam, role))),
        endpoint_url: Arc::new(move || Some(endpoint_url.clone())),
        limits: lambda::Limits {
            initialization: Duration::from_mins(1),
            ..lambda::Limits::default()
        },
        interpreters: lambda::Interpreters::default(),
        sandbox: None,
    });
    let lambda = lambda.expect("functions");
    lambda.connect(Arc::new(Seam::new(cloud.clone(), "lambda.amazonaws.com")));
    let sns = sns::Sns::open(sns::Configuration {
        journal: journal.clone(),
        account,
        region,
        exchange: sdk::Exchange::new(sdk::Guard::default()),
        mail: sns::Mail::Outbox,
        public_url: Arc::new(|| None),
        clock: Arc::new(SystemTime::now),
        schedules: sns::Schedules::default(),
    });
    let sns = sns.expect("topics");
    let tables = dynamodb::DynamoDb::open(dynamodb::Configuration::memory()).expect("tables");
    let all = [
        stepfunctions.clone() as Arc<dyn Service>,
        lambda.clone(),
        Arc::new(tables),
        Arc::new(sns.clone()),
        bedrock,
    ];
    cloud.set_services(all.map(|service| asked.watch(service)));
    (stepfunctions, lambda, sns)
}

/// The knowledge base of the assistant.
fn texts() -> Arc<KnowledgeBases> {
    let bases = KnowledgeBases::in_memory(None);
    let base = KnowledgeBaseId::new("shop").expect("a name");
    let document = DocumentName::new("horarios.md").expect("a name");
    let kept = bases.upload(&base, &document, TEXT.as_bytes());
    kept.expect("a text");
    Arc::new(bases)
}

/// The id that AWS's clients know it by.
async fn knowledge_base(bedrock: &Bedrock) -> String {
    let (head, ()) = Request::post("/knowledgebases/")
        .body(())
        .expect("a request")
        .into_parts();
    let listed = bedrock.handle(wire::Request {
        head,
        body: Bytes::from_static(b"{}"),
        caller: Caller::Owner,
        id: RequestId::random(),
    });
    let listed = listed.await.into_body().collect().await;
    let listed: Value = serde_json::from_slice(&listed).expect("JSON");
    let id = &listed["knowledgeBaseSummaries"][0]["knowledgeBaseId"];
    id.as_str().expect("an id").to_owned()
}

/// The keys of a role that trusts Lambda.
fn role_credentials(iam: &Iam, role: &str) -> lambda::RoleCredentials {
    let (service, context) = ("lambda.amazonaws.com", iam::Context::default());
    let assumed = iam.assume_for_service(role, service, "function", &context);
    assumed.expect("a role that functions may have");
    let seconds = *iam::ROLE_SESSION_SECONDS.end();
    let keys = iam.session_credentials(role, "function", seconds, SystemTime::now());
    let token = keys.session_token.as_ref();
    lambda::RoleCredentials {
        access_key_id: keys.access_key_id.clone(),
        secret_access_key: keys.secret_access_key.reveal().to_owned(),
        session_token: token.map(|token| token.reveal().to_owned()),
        expires: None,
    }
}

fn sandbox(address: &str, secret: &ShopSecret) -> Provider {
    let base_url = format!("{address}/sandbox/provider");
    Provider::Sandbox(SandboxClient::new(SandboxConfiguration {
        base_url: BaseUrl::parse(&base_url).expect("an address"),
        api_key: Secret::from(secret.provider_key()),
        webhook_secrets: vec![Secret::from(secret.webhook_secret())],
        receiver: Receiver::new("Cantina", "Vila Serena").expect("a receiver"),
    }))
}

async fn listen(listener: TcpListener, front: Front) {
    loop {
        let (stream, from) = listener.accept().await.expect("a connection");
        let front = front.clone();
        let answer = service_fn(move |request: Request<Incoming>| {
            let front = front.clone();
            async move { Ok::<_, Infallible>(front.answer(request, from.ip()).await) }
        });
        tokio::spawn(async move {
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

impl Front {
    async fn answer(&self, request: Request<Incoming>, from: IpAddr) -> wire::Response {
        let (head, body) = request.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        if head.uri.path().starts_with("/sandbox/") {
            let answer = self.provider.answer(Request::from_parts(head, body)).await;
            return answer.map(wire::Body::Whole);
        }
        if head.uri.path() == "/api/payments/webhook" {
            let taken = self.delivery.provider_event(&head.headers, &body).await;
            let status = if matches!(taken, Ok(Ok(_))) { 200 } else { 500 };
            let answer = Response::builder().status(status);
            return answer.body(wire::Body::empty()).expect("a response");
        }
        let Some(url) = self.lambda.function_url(&head) else {
            return self.cloud.answer(head, body, from).await;
        };
        let mut request = wire::Request {
            head: head.clone(),
            body,
            caller: Caller::Anonymous,
            id: RequestId::random(),
        };
        let context = self.cloud.identify(&mut request, from);
        let allowed = context.and_then(|context| match url.permission() {
            None => Ok(()),
            Some(leave) => self.cloud.may(&request.caller, &leave, &context),
        });
        match allowed {
            Ok(()) => url.answer(request).await,
            Err(error) => error.to_rest_json_response("Message"),
        }
    }
}
