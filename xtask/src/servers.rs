//! Servers that others wrote and that speak as AWS does: the delivery's tests run on them, from the
//! folder in which they are installed here.

use crate::chores::{Stopped, python_environment};

/// What the tests know of them is true of these.
const PACKAGES: [&str; 2] = ["moto[server]==5.2.5", "ministack==1.5.33"];

/// Installs them from PyPI, once. They have an environment of their own: ministack insists on one
/// version of botocore, as AWS's clients do.
pub(crate) fn install() -> Result<(), Stopped> {
    python_environment("servers", "servers that speak as AWS does", &PACKAGES).map(drop)
}
