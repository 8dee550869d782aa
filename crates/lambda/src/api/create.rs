//! CreateFunction, and what it has in common with the updates: settings and code.

use std::collections::{BTreeMap, HashMap};

use base64::Engine;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value};
use wire::{ApiError, Response};

use super::input::{body, one_of, query, required, within};
use super::{Asked, created};
use crate::configuration::ENVIRONMENT_BYTES_MAX;
use crate::error;
use crate::function::{Attributes, Code, Function, Logging, Runtime, Settings, VersionRecord};
use crate::functions::durable;
use crate::name::{FunctionName, Qualifier};

/// Variables that belong to the runtime.
const RESERVED_VARIABLES: [&str; 16] = [
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_TASK_ROOT",
];
/// Members that are kept and shown, and change nothing here.
const INERT_MEMBERS: [&str; 6] = [
    "VpcConfig",
    "KMSKeyArn",
    "FileSystemConfigs",
    "DurableConfig",
    "TenancyConfig",
    "CapacityProviderConfig",
];

/// `Code`, or the like members of `UpdateFunctionCode`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct CodeInput {
    /// Base64.
    zip_file: Option<String>,
    s3_bucket: Option<String>,
    s3_key: Option<String>,
    image_uri: Option<String>,
}

/// What `CreateFunction` and `UpdateFunctionConfiguration` say of settings.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct SettingsInput {
    runtime: Option<String>,
    role: Option<String>,
    handler: Option<String>,
    description: Option<String>,
    timeout: Option<u32>,
    memory_size: Option<u32>,
    environment: Option<EnvironmentInput>,
    layers: Option<Vec<String>>,
    architectures: Option<Vec<String>>,
    ephemeral_storage: Option<EphemeralStorageInput>,
    logging_config: Option<LoggingInput>,
    dead_letter_config: Option<DeadLetterInput>,
    tracing_config: Option<TracingInput>,
    #[serde(flatten)]
    others: HashMap<String, Value>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct EnvironmentInput {
    variables: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EphemeralStorageInput {
    size: u32,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct LoggingInput {
    log_format: Option<String>,
    application_log_level: Option<String>,
    system_log_level: Option<String>,
    log_group: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct DeadLetterInput {
    target_arn: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct TracingInput {
    mode: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct CreateInput {
    function_name: Option<String>,
    code: Option<CodeInput>,
    package_type: Option<String>,
    publish: bool,
    tags: BTreeMap<String, String>,
    #[serde(flatten)]
    settings: SettingsInput,
}

impl Asked<'_> {
    pub(super) async fn create_function(&self) -> Result<Response, ApiError> {
        let input: CreateInput = body(self.request)?;
        let written = required(input.function_name, "functionName")?;
        let reference = self.lambda.host().place.reference(
            &percent_encoded(&written),
            query(self.request, "Qualifier").as_deref(),
        )?;
        let role = required(input.settings.role.as_deref(), "role")?;
        check_role(role)?;
        let code = required(input.code, "code")?;
        if input.package_type.as_deref() == Some("Image") || code.image_uri.is_some() {
            return Err(error::invalid_parameter(
                "Container images are not supported by this server: use a deployment package (PackageType Zip)",
            ));
        }
        if let Some(qualifier) = &reference.qualifier
            && *qualifier != Qualifier::Latest
        {
            return Err(error::invalid_parameter(
                "The function name of CreateFunction takes no version and no alias",
            ));
        }
        super::tag::check(&input.tags)?;
        let settings = input.settings.into_settings(&reference.name)?;
        let code = self.store_code(code).await?;
        let functions = self.lambda.functions();
        let latest = VersionRecord::new(None, settings, code);
        let mut function = Function {
            latest: functions.version(&reference.name, latest),
            name: reference.name.clone(),
            published: BTreeMap::new(),
            attributes: Attributes {
                tags: input.tags,
                ..Attributes::default()
            },
            in_progress: std::sync::Arc::default(),
            figures: std::sync::Arc::default(),
        };
        let shown = if input.publish {
            let version = self.lambda.publish(&mut function, None);
            let qualifier = version.record.number.map(Qualifier::Version);
            function.configuration(
                &self.lambda.host().place,
                &version.record,
                qualifier.as_ref(),
            )
        } else {
            function.configuration(&self.lambda.host().place, &function.latest.record, None)
        };
        durable(functions.add(function)?).await?;
        Ok(created(&Value::Object(shown)))
    }

    /// The code of a request, checked and kept.
    pub(super) async fn store_code(&self, input: CodeInput) -> Result<Code, ApiError> {
        let archive = match (input.zip_file, input.s3_bucket, input.s3_key) {
            (Some(text), None, None) => base64::engine::general_purpose::STANDARD
                .decode(text.as_bytes())
                .map(Bytes::from)
                .map_err(|_| error::invalid_parameter("ZipFile is not Base64"))?,
            (None, Some(bucket), Some(key)) => self.object(&bucket, &key).await?,
            _ => {
                return Err(error::invalid_parameter(
                    "Please provide a source for function code.",
                ));
            }
        };
        let host = std::sync::Arc::clone(self.lambda.host());
        tokio::task::spawn_blocking(move || host.code.add(&archive))
            .await
            .map_err(|error| error::service(error.to_string()))?
            .map_err(ApiError::from)
    }

    /// An object of S3, wherever that is.
    async fn object(&self, bucket: &str, key: &str) -> Result<Bytes, ApiError> {
        let failed = |why: String| {
            error::invalid_parameter(format!(
                "Error occurred while GetObject. S3 Error Code: {why}"
            ))
        };
        let services = self
            .lambda
            .services()
            .ok_or_else(|| failed("ServiceUnavailable".to_owned()))?;
        let path = key
            .split('/')
            .map(|segment| {
                percent_encoding::utf8_percent_encode(segment, percent_encoding::NON_ALPHANUMERIC)
                    .to_string()
            })
            .collect::<Vec<_>>()
            .join("/");
        let mut request = http::Request::new(Bytes::new());
        *request.uri_mut() = format!("/{bucket}/{path}")
            .parse()
            .map_err(|_| failed("InvalidBucketName".to_owned()))?;
        let response = services
            .call("s3", None, request)
            .await
            .map_err(|error| failed(error.to_string()))?;
        if !response.status().is_success() {
            return Err(failed(response.status().to_string()));
        }
        Ok(response.into_body().collect().await)
    }
}

/// What `reference` decodes again.
fn percent_encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Whether a text is a role's ARN.
fn check_role(role: &str) -> Result<(), ApiError> {
    let fits = role.split_once(":iam::").is_some_and(|(partition, rest)| {
        partition.starts_with("arn:")
            && rest.split_once(":role/").is_some_and(|(account, name)| {
                wire::Account::parse(account).is_some()
                    && !name.is_empty()
                    && name.chars().all(|character| {
                        character.is_ascii_alphanumeric() || "_+=,.@-/".contains(character)
                    })
            })
    });
    if fits {
        return Ok(());
    }
    Err(error::constraint(
        role,
        "role",
        "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
    ))
}

fn parse_runtime(text: &str) -> Result<Runtime, ApiError> {
    Runtime::parse(text).ok_or_else(|| {
        error::invalid_parameter(format!(
            "Value {text} at 'runtime' failed to satisfy constraint: this server runs python3.N, nodejsN.x, provided, provided.al2 and provided.al2023"
        ))
    })
}

impl SettingsInput {
    /// The settings of a new function, defaults filled in.
    fn into_settings(self, name: &FunctionName) -> Result<Settings, ApiError> {
        let (Some(runtime), Some(handler)) = (&self.runtime, &self.handler) else {
            return Err(error::invalid_parameter(
                "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
            ));
        };
        let mut settings = Settings {
            runtime: parse_runtime(runtime)?,
            role: String::new(),
            handler: handler.clone(),
            description: String::new(),
            timeout_seconds: 3,
            memory_megabytes: 128,
            storage_megabytes: 512,
            environment: BTreeMap::new(),
            layers: Vec::new(),
            architecture: "x86_64".to_owned(),
            logging: Logging::text(name),
            dead_letter_arn: None,
            tracing_mode: "PassThrough".to_owned(),
            inert: Map::new(),
        };
        self.apply(&mut settings)?;
        Ok(settings)
    }

    /// Changes what the request mentions.
    pub(super) fn apply(self, settings: &mut Settings) -> Result<(), ApiError> {
        if let Some(runtime) = &self.runtime {
            settings.runtime = parse_runtime(runtime)?;
        }
        if let Some(role) = self.role {
            check_role(&role)?;
            settings.role = role;
        }
        if let Some(handler) = self.handler {
            if handler.len() > 128 || handler.contains(char::is_whitespace) || handler.is_empty() {
                return Err(error::constraint(&handler, "handler", "[^\\s]+"));
            }
            settings.handler = handler;
        }
        if let Some(description) = self.description {
            if description.chars().count() > 256 {
                let bound = "have length less than or equal to 256";
                return Err(error::bounds(description, "description", bound));
            }
            settings.description = description;
        }
        if let Some(timeout) = self.timeout {
            settings.timeout_seconds = within(timeout, "timeout", 1, 900)?;
        }
        if let Some(memory) = self.memory_size {
            settings.memory_megabytes = within(memory, "memorySize", 128, 10_240)?;
        }
        if let Some(storage) = self.ephemeral_storage {
            settings.storage_megabytes =
                within(storage.size, "ephemeralStorage.size", 512, 10_240)?;
        }
        if let Some(environment) = self.environment {
            check_environment(&environment.variables)?;
            settings.environment = environment.variables;
        }
        if let Some(layers) = self.layers {
            if layers.len() > 5 {
                return Err(error::invalid_parameter(
                    "Cannot reference more than 5 layers.",
                ));
            }
            if let Some(layer) = layers.iter().find(|layer| !layer.contains(":layer:")) {
                return Err(error::constraint(
                    layer,
                    "layers",
                    "arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+",
                ));
            }
            settings.layers = layers;
        }
        if let Some([architecture]) = self.architectures.as_deref() {
            one_of(architecture, "architectures", &["x86_64", "arm64"])?;
            settings.architecture.clone_from(architecture);
        }
        if let Some(dead_letter) = self.dead_letter_config {
            settings.dead_letter_arn = dead_letter.target_arn.filter(|arn| !arn.is_empty());
        }
        if let Some(mode) = self.tracing_config.and_then(|tracing| tracing.mode) {
            one_of(&mode, "tracingConfig.mode", &["Active", "PassThrough"])?;
            settings.tracing_mode = mode;
        }
        if let Some(logging) = self.logging_config {
            logging.apply(&mut settings.logging)?;
        }
        for member in INERT_MEMBERS {
            if let Some(value) = self.others.get(member) {
                settings.inert.insert(member.to_owned(), value.clone());
            }
        }
        Ok(())
    }
}

impl LoggingInput {
    fn apply(self, logging: &mut Logging) -> Result<(), ApiError> {
        if let Some(format) = self.log_format {
            one_of(&format, "loggingConfig.logFormat", &["JSON", "Text"])?;
            if format == "JSON" {
                logging.application_level.get_or_insert("INFO".to_owned());
                logging.system_level.get_or_insert("INFO".to_owned());
            } else {
                logging.application_level = None;
                logging.system_level = None;
            }
            logging.format = format;
        }
        if logging.format != "JSON"
            && (self.application_log_level.is_some() || self.system_log_level.is_some())
        {
            return Err(error::invalid_parameter(
                "ApplicationLogLevel and SystemLogLevel need LogFormat JSON",
            ));
        }
        if let Some(level) = self.application_log_level {
            let levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
            one_of(&level, "loggingConfig.applicationLogLevel", &levels)?;
            logging.application_level = Some(level);
        }
        if let Some(level) = self.system_log_level {
            let levels = ["DEBUG", "INFO", "WARN"];
            one_of(&level, "loggingConfig.systemLogLevel", &levels)?;
            logging.system_level = Some(level);
        }
        if let Some(group) = self.log_group {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/#".contains(&byte);
            if group.is_empty() || group.len() > 512 || !group.bytes().all(fits) {
                return Err(error::constraint(
                    &group,
                    "loggingConfig.logGroup",
                    "[\\.\\-_/#A-Za-z0-9]+",
                ));
            }
            logging.group = group;
        }
        Ok(())
    }
}

fn check_environment(variables: &BTreeMap<String, String>) -> Result<(), ApiError> {
    let reserved: Vec<&str> = variables
        .keys()
        .map(String::as_str)
        .filter(|name| RESERVED_VARIABLES.contains(name))
        .collect();
    if !reserved.is_empty() {
        return Err(error::invalid_parameter(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {}",
            reserved.join(", ")
        )));
    }
    for name in variables.keys() {
        let fits = name.len() > 1
            && name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !fits {
            return Err(error::constraint(
                name,
                "environment.variables",
                "[a-zA-Z]([a-zA-Z0-9_])+",
            ));
        }
    }
    let bytes = serde_json::to_string(variables).map_or(0, |text| text.len());
    if bytes > ENVIRONMENT_BYTES_MAX || variables.values().any(|value| value.contains('\0')) {
        return Err(error::invalid_parameter(format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {bytes} bytes"
        )));
    }
    Ok(())
}
