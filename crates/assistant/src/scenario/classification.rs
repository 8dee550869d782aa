//! What a conversation is about and whether its customer is likely to leave: by a model where it has
//! answered with what was asked, by the crate `understanding` where it has not.

use serde::{Deserialize, Serialize};
use understanding::Intent;

use super::churn::{self, Churn, Sign, plain};
use super::model_json;
use super::prompt_input::PromptInput;
use crate::understand::Understand;

/// What a conversation is about, as the router takes it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// One order of the customer: where it is, when it comes, what it cost.
    Order,
    /// The customer's orders together: how many, how much, since when.
    History,
    /// The shop: hours, area, fees, menu.
    Shop,
    /// A person should take over.
    Person,
    /// Anything else.
    Other,
}

/// Who has classified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The model.
    Model,
    /// The crate `understanding`.
    Understanding,
}

/// What is made of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Classification {
    /// What it is about.
    pub class: Class,
    /// Who says so.
    pub by: By,
    /// How likely the customer is to leave, 0.0 to 1.0.
    pub churn: f64,
    /// What of it was found without a model.
    pub signs: Vec<Sign>,
}

/// What a model is asked for: `{"class": "order", "churn": 0.2}`.
#[derive(Debug, Deserialize)]
struct Written {
    class: Class,
    churn: f64,
}

/// People ask about all their orders in these words, without accents.
const HISTORY: &[&str] = &[
    "quanto gastei",
    "quanto eu gastei",
    "quantos pedidos",
    "ultimos pedidos",
    "meus pedidos",
    "historico",
    "how much did i spend",
    "how much have i spent",
    "how many orders",
    "order history",
    "my orders",
    "last orders",
    "cuanto gaste",
    "cuantos pedidos",
    "mis pedidos",
    "ultimos pedidos",
    "historial",
];

impl Classification {
    /// Of a conversation, and of what a model has answered about it, if it has.
    pub fn of(
        understand: &dyn Understand,
        conversation: &PromptInput,
        model_text: Option<&str>,
    ) -> Classification {
        let (last, before) = conversation.last().unwrap_or(("", &[]));
        let intent = understand.understand(last, before).intent;
        let Churn { likelihood, signs } = churn::judge(conversation.of_customer(), intent);
        let written = model_text.and_then(|text| model_json::read::<Written>(text).ok());
        match written.filter(|written| (0.0..=1.0).contains(&written.churn)) {
            // What was found in words is not talked away by a model.
            Some(Written { class, churn }) => Classification {
                class,
                by: By::Model,
                churn: churn.max(likelihood),
                signs,
            },
            None => Classification {
                class: class_of(last, intent),
                by: By::Understanding,
                churn: likelihood,
                signs,
            },
        }
    }

    /// Whether the customer is likely to leave.
    pub fn leaves(&self) -> bool {
        self.churn >= churn::LIKELY
    }
}

fn class_of(message: &str, intent: Intent) -> Class {
    let message = plain(message);
    if HISTORY.iter().any(|words| message.contains(words)) {
        return Class::History;
    }
    match intent {
        Intent::TrackOrder
        | Intent::Eta
        | Intent::LateOrder
        | Intent::RefundStatus
        | Intent::PaymentProblem
        | Intent::PixProblem
        | Intent::Receipt
        | Intent::CourierContact => Class::Order,
        Intent::DeliveryFee
        | Intent::DeliveryArea
        | Intent::OpeningHours
        | Intent::MinimumOrder
        | Intent::MenuQuestion
        | Intent::Allergens
        | Intent::Coupon => Class::Shop,
        Intent::HumanAgent | Intent::PrivacyDelete => Class::Person,
        Intent::ChangeAddress
        | Intent::ChangeInstructions
        | Intent::ChangeItems
        | Intent::Reschedule
        | Intent::CancelOrder
        | Intent::ItemUnavailable
        | Intent::WrongOrMissingItem
        | Intent::DamagedOrCold
        | Intent::DoorPin
        | Intent::OrderAgain
        | Intent::RateOrder
        | Intent::Greeting
        | Intent::Thanks
        | Intent::ConfirmYes
        | Intent::ConfirmNo
        | Intent::OutOfScope => Class::Other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use understanding::{Language, Said, Slots, Understood};

    use super::*;

    struct Always(Intent);

    impl Understand for Always {
        fn understand(&self, _: &str, _: &[Said]) -> Understood {
            Understood {
                language: Language::PtBr,
                intent: self.0,
                confidence: 1.0,
                others: Vec::new(),
                slots: Slots::default(),
            }
        }
    }

    fn classified(message: &str, intent: Intent, model: Option<&str>) -> Classification {
        let said = PromptInput::read(&json!([{"role": "user", "content": message}]));
        Classification::of(&Always(intent), &said, model)
    }

    #[test]
    fn a_model_that_answers_as_asked_is_believed() {
        let model = Some(r#"{"class": "history", "churn": 0.9}"#);
        let found = classified("Oi", Intent::Greeting, model);
        assert_eq!((found.class, found.by), (Class::History, By::Model));
        assert!(found.leaves());
    }

    #[test]
    fn a_model_that_does_not_is_done_without() {
        for text in [
            "I think it is about an order.",
            r#"{"class": "order"}"#,
            r#"{"class": "admin", "churn": 0.9}"#,
            r#"{"class": "order", "churn": 7}"#,
        ] {
            let found = classified("Cadê meu pedido?", Intent::TrackOrder, Some(text));
            let expected = (Class::Order, By::Understanding, false);
            assert_eq!((found.class, found.by, found.leaves()), expected, "{text}");
        }
    }

    #[test]
    fn words_weigh_more_than_a_model_that_plays_them_down() {
        let model = Some(r#"{"class": "other", "churn": 0.0}"#);
        assert!(classified("Nunca mais peço aqui", Intent::OutOfScope, model).leaves());
    }

    #[test]
    fn history_is_found_by_its_words() {
        for message in [
            "Quanto gastei este mês?",
            "How many orders did I place?",
            "¿Cuánto gasté?",
        ] {
            let found = classified(message, Intent::OutOfScope, None);
            assert_eq!(found.class, Class::History, "{message}");
        }
    }
}
