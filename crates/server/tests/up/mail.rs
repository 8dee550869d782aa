//! Mail from topics through a real server (`aiosmtpd` of PyPI), by STARTTLS.

use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::server::Server;

/// A Python with `aiosmtpd`, made once below the target folder; `None`, with a word about it, when
/// it cannot be made.
fn python() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sns-python");
    let python = folder.join("bin/python3");
    let succeeds = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output();
        output.is_ok_and(|output| output.status.success())
    };
    let made = succeeds(&python, &["-c", "import aiosmtpd"])
        || succeeds(
            "python3".as_ref(),
            &["-m", "venv", &folder.to_string_lossy()],
        ) && succeeds(&python, &["-m", "pip", "install", "--quiet", "aiosmtpd"]);
    made.then_some(python)
}

/// Makes a certificate for `localhost` and its key.
fn make_certificate(certificate: &Path, key: &Path) -> bool {
    Command::new("openssl")
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
        ])
        .args(["-subj", "/CN=localhost", "-addext"])
        .args(["subjectAltName=DNS:localhost", "-addext"])
        .args(["basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(key)
        .arg("-out")
        .arg(certificate)
        .output()
        .is_ok_and(|output| output.status.success())
}

/// A mail server, killed when the test ends.
struct SmtpServer {
    child: Child,
    port: String,
    said: Lines<BufReader<ChildStdout>>,
}

impl SmtpServer {
    fn start(python: &Path, certificate: &Path, key: &Path) -> SmtpServer {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../sns/tests/sns/smtp_server.py"
        );
        let mut child = Command::new(python)
            .args(["-W", "ignore", script])
            .args([certificate, key])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mail server starts");
        let mut said = BufReader::new(child.stdout.take().expect("it prints")).lines();
        let port = said.next().expect("a line").expect("a port");
        SmtpServer { child, port, said }
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn mail_leaves_by_starttls() {
    let folder = tempfile::tempdir().expect("a folder");
    let (certificate, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    let (Some(python), true) = (python(), make_certificate(&certificate, &key)) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "aiosmtpd and openssl are needed"
        );
        eprintln!("skipped: aiosmtpd or openssl is not here");
        return;
    };
    let mut mail = SmtpServer::start(&python, &certificate, &key);
    let url = format!(
        "smtp://shop:s3cret@localhost:{}?from=shop@example.com",
        mail.port
    );
    let certificates = certificate.to_string_lossy();
    let environment = [
        ("ENTREGA_SMTP_URL", url.as_str()),
        ("SSL_CERT_FILE", &*certificates),
    ];
    let data = folder.path().join("data");
    let server = Server::start_with(&data, &["--anonymous"], &environment);
    let ask = |body: &str| {
        let request = format!(
            "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let (status, answer) = server.send(request.as_bytes());
        assert_eq!(status, 200, "{answer}");
    };
    ask("Action=CreateTopic&Version=2010-03-31&Name=orders");
    ask(
        "Action=Subscribe&Version=2010-03-31&Protocol=email&Endpoint=ana%40example.com&\
         TopicArn=arn:aws:sns:us-east-1:000000000000:orders",
    );
    let told = mail.said.next().expect("a line").expect("a mail");
    let sent: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(sent["to"], "ana@example.com");
    assert_eq!(sent["from"], "shop@example.com");
    let text = sent["parts"]["text/plain"].as_str().expect("a text");
    let link = text.lines().find(|line| line.starts_with("http://"));
    let link = link.expect("a link");
    let (_, path) = link
        .split_once(&server.address)
        .expect("it leads to the server");
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\nconnection: close\r\n\r\n"
    );
    let (status, page) = server.send(request.as_bytes());
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("Subscription confirmed"), "{page}");
}
