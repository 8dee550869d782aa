//! Where in the definition the reader is.

use std::fmt::{self, Write as _};

/// A place in the definition, as a chain of the places around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'p> {
    around: Option<&'p Place<'p>>,
    part: Part<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Part<'p> {
    Machine,
    Field(&'p str),
    Item(usize),
    State(&'p str),
}

impl<'p> Place<'p> {
    /// The whole definition.
    pub(super) const MACHINE: Place<'static> = Place {
        around: None,
        part: Part::Machine,
    };

    pub(super) fn field(&'p self, name: &'p str) -> Place<'p> {
        self.inner(Part::Field(name))
    }

    pub(super) fn item(&'p self, index: usize) -> Place<'p> {
        self.inner(Part::Item(index))
    }

    pub(super) fn state(&'p self, name: &'p str) -> Place<'p> {
        self.inner(Part::State(name))
    }

    pub(super) fn is_machine(&self) -> bool {
        matches!(self.part, Part::Machine)
    }

    fn inner(&'p self, part: Part<'p>) -> Place<'p> {
        Place {
            around: Some(self),
            part,
        }
    }

    /// The place as run-time messages write it: from its state on, `Arguments/Payload/id`.
    pub(super) fn in_state(&self) -> String {
        let mut text = String::new();
        self.write_in_state(&mut text);
        text
    }

    fn write_in_state(&self, text: &mut String) {
        match self.part {
            Part::Machine | Part::State(_) => return,
            Part::Field(_) | Part::Item(_) => {}
        }
        if let Some(around) = self.around {
            around.write_in_state(text);
        }
        match self.part {
            Part::Machine | Part::State(_) => {}
            Part::Field(name) => {
                if !text.is_empty() {
                    text.push('/');
                }
                text.push_str(name);
            }
            Part::Item(index) => {
                let _ = write!(text, "[{index}]");
            }
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(around) = self.around {
            around.write(f)?;
        }
        match self.part {
            Part::Machine => Ok(()),
            Part::Field(name) | Part::State(name) => write!(f, "/{name}"),
            Part::Item(index) => write!(f, "[{index}]"),
        }
    }
}

/// As AWS writes it: `/States/Pay/Catch[0]/Next`, and `/` for the machine.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Machine => f.write_str("/"),
            Part::Field(_) | Part::Item(_) | Part::State(_) => self.write(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn places_read_as_aws_writes_them() {
        let states = Place::MACHINE.field("States");
        let state = states.state("Pay it");
        let catch = state.field("Catch");
        let catcher = catch.item(1);
        let output = catcher.field("Output");
        assert_eq!(Place::MACHINE.to_string(), "/");
        assert_eq!(output.to_string(), "/States/Pay it/Catch[1]/Output");
        assert_eq!(output.in_state(), "Catch[1]/Output");
    }
}
