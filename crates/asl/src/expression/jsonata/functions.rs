//! The functions that Step Functions adds to JSONata: `$partition`, `$range`, `$hash`, `$random`,
//! `$uuid`, `$parse`.
//!
//! What they make of unusual arguments, and the words of their errors, are as measured on AWS in
//! August 2026 (published with pull requests 2676 and 2790 of the emulator floci).

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jlens_core::{Bindings, Error, HostCall, HostFunction, Result};
use serde_json::Value as Json;

use super::json;
use crate::expression::{Random, digest, java};

/// The names of the functions.
pub(super) const NAMES: [&str; 6] = ["partition", "range", "hash", "random", "uuid", "parse"];

/// How many numbers `$range` makes: AWS makes 360,145 and refuses one more.
const RANGE_ITEMS_MAX: u64 = 360_145;

/// The functions that give the same for the same arguments; `$eval`, which Step Functions leaves
/// out, can be named but not called.
pub(super) static BINDINGS: LazyLock<Bindings> = LazyLock::new(|| {
    Bindings::new()
        .function("partition", HostFunction::new(2, partition).without_input())
        .function("range", HostFunction::new(3, range).without_input())
        .function("hash", HostFunction::new(2, hash).without_input())
        .function(
            "random",
            HostFunction::new(1, no_randomness).without_input(),
        )
        .function("uuid", HostFunction::new(0, no_randomness).without_input())
        .function("parse", HostFunction::new(1, parse).without_input())
        .function("eval", HostFunction::new(1, eval).without_input())
});

/// All functions, `$random` and `$uuid` drawing from numbers that follow from `random`.
pub(super) fn drawing_from(random: &mut Random) -> Bindings {
    let mut seed = [0; 32];
    for bytes in seed.chunks_exact_mut(8) {
        bytes.copy_from_slice(&random.next_u64().to_le_bytes());
    }
    let numbers = Arc::new(Mutex::new(Random::from_seed(seed)));
    let draw = {
        let numbers = numbers.clone();
        move |arguments: &Arguments, call: &HostCall<'_>| {
            let arguments = Call::new("random", 1, arguments, call)?;
            let number = match arguments.integer(0)? {
                // Measured on AWS: the first number of Java's generator with that seed.
                Some(seed) => java::SeededRandom::new(seed).next_double(),
                None => locked(&numbers).next_f64(),
            };
            Ok(Some(number.into()))
        }
    };
    let uuid = move |arguments: &Arguments, call: &HostCall<'_>| {
        Call::new("uuid", 0, arguments, call)?;
        Ok(Some(locked(&numbers).next_uuid().into()))
    };
    BINDINGS
        .clone()
        .function("random", HostFunction::new(1, draw).without_input())
        .function("uuid", HostFunction::new(0, uuid).without_input())
}

fn locked(numbers: &Mutex<Random>) -> std::sync::MutexGuard<'_, Random> {
    numbers.lock().unwrap_or_else(PoisonError::into_inner)
}

type Arguments = [Option<Json>];

/// The arguments of a call, by position from 0.
struct Call<'c> {
    function: &'static str,
    arguments: &'c Arguments,
    host: &'c HostCall<'c>,
}

impl<'c> Call<'c> {
    /// A call of a function that takes at most `arity` arguments.
    fn new(
        function: &'static str,
        arity: usize,
        arguments: &'c Arguments,
        call: &'c HostCall<'c>,
    ) -> Result<Call<'c>> {
        let this = Call {
            function,
            arguments,
            host: call,
        };
        if arguments.len() > arity {
            return Err(this.mismatch(arity));
        }
        Ok(this)
    }

    fn mismatch(&self, position: usize) -> Error {
        Error::new("T0410")
            .with("index", position + 1)
            .with("token", self.function)
    }

    /// An argument, `None` when it is undefined.
    fn get(&self, position: usize) -> Result<Option<&'c Json>> {
        match self.host.function(position) {
            Some(_) => Err(self.mismatch(position)),
            None => Ok(self.arguments.get(position).and_then(Option::as_ref)),
        }
    }

    fn string(&self, position: usize) -> Result<Option<&'c str>> {
        match self.get(position)? {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.mismatch(position)),
        }
    }

    /// A number without its fraction.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "AWS rounds towards zero, and `as` stops at the ends of the range as Java does"
    )]
    fn integer(&self, position: usize) -> Result<Option<i64>> {
        match self.get(position)? {
            None => Ok(None),
            Some(Json::Number(number)) => Ok(number.as_f64().map(|number| number as i64)),
            Some(_) => Err(self.mismatch(position)),
        }
    }
}

/// `$partition(array, size)`: the array in pieces of `size` items.
fn partition(arguments: &Arguments, call: &HostCall<'_>) -> Result<Option<Json>> {
    let arguments = Call::new("partition", 2, arguments, call)?;
    let items = match arguments.get(0)? {
        None => return Ok(None),
        Some(Json::Array(items)) => items,
        Some(_) => {
            return Err(Error::new("T0412")
                .with("index", 1)
                .with("token", "partition"));
        }
    };
    if items.is_empty() {
        return Ok(None);
    }
    let Some(size) = arguments.integer(1)? else {
        return Ok(Some(Json::Array(vec![Json::Array(items.clone())])));
    };
    let size = usize::try_from(size)
        .map_err(|_| other("Second argument must be zero or greater".to_owned()))?;
    if size == 0 {
        return Ok(None);
    }
    let pieces = items.chunks(size).map(|piece| Json::Array(piece.to_vec()));
    Ok(Some(pieces.collect()))
}

/// `$range(first, last, step)`: numbers from `first` to `last` at most, both included.
fn range(arguments: &Arguments, call: &HostCall<'_>) -> Result<Option<Json>> {
    let arguments = Call::new("range", 3, arguments, call)?;
    let first = arguments.integer(0)?;
    let first = first.ok_or_else(|| arguments.mismatch(0))?;
    let last = arguments.integer(1)?;
    let last = last.ok_or_else(|| arguments.mismatch(1))?;
    let Some(step) = arguments.integer(2)? else {
        return Ok(None);
    };
    if step == 0 || (step > 0 && first > last) || (step < 0 && first < last) {
        return Ok(None);
    }
    let steps = first.abs_diff(last) / step.unsigned_abs();
    if steps == 0 {
        return Ok(Some(first.into()));
    }
    if steps >= RANGE_ITEMS_MAX {
        return Err(Error::new("U1001").with("message", "too many items"));
    }
    let numbers = std::iter::successors(Some(first), |number| number.checked_add(step)).take_while(
        |number| {
            if step > 0 {
                *number <= last
            } else {
                *number >= last
            }
        },
    );
    Ok(Some(numbers.collect()))
}

/// `$hash(text, algorithm)`: the digest in hexadecimal.
fn hash(arguments: &Arguments, call: &HostCall<'_>) -> Result<Option<Json>> {
    let arguments = Call::new("hash", 2, arguments, call)?;
    let text = arguments.string(0)?;
    let text = text.ok_or_else(|| arguments.mismatch(0))?;
    let Some(algorithm) = arguments.string(1)? else {
        return Ok(None);
    };
    match digest::hexadecimal(algorithm, text) {
        Some(digest) => Ok(Some(digest.into())),
        None => Err(other(format!(
            "Hash algorithm '{algorithm}' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"
        ))),
    }
}

/// `$parse(text)`: the value of a JSON text.
fn parse(arguments: &Arguments, call: &HostCall<'_>) -> Result<Option<Json>> {
    let arguments = Call::new("parse", 1, arguments, call)?;
    match arguments.string(0)? {
        None => Ok(None),
        Some(text) => match json::parse(text) {
            Some(value) => Ok(Some(value)),
            None => Err(other("Invalid JSON".to_owned())),
        },
    }
}

/// `$eval` is not there: calling it is calling nothing.
fn eval(_: &Arguments, _: &HostCall<'_>) -> Result<Option<Json>> {
    Err(Error::new("T1006"))
}

/// Stands for `$random` and `$uuid` in an evaluation that was found not to name them.
fn no_randomness(_: &Arguments, _: &HostCall<'_>) -> Result<Option<Json>> {
    Err(other("no random numbers in this evaluation".to_owned()))
}

/// An error under the code that AWS gives those without one of their own.
fn other(message: String) -> Error {
    Error::new("D3137").with("message", message)
}
