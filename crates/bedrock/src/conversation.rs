//! A conversation, as every dialect means it.

use serde_json::{Map, Value};

/// What a model is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversation {
    /// What the model is told about its task, in order.
    pub system: Vec<String>,
    /// What has been said, the oldest first. A last turn of the assistant's is to be continued.
    pub turns: Vec<Turn>,
    /// What the model may ask for.
    pub tools: Vec<Tool>,
    /// Whether it must ask for one of them.
    pub choice: ToolChoice,
    /// How it is to answer.
    pub inference: Inference,
    /// What the caller says to this kind of model besides, as it stands.
    pub additional: Map<String, Value>,
}

/// What one side has said.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Who.
    pub role: Role,
    /// What, in order.
    pub content: Vec<Content>,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The person, or the program that answers a tool's call.
    User,
    /// The model.
    Assistant,
}

/// A part of a turn.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Words.
    Text(String),
    /// A document to read.
    Document(Document),
    /// A picture.
    Image {
        /// `image/png`
        media_type: String,
        /// Its bytes in base64.
        base64: String,
    },
    /// The model asks for a tool.
    ToolUse(ToolUse),
    /// What the tool said.
    ToolResult(ToolResult),
}

/// A document within a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is called.
    pub name: String,
    /// `txt`, `md`, `pdf`
    pub format: String,
    /// Its bytes in base64.
    pub base64: String,
}

/// A call of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolUse {
    /// What its result refers to.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// Its arguments: an object.
    pub input: Value,
}

/// The result of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolResult {
    /// The call's id.
    pub id: String,
    /// What came out.
    pub content: Vec<ToolOutput>,
    /// Whether it failed.
    pub failed: bool,
}

/// A part of a result.
#[derive(Clone, Debug, PartialEq)]
pub enum ToolOutput {
    /// Words.
    Text(String),
    /// Data.
    Json(Value),
}

/// A tool that the model may ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// What it does, in words.
    pub description: String,
    /// A JSON schema of its arguments.
    pub schema: Value,
}

/// Whether the model must ask for a tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ToolChoice {
    /// As it thinks fit.
    #[default]
    Auto,
    /// It must not.
    None,
    /// For any.
    Any,
    /// For this one.
    Tool(String),
}

/// How a model is to answer. What is `None` is the model's to choose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inference {
    /// The answer has at most so many tokens.
    pub max_tokens: Option<u32>,
    /// 0.0 to 1.0
    pub temperature: Option<f64>,
    /// 0.0 to 1.0
    pub top_p: Option<f64>,
    /// One of so many most likely tokens.
    pub top_k: Option<u32>,
    /// The answer ends before any of these.
    pub stop_sequences: Vec<String>,
}

impl Turn {
    /// A turn of words alone.
    pub fn text(role: Role, text: impl Into<String>) -> Turn {
        Turn {
            role,
            content: vec![Content::Text(text.into())],
        }
    }

    /// Its words, joined by line ends.
    pub fn words(&self) -> String {
        let texts = self.content.iter().filter_map(|content| match content {
            Content::Text(text) => Some(text.as_str()),
            Content::Document(_)
            | Content::Image { .. }
            | Content::ToolUse(_)
            | Content::ToolResult(_) => None,
        });
        texts.collect::<Vec<_>>().join("\n")
    }
}

impl Document {
    /// Its words; `None` for what is no text, such as PDF.
    pub fn text(&self) -> Option<String> {
        use base64::Engine as _;
        if matches!(
            self.format.as_str(),
            "pdf" | "doc" | "docx" | "xls" | "xlsx"
        ) {
            return None;
        }
        let bytes = base64::engine::general_purpose::STANDARD.decode(&self.base64);
        String::from_utf8(bytes.ok()?).ok()
    }
}

impl ToolOutput {
    /// The text that a model reads.
    pub fn as_text(&self) -> String {
        match self {
            ToolOutput::Text(text) => text.clone(),
            ToolOutput::Json(value) => value.to_string(),
        }
    }
}

impl Conversation {
    /// The words that the assistant has begun to say and is to go on with.
    pub fn prefill(&self) -> Option<String> {
        let last = self.turns.last()?;
        (last.role == Role::Assistant).then(|| last.words())
    }

    /// The last turn of the user's that has words.
    pub fn last_question(&self) -> Option<String> {
        let said = self.turns.iter().rev();
        let mut said = said.filter(|turn| turn.role == Role::User).map(Turn::words);
        said.find(|words| !words.trim().is_empty())
    }

    /// The tool that a call was for.
    pub fn tool_of(&self, call_id: &str) -> Option<&str> {
        let content = self.turns.iter().flat_map(|turn| &turn.content);
        let mut calls = content.filter_map(|content| match content {
            Content::ToolUse(call) => Some(call),
            _ => None,
        });
        calls
            .find(|call| call.id == call_id)
            .map(|call| call.name.as_str())
    }

    /// About how many tokens the model reads. Models count by vocabularies of their own; where none
    /// has counted, four bytes are taken for a token.
    pub fn tokens_estimated(&self) -> u64 {
        let turns = self.turns.iter().flat_map(|turn| &turn.content);
        let turns = turns.map(|content| match content {
            Content::Text(text) => text.len(),
            Content::Document(document) => document.base64.len() / 4 * 3,
            Content::Image { .. } => 4096,
            Content::ToolUse(call) => call.name.len() + call.input.to_string().len(),
            Content::ToolResult(result) => {
                result.content.iter().map(|part| part.as_text().len()).sum()
            }
        });
        let system = self.system.iter().map(String::len);
        let tools = self.tools.iter();
        let tools = tools.map(|tool| tool.description.len() + tool.schema.to_string().len());
        tokens_of_bytes(turns.chain(system).chain(tools).sum())
    }
}

/// About how many tokens a text of so many bytes has: at least one.
pub fn tokens_of_bytes(bytes: usize) -> u64 {
    (bytes as u64).div_ceil(4).max(1)
}
