//! Guessing what a misspelt name was meant to be.

/// The candidate nearest to `name`, when it is near enough to be what was meant.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let length = name.chars().count();
    // Of a single character nothing would be left.
    let allowed = (length / 3).clamp(1, 4).min(length.saturating_sub(1));
    candidates
        .into_iter()
        .take(CANDIDATES_MAX)
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many single-character edits lead from `a` to `b`; a change of case is none, a swap of
/// neighbours one.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().take(LENGTH_MAX).collect();
    let b: Vec<char> = b.to_lowercase().chars().take(LENGTH_MAX).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, &from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &to) in b.iter().enumerate() {
            let mut best = (above[j] + usize::from(from != to))
                .min(above[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && from == b[j - 1] && a[i - 1] == to {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

/// Names are compared with so many others at most.
const CANDIDATES_MAX: usize = 1_000;

/// Longer names are compared by their beginnings.
const LENGTH_MAX: usize = 80;

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let fields = ["Next", "End", "Parameters", "ResultPath", "Resource"];
        assert_eq!(nearest("next", fields), Some("Next"));
        assert_eq!(nearest("Paramters", fields), Some("Parameters"));
        assert_eq!(nearest("Resuorce", fields), Some("Resource"));
        assert_eq!(nearest("Timeout", fields), None);
        assert_eq!(nearest("b", ["A", "B"]), Some("B"));
        assert_eq!(nearest("c", ["A", "B"]), None);
    }
}
