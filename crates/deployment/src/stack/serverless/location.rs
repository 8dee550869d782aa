//! `CodeUri`, `ContentUri`, `DefinitionUri`: an object of S3, or a path beside the template.

use super::super::value::{Map, Value};

/// Where something is.
pub(super) enum Location {
    Object(Object),
    /// A path, or what will be known later.
    Path(Value),
    Missing,
    Unfit,
}

/// An object of S3.
pub(super) struct Object {
    pub(super) bucket: Value,
    pub(super) key: Value,
    pub(super) version: Option<Value>,
}

/// What a property says of where something is.
pub(super) fn of(value: Option<&Value>) -> Location {
    match value {
        None | Some(Value::Null) => Location::Missing,
        Some(Value::Map(map)) => match (map.get("Bucket"), map.get("Key")) {
            (Some(bucket), Some(key)) => Location::Object(Object {
                bucket: bucket.clone(),
                key: key.clone(),
                version: map.get("Version").cloned(),
            }),
            // An include, which is carried out elsewhere.
            _ if map.contains_key("Fn::Transform") => Location::Path(Value::Map(map.clone())),
            _ => Location::Unfit,
        },
        Some(Value::Text(text)) => match uri(text) {
            Some(object) => Location::Object(object),
            None => Location::Path(text.as_str().into()),
        },
        Some(Value::List(_) | Value::Bool(_) | Value::Number(_)) => Location::Unfit,
        Some(later) => Location::Path(later.clone()),
    }
}

/// `s3://bucket/key?versionId=version`
fn uri(text: &str) -> Option<Object> {
    let rest = text.strip_prefix("s3://")?;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (bucket, key) = rest.split_once('/')?;
    if bucket.is_empty() {
        return None;
    }
    let version = query.split('&').find_map(|part| part.strip_prefix("versionId="));
    Some(Object {
        bucket: bucket.into(),
        key: key.into(),
        version: version.map(Value::from),
    })
}

/// The object as Lambda calls its parts.
pub(super) fn lambda_code(object: &Object) -> Map {
    let mut code = Map::new();
    code.insert("S3Bucket", object.bucket.clone());
    code.insert("S3Key", object.key.clone());
    code.insert_some("S3ObjectVersion", object.version.clone());
    code
}

/// The object as Step Functions and API Gateway call its parts.
pub(super) fn s3_location(object: &Object) -> Value {
    let mut location = Map::new();
    location.insert("Bucket", object.bucket.clone());
    location.insert("Key", object.key.clone());
    location.insert_some("Version", object.version.clone());
    Value::Map(location)
}
