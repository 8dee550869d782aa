//! What the store that a server begins with says of itself: the texts its people change as they
//! like, and its menu as one more of them.

use std::fmt::Write as _;

use delivery::menu::{Allergen, Diet, Item, Menu};

/// The knowledge base of the first store.
pub const KNOWLEDGE_BASE: &str = "shop";

/// The document that [`menu`] writes.
pub const MENU: &str = "cardapio.md";

/// The documents, each with its name.
pub const TEXTS: [(&str, &str); 6] = [
    ("entregas.md", include_str!("../knowledge/entregas.md")),
    ("taxas.md", include_str!("../knowledge/taxas.md")),
    ("pagamentos.md", include_str!("../knowledge/pagamentos.md")),
    ("mudancas.md", include_str!("../knowledge/mudancas.md")),
    ("problemas.md", include_str!("../knowledge/problemas.md")),
    (
        "atendimento.md",
        include_str!("../knowledge/atendimento.md"),
    ),
];

/// The menu as a document: a heading for each item, with its price, what it is made of, and what
/// somebody may not eat; and the whole of it once.
pub fn menu(menu: &Menu) -> String {
    let mut text = format!(
        "# Cardápio do {}\n\n## Cardápio completo\n",
        menu.name.pt_br
    );
    for category in &menu.categories {
        let items = category.items.iter();
        let named: Vec<String> = items
            .map(|item| format!("{} ({})", item.name.pt_br, item.price))
            .collect();
        let _ = writeln!(text, "{}: {}.", category.name.pt_br, named.join(", "));
    }
    for (heading, diets) in [
        (
            "Pratos vegetarianos, sem carne",
            &[Diet::Vegetarian, Diet::Vegan][..],
        ),
        ("Pratos veganos", &[Diet::Vegan]),
    ] {
        let fitting = menu.items().filter(|item| diets.contains(&item.diet));
        let _ = writeln!(text, "\n## {heading}\n{}.", names(fitting));
    }
    for allergen in [Allergen::Gluten, Allergen::Milk] {
        let free = menu
            .items()
            .filter(|item| !item.allergens.contains(&allergen));
        let (word, names) = (word(allergen), names(free));
        let _ = writeln!(
            text,
            "\n## Sem {word}\nNão levam {word} na receita: {names}. A cozinha é compartilhada e pode haver traços."
        );
    }
    for item in menu.items() {
        let _ = writeln!(text, "\n## {}\n{}", item.name.pt_br, about(item));
    }
    text
}

fn names<'m>(items: impl Iterator<Item = &'m Item>) -> String {
    let names: Vec<&str> = items.map(|item| item.name.pt_br.as_str()).collect();
    names.join(", ")
}

fn about(item: &Item) -> String {
    let mut about = format!(
        "{} custa {}. {}",
        item.name.pt_br, item.price, item.description.pt_br
    );
    let allergens: Vec<&str> = item.allergens.iter().copied().map(word).collect();
    if allergens.is_empty() {
        about.push_str(" Não leva nenhum dos alergênicos mais comuns na receita.");
    } else {
        let _ = write!(about, " Contém {}.", allergens.join(", "));
    }
    match item.diet {
        Diet::Any => {}
        Diet::Vegetarian => about.push_str(" É vegetariano."),
        Diet::Vegan => about.push_str(" É vegano."),
    }
    if !item.available {
        about.push_str(" Está esgotado.");
    }
    about
}

const fn word(allergen: Allergen) -> &'static str {
    match allergen {
        Allergen::Gluten => "glúten",
        Allergen::Milk => "leite",
        Allergen::Egg => "ovos",
        Allergen::Fish => "peixe",
        Allergen::Crustaceans => "camarão ou outros crustáceos",
        Allergen::Peanut => "amendoim",
        Allergen::Nuts => "castanhas",
        Allergen::Soy => "soja",
    }
}

#[cfg(test)]
mod tests {
    use knowledge::KnowledgeBase;

    use super::*;

    fn base() -> KnowledgeBase {
        let menu = menu(Menu::bundled());
        let documents = TEXTS.into_iter().chain([(MENU, menu.as_str())]);
        let passages = documents.flat_map(|(name, text)| {
            knowledge::document::read(name, text.as_bytes()).expect("a document")
        });
        KnowledgeBase::build(passages.collect(), None)
    }

    #[test]
    fn what_customers_ask_is_in_the_texts() {
        let base = base();
        let asked = [
            ("quanto custa a feijoada?", "48,90"),
            ("qual o pedido mínimo?", "R$ 20,00"),
            ("o pix vale por quanto tempo?", "10 minutos"),
            (
                "posso mudar o endereço depois que o entregador saiu?",
                "500 metros",
            ),
            ("até que horas vocês abrem?", "24 horas"),
            ("qual a taxa de entrega?", "R$ 5,00"),
        ];
        for (question, expected) in asked {
            let answered = base.search(question, 3);
            let found = answered.found.iter();
            let mut texts = found.map(|found| found.passage.text.as_str());
            assert!(answered.is_answered, "{question}");
            assert!(texts.any(|text| text.contains(expected)), "{question}");
        }
    }

    #[test]
    fn the_texts_say_what_the_shop_does() {
        let policy = TEXTS.iter().find(|(name, _)| *name == "mudancas.md");
        let (_, text) = policy.expect("the text on changes");
        let limit = crate::tool::INSTRUCTIONS_CHARS_MAX.to_string();
        assert!(text.contains(&limit), "{text}");
        let minutes = delivery::store::Limits::default().payment_seconds / 60;
        let (_, payments) = TEXTS[2];
        assert!(
            payments.contains(&format!("{minutes} minutos")),
            "{payments}"
        );
    }
}
