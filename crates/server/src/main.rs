//! The `entrega` binary.

fn main() {}
