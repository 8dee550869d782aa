//! Values on their way into an evaluation and out of it, without copying what is not looked at.

use std::cell::{OnceCell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use jlens_core::input::{Sink, Source, Sources};
use jlens_core::output::{Builder, Member};

use crate::expression::Environment;
use crate::json::DEPTH_MAX;
use crate::number::Number;
use crate::value::{Object, Value};

/// What an evaluation can read: `$states`, the variables, and everything in them. Arrays and
/// objects get a number when they are first written, under which a result can ask for them back.
pub(super) struct Inputs<'a> {
    environment: &'a Environment<'a>,
    context: &'a OnceCell<Value>,
    variables: &'a [Arc<str>],
    numbered: RefCell<Vec<&'a Value>>,
    this: Weak<Inputs<'a>>,
}

/// `$states`, which the evaluation takes for its input. It has further fields that can be read by
/// name only: [`variable_field`] and [`presence_field`].
const STATES: u32 = 0;
/// The number of the first array or object.
const NUMBERED: u32 = 1;

/// The field with the variable of that number, as an expression writes it.
pub(super) fn variable_field(number: usize) -> String {
    format!("`{VARIABLE}{number}`")
}

/// The field that tells whether there is a variable of that number, as an expression writes it.
pub(super) fn presence_field(number: usize) -> String {
    format!("`{PRESENCE}{number}`")
}

/// A field that is not there, as an expression writes it.
pub(super) const NO_FIELD: &str = "`!`";

const VARIABLE: char = '$';
const PRESENCE: char = '?';

impl<'a> Inputs<'a> {
    /// `variables` are the names that the expression reads.
    pub(super) fn new(
        environment: &'a Environment<'a>,
        context: &'a OnceCell<Value>,
        variables: &'a [Arc<str>],
    ) -> Rc<Inputs<'a>> {
        Rc::new_cyclic(|this| Inputs {
            environment,
            context,
            variables,
            numbered: RefCell::default(),
            this: this.clone(),
        })
    }

    pub(super) fn write(&self, value: &'a Value, sink: &mut Sink<'_, 'a>) {
        match value {
            Value::Null => sink.null(),
            Value::Bool(value) => sink.bool(*value),
            Value::Number(number) => sink.number(number.as_f64()),
            Value::String(text) => sink.string(text),
            Value::Array(_) | Value::Object(_) => {
                let Some(this) = self.this.upgrade() else {
                    return;
                };
                let mut numbered = self.numbered.borrow_mut();
                let Ok(number) = u32::try_from(numbered.len()) else {
                    return;
                };
                numbered.push(value);
                match value {
                    Value::Array(_) => sink.array_of(&this, NUMBERED + number),
                    _ => sink.object_of(&this, NUMBERED + number),
                }
            }
        }
    }

    fn numbered(&self, index: u32) -> Option<&'a Value> {
        let index = usize::try_from(index.checked_sub(NUMBERED)?).ok()?;
        self.numbered.borrow().get(index).copied()
    }

    /// The variable whose number follows the first character of `key`.
    fn variable(&self, key: &str) -> Option<&'a Value> {
        let number: usize = key.get(1..)?.parse().ok()?;
        self.environment.variables.get(self.variables.get(number)?)
    }

    fn states_field(&self, key: &str) -> Option<&'a Value> {
        states_field(self.environment, self.context, key)
    }
}

/// The fields of `$states`, in AWS's order.
const STATES_FIELDS: [&str; 4] = ["input", "context", "result", "errorOutput"];

/// A field of `$states`; `made` is the context object once it is made.
fn states_field<'a>(
    environment: &'a Environment<'a>,
    made: &'a OnceCell<Value>,
    key: &str,
) -> Option<&'a Value> {
    match key {
        "input" => Some(environment.input),
        "context" => Some(made.get_or_init(|| (environment.context)())),
        "result" => environment.result,
        "errorOutput" => environment.error_output,
        _ => None,
    }
}

/// `$states` as a value.
pub(super) fn states(environment: &Environment<'_>) -> Value {
    let made = OnceCell::new();
    let fields = STATES_FIELDS.into_iter();
    let object: Object = fields
        .filter_map(|key| {
            let value = states_field(environment, &made, key)?;
            Some((Arc::from(key), value.clone()))
        })
        .collect();
    Value::object(object)
}

impl<'a> Sources<'a> for Inputs<'a> {
    fn read(&self, index: u32, sink: &mut Sink<'_, 'a>) -> Result<(), String> {
        match index {
            STATES => {
                for key in STATES_FIELDS {
                    if let Some(value) = self.states_field(key) {
                        sink.key(key);
                        self.write(value, sink);
                    }
                }
            }
            _ => match self.numbered(index) {
                Some(Value::Array(items)) => {
                    sink.reserve(items.len());
                    items.iter().for_each(|item| self.write(item, sink));
                }
                Some(Value::Object(object)) => {
                    sink.reserve(object.len());
                    for (key, value) in object.iter() {
                        sink.key(key);
                        self.write(value, sink);
                    }
                }
                _ => {}
            },
        }
        Ok(())
    }

    fn read_field(&self, index: u32, key: &str, sink: &mut Sink<'_, 'a>) -> Result<bool, String> {
        let value = match index {
            STATES => match key.chars().next() {
                Some(VARIABLE) => self.variable(key),
                Some(PRESENCE) => {
                    sink.bool(self.variable(key).is_some());
                    None
                }
                _ => self.states_field(key),
            },
            _ => self.numbered(index).and_then(|value| value.get(key)),
        };
        if let Some(value) = value {
            self.write(value, sink);
        }
        Ok(true)
    }

    fn length(&self, index: u32) -> Option<usize> {
        self.numbered(index)?.as_array().map(<[Value]>::len)
    }

    fn read_item(&self, index: u32, item: usize, sink: &mut Sink<'_, 'a>) -> Result<bool, String> {
        let items = self.numbered(index).and_then(Value::as_array);
        if let Some(value) = items.and_then(|items| items.get(item)) {
            self.write(value, sink);
        }
        Ok(true)
    }
}

/// The input of an evaluation: `$states`, or nothing.
pub(super) struct Root<'a>(Option<Rc<Inputs<'a>>>);

impl<'a> Root<'a> {
    /// `$states` of `inputs`, when the expression looks there.
    pub(super) fn of(inputs: &Rc<Inputs<'a>>, looked_at: bool) -> Root<'a> {
        Root(looked_at.then(|| inputs.clone()))
    }
}

impl<'a> Source<'a> for Root<'a> {
    fn read(&self, sink: &mut Sink<'_, 'a>) -> Result<(), String> {
        if let Some(inputs) = &self.0 {
            sink.object_of(inputs, STATES);
        }
        Ok(())
    }
}

/// Builds the result of an evaluation. Arrays and objects of the input that come back unchanged
/// are shared with it.
pub(super) struct Results<'i, 'a> {
    inputs: &'i Rc<Inputs<'a>>,
    /// Whether a shared value was nested too deeply.
    pub(super) too_deep: bool,
}

impl<'i, 'a> Results<'i, 'a> {
    pub(super) fn sharing(inputs: &'i Rc<Inputs<'a>>) -> Results<'i, 'a> {
        Results {
            inputs,
            too_deep: false,
        }
    }
}

impl Builder for Results<'_, '_> {
    type Value = Value;
    type Array = Vec<Value>;
    type Object = Object;

    fn null(&mut self) -> Value {
        Value::Null
    }

    fn bool(&mut self, value: bool) -> Value {
        Value::Bool(value)
    }

    fn number(&mut self, value: f64) -> Value {
        Value::Number(shortest(value))
    }

    fn string(&mut self, value: &str) -> Value {
        Value::from(value)
    }

    fn array(&mut self, len: usize) -> Vec<Value> {
        Vec::with_capacity(len)
    }

    fn push(&mut self, array: &mut Vec<Value>, item: Value) {
        array.push(item);
    }

    fn end_array(&mut self, array: Vec<Value>) -> Value {
        Value::array(array)
    }

    fn object(&mut self, len: usize) -> Object {
        Object::with_capacity(len)
    }

    fn insert(&mut self, object: &mut Object, key: &str, value: Value) {
        object.insert(key, value);
    }

    fn end_object(&mut self, object: Object) -> Value {
        Value::object(object)
    }

    fn input(&mut self, member: Member) -> Option<Value> {
        if !member.of(self.inputs) {
            return None;
        }
        let value = match member.index() {
            STATES => states(self.inputs.environment),
            index => self.inputs.numbered(index)?.clone(),
        };
        let Ok(changed) = returned(&value) else {
            self.too_deep = true;
            return Some(Value::Null);
        };
        Some(changed.unwrap_or(value))
    }
}

/// A value is nested too deeply.
pub(super) struct TooDeep;

/// A value of the input as AWS gives it back from an expression, `None` when that is the value as
/// it is: a number that has no fraction is written as an integer when it fits in 64 bits, and as a
/// double when it does not. Measured on AWS in August 2026 (floci, pull request 2790): 1.0 comes
/// back as 1, 9223372036854775808 as 9.223372036854776E18.
pub(super) fn returned(value: &Value) -> Result<Option<Value>, TooDeep> {
    returned_at(value, 0)
}

fn returned_at(value: &Value, depth: usize) -> Result<Option<Value>, TooDeep> {
    if depth > DEPTH_MAX {
        return Err(TooDeep);
    }
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Number(Number::Integer(_)) => {
            Ok(None)
        }
        Value::Number(number) => {
            let number = shortest(number.as_f64());
            Ok((Value::Number(number.clone()) != *value).then_some(Value::Number(number)))
        }
        Value::Array(items) => {
            let mut changed: Option<Vec<Value>> = None;
            for (index, item) in items.iter().enumerate() {
                if let Some(item) = returned_at(item, depth + 1)? {
                    let items = changed.get_or_insert_with(|| items.to_vec());
                    items[index] = item;
                }
            }
            Ok(changed.map(Value::array))
        }
        Value::Object(object) => {
            let mut changed: Option<Object> = None;
            for (key, value) in object.iter() {
                if let Some(value) = returned_at(value, depth + 1)? {
                    let object = changed.get_or_insert_with(|| Object::clone(object));
                    object.insert(key.clone(), value);
                }
            }
            Ok(changed.map(Value::object))
        }
    }
}

/// A finite double as JSON has it: an integer when it is one that fits in 64 bits. Minus zero is
/// none.
#[allow(
    clippy::cast_possible_truncation,
    reason = "the value is a whole number in range"
)]
pub(super) fn shortest(value: f64) -> Number {
    const END: f64 = 9_223_372_036_854_775_808.0;
    let negative_zero = value == 0.0 && value.is_sign_negative();
    if value.fract() == 0.0 && (-END..END).contains(&value) && !negative_zero {
        Number::Integer(value as i64)
    } else {
        Number::Decimal(value)
    }
}
