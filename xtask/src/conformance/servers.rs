//! The servers a run starts for itself: Entrega, and moto for the services Entrega does not have.

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use regex::Regex;

use super::target::ACCOUNT;
use crate::chores;

/// What `--moto` installs.
const MOTO: &str = "moto[server]==5.2.5";

/// The services moto plays.
const MOTO_SERVICES: [&str; 6] = ["dynamodb", "events", "s3", "secretsmanager", "sns", "sqs"];

/// How long a server may take to start.
const START_MAX: Duration = Duration::from_mins(1);

/// A server, until it is dropped.
pub(crate) struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Where its API is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Builds `entrega`, starts it with nothing in it, and tells it where other services are. What
    /// it logs goes to `conformance.log` in the target folder.
    pub(crate) fn entrega(others: &[(String, String)]) -> Result<Server, Box<dyn Error>> {
        let mut command = Command::new(chores::build_entrega()?);
        let log = File::create(chores::target().join("conformance.log"))?;
        command.args(["up", "--memory", "--anonymous"]);
        command.args(["--listen", "127.0.0.1:0", "--aws-listen", "127.0.0.1:0"]);
        for (service, url) in others {
            command.arg("--endpoint").arg(format!("{service}={url}"));
        }
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let output = process.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(output).lines();
        let mut said = Vec::new();
        let url = loop {
            let Some(line) = lines.next() else {
                let status = process.wait()?;
                let said = said.join("\n");
                return Err(format!("entrega does not start ({status}): {said}").into());
            };
            let line = line?;
            if let Some(url) = aws_url(&line) {
                break url;
            }
            said.push(line);
        };
        // Nobody reads on, but a full pipe would stop the server.
        thread::spawn(move || lines.for_each(drop));
        Ok(Server { process, url })
    }

    /// Installs moto into the target folder unless it is there, and starts it.
    pub(crate) fn moto() -> Result<Server, Box<dyn Error>> {
        let environment = chores::target().join("moto");
        install_moto(&environment)?;
        let port = free_port()?;
        let process = Command::new(environment.join("bin/moto_server"))
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .env("MOTO_ACCOUNT_ID", ACCOUNT)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let url = format!("http://127.0.0.1:{port}");
        let server = Server { process, url };
        let begun = Instant::now();
        while ureq::get(format!("{}/moto-api/", server.url))
            .call()
            .is_err()
        {
            if begun.elapsed() > START_MAX {
                return Err("moto does not start".into());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(server)
    }

    /// The services of moto, each with its URL.
    pub(crate) fn moto_services(&self) -> Vec<(String, String)> {
        MOTO_SERVICES
            .iter()
            .map(|service| ((*service).to_owned(), self.url.clone()))
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The URL in the line that says where the AWS API is.
fn aws_url(line: &str) -> Option<String> {
    let url = Regex::new(r"http://127\.0\.0\.1:\d+").expect("the pattern is one");
    let found = url.find(line)?;
    line.to_lowercase()
        .contains("aws")
        .then(|| found.as_str().to_owned())
}

fn install_moto(environment: &Path) -> Result<(), Box<dyn Error>> {
    if environment.join("bin/moto_server").exists() {
        return Ok(());
    }
    eprintln!("== installing {MOTO}");
    let python = env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let steps = [
        Command::new(python)
            .args(["-m", "venv"])
            .arg(environment)
            .status()?,
        Command::new(environment.join("bin/pip"))
            .args(["install", "--quiet", MOTO])
            .status()?,
    ];
    if steps.iter().all(std::process::ExitStatus::success) {
        Ok(())
    } else {
        let _ = fs::remove_dir_all(environment);
        Err(format!("{MOTO} cannot be installed").into())
    }
}

/// A port nobody listens on. Another process may take it before it is used; then moto does not
/// start, and says so.
fn free_port() -> Result<u16, Box<dyn Error>> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
