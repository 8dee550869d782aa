//! How the file with the weights is laid out: a header, the pieces of words, and named tensors.
//! Numbers are little endian.

use std::collections::HashMap;

use super::EncoderError;

/// How large the network is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Numbers per piece.
    pub(super) width: usize,
    pub(super) layers: usize,
    pub(super) heads: usize,
    /// Numbers per piece within a layer.
    pub(super) inner: usize,
    /// What is added to a variance before its root is taken.
    pub(super) epsilon: f32,
}

/// Reads a file from its beginning.
pub(super) struct Reader<'b> {
    file: &'b [u8],
    at: usize,
}

/// The tensors of a file by name, as bytes.
pub(super) type Tensors<'b> = HashMap<&'b [u8], &'b [u8]>;

const TRUNCATED: EncoderError = EncoderError::Damaged {
    what: "it ends too early",
};

impl<'b> Reader<'b> {
    pub(super) fn new(file: &'b [u8]) -> Reader<'b> {
        Reader { file, at: 0 }
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<&'b [u8], EncoderError> {
        let bytes = self.file.get(self.at..).and_then(|rest| rest.get(..count));
        self.at += count;
        bytes.ok_or(TRUNCATED)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], EncoderError> {
        let bytes = self.bytes(N)?;
        bytes.try_into().map_err(|_| TRUNCATED)
    }

    pub(super) fn u32(&mut self) -> Result<u32, EncoderError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn size(&mut self) -> Result<usize, EncoderError> {
        usize::try_from(self.u32()?).map_err(|_| TRUNCATED)
    }

    pub(super) fn long_size(&mut self) -> Result<usize, EncoderError> {
        usize::try_from(u64::from_le_bytes(self.array()?)).map_err(|_| TRUNCATED)
    }

    fn f32(&mut self) -> Result<f32, EncoderError> {
        self.array().map(f32::from_le_bytes)
    }

    /// What the file begins with.
    pub(super) fn shape(&mut self) -> Result<Shape, EncoderError> {
        if self.bytes(4)? != b"E5S1" {
            return Err(EncoderError::Damaged {
                what: "it does not begin as an encoder does",
            });
        }
        let _version = self.u32()?;
        let (width, layers, heads, inner) =
            (self.size()?, self.size()?, self.size()?, self.size()?);
        let (_words, _places, _kinds) = (self.size()?, self.size()?, self.size()?);
        let epsilon = self.f32()?;
        let _block = self.size()?;
        Ok(Shape {
            width,
            layers,
            heads,
            inner,
            epsilon,
        })
    }

    /// What it ends with. Offsets are from the beginning of the file.
    pub(super) fn tensors(&mut self) -> Result<Tensors<'b>, EncoderError> {
        let count = self.size()?;
        let mut tensors = HashMap::new();
        for _ in 0..count {
            let length = usize::from(u16::from_le_bytes(self.array()?));
            let name = self.bytes(length)?;
            let _kind = self.bytes(1)?;
            let _numbers = self.u32()?;
            let (at, bytes) = (self.long_size()?, self.long_size()?);
            let tensor = self.file.get(at..).and_then(|rest| rest.get(..bytes));
            tensors.insert(name, tensor.ok_or(TRUNCATED)?);
        }
        Ok(tensors)
    }
}

/// Bytes as numbers of four bytes.
pub(super) fn floats(bytes: &[u8]) -> Vec<f32> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers
        .iter()
        .map(|number| f32::from_le_bytes(*number))
        .collect()
}
