//! What an order cost.

use understanding::{Intent, SlotName};

use crate::tool::{OrderFacts, OrderNumber, Question};
use crate::turn::{Card, Piece};
use crate::words;

use super::Turn;
use super::affirmation::phrase;
use super::known::Need;

/// Words of a question about what was charged, rather than about what is charged in general.
const CHARGED: &[&str] = &[
    "foi", "paguei", "cobraram", "cobrou", "pagamos", "cobrada", "cobrado", "was", "paid", "pay",
    "charged", "fue", "pague", "cobraste", "mesmo", "deu", "meu", "minha", "my", "mi",
];

const OF_AN_ORDER: &[&str] = &[
    "meu pedido",
    "desse pedido",
    "deste pedido",
    "my order",
    "this order",
    "mi pedido",
    "este pedido",
];

impl Turn<'_> {
    /// What the order cost that is meant.
    pub(super) fn receipt(&mut self) -> Result<(), Need> {
        if self.orders()?.is_empty() {
            return self.passages(Intent::Receipt);
        }
        match self.one_order(Intent::Receipt, None, None)? {
            Some(number) => self.receipt_of(&number),
            None => Ok(()),
        }
    }

    /// What this order cost.
    pub(super) fn receipt_of(&mut self, number: &OrderNumber) -> Result<(), Need> {
        let Some(order) = self.facts(Question::Receipt(number.clone()))? else {
            return Ok(());
        };
        self.tell_receipt(order);
        self.show(Piece::Card(Card::Receipt {
            order: Box::new(order.shown(self.heard.hosts)),
        }));
        Ok(())
    }

    fn tell_receipt(&mut self, order: &OrderFacts) {
        let items = words::items(self.language, &order.items, self.heard.hosts);
        self.say(
            "receipt",
            &[
                ("order", order.number.to_string()),
                ("items", items),
                ("delivery", order.delivery_fee.to_string()),
                ("service", order.service_fee.to_string()),
                ("tip", order.tip.to_string()),
                ("total", order.total.to_string()),
            ],
        );
        if !words::over(order.stage) {
            self.say("receipt-invoice-later", &[]);
        }
    }

    /// What the way costs: of an order, or in general.
    pub(super) fn delivery_fee(&mut self) -> Result<(), Need> {
        let words = self.words();
        let charged = words.iter().any(|word| CHARGED.contains(&word.as_str()))
            || phrase(&words, OF_AN_ORDER);
        let named = self.slot(SlotName::OrderNumber).is_some();
        if (charged || named)
            && !self.orders()?.is_empty()
            && self.slot(SlotName::Address).is_none()
        {
            return match self.one_order(Intent::DeliveryFee, None, None)? {
                Some(number) => self.receipt_of(&number),
                None => Ok(()),
            };
        }
        self.passages(Intent::DeliveryFee)
    }
}
