//! What answers are written in.

use wire::RequestId;
use wire::error::xml_text;

use crate::timestamp::Timestamp;

/// Some elements, one after the other.
#[derive(Debug, Default)]
pub(super) struct Xml(String);

impl Xml {
    /// An element that holds a text.
    pub(super) fn text(mut self, name: &str, text: &str) -> Xml {
        self.open(name);
        self.0.push_str(&xml_text(text));
        self.close(name);
        self
    }

    /// The same when there is a text, and nothing otherwise.
    pub(super) fn optional(self, name: &str, text: Option<&str>) -> Xml {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    pub(super) fn time(self, name: &str, seconds: i64) -> Xml {
        self.text(name, &Timestamp::from_seconds(seconds).to_string())
    }

    pub(super) fn flag(self, name: &str, value: bool) -> Xml {
        self.text(name, if value { "true" } else { "false" })
    }

    /// An element that holds others.
    pub(super) fn element(mut self, name: &str, Xml(content): Xml) -> Xml {
        self.open(name);
        self.0.push_str(&content);
        self.close(name);
        self
    }

    /// A list of structures.
    pub(super) fn list(mut self, name: &str, members: impl IntoIterator<Item = Xml>) -> Xml {
        self.open(name);
        for member in members {
            self = self.element("member", member);
        }
        self.close(name);
        self
    }

    /// A list of texts.
    pub(super) fn texts<'t>(mut self, name: &str, texts: impl IntoIterator<Item = &'t str>) -> Xml {
        self.open(name);
        for text in texts {
            self = self.text("member", text);
        }
        self.close(name);
        self
    }

    /// More elements.
    pub(super) fn and(mut self, Xml(more): Xml) -> Xml {
        self.0.push_str(&more);
        self
    }

    /// The whole answer to an operation.
    pub(super) fn response(
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

impl Xml {
    /// A text alone, for a list's member.
    pub(super) fn escaped(text: &str) -> Xml {
        Xml(xml_text(text).into_owned())
    }
}
