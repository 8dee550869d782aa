//! The bridge to `serde`, for everything that reads or writes values in another format.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::number::Number;
use crate::value::{Object, Value};

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(number) => number.serialize(serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => serializer.collect_seq(items.iter()),
            Value::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (&**key, value)))
    }
}

/// An integer of more than 64 bits becomes the nearest double.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Number::Integer(value) => serializer.serialize_i64(*value),
            Number::Decimal(_) | Number::Big(_) => serializer.serialize_f64(self.as_f64()),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

impl From<&serde_json::Value> for Value {
    fn from(json: &serde_json::Value) -> Value {
        match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => Value::from(value),
                (None, Some(value)) => Value::Number(Number::Big(value.to_string().into())),
                (None, None) => Value::Number(Number::Decimal(number.as_f64().unwrap_or_default())),
            },
            serde_json::Value::String(text) => Value::from(text.as_str()),
            serde_json::Value::Array(items) => {
                Value::array(items.iter().map(Value::from).collect())
            }
            serde_json::Value::Object(fields) => Value::object(
                fields
                    .iter()
                    .map(|(key, value)| (Arc::from(key.as_str()), Value::from(value)))
                    .collect(),
            ),
        }
    }
}

/// An integer that does not fit in 64 bits becomes the nearest double.
impl From<&Value> for serde_json::Value {
    fn from(value: &Value) -> serde_json::Value {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => serde_json::Value::from(*value),
            Value::Number(Number::Integer(value)) => serde_json::Value::from(*value),
            Value::Number(Number::Big(digits)) => match digits.parse::<u64>() {
                Ok(value) => serde_json::Value::from(value),
                Err(_) => serde_json::Value::from(Number::Big(digits.clone()).as_f64()),
            },
            Value::Number(Number::Decimal(value)) => serde_json::Value::from(*value),
            Value::String(text) => serde_json::Value::from(&**text),
            Value::Array(items) => items.iter().map(serde_json::Value::from).collect(),
            Value::Object(object) => object
                .iter()
                .map(|(key, value)| (key.to_string(), serde_json::Value::from(value)))
                .collect(),
        }
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(match i64::try_from(value) {
            Ok(value) => Value::from(value),
            Err(_) => Value::Number(Number::Big(value.to_string().into())),
        })
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if value.is_finite() {
            Ok(Value::Number(Number::Decimal(value)))
        } else {
            Err(E::custom("JSON has no infinity and no NaN"))
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Value::array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Object::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            object.insert(key, value);
        }
        Ok(Value::object(object))
    }
}

#[cfg(test)]
mod tests {
    use crate::json::{from_text, to_text};
    use crate::value::Value;

    #[test]
    fn values_pass_through_serde_json() {
        let text = r#"{"z":[1,1.5,-0.0,18446744073709551615,"x",null,true],"a":{}}"#;
        let value = from_text(text).unwrap();
        let json = serde_json::Value::from(&value);
        assert_eq!(to_text(&Value::from(&json)), text);
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), value);
        assert_eq!(
            serde_json::to_string(&from_text(r#"{"b":1,"a":[2.5]}"#).unwrap()).unwrap(),
            r#"{"b":1,"a":[2.5]}"#
        );
    }
}
