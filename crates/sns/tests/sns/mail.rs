//! Mail through a real server: `aiosmtpd` of PyPI. Where it cannot be had, the tests say so and pass;
//! with `CI` set they fail.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use serde_json::Value;
use sns::{Mail, MailError, Mailer, SmtpConfiguration};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::stage::{Setting, Stage};

/// A Python with `aiosmtpd`, made once below the target folder.
fn python() -> Option<PathBuf> {
    static MADE: OnceLock<Option<PathBuf>> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sns-python");
        let python = folder.join("bin/python3");
        let succeeds = |program: &Path, arguments: &[&str]| {
            let output = std::process::Command::new(program).args(arguments).output();
            output.is_ok_and(|output| output.status.success())
        };
        let has = || succeeds(&python, &["-c", "import aiosmtpd"]);
        let made = has()
            || succeeds(
                "python3".as_ref(),
                &["-m", "venv", &folder.to_string_lossy()],
            ) && succeeds(&python, &["-m", "pip", "install", "--quiet", "aiosmtpd"]);
        if !made {
            assert!(
                std::env::var_os("CI").is_none(),
                "aiosmtpd cannot be installed"
            );
            eprintln!("skipped: aiosmtpd cannot be installed");
        }
        made.then_some(python)
    })
    .clone()
}

/// A mail server, killed when the test ends.
struct SmtpServer {
    port: u16,
    said: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl SmtpServer {
    async fn start() -> Option<SmtpServer> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sns/smtp_server.py");
        let mut child = Command::new(python()?)
            .args(["-W", "ignore", script])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the mail server starts");
        let mut said = BufReader::new(child.stdout.take().expect("it prints")).lines();
        let port = said.next_line().await.expect("a line").expect("a port");
        Some(SmtpServer {
            port: port.parse().expect("a port"),
            said,
            _child: child,
        })
    }

    fn mailer(&self, user: &str, password: &str) -> Mailer {
        let port = self.port;
        let url =
            format!("smtp://{user}:{password}@127.0.0.1:{port}?tls=none&from=shop%40example.com");
        let configuration = SmtpConfiguration::parse(&url).expect("a server");
        Mailer::new(&configuration).expect("a mailer")
    }

    /// The next mail that was accepted.
    async fn mail(&mut self) -> Value {
        let line = self
            .said
            .next_line()
            .await
            .expect("a line")
            .expect("a mail");
        serde_json::from_str(&line).expect("JSON")
    }
}

#[tokio::test]
async fn mails_arrive_as_text_and_html() {
    let Some(mut server) = SmtpServer::start().await else {
        return;
    };
    let mailer = server.mailer("shop", "s3cret");
    let html = "<p>Seu pedido saiu</p>";
    let sent = mailer.send(
        "ana@example.com",
        Some("Pizzaria São João"),
        "Pedido nº 1",
        "Seu pedido saiu",
        Some(html),
    );
    sent.await.expect("sent");
    let mail = server.mail().await;
    assert_eq!(mail["to"], "ana@example.com");
    assert_eq!(mail["from"], "Pizzaria São João <shop@example.com>");
    assert_eq!(mail["subject"], "Pedido nº 1");
    assert_eq!(mail["parts"]["text/plain"], "Seu pedido saiu");
    assert_eq!(mail["parts"]["text/html"], html);

    // What looks like another header stays what it is.
    let sent = mailer.send(
        "ana@example.com",
        None,
        "a\r\nBcc: eve@example.com",
        "x",
        None,
    );
    sent.await.expect("sent");
    let mail = server.mail().await;
    assert_eq!(mail["recipients"], serde_json::json!(["ana@example.com"]));
    assert_eq!(mail["headers"].get("Bcc"), None, "{mail}");
}

#[tokio::test]
async fn what_a_server_refuses_is_told_apart() {
    let Some(server) = SmtpServer::start().await else {
        return;
    };
    let mailer = server.mailer("shop", "s3cret");
    let send = |to: &'static str| mailer.send(to, None, "s", "t", None);
    let busy = send("busy@example.com").await.expect_err("450");
    assert!(matches!(busy, MailError::Later(_)), "{busy}");
    let unknown = send("unknown@example.com").await.expect_err("550");
    assert!(matches!(unknown, MailError::Refused(_)), "{unknown}");
    let nobody = send("nobody").await.expect_err("no address");
    assert!(matches!(nobody, MailError::Unwritable(_)), "{nobody}");
    let stranger = server.mailer("shop", "hunter2");
    let refused = stranger.send("ana@example.com", None, "s", "t", None).await;
    let refused = refused.expect_err("535");
    assert!(matches!(refused, MailError::Refused(_)), "{refused}");
    assert!(!format!("{refused} {refused:?} {stranger:?}").contains("hunter2"));
}

#[tokio::test]
async fn subscribers_get_mail_and_busy_servers_are_asked_again() {
    let Some(mut server) = SmtpServer::start().await else {
        return;
    };
    let stage = Stage::of(Setting {
        mail: Mail::Smtp(server.mailer("shop", "s3cret")),
        ..Setting::default()
    });
    let topic = stage.topic("orders").await;
    // The server takes mail for this one when it is asked for the third time.
    stage
        .subscribe(&topic, "email", "third@example.com", &[])
        .await;
    let mail = server.mail().await;
    assert_eq!(mail["to"], "third@example.com");
    let text = mail["parts"]["text/plain"].as_str().expect("a text");
    assert!(text.contains("Action=ConfirmSubscription"), "{text}");
    stage.settled().await;
    assert_eq!(
        stage.sns.outbox().len(),
        1,
        "what left is in the outbox once"
    );

    let to = "rui@example.com";
    let sent = stage.sns.send_mail(to, None, "Pedido", "saiu", None);
    sent.await.expect("sent");
    assert_eq!(server.mail().await["to"], to);
    assert_eq!(stage.sns.outbox()[0].to, to);

    stage
        .subscribe(&topic, "email", "unknown@example.com", &[])
        .await;
    stage.settled().await;
    let letters = stage.sns.dead_letters().expect("letters");
    assert_eq!((letters.len(), letters[0].tries), (1, 1));
    assert!(letters[0].error.contains("550"), "{}", letters[0].error);
}
