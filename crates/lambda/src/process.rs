//! Starts a process of a function: which program, with which environment, confined how.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinHandle;

use crate::environment::{Environment, InitFailure, Parts, Starting, Stop};
use crate::function::{Code, Runtime};
use crate::logs::LogStream;
use crate::output::Output;
use crate::pool::Pool;
use crate::sandbox::Confinement;
use crate::web_adapter::{self, WebServer};
use crate::{runtime, runtime_api};

/// How long before its keys expire a process is given no more events.
const CREDENTIALS_MARGIN: Duration = Duration::from_mins(5);

/// Why there is no process, and the end of what it wrote, in Base64.
pub(crate) struct NotReady {
    pub(crate) failure: InitFailure,
    pub(crate) log: String,
}

/// Starts a process and waits until it is ready for its first event.
///
/// When that takes longer than the initialization may, a second one gets as long as the function
/// may run, as on AWS.
pub(crate) async fn start(
    pool: &Arc<Pool>,
) -> Result<(Arc<Environment>, JoinHandle<()>), NotReady> {
    let patience = pool.host.limits.initialization;
    match try_start(pool, patience).await {
        Err(NotReady {
            failure: InitFailure::TimedOut,
            ..
        }) => {
            let timeout = Duration::from_secs(pool.record.settings.timeout_seconds.into());
            try_start(pool, timeout).await
        }
        result => result,
    }
}

async fn try_start(
    pool: &Arc<Pool>,
    patience: Duration,
) -> Result<(Arc<Environment>, JoinHandle<()>), NotReady> {
    let Starting {
        environment,
        mut ready,
        supervisor,
    } = launch(pool).await.map_err(|failure| NotReady {
        failure,
        log: String::new(),
    })?;
    let failure = match tokio::time::timeout(patience, &mut ready).await {
        Ok(Ok(Ok(()))) => return Ok((environment, supervisor)),
        Ok(Ok(Err(failure))) => failure,
        Ok(Err(_)) => InitFailure::Exited(String::new()),
        Err(_) => InitFailure::TimedOut,
    };
    environment.stop(Stop::AtOnce);
    let _ = supervisor.await;
    Err(NotReady {
        failure,
        log: environment.log_tail(),
    })
}

/// Where a process is and what it may write to.
struct Folders {
    /// `LAMBDA_TASK_ROOT`: its code.
    task_root: PathBuf,
    /// Its own, removed when it ends.
    own: OwnFolder,
    /// What Python compiles.
    bytecode: PathBuf,
}

struct OwnFolder(PathBuf);

impl Drop for OwnFolder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::debug!(%error, folder = %self.0.display(), "a folder stays behind");
        }
    }
}

fn prepare(pool: &Pool, name: &str) -> std::io::Result<Folders> {
    let store = &pool.host.code;
    let Code::Zip { sha256, .. } = &pool.record.code else {
        return Err(std::io::Error::other("the function has no archive"));
    };
    let task_root = store.unpacked(sha256)?;
    let bytecode = store.bytecode_folder(&format!("{}-{}", pool.name, &sha256[..16]))?;
    let own = OwnFolder(store.environment_folder(name)?);
    Ok(Folders {
        task_root,
        own,
        bytecode,
    })
}

async fn launch(pool: &Arc<Pool>) -> Result<Starting, InitFailure> {
    let not_started = |error: std::io::Error| InitFailure::NotStarted(error.to_string());
    let settings = &pool.record.settings;
    let log_stream = LogStream::new(&settings.logging.group, &pool.record.version());
    let name = log_stream
        .stream
        .rsplit(']')
        .next()
        .unwrap_or_default()
        .to_owned();
    let folders = {
        let pool = Arc::clone(pool);
        tokio::task::spawn_blocking(move || prepare(&pool, &name))
            .await
            .map_err(|error| InitFailure::NotStarted(error.to_string()))?
            .map_err(not_started)?
    };
    let credentials = pool.host.credentials(&settings.role);
    let expires = credentials
        .as_ref()
        .and_then(|credentials| credentials.expires)
        .map(|expires| {
            expires
                .checked_sub(CREDENTIALS_MARGIN)
                .unwrap_or(SystemTime::UNIX_EPOCH)
        });
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(not_started)?;
    let address = listener.local_addr().map_err(not_started)?;
    let web_server = WebServer::of(settings, &folders.task_root)
        .await
        .map_err(InitFailure::NotStarted)?;
    let program = match &web_server {
        Some(server) => runtime::Program {
            path: server.script.clone(),
            arguments: Vec::new(),
            folder: runtime_folder_of(pool).await,
        },
        None => runtime::program(pool, &folders.task_root)
            .await
            .map_err(InitFailure::NotStarted)?,
    };
    let mut variables = Variables::default();
    variables.describe(pool, &log_stream, &folders, &program, &address.to_string());
    if let Some(credentials) = credentials {
        variables.set("AWS_ACCESS_KEY_ID", credentials.access_key_id);
        variables.set("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key);
        if let Some(token) = credentials.session_token {
            variables.set("AWS_SESSION_TOKEN", token);
        }
    }
    for (name, value) in &settings.environment {
        variables.set(name, value);
    }
    if let Some(server) = &web_server {
        variables.set("PORT", server.port.to_string());
        variables.set("AWS_LWA_PORT", server.port.to_string());
        variables.remove("AWS_LAMBDA_EXEC_WRAPPER");
        variables.remove("AWS_LAMBDA_RUNTIME_API");
    }
    let (output, stdout, stderr) = Output::new().map_err(not_started)?;
    let command = command(pool, &program, &folders, variables, stdout, stderr);
    let child =
        pool.host.spawner.spawn(command).await.map_err(|error| {
            InitFailure::NotStarted(format!("{}: {error}", program.path.display()))
        })?;
    let weak = Arc::downgrade(pool);
    let starting = Environment::attend(Parts {
        record: Arc::clone(&pool.record),
        log_stream,
        expires,
        logs: Arc::clone(&pool.host.logs),
        child,
        output,
        shutdown: pool.host.limits.shutdown,
        home: Box::new(move |environment, home| {
            if let Some(pool) = weak.upgrade() {
                pool.hear(environment, home);
            }
        }),
    })?;
    let environment = &starting.environment;
    let attendance = match web_server {
        None => tokio::spawn(runtime_api::serve(listener, Arc::clone(environment))),
        Some(server) => tokio::spawn(web_adapter::attend(server, Arc::clone(environment))),
    };
    let follow = tokio::spawn(Arc::clone(environment).follow_output());
    let supervisor = tokio::spawn(async move {
        let _ = starting.supervisor.await;
        attendance.abort();
        follow.abort();
        drop(folders);
    });
    Ok(Starting {
        environment: starting.environment,
        ready: starting.ready,
        supervisor,
    })
}

/// The folder of the interpreter that the function's runtime names, if there is one.
async fn runtime_folder_of(pool: &Pool) -> Option<PathBuf> {
    let path = match pool.record.settings.runtime {
        Runtime::Python(minor) => pool.host.python(minor).await,
        Runtime::Node(_) => pool.host.node().await,
        Runtime::Provided(_) => None,
    };
    path?.parent().map(Path::to_owned)
}

/// A process's environment variables, in the order they are set.
#[derive(Default)]
struct Variables(Vec<(OsString, OsString)>);

impl Variables {
    fn set(&mut self, name: impl Into<OsString>, value: impl Into<OsString>) {
        let name = name.into();
        self.remove(&name);
        self.0.push((name, value.into()));
    }

    fn remove(&mut self, name: impl AsRef<OsStr>) {
        self.0.retain(|(known, _)| known != name.as_ref());
    }

    /// What Lambda's documentation lists under "Defined runtime environment variables", and what
    /// leads AWS clients to this server.
    fn describe(
        &mut self,
        pool: &Pool,
        log_stream: &LogStream,
        folders: &Folders,
        program: &runtime::Program,
        runtime_api: &str,
    ) {
        let host = &pool.host;
        let settings = &pool.record.settings;
        let region = host.place.region.as_str();
        self.set("AWS_LAMBDA_FUNCTION_NAME", pool.name.as_str());
        self.set("AWS_LAMBDA_FUNCTION_VERSION", pool.record.version());
        self.set(
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            settings.memory_megabytes.to_string(),
        );
        self.set("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        self.set("AWS_LAMBDA_LOG_GROUP_NAME", &*log_stream.group);
        self.set("AWS_LAMBDA_LOG_STREAM_NAME", &*log_stream.stream);
        self.set("AWS_LAMBDA_LOG_FORMAT", &settings.logging.format);
        if let Some(level) = &settings.logging.application_level {
            self.set("AWS_LAMBDA_LOG_LEVEL", level);
        }
        self.set("AWS_LAMBDA_RUNTIME_API", runtime_api);
        self.set("_HANDLER", &settings.handler);
        self.set("LAMBDA_TASK_ROOT", &folders.task_root);
        self.set("LAMBDA_RUNTIME_DIR", host.code.runtime_folder());
        self.set("AWS_REGION", region);
        self.set("AWS_DEFAULT_REGION", region);
        if !matches!(settings.runtime, Runtime::Provided(_)) {
            self.set(
                "AWS_EXECUTION_ENV",
                format!("AWS_Lambda_{}", settings.runtime),
            );
        }
        if let Some(url) = host.endpoint_url() {
            self.set("AWS_ENDPOINT_URL", url);
            // Otherwise `sync-` and its kin are put before an address that has no such names.
            self.set("AWS_DISABLE_HOST_PREFIX_INJECTION", "true");
        }
        self.set("AWS_EC2_METADATA_DISABLED", "true");
        self.set("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
        self.set("TZ", ":UTC");
        self.set("LANG", "en_US.UTF-8");
        self.set("TMPDIR", &folders.own.0);
        self.set("HOME", &folders.own.0);
        self.set("PYTHONPATH", &folders.task_root);
        self.set("PYTHONPYCACHEPREFIX", &folders.bytecode);
        self.set("NODE_PATH", folders.task_root.join("node_modules"));
        let mut path = OsString::new();
        for folder in program
            .folder
            .iter()
            .chain(&Some(folders.task_root.join("bin")))
        {
            path.push(folder);
            path.push(":");
        }
        path.push(&host.interpreters.path);
        self.set("PATH", path);
    }
}

fn command(
    pool: &Pool,
    program: &runtime::Program,
    folders: &Folders,
    variables: Variables,
    stdout: Stdio,
    stderr: Stdio,
) -> Command {
    let mut command = match &pool.host.sandbox {
        None => {
            let mut command = Command::new(&program.path);
            command.args(&program.arguments);
            command
        }
        Some((binary, subcommand)) => {
            let confinement = Confinement {
                // An interpreter may be a link to where its library is.
                read: [folders.task_root.clone(), pool.host.code.runtime_folder()]
                    .into_iter()
                    .chain(interpreter_homes(&program.path))
                    .chain(
                        program
                            .folder
                            .iter()
                            .flat_map(|folder| interpreter_homes(folder)),
                    )
                    .collect(),
                write: vec![folders.own.0.clone(), folders.bytecode.clone()],
                temporary: folders.own.0.clone(),
                memory_megabytes: pool.record.settings.memory_megabytes,
                storage_megabytes: pool.record.settings.storage_megabytes,
            };
            let mut command = Command::new(binary);
            command
                .args(subcommand)
                .args(confinement.to_arguments())
                .arg("--")
                .arg(&program.path)
                .args(&program.arguments);
            command
        }
    };
    command
        .current_dir(&folders.task_root)
        .env_clear()
        .envs(variables.0)
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(stderr)
        .process_group(0)
        .kill_on_drop(true);
    command
}

/// The folders that an interpreter, or the interpreters of a folder, and their libraries are in:
/// `/usr` of `/usr/bin/python3`. What a link leads to has its own.
fn interpreter_homes(path: &Path) -> Vec<PathBuf> {
    let (folder, programs) = if path.is_dir() {
        (Some(path), vec![path.join("python3"), path.join("node")])
    } else {
        (path.parent(), vec![path.to_owned()])
    };
    let targets: Vec<PathBuf> = programs
        .iter()
        .filter_map(|program| program.canonicalize().ok())
        .collect();
    targets
        .iter()
        .filter_map(|target| target.parent())
        .chain(folder)
        .filter_map(Path::parent)
        .filter(|home| *home != Path::new("/"))
        .map(Path::to_owned)
        .collect()
}
