//! The service: start, handlers of this program, shutdown.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;

use bytes::Bytes;
use journal::Journal;
use tokio::task::JoinHandle;
use wire::{ApiError, Services};

use crate::code::CodeStore;
use crate::configuration::Configuration;
use crate::events::Events;
use crate::figures::SAMPLED_EVERY;
use crate::function::{
    Attributes, Code, Function, Logging, Runtime, Settings, Version, VersionRecord,
};
use crate::functions::{Functions, ReadError};
use crate::host::Host;
use crate::in_process::web::WebHandler;
use crate::in_process::{Handler, HandlerResult, Invoked};
use crate::invoke::{Event, Executor, Permit};
use crate::logs::{LogStream, Logs};
use crate::name::{FunctionName, Reference};
use crate::sandbox;

/// How long a handler of this program may take unless its function is configured otherwise.
const IN_PROCESS_TIMEOUT_SECONDS: u32 = 60;
/// How long the log has to be stored at the end.
const LAST_FLUSH_MAX: Duration = Duration::from_secs(2);

/// AWS Lambda. [`wire::Service`] is its API.
pub struct Lambda {
    host: Arc<Host>,
    functions: Functions,
    events: Events,
    /// Which function a URL's id belongs to.
    urls: RwLock<HashMap<String, Reference>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    this: Weak<Lambda>,
}

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder for code cannot be used.
    #[error("the folder of functions cannot be used: {0}")]
    Folder(#[from] std::io::Error),
    /// The functions of a former server cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Why a handler cannot be registered.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum RegisterError {
    /// Names are 1 to 64 letters, digits, `-` and `_`.
    #[error("`{0}` cannot be the name of a function")]
    Name(String),
    /// There is a function of that name whose code is an archive.
    #[error("function `{0}` exists and has code of its own: delete it first")]
    Taken(FunctionName),
}

impl Lambda {
    /// Starts the service with the functions of the server before. Needs a tokio runtime.
    pub fn start(configuration: Configuration) -> Result<Arc<Lambda>, StartError> {
        let code = CodeStore::open(configuration.folder.clone())?;
        let logs = Arc::new(Logs::new());
        let host = Arc::new(Host::new(&configuration, code, logs)?);
        let journal: Journal = configuration.journal;
        let functions = Functions::read(&host, journal.clone())?;
        host.code.retain(|sha256| functions.uses(sha256))?;
        let (events, waiting) = Events::read(journal, &host.limits)?;
        let mut urls = HashMap::new();
        for function in functions.all() {
            for (qualifier, url) in &function.attributes.urls {
                let reference = Reference {
                    name: function.name.clone(),
                    qualifier: crate::name::Qualifier::parse(qualifier)
                        .filter(|_| !qualifier.is_empty()),
                };
                urls.insert(url.id.clone(), reference);
            }
        }
        let lambda = Arc::new_cyclic(|this| Lambda {
            host,
            functions,
            events,
            urls: RwLock::new(urls),
            tasks: Mutex::default(),
            this: Weak::clone(this),
        });
        let logs = Arc::clone(&lambda.host.logs);
        lambda.keep(tokio::spawn(async move { logs.ship().await }));
        lambda.keep(tokio::spawn(shrink(Arc::clone(&lambda.host))));
        lambda.keep(tokio::spawn(sample(Weak::clone(&lambda.this))));
        lambda.keep(tokio::spawn(tell_of_sandbox(Arc::clone(&lambda.host))));
        for event in waiting {
            lambda.events.resume(&lambda, event);
        }
        Ok(lambda)
    }

    /// Makes the other services reachable: CloudWatch Logs for what functions write, S3 for code,
    /// and wherever asynchronous results are sent. Until then logs wait.
    pub fn connect(&self, services: Arc<dyn Services>) {
        self.host.logs.connect(services);
    }

    /// Makes a handler of this program a function.
    ///
    /// It is like any other in the API, but its code is not updated; CreateFunction with its name puts
    /// a function with code of its own in its place. Aliases, URLs, permissions and
    /// settings that it was given are kept from one start to the next. START, END and REPORT are
    /// not logged unless its `SystemLogLevel` is set to `INFO`.
    pub fn register<F, R>(&self, name: &str, handler: F) -> Result<(), RegisterError>
    where
        F: Fn(Invoked) -> R + Send + Sync + 'static,
        R: Future<Output = HandlerResult> + Send + 'static,
    {
        self.put_handler(name, |logs, stream| {
            Executor::InProcess(Handler::new(handler, logs, stream))
        })
    }

    /// Makes what answers HTTP in this program a function, for its URL: events become requests, and
    /// its answers are streamed. Otherwise as [`Lambda::register`].
    pub fn register_web<F, R, B>(&self, name: &str, answer: F) -> Result<(), RegisterError>
    where
        F: Fn(http::Request<Bytes>) -> R + Send + Sync + 'static,
        R: Future<Output = http::Response<B>> + Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: std::fmt::Display,
    {
        self.put_handler(name, |logs, stream| {
            Executor::Web(WebHandler::new(answer, logs, stream))
        })
    }

    fn put_handler(
        &self,
        name: &str,
        executor: impl FnOnce(Arc<Logs>, LogStream) -> Executor,
    ) -> Result<(), RegisterError> {
        let name = FunctionName::parse(name).ok_or_else(|| RegisterError::Name(name.to_owned()))?;
        let known = self.functions.get(&name);
        let settings = match &known {
            Some(function) if function.latest.record.code != Code::InProcess => {
                return Err(RegisterError::Taken(name));
            }
            Some(function) => function.latest.record.settings.clone(),
            None => self.in_process_settings(&name),
        };
        let stream = LogStream::new(&settings.logging.group, "$LATEST");
        let executor = executor(Arc::clone(&self.host.logs), stream);
        let version = |record: &Arc<VersionRecord>| {
            Arc::new(Version {
                record: Arc::clone(record),
                executor: executor.clone(),
            })
        };
        let function = match known {
            Some(known) => Function {
                latest: version(&known.latest.record),
                published: known
                    .published
                    .iter()
                    .map(|(number, known)| (*number, version(&known.record)))
                    .collect(),
                name,
                attributes: known.attributes.clone(),
                in_progress: Arc::clone(&known.in_progress),
                figures: Arc::clone(&known.figures),
            },
            None => Function {
                latest: version(&Arc::new(VersionRecord::new(
                    None,
                    settings,
                    Code::InProcess,
                ))),
                published: BTreeMap::new(),
                name,
                attributes: Attributes::default(),
                in_progress: Arc::default(),
                figures: Arc::default(),
            },
        };
        self.functions.put(function);
        self.events.look_again();
        Ok(())
    }

    fn in_process_settings(&self, name: &FunctionName) -> Settings {
        Settings {
            runtime: Runtime::Provided("provided.al2023".to_owned()),
            role: format!("arn:aws:iam::{}:role/{name}", self.host.place.account),
            handler: "in-process".to_owned(),
            description: "part of the server".to_owned(),
            timeout_seconds: IN_PROCESS_TIMEOUT_SECONDS,
            memory_megabytes: 128,
            storage_megabytes: 512,
            environment: BTreeMap::new(),
            layers: Vec::new(),
            architecture: if cfg!(target_arch = "aarch64") {
                "arm64".to_owned()
            } else {
                "x86_64".to_owned()
            },
            logging: Logging {
                format: "JSON".to_owned(),
                application_level: Some("INFO".to_owned()),
                system_level: Some("WARN".to_owned()),
                group: format!("/aws/lambda/{name}"),
            },
            dead_letter_arn: None,
            tracing_mode: "PassThrough".to_owned(),
            inert: serde_json::Map::new(),
        }
    }

    /// Ends all processes and stores what is left of the log. The service answers no more.
    pub async fn shutdown(&self) {
        let tasks = {
            let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *tasks)
        };
        for task in &tasks {
            task.abort();
        }
        self.events.stop();
        let mut stopping = tokio::task::JoinSet::new();
        for pool in self.host.pools() {
            stopping.spawn(async move { pool.stop().await });
        }
        stopping.join_all().await;
        let _ = tokio::time::timeout(LAST_FLUSH_MAX, self.host.logs.flush()).await;
        self.host.code.close();
    }

    fn keep(&self, task: JoinHandle<()>) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.push(task);
    }

    pub(crate) fn host(&self) -> &Arc<Host> {
        &self.host
    }

    pub(crate) fn functions(&self) -> &Functions {
        &self.functions
    }

    pub(crate) fn events(&self) -> &Events {
        &self.events
    }

    pub(crate) fn services(&self) -> Option<&Arc<dyn Services>> {
        self.host.logs.services()
    }

    /// A place among the invocations in progress.
    pub(crate) fn permit(&self, function: &Function) -> Result<Permit, ApiError> {
        let permit = Permit::acquire(function, &self.host);
        if permit.is_err() {
            function.figures.throttled();
        }
        permit
    }

    /// Keeps an event and runs it when that can be. When it returns, the event is on the disk.
    pub(crate) async fn enqueue(
        &self,
        reference: &Reference,
        event: Event,
    ) -> Result<(), ApiError> {
        match self.this.upgrade() {
            Some(this) => self.events.accept(&this, reference, event).await,
            None => Err(crate::error::service("the server is stopping")),
        }
    }

    pub(crate) fn learn_url(&self, reference: &Reference, id: &str) {
        let mut urls = self.urls.write().unwrap_or_else(PoisonError::into_inner);
        urls.insert(id.to_owned(), reference.clone());
    }

    pub(crate) fn forget_url(&self, id: &str) {
        let mut urls = self.urls.write().unwrap_or_else(PoisonError::into_inner);
        urls.remove(id);
    }

    pub(crate) fn of_url(&self, id: &str) -> Option<Reference> {
        let urls = self.urls.read().unwrap_or_else(PoisonError::into_inner);
        urls.get(id).cloned()
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        let tasks = self.tasks.get_mut().unwrap_or_else(PoisonError::into_inner);
        for task in tasks {
            task.abort();
        }
    }
}

/// Says once how far functions are confined here.
async fn tell_of_sandbox(host: Arc<Host>) {
    let Some((program, subcommand)) = &host.sandbox else {
        tracing::warn!("functions are not confined: no program is configured for that");
        return;
    };
    match sandbox::missing(program, subcommand).await {
        Ok(missing) if missing.is_empty() => tracing::debug!("functions are confined"),
        Ok(missing) => {
            let missing = missing.join("; ");
            tracing::warn!(missing, "functions are confined less than they could be");
        }
        Err(error) => tracing::error!(%error, "functions cannot be confined and will not start"),
    }
}

/// Notes now and then what functions do, for as long as there is somebody who does it.
async fn sample(lambda: Weak<Lambda>) {
    loop {
        tokio::time::sleep(SAMPLED_EVERY).await;
        match lambda.upgrade() {
            Some(lambda) => lambda.sample(),
            None => return,
        }
    }
}

/// Ends processes that have had nothing to do for long, for as long as it is polled.
async fn shrink(host: Arc<Host>) {
    let idle = host.limits.idle;
    let interval = (idle / 4).clamp(Duration::from_millis(50), Duration::from_secs(30));
    loop {
        tokio::time::sleep(interval).await;
        for pool in host.pools() {
            pool.shrink(idle);
        }
    }
}
