//! `entrega deploy local`, as somebody has it who brings a template.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;

use serde_json::{Value, json};

use crate::server::Server;

/// A stack as somebody has it: a folder with a template, and the server that it is to be on.
struct Site {
    server: Server,
    folder: tempfile::TempDir,
    /// What the server keeps.
    _data: tempfile::TempDir,
}

/// An answer of `entrega deploy local --json`.
struct Report {
    code: Option<i32>,
    json: Value,
    stderr: String,
}

impl Site {
    fn new() -> Site {
        let data = tempfile::tempdir().expect("a folder");
        let folder = tempfile::tempdir().expect("a folder");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/up/deploy");
        copy(&from, folder.path());
        Site {
            server: Server::start(data.path(), &["--anonymous"]),
            folder,
            _data: data,
        }
    }

    fn template(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Changes a file of the folder.
    fn edit(&self, name: &str, changes: &[(&str, &str)]) {
        let path = self.template(name);
        let mut text = fs::read_to_string(&path).expect("the file");
        for (from, to) in changes {
            assert!(text.contains(from), "{name} has no {from}");
            text = text.replace(from, to);
        }
        fs::write(path, text).expect("it can be written");
    }

    fn command(&self, address: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_entrega"));
        command
            .args(["deploy", "local", "--json"])
            .args(["--endpoint", &format!("http://{address}")])
            .arg("--data")
            .arg(&self.server.folder)
            .args(arguments)
            .env_remove("AWS_ENDPOINT_URL")
            .stdin(Stdio::null());
        command
    }

    fn deploy(&self, arguments: &[&str]) -> Report {
        let output = self.command(&self.server.address, arguments).output();
        report(&output.expect("it runs"))
    }

    /// Deploys a template of the folder as the stack `s`.
    fn apply(&self, template: &str, more: &[&str]) -> Report {
        let path = self.template(template);
        let path = path.to_str().expect("a path");
        self.deploy(&[&[path, "--stack-name", "s"], more].concat())
    }

    /// What an operation of a JSON protocol answers.
    fn ask(&self, target: &str, body: &Value) -> Value {
        let (status, answer) = self.post("/", &[("x-amz-target", target)], &body.to_string());
        let answer = serde_json::from_str(&answer).unwrap_or(Value::Null);
        assert_eq!(status, 200, "{target}: {answer}");
        answer
    }

    fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let headers = headers.iter().fold(String::new(), |all, (name, value)| {
            format!("{all}{name}: {value}\r\n")
        });
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
             content-type: application/x-amz-json-1.0\r\n{headers}content-length: {length}\r\n\r\n{body}"
        );
        self.server.send(request.as_bytes())
    }

    fn get(&self, path: &str) -> Value {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let (_, body) = self.server.send(request.as_bytes());
        serde_json::from_str(&body).unwrap_or(Value::Null)
    }

    /// What IAM and SNS answer, as it is written.
    fn query(&self, form: &str) -> String {
        let length = form.len();
        let request = format!(
            "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
        );
        self.server.send(request.as_bytes()).1
    }

    /// How an execution of a machine ended.
    fn execute(&self, machine: &str, input: &Value) -> Value {
        let started = self.ask(
            "AWSStepFunctions.StartExecution",
            &json!({"stateMachineArn": machine, "input": input.to_string()}),
        );
        loop {
            let asked = json!({"executionArn": started["executionArn"]});
            let described = self.ask("AWSStepFunctions.DescribeExecution", &asked);
            if described["status"] != "RUNNING" {
                return described;
            }
        }
    }

    /// How many there are of each kind whose names begin with `s-`.
    fn census(&self) -> BTreeMap<&'static str, usize> {
        let names = |list: &Value, field: &str| {
            let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
            let name = |it: &Value| match field {
                "" => it.as_str().unwrap_or_default().to_owned(),
                field => it[field].as_str().unwrap_or_default().to_owned(),
            };
            list.iter()
                .map(name)
                .filter(|name| name.starts_with("s-"))
                .count()
        };
        let machines = self.ask("AWSStepFunctions.ListStateMachines", &json!({}));
        let activities = self.ask("AWSStepFunctions.ListActivities", &json!({}));
        let tables = self.ask("DynamoDB_20120810.ListTables", &json!({}));
        let functions = self.get("/2015-03-31/functions");
        let roles = self.query("Action=ListRoles&Version=2010-05-08");
        let policies = self.query("Action=ListPolicies&Scope=Local&Version=2010-05-08");
        let topics = self.query("Action=ListTopics&Version=2010-03-31");
        BTreeMap::from([
            ("machines", names(&machines["stateMachines"], "name")),
            ("activities", names(&activities["activities"], "name")),
            ("tables", names(&tables["TableNames"], "")),
            ("functions", names(&functions["Functions"], "FunctionName")),
            ("roles", roles.matches("<RoleName>s-").count()),
            ("policies", policies.matches("<PolicyName>s-").count()),
            ("topics", topics.matches(":s-").count()),
        ])
    }
}

impl Report {
    /// The resources that something happened to, by what.
    fn of(&self, outcome: &str) -> BTreeSet<&str> {
        let rows = self.json["resources"].as_array().expect("resources");
        let rows = rows.iter().filter(|row| row["outcome"] == outcome);
        rows.map(|row| row["logicalId"].as_str().expect("an id"))
            .collect()
    }

    fn lacking(&self) -> BTreeSet<&str> {
        let list = self.json["lacking"].as_array().expect("a list");
        list.iter()
            .map(|it| it["logicalId"].as_str().expect("an id"))
            .collect()
    }

    fn output(&self, name: &str) -> &str {
        self.json["outputs"][name].as_str().expect("an output")
    }

    fn id(&self, logical_id: &str) -> &str {
        let rows = self.json["resources"].as_array().expect("resources");
        let row = rows.iter().find(|row| row["logicalId"] == logical_id);
        row.and_then(|row| row["physicalId"].as_str())
            .expect("an id")
    }
}

fn report(output: &Output) -> Report {
    Report {
        code: output.status.code(),
        json: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("it can be copied");
        }
    }
}

const EVERYTHING: &str = "everything.yaml";

/// What is in the template and never here.
const LACKING: [&str; 3] = ["FailedAlarm", "Old", "Waiting"];

#[test]
fn a_stack_is_made_used_changed_and_deleted() {
    let site = Site::new();
    let made = made_and_used(&site);
    changed_in_place(&site, &made);
    replaced(&site);
    beside_another(&site);

    let deleted = site.deploy(&["--delete", "--stack-name", "s"]);
    assert_eq!(deleted.code, Some(0), "{}", deleted.stderr);
    assert_eq!(deleted.of("stays"), BTreeSet::from(["Orders"]));
    let left: Vec<(&str, usize)> = site.census().into_iter().filter(|(_, n)| *n > 0).collect();
    assert_eq!(left, [("tables", 1)]);
    let gone = site.deploy(&["--delete", "--stack-name", "s"]);
    assert_eq!(gone.code, Some(2));
    assert!(gone.stderr.contains("there is other"), "{}", gone.stderr);
}

fn made_and_used(site: &Site) -> Report {
    let dry = site.apply(EVERYTHING, &["--dry-run"]);
    assert_eq!(dry.code, Some(1), "{}", dry.stderr);
    assert_eq!(site.census().values().sum::<usize>(), 0);

    let made = site.apply(EVERYTHING, &[]);
    assert_eq!(made.code, Some(1), "{}", made.stderr);
    assert_eq!(made.of("lacking"), BTreeSet::from(LACKING));
    assert_eq!(dry.of("made"), made.of("made"));
    // A policy of AWS's that nobody knows, and secrets that only the template finds.
    for differs in ["GreetRole", "ApiKey", "Motto"] {
        assert!(made.lacking().contains(differs), "{differs}");
    }
    let alarm = &made.json["lacking"].as_array().expect("a list");
    let alarm = alarm.iter().find(|it| it["logicalId"] == "FailedAlarm");
    assert_eq!(alarm.expect("the alarm")["type"], "AWS::CloudWatch::Alarm");
    assert!(
        made.id("Orders").starts_with("s-Orders-"),
        "{}",
        made.id("Orders")
    );

    let ended = site.execute(made.output("Machine"), &json!({"id": "P-1"}));
    assert_eq!(ended["status"], "SUCCEEDED", "{ended}");
    let output: Value =
        serde_json::from_str(ended["output"].as_str().expect("text")).expect("JSON");
    assert_eq!(
        output["greeting"],
        json!({"said": "hello!", "key": 24, "motto": "fresh"})
    );

    let again = site.apply(EVERYTHING, &["--allow-lacking"]);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    assert_eq!(again.of("kept"), made.of("made"));
    assert_eq!(again.of("made").len() + again.of("changed").len(), 0);
    assert_eq!(again.json["outputs"], made.json["outputs"]);
    made
}

/// Settings, code, a layer's files, a definition, policies, an index, retention.
fn changed_in_place(site: &Site, made: &Report) {
    site.edit(
        EVERYTHING,
        &[
            ("Default: 7", "Default: 30"),
            ("MaximumRetryAttempts: 1", "MaximumRetryAttempts: 0"),
            ("IndexName: by-customer", "IndexName: by-buyer"),
            ("DisplayName: Orders", "DisplayName: Pedidos"),
            ("Action: dynamodb:GetItem", "Action: dynamodb:Query"),
            ("ResultPath: null", "ResultPath: $.kept"),
            ("Value: fresh", "Value: warm"),
            (
                "FilterPolicy: {kind: [order]}",
                "FilterPolicy: {kind: [order, notice]}",
            ),
        ],
    );
    site.edit("words/python/words.py", &[("\"!\"", "\"?\"")]);
    let changed = site.apply(EVERYTHING, &["--parameter", "Greeting=olá"]);
    assert_eq!(changed.code, Some(1), "{}", changed.stderr);
    let expected = BTreeSet::from([
        "GreetLog",
        "GreetRetries",
        "GreetRole",
        "Greet",
        "Motto",
        "Orders",
        "Pack",
        "PackLive",
        "Placed",
        "PlacedAlias",
        "Words",
    ]);
    assert_eq!(changed.of("changed"), expected);
    // A version is never changed.
    assert_eq!(changed.of("replaced"), BTreeSet::from(["PackFirst"]));
    assert_eq!(changed.id("Orders"), made.id("Orders"));
    let ended = site.execute(changed.output("Machine"), &json!({"id": "P-2"}));
    let output: Value =
        serde_json::from_str(ended["output"].as_str().expect("text")).expect("JSON");
    assert_eq!(
        output["greeting"],
        json!({"said": "olá?", "key": 24, "motto": "warm"})
    );
    let table = json!({"TableName": made.id("Orders")});
    let table = site.ask("DynamoDB_20120810.DescribeTable", &table);
    assert_eq!(table["Table"]["ItemCount"], 2);
    assert_eq!(
        table["Table"]["GlobalSecondaryIndexes"][0]["IndexName"],
        "by-buyer"
    );
}

/// Another in its place; and what leaves the template is taken away. The parameter keeps its value.
fn replaced(site: &Site) {
    let policy = "  PlacedPolicy:";
    site.edit(
        EVERYTHING,
        &[
            (
                "Name: !Sub ${AWS::StackName}-by-hand",
                "Name: !Sub ${AWS::StackName}-hand",
            ),
            (policy, "  PlacedPolicyOther:"),
        ],
    );
    let replaced = site.apply(EVERYTHING, &[]);
    assert_eq!(replaced.of("replaced"), BTreeSet::from(["ByHand"]));
    assert_eq!(replaced.of("made"), BTreeSet::from(["PlacedPolicyOther"]));
    assert_eq!(
        replaced.of("deleted"),
        BTreeSet::from(["ByHand", "PlacedPolicy"])
    );
    assert_eq!(replaced.of("changed"), BTreeSet::new());
    assert_eq!(site.census()["activities"], 1);
}

/// Another stack, whose role may not do what its machine does.
fn beside_another(site: &Site) {
    let path = site.template("denied.yaml");
    let other = site.deploy(&[path.to_str().expect("a path"), "--stack-name", "other"]);
    assert_eq!(other.code, Some(0), "{}", other.stderr);
    let ended = site.execute(other.output("Machine"), &json!({}));
    assert_eq!(ended["status"], "FAILED");
    let cause = ended["cause"].as_str().expect("a cause");
    assert!(
        cause.contains("not authorized to perform: sns:Publish"),
        "{ended}"
    );
}

#[test]
fn a_run_that_is_killed_goes_on() {
    let site = Site::new();
    let template = site.template(EVERYTHING);
    let template = template.to_str().expect("a path");
    let expected = BTreeMap::from([
        ("machines", 1),
        ("activities", 1),
        ("tables", 1),
        ("functions", 1),
        ("roles", 2),
        ("policies", 1),
        ("topics", 1),
    ]);
    // Each run is cut off at a request that the server has had, before the answer is there.
    let mut cuts = 0;
    for requests in (8..).step_by(5) {
        let cut = Cut::after(requests, &site.server.address);
        let command = &mut site.command(&cut.address, &[template, "--stack-name", "s"]);
        if !cut.runs(command) {
            break;
        }
        cuts += 1;
    }
    assert!(cuts > 5, "{cuts} cuts");
    let whole = site.apply(EVERYTHING, &[]);
    assert_eq!(whole.code, Some(1), "{}", whole.stderr);
    assert_eq!(whole.of("lacking"), BTreeSet::from(LACKING));
    assert_eq!(site.census(), expected);
    let ended = site.execute(whole.output("Machine"), &json!({"id": "P-1"}));
    assert_eq!(ended["status"], "SUCCEEDED", "{ended}");

    for requests in (4..).step_by(7) {
        let cut = Cut::after(requests, &site.server.address);
        let command = &mut site.command(&cut.address, &["--delete", "--stack-name", "s"]);
        if !cut.runs(command) {
            break;
        }
    }
    let left: Vec<(&str, usize)> = site.census().into_iter().filter(|(_, n)| *n > 0).collect();
    assert_eq!(left, [("tables", 1)]);
}

#[test]
fn what_is_there_already_is_left_alone() {
    let site = Site::new();
    site.ask(
        "AWSStepFunctions.CreateActivity",
        &json!({"name": "s-by-hand"}),
    );
    let stopped = site.apply(EVERYTHING, &[]);
    assert_eq!(stopped.code, Some(1), "{}", stopped.stderr);
    assert!(stopped.stderr.contains("`ByHand`"), "{}", stopped.stderr);
    assert!(
        stopped.stderr.contains("there already"),
        "{}",
        stopped.stderr
    );
    let deleted = site.deploy(&["--delete", "--stack-name", "s"]);
    assert_eq!(deleted.code, Some(0), "{}", deleted.stderr);
    assert_eq!(site.census()["activities"], 1);
}

#[test]
fn a_template_with_mistakes_changes_nothing() {
    let site = Site::new();
    site.edit("denied.yaml", &[("${Placed}", "${Nowhere}")]);
    let refused = site.apply("denied.yaml", &[]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("Nowhere"), "{}", refused.stderr);
    assert_eq!(site.census().values().sum::<usize>(), 0);
}

/// A way to a server that ends in the middle: the request of that number reaches the server, and
/// whoever made it is killed.
struct Cut {
    address: String,
    reached: mpsc::Receiver<()>,
}

impl Cut {
    fn after(requests: usize, server: &str) -> Cut {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let (reach, reached) = mpsc::channel();
        let server = server.to_owned();
        thread::spawn(move || {
            for (number, client) in listener.incoming().enumerate() {
                let (Ok(mut client), Ok(mut server)) = (client, TcpStream::connect(&server)) else {
                    return;
                };
                let request = whole(&mut client);
                server.write_all(&request).expect("the server takes it");
                let answer = whole(&mut server);
                if number + 1 == requests {
                    let _ = reach.send(());
                    return;
                }
                let _ = client.write_all(&answer);
            }
        });
        Cut { address, reached }
    }

    /// Runs a command until it ends or has come so far. Says whether it was cut off.
    fn runs(&self, command: &mut Command) -> bool {
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        loop {
            if self.reached.try_recv().is_ok() {
                child.kill().expect("it can be killed");
                child.wait().expect("it ends");
                return true;
            }
            if child.try_wait().expect("its status").is_some() {
                return false;
            }
            thread::yield_now();
        }
    }
}

/// One message of HTTP.
fn whole(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return bytes;
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return bytes,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}

/// Templates of others, each in a folder of its own, are applied twice and deleted. Run it with
/// `ENTREGA_TEMPLATES=FOLDER cargo test -p server --test up -- --ignored templates_of_others`.
#[test]
#[ignore = "needs a folder of templates"]
fn templates_of_others() {
    let folder = std::env::var_os("ENTREGA_TEMPLATES").expect("ENTREGA_TEMPLATES names a folder");
    let site = Site::new();
    let mut templates = Vec::new();
    find_templates(Path::new(&folder), &mut templates);
    assert!(!templates.is_empty(), "there are no templates");
    let mut failed = Vec::new();
    for path in templates {
        let template = path.to_str().expect("a path");
        let arguments = [template, "--stack-name", "s", "--allow-lacking"];
        let made = site.deploy(&arguments);
        let again = site.deploy(&arguments);
        let deleted = site.deploy(&["--delete", "--stack-name", "s"]);
        println!(
            "{template}: {:?} {:?} {:?}",
            made.code, again.code, deleted.code
        );
        let is_kept = again.json["resources"].is_array()
            && again.of("made").len() + again.of("changed").len() + again.of("replaced").len() == 0;
        if made.code != Some(0) || again.code != Some(0) || deleted.code != Some(0) || !is_kept {
            failed.push(format!("{template}: {}{}", made.stderr, again.stderr));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn find_templates(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() && name != "node_modules" {
            find_templates(&path, found);
        } else if name == "template.yaml" || name == "template.yml" {
            found.push(path);
        }
    }
}
