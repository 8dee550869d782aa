//! The program that is tested, in a zip as Lambda takes it.

use std::io::{Cursor, Write as _};
use std::process::Command;
use std::sync::LazyLock;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The zip: one file, `bootstrap`, which may be executed.
pub(crate) static ZIP: LazyLock<Vec<u8>> = LazyLock::new(|| {
    // Without its symbols: a request to Lambda has no room for those of a debug build.
    let folder = tempfile::tempdir().expect("a folder");
    let stripped = folder.path().join("bootstrap");
    let strip = Command::new("strip")
        .arg("-o")
        .args([
            stripped.as_os_str(),
            env!("CARGO_BIN_EXE_bootstrap").as_ref(),
        ])
        .status();
    assert!(strip.expect("binutils").success());
    let program = std::fs::read(stripped).expect("the program");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .unix_permissions(0o755);
    zip.start_file("bootstrap", options).expect("an entry");
    zip.write_all(&program).expect("written");
    zip.finish().expect("a zip").into_inner()
});
