//! The protocol `awsQuery`, which IAM, STS and SNS speak: a form that asks, XML that answers.

use std::collections::BTreeMap;

use crate::error::{ApiError, xml_text};
use crate::identifier::RequestId;
use crate::request::Request;

/// What a request asks for, from its query and its body: `Tags.member.1.Key` and its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(BTreeMap<String, String>);

/// Some elements of an answer, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Xml(String);

impl Form {
    /// The form that a request carries. What is not text in it becomes U+FFFD.
    pub fn read(request: &Request) -> Form {
        let body = std::str::from_utf8(&request.body).unwrap_or_default();
        let mut form = Form::parse(request.query());
        form.0.append(&mut Form::parse(body).0);
        form
    }

    /// A form as it is sent: `Action=Publish&Message=a%20b`.
    pub fn parse(text: &str) -> Form {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Form(
            pairs
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(name, value)| (decode(name), decode(value)))
                .collect(),
        )
    }

    /// The operation.
    pub fn action(&self) -> Result<&str, ApiError> {
        self.get("Action").ok_or_else(|| {
            ApiError::new(
                "MissingAction",
                "The request is missing an action or a required parameter.",
            )
        })
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Every parameter and its value, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let parameters = self.0.iter();
        parameters.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The texts of a list: `NAME.member.1`, `NAME.member.2`, …
    pub fn list(&self, name: &str) -> Vec<&str> {
        (1..)
            .map_while(|index| self.get(&format!("{name}.member.{index}")))
            .collect()
    }

    /// What the names of a list's structures begin with: `Tags.member.1.`, as long as they have
    /// this field.
    pub fn members(&self, name: &str, field: &str) -> Vec<String> {
        self.numbered(&format!("{name}.member"), field)
    }

    /// Likewise of a map: `Attributes.entry.1.`.
    pub fn entries(&self, name: &str, field: &str) -> Vec<String> {
        self.numbered(&format!("{name}.entry"), field)
    }

    fn numbered(&self, name: &str, field: &str) -> Vec<String> {
        (1..=self.0.len())
            .map(|index| format!("{name}.{index}."))
            .take_while(|begin| self.0.contains_key(&format!("{begin}{field}")))
            .collect()
    }
}

/// A text of a form, percent-decoded.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    if !bytes.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return text.to_owned();
    }
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (byte, length) = match (bytes[at], digit(at + 1), digit(at + 2)) {
            #[allow(clippy::cast_possible_truncation, reason = "two digits make a byte")]
            (b'%', Some(high), Some(low)) => ((high << 4 | low) as u8, 3),
            (b'+', ..) => (b' ', 1),
            (byte, ..) => (byte, 1),
        };
        decoded.push(byte);
        at += length;
    }
    match String::from_utf8(decoded) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

impl Xml {
    /// A text alone, for a list's member.
    pub fn escaped(text: &str) -> Xml {
        Xml(xml_text(text).into_owned())
    }

    /// An element that holds a text.
    #[must_use]
    pub fn text(mut self, name: &str, text: &str) -> Xml {
        self.open(name);
        self.0.push_str(&xml_text(text));
        self.close(name);
        self
    }

    /// The same when there is a text, and nothing otherwise.
    #[must_use]
    pub fn optional(self, name: &str, text: Option<&str>) -> Xml {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    /// `true` or `false`.
    #[must_use]
    pub fn flag(self, name: &str, value: bool) -> Xml {
        self.text(name, if value { "true" } else { "false" })
    }

    /// An element that holds others.
    #[must_use]
    pub fn element(mut self, name: &str, Xml(content): Xml) -> Xml {
        self.open(name);
        self.0.push_str(&content);
        self.close(name);
        self
    }

    /// A list of structures.
    #[must_use]
    pub fn list(mut self, name: &str, members: impl IntoIterator<Item = Xml>) -> Xml {
        self.open(name);
        for member in members {
            self = self.element("member", member);
        }
        self.close(name);
        self
    }

    /// A list of texts.
    #[must_use]
    pub fn texts<'t>(self, name: &str, texts: impl IntoIterator<Item = &'t str>) -> Xml {
        self.list(name, texts.into_iter().map(Xml::escaped))
    }

    /// A map of texts.
    #[must_use]
    pub fn map<'t>(
        mut self,
        name: &str,
        entries: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Xml {
        self.open(name);
        for (key, value) in entries {
            let entry = Xml::default().text("key", key).text("value", value);
            self = self.element("entry", entry);
        }
        self.close(name);
        self
    }

    /// More elements.
    #[must_use]
    pub fn and(mut self, Xml(more): Xml) -> Xml {
        self.0.push_str(&more);
        self
    }

    /// The whole answer to an operation.
    pub fn response(
        action: &str,
        namespace: &str,
        result: Option<Xml>,
        request: RequestId,
    ) -> String {
        let result = match result {
            Some(result) => format!("<{action}Result>{}</{action}Result>", result.0),
            None => String::new(),
        };
        format!(
            "<{action}Response xmlns=\"{namespace}\">{result}<ResponseMetadata><RequestId>{request}\
             </RequestId></ResponseMetadata></{action}Response>"
        )
    }

    fn open(&mut self, name: &str) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
    }

    fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_however_they_are_encoded() {
        let form = Form::parse(
            "Action=Publish&Message=S%C3%A3o+Paulo&&Tags.member.1.Key=a&Tags.member.1.Value=&\
             Tags.member.3.Key=c&x=%zz&y=%ff&TagKeys.member.1=p&TagKeys.member.2=q&\
             Attributes.entry.1.key=k",
        );
        assert_eq!(form.action(), Ok("Publish"));
        assert_eq!(form.get("Message"), Some("São Paulo"));
        assert_eq!(form.members("Tags", "Key"), ["Tags.member.1."]);
        assert_eq!(form.entries("Attributes", "key"), ["Attributes.entry.1."]);
        assert_eq!(form.list("TagKeys"), ["p", "q"]);
        assert_eq!(form.get("x"), Some("%zz"));
        assert_eq!(form.get("y"), Some("\u{fffd}"));
        assert!(Form::parse("").action().is_err());
    }

    #[test]
    fn answers_are_escaped() {
        let xml = Xml::default()
            .map("Attributes", [("a", "<&>")])
            .texts("Names", ["x", "y"])
            .optional("NextToken", None);
        let body = Xml::response("Get", "urn:x", Some(xml), RequestId::from_bytes([0; 16]));
        assert_eq!(
            body,
            "<GetResponse xmlns=\"urn:x\"><GetResult><Attributes><entry><key>a</key>\
             <value>&lt;&amp;&gt;</value></entry></Attributes><Names><member>x</member>\
             <member>y</member></Names></GetResult><ResponseMetadata><RequestId>\
             00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata></GetResponse>"
        );
    }
}
