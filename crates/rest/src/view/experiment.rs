//! An experiment, and how its variants do.

use assistant::scenario::assignment::Arm;
use assistant::scenario::comparison::{Comparison, Counts};
use assistant::scenario::experiment::{Experiment, ExperimentName, Outcome, State, Variant};
use assistant::scenario::interval::{Difference, Interval};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::schema;

/// How the assistant answers those who have a variant.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct VariantView {
    /// Added to the system prompt.
    #[serde(default)]
    #[schema(max_length = 2000)]
    prompt: String,
    /// Which model answers; that of the request without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2048)]
    model_id: Option<String>,
}

impl From<VariantView> for Variant {
    fn from(view: VariantView) -> Variant {
        Variant {
            prompt: view.prompt,
            model_id: view.model_id,
        }
    }
}

impl VariantView {
    fn of(variant: &Variant) -> VariantView {
        VariantView {
            prompt: variant.prompt.clone(),
            model_id: variant.model_id.clone(),
        }
    }
}

/// How far an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExperimentState {
    /// Conversations are dealt variants.
    Running,
    /// Everybody has `a` again.
    Stopped,
    /// Everybody has `a`, which has won.
    DecidedA,
    /// Everybody has `b`, which has won.
    DecidedB,
}

impl From<State> for ExperimentState {
    fn from(state: State) -> ExperimentState {
        match state {
            State::Running => ExperimentState::Running,
            State::Stopped => ExperimentState::Stopped,
            State::Decided { winner: Arm::A } => ExperimentState::DecidedA,
            State::Decided { winner: Arm::B } => ExperimentState::DecidedB,
        }
    }
}

impl From<ExperimentState> for State {
    fn from(state: ExperimentState) -> State {
        match state {
            ExperimentState::Running => State::Running,
            ExperimentState::Stopped => State::Stopped,
            ExperimentState::DecidedA => State::Decided { winner: Arm::A },
            ExperimentState::DecidedB => State::Decided { winner: Arm::B },
        }
    }
}

/// What can come of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OutcomeView {
    /// It was solved without a person.
    Solved,
    /// A person took over.
    HandOver,
    /// The customer liked an answer.
    ThumbsUp,
    /// The customer did not like an answer.
    ThumbsDown,
}

impl From<Outcome> for OutcomeView {
    fn from(outcome: Outcome) -> OutcomeView {
        match outcome {
            Outcome::Solved => OutcomeView::Solved,
            Outcome::HandOver => OutcomeView::HandOver,
            Outcome::ThumbsUp => OutcomeView::ThumbsUp,
            Outcome::ThumbsDown => OutcomeView::ThumbsDown,
        }
    }
}

/// A share or a difference of shares, and where it lies 95 times of 100.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EstimateView {
    /// As it was seen.
    value: f64,
    /// The lower end of the interval.
    low: f64,
    /// The upper end of the interval.
    high: f64,
}

impl EstimateView {
    fn of(value: f64, Interval { low, high }: Interval) -> EstimateView {
        EstimateView { value, low, high }
    }
}

/// How a variant does in one outcome.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RateView {
    /// So many conversations came to it.
    count: u32,
    /// The share, by Wilson's interval; not there while nobody has the variant.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<EstimateView>,
}

/// How the variants compare in one outcome.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutcomeComparisonView {
    /// Which.
    outcome: OutcomeView,
    /// How `a` does.
    a: RateView,
    /// How `b` does.
    b: RateView,
    /// How much larger the share of `b` is, by Newcombe's interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<EstimateView>,
    /// Whether the interval leaves out that there is no difference.
    is_difference: bool,
    /// So many conversations of each variant are needed to find a difference of five points in 80 %
    /// of trials.
    #[serde(skip_serializing_if = "Option::is_none")]
    needed: Option<u32>,
}

impl OutcomeComparisonView {
    fn of(comparison: &Comparison, outcome: Outcome) -> OutcomeComparisonView {
        let compared = comparison.of(outcome);
        let rate = |counts: &Counts, share: Option<(f64, Interval)>| RateView {
            count: counts.of(outcome),
            share: share.map(|(value, interval)| EstimateView::of(value, interval)),
        };
        OutcomeComparisonView {
            outcome: outcome.into(),
            a: rate(&comparison.a, compared.a),
            b: rate(&comparison.b, compared.b),
            is_difference: compared.difference.is_some_and(Difference::is_one),
            difference: compared
                .difference
                .map(|it| EstimateView::of(it.value, it.interval)),
            needed: compared.needed,
        }
    }
}

/// An experiment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExperimentView {
    /// What it is called.
    #[schema(schema_with = schema::experiment_name)]
    name: ExperimentName,
    /// What there was before.
    a: VariantView,
    /// What is tried.
    b: VariantView,
    /// So many of 10 000 conversations have `b`.
    #[schema(minimum = 0, maximum = 10000)]
    share_of_b: u16,
    /// How far it is.
    state: ExperimentState,
    /// When it was begun.
    since: Timestamp,
    /// So many conversations have `a`.
    assigned_a: u32,
    /// So many conversations have `b`.
    assigned_b: u32,
    /// How the variants compare.
    outcomes: Vec<OutcomeComparisonView>,
}

impl ExperimentView {
    pub(crate) fn of(experiment: &Experiment, comparison: &Comparison) -> ExperimentView {
        ExperimentView {
            name: experiment.name.clone(),
            a: VariantView::of(&experiment.a),
            b: VariantView::of(&experiment.b),
            share_of_b: experiment.share_of_b,
            state: experiment.state.into(),
            since: experiment.since,
            assigned_a: comparison.a.assigned,
            assigned_b: comparison.b.assigned,
            outcomes: Outcome::ALL
                .map(|outcome| OutcomeComparisonView::of(comparison, outcome))
                .into(),
        }
    }
}
