//! What the command itself says, in the customer's language.

use serde_json::Value;

/// A language of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    PtBr,
    En,
    Es,
}

impl Language {
    /// The language that is wished for; or that of the terminal; or Portuguese.
    pub(super) fn of(wished: Option<&str>) -> Language {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let set = set.iter().filter_map(|name| std::env::var(name).ok());
        let set = set.into_iter().find(|value| !value.is_empty());
        let text = wished.map(str::to_owned).or(set).unwrap_or_default();
        match text.get(..2).map(str::to_lowercase).as_deref() {
            Some("en") => Language::En,
            Some("es") => Language::Es,
            Some(_) | None => Language::PtBr,
        }
    }

    pub(super) const fn tag(self) -> &'static str {
        match self {
            Language::PtBr => "pt-BR",
            Language::En => "en",
            Language::Es => "es",
        }
    }

    /// The language of the shop's other texts, of which none is Spanish.
    pub(super) const fn shop(self) -> &'static str {
        match self {
            Language::PtBr | Language::Es => "pt-BR",
            Language::En => "en",
        }
    }
}

/// The words of a language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(pub(super) Language);

impl Words {
    /// The one of three texts that is in this language.
    fn one<'t>(self, pt_br: &'t str, en: &'t str, es: &'t str) -> &'t str {
        match self.0 {
            Language::PtBr => pt_br,
            Language::En => en,
            Language::Es => es,
        }
    }

    pub(super) fn connecting(self, server: &str) -> String {
        let text = self.one(
            "Conversa com a loja em",
            "Talking to the shop at",
            "Conversación con la tienda en",
        );
        format!("{text} {server}")
    }

    pub(super) fn help(self) -> String {
        let text = self.one(
            "/pessoa chama uma pessoa · /parar para a resposta · /sair termina",
            "/person calls a person · /stop stops the answer · /quit leaves",
            "/persona llama a una persona · /parar detiene la respuesta · /salir termina",
        );
        text.to_owned()
    }

    pub(super) fn demo(self, number: u64, customer: &str) -> String {
        match self.0 {
            Language::PtBr => {
                format!("Demonstração: você fala sobre o pedido #{number}, de {customer}.")
            }
            Language::En => format!("Demo: you talk about order #{number}, of {customer}."),
            Language::Es => {
                format!("Demostración: hablas sobre el pedido #{number}, de {customer}.")
            }
        }
    }

    pub(super) fn your_name(self) -> String {
        let text = self.one(
            "Como podemos chamar você? ",
            "What may we call you? ",
            "¿Cómo te llamas? ",
        );
        text.to_owned()
    }

    pub(super) fn guest(self) -> &'static str {
        match self.0 {
            Language::PtBr | Language::Es => "Cliente",
            Language::En => "Customer",
        }
    }

    pub(super) fn confirm(self) -> String {
        let text = self.one("Confirmar? [s/N] ", "Confirm? [y/N] ", "¿Confirmar? [s/N] ");
        text.to_owned()
    }

    pub(super) fn code(self, phone: &str) -> String {
        match self.0 {
            Language::PtBr => format!(
                "Para confirmar, digite o código que enviamos (numa demonstração, está em {phone}): "
            ),
            Language::En => {
                format!("To confirm, type the code that we sent (in a demo it is at {phone}): ")
            }
            Language::Es => format!(
                "Para confirmar, escribe el código que enviamos (en una demostración, está en {phone}): "
            ),
        }
    }

    pub(super) fn stage(self, stage: &str) -> String {
        let text = match stage {
            "awaiting_payment" => {
                self.one("aguarda pagamento", "awaiting payment", "espera el pago")
            }
            "received" => self.one("recebido", "received", "recibido"),
            "confirmed" => self.one("confirmado", "confirmed", "confirmado"),
            "scheduled" => self.one("agendado", "scheduled", "programado"),
            "preparing" => self.one("em preparo", "being prepared", "en preparación"),
            "ready" => self.one("pronto", "ready", "listo"),
            "out_for_delivery" => self.one("a caminho", "on the way", "en camino"),
            "arrived" => self.one("na sua porta", "at your door", "en tu puerta"),
            "delivered" => self.one("entregue", "delivered", "entregado"),
            "not_delivered" => self.one("não entregue", "not delivered", "no entregado"),
            "cancelled" => self.one("cancelado", "cancelled", "cancelado"),
            "pix_expired" => self.one("Pix vencido", "Pix expired", "Pix vencido"),
            other => other,
        };
        text.to_owned()
    }

    pub(super) fn expected(self, window: &str, late: u64) -> String {
        match (self.0, late) {
            (Language::PtBr, 0) => format!("previsto {window}, no horário"),
            (Language::En, 0) => format!("expected {window}, on time"),
            (Language::Es, 0) => format!("previsto {window}, a tiempo"),
            (Language::PtBr, late) => format!("prometido {window}, {late} min de atraso"),
            (Language::En, late) => format!("promised {window}, {late} min late"),
            (Language::Es, late) => format!("prometido {window}, {late} min de retraso"),
        }
    }

    pub(super) fn event(self, number: u64, order: &str, at: &str) -> String {
        match self.0 {
            Language::PtBr => format!("evento {number} do pedido #{order}, às {at}"),
            Language::En => format!("event {number} of order #{order}, at {at}"),
            Language::Es => format!("evento {number} del pedido #{order}, a las {at}"),
        }
    }

    pub(super) fn change(self, kind: &str, order: &str) -> String {
        let text = match kind {
            "cancel" => self.one("Cancelar o pedido", "Cancel order", "Cancelar el pedido"),
            "address" => self.one(
                "Mudar a entrega do pedido",
                "Deliver elsewhere: order",
                "Cambiar la entrega del pedido",
            ),
            "instructions" => self.one(
                "Avisar o entregador do pedido",
                "Tell the courier of order",
                "Avisar al repartidor del pedido",
            ),
            _ => self.one(
                "Trocar um item do pedido",
                "Swap an item of order",
                "Cambiar un artículo del pedido",
            ),
        };
        format!("{text} #{order}")
    }

    pub(super) fn fee(self, fee: Option<String>) -> String {
        match fee {
            Some(fee) => format!("{} {fee}", self.one("Custo:", "Cost:", "Costo:")),
            None => self.one("Sem custo", "Free", "Sin costo").to_owned(),
        }
    }

    pub(super) fn refund(self, refund: &str) -> String {
        let text = self.one("Você recebe de volta", "You get back", "Te devolvemos");
        format!("{text} {refund}")
    }

    pub(super) fn delivery(self) -> &'static str {
        match self.0 {
            Language::PtBr => "Entrega",
            Language::En => "Delivery",
            Language::Es => "Envío",
        }
    }

    /// `R$ 45,90` of 4590.
    pub(super) fn money(self, minor: &Value) -> String {
        let minor = minor.as_i64().unwrap_or(0);
        let (whole, part) = (minor / 100, minor.abs() % 100);
        let point = match self.0 {
            Language::PtBr | Language::Es => ',',
            Language::En => '.',
        };
        format!("R$ {whole}{point}{part:02}")
    }
}
