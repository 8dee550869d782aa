//! What the courier should know: read back, and asked whether it is right.

use understanding::Intent;

use crate::memory::Pending;
use crate::plain;
use crate::tool::{Change, INSTRUCTIONS_CHARS_MAX, OrderNumber, Question};
use crate::words;

use super::Turn;
use super::known::Need;

impl Turn<'_> {
    /// Tells the courier of the order that is meant what the message says.
    pub(super) fn change_instructions(&mut self) -> Result<(), Need> {
        let text = extracted(self.heard.said);
        let told = (!asks_only(&text)).then_some(text);
        let order = self.one_order(Intent::ChangeInstructions, None, told.clone())?;
        let Some(number) = order else {
            return Ok(());
        };
        if let Some(text) = told {
            return self.propose_instructions(&number, &text);
        }
        self.ask_instructions(&number);
        Ok(())
    }

    /// Asks what the courier should know.
    pub(super) fn ask_instructions(&mut self, number: &OrderNumber) {
        self.memory.mention(number);
        self.say("instructions-ask", &[("order", number.to_string())]);
        self.memory.pending = Some(Pending::Instructions {
            order: number.clone(),
        });
    }

    /// Reads the instructions back, and asks for a click.
    pub(super) fn propose_instructions(
        &mut self,
        number: &OrderNumber,
        text: &str,
    ) -> Result<(), Need> {
        let orders = self.orders()?;
        let Some(order) = orders.iter().find(|order| order.number == *number) else {
            self.facts(Question::Status(number.clone()))?;
            return Ok(());
        };
        self.memory.mention(number);
        if words::over(order.stage) {
            self.tell_status(order);
            self.say("instructions-too-late", &[]);
            return Ok(());
        }
        let text = plain::outside(text, usize::MAX / 8, self.heard.hosts);
        if text.chars().count() > INSTRUCTIONS_CHARS_MAX {
            let most = INSTRUCTIONS_CHARS_MAX.to_string();
            self.say("instructions-too-long", &[("most", most)]);
            self.memory.pending = Some(Pending::Instructions {
                order: number.clone(),
            });
            return Ok(());
        }
        let arguments = [
            ("order", number.to_string()),
            ("instructions", text.clone()),
        ];
        self.say("instructions-quote", &arguments);
        self.say("confirm-question", &[]);
        let change = Change::Instructions {
            order: number.clone(),
            instructions: text,
        };
        self.propose(change, None);
        Ok(())
    }
}

/// What leads up to an instruction and is no part of it; compared without case and accents. The
/// longest that fits is taken away, again and again.
const LEADS: &[&str] = &[
    "oi",
    "ola",
    "hi",
    "hello",
    "hola",
    "thanks",
    "obrigado",
    "obrigada",
    "gracias",
    "ok",
    "entao",
    "ah",
    "e",
    "and",
    "y",
    "so",
    "por favor",
    "please",
    "favor",
    "pfv",
    "pfvr",
    "pls",
    "avisa ele",
    "avisa ela",
    "avisa o entregador",
    "avisa o motoboy",
    "avisa",
    "avise",
    "avise o entregador",
    "fala pra ele",
    "fala pro entregador",
    "fala pro motoboy",
    "fala",
    "fale com o entregador",
    "diga",
    "diz pra ele",
    "diz pro entregador",
    "pede pra ele",
    "pede pro entregador",
    "pede pro motoboy",
    "pede",
    "peca",
    "peca ao entregador",
    "pode pedir",
    "pode avisar",
    "pode falar",
    "quero que",
    "queria que",
    "gostaria que",
    "para o entregador",
    "pro entregador",
    "para ele",
    "pra ele",
    "que ele",
    "que ela",
    "que",
    "para",
    "pra",
    "tell him",
    "tell her",
    "tell the driver",
    "tell the courier",
    "tell them",
    "ask him",
    "ask her",
    "ask the driver",
    "ask the courier",
    "can he",
    "can she",
    "can they",
    "can the driver",
    "can the courier",
    "could he",
    "could the driver",
    "can you",
    "could you",
    "to",
    "i want him",
    "i d like him",
    "dile",
    "digale",
    "diganle",
    "dile al repartidor",
    "digale al repartidor",
    "avisale",
    "avisenle",
    "pidele",
    "puede",
    "puede el repartidor",
    "pueden",
    "al repartidor",
    "coloca a observacao",
    "poe a observacao",
    "inclua a observacao",
    "add a note",
    "agreguen una nota",
    "agrega una nota",
    "anota",
    "anota ai",
    "pode",
    "podem",
    "poderia",
    "muda a instrucao",
    "mudar a instrucao",
    "muda as instrucoes",
    "mudar as instrucoes",
    "instrucao",
    "instrucoes",
    "observacao",
    "change the instructions",
    "change instructions",
    "cambia las instrucciones",
    "leave a note",
    "deixa anotado",
    "deixe anotado",
    "pon una nota",
];

/// The instruction within a message: what is left without what leads up to it.
pub(super) fn extracted(said: &str) -> String {
    let mut rest = said.trim();
    loop {
        let words = leading_words(rest);
        let longest = (1..=words.len().min(5)).rev().find(|count| {
            let lead: Vec<&str> = words[..*count]
                .iter()
                .map(|(word, _)| word.as_str())
                .collect();
            *count < words.len() && LEADS.contains(&lead.join(" ").as_str())
        });
        let Some(count) = longest else { break };
        rest = rest[words[count - 1].1..]
            .trim_start_matches(|c: char| c.is_whitespace() || ",:;-–—\"'“".contains(c));
    }
    rest.trim_end_matches(|c: char| c.is_whitespace() || "?.!\"'”".contains(c))
        .to_owned()
}

/// The words as they are compared, and where each ends.
fn leading_words(text: &str) -> Vec<(String, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices() {
        match (character.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((plain::folded(&text[from..at]), at));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        words.push((plain::folded(&text[from..]), text.len()));
    }
    words
}

/// Whether the message only says that instructions should change, and not to what.
fn asks_only(text: &str) -> bool {
    const ABOUT: &[&str] = &[
        "instrucao",
        "instrucoes",
        "observacao",
        "observacoes",
        "recado",
        "nota",
        "notas",
        "note",
        "notes",
        "instruction",
        "instructions",
        "delivery",
        "entrega",
        "instrucciones",
        "instruccion",
        "mudar",
        "muda",
        "trocar",
        "alterar",
        "change",
        "update",
        "edit",
        "cambiar",
        "quero",
        "queria",
        "want",
        "i",
        "quiero",
        "as",
        "the",
        "las",
        "a",
        "my",
        "posso",
    ];
    let words = plain::words(text);
    words.iter().all(|word| {
        ABOUT.contains(&word.as_str())
            || matches!(
                word.as_str(),
                "de" | "d"
                    | "da"
                    | "do"
                    | "like"
                    | "to"
                    | "need"
                    | "preciso"
                    | "la"
                    | "can"
                    | "puedo"
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_up_is_left_out() {
        for (said, instruction) in [
            (
                "avisa ele pra tocar a campainha duas vezes",
                "tocar a campainha duas vezes",
            ),
            (
                "Por favor, fala pro entregador que o portão é azul.",
                "o portão é azul",
            ),
            (
                "can he come in through the garage?",
                "come in through the garage",
            ),
            ("please tell the driver to ring twice", "ring twice"),
            (
                "dígale al repartidor que suba al tercero",
                "suba al tercero",
            ),
            ("deixar com a vizinha do 12", "deixar com a vizinha do 12"),
        ] {
            assert_eq!(extracted(said), instruction);
        }
        assert!(asks_only(&extracted(
            "quero mudar as instruções de entrega"
        )));
        assert!(!asks_only(&extracted("não tocar a campainha")));
    }
}
