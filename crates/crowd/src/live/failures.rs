//! What can be made to go wrong in the town, and what should come of it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};

/// Something that goes wrong as long as it is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Nobody pays a Pix.
    PixExpires,
    /// Every card is declined.
    CardDeclined,
    /// A courier stops and says no more where they are.
    CourierVanishes,
    /// The store takes no order.
    StoreRefuses,
    /// Notices cannot be published. The server does it; the people only know that it is so.
    SnsDown,
}

/// A text in the languages of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// In Portuguese.
    #[serde(rename = "pt-BR")]
    pub pt_br: &'static str,
    /// In English.
    pub en: &'static str,
}

/// A text that is no failure's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` cannot be switched: there are pix_expires, card_declined, courier_vanishes, \
     store_refuses and sns_down"
)]
pub struct UnknownFailure(pub String);

impl Failure {
    /// All there are.
    pub const ALL: [Failure; 5] = [
        Failure::PixExpires,
        Failure::CardDeclined,
        Failure::CourierVanishes,
        Failure::StoreRefuses,
        Failure::SnsDown,
    ];

    /// As it is sent: `pix_expires`.
    pub const fn name(self) -> &'static str {
        match self {
            Failure::PixExpires => "pix_expires",
            Failure::CardDeclined => "card_declined",
            Failure::CourierVanishes => "courier_vanishes",
            Failure::StoreRefuses => "store_refuses",
            Failure::SnsDown => "sns_down",
        }
    }

    /// As it stands on its button.
    pub const fn title(self) -> Words {
        match self {
            Failure::PixExpires => Words {
                pt_br: "Pix expira",
                en: "Pix expires",
            },
            Failure::CardDeclined => Words {
                pt_br: "Cartão recusado",
                en: "Card declined",
            },
            Failure::CourierVanishes => Words {
                pt_br: "Entregador some",
                en: "Courier vanishes",
            },
            Failure::StoreRefuses => Words {
                pt_br: "Loja recusa",
                en: "Store refuses",
            },
            Failure::SnsDown => Words {
                pt_br: "SNS fora do ar",
                en: "SNS down",
            },
        }
    }

    /// What should come of it.
    pub const fn expected(self) -> Words {
        match self {
            Failure::PixExpires => Words {
                pt_br: "Quem escolheu Pix não paga: quando o prazo acaba, o pedido é cancelado, o \
                        estoque volta e o cliente é avisado. Um pagamento que chegue depois é \
                        devolvido.",
                en: "Whoever chose Pix does not pay: when time is up the order is cancelled, the \
                     stock comes back and the customer is told. A payment that arrives later is \
                     given back.",
            },
            Failure::CardDeclined => Words {
                pt_br: "Todo cartão é recusado: o cliente é avisado, o pedido continua esperando e \
                        pode ser pago com Pix. Nada é cobrado duas vezes.",
                en: "Every card is declined: the customer is told, the order goes on waiting and \
                     can be paid by Pix. Nothing is charged twice.",
            },
            Failure::CourierVanishes => Words {
                pt_br: "Um entregador para e não diz mais onde está: o mapa mostra quando foi visto \
                        pela última vez, e o cliente recebe um novo horário quando o prometido \
                        passa. Ao desligar, ele segue.",
                en: "A courier stops and says no more where they are: the map shows when they were \
                     last seen, and the customer is given a new time once the promised one has \
                     passed. Switched off, the courier goes on.",
            },
            Failure::StoreRefuses => Words {
                pt_br: "A loja recusa cada pedido novo antes do pagamento: nada é cobrado, o estoque \
                        volta e o cliente sabe por quê.",
                en: "The store refuses every new order before it is paid: nothing is charged, the \
                     stock comes back and the customer knows why.",
            },
            Failure::SnsDown => Words {
                pt_br: "Os avisos não saem, mas os pedidos andam: cada aviso é tentado de novo e \
                        chega quando o SNS volta, uma vez só.",
                en: "Notices do not leave, but orders go on: each notice is tried again and arrives \
                     when SNS is back, once.",
            },
        }
    }

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Failure {
    type Err = UnknownFailure;

    fn from_str(text: &str) -> Result<Failure, UnknownFailure> {
        let known = Failure::ALL.into_iter().find(|it| it.name() == text);
        known.ok_or_else(|| UnknownFailure(text.chars().take(40).collect()))
    }
}

/// What goes wrong now. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Failures(Arc<AtomicU8>);

/// A failure, as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FailureView {
    /// Which.
    pub name: Failure,
    /// Whether it is switched on.
    pub on: bool,
    /// As it stands on its button.
    pub title: Words,
    /// What should come of it.
    pub expected: Words,
}

impl Failures {
    /// Whether it goes wrong.
    pub fn is_on(&self, failure: Failure) -> bool {
        self.0.load(Ordering::Relaxed) & failure.bit() != 0
    }

    /// Switches a failure on or off.
    pub fn switch(&self, failure: Failure, on: bool) {
        if on {
            self.0.fetch_or(failure.bit(), Ordering::Relaxed);
        } else {
            self.0.fetch_and(!failure.bit(), Ordering::Relaxed);
        }
    }

    /// All failures, as they are shown.
    pub fn all(&self) -> [FailureView; Failure::ALL.len()] {
        Failure::ALL.map(|failure| FailureView {
            name: failure,
            on: self.is_on(failure),
            title: failure.title(),
            expected: failure.expected(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_switched_alone() {
        let failures = Failures::default();
        let same = failures.clone();
        for failure in Failure::ALL {
            failures.switch(failure, true);
            let on = Failure::ALL.into_iter().filter(|other| same.is_on(*other));
            assert_eq!(on.collect::<Vec<_>>(), [failure]);
            failures.switch(failure, false);
        }
    }

    #[test]
    fn names_are_what_is_sent() {
        for failure in Failure::ALL {
            assert_eq!(failure.name().parse(), Ok(failure));
            let sent = serde_json::to_string(&failure).expect("a name");
            assert_eq!(sent, format!("\"{failure}\""));
        }
        assert!("rain".parse::<Failure>().is_err());
        let shown = serde_json::to_string(&Failures::default().all()).expect("JSON");
        assert!(
            shown.contains("\"title\":{\"pt-BR\":\"Pix expira\""),
            "{shown}"
        );
    }
}
