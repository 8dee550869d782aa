//! The API as its callers see it: requests in, answers out.

mod account;
mod activities;
mod aliases;
mod anything;
mod machines;
mod protocol;
mod survival;
mod tags;
mod versions;
