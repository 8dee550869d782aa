//! How long a request takes to authenticate and to allow: `cargo xtask bench iam`.
//!
//! Each figure is the best of several rounds, which says what the code can do rather than what
//! else the machine was doing.

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::Request;
use iam::{Configuration, Context, Iam, Scope, UndeclaredRoles, sign};
use wire::{Account, Caller, Permission, Region};

const ROUND: Duration = Duration::from_millis(300);
const ROUNDS: usize = 5;

/// What is declared for the decisions: a role as a state machine has it.
const DECLARATIONS: &str = r#"{
  "Roles": [{
    "RoleName": "order",
    "AssumeRolePolicyDocument": {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Principal": { "Service": "states.amazonaws.com" },
        "Action": "sts:AssumeRole"
      }]
    },
    "Policies": [{
      "PolicyName": "invoke",
      "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": ["lambda:InvokeFunction"],
            "Resource": "arn:aws:lambda:*:*:function:order-*"
          },
          {
            "Effect": "Allow",
            "Action": ["dynamodb:PutItem", "dynamodb:UpdateItem"],
            "Resource": "arn:aws:dynamodb:*:*:table/orders"
          },
          { "Effect": "Deny", "Action": "iam:*", "Resource": "*" }
        ]
      }
    }],
    "AttachedPolicies": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
  }]
}"#;

const ROLE: &str = "arn:aws:iam::000000000000:role/order";

fn main() {
    let folder = std::env::temp_dir().join(format!("entrega-bench-iam-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("roles.json");
    std::fs::write(&file, DECLARATIONS).expect("a file");
    let journal = journal::Journal::open(&journal::Options::memory()).expect("a journal");
    let iam = Iam::open(Configuration {
        journal,
        folder: None,
        account: Account::default(),
        region: Region::default(),
        undeclared_roles: UndeclaredRoles::Denied,
        file: Some(file),
    })
    .expect("identities");
    std::fs::remove_dir_all(&folder).expect("the folder goes");

    let now = SystemTime::now();
    let session = iam.session_credentials(ROLE, "bench", 3_600, now);
    println!(
        "{:<46} {:>16} {:>12}",
        "iam, one core", "per second", "each"
    );
    for (name, credentials, bytes) in [
        (
            "authenticate, 300 bytes, owner",
            iam.owner_credentials(),
            300,
        ),
        ("authenticate, 300 bytes, session", &session, 300),
        (
            "authenticate, 64 KiB, owner",
            iam.owner_credentials(),
            65_536,
        ),
    ] {
        let request = Request::builder()
            .method("POST")
            .uri("http://127.0.0.1:4566/")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", "AWSStepFunctions.StartExecution")
            .header("user-agent", "aws-sdk-rust/1.3 os/linux lang/rust/1.95")
            .header("content-length", bytes)
            .body(Bytes::from(vec![b'x'; bytes]))
            .expect("a request");
        let scope = Scope {
            region: "us-east-1",
            service: "states",
        };
        let request = sign(request, credentials, scope, now).expect("a signature");
        let (head, body) = request.into_parts();
        report(name, || {
            black_box(iam.authenticate(&head, &body, now).expect("a caller"));
        });
    }

    let caller = Caller::Role {
        role_arn: ROLE.into(),
        session: "bench".into(),
    };
    let permission = Permission {
        action: "lambda:InvokeFunction".to_owned(),
        resource: "arn:aws:lambda:us-east-1:000000000000:function:order-pay".to_owned(),
    };
    let context = Context::default();
    report("may, a role with two policies", || {
        iam.may(&caller, &permission, &context).expect("leave");
    });
    report("assume_for_service, a declared role", || {
        let service = "states.amazonaws.com";
        black_box(
            iam.assume_for_service(ROLE, service, "bench", &context)
                .expect("a caller"),
        );
    });
}

fn report(name: &str, mut operation: impl FnMut()) {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut count = 0_u32;
        while start.elapsed() < ROUND {
            for _ in 0..100 {
                operation();
            }
            count += 100;
        }
        best = best.min(start.elapsed().as_secs_f64() / f64::from(count));
    }
    println!("{name:<46} {:>16.0} {:>9.2} µs", 1.0 / best, best * 1e6);
}
