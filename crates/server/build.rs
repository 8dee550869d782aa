//! Makes the table of the web app's files, which are part of the binary. `cargo xtask web` builds
//! them; without them the binary is whole but for its pages, and these say so.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a compressed copy has at the end of its name.
const BROTLI: &str = "br";

fn main() {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist");
    // A folder that is not there would be taken for one that changes with every build.
    let _ = fs::create_dir_all(&dist);
    println!("cargo:rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    list(&dist, &dist, &mut files).expect("the web app's files can be listed");
    files.sort();
    let out = env::var_os("OUT_DIR").expect("cargo says where to write");
    let table = table(&dist, &files).expect("a path is text");
    fs::write(Path::new(&out).join("web_files.rs"), table).expect("the table can be written");
}

/// The files below a folder, by their paths from the root.
fn list(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if path.is_dir() {
            list(root, &path, files)?;
        } else if !is_hidden {
            files.extend(path.strip_prefix(root).map(Path::to_owned));
        }
    }
    Ok(())
}

/// Each file once: its compressed copy where there is one.
fn table(root: &Path, files: &[PathBuf]) -> Option<String> {
    let mut table = "&[\n".to_owned();
    for file in files {
        if file
            .extension()
            .is_some_and(|extension| extension == BROTLI)
        {
            continue;
        }
        let path = file.to_str()?;
        let copy = PathBuf::from(format!("{path}.{BROTLI}"));
        let (coding, stored) = if files.contains(&copy) {
            ("Brotli", root.join(&copy))
        } else {
            ("Identity", root.join(file))
        };
        let stored = stored.canonicalize().ok()?;
        let stored = stored.to_str()?;
        let _ = writeln!(
            table,
            "    File {{ path: {path:?}, coding: Coding::{coding}, \
             stored: include_bytes!({stored:?}) }},"
        );
    }
    Some(table + "]\n")
}
