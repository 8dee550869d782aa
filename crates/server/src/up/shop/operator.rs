//! The operator's token: how tools on the server's machine, such as `entrega load`, show that they
//! may do what an operator may. It is in the data folder, for its owner to read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use delivery::delivery::DeliveryError;
use delivery::notice::Language;
use delivery::people::{Role, Session, StaffName, Token};
use delivery::{Delivery, StoreId};
use jiff::{SignedDuration, Timestamp};

use crate::operator_token::OPERATOR_TOKEN_FILE;

/// It holds until the next start, which makes another; for so long at most.
const HOLDS: SignedDuration = SignedDuration::from_hours(24 * 365);

/// For its owner to read and write, and for nobody else.
const MODE: u32 = 0o600;

/// Makes a token that operators of a store are known by.
pub(super) async fn sign_in(delivery: &Delivery, store: &StoreId) -> Result<Token, DeliveryError> {
    let name = StaffName::parse("local-tools");
    let name = name.map_err(|error| DeliveryError::Invalid(error.to_string()))?;
    let now = Timestamp::now();
    let mut session = Session::of_staff(
        store.clone(),
        name,
        Role::Operator,
        Language::default(),
        now,
    );
    session.until = now + HOLDS;
    delivery.begin_session(&session).await
}

/// Puts it where tools find it.
pub(super) fn keep(token: &Token, folder: &Path) -> io::Result<()> {
    let path = folder.join(OPERATOR_TOKEN_FILE);
    let beside = folder.join(format!("{OPERATOR_TOKEN_FILE}.new"));
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(MODE);
    options
        .open(&beside)?
        .write_all(token.reveal().as_bytes())?;
    fs::rename(beside, path)
}
