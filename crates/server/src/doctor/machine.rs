//! Ports, interpreters, the kernel, limits.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};

use asl::json;
use bytes::Bytes;
use http::{Request, StatusCode};
use landlock::{
    ABI, Access as _, AccessFs, Ruleset, RulesetAttr as _, RulesetCreated, RulesetStatus,
};
use rustix::process::{Resource, getrlimit};

use super::{Finding, data};
use crate::client::{Endpoint, exchange, runtime};
use crate::fault::Fault;

/// Functions and connections need about so many open files where there are many of them.
const OPEN_FILES_ENOUGH: u64 = 4_096;

/// With fewer, the server itself cannot work.
const OPEN_FILES_MIN: u64 = 256;

pub(super) fn look(aws_listen: SocketAddr, folder: &Path) -> Result<Vec<Finding>, Fault> {
    Ok(vec![
        port(aws_listen, data::is_in_use(folder))?,
        open_files(),
        interpreter("python3", "functions in Python"),
        interpreter("node", "functions in JavaScript"),
        sandbox(has_landlock(), has_seccomp()),
    ])
}

/// Whether the server can listen there, or who does. `is_up` says that a server has the folder.
fn port(address: SocketAddr, is_up: bool) -> Result<Finding, Fault> {
    const WHAT: &str = "port";
    let advice = format!(
        "choose another: entrega up --aws-listen {}:PORT",
        address.ip()
    );
    match TcpListener::bind(address) {
        Ok(_) if is_up => Ok(Finding::doubtful(
            WHAT,
            format!("{address} is free, though a server has the data folder"),
            "it listens elsewhere: say where with --aws-listen ADDR",
        )),
        Ok(_) => Ok(Finding::good(WHAT, format!("{address} is free"))),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let endpoint = Endpoint::parse(&format!("http://{address}"))?;
            let asked = runtime()?.block_on(exchange(&endpoint, health(address)));
            Ok(
                match asked.ok().and_then(|answer| open_executions(&answer)) {
                    Some(open) => Finding::good(
                        WHAT,
                        format!("entrega answers at {address}, {open} executions open"),
                    ),
                    None => Finding::bad(WHAT, format!("{address} is taken by a stranger"), advice),
                },
            )
        }
        Err(error) => Ok(Finding::bad(
            WHAT,
            format!("{address} cannot be listened at: {error}"),
            advice,
        )),
    }
}

fn health(address: SocketAddr) -> Request<Bytes> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = http::Uri::from_static("/healthz");
    if let Ok(host) = address.to_string().parse() {
        request.headers_mut().insert("host", host);
    }
    request
}

/// How many executions a server says are open; `None` where it is no server of ours.
fn open_executions((_, body): &(StatusCode, Bytes)) -> Option<i64> {
    let body = json::from_text(std::str::from_utf8(body).ok()?).ok()?;
    body.get("openExecutions")?.as_integral()
}

fn open_files() -> Finding {
    const WHAT: &str = "open files";
    let advice = "raise it: ulimit -n 65536, or LimitNOFILE=65536 in the unit";
    let Some(limit) = getrlimit(Resource::Nofile).current else {
        return Finding::good(WHAT, "any number");
    };
    let says = format!("at most {limit}");
    if limit < OPEN_FILES_MIN {
        Finding::bad(WHAT, says, advice)
    } else if limit < OPEN_FILES_ENOUGH {
        Finding::doubtful(WHAT, says, advice)
    } else {
        Finding::good(WHAT, says)
    }
}

fn interpreter(program: &'static str, wanted_for: &str) -> Finding {
    let asked = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .output();
    match asked {
        Ok(output) if output.status.success() => {
            let said = String::from_utf8_lossy(&output.stdout);
            Finding::good(program, said.trim())
        }
        Ok(_) | Err(_) => Finding::doubtful(
            program,
            format!("not found: {wanted_for} cannot run"),
            format!("install {program}, if you have such functions"),
        ),
    }
}

/// Whether the kernel can keep functions apart from the rest: Landlock (files) and seccomp (calls).
fn sandbox(has_landlock: bool, has_seccomp: bool) -> Finding {
    const WHAT: &str = "sandbox";
    match (has_landlock, has_seccomp) {
        (true, true) => Finding::good(WHAT, "Landlock and seccomp"),
        (false, _) => Finding::doubtful(
            WHAT,
            "no Landlock: functions can read what the server can",
            "start Linux 5.13 or later with landlock among lsm=, or run functions you trust",
        ),
        (true, false) => Finding::doubtful(
            WHAT,
            "no seccomp: functions can call all of the kernel",
            "run a kernel with CONFIG_SECCOMP_FILTER, or run functions you trust",
        ),
    }
}

/// Tries it on a thread of its own, which is restricted from then on, and ends.
fn has_landlock() -> bool {
    let tried = std::thread::spawn(|| {
        let restricted = Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V1))
            .and_then(Ruleset::create)
            .and_then(RulesetCreated::restrict_self);
        restricted.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
    });
    tried.join().unwrap_or(false)
}

fn has_seccomp() -> bool {
    let actions = fs::read_to_string("/proc/sys/kernel/seccomp/actions_avail");
    actions.is_ok_and(|actions| actions.split_whitespace().any(|action| action == "errno"))
}

#[cfg(test)]
mod tests {
    use super::super::Grade;
    use super::*;

    #[test]
    fn who_has_the_port_is_found_out() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stranger = std::thread::spawn(move || drop(listener.accept().unwrap()));
        let finding = port(address, false).unwrap();
        assert_eq!(finding.grade, Grade::Bad);
        assert!(finding.advice.unwrap().contains("--aws-listen 127.0.0.1:"));
        stranger.join().unwrap();
    }

    #[test]
    fn a_sandbox_has_two_walls() {
        assert_eq!(sandbox(true, true).grade, Grade::Good);
        assert!(sandbox(false, true).says.contains("Landlock"));
        assert!(sandbox(true, false).says.contains("seccomp"));
    }

    #[test]
    fn what_is_not_there_is_no_interpreter() {
        let finding = interpreter("no-such-interpreter", "nothing");
        assert_eq!(finding.grade, Grade::Doubtful);
    }
}
