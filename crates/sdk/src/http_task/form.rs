//! A JSON object as a form (`application/x-www-form-urlencoded`).

use asl::{Object, Value};

use crate::request::ParameterError;
use crate::scalar;

/// How the items of a list are written (developer guide, "Call HTTPS APIs", `ArrayFormat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lists {
    /// `a[0]=x&a[1]=y`
    Indices,
    /// `a=x&a=y`
    Repeat,
    /// `a=x,y`
    Commas,
    /// `a[]=x&a[]=y`
    Brackets,
    /// `a=["x","y"]`: they are not taken apart.
    Whole,
}

impl Lists {
    /// Reads `Transform`; `None` where the body is no form.
    pub(super) fn read(transform: Option<&Value>) -> Result<Option<Lists>, ParameterError> {
        let invalid = |field| ParameterError::invalid(field);
        let Some(transform) = transform else {
            return Ok(None);
        };
        match transform.get("RequestBodyEncoding").map(Value::as_str) {
            None | Some(Some("NONE")) => return Ok(None),
            Some(Some("URL_ENCODED")) => {}
            Some(_) => return Err(invalid("RequestBodyEncoding")),
        }
        let format = transform
            .get("RequestEncodingOptions")
            .and_then(|options| options.get("ArrayFormat"));
        Ok(Some(match format.map(Value::as_str) {
            None | Some(Some("INDICES")) => Lists::Indices,
            Some(Some("REPEAT")) => Lists::Repeat,
            Some(Some("COMMAS")) => Lists::Commas,
            Some(Some("BRACKETS")) => Lists::Brackets,
            Some(Some("NONE")) => Lists::Whole,
            Some(_) => return Err(invalid("ArrayFormat")),
        }))
    }
}

/// The object as a form: fields within fields are written `outer[inner]`.
pub(super) fn encode(fields: &Object, lists: Lists) -> String {
    let mut out = String::new();
    for (name, value) in fields.iter() {
        add(name, value, lists, &mut out);
    }
    out
}

fn add(name: &str, value: &Value, lists: Lists, out: &mut String) {
    match value {
        Value::Object(fields) => {
            for (inner, value) in fields.iter() {
                add(&format!("{name}[{inner}]"), value, lists, out);
            }
        }
        Value::Array(items) => match lists {
            Lists::Indices => {
                for (place, item) in items.iter().enumerate() {
                    add(&format!("{name}[{place}]"), item, lists, out);
                }
            }
            Lists::Repeat => items.iter().for_each(|item| add(name, item, lists, out)),
            Lists::Brackets => {
                let name = format!("{name}[]");
                items.iter().for_each(|item| add(&name, item, lists, out));
            }
            Lists::Commas => {
                let items: Vec<_> = items.iter().map(scalar::text).collect();
                pair(name, &items.join(","), out);
            }
            Lists::Whole => pair(name, &scalar::text(value), out),
        },
        single => pair(name, &scalar::text(single), out),
    }
}

fn pair(name: &str, value: &str, out: &mut String) {
    if !out.is_empty() {
        out.push('&');
    }
    scalar::percent_encode(name, false, out);
    out.push('=');
    scalar::percent_encode(value, false, out);
}
