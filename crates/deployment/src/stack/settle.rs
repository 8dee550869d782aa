//! A value when everything in it is known.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::value::{Reference, Unsettled, Value};
use super::{cidr, dynamic};

/// What is known: the value of a reference, where it has one by now.
pub type Known<'k> = dyn Fn(&Reference) -> Option<asl::Value> + 'k;

impl Value {
    /// The value with what is known filled in.
    pub fn settle(&self, known: &Known<'_>) -> Result<asl::Value, Unsettled> {
        Ok(match self {
            Value::Null => asl::Value::Null,
            Value::Bool(value) => asl::Value::Bool(*value),
            Value::Number(number) => asl::Value::Number(number.clone()),
            Value::Text(text) => asl::Value::string(text.as_str()),
            Value::List(items) => {
                let items: Result<_, _> = items.iter().map(|item| item.settle(known)).collect();
                asl::Value::array(items?)
            }
            Value::Map(map) => {
                let mut object = asl::Object::with_capacity(map.len());
                for (key, value) in map.iter() {
                    object.insert(key, value.settle(known)?);
                }
                asl::Value::object(object)
            }
            Value::Reference(reference) => {
                known(reference).ok_or_else(|| Unsettled::Unknown(reference.clone()))?
            }
            Value::Concat(parts) => {
                let mut text = String::new();
                for part in parts {
                    text.push_str(&part.settle_text("Fn::Sub", known)?);
                }
                asl::Value::string(text)
            }
            Value::Join { separator, list } => {
                let items = list.settle_list("Fn::Join", known)?;
                let items: Result<Vec<_>, _> =
                    items.iter().map(|item| text("Fn::Join", item)).collect();
                asl::Value::string(items?.join(separator))
            }
            Value::Select { index, list } => {
                let items = list.settle_list("Fn::Select", known)?;
                let item = items.get(*index).cloned();
                item.ok_or_else(|| {
                    let count = items.len();
                    unfit(
                        "Fn::Select",
                        format!("there is no item {index}, of {count} items"),
                    )
                })?
            }
            Value::Split { separator, text } => {
                let text = text.settle_text("Fn::Split", known)?;
                let parts = text.split(separator.as_str());
                asl::Value::array(parts.map(asl::Value::string).collect())
            }
            Value::Base64(text) => {
                asl::Value::string(STANDARD.encode(text.settle_text("Fn::Base64", known)?))
            }
            Value::Cidr { block, count, bits } => {
                let block = block.settle_text("Fn::Cidr", known)?;
                let blocks = cidr::blocks(&block, *count, *bits);
                let blocks = blocks.map_err(|message| unfit("Fn::Cidr", message))?;
                asl::Value::array(blocks.into_iter().map(asl::Value::string).collect())
            }
            Value::Json(value) => asl::Value::string(asl::json::to_text(&value.settle(known)?)),
            Value::Resolve(text) => {
                let text = text.settle_text("{{resolve:…}}", known)?;
                let reference = dynamic::parse(&text)
                    .ok_or_else(|| unfit("{{resolve:…}}", format!("`{text}` is not known")))?;
                let reference = Reference::Dynamic(reference);
                known(&reference).ok_or(Unsettled::Unknown(reference))?
            }
            Value::Length(list) => {
                let count = list.settle_list("Fn::Length", known)?.len();
                asl::Value::from(i64::try_from(count).unwrap_or(i64::MAX))
            }
        })
    }

    fn settle_text(&self, function: &'static str, known: &Known<'_>) -> Result<String, Unsettled> {
        text(function, &self.settle(known)?)
    }

    fn settle_list(
        &self,
        function: &'static str,
        known: &Known<'_>,
    ) -> Result<Vec<asl::Value>, Unsettled> {
        let value = self.settle(known)?;
        match value.as_array() {
            Some(items) => Ok(items.to_vec()),
            None => Err(unfit(
                function,
                format!("it takes a list, not {}", value.type_name()),
            )),
        }
    }
}

fn text(function: &'static str, value: &asl::Value) -> Result<String, Unsettled> {
    match value {
        asl::Value::String(text) => Ok(text.to_string()),
        asl::Value::Number(number) => Ok(number.to_string()),
        asl::Value::Bool(value) => Ok(value.to_string()),
        asl::Value::Null | asl::Value::Array(_) | asl::Value::Object(_) => Err(unfit(
            function,
            format!("it takes a text, not {}", value.type_name()),
        )),
    }
}

fn unfit(function: &'static str, message: String) -> Unsettled {
    Unsettled::Unfit { function, message }
}
