//! `entrega env`, `doctor`, `backup` and `restore`, beside a server that is up.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_entrega"));
    command
        .args(arguments)
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .env_remove("AWS_ENDPOINT_URL")
        .stdin(Stdio::null());
    command
}

fn entrega(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A server that ends when it is dropped.
struct Up {
    process: Child,
    address: String,
}

impl Up {
    fn on(folder: &Path) -> Up {
        let mut process = command(&[
            "up",
            "--data",
            text(folder),
            "--aws-listen",
            "127.0.0.1:0",
            "--listen",
            "127.0.0.1:0",
            "--anonymous",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .map(Result::unwrap)
            .filter(|line| line.contains("AWS endpoint"))
            .find_map(|line| Some(line.split_once("http://")?.1.to_owned()))
            .unwrap();
        Up { process, address }
    }

    fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Asks Step Functions.
    fn ask(&self, operation: &str, input: &Value) -> Value {
        self.ask_for(&format!("AWSStepFunctions.{operation}"), input)
    }

    fn ask_for(&self, target: &str, input: &Value) -> Value {
        let body = input.to_string();
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "POST / HTTP/1.1\r\nhost: {}\r\nx-amz-target: {target}\r\n\
             content-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
        serde_json::from_str(body).unwrap()
    }

    fn make_machine(&self) -> String {
        let definition =
            r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":900,"End":true}}}"#;
        let made = self.ask(
            "CreateStateMachine",
            &json!({
                "name": "counted",
                "definition": definition,
                "roleArn": "arn:aws:iam::000000000000:role/order",
            }),
        );
        made["stateMachineArn"].as_str().unwrap().to_owned()
    }

    fn start(&self, machine: &str, name: &str) {
        self.ask(
            "StartExecution",
            &json!({"stateMachineArn": machine, "name": name}),
        );
    }

    /// The names of all executions.
    fn executions(&self, folder: &Path) -> Vec<String> {
        let endpoint = self.endpoint();
        let output = entrega(&[
            "executions",
            "list",
            "--json",
            "--limit",
            "10000",
            "--endpoint",
            &endpoint,
            "--data",
            text(folder),
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let listed: Value = serde_json::from_str(&stdout(&output)).unwrap();
        let listed = listed["executions"].as_array().unwrap();
        let name = |execution: &Value| execution["name"].as_str().unwrap().to_owned();
        listed.iter().map(name).collect()
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn what_was_acknowledged_before_a_backup_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("backup.tar"));
    let up = Up::on(&data);
    let machine = up.make_machine();
    let item = json!({"TableName": "orders", "Item": {"id": {"S": "P-1"}}});
    up.ask_for(
        "DynamoDB_20120810.CreateTable",
        &json!({
            "TableName": "orders",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        }),
    );
    up.ask_for("DynamoDB_20120810.PutItem", &item);
    let function = data.join("functions/charge");
    fs::create_dir_all(&function).unwrap();
    fs::write(
        function.join("index.mjs"),
        "export const handler = () => 1\n",
    )
    .unwrap();
    symlink("index.mjs", function.join("link")).unwrap();
    symlink("/etc/passwd", function.join("outside")).unwrap();
    for number in 0..20 {
        up.start(&machine, &format!("before-{number}"));
    }
    let done = AtomicBool::new(false);
    let output = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while !done.load(Ordering::Relaxed) {
                up.start(&machine, &format!("meanwhile-{number}"));
                number += 1;
            }
        });
        let output = entrega(&["backup", text(&file), "--data", text(&data)]);
        done.store(true, Ordering::Relaxed);
        output
    });
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("outside"), "{}", stderr(&output));
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds keys");

    let again = entrega(&["backup", text(&file), "--data", text(&data)]);
    assert_eq!(again.status.code(), Some(2), "a backup replaces no other");
    drop(up);

    let restored = folder.path().join("restored");
    let output = entrega(&["restore", text(&file), "--data", text(&restored)]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let link = restored.join("functions/charge/link");
    assert_eq!(fs::read_link(link).unwrap(), Path::new("index.mjs"));
    let mode = |name: &str| {
        fs::metadata(restored.join(name))
            .unwrap()
            .permissions()
            .mode()
    };
    assert_eq!(mode("credentials") & 0o777, 0o600);
    assert_eq!(mode("") & 0o777, 0o700);

    let up = Up::on(&restored);
    let key = json!({"TableName": "orders", "Key": {"id": {"S": "P-1"}}});
    let found = up.ask_for("DynamoDB_20120810.GetItem", &key);
    assert_eq!(found["Item"], item["Item"]);
    let executions = up.executions(&restored);
    for number in 0..20 {
        assert!(executions.contains(&format!("before-{number}")));
    }
    let meanwhile = executions.len() - 20;
    for number in 0..meanwhile {
        let name = format!("meanwhile-{number}");
        assert!(
            executions.contains(&name),
            "one is missing of {meanwhile}: {name}"
        );
    }

    let doctor = entrega(&[
        "doctor",
        "--data",
        text(&restored),
        "--aws-listen",
        &up.address,
    ]);
    let said = stdout(&doctor);
    assert!(said.contains("entrega answers at"), "{said}");
    assert!(
        said.contains("dynamodb.db, journal.db, logs.db are whole"),
        "{said}"
    );
}

#[test]
fn a_damaged_backup_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("backup.tar"));
    drop(Up::on(&data));
    let output = entrega(&["backup", text(&file), "--data", text(&data)]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let whole = fs::read(&file).unwrap();
    let restored = folder.path().join("restored");
    let bad = folder.path().join("bad.tar");
    let refuse = |bytes: &[u8], why: &str| {
        fs::write(&bad, bytes).unwrap();
        let output = entrega(&["restore", text(&bad), "--data", text(&restored)]);
        assert_eq!(output.status.code(), Some(2), "{why}");
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
        assert!(!restored.exists());
    };
    let mut flipped = whole.clone();
    flipped[1024] ^= 1;
    refuse(&flipped, "`journal.db` is not what was backed up");
    refuse(&whole[..whole.len() / 2], "cannot be restored");
    refuse(b"no archive", "cannot be restored");

    fs::create_dir(&restored).unwrap();
    fs::write(restored.join("precious"), "").unwrap();
    let output = entrega(&["restore", text(&file), "--data", text(&restored)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("is not empty"));
    fs::remove_file(restored.join("precious")).unwrap();
    let output = entrega(&["restore", text(&file), "--data", text(&restored)]);
    assert_eq!(output.status.code(), Some(0), "an empty folder is taken");

    let inside = data.join("backup.tar");
    let output = entrega(&["backup", text(&inside), "--data", text(&data)]);
    assert!(stderr(&output).contains("in the data folder itself"));
}

#[test]
fn a_shell_is_told_the_keys() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data", text(folder.path())];
    let output = entrega(&[&["env"], &data[..]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("entrega up"));

    let keys = "[entrega]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n";
    fs::write(folder.path().join("credentials"), keys).unwrap();
    for (shell, line) in [
        ("sh", "export AWS_ENDPOINT_URL=http://127.0.0.1:4566\n"),
        ("fish", "set -gx AWS_ENDPOINT_URL http://127.0.0.1:4566\n"),
        (
            "powershell",
            "$env:AWS_ENDPOINT_URL = 'http://127.0.0.1:4566'\n",
        ),
    ] {
        let output = entrega(&[&["env", "--shell", shell], &data[..]].concat());
        assert!(stdout(&output).contains(line), "{}", stdout(&output));
    }
    let script = format!(
        "eval \"$('{}' env --shell sh --data '{}')\" && echo \"$AWS_ACCESS_KEY_ID\"",
        env!("CARGO_BIN_EXE_entrega"),
        folder.path().display()
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(stdout(&output), "AKIA1\n");
}

#[test]
fn health_is_an_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let server = Up::on(folder.path());
    let endpoint = server.endpoint();
    for arguments in [
        &["health", "--endpoint", &endpoint][..],
        &["health", "--endpoint", &endpoint, "--live"],
    ] {
        let output = entrega(arguments);
        assert_eq!(
            (output.status.code(), stdout(&output).as_str()),
            (Some(0), "ok\n")
        );
    }
    drop(server);
    let output = entrega(&["health", "--endpoint", &endpoint, "--live"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("nobody listens there"),
        "{}",
        stderr(&output)
    );

    let stranger = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", stranger.local_addr().unwrap());
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = stranger.accept().unwrap();
        let _ = stream.read(&mut [0; 1_024]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
    });
    let output = entrega(&["health", "--endpoint", &endpoint]);
    answering.join().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("something else answers there"));
    let output = entrega(&["health", "--endpoint", "4566"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_doctor_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(data.join("credentials"), "").unwrap();
    fs::set_permissions(data.join("credentials"), fs::Permissions::from_mode(0o644)).unwrap();
    // Nobody can listen there: the address is not this machine's.
    let elsewhere = ["--data", text(&data), "--aws-listen", "192.0.2.1:4566"];
    let output = entrega(&[&["doctor"], &elsewhere[..]].concat());
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.contains("→ chmod 600 "), "{said}");
    assert!(said.contains("✗ port"), "{said}");
    assert!(said.contains("2 problems"), "{said}");

    let output = entrega(&[&["doctor", "--json"], &elsewhere[..]].concat());
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(document["good"], false);
    let findings = document["findings"].as_array().unwrap();
    let keys = findings.iter().find(|f| f["what"] == "keys").unwrap();
    assert_eq!(keys["grade"], "bad");
}
