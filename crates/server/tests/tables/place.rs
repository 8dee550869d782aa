//! Places that have tables, and the command that copies between them.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use cloud::{Authentication, Cloud, Connector, Endpoints};
use dynamodb::DynamoDb;
use iam::{Iam, UndeclaredRoles};
use journal::Journal;
use serde_json::Value;
use wire::{Account, Caller, Service};

use super::shop::TABLE;

/// How long moto may take to begin.
const STARTS_WITHIN: Duration = Duration::from_mins(1);

/// What a copy said in the end.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) report: Value,
    pub(crate) stderr: String,
}

impl Said {
    pub(crate) fn number(&self, field: &str) -> u64 {
        self.report[field]
            .as_u64()
            .unwrap_or_else(|| panic!("no {field}: {self:?}"))
    }

    /// Both tables are the same, and so many items were written and deleted for it.
    pub(crate) fn is_same(&self, written: u64, deleted: u64) {
        assert_eq!(self.code, Some(0), "{self:?}");
        assert_eq!(self.report["verdict"], "same", "{self:?}");
        assert_eq!(self.number("written"), written, "{self:?}");
        assert_eq!(self.number("deleted"), deleted, "{self:?}");
        let [source, target] = ["source", "target"].map(|side| &self.report[side]);
        assert_eq!(source["checksum"], target["checksum"], "{self:?}");
        assert_eq!(source["items"], target["items"], "{self:?}");
    }

    /// Nothing was done, and why.
    pub(crate) fn is_refused(&self, why: &str) {
        assert_eq!(self.code, Some(2), "{self:?}");
        assert!(self.stderr.contains(why), "{}", self.stderr);
    }
}

/// `entrega tables …`, with nothing in the environment that could have it ask somebody real.
pub(crate) fn tables(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entrega"));
    command.arg("tables").args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
        command.env_remove(name);
    }
    command
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_REGION", "us-east-1");
    command
}

/// Copies the table of the tests, and says how it ended.
pub(crate) fn copy(from: &str, to: &str, more: &[&str]) -> Said {
    copy_table(from, to, &[&["--table", TABLE], more].concat())
}

pub(crate) fn copy_table(from: &str, to: &str, more: &[&str]) -> Said {
    let arguments = [&["copy", "--json", "--from", from, "--to", to], more].concat();
    said(&tables(&arguments).output().expect("it runs"))
}

pub(crate) fn said(output: &Output) -> Said {
    Said {
        code: output.status.code(),
        report: serde_json::from_slice(&output.stdout).unwrap_or_default(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a name")
}

fn config() -> aws_sdk_dynamodb::config::Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .retry_config(RetryConfig::standard())
        .credentials_provider(Credentials::new("test", "test", None, None, "a test"))
}

/// Asks a server.
pub(crate) fn client(url: &str) -> Client {
    let http = aws_smithy_http_client::Builder::new().build_http();
    Client::from_conf(config().endpoint_url(url).http_client(http).build())
}

/// The tables of a folder that no server has, in this process; nobody else has it meanwhile.
pub(crate) struct OpenFolder {
    pub(crate) client: Client,
    dynamodb: DynamoDb,
}

impl OpenFolder {
    pub(crate) fn at(folder: &Path) -> OpenFolder {
        fs::create_dir_all(folder).expect("a folder");
        let dynamodb = DynamoDb::open(dynamodb::Configuration {
            folder: Some(folder.to_owned()),
            ..dynamodb::Configuration::memory()
        })
        .expect("tables");
        let iam = Iam::open(iam::Configuration {
            journal: Journal::open(&journal::Options::memory()).expect("a journal"),
            folder: None,
            account: Account::default(),
            region: wire::Region::default(),
            undeclared_roles: UndeclaredRoles::Denied,
            file: None,
        })
        .expect("identities");
        let keys = iam.owner_credentials().clone();
        let endpoints = Endpoints::new([], wire::Region::default(), keys);
        let cloud = Cloud::new(iam, Authentication::Signed, endpoints);
        cloud.set_services([Arc::new(dynamodb.clone()) as Arc<dyn Service>]);
        let config = config().http_client(Connector::new(cloud, Caller::Owner));
        OpenFolder {
            client: Client::from_conf(config.build()),
            dynamodb,
        }
    }

    pub(crate) async fn close(self) {
        self.dynamodb.close().await;
    }
}

/// A server on a port that stays its own when it is killed and started again.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
    folder: PathBuf,
    more: Vec<&'static str>,
}

impl Server {
    pub(crate) fn start(folder: &Path, more: &[&'static str]) -> Server {
        let port = free_port();
        let url = format!("http://127.0.0.1:{port}");
        Server {
            process: up(folder, &url, more),
            url,
            folder: folder.to_owned(),
            more: more.to_vec(),
        }
    }

    /// As `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("it can be killed");
        self.process.wait().expect("it ends");
    }

    pub(crate) fn start_again(&mut self) {
        self.process = up(&self.folder, &self.url, &self.more);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn up(folder: &Path, url: &str, more: &[&str]) -> Child {
    let address = url.trim_start_matches("http://");
    let mut process = Command::new(env!("CARGO_BIN_EXE_entrega"))
        .args([
            "up",
            "--aws-listen",
            address,
            "--listen",
            "127.0.0.1:0",
            "--data",
        ])
        .arg(folder)
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let lines = BufReader::new(process.stdout.take().expect("it prints")).lines();
    let mut lines = lines.map_while(Result::ok);
    assert!(lines.any(|line| line.contains("AWS endpoint")), "it is up");
    process
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// A server of moto's, which ends with the test.
pub(crate) struct Moto {
    process: Child,
    pub(crate) url: String,
}

impl Moto {
    /// `None` where moto is not installed.
    pub(crate) fn start() -> Option<Moto> {
        let installed = Command::new("python3")
            .args(["-c", "import moto.server, flask"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !installed {
            eprintln!("skipped: moto is not installed");
            return None;
        }
        let port = free_port();
        let process = Command::new("python3")
            .args([
                "-m",
                "moto.server",
                "-H",
                "127.0.0.1",
                "-p",
                &port.to_string(),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("moto starts");
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < STARTS_WITHIN, "moto does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(Moto {
            process,
            url: format!("http://127.0.0.1:{port}"),
        })
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
