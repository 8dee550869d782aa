//! Calling an order off: what that would lead to, and the question whether it should be.

use delivery::Money;
use understanding::Intent;

use crate::memory::Refused;
use crate::tool::{Answer, Change, OrderNumber, Preview, Question, Verdict};
use crate::words;

use super::Turn;
use super::known::Need;

impl Turn<'_> {
    /// Calls the order off that is meant, as far as that is possible.
    pub(super) fn cancel(&mut self) -> Result<(), Need> {
        match self.one_order(Intent::CancelOrder, None, None)? {
            Some(number) => self.quote_cancel(&number),
            None => Ok(()),
        }
    }

    /// Says what calling this order off would lead to, and asks for a click.
    pub(super) fn quote_cancel(&mut self, number: &OrderNumber) -> Result<(), Need> {
        if self.facts(Question::CancelQuote(number.clone()))?.is_none() {
            return Ok(());
        }
        let Answer::Preview(order, preview) = self.ask(Question::CancelQuote(number.clone()))?
        else {
            return Ok(());
        };
        let change = Change::Cancel {
            order: order.number.clone(),
        };
        match preview.verdict {
            Verdict::Allowed | Verdict::NeedsApproval => {
                let items = words::items(self.language, &order.items, self.heard.hosts);
                let arguments = [("order", number.to_string()), ("items", items)];
                self.say("cancel-quote", &arguments);
                self.tell_cost(preview);
                if preview.verdict == Verdict::NeedsApproval {
                    self.say("store-decides", &[]);
                }
                self.say("cancel-confirm", &[("order", number.to_string())]);
                self.propose(change, Some(preview.clone()));
            }
            Verdict::AlreadyOut
            | Verdict::OutOfZone
            | Verdict::UnknownAddress
            | Verdict::Refused => {
                let key = words::stage_key(order.stage);
                let specific = format!("cancel-refused-{key}");
                let number = ("order", number.to_string());
                if crate::texts::has(self.language, &specific) {
                    self.say(&specific, &[number]);
                } else {
                    self.say("cancel-refused", &[number]);
                }
                self.memory.refused = Some(Refused {
                    change,
                    preview: preview.clone(),
                });
                if !words::over(order.stage) {
                    self.offer_person(Some(order.number.clone()));
                }
            }
        }
        Ok(())
    }

    /// What a change costs, and what is given back.
    pub(super) fn tell_cost(&mut self, preview: &Preview) {
        let fee = preview.fee.to_string();
        let refund = preview.refund.to_string();
        let key = match (preview.fee == Money::ZERO, preview.refund == Money::ZERO) {
            (true, true) => "cost-nothing",
            (true, false) => "cost-full-refund",
            (false, true) => "cost-fee",
            (false, false) => "cost-part-refund",
        };
        self.say(key, &[("fee", fee), ("refund", refund)]);
    }
}
