//! The workflow that carries an order. The file says who its functions are by placeholders, so that
//! the same file is deployed to AWS, where a function is known by its ARN.

use std::sync::LazyLock;

use crate::functions::FUNCTIONS;

/// The workflow's file: Amazon States Language, in which `${ReceiveOrderFunctionArn}` and its kin
/// are filled in.
pub const WORKFLOW_FILE: &str = include_str!("../../../../workflows/order.asl.json");

/// The workflow as a server of its own runs it: its functions are known by their plain names.
pub static WORKFLOW: LazyLock<String> = LazyLock::new(|| {
    FUNCTIONS
        .iter()
        .fold(WORKFLOW_FILE.to_owned(), |text, function| {
            text.replace(&placeholder(function), function)
        })
});

/// What stands in the file for a function: `${ReceiveOrderFunctionArn}`.
fn placeholder(function: &str) -> String {
    format!("${{{function}Arn}}")
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// The workflow of servers that were started before its file had placeholders. A definition that
    /// differs from it would be a new revision of every shop's machine.
    const BEFORE_PLACEHOLDERS: u128 = 0x8d50_7d6f_fe2a_ebad_bdfb_ef86_b007_8152;

    #[test]
    fn placeholders_have_not_changed_what_servers_run() {
        let digest = Sha256::digest(WORKFLOW.as_bytes());
        let digest = digest.iter().take(16);
        let digest = digest.fold(0_u128, |digest, byte| (digest << 8) | u128::from(*byte));
        assert_eq!(digest, BEFORE_PLACEHOLDERS);
    }

    #[test]
    fn every_function_that_the_workflow_calls_is_filled_in() {
        assert!(!WORKFLOW.contains("${"), "{}", *WORKFLOW);
        let called = |function: &&&str| WORKFLOW_FILE.contains(&placeholder(function));
        // The notice is brought by a subscription to the topic, not by the workflow.
        assert_eq!(FUNCTIONS.iter().filter(called).count(), FUNCTIONS.len() - 1);
    }
}
