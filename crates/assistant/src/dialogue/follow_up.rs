//! Messages that lean on the one before: corrections, "try anyway", "it is my sister's", a bare
//! number.

use understanding::{Intent, SlotName};

use crate::tool::{Change, OrderNumber};

use super::Turn;
use super::affirmation::phrase;
use super::known::Need;

/// Whose an order is said to be, when it is not the customer's.
const OTHERS: &[&str] = &[
    "mae",
    "pai",
    "irma",
    "irmao",
    "marido",
    "esposa",
    "mulher",
    "namorado",
    "namorada",
    "amigo",
    "amiga",
    "filho",
    "filha",
    "vizinho",
    "vizinha",
    "chefe",
    "dela",
    "dele",
    "sogra",
    "mother",
    "mom",
    "mum",
    "father",
    "dad",
    "sister",
    "brother",
    "husband",
    "wife",
    "friend",
    "son",
    "daughter",
    "roommate",
    "neighbor",
    "neighbour",
    "boss",
    "girlfriend",
    "boyfriend",
    "madre",
    "mama",
    "padre",
    "papa",
    "hermana",
    "hermano",
    "marida",
    "novio",
    "novia",
    "hija",
    "hijo",
];

/// Whose an order is said to be, when it is the customer's own.
const OWN: &[&str] = &[
    "meu",
    "minha",
    "meus",
    "mine",
    "my",
    "mio",
    "mia",
    "mi",
    "mios",
    "meu pedido",
    "o meu",
    "a minha",
];

/// Words that take up again what was given up.
const AGAIN: &[&str] = &[
    "na verdade",
    "pensando bem",
    "mudei de ideia",
    "actually",
    "on second thought",
    "changed my mind",
    "en realidad",
    "pensandolo bien",
    "mejor si",
    "de hecho",
    "muda sim",
    "quero sim",
];

/// "Try anyway": it is wanted all the same.
const INSIST: &[&str] = &[
    "tenta",
    "tente",
    "mas",
    "porfa",
    "poxa",
    "insisto",
    "mesmo assim",
    "da um jeito",
    "but",
    "try",
    "anyway",
    "come on",
    "please",
    "pero",
    "intenta",
    "intentalo",
    "igual",
    "ande",
    "por favor",
    "desisti",
    "quero mesmo",
    "i insist",
    "no way",
    "serio",
    "really",
    "de verdad",
];

const THE_COURIER: &[&str] = &[
    "ele",
    "ela",
    "he",
    "she",
    "him",
    "her",
    "el",
    "ella",
    "entregador",
    "motoboy",
    "moco",
    "courier",
    "driver",
    "rider",
    "repartidor",
    "coitado",
    "pobre",
];

const ALL_RIGHT: &[&str] = &[
    "bem",
    "machucou",
    "machucado",
    "vivo",
    "ok",
    "okay",
    "fine",
    "hurt",
    "alright",
    "right",
    "bien",
    "lastimo",
    "herido",
    "safe",
];

const ARRIVES: &[&str] = &[
    "que horas chega",
    "que hora chega",
    "quando chega",
    "quanto falta",
    "hora llega",
    "cuando llega",
    "cuanto falta",
    "when does it arrive",
    "when will it arrive",
    "time will it arrive",
    "time does it arrive",
    "when will it get here",
];

const ONCE_MORE: &[&str] = &[
    "refazer", "refaco", "refaz", "reorder", "rehacer", "rehago", "redo",
];

const AN_ORDER: &[&str] = &[
    "pedido",
    "pedidos",
    "encomenda",
    "order",
    "orders",
    "orden",
    "compra",
];

/// Corrects a change that waits: it is meant for another order, or another address.
pub(super) fn corrects(turn: &mut Turn<'_>, proposed: &Change) -> Result<bool, Need> {
    let orders = turn.orders()?;
    let words = turn.words();
    let own = orders.iter().map(|order| &order.number);
    let named = own
        .filter(|number| *number != proposed.order())
        .find(|number| words.iter().any(|word| word == number.as_str()))
        .cloned()
        .or_else(|| turn.number_said());
    if let Some(number) = named.filter(|number| number != proposed.order()) {
        let same_subject = matches!(
            turn.intent(),
            Intent::ConfirmNo
                | Intent::ConfirmYes
                | Intent::CancelOrder
                | Intent::ChangeAddress
                | Intent::ChangeInstructions
                | Intent::OutOfScope
        ) || turn.words().len() <= 4;
        if same_subject {
            turn.drop_proposal();
            turn.propose_for(proposed, &number)?;
            return Ok(true);
        }
    }
    if let Change::Address { order, .. } = proposed
        && named_address(turn)
    {
        let order = order.clone();
        if let Some(address) = turn.address_for(&order)? {
            turn.memory.topic = Some(Intent::ChangeAddress);
            turn.quote_address(&order, &address)?;
            return Ok(true);
        }
    }
    Ok(false)
}

fn named_address(turn: &Turn<'_>) -> bool {
    let place = turn
        .slot(SlotName::Address)
        .is_some_and(super::address::looks_like_address);
    place
        && matches!(
            turn.intent(),
            Intent::ConfirmNo | Intent::ConfirmYes | Intent::ChangeAddress | Intent::OutOfScope
        )
}

/// What could not be done is wanted all the same: it is refused once more, without asking again.
pub(super) fn insists(turn: &mut Turn<'_>) -> Result<bool, Need> {
    let Some(refused) = turn.heard.memory.refused.clone() else {
        return Ok(false);
    };
    let words = turn.words();
    let says_so =
        words.iter().any(|word| INSIST.contains(&word.as_str())) || phrase(&words, INSIST);
    let same = match &refused.change {
        Change::Cancel { .. } => turn.intent() == Intent::CancelOrder,
        Change::Address { .. } => turn.intent() == Intent::ChangeAddress,
        Change::Instructions { .. } => turn.intent() == Intent::ChangeInstructions,
        Change::Substitute { .. } => turn.intent() == Intent::ChangeItems,
    };
    let nothing_new =
        turn.slot(SlotName::OrderNumber).is_none() && turn.slot(SlotName::Address).is_none();
    let unclear = matches!(
        turn.intent(),
        Intent::OutOfScope | Intent::ConfirmYes | Intent::ConfirmNo
    );
    let question = turn.heard.said.contains('?');
    if nothing_new && same && question && !says_so {
        // "And if I do not open the door?": what the shop's texts say about it.
        turn.memory.topic = Some(turn.intent());
        turn.passages(turn.intent())?;
        return Ok(true);
    }
    if !nothing_new || question || !(same || (says_so && unclear)) {
        return Ok(false);
    }
    turn.memory.topic = Some(turn.intent());
    turn.say("still-not-possible", &[]);
    let order = refused.change.order().clone();
    turn.memory.refused = Some(refused);
    turn.offer_person(Some(order));
    Ok(true)
}

/// After an order that is not theirs, the customer says whose it is: nothing is told either way.
pub(super) fn speaks_for_somebody(turn: &mut Turn<'_>) -> bool {
    let Some(number) = turn.heard.memory.not_found.clone() else {
        return false;
    };
    let words = turn.words();
    let of_other = words.iter().any(|word| OTHERS.contains(&word.as_str()));
    let own = words.iter().any(|word| OWN.contains(&word.as_str()));
    let names = turn.slot(SlotName::OrderNumber).is_some();
    if names || !of_other || (own && turn.heard.said.contains('?')) {
        return false;
    }
    turn.memory.not_found = Some(number);
    turn.say("only-own-orders", &[]);
    true
}

/// What a message is about that only continues the one before: a bare number, "and the other
/// one?", a change of mind.
pub(super) fn continued(turn: &mut Turn<'_>) -> Option<Intent> {
    let words = turn.words();
    let topic = turn.heard.memory.topic;
    if let Some(declined) = turn.heard.memory.declined.clone() {
        let same = matches!(
            (&declined, turn.intent()),
            (Change::Address { .. }, Intent::ChangeAddress)
                | (Change::Cancel { .. }, Intent::CancelOrder)
                | (Change::Instructions { .. }, Intent::ChangeInstructions)
        );
        let says_yes = words
            .iter()
            .any(|word| matches!(word.as_str(), "sim" | "yes" | "si"));
        let nothing_new =
            turn.slot(SlotName::Address).is_none() && turn.slot(SlotName::OrderNumber).is_none();
        let unclear = matches!(
            turn.intent(),
            Intent::ConfirmYes | Intent::OutOfScope | Intent::ConfirmNo
        );
        if nothing_new && (phrase(&words, AGAIN) || says_yes) && (same || unclear) {
            turn.resumes = true;
            return Some(intent_of(&declined));
        }
    }
    if turn.calls_for_person_only() {
        return Some(Intent::HumanAgent);
    }
    let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    // "Is he all right?", after it was said that the courier is late.
    let of_order = matches!(
        topic,
        Some(Intent::TrackOrder | Intent::Eta | Intent::LateOrder)
    );
    if of_order && says(THE_COURIER) && says(ALL_RIGHT) {
        return Some(Intent::CourierContact);
    }
    // "Hi, I have a scheduled order": more than a greeting.
    if turn.intent() == Intent::Greeting && words.len() >= 4 && says(AN_ORDER) {
        return Some(Intent::TrackOrder);
    }
    // "Bring it to …" without a time speaks of a place.
    let elsewhere = turn.address_said().is_some()
        && turn.slot(SlotName::Time).is_none()
        && turn.slot(SlotName::Date).is_none();
    if elsewhere && matches!(turn.intent(), Intent::Reschedule | Intent::OutOfScope) {
        return Some(Intent::ChangeAddress);
    }
    // What was talked about before must not hide a plain question.
    let vague = matches!(
        turn.intent(),
        Intent::CancelOrder
            | Intent::ConfirmYes
            | Intent::ConfirmNo
            | Intent::OutOfScope
            | Intent::Greeting
            | Intent::Thanks
            | Intent::TrackOrder
            | Intent::MenuQuestion
            | Intent::OrderAgain
            | Intent::OpeningHours
    );
    if vague && phrase(&words, ARRIVES) {
        return Some(Intent::Eta);
    }
    let unpaid = matches!(topic, Some(Intent::PixProblem | Intent::PaymentProblem));
    if unpaid && says(ONCE_MORE) && !turn.heard.said.contains('?') {
        return Some(Intent::OrderAgain);
    }
    // A message of little more than a number goes on with what was talked about.
    let bare = turn.number_said().is_some() && words.len() <= 4;
    let carries_on = matches!(
        topic,
        Some(
            Intent::TrackOrder
                | Intent::Eta
                | Intent::LateOrder
                | Intent::CancelOrder
                | Intent::ChangeAddress
                | Intent::Receipt
        )
    );
    let unclear = matches!(
        turn.intent(),
        Intent::OutOfScope | Intent::ConfirmYes | Intent::ConfirmNo | Intent::TrackOrder
    );
    if bare && carries_on && unclear && turn.heard.memory.not_found.is_some() {
        return topic;
    }
    if bare
        && matches!(
            turn.intent(),
            Intent::OutOfScope | Intent::ConfirmNo | Intent::ConfirmYes
        )
    {
        return Some(topic.filter(|_| carries_on).unwrap_or(Intent::TrackOrder));
    }
    None
}

/// What a change is about.
pub(super) const fn intent_of(change: &Change) -> Intent {
    match change {
        Change::Cancel { .. } => Intent::CancelOrder,
        Change::Address { .. } => Intent::ChangeAddress,
        Change::Instructions { .. } => Intent::ChangeInstructions,
        Change::Substitute { .. } => Intent::ChangeItems,
    }
}

impl Turn<'_> {
    /// Proposes a change again that was proposed before.
    pub(super) fn again(&mut self, change: &Change) -> Result<(), Need> {
        let order = change.order().clone();
        self.propose_for(change, &order)
    }

    /// Proposes the same change for this order.
    pub(super) fn propose_for(&mut self, change: &Change, order: &OrderNumber) -> Result<(), Need> {
        self.memory.topic = Some(intent_of(change));
        match change {
            Change::Cancel { .. } => self.quote_cancel(order),
            Change::Address { address, .. } => self.quote_address(order, &address.clone()),
            Change::Instructions { instructions, .. } => {
                self.propose_instructions(order, &instructions.clone())
            }
            Change::Substitute { .. } => self.status_of(order),
        }
    }
}
