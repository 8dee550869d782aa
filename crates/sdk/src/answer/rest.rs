//! Answers in status, headers and body.

use asl::{Object, Value, json as json_text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::element::Element;
use super::json::json_value;
use super::{Reader, Unreadable};
use crate::model::{Kind, Location, Member, OperationShape, Protocol, Structure};
use crate::scalar;
use crate::style::Style;

impl Reader<'_> {
    pub(super) fn rest(
        &self,
        operation: &OperationShape,
        output: &Structure,
        status: StatusCode,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Result<Object, Unreadable> {
        let payload = output.payload();
        let in_body = output
            .members
            .iter()
            .any(|member| member.location == Location::Body);
        let mut members = match self.service.protocol {
            _ if payload.is_some() || !in_body => Object::new(),
            Protocol::RestXml => match Element::parse(body)? {
                Some(root) if operation.unwrapped && root.children.is_empty() => {
                    self.object(output, |_| Some(Value::from(&*root.text)))
                }
                Some(root) => self.xml_object(output, &root),
                None => Object::new(),
            },
            _ => self.json_body(output, body)?,
        };
        let outside = self.object(output, |member| match member.location {
            Location::StatusCode => Some(Value::from(i64::from(status.as_u16()))),
            Location::Header => self.header(member, headers),
            Location::Headers => Some(prefixed(member, headers)),
            _ => None,
        });
        let mut last = None;
        if let Some(payload) = payload {
            let streamed = matches!(payload.kind, Kind::Bytes | Kind::Text);
            let value = self.payload(payload, body)?;
            if streamed {
                last = Some((self.name(payload), value));
            } else if let Some(value) = value {
                members.insert(self.name(payload), value);
            }
        }
        // Each of the two is in order; together they are to be, too.
        let mut all: Vec<_> = members.iter().chain(outside.iter()).collect();
        all.sort_by(|one, other| one.0.cmp(other.0));
        let mut object: Object = all
            .into_iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if let Some((name, Some(value))) = last {
            object.insert(name, value);
        }
        Ok(object)
    }

    /// The member that is the body.
    fn payload(&self, member: &Member, body: &Bytes) -> Result<Option<Value>, Unreadable> {
        Ok(match &member.kind {
            Kind::Bytes | Kind::Text => Some(match self.style {
                Style::Sdk => scalar::show_bytes(body),
                Style::Optimised => match std::str::from_utf8(body) {
                    Ok(text) => Value::from(text),
                    Err(_) => Value::from(BASE64.encode(body)),
                },
            }),
            Kind::EventStream => None,
            kind if self.service.protocol == Protocol::RestXml => {
                Element::parse(body)?.map(|root| self.xml(&root, kind))
            }
            kind => match json_value(body)? {
                Value::Null => None,
                value => Some(self.json(&value, kind)),
            },
        })
    }

    fn header(&self, member: &Member, headers: &HeaderMap) -> Option<Value> {
        let text = headers.get(member.wire)?.to_str().ok()?;
        Some(self.header_value(text, &member.kind))
    }

    fn header_value(&self, text: &str, kind: &Kind) -> Value {
        match kind {
            Kind::Boolean => match text.parse::<bool>() {
                Ok(truth) => Value::from(truth),
                Err(_) => Value::from(text),
            },
            Kind::Integer | Kind::Decimal => super::xml::number(text, kind),
            Kind::Time(_) => {
                let came = Value::from(text);
                scalar::read_time(&came).map_or(came, |time| scalar::show_time(time, self.style))
            }
            Kind::JsonHeader => BASE64
                .decode(text)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .and_then(|text| json_text::from_text(&text).ok())
                .unwrap_or_else(|| Value::from(text)),
            Kind::List { of, .. } => Value::array(
                split_list(text, of)
                    .iter()
                    .map(|item| self.header_value(item, of))
                    .collect(),
            ),
            Kind::Bytes => scalar::show_base64(text, self.style),
            Kind::Text
            | Kind::Document
            | Kind::EventStream
            | Kind::Structure(_)
            | Kind::Map { .. } => Value::from(text),
        }
    }
}

/// The items of a list in a header. A comma parts them, but not within quotes, and times have one
/// of their own.
fn split_list(text: &str, of: &Kind) -> Vec<String> {
    let commas_in_item = usize::from(matches!(of, Kind::Time(_)) && text.contains("GMT"));
    let mut items = vec![String::new()];
    let (mut quoted, mut escaped, mut commas) = (false, false, 0);
    for character in text.chars() {
        let item = items.last_mut().expect("there is always an item");
        match character {
            _ if escaped => {
                item.push(character);
                escaped = false;
            }
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' if !quoted && commas < commas_in_item => {
                item.push(character);
                commas += 1;
            }
            ',' if !quoted => {
                items.push(String::new());
                commas = 0;
            }
            other => item.push(other),
        }
    }
    items.iter().map(|item| item.trim().to_owned()).collect()
}

/// The headers that begin so, by the rest of their names. There is a map even without any
/// (recorded from AWS: `Metadata` of an object).
fn prefixed(member: &Member, headers: &HeaderMap) -> Value {
    let prefix = member.wire.to_ascii_lowercase();
    let mut object = Object::new();
    for (name, value) in headers {
        if let (Some(rest), Ok(value)) = (name.as_str().strip_prefix(&*prefix), value.to_str()) {
            object.insert(rest, Value::from(value));
        }
    }
    Value::object(object)
}
