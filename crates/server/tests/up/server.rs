//! A server of its own for a test, and the clients that talk to it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A server, killed when the test ends.
pub(crate) struct Server {
    child: Child,
    /// Where AWS's clients reach it: `127.0.0.1:4566`.
    pub(crate) address: String,
    /// Where browsers reach the shop: `127.0.0.1:8080`.
    pub(crate) shop: String,
    /// What the printed link has after `#t=`.
    pub(crate) link_token: String,
    pub(crate) folder: PathBuf,
}

impl Server {
    /// Starts one on a folder and waits until it is up.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Server {
        Server::start_with(folder, arguments, &[])
    }

    /// Likewise, with more in its environment.
    pub(crate) fn start_with(
        folder: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Server {
        let free_port: &[&str] = if arguments.contains(&"--listen") {
            &[]
        } else {
            &["--listen", "127.0.0.1:0"]
        };
        let mut child = Command::new(env!("CARGO_BIN_EXE_entrega"))
            .args(["up", "--aws-listen", "127.0.0.1:0"])
            .args(free_port)
            .arg("--data")
            .arg(folder)
            .args(arguments)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let stdout = child.stdout.take().expect("it prints");
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        // The shop is said first.
        let mut address = |what: &str| {
            let line = lines.find(|line| line.trim_start().starts_with(what));
            let line = line.expect("it says where it is");
            let (_, address) = line.split_once("://").expect("an address");
            let address = address.split(' ').next().unwrap_or_default();
            address.trim_end_matches('/').to_owned()
        };
        let shop = address("shop");
        let console = address("console");
        let (_, link_token) = console.split_once("/console#t=").expect("a link");
        let address = address("AWS endpoint");
        Server {
            child,
            address,
            shop,
            link_token: link_token.to_owned(),
            folder: folder.to_owned(),
        }
    }

    /// Kills it as `kill -9` does.
    pub(crate) fn kill(mut self) -> PathBuf {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
        self.folder.clone()
    }

    /// The owner's keys.
    pub(crate) fn keys(&self) -> (String, String) {
        let text = fs::read_to_string(self.folder.join("credentials")).expect("keys");
        let value = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name));
            let (_, value) = line.and_then(|line| line.split_once('=')).expect("a key");
            value.trim().to_owned()
        };
        (value("aws_access_key_id"), value("aws_secret_access_key"))
    }

    /// What the AWS CLI answers; `None` when it is not installed.
    pub(crate) fn aws(&self, arguments: &[&str]) -> Option<Result<Value, String>> {
        let (key, secret) = self.keys();
        let output = Command::new("aws")
            .args(["--endpoint-url", &format!("http://{}", self.address)])
            .args(["--output", "json"])
            .args(arguments)
            .env("AWS_ACCESS_KEY_ID", key)
            .env("AWS_SECRET_ACCESS_KEY", secret)
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .output()
            .ok()?;
        Some(if output.status.success() {
            Ok(serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        })
    }

    /// Sends bytes as they are and gives the status and body of the answer; status 0 when the
    /// connection was closed without one.
    pub(crate) fn send(&self, bytes: &[u8]) -> (u16, String) {
        self.exchange(bytes, false)
    }

    /// Likewise, and says that nothing more will come.
    pub(crate) fn send_and_end(&self, bytes: &[u8]) -> (u16, String) {
        self.exchange(bytes, true)
    }

    fn exchange(&self, bytes: &[u8], ends: bool) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a time-out");
        // The server may answer and close before it has read all.
        let _ = stream.write_all(bytes);
        if ends {
            let _ = stream.shutdown(std::net::Shutdown::Write);
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status.unwrap_or(0), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder of shared test data. It must be there in CI; elsewhere what needs it is skipped.
pub(crate) fn shared(what: &str) -> Option<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = std::env::var_os("ENTREGA_SHARED")
        .map_or_else(|| workspace.join("../shared"), PathBuf::from);
    let path = folder.join(what);
    if path.exists() {
        return Some(path);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{} is not there",
        path.display()
    );
    eprintln!("skipped: {} is not there", path.display());
    None
}
