//! The passages that a prompt holds: between tags, as JSON or as text, and documents of turns.

use knowledge::{Citation, KnowledgeBase, Passage};
use serde_json::Value;

use crate::conversation::{Content, Conversation, Role};

/// Tags whose text is for reading even where it is no JSON, folded.
const READ_TAGS: [&str; 14] = [
    "document",
    "documents",
    "doc",
    "context",
    "passage",
    "passages",
    "search_results",
    "search-results",
    "source",
    "sources",
    "data",
    "knowledge",
    "knowledgebasedata",
    "article",
];

/// A name of a tag has at most so many bytes.
const TAG_BYTES_MAX: usize = 64;

/// At most so many passages of a prompt are read.
const PASSAGES_MAX: usize = 1_000;

/// What a conversation gives to answer from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Context {
    /// In the order of the prompt.
    pub(crate) passages: Vec<Passage>,
    /// The search that was to bring passages failed.
    pub(crate) failed: Option<FailedSearch>,
}

/// An error in place of passages, as the sample's workflow gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FailedSearch {
    /// Its name.
    pub(crate) error: String,
    /// What it says.
    pub(crate) cause: String,
}

impl Context {
    /// Everything a conversation gives.
    pub(crate) fn of(conversation: &Conversation) -> Context {
        let mut context = Context::default();
        for text in &conversation.system {
            context.read(text);
        }
        for turn in conversation
            .turns
            .iter()
            .filter(|turn| turn.role == Role::User)
        {
            for content in &turn.content {
                match content {
                    Content::Text(text) => context.read(text),
                    Content::Document(document) => {
                        if let Some(text) = document.text() {
                            context.document(&document.name, &document.format, &text);
                        }
                    }
                    Content::Image { .. } | Content::ToolUse(_) | Content::ToolResult(_) => {}
                }
            }
        }
        context.passages.truncate(PASSAGES_MAX);
        context
    }

    /// The sentences that answer a question, if some do.
    pub(crate) fn answer(&self, question: &str) -> Option<Citation> {
        let question = without_tags(question);
        let base = KnowledgeBase::build(self.passages.clone(), None);
        let answered = base.search(&question, 1);
        let best = answered.found.first().filter(|_| answered.is_answered)?;
        Some(base.quote(&question, &best.passage))
    }

    /// Reads what a text has between tags.
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(open) = rest.find('<') {
            rest = &rest[open + 1..];
            let Some((name, inner, after)) = element(rest) else {
                continue;
            };
            let inner = inner.trim();
            match serde_json::from_str::<Value>(inner) {
                Ok(value @ (Value::Array(_) | Value::Object(_))) => {
                    self.json(&value);
                    rest = after;
                }
                _ if READ_TAGS.contains(&name.to_lowercase().as_str()) && !inner.is_empty() => {
                    // Elements within are read by themselves.
                    if inner.contains("</") {
                        continue;
                    }
                    self.document(name, "txt", inner);
                    rest = after;
                }
                _ => {}
            }
        }
    }

    fn json(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                for item in items {
                    self.json(item);
                }
            }
            Value::Object(_) => self.result(value),
            Value::String(text) => self.document("document", "txt", text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A result of Retrieve, in either spelling, or an object with a text of its own.
    fn result(&mut self, value: &Value) {
        let text_at = |paths: &[&str]| {
            let found = paths.iter().find_map(|path| value.pointer(path)?.as_str());
            found.map(str::to_owned)
        };
        if let Some(error) = text_at(&["/Error"]) {
            let cause = text_at(&["/Cause"]).unwrap_or_default();
            self.failed = Some(FailedSearch { error, cause });
            return;
        }
        let list = ["/RetrievalResults", "/retrievalResults"];
        if let Some(results) = list.iter().find_map(|path| value.pointer(path)) {
            self.json(results);
            return;
        }
        let text = text_at(&[
            "/Content/Text",
            "/content/text",
            "/text",
            "/Text",
            "/content",
        ]);
        let Some(text) = text else {
            return;
        };
        let file = text_at(&[
            "/Location/S3Location/Uri",
            "/location/s3Location/uri",
            "/Location/CustomDocumentLocation/Id",
            "/location/customDocumentLocation/id",
            "/Location/WebLocation/Url",
            "/location/webLocation/url",
            "/source",
            "/file",
            "/uri",
            "/title",
        ]);
        let heading = text_at(&["/Metadata/heading", "/metadata/heading", "/heading"]);
        self.passages.push(Passage {
            file: file.unwrap_or_else(|| "document".to_owned()),
            headings: heading.into_iter().collect(),
            text,
            at: 0,
        });
    }

    /// A whole document, in passages.
    fn document(&mut self, name: &str, format: &str, text: &str) {
        let file = format!("{name}.{format}");
        let read = knowledge::document::read(&file, text.as_bytes());
        let passages = read.unwrap_or_else(|_| {
            vec![Passage {
                file: name.to_owned(),
                headings: Vec::new(),
                text: text.to_owned(),
                at: 0,
            }]
        });
        self.passages
            .extend(passages.into_iter().map(|passage| Passage {
                file: name.to_owned(),
                ..passage
            }));
    }
}

/// The element that begins after a `<`: its name, what is in it, what comes after it.
fn element(text: &str) -> Option<(&str, &str, &str)> {
    let end = text
        .bytes()
        .take(TAG_BYTES_MAX)
        .position(|byte| byte == b'>')?;
    let name = text.get(..end)?;
    let named = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    if name.is_empty() || !name.chars().all(named) {
        return None;
    }
    let (inner, after) = text[end + 1..].split_once(&format!("</{name}>"))?;
    Some((name, inner, after))
}

/// A question without the elements around it: templates put the search results beside it.
fn without_tags(question: &str) -> String {
    let mut bare = String::with_capacity(question.len());
    let mut rest = question;
    while let Some(open) = rest.find('<') {
        bare.push_str(&rest[..open]);
        match element(&rest[open + 1..]) {
            Some((_, _, after)) => rest = after,
            None => {
                bare.push('<');
                rest = &rest[open + 1..];
            }
        }
    }
    bare.push_str(rest);
    bare
}
