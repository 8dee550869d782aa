//! Which program runs the events of a function.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::function::Runtime;
use crate::pool::Pool;

/// Plays the Python runtime: `awslambdaric` when the function can import it, else its like.
const PYTHON_BOOTSTRAP: &str = include_str!("runtime/bootstrap.py");
/// Plays the Node runtime.
const NODE_BOOTSTRAP: &str = include_str!("runtime/bootstrap.mjs");

/// A program and its arguments.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// The interpreter's folder: the first of the search path.
    pub(crate) folder: Option<PathBuf>,
}

/// The program for a function whose code is unpacked in this folder; or what is missing.
pub(crate) async fn program(pool: &Pool, task_root: &Path) -> Result<Program, String> {
    let settings = &pool.record.settings;
    let bootstrap = |name: &str, content: &str| {
        pool.host
            .code
            .runtime_file(name, content)
            .map_err(|error| format!("`{name}` could not be written: {error}"))
    };
    match &settings.runtime {
        Runtime::Python(minor) => {
            let python = pool.host.python(*minor).await.ok_or_else(|| {
                format!("no `python3.{minor}` and no `python3` in the search path of functions")
            })?;
            let bootstrap = bootstrap("bootstrap.py", PYTHON_BOOTSTRAP)?;
            Ok(Program {
                folder: python.parent().map(Path::to_owned),
                path: python,
                arguments: vec!["-u".into(), bootstrap.into()],
            })
        }
        Runtime::Node(_) => {
            let node = pool
                .host
                .node()
                .await
                .ok_or("no `node` in the search path of functions")?;
            let bootstrap = bootstrap("bootstrap.mjs", NODE_BOOTSTRAP)?;
            Ok(Program {
                folder: node.parent().map(Path::to_owned),
                path: node,
                arguments: vec![bootstrap.into()],
            })
        }
        Runtime::Provided(_) => {
            let path = task_root.join("bootstrap");
            let executable = std::fs::metadata(&path).is_ok_and(|metadata| {
                metadata.is_file() && metadata.permissions().mode() & 0o111 != 0
            });
            if !executable {
                // AWS's words, with its folders.
                return Err(
                    "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"
                        .to_owned(),
                );
            }
            Ok(Program {
                path,
                arguments: Vec::new(),
                folder: None,
            })
        }
    }
}
