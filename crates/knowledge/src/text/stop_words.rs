//! Words that say nothing of what a text is about.

/// Folded, sorted, of Portuguese, English and Spanish together: a question seldom says which it is
/// in, and no word that matters in one is a stop word in another. What asks (`quanto`, `when`) is
/// not in here.
const STOP_WORDS: &[&str] = &[
    "a", "ai", "ainda", "al", "algum", "alguma", "alguna", "alguno", "am", "an", "and", "any",
    "ao", "aos", "aqui", "are", "as", "at", "ate", "aun", "be", "been", "but", "by", "can", "com",
    "como", "con", "could", "da", "das", "de", "del", "dela", "dele", "did", "do", "does", "doing",
    "don", "dos", "e", "el", "ela", "ele", "ella", "ellos", "em", "en", "era", "es", "esa", "ese",
    "eso", "essa", "esse", "esta", "estan", "estao", "estar", "este", "esto", "estou", "eu", "foi",
    "for", "from", "fue", "get", "got", "ha", "had", "has", "hasta", "have", "hay", "he", "her",
    "how", "i", "if", "in", "into", "is", "isn", "isso", "isto", "it", "its", "ja", "la", "las",
    "le", "les", "lhe", "lo", "los", "m", "mais", "mas", "may", "me", "mesmo", "meu", "meus", "mi",
    "minha", "minhas", "mis", "muito", "muy", "my", "na", "nas", "nem", "no", "nos", "nossa",
    "nosso", "num", "numa", "o", "of", "oi", "ola", "on", "or", "os", "ou", "our", "para", "pela",
    "pelo", "por", "pra", "pro", "pros", "puedo", "q", "que", "r", "s", "sao", "se", "ser", "seu",
    "seus", "should", "si", "so", "sobre", "some", "son", "su", "sua", "suas", "sus", "t", "ta",
    "tao", "te", "tem", "tengo", "tenho", "that", "the", "their", "them", "there", "these", "they",
    "this", "those", "tiene", "tienen", "to", "tu", "u", "um", "uma", "umas", "un", "una", "unas",
    "uno", "unos", "us", "ustedes", "vc", "vcs", "voce", "voces", "vou", "was", "we", "were",
    "will", "with", "would", "y", "ya", "yo", "you", "your",
];

/// Whether a folded word says nothing of what a text is about, in any of the three languages.
pub fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn the_list_can_be_searched() {
        assert!(STOP_WORDS.is_sorted_by(|a, b| a < b));
        assert!(STOP_WORDS.iter().all(|word| fold(word) == **word));
        assert!(is_stop_word("voces") && !is_stop_word("pix"));
    }
}
