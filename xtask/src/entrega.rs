//! The server as a process of its own, on a folder, an address and nothing else.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::aws::Credentials;
use crate::process::{self, Usage};

/// A server that does not answer after so long is said to have failed.
const READY_MAX: Duration = Duration::from_mins(1);
/// A look at whether it answers takes at most so long.
const HEALTH_MAX: Duration = Duration::from_secs(5);
/// The pause between two looks at whether it answers.
const READY_PAUSE: Duration = Duration::from_millis(1);
/// The file in the data folder with the keys that requests are signed with.
const CREDENTIALS_FILE: &str = "credentials";

/// How a server is started.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    /// The binary.
    pub(crate) binary: PathBuf,
    /// Its data folder, which must exist.
    pub(crate) data: PathBuf,
    /// It keeps everything in memory, and nothing in its folder. Then there is no place for keys
    /// either, and it takes requests from anybody.
    pub(crate) memory: bool,
    /// Where its AWS endpoint is to listen.
    pub(crate) address: SocketAddr,
    /// Where its web port is to listen: anywhere, unless somebody must know.
    pub(crate) web: SocketAddr,
    /// Arguments beyond those that follow from the above.
    pub(crate) arguments: Vec<OsString>,
    /// Variables of its environment beyond those of this process.
    pub(crate) environment: Vec<(&'static str, String)>,
    /// The file that what it says is appended to.
    pub(crate) log: PathBuf,
    /// A program that runs it and stands in its place, such as `strace -D`, with its arguments.
    pub(crate) through: Vec<OsString>,
}

impl Setup {
    /// The binary on a folder, at a port that is free now.
    pub(crate) fn new(binary: &Path, data: &Path) -> io::Result<Setup> {
        Ok(Setup {
            binary: binary.to_owned(),
            data: data.to_owned(),
            memory: false,
            address: free_address()?,
            web: SocketAddr::from(([127, 0, 0, 1], 0)),
            arguments: Vec::new(),
            environment: Vec::new(),
            log: data.with_extension("log"),
            through: Vec::new(),
        })
    }
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("`{binary}` does not run: {because}", binary = binary.display())]
    Run { binary: PathBuf, because: io::Error },
    #[error("the server ended before it answered ({status}); it said:\n{log}")]
    Ended { status: ExitStatus, log: String },
    #[error("the server does not answer after {} s; it said:\n{log}", READY_MAX.as_secs())]
    Silent { log: String },
    #[error("the keys in `{path}` cannot be read: {because}", path = path.display())]
    Credentials { path: PathBuf, because: String },
}

/// A running server. It is killed when this is dropped.
pub(crate) struct Entrega {
    child: Child,
    /// Where its AWS endpoint listens.
    pub(crate) address: SocketAddr,
    /// What requests to it are signed with.
    pub(crate) credentials: Credentials,
    /// From its start to its first answer.
    pub(crate) ready_after: Duration,
    log: PathBuf,
}

impl Entrega {
    /// Starts a server and waits until it answers.
    pub(crate) fn start(setup: &Setup) -> Result<Entrega, StartError> {
        let run = |because| StartError::Run {
            binary: setup.binary.clone(),
            because,
        };
        let log = setup.log.clone();
        let begin = Instant::now();
        let mut child = spawn(setup).map_err(run)?;
        loop {
            // Whether it answers comes first: another server at this address would answer too, but
            // ours would have ended.
            let answers = is_healthy(setup.address);
            let said = || fs::read_to_string(&log).unwrap_or_default();
            if let Some(status) = child.try_wait().map_err(run)? {
                return Err(StartError::Ended {
                    status,
                    log: said(),
                });
            }
            if answers {
                break;
            }
            if begin.elapsed() > READY_MAX {
                // It may have ended by itself since.
                let _ = child.kill();
                let _ = child.wait();
                return Err(StartError::Silent { log: said() });
            }
            thread::sleep(READY_PAUSE);
        }
        let ready_after = begin.elapsed();
        let mut entrega = Entrega {
            child,
            address: setup.address,
            credentials: Credentials::none(),
            ready_after,
            log,
        };
        if !setup.memory {
            entrega.credentials = credentials(&setup.data)?;
        }
        Ok(entrega)
    }

    /// Starts a server and kills it after a while, whatever it has come to.
    pub(crate) fn interrupt(setup: &Setup, after: Duration) -> io::Result<()> {
        let mut child = spawn(setup)?;
        thread::sleep(after);
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// What it has used up to now.
    pub(crate) fn usage(&self) -> io::Result<Usage> {
        process::usage(self.pid())
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything it and the servers before it in the same folder have written to the terminal.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Kills it: SIGKILL, and waits until it is gone.
    pub(crate) fn kill(&mut self) -> io::Result<ExitStatus> {
        self.child.kill()?;
        self.child.wait()
    }

    /// Asks it to stop, SIGTERM, and waits until it is gone.
    pub(crate) fn stop(&mut self) -> io::Result<ExitStatus> {
        if let Ok(Some(pid)) = i32::try_from(self.pid()).map(Pid::from_raw) {
            kill_process(pid, Signal::TERM)?;
        }
        self.child.wait()
    }

    /// Whether it has ended by itself, and how.
    pub(crate) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }
}

impl Drop for Entrega {
    fn drop(&mut self) {
        // Either may fail because it is gone already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a server there says that it does its work.
fn is_healthy(address: SocketAddr) -> bool {
    let ask = || -> io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(HEALTH_MAX))?;
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn spawn(setup: &Setup) -> io::Result<Child> {
    let log = File::options().create(true).append(true).open(&setup.log)?;
    let mut words = setup.through.clone();
    words.push(setup.binary.clone().into());
    if setup.memory {
        words.extend(["up", "--memory", "--anonymous"].map(OsString::from));
    } else {
        words.extend(["up", "--data"].map(OsString::from));
        words.push(setup.data.clone().into());
    }
    words.extend(["--aws-listen".into(), setup.address.to_string().into()]);
    words.extend(["--listen".into(), setup.web.to_string().into()]);
    words.extend(setup.arguments.iter().cloned());
    let mut command = Command::new(&words[0]);
    command
        .args(&words[1..])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    for (name, value) in &setup.environment {
        command.env(name, value);
    }
    command.spawn()
}

/// The keys a server has put in its data folder, in the form of the AWS command line's own file.
fn credentials(data: &Path) -> Result<Credentials, StartError> {
    let path = data.join(CREDENTIALS_FILE);
    let unreadable = |because: String| StartError::Credentials {
        path: path.clone(),
        because,
    };
    let text = fs::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
    let value = |name: &str| {
        text.lines()
            .filter_map(|line| line.split_once('='))
            .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
    };
    let required = |name: &str| value(name).ok_or_else(|| unreadable(format!("no `{name}`")));
    Ok(Credentials {
        access_key: required("aws_access_key_id")?,
        secret_key: required("aws_secret_access_key")?,
        region: value("region").unwrap_or_else(|| "us-east-1".to_owned()),
    })
}

/// An address at which nothing listens now.
pub(crate) fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}
