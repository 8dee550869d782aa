//! `{{resolve:…}}`: what CloudFormation reads from elsewhere when it makes a resource.

use super::value::{DynamicReference, Reference, Value};

const OPENING: &str = "{{resolve:";
const CLOSING: &str = "}}";

/// The same value with the dynamic references in its text found.
pub(super) fn found_in(value: Value) -> Value {
    let parts = match value {
        Value::Text(text) if text.contains(OPENING) => vec![Value::Text(text)],
        Value::Concat(parts) => parts,
        value => return value,
    };
    let mut found: Vec<Value> = Vec::new();
    // What stands behind an opening that is not closed yet.
    let mut open: Option<Vec<Value>> = None;
    for part in parts {
        let Value::Text(text) = part else {
            open.as_mut().unwrap_or(&mut found).push(part);
            continue;
        };
        let mut rest = text.as_str();
        loop {
            let mark = if open.is_some() { CLOSING } else { OPENING };
            let Some(at) = rest.find(mark) else { break };
            let before = Value::text(&rest[..at]);
            rest = &rest[at + mark.len()..];
            if let Some(mut inside) = open.take() {
                inside.push(before);
                found.push(reference(Value::concat(inside)));
            } else {
                found.push(before);
                open = Some(Vec::new());
            }
        }
        open.as_mut().unwrap_or(&mut found).push(Value::text(rest));
    }
    if let Some(inside) = open {
        found.push(Value::text(OPENING));
        found.extend(inside);
    }
    Value::concat(found)
}

/// The reference that stands between the marks: to be read when it is whole, where it is not yet.
fn reference(inside: Value) -> Value {
    match &inside {
        Value::Text(text) => match parse(text) {
            Some(reference) => Value::Reference(Reference::Dynamic(reference)),
            // A service that is not known stays as it is written.
            None => Value::Text(format!("{OPENING}{text}{CLOSING}")),
        },
        _ => Value::Resolve(Box::new(inside)),
    }
}

/// What stands between the marks: `ssm:/name:2`, `secretsmanager:id:SecretString:field`.
pub(super) fn parse(text: &str) -> Option<DynamicReference> {
    let (service, key) = text.split_once(':')?;
    match service {
        "ssm" | "ssm-secure" => {
            let (name, version) = name_and_version(key);
            let name = name.to_owned();
            Some(if service == "ssm" {
                DynamicReference::Parameter {
                    name,
                    version,
                    list: false,
                }
            } else {
                DynamicReference::SecureParameter { name, version }
            })
        }
        "secretsmanager" => {
            let (id, rest) = secret_id(key);
            let mut parts = rest.split(':').map(|part| Some(part.to_owned()));
            let mut next = || parts.next().flatten().filter(|part| !part.is_empty());
            // The first says `SecretString`, which is all there is.
            next();
            Some(DynamicReference::Secret {
                id: id.to_owned(),
                field: next(),
                stage: next(),
                version: next(),
            })
        }
        _ => None,
    }
}

/// `/name:2`
pub(super) fn name_and_version(key: &str) -> (&str, Option<u64>) {
    let parts = key.rsplit_once(':');
    let version = parts.and_then(|(name, version)| Some((name, version.parse().ok()?)));
    version.map_or((key, None), |(name, version)| (name, Some(version)))
}

/// The name of a secret, or its ARN, which has colons of its own, and what follows it.
fn secret_id(key: &str) -> (&str, &str) {
    /// `arn:aws:secretsmanager:region:account:secret:name`
    const ARN_PARTS: usize = 7;
    let colons = if key.starts_with("arn:") {
        ARN_PARTS
    } else {
        1
    };
    let end = key.match_indices(':').nth(colons - 1);
    match end {
        Some((at, _)) => (&key[..at], &key[at + 1..]),
        None => (key, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_in_texts() {
        let value = found_in(Value::text("a {{resolve:ssm:/x/y:3}} b {{resolve:ssm:"));
        let Value::Concat(parts) = value else {
            panic!("parts")
        };
        assert_eq!(parts[0], Value::text("a "));
        assert_eq!(
            parts[1],
            Value::Reference(Reference::Dynamic(DynamicReference::Parameter {
                name: "/x/y".to_owned(),
                version: Some(3),
                list: false,
            }))
        );
        assert_eq!(parts[2], Value::text(" b {{resolve:ssm:"));
    }

    #[test]
    fn secrets_have_fields_and_versions() {
        let secret = |id: &str, field: Option<&str>, stage: Option<&str>| {
            Some(DynamicReference::Secret {
                id: id.to_owned(),
                field: field.map(str::to_owned),
                stage: stage.map(str::to_owned),
                version: None,
            })
        };
        assert_eq!(parse("secretsmanager:db"), secret("db", None, None));
        assert_eq!(
            parse("secretsmanager:db:SecretString:password:AWSPREVIOUS"),
            secret("db", Some("password"), Some("AWSPREVIOUS"))
        );
        let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-a1b2c3";
        assert_eq!(
            parse(&format!("secretsmanager:{arn}:SecretString:user")),
            secret(arn, Some("user"), None)
        );
    }

    #[test]
    fn a_reference_may_depend_on_a_resource() {
        let parts = [
            Value::text("{{resolve:secretsmanager:"),
            Value::reference("Secret"),
            Value::text(":SecretString:password}}"),
        ];
        let value = found_in(Value::concat(parts));
        assert!(matches!(value, Value::Resolve(_)), "{value:?}");
        let known = |reference: &Reference| match reference {
            Reference::Resource(_) => Some(asl::Value::string("db")),
            Reference::Dynamic(DynamicReference::Secret { id, field, .. }) => {
                assert_eq!((id.as_str(), field.as_deref()), ("db", Some("password")));
                Some(asl::Value::string("hush"))
            }
            _ => None,
        };
        assert_eq!(value.settle(&known), Ok(asl::Value::string("hush")));
    }
}
