//! A call carried out.
//!
//! Where AWS's guide is silent or wrong, the rules are what AWS was seen to do: `ArrayRange`,
//! `ArrayPartition`, `ArrayGetItem` and `MathRandom` cut fractions off while `MathAdd` rounds,
//! `ArrayContains` compares texts, `StringSplit` leaves empty parts out, `ArrayUnique` and
//! `JsonMerge` give what they hold in the order of a Java hash table.

use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;

use super::{
    Argument, Function, Intrinsic, RANGE_ITEMS_MAX, RESULT_BYTES_MAX, TEXT_CHARS_MAX, Template,
    java,
};
use crate::expression::{Environment, MissingKind, PathExpression, Random, Root, digest};
use crate::json;
use crate::number::Number;
use crate::value::{Object, Value};

/// The call's value, or what went wrong in AWS's words.
pub(super) fn evaluate(
    call: &Intrinsic,
    environment: &Environment<'_>,
    random: &mut Random,
) -> Result<Value, String> {
    let mut arguments = Vec::with_capacity(call.arguments.len());
    let mut template = None;
    for argument in &call.arguments {
        arguments.push(match argument {
            Argument::Literal(value) => value.clone(),
            Argument::Template(read) => {
                template = Some(read);
                Value::Null
            }
            Argument::Path(path) => find(path, environment)?,
            Argument::Call(call) => evaluate(call, environment, random)?,
        });
    }
    let given = Arguments(&arguments);
    let (least, most) = call.function.arity();
    let value = if arguments.len() < least || arguments.len() > most {
        None
    } else {
        match call.function {
            Function::Array => return Ok(Value::array(arguments)),
            Function::ArrayContains => array_contains(given),
            Function::ArrayGetItem => array_get_item(given),
            Function::ArrayLength => array_length(given),
            Function::ArrayPartition => array_partition(given),
            Function::ArrayRange => array_range(given),
            Function::ArrayUnique => array_unique(given),
            Function::Base64Decode => base64_decode(given),
            Function::Base64Encode => base64_encode(given),
            Function::Format => return format(given, template),
            Function::Hash => hash(given),
            Function::JsonMerge => json_merge(given),
            Function::JsonToString => json_to_string(given),
            Function::MathAdd => math_add(given),
            Function::MathRandom => math_random(given, random),
            Function::StringSplit => string_split(given),
            Function::StringToJson => string_to_json(given),
            Function::Uuid => Some(Value::from(random.next_uuid())),
        }
    };
    value.ok_or_else(|| invalid_arguments(call.function))
}

fn invalid_arguments(function: Function) -> String {
    format!("Invalid arguments in States.{}", function.name())
}

/// What a path selects. AWS names the path without the first `$` of `$$`, and the state's input
/// whatever was searched.
fn find(path: &PathExpression, environment: &Environment<'_>) -> Result<Value, String> {
    path.find(environment).ok_or_else(|| {
        let missing = path.path.explain_missing(&path.searched(environment));
        if missing.kind == MissingKind::NotAnArray {
            return missing.message;
        }
        let text = match path.root {
            Root::Context => &path.text[1..],
            Root::Input | Root::Variable(_) => &path.text,
        };
        format!(
            "The JsonPath argument for the field '{text}' could not be found in the input '{}'",
            json::to_text(environment.input)
        )
    })
}

/// The values of a call's arguments, as many as the function takes at least.
#[derive(Clone, Copy)]
struct Arguments<'a>(&'a [Value]);

impl<'a> Arguments<'a> {
    fn value(self, index: usize) -> Option<&'a Value> {
        self.0.get(index)
    }

    fn array(self, index: usize) -> Option<&'a [Value]> {
        self.value(index)?.as_array()
    }

    fn string(self, index: usize) -> Option<&'a str> {
        self.value(index)?.as_str()
    }

    fn number(self, index: usize) -> Option<f64> {
        self.value(index)?.as_number().map(Number::as_f64)
    }

    /// A number, cut off behind the point, that fits in 32 bits.
    fn truncated(self, index: usize) -> Option<i32> {
        as_i32(self.number(index)?.trunc())
    }
}

/// The integer `value`, when it fits in 32 bits.
#[allow(clippy::cast_possible_truncation, reason = "it is in range")]
fn as_i32(value: f64) -> Option<i32> {
    (f64::from(i32::MIN)..=f64::from(i32::MAX))
        .contains(&value)
        .then_some(value as i32)
}

fn integer(value: usize) -> Option<Value> {
    i64::try_from(value).ok().map(Value::from)
}

fn array_contains(given: Arguments<'_>) -> Option<Value> {
    let text_of = |value: &Value| {
        let mut text = String::new();
        java::write_text(value, &mut text);
        text
    };
    let looked_for = text_of(given.value(1)?);
    let found = given
        .array(0)?
        .iter()
        .any(|item| text_of(item) == looked_for);
    Some(Value::Bool(found))
}

fn array_get_item(given: Arguments<'_>) -> Option<Value> {
    let items = given.array(0)?;
    let index = usize::try_from(given.truncated(1)?).ok()?;
    if items.is_empty() {
        return Some(Value::Null);
    }
    items.get(index).cloned()
}

fn array_length(given: Arguments<'_>) -> Option<Value> {
    integer(given.array(0)?.len())
}

fn array_partition(given: Arguments<'_>) -> Option<Value> {
    let items = given.array(0)?;
    let size = usize::try_from(given.truncated(1)?).ok()?;
    if size == 0 {
        return None;
    }
    let parts = items.chunks(size).map(|part| Value::array(part.to_vec()));
    Some(Value::array(parts.collect()))
}

fn array_range(given: Arguments<'_>) -> Option<Value> {
    let first = i64::from(given.truncated(0)?);
    let last = i64::from(given.truncated(1)?);
    let step = i64::from(given.truncated(2)?);
    let steps = (last - first).checked_div(step)?;
    let reversed = (last - first).signum() * step.signum() < 0;
    if reversed {
        return Some(Value::array(Vec::new()));
    }
    let items = usize::try_from(steps).ok()? + 1;
    if items > RANGE_ITEMS_MAX {
        return None;
    }
    let items = (0..=steps).map(|count| Value::from(first + count * step));
    Some(Value::array(items.collect()))
}

fn array_unique(given: Arguments<'_>) -> Option<Value> {
    let mut items: Vec<(i32, &Value)> = Vec::new();
    let mut seen = std::collections::HashMap::<i32, Vec<&Value>>::new();
    for item in given.array(0)? {
        let hash = java::hash(item);
        let alike = seen.entry(hash).or_default();
        if !alike.contains(&item) {
            alike.push(item);
            items.push((hash, item));
        }
    }
    java::in_hash_order(&mut items, |(hash, _)| *hash);
    let items = items.into_iter().map(|(_, item)| item.clone());
    Some(Value::array(items.collect()))
}

fn base64_encode(given: Arguments<'_>) -> Option<Value> {
    let text = given.string(0)?;
    if text.chars().count() > TEXT_CHARS_MAX {
        return None;
    }
    Some(Value::from(STANDARD.encode(text)))
}

/// Decodes as Apache's Commons Codec does: characters that are not Base64 are skipped, `=` ends
/// the text, and a piece of a byte at the end is dropped.
fn base64_decode(given: Arguments<'_>) -> Option<Value> {
    let text = given.string(0)?;
    if text.chars().count() > TEXT_CHARS_MAX {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut bits: u32 = 0;
    let mut bit_count = 0;
    for character in text.chars().take_while(|character| *character != '=') {
        let symbol = match character {
            '-' => '+',
            '_' => '/',
            _ => character,
        };
        let Some(digit) = ALPHABET.as_str().find(symbol) else {
            continue;
        };
        bits = (bits << 6) | u32::try_from(digit).ok()?;
        bit_count += 6;
        if bit_count >= 8 {
            bit_count -= 8;
            bytes.push(u8::try_from((bits >> bit_count) & 0xff).ok()?);
        }
    }
    Some(Value::from(String::from_utf8_lossy(&bytes).into_owned()))
}

fn format(given: Arguments<'_>, literal: Option<&Template>) -> Result<Value, String> {
    let function = Function::Format;
    let read;
    let template = if let Some(template) = literal {
        template
    } else {
        let text = given.string(0).ok_or_else(|| invalid_arguments(function))?;
        read = Template::read(text);
        &read
    };
    let pieces = match &template.pieces {
        Ok(pieces) => pieces,
        Err(reason) => return Err(format!("Invalid template in States.Format: {reason}")),
    };
    let arguments = given.0.get(1..).unwrap_or_default();
    if pieces.len() != arguments.len() + 1 {
        return Err(format!(
            "{}: number of arguments do not match the occurrences of {{}}.",
            invalid_arguments(function)
        ));
    }
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        text.push_str(piece);
        if let Some(argument) = arguments.get(index) {
            if text.len().saturating_add(json::text_length(argument)) > RESULT_BYTES_MAX {
                return Err(invalid_arguments(function));
            }
            java::write_text(argument, &mut text);
        }
    }
    Ok(Value::from(text))
}

fn hash(given: Arguments<'_>) -> Option<Value> {
    let data = given.value(0)?;
    let mut text = String::new();
    java::write_text(data, &mut text);
    if text.chars().count() > TEXT_CHARS_MAX {
        return None;
    }
    digest::hexadecimal(given.string(1)?, &text).map(Value::from)
}

/// AWS merges the first level only; it takes any third argument but `true`.
fn json_merge(given: Arguments<'_>) -> Option<Value> {
    let first = given.value(0)?.as_object()?;
    let second = given.value(1)?.as_object()?;
    if given.value(2)?.as_bool() == Some(true) {
        return None;
    }
    let mut merged = first.clone();
    for (key, value) in second.iter() {
        merged.insert(key.clone(), value.clone());
    }
    let mut fields: Vec<_> = merged.iter().collect();
    java::in_hash_order(&mut fields, |(key, _)| java::hash_text(key));
    let fields = fields.into_iter();
    let object: Object = fields.map(|(k, v)| (k.clone(), v.clone())).collect();
    Some(Value::object(object))
}

fn json_to_string(given: Arguments<'_>) -> Option<Value> {
    let value = given.value(0)?;
    if json::text_length(value) > RESULT_BYTES_MAX {
        return None;
    }
    Some(Value::from(json::to_text(value)))
}

/// Both are rounded half up, as by Java's `Math.round`, and fit in 32 bits, as does the sum.
fn math_add(given: Arguments<'_>) -> Option<Value> {
    let rounded = |index| as_i32((given.number(index)? + 0.5).floor());
    let sum = rounded(0)?.checked_add(rounded(1)?)?;
    Some(Value::from(i64::from(sum)))
}

fn math_random(given: Arguments<'_>, random: &mut Random) -> Option<Value> {
    let start = given.truncated(0)?;
    let end = given.truncated(1)?;
    let width = u32::try_from(i64::from(end) - i64::from(start)).ok()?;
    if width == 0 {
        return None;
    }
    let offset = if given.value(2).is_some() {
        let seed = i64::from(given.truncated(2)?);
        let mut random = java::SeededRandom::new(seed);
        i64::from(random.next_int(i32::try_from(width).ok()?))
    } else {
        let product = u128::from(random.next_u64()) * u128::from(width);
        i64::try_from(product >> 64).ok()?
    };
    Some(Value::from(i64::from(start) + offset))
}

/// As Java's `StringTokenizer` does it: any of the separator's characters separates, and parts
/// without characters are left out.
fn string_split(given: Arguments<'_>) -> Option<Value> {
    let text = given.string(0)?;
    let separators = given.string(1)?;
    let parts = text.split(|character| separators.contains(character));
    let parts = parts.filter(|part| !part.is_empty()).map(Value::from);
    Some(Value::array(parts.collect()))
}

/// Blank text is `null`.
fn string_to_json(given: Arguments<'_>) -> Option<Value> {
    let text = given.string(0)?;
    if text.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
        return Some(Value::Null);
    }
    json::from_text(text).ok()
}
