//! Conditions on the metadata of passages (Bedrock API reference, "RetrievalFilter").

use serde::Deserialize;
use serde_json::{Map, Value};
use wire::ApiError;

use super::invalid;

/// Conditions within conditions go so deep (user guide: one level of groups in groups).
const DEPTH_MAX: usize = 3;

/// `andAll` and `orAll` join so many conditions at least (botocore, `RetrievalFilterList`).
const JOINED_MIN: usize = 2;

/// A condition.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Filter {
    /// All of these.
    AndAll(Vec<Filter>),
    /// One of these.
    OrAll(Vec<Filter>),
    /// The value is this.
    Equals(Attribute),
    /// It is not; also where there is none.
    NotEquals(Attribute),
    /// It is one of these.
    In(Attribute),
    /// It is none of these; also where there is none.
    NotIn(Attribute),
    /// The number is larger.
    GreaterThan(Attribute),
    /// The number is larger or the same.
    GreaterThanOrEquals(Attribute),
    /// The number is smaller.
    LessThan(Attribute),
    /// The number is smaller or the same.
    LessThanOrEquals(Attribute),
    /// The text begins so.
    StartsWith(Attribute),
    /// The text, or one in the list, has this in it.
    StringContains(Attribute),
    /// The list has this in it.
    ListContains(Attribute),
}

/// A value of an attribute.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(crate) struct Attribute {
    key: String,
    value: Value,
}

impl Filter {
    /// Whether it is one that AWS takes.
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        self.check_within(1)
    }

    fn check_within(&self, depth: usize) -> Result<(), ApiError> {
        match self {
            Filter::AndAll(filters) | Filter::OrAll(filters) => {
                if filters.len() < JOINED_MIN {
                    return Err(invalid(format!(
                        "1 validation error detected: a list of filters failed to satisfy \
                         constraint: Member must have length greater than or equal to {JOINED_MIN}"
                    )));
                }
                if depth == DEPTH_MAX {
                    return Err(invalid(format!(
                        "The filter is nested deeper than {DEPTH_MAX} levels."
                    )));
                }
                filters
                    .iter()
                    .try_for_each(|filter| filter.check_within(depth + 1))
            }
            Filter::In(attribute) | Filter::NotIn(attribute) if !attribute.value.is_array() => {
                Err(invalid(format!(
                    "The value of the filter on `{}` must be a list.",
                    attribute.key
                )))
            }
            Filter::GreaterThan(attribute)
            | Filter::GreaterThanOrEquals(attribute)
            | Filter::LessThan(attribute)
            | Filter::LessThanOrEquals(attribute)
                if !attribute.value.is_number() =>
            {
                Err(invalid(format!(
                    "The value of the filter on `{}` must be a number.",
                    attribute.key
                )))
            }
            Filter::Equals(_)
            | Filter::NotEquals(_)
            | Filter::In(_)
            | Filter::NotIn(_)
            | Filter::GreaterThan(_)
            | Filter::GreaterThanOrEquals(_)
            | Filter::LessThan(_)
            | Filter::LessThanOrEquals(_)
            | Filter::StartsWith(_)
            | Filter::StringContains(_)
            | Filter::ListContains(_) => Ok(()),
        }
    }

    /// Whether metadata fit.
    pub(crate) fn fits(&self, metadata: &Map<String, Value>) -> bool {
        let of = |attribute: &Attribute| metadata.get(&attribute.key).cloned();
        let compares = |attribute: &Attribute, fits: fn(f64, f64) -> bool| {
            let value = of(attribute).and_then(|value| value.as_f64());
            value
                .zip(attribute.value.as_f64())
                .is_some_and(|(value, limit)| fits(value, limit))
        };
        let is_one_of = |attribute: &Attribute| {
            let values = attribute.value.as_array();
            of(attribute).is_some_and(|value| values.is_some_and(|all| all.contains(&value)))
        };
        match self {
            Filter::AndAll(filters) => filters.iter().all(|filter| filter.fits(metadata)),
            Filter::OrAll(filters) => filters.iter().any(|filter| filter.fits(metadata)),
            Filter::Equals(attribute) => {
                of(attribute).is_some_and(|value| value == attribute.value)
            }
            Filter::NotEquals(attribute) => of(attribute) != Some(attribute.value.clone()),
            Filter::In(attribute) => is_one_of(attribute),
            Filter::NotIn(attribute) => !is_one_of(attribute),
            Filter::GreaterThan(attribute) => compares(attribute, |value, limit| value > limit),
            Filter::GreaterThanOrEquals(attribute) => {
                compares(attribute, |value, limit| value >= limit)
            }
            Filter::LessThan(attribute) => compares(attribute, |value, limit| value < limit),
            Filter::LessThanOrEquals(attribute) => {
                compares(attribute, |value, limit| value <= limit)
            }
            Filter::StartsWith(attribute) => {
                let value = of(attribute);
                let value = value.as_ref().and_then(Value::as_str);
                value
                    .zip(attribute.value.as_str())
                    .is_some_and(|(value, begin)| value.starts_with(begin))
            }
            Filter::StringContains(attribute) => {
                let Some(part) = attribute.value.as_str() else {
                    return false;
                };
                let has = |value: &Value| value.as_str().is_some_and(|text| text.contains(part));
                match of(attribute) {
                    Some(Value::Array(values)) => values.iter().any(has),
                    Some(value) => has(&value),
                    None => false,
                }
            }
            Filter::ListContains(attribute) => match of(attribute) {
                Some(Value::Array(values)) => values.contains(&attribute.value),
                _ => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fits(filter: Value) -> bool {
        let metadata = json!({"file": "taxas.md", "year": 2024, "tags": ["a", "bc"]});
        let filter: Filter = serde_json::from_value(filter).expect("a filter");
        filter.check().expect("a filter that AWS takes");
        filter.fits(metadata.as_object().expect("an object"))
    }

    #[test]
    fn conditions_are_those_of_aws() {
        let on = |key: &str, value: Value| json!({"key": key, "value": value});
        for (filter, is) in [
            (json!({"equals": on("file", json!("taxas.md"))}), true),
            (json!({"equals": on("none", json!(null))}), false),
            (json!({"notEquals": on("none", json!(1))}), true),
            (json!({"in": on("year", json!([2023, 2024]))}), true),
            (json!({"notIn": on("year", json!([2023, 2024]))}), false),
            (json!({"greaterThan": on("year", json!(2024))}), false),
            (
                json!({"greaterThanOrEquals": on("year", json!(2024))}),
                true,
            ),
            (json!({"lessThan": on("file", json!(1))}), false),
            (json!({"lessThanOrEquals": on("year", json!(2024.5))}), true),
            (json!({"startsWith": on("file", json!("tax"))}), true),
            (json!({"stringContains": on("tags", json!("c"))}), true),
            (json!({"listContains": on("tags", json!("c"))}), false),
            (
                json!({"andAll": [
                    {"orAll": [
                        {"equals": on("year", json!(1))},
                        {"equals": on("year", json!(2024))},
                    ]},
                    {"notEquals": on("file", json!("x"))},
                ]}),
                true,
            ),
        ] {
            assert_eq!(fits(filter.clone()), is, "{filter}");
        }
    }

    #[test]
    fn what_aws_does_not_take_is_refused() {
        let one = json!({"equals": {"key": "a", "value": 1}});
        let deep = json!({"andAll": [one, {"orAll": [one, {"andAll": [one, one]}]}]});
        for filter in [
            json!({"andAll": [one]}),
            json!({"in": {"key": "a", "value": 1}}),
            json!({"lessThan": {"key": "a", "value": "b"}}),
            deep,
        ] {
            let parsed: Filter = serde_json::from_value(filter.clone()).expect("a filter");
            assert!(parsed.check().is_err(), "{filter}");
        }
    }
}
