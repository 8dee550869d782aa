//! Answers in XML.

use asl::{Number, Object, Value, json};
use bytes::Bytes;
use roxmltree::Node;

use super::{Reader, Unreadable};
use crate::model::{Kind, Location, Member, OperationShape, Protocol, Structure};
use crate::scalar;

/// The deepest nesting that is read. The answers of services are a dozen deep.
const DEPTH_MAX: u32 = 200;

/// An answer's XML.
pub(super) struct Document<'b>(roxmltree::Document<'b>);

impl<'b> Document<'b> {
    /// The XML of a body; `None` when it is empty.
    pub(super) fn parse(body: &'b Bytes) -> Result<Option<Document<'b>>, Unreadable> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        let text = std::str::from_utf8(body)
            .map_err(|_| Unreadable("the service's answer is no text".to_owned()))?;
        roxmltree::Document::parse(text)
            .map(|document| Some(Document(document)))
            .map_err(|error| Unreadable(format!("the service's answer is no XML: {error}")))
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Node<'_, 'b> {
        self.0.root_element()
    }

    /// The text of the outermost element.
    pub(super) fn text(&self) -> &str {
        self.root().text().unwrap_or_default()
    }
}

/// The elements in `node` of this name, whatever their namespace.
pub(super) fn children<'n, 'b>(
    node: Node<'n, 'b>,
    name: &'n str,
) -> impl Iterator<Item = Node<'n, 'b>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
}

impl Reader<'_> {
    /// The members in the body of an answer to a query.
    pub(super) fn query_body(
        &self,
        operation: &OperationShape,
        output: &Structure,
        body: &Bytes,
    ) -> Result<Object, Unreadable> {
        let Some(document) = Document::parse(body)? else {
            return Ok(Object::new());
        };
        let root = document.root();
        if self.service.protocol == Protocol::Ec2 {
            return Ok(self.xml_object(output, root, 0));
        }
        let usual = format!("{}Result", operation.name);
        let wrapper = operation.wrapper.unwrap_or(&usual);
        let inner = children(root, wrapper).next().unwrap_or(root);
        Ok(self.xml_object(output, inner, 0))
    }

    /// The members of a structure that are in this element.
    pub(super) fn xml_object(
        &self,
        structure: &Structure,
        node: Node<'_, '_>,
        depth: u32,
    ) -> Object {
        self.object(structure, |member| match member.location {
            Location::Attribute => attribute(node, member.wire).map(Value::from),
            Location::Body => self.xml_member(member, node, depth),
            _ => None,
        })
    }

    fn xml_member(&self, member: &Member, parent: Node<'_, '_>, depth: u32) -> Option<Value> {
        let mut found = children(parent, member.wire).peekable();
        found.peek()?;
        match &member.kind {
            Kind::List {
                of,
                flattened: true,
                ..
            } => Some(Value::array(
                found.map(|node| self.xml(node, of, depth + 1)).collect(),
            )),
            Kind::Map {
                of,
                key,
                value,
                flattened: true,
            } => Some(self.xml_map(found, of, (key, value), depth + 1)),
            kind => found.next().map(|node| self.xml(node, kind, depth + 1)),
        }
    }

    /// An element as a value of this kind.
    pub(super) fn xml(&self, node: Node<'_, '_>, kind: &Kind, depth: u32) -> Value {
        if depth > DEPTH_MAX {
            return Value::Null;
        }
        let text = || node.text().unwrap_or_default();
        match kind {
            Kind::Structure(id) => {
                let structure = self.service.structure(*id);
                Value::object(self.xml_object(structure, node, depth))
            }
            Kind::List { of, item, .. } => Value::array(
                children(node, item.unwrap_or("member"))
                    .map(|item| self.xml(item, of, depth + 1))
                    .collect(),
            ),
            Kind::Map { of, key, value, .. } => {
                self.xml_map(children(node, "entry"), of, (key, value), depth)
            }
            Kind::Boolean => Value::from(text() == "true"),
            Kind::Integer | Kind::Decimal => number(text(), kind),
            Kind::Time(_) => {
                let came = Value::from(text());
                scalar::read_time(&came).map_or(came, |time| scalar::show_time(time, self.style))
            }
            Kind::Bytes => scalar::show_base64(text(), self.style),
            Kind::Text | Kind::Document | Kind::JsonHeader | Kind::EventStream => {
                Value::from(text())
            }
        }
    }

    fn xml_map<'n, 'b: 'n>(
        &self,
        entries: impl Iterator<Item = Node<'n, 'b>>,
        of: &Kind,
        (key_name, value_name): (&'n str, &'n str),
        depth: u32,
    ) -> Value {
        let mut object = Object::new();
        for entry in entries {
            let key = children(entry, key_name).next();
            let value = children(entry, value_name).next();
            if let (Some(key), Some(value)) = (key, value) {
                let key = key.text().unwrap_or_default();
                object.insert(key, self.xml(value, of, depth + 1));
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

/// An attribute by its name, which has a prefix: `xsi:type`.
fn attribute<'n>(node: Node<'n, '_>, name: &str) -> Option<&'n str> {
    let local = name.rsplit(':').next()?;
    node.attributes()
        .find(|attribute| attribute.name() == local)
        .map(|attribute| attribute.value())
}
