//! What a process writes to its standard output and error, line by line.

use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};

use tokio::net::unix::pipe;

/// The longest line; a longer one is cut in pieces. AWS: 256 KB for an event of a log.
const LINE_BYTES_MAX: usize = 262_144;
/// How much is read at once.
const READ_BYTES: usize = 16_384;
/// What is read in one go before others get their turn.
const DRAIN_BYTES_MAX: usize = 4 * 1_024 * 1_024;

/// The reading end of both.
pub(crate) struct Output {
    pipe: pipe::Receiver,
    unfinished: Mutex<Vec<u8>>,
}

impl Output {
    /// A pipe, and its writing end twice: for the standard output and the standard error. They
    /// share it, so lines come in the order they were written.
    pub(crate) fn new() -> io::Result<(Output, Stdio, Stdio)> {
        let (reader, writer) = io::pipe()?;
        let second = writer.try_clone()?;
        let output = Output {
            pipe: pipe::Receiver::from_owned_fd(OwnedFd::from(reader))?,
            unfinished: Mutex::default(),
        };
        Ok((output, Stdio::from(writer), Stdio::from(second)))
    }

    /// Waits for more; `false` when there will be none.
    pub(crate) async fn readable(&self) -> bool {
        let Ok(ready) = self.pipe.ready(tokio::io::Interest::READABLE).await else {
            return false;
        };
        !ready.is_read_closed()
    }

    /// Hands on the lines that are there, without waiting. A line that is not finished stays until
    /// it is, or until nobody can finish it.
    pub(crate) fn drain(&self, mut line: impl FnMut(String)) {
        let mut unfinished = self
            .unfinished
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut buffer = [0; READ_BYTES];
        let mut read = 0;
        while read < DRAIN_BYTES_MAX {
            match self.pipe.try_read(&mut buffer) {
                Ok(0) => {
                    if !unfinished.is_empty() {
                        line(text(&unfinished));
                        unfinished.clear();
                    }
                    return;
                }
                Ok(count) => {
                    read += count;
                    split(&mut unfinished, &buffer[..count], &mut line);
                }
                Err(_) => return,
            }
        }
    }
}

/// Appends bytes and takes out the lines that are complete.
fn split(unfinished: &mut Vec<u8>, bytes: &[u8], line: &mut impl FnMut(String)) {
    for part in bytes.split_inclusive(|byte| *byte == b'\n') {
        unfinished.extend_from_slice(part);
        if unfinished.ends_with(b"\n") {
            unfinished.pop();
            line(text(unfinished));
            unfinished.clear();
        } else if unfinished.len() >= LINE_BYTES_MAX {
            line(text(unfinished));
            unfinished.clear();
        }
    }
}

/// A line as text. Runtimes that cannot mark where a message ends write carriage returns where
/// its lines do (as `awslambdaric` does); AWS shows them as line feeds.
fn text(bytes: &[u8]) -> String {
    let line = String::from_utf8_lossy(bytes);
    let line = line.strip_suffix('\r').unwrap_or(&line);
    line.replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_put_together_and_cut() {
        let mut unfinished = Vec::new();
        let mut lines = Vec::new();
        for bytes in [&b"one\ntw"[..], b"o\r\n\n[ERROR] x\r  at y\n", b"rest"] {
            split(&mut unfinished, bytes, &mut |line| lines.push(line));
        }
        assert_eq!(lines, ["one", "two", "", "[ERROR] x\n  at y"]);
        assert_eq!(unfinished, b"rest");
        split(&mut unfinished, &vec![b'x'; LINE_BYTES_MAX], &mut |line| {
            lines.push(line);
        });
        assert_eq!(lines[4].len(), LINE_BYTES_MAX + 4);
    }
}
