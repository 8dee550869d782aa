//! Pieces of an answer, as text in a terminal.

use std::fmt::Write as _;
use std::io::Write as _;

use asl::diagnostic::harmless;
use serde_json::Value;

use super::words::Words;
use crate::terminal::{Palette, Stream, paint};

/// What is shown of a conversation.
pub(super) struct Shown {
    words: Words,
    palette: Palette,
    /// Words were shown, and their line is not over.
    in_line: bool,
}

impl Shown {
    pub(super) fn new(words: Words) -> Shown {
        Shown {
            words,
            palette: Stream::Stdout.palette(),
            in_line: false,
        }
    }

    fn write(text: &str) {
        let mut stdout = std::io::stdout().lock();
        let _ = stdout.write_all(text.as_bytes());
        let _ = stdout.flush();
    }

    fn line(&mut self, text: &str) {
        self.end();
        Shown::write(&format!("{text}\n"));
    }

    /// The line is over.
    pub(super) fn end(&mut self) {
        if self.in_line {
            Shown::write("\n");
            self.in_line = false;
        }
    }

    /// A piece of an answer.
    pub(super) fn piece(&mut self, piece: &Value) {
        match piece["kind"].as_str() {
            Some("text") => {
                Shown::write(&harmless(piece["text"].as_str().unwrap_or_default()));
                self.in_line = true;
            }
            Some("card") => {
                let card = card(piece, self.words);
                for line in card.lines() {
                    let bar = paint(self.palette.dim, "│");
                    self.line(&format!("{bar} {}", harmless(line)));
                }
            }
            Some("source") => {
                let source = harmless(&source(piece, self.words));
                self.line(&paint(self.palette.dim, &format!("↳ {source}")));
            }
            Some("suggestions") => {
                let messages = piece["messages"].as_array().into_iter().flatten();
                let messages: Vec<&str> = messages.filter_map(Value::as_str).collect();
                let messages = harmless(&messages.join("  ·  "));
                self.line(&paint(self.palette.dim, &messages));
            }
            Some("proposal") => {
                for line in proposal(piece, self.words).lines() {
                    let bar = paint(self.palette.warning, "┃");
                    self.line(&format!("{bar} {}", harmless(line)));
                }
            }
            Some(_) | None => {}
        }
    }

    /// The end of an answer.
    pub(super) fn ended(&mut self, end: &Value) {
        self.end();
        if let Some(text) = end["text"].as_str() {
            self.line(&paint(self.palette.warning, &harmless(text)));
        }
    }

    /// What somebody else has said, or what has become of the conversation.
    pub(super) fn entry(&mut self, entry: &Value) {
        // Where the prompt stands.
        Shown::write("\r");
        match entry["by"].as_str() {
            Some("assistant") => {
                for piece in entry["pieces"].as_array().into_iter().flatten() {
                    self.piece(piece);
                }
                self.end();
            }
            Some("person") => {
                let name = harmless(entry["name"].as_str().unwrap_or_default());
                let text = harmless(entry["text"].as_str().unwrap_or_default());
                self.line(&format!("{}: {text}", paint(self.palette.strong, &name)));
            }
            Some(_) | None => {
                let text = harmless(entry["text"].as_str().unwrap_or_default());
                self.line(&paint(self.palette.hint, &text));
            }
        }
    }
}

/// `19:21` of `2026-11-26T19:21:00`.
fn clock(time: &Value) -> &str {
    let text = time.as_str().unwrap_or_default();
    text.split_once('T')
        .map_or(text, |(_, time)| time.get(..5).unwrap_or(time))
}

fn window(window: &Value) -> Option<String> {
    let both = window.as_array()?;
    Some(format!("{}–{}", clock(both.first()?), clock(both.get(1)?)))
}

fn items(order: &Value) -> String {
    let items = order["items"].as_array().into_iter().flatten();
    let items = items.map(|item| {
        format!(
            "{} × {}",
            item["quantity"],
            item["name"].as_str().unwrap_or_default()
        )
    });
    items.collect::<Vec<_>>().join(", ")
}

fn head(order: &Value, words: Words) -> String {
    let number = order["number"].as_str().unwrap_or_default();
    let stage = words.stage(order["stage"].as_str().unwrap_or_default());
    format!("#{number} · {stage}")
}

/// A card, line by line.
fn card(piece: &Value, words: Words) -> String {
    let order = &piece["order"];
    let mut text = String::new();
    match piece["card"].as_str() {
        Some("orders") => {
            for order in piece["orders"].as_array().into_iter().flatten() {
                let _ = writeln!(text, "{} · {}", head(order, words), items(order));
            }
        }
        Some("receipt") => {
            let _ = writeln!(text, "{}", head(order, words));
            for item in order["items"].as_array().into_iter().flatten() {
                let name = item["name"].as_str().unwrap_or_default();
                let price = words.money(&item["price"]);
                let _ = writeln!(text, "{} × {name}  {price}", item["quantity"]);
            }
            let fee = words.money(&order["delivery_fee"]);
            let _ = writeln!(text, "{}  {fee}", words.delivery());
            let total = words.money(&order["total"]);
            let _ = writeln!(text, "Total  {total}");
        }
        Some(_) | None => {
            let _ = writeln!(text, "{} · {}", head(order, words), items(order));
            if !order["eta"].is_null()
                && let Some(promised) = window(&order["window"])
            {
                let late = order["late_minutes"].as_u64().unwrap_or(0);
                let _ = writeln!(text, "{}", words.expected(&promised, late));
            }
            let courier = &piece["courier"];
            if let (Some(name), Some(place)) = (courier["name"].as_str(), courier["place"].as_str())
            {
                let _ = writeln!(text, "{name} · {place}");
            }
        }
    }
    text
}

fn source(piece: &Value, words: Words) -> String {
    if piece["source"] == "event" {
        let (event, order) = (&piece["event"], piece["order"].as_str());
        return words.event(
            event["number"].as_u64().unwrap_or(0),
            order.unwrap_or_default(),
            clock(&event["at"]),
        );
    }
    let heading = piece["heading"].as_str().or(piece["file"].as_str());
    let quote = piece["quote"].as_str().unwrap_or_default();
    format!("{}: “{quote}”", heading.unwrap_or_default())
}

fn proposal(piece: &Value, words: Words) -> String {
    let change = &piece["change"];
    let order = change["order"].as_str().unwrap_or_default();
    let mut text = words.change(change["kind"].as_str().unwrap_or_default(), order);
    text.push('\n');
    let preview = &piece["preview"];
    let to = preview["address"]
        .as_str()
        .or(change["address"].as_str())
        .or(change["instructions"].as_str());
    if let Some(to) = to {
        let _ = writeln!(text, "→ {to}");
    }
    if !preview.is_null() {
        let fee = preview["fee"].as_i64().unwrap_or(0);
        let fee = (fee != 0).then(|| words.money(&preview["fee"]));
        let _ = writeln!(text, "{}", words.fee(fee));
        if preview["refund"].as_i64().unwrap_or(0) != 0 {
            let refund = words.money(&preview["refund"]);
            let _ = writeln!(text, "{}", words.refund(&refund));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::words::Language;
    use super::*;

    #[test]
    fn an_order_is_two_lines() {
        let order = json!({
            "number": "1042", "stage": "preparing", "items": [{"quantity": 2, "name": "Bauru"}],
            "window": ["2026-11-26T19:20:00", "2026-11-26T19:40:00"],
            "eta": "2026-11-26T19:30:00", "late_minutes": 0,
        });
        let piece = json!({"kind": "card", "card": "status", "order": order});
        let text = card(&piece, Words(Language::En));
        assert_eq!(
            text,
            "#1042 · being prepared · 2 × Bauru\nexpected 19:20–19:40, on time\n"
        );
    }
}
