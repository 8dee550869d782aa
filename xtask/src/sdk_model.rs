//! Every operation of AWS's services, as one file: what the crate `sdk` needs in order to write
//! requests and to read answers.
//!
//! The source is the service models of botocore (Apache-2.0). Get them with
//! `pip download botocore --no-deps` and unzip the wheel. What the file looks like is said in
//! `crates/sdk/src/model.rs`, which reads it.

mod java_names;

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::DeflateEncoder;
use serde_json::{Map, Value};

use self::java_names::{exception_name, service_class};

/// The file's place in the repository.
const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/sdk/src/model/services.bin"
);

/// The protocols the crate speaks, the best first. Models name several where there is a choice.
const PROTOCOLS: &[&str] = &["json", "rest-json", "rest-xml", "query", "ec2"];

#[derive(Args)]
pub(crate) struct Options {
    /// The `data` folder of an unpacked botocore.
    botocore_data: PathBuf,
}

/// Writes the file anew.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let mut index = String::new();
    let mut content = Vec::new();
    let mut folders = fs::read_dir(&options.botocore_data)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    folders.sort();
    let mut services = Vec::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let Some(model) = newest_model(folder)? else {
            continue;
        };
        let written =
            write_service(&model).map_err(|error| format!("{}: {error}", folder.display()))?;
        if let Some(service) = written {
            services.push(service);
        }
    }
    services.sort();
    for (name, text) in &services {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text.as_bytes())?;
        let packed = encoder.finish()?;
        writeln!(index, "{name} {} {}", packed.len(), text.len())?;
        content.extend(packed);
    }
    index.push('\n');
    let mut file = index.into_bytes();
    file.extend(content);
    fs::write(FILE, &file)?;
    println!("{FILE}: {} services, {} bytes", services.len(), file.len());
    Ok(ExitCode::SUCCESS)
}

/// Where a member stands in its structure.
struct Member {
    /// Whether it is the body.
    payload: bool,
    required: bool,
}

/// The newest model in the folder of a service; `None` where there is none.
fn newest_model(folder: &Path) -> Result<Option<Value>, Box<dyn Error>> {
    let mut models = fs::read_dir(folder)?
        .map(|version| Ok(version?.path().join("service-2.json.gz")))
        .collect::<Result<Vec<_>, std::io::Error>>()?;
    models.retain(|model| model.is_file());
    models.sort();
    let Some(newest) = models.pop() else {
        return Ok(None);
    };
    let mut model = serde_json::from_reader(GzDecoder::new(File::open(&newest)?))?;
    let extras = newest.with_file_name("service-2.sdk-extras.json");
    if extras.is_file() {
        let extras: Value = serde_json::from_reader(File::open(extras)?)?;
        merge(&mut model, &extras["merge"]);
    }
    Ok(Some(model))
}

/// Adds what SDKs know besides to a model.
fn merge(model: &mut Value, extras: &Value) {
    match (model, extras) {
        (Value::Object(model), Value::Object(extras)) => {
            for (key, extra) in extras {
                merge(model.entry(key).or_insert(Value::Null), extra);
            }
        }
        (model, extra) => *model = extra.clone(),
    }
}

/// The name of a service in `aws-sdk:` integrations, and all that is kept of its model. `None`
/// where it speaks no protocol that the crate speaks.
fn write_service(model: &Value) -> Result<Option<(String, String)>, Box<dyn Error>> {
    let metadata = &model["metadata"];
    let id = text(metadata, "serviceId").ok_or("no service id")?;
    let offered: Vec<&str> = match metadata["protocols"].as_array() {
        Some(several) => several.iter().filter_map(Value::as_str).collect(),
        None => text(metadata, "protocol").into_iter().collect(),
    };
    let Some(protocol) = PROTOCOLS.iter().find(|known| offered.contains(*known)) else {
        return Ok(None);
    };
    let class = service_class(id);
    let name = class.to_lowercase();
    let endpoint = text(metadata, "endpointPrefix").ok_or("no endpoint prefix")?;
    let mut shapes = Shapes {
        model,
        protocol,
        flattens: matches!(*protocol, "rest-xml" | "query" | "ec2"),
        places: HashMap::new(),
        open: Vec::new(),
        lines: Vec::new(),
    };
    let mut operations = String::new();
    for (operation, described) in model["operations"].as_object().ok_or("no operations")? {
        writeln!(operations, "{}", shapes.operation(operation, described)?)?;
    }
    shapes.close()?;

    let mut out = String::new();
    writeln!(out, "class {class}")?;
    writeln!(
        out,
        "signing {}",
        text(metadata, "signingName").unwrap_or(endpoint)
    )?;
    writeln!(out, "endpoint {endpoint}")?;
    if let Some(global) = text(metadata, "globalEndpoint") {
        writeln!(out, "global {global}")?;
    }
    writeln!(
        out,
        "version {}",
        text(metadata, "apiVersion").unwrap_or("-")
    )?;
    match *protocol {
        "json" => writeln!(
            out,
            "protocol json {} {}",
            text(metadata, "jsonVersion").unwrap_or("1.0"),
            text(metadata, "targetPrefix").ok_or("no target prefix")?
        )?,
        other => writeln!(out, "protocol {other}")?,
    }
    if metadata.get("awsQueryCompatible").is_some() {
        out.push_str("query-compatible\n");
    }
    writeln!(out, "errors{}", errors(model))?;
    write!(out, "\n{operations}\n")?;
    for line in &shapes.lines {
        writeln!(out, "{line}")?;
    }
    Ok(Some((name, out)))
}

/// The structures of a service that its operations use, in order of first use.
struct Shapes<'m> {
    model: &'m Value,
    protocol: &'static str,
    /// Whether the protocol knows flattened lists and maps.
    flattens: bool,
    places: HashMap<&'m str, usize>,
    /// Structures that have a place and no line yet.
    open: Vec<&'m str>,
    lines: Vec<String>,
}

impl<'m> Shapes<'m> {
    fn operation(&mut self, name: &str, operation: &'m Value) -> Result<String, Box<dyn Error>> {
        let mut line = name.to_owned();
        let http = &operation["http"];
        write!(
            line,
            " {} {}",
            text(http, "method").unwrap_or("POST"),
            text(http, "requestUri").unwrap_or("/")
        )?;
        for side in ["input", "output"] {
            match text(&operation[side], "shape") {
                Some(shape) => write!(line, " {}", self.place(shape))?,
                None => line.push_str(" -"),
            }
        }
        self.close()?;
        if let Some(host) = text(&operation["endpoint"], "hostPrefix") {
            write!(line, " host={host}")?;
        }
        let checksum = &operation["httpChecksum"];
        if text(checksum, "requestAlgorithmMember").is_some() {
            line.push_str(" checksum=crc32");
        } else if checksum["requestChecksumRequired"] == true
            || operation["httpChecksumRequired"] == true
        {
            line.push_str(" checksum=md5");
        }
        if self.protocol == "rest-xml" {
            if let Some(root) = text(&operation["input"], "locationName") {
                write!(line, " root={root}")?;
            }
            if let Some(namespace) = namespace(&operation["input"]) {
                write!(line, " namespace={namespace}")?;
            }
            if name == "GetBucketLocation" {
                line.push_str(" unwrapped");
            }
        }
        if self.protocol == "query" {
            let wrapper = text(&operation["output"], "resultWrapper");
            if let Some(wrapper) = wrapper.filter(|wrapper| *wrapper != format!("{name}Result")) {
                write!(line, " wrapper={wrapper}")?;
            }
        }
        Ok(line)
    }

    fn place(&mut self, shape: &'m str) -> usize {
        if let Some(place) = self.places.get(shape) {
            return *place;
        }
        let place = self.lines.len();
        self.lines.push(String::new());
        self.places.insert(shape, place);
        self.open.push(shape);
        place
    }

    fn close(&mut self) -> Result<(), Box<dyn Error>> {
        while let Some(name) = self.open.pop() {
            let shape = &self.model["shapes"][name];
            let payload = text(shape, "payload");
            let mut members = Vec::new();
            for (member, reference) in shape["members"].as_object().into_iter().flatten() {
                let required = shape["required"].as_array().into_iter().flatten();
                let place = Member {
                    payload: payload == Some(member),
                    required: required
                        .into_iter()
                        .any(|required| required == member.as_str()),
                };
                members.push(self.member(member, reference, &place)?);
            }
            self.lines[self.places[name]] = members.join(" ");
        }
        Ok(())
    }

    fn member(
        &mut self,
        name: &str,
        reference: &'m Value,
        place: &Member,
    ) -> Result<String, Box<dyn Error>> {
        let shape = self.shape(reference)?;
        let mut out = name.to_owned();
        let wire = match text(&shape["member"], "locationName") {
            // In XML and queries a flattened list is written under the name of its items.
            Some(item) if self.flattens && is_flattened(reference, shape) => Some(item),
            _ => text(reference, "locationName"),
        };
        if let Some(wire) = wire.filter(|wire| *wire != name) {
            write!(out, "={wire}")?;
        }
        if self.protocol == "ec2"
            && let Some(query) = text(reference, "queryName")
        {
            write!(out, "~{query}")?;
        }
        out.push('|');
        self.spell(&mut out, reference, 0)?;
        let location = match text(reference, "location") {
            Some("header") => "@h",
            Some("headers") => "@H",
            Some("uri") => "@u",
            Some("querystring") => "@q",
            Some("statusCode") => "@c",
            Some(other) => return Err(format!("a member in `{other}`").into()),
            None if place.payload => "@p",
            None if reference["xmlAttribute"] == true => "@x",
            None => "",
        };
        out.push_str(location);
        if reference["idempotencyToken"] == true {
            out.push('?');
        }
        if reference["hostLabel"] == true {
            out.push('#');
        }
        if place.required {
            out.push('!');
        }
        if let Some(namespace) = namespace(reference).or_else(|| namespace(shape)) {
            write!(out, "^{namespace}")?;
        }
        Ok(out)
    }

    fn shape(&self, reference: &Value) -> Result<&'m Value, Box<dyn Error>> {
        let name = text(reference, "shape").ok_or("a reference to nothing")?;
        Ok(self.model["shapes"].get(name).ok_or("a dangling shape")?)
    }

    /// Appends a type.
    fn spell(
        &mut self,
        out: &mut String,
        reference: &'m Value,
        depth: u32,
    ) -> Result<(), Box<dyn Error>> {
        let shape = self.shape(reference)?;
        // Lists of lists that contain themselves are documents in all but name.
        if depth > 10 || shape["document"] == true {
            out.push('d');
            return Ok(());
        }
        if shape["eventstream"] == true {
            out.push('e');
            return Ok(());
        }
        if reference["jsonvalue"] == true || shape["jsonvalue"] == true {
            out.push('j');
            return Ok(());
        }
        let flattened = if self.flattens && is_flattened(reference, shape) {
            "*"
        } else {
            ""
        };
        match text(shape, "type").ok_or("a shape without a type")? {
            "structure" => {
                let name = text(reference, "shape").ok_or("a reference to nothing")?;
                write!(out, "{}", self.place(name))?;
            }
            "string" | "char" => out.push('s'),
            "boolean" => out.push('b'),
            "integer" | "long" | "short" | "byte" | "bigInteger" => out.push('i'),
            "float" | "double" | "bigDecimal" => out.push('f'),
            "blob" => out.push('B'),
            "timestamp" => {
                let format =
                    text(reference, "timestampFormat").or_else(|| text(shape, "timestampFormat"));
                out.push_str(match format {
                    None => "t",
                    Some("iso8601") => "ti",
                    Some("unixTimestamp") => "tu",
                    Some("rfc822") => "tr",
                    Some(other) => return Err(format!("a timestamp as `{other}`").into()),
                });
            }
            "list" => {
                write!(out, "{flattened}[")?;
                if let Some(item) = text(&shape["member"], "locationName") {
                    write!(out, "{item},")?;
                }
                self.spell(out, &shape["member"], depth + 1)?;
                out.push(']');
            }
            "map" => {
                write!(out, "{flattened}{{")?;
                let key = text(&shape["key"], "locationName");
                let value = text(&shape["value"], "locationName");
                if key.is_some() || value.is_some() {
                    let (key, value) = (key.unwrap_or("key"), value.unwrap_or("value"));
                    write!(out, "{key},{value},")?;
                }
                self.spell(out, &shape["value"], depth + 1)?;
                out.push('}');
            }
            other => return Err(format!("a shape of type `{other}`").into()),
        }
        Ok(())
    }
}

/// The codes of a service's errors, each with the name of its exception where that differs.
fn errors(model: &Value) -> String {
    let mut listed: Vec<String> = Vec::new();
    let empty = Map::new();
    for (name, shape) in model["shapes"].as_object().unwrap_or(&empty) {
        if shape["exception"] != true && shape["error"].is_null() {
            continue;
        }
        let exception = exception_name(name);
        let code = text(&shape["error"], "code").unwrap_or(name);
        for code in [code, name] {
            let entry = if code == exception {
                code.to_owned()
            } else {
                format!("{code}={exception}")
            };
            if !listed.contains(&entry) && !code.contains([' ', '=']) {
                listed.push(entry);
            }
        }
    }
    listed
        .iter()
        .fold(String::new(), |all, one| all + " " + one)
}

/// `http://…`, or `xsi,http://…` where it has a prefix.
fn namespace(of: &Value) -> Option<String> {
    match &of["xmlNamespace"] {
        Value::String(uri) => Some(uri.clone()),
        Value::Object(parts) => {
            let uri = parts.get("uri")?.as_str()?;
            Some(match parts.get("prefix").and_then(Value::as_str) {
                Some(prefix) => format!("{prefix},{uri}"),
                None => uri.to_owned(),
            })
        }
        _ => None,
    }
}

fn is_flattened(reference: &Value, shape: &Value) -> bool {
    reference["flattened"] == true || shape["flattened"] == true
}

fn text<'v>(of: &'v Value, key: &str) -> Option<&'v str> {
    of.get(key)?.as_str()
}
