//! What a message means depends on what was said before; and no message is too odd.

use proptest::prelude::*;
use understanding::{Intent, Language, Said, SlotName, Speaker, Understanding, Vocabulary};

fn said(by: Speaker, text: &str) -> Said {
    Said {
        by,
        text: text.to_owned(),
    }
}

fn after(before: &[(Speaker, &str)], message: &str) -> understanding::Understood {
    let before: Vec<Said> = before.iter().map(|(by, text)| said(*by, text)).collect();
    Understanding::new().understand(message, &before, &Vocabulary::default())
}

use Speaker::{Assistant, Customer};

#[test]
fn an_address_answers_the_question_for_one() {
    let before = [
        (Customer, "preciso trocar o endereço"),
        (
            Assistant,
            "Para onde deve ir? Diga o endereço: qual é a rua e o número?",
        ),
    ];
    let understood = after(&before, "rua mato grosso 81 casa 2");
    assert_eq!(understood.intent, Intent::ChangeAddress);
    assert_eq!(
        understood.slots.get(SlotName::Address),
        Some("rua mato grosso 81 casa 2")
    );
}

#[test]
fn a_number_keeps_what_the_conversation_was_about() {
    let before = [
        (Customer, "quero cancelar meu pedido"),
        (Assistant, "Qual deles: 30112 ou 30113?"),
    ];
    let understood = after(&before, "30113");
    assert_eq!(understood.intent, Intent::CancelOrder);
    assert_eq!(understood.slots.get(SlotName::OrderNumber), Some("30113"));
    assert_eq!(after(&before, "o segundo").intent, Intent::CancelOrder);
}

#[test]
fn what_goes_on_keeps_what_the_conversation_was_about() {
    let before = [
        (Customer, "que horas vocês abrem hoje?"),
        (Assistant, "Hoje abrimos às 18h."),
    ];
    assert_eq!(after(&before, "e amanhã?").intent, Intent::OpeningHours);
}

#[test]
fn yes_and_no_stay_yes_and_no() {
    let before = [
        (Customer, "quero cancelar meu pedido"),
        (Assistant, "Cancelo o pedido 30113. Confirma?"),
    ];
    assert_eq!(after(&before, "sim").intent, Intent::ConfirmYes);
    assert_eq!(after(&before, "não, deixa").intent, Intent::ConfirmNo);
}

#[test]
fn a_short_message_is_in_the_language_of_the_conversation() {
    let spanish = [(Customer, "¿dónde está el repartidor?")];
    let english = [(Customer, "where is the driver now?")];
    assert_eq!(after(&spanish, "ok").language, Language::Es);
    assert_eq!(after(&english, "ok").language, Language::En);
    assert_eq!(after(&[], "30113").language, Language::PtBr);
}

proptest! {
    #[test]
    fn no_message_is_too_odd(message in any::<String>(), earlier in any::<String>()) {
        let before = [said(Assistant, &earlier), said(Customer, &message), said(Assistant, &earlier)];
        let understood = Understanding::new().understand(&message, &before, &Vocabulary::default());
        prop_assert!((0.0..=1.0).contains(&understood.confidence));
    }

    #[test]
    fn no_mixture_of_pieces_is_too_odd(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "R.", "rua", "12", "às", "8", "e", "meia", "h", "19h30", "-", "(", "16", "99999-0100",
                "@", "a@b.example", "CUPOM10", "cupom", "pix", "x-", "x", "2", "suco", "de", "dia",
                "25/12", ",", "¿", "até", "\u{301}", "👍🏽", "€", "pm", "p", ".", "m", "apto", "st",
                "cancela", "porque", "half", "past", "tira", "muda", "endereço", "pra", "bairro",
            ]),
            0..12,
        ),
        spaced in any::<bool>(),
    ) {
        let message = pieces.join(if spaced { " " } else { "" });
        for question in ["Qual é o endereço?", "Confirma?", "Which one?"] {
            let before = [said(Customer, "quero mudar o endereço"), said(Assistant, question)];
            Understanding::new().understand(&message, &before, &Vocabulary::default());
        }
    }
}
