//! moto, which plays the services Entrega does not have.

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::target::ACCOUNT;
use crate::{chores, entrega};

/// What is installed.
const PACKAGE: &str = "moto[server]==5.2.5";

/// The services it plays.
const SERVICES: [&str; 6] = ["dynamodb", "events", "s3", "secretsmanager", "sns", "sqs"];

/// How long it may take to start.
const START_MAX: Duration = Duration::from_mins(1);

/// The pause between two looks at whether it answers.
const START_PAUSE: Duration = Duration::from_millis(100);

/// A server of moto, until it is dropped.
pub(crate) struct Moto {
    process: Child,
    url: String,
}

impl Moto {
    /// Installs moto into the target folder unless it is there, and starts it.
    pub(crate) fn start() -> Result<Moto, Box<dyn Error>> {
        let environment = chores::target().join("moto");
        install(&environment)?;
        // Another process may take the port before it is used; then moto does not start.
        let address = entrega::free_address()?;
        let process = Command::new(environment.join("bin/moto_server"))
            .args(["-H", "127.0.0.1", "-p", &address.port().to_string()])
            .env("MOTO_ACCOUNT_ID", ACCOUNT)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let url = format!("http://{address}");
        let moto = Moto { process, url };
        let begun = Instant::now();
        while ureq::get(format!("{}/moto-api/", moto.url)).call().is_err() {
            if begun.elapsed() > START_MAX {
                return Err("moto does not start".into());
            }
            thread::sleep(START_PAUSE);
        }
        Ok(moto)
    }

    /// Its services, each with its URL.
    pub(crate) fn services(&self) -> Vec<(String, String)> {
        SERVICES
            .iter()
            .map(|service| ((*service).to_owned(), self.url.clone()))
            .collect()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn install(environment: &Path) -> Result<(), Box<dyn Error>> {
    if environment.join("bin/moto_server").exists() {
        return Ok(());
    }
    eprintln!("== installing {PACKAGE}");
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let statuses = [
        Command::new(python)
            .args(["-m", "venv"])
            .arg(environment)
            .status()?,
        Command::new(environment.join("bin/pip"))
            .args(["install", "--quiet", PACKAGE])
            .status()?,
    ];
    if statuses.iter().all(ExitStatus::success) {
        return Ok(());
    }
    // What is there is of no use.
    let _ = fs::remove_dir_all(environment);
    Err(format!("{PACKAGE} cannot be installed").into())
}
