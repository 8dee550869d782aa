//! Patterns as CloudFormation writes them: `!Ref`, `!Sub`, or just the text.

use crate::definition::Deployable;
use crate::pattern::{Part, Pattern};
use crate::yaml::{Entry, Yaml};

/// The value that a pattern is when it is deployed. Its placeholders are parameters of the template.
pub(super) fn of(pattern: &Pattern, definition: &Deployable) -> Yaml {
    match pattern.parts() {
        [] => Yaml::text(""),
        [Part::Text(text)] => Yaml::text(text),
        [Part::Region] => reference("AWS::Region"),
        [Part::Account] => reference("AWS::AccountId"),
        [Part::Partition] => reference("AWS::Partition"),
        [Part::Placeholder(name)] => reference(parameter(name, definition)),
        parts => {
            let mut text = String::new();
            let mut names = Vec::new();
            for part in parts {
                match part {
                    // In a `!Sub` only `${!` stands for itself.
                    Part::Text(part) => text.push_str(&part.replace("${", "${!")),
                    Part::Partition => text.push_str("${AWS::Partition}"),
                    Part::Region => text.push_str("${AWS::Region}"),
                    Part::Account => text.push_str("${AWS::AccountId}"),
                    Part::Placeholder(name) => {
                        text.push_str("${");
                        text.push_str(parameter(name, definition));
                        text.push('}');
                    }
                    Part::Segment(name, separator, index) => {
                        let parameter = parameter(name, definition);
                        let name = format!("{parameter}Part{index}");
                        text.push_str("${");
                        text.push_str(&name);
                        text.push('}');
                        names.push(Entry::new(name, segment(parameter, *separator, *index)));
                    }
                }
            }
            let text = Yaml::Text(text);
            if names.is_empty() {
                Yaml::tagged("!Sub", text)
            } else {
                Yaml::tagged("!Sub", Yaml::list([text, Yaml::Map(names)]))
            }
        }
    }
}

/// The parameter of a placeholder; what CloudFormation fills in itself has its own name.
fn parameter<'a>(name: &'a str, definition: &'a Deployable) -> &'a str {
    if name.starts_with("AWS::") {
        name
    } else {
        definition.key_of(name).unwrap_or(name)
    }
}

fn reference(name: &str) -> Yaml {
    Yaml::tagged("!Ref", Yaml::text(name))
}

/// What stands between two of these characters in a parameter's value.
fn segment(parameter: &str, separator: char, index: usize) -> Yaml {
    let split = Yaml::Row(vec![Yaml::text(separator), reference(parameter)]);
    let index = Yaml::Number(i64::try_from(index).unwrap_or(i64::MAX));
    let select = Yaml::Row(vec![index, Yaml::tagged("!Split", split)]);
    Yaml::tagged("!Select", select)
}
