//! Where an order is: the status in words, the place, what comes next.

use understanding::Intent;

use crate::tool::{Answer, CourierFacts, OrderFacts, OrderNumber, Question, Stage};
use crate::turn::{Card, Piece, Source};
use crate::words;

use super::Turn;
use super::affirmation::phrase;
use super::known::Need;

/// "Which are my orders": all of them are wanted.
const ALL_ORDERS: &[&str] = &[
    "meus pedidos",
    "os pedidos",
    "todos os pedidos",
    "minhas encomendas",
    "my orders",
    "all orders",
    "all my orders",
    "mis pedidos",
    "los pedidos",
    "mis ordenes",
    "quais pedidos",
    "orders do i have",
];

impl Turn<'_> {
    /// Where the order is that is meant.
    pub(super) fn status(&mut self) -> Result<(), Need> {
        if phrase(&self.words(), ALL_ORDERS) && self.orders()?.len() != 1 {
            return self.all_orders();
        }
        if self.asks_for_courier() {
            return self.courier();
        }
        match self.one_order(Intent::TrackOrder, None, None)? {
            Some(number) => self.status_of(&number),
            None => Ok(()),
        }
    }

    /// Which orders there are.
    fn all_orders(&mut self) -> Result<(), Need> {
        let orders = self.orders()?;
        if orders.is_empty() {
            self.listed = true;
            self.say("no-orders", &[]);
            return Ok(());
        }
        self.say("your-orders", &[]);
        self.tell_list(orders);
        self.list(orders);
        Ok(())
    }

    /// Names each order, what is in it and how far it is.
    pub(super) fn tell_list(&mut self, orders: &[OrderFacts]) {
        const TOLD_MAX: usize = 6;
        for order in orders.iter().take(TOLD_MAX) {
            let line = self.text(
                "list-line",
                &[
                    ("order", order.number.to_string()),
                    (
                        "items",
                        words::items(self.language, &order.items, self.heard.hosts),
                    ),
                    ("stage", self.stage_name(order.stage)),
                ],
            );
            self.speak(&format!("\n{line}"));
        }
    }

    /// How far an order is, in a word.
    fn stage_name(&self, stage: Stage) -> String {
        self.text(&format!("stage-{}", words::stage_key(stage)), &[])
    }

    /// Where this order is.
    pub(super) fn status_of(&mut self, number: &OrderNumber) -> Result<(), Need> {
        let courier = self.courier_on_the_way(number)?;
        let Some(order) = self.facts(Question::Status(number.clone()))? else {
            return Ok(());
        };
        self.tell_status(order);
        if let Some(courier) = &courier {
            self.tell_courier(courier);
        }
        self.tell_more(order);
        self.show(Piece::Card(Card::Status {
            order: Box::new(order.shown(self.heard.hosts)),
            courier: courier.map(|courier| courier.shown(self.heard.hosts)),
        }));
        self.cite_event(order);
        Ok(())
    }

    /// Where the courier is with an order that is on its way: part of where the order is.
    fn courier_on_the_way(&self, number: &OrderNumber) -> Result<Option<CourierFacts>, Need> {
        let orders = self.orders()?;
        let on_the_way = orders
            .iter()
            .any(|order| order.number == *number && order.stage == Stage::OutForDelivery);
        if !on_the_way {
            return Ok(None);
        }
        Ok(match self.ask(Question::Courier(number.clone()))? {
            Answer::Courier(_, courier) => courier.clone(),
            _ => None,
        })
    }

    /// The sentence that says where an order is, and what comes next.
    pub(super) fn tell_status(&mut self, order: &OrderFacts) {
        let key = words::stage_key(order.stage);
        let expected = words::expected(order)
            .filter(|_| !words::over(order.stage))
            .map(|window| words::window(self.language, self.heard.now, window));
        let items = words::items(self.language, &order.items, self.heard.hosts);
        let arguments = [("order", order.number.to_string()), ("items", items)];
        self.say(&format!("status-{key}"), &arguments);
        if let Some(window) = expected {
            self.say("status-expected", &[("window", window)]);
        }
        if order.late_minutes > 0 && !words::over(order.stage) {
            self.say("status-late", &[]);
        }
        let next = format!("next-{key}");
        if crate::texts::has(self.language, &next) {
            self.say(&next, &[]);
        }
    }

    /// What else the message asks about the order: where to, what is in it, what the courier was
    /// told.
    fn tell_more(&mut self, order: &OrderFacts) {
        let said = self.words();
        let asks = |list: &[&str]| said.iter().any(|word| list.contains(&word.as_str()));
        if asks(&[
            "onde",
            "endereco",
            "address",
            "direccion",
            "adonde",
            "delivered",
            "local",
        ]) && asks(&[
            "vai",
            "endereco",
            "address",
            "direccion",
            "adonde",
            "being",
            "va",
            "going",
        ]) {
            let address = self.outside(&order.address);
            self.say("goes-to", &[("address", address)]);
        }
        if asks(&[
            "observacao",
            "observacoes",
            "nota",
            "notas",
            "note",
            "notes",
            "instrucao",
            "instrucoes",
            "instructions",
            "instrucciones",
        ]) {
            match &order.instructions {
                Some(instructions) => {
                    let instructions = self.outside(instructions);
                    self.say("noted", &[("instructions", instructions)]);
                }
                None => self.say("nothing-noted", &[]),
            }
        }
    }

    /// Which event of its timeline says so.
    pub(super) fn cite_event(&mut self, order: &OrderFacts) {
        if let Some(event) = &order.event {
            self.show(Piece::Source(Source::Event {
                order: order.number.clone(),
                event: event.clone(),
            }));
        }
    }
}
