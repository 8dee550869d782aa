//! Text from outside as it may be shown: no markup, no links to other hosts, nothing invisible.
//!
//! Names, items, notes, addresses, reasons of delays, passages and whatever a model writes pass
//! through here. What comes out is plain text, word by word, so that it can be streamed: only the
//! word that is not over yet is held back.

use std::sync::Arc;

/// A word has at most so many characters; what is longer is cut. Longer than any address on the
/// web that a shop would have, shorter than what would hold back a stream.
pub const WORD_CHARS_MAX: usize = 200;

/// A tag that is not closed swallows at most so many characters.
const TAG_CHARS_MAX: usize = 400;

/// What stands where something was taken out.
const GAP: &str = "…";

/// What may be written with a dot and no space, and is no host: `Av.Brasil`.
const ABBREVIATIONS: &[&str] = &[
    "al", "ap", "apt", "apto", "av", "bl", "dr", "dra", "est", "n", "no", "pca", "r", "st",
];

/// The hosts that are the shop's own: links to them stay, and to their subdomains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts(Arc<[String]>);

impl Hosts {
    /// These hosts: `sabordavila.example`.
    pub fn new<S: Into<String>>(hosts: impl IntoIterator<Item = S>) -> Hosts {
        let lower = hosts.into_iter().map(|host| host.into().to_lowercase());
        Hosts(lower.collect())
    }

    fn own(&self, host: &str) -> bool {
        self.0.iter().any(|own| {
            host.strip_suffix(own.as_str())
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }
}

/// Makes text plain while it streams through.
#[derive(Debug)]
pub struct Plain {
    hosts: Hosts,
    word: String,
    /// The word is too long: its rest is left out.
    cut: bool,
    /// Characters that an open tag has swallowed, while it is open.
    tag: Option<usize>,
}

impl Plain {
    /// Nothing has come through yet.
    pub fn new(hosts: Hosts) -> Plain {
        Plain {
            hosts,
            word: String::new(),
            cut: false,
            tag: None,
        }
    }

    /// Takes more text, and gives what is certain.
    pub fn push(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for character in text.chars() {
            match seen(character) {
                Seen::Space(space) => {
                    self.end_word(&mut out);
                    if self.tag.is_none() {
                        out.push(space);
                    }
                }
                Seen::Nothing => {}
                Seen::Letter(_) if self.cut => {}
                Seen::Letter(letter) => {
                    self.word.push(letter);
                    if self.word.chars().count() >= WORD_CHARS_MAX {
                        self.end_word(&mut out);
                        self.cut = true;
                    }
                }
            }
        }
        out
    }

    /// The rest, when no more comes.
    pub fn finish(&mut self) -> String {
        let mut out = String::new();
        self.end_word(&mut out);
        self.tag = None;
        out
    }

    fn end_word(&mut self, out: &mut String) {
        self.cut = false;
        let word = std::mem::take(&mut self.word);
        if word.is_empty() {
            return;
        }
        let word = decoded(&word);
        let word = self.without_tags(&word);
        if word.is_empty() {
            return;
        }
        if names_foreign_host(&word, &self.hosts) || runs_code(&word) {
            out.push_str(GAP);
            return;
        }
        let mut characters = word.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '[' | ']' | '<' | '>' | '`' => {}
                '!' if characters.peek() == Some(&'[') => {}
                '*' if characters.peek() == Some(&'*') => {
                    characters.next();
                }
                other => out.push(other),
            }
        }
    }

    /// The word without what belongs to tags, of which some may be open still.
    fn without_tags(&mut self, word: &str) -> String {
        let mut kept = String::with_capacity(word.len());
        let mut characters = word.chars().peekable();
        while let Some(character) = characters.next() {
            match self.tag {
                Some(_) if character == '>' => self.tag = None,
                Some(swallowed) if swallowed >= TAG_CHARS_MAX => {
                    self.tag = None;
                    kept.push(character);
                }
                Some(swallowed) => self.tag = Some(swallowed + 1),
                None => {
                    let opens = character == '<'
                        && characters
                            .peek()
                            .is_some_and(|next| next.is_alphabetic() || "/!?|".contains(*next));
                    if opens {
                        self.tag = Some(0);
                    } else {
                        kept.push(character);
                    }
                }
            }
        }
        kept
    }
}

/// What is seen of a character.
enum Seen {
    Nothing,
    Space(char),
    Letter(char),
}

fn seen(character: char) -> Seen {
    match character {
        '\n' | '\u{2028}' | '\u{2029}' => Seen::Space('\n'),
        '\t' | '\r' => Seen::Space(' '),
        // Soft hyphens, joiners, marks of direction, variation tags, and what has no width.
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => Seen::Nothing,
        control if control.is_control() => Seen::Nothing,
        // A space that does not break keeps an amount together and ends no word.
        '\u{a0}' => Seen::Letter('\u{a0}'),
        space if space.is_whitespace() => Seen::Space(space),
        letter => Seen::Letter(letter),
    }
}

/// The word with the entities of HTML that could hide markup written out.
fn decoded(word: &str) -> String {
    if !word.contains('&') {
        return word.to_owned();
    }
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#x3c;", "<"),
        ("&#x3e;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let mut word = word.to_owned();
    for (entity, character) in named {
        while let Some(at) = word.to_ascii_lowercase().find(entity) {
            word.replace_range(at..at + entity.len(), character);
        }
    }
    word
}

/// Whether the word would run something where it were taken for markup.
fn runs_code(word: &str) -> bool {
    let lower = word.to_lowercase();
    if ["javascript:", "vbscript:", "data:text"]
        .iter()
        .any(|scheme| lower.contains(scheme))
    {
        return true;
    }
    // `onclick=`: the handler of an event.
    lower.match_indices('=').any(|(at, _)| {
        let name = lower[..at]
            .rsplit(|c: char| !c.is_ascii_alphabetic())
            .next()
            .unwrap_or_default();
        name.len() > 4 && name.starts_with("on")
    })
}

/// Whether the word names a host that is not the shop's, or leads to one.
fn names_foreign_host(word: &str, hosts: &Hosts) -> bool {
    let lower: String = word
        .chars()
        .map(|character| match character {
            '．' | '。' | '｡' | '․' | '﹒' => '.',
            '／' | '⁄' | '∕' => '/',
            '：' => ':',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect();
    let mut own = false;
    let runs = lower.split(|c: char| !(c.is_alphanumeric() || "-._@%".contains(c)));
    for run in runs {
        let run = run.trim_matches(|c: char| !c.is_alphanumeric());
        let host = run.rsplit(['@', '%']).next().unwrap_or_default();
        if looks_like_host(host) {
            if hosts.own(host) {
                own = true;
            } else {
                return true;
            }
        }
    }
    // `https://10.0.0.1/`, `//host`: an address of the web whose host is not known to be the shop's.
    !own && lower.contains("//")
}

fn looks_like_host(run: &str) -> bool {
    let Some((before, last)) = run.rsplit_once('.') else {
        return false;
    };
    let ends_as_host = last.starts_with("xn--")
        || (last.chars().count() >= 2 && last.chars().all(char::is_alphabetic));
    let first = before.rsplit('.').next().unwrap_or_default();
    ends_as_host && !first.is_empty() && !ABBREVIATIONS.contains(&before)
}

/// Text from outside in one line of at most `chars_max` characters.
pub fn outside(text: &str, chars_max: usize, hosts: &Hosts) -> String {
    let mut plain = Plain::new(hosts.clone());
    // What is cut away need not be looked at, and could be long.
    let head: String = text.chars().take(chars_max.saturating_mul(4)).collect();
    let mut shown = plain.push(&head);
    shown.push_str(&plain.finish());
    shortened(&shown, chars_max)
}

/// The text in one line, without what cannot be seen, cut to `chars_max` characters.
pub fn shortened(text: &str, chars_max: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    let mut gap = false;
    for character in text.chars() {
        match seen(character) {
            Seen::Nothing => {}
            Seen::Space(_) => gap = !line.is_empty(),
            Seen::Letter(letter) => {
                if count + usize::from(gap) >= chars_max {
                    line.push_str(GAP);
                    return line;
                }
                if std::mem::take(&mut gap) {
                    line.push(' ');
                    count += 1;
                }
                line.push(letter);
                count += 1;
            }
        }
    }
    line
}

/// The name that somebody is addressed by: the first word, if it is nothing but letters.
pub fn first_name(name: &str) -> Option<String> {
    const CHARS_MAX: usize = 20;
    let first = name.split_whitespace().next()?;
    let fits = (2..=CHARS_MAX).contains(&first.chars().count())
        && first
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
    fits.then(|| first.to_owned())
}

/// As texts are compared: small letters without accents.
pub fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .filter(|character| !('\u{300}'..='\u{36f}').contains(character))
        .map(|character| match character {
            'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            '’' => '\'',
            other => other,
        })
        .collect()
}

/// The words of a text as they are compared: letters and digits.
pub fn words(text: &str) -> Vec<String> {
    folded(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        outside(text, 400, &Hosts::new(["loja.example"]))
    }

    #[test]
    fn markup_is_taken_out() {
        assert_eq!(
            shown("Bolo<script>roubar()</script> bom"),
            "Boloroubar() bom"
        );
        assert_eq!(shown("<img src=x onerror=roubar()>Bolo"), "Bolo");
        assert_eq!(shown("![mapa](https://outro.test/i.png)"), "…");
        assert_eq!(shown("a [clique](mal.test/x) b **c**"), "a … b c");
        assert_eq!(shown("&lt;svg/onload=x&gt;ok"), "ok");
        assert_eq!(shown("2 < 3 e 4 > 3"), "2 3 e 4 3");
    }

    #[test]
    fn hosts_of_others_are_taken_out() {
        for text in [
            "mal.test",
            "https://mal.test/x?y=z",
            "loja.example.mal.test",
            "https://loja.example@mal.test/",
            "https://loja.example/?to=http://mal.test",
            "m\u{200b}al.te\u{200d}st",
            "ma\u{131}l.test/oi",
            "mal。test",
            "//10.0.0.1/x",
            "ana@mal.test",
            "javascript:alert(1)",
        ] {
            assert_eq!(shown(text), "…", "{text}");
        }
    }

    #[test]
    fn what_is_no_link_stays() {
        for text in [
            "Rua dos Lírios, 12, Centro",
            "Av.Brasil 15",
            "ajuda@loja.example",
            "https://pedidos.loja.example/r/ABC",
            "das 11h às 22h30. Aos sábados, até mais tarde",
            "R$\u{a0}1.234,56 e 3.5 km",
            "a.m. e p.m.",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_stream_gives_what_the_whole_gives() {
        let text = "Oi <b onclick=x>lá</b>, veja https://mal.test/a ou ajuda@loja.example hoje";
        let hosts = Hosts::new(["loja.example"]);
        for size in 1..12 {
            let mut plain = Plain::new(hosts.clone());
            let characters: Vec<char> = text.chars().collect();
            let mut streamed = String::new();
            for chunk in characters.chunks(size) {
                streamed.push_str(&plain.push(&chunk.iter().collect::<String>()));
            }
            streamed.push_str(&plain.finish());
            assert_eq!(streamed, "Oi lá, veja … ou ajuda@loja.example hoje");
        }
    }

    #[test]
    fn only_a_plain_name_is_spoken() {
        assert_eq!(first_name("Célia Moura"), Some("Célia".to_owned()));
        assert_eq!(first_name("{{prompt}} x"), None);
        assert_eq!(first_name("mal.test"), None);
    }
}
