//! What is eaten and drunk, and how much of it.

use std::ops::Range;

use super::dish::{BEFORE, DISHES, FILLINGS, INGREDIENTS, QUALIFIERS};
use super::reading::{Reading, Words, small_number};
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
        if let Some(number) = quantity_of(reading, span) {
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
            | Intent::TrackOrder
    )
}

/// Where items stand, in order.
fn items(reading: &Reading) -> Vec<Range<usize>> {
    let dishes = items_of(reading, Sort::Dish);
    if dishes.is_empty() && reading.intent == Intent::ChangeItems {
        return items_of(reading, Sort::Ingredient);
    }
    dishes
}

fn items_of(reading: &Reading, sort: Sort) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut index = 0;
    while index < reading.len() {
        let length = if reading.is_free(index) {
            named(reading, index, sort).or_else(|| match sort {
                Sort::Dish => asked_for(reading, index),
                Sort::Ingredient => None,
            })
        } else {
            None
        };
        let Some(length) = length else {
            index += 1;
            continue;
        };
        let span = index..index + length;
        index += length;
        let name = reading.span(span.clone());
        let again = found
            .iter()
            .any(|known| reading.span(known.clone()).eq_ignore_ascii_case(name));
        if !again && is_meant(reading, &span, sort) {
            found.push(span);
        }
    }
    found
}

/// How many pieces name a dish or a drink from here on: of the shop's, or one that is commonly known.
fn named(reading: &Reading, index: usize, sort: Sort) -> Option<usize> {
    if let Some(length) = reading.shop.item_length(&words_from(reading, index)) {
        return Some(length);
    }
    let mut end = index;
    while is_before(reading.word(end)) && end < index + 3 {
        end += 1;
    }
    let begins = |at: usize| match sort {
        Sort::Dish => is_dish(reading, at),
        Sort::Ingredient => INGREDIENTS.has_some_number_of(reading.word(at)),
    };
    if !begins(end) {
        // What often stands before a name can be one by itself: `bacon`.
        end = index;
    }
    if !begins(end) {
        return None;
    }
    end += 1;
    while reading.is_free(end) {
        if is_dish(reading, end) || is_qualifier(reading.word(end)) {
            end += 1;
        } else if joins(reading, end) {
            end += 2;
        } else {
            break;
        }
    }
    Some(end - index)
}

/// Whether an English word may stand before a dish as part of its name: `carrot cake`.
fn is_before(word: &str) -> bool {
    BEFORE.has(word) || INGREDIENTS.has(word)
}

/// Which sort of item is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// What is ordered by itself.
    Dish,
    /// What a dish is made of: an item only where an order is changed and no dish is named.
    Ingredient,
}

fn words_from<'r>(reading: &'r Reading, index: usize) -> Vec<&'r str> {
    let pieces = index..(index + 6).min(reading.len());
    pieces.map(|at| reading.word(at)).collect()
}

fn is_dish(reading: &Reading, index: usize) -> bool {
    let word = reading.word(index);
    if reading.is_mark(index) {
        return false;
    }
    // `vino` is also how Spanish says that something came.
    let wine = word == "vino" && WINE.has(reading.word_before(index, 1));
    DISHES.has_some_number_of(word)
        || wine
        || word.strip_prefix("x-").is_some_and(|rest| !rest.is_empty())
        || (word == "x" && reading.word(index + 1).len() > 2)
}

/// Whether `de queijo`, `com gas` and their like stand here, behind a dish.
fn joins(reading: &Reading, index: usize) -> bool {
    let joined = reading.word(index + 1);
    match reading.word(index) {
        "de" | "of" | "ao" => {
            is_dish(reading, index + 1)
                || INGREDIENTS.has_some_number_of(joined)
                || FILLINGS.has(joined)
                || is_qualifier(joined)
        }
        "al" => joined == "pastor",
        "a" => MANNERS.has(joined),
        "da" => joined == "casa",
        "com" | "con" | "with" | "sem" | "sin" => matches!(joined, "gas" | "fritas"),
        _ => false,
    }
}

/// What stands behind `à` in the name of a dish.
const MANNERS: Words = Words(
    "parmegiana, milanesa, bolonhesa, moda, grega, cavalo, passarinho, portuguesa, carbonara, \
     romana, brasileira, mineira, palito, dore, provencal, parrilla, plancha, pobre",
);

const WINE: Words = Words("el, un, de, del, copa, dos, tres, mi, otro");

fn is_qualifier(word: &str) -> bool {
    let size = word.starts_with(|c: char| c.is_ascii_digit())
        && ["l", "ml", "g", "kg", "cm", "lt"]
            .iter()
            .any(|unit| word.ends_with(unit));
    size || QUALIFIERS.has_some_number_of(word)
}

/// Whether a dish that is named is one that the message is about.
fn is_meant(reading: &Reading, span: &Range<usize>, sort: Sort) -> bool {
    let before = |by| reading.word_before(span.start, by);
    match reading.intent {
        // `pão do x-salada`: the bread is a part of what is asked about.
        Intent::Allergens => {
            let part = PARTS.has_some_number_of(reading.word(span.start))
                && OF.has(reading.word(span.end));
            let allergic = (1..=2).any(|by| {
                ["alerg", "allerg"]
                    .iter()
                    .any(|stem| before(by).starts_with(stem))
            });
            !part && !allergic
        }
        // `não como carne`, `quais as sobremesas?`
        Intent::MenuQuestion => {
            let eaten =
                matches!(before(1), "como" | "eat") || span.len() == 1 && WITHOUT.has(before(1));
            let word = reading.word(span.start);
            let asked = (1..=2).any(|by| WHICH.has(before(by)));
            let kind = span.len() == 1 && (KINDS.has_some_number_of(word) || asked);
            !eaten && !kind
        }
        // `cadê meu lanche`
        Intent::TrackOrder => span.len() > 1 || !KINDS.has_some_number_of(reading.word(span.start)),
        // `pedi sem molho e veio com molho`, `tira o molho do x-salada`
        Intent::WrongOrMissingItem | Intent::RateOrder | Intent::ChangeItems => {
            let whole = sort == Sort::Ingredient
                || span.start == 0
                || reading.word_before(span.start, 2).is_empty();
            let part = PARTS.has_some_number_of(reading.word(span.start))
                && (OF.has(reading.word(span.end))
                    || before(1) == "extra"
                    || reading.word(span.end) == "extra");
            !part && (whole || !WITHOUT.has(before(1)))
        }
        _ => true,
    }
}

const WITHOUT: Words = Words("sem, without, sin");

const OF: Words = Words("do, da, of, in, del, de, no, na, on");

/// What is a part of a dish, though it may be had by itself.
const PARTS: Words = Words(
    "pao, molho, massa, bread, sauce, salsa, masa, pan, maionese, recheio, arroz, queijo, bun, \
     dough, crust, carne",
);

/// Kinds of items rather than items.
const KINDS: Words = Words(
    "bebida, sobremesa, dessert, postre, drink, lanche, prato, combo, porcao, rango, marmita",
);

/// Words that ask which there are.
const WHICH: Words = Words(
    "que, quais, any, what, which, qual, sabores, flavors, tipos, opcoes, opciones, options, \
     cuales",
);

/// What stands where an item is expected, though its name is not known: `faltou o X`, `adiciona um X`.
fn asked_for(reading: &Reading, index: usize) -> Option<usize> {
    let verb_at = (1..=3).find(|by| LEADING.has(reading.word_before(index, *by)))?;
    let between = (1..verb_at).all(|by| {
        let word = reading.word_before(index, by);
        DETERMINERS.has(word)
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
        || INGREDIENTS.has_some_number_of(first)
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
    word.len() > 2 && !GENERIC.has(word) && small_number(word).is_none() && !DETERMINERS.has(word)
}

/// Verbs after which an article counts.
const COUNTING: Words = Words(
    "adiciona, adicionar, acrescenta, acrescentar, inclui, incluir, tira, tirar, remove, \
     remover, add, agrega, agregar, agreguen, quita, quiten, saquen, anade, anadan, poe, bota, \
     coloca",
);

/// Verbs before an item.
const LEADING: Words = Words(
    "adiciona, adicionar, acrescenta, acrescentar, inclui, incluir, tira, tirar, remove, \
     remover, faltou, faltaram, faltando, esqueceram, acabou, acabaram, add, forgot, missing, \
     agrega, agregar, quita, falto, olvidaron, anade",
);

const DETERMINERS: Words = Words(
    "o, a, os, as, um, uma, mais, the, my, more, another, el, la, los, las, un, una, meu, \
     minha, mi, outro, outra, de, some, any, otra, otro, mas",
);

/// Nouns that are no dish.
const GENERIC: Words = Words(
    "das, dos, del, item, itens, items, pedido, order, coisa, produto, producto, endereco, \
     todo, tudo, que, meu, minha, parte, algo, something, thing, product, nada, metade, half, \
     cosas, estoque, dinheiro, uns, umas, esse, aquele, essa, esta, coisas, sacola, bag, code, \
     codigo, pedir, food, comida, talher, talheres, entrega, cupom, desconto, entregar, \
     observacao, note, tempo, prazo, for, from, one, mandar, colocar, cutlery, prato, dish, \
     plato, lugar, place, minutos, hora",
);

/// How many of an item.
fn quantity_of(reading: &Reading, item: &Range<usize>) -> Option<u32> {
    let index = item.start;
    let mut at = index.checked_sub(1)?;
    while matches!(
        reading.word(at),
        "de" | "of"
            | "porcoes"
            | "porcao"
            | "portions"
            | "unidades"
            | "latas"
            | "latinhas"
            | "latinha"
            | "lata"
            | "garrafa"
            | "garrafinhas"
            | "copos"
            | "copo"
            | "pacotes"
            | "caixas"
            | "pedacos"
            | "fatias"
            | "cans"
            | "can"
            | "bottles"
            | "bottle"
            | "portion"
            | "slices"
            | "botellas"
            | "porcion"
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
    let before = reading.word_before(at, 1);
    let counted = match word {
        // An article in all three languages.
        "a" => reading.intent == Intent::OrderAgain && ORDERING.has(before),
        _ => {
            SINGLING.has(before)
                || SINGLING_AFTER.has(reading.word(item.end))
                || reading.intent == Intent::OrderAgain
                || reading.intent == Intent::ChangeItems && COUNTING.has(before)
        }
    };
    counted.then_some(1)
}

/// Words after which an article counts.
const SINGLING: Words = Words("mais, so, somente, apenas, only, just, solo, otra, outra, mas");

/// Words behind an item, before which an article counts: `uma esfiha só`.
const SINGLING_AFTER: Words = Words("so, apenas, only, solo, nomas");

/// English words after which `a` counts.
const ORDERING: Words = Words("get, have, order, want, like, me, and, need, plus");

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
        ONLY.has(before(1))
            || ONLY.has(before(2))
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

const ONLY: Words = Words("so, somente, apenas, only, just, solo, need, preciso");

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
