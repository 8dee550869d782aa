//! The API, without a process.
