//! XML as a tree.

use bytes::Bytes;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Unreadable;

/// The deepest nesting that is read. The answers of services are a dozen deep.
const DEPTH_MAX: usize = 200;

/// An element. Names are without their prefixes: services do not tell elements apart by them.
#[derive(Debug, Default)]
pub(super) struct Element {
    name: Box<str>,
    attributes: Vec<(Box<str>, String)>,
    /// All the text in it, but not in its elements.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// The outermost element of a body; `None` when the body is empty.
    pub(super) fn parse(body: &Bytes) -> Result<Option<Element>, Unreadable> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        let text = std::str::from_utf8(body)
            .map_err(|_| Unreadable("the service's answer is no text".to_owned()))?;
        match read(text) {
            Ok(Some(root)) => Ok(Some(root)),
            Ok(None) => Err(Unreadable("the service's answer is no XML".to_owned())),
            Err(why) => {
                let why = format!("the service's answer is no XML: {why}");
                Err(Unreadable(why))
            }
        }
    }

    /// The elements of this name in it.
    pub(super) fn children<'e, 'n>(
        &'e self,
        name: &'n str,
    ) -> impl Iterator<Item = &'e Element> + use<'e, 'n> {
        let named = move |child: &&Element| *child.name == *name;
        self.children.iter().filter(named)
    }

    /// The text of the first element of this name in it.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        let found = self.children(name).next()?;
        Some(&found.text)
    }

    /// An attribute by its name, of which a prefix does not count: `xsi:type`.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let local = name.rsplit(':').next()?;
        let found = self.attributes.iter().find(|(name, _)| **name == *local);
        found.map(|(_, value)| &**value)
    }
}

/// The outermost element, once it has ended.
fn read(text: &str) -> Result<Option<Element>, quick_xml::Error> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    loop {
        let ended = match reader.read_event()? {
            Event::Start(tag) => {
                if open.len() == DEPTH_MAX {
                    return Ok(None);
                }
                open.push(element(&tag)?);
                continue;
            }
            Event::Empty(tag) => element(&tag)?,
            Event::End(_) => match open.pop() {
                Some(element) => element,
                None => return Ok(None),
            },
            Event::Text(piece) => {
                if let Some(inner) = open.last_mut() {
                    inner.text.push_str(&piece.unescape()?);
                }
                continue;
            }
            Event::CData(piece) => {
                if let Some(inner) = open.last_mut() {
                    inner.text.push_str(&String::from_utf8_lossy(&piece));
                }
                continue;
            }
            Event::Eof => return Ok(None),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.children.push(ended),
            None => return Ok(Some(ended)),
        }
    }
}

fn element(tag: &BytesStart<'_>) -> Result<Element, quick_xml::Error> {
    let local = |name: &[u8]| String::from_utf8_lossy(name).into_owned().into_boxed_str();
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute?;
        let value = attribute.unescape_value()?.into_owned();
        attributes.push((local(attribute.key.local_name().as_ref()), value));
    }
    Ok(Element {
        name: local(tag.local_name().as_ref()),
        attributes,
        ..Element::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &'static str) -> Option<Element> {
        Element::parse(&Bytes::from_static(text.as_bytes()))
            .ok()
            .flatten()
    }

    #[test]
    fn text_and_attributes_are_read_without_prefixes() {
        let root = parse(
            "<?xml version=\"1.0\"?><!-- a --><n:a xmlns:n=\"u\"><b xsi:type=\"T&amp;\"> x&lt;\
             <![CDATA[<y>]]>&#233;</b><b/></n:a>",
        )
        .expect("XML");
        assert_eq!(root.text_of("b"), Some(" x<<y>é"));
        let first = root.children("b").next().expect("an element");
        assert_eq!(first.attribute("xsi:type"), Some("T&"));
        assert_eq!(root.children("b").count(), 2);
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for text in ["<a>", "<a></b>", "x", "<a b></a>", "<a>&nope;</a>", "</a>"] {
            assert!(parse(text).is_none(), "{text}");
        }
        let empty = Element::parse(&Bytes::from_static(b" \n"));
        assert!(matches!(empty, Ok(None)));
    }
}
