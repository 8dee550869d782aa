//! Servers written in Python, one of each kind for all tests of a program.

use std::env;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take to begin.
const STARTS_WITHIN: Duration = Duration::from_mins(1);

/// A server. It ends with this process, however that ends: it then reads the end of its standard
/// input, as the programs that start them here see to.
pub(crate) struct Server {
    pub(crate) url: String,
    process: Child,
}

impl Server {
    /// Starts `program` with the port it listens at; `None` where its `modules` are not installed.
    pub(crate) fn start(
        program: &str,
        modules: &str,
        variables: &[(&str, &str)],
    ) -> Option<Server> {
        let python = python();
        let installed = Command::new(&python)
            .args(["-c", &format!("import {modules}")])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !installed {
            assert!(env::var_os("CI").is_none(), "not installed: {modules}");
            eprintln!("skipped: not installed: {modules}");
            return None;
        }
        // Another process may take the port before it is used; then the server does not start.
        let port = free_port();
        let url = format!("http://127.0.0.1:{port}");
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{port}.log"));
        let mut process = Command::new(&python)
            .args(["-c", program, &port.to_string()])
            .envs(variables.iter().copied())
            .env("AWS_ENDPOINT_URL", &url)
            .env("NO_PROXY", "127.0.0.1,localhost")
            .env("TMPDIR", env!("CARGO_TARGET_TMPDIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("a log"))
            .spawn()
            .expect("a process");
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let ended = process.try_wait().expect("a process");
            assert!(ended.is_none(), "it ended: {}", said(&log));
            let late = begun.elapsed() > STARTS_WITHIN;
            assert!(!late, "it does not answer: {}", said(&log));
            thread::sleep(Duration::from_millis(50));
        }
        Some(Server { url, process })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// That of the folder where `cargo xtask test` installs servers; else the first there is.
fn python() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("servers");
    let python = folder.join("bin/python3");
    if python.exists() {
        python
    } else {
        PathBuf::from("python3")
    }
}

fn said(log: &Path) -> String {
    fs::read_to_string(log).unwrap_or_default()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}
