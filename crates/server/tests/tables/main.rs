//! `entrega tables copy`, between servers, data folders and moto.

mod again;
mod elsewhere;
mod killed;
mod place;
mod refused;
mod shop;
