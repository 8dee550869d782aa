//! JSON for people: one field a line, coloured where colour can be shown.

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

/// One field a line.
pub(crate) fn spread_out(value: &Value, palette: &Palette) -> String {
    let mut text = String::new();
    write(value, palette, 0, &mut text);
    text
}

/// Values come from JSON text, whose depth [`json::DEPTH_MAX`] bounds.
fn write(value: &Value, palette: &Palette, depth: usize, out: &mut String) {
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                line(out, depth + 1);
                write(item, palette, depth + 1, out);
            }
            line(out, depth);
            out.push(']');
        }
        Value::Object(object) if !object.is_empty() => {
            out.push('{');
            for (index, (key, item)) in object.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                line(out, depth + 1);
                let key = json::to_text(&Value::String(key.clone()));
                out.push_str(&paint(palette.key, &key));
                out.push_str(": ");
                write(item, palette, depth + 1, out);
            }
            line(out, depth);
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
    fn one_field_a_line() {
        let value = json::from_text(r#"{"a":[1,{"b":"c\n"}],"d":{},"e":[]}"#).unwrap();
        let text = spread_out(&value, &Palette::default());
        let expected = r#"{
  "a": [
    1,
    {
      "b": "c\n"
    }
  ],
  "d": {},
  "e": []
}"#;
        assert_eq!(text, expected);
    }
}
