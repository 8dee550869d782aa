//! People: who is signed in, and how they came to be.
//!
//! Whoever holds a token is who the session says, so tokens, codes and passwords are kept as hashes
//! only. What expires is checked when it is read; DynamoDB forgets it later, in its own time.
//!
//! | module | holds |
//! |---|---|
//! | [`token`] | secrets that cannot be guessed |
//! | [`session`] | who is signed in, to which store, until when |
//! | [`sign_in`] | one-time codes for customers |
//! | [`customers`] | customers as they come and say what they want |
//! | [`staff`] | those who work for a store, and their passwords |

pub mod customers;
pub mod session;
pub mod sign_in;
pub mod staff;
pub mod token;

pub use customers::{InvalidName, NewCustomer, PersonName, PreferenceChange};
pub use session::{Role, Session, Who};
pub use sign_in::{Challenge, OneTimeCode, SignInContact, SignInError};
pub use staff::{HireError, Password, StaffMember, StaffName};
pub use token::{SessionCookie, Token, TokenHash};
