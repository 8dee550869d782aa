//! `Globals`: what all resources of a kind have in common.

use std::collections::BTreeMap;

use asl::diagnostic::Span;
use asl::parse::document::Node;
use asl::parse::spelling::nearest;

use super::super::Resource;
use super::super::sources::Sources;
use super::super::value::{Map, Value};
use super::PREFIX;
use crate::template::Problems;

/// The properties that resources of a kind have unless they say otherwise, by kind.
#[derive(Default)]
pub(super) struct Globals(BTreeMap<String, Map>);

/// The kinds that can have such, and the properties that can be among them (AWS SAM developer
/// guide, "Globals section").
const SUPPORTED: [(&str, &[&str]); 6] = [
    (
        "Function",
        &[
            "Handler",
            "Runtime",
            "CodeUri",
            "DeadLetterQueue",
            "Description",
            "MemorySize",
            "Timeout",
            "VpcConfig",
            "Environment",
            "Tags",
            "PropagateTags",
            "Tracing",
            "KmsKeyArn",
            "AutoPublishAlias",
            "AutoPublishAliasAllProperties",
            "Layers",
            "DeploymentPreference",
            "RolePath",
            "PermissionsBoundary",
            "ReservedConcurrentExecutions",
            "ProvisionedConcurrencyConfig",
            "AssumeRolePolicyDocument",
            "EventInvokeConfig",
            "FileSystemConfigs",
            "CodeSigningConfigArn",
            "Architectures",
            "SnapStart",
            "EphemeralStorage",
            "FunctionUrlConfig",
            "RuntimeManagementConfig",
            "LoggingConfig",
            "RecursiveLoop",
            "SourceKMSKeyArn",
            "TenancyConfig",
            "DurableConfig",
            "CapacityProviderConfig",
            "FunctionScalingConfig",
            "PublishToLatestPublished",
            "VersionDeletionPolicy",
        ],
    ),
    (
        "Api",
        &[
            "Auth",
            "Name",
            "DefinitionUri",
            "CacheClusterEnabled",
            "CacheClusterSize",
            "MergeDefinitions",
            "Variables",
            "EndpointConfiguration",
            "MethodSettings",
            "BinaryMediaTypes",
            "MinimumCompressionSize",
            "Cors",
            "GatewayResponses",
            "AccessLogSetting",
            "CanarySetting",
            "TracingEnabled",
            "OpenApiVersion",
            "Domain",
            "AlwaysDeploy",
            "PropagateTags",
            "SecurityPolicy",
            "EndpointAccessMode",
        ],
    ),
    (
        "HttpApi",
        &[
            "Auth",
            "AccessLogSettings",
            "StageVariables",
            "Tags",
            "CorsConfiguration",
            "DefaultRouteSettings",
            "Domain",
            "RouteSettings",
            "FailOnWarnings",
            "PropagateTags",
        ],
    ),
    ("SimpleTable", &["SSESpecification"]),
    ("StateMachine", &["PropagateTags"]),
    ("LayerVersion", &["PublishLambdaVersion"]),
];

/// Kinds that can have such too, and whose resources are not expanded.
const NOT_EXPANDED: [&str; 4] = [
    "CapacityProvider",
    "MicroVMImage",
    "NetworkConnector",
    "WebSocketApi",
];

/// Lists and maps that are taken from the resource whole, not joined with the common ones.
const REPLACED: [&str; 1] = ["Architectures"];

impl Globals {
    /// The section, its values reduced, checked against what it may say.
    pub(super) fn of(written: Map, node: &Node, problems: &mut Problems<'_>) -> Globals {
        let mut globals = BTreeMap::new();
        for (kind, value) in written {
            let span = key_span(node, &[&kind]);
            if NOT_EXPANDED.contains(&kind.as_str()) {
                // What is said of each of its resources says enough.
                continue;
            }
            let Some((_, properties)) = SUPPORTED.iter().find(|(name, _)| **name == *kind) else {
                let kinds = SUPPORTED.map(|(kind, _)| kind);
                let message = format!("`Globals` has no `{kind}`");
                problems.add(span, None, message, meant(&kind, &kinds));
                continue;
            };
            let Value::Map(map) = value else {
                let message = format!("`Globals` of `{kind}` is a map, not {}", value.describe());
                problems.add_with(span, None, message, None);
                continue;
            };
            for name in map.keys().filter(|name| !properties.contains(name)) {
                let message = format!("`{name}` of a `{kind}` is never common to all");
                let span = key_span(node, &[&kind, name]);
                problems.add(span, None, message, meant(name, properties));
            }
            globals.insert(kind, map);
        }
        Globals(globals)
    }

    /// Gives a resource what is common to its kind, unless it asks to be left out
    /// (`IgnoreGlobals`).
    pub(super) fn apply(&self, resource: &mut Resource, sources: &Sources<'_>) {
        let kind = resource.kind.strip_prefix(PREFIX).unwrap_or_default();
        let Some(common) = self.0.get(kind) else {
            return;
        };
        let mut common = common.clone();
        let ignored = sources.node(&resource.declared_in);
        if let Some(ignored) = ignored.and_then(|node| node.get("IgnoreGlobals")) {
            if ignored.as_str().is_some_and(|text| &**text == "*") {
                return;
            }
            for name in ignored.as_array().unwrap_or_default() {
                if let Some(name) = name.as_str() {
                    common.remove(name);
                }
            }
        }
        let own = std::mem::take(&mut resource.properties);
        resource.properties = merged(common, own, true);
    }
}

/// The common fields with the own ones over them: maps joined field by field, lists one behind the
/// other, all else replaced.
fn merged(mut common: Map, own: Map, top: bool) -> Map {
    for (key, own) in own {
        let whole = top && REPLACED.contains(&key.as_str());
        let value = match (common.remove(&key), own) {
            (_, own) if whole => own,
            (Some(Value::Map(common)), Value::Map(own)) => Value::Map(merged(common, own, false)),
            (Some(Value::List(mut common)), Value::List(own)) => {
                common.extend(own);
                Value::List(common)
            }
            (_, own) => own,
        };
        common.insert(key, value);
    }
    common
}

fn meant(name: &str, names: &[&str]) -> String {
    match nearest(name, names.iter().copied()) {
        Some(meant) => format!("is `{meant}` meant?"),
        None => format!("there are {}", names.join(", ")),
    }
}

fn key_span(node: &Node, path: &[&str]) -> Span {
    let mut node = node;
    let mut span = node.span;
    for name in path {
        let entries = node.as_object().unwrap_or_default();
        let Some(entry) = entries.iter().rfind(|entry| &*entry.key == *name) else {
            break;
        };
        span = entry.key_span;
        node = &entry.value;
    }
    span
}
