//! Means of payment.

use super::reading::{Reading, Words};
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
        // "Perdi o dinheiro" is not about notes and coins.
        let money = name.eq_ignore_ascii_case("dinheiro")
            && (THE.has(reading.word_before(index, 1)) || reading.intent == Intent::RefundStatus);
        // `quanto tempo vale o pix`
        let holds = name.eq_ignore_ascii_case("vale") && !TAKING.has(reading.word_before(index, 1));
        let known = found.iter().any(|known| known.eq_ignore_ascii_case(name));
        if !known && !money && !holds {
            found.push(name.to_owned());
        }
        index += length;
    }
    if reading.intent == Intent::PixProblem && found.is_empty() {
        return reading
            .mentions(PIX_BY_OTHER_NAMES)
            .then(|| "pix".to_owned());
    }
    if found.len() > 1 && reading.mentions(CHANGING) {
        found.drain(..found.len() - 1);
    }
    (!found.is_empty()).then(|| found.join(", "))
}

/// Words before a voucher, where `vale` is no verb.
const TAKING: Words = Words(
    "o, no, meu, do, um, em, com, por, aceita, aceitam, passa, passam, pega, pegam, de, seu, no \
     meu",
);

const THE: Words = Words("o, meu, do, no meu, seu, que");

/// What is pasted or scanned is always Pix.
const PIX_BY_OTHER_NAMES: Words = Words("cola, copia");

/// Where one means is changed for another, the last is what is wanted.
const CHANGING: Words =
    Words("trocar, troca, mudar, muda, alterar, altera, change, switch, cambiar, cambia, cambio");

/// What can be paid with, folded.
const METHODS: Words = Words(
    "pix, ben, flash, caju, swile, pluxee, up brasil, greencard, verocard, alelo refeicao, \
     alelo alimentacao, vale-refeicao, cartao elo, cartao alelo, cartao sodexo, cartao vr, \
     cartao refeicao, cartao alimentacao, cartao mastercard, cartao amex, ticket alimentacao, \
     ticket refeicao, edenred, visa card, master card, mastercard card, amex card, elo card, \
     visa debit, visa credit, debit, credit, contactless, aproximacao, bizum, mb way, yape, \
     plin, nequi, mercadopago, oxxo, spei, transfer, venmo, zelle, cheques, check, vales, \
     vouchers, meal card, luncheon voucher, meal vouchers, food stamps, efetivo, diners, \
     maestro, naranja, cabal, boleto, dinheiro, especie, cash, efectivo, cartao, cartao de \
     credito, cartao de debito, cartao credito, cartao debito, cartao visa, cartao master, \
     cartoes, credito, debito, card, credit card, debit card, credit cards, debit cards, cards, \
     tarjeta, tarjeta de credito, tarjeta de debito, tarjetas, vr, va, vale, vale refeicao, \
     vale alimentacao, vale-alimentacao, alelo, sodexo, ticket, ticket restaurante, visa, \
     mastercard, master, elo, hipercard, amex, american express, apple pay, google pay, samsung \
     pay, paypal, mercado pago, picpay, nubank, transferencia, bank transfer, bitcoin, crypto, \
     cheque, meal voucher, gift card",
);
