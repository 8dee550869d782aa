//! What somebody types.

/// A line of somebody who talks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing.
    Nothing,
    /// They leave.
    Leave,
    /// The answer stops.
    Stop,
    /// They want a person.
    Person,
    /// They confirm what was asked.
    Yes,
    /// They do not.
    No,
    /// They say something.
    Message(String),
}

impl Line {
    /// What a line means; `asked` when it was asked whether a change is confirmed.
    pub(super) fn read(line: &str, asked: bool) -> Line {
        let line = line.trim();
        match line.to_lowercase().as_str() {
            "" | "n" | "nao" | "não" | "no" if asked => Line::No,
            "" => Line::Nothing,
            "/sair" | "/salir" | "/quit" | "/exit" => Line::Leave,
            "/parar" | "/stop" => Line::Stop,
            "/pessoa" | "/persona" | "/person" => Line::Person,
            "s" | "sim" | "y" | "yes" | "si" | "sí" if asked => Line::Yes,
            _ => Line::Message(line.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_is_a_click_only_when_it_was_asked() {
        assert_eq!(Line::read("s", true), Line::Yes);
        assert_eq!(Line::read("s", false), Line::Message("s".to_owned()));
        assert_eq!(Line::read("", true), Line::No);
        assert_eq!(Line::read(" ", false), Line::Nothing);
        assert_eq!(Line::read("/Pessoa ", true), Line::Person);
        let other = Line::read("sim, mas outro endereço", true);
        assert!(matches!(other, Line::Message(_)));
    }
}
