//! The service as a whole: what the journal has goes on, and requests are answered.

use std::sync::{Arc, Mutex};

use journal::{Journal, JournalError};
use sdk::HttpTask;
use tokio::task::JoinHandle;
use wire::{
    Account, ApiError, Future, PassedRole, Permission, Region, Request, Response, Service, Services,
};

use crate::api::Api;
use crate::clock::Clock;
use crate::executions::rerun::{RerunRefused, RerunRequest};
pub use crate::host::Figures;
use crate::host::Host;
use crate::host::index::lock;
use crate::observe::Observe;
use crate::registry::Registry;
use crate::test_state::{PerformTask, TestedTask};

/// What the service needs.
pub struct Configuration {
    /// Where everything is kept.
    pub journal: Journal,
    /// The account in ARNs.
    pub account: Account,
    /// The region in ARNs.
    pub region: Region,
    /// The way to other services.
    pub services: Arc<dyn Services>,
    /// Makes the calls of HTTP tasks, to where they may go.
    pub http: HttpTask,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
}

/// The Step Functions service.
pub struct StepFunctions {
    api: Api,
    host: Arc<Host>,
    observe: Observe,
    background: Mutex<Vec<JoinHandle<()>>>,
}

impl StepFunctions {
    /// Opens the service. [`recover`](StepFunctions::recover) has the executions of the journal go
    /// on, once the services they use can be reached. Must be called within a tokio runtime.
    pub fn open(configuration: Configuration) -> Result<StepFunctions, JournalError> {
        let Configuration {
            journal,
            account,
            region,
            services,
            http,
            clock,
        } = configuration;
        let registry = Arc::new(Registry::open(journal.clone(), account, region)?);
        let perform = perform_with(services.clone(), http.clone());
        let host = Host::new(journal, registry.clone(), services.clone(), http, clock);
        Ok(StepFunctions {
            api: Api::new(registry, host.clone(), services, perform),
            observe: Observe::new(host.clone()),
            host,
            background: Mutex::default(),
        })
    }

    /// Brings back every execution that was open when the server ended, and begins to keep time.
    /// Blocks until they are in memory.
    pub fn recover(&self) -> Result<(), JournalError> {
        self.host.recover()?;
        let logging = self.host.clone();
        let background = vec![
            tokio::spawn(self.host.clone().keep_time()),
            tokio::spawn(self.host.clone().keep_parking()),
            tokio::spawn(self.host.clone().keep_tidy()),
            tokio::spawn(async move { logging.logs.keep_sending().await }),
        ];
        lock(&self.background).extend(background);
        Ok(())
    }

    /// Everything the account has but executions.
    pub fn registry(&self) -> &Arc<Registry> {
        self.api.registry()
    }

    /// Executions as an operator looks at them.
    pub fn observe(&self) -> &Observe {
        &self.observe
    }

    /// Does the work of an execution again, from the beginning or from a state; gives the ARN of the
    /// execution that does.
    pub async fn rerun(&self, request: RerunRequest) -> Result<Arc<str>, RerunRefused> {
        self.host.rerun(request).await
    }

    /// How many executions have come and gone.
    pub fn figures(&self) -> &Figures {
        &self.host.figures
    }

    /// How many executions are open and in memory.
    pub fn open_executions(&self) -> usize {
        self.host.index.open_count()
    }
}

impl Drop for StepFunctions {
    fn drop(&mut self) {
        for task in lock(&self.background).iter() {
            task.abort();
        }
    }
}

impl Service for StepFunctions {
    fn signing_name(&self) -> &'static str {
        self.api.signing_name()
    }

    fn holds(&self, name: &str) -> bool {
        self.host.waits_for(name)
    }

    fn permission(&self, request: &Request) -> Option<Permission> {
        self.api.permission(request)
    }

    fn passes_role(&self, request: &Request) -> Option<PassedRole> {
        self.api.passes_role(request)
    }

    fn handle(&self, request: Request) -> Future<'_, Response> {
        self.api.handle(request)
    }

    fn refuse(&self, request: &Request, error: &ApiError) -> Response {
        self.api.refuse(request, error)
    }
}

/// Does the tasks of states that are tested through the same integrations as those of executions.
fn perform_with(services: Arc<dyn Services>, http: HttpTask) -> PerformTask {
    Arc::new(move |task: TestedTask| {
        let (services, http) = (services.clone(), http.clone());
        Box::pin(async move {
            let role = task
                .credentials
                .as_ref()
                .and_then(|credentials| credentials.get("RoleArn"))
                .and_then(asl::Value::as_str)
                .map(Arc::from)
                .or(task.role_arn);
            let key = wire::RequestId::random().to_string();
            crate::host::task::perform_once(
                &*services,
                &http,
                &task.resource,
                &task.arguments,
                role,
                &key,
            )
            .await
        })
    })
}
