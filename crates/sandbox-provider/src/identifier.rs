//! Identifiers that cannot be guessed.

/// Letters that are not taken for one another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// So many letters: 100 random bits.
const LETTERS: usize = 20;

/// `ch_` or another prefix, and 100 random bits.
pub(crate) fn fresh(prefix: &str) -> String {
    let mut random = [0_u8; LETTERS];
    #[allow(clippy::expect_used, reason = "without randomness nothing can go on")]
    getrandom::fill(&mut random).expect("the system gives random bytes");
    let letters = random
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
    let mut text = prefix.to_owned();
    text.extend(letters);
    text
}
