//! Why an order is called off.

use super::reading::{Reading, Words};
use crate::{Intent, spelling};

/// Why, as it was typed; only of orders that are called off.
pub(super) fn of(reading: &Reading) -> Option<String> {
    if reading.intent != Intent::CancelOrder {
        return None;
    }
    let text = reading.text();
    let clauses: Vec<&str> = text
        .split([',', '.', ';', '!', '?', '\n', '—', '(', ')'])
        .flat_map(|clause| clause.split(" - "))
        .map(|clause| clause.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|clause| !clause.is_empty())
        .collect();
    let given = clauses.iter().find_map(|clause| behind_because(clause));
    let told = || {
        let told = clauses.iter().copied().find(|clause| tells(clause))?;
        Some(without_lead(told))
    };
    given.or_else(told).map(str::to_owned)
}

/// What follows `porque` and its like.
fn behind_because(clause: &str) -> Option<&str> {
    let words = spelling::tokens(clause);
    for (index, word) in words.iter().enumerate() {
        let length = BECAUSE.listed().find_map(|phrase| {
            let parts: Vec<&str> = phrase.split(' ').collect();
            let here = words.get(index..index + parts.len())?;
            let fits = here
                .iter()
                .zip(&parts)
                .all(|(word, part)| word.folded == *part);
            // `as I have to leave`: the reason begins with the second word.
            fits.then_some(if parts[0] == "as" { 1 } else { parts.len() })
        });
        if let (Some(length), false) = (length, word.folded.is_empty()) {
            let rest = words.get(index + length)?;
            let rest = clause[rest.at.start..].trim();
            return (rest.len() > 3 && !asks(rest)).then_some(rest);
        }
    }
    None
}

const BECAUSE: Words = Words(
    "porque, pq, pois, uma vez que, visto que, dado que, por conta de, por conta do, por conta \
     da, e que, eh que, es que, as i, as we, as my, as the, given that, on account of, puesto \
     que, por culpa de, por motivo de, por causa de, por causa da, por causa do, because, \
     because of, cause, cuz, due to, since, ya que, por motivos de, debido a, xq, porq, ja que",
);

/// Whether the clause tells something, rather than asks, greets or calls off.
fn tells(clause: &str) -> bool {
    let words = spelling::tokens(clause);
    let folded = spelling::fold(clause);
    let polite = words
        .iter()
        .all(|token| POLITE.has(&token.folded) || token.folded.chars().all(|c| !c.is_alphabetic()));
    if let [only] = words.as_slice() {
        return ALONE.has(&only.folded);
    }
    let calls_off = CALLING_OFF.listed().any(|stem| folded.contains(stem));
    let dismisses = DISMISSING.listed().any(|phrase| folded.starts_with(phrase));
    let points = words.len() <= 3 && words.iter().any(|token| POINTING.has(&token.folded));
    !(polite || calls_off || dismisses || points || asks(clause))
}

const POINTING: Words =
    Words("outro, outra, segundo, primeiro, other one, second, first, otro, otra, primero");

fn asks(clause: &str) -> bool {
    let words = spelling::tokens(clause);
    let second = words.get(1).map_or("", |word| &word.folded);
    // Spanish `se me hizo tarde` tells; Portuguese `se` is `if`.
    let reflexive = matches!(second, "me" | "nos" | "le" | "les");
    words
        .first()
        .is_some_and(|word| ASKING.has(&word.folded) && !(word.folded == "se" && reflexive))
}

/// The clause without the words that lead into it: `é que`, `mas`.
fn without_lead(clause: &str) -> &str {
    let mut clause = clause;
    while let Some(first) = spelling::tokens(clause).into_iter().next() {
        if !LEADS.has(&first.folded) {
            break;
        }
        let rest = clause[first.at.end..].trim_start();
        if rest.is_empty() {
            break;
        }
        clause = rest;
    }
    clause
}

const LEADS: Words = Words("we're, i'm, e, mas, and, but, y, pero, entao, so, oi, ola, hola, hi");

const CALLING_OFF: Words = Words(
    "desisti d, cancel, anul, nao precisa, do not send, don't send, dont send, no lo mand, no \
     lo env, reembols, refund, de volta, estorn",
);

/// Reasons of a single word.
const ALONE: Words = Words("desisti, desistimos");

const DISMISSING: Words = Words(
    "deixa pra, deixa quieto, esquece, forget it, never mind, nevermind, olvidalo, nao quero \
     mais, ya no hace falta, nao precisa mais, no longer need, ya no lo quiero, i don't want \
     it, dejalo",
);

const ASKING: Words = Words(
    "tem, da, posso, consigo, como, quanto, qual, can, could, is, how, will, do, puedo, puede, \
     pueden, cuanto, hay, ainda, quero, queria, gostaria, i'd, quiero, quisiera, preciso, \
     please, por, se, if, si, ate, voces, vcs, vc, voce, podem, pode, you, y'all, ustedes, \
     what, que, cuando, when, quando",
);

const POLITE: Words = Words(
    "oi, ola, bom, boa, dia, tarde, noite, por, favor, pf, pfv, pfvr, please, pls, obrigado, \
     obrigada, gracias, thanks, hola, hi, hello, hey, urgente, ja, agora, now, ya, ahora, \
     gentileza, o, pedido, order, el, the, meu, my, mi, mano, gente, moca, moco, sorry, \
     desculpa, perdon, disculpa, buenas, tardes, n, nº, numero, aff, sim, yes, nao, no",
);
