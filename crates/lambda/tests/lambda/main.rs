//! The service from outside: its API, real processes, real clients.

mod api;
mod clients;
mod in_process;
mod in_process_web;
mod node;
mod processes;
mod python;
mod sandbox;
mod support;
mod urls;
mod web_adapter;
