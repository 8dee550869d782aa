//! Parameters as JSON.

use asl::{Value, json};

use super::{Field, ParameterError, Writer};
use crate::model::{Kind, StructureId, TimeForm};
use crate::scalar;

impl Writer<'_> {
    /// An object of these fields.
    pub(super) fn json_object<'f>(
        &self,
        fields: impl IntoIterator<Item = &'f Field<'f>>,
    ) -> Result<String, ParameterError> {
        let mut out = String::from("{");
        for field in fields {
            self.json_field(field.member.wire, &mut out);
            self.json(
                field.value(),
                &field.member.kind,
                field.member.name,
                &mut out,
            )?;
        }
        out.push('}');
        Ok(out)
    }

    /// Appends a value of the given kind. `field` is what it is called where it does not fit.
    pub(super) fn json(
        &self,
        value: &Value,
        kind: &Kind,
        field: &str,
        out: &mut String,
    ) -> Result<(), ParameterError> {
        let invalid = || ParameterError::invalid(field);
        if *value == Value::Null {
            out.push_str("null");
            return Ok(());
        }
        match kind {
            Kind::Text => quote(&scalar::text(value), out),
            Kind::Boolean => {
                let truth = scalar::boolean(value).ok_or_else(invalid)?;
                out.push_str(if truth { "true" } else { "false" });
            }
            Kind::Integer => out.push_str(&scalar::integer(value).ok_or_else(invalid)?),
            Kind::Decimal => match (scalar::decimal(value), value.as_str()) {
                (Some(number), _) => out.push_str(&number),
                // JSON has no numbers for these.
                (None, Some(text @ ("NaN" | "Infinity" | "-Infinity"))) => quote(text, out),
                (None, _) => return Err(invalid()),
            },
            Kind::Bytes => quote(&scalar::base64(value, self.style), out),
            Kind::Time(form) => {
                let form = form.unwrap_or(TimeForm::Unix);
                let time = scalar::time(value, form).ok_or_else(invalid)?;
                match form {
                    TimeForm::Unix => out.push_str(&time),
                    TimeForm::Iso8601 | TimeForm::Rfc822 => quote(&time, out),
                }
            }
            Kind::Document | Kind::JsonHeader => json::write_text(value, out),
            Kind::EventStream => return Err(ParameterError::NotSupported(field.to_owned())),
            Kind::Structure(id) => self.json_structure(value, *id, field, out)?,
            Kind::List { of, .. } => {
                out.push('[');
                for (place, item) in value.as_array().ok_or_else(invalid)?.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    self.json(item, of, field, out)?;
                }
                out.push(']');
            }
            Kind::Map { of, .. } => {
                out.push('{');
                for (key, item) in value.as_object().ok_or_else(invalid)?.iter() {
                    self.json_field(key, out);
                    self.json(item, of, field, out)?;
                }
                out.push('}');
            }
        }
        Ok(())
    }

    fn json_structure(
        &self,
        value: &Value,
        id: StructureId,
        field: &str,
        out: &mut String,
    ) -> Result<(), ParameterError> {
        let structure = self.service.structure(id);
        let object = value
            .as_object()
            .ok_or_else(|| ParameterError::invalid(field))?;
        out.push('{');
        for (name, value) in object.iter() {
            let member = structure
                .member(name)
                .ok_or_else(|| ParameterError::NotSupported((**name).to_owned()))?;
            if *value != Value::Null {
                self.json_field(member.wire, out);
                self.json(value, &member.kind, member.name, out)?;
            }
        }
        out.push('}');
        Ok(())
    }

    /// Appends the name of a field, and before it what parts it from the one before.
    #[allow(
        clippy::unused_self,
        reason = "it is said of the writer like the others"
    )]
    fn json_field(&self, name: &str, out: &mut String) {
        if !out.ends_with('{') {
            out.push(',');
        }
        quote(name, out);
        out.push(':');
    }
}

fn quote(text: &str, out: &mut String) {
    json::write_text(&Value::from(text), out);
}
