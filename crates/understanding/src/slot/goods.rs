//! What is eaten and drunk, and how much of it.

use std::ops::Range;

use super::reading::{Reading, small_number};
use crate::Intent;

/// What was found: values joined by `, `, as they stand in the message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Goods {
    pub(super) items: Option<String>,
    pub(super) quantities: Option<String>,
}

/// Items and how many of each.
pub(super) fn find(reading: &mut Reading) -> Goods {
    if !is_about_goods(reading.intent) {
        return Goods::default();
    }
    let spans = items(reading);
    let mut numbers = Vec::new();
    for span in &spans {
        if let Some(number) = quantity_before(reading, span.start) {
            numbers.push(number.to_string());
        }
    }
    let loose = if numbers.is_empty() {
        loose_quantity(reading)
    } else {
        None
    };
    numbers.extend(loose.map(|number| number.to_string()));
    let values: Vec<&str> = spans
        .iter()
        .map(|span| reading.span(span.clone()))
        .collect();
    for span in spans {
        reading.take(span);
    }
    Goods {
        items: (!values.is_empty()).then(|| values.join(", ")),
        quantities: (!numbers.is_empty()).then(|| numbers.join(", ")),
    }
}

fn is_about_goods(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::ChangeItems
            | Intent::ItemUnavailable
            | Intent::MenuQuestion
            | Intent::WrongOrMissingItem
            | Intent::DamagedOrCold
            | Intent::Allergens
            | Intent::OrderAgain
            | Intent::MinimumOrder
            | Intent::RateOrder
            | Intent::RefundStatus
    )
}

/// Where items stand, in order.
fn items(reading: &Reading) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut index = 0;
    while index < reading.len() {
        let length = if reading.is_free(index) {
            named(reading, index).or_else(|| asked_for(reading, index))
        } else {
            None
        };
        match length {
            Some(length) => {
                let span = index..index + length;
                index += length;
                let name = reading.span(span.clone());
                let again = found
                    .iter()
                    .any(|known| reading.span(known.clone()).eq_ignore_ascii_case(name));
                if !again && is_meant(reading, &span) {
                    found.push(span);
                }
            }
            None => index += 1,
        }
    }
    found
}

/// How many pieces name a dish or a drink from here on: of the shop's, or one that is commonly known.
fn named(reading: &Reading, index: usize) -> Option<usize> {
    let words: Vec<&str> = (index..(index + 6).min(reading.len()))
        .map(|at| reading.word(at))
        .collect();
    if let Some(length) = reading.shop.item_length(&words) {
        return Some(length);
    }
    let mut end = index;
    while is_qualifier_before(reading.word(end)) && end < index + 2 {
        end += 1;
    }
    if !is_dish(reading, end) {
        return None;
    }
    end += 1;
    // `chicken plate`, `chocolate cake`, `pastel de queijo`, `coca 2l`
    loop {
        let word = reading.word(end);
        if word.is_empty() || !reading.is_free(end) {
            break;
        }
        if is_dish(reading, end) || is_qualifier(word) || (word.ends_with("-feira") && false) {
            end += 1;
            continue;
        }
        let joins = matches!(
            word,
            "de" | "do"
                | "da"
                | "com"
                | "sem"
                | "of"
                | "ao"
                | "con"
                | "sin"
                | "al"
                | "a"
                | "en"
                | "with"
                | "e"
        );
        let joined = reading.word(end + 1);
        let strong = matches!(word, "de" | "of" | "ao");
        let fits = (strong
            && (is_dish(reading, end + 1)
                || is_ingredient(joined)
                || is_qualifier(joined)
                || is_filling(joined)))
            || (matches!(word, "com" | "con" | "with" | "sem" | "sin")
                && (matches!(
                    joined,
                    "gas" | "leite" | "acucar" | "bacon" | "queijo" | "fritas" | "cheese"
                ))
                && reading.intent != Intent::Allergens
                && reading.intent != Intent::WrongOrMissingItem)
            || (word == "da" && joined == "casa");
        if !(joins && fits) {
            break;
        }
        end += 2;
    }
    Some(end - index)
}

fn is_dish(reading: &Reading, index: usize) -> bool {
    let word = reading.word(index);
    if word.is_empty() || reading.is_mark(index) {
        return false;
    }
    let singular = word
        .strip_suffix("es")
        .filter(|stem| stem.len() > 3 && DISHES.contains(stem))
        .or_else(|| word.strip_suffix('s'));
    DISHES.contains(&word)
        || singular.is_some_and(|singular| DISHES.contains(&singular))
        || word.strip_prefix("x-").is_some_and(|rest| !rest.is_empty())
        || (word == "x" && reading.word(index + 1).len() > 2)
        || (is_ingredient(word) && ingredients_count(reading, index))
}

fn is_ingredient(word: &str) -> bool {
    INGREDIENTS.contains(&word)
        || word
            .strip_suffix('s')
            .is_some_and(|one| INGREDIENTS.contains(&one))
}

/// Ingredients are items where an order is changed, and where one is added to a dish.
fn ingredients_count(reading: &Reading, _index: usize) -> bool {
    matches!(reading.intent, Intent::ChangeItems)
}

fn is_qualifier(word: &str) -> bool {
    let size = word.chars().next().is_some_and(|c| c.is_ascii_digit())
        && ["l", "ml", "g", "kg", "cm", "lt"]
            .iter()
            .any(|unit| word.ends_with(unit));
    size || QUALIFIERS.contains(&word)
        || word
            .strip_suffix('s')
            .is_some_and(|one| QUALIFIERS.contains(&one))
}

fn is_qualifier_before(word: &str) -> bool {
    QUALIFIERS_BEFORE.contains(&word)
}

fn is_filling(word: &str) -> bool {
    FILLINGS.contains(&word)
}

/// Whether a dish that is named is one that the message is about.
fn is_meant(reading: &Reading, span: &Range<usize>) -> bool {
    let before = reading.word_before(span.start, 1);
    match reading.intent {
        // `pão do x-salada`: the bread is a part of what is asked about.
        Intent::Allergens => {
            let part = matches!(
                reading.word(span.start),
                "pao"
                    | "molho"
                    | "massa"
                    | "bread"
                    | "sauce"
                    | "salsa"
                    | "masa"
                    | "pan"
                    | "maionese"
                    | "recheio"
                    | "arroz"
                    | "queijo"
            ) && matches!(
                reading.word(span.end),
                "do" | "da" | "of" | "in" | "del" | "de" | "no" | "na"
            );
            let allergic = (1..=2).any(|by| {
                let word = reading.word_before(span.start, by);
                word.starts_with("alerg") || word.starts_with("allerg")
            });
            !part && !allergic
        }
        // `pedi sem cebola e veio com cebola`
        Intent::WrongOrMissingItem | Intent::RateOrder | Intent::DamagedOrCold => {
            !matches!(before, "sem" | "without" | "sin") || reading.intent == Intent::DamagedOrCold
        }
        _ => true,
    }
}

/// What stands where an item is expected, though its name is not known: `faltou o X`, `adiciona um X`.
fn asked_for(reading: &Reading, index: usize) -> Option<usize> {
    let verb_at = (1..=3).find(|by| LEADING.contains(&reading.word_before(index, *by)))?;
    let between = (1..verb_at).all(|by| {
        let word = reading.word_before(index, by);
        DETERMINERS.contains(&word)
            || small_number(word).is_some()
            || word.chars().all(|c| c.is_ascii_digit())
    });
    let first = reading.word(index);
    let determined = verb_at > 1;
    let eligible = matches!(
        reading.intent,
        Intent::ChangeItems
            | Intent::ItemUnavailable
            | Intent::WrongOrMissingItem
            | Intent::OrderAgain
    );
    if !between
        || !determined
        || !eligible
        || reading.is_mark(index)
        || reading.is_number(index)
        || !is_noun(first)
    {
        return None;
    }
    let mut end = index + 1;
    while end < index + 4 && !reading.is_mark(end) && !reading.word(end).is_empty() {
        let joined = matches!(reading.word(end), "de" | "of" | "da" | "do")
            && is_noun(reading.word(end + 1))
            && !reading.is_mark(end + 1);
        if joined {
            end += 2;
        } else if is_qualifier(reading.word(end)) {
            end += 1;
        } else {
            break;
        }
    }
    Some(end - index)
}

fn is_noun(word: &str) -> bool {
    word.len() > 2
        && !GENERIC.contains(&word)
        && small_number(word).is_none()
        && !DETERMINERS.contains(&word)
}

/// Verbs before an item.
const LEADING: &[&str] = &[
    "adiciona",
    "adicionar",
    "acrescenta",
    "acrescentar",
    "inclui",
    "incluir",
    "tira",
    "tirar",
    "remove",
    "remover",
    "faltou",
    "faltaram",
    "faltando",
    "esqueceram",
    "acabou",
    "acabaram",
    "add",
    "forgot",
    "missing",
    "agrega",
    "agregar",
    "quita",
    "falto",
    "olvidaron",
    "anade",
];

const DETERMINERS: &[&str] = &[
    "o", "a", "os", "as", "um", "uma", "mais", "the", "my", "more", "another", "el", "la", "los",
    "las", "un", "una", "meu", "minha", "mi", "outro", "outra", "de", "some", "any", "otra",
    "otro", "mas",
];

/// Nouns that are no dish.
const GENERIC: &[&str] = &[
    "item",
    "itens",
    "items",
    "pedido",
    "order",
    "coisa",
    "produto",
    "producto",
    "endereco",
    "todo",
    "tudo",
    "que",
    "meu",
    "minha",
    "parte",
    "algo",
    "something",
    "thing",
    "product",
    "nada",
    "metade",
    "half",
    "cosas",
    "estoque",
    "dinheiro",
    "uns",
    "umas",
    "esse",
    "aquele",
    "essa",
    "esta",
    "coisas",
    "sacola",
    "bag",
    "code",
    "codigo",
    "pedir",
    "order",
    "food",
    "comida",
    "talher",
    "talheres",
    "entrega",
    "cupom",
    "desconto",
    "entregar",
    "observacao",
    "note",
    "tempo",
    "prazo",
    "for",
    "from",
    "one",
    "mandar",
    "colocar",
    "cutlery",
    "order",
    "prato",
    "dish",
    "plato",
    "lugar",
    "place",
    "minutos",
    "hora",
];

/// How many of the item that begins at `index`.
fn quantity_before(reading: &Reading, index: usize) -> Option<u32> {
    let mut at = index.checked_sub(1)?;
    while matches!(
        reading.word(at),
        "de" | "of"
            | "porcoes"
            | "porcao"
            | "portions"
            | "unidades"
            | "latas"
            | "garrafas"
            | "more"
            | "mais"
            | "extra"
            | "mas"
            | "x"
            | "orders"
            | "porciones"
    ) {
        at = at.checked_sub(1)?;
    }
    let word = reading.word(at);
    if !reading.is_free(at) {
        return None;
    }
    if reading.is_number(at) {
        return word.parse().ok().filter(|number| (1..=99).contains(number));
    }
    if let Some(number) = word
        .strip_suffix('x')
        .and_then(|digits| digits.parse().ok())
    {
        return Some(number);
    }
    let number = small_number(word).filter(|_| word != "meia")?;
    if number > 1 || word == "one" {
        return Some(number);
    }
    let counted = matches!(
        reading.word_before(at, 1),
        "mais"
            | "so"
            | "somente"
            | "apenas"
            | "only"
            | "just"
            | "solo"
            | "otra"
            | "outra"
            | "mas"
            | "e"
            | "and"
            | "y"
            | "+"
    );
    let ordered = reading.intent == Intent::OrderAgain;
    (ordered || (counted && !matches!(reading.word_before(at, 1), "e" | "and" | "y" | "+")))
        .then_some(1)
}

/// A number that stands alone: `1 só`, `only need 1`.
fn loose_quantity(reading: &Reading) -> Option<u32> {
    if !matches!(
        reading.intent,
        Intent::ChangeItems | Intent::WrongOrMissingItem
    ) {
        return None;
    }
    let number = |index: usize| -> Option<u32> {
        let word = reading.word(index);
        if reading.is_number(index) && reading.is_free(index) {
            word.parse().ok().filter(|number| (1..=99).contains(number))
        } else if matches!(word, "a" | "an" | "un" | "uno" | "meia") {
            None
        } else {
            small_number(word)
        }
    };
    let only = |index: usize| {
        let before = |by| reading.word_before(index, by);
        ONLY.contains(&before(1))
            || ONLY.contains(&before(2))
            || matches!(reading.word(index + 1), "so" | "only" | "apenas")
    };
    let wanted = (0..reading.len())
        .rev()
        .find_map(|index| number(index).filter(|_| only(index)));
    let words = (0..reading.len())
        .filter(|index| !reading.is_mark(*index))
        .count();
    wanted.or_else(|| {
        if words == 1 {
            (0..reading.len()).find_map(number)
        } else {
            None
        }
    })
}

const ONLY: &[&str] = &[
    "so", "somente", "apenas", "only", "just", "solo", "need", "preciso",
];

/// Dishes and drinks that are items by themselves, in the singular.
const DISHES: &[&str] = &[
    "pizza",
    "pizzas",
    "hamburguer",
    "hambúrguer",
    "hamburgueres",
    "burger",
    "cheeseburger",
    "hamburguesa",
    "lanche",
    "esfiha",
    "esfirra",
    "pastel",
    "pasteis",
    "coxinha",
    "acai",
    "lasanha",
    "lasagna",
    "lasana",
    "batata",
    "batatinha",
    "fritas",
    "fries",
    "papas",
    "suco",
    "juice",
    "jugo",
    "zumo",
    "coca",
    "coca-cola",
    "coke",
    "pepsi",
    "fanta",
    "sprite",
    "refri",
    "refrigerante",
    "guarana",
    "soda",
    "refresco",
    "gaseosa",
    "bebida",
    "drink",
    "agua",
    "water",
    "cerveja",
    "beer",
    "cerveza",
    "vinho",
    "wine",
    "vino",
    "sobremesa",
    "dessert",
    "postre",
    "pudim",
    "pudin",
    "pudding",
    "flan",
    "brownie",
    "bolo",
    "cake",
    "torta",
    "pie",
    "sorvete",
    "helado",
    "salada",
    "salad",
    "ensalada",
    "sopa",
    "soup",
    "caldo",
    "feijoada",
    "moqueca",
    "strogonoff",
    "estrogonofe",
    "stroganoff",
    "bobo",
    "farofa",
    "arroz",
    "rice",
    "feijao",
    "beans",
    "frango",
    "chicken",
    "pollo",
    "carne",
    "steak",
    "bife",
    "picanha",
    "peixe",
    "fish",
    "pescado",
    "tilapia",
    "salmao",
    "salmon",
    "combo",
    "sanduiche",
    "sandwich",
    "sandubas",
    "empanada",
    "yakisoba",
    "sushi",
    "temaki",
    "taco",
    "burrito",
    "wing",
    "wings",
    "nugget",
    "nuggets",
    "misto",
    "pacoca",
    "mousse",
    "cafe",
    "coffee",
    "tapioca",
    "marmita",
    "marmitex",
    "quentinha",
    "prato feito",
    "pf",
    "porcao",
    "pao",
    "bread",
    "pan",
    "molho",
    "sauce",
    "salsa",
    "maionese",
    "ketchup",
    "mostarda",
    "milkshake",
    "shake",
    "vitamina",
    "smoothie",
    "cha",
    "tea",
    "macarrao",
    "espaguete",
    "spaghetti",
    "pasta",
    "nhoque",
    "gnocchi",
    "risoto",
    "risotto",
    "parmegiana",
    "milanesa",
    "filé",
    "file",
    "costela",
    "ribs",
    "linguica",
    "espetinho",
    "kibe",
    "quibe",
    "empada",
    "croissant",
    "donut",
    "brigadeiro",
    "beirute",
    "hotdog",
    "hot-dog",
    "cachorro-quente",
    "dogao",
    "plate",
    "isca",
    "wrap",
    "poke",
    "ramen",
    "lamen",
    "ceviche",
    "vatapa",
    "acaraje",
    "escondidinho",
    "panqueca",
    "waffle",
    "omelete",
    "omelette",
    "tortilla",
    "quesadilla",
    "churros",
    "churro",
    "alfajor",
    "cookie",
    "biscoito",
    "chocolate",
    "limonada",
    "lemonade",
    "energetico",
    "whisky",
    "caipirinha",
    "espumante",
    "smash",
    "calzone",
    "fogazza",
    "bruschetta",
    "legumes",
    "vegetables",
    "sobrecoxa",
    "coxa",
];

/// What dishes are made of.
const INGREDIENTS: &[&str] = &[
    "cebola",
    "onion",
    "cebolla",
    "tomate",
    "tomato",
    "alface",
    "lettuce",
    "lechuga",
    "queijo",
    "cheese",
    "queso",
    "bacon",
    "tocino",
    "presunto",
    "ham",
    "jamon",
    "ovo",
    "egg",
    "huevo",
    "picles",
    "pickle",
    "azeitona",
    "olive",
    "pimenta",
    "pepper",
    "milho",
    "corn",
    "alho",
    "garlic",
    "ajo",
    "coentro",
    "cilantro",
    "mayo",
    "mayonesa",
    "mostaza",
    "mustard",
    "palmito",
    "catupiry",
    "cheddar",
    "calabresa",
    "pepperoni",
    "mussarela",
    "mozzarella",
    "cogumelo",
    "mushroom",
    "abacaxi",
    "pineapple",
    "maracuja",
    "laranja",
    "orange",
    "naranja",
    "limao",
    "limon",
    "lemon",
    "lime",
    "uva",
    "grape",
    "morango",
    "strawberry",
    "fresa",
    "manga",
    "mango",
    "acerola",
    "banana",
    "chocolate",
    "carne",
    "frango",
    "queso",
    "camarao",
    "shrimp",
    "atum",
    "tuna",
    "granola",
    "borda",
    "cenoura",
    "farofa",
    "salsa",
    "portuguesa",
    "marguerita",
    "margherita",
    "siracha",
    "catchup",
    "guacamole",
    "aguacate",
    "avocado",
    "abacate",
    "azeite",
    "sal",
    "acucar",
    "gelo",
    "ice",
];

/// Words behind a dish that belong to its name.
const QUALIFIERS: &[&str] = &[
    "frita",
    "frito",
    "zero",
    "diet",
    "light",
    "grande",
    "pequena",
    "pequeno",
    "media",
    "medio",
    "grelhado",
    "grelhada",
    "assado",
    "assada",
    "cremosa",
    "cremoso",
    "vegano",
    "vegana",
    "vegetariano",
    "vegetariana",
    "integral",
    "branco",
    "branca",
    "lata",
    "2l",
    "600",
    "500",
    "300",
    "700",
    "1l",
    "natural",
    "quente",
    "doce",
    "tropical",
    "executiva",
    "executivo",
    "familia",
    "family",
    "kids",
    "duplo",
    "dupla",
    "double",
    "simples",
    "completa",
    "completo",
    "caseiro",
    "caseira",
    "neck",
    "long",
    "cola",
    "salada",
    "bacon",
    "tudo",
    "egg",
    "burguer",
    "burger",
    "plate",
    "combo",
    "bowl",
    "sandwich",
    "juice",
    "salad",
    "cake",
    "ninho",
    "antartica",
    "parmegiana",
    "milanesa",
    "calabresa",
    "mussarela",
    "portuguesa",
    "marguerita",
    "pepperoni",
    "caesar",
    "fit",
    "fitness",
    "rosti",
    "palha",
    "gigante",
    "suprema",
];

/// Words before a dish that belong to its name.
const QUALIFIERS_BEFORE: &[&str] = &[
    "veggie",
    "vegan",
    "vegetarian",
    "cheese",
    "french",
    "large",
    "small",
    "grilled",
    "fried",
    "chocolate",
    "orange",
    "sparkling",
    "diet",
    "double",
    "garlic",
    "chickpea",
    "beef",
    "pork",
    "chicken",
    "fruit",
    "caesar",
    "banana",
    "milk",
    "shrimp",
    "passion",
    "pineapple",
    "ice",
    "bacon",
    "hot",
    "iced",
    "house",
];

/// What stands behind `de` in the name of a dish.
const FILLINGS: &[&str] = &[
    "queijo",
    "leite",
    "grao-de-bico",
    "grao",
    "frutas",
    "fruta",
    "casa",
    "camarao",
    "chocolate",
    "cenoura",
    "coco",
    "morango",
    "carne",
    "frango",
    "peixe",
    "legumes",
    "batata",
    "mandioca",
    "palmito",
    "calabresa",
    "uva",
    "limao",
    "caju",
    "goiaba",
    "manga",
    "abacaxi",
    "maracuja",
    "laranja",
    "acerola",
    "tilapia",
    "banana",
    "naranja",
    "pina",
    "pollo",
    "queso",
    "chocolate",
    "fresa",
    "frutilla",
    "maracuya",
    "garbanzo",
    "garbanzos",
    "camaron",
    "camarones",
    "ninho",
    "doce",
    "nutella",
    "pepperoni",
    "atum",
    "bacalhau",
    "siri",
    "costela",
    "pernil",
    "feijao",
    "sol",
    "panela",
    "forno",
    "fruits",
    "chicken",
    "beef",
    "day",
    "dia",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vocabulary;
    use crate::context::Setting;

    fn read(intent: Intent, text: &str) -> (Option<String>, Option<String>) {
        let (setting, shop) = (Setting::default(), Vocabulary::default());
        let goods = find(&mut Reading::of(text, intent, &setting, &shop));
        (goods.items, goods.quantities)
    }

    #[test]
    fn items_are_found_with_their_quantities() {
        for (intent, text, items, quantities) in [
            (
                Intent::OrderAgain,
                "quero 3 pastéis de queijo e um guaraná lata",
                "pastéis de queijo, guaraná lata",
                Some("3, 1"),
            ),
            (
                Intent::ChangeItems,
                "swap the fries for a caesar salad",
                "fries, caesar salad",
                None,
            ),
            (Intent::ChangeItems, "sem cebola", "cebola", None),
            (
                Intent::ChangeItems,
                "agrega dos empanadas",
                "empanadas",
                Some("2"),
            ),
            (
                Intent::Allergens,
                "o molho da lasanha leva leite?",
                "lasanha",
                None,
            ),
            (
                Intent::MinimumOrder,
                "posso pedir só uma coxinha?",
                "coxinha",
                Some("1"),
            ),
            (
                Intent::ItemUnavailable,
                "acabou o suco de uva?",
                "suco de uva",
                None,
            ),
        ] {
            let (found, numbers) = read(intent, text);
            assert_eq!(found.as_deref(), Some(items), "{text}");
            assert_eq!(numbers.as_deref(), quantities, "{text}");
        }
    }

    #[test]
    fn ingredients_that_are_complained_of_are_no_items() {
        assert_eq!(
            read(
                Intent::WrongOrMissingItem,
                "pedi sem cebola e veio com cebola"
            )
            .0,
            None
        );
        assert_eq!(read(Intent::Allergens, "sou alérgico a camarão").0, None);
    }

    #[test]
    fn what_the_shop_sells_is_known() {
        let setting = Setting::default();
        let shop = Vocabulary::new(["Trem Bão da Serra"], []);
        let text = "acabou o trem bão da serra?";
        let goods = find(&mut Reading::of(
            text,
            Intent::ItemUnavailable,
            &setting,
            &shop,
        ));
        assert_eq!(goods.items.as_deref(), Some("trem bão da serra"));
    }
}
