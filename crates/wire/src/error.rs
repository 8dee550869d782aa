//! AWS's errors, and how each protocol writes them.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value};

use crate::identifier::RequestId;
use crate::response::{Response, respond};

/// A request that is refused: one of AWS's errors. Nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError {
    /// The HTTP status: 400 for most, 5xx where the fault is ours.
    pub status: StatusCode,
    /// `ExecutionDoesNotExist`.
    pub code: Cow<'static, str>,
    /// AWS's message, or ours in AWS's manner.
    pub message: String,
    /// What the error has besides, such as `reason`.
    pub fields: Map<String, Value>,
}

impl ApiError {
    /// An error of the caller's: status 400.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> ApiError {
        ApiError {
            status: StatusCode::BAD_REQUEST,
            code: code.into(),
            message: message.into(),
            fields: Map::new(),
        }
    }

    /// `ValidationException`.
    pub fn validation(message: impl Into<String>) -> ApiError {
        ApiError::new("ValidationException", message)
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> ApiError {
        ApiError { status, ..self }
    }

    /// The same with one more field.
    #[must_use]
    pub fn with_field(mut self, name: &str, value: impl Into<Value>) -> ApiError {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// As the protocols `awsJson1_0` and `awsJson1_1` write it.
    pub fn to_json_response(&self, content_type: &'static str) -> Response {
        let mut body = Map::with_capacity(2 + self.fields.len());
        body.insert("__type".to_owned(), Value::from(&*self.code));
        body.insert("message".to_owned(), Value::from(self.message.as_str()));
        body.extend(self.fields.clone());
        respond(self.status, content_type, Value::Object(body).to_string())
    }

    /// As the protocol `restJson1` writes it: the code is in a header. `message_field` is
    /// `message`, or `Message` for services such as Lambda.
    pub fn to_rest_json_response(&self, message_field: &str) -> Response {
        let mut body = Map::with_capacity(1 + self.fields.len());
        body.insert(message_field.to_owned(), Value::from(self.message.as_str()));
        body.extend(self.fields.clone());
        let mut response = respond(
            self.status,
            "application/json",
            Value::Object(body).to_string(),
        );
        if let Ok(code) = HeaderValue::from_str(&self.code) {
            response.headers_mut().insert("x-amzn-errortype", code);
        }
        response
    }

    /// As the protocol `awsQuery` writes it.
    pub fn to_query_response(&self, request: RequestId) -> Response {
        let side = if self.status.is_server_error() {
            "Receiver"
        } else {
            "Sender"
        };
        let body = format!(
            "<ErrorResponse><Error><Type>{side}</Type><Code>{}</Code><Message>{}</Message></Error>\
             <RequestId>{request}</RequestId></ErrorResponse>",
            xml_text(&self.code),
            xml_text(&self.message),
        );
        respond(self.status, "text/xml", body)
    }
}

/// A text as it stands in XML. What XML cannot say becomes U+FFFD.
pub fn xml_text(text: &str) -> Cow<'_, str> {
    let stands =
        |character| !matches!(character, '&' | '<' | '>' | '"' | '\r') && is_xml(character);
    if text.chars().all(stands) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Alone, it would be read as the end of a line.
            '\r' => escaped.push_str("&#13;"),
            other if is_xml(other) => escaped.push(other),
            _ => escaped.push(char::REPLACEMENT_CHARACTER),
        }
    }
    Cow::Owned(escaped)
}

/// Whether XML has a way to write a character (XML 1.0, production 2).
fn is_xml(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_says_what_it_can() {
        assert_eq!(xml_text("São\tPaulo\n"), "São\tPaulo\n");
        assert_eq!(xml_text("<\"a\" & b>"), "&lt;&quot;a&quot; &amp; b&gt;");
        assert_eq!(
            xml_text("\0\r\u{1b}\u{ffff}"),
            "\u{fffd}&#13;\u{fffd}\u{fffd}"
        );
    }

    #[tokio::test]
    async fn each_protocol_has_its_form() {
        let error = ApiError::validation("a < b").with_field("reason", "MISSING");
        let json = error.to_json_response("application/x-amz-json-1.0");
        assert_eq!(json.status(), 400);
        assert_eq!(
            json.into_body().collect().await,
            r#"{"__type":"ValidationException","message":"a < b","reason":"MISSING"}"#
        );
        let rest = error.to_rest_json_response("Message");
        assert_eq!(rest.headers()["x-amzn-errortype"], "ValidationException");
        let query = error.to_query_response(RequestId::random());
        let text = query.into_body().collect().await;
        assert!(
            std::str::from_utf8(&text)
                .expect("text")
                .contains("<Message>a &lt; b</Message>")
        );
    }
}
