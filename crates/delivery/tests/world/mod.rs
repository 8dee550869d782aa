//! A delivery on embedded services, in memory: a table, a topic, the workflow, a payment provider. Where
//! a test says so, others answer for the services ([`Elsewhere`]).

pub(crate) mod functions_over_http;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use cloud::{Authentication, Cloud, Connector, Endpoints, Seam};
use delivery::customer::Customer;
use delivery::delivery::{
    AddressWish, Cart, CartLine, Configuration, Elsewhere, Mail, NOTICES, PlaceOrder, Placed,
    STATE_MACHINE,
};
use delivery::functions::{self, FUNCTIONS};
use delivery::notice::Preferences;
use delivery::order::{CarriedBy, Method};
use delivery::payment::http::BaseUrl;
use delivery::payment::pix::Receiver;
use delivery::payment::sandbox::{SandboxClient, SandboxConfiguration};
use delivery::payment::{Provider, Secret};
use delivery::shop_secret::ShopSecret;
use delivery::store::{Acceptance, Store};
use delivery::table::{Key, Table};
use delivery::{CustomerId, Delivery, ItemId, Order, OrderKey, Status, StoreId};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use iam::{Iam, UndeclaredRoles};
use jiff::Timestamp;
use journal::{Journal, Options};
use lambda::{FunctionError, Lambda};
use sandbox_provider::SandboxProvider;
use stepfunctions::{StepFunctions, SystemClock};
use tokio::net::TcpListener;
use wire::{Account, Caller, Region, Service};

/// Nothing here takes so long, unless it does not end at all.
const ENDS_WITHIN: Duration = Duration::from_secs(30);

/// Services that others answer for: what is `None` is embedded.
#[derive(Default)]
pub(crate) struct Elsewhere {
    pub(crate) dynamodb: Option<aws_sdk_dynamodb::Client>,
    pub(crate) sns: Option<aws_sdk_sns::Client>,
    pub(crate) step_functions: Option<aws_sdk_sfn::Client>,
    /// Where they are, when any is.
    pub(crate) region: Option<&'static str>,
    /// The workflow as it must be written there for a store, if it cannot be as it is.
    pub(crate) workflow: Option<fn(&str, &Store, &Delivery) -> String>,
}

impl Elsewhere {
    /// The place in the ARNs of a service.
    fn place(&self, is_elsewhere: bool) -> String {
        let region = self.region.filter(|_| is_elsewhere);
        format!("{}:{ACCOUNT}", region.unwrap_or(Region::DEFAULT))
    }
}

/// Whose everything is, here and elsewhere.
pub(crate) const ACCOUNT: &str = "000000000000";

/// What every key of the shop comes from.
pub(crate) fn secret() -> ShopSecret {
    ShopSecret::new([0x0a; ShopSecret::LENGTH])
}

pub(crate) struct World {
    pub(crate) delivery: Delivery,
    pub(crate) store: StoreId,
    pub(crate) provider: SandboxProvider,
    pub(crate) cloud: Cloud,
    /// Where functions can be added.
    #[allow(dead_code, reason = "the tests of other crates add some")]
    pub(crate) lambda: Arc<Lambda>,
    #[allow(dead_code, reason = "the tests of other crates look at executions")]
    pub(crate) stepfunctions: Arc<StepFunctions>,
    elsewhere: Elsewhere,
}

impl World {
    /// One in which a store accepts every order at once, and time goes so much faster.
    pub(crate) async fn new(pace: u32) -> World {
        World::with(pace, Vec::new()).await
    }

    /// The same, with more services.
    pub(crate) async fn with(pace: u32, more: Vec<Arc<dyn Service>>) -> World {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        World::with_services(listener, pace, more, Elsewhere::default()).await
    }

    /// The same, with services elsewhere, which reach its functions over HTTP
    /// ([`functions_over_http`]).
    pub(crate) async fn with_services(
        listener: TcpListener,
        pace: u32,
        more: Vec<Arc<dyn Service>>,
        elsewhere: Elsewhere,
    ) -> World {
        let address = listener.local_addr().expect("an address");
        let provider_url = format!("http://{address}/sandbox/provider");
        let journal = Journal::open(&Options::memory()).expect("a journal in memory");
        let provider = SandboxProvider::open(sandbox_provider::Configuration {
            journal: journal.clone(),
            base_url: provider_url.clone(),
            api_key: secret().provider_key(),
            webhook_secrets: vec![secret().webhook_secret()],
            webhook_url: Some(format!("http://{address}/api/payments/webhook")),
            clock: sandbox_provider::Clock::wall(),
            auto_pay_after: None,
            mischief: None,
        })
        .expect("a provider");
        let (cloud, stepfunctions, lambda, sns) = embedded(&journal, more);
        let base_url = format!("http://{address}");
        let delivery = delivery(&cloud, &elsewhere, &provider_url, &base_url, pace);
        for name in FUNCTIONS {
            let delivery = delivery.clone();
            let registered = lambda.register(name, move |invoked| {
                let delivery = delivery.clone();
                async move {
                    let event = serde_json::from_slice(&invoked.payload).expect("JSON");
                    let answer = functions::invoke(&delivery, name, event).await;
                    let failed = |error: functions::FunctionError| {
                        FunctionError::new(error.error_type, error.message)
                    };
                    Ok(Bytes::from(answer.map_err(failed)?.to_string()))
                }
            });
            registered.expect("a name");
        }
        sns.start(Arc::new(Seam::new(cloud.clone(), "sns.amazonaws.com")));
        stepfunctions.recover().expect("an empty journal");
        tokio::spawn(listen(listener, provider.clone(), delivery.clone()));
        let role = "arn:aws:iam::000000000000:role/entrega-order";
        let place = elsewhere.place(elsewhere.sns.is_some());
        let send_notice = format!("arn:aws:lambda:{place}:function:SendNoticeFunction");
        let settled = delivery.settle_services(role, &send_notice).await;
        settled.expect("services");
        let store = StoreId::parse("loja").expect("an identifier");
        let settled = delivery.settle_first_store(&store).await;
        settled.expect("a store");
        let world = World {
            delivery,
            store,
            provider,
            cloud,
            lambda,
            stepfunctions,
            elsewhere,
        };
        world
            .settle(|store| store.accepts = Acceptance::AtOnce)
            .await;
        world
    }

    /// Where the services are.
    pub(crate) fn region(&self) -> &str {
        self.elsewhere.region.unwrap_or(Region::DEFAULT)
    }

    /// The execution that carries an order.
    pub(crate) fn execution(&self, order: &OrderKey) -> String {
        let place = self
            .elsewhere
            .place(self.elsewhere.step_functions.is_some());
        format!(
            "arn:aws:states:{place}:execution:{STATE_MACHINE}:{}",
            order.order
        )
    }

    /// DynamoDB, as somebody asks it who is in the same process.
    #[allow(dead_code, reason = "those who have a table of their own do")]
    pub(crate) fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        if let Some(elsewhere) = &self.elsewhere.dynamodb {
            return elsewhere.clone();
        }
        let config = aws_sdk_dynamodb::config::Config::builder()
            .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
            .region(aws_sdk_dynamodb::config::Region::new(Region::DEFAULT))
            .http_client(Connector::new(self.cloud.clone(), Caller::Owner))
            .allow_no_auth();
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// Step Functions, as the workflow is looked at from outside.
    pub(crate) fn step_functions(&self) -> aws_sdk_sfn::Client {
        if let Some(elsewhere) = &self.elsewhere.step_functions {
            return elsewhere.clone();
        }
        let config = aws_sdk_sfn::config::Config::builder()
            .behavior_version(aws_sdk_sfn::config::BehaviorVersion::latest())
            .region(aws_sdk_sfn::config::Region::new(Region::DEFAULT))
            .http_client(Connector::new(self.cloud.clone(), Caller::Owner))
            .allow_no_auth();
        aws_sdk_sfn::Client::from_conf(config.build())
    }

    /// The topic of notices.
    pub(crate) fn topic(&self) -> String {
        let place = self.elsewhere.place(self.elsewhere.sns.is_some());
        format!("arn:aws:sns:{place}:{NOTICES}")
    }

    /// Changes what the store has settled.
    pub(crate) async fn settle(&self, change: impl FnOnce(&mut Store)) {
        let mut store = (*self.delivery.store(&self.store).await.expect("a store")).clone();
        change(&mut store);
        self.delivery.settle_store(&store).await.expect("settled");
        if let Some(workflow) = self.elsewhere.workflow {
            let client = self.step_functions();
            let arn = self.delivery.state_machine_arn(STATE_MACHINE);
            let machine = client.describe_state_machine().state_machine_arn(&arn);
            let machine = machine.send().await.expect("the workflow");
            let definition = workflow(machine.definition(), &store, &self.delivery);
            let written = client.update_state_machine().state_machine_arn(arn);
            let written = written.definition(definition).send().await;
            written.expect("the workflow");
        }
    }

    /// A customer who can be reached.
    pub(crate) async fn customer(&self, name: &str) -> CustomerId {
        let now = Timestamp::now();
        let zone = jiff::tz::TimeZone::get("America/Sao_Paulo").expect("a zone");
        let customer = Customer {
            store: self.store.clone(),
            id: CustomerId::fresh(now),
            name: name.to_owned(),
            phone: Some(delivery::Phone::parse("(11) 98765-4321").expect("a number")),
            email: None,
            whatsapp_opt_in: false,
            preferences: Preferences::in_zone(zone),
            since: now,
        };
        let key = Key::customer(&self.store, &customer.id);
        let written = self.delivery.table().put(&key, &customer, None).await;
        written.expect("written");
        customer.id
    }

    /// Something without options, that can be had, and what it is brought to.
    pub(crate) async fn wish(&self, item: &ItemId, quantity: u32, payment: Method) -> PlaceOrder {
        let cart = Cart {
            lines: vec![CartLine {
                item: item.clone(),
                quantity,
                options: Vec::new(),
                note: None,
            }],
        };
        let town = delivery::town::Town::bundled();
        let place = town.nearest(delivery::town::Point { x: 300.0, y: 200.0 });
        let address = AddressWish {
            line: town.address_of(place).to_string(),
            complement: None,
            instructions: None,
        };
        let quoted = self.delivery.quote(&self.store, &cart, &address).await;
        PlaceOrder {
            cart,
            quote: quoted.expect("a quote").signed.as_str().to_owned(),
            complement: None,
            instructions: None,
            note: None,
            payment,
            slot: None,
        }
    }

    /// An item that is ordered as it is.
    pub(crate) async fn plain_item(&self) -> ItemId {
        let menu = self.delivery.menu(&self.store).await.expect("a menu");
        let mut items = menu.items();
        let plain = items.find(|item| {
            item.options.iter().all(|group| group.min == 0) && item.price.as_minor() >= 2_000
        });
        plain.expect("an item without options").id.clone()
    }

    /// Places an order.
    pub(crate) async fn place(
        &self,
        customer: &CustomerId,
        wish: &PlaceOrder,
        key: &str,
    ) -> Placed {
        let carried = CarriedBy::Workflow;
        let placed = self
            .delivery
            .place(&self.store, customer, wish, key, carried)
            .await;
        placed.expect("placed")
    }

    /// The order, once this is true of it.
    pub(crate) async fn until(
        &self,
        order: &OrderKey,
        what: &str,
        is: impl Fn(&Order) -> bool,
    ) -> Order {
        let mut feed = self.delivery.feed().listen();
        let wait = async {
            loop {
                let order = self.delivery.order(order).await.expect("the order");
                if is(&order) {
                    return order;
                }
                let pause = Duration::from_millis(50);
                let _ = tokio::time::timeout(pause, feed.recv()).await;
            }
        };
        if let Ok(order) = tokio::time::timeout(ENDS_WITHIN, wait).await {
            return order;
        }
        let now = self.delivery.order(order).await.expect("the order");
        panic!("{what} did not come: {now:#?}");
    }

    /// The order, once it is there.
    pub(crate) async fn at(&self, order: &OrderKey, status: Status) -> Order {
        self.until(order, status.name(), |order| order.status == status)
            .await
    }

    /// Asks the provider for something, as its test endpoints take it.
    pub(crate) async fn provider(&self, method: &str, path: &str, body: &str) -> serde_json::Value {
        let request = Request::builder()
            .method(method)
            .uri(format!("/sandbox/provider{path}"))
            .header(
                "authorization",
                format!("Bearer {}", secret().provider_key()),
            )
            .header("content-type", "application/json")
            .body(Bytes::from(body.to_owned()));
        let response = self.provider.answer(request.expect("a request")).await;
        assert!(response.status().is_success(), "{response:?}");
        serde_json::from_slice(response.body()).expect("JSON")
    }
}

fn delivery(
    cloud: &Cloud,
    elsewhere: &Elsewhere,
    provider_url: &str,
    base_url: &str,
    pace: u32,
) -> Delivery {
    let connector = Connector::new(cloud.clone(), Caller::Owner);
    macro_rules! client {
        ($sdk:ident) => {{
            let config = $sdk::config::Config::builder()
                .behavior_version($sdk::config::BehaviorVersion::latest())
                .region($sdk::config::Region::new(Region::DEFAULT))
                .http_client(connector.clone())
                .allow_no_auth();
            $sdk::Client::from_conf(config.build())
        }};
    }
    let provider = SandboxClient::new(SandboxConfiguration {
        base_url: BaseUrl::parse(provider_url).expect("an address"),
        api_key: Secret::from(secret().provider_key()),
        webhook_secrets: vec![Secret::from(secret().webhook_secret())],
        receiver: Receiver::new("Cantina", "Vila Serena").expect("a receiver"),
    });
    let dynamodb = elsewhere.dynamodb.clone();
    let dynamodb = dynamodb.unwrap_or_else(|| client!(aws_sdk_dynamodb));
    let step_functions = elsewhere.step_functions.clone();
    let machines = elsewhere.place(step_functions.is_some());
    let sns = elsewhere.sns.clone();
    let topics = elsewhere.place(sns.is_some());
    Delivery::new(Configuration {
        table: Table::new(dynamodb, "entrega"),
        step_functions: step_functions.unwrap_or_else(|| client!(aws_sdk_sfn)),
        state_machine_arn: format!("arn:aws:states:{machines}:stateMachine:{STATE_MACHINE}"),
        sns: sns.unwrap_or_else(|| client!(aws_sdk_sns)),
        topic_arn: format!("arn:aws:sns:{topics}:{NOTICES}"),
        provider: Provider::Sandbox(provider),
        quote_keys: secret().quote_keys(),
        tracking_key: secret().tracking_key(),
        mail: Mail::Outbox,
        sms_through_sns: false,
        base_url: base_url.to_owned(),
        pace,
        elsewhere: Elsewhere::default(),
    })
}

fn embedded(
    journal: &Journal,
    more: Vec<Arc<dyn Service>>,
) -> (Cloud, Arc<StepFunctions>, Arc<Lambda>, sns::Sns) {
    let (account, region) = (Account::default(), Region::default());
    let iam = Iam::open(iam::Configuration {
        journal: journal.clone(),
        folder: None,
        account: account.clone(),
        region: region.clone(),
        undeclared_roles: UndeclaredRoles::Allowed,
        file: None,
    })
    .expect("identities");
    let keys = iam.owner_credentials().clone();
    let nowhere = Endpoints::new([], region.clone(), keys);
    let cloud = Cloud::new(iam, Authentication::Signed, nowhere);
    let tables = dynamodb::DynamoDb::open(dynamodb::Configuration::memory()).expect("tables");
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
    let lambda = Lambda::start(lambda::Configuration {
        account: account.clone(),
        region: region.clone(),
        folder: None,
        journal: journal.clone(),
        credentials: Arc::new(|_| None),
        endpoint_url: Arc::new(|| None),
        limits: lambda::Limits::default(),
        interpreters: lambda::Interpreters::default(),
        sandbox: None,
    })
    .expect("functions");
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
    })
    .expect("topics");
    let own = [
        stepfunctions.clone() as Arc<dyn Service>,
        lambda.clone(),
        Arc::new(tables),
        Arc::new(sns.clone()),
    ];
    cloud.set_services(own.into_iter().chain(more));
    (cloud, stepfunctions, lambda, sns)
}

/// The provider, where it tells what happens, and the functions.
async fn listen(listener: TcpListener, provider: SandboxProvider, delivery: Delivery) {
    loop {
        let (stream, _) = listener.accept().await.expect("a connection");
        let (provider, delivery) = (provider.clone(), delivery.clone());
        let answer = service_fn(move |request: Request<Incoming>| {
            let (provider, delivery) = (provider.clone(), delivery.clone());
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await.expect("a body").to_bytes();
                if head.uri.path().starts_with("/sandbox") {
                    let answer = provider.answer(Request::from_parts(head, body)).await;
                    return Ok::<_, Infallible>(answer.map(Full::new));
                }
                if let Some(name) = functions_over_http::name(head.uri.path()) {
                    let answer = functions_over_http::answer(&delivery, name, &body).await;
                    return Ok(answer.map(Full::new));
                }
                let taken = delivery.provider_event(&head.headers, &body).await;
                let status = if matches!(taken, Ok(Ok(_))) { 200 } else { 500 };
                let answer = Response::builder().status(status).body(Full::default());
                Ok(answer.expect("a response"))
            }
        });
        tokio::spawn(async move {
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}
