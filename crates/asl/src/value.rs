//! JSON values that are shared, never copied.
//!
//! Data flows through an execution from state to state, into branches and iterations, into the
//! history and the journal. A [`Value`] is therefore a handle: `clone` costs a reference count,
//! whatever the size, and a change copies only the arrays and objects on its path.
//!
//! Objects keep the order of their keys and numbers keep what the text said, integer or decimal
//! ([`Number`]), because AWS does both. Reading and writing JSON text is in [`json`](crate::json).

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use crate::number::Number;

/// A JSON value. Cheap to clone; see the [module](self).
#[derive(Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, with the form it was written in.
    Number(Number),
    /// A string.
    String(Arc<str>),
    /// An array.
    Array(Arc<Array>),
    /// An object, keys in order of first appearance.
    Object(Arc<Object>),
}

/// The items of a JSON array: a slice that remembers how long its text is.
#[derive(Clone, Default)]
pub struct Array {
    items: Vec<Value>,
    pub(crate) measured: Measured,
}

/// The fields of a JSON object in order of first appearance.
#[derive(Clone, Default)]
pub struct Object {
    fields: Vec<(Arc<str>, Value)>,
    /// Where each key is, once there are more than [`FIELDS_SEARCHED_MAX`].
    places: Option<Box<Places>>,
    pub(crate) measured: Measured,
}

type Places = HashMap<Arc<str>, usize, foldhash::fast::FixedState>;

/// So many fields are searched one after the other, which for so few is faster than a table and
/// takes a third of its memory.
const FIELDS_SEARCHED_MAX: usize = 12;

/// How long the JSON text of an array or object is and how deep it is nested, once somebody has
/// asked. Data that is passed on and added to is so measured once, not at every state.
#[derive(Default)]
pub(crate) struct Measured(AtomicU64);

/// The size of a value as JSON text.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    /// In bytes.
    pub(crate) length: usize,
    /// In arrays and objects within one another, itself included.
    pub(crate) depth: usize,
}

impl Measured {
    const DEPTH_BITS: u32 = 16;

    /// The size, if it is known.
    pub(crate) fn get(&self) -> Option<Size> {
        let packed = usize::try_from(self.0.load(Ordering::Relaxed)).ok()?;
        (packed != 0).then_some(Size {
            length: packed >> Self::DEPTH_BITS,
            depth: packed & ((1 << Self::DEPTH_BITS) - 1),
        })
    }

    pub(crate) fn set(&self, size: Size) {
        let packed = size.length << Self::DEPTH_BITS | size.depth;
        self.0.store(packed as u64, Ordering::Relaxed);
    }

    fn forget(&mut self) {
        *self.0.get_mut() = 0;
    }
}

impl Clone for Measured {
    fn clone(&self) -> Self {
        Measured(AtomicU64::new(self.0.load(Ordering::Relaxed)))
    }
}

impl Value {
    /// The empty object `{}`.
    pub fn empty_object() -> Value {
        Value::Object(Arc::default())
    }

    /// A string value.
    pub fn string(text: impl Into<Arc<str>>) -> Value {
        Value::String(text.into())
    }

    /// An array value.
    pub fn array(items: Vec<Value>) -> Value {
        Value::Array(Arc::new(Array {
            items,
            measured: Measured::default(),
        }))
    }

    /// An object value.
    pub fn object(object: Object) -> Value {
        Value::Object(Arc::new(object))
    }

    /// The text, when the value is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, when the value is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, when the value is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number as an integer, when it is one that fits in 64 bits: `1` and not `1.0`.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::as_i64)
    }

    /// The number as an integer, when it stands for one that fits in 53 bits: `1` and `1.0`.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "checked to be integral and in range"
    )]
    pub fn as_integral(&self) -> Option<i64> {
        const LIMIT: f64 = 9_007_199_254_740_992.0;
        match self.as_number()? {
            Number::Integer(value) => Some(*value),
            Number::Decimal(value) => {
                (value.fract() == 0.0 && value.abs() < LIMIT).then_some(*value as i64)
            }
            Number::Big(_) => None,
        }
    }

    /// The items, when the value is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The fields, when the value is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The field `key`, when the value is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object().and_then(|object| object.get(key))
    }

    /// The name of the value's type as AWS's messages spell it: `null`, `boolean`, `number`,
    /// `string`, `array` or `object`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }
}

impl Array {
    /// The item at `index`, to change in place.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut Value> {
        self.measured.forget();
        self.items.get_mut(index)
    }
}

impl Deref for Array {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.items
    }
}

impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

/// Objects are equal when their fields are, in whatever order.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        let same = |(key, value): (&Arc<str>, &Value)| other.get(key) == Some(value);
        self.len() == other.len() && self.iter().all(same)
    }
}

impl Object {
    /// An object without fields.
    pub fn new() -> Object {
        Object::default()
    }

    /// An object without fields and with room for `capacity` of them.
    pub fn with_capacity(capacity: usize) -> Object {
        Object {
            fields: Vec::with_capacity(capacity),
            ..Object::default()
        }
    }

    /// The number of fields.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are no fields.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.place(key).map(|place| &self.fields[place].1)
    }

    /// The value of `key`, to change in place.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.measured.forget();
        self.place(key).map(|place| &mut self.fields[place].1)
    }

    /// Whether there is a field `key`.
    pub fn contains_key(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    /// Sets `key`. A key already there keeps its place; the value it had is returned.
    pub fn insert(&mut self, key: impl Into<Arc<str>>, value: Value) -> Option<Value> {
        self.measured.forget();
        let key = key.into();
        if let Some(place) = self.place(&key) {
            return Some(std::mem::replace(&mut self.fields[place].1, value));
        }
        if let Some(places) = &mut self.places {
            places.insert(key.clone(), self.fields.len());
        }
        self.fields.push((key, value));
        if self.places.is_none() && self.fields.len() > FIELDS_SEARCHED_MAX {
            self.find_places();
        }
        None
    }

    /// Takes `key` out, keeping the order of the others.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.measured.forget();
        let (_, value) = self.fields.remove(self.place(key)?);
        if self.places.is_some() {
            self.find_places();
        }
        Some(value)
    }

    /// The fields in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, &Value)> + DoubleEndedIterator {
        self.fields.iter().map(|(key, value)| (key, value))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Arc<str>> {
        self.fields.iter().map(|(key, _)| key)
    }

    /// The values in order of their keys.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.fields.iter().map(|(_, value)| value)
    }

    fn place(&self, key: &str) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(key).copied(),
            None => self.fields.iter().position(|(other, _)| **other == *key),
        }
    }

    fn find_places(&mut self) {
        let keys = self.fields.iter().map(|(key, _)| key.clone());
        self.places = Some(Box::new(keys.zip(0..).collect()));
    }
}

impl FromIterator<(Arc<str>, Value)> for Object {
    fn from_iter<T: IntoIterator<Item = (Arc<str>, Value)>>(fields: T) -> Self {
        let mut object = Object::new();
        for (key, value) in fields {
            object.insert(key, value);
        }
        object
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Number(Number::from(value))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(text: Arc<str>) -> Self {
        Value::String(text)
    }
}

/// Shows the value as compact JSON text.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::json::to_text(self))
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
