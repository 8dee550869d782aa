//! The files, as far as they can be read without a container engine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use asl::parse::document::{self, Node, NodeKind};

/// What `systemd-analyze security` may say of the unit at most, of 10.
const EXPOSURE_MAX: f64 = 2.2;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// What a path of keys leads to, as it would be written on one line.
fn at<'n>(node: &'n Node, path: &[&str]) -> &'n Node {
    path.iter().fold(node, |node, key| {
        let fields = node.as_object().expect("an object");
        let field = fields.iter().find(|field| &*field.key == *key);
        &field.unwrap_or_else(|| panic!("there is no `{key}`")).value
    })
}

/// A value, or each of a list, as text.
fn texts(node: &Node) -> Vec<String> {
    match &node.kind {
        NodeKind::Bool(value) => vec![value.to_string()],
        NodeKind::String(text) => vec![text.to_string()],
        NodeKind::Array(items) => items.iter().flat_map(texts).collect(),
        other => panic!("{other:?} is no text"),
    }
}

/// The instructions of the Containerfile's last stage: their names, and what follows.
fn last_stage() -> Vec<(String, String)> {
    let text = read("deploy/container/Containerfile").replace("\\\n", " ");
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let instructions = lines.filter_map(|line| line.trim().split_once(' '));
    let instructions: Vec<_> = instructions
        .map(|(name, rest)| (name.to_owned(), rest.trim().to_owned()))
        .collect();
    let from = instructions.iter().rposition(|(name, _)| name == "FROM");
    instructions[from.expect("a stage")..].to_vec()
}

/// What an instruction says, which is there once.
fn said(stage: &[(String, String)], name: &str) -> String {
    let mut found = stage.iter().filter(|(instruction, _)| instruction == name);
    let (_, said) = found.next().expect(name);
    assert!(found.next().is_none(), "{name} is there twice");
    said.clone()
}

/// What the binary says of a command.
fn help(command: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_entrega"))
        .args([command, "--help"])
        .output()
        .expect("it runs");
    assert!(output.status.success(), "there is no `entrega {command}`");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_container_gives_up_what_the_page_says() {
    let compose = read("deploy/container/compose.yaml");
    let compose = document::read(&compose).expect("YAML");
    let page = read("docs/self-hosting.md");
    let (_, table) = page.split_once("a test compares the two").expect("a table");
    let rows = table.lines().skip_while(|line| !line.starts_with("| `"));
    let rows: Vec<_> = rows.take_while(|line| line.starts_with("| `")).collect();
    assert!(rows.len() >= 8, "{rows:?}");
    for row in rows {
        let promise = row.split('`').nth(1).expect("what is promised");
        let (key, value) = promise.split_once(": ").expect("a key and a value");
        let kept = texts(at(&compose, &["services", "entrega", key]));
        assert!(kept.iter().any(|kept| kept == value), "{promise}: {kept:?}");
    }
    let reached = texts(at(&compose, &["services", "entrega", "ports"]));
    assert!(reached.iter().all(|port| port.starts_with("127.0.0.1:")));
    let volumes = texts(at(&compose, &["services", "entrega", "volumes"]));
    assert_eq!(volumes.len(), 1);
}

#[test]
fn the_image_and_the_composition_agree() {
    let stage = last_stage();
    let compose = read("deploy/container/compose.yaml");
    let compose = document::read(&compose).expect("YAML");
    let service = |key: &str| texts(at(&compose, &["services", "entrega", key]));
    assert_eq!(service("user"), [said(&stage, "USER")]);
    assert_eq!(said(&stage, "VOLUME"), r#"["/data"]"#);
    assert!(service("volumes")[0].ends_with(":/data"));
    assert_eq!(said(&stage, "STOPSIGNAL"), "SIGTERM");
    let health = texts(at(
        &compose,
        &["services", "entrega", "healthcheck", "test"],
    ));
    let asked = said(&stage, "HEALTHCHECK");
    let (_, asked) = asked.split_once("CMD ").expect("a command");
    assert_eq!(asked, format!("[{:?}, {:?}]", health[1], health[2]));
    help(&health[2]);
    let up = help("up");
    let command = said(&stage, "CMD");
    for flag in command.split('"').filter(|word| word.starts_with("--")) {
        assert!(up.contains(&format!("{flag} ")), "`up` knows no {flag}");
    }
    // What is published is where the image listens.
    for port in service("ports") {
        let inside = port.rsplit(':').next().expect("a port").to_owned();
        assert!(command.contains(&format!("0.0.0.0:{inside}")), "{port}");
        assert!(said(&stage, "EXPOSE").contains(&inside));
    }
    assert!(
        !stage
            .iter()
            .any(|(_, said)| said.to_lowercase().contains("password"))
    );
}

#[test]
fn what_the_files_set_the_server_reads() {
    let up = help("up");
    for file in [
        "deploy/container/compose.yaml",
        "deploy/systemd/entrega.service",
        "docs/self-hosting.md",
    ] {
        let text = read(file);
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        for variable in words.filter(|word| word.starts_with("ENTREGA_")) {
            // These two are the Caddyfile's.
            let is_of_caddy = ["ENTREGA_DOMAIN", "ENTREGA_UPSTREAM"].contains(&variable);
            let read_by = if is_of_caddy {
                read("deploy/proxy/Caddyfile")
            } else {
                up.clone()
            };
            assert!(
                read_by.contains(variable),
                "{file}: nobody reads {variable}"
            );
        }
    }
}

#[test]
fn the_page_shows_the_proxies_configurations_as_they_are() {
    let page = read("docs/self-hosting.md");
    for file in ["deploy/proxy/Caddyfile", "deploy/proxy/nginx.conf"] {
        assert!(page.contains(read(file).trim()), "{file} is another");
    }
}

#[test]
fn systemd_takes_the_units() {
    let folder = root().join("deploy/systemd");
    // It wants to see the program.
    let place = tempfile::tempdir().expect("a folder");
    let mut units = Vec::new();
    for unit in [
        "entrega.service",
        "entrega-backup.service",
        "entrega-backup.timer",
    ] {
        let text = fs::read_to_string(folder.join(unit)).expect(unit);
        let text = text.replace("/usr/local/bin/entrega", env!("CARGO_BIN_EXE_entrega"));
        let path = place.path().join(unit);
        fs::write(&path, text).expect("written");
        units.push(path);
    }
    let analyze = |arguments: &[&str], units: &[PathBuf]| {
        let mut command = Command::new("systemd-analyze");
        command.args(arguments).args(units).env("LC_ALL", "C");
        command.output()
    };
    let Ok(verified) = analyze(&["verify"], &units) else {
        eprintln!("skipped: there is no systemd-analyze");
        return;
    };
    let complaints = String::from_utf8_lossy(&verified.stderr);
    let about_them: Vec<_> = complaints
        .lines()
        .filter(|line| line.contains("entrega"))
        .collect();
    assert_eq!(about_them, Vec::<&str>::new());
    let Ok(looked_at) = analyze(&["security", "--offline=true"], &units[..1]) else {
        return;
    };
    let said = String::from_utf8_lossy(&looked_at.stdout);
    let Some((_, level)) = said.split_once("exposure level for entrega.service: ") else {
        eprintln!("skipped: this systemd-analyze does not look at files");
        return;
    };
    let level: f64 = level
        .split(' ')
        .next()
        .and_then(|n| n.parse().ok())
        .expect("a level");
    assert!(level <= EXPOSURE_MAX, "{level}");
}
