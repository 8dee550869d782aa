//! What a shop is not asked, and what was not understood.

use super::Turn;

/// After so many messages in a row that could not be answered, a person is offered.
const FAILURES_MAX: u32 = 2;

impl Turn<'_> {
    /// Says in a friendly way what can be asked here.
    pub(super) fn out_of_scope(&mut self) {
        self.did_not_know = true;
        if let Some(proposal) = self.memory.proposal.clone() {
            self.say("out-of-scope-short", &[]);
            self.say("still-waiting", &[]);
            self.show(crate::turn::Piece::Proposal(proposal));
            return;
        }
        let key = if self.words().is_empty() {
            "no-words"
        } else {
            "out-of-scope"
        };
        self.say(key, &[]);
        if self.heard.memory.failures + 1 >= FAILURES_MAX {
            self.offer_person(self.memory.focus.clone());
        }
    }
}
