//! The names of what a template does not name, as CloudFormation makes them.

/// How many characters make a name unlike others.
const SUFFIX_CHARS: usize = 12;

/// `STACK-LogicalId-1A2B3C4D5E6F`, with as much of the stack and the logical id as fits.
pub(super) fn physical(stack: &str, logical_id: &str, chars_max: usize) -> String {
    let suffix = suffix();
    let room = chars_max.saturating_sub(SUFFIX_CHARS + 2);
    // As CloudFormation: what is too long loses from both.
    let of_logical_id = logical_id
        .len()
        .min(room / 2 + room.saturating_sub(room / 2 + stack.len()));
    let of_stack = stack.len().min(room - of_logical_id);
    format!(
        "{}-{}-{suffix}",
        &stack[..of_stack],
        &logical_id[..of_logical_id]
    )
}

fn suffix() -> String {
    const CHARACTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    wire::identifier::random_bytes::<SUFFIX_CHARS>()
        .iter()
        .map(|byte| char::from(CHARACTERS[usize::from(byte % 32)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_to_what_fits() {
        let name = physical("pedidos", "ChargeFunction", 64);
        assert_eq!(name.len(), "pedidos-ChargeFunction-".len() + SUFFIX_CHARS);
        assert!(name.starts_with("pedidos-ChargeFunction-"));
        let (long, longer) = ("s".repeat(100), "R".repeat(200));
        for (stack, logical_id) in [(&*long, "Role"), ("shop", &*longer), (&*long, &*longer)] {
            let name = physical(stack, logical_id, 64);
            assert_eq!(name.len(), 64, "{name}");
            assert!(name.contains("-R"), "{name}");
        }
        assert_ne!(physical("a", "B", 64), physical("a", "B", 64));
    }
}
