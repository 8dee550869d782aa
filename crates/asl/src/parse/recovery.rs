//! `Retry` and `Catch`.

use super::document::Node;
use super::place::Place;
use super::reader::{Fields, Reader, Schema, Sight};
use super::scope::Surroundings;
use super::spelling::nearest;
use super::state::StateFields;
use crate::diagnostic::Code;
use crate::machine::{QueryLanguage, StateId};
use crate::state::{
    Catcher, ErrorMatch, INTERVAL_SECONDS_MAX, JitterStrategy, MAX_ATTEMPTS_MAX,
    MAX_DELAY_SECONDS_MAX, Recovery, Retrier,
};

const RETRIER: Schema = Schema {
    both: &[&[
        "ErrorEquals",
        "IntervalSeconds",
        "MaxAttempts",
        "BackoffRate",
        "MaxDelaySeconds",
        "JitterStrategy",
        "Comment",
    ]],
    json_path: &[],
    jsonata: &[],
};

const CATCHER: Schema = Schema {
    both: &[&["ErrorEquals", "Next", "Assign", "Comment"]],
    json_path: &["ResultPath"],
    jsonata: &["Output"],
};

impl Reader {
    pub(super) fn recovery(
        &mut self,
        state: &StateFields<'_, '_>,
        around: &mut Surroundings<'_>,
    ) -> Recovery {
        let &StateFields { id, fields, place } = state;
        let language = fields.language();
        let mut recovery = Recovery::default();
        let retriers = self.array(&fields, place, "Retry");
        let retry_place = place.field("Retry");
        for (index, item) in retriers.iter().enumerate() {
            let last = index + 1 == retriers.len();
            let retrier = self.retrier(item, &retry_place.item(index), last, language);
            recovery.retry.extend(retrier);
        }
        let catchers = self.array(&fields, place, "Catch");
        let catch_place = place.field("Catch");
        for (index, item) in catchers.iter().enumerate() {
            let last = index + 1 == catchers.len();
            let place = &catch_place.item(index);
            let catcher = self.catcher(item, place, last, language, id, around);
            recovery.catch.extend(catcher);
        }
        recovery
    }

    fn array<'d>(&mut self, fields: &Fields<'d>, place: &Place<'_>, name: &str) -> &'d [Node] {
        let Some(field) = fields.get(name) else {
            return &[];
        };
        field.value.as_array().unwrap_or_else(|| {
            self.wrong_type(field.value, &place.field(name), "Array");
            &[]
        })
    }

    fn retrier(
        &mut self,
        node: &Node,
        place: &Place<'_>,
        last: bool,
        language: QueryLanguage,
    ) -> Option<Retrier> {
        let fields = self.open(node, place, &RETRIER, language)?;
        self.comment(&fields, place);
        let errors = self.error_equals(&fields, place, last);
        let mut integer = |name: &str, least: i64, most: u32| -> Option<u32> {
            let field = fields.get(name)?;
            self.integer(field, place, least..=i64::from(most))
        };
        // The specification asks for a positive integer; AWS takes 0 (measured 2026-09).
        let interval_seconds = integer("IntervalSeconds", 0, INTERVAL_SECONDS_MAX).unwrap_or(1);
        let max_attempts = integer("MaxAttempts", 0, MAX_ATTEMPTS_MAX).unwrap_or(3);
        let max_delay_seconds = integer("MaxDelaySeconds", 1, MAX_DELAY_SECONDS_MAX);
        if let (Some(delay), Some(field)) = (max_delay_seconds, fields.get("MaxDelaySeconds"))
            && delay <= interval_seconds
        {
            self.warn(
                Code::SchemaValidationFailed,
                &place.field(field.name),
                field.value.span,
                "MaxDelaySeconds is not greater than IntervalSeconds, so every wait is equally long",
                format!("write more than {interval_seconds}"),
            );
        }
        let backoff_rate = fields
            .get("BackoffRate")
            .and_then(|field| self.decimal(field, place, 1.0..=f64::MAX));
        let jitter = fields.get("JitterStrategy").and_then(|field| {
            let words = [
                ("NONE", JitterStrategy::None),
                ("FULL", JitterStrategy::Full),
            ];
            self.word(field, place, &words)
        });
        Some(Retrier {
            errors,
            interval_seconds,
            max_attempts,
            backoff_rate: backoff_rate.unwrap_or(2.0),
            max_delay_seconds,
            jitter: jitter.unwrap_or_default(),
        })
    }

    fn catcher(
        &mut self,
        node: &Node,
        place: &Place<'_>,
        last: bool,
        language: QueryLanguage,
        state: StateId,
        around: &mut Surroundings<'_>,
    ) -> Option<Catcher> {
        let fields = self.open(node, place, &CATCHER, language)?;
        self.comment(&fields, place);
        let errors = self.error_equals(&fields, place, last);
        let next = self.next(&fields, place, around);
        let sight = Sight {
            result: false,
            error_output: true,
        };
        let output = fields
            .get("Output")
            .and_then(|field| self.seeing(sight, |reader| reader.template(field, place, language)));
        Some(Catcher {
            errors,
            next: next.unwrap_or(state),
            result_path: self.result_path(&fields, place),
            output,
            assign: self.seeing(sight, |reader| reader.assign(&fields, place)),
        })
    }

    /// `ErrorEquals` of a retrier or catcher that is the `last` of its list or not.
    fn error_equals(
        &mut self,
        fields: &Fields<'_>,
        place: &Place<'_>,
        last: bool,
    ) -> Vec<ErrorMatch> {
        self.require(fields, place, &["ErrorEquals"]);
        let Some(field) = fields.get("ErrorEquals") else {
            return Vec::new();
        };
        let place = &place.field(field.name);
        let Some(items) = field.value.as_array() else {
            self.wrong_type(field.value, place, "Array");
            return Vec::new();
        };
        if items.is_empty() {
            self.refuse(
                place,
                field.value.span,
                "Value cannot be empty",
                "name the errors, or write `[\"States.ALL\"]` for all of them",
            );
        }
        let mut errors = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let place = &place.item(index);
            match item.as_str().map(|name| (name, &**name)) {
                None => self.wrong_type(item, place, "String"),
                Some((_, "States.ALL")) => errors.push(ErrorMatch::All),
                Some((_, "States.TaskFailed")) => errors.push(ErrorMatch::TaskFailed),
                Some((name, text)) => {
                    self.warn_of_unknown_error(item, text, place);
                    errors.push(ErrorMatch::Name(name.clone()));
                }
            }
        }
        if errors.contains(&ErrorMatch::All) && (items.len() > 1 || !last) {
            self.refuse(
                place,
                field.value.span,
                "States.ALL must appear alone and at end of list",
                if items.len() > 1 {
                    "it already stands for the other names: write `[\"States.ALL\"]`, and that last"
                } else {
                    "move this entry to the end: those after it are never looked at"
                },
            );
        }
        errors
    }

    fn warn_of_unknown_error(&mut self, node: &Node, name: &str, place: &Place<'_>) {
        let reserved = name.strip_prefix("States.");
        if reserved.is_none_or(|rest| rest.starts_with("Http.StatusCode."))
            || ERROR_NAMES.contains(&name)
        {
            return;
        }
        self.warn(
            Code::SchemaValidationFailed,
            place,
            node.span,
            format!("there is no error `{name}`; names that begin with `States.` are reserved"),
            match nearest(name, ERROR_NAMES.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "give an error of your own a name without `States.`".to_owned(),
            },
        );
    }
}

/// The error names of the language itself (Amazon States Language, "Errors"; Step Functions
/// developer guide, "Error names").
const ERROR_NAMES: &[&str] = &[
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];
