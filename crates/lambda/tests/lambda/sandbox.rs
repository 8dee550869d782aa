//! What a confined function can and cannot do. It depends on the kernel: each layer is asked for
//! only where it is there.

use serde_json::json;

use crate::clients::example;
use crate::support::{Server, configuration, environment, has};

const CODE: &str = r#"
import ctypes, os, resource, signal, socket, subprocess, tempfile

def attempt(action):
    try:
        action()
        return "done"
    except OSError as error:
        return type(error).__name__

def write(path):
    with open(path, "w") as file:
        file.write("x")

def handler(event, context):
    libc = ctypes.CDLL(None, use_errno=True)
    def system_call(number, *arguments):
        if libc.syscall(number, *arguments) < 0:
            raise OSError(ctypes.get_errno(), "refused")
    own = os.path.join(tempfile.gettempdir(), "mine")
    return {
        "own": attempt(lambda: write(own)),
        "tmp": attempt(lambda: write("/tmp/mine")),
        "code": attempt(lambda: write(os.path.join(os.environ["LAMBDA_TASK_ROOT"], "new.py"))),
        "secret": attempt(lambda: open(event["secret"]).read()),
        "elsewhere": attempt(lambda: write(event["secret"])),
        "signal": attempt(lambda: os.kill(event["server"], 0)),
        "environ": attempt(lambda: open(f"/proc/{event['server']}/environ").read()),
        "unshare": attempt(lambda: system_call(272, 0x10000000)),
        "ptrace": attempt(lambda: system_call(101, 16, event["server"], 0, 0)),
        "children": subprocess.run(["echo", "yes"], capture_output=True, text=True).stdout.strip(),
        "network": attempt(lambda: socket.create_connection(tuple(event["address"])).close()),
        "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
    }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_confined_function_does_its_work_and_no_harm() {
    let (Some(program), true) = (example("sandbox-exec"), has("python3")) else {
        return;
    };
    let outside = tempfile::tempdir().expect("a folder");
    let secret = outside.path().join("secret");
    std::fs::write(&secret, "s").expect("a file");
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    // An interpreter of the system, and one that is a link to another.
    for python in [None, environment()] {
        let mut configuration = configuration();
        configuration.interpreters.python = python;
        configuration.sandbox = Some((program.clone(), Vec::new()));
        let server = Server::with(configuration);
        server
            .create(
                "work",
                "python3.12",
                "app.handler",
                &[("app.py", CODE)],
                json!({"Timeout": 20}),
            )
            .await;
        let event = json!({
            "secret": secret,
            "server": std::process::id(),
            "address": [address.ip().to_string(), address.port()],
        });
        let answer = server.invoke("work", &event).await;
        assert_eq!(
            answer.header("x-amz-function-error"),
            None,
            "{}",
            answer.text()
        );
        let done = answer.json();
        for what in ["own", "tmp", "network"] {
            assert_eq!(done[what], "done", "{what}: {done}");
        }
        assert_eq!(done["children"], "yes");
        assert_eq!(done["files"], 1_024);
        for what in [
            "code",
            "secret",
            "elsewhere",
            "signal",
            "environ",
            "unshare",
            "ptrace",
        ] {
            assert_ne!(done[what], "done", "{what}: {done}");
        }
        assert!(
            !std::path::Path::new("/tmp/mine").exists(),
            "its /tmp is its own"
        );
    }
    if has("node") {
        let mut configuration = configuration();
        configuration.sandbox = Some((program, Vec::new()));
        let server = Server::with(configuration);
        let code = "exports.handler = async () => require('fs').readdirSync('/tmp').length >= 0\n";
        server
            .create(
                "node",
                "nodejs20.x",
                "app.handler",
                &[("app.js", code)],
                json!({"Timeout": 20}),
            )
            .await;
        let answer = server.invoke("node", &json!({})).await;
        assert_eq!(answer.json(), true, "{}", answer.text());
    }
}
