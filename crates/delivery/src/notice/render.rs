//! A notice as it is sent: the texts of its kind with the facts filled in.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::notice::facts::{Link, NoticeFacts, Receipt};
use crate::notice::format;
use crate::notice::gsm::SmsText;
use crate::notice::html::html;
use crate::notice::kind::{Channel, NoticeKind};
use crate::notice::language::Language;
use crate::notice::texts::{Argument, TemplateError, text};
use crate::notice::whatsapp;

/// The texts that notices have, by the key they stand under in `notices.ftl`.
pub const MESSAGES: [&str; 23] = [
    "order-received",
    "item-unavailable",
    "item-unavailable-without-substitute",
    "store-confirmed",
    "payment-requested",
    "payment-declined",
    "payment-confirmed",
    "preparing",
    "ready",
    "courier-assigned",
    "on-the-way",
    "arrived",
    "delivered",
    "delayed",
    "delayed-without-cause",
    "attempt-failed",
    "returned",
    "cancelled",
    "cancelled-without-refund",
    "refunded",
    "address-changed",
    "one-time-code",
    "coupon",
];

/// A notice ready to be sent on one channel.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "channel")]
pub enum Rendered {
    /// An e-mail, in both forms.
    Email {
        /// One line.
        subject: String,
        /// The text.
        text: String,
        /// The same as a page.
        html: String,
    },
    /// A text message, and what it costs.
    Sms(SmsText),
    /// A template and what is filled in.
    WhatsApp {
        /// The template's name: `on_the_way`.
        template: String,
        /// The template's language: `pt_BR`.
        language: String,
        /// What is filled in, in the template's order; each on one line, as WhatsApp demands.
        parameters: Vec<String>,
        /// What the customer reads.
        text: String,
    },
}

impl Rendered {
    /// The channel it is for.
    pub fn channel(&self) -> Channel {
        match self {
            Rendered::Email { .. } => Channel::Email,
            Rendered::Sms(_) => Channel::Sms,
            Rendered::WhatsApp { .. } => Channel::WhatsApp,
        }
    }

    /// What the customer reads, without markup.
    pub fn text(&self) -> &str {
        match self {
            Rendered::Email { text, .. }
            | Rendered::Sms(SmsText { text, .. })
            | Rendered::WhatsApp { text, .. } => text,
        }
    }

    /// The subject of an e-mail.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Rendered::Email { subject, .. } => Some(subject),
            Rendered::Sms(_) | Rendered::WhatsApp { .. } => None,
        }
    }
}

/// Without its text, which may hold a PIN or a code.
impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Rendered({}, {} bytes)",
            self.channel().key(),
            self.text().len()
        )
    }
}

/// The notice `kind` for one channel, from what is known. Fails when its text names something that
/// is not among the facts.
pub fn render(
    kind: NoticeKind,
    channel: Channel,
    language: Language,
    facts: &NoticeFacts,
) -> Result<Rendered, TemplateError> {
    let message = message(kind, facts);
    let variables = variables(language, facts)?;
    let written = |part: &str| {
        let arguments: Vec<(&str, Argument<'_>)> = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()))
            .collect();
        text(language, &format!("{message}.{part}"), &arguments)
    };
    Ok(match channel {
        Channel::Email => {
            let (subject, text) = (written("subject")?, written("email")?);
            let links: Vec<&Link> = facts.tracking.iter().chain(&facts.action).collect();
            let html = html(language, &subject, &text, &links);
            Rendered::Email {
                subject,
                text,
                html,
            }
        }
        Channel::Sms => Rendered::Sms(SmsText::cheapest(&written("sms")?)),
        Channel::WhatsApp => {
            let text = written("whatsapp")?;
            let template = whatsapp::template(language, message)?;
            let parameters = template.variables.iter().map(|variable| {
                // Those that are missing have failed above.
                variables
                    .get(variable.as_str())
                    .cloned()
                    .unwrap_or_default()
            });
            Rendered::WhatsApp {
                parameters: parameters.collect(),
                template: template.name,
                language: template.language,
                text,
            }
        }
    })
}

/// Which text a notice has: one of its own where something is to be left unsaid.
fn message(kind: NoticeKind, facts: &NoticeFacts) -> &'static str {
    match kind {
        NoticeKind::ItemUnavailable if facts.substitute.is_none() => {
            "item-unavailable-without-substitute"
        }
        NoticeKind::Delayed if facts.delay.is_none() => "delayed-without-cause",
        NoticeKind::Cancelled if facts.refund.is_none() => "cancelled-without-refund",
        _ => kind.key(),
    }
}

/// What the texts can name, as it is written in the language.
fn variables(
    language: Language,
    facts: &NoticeFacts,
) -> Result<BTreeMap<&'static str, String>, TemplateError> {
    let (zone, now) = (&facts.time_zone, facts.now);
    let named = |key: &str| text(language, key, &[]);
    let amount = |of| format::amount(of, language);
    let typed = |of: &Option<String>| of.as_deref().map(one_line).filter(|text| !text.is_empty());
    let greeting = match typed(&facts.customer) {
        Some(customer) => text(language, "greeting-named", &[("customer", customer.into())])?,
        None => named("greeting")?,
    };
    let refund = facts.refund.map(|refund| {
        text(
            language,
            refund.way.key(),
            &[("amount", amount(refund.amount).into())],
        )
    });
    let receipt = facts.receipt.as_ref();
    let total = facts.total.or(receipt.map(|receipt| receipt.total));
    let link = facts.tracking.as_ref();
    let until = facts
        .until
        .map(|until| format::until(until, now, zone, language));
    let window = facts
        .window
        .map(|of| format::window(of, now, zone, language));
    let at = facts
        .happened_at
        .map(|at| format::at(at, now, zone, language));
    let known = [
        ("store", Some(one_line(&facts.store))),
        ("greeting", Some(greeting)),
        ("number", facts.number.map(|number| number.to_string())),
        ("link", link.map(Link::to_string)),
        (
            "action",
            facts.action.as_ref().or(link).map(Link::to_string),
        ),
        ("total", total.map(amount)),
        (
            "receipt",
            receipt
                .map(|receipt| lines(receipt, language))
                .transpose()?,
        ),
        (
            "items",
            receipt
                .map(|receipt| items(receipt, language))
                .transpose()?,
        ),
        ("item", typed(&facts.item)),
        ("substitute", typed(&facts.substitute)),
        ("pix", typed(&facts.pix_code)),
        ("until", until.transpose()?),
        ("window", window.transpose()?),
        (
            "delay",
            facts.delay.map(|delay| named(delay.key())).transpose()?,
        ),
        ("courier", typed(&facts.courier)),
        ("pin", typed(&facts.pin)),
        ("at", at.transpose()?),
        ("by", facts.by.map(|by| named(by.key())).transpose()?),
        (
            "reason",
            facts
                .reason
                .map(|reason| named(&reason.key()))
                .transpose()?,
        ),
        ("refund", refund.transpose()?),
        ("amount", facts.refund.map(|refund| amount(refund.amount))),
        ("address", typed(&facts.address)),
        ("code", typed(&facts.code)),
        ("discount", facts.discount.map(amount)),
    ];
    Ok(known
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect())
}

/// A receipt, a line each.
fn lines(receipt: &Receipt, language: Language) -> Result<String, TemplateError> {
    let amount = |of| Argument::from(format::amount(of, language));
    let mut lines = Vec::with_capacity(receipt.lines.len() + 4);
    for line in &receipt.lines {
        let arguments = [
            ("quantity", line.quantity.to_string().into()),
            ("name", one_line(&line.name).into()),
            ("price", amount(line.price)),
        ];
        lines.push(text(language, "receipt-line", &arguments)?);
    }
    if receipt.delivery == crate::Money::ZERO {
        lines.push(text(language, "receipt-free-delivery", &[])?);
    } else {
        lines.push(text(
            language,
            "receipt-delivery",
            &[("amount", amount(receipt.delivery))],
        )?);
    }
    for (key, of) in [
        ("receipt-discount", receipt.discount),
        ("receipt-tip", receipt.tip),
    ] {
        if of != crate::Money::ZERO {
            lines.push(text(language, key, &[("amount", amount(of))])?);
        }
    }
    lines.push(text(
        language,
        "receipt-total",
        &[("total", amount(receipt.total))],
    )?);
    Ok(lines.join("\n"))
}

/// What was bought, on one line.
fn items(receipt: &Receipt, language: Language) -> Result<String, TemplateError> {
    let items = receipt.lines.iter().map(|line| {
        let arguments = [
            ("quantity", line.quantity.to_string().into()),
            ("name", one_line(&line.name).into()),
        ];
        text(language, "receipt-item", &arguments)
    });
    Ok(items.collect::<Result<Vec<_>, _>>()?.join("; "))
}

/// What somebody typed, fit to stand in a line: no line breaks, which would end a subject and
/// begin a header, and no marks that turn the direction of what follows.
fn one_line(typed: &str) -> String {
    let is_mark = |character: char| {
        matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let spaced = |character: char| {
        if character.is_control() {
            ' '
        } else {
            character
        }
    };
    let visible: String = typed
        .chars()
        .filter(|mark| !is_mark(*mark))
        .map(spaced)
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_stays_on_its_line() {
        assert_eq!(one_line(" Ana\r\nBcc: x@y.zz "), "Ana Bcc: x@y.zz");
        assert_eq!(one_line("a\u{202e}b\u{200b}c\u{2028}d"), "abc d");
    }

    #[test]
    fn no_code_reaches_a_log() {
        let text = "482913".to_owned();
        let rendered = Rendered::Email {
            subject: text.clone(),
            html: text.clone(),
            text,
        };
        assert_eq!(format!("{rendered:?}"), "Rendered(email, 6 bytes)");
    }
}
