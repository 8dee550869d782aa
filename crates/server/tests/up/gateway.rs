//! The assistant's gateway on a server, by the clients of `examples/assistant`, unmodified.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

use crate::server::Server;

const PATH: &str = "/bedrock_claude_messages_api";

fn example(name: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/assistant");
    PathBuf::from(folder).join(name)
}

/// What a client prints; nothing when what it is written in is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<Output> {
    let output = Command::new(program).args(arguments).output();
    if output.is_err() {
        assert!(std::env::var_os("CI").is_none(), "`{program}` is missing");
        eprintln!("skipped: `{program}` is missing");
    }
    output.ok()
}

/// Asks with a connection of its own and gives all that came.
fn ask(address: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let limit = Some(Duration::from_secs(90));
    stream.set_read_timeout(limit).expect("a time-out");
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    stream
        .write_all(head.as_bytes())
        .expect("it takes the head");
    stream
        .write_all(body.as_bytes())
        .expect("it takes the body");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn clients_get_text_on_the_web_port_and_from_the_function() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    let function = format!(
        "http://{}/lambda-url/AssistantGatewayFunction{PATH}",
        server.address
    );
    for url in [format!("http://{}{PATH}", server.shop), function] {
        let script = example("stream.py").display().to_string();
        let question = "Vocês entregam aos domingos?";
        if let Some(output) = run("python3", &[&script, "--url", &url, question]) {
            let said = String::from_utf8(output.stdout).expect("text");
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{url}: {complaint}");
            assert!(!said.trim().is_empty(), "{url}");
        }
        let script = example("curl.sh").display().to_string();
        if let Some(output) = run("sh", &[&script, &url]) {
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{url}: {complaint}");
            assert!(!output.stdout.is_empty(), "{url}");
        }
    }
    // Its workflow was made, as one that answers at once.
    let machine = "arn:aws:states:us-east-1:000000000000:stateMachine:RagGenAI";
    let arguments = [
        "stepfunctions",
        "describe-state-machine",
        "--state-machine-arn",
        machine,
    ];
    if let Some(described) = server.aws(&arguments) {
        assert_eq!(described.expect("it is there")["type"], "EXPRESS");
    }
}

#[test]
fn the_shops_pages_and_the_gateway_do_not_get_in_each_others_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start(folder.path(), &[]);
    let cases = [
        (
            "POST",
            PATH,
            "{}",
            "422",
            "\"loc\":[\"body\",\"bedrock_parameters\"]",
        ),
        ("GET", PATH, "", "405", "Method Not Allowed"),
        ("GET", "/openapi.json", "", "200", "/bedrock_converse_api"),
        ("GET", "/docs", "", "200", "<h1>"),
        ("GET", "/api/openapi.json", "", "200", "/api/"),
        ("GET", "/assets/a.js", "", "404", "there is no such file"),
    ];
    for (method, path, body, status, part) in cases {
        let answer = ask(&server.shop, method, path, body);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{path}: {answer}"
        );
        assert!(answer.contains(part), "{path}: {answer}");
    }
    // The function has no shop beside it.
    let function = "/lambda-url/AssistantGatewayFunction";
    let answer = ask(&server.address, "GET", &format!("{function}/"), "");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    let answer = ask(&server.address, "POST", &format!("{function}{PATH}/"), "{}");
    assert!(
        answer.contains("location: ../bedrock_claude_messages_api"),
        "{answer}"
    );
}

/// What the gateway's workflow gives for a question, with tasks that answer this.
fn run_workflow(mocks: &str) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mocks.json");
    std::fs::write(&file, mocks).expect("a file");
    let workflow = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../workflows/assistant/rag.asl.json"
    );
    let input = r#"{"PromptInput":[{"role":"user","content":"Abrem domingo?"}]}"#;
    let output = Command::new(env!("CARGO_BIN_EXE_entrega"))
        .args([
            "asl",
            "run",
            workflow,
            "--express",
            "--fast",
            "--substitute",
            "KnowledgeBaseId=K",
            "--substitute",
            "SearchModelId=M",
        ])
        .args(["--input", input, "--mock"])
        .arg(&file)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).expect("an output")
}

#[test]
fn the_workflow_looks_texts_up_unless_there_is_no_need_to() {
    let asked = |needless: &str, retrieved: &str| {
        run_workflow(&format!(
            r#"{{
              "Key Terms": {{"result": {{"Body": {{"content": [{{"text": "domingo</keywords>"}}],
                "usage": {{"input_tokens": 11, "output_tokens": 5}}}}}}}},
              "Need": {{"result": {{"Body": {{"content": [{{"text": " {needless}"}}],
                "usage": {{"input_tokens": 7, "output_tokens": 2}}}}}}}},
              "Retrieve": {retrieved}
            }}"#
        ))
    };
    let found = r#"{"result": {"RetrievalResults": [{"Content": {"Text": "Abre"}}]}}"#;
    let output = asked("false", found);
    assert_eq!(output["context_data"][0]["Content"]["Text"], "Abre");
    assert_eq!(output["bedrock_details"]["total_input_tokens"], 18);
    assert!(output.get("system_chain_data").is_none());
    let output = asked("true", found);
    assert_eq!(output["context_data"], serde_json::json!([]));
    assert_eq!(output["system_chain_data"]["operation"], "REPLACE_TAG");
    let output = asked("false", r#"{"error": "NotThere", "cause": "secret"}"#);
    assert_eq!(
        output["context_data"],
        serde_json::json!([{"Error": "NotThere"}])
    );
    assert_eq!(output["system_chain_data"]["operation"], "REPLACE_ALL");
    // Without models it looks up the question as it is.
    let output = run_workflow(&format!(
        r#"{{"Key Terms": {{"error": "E"}}, "Need": {{"error": "E"}}, "Retrieve": {found}}}"#
    ));
    assert_eq!(output["context_data"][0]["Content"]["Text"], "Abre");
}
