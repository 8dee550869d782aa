//! Parameters as path, query, headers and body.

use asl::Value;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use super::{Draft, Field, ParameterError, Writer, set};
use crate::model::{Kind, Location, Member, OperationShape, Protocol, Structure, TimeForm};
use crate::scalar;

impl Writer<'_> {
    pub(super) fn rest(
        &self,
        operation: &OperationShape,
        input: &Structure,
        fields: &[Field<'_>],
        draft: &mut Draft,
    ) -> Result<(), ParameterError> {
        draft.target = self.target(operation, fields)?;
        for field in fields {
            self.header(field, &mut draft.headers)?;
        }
        let in_body = |location| matches!(location, Location::Body | Location::Attribute);
        let payload = input.payload();
        let streamed = payload.is_some_and(|p| matches!(p.kind, Kind::Bytes | Kind::Text));
        draft.body = if let Some(payload) = payload {
            match fields.iter().find(|f| f.member.name == payload.name) {
                Some(field) => self.payload(field)?,
                None if !streamed && self.service.protocol == Protocol::RestJson => b"{}".into(),
                None => Vec::new(),
            }
        } else {
            let given = fields.iter().filter(|f| in_body(f.member.location));
            if self.service.protocol == Protocol::RestXml {
                self.xml_body(operation, given)?.into_bytes()
            } else if input.members.iter().any(|m| in_body(m.location)) {
                self.json_object(given)?.into_bytes()
            } else {
                Vec::new()
            }
        };
        if !draft.body.is_empty() && !streamed && !draft.headers.contains_key(CONTENT_TYPE) {
            let content_type = match self.service.protocol {
                Protocol::RestXml => "application/xml",
                _ => "application/json",
            };
            let content_type = HeaderValue::from_static(content_type);
            draft.headers.insert(CONTENT_TYPE, content_type);
        }
        Ok(())
    }

    /// Path and query.
    fn target(
        &self,
        operation: &OperationShape,
        fields: &[Field<'_>],
    ) -> Result<String, ParameterError> {
        let mut target = String::new();
        let mut rest = operation.uri;
        while let Some((before, label)) = rest.split_once('{') {
            target.push_str(before);
            let (label, behind) = label.split_once('}').unwrap_or((label, ""));
            rest = behind;
            let (label, greedy) = match label.strip_suffix('+') {
                Some(label) => (label, true),
                None => (label, false),
            };
            let field = fields
                .iter()
                .find(|f| f.member.location == Location::Path && f.member.wire == label)
                .ok_or_else(|| ParameterError::Missing(label.to_owned()))?;
            let value = self.plain(field.value(), field.member, TimeForm::Iso8601)?;
            // An empty part of a path would be another path.
            if value.is_empty() {
                return Err(ParameterError::Missing(label.to_owned()));
            }
            scalar::percent_encode(&value, greedy, &mut target);
        }
        target.push_str(rest);
        let mut separator = if target.contains('?') { '&' } else { '?' };
        let mut add = |name: &str, value: &str| {
            target.push(std::mem::replace(&mut separator, '&'));
            scalar::percent_encode(name, false, &mut target);
            target.push('=');
            scalar::percent_encode(value, false, &mut target);
        };
        for field in fields {
            let member = field.member;
            if member.location != Location::Query {
                continue;
            }
            match (field.value(), &member.kind) {
                (Value::Array(items), Kind::List { of, .. }) => {
                    for item in items.iter() {
                        add(member.wire, &self.plain_kind(item, of, member.name)?);
                    }
                }
                (Value::Object(entries), Kind::Map { of, .. }) => {
                    for (key, value) in entries.iter() {
                        for value in value.as_array().unwrap_or(std::slice::from_ref(value)) {
                            let of = match &**of {
                                Kind::List { of, .. } => of,
                                other => other,
                            };
                            add(key, &self.plain_kind(value, of, member.name)?);
                        }
                    }
                }
                (value, _) => add(member.wire, &self.plain(value, member, TimeForm::Iso8601)?),
            }
        }
        Ok(target)
    }

    fn header(&self, field: &Field<'_>, headers: &mut HeaderMap) -> Result<(), ParameterError> {
        let member = field.member;
        match (member.location, field.value(), &member.kind) {
            (Location::Header, Value::Array(items), Kind::List { of, .. }) => {
                if items.is_empty() {
                    return Ok(());
                }
                let mut values = Vec::with_capacity(items.len());
                for item in items.iter() {
                    let value = match &**of {
                        Kind::Time(form) => self.time(item, *form, member.name)?,
                        other => self.plain_kind(item, other, member.name)?,
                    };
                    values.push(
                        if value.contains([',', '"']) && matches!(**of, Kind::Text) {
                            format!("\"{}\"", value.replace('"', "\\\""))
                        } else {
                            value
                        },
                    );
                }
                set(headers, member.wire, &values.join(","))
            }
            (Location::Header, value, _) => {
                let value = self.plain(value, member, TimeForm::Rfc822)?;
                set(headers, member.wire, &value)
            }
            (Location::Headers, value, _) => {
                let entries = value
                    .as_object()
                    .ok_or_else(|| ParameterError::invalid(member.name))?;
                for (key, value) in entries.iter() {
                    let name = format!("{}{key}", member.wire);
                    set(headers, &name, &scalar::text(value))?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A value outside of the body, times in this form unless the model says another.
    fn plain(
        &self,
        value: &Value,
        member: &Member,
        times: TimeForm,
    ) -> Result<String, ParameterError> {
        match &member.kind {
            Kind::Time(form) => self.time(value, Some(form.unwrap_or(times)), member.name),
            kind => self.plain_kind(value, kind, member.name),
        }
    }

    #[allow(
        clippy::unused_self,
        reason = "it is said of the writer like the others"
    )]
    fn time(
        &self,
        value: &Value,
        form: Option<TimeForm>,
        field: &str,
    ) -> Result<String, ParameterError> {
        scalar::time(value, form.unwrap_or(TimeForm::Rfc822))
            .ok_or_else(|| ParameterError::invalid(field))
    }

    fn plain_kind(
        &self,
        value: &Value,
        kind: &Kind,
        field: &str,
    ) -> Result<String, ParameterError> {
        let invalid = || ParameterError::invalid(field);
        Ok(match kind {
            Kind::Text | Kind::Document => scalar::text(value).into_owned(),
            Kind::Boolean => scalar::boolean(value).ok_or_else(invalid)?.to_string(),
            Kind::Integer => scalar::integer(value).ok_or_else(invalid)?.into_owned(),
            Kind::Decimal => scalar::decimal(value).ok_or_else(invalid)?.into_owned(),
            Kind::Bytes => scalar::base64(value, self.style).into_owned(),
            Kind::JsonHeader => BASE64.encode(asl::json::to_text(value)),
            Kind::Time(form) => self.time(value, Some(form.unwrap_or(TimeForm::Iso8601)), field)?,
            Kind::EventStream | Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. } => {
                return Err(invalid());
            }
        })
    }

    /// The body, where it is one member.
    fn payload(&self, field: &Field<'_>) -> Result<Vec<u8>, ParameterError> {
        let member = field.member;
        let value = field.value();
        Ok(match &member.kind {
            Kind::Text | Kind::Bytes => scalar::text(value).into_owned().into_bytes(),
            kind if self.service.protocol == Protocol::RestJson => {
                let mut out = String::new();
                self.json(value, kind, member.name, &mut out)?;
                out.into_bytes()
            }
            _ => self.xml_payload(value, member)?.into_bytes(),
        })
    }
}
