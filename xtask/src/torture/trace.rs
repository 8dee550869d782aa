//! What a server asked of the kernel, as strace wrote it down: what it wrote to files, when it
//! had them synced, and what it sent to its clients.
//!
//! Calls that were interrupted by those of other threads are two lines. What a call writes counts
//! from the first, since the kernel may have begun with it; what it promises counts from the
//! second, when it has returned.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The calls that are traced. Of the others none changes a file the server keeps its data in.
const CALLS: &str = "trace=openat,write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,\
                     ftruncate,truncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,\
                     unlink,unlinkat,mkdir,mkdirat";
/// No call writes more at once, in bytes.
const STRING_MAX: usize = 64 << 20;

/// The program and its arguments that run a server and write down what it does. It stands in the
/// server's place: the process has the same number.
pub(crate) fn tracer(file: &Path) -> Vec<OsString> {
    let mut words: Vec<OsString> = ["strace", "-D", "-f", "-qq", "-y", "-xx", "--seccomp-bpf"]
        .map(OsString::from)
        .into();
    words.extend(["-s".into(), STRING_MAX.to_string().into()]);
    words.extend(["-e".into(), CALLS.into(), "-e".into(), "signal=none".into()]);
    words.extend(["-o".into(), file.into()]);
    words
}

/// One thing a server did that matters when the power fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A file is there from now on, empty when it is new or `truncate` is set.
    Open {
        path: PathBuf,
        truncate: bool,
    },
    /// Bytes of a file. Without a place, they go where the last write to it ended.
    Write {
        path: PathBuf,
        at: Option<u64>,
        bytes: Vec<u8>,
    },
    /// A file has this length.
    Truncate {
        path: PathBuf,
        length: u64,
    },
    /// A file has at least this length.
    Reserve {
        path: PathBuf,
        length: u64,
    },
    /// What was written to a file, or the names in a folder, is safe.
    Synced {
        path: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Unlink {
        path: PathBuf,
    },
    /// Bytes for a client, on whatever connection.
    Sent {
        bytes: Vec<u8>,
    },
}

/// A line that is not understood.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the trace is not understood: {text}")]
pub(crate) struct Unreadable {
    line: usize,
    text: String,
}

/// The steps in what strace wrote, as far as they concern files under `folder`, or sockets.
pub(crate) fn steps(trace: &str, folder: &Path) -> Result<Vec<Step>, Unreadable> {
    let mut steps = Vec::new();
    // What a thread has asked for and not been answered.
    let mut open: HashMap<&str, Call> = HashMap::new();
    for (number, line) in trace.lines().enumerate() {
        let unreadable = || Unreadable {
            line: number + 1,
            text: line.chars().take(200).collect(),
        };
        let (thread, rest) = line.split_once(' ').ok_or_else(unreadable)?;
        let rest = rest.trim_start();
        if rest.starts_with("+++") || rest.starts_with("---") || rest.starts_with("???") {
            continue;
        }
        if rest.starts_with("<... ") {
            let call = open.remove(thread).ok_or_else(unreadable)?;
            let result = result(rest).unwrap_or(-1);
            steps.extend(call.returned(result, folder));
            continue;
        }
        let (text, unfinished) = match rest.strip_suffix("<unfinished ...>") {
            Some(text) => (text, true),
            None => (rest, false),
        };
        let call = Call::parse(text).ok_or_else(unreadable)?;
        if unfinished {
            steps.extend(call.begun(folder));
            open.insert(thread, call);
        } else if let Some(result) = result(rest) {
            if result >= 0 {
                steps.extend(call.begun(folder));
            }
            steps.extend(call.returned(result, folder));
        }
        // Without a result the process ended within the call, and nobody was told of it.
    }
    Ok(steps)
}

/// The number a call has returned, which ends its line: ` = 42`, ` = -1 EIO (…)`, ` = 3<…>`.
fn result(line: &str) -> Option<i64> {
    let (_, result) = line.rsplit_once(" = ")?;
    let digits = result.strip_prefix('-').unwrap_or(result);
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let number: i64 = digits[..end].parse().ok()?;
    Some(if result.starts_with('-') {
        -number
    } else {
        number
    })
}

/// A call: its name and its arguments as strace spells them.
#[derive(Clone, Debug)]
struct Call {
    name: String,
    arguments: Vec<String>,
}

impl Call {
    /// Reads `name(argument, argument, …` up to the end of the arguments or of the text. Blanks
    /// and commas within strings are spelled in hexadecimal, so only brackets have to be counted.
    fn parse(text: &str) -> Option<Call> {
        let (name, rest) = text.split_once('(')?;
        let mut arguments = vec![String::new()];
        let mut depth = 0_u32;
        for c in rest.chars() {
            match c {
                '[' | '{' | '(' => depth += 1,
                ')' if depth == 0 => break,
                ']' | '}' | ')' => depth = depth.checked_sub(1)?,
                ',' if depth == 0 => {
                    arguments.push(String::new());
                    continue;
                }
                _ => {}
            }
            arguments.last_mut()?.push(c);
        }
        let arguments = arguments
            .iter()
            .map(|argument| argument.trim().to_owned())
            .collect();
        Some(Call {
            name: name.trim().to_owned(),
            arguments,
        })
    }

    /// What the call may have done as soon as it has begun.
    fn begun(&self, folder: &Path) -> Option<Step> {
        match &*self.name {
            "write" | "pwrite64" => {
                let bytes = string(self.argument(1)?)?;
                let at = if self.name == "write" {
                    None
                } else {
                    Some(self.argument(3)?.parse().ok()?)
                };
                self.write(folder, at, bytes)
            }
            "writev" | "pwritev" | "pwritev2" => {
                let bytes = vector(self.argument(1)?)?;
                let at = if self.name == "writev" {
                    None
                } else {
                    Some(self.argument(3)?.parse().ok()?)
                };
                self.write(folder, at, bytes)
            }
            "sendto" => self.sent(string(self.argument(1)?)?),
            "sendmsg" => self.sent(vector(self.argument(1)?)?),
            "ftruncate" => Some(Step::Truncate {
                path: self.file(folder)?,
                length: self.argument(1)?.parse().ok()?,
            }),
            "truncate" => Some(Step::Truncate {
                path: within(folder, path(self.argument(0)?)?)?,
                length: self.argument(1)?.parse().ok()?,
            }),
            "fallocate" if self.argument(1)? == "0" => {
                let (at, length): (u64, u64) = (
                    self.argument(2)?.parse().ok()?,
                    self.argument(3)?.parse().ok()?,
                );
                Some(Step::Reserve {
                    path: self.file(folder)?,
                    length: at + length,
                })
            }
            _ => None,
        }
    }

    /// What the call has done when it has returned.
    fn returned(&self, result: i64, folder: &Path) -> Option<Step> {
        if result < 0 {
            return None;
        }
        let named = |argument: usize| within(folder, path(self.argument(argument)?)?);
        match &*self.name {
            "fsync" | "fdatasync" => Some(Step::Synced {
                path: self.file(folder)?,
            }),
            "openat" => {
                let flags = self.argument(2)?;
                let path = named(1)?;
                let creates = flags.contains("O_CREAT");
                let truncate = flags.contains("O_TRUNC");
                (creates || truncate).then_some(Step::Open { path, truncate })
            }
            "rename" => Some(Step::Rename {
                from: named(0)?,
                to: named(1)?,
            }),
            "renameat" | "renameat2" => Some(Step::Rename {
                from: named(1)?,
                to: named(3)?,
            }),
            "unlink" => Some(Step::Unlink { path: named(0)? }),
            "unlinkat" => Some(Step::Unlink { path: named(1)? }),
            _ => None,
        }
    }

    fn argument(&self, place: usize) -> Option<&str> {
        self.arguments.get(place).map(String::as_str)
    }

    /// The file that the first argument is open at: `7</tmp/…>`.
    fn file(&self, folder: &Path) -> Option<PathBuf> {
        within(folder, self.open_at()?)
    }

    fn open_at(&self) -> Option<PathBuf> {
        let (_, name) = self.argument(0)?.split_once('<')?;
        let bytes = unhex(name.strip_suffix('>')?)?;
        Some(PathBuf::from(String::from_utf8(bytes).ok()?))
    }

    fn write(&self, folder: &Path, at: Option<u64>, bytes: Vec<u8>) -> Option<Step> {
        match self.file(folder) {
            Some(path) => Some(Step::Write { path, at, bytes }),
            None => self.sent(bytes),
        }
    }

    fn sent(&self, bytes: Vec<u8>) -> Option<Step> {
        let is_socket = self.open_at()?.to_str()?.starts_with("socket:");
        is_socket.then_some(Step::Sent { bytes })
    }
}

fn within(folder: &Path, path: PathBuf) -> Option<PathBuf> {
    path.starts_with(folder).then_some(path)
}

/// The bytes of `"\x41\x42"`. What strace has cut short, with dots behind it, is not understood.
fn string(argument: &str) -> Option<Vec<u8>> {
    unhex(argument.strip_prefix('"')?.strip_suffix('"')?)
}

fn path(argument: &str) -> Option<PathBuf> {
    String::from_utf8(string(argument)?).ok().map(PathBuf::from)
}

/// The bytes of `[{iov_base="\x41", iov_len=1}, …]`, one after the other; also within what
/// `sendmsg` has around it.
fn vector(argument: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for part in argument.split("iov_base=").skip(1) {
        let (text, _) = part.strip_prefix('"')?.split_once('"')?;
        bytes.extend(unhex(text)?);
    }
    Some(bytes)
}

/// The bytes of `\x41\x42`.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut chunks = text.as_bytes().chunks_exact(4);
    let bytes: Option<Vec<u8>> = chunks
        .by_ref()
        .map(|chunk| match *chunk {
            [b'\\', b'x', high, low] => u8::try_from(digit(high)? * 16 + digit(low)?).ok(),
            _ => None,
        })
        .collect();
    chunks.remainder().is_empty().then_some(bytes?)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn hex(text: &str) -> String {
        text.bytes().fold(String::new(), |mut spelled, byte| {
            let _ = write!(spelled, "\\x{byte:02x}");
            spelled
        })
    }

    fn steps_of(lines: &[String]) -> Vec<Step> {
        steps(&lines.join("\n"), Path::new("/d")).expect("it is understood")
    }

    #[test]
    fn calls_become_steps() {
        let (db, folder) = (hex("/d/a.db"), hex("/d"));
        let lines = [
            format!("1 openat(AT_FDCWD<{folder}>, \"{db}\", O_RDWR|O_CREAT, 0644) = 3<{db}>"),
            format!("1 pwrite64(3<{db}>, \"{}\", 2, 512) = 2", hex("ab")),
            format!("1 write(3<{db}>, \"{}\", 1) = 1", hex("c")),
            format!("1 fdatasync(3<{db}>) = 0"),
            format!("1 fsync(4<{folder}>) = 0"),
            format!(
                "2 sendto(7<{}>, \"{}\", 2, 0, NULL, 0) = 2",
                hex("socket:[5]"),
                hex("ok")
            ),
            format!(
                "2 writev(7<{}>, [{{iov_base=\"{}\", iov_len=1}}, {{iov_base=\"{}\", iov_len=1}}], 2) = 2",
                hex("socket:[5]"),
                hex("x"),
                hex("y")
            ),
            format!("1 write(1<{}>, \"{}\", 1) = 1", hex("/dev/null"), hex("c")),
            format!("1 ftruncate(3<{db}>, 4096) = 0"),
            format!("1 rename(\"{db}\", \"{}\") = 0", hex("/d/b.db")),
            format!(
                "1 unlink(\"{}\") = -1 ENOENT (No such file or directory)",
                hex("/d/c")
            ),
            "1 +++ killed by SIGKILL +++".to_owned(),
        ];
        let path = PathBuf::from("/d/a.db");
        let expected = vec![
            Step::Open {
                path: path.clone(),
                truncate: false,
            },
            Step::Write {
                path: path.clone(),
                at: Some(512),
                bytes: b"ab".to_vec(),
            },
            Step::Write {
                path: path.clone(),
                at: None,
                bytes: b"c".to_vec(),
            },
            Step::Synced { path: path.clone() },
            Step::Synced {
                path: PathBuf::from("/d"),
            },
            Step::Sent {
                bytes: b"ok".to_vec(),
            },
            Step::Sent {
                bytes: b"xy".to_vec(),
            },
            Step::Truncate {
                path: path.clone(),
                length: 4096,
            },
            Step::Rename {
                from: path,
                to: PathBuf::from("/d/b.db"),
            },
        ];
        assert_eq!(steps_of(&lines), expected);
    }

    #[test]
    fn what_is_sent_during_a_sync_comes_before_it() {
        let (db, socket) = (hex("/d/a"), hex("socket:[1]"));
        let lines = [
            format!("1 fdatasync(3<{db}> <unfinished ...>"),
            format!("2 sendto(7<{socket}>, \"{}\", 1, 0, NULL, 0) = 1", hex("k")),
            "1 <... fdatasync resumed>) = 0".to_owned(),
        ];
        let kinds = steps_of(&lines);
        assert!(matches!(
            &kinds[..],
            [Step::Sent { .. }, Step::Synced { .. }]
        ));
    }

    #[test]
    fn failed_syncs_promise_nothing() {
        let line = format!(
            "1 fsync(3<{}>) = -1 EIO (Input/output error) (INJECTED)",
            hex("/d/a")
        );
        assert_eq!(steps_of(&[line]), vec![]);
        assert!(steps("1 garbage", Path::new("/d")).is_err());
    }
}
