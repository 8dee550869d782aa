//! A function as it is kept: its settings, code, versions, aliases, URLs, permissions.
//!
//! These are plain data. What is in memory besides (pools, handlers) hangs on a [`Version`] and is
//! made anew at each start.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::figures::Figures;
use crate::invoke::Executor;
use crate::name::{FunctionName, Place, Qualifier};
use crate::timestamp;

/// A function with everything that belongs to it.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) name: FunctionName,
    /// `$LATEST`.
    pub(crate) latest: Arc<Version>,
    /// By number.
    pub(crate) published: BTreeMap<u64, Arc<Version>>,
    pub(crate) attributes: Attributes,
    /// How many invocations of any version are in progress.
    pub(crate) in_progress: Arc<AtomicU32>,
    pub(crate) figures: Arc<Figures>,
}

/// What belongs to a function beside its versions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Attributes {
    /// The highest number ever given to a version; numbers are not given twice.
    pub(crate) versions_given: u64,
    pub(crate) aliases: BTreeMap<String, Alias>,
    /// By qualifier; the empty one stands for the function itself.
    pub(crate) policies: BTreeMap<String, Policy>,
    /// By alias; the empty one stands for the function itself.
    pub(crate) urls: BTreeMap<String, UrlConfiguration>,
    /// By qualifier; the empty one stands for the function itself.
    pub(crate) event_invocations: BTreeMap<String, EventInvocation>,
    pub(crate) reserved_concurrency: Option<u32>,
    pub(crate) tags: BTreeMap<String, String>,
    /// `Allow` or `Terminate`; kept and shown, without effect.
    pub(crate) recursive_loop: Option<String>,
}

/// A version of a function: `$LATEST`, or a numbered copy of what that once was.
pub(crate) struct Version {
    pub(crate) record: Arc<VersionRecord>,
    pub(crate) executor: Executor,
}

/// What of a version is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VersionRecord {
    /// `None` for `$LATEST`.
    pub(crate) number: Option<u64>,
    pub(crate) settings: Settings,
    pub(crate) code: Code,
    pub(crate) revision_id: String,
    /// Milliseconds since 1970.
    pub(crate) modified: u64,
}

/// Where a function's code is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Code {
    /// A zip archive in the code store, known by the hash of its bytes in lower-case hexadecimal.
    Zip { sha256: String, size: u64 },
    /// A handler in this program.
    InProcess,
}

/// What a runtime identifier asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) enum Runtime {
    /// `python3.12`: the minor version, `12`.
    Python(u16),
    /// `nodejs20.x`: the major version.
    Node(u16),
    /// `provided`, `provided.al2`, `provided.al2023`: an executable named `bootstrap`.
    Provided(String),
}

impl Runtime {
    pub(crate) fn parse(text: &str) -> Option<Runtime> {
        if let Some(minor) = text.strip_prefix("python3.") {
            return minor.parse().ok().map(Runtime::Python);
        }
        if let Some(major) = text.strip_prefix("nodejs") {
            return major.strip_suffix(".x")?.parse().ok().map(Runtime::Node);
        }
        matches!(text, "provided" | "provided.al2" | "provided.al2023")
            .then(|| Runtime::Provided(text.to_owned()))
    }
}

impl std::fmt::Display for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Runtime::Python(minor) => write!(f, "python3.{minor}"),
            Runtime::Node(major) => write!(f, "nodejs{major}.x"),
            Runtime::Provided(name) => f.write_str(name),
        }
    }
}

impl From<Runtime> for String {
    fn from(runtime: Runtime) -> String {
        runtime.to_string()
    }
}

impl TryFrom<String> for Runtime {
    type Error = String;

    fn try_from(text: String) -> Result<Runtime, String> {
        Runtime::parse(&text).ok_or_else(|| format!("`{text}` is no runtime of this server"))
    }
}

/// What `CreateFunction` sets and `UpdateFunctionConfiguration` changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) runtime: Runtime,
    pub(crate) role: String,
    pub(crate) handler: String,
    pub(crate) description: String,
    pub(crate) timeout_seconds: u32,
    pub(crate) memory_megabytes: u32,
    pub(crate) storage_megabytes: u32,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) layers: Vec<String>,
    pub(crate) architecture: String,
    pub(crate) logging: Logging,
    pub(crate) dead_letter_arn: Option<String>,
    pub(crate) tracing_mode: String,
    /// `VpcConfig`, `SnapStart`, `KMSKeyArn` and their kin: kept and shown, without effect.
    pub(crate) inert: Map<String, Value>,
}

/// `LoggingConfig`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Logging {
    /// `Text` or `JSON`.
    pub(crate) format: String,
    pub(crate) application_level: Option<String>,
    pub(crate) system_level: Option<String>,
    pub(crate) group: String,
}

impl Logging {
    pub(crate) fn text(name: &FunctionName) -> Logging {
        Logging {
            format: "Text".to_owned(),
            application_level: None,
            system_level: None,
            group: format!("/aws/lambda/{name}"),
        }
    }

    /// Whether START, END and REPORT are written.
    pub(crate) fn shows_platform_lines(&self) -> bool {
        self.system_level.as_deref() != Some("WARN")
    }

    fn to_json(&self) -> Value {
        let mut shown = Map::new();
        shown.insert("LogFormat".to_owned(), json!(self.format));
        if let Some(level) = &self.application_level {
            shown.insert("ApplicationLogLevel".to_owned(), json!(level));
        }
        if let Some(level) = &self.system_level {
            shown.insert("SystemLogLevel".to_owned(), json!(level));
        }
        shown.insert("LogGroup".to_owned(), json!(self.group));
        Value::Object(shown)
    }
}

/// A name for a version, or for two of them with weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) version: AliasTarget,
    pub(crate) description: String,
    /// The other version and the share of invocations it gets, above 0.0 and up to 1.0.
    pub(crate) additional: Option<(AliasTarget, f64)>,
    pub(crate) revision_id: String,
}

/// What an alias points to: `$LATEST` or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct AliasTarget(pub(crate) Option<u64>);

impl AliasTarget {
    pub(crate) fn parse(text: &str) -> Option<AliasTarget> {
        match Qualifier::parse(text)? {
            Qualifier::Latest => Some(AliasTarget(None)),
            Qualifier::Version(number) => Some(AliasTarget(Some(number))),
            Qualifier::Alias(_) => None,
        }
    }
}

impl std::fmt::Display for AliasTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            None => f.write_str("$LATEST"),
            Some(number) => write!(f, "{number}"),
        }
    }
}

/// A resource policy: who else may invoke.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Policy {
    /// Statements of IAM's JSON, in the order they were added; each has its `Sid`.
    pub(crate) statements: Vec<Value>,
    pub(crate) revision_id: String,
}

impl Policy {
    pub(crate) fn to_json(&self) -> Value {
        json!({"Version": "2012-10-17", "Id": "default", "Statement": self.statements})
    }
}

/// A function URL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct UrlConfiguration {
    /// The first label of its host: 32 lower-case letters and digits.
    pub(crate) id: String,
    /// `false` is `AuthType` `NONE`.
    pub(crate) needs_signature: bool,
    /// `InvokeMode` `RESPONSE_STREAM`.
    pub(crate) streams: bool,
    pub(crate) cors: Option<Cors>,
    /// Milliseconds since 1970.
    pub(crate) created: u64,
    /// Milliseconds since 1970.
    pub(crate) modified: u64,
}

/// The `Cors` of a function URL, with AWS's member names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Cors {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) allow_credentials: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) allow_headers: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) allow_methods: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) allow_origins: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) expose_headers: Vec<String>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_age: Option<u32>,
}

/// How asynchronous invocations are retried and where their results go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventInvocation {
    pub(crate) retries_max: Option<u32>,
    pub(crate) age_max_seconds: Option<u32>,
    pub(crate) on_success_arn: Option<String>,
    pub(crate) on_failure_arn: Option<String>,
    /// Milliseconds since 1970.
    pub(crate) modified: u64,
}

impl VersionRecord {
    /// A record of now, with a revision id of its own.
    pub(crate) fn new(number: Option<u64>, settings: Settings, code: Code) -> VersionRecord {
        VersionRecord {
            number,
            settings,
            code,
            revision_id: wire::RequestId::random().to_string(),
            modified: timestamp::milliseconds(SystemTime::now()),
        }
    }

    /// `$LATEST` or the number.
    pub(crate) fn version(&self) -> String {
        AliasTarget(self.number).to_string()
    }

    /// `FunctionConfiguration`, as many operations give it. `arn` is the function's, with the
    /// qualifier that was asked for.
    pub(crate) fn to_json(&self, name: &FunctionName, arn: &str) -> Map<String, Value> {
        let settings = &self.settings;
        let mut shown = Map::new();
        let mut show = |member: &str, value: Value| {
            shown.insert(member.to_owned(), value);
        };
        show("FunctionName", json!(name.as_str()));
        show("FunctionArn", json!(arn));
        show("Runtime", json!(settings.runtime.to_string()));
        show("Role", json!(settings.role));
        show("Handler", json!(settings.handler));
        let (size, sha256) = match &self.code {
            Code::Zip { sha256, size } => (*size, base64_of_hexadecimal(sha256)),
            Code::InProcess => (0, base64_of_hexadecimal(EMPTY_SHA256)),
        };
        show("CodeSize", json!(size));
        show("Description", json!(settings.description));
        show("Timeout", json!(settings.timeout_seconds));
        show("MemorySize", json!(settings.memory_megabytes));
        show(
            "LastModified",
            json!(timestamp::last_modified(timestamp::from_milliseconds(
                self.modified
            ))),
        );
        show("CodeSha256", json!(sha256));
        show("Version", json!(self.version()));
        if let Some(arn) = &settings.dead_letter_arn {
            show("DeadLetterConfig", json!({"TargetArn": arn}));
        }
        if !settings.environment.is_empty() {
            show("Environment", json!({"Variables": settings.environment}));
        }
        show("TracingConfig", json!({"Mode": settings.tracing_mode}));
        show("RevisionId", json!(self.revision_id));
        if !settings.layers.is_empty() {
            let layers: Vec<Value> = settings
                .layers
                .iter()
                .map(|arn| json!({"Arn": arn, "CodeSize": 0}))
                .collect();
            show("Layers", Value::Array(layers));
        }
        show("State", json!("Active"));
        show("LastUpdateStatus", json!("Successful"));
        show("PackageType", json!("Zip"));
        show("Architectures", json!([settings.architecture]));
        show(
            "EphemeralStorage",
            json!({"Size": settings.storage_megabytes}),
        );
        show(
            "SnapStart",
            json!({"ApplyOn": "None", "OptimizationStatus": "Off"}),
        );
        show("LoggingConfig", settings.logging.to_json());
        for (member, value) in &settings.inert {
            show(member, value.clone());
        }
        shown
    }
}

const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// A hash as `CodeSha256` has it.
pub(crate) fn base64_of_hexadecimal(text: &str) -> String {
    use base64::Engine;
    let bytes: Vec<u8> = (0..text.len() / 2)
        .map_while(|place| u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok())
        .collect();
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

impl Function {
    /// The version of this number; `$LATEST` without one.
    pub(crate) fn version(&self, target: AliasTarget) -> Option<&Arc<Version>> {
        match target.0 {
            None => Some(&self.latest),
            Some(number) => self.published.get(&number),
        }
    }

    /// The version that a qualifier leads to; an alias with two versions by weight.
    pub(crate) fn resolve(&self, qualifier: Option<&Qualifier>) -> Option<&Arc<Version>> {
        match qualifier {
            None | Some(Qualifier::Latest) => Some(&self.latest),
            Some(Qualifier::Version(number)) => self.published.get(number),
            Some(Qualifier::Alias(name)) => {
                let alias = self.attributes.aliases.get(&**name)?;
                let drawn = match alias.additional {
                    Some((other, share)) if draw() < share => other,
                    _ => alias.version,
                };
                self.version(drawn)
            }
        }
    }

    /// Whether the qualifier names something of this function.
    pub(crate) fn has(&self, qualifier: Option<&Qualifier>) -> bool {
        self.resolve(qualifier).is_some()
    }

    /// `FunctionConfiguration` of a version, under the ARN with its qualifier.
    pub(crate) fn configuration(
        &self,
        place: &Place,
        version: &VersionRecord,
        qualifier: Option<&Qualifier>,
    ) -> Map<String, Value> {
        let arn = place.arn(&crate::name::Reference {
            name: self.name.clone(),
            qualifier: qualifier.cloned(),
        });
        version.to_json(&self.name, &arn)
    }
}

/// A number that is as likely anywhere in 0.0..1.0.
fn draw() -> f64 {
    let bits = u32::from_le_bytes(wire::identifier::random_bytes::<4>());
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}
