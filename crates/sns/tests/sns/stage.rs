//! A service of its own for a test: the functions and queues it delivers to, an HTTP endpoint, and a
//! clock that stands still until it is moved.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use aws_sdk_sns::Client;
use aws_sdk_sns::config::{BehaviorVersion, Config, Region};
use bytes::Bytes;
use cloud::{Authentication, Cloud, Connector, Endpoints, Seam};
use http::StatusCode;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use iam::{Iam, UndeclaredRoles};
use journal::{Journal, Options};
use serde_json::Value;
use sns::{Configuration, Mail, Schedule, Schedules, Sns};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use wire::response::respond;
use wire::{Account, ApiError, Body, Caller, Future, Permission, Request, Response, Service};

/// Nothing here takes so long, unless it does not happen at all.
const HAPPENS_WITHIN: Duration = Duration::from_secs(20);

/// When the clock stands at first, in milliseconds since 1970.
pub(crate) const NOW_MS: u64 = 1_795_680_930_007;

pub(crate) const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:notify";
pub(crate) const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:orders";

/// A service and all that is around it.
pub(crate) struct Stage {
    pub(crate) client: Client,
    pub(crate) sns: Sns,
    pub(crate) lambda: Arc<Called>,
    pub(crate) sqs: Arc<Called>,
    pub(crate) journal: Journal,
    pub(crate) cloud: Cloud,
    pub(crate) clock: Arc<AtomicU64>,
}

/// A service that keeps what it is asked, and answers as it was told to.
pub(crate) struct Called {
    name: &'static str,
    requests: Mutex<Vec<(String, Value)>>,
    answers: Mutex<VecDeque<Answer>>,
    happened: Notify,
}

#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Status(u16),
    FunctionError,
}

/// How a service is set up.
pub(crate) struct Setting {
    pub(crate) journal: Journal,
    pub(crate) mail: Mail,
    /// Hosts that may be asked over HTTP.
    pub(crate) allowed: &'static [&'static str],
    pub(crate) schedules: Schedules,
    /// When the clock stands at first, in milliseconds since 1970.
    pub(crate) now_ms: u64,
}

impl Default for Setting {
    fn default() -> Setting {
        Setting {
            journal: Journal::open(&Options::memory()).expect("a journal"),
            mail: Mail::Outbox,
            allowed: &[],
            schedules: soon(),
            now_ms: NOW_MS,
        }
    }
}

impl Stage {
    pub(crate) fn new() -> Stage {
        Stage::of(Setting::default())
    }

    pub(crate) fn of(setting: Setting) -> Stage {
        let journal = setting.journal;
        let iam = Iam::open(iam::Configuration {
            journal: journal.clone(),
            folder: None,
            account: Account::default(),
            region: wire::Region::default(),
            undeclared_roles: UndeclaredRoles::Denied,
            file: None,
        })
        .expect("identities");
        let owner = iam.owner_credentials().clone();
        let endpoints = Endpoints::new([], wire::Region::default(), owner);
        let cloud = Cloud::new(iam, Authentication::Signed, endpoints);
        let clock = Arc::new(AtomicU64::new(setting.now_ms));
        let allowed = setting
            .allowed
            .iter()
            .map(|host| host.parse().expect("a pattern"));
        let guard = sdk::Guard {
            allowed: allowed.collect(),
        };
        let hands = clock.clone();
        let sns = Sns::open(Configuration {
            journal: journal.clone(),
            account: Account::default(),
            region: wire::Region::default(),
            exchange: sdk::Exchange::new(guard),
            mail: setting.mail,
            public_url: Arc::new(|| Some("http://localhost:4566".to_owned())),
            clock: Arc::new(move || {
                UNIX_EPOCH + Duration::from_millis(hands.load(Ordering::Relaxed))
            }),
            schedules: setting.schedules,
        })
        .expect("a service");
        let (lambda, sqs) = (Called::new("lambda"), Called::new("sqs"));
        cloud.set_services([
            Arc::new(sns.clone()) as Arc<dyn Service>,
            lambda.clone(),
            sqs.clone(),
        ]);
        sns.start(Arc::new(Seam::new(cloud.clone(), "sns.amazonaws.com")));
        Stage {
            client: client(&cloud, Caller::Owner),
            sns,
            lambda,
            sqs,
            journal,
            cloud,
            clock,
        }
    }

    pub(crate) fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).expect("a while");
        self.clock.fetch_add(by, Ordering::Relaxed);
    }

    /// A topic of this name; its ARN.
    pub(crate) async fn topic(&self, name: &str) -> String {
        let made = self.client.create_topic().name(name).send().await;
        made.expect("a topic").topic_arn.expect("an ARN")
    }

    /// A subscription; its ARN.
    pub(crate) async fn subscribe(
        &self,
        topic: &str,
        protocol: &str,
        endpoint: &str,
        attributes: &[(&str, &str)],
    ) -> String {
        let mut request = self
            .client
            .subscribe()
            .topic_arn(topic)
            .protocol(protocol)
            .endpoint(endpoint)
            .return_subscription_arn(true);
        for (name, value) in attributes {
            request = request.attributes(*name, *value);
        }
        let made = request.send().await.expect("a subscription");
        made.subscription_arn.expect("an ARN")
    }

    pub(crate) async fn publish(&self, topic: &str, message: &str) -> String {
        let published = self
            .client
            .publish()
            .topic_arn(topic)
            .message(message)
            .send();
        published
            .await
            .expect("published")
            .message_id
            .expect("an id")
    }

    /// Waits until all deliveries have ended, and that is written.
    pub(crate) async fn settled(&self) {
        eventually(|| self.sns.open_messages() == 0).await;
        self.journal.write(Vec::new()).await.expect("written");
    }
}

pub(crate) fn client(cloud: &Cloud, caller: Caller) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .http_client(Connector::new(cloud.clone(), caller))
        .retry_config(aws_sdk_sns::config::retry::RetryConfig::disabled())
        .allow_no_auth();
    Client::from_conf(config.build())
}

/// Retries in the numbers of AWS where they are few, without their delays.
pub(crate) fn soon() -> Schedules {
    let schedule = |retries| Schedule {
        immediate: retries,
        before_backoff: 0,
        backoff: 0,
        after_backoff: 0,
        delay_min: Duration::ZERO,
        delay_max: Duration::ZERO,
        growth: sns::retry::Growth::Linear,
    };
    Schedules {
        managed: schedule(3),
        people: schedule(3),
        http: schedule(3),
        function_error: schedule(2),
    }
}

/// Waits until something is so.
pub(crate) async fn eventually(mut is_so: impl FnMut() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(HAPPENS_WITHIN, wait)
        .await
        .expect("it happens in time");
}

impl Called {
    fn new(name: &'static str) -> Arc<Called> {
        Arc::new(Called {
            name,
            requests: Mutex::default(),
            answers: Mutex::default(),
            happened: Notify::new(),
        })
    }

    /// Answers the next requests like this, one after the other, and then well.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.answers.lock().unwrap().extend(answers);
    }

    /// What was asked so far: path and body.
    pub(crate) fn requests(&self) -> Vec<(String, Value)> {
        self.requests.lock().unwrap().clone()
    }

    /// The first so many bodies, once there are so many.
    pub(crate) async fn bodies(&self, count: usize) -> Vec<Value> {
        let wait = async {
            loop {
                let happened = self.happened.notified();
                let requests = self.requests();
                if requests.len() >= count {
                    return requests;
                }
                happened.await;
            }
        };
        let requests = tokio::time::timeout(HAPPENS_WITHIN, wait).await;
        let requests = requests.expect("it is asked in time");
        requests.into_iter().map(|(_, body)| body).collect()
    }
}

impl Service for Called {
    fn signing_name(&self) -> &'static str {
        self.name
    }

    fn permission(&self, _: &Request) -> Option<Permission> {
        None
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        let answer = {
            let mut answers = self.answers.lock().unwrap();
            answers.pop_front()
        };
        let body = serde_json::from_slice(&request.body).unwrap_or_default();
        let path = request.path().to_owned();
        self.requests.lock().unwrap().push((path, body));
        self.happened.notify_waiters();
        let mut response = respond(StatusCode::OK, "application/json", "{}");
        match answer {
            None => {}
            Some(Answer::Status(status)) => {
                *response.status_mut() = StatusCode::from_u16(status).expect("a status");
            }
            Some(Answer::FunctionError) => {
                let value = "Unhandled".parse().expect("a value");
                response.headers_mut().insert("x-amz-function-error", value);
                *response.body_mut() = Body::from(r#"{"errorMessage":"no"}"#);
            }
        }
        Box::pin(async { response })
    }

    fn refuse(&self, _: &Request, error: &ApiError) -> Response {
        error.to_json_response("application/json")
    }
}

/// An HTTP endpoint that keeps what is posted to it, and answers as it was told to.
pub(crate) struct Endpoint {
    pub(crate) url: String,
    posts: Arc<Mutex<Vec<Post>>>,
    statuses: Arc<Mutex<VecDeque<u16>>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Endpoint {
    pub(crate) async fn open() -> Endpoint {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let posts: Arc<Mutex<Vec<Post>>> = Arc::default();
        let statuses: Arc<Mutex<VecDeque<u16>>> = Arc::default();
        let (kept, told) = (posts.clone(), statuses.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, told) = (kept.clone(), told.clone());
                tokio::spawn(async move {
                    let service = service_fn(|request: http::Request<Incoming>| {
                        let (kept, told) = (kept.clone(), told.clone());
                        async move {
                            let (head, body) = request.into_parts();
                            let body = body.collect().await.expect("a body").to_bytes();
                            let status = told.lock().unwrap().pop_front().unwrap_or(200);
                            kept.lock().unwrap().push(Post {
                                headers: head.headers,
                                body: String::from_utf8_lossy(&body).into_owned(),
                            });
                            let mut response = http::Response::new(Full::new(Bytes::new()));
                            *response.status_mut() =
                                StatusCode::from_u16(status).expect("a status");
                            Ok::<_, Infallible>(response)
                        }
                    });
                    let http = hyper::server::conn::http1::Builder::new();
                    // A client that hangs up is no failure.
                    let _ = http.serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Endpoint {
            url: format!("http://{address}/hook"),
            posts,
            statuses,
        }
    }

    pub(crate) fn answer(&self, statuses: &[u16]) {
        self.statuses.lock().unwrap().extend(statuses);
    }

    pub(crate) async fn posts(&self, count: usize) -> Vec<Post> {
        eventually(|| self.posts.lock().unwrap().len() >= count).await;
        self.posts.lock().unwrap().clone()
    }
}
