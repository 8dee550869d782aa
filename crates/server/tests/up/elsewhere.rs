//! Services that are elsewhere. A second server, with another account, stands in for AWS: its shop is what
//! a stack would have made there.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::person::{Person, order};
use crate::server::Server;

/// The account of what stands in for AWS.
const THEIRS: &str = "111111111111";
const OURS: &str = "000000000000";

/// Nothing here takes so long, unless it does not happen at all.
const HAPPENS_WITHIN: Duration = Duration::from_secs(30);

/// What stands in for AWS.
fn cloud(folder: &Path) -> Server {
    Server::start(folder, &["--account", THEIRS])
}

/// Settings by which the table is there.
fn with_table(cloud: &Server) -> String {
    let at = format!("http://{}", cloud.address);
    format!("[services]\ndynamodb = \"{at}\"\n[aws]\ntable = \"entrega\"\n")
}

/// Settings by which all is there that can be. Keys are those of a profile.
fn with_all(cloud: &Server) -> String {
    let at = format!("http://{}", cloud.address);
    format!(
        "[services]\ndynamodb = \"{at}\"\nstepfunctions = \"{at}\"\nsns = \"{at}\"\nlambda = \"{at}\"\n\
         [aws]\nprofile = \"entrega\"\ntable = \"entrega\"\n\
         order_state_machine = \"arn:aws:states:us-east-1:{THEIRS}:stateMachine:order\"\n\
         notices_topic = \"arn:aws:sns:us-east-1:{THEIRS}:order-notices\"\n"
    )
}

fn settle(folder: &Path, settings: &str) {
    fs::write(folder.join("entrega.toml"), settings).expect("settings");
}

/// Starts a shop whose settings are in its folder. It has the keys of `cloud` in its environment and in a
/// file of profiles.
fn shop(folder: &Path, cloud: &Server) -> Server {
    let (key, secret) = cloud.keys();
    let profiles = cloud.folder.join("credentials").display().to_string();
    let environment = [
        ("AWS_ACCESS_KEY_ID", key.as_str()),
        ("AWS_SECRET_ACCESS_KEY", secret.as_str()),
        ("AWS_SHARED_CREDENTIALS_FILE", profiles.as_str()),
    ];
    Server::start_with(folder, &[], &environment)
}

/// What Step Functions says of the execution of an order in an account, asked through a server.
fn execution(server: &Server, account: &str, order: &str) -> Result<Value, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_entrega"))
        .args(["executions", "show", "--json"])
        .arg(format!(
            "arn:aws:states:us-east-1:{account}:execution:order:{order}"
        ))
        .args([
            "--endpoint",
            &format!("http://{}", server.address),
            "--data",
        ])
        .arg(&server.folder)
        .output()
        .expect("it runs");
    if output.status.success() {
        let shown: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        Ok(shown["execution"].clone())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// An order is taken, made, brought to the door and handed over.
fn carry(server: &Server, customer: &Person, order: &str) {
    let store = Person::operator(server);
    let at = |status: &'static str| move |shown: &Value| shown["status"] == status;
    let of_customer = format!("/api/orders/{order}");
    customer.until(&of_customer, at("AWAITING_CONFIRMATION"));
    let board = |what: &str, body: &Value| {
        store.post(&format!("/api/board/orders/{order}/{what}"), "none", body)
    };
    board("accept", &json!({}));
    customer.until(&of_customer, at("CONFIRMED"));
    board("prepare", &json!({}));
    board("ready", &json!({}));
    let free = json!({"name": "Rui", "state": "FREE", "point": {"x": 0.0, "y": 0.0}});
    let (status, said) = store.ask("PUT", "/api/board/couriers/rui", "none", &free);
    assert!((200..300).contains(&status), "{said}");
    board("assign", &json!({"courier": "rui"}));
    let courier = store.as_courier("rui");
    let step = |what: &str, body: &Value| {
        courier.post(&format!("/api/courier/orders/{order}/{what}"), "none", body)
    };
    step("at-store", &json!({}));
    step("picked-up", &json!({}));
    step("arrived", &json!({}));
    let shown = customer.get(&of_customer);
    step("hand-over", &json!({"pin": shown["pin"]}));
    customer.until(&of_customer, at("DELIVERED"));
}

/// Looks until an execution has ended, and says how.
fn ended(server: &Server, account: &str, order: &str) -> String {
    let begun = Instant::now();
    loop {
        let shown = execution(server, account, order).expect("an execution");
        let status = shown["status"].as_str().expect("a status");
        if status != "RUNNING" {
            return status.to_owned();
        }
        assert!(begun.elapsed() < HAPPENS_WITHIN, "{shown}");
        thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn orders_in_flight_finish_where_they_started() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let cloud = cloud(folders[0].path());
    let folder = folders[1].path();

    // The table alone is there: an order from the cart to the door.
    settle(folder, &with_table(&cloud));
    let here = shop(folder, &cloud);
    let customer = Person::guest(&here);
    let carried = order(&customer, "carried")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    carry(&here, &customer, &carried);
    assert_eq!(ended(&here, OURS, &carried), "SUCCEEDED");
    let old = order(&customer, "old")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    customer.until(&format!("/api/orders/{old}"), |shown| {
        shown["status"] == "AWAITING_CONFIRMATION"
    });

    // All is there from now on; what was begun is not.
    here.kill();
    settle(folder, &with_all(&cloud));
    let here = shop(folder, &cloud);
    let customer = customer.at(&here);
    let new = order(&customer, "new")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let here = shop(&here.kill(), &cloud);
    let customer = customer.at(&here);
    let running = |account: &str, order: &str| execution(&here, account, order);
    assert_eq!(
        running(OURS, &old).expect("an execution")["status"],
        "RUNNING"
    );
    assert!(running(OURS, &new).is_err());
    for order in [&old, &new] {
        carry(&here, &customer, order);
    }
    assert_eq!(ended(&here, OURS, &old), "SUCCEEDED");
    assert_eq!(ended(&here, THEIRS, &new), "SUCCEEDED");
    // It is the same, asked there.
    assert_eq!(ended(&cloud, THEIRS, &new), "SUCCEEDED");
    assert!(execution(&cloud, THEIRS, &old).is_err());

    // Customers are told of both, by the function there that listens to the topic there.
    for order in [&old, &new] {
        let told = |one: &Value| {
            let text = one["text"].as_str().unwrap_or_default();
            one["kind"] == "delivered" && text.contains(&cloud.shop)
        };
        let messages = format!("/api/board/orders/{order}/messages");
        Person::operator(&here).until(&messages, |shown| {
            shown["items"]
                .as_array()
                .is_some_and(|all| all.iter().any(told))
        });
    }

    // One that is called off before anybody has taken it.
    let off = order(&customer, "off")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    customer.post(
        &format!("/api/orders/{off}/cancellation"),
        "none",
        &json!({"reason": "customer_changed_mind"}),
    );
    customer.until(&format!("/api/orders/{off}"), |shown| {
        shown["status"] == "CANCELLED"
    });
}

/// What happens there is seen here, as it happens.
#[test]
fn orders_that_are_carried_elsewhere_are_live() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let cloud = cloud(folders[0].path());
    settle(folders[1].path(), &with_all(&cloud));
    let here = shop(folders[1].path(), &cloud);
    let customer = Person::guest(&here);
    let placed = order(&customer, "o")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let mut events = events(&here, &Person::operator(&here));
    let mut seen =
        |wanted: &str| events.find(|line| line.contains(&placed) && line.contains(wanted));
    assert!(seen("AWAITING_CONFIRMATION").is_some());
    // The store there takes it: nobody here does anything.
    Person::operator(&cloud).post(
        &format!("/api/board/orders/{placed}/accept"),
        "none",
        &json!({}),
    );
    assert!(seen("CONFIRMED").is_some());
}

/// What changes on the board of a server.
fn events(server: &Server, store: &Person) -> impl Iterator<Item = String> + use<> {
    let mut stream = TcpStream::connect(&server.shop).expect("it listens");
    stream
        .set_read_timeout(Some(HAPPENS_WITHIN))
        .expect("a time-out");
    let request = format!(
        "GET /api/board/events HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\r\n",
        server.shop,
        store.token()
    );
    stream.write_all(request.as_bytes()).expect("sent");
    BufReader::new(stream).lines().map_while(Result::ok)
}

/// What a server says that does not start with these settings.
fn refused(settings: &str, environment: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    settle(folder.path(), settings);
    let output = command(folder.path(), "up", environment);
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a command without anybody's keys but those that are given.
fn command(folder: &Path, what: &str, environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entrega"));
    command.arg(what).arg("--data").arg(folder);
    command.args(["--aws-listen", "127.0.0.1:0"]);
    if what == "up" {
        command.args(["--listen", "127.0.0.1:0"]);
    }
    for name in [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
    ] {
        command.env_remove(name);
    }
    command
        .env("HOME", folder)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("it runs")
}

#[test]
fn what_is_wrong_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = Server::start(folder.path(), &["--account", THEIRS, "--anonymous"]);
    let table = |name: &str| with_table(&cloud).replace("\"entrega\"", &format!("\"{name}\""));
    let keys = json!([{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}]);
    let attributes = json!([{"AttributeName": "PK", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"}]);
    make_table(
        &cloud,
        &json!({"TableName": "another", "KeySchema": keys, "AttributeDefinitions": attributes, "BillingMode": "PAY_PER_REQUEST"}),
    );
    let gone = "http://127.0.0.1:9";
    for (settings, said) in [
        (
            table("entrega").replace("table =", "tabel ="),
            "unknown field `tabel`",
        ),
        (table("nowhere"), "there is no table `nowhere` there"),
        (
            table("another"),
            "its keys are `PK` and `at`, not `PK` and `SK`",
        ),
        (
            format!("[services]\ndynamodb = \"{gone}\"\n[aws]\ntable = \"entrega\"\n"),
            "cannot be looked at",
        ),
        (
            "[services]\ndynamodb = \"aws\"\n[aws]\ntable = \"entrega\"\n".to_owned(),
            "in which region",
        ),
        (
            "[services]\ndynamodb = \"aws\"\n[aws]\nregion = \"sa-east-1\"\ntable = \"entrega\"\n"
                .to_owned(),
            "there are no keys for AWS",
        ),
        (
            with_all(&cloud)
                .replace(THEIRS, OURS)
                .replace("profile = \"entrega\"\n", ""),
            "the embedded one as well",
        ),
    ] {
        let error = refused(&settings, &[]);
        assert!(error.contains(said), "{said}: {error}");
    }
    let missing = with_all(&cloud).replace("stateMachine:order", "stateMachine:nowhere");
    let missing = missing.replace("profile = \"entrega\"\n", "");
    let error = refused(&missing, &[]);
    assert!(error.contains("there is no state machine"), "{error}");

    // The doctor says the same, and what to do.
    let shop = tempfile::tempdir().expect("a folder");
    settle(shop.path(), &missing);
    let output = command(shop.path(), "doctor", &[]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("has the keys and indexes it needs"), "{said}");
    assert!(said.contains("order-notices takes notices"), "{said}");
    assert!(said.contains("lambda answers at"), "{said}");
    assert!(said.contains("there is no state machine"), "{said}");
    assert!(said.contains("deploy the stack"), "{said}");
}

fn make_table(server: &Server, table: &Value) {
    let body = table.to_string();
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-amz-target: DynamoDB_20120810.CreateTable\r\n\
         content-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let (status, answer) = server.send(request.as_bytes());
    assert_eq!(status, 200, "{answer}");
}
