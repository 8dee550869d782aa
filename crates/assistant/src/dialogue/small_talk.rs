//! Greetings, thanks, and answers to nothing.

use crate::turn::Piece;

use super::Turn;
use super::known::Need;

impl Turn<'_> {
    /// Good evening.
    pub(super) fn greeting(&mut self) {
        match self.heard.name.clone() {
            Some(name) => self.say("greeting-name", &[("name", name)]),
            None => self.say("greeting", &[]),
        }
        self.remind();
        if self.memory.proposal.is_none() {
            let suggestions = ["suggest-status", "suggest-eta", "suggest-address"];
            let messages = suggestions.map(|key| self.text(key, &[])).to_vec();
            self.show(Piece::Suggestions { messages });
        }
    }

    /// Thank you.
    pub(super) fn thanks(&mut self) {
        self.say("you-are-welcome", &[]);
        self.remind();
    }

    /// Reminds of a change that waits.
    fn remind(&mut self) {
        if let Some(proposal) = self.memory.proposal.clone() {
            self.say("still-waiting", &[]);
            self.show(Piece::Proposal(proposal));
        }
    }

    /// A yes to something that was not asked.
    pub(super) fn yes_to_nothing(&mut self) -> Result<(), Need> {
        if let Some(change) = self.memory.declined.clone() {
            return self.again(&change);
        }
        self.say("yes-to-nothing", &[]);
        Ok(())
    }

    /// A no to something that was not asked.
    pub(super) fn no_to_nothing(&mut self) {
        self.drop_proposal();
        self.say("kept-as-it-was", &[]);
    }
}
