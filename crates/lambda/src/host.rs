//! What all processes of all functions share.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::code::CodeStore;
use crate::configuration::{Configuration, Credentials, Interpreters, Limits, RoleCredentials};
use crate::figures::Used;
use crate::logs::Logs;
use crate::name::Place;
use crate::pool::{Pool, Pools};
use crate::spawner::Spawner;

/// The machine that functions run on.
pub(crate) struct Host {
    pub(crate) place: Place,
    pub(crate) limits: Limits,
    pub(crate) code: CodeStore,
    pub(crate) logs: Arc<Logs>,
    pub(crate) sandbox: Option<(PathBuf, Vec<String>)>,
    pub(crate) interpreters: Interpreters,
    /// Invocations in progress, of all functions together.
    pub(crate) in_progress: AtomicU32,
    /// What they have used.
    pub(crate) used: Used,
    credentials: Credentials,
    endpoint_url: Arc<dyn Fn() -> Option<String> + Send + Sync>,
    starting: Semaphore,
    pub(crate) spawner: Spawner,
    pools: Pools,
    /// Interpreters that were looked for, by name.
    found: Mutex<HashMap<String, Option<PathBuf>>>,
}

impl Host {
    pub(crate) fn new(
        configuration: &Configuration,
        code: CodeStore,
        logs: Arc<Logs>,
    ) -> std::io::Result<Host> {
        Ok(Host {
            place: Place {
                account: configuration.account.clone(),
                region: configuration.region.clone(),
            },
            limits: configuration.limits.clone(),
            code,
            logs,
            sandbox: configuration.sandbox.clone(),
            interpreters: configuration.interpreters.clone(),
            in_progress: AtomicU32::default(),
            used: Used::default(),
            credentials: Arc::clone(&configuration.credentials),
            endpoint_url: Arc::clone(&configuration.endpoint_url),
            starting: Semaphore::new(configuration.limits.starting_max.max(1)),
            pools: Mutex::default(),
            spawner: Spawner::start()?,
            found: Mutex::default(),
        })
    }

    pub(crate) fn credentials(&self, role_arn: &str) -> Option<RoleCredentials> {
        (self.credentials)(role_arn)
    }

    pub(crate) fn endpoint_url(&self) -> Option<String> {
        (self.endpoint_url)()
    }

    /// Waits for leave to start a process.
    pub(crate) async fn turn_to_start(&self) -> Option<SemaphorePermit<'_>> {
        // Nobody closes it.
        self.starting.acquire().await.ok()
    }

    pub(crate) fn remember(&self, pool: &Arc<Pool>) {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(pool));
    }

    /// The pools that are in use.
    pub(crate) fn pools(&self) -> Vec<Arc<Pool>> {
        let pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.iter().filter_map(std::sync::Weak::upgrade).collect()
    }

    /// The Python that comes nearest to `python3.N`.
    pub(crate) async fn python(&self, minor: u16) -> Option<PathBuf> {
        if let Some(path) = &self.interpreters.python {
            return Some(path.clone());
        }
        let asks_itself = &["-c", "import sys; print(sys.executable)"][..];
        for name in [format!("python3.{minor}"), "python3".to_owned()] {
            if let Some(path) = self.find(&name, asks_itself).await {
                return Some(path);
            }
        }
        None
    }

    /// Node.
    pub(crate) async fn node(&self) -> Option<PathBuf> {
        if let Some(path) = &self.interpreters.node {
            return Some(path.clone());
        }
        self.find("node", &["-p", "process.execPath"]).await
    }

    /// The program behind a name of the search path, which may be a script that stands for it
    /// (as version managers have them): it is asked once where it really is.
    async fn find(&self, name: &str, asks_itself: &[&str]) -> Option<PathBuf> {
        let known = {
            let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            found.get(name).cloned()
        };
        if let Some(known) = known {
            return known;
        }
        let path = ask_where(&self.interpreters.path, name, asks_itself).await;
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.insert(name.to_owned(), path.clone());
        path
    }
}

async fn ask_where(search: &OsStr, name: &str, asks_itself: &[&str]) -> Option<PathBuf> {
    let output = tokio::process::Command::new(in_path(search, name)?)
        .args(asks_itself)
        .env("PATH", search)
        .stdin(Stdio::null())
        .output()
        .await
        .ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    (output.status.success() && path.is_file()).then_some(path)
}

/// The first file of this name in a search path.
fn in_path(path: &OsStr, name: &str) -> Option<PathBuf> {
    std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(Path::new(name)))
        .find(|candidate| candidate.is_file())
}
