//! `entrega up` as others meet it: AWS's own clients, crashes, and those who mean no good.

mod abuse;
mod bedrock;
mod chat;
mod dynamodb;
mod executions;
mod gateway;
mod load;
mod mail;
mod pages;
mod seed;
mod server;
mod sns;
