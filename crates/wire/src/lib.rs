//! How AWS's services are spoken to over HTTP: requests, answers, errors.
//!
//! Every embedded service takes a [`Request`] and gives a [`Response`], whether the request came
//! over TCP or from another part of this process. None of them knows another: what one asks of
//! another goes through [`Services`], which finds the service by its name, here or elsewhere.
//!
//! | module | holds |
//! |---|---|
//! | [`request`] | a request, and on whose behalf it is made |
//! | [`response`] | an answer, at once or as a stream |
//! | [`error`] | AWS's errors, and how each protocol writes them |
//! | [`query`] | the protocol `awsQuery`: forms and XML |
//! | [`service`] | what a service is, and how one reaches another |
//! | [`identifier`] | accounts, regions, request ids |

pub mod error;
pub mod identifier;
pub mod query;
pub mod request;
pub mod response;
pub mod service;

pub use error::ApiError;
pub use identifier::{Account, Region, RequestId};
pub use request::{Caller, Request, Sender};
pub use response::{Body, BodySender, Response};
pub use service::{Future, PassedRole, Permission, Service, Services};
