//! Why a command could not do its work: nothing was wrong with a workflow, something was with the
//! call or the machine it ran on.

use std::fmt;
use std::io;

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A file cannot be read.
    Unreadable {
        /// What the file is called.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// A file is not text.
    NotText {
        /// What the file is called.
        file: String,
        /// The first byte that is not UTF-8.
        offset: usize,
    },
    /// A file or stream cannot be written.
    Unwritable {
        /// What it is called.
        file: String,
        /// What the system says.
        source: io::Error,
    },
    /// The call asks for something that cannot be.
    Misused {
        /// What.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A server did not do what it was asked.
    Unserved {
        /// What it says, or what is known of it.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A part of the machine does not do its work.
    Unusable {
        /// Which: `the network`.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// A text was refused for what is in it; what and where has been made ready to be shown.
    Refused(String),
}

impl Fault {
    /// A misuse with a way out.
    pub(crate) fn misused(message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault::Misused {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Fault::Unreadable { file, source } => match source.kind() {
                io::ErrorKind::NotFound => Some("check the path; `-` reads standard input".into()),
                io::ErrorKind::IsADirectory => {
                    Some(format!("name a file in it, such as {file}/order.asl.json"))
                }
                _ => None,
            },
            Fault::NotText { .. } => Some("save the file as UTF-8".into()),
            Fault::Misused { hint, .. } | Fault::Unserved { hint, .. } => hint.clone(),
            Fault::Unwritable { .. } | Fault::Unusable { .. } | Fault::Refused(_) => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Unreadable { file, source } => {
                write!(f, "cannot read `{file}`: {}", Plainly(source))
            }
            Fault::NotText { file, offset } => {
                write!(
                    f,
                    "`{file}` is not UTF-8 text: byte {offset} is not part of a character"
                )
            }
            Fault::Unwritable { file, source } => {
                write!(f, "cannot write `{file}`: {}", Plainly(source))
            }
            Fault::Unusable { what, source } => {
                write!(f, "cannot use {what}: {}", Plainly(source))
            }
            Fault::Misused { message, .. }
            | Fault::Unserved { message, .. }
            | Fault::Refused(message) => f.write_str(message),
        }
    }
}

/// What the system says, without its number.
struct Plainly<'e>(&'e io::Error);

impl fmt::Display for Plainly<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        let text = text.split(" (os error").next().unwrap_or(&text);
        let mut chars = text.chars();
        match chars.next() {
            Some(first) => write!(f, "{}{}", first.to_lowercase(), chars.as_str()),
            None => Ok(()),
        }
    }
}
