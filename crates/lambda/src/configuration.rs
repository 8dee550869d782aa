//! What the service is started with.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use journal::Journal;
use wire::{Account, Region};

/// What [`Lambda::start`](crate::Lambda::start) needs.
pub struct Configuration {
    /// Whose functions these are.
    pub account: Account,
    /// Where they are said to be.
    pub region: Region,
    /// Where code is kept. Without one everything is in a temporary folder that goes with the
    /// service.
    pub folder: Option<PathBuf>,
    /// Where everything else is kept.
    pub journal: Journal,
    /// The keys a function gets so that its AWS clients act as its role.
    pub credentials: Credentials,
    /// Where AWS clients reach this server: `http://127.0.0.1:4566`. `None` while there is no such
    /// address.
    pub endpoint_url: Arc<dyn Fn() -> Option<String> + Send + Sync>,
    /// How much of everything there may be.
    pub limits: Limits,
    /// The programs that run Python's and Node's functions, and where others are looked for.
    pub interpreters: Interpreters,
    /// The program that [`sandbox::exec`](crate::sandbox::exec) is a subcommand of, with the
    /// arguments that lead there. Without it functions are not confined.
    pub sandbox: Option<(PathBuf, Vec<String>)>,
}

/// Gives the keys for a role's ARN; `None` when there are none for it.
pub type Credentials = Arc<dyn Fn(&str) -> Option<RoleCredentials> + Send + Sync>;

/// The keys of a session of a role.
#[derive(Clone)]
pub struct RoleCredentials {
    /// `AWS_ACCESS_KEY_ID`
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`
    pub session_token: Option<String>,
    /// When they stop being accepted. A process is given no event after that.
    pub expires: Option<SystemTime>,
}

/// Programs that run functions.
#[derive(Clone, Debug)]
pub struct Interpreters {
    /// The search path of functions, and where `python3` and `node` are looked for. Usually the
    /// server's own `PATH`.
    pub path: std::ffi::OsString,
    /// Python, when it is not the `python3.N` or `python3` of the path.
    pub python: Option<PathBuf>,
    /// Node, when it is not the `node` of the path.
    pub node: Option<PathBuf>,
}

impl Default for Interpreters {
    fn default() -> Interpreters {
        Interpreters {
            path: std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into()),
            python: None,
            node: None,
        }
    }
}

/// How much of everything there may be. The defaults are AWS's where it has such a limit.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Invocations in progress, of all functions together. AWS: 1,000.
    pub concurrency_max: u32,
    /// Processes of one version of a function. Invocations beyond that wait for one to be free.
    /// AWS has no such limit, and more than one machine.
    pub processes_max: usize,
    /// Processes that may be starting at once. The others wait for their turn.
    pub starting_max: usize,
    /// How long a process has until it asks for its first event. AWS: 10 s.
    pub initialization: Duration,
    /// How long a process without work is kept.
    pub idle: Duration,
    /// How long processes have between SIGTERM and SIGKILL.
    pub shutdown: Duration,
    /// How long after an asynchronous invocation fails it is tried again; one for each retry.
    /// AWS: 1 min, 2 min.
    pub event_retry_delays: Vec<Duration>,
    /// How old an asynchronous invocation may get. AWS: 6 h.
    pub event_age_max: Duration,
    /// Asynchronous invocations that wait, of all functions together.
    pub events_max: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Limits {
            concurrency_max: 1_000,
            processes_max: processors * 32,
            starting_max: processors * 2,
            initialization: Duration::from_secs(10),
            idle: Duration::from_mins(5),
            shutdown: Duration::from_secs(2),
            event_retry_delays: vec![Duration::from_mins(1), Duration::from_mins(2)],
            event_age_max: Duration::from_hours(6),
            events_max: 100_000,
        }
    }
}

/// The largest event and the largest buffered answer, in bytes. AWS: 6 MB and a little.
pub(crate) const PAYLOAD_BYTES_MAX: usize = 6_291_556;
/// The largest event of an asynchronous invocation, in bytes. AWS since 2025: 1 MiB.
pub(crate) const EVENT_BYTES_MAX: usize = 1_048_576;
/// The largest streamed answer, in bytes. AWS since 2025: 200 MB.
pub(crate) const STREAM_BYTES_MAX: u64 = 209_715_200;
/// The largest archive in a request, in bytes.
pub(crate) const ZIP_BYTES_MAX: usize = 52_428_800;
/// The largest code when it is unpacked, in bytes.
pub(crate) const UNPACKED_BYTES_MAX: u64 = 262_144_000;
/// All archives together, in bytes, as `GetAccountSettings` says it.
pub(crate) const CODE_STORAGE_BYTES_MAX: u64 = 80_530_636_800;
/// Environment variables of a function together, in bytes.
pub(crate) const ENVIRONMENT_BYTES_MAX: usize = 4_096;
/// What `GetAccountSettings` and `PutFunctionConcurrency` leave to functions without a
/// reservation.
pub(crate) const UNRESERVED_CONCURRENCY_MIN: u32 = 100;
