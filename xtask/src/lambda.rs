//! The program of the shop's functions as AWS Lambda takes it: small, and built against a C library no
//! newer than that of `provided.al2023`.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Args, ValueEnum};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::chores::{self, Stopped, step, target, works};

/// The version of glibc that `provided.al2023` has.
const GLIBC: (u32, u32) = (2, 34);

/// The profile, in `Cargo.toml`.
const PROFILE: &str = "lambda";

/// The program, which Lambda knows by this name.
const PROGRAM: &str = "bootstrap";

/// What links against an older glibc than this machine's, and for other processors.
const LINKER: [&str; 2] = ["cargo-zigbuild", "ziglang"];

#[derive(Args)]
pub(crate) struct Options {
    /// What the functions run on.
    #[arg(long, value_enum, default_value_t = Wanted::Arm64)]
    architecture: Wanted,
}

#[derive(Clone, Copy, ValueEnum)]
enum Wanted {
    Arm64,
    #[value(name = "x86_64")]
    X86,
    Both,
}

/// What functions run on.
#[derive(Clone, Copy)]
enum Architecture {
    Arm64,
    X86,
}

impl Wanted {
    fn architectures(self) -> &'static [Architecture] {
        match self {
            Wanted::Arm64 => &[Architecture::Arm64],
            Wanted::X86 => &[Architecture::X86],
            Wanted::Both => &[Architecture::Arm64, Architecture::X86],
        }
    }
}

impl Architecture {
    /// As Lambda calls it.
    fn name(self) -> &'static str {
        match self {
            Architecture::Arm64 => "arm64",
            Architecture::X86 => "x86_64",
        }
    }

    /// As Rust does.
    fn triple(self) -> &'static str {
        match self {
            Architecture::Arm64 => "aarch64-unknown-linux-gnu",
            Architecture::X86 => "x86_64-unknown-linux-gnu",
        }
    }

    /// Whether Rust's standard library is here for it.
    fn has_std(self) -> bool {
        let mut rustc = Command::new("rustc");
        rustc.args(["--print", "target-libdir", "--target", self.triple()]);
        let said = rustc.output().ok().filter(|said| said.status.success());
        said.is_some_and(|said| {
            let folder = String::from_utf8_lossy(&said.stdout).trim().to_owned();
            Path::new(&folder).is_dir()
        })
    }
}

/// Builds `target/lambda/bootstrap-ARCHITECTURE.zip`.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let architectures = options.architecture.architectures();
    for architecture in architectures {
        if !architecture.has_std() {
            return Err(format!(
                "Rust's standard library for {0} is not on this machine: `rustup target add {0}`",
                architecture.triple()
            )
            .into());
        }
    }
    let path = path_with_linker()?;
    for architecture in architectures {
        build(*architecture, &path)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn build(architecture: Architecture, path: &OsString) -> Result<(), Box<dyn Error>> {
    let (major, minor) = GLIBC;
    let triple = architecture.triple();
    let mut zigbuild = Command::new("cargo-zigbuild");
    zigbuild
        .args(["zigbuild", "--profile", PROFILE, "--package", "functions"])
        .args(["--bin", PROGRAM, "--target"])
        .arg(format!("{triple}.{major}.{minor}"))
        .env("PATH", path)
        .current_dir(chores::workspace());
    step(
        &format!("the functions' program for {}", architecture.name()),
        zigbuild,
    )?;
    let program = target().join(triple).join(PROFILE).join(PROGRAM);
    let program = fs::read(&program).map_err(|error| format!("{}: {error}", program.display()))?;
    let newest = newest_glibc(&program);
    if newest > Some(GLIBC) {
        return Err(format!(
            "the program asks for glibc {newest:?}, and `provided.al2023` has {major}.{minor}"
        )
        .into());
    }
    let zip = zip(&program)?;
    let folder = target().join("lambda");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{PROGRAM}-{}.zip", architecture.name()));
    fs::write(&file, &zip)?;
    println!(
        "{}: {} bytes, {} unpacked",
        file.display(),
        zip.len(),
        program.len()
    );
    Ok(())
}

/// The newest version of glibc that a program asks for, by the names of versions in it.
fn newest_glibc(program: &[u8]) -> Option<(u32, u32)> {
    const NAME: &[u8] = b"\0GLIBC_";
    let found = program.windows(NAME.len()).enumerate();
    let found = found.filter(|(_, window)| *window == NAME);
    let versions = found.filter_map(|(at, _)| {
        let rest = &program[at + NAME.len()..];
        let end = rest.iter().position(|byte| *byte == 0)?;
        let mut numbers = std::str::from_utf8(&rest[..end]).ok()?.split('.');
        let (major, minor) = (numbers.next()?, numbers.next()?);
        Some((major.parse().ok()?, minor.parse().ok()?))
    });
    versions.max()
}

/// The same bytes for the same program: nothing in it says when.
fn zip(program: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .unix_permissions(0o755);
    zip.start_file(PROGRAM, options)?;
    zip.write_all(program)?;
    Ok(zip.finish()?.into_inner())
}

/// The search path with the linker in it, which is installed from PyPI where it is not there.
fn path_with_linker() -> Result<OsString, Stopped> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut zigbuild = Command::new("cargo-zigbuild");
    zigbuild.arg("--version");
    let mut zig = Command::new("python3");
    zig.args(["-m", "ziglang", "version"]);
    if works(zigbuild) && works(zig) {
        return Ok(path);
    }
    let folder = chores::python_environment("zig", "zigbuild", &LINKER)?;
    let folders = std::iter::once(folder.join("bin")).chain(std::env::split_paths(&path));
    let joined = std::env::join_paths(folders.collect::<Vec<PathBuf>>());
    joined.map_err(|error| Stopped::of("zigbuild", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_the_one_that_counts() {
        let program = b"\x7fELF\0GLIBC_2.9\0GLIBC_2.34\0libc.so.6\0GLIBC_2.2.5\0GLIBC_PRIVATE\0";
        assert_eq!(newest_glibc(program), Some((2, 34)));
        assert_eq!(newest_glibc(b"\x7fELF"), None);
    }

    #[test]
    fn the_same_program_is_the_same_zip() {
        let once = zip(b"program").expect("a zip");
        assert_eq!(once, zip(b"program").expect("a zip"));
    }
}
