//! `entrega up` as others meet it: AWS's own clients, crashes, and those who mean no good.

mod abuse;
mod bedrock;
mod browser;
mod chat;
mod console;
mod deploy;
mod dynamodb;
mod elsewhere;
mod gateway;
mod load;
mod mail;
mod person;
mod proxy;
mod repairing;
mod seed;
mod server;
mod sns;
mod web;
