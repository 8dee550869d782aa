//! `{{resolve:…}}` within a text, where what it names was known only when the stack was made.

use asl::{Object, Value, json};

/// What a dynamic reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named<'t> {
    /// A parameter of the Parameter Store.
    Parameter(&'t str),
    /// A secret by its name or ARN, and a field of its JSON.
    Secret { id: &'t str, field: Option<&'t str> },
}

const OPENING: &str = "{{resolve:";
const CLOSING: &str = "}}";

/// The value with every dynamic reference in it looked up. `Err` has the first that nobody knows.
pub(super) fn fill(
    value: &Value,
    look_up: &dyn Fn(Named<'_>) -> Option<String>,
) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) if text.contains(OPENING) => fill_text(text, look_up)?.into(),
        Value::Array(items) => {
            let items: Result<_, _> = items.iter().map(|item| fill(item, look_up)).collect();
            Value::array(items?)
        }
        Value::Object(object) => {
            let mut filled = Object::with_capacity(object.len());
            for (key, value) in object.iter() {
                filled.insert(key.clone(), fill(value, look_up)?);
            }
            Value::object(filled)
        }
        other => other.clone(),
    })
}

fn fill_text(text: &str, look_up: &dyn Fn(Named<'_>) -> Option<String>) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(OPENING) {
        let (before, after) = rest.split_at(at);
        filled.push_str(before);
        let Some((inside, behind)) = after[OPENING.len()..].split_once(CLOSING) else {
            filled.push_str(after);
            return Ok(filled);
        };
        let value = parse(inside).and_then(look_up);
        filled.push_str(&value.ok_or_else(|| format!("{OPENING}{inside}{CLOSING}"))?);
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn parse(inside: &str) -> Option<Named<'_>> {
    let (service, key) = inside.split_once(':')?;
    match service {
        "ssm" | "ssm-secure" => Some(Named::Parameter(key.split(':').next()?)),
        "secretsmanager" => {
            // An ARN has colons of its own: six.
            let colons = if key.starts_with("arn:") { 6 } else { 0 };
            let end = key.match_indices(':').nth(colons).map(|(at, _)| at);
            let (id, rest) = key.split_at(end.unwrap_or(key.len()));
            let field = rest.split(':').nth(2).filter(|field| !field.is_empty());
            Some(Named::Secret { id, field })
        }
        _ => None,
    }
}

/// A secret's text, or a field of it.
pub(super) fn part(secret: &str, field: Option<&str>) -> Option<String> {
    let Some(field) = field else {
        return Some(secret.to_owned());
    };
    let value = json::from_text(secret).ok()?;
    super::kind::as_text(value.get(field)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_within_texts() {
        let arn = "arn:aws:secretsmanager:us-east-1:1:secret:a-1b2c3d";
        let text = format!("u:{{{{resolve:secretsmanager:{arn}:SecretString:key}}}}@h");
        let look_up = |named: Named<'_>| match named {
            Named::Secret { id, field } if id == arn => part(r#"{"key": "s3"}"#, field),
            Named::Parameter("/a/b") => Some("p".to_owned()),
            _ => None,
        };
        let filled = fill(&Value::array(vec![text.into()]), &look_up).unwrap();
        assert_eq!(filled, Value::array(vec!["u:s3@h".into()]));
        let filled = fill(&"{{resolve:ssm:/a/b:1}}".into(), &look_up).unwrap();
        assert_eq!(filled, Value::from("p"));
        let unknown = "{{resolve:secretsmanager:other}}";
        assert_eq!(fill(&unknown.into(), &look_up), Err(unknown.to_owned()));
        assert_eq!(
            fill(&"{{resolve:".into(), &look_up),
            Ok("{{resolve:".into())
        );
    }
}
