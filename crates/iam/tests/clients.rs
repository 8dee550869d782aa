//! IAM and STS over a socket, as boto3 uses them.

mod support;

use std::process::Command;

use iam::UndeclaredRoles;

/// Whether boto3 is at hand. Where checks must be complete, it has to be.
fn has_boto3() -> bool {
    let found = Command::new("python3")
        .args(["-c", "import boto3"])
        .output()
        .is_ok_and(|output| output.status.success());
    assert!(
        found || std::env::var_os("CI").is_none(),
        "python3 with boto3 is needed"
    );
    if !found {
        eprintln!("skipped: there is no python3 with boto3");
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_finds_iam_and_sts_as_on_aws() {
    if !has_boto3() {
        return;
    }
    let iam = support::identities(&support::journal(), UndeclaredRoles::Allowed);
    let owner = iam.owner_credentials().clone();
    let address = support::Server::new(iam).listen().await;
    let run = tokio::task::spawn_blocking(move || {
        Command::new("python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/identity.py"))
            .env("ENDPOINT", format!("http://{address}"))
            .env("AWS_ACCESS_KEY_ID", &owner.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", owner.secret_access_key.reveal())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env_remove("AWS_SESSION_TOKEN")
            .env_remove("AWS_PROFILE")
            .output()
            .expect("python3 runs")
    });
    let output = run.await.expect("the client ends");
    assert!(
        output.status.success() && output.stdout.ends_with(b"done\n"),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
