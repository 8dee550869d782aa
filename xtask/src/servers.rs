//! Servers that others wrote and that speak as AWS does: the delivery's tests run on them, from the
//! folder in which they are installed here.

use std::process::Command;

use crate::chores::{self, Stopped, step, works};

/// What the tests know of them is true of these.
const PACKAGES: [&str; 2] = ["moto[server]==5.2.5", "ministack==1.5.33"];

/// Installs them from PyPI, once. They have an environment of their own: ministack insists on one
/// version of botocore, as AWS's clients do.
pub(crate) fn install() -> Result<(), Stopped> {
    let folder = chores::target().join("servers");
    let python = folder.join("bin/python3");
    if !python.exists() {
        let mut environment = Command::new("python3");
        environment.args(["-m", "venv"]).arg(&folder);
        step("a place for servers that speak as AWS does", environment)?;
    }
    let pip = ["-m", "pip", "--disable-pip-version-check"];
    let mut installed = Command::new(&python);
    installed
        .args(pip)
        .args(["install", "--quiet", "--no-index"]);
    installed.args(PACKAGES);
    if works(installed) {
        return Ok(());
    }
    let mut install = Command::new(&python);
    install
        .args(pip)
        .args(["install", "--quiet"])
        .args(PACKAGES);
    step("moto and ministack, from PyPI", install)
}
