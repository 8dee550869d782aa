//! How words are compared: without case, accents and the short forms of chats.
//!
//! It knows characters and words; what a word means is left to `concept`.

use std::ops::Range;

/// A piece of a message: a word, a number, an emoji or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Where it stands in the message, in bytes.
    pub(crate) at: Range<usize>,
    /// Lower case, without accents, as it was typed otherwise: `vc`, `x-salada`, `19h30`.
    pub(crate) folded: String,
    /// Which sort of piece it is.
    pub(crate) sort: Sort,
    /// It has letters, and all of them are capitals.
    pub(crate) shouted: bool,
}

/// Which sort of piece a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// It holds at least one letter.
    Word,
    /// Digits alone.
    Number,
    /// Anything else but space: `?`, `🍕`.
    Mark,
}

/// The character without its accent and in lower case; nothing for a mark that only combines, or
/// that cannot be seen.
pub(crate) fn fold_char(character: char) -> Option<char> {
    Some(match character {
        'a'..='z' | '0'..='9' => character,
        'A'..='Z' => character.to_ascii_lowercase(),
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'Á' | 'À' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'ª' => {
            'a'
        }
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'Í' | 'Ì' | 'Î' | 'Ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ö' | 'º' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => 'u',
        'ç' | 'Ç' => 'c',
        'ñ' | 'Ñ' => 'n',
        '’' | '‘' | '`' | '´' => '\'',
        '–' | '—' => '-',
        '\u{300}'..='\u{36f}'
        | '\u{fe0e}'
        | '\u{fe0f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{feff}' => return None,
        other => other.to_lowercase().next().unwrap_or(other),
    })
}

/// The text without case and accents.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter_map(fold_char).collect()
}

/// The pieces of a message, in order. Hyphens, apostrophes, dots and colons stay within a word
/// where letters or digits stand on both sides: `x-salada`, `what's`, `19:30`, `a@b.example`.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |index: usize| characters.get(index).map_or(text.len(), |(at, _)| *at);
    let mut tokens = Vec::new();
    let mut index = 0;
    while let Some(&(at, character)) = characters.get(index) {
        let mut next = index + 1;
        if is_part(character) {
            while let Some(&(_, following)) = characters.get(next) {
                let joins = matches!(
                    following,
                    '-' | '\'' | '’' | '.' | ':' | '@' | '_' | '/' | '+'
                ) && characters.get(next + 1).is_some_and(|(_, c)| is_part(*c))
                    && (following != '.' || joins_over_dot(&characters, next));
                if !(is_part(following) || joins) {
                    break;
                }
                next += 1;
            }
        }
        let folded = fold(&text[at..end_of(next)]);
        if !folded.trim().is_empty() {
            let sort = if folded.chars().any(char::is_alphabetic) {
                Sort::Word
            } else if folded.chars().all(|c| c.is_ascii_digit()) {
                Sort::Number
            } else if is_part(character) {
                Sort::Word
            } else {
                Sort::Mark
            };
            tokens.push(Token {
                at: at..end_of(next),
                folded,
                sort,
                shouted: is_shouted(&text[at..end_of(next)]),
            });
        }
        index = next;
    }
    tokens
}

fn is_shouted(typed: &str) -> bool {
    typed.chars().any(char::is_alphabetic) && !typed.chars().any(char::is_lowercase)
}

fn is_part(character: char) -> bool {
    character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character)
}

/// A dot joins digits and the parts of an address on the net, not two sentences.
fn joins_over_dot(characters: &[(usize, char)], dot: usize) -> bool {
    let digits = |index: usize| {
        characters
            .get(index)
            .is_some_and(|(_, c)| c.is_ascii_digit())
    };
    let before = characters[..dot].iter().rev();
    let after = characters[dot..].iter();
    let within_mail = before
        .take_while(|(_, c)| !c.is_whitespace())
        .chain(after.take_while(|(_, c)| !c.is_whitespace()))
        .any(|(_, c)| *c == '@');
    (dot > 0 && digits(dot - 1) && digits(dot + 1)) || within_mail
}

/// The words of a message as they are compared: folded, without hyphens, drawn-out letters made
/// short, short forms of chats written out. A number is `#` and how many digits it has.
pub(crate) fn words(tokens: &[Token]) -> Vec<String> {
    let mut words = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token.sort {
            Sort::Number => words.push(format!("#{}", token.folded.len().min(9))),
            Sort::Mark => {
                if token.folded == "?" || token.folded.chars().any(|c| c > '\u{2000}') {
                    words.push(token.folded.clone());
                }
            }
            Sort::Word => {
                for part in token.folded.split(['-', '/', '_', '+']) {
                    let part = part.trim_matches(['.', '\'']);
                    if part.is_empty() {
                        continue;
                    }
                    let part = shorten(part);
                    match written_out(&part) {
                        Some(longer) => words.extend(longer.split(' ').map(str::to_owned)),
                        None => words.push(part),
                    }
                }
            }
        }
    }
    words
}

/// `siiiim` is `sim`: three of a letter, or more, are one. Digits become `0`.
fn shorten(word: &str) -> String {
    let mut short = String::with_capacity(word.len());
    let characters: Vec<char> = word
        .chars()
        .filter(|c| *c != '\'')
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let mut index = 0;
    while index < characters.len() {
        let run = characters[index..]
            .iter()
            .take_while(|c| **c == characters[index])
            .count();
        let kept = if run >= 3 && characters[index] != '0' {
            1
        } else {
            run
        };
        short.extend(std::iter::repeat_n(characters[index], kept));
        index += run;
    }
    short
}

/// What a short form of chats stands for.
fn written_out(word: &str) -> Option<&'static str> {
    Some(match word {
        "vc" | "ce" | "vce" => "voce",
        "vcs" | "ces" => "voces",
        "q" | "ke" | "qe" => "que",
        "pq" | "pk" | "pqp" | "xq" | "porq" => "porque",
        "oq" => "o que",
        "n" | "nn" | "nao" | "naum" | "num" => "nao",
        "hj" => "hoje",
        "amnh" | "amanha" => "amanha",
        "tb" | "tbm" | "tmb" | "tambem" => "tambem",
        "blz" => "beleza",
        "qto" | "qnt" | "qnto" | "quanto" => "quanto",
        "qtos" => "quantos",
        "qndo" | "qnd" | "qdo" => "quando",
        "qual" | "ql" => "qual",
        "pfv" | "pfvr" | "pf" | "porfa" | "pfavor" | "porfavor" | "pls" | "plz" => "please",
        "msg" => "mensagem",
        "ta" | "tah" => "esta",
        "tao" => "estao",
        "mto" | "mt" => "muito",
        "obg" | "obgd" | "obrigada" | "brigado" | "brigada" => "obrigado",
        "vlw" | "vlww" | "flw" => "valeu",
        "pra" => "para",
        "pro" => "para o",
        "pras" | "pros" => "para os",
        "end" => "endereco",
        "cmg" => "comigo",
        "dps" => "depois",
        "agr" => "agora",
        "td" => "tudo",
        "eh" => "e",
        "cad" | "cd" | "kd" => "cade",
        "msm" => "mesmo",
        "vdd" => "verdade",
        "u" => "you",
        "ur" => "your",
        "thx" | "tks" | "ty" => "thanks",
        "r" => "are",
        "wheres" => "where is",
        "whats" => "what is",
        "im" => "i am",
        "ive" => "i have",
        "dont" => "do not",
        "doesnt" => "does not",
        "didnt" => "did not",
        "cant" => "can not",
        "wont" => "will not",
        "isnt" => "is not",
        "its" => "it is",
        "gonna" => "going to",
        "wanna" => "want to",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        words(&tokens(text))
    }

    #[test]
    fn chat_spelling_is_written_out() {
        assert_eq!(read("Vc NÃO vem??"), ["voce", "nao", "vem", "?", "?"]);
        assert_eq!(read("siiiim"), ["sim"]);
        assert_eq!(read("o 48213"), ["o", "#5"]);
    }

    #[test]
    fn pieces_keep_their_places() {
        let text = "às 19:30, x-salada";
        let pieces: Vec<&str> = tokens(text).iter().map(|t| &text[t.at.clone()]).collect();
        assert_eq!(pieces, ["às", "19:30", ",", "x-salada"]);
    }
}
