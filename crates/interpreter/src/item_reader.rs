//! What a distributed Map makes of the file its reader brings.
//!
//! CSV, JSON and JSON Lines are read here. Listings come as items from the host, and so do the
//! formats that take more than one file or a library of their own (manifests, Parquet).

use std::sync::Arc;

use asl::state::ItemReader;
use asl::{Value, json};

use crate::event::ItemContent;
use crate::failure::{Failure, error_name};

/// The items in what was read, at most `max_items` of them.
pub fn items(
    content: ItemContent,
    reader: &ItemReader,
    max_items: Option<u64>,
) -> Result<Vec<Value>, Failure> {
    let most = max_items.map_or(usize::MAX, |most| {
        usize::try_from(most).unwrap_or(usize::MAX)
    });
    let text = match content {
        ItemContent::Items(mut items) => {
            items.truncate(most);
            return Ok(items);
        }
        ItemContent::Text(text) => text,
    };
    let setting = |name: &str| reader.config.get(name).and_then(Value::as_str);
    match setting("InputType") {
        Some("CSV") => csv_items(&text, reader, most),
        Some("JSONL") => jsonl_items(&text, most),
        Some("JSON") | None => json_items(&text, setting("ItemsPointer"), most),
        Some(other) => Err(failed(format!(
            "Items of type {other} cannot be read from the text of a file."
        ))),
    }
}

fn failed(cause: impl Into<Arc<str>>) -> Failure {
    Failure::new(error_name::ITEM_READER_FAILED, cause)
}

/// An array, at the place of a JSON pointer if there is one.
fn json_items(text: &str, pointer: Option<&str>, most: usize) -> Result<Vec<Value>, Failure> {
    let document = json::from_text(text)
        .map_err(|error| failed(format!("The file is not valid JSON: {}", error.message)))?;
    let place = match pointer {
        None => Some(&document),
        Some(pointer) => at_pointer(&document, pointer),
    };
    match place {
        Some(Value::Array(items)) => Ok(items.iter().take(most).cloned().collect()),
        _ => Err(failed("Attempting to map over non-iterable node.")),
    }
}

/// The value at a JSON pointer (RFC 6901).
fn at_pointer<'v>(document: &'v Value, pointer: &str) -> Option<&'v Value> {
    let mut place = document;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        place = match place {
            Value::Array(items) => items.get(token.parse::<usize>().ok()?)?,
            other => other.get(&token)?,
        };
    }
    Some(place)
}

/// A JSON value on each line; empty lines do not count.
fn jsonl_items(text: &str, most: usize) -> Result<Vec<Value>, Failure> {
    let lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .take(most)
        .map(|(number, line)| {
            json::from_text(line).map_err(|error| {
                failed(format!(
                    "Line {number} of the file is not valid JSON: {}",
                    error.message
                ))
            })
        })
        .collect()
}

/// An object for each row. A row that is too short has empty fields, what is too much in a row is
/// dropped (recorded from AWS).
fn csv_items(text: &str, reader: &ItemReader, most: usize) -> Result<Vec<Value>, Failure> {
    let delimiter = match reader.config.get("CSVDelimiter").and_then(Value::as_str) {
        Some("PIPE") => '|',
        Some("SEMICOLON") => ';',
        Some("SPACE") => ' ',
        Some("TAB") => '\t',
        _ => ',',
    };
    let mut rows = CsvRows {
        rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        delimiter,
    };
    let given = reader.config.get("CSVHeaders").and_then(Value::as_array);
    let headers: Vec<Arc<str>> = match given {
        Some(headers) => headers
            .iter()
            .filter_map(Value::as_str)
            .map(Arc::from)
            .collect(),
        None => rows
            .next()
            .unwrap_or_default()
            .into_iter()
            .map(Arc::from)
            .collect(),
    };
    let mut sorted = headers.clone();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(failed("CSV headers cannot contain duplicates."));
    }
    let items = rows.take(most).map(|row| {
        let fields = row.into_iter().chain(std::iter::repeat(String::new()));
        let fields = headers.iter().cloned().zip(fields.map(Value::from));
        Value::object(fields.collect())
    });
    Ok(items.collect())
}

/// The rows of a CSV text (RFC 4180): quoted fields may hold delimiters, line ends and doubled
/// quotes.
struct CsvRows<'t> {
    rest: &'t str,
    delimiter: char,
}

impl Iterator for CsvRows<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        if self.rest.is_empty() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            let field = self.field();
            row.push(field);
            let mut chars = self.rest.chars();
            match chars.next() {
                Some(next) if next == self.delimiter => self.rest = chars.as_str(),
                Some('\r') => {
                    let rest = chars.as_str();
                    self.rest = rest.strip_prefix('\n').unwrap_or(rest);
                    return Some(row);
                }
                Some(_) => {
                    self.rest = chars.as_str();
                    return Some(row);
                }
                None => return Some(row),
            }
        }
    }
}

impl CsvRows<'_> {
    /// One field, up to its delimiter or the end of its line.
    fn field(&mut self) -> String {
        let mut field = String::new();
        if let Some(mut quoted) = self.rest.strip_prefix('"') {
            while let Some(end) = quoted.find('"') {
                field.push_str(&quoted[..end]);
                quoted = &quoted[end + 1..];
                let Some(more) = quoted.strip_prefix('"') else {
                    self.rest = quoted;
                    field.push_str(self.plain());
                    return field;
                };
                field.push('"');
                quoted = more;
            }
            field.push_str(quoted);
            self.rest = "";
            return field;
        }
        field.push_str(self.plain());
        field
    }

    fn plain(&mut self) -> &str {
        let end = self
            .rest
            .find([self.delimiter, '\n', '\r'])
            .unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at(end);
        self.rest = rest;
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        CsvRows {
            rest: text,
            delimiter: ',',
        }
        .collect()
    }

    #[test]
    fn quoted_fields_hold_anything() {
        assert_eq!(
            rows("a,\"b, \"\"c\"\"\n\",d\r\ne,,\n"),
            [["a", "b, \"c\"\n", "d"], ["e", "", ""]]
        );
        assert_eq!(rows("\"open"), [["open"]]);
    }

    #[test]
    fn pointers_reach_into_arrays_and_objects() {
        let document = json::from_text(r#"{"a/b":[{"c":[1]}]}"#).unwrap();
        assert_eq!(
            at_pointer(&document, "/a~1b/0/c"),
            Some(&Value::array(vec![1.into()]))
        );
        assert_eq!(at_pointer(&document, "/a~1b/1"), None);
        assert_eq!(at_pointer(&document, ""), Some(&document));
    }
}
