//! Parameters as XML.

use asl::Value;

use super::{Field, ParameterError, Writer};
use crate::model::{Kind, Location, Member, Namespace, OperationShape, StructureId, TimeForm};
use crate::scalar;
use wire::error::xml_text;

impl Writer<'_> {
    /// An element with these fields, or nothing without any.
    pub(super) fn xml_body<'f>(
        &self,
        operation: &OperationShape,
        fields: impl Iterator<Item = &'f Field<'f>>,
    ) -> Result<String, ParameterError> {
        let mut fields = fields.peekable();
        if fields.peek().is_none() {
            return Ok(String::new());
        }
        let mut out = String::new();
        let root = operation.root.unwrap_or(operation.name);
        open(root, operation.namespace, &mut out);
        out.push('>');
        for field in fields {
            self.xml_member(field.value(), field.member, &mut out)?;
        }
        close(root, &mut out);
        Ok(out)
    }

    /// The one member that is the body.
    pub(super) fn xml_payload(
        &self,
        value: &Value,
        member: &Member,
    ) -> Result<String, ParameterError> {
        let mut out = String::new();
        self.xml_member(value, member, &mut out)?;
        Ok(out)
    }

    fn xml_member(
        &self,
        value: &Value,
        member: &Member,
        out: &mut String,
    ) -> Result<(), ParameterError> {
        self.xml(
            value,
            &member.kind,
            member.name,
            member.wire,
            member.namespace,
            out,
        )
    }

    /// Appends an element called `name`; several for what is flattened.
    fn xml(
        &self,
        value: &Value,
        kind: &Kind,
        field: &str,
        name: &str,
        namespace: Option<Namespace>,
        out: &mut String,
    ) -> Result<(), ParameterError> {
        let invalid = || ParameterError::invalid(field);
        match kind {
            Kind::Structure(id) => self.xml_structure(value, *id, field, name, namespace, out),
            Kind::List {
                of,
                item,
                flattened,
            } => {
                let items = value.as_array().ok_or_else(invalid)?;
                if *flattened {
                    for value in items {
                        self.xml(value, of, field, name, None, out)?;
                    }
                    return Ok(());
                }
                open(name, namespace, out);
                out.push('>');
                for value in items {
                    self.xml(value, of, field, item.unwrap_or("member"), None, out)?;
                }
                close(name, out);
                Ok(())
            }
            Kind::Map {
                of,
                key: key_name,
                value: value_name,
                flattened,
            } => {
                let entries = value.as_object().ok_or_else(invalid)?;
                let entry = if *flattened { name } else { "entry" };
                if !*flattened {
                    open(name, namespace, out);
                    out.push('>');
                }
                for (key, value) in entries.iter() {
                    open(entry, None, out);
                    out.push('>');
                    element(key_name, None, key, out);
                    self.xml(value, of, field, value_name, None, out)?;
                    close(entry, out);
                }
                if !*flattened {
                    close(name, out);
                }
                Ok(())
            }
            Kind::Text | Kind::Document | Kind::JsonHeader => {
                element(name, namespace, &scalar::text(value), out);
                Ok(())
            }
            Kind::Boolean => {
                let truth = scalar::boolean(value).ok_or_else(invalid)?;
                element(name, namespace, if truth { "true" } else { "false" }, out);
                Ok(())
            }
            Kind::Integer => {
                element(
                    name,
                    namespace,
                    &scalar::integer(value).ok_or_else(invalid)?,
                    out,
                );
                Ok(())
            }
            Kind::Decimal => {
                element(
                    name,
                    namespace,
                    &scalar::decimal(value).ok_or_else(invalid)?,
                    out,
                );
                Ok(())
            }
            Kind::Bytes => {
                element(name, namespace, &scalar::base64(value, self.style), out);
                Ok(())
            }
            Kind::Time(form) => {
                let form = form.unwrap_or(TimeForm::Iso8601);
                let time = scalar::time(value, form).ok_or_else(invalid)?;
                element(name, namespace, &time, out);
                Ok(())
            }
            Kind::EventStream => Err(ParameterError::NotSupported(field.to_owned())),
        }
    }

    fn xml_structure(
        &self,
        value: &Value,
        id: StructureId,
        field: &str,
        name: &str,
        namespace: Option<Namespace>,
        out: &mut String,
    ) -> Result<(), ParameterError> {
        let structure = self.service.structure(id);
        let object = value
            .as_object()
            .ok_or_else(|| ParameterError::invalid(field))?;
        let mut members = Vec::with_capacity(object.len());
        for (key, value) in object.iter() {
            let member = structure
                .member(key)
                .ok_or_else(|| ParameterError::NotSupported((**key).to_owned()))?;
            if *value != Value::Null {
                members.push((member, value));
            }
        }
        open(name, namespace, out);
        let attributes = |member: &Member| member.location == Location::Attribute;
        for (member, value) in members.iter().filter(|(member, _)| attributes(member)) {
            out.push(' ');
            out.push_str(member.wire);
            out.push_str("=\"");
            out.push_str(&xml_text(&scalar::text(value)));
            out.push('"');
        }
        out.push('>');
        for (member, value) in members.iter().filter(|(member, _)| !attributes(member)) {
            self.xml_member(value, member, out)?;
        }
        close(name, out);
        Ok(())
    }
}

/// Begins an element's first tag.
fn open(name: &str, namespace: Option<Namespace>, out: &mut String) {
    out.push('<');
    out.push_str(name);
    if let Some(namespace) = namespace {
        out.push_str(" xmlns");
        if let Some(prefix) = namespace.prefix {
            out.push(':');
            out.push_str(prefix);
        }
        out.push_str("=\"");
        out.push_str(namespace.uri);
        out.push('"');
    }
}

fn close(name: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn element(name: &str, namespace: Option<Namespace>, text: &str, out: &mut String) {
    open(name, namespace, out);
    out.push('>');
    out.push_str(&xml_text(text));
    close(name, out);
}
