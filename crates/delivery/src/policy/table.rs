//! The table of the change policy: read, checked once, and looked up.
//!
//! A cell is a phase and a kind of change, and holds rules; the first whose conditions hold is the
//! answer. The last has no conditions, so that every question has one.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Actor, Approver, Change, ChangeKind, ReasonCode, Recourse, Situation, StatusNumber};

/// The longest that anybody is asked to wait for an approval: a day.
pub const APPROVAL_SECONDS_MAX: u32 = 86_400;

/// A table that has exactly one cell for every phase and kind of change.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    phases: Vec<Phase>,
}

#[derive(Clone, Debug, PartialEq)]
struct Phase {
    name: String,
    up_to: StatusNumber,
    /// In the order of [`ChangeKind::ALL`].
    cells: Vec<Vec<Rule>>,
}

/// Why a text is no policy.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not JSON, or a name that does not exist; the message says the line and the column.
    #[error("the policy cannot be read: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Phases must grow, and the last must end with the last status.
    #[error(
        "phase `{phase}` ends at {up_to}: phases are in the order of their `up_to`, and the last \
         ends at {}", StatusNumber::MAX.get()
    )]
    Phases {
        /// Its name.
        phase: String,
        /// Where it ends.
        up_to: u8,
    },
    /// Two phases of one name.
    #[error("there are two phases called `{0}`")]
    RepeatedPhase(String),
    /// A cell of a phase that is not listed.
    #[error("the table speaks of a phase `{phase}`, which is not among `phases`")]
    UnknownPhase {
        /// The name.
        phase: String,
    },
    /// Nothing is said of a change in a phase.
    #[error("the table does not say what happens to `{change}` in phase `{phase}`")]
    Missing {
        /// The phase.
        phase: String,
        /// The kind of change.
        change: ChangeKind,
    },
    /// Two cells for the same.
    #[error("the table says twice what happens to `{change}` in phase `{phase}`: merge the rules")]
    Repeated {
        /// The phase.
        phase: String,
        /// The kind of change.
        change: ChangeKind,
    },
    /// A rule that makes no sense where it is.
    #[error("rule {rule} of `{change}` in phase `{phase}`: {problem}")]
    Rule {
        /// The phase.
        phase: String,
        /// The kind of change.
        change: ChangeKind,
        /// Its place among the rules of the cell, from 1.
        rule: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    phases: Vec<PhaseText>,
    table: Vec<Cell>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhaseText {
    name: String,
    up_to: StatusNumber,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cell {
    phase: String,
    change: ChangeKind,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    #[serde(default)]
    when: When,
    pub(super) verdict: VerdictRule,
    pub(super) reason: ReasonCode,
    #[serde(default)]
    pub(super) refund: RefundRule,
    #[serde(default)]
    pub(super) recourse: Recourse,
}

/// All that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct When {
    /// Whether the store delivers there.
    in_zone: Option<bool>,
    /// The new address is at most this far from the old one.
    within_metres: Option<u32>,
    /// One of these asks.
    by: Option<Vec<Actor>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum VerdictRule {
    Allow,
    Requote,
    NeedsApproval { who: Approver, within_seconds: u32 },
    Deny,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RefundRule {
    #[default]
    None,
    Full,
    PartialBasisPoints(NonZeroU32),
}

impl When {
    fn always(&self) -> bool {
        *self == When::default()
    }

    fn holds(&self, situation: &Situation, change: &Change) -> bool {
        let by = match change {
            Change::Cancel { by } => *by,
            Change::Address { .. } | Change::Instructions | Change::Items | Change::Reschedule => {
                Actor::Customer
            }
        };
        self.in_zone
            .is_none_or(|wanted| wanted == situation.in_zone)
            && self
                .within_metres
                .is_none_or(|most| situation.metres_from_old_address <= most)
            && self.by.as_ref().is_none_or(|actors| actors.contains(&by))
    }
}

impl Rule {
    /// What is wrong with it as the rule of such a change, when anything is.
    fn problem(&self, change: ChangeKind, last: bool) -> Option<&'static str> {
        let about_places = self.when.in_zone.is_some() || self.when.within_metres.is_some();
        if last != self.when.always() {
            return Some(if last {
                "the last rule has no `when`, so that every case is covered"
            } else {
                "only the last rule may have no `when`: those after it are never reached"
            });
        }
        if about_places && change != ChangeKind::Address {
            return Some("`in_zone` and `within_metres` are conditions of `address` alone");
        }
        if self.when.by.is_some() && change != ChangeKind::Cancel {
            return Some("`by` is a condition of `cancel` alone");
        }
        if self.verdict != VerdictRule::Deny && self.recourse != Recourse::Nothing {
            return Some("only what is denied has a `recourse`");
        }
        if self.refund != RefundRule::None && self.verdict == VerdictRule::Deny {
            return Some("what is denied has no `refund`");
        }
        if self.refund != RefundRule::None && change != ChangeKind::Cancel {
            return Some("`refund` belongs to `cancel`; other changes give back by the quote");
        }
        match (self.verdict, self.refund) {
            (VerdictRule::NeedsApproval { within_seconds, .. }, _)
                if within_seconds == 0 || within_seconds > APPROVAL_SECONDS_MAX =>
            {
                Some("`within_seconds` is from 1 to 86400")
            }
            (_, RefundRule::PartialBasisPoints(share)) if share.get() >= 10_000 => {
                Some("`partial_basis_points` is below 10000; all of it is `\"full\"`")
            }
            _ => None,
        }
    }
}

impl Policy {
    /// The policy that is part of the program.
    pub fn bundled() -> &'static Policy {
        #[allow(clippy::expect_used, reason = "a test reads the same text")]
        static BUNDLED: LazyLock<Policy> = LazyLock::new(|| {
            Policy::parse(include_str!("../../assets/policy.json")).expect("the bundled policy")
        });
        &BUNDLED
    }

    /// Reads a policy, and refuses one that leaves a question open or answers it twice.
    pub fn parse(text: &str) -> Result<Policy, PolicyError> {
        let Document { phases, table } = serde_json::from_str(text)?;
        check_phases(&phases)?;
        let mut cells = table;
        for Cell {
            phase,
            change,
            rules,
        } in &cells
        {
            if !phases.iter().any(|known| known.name == *phase) {
                return Err(PolicyError::UnknownPhase {
                    phase: phase.clone(),
                });
            }
            for (position, rule) in rules.iter().enumerate() {
                if let Some(problem) = rule.problem(*change, position + 1 == rules.len()) {
                    return Err(PolicyError::Rule {
                        phase: phase.clone(),
                        change: *change,
                        rule: position + 1,
                        problem,
                    });
                }
            }
        }
        let mut take = |phase: &str, change: ChangeKind| {
            let position = cells
                .iter()
                .position(|cell| {
                    cell.phase == phase && cell.change == change && !cell.rules.is_empty()
                })
                .ok_or_else(|| PolicyError::Missing {
                    phase: phase.to_owned(),
                    change,
                })?;
            let rules = cells.swap_remove(position).rules;
            if cells
                .iter()
                .any(|cell| cell.phase == phase && cell.change == change)
            {
                return Err(PolicyError::Repeated {
                    phase: phase.to_owned(),
                    change,
                });
            }
            Ok(rules)
        };
        let phases = phases
            .into_iter()
            .map(|PhaseText { name, up_to }| {
                let cells = ChangeKind::ALL
                    .into_iter()
                    .map(|change| take(&name, change))
                    .collect::<Result<_, _>>()?;
                Ok(Phase { name, up_to, cells })
            })
            .collect::<Result<_, PolicyError>>()?;
        Ok(Policy { phases })
    }

    /// The name of the phase that a status belongs to.
    pub fn phase_name(&self, status: StatusNumber) -> &str {
        &self.phase(status).name
    }

    fn phase(&self, status: StatusNumber) -> &Phase {
        let phase = self.phases.iter().find(|phase| status <= phase.up_to);
        #[allow(clippy::expect_used, reason = "the last phase ends at the last status")]
        phase.expect("every status has its phase")
    }

    pub(super) fn rule(&self, situation: &Situation, change: &Change) -> &Rule {
        let rules = &self.phase(situation.status).cells[change.kind() as usize];
        let rule = rules.iter().find(|rule| rule.when.holds(situation, change));
        #[allow(
            clippy::expect_used,
            reason = "the last rule of a cell has no conditions"
        )]
        rule.expect("every cell has an answer")
    }
}

fn check_phases(phases: &[PhaseText]) -> Result<(), PolicyError> {
    let mut names = HashSet::new();
    let mut previous = None;
    for phase in phases {
        if !names.insert(phase.name.as_str()) {
            return Err(PolicyError::RepeatedPhase(phase.name.clone()));
        }
        if previous.is_some_and(|previous| phase.up_to <= previous) {
            return Err(PolicyError::Phases {
                phase: phase.name.clone(),
                up_to: phase.up_to.get(),
            });
        }
        previous = Some(phase.up_to);
    }
    match phases.last() {
        Some(last) if last.up_to == StatusNumber::MAX => Ok(()),
        last => Err(PolicyError::Phases {
            phase: last.map(|last| last.name.clone()).unwrap_or_default(),
            up_to: last.map_or(0, |last| last.up_to.get()),
        }),
    }
}
