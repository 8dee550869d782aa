//! The web app: built into `web/dist`, which the binary takes in; checked and tested; and its client of
//! the API, which is written from the document that the binary prints.

mod node;
mod sources;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;

use self::node::Node;
use crate::chores::{self, Stopped, step, target, works};

/// Where the hash of what `dist` was built from is kept. Whatever is built anew takes it away first.
const BUILT_FROM: &str = ".sources";

/// Where the hash of the lock file is kept that `node_modules` was installed from.
const INSTALLED_FROM: &str = ".lock-hash";

/// Where the generated client is.
const CLIENT: &str = "src/api/schema.ts";

/// Where Debian puts its browser, in which the journeys are made.
const CHROMIUM: &str = "/usr/bin/chromium";

/// What names the browser where it is elsewhere.
const CHROMIUM_VARIABLE: &str = "CHROMIUM";

#[derive(Args)]
pub(crate) struct ClientOptions {
    /// Writes nothing, and fails when the file is not what the API is now.
    #[arg(long)]
    check: bool,
}

/// Builds the app, unless it was built from the same sources.
pub(crate) fn build() -> Result<(), Stopped> {
    let web = folder();
    let doing = "the web app";
    let found = sources::hash(&web).map_err(|error| Stopped::of(doing, &error))?;
    let stamp = web.join("dist").join(BUILT_FROM);
    if fs::read_to_string(&stamp).is_ok_and(|built| built == found) {
        eprintln!("== {doing}\n   built before");
        return Ok(());
    }
    let node = install(&web)?;
    step("building the web app", node.npm(&web, ["run", "build"]))?;
    fs::write(&stamp, found).map_err(|error| Stopped::of(doing, &error))?;
    say_sizes(&web.join("dist"));
    Ok(())
}

/// Checks its types and runs its tests, as far as they need no server.
pub(crate) fn test() -> Result<(), Stopped> {
    let web = folder();
    let node = install(&web)?;
    step("types of the web app", node.npm(&web, ["run", "check"]))?;
    step("tests of the web app", node.npm(&web, ["test"]))
}

/// Makes journeys in a real browser against the real binary.
pub(crate) fn browse(binary: &Path) -> Result<(), Stopped> {
    let web = folder();
    let node = install(&web)?;
    let chromium = chromium()?;
    let mut journeys = node.npm(&web, ["run", "browser"]);
    journeys
        .env("ENTREGA_BINARY", binary)
        .env(CHROMIUM_VARIABLE, chromium);
    step("journeys in a browser", journeys)
}

/// Writes the client, or checks it.
pub(crate) fn client(options: &ClientOptions) -> Result<ExitCode, Box<dyn Error>> {
    let binary = chores::build_entrega()?;
    write_client(&binary, options.check)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the client from the document that a binary prints; or says whether it is what it was.
pub(crate) fn write_client(binary: &Path, check: bool) -> Result<(), Stopped> {
    let doing = "the client of the API";
    let stopped = |because: &dyn std::fmt::Display| Stopped::of(doing, because);
    let generator = folder().join("client-generator");
    let node = install(&generator)?;
    let place = tempfile::tempdir().map_err(|error| stopped(&error))?;
    let document = place.path().join("openapi.json");
    let printed = Command::new(binary).arg("openapi").output();
    let printed = printed.map_err(|error| stopped(&error))?;
    if !printed.status.success() {
        return Err(stopped(&String::from_utf8_lossy(&printed.stderr)));
    }
    fs::write(&document, printed.stdout).map_err(|error| stopped(&error))?;
    let fresh = place.path().join("schema.ts");
    let mut generate = node.npm(&generator, ["run", "--silent", "generate", "--"]);
    generate.arg(&document).arg("--output").arg(&fresh);
    step(doing, generate)?;
    let fresh = fs::read(&fresh).map_err(|error| stopped(&error))?;
    let committed = folder().join(CLIENT);
    if fs::read(&committed).is_ok_and(|committed| committed == fresh) {
        return Ok(());
    }
    if check {
        return Err(stopped(&format!(
            "web/{CLIENT} is not what the API is now: run `cargo xtask web-client`"
        )));
    }
    fs::write(&committed, fresh).map_err(|error| stopped(&error))
}

/// Installs what a folder's lock file names, unless it is installed.
fn install(folder: &Path) -> Result<Node, Stopped> {
    let node = node::find()?;
    let doing = "what the web app is made with, from npm";
    let stopped = |error: &dyn std::fmt::Display| Stopped::of(doing, error);
    let lock = fs::read(folder.join("package-lock.json")).map_err(|error| stopped(&error))?;
    let found = sources::hash_of(&lock);
    let stamp = folder.join("node_modules").join(INSTALLED_FROM);
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == found) {
        return Ok(node);
    }
    let arguments = ["ci", "--no-audit", "--no-fund", "--loglevel", "error"];
    step(doing, node.npm(folder, arguments))?;
    fs::write(&stamp, found).map_err(|error| stopped(&error))?;
    Ok(node)
}

/// The browser; installed where Debian's may be.
fn chromium() -> Result<PathBuf, Stopped> {
    if let Some(path) = std::env::var_os(CHROMIUM_VARIABLE) {
        return Ok(path.into());
    }
    let path = PathBuf::from(CHROMIUM);
    if path.exists() {
        return Ok(path);
    }
    let mut apt = Command::new("apt-get");
    apt.arg("--version");
    if !rustix::process::geteuid().is_root() || !works(apt) {
        return Err(Stopped::of(
            "a browser",
            &format!(
                "{CHROMIUM} is not there: install Debian's package `chromium`, or say where one \
                 is with {CHROMIUM_VARIABLE}"
            ),
        ));
    }
    let apt = |arguments: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    step("Debian's lists", apt(&["update", "-qq"]))?;
    let install = ["install", "-yqq", "--no-install-recommends", "chromium"];
    step("a browser, from Debian", apt(&install))?;
    Ok(path)
}

/// Says what a browser loads first of each page, as it is sent.
fn say_sizes(dist: &Path) {
    for (whose, page) in [("customers", "index.html"), ("staff", "console.html")] {
        let Ok(html) = fs::read_to_string(dist.join(page)) else {
            continue;
        };
        let named = html
            .split(['"', '\''])
            .filter(|word| word.starts_with("/assets/"));
        let bytes: u64 = named
            .map(|path| sent_bytes(&dist.join(path.trim_start_matches('/'))))
            .sum();
        let kilobytes = bytes.div_ceil(1_000);
        eprintln!("   {whose}: {kilobytes} KB before the first page of it");
    }
}

/// How long a file is as it is sent.
fn sent_bytes(path: &Path) -> u64 {
    let mut compressed = path.as_os_str().to_owned();
    compressed.push(".br");
    let stored = fs::metadata(compressed).or_else(|_| fs::metadata(path));
    stored.map_or(0, |stored| stored.len())
}

/// Where the app is.
fn folder() -> PathBuf {
    chores::workspace().join("web")
}

/// Where tools are kept that the machine does not have.
fn tools() -> PathBuf {
    target().join("tools")
}
