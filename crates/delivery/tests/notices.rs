//! The texts of `texts/`: every notice on every channel in every language against its golden file,
//! and the languages against each other.
//!
//! `UPDATE_GOLDEN=1 cargo test -p delivery --test notices` writes `texts/golden` anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use delivery::Money;
use delivery::eta::Window;
use delivery::notice::gsm::{Encoding, SmsText};
use delivery::notice::render::MESSAGES;
use delivery::notice::{
    By, Category, Channel, DelayCause, Language, Link, NoticeFacts, NoticeKind, Receipt,
    ReceiptLine, Refund, RefundWay, Rendered, TemplateError, Why, render, text,
};
use delivery::{Reason, Status};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn texts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("texts")
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// All that can be known of an order.
fn full_facts() -> NoticeFacts {
    let zone = TimeZone::get("America/Sao_Paulo").expect("a zone");
    let link = |text| Some(Link::parse(text).expect("a link"));
    let bought = |quantity, name: &str, minor| ReceiptLine {
        quantity,
        name: name.to_owned(),
        price: Money::minor(minor),
    };
    let mut facts = NoticeFacts::of_store("Cantina da Vila", zone, instant("2026-08-07T22:02:00Z"));
    facts.customer = Some("Ana".to_owned());
    facts.number = Some(1042);
    facts.tracking = link("https://cantina.example/r/7F3K9Q2M");
    facts.action = link("https://cantina.example/r/7F3K9Q2M/agir");
    facts.total = Some(Money::minor(5_990));
    facts.receipt = Some(Receipt {
        lines: vec![
            bought(2, "Marmita de frango, sem cebola", 4_980),
            bought(1, "Suco de maracujá", 800),
        ],
        delivery: Money::minor(710),
        discount: Money::minor(700),
        tip: Money::minor(200),
        total: Money::minor(5_990),
    });
    facts.item = Some("Suco de maracujá".to_owned());
    facts.substitute = Some("Suco de caju".to_owned());
    facts.pix_code = Some(
        "00020126330014br.gov.bcb.pix0111529982247255204000053039865405\
         59.905802BR5915CANTINA DA VILA6009SAO PAULO62140510PEDIDO1042630432D8"
            .to_owned(),
    );
    facts.until = Some(instant("2026-08-07T22:12:00Z"));
    facts.window = Some(Window {
        from: instant("2026-08-07T22:20:00Z"),
        to: instant("2026-08-07T22:35:00Z"),
    });
    facts.delay = Some(DelayCause::Traffic);
    facts.courier = Some("Bruno".to_owned());
    facts.pin = Some("4821".to_owned());
    facts.happened_at = Some(instant("2026-08-07T22:42:00Z"));
    facts.by = Some(By::Store);
    facts.reason = Some(Reason::ItemUnavailable);
    facts.refund = Some(Refund {
        amount: Money::minor(5_990),
        way: RefundWay::Pix,
    });
    facts.address = Some("Rua das Acácias, 120, ap. 31".to_owned());
    facts.code = Some("482913".to_owned());
    facts.discount = Some(Money::minor(1_000));
    facts
}

/// The facts that lead to each text of [`MESSAGES`].
fn facts_for(message: &str) -> (NoticeKind, NoticeFacts) {
    let mut facts = full_facts();
    let kind = match message {
        "item-unavailable-without-substitute" => {
            facts.substitute = None;
            NoticeKind::ItemUnavailable
        }
        "delayed-without-cause" => {
            facts.delay = None;
            NoticeKind::Delayed
        }
        "cancelled-without-refund" => {
            facts.refund = None;
            NoticeKind::Cancelled
        }
        "attempt-failed" => {
            facts.reason = Some(Reason::CustomerAbsent);
            NoticeKind::AttemptFailed
        }
        "returned" => {
            facts.reason = Some(Reason::WrongAddress);
            NoticeKind::Returned
        }
        _ => NoticeKind::ALL
            .into_iter()
            .find(|kind| kind.key() == message)
            .expect("a kind of each text"),
    };
    (kind, facts)
}

/// What one golden file holds: a notice on all channels, as people would see it.
fn on_all_channels(message: &str, language: Language) -> String {
    let (kind, facts) = facts_for(message);
    let mut page = String::new();
    for channel in Channel::ALL {
        let rendered = render(kind, channel, language, &facts)
            .unwrap_or_else(|error| panic!("{message}, {channel:?}: {error}"));
        match rendered {
            Rendered::WhatsApp {
                template,
                language,
                parameters,
                text,
            } => {
                let _ = writeln!(page, "== WhatsApp, {template} ({language})\n{text}\n");
                for (position, parameter) in parameters.iter().enumerate() {
                    let _ = writeln!(page, "{{{{{}}}}} {parameter}", position + 1);
                }
            }
            Rendered::Sms(SmsText {
                text,
                encoding,
                units,
                parts,
            }) => {
                let encoding = match encoding {
                    Encoding::Gsm7 => "GSM",
                    Encoding::Ucs2 => "UCS-2",
                };
                let _ = writeln!(
                    page,
                    "\n== SMS, {units} of {encoding}, {parts} part(s)\n{text}"
                );
            }
            Rendered::Email {
                subject,
                text,
                html: _,
            } => {
                let _ = writeln!(page, "\n== E-mail, {subject}\n{text}");
            }
        }
    }
    page
}

fn compare(path: &Path, actual: &str, wrong: &mut Vec<String>) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, actual).expect("the golden file is written");
    }
    if fs::read_to_string(path).unwrap_or_default() != actual {
        wrong.push(format!(
            "{} differs; UPDATE_GOLDEN=1 rewrites it. Now it is:\n{actual}",
            path.display()
        ));
    }
}

#[test]
fn notices_read_as_their_golden_files() {
    let mut wrong = Vec::new();
    let mut expected = BTreeSet::new();
    for language in Language::ALL {
        let folder = texts().join("golden").join(language.tag());
        for message in MESSAGES {
            let path = folder.join(format!("{message}.txt"));
            compare(&path, &on_all_channels(message, language), &mut wrong);
            expected.insert(path);
        }
        for message in ["on-the-way", "payment-confirmed"] {
            let (kind, facts) = facts_for(message);
            let Ok(Rendered::Email { html, .. }) = render(kind, Channel::Email, language, &facts)
            else {
                panic!("{message} has an e-mail");
            };
            let path = folder.join(format!("{message}.html"));
            compare(&path, &html, &mut wrong);
            expected.insert(path);
        }
        for entry in fs::read_dir(&folder).expect("the golden files") {
            let path = entry.expect("a file").path();
            if !expected.contains(&path) {
                wrong.push(format!("{} belongs to no notice", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_text_message_is_one_message() {
    for language in Language::ALL {
        for message in MESSAGES {
            let (kind, facts) = facts_for(message);
            let Ok(Rendered::Sms(sms)) = render(kind, Channel::Sms, language, &facts) else {
                panic!("{message} has a text message");
            };
            assert_eq!(sms.parts, 1, "{message} in {}: {sms:?}", language.tag());
        }
    }
}

#[test]
fn links_of_an_e_mail_can_be_followed() {
    for language in Language::ALL {
        for message in MESSAGES {
            let (kind, facts) = facts_for(message);
            let Ok(Rendered::Email {
                subject,
                text,
                html,
            }) = render(kind, Channel::Email, language, &facts)
            else {
                panic!("{message} has an e-mail");
            };
            assert_eq!(
                text.matches("https://").count(),
                html.matches("<a href=").count(),
                "{message} in {}",
                language.tag()
            );
            assert!(!subject.contains(char::is_control), "{subject}");
        }
    }
}

/// Nothing is known but the store: each text that names something more says so, and none has a
/// hole.
#[test]
fn what_is_missing_is_an_error() {
    let zone = TimeZone::get("America/Sao_Paulo").expect("a zone");
    let facts = NoticeFacts::of_store("Cantina da Vila", zone, instant("2026-08-07T22:02:00Z"));
    for language in Language::ALL {
        for kind in NoticeKind::ALL {
            for channel in Channel::ALL {
                let error = render(kind, channel, language, &facts).expect_err("a hole");
                assert!(
                    matches!(error, TemplateError::Missing { .. }),
                    "{kind:?}, {channel:?}: {error}"
                );
            }
        }
    }
}

/// Somebody named after what breaks a mail stays a name.
#[test]
fn what_people_type_is_only_text() {
    let (kind, mut facts) = facts_for("item-unavailable");
    facts.customer = Some("Ana\r\nBcc: todos@example.com".to_owned());
    facts.item = Some("<img src=x onerror=alert(1)>\r\nBcc: todos@example.com".to_owned());
    facts.store = "Cantina\n\n</p><a href=\"https://mau.example\">ganhe</a>".to_owned();
    facts.substitute = Some("https://mau.example".to_owned());
    for channel in Channel::ALL {
        let rendered = render(kind, channel, Language::PtBr, &facts).expect("a notice");
        assert!(!rendered.text().contains("\nBcc:") && !rendered.text().contains('\r'));
        match rendered {
            Rendered::Email { html, .. } => {
                assert!(
                    !html.contains("<img") && !html.contains("href=\"https://mau"),
                    "{html}"
                );
            }
            Rendered::WhatsApp { parameters, .. } => {
                assert!(!parameters.iter().any(|parameter| parameter.contains('\n')));
            }
            Rendered::Sms(_) => {}
        }
    }
    facts.courier = Some("Bruno\r\nBcc: todos@example.com".to_owned());
    let rendered = render(
        NoticeKind::CourierAssigned,
        Channel::Email,
        Language::En,
        &facts,
    );
    let rendered = rendered.expect("a notice");
    assert_eq!(
        rendered.subject(),
        Some("Bruno Bcc: todos@example.com will bring your order #1042")
    );
}

/// The variables of each text, by `key` or `key.attribute`.
fn variables_of(language: Language, file: &str) -> BTreeMap<String, BTreeSet<String>> {
    let path = texts().join(language.tag()).join(file);
    let source = fs::read_to_string(&path).expect("a file of texts");
    let resource: Resource<&str> = fluent_syntax::parser::parse(source.as_str())
        .map_err(|(_, errors)| errors)
        .expect("Fluent's syntax");
    let mut texts = BTreeMap::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                if let Some(value) = &message.value {
                    let known = texts.insert(message.id.name.to_owned(), variables(value));
                    assert!(
                        known.is_none(),
                        "`{}` stands twice in {file}",
                        message.id.name
                    );
                }
                for attribute in &message.attributes {
                    let key = format!("{}.{}", message.id.name, attribute.id.name);
                    let known = texts.insert(key, variables(&attribute.value));
                    assert!(
                        known.is_none(),
                        "`{}` has an attribute twice",
                        message.id.name
                    );
                }
            }
            Entry::Term(_)
            | Entry::Comment(_)
            | Entry::GroupComment(_)
            | Entry::ResourceComment(_) => {}
            Entry::Junk { content } => panic!("{file} has what is no Fluent: {content}"),
        }
    }
    texts
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression } => in_expression(expression, &mut found),
        }
    }
    found
}

fn in_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, found),
        Expression::Select { selector, variants } => {
            in_inline(selector, found);
            for variant in variants {
                found.extend(variables(&variant.value));
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => in_expression(expression, found),
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                in_inline(argument, found);
            }
        }
        InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {}
    }
}

#[test]
fn languages_have_the_same_texts_and_variables() {
    for file in ["notices.ftl", "status.ftl"] {
        let original = variables_of(Language::PtBr, file);
        let translated = variables_of(Language::En, file);
        let mut wrong = Vec::new();
        for key in original.keys().chain(translated.keys()) {
            let (of_original, of_translated) = (original.get(key), translated.get(key));
            if of_original != of_translated {
                wrong.push(format!(
                    "`{key}` in {file}: pt-BR has {of_original:?}, en has {of_translated:?}"
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn every_key_of_the_program_has_its_text() {
    let status = variables_of(Language::PtBr, "status.ftl");
    let notices = variables_of(Language::PtBr, "notices.ftl");
    let stored = |value: Status| {
        let name = serde_json::to_value(value).expect("json");
        name.as_str().expect("a name").to_owned()
    };
    let mut needed: Vec<String> = Vec::new();
    for value in Status::ALL {
        needed.push(format!("status-{}", stored(value)));
        needed.push(format!("status-{}.short", stored(value)));
    }
    needed.extend(Reason::ALL.map(Reason::key));
    needed.extend(Why::ALL.map(|why| why.key().to_owned()));
    needed.extend(NoticeKind::ALL.map(|kind| format!("notice-{}", kind.key())));
    needed.extend(Channel::ALL.map(|channel| format!("channel-{}", channel.key())));
    for key in &needed {
        assert!(status.contains_key(key), "status.ftl lacks `{key}`");
    }
    for value in Status::ALL {
        let short = text(
            Language::PtBr,
            &format!("status-{}.short", stored(value)),
            &[],
        );
        assert!(short.is_ok(), "{short:?}");
    }
    let pieces = By::ALL
        .map(By::key)
        .into_iter()
        .chain(DelayCause::ALL.map(DelayCause::key));
    for key in pieces {
        assert!(notices.contains_key(key), "notices.ftl lacks `{key}`");
    }
    for message in MESSAGES {
        for part in ["subject", "email", "sms", "whatsapp"] {
            let key = format!("{message}.{part}");
            assert!(notices.contains_key(&key), "notices.ftl lacks `{key}`");
        }
    }
}

/// The brief that the wording follows, so that a rewrite of the golden files cannot lose it.
#[test]
fn the_sentence_on_the_way_says_what_people_need() {
    let (kind, facts) = facts_for("on-the-way");
    let whatsapp = render(kind, Channel::WhatsApp, Language::PtBr, &facts).expect("a notice");
    assert!(
        whatsapp.text().starts_with(
            "Seu pedido #1042 saiu para entrega. Chega entre 19:20 e 19:35. PIN 4821."
        )
    );
    assert_eq!(kind.category(), Category::Transactional);
}
