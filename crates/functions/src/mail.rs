//! Mail through Amazon SES, from the shop's address.

use std::pin::Pin;

use aws_sdk_sesv2::error::{BuildError, DisplayErrorContext};
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use delivery::delivery::{OutgoingMail, SendMail};

/// Sends mail.
pub(crate) struct SesMail {
    pub(crate) ses: aws_sdk_sesv2::Client,
    /// An address that is verified with SES, or whose domain is.
    pub(crate) sender: String,
}

impl SendMail for SesMail {
    fn send<'m>(
        &'m self,
        mail: &'m OutgoingMail,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'm>> {
        Box::pin(async move {
            let message = message(mail).map_err(|error| error.to_string())?;
            let sent = self
                .ses
                .send_email()
                .from_email_address(mailbox(&mail.from_name, &self.sender))
                .destination(Destination::builder().to_addresses(&mail.to).build())
                .content(EmailContent::builder().simple(message).build())
                .send()
                .await;
            sent.map(drop)
                .map_err(|error| DisplayErrorContext(error).to_string())
        })
    }
}

fn message(mail: &OutgoingMail) -> Result<Message, BuildError> {
    let content = |text: &str| Content::builder().data(text).charset("UTF-8").build();
    let html = mail.html.as_deref().map(content).transpose()?;
    let body = Body::builder()
        .text(content(&mail.text)?)
        .set_html(html)
        .build();
    Ok(Message::builder()
        .subject(content(&mail.subject)?)
        .body(body)
        .build())
}

/// Of an encoded word at most 75 characters (RFC 2047, 2): so many bytes are encoded in one.
const ENCODED_WORD_BYTES: usize = 45;

/// `=?UTF-8?B?…?= <address>`: SES takes names in ASCII alone.
fn mailbox(name: &str, address: &str) -> String {
    let mut words = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(ENCODED_WORD_BYTES));
        words.push(format!("=?UTF-8?B?{}?=", STANDARD.encode(word)));
        rest = after;
    }
    words.push(format!("<{address}>"));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_ascii_and_never_cut_within_a_character() {
        assert_eq!(
            mailbox("Cantinho da Praça", "loja@example.com"),
            "=?UTF-8?B?Q2FudGluaG8gZGEgUHJhw6dh?= <loja@example.com>"
        );
        assert_eq!(mailbox("", "loja@example.com"), "<loja@example.com>");
        let long = mailbox(&"ç".repeat(40), "loja@example.com");
        let words: Vec<&str> = long.split(' ').collect();
        assert_eq!(words.len(), 3);
        for word in &words[..2] {
            assert!(word.len() <= 75, "{word}");
            let encoded = word.trim_start_matches("=?UTF-8?B?").trim_end_matches("?=");
            let decoded = STANDARD.decode(encoded).expect("Base64");
            assert!(
                String::from_utf8(decoded)
                    .expect("UTF-8")
                    .chars()
                    .all(|c| c == 'ç')
            );
        }
    }
}
