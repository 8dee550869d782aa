//! Which topic answers a message: open questions first, then what it is about.

use understanding::Intent;

use crate::memory::Pending;

use super::affirmation;
use super::known::Need;
use super::which::Purpose;
use super::{Affirmation, Turn, follow_up};

/// Finds the whole answer.
pub(super) fn answer(turn: &mut Turn<'_>) -> Result<(), Need> {
    if answers_proposal(turn)? {
        return Ok(());
    }
    if let Some(pending) = turn.memory.pending.take()
        && answers_question(turn, pending)?
    {
        return Ok(());
    }
    if follow_up::insists(turn)? || follow_up::speaks_for_somebody(turn) {
        return Ok(());
    }
    let intent = follow_up::continued(turn).unwrap_or(turn.intent());
    about(turn, intent)
}

/// Answers what a message is about.
pub(super) fn about(turn: &mut Turn<'_>, intent: Intent) -> Result<(), Need> {
    turn.memory.topic = Some(intent);
    if changes_something(intent) {
        turn.drop_proposal();
    }
    match intent {
        Intent::TrackOrder => turn.status(),
        Intent::Eta | Intent::LateOrder => turn.eta(),
        Intent::ChangeAddress => turn.change_address(),
        Intent::ChangeInstructions => turn.change_instructions(),
        Intent::CancelOrder => turn.cancel(),
        Intent::Receipt => turn.receipt(),
        Intent::DeliveryFee => turn.delivery_fee(),
        Intent::PixProblem | Intent::PaymentProblem => turn.payment(),
        Intent::CourierContact => turn.courier(),
        Intent::HumanAgent => turn.person(),
        Intent::WrongOrMissingItem | Intent::DamagedOrCold => turn.complaint(),
        Intent::Reschedule | Intent::ChangeItems | Intent::PrivacyDelete => turn.by_a_person(),
        Intent::RefundStatus
        | Intent::DeliveryArea
        | Intent::OpeningHours
        | Intent::MinimumOrder
        | Intent::MenuQuestion
        | Intent::Allergens
        | Intent::ItemUnavailable
        | Intent::DoorPin
        | Intent::Coupon => turn.passages(intent),
        Intent::OrderAgain => {
            turn.order_again();
            Ok(())
        }
        Intent::RateOrder => turn.rate(),
        Intent::Greeting => {
            turn.greeting();
            Ok(())
        }
        Intent::Thanks => {
            turn.thanks();
            Ok(())
        }
        Intent::ConfirmYes => turn.yes_to_nothing(),
        Intent::ConfirmNo => {
            turn.no_to_nothing();
            Ok(())
        }
        Intent::OutOfScope => {
            turn.out_of_scope();
            Ok(())
        }
    }
}

/// Whether a message about this has its own answer, and is none to the offer of a person.
const fn speaks_of_an_order(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::TrackOrder
            | Intent::Eta
            | Intent::LateOrder
            | Intent::ChangeAddress
            | Intent::ChangeInstructions
            | Intent::CancelOrder
            | Intent::Receipt
            | Intent::DeliveryFee
    )
}

/// Whether a message about this takes the place of a change that waits.
const fn changes_something(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::ChangeAddress
            | Intent::ChangeInstructions
            | Intent::CancelOrder
            | Intent::Reschedule
            | Intent::ChangeItems
    )
}

/// Answers a message that is a yes or no to what was proposed.
fn answers_proposal(turn: &mut Turn<'_>) -> Result<bool, Need> {
    let now = turn.heard.now;
    let Some(proposal) = turn.memory.proposal.clone() else {
        return Ok(false);
    };
    let affirmation = affirmation(turn.heard.said, &proposal.change);
    if turn.memory.open_proposal(now).is_none() {
        turn.drop_proposal();
        turn.memory.declined = Some(proposal.change.clone());
        if affirmation != Affirmation::Yes {
            return Ok(false);
        }
        turn.say("proposal-expired", &[]);
        turn.again(&proposal.change)?;
        return Ok(true);
    }
    match affirmation {
        Affirmation::Yes => {
            turn.memory.topic = Some(Intent::ConfirmYes);
            turn.said_yes = Some(proposal.id);
            turn.say("press-confirm", &[]);
            turn.show(crate::turn::Piece::Proposal(proposal));
        }
        Affirmation::No => {
            if follow_up::corrects(turn, &proposal.change)? {
                return Ok(true);
            }
            turn.drop_proposal();
            turn.memory.declined = Some(proposal.change);
            turn.memory.topic = Some(Intent::ConfirmNo);
            turn.say("kept-as-it-was", &[]);
        }
        Affirmation::Pretended => {
            turn.say("only-your-confirmation", &[]);
            turn.show(crate::turn::Piece::Proposal(proposal));
        }
        Affirmation::Neither => {
            if follow_up::corrects(turn, &proposal.change)? {
                return Ok(true);
            }
            return Ok(false);
        }
    }
    Ok(true)
}

/// Answers a message that says what was asked for.
fn answers_question(turn: &mut Turn<'_>, pending: Pending) -> Result<bool, Need> {
    let said = turn.heard.said;
    match pending {
        Pending::Person { order } => {
            if affirmation::wants_person(said) && !speaks_of_an_order(turn.intent()) {
                turn.hand_over(order)?;
                return Ok(true);
            }
            if affirmation::says_no(said) && turn.intent() == Intent::ConfirmNo {
                turn.memory.topic = Some(Intent::ConfirmNo);
                turn.say("no-person-then", &[]);
                return Ok(true);
            }
            Ok(false)
        }
        Pending::Order {
            intent,
            address,
            instructions,
        } => {
            let purpose = Purpose::of(intent);
            let Some(order) = turn.chosen(purpose)? else {
                if affirmation::says_no(said) || turn.intent() == Intent::ConfirmNo {
                    turn.memory.topic = Some(Intent::ConfirmNo);
                    turn.say("kept-as-it-was", &[]);
                    return Ok(true);
                }
                return Ok(false);
            };
            turn.memory.topic = Some(intent);
            match intent {
                Intent::ChangeAddress => match address {
                    Some(address) => turn.quote_address(&order, &address)?,
                    None => turn.ask_address(&order)?,
                },
                Intent::ChangeInstructions => match instructions {
                    Some(text) => turn.propose_instructions(&order, &text)?,
                    None => turn.ask_instructions(&order),
                },
                Intent::CancelOrder => turn.quote_cancel(&order)?,
                Intent::Eta | Intent::LateOrder => turn.eta_of(&order)?,
                Intent::Receipt | Intent::DeliveryFee => turn.receipt_of(&order)?,
                Intent::CourierContact => turn.courier_of(&order)?,
                _ => turn.status_of(&order)?,
            }
            Ok(true)
        }
        Pending::Address { order } => {
            if affirmation::says_no(said) && turn.address_said().is_none() {
                turn.memory.topic = Some(Intent::ConfirmNo);
                turn.say("kept-as-it-was", &[]);
                return Ok(true);
            }
            let Some(address) = turn.address_for(&order)? else {
                return Ok(false);
            };
            turn.memory.topic = Some(Intent::ChangeAddress);
            turn.quote_address(&order, &address)?;
            Ok(true)
        }
        Pending::Instructions { order } => {
            if affirmation::says_no(said) && turn.words().len() <= 3 {
                turn.memory.topic = Some(Intent::ConfirmNo);
                turn.say("kept-as-it-was", &[]);
                return Ok(true);
            }
            let something_else = !matches!(
                turn.intent(),
                Intent::ChangeInstructions
                    | Intent::OutOfScope
                    | Intent::ConfirmYes
                    | Intent::ConfirmNo
                    | Intent::CourierContact
                    | Intent::DoorPin
            );
            if something_else || said.contains('?') {
                return Ok(false);
            }
            turn.memory.topic = Some(Intent::ChangeInstructions);
            turn.propose_instructions(&order, &super::instructions::extracted(said))?;
            Ok(true)
        }
    }
}
