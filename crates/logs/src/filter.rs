//! Filter patterns: terms and conditions on JSON (CloudWatch Logs user guide, "Filter pattern
//! syntax").

mod json;
mod terms;

use wire::ApiError;

use crate::constraint::invalid;

/// Patterns have at most so many characters (API reference, FilterLogEvents).
pub(crate) const PATTERN_CHARS_MAX: usize = 1024;

/// Which events are wanted.
#[derive(Debug)]
pub(crate) enum Pattern {
    Everything,
    /// `ERROR -timeout "out of memory"`
    Terms(terms::Terms),
    /// `{ $.level = "ERROR" && $.attempt > 2 }`
    Json(json::Condition),
}

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Pattern, ApiError> {
        if text.chars().count() > PATTERN_CHARS_MAX {
            return Err(invalid(format!(
                "1 validation error detected: Value '{text}' at 'filterPattern' failed to satisfy \
                 constraint: Member must have length less than or equal to {PATTERN_CHARS_MAX}"
            )));
        }
        let text = text.trim();
        if text.is_empty() {
            return Ok(Pattern::Everything);
        }
        let pattern = if let Some(inner) = text.strip_prefix('{') {
            inner
                .strip_suffix('}')
                .and_then(json::Condition::parse)
                .map(Pattern::Json)
        } else if text.starts_with('[') {
            return Err(invalid(
                "Invalid filter pattern: patterns for fields between spaces are not supported \
                 here, use terms or { $.field = value }",
            ));
        } else {
            terms::Terms::parse(text).map(Pattern::Terms)
        };
        pattern.ok_or_else(|| invalid("Invalid filter pattern"))
    }

    pub(crate) fn matches(&self, message: &str) -> bool {
        match self {
            Pattern::Everything => true,
            Pattern::Terms(terms) => terms.match_text(message),
            Pattern::Json(condition) => condition.matches(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(pattern: &str, matching: &[&str], others: &[&str]) {
        let pattern = Pattern::parse(pattern).unwrap();
        for message in matching {
            assert!(pattern.matches(message), "{message}");
        }
        for message in others {
            assert!(!pattern.matches(message), "{message}");
        }
    }

    #[test]
    fn terms_are_all_some_or_none() {
        check("ERROR", &["[ERROR 400] bad"], &["error", ""]);
        check("ERROR order", &["ERROR in order"], &["ERROR", "order"]);
        check(
            "\"out of memory\"",
            &["it ran out of memory"],
            &["out of all memory"],
        );
        check("ERROR -timeout", &["ERROR x"], &["ERROR timeout"]);
        check("?ERROR ?WARN", &["ERROR", "a WARN"], &["INFO"]);
        check(r#""say \"hi\"""#, &[r#"say "hi""#], &["say hi"]);
        check("%4[0-9]{2}%", &["status 404"], &["status 500"]);
        check(" ", &["", "anything"], &[]);
    }

    #[test]
    fn conditions_look_into_json() {
        let order = r#"{"level":"ERROR","attempt":3,"order":{"id":"P-1","items":[{"sku":"a b"}]},
                        "paid":false,"note":null}"#;
        for holds in [
            r#"{ $.level = "ERROR" }"#,
            "{ $.level = ERR* }",
            "{ $.attempt >= 3 && $.attempt < 4 }",
            r#"{ $.level = "INFO" || ($.attempt != 2) }"#,
            r#"{ $.order.items[0].sku = "a b" }"#,
            r#"{ $.order.items[*].sku = "a*" }"#,
            "{ $.paid IS FALSE && $.note IS NULL }",
            "{ $.courier NOT EXISTS }",
            "{ $.order.id = %P-[0-9]+% }",
            "{ $['order']['id'] = \"P-1\" }",
            "{$.level=ERROR}",
        ] {
            check(
                holds,
                &[order],
                &["no JSON", "[]", "{}"].map(|text| {
                    if holds.contains("NOT EXISTS") {
                        "no JSON"
                    } else {
                        text
                    }
                }),
            );
        }
        for fails in [
            r#"{ $.level = "INFO" }"#,
            "{ $.attempt > 3 }",
            "{ $.paid IS TRUE }",
            "{ $.missing != 1 }",
            "{ $.level NOT EXISTS }",
            "{ $.order = 1 }",
        ] {
            check(fails, &[], &[order]);
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for refused in [
            "{ $.a }",
            "{ $.a = }",
            "{",
            "\"open",
            "{ ($.a = 1 }",
            "[a, b]",
            "{ a = 1 }",
            "%(%",
        ] {
            assert!(Pattern::parse(refused).is_err(), "{refused}");
        }
        assert!(Pattern::parse(&"x".repeat(1025)).is_err());
        assert!(Pattern::parse(&format!("{{ {} $.a = 1", "(".repeat(900))).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(pattern in "[ -~é]{0,40}", message in ".{0,40}") {
            for pattern in [pattern.clone(), format!("{{ {pattern} }}"), format!("{{ $.{pattern}}}")] {
                if let Ok(pattern) = Pattern::parse(&pattern) {
                    pattern.matches(&message);
                }
            }
        }
    }
}
