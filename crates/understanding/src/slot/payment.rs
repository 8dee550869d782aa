//! Means of payment.

use super::reading::Reading;
use crate::Intent;

/// All means of payment that are named, as they were typed; cash in the word of its language.
pub(super) fn method(reading: &mut Reading) -> Option<String> {
    if !matches!(
        reading.intent,
        Intent::PaymentProblem | Intent::PixProblem | Intent::RefundStatus | Intent::OrderAgain
    ) {
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    let mut index = 0;
    while index < reading.len() {
        let Some(length) = reading
            .longest(index, METHODS)
            .filter(|_| reading.is_free(index))
        else {
            index += 1;
            continue;
        };
        reading.take(index..index + length);
        let name = match reading.word(index) {
            "especie" => "dinheiro",
            _ => reading.span(index..index + length),
        };
        let known = found.iter().any(|known| known.eq_ignore_ascii_case(name));
        let money_back =
            name.eq_ignore_ascii_case("dinheiro") && reading.intent == Intent::RefundStatus;
        if !known && !money_back {
            found.push(name.to_owned());
        }
        index += length;
    }
    (!found.is_empty()).then(|| found.join(", "))
}

/// What can be paid with, folded.
const METHODS: &[&str] = &[
    "pix",
    "boleto",
    "dinheiro",
    "especie",
    "cash",
    "efectivo",
    "cartao",
    "cartao de credito",
    "cartao de debito",
    "cartao credito",
    "cartao debito",
    "cartao visa",
    "cartao master",
    "cartoes",
    "credito",
    "debito",
    "card",
    "credit card",
    "debit card",
    "credit cards",
    "debit cards",
    "cards",
    "tarjeta",
    "tarjeta de credito",
    "tarjeta de debito",
    "tarjetas",
    "vr",
    "va",
    "vale",
    "vale refeicao",
    "vale alimentacao",
    "vale-refeicao",
    "vale-alimentacao",
    "alelo",
    "sodexo",
    "pluxee",
    "ticket",
    "ticket restaurante",
    "visa",
    "mastercard",
    "master",
    "elo",
    "hipercard",
    "amex",
    "american express",
    "apple pay",
    "google pay",
    "samsung pay",
    "paypal",
    "mercado pago",
    "picpay",
    "nubank",
    "transferencia",
    "bank transfer",
    "bitcoin",
    "crypto",
    "cheque",
    "meal voucher",
    "gift card",
];
