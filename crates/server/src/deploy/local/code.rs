//! A function's code as the template has it, and what it would miss when it runs here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use asl::{Object, Value};

use super::archive::{Archive, Files, beside};
use super::site::Stopped;

/// The code of a function.
pub(super) struct Code {
    /// Nothing where it is in S3.
    pub(super) archive: Option<Archive>,
    /// What it will miss.
    pub(super) missing: Vec<String>,
    /// Whether `sam build` would help.
    pub(super) wants_build: bool,
}

/// Files that have been read: many functions may be of one folder or archive.
#[derive(Default)]
pub(super) struct Sources {
    /// Those of the layers that were made, by their ARNs.
    pub(super) layers: BTreeMap<String, Files>,
    /// Those of functions, by their paths.
    read: BTreeMap<PathBuf, Files>,
}

/// Runtimes that the embedded Lambda has.
pub(super) fn runs(runtime: &str) -> bool {
    let number = |prefix: &str, suffix: &str| {
        let version = runtime.strip_prefix(prefix)?.strip_suffix(suffix)?;
        version.parse::<u32>().ok()
    };
    runtime.starts_with("provided")
        || number("python3.", "").is_some()
        || number("nodejs", ".x").is_some()
}

impl Code {
    /// The code of a function with these properties, in a template of this folder.
    pub(super) fn of(
        properties: &Object,
        folder: &Path,
        sources: &mut Sources,
    ) -> Result<Code, Stopped> {
        let text = |name| properties.get(name).and_then(Value::as_str);
        let runtime = text("Runtime").unwrap_or_default();
        let code = properties.get("Code");
        let inline = code.and_then(|code| code.get("ZipFile")?.as_str());
        let mut files = match (inline, code.and_then(Value::as_str)) {
            (Some(text), _) => {
                let name = if runtime.starts_with("python") {
                    "index.py"
                } else {
                    "index.js"
                };
                Files::of_text(name, text)
            }
            (None, Some(path)) => sources.files(beside(folder, path))?,
            (None, None) => {
                return Ok(Code {
                    archive: None,
                    missing: Vec::new(),
                    wants_build: false,
                });
            }
        };
        let mut missing = Vec::new();
        let named = properties.get("Layers").and_then(Value::as_array);
        for layer in named.unwrap_or_default().iter().filter_map(Value::as_str) {
            match sources.layers.get(layer) {
                Some(layer_files) => match files.add_layer(layer_files, runtime)? {
                    0 => {}
                    left_out => missing.push(format!(
                        "{left_out} files of the layer {layer} are not where it looks: only those \
                         in `python/` and `nodejs/` are, and nothing is below /opt"
                    )),
                },
                // The server plays it.
                None if layer.contains(":layer:LambdaAdapterLayer") => {}
                None => missing.push(format!("the layer {layer}: what it imports from it fails")),
            }
        }
        let mut wants_build = false;
        let handler = text("Handler").unwrap_or_default();
        for found in looked_over(&files, runtime, handler) {
            wants_build |= found.build_helps;
            missing.push(found.what);
        }
        Ok(Code {
            archive: Some(files.archive()?),
            missing,
            wants_build,
        })
    }
}

impl Sources {
    fn files(&mut self, path: PathBuf) -> Result<Files, Stopped> {
        if let Some(files) = self.read.get(&path) {
            return Ok(files.clone());
        }
        let files = Files::read(&path)?;
        self.read.insert(path, files.clone());
        Ok(files)
    }
}

struct Found {
    what: String,
    build_helps: bool,
}

/// What keeps the files from running.
fn looked_over(files: &Files, runtime: &str, handler: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut add = |what: String, build_helps| found.push(Found { what, build_helps });
    if runtime.starts_with("provided") {
        match files.executable("bootstrap") {
            None => add(
                "no executable file `bootstrap` is in its code: every call fails".to_owned(),
                true,
            ),
            Some(program) => {
                if let Some(architecture) = architecture(program)
                    && architecture != std::env::consts::ARCH
                {
                    add(
                        format!(
                            "its `bootstrap` is for {architecture}, and this machine is {}: every \
                             call fails, unless the server is on another machine",
                            std::env::consts::ARCH
                        ),
                        false,
                    );
                }
            }
        }
        return found;
    }
    let module = handler
        .rsplit_once('.')
        .map_or(handler, |(module, _)| module);
    let endings: &[&str] = if runtime.starts_with("python") {
        &[".py", "/__init__.py"]
    } else {
        &[".js", ".mjs", ".cjs", "/index.js"]
    };
    let module = module.trim_start_matches("./").replace("::", "/");
    let module = if runtime.starts_with("python") {
        module.replace('.', "/")
    } else {
        module
    };
    let is_script = files.has(&module);
    if !is_script
        && !endings
            .iter()
            .any(|end| files.has(&format!("{module}{end}")))
    {
        let what = format!("`{handler}` is not in its code: every call fails");
        add(what, true);
    }
    if runtime.starts_with("python") {
        let wanted = files.text("requirements.txt").unwrap_or_default();
        let names: Vec<&str> = wanted.lines().filter_map(requirement).collect();
        let missing: Vec<&str> = names
            .into_iter()
            .filter(|name| !installed(files, name))
            .collect();
        if !missing.is_empty() {
            let what = format!(
                "its requirements are not installed beside it: {}",
                missing.join(", ")
            );
            add(what, true);
        }
    } else {
        for what in packages_missing(files) {
            add(what, true);
        }
    }
    found
}

/// The package that a line of `requirements.txt` asks for. boto3 is the interpreter's to have, as on
/// AWS.
fn requirement(line: &str) -> Option<&str> {
    let line = line.split('#').next()?.trim();
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    let name = &line[..end.unwrap_or(line.len())];
    let is_option = name.starts_with('-') || name.is_empty();
    (!is_option && !["boto3", "botocore"].contains(&name)).then_some(name)
}

/// Whether a package's own description lies beside the code, as `pip install --target` leaves it.
fn installed(files: &Files, name: &str) -> bool {
    let plain = |name: &str| name.to_ascii_lowercase().replace(['-', '.'], "_");
    let name = plain(name);
    files.top().iter().any(|entry| {
        let entry = plain(entry);
        entry.starts_with(&format!("{name}_")) && entry.ends_with("_info")
            || entry == name
            || entry == format!("{name}_py")
    })
}

/// What a function of Node asks for and does not have.
fn packages_missing(files: &Files) -> Vec<String> {
    let mut missing = Vec::new();
    let package = files.text("package.json");
    let package = package.and_then(|text| asl::json::from_text(text).ok());
    let dependencies = package
        .as_ref()
        .and_then(|it| it.get("dependencies")?.as_object());
    let wanted = dependencies.into_iter().flat_map(Object::keys);
    let wanted: Vec<&str> = wanted
        .map(|name| &**name)
        .filter(|name| !files.has_folder(&format!("node_modules/{name}")))
        .collect();
    if !wanted.is_empty() {
        let names = wanted.join(", ");
        missing.push(format!("its packages are not installed beside it: {names}"));
    }
    let sources = files.top();
    let imports_sdk = sources
        .iter()
        .filter(|name| {
            [".js", ".mjs", ".cjs"]
                .iter()
                .any(|end| name.ends_with(end))
        })
        .filter_map(|name| files.text(name))
        .any(|text| {
            ["\"@aws-sdk/", "'@aws-sdk/", "\"aws-sdk", "'aws-sdk"]
                .iter()
                .any(|import| text.contains(import))
        });
    let has_sdk =
        files.has_folder("node_modules/@aws-sdk") || files.has_folder("node_modules/aws-sdk");
    if imports_sdk && !has_sdk && !wanted.iter().any(|name| name.contains("aws-sdk")) {
        missing.push(
            "it imports the AWS SDK, which AWS's runtime brings along: here it has to be installed \
             beside it, with npm"
                .to_owned(),
        );
    }
    missing
}

/// What a program was made for, when it is one of Linux.
fn architecture(program: &[u8]) -> Option<&'static str> {
    if !program.starts_with(b"\x7fELF") {
        return None;
    }
    // e_machine, of little-endian files as both are.
    match program.get(18..20)? {
        [0x3e, 0] => Some("x86_64"),
        [0xb7, 0] => Some("aarch64"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(files: &Files, runtime: &str, handler: &str) -> Vec<String> {
        let found = looked_over(files, runtime, handler);
        found.into_iter().map(|found| found.what).collect()
    }

    #[test]
    fn what_is_missing_is_said() {
        let python = Files::of_text("app.py", "");
        assert!(over(&python, "python3.12", "app.handler").is_empty());
        assert_eq!(over(&python, "python3.12", "main.handler").len(), 1);
        let wanting = Files::of_text("requirements.txt", "boto3\nrequests>=2 # for it\n\n-r x\n");
        let found = over(&wanting, "python3.12", "app.handler");
        assert!(found[1].ends_with(": requests"), "{found:?}");
        let node = Files::of_text("app.mjs", "import {x} from '@aws-sdk/client-sns'");
        assert_eq!(over(&node, "nodejs22.x", "app.handler").len(), 1);
        let provided = Files::of_text("main.go", "");
        assert_eq!(over(&provided, "provided.al2023", "bootstrap").len(), 1);
    }

    #[test]
    fn runtimes_are_those_of_the_server() {
        for runtime in ["python3.9", "nodejs24.x", "provided.al2023", "provided"] {
            assert!(runs(runtime), "{runtime}");
        }
        for runtime in ["java21", "go1.x", "python2.7", "nodejs", "dotnet8", ""] {
            assert!(!runs(runtime), "{runtime}");
        }
    }
}
