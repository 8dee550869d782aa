//! Models and knowledge bases, by boto3, unmodified; and the workflow of the public sample, which
//! asks both.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::server::{Server, shared};

/// What the shop says of its fees.
const FEES: &str = "# Taxas\n\n## Entrega\n\nA taxa de entrega é de R$ 7,90 até 3 km. Acima disso, \
                    são R$ 12,90.\n\n## Pagamento\n\nAceitamos Pix e cartão.\n";

/// A knowledge base `support` in a data folder.
fn with_knowledge(folder: &Path) {
    let documents = folder.join("knowledge/support/documents");
    fs::create_dir_all(&documents).expect("a folder");
    fs::write(documents.join("taxas.md"), FEES).expect("a document");
}

/// A role that may have one model answer at once.
fn reader() -> Value {
    json!({"Roles": [{
        "RoleName": "reader",
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::000000000000:root"},
                "Action": "sts:AssumeRole",
            }],
        },
        "Policies": [{
            "PolicyName": "one-model",
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Action": "bedrock:InvokeModel",
                    "Resource": "arn:aws:bedrock:*::foundation-model/anthropic.claude-3-haiku*",
                }],
            },
        }],
    }]})
}

const MODELS: &str = r#"
[backends.script]
kind = "scripted"
file = "script.json"

[[models]]
id = "test.script-v1:0"
backend = "script"
"#;

#[test]
fn boto3_finds_what_it_knows() {
    let installed = Command::new("python3")
        .args(["-c", "import boto3"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !installed {
        assert!(std::env::var_os("CI").is_none(), "boto3 is not installed");
        eprintln!("skipped: boto3 is not installed");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let settings = tempfile::tempdir().expect("a folder");
    with_knowledge(folder.path());
    let file = |name: &str, text: &str| {
        let path = settings.path().join(name);
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let roles = file("roles.json", &reader().to_string());
    let models = file("models.toml", MODELS);
    let script = json!([{"say": ["Ol", "á"],
        "fail": {"error": "ModelStreamErrorException", "message": "planned"}}]);
    file("script.json", &script.to_string());
    let server = Server::start(folder.path(), &["--models", &models, "--iam", &roles]);
    let (key, secret) = server.keys();
    let output = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/up/bedrock.py"))
        .env("AWS_ENDPOINT_URL", format!("http://{}", server.address))
        .env("AWS_ACCESS_KEY_ID", key)
        .env("AWS_SECRET_ACCESS_KEY", secret)
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_MAX_ATTEMPTS", "1")
        .output()
        .expect("python runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// What boto3 does here it must be able to do with another emulator as well, or the script would be
/// written for this one: `BIND_HOST=127.0.0.1 ministack` of PyPI.
#[test]
#[ignore = "needs ministack at ENTREGA_PEER_URL"]
fn another_emulator_passes_the_same_script() {
    let url = std::env::var("ENTREGA_PEER_URL").expect("ENTREGA_PEER_URL says where it is");
    let status = Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/up/bedrock.py"))
        .arg("shared")
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .status()
        .expect("python runs");
    assert!(status.success());
}

#[test]
fn a_models_file_that_is_wrong_is_told_with_its_line() {
    let settings = tempfile::tempdir().expect("a folder");
    let path = settings.path().join("models.toml");
    for (text, line, words) in [
        ("[limits]\nconcurrent_answers = \"x\"\n", 2, "invalid type"),
        (
            "\n[backends.a]\nkind = \"oracle\"\n",
            3,
            "unknown variant `oracle`",
        ),
        ("[backends.a]\nkind = \"openai\"\n", 2, "base_url"),
        (
            "[backends.a]\nkind = \"anthropic\"\napi_key = { env = \"ENTREGA_NO_SUCH_KEY\" }\n",
            3,
            "`ENTREGA_NO_SUCH_KEY` is not set",
        ),
        (
            "[[models]]\nid = \"a.b\"\nbackend = \"nowhere\"\n",
            3,
            "there is no backend `nowhere`",
        ),
        (
            "[[models]]\nid = \"ab\"\nbackend = \"grounded\"\n",
            2,
            "no model id",
        ),
    ] {
        fs::write(&path, text).expect("a file");
        let output = Command::new(env!("CARGO_BIN_EXE_entrega"))
            .args(["up", "--memory", "--aws-listen", "127.0.0.1:0"])
            .args(["--listen", "127.0.0.1:0", "--models"])
            .arg(&path)
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{text}");
        assert!(said.contains(&format!("models.toml:{line}: ")), "{said}");
        assert!(said.contains(words), "{said}");
    }
}

/// What the workflow of the sample gives for messages, with a knowledge base of this name.
fn workflow(server: &Server, definition: &str, base: &str, messages: &Value) -> Value {
    let ask = |operation: &str, body: &Value| -> Value {
        let body = body.to_string();
        let request = format!(
            "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-amz-target: \
             AWSStepFunctions.{operation}\r\ncontent-type: application/x-amz-json-1.0\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let (status, answer) = server.send(request.as_bytes());
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str(&answer).expect("JSON")
    };
    let machine = ask(
        "CreateStateMachine",
        &json!({
            "name": format!("rag-{base}"),
            "type": "EXPRESS",
            // As SAM substitutes it.
            "definition": definition.replace("${KnowledgeBaseId}", base),
            "roleArn": "arn:aws:iam::000000000000:role/rag",
        }),
    );
    let input = json!({"PromptInput": messages, "state_machine_custom_params": {}});
    let run = ask(
        "StartSyncExecution",
        &json!({"stateMachineArn": machine["stateMachineArn"], "input": input.to_string()}),
    );
    assert_eq!(run["status"], "SUCCEEDED", "{run}");
    serde_json::from_str(run["output"].as_str().expect("an output")).expect("JSON")
}

#[test]
fn the_workflow_of_the_sample_runs_as_it_is() {
    let Some(definition) = shared("assistant-contract/rag.RagGenAI.asl.json") else {
        return;
    };
    let definition = fs::read_to_string(definition).expect("a definition");
    let folder = tempfile::tempdir().expect("a folder");
    with_knowledge(folder.path());
    let server = Server::start(folder.path(), &["--anonymous"]);
    let asked = json!([
        {"role": "user", "content": "Olá!"},
        {"role": "assistant", "content": "Olá! O que você quer saber?"},
        {"role": "user", "content": "Qual é a taxa de entrega?"},
    ]);
    let output = workflow(&server, &definition, "support", &asked);
    let first = &output["context_data"][0];
    let text = first["Content"]["Text"].as_str().expect("a passage");
    assert!(text.contains("A taxa de entrega é de R$ 7,90"), "{output}");
    assert_eq!(
        first["Location"]["S3Location"]["Uri"],
        "s3://support/taxas.md"
    );
    assert!(first["Score"].is_number(), "{output}");
    assert_eq!(output.get("system_chain_data"), None);
    let tasks = &output["bedrock_details"]["task_details"];
    assert_eq!(tasks[0]["task_model_id"], "claude-3-haiku-20240307");
    assert_eq!(tasks[1]["task_model_id"], "meta.llama3-8b-instruct-v1:0");
    assert!(output["bedrock_details"]["total_input_tokens"].as_u64() > Some(0));

    let greeting = json!([{"role": "user", "content": "Bom dia!"}]);
    let output = workflow(&server, &definition, "support", &greeting);
    assert_eq!(output["context_data"], json!([]));
    assert_eq!(output["system_chain_data"]["operation"], "REPLACE_TAG");

    let output = workflow(&server, &definition, "NOTTHERE00", &asked);
    let error = &output["context_data"][0];
    assert_eq!(
        error["Error"],
        "BedrockAgentRuntime.ResourceNotFoundException"
    );
    assert!(
        error["Cause"]
            .as_str()
            .is_some_and(|cause| cause.contains("NOTTHERE00")),
        "{output}"
    );
    assert_eq!(output["system_chain_data"]["operation"], "REPLACE_ALL");
}
