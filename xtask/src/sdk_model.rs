//! Every operation of AWS's services, as one file: what the crate `sdk` needs in order to write
//! requests and to read answers.
//!
//! The source is the service models of botocore (Apache-2.0). Get them with
//! `pip download botocore --no-deps` and unzip the wheel. What the file looks like is said in
//! `crates/sdk/src/model.rs`, which reads it.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::Args;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::DeflateEncoder;
use regex::Regex;
use serde_json::{Map, Value};

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
        let written = write_service(&model).map_err(|error| format!("{folder:?}: {error}"))?;
        if let Some(service) = written {
            services.push(service);
        }
    }
    services.sort();
    for (name, text) in &services {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
        packer.write_all(text.as_bytes())?;
        let packed = packer.finish()?;
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
                Some(shape) => write!(line, " {}", self.place(shape)?)?,
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

    fn place(&mut self, shape: &'m str) -> Result<usize, Box<dyn Error>> {
        if let Some(place) = self.places.get(shape) {
            return Ok(*place);
        }
        let place = self.lines.len();
        self.lines.push(String::new());
        self.places.insert(shape, place);
        self.open.push(shape);
        Ok(place)
    }

    fn close(&mut self) -> Result<(), Box<dyn Error>> {
        while let Some(name) = self.open.pop() {
            let shape = &self.model["shapes"][name];
            let payload = text(shape, "payload");
            let mut members = Vec::new();
            for (member, reference) in shape["members"].as_object().into_iter().flatten() {
                members.push(self.member(member, reference, payload == Some(member))?);
            }
            self.lines[self.places[name]] = members.join(" ");
        }
        Ok(())
    }

    fn member(
        &mut self,
        name: &str,
        reference: &'m Value,
        payload: bool,
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
            None if payload => "@p",
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
                write!(out, "{}", self.place(name)?)?;
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

/// The name that the AWS SDK for Java 2, which Step Functions uses, gives an error's class.
fn exception_name(shape: &str) -> String {
    let stem = shape.strip_suffix("Fault").unwrap_or(shape);
    let name = class_name(stem);
    if name.ends_with("Exception") {
        name
    } else {
        name + "Exception"
    }
}

/// The name of a service as that SDK's classes have it (`DefaultNamingStrategy.getServiceName`).
fn service_class(id: &str) -> String {
    let class = class_name(id);
    let class = class.strip_prefix("Amazon").unwrap_or(&class);
    let class = class.strip_prefix("Aws").unwrap_or(class);
    class.strip_suffix("Service").unwrap_or(class).to_owned()
}

/// A name as that SDK spells classes: `DynamoDB` is `DynamoDb`, `SFN` is `Sfn`
/// (its code generator's `CodegenNamingUtils.pascalCase`).
fn class_name(name: &str) -> String {
    words(name)
        .iter()
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            let rest = letters.map(|letter| letter.to_ascii_lowercase());
            first.into_iter().chain(rest).collect::<String>()
        })
        .collect()
}

/// The words of a name: parted where it has other signs than letters and digits, before a
/// version (`v2`), between a small letter and a capital, before the last capital of several, and
/// after digits.
fn words(name: &str) -> Vec<String> {
    static PARTINGS: LazyLock<[Regex; 5]> = LazyLock::new(|| {
        [
            "[^A-Za-z0-9]+",
            "([^a-z]{2,})v([0-9]+)",
            "([^A-Z]{2,})V([0-9]+)",
            "([A-Z]+)([A-Z][a-z])",
            "([0-9])([a-zA-Z])",
        ]
        .map(|pattern| Regex::new(pattern).expect("a valid pattern"))
    });
    let [signs, version, capital_version, last_capital, digits] = &*PARTINGS;
    let spaced = signs.replace_all(name, " ");
    let spaced = version.replace_all(&spaced, "$1 v$2 ");
    let spaced = capital_version.replace_all(&spaced, "$1 V$2 ");
    let letters: Vec<char> = spaced.chars().collect();
    let mut parted = String::new();
    for (place, letter) in letters.iter().enumerate() {
        let after_small = place > 0 && letters[place - 1].is_ascii_lowercase();
        let goes_on = letters
            .get(place + 1)
            .is_some_and(char::is_ascii_alphanumeric);
        if after_small && letter.is_ascii_uppercase() && goes_on {
            parted.push(' ');
        }
        parted.push(*letter);
    }
    let parted = last_capital.replace_all(&parted, "$1 $2");
    let parted = digits.replace_all(&parted, "$1 $2");
    parted.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_named_as_java_names_them() {
        for (name, class) in [
            ("Config Service", "Config"),
            ("DynamoDB", "DynamoDb"),
            ("SFN", "Sfn"),
            ("Secrets Manager", "SecretsManager"),
            ("SESv2", "SesV2"),
            ("ApiGatewayV2", "ApiGatewayV2"),
            ("CloudWatch Logs", "CloudWatchLogs"),
            ("S3", "S3"),
            ("IoT", "Iot"),
        ] {
            assert_eq!(service_class(name), class);
        }
        assert_eq!(exception_name("NoSuchBucket"), "NoSuchBucketException");
        assert_eq!(
            exception_name("KMSDisabledException"),
            "KmsDisabledException"
        );
        assert_eq!(
            exception_name("DBInstanceNotFoundFault"),
            "DbInstanceNotFoundException"
        );
    }
}
