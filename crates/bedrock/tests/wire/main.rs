//! The services as their wire protocols are: requests in, bytes out.

mod agent;
mod backends;
mod frames;
mod runtime;
mod service;
mod upstream;
