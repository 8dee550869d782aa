//! Answers in XML.

use asl::{Number, Object, Value, json};
use bytes::Bytes;

use super::element::Element;
use super::{Reader, Unreadable};
use crate::model::{Kind, Location, Member, OperationShape, Protocol, Structure};
use crate::scalar;

impl Reader<'_> {
    /// The members in the body of an answer to a query.
    pub(super) fn query_body(
        &self,
        operation: &OperationShape,
        output: &Structure,
        body: &Bytes,
    ) -> Result<Object, Unreadable> {
        let Some(root) = Element::parse(body)? else {
            return Ok(Object::new());
        };
        if self.service.protocol == Protocol::Ec2 {
            return Ok(self.xml_object(output, &root));
        }
        let usual = format!("{}Result", operation.name);
        let wrapper = operation.wrapper.unwrap_or(&usual);
        let inner = root.children(wrapper).next().unwrap_or(&root);
        Ok(self.xml_object(output, inner))
    }

    /// The members of a structure that are in this element.
    pub(super) fn xml_object(&self, structure: &Structure, element: &Element) -> Object {
        self.object(structure, |member| match member.location {
            Location::Attribute => element.attribute(member.wire).map(Value::from),
            Location::Body => self.xml_member(member, element),
            _ => None,
        })
    }

    fn xml_member(&self, member: &Member, parent: &Element) -> Option<Value> {
        let mut found = parent.children(member.wire).peekable();
        found.peek()?;
        match &member.kind {
            Kind::List {
                of,
                flattened: true,
                ..
            } => Some(Value::array(
                found.map(|element| self.xml(element, of)).collect(),
            )),
            Kind::Map {
                of,
                key,
                value,
                flattened: true,
            } => Some(self.xml_map(found, of, key, value)),
            kind => found.next().map(|element| self.xml(element, kind)),
        }
    }

    /// An element as a value of this kind.
    pub(super) fn xml(&self, element: &Element, kind: &Kind) -> Value {
        let text = &*element.text;
        match kind {
            Kind::Structure(id) => {
                Value::object(self.xml_object(self.service.structure(*id), element))
            }
            Kind::List { of, item, .. } => Value::array(
                element
                    .children(item.unwrap_or("member"))
                    .map(|item| self.xml(item, of))
                    .collect(),
            ),
            Kind::Map { of, key, value, .. } => {
                self.xml_map(element.children("entry"), of, key, value)
            }
            Kind::Boolean => Value::from(text == "true"),
            Kind::Integer | Kind::Decimal => number(text, kind),
            Kind::Time(_) => {
                let came = Value::from(text);
                scalar::read_time(&came).map_or(came, |time| scalar::show_time(time, self.style))
            }
            Kind::Bytes => scalar::show_base64(text, self.style),
            Kind::Text | Kind::Document | Kind::JsonHeader | Kind::EventStream => Value::from(text),
        }
    }

    fn xml_map<'e>(
        &self,
        entries: impl Iterator<Item = &'e Element>,
        of: &Kind,
        key_name: &str,
        value_name: &str,
    ) -> Value {
        let mut object = Object::new();
        for entry in entries {
            let value = entry.children(value_name).next();
            if let (Some(key), Some(value)) = (entry.text_of(key_name), value) {
                object.insert(key, self.xml(value, of));
            }
        }
        Value::object(object)
    }
}

/// A number as it is shown; what is none stays text.
pub(super) fn number(text: &str, kind: &Kind) -> Value {
    match (json::from_text(text.trim()), kind) {
        (Ok(Value::Number(number)), Kind::Decimal) => {
            Value::Number(Number::Decimal(number.as_f64()))
        }
        (Ok(number @ Value::Number(_)), _) => number,
        _ => Value::from(text),
    }
}
