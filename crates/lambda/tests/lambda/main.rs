//! The service from outside: its API, real processes, real clients.

mod api;
mod in_process;
mod python;
mod support;
