//! A notice as it is sent: the texts of its kind with the facts filled in.

use std::collections::BTreeMap;

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
pub const MESSAGES: [&str; 21] = [
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
    "attempt-failed",
    "returned",
    "cancelled",
    "cancelled-without-refund",
    "refunded",
    "address-changed",
    "one-time-code",
];

/// A notice ready to be sent on one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
            Rendered::Email { text, .. } | Rendered::WhatsApp { text, .. } => text,
            Rendered::Sms(SmsText { text, .. }) => text,
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
        NoticeKind::Cancelled if facts.refund.is_none() => "cancelled-without-refund",
        _ => kind.key(),
    }
}

/// What the texts can name, as it is written in the language.
fn variables(
    language: Language,
    facts: &NoticeFacts,
) -> Result<BTreeMap<&'static str, String>, TemplateError> {
    let NoticeFacts {
        store,
        time_zone: zone,
        now,
        customer,
        number,
        tracking,
        action,
        total,
        receipt,
        item,
        substitute,
        pix_code,
        until,
        window,
        delay,
        courier,
        pin,
        happened_at,
        by,
        reason,
        refund,
        address,
        code,
    } = facts;
    let named = |key: &str| text(language, key, &[]);
    let amount = |of| format::amount(of, language);
    let customer = customer
        .as_deref()
        .map(one_line)
        .filter(|name| !name.is_empty());
    let greeting = match customer {
        Some(customer) => text(language, "greeting-named", &[("customer", customer.into())])?,
        None => named("greeting")?,
    };
    let refund_text = refund.map(|refund| {
        text(
            language,
            refund.way.key(),
            &[("amount", amount(refund.amount).into())],
        )
    });
    let paid = receipt.as_ref().map(|receipt| receipt.total);
    let known = [
        ("store", Some(one_line(store))),
        ("greeting", Some(greeting)),
        ("number", number.map(|number| number.to_string())),
        ("link", tracking.as_ref().map(Link::to_string)),
        (
            "action",
            action.as_ref().or(tracking.as_ref()).map(Link::to_string),
        ),
        ("total", total.or(paid).map(amount)),
        (
            "receipt",
            receipt
                .as_ref()
                .map(|receipt| lines(receipt, language))
                .transpose()?,
        ),
        (
            "items",
            receipt
                .as_ref()
                .map(|receipt| items(receipt, language))
                .transpose()?,
        ),
        ("item", item.as_deref().map(one_line)),
        ("substitute", substitute.as_deref().map(one_line)),
        ("pix", pix_code.as_deref().map(one_line)),
        (
            "until",
            until
                .map(|until| format::until(until, *now, zone, language))
                .transpose()?,
        ),
        (
            "window",
            window
                .map(|of| format::window(of, *now, zone, language))
                .transpose()?,
        ),
        ("delay", delay.map(|delay| named(delay.key())).transpose()?),
        ("courier", courier.as_deref().map(one_line)),
        ("pin", pin.as_deref().map(one_line)),
        (
            "at",
            happened_at
                .map(|at| format::at(at, *now, zone, language))
                .transpose()?,
        ),
        ("by", by.map(|by| named(by.key())).transpose()?),
        (
            "reason",
            reason.map(|reason| named(reason.key())).transpose()?,
        ),
        ("refund", refund_text.transpose()?),
        ("amount", refund.map(|refund| amount(refund.amount))),
        ("address", address.as_deref().map(one_line)),
        ("code", code.as_deref().map(one_line)),
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
    Ok(items.collect::<Result<Vec<_>, _>>()?.join(", "))
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
}
