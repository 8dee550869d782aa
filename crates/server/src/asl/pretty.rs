//! JSON for people: spread out as far as need be, coloured where colour can be shown.

use asl::{Value, json};

use crate::terminal::{Palette, Stream, paint};

/// A document for standard output: spread out where a person looks at it, in one line where a
/// program reads it.
pub(crate) fn document(value: &Value) -> String {
    let mut text = if Stream::Stdout.is_terminal() {
        spread_out(value, &Stream::Stdout.palette())
    } else {
        json::to_text(value)
    };
    text.push('\n');
    text
}

/// One field a line, but for arrays and objects that fit in a line.
pub(crate) fn spread_out(value: &Value, palette: &Palette) -> String {
    let mut text = String::new();
    write(value, palette, Some(0), &mut text);
    text
}

/// A line has at most so many characters, unless a string is longer.
const LINE_CHARS: usize = 100;

/// Writes `value` at a depth, or in a line with what is around it.
///
/// Values come from JSON text, whose depth [`json::DEPTH_MAX`] bounds.
fn write(value: &Value, palette: &Palette, depth: Option<usize>, out: &mut String) {
    let fits = |depth: usize| json::text_length(value).saturating_add(2 * depth) <= LINE_CHARS;
    let inner = match depth {
        // The document itself is always spread out.
        Some(depth) if depth == 0 || !fits(depth) => Some(depth + 1),
        Some(_) | None => None,
    };
    let line = |out: &mut String, depth: Option<usize>| {
        if let Some(depth) = depth {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        }
    };
    let between = |out: &mut String, index: usize| {
        if index > 0 {
            out.push_str(if inner.is_some() { "," } else { ", " });
        }
        line(out, inner);
    };
    let outer = inner.map(|depth| depth - 1);
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                between(out, index);
                write(item, palette, inner, out);
            }
            line(out, outer);
            out.push(']');
        }
        Value::Object(object) if !object.is_empty() => {
            out.push('{');
            for (index, (key, item)) in object.iter().enumerate() {
                between(out, index);
                let key = json::to_text(&Value::String(key.clone()));
                out.push_str(&paint(palette.key, &key));
                out.push_str(": ");
                write(item, palette, inner, out);
            }
            line(out, outer);
            out.push('}');
        }
        Value::String(_) => out.push_str(&paint(palette.string, &json::to_text(value))),
        Value::Number(_) | Value::Bool(_) | Value::Null => {
            out.push_str(&paint(palette.number, &json::to_text(value)));
        }
        Value::Array(_) | Value::Object(_) => out.push_str(&json::to_text(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_in_a_line_stays_in_one() {
        let long = "x".repeat(98);
        let text = format!(r#"{{"a":[1,{{"b":"c\n"}}],"d":{{}},"e":["{long}",2]}}"#);
        let value = json::from_text(&text).unwrap();
        let expected = format!(
            r#"{{
  "a": [1, {{"b": "c\n"}}],
  "d": {{}},
  "e": [
    "{long}",
    2
  ]
}}"#
        );
        assert_eq!(spread_out(&value, &Palette::default()), expected);
    }
}
