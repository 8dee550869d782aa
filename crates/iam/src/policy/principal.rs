//! Who asks, and whom a statement is about.

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal<'a> {
    /// The owner of an account.
    Root {
        /// Twelve digits.
        account: &'a str,
    },
    /// A session of a role.
    Role {
        /// Twelve digits.
        account: &'a str,
        /// `arn:aws:iam::ACCOUNT:role/NAME`
        role_arn: &'a str,
        /// `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`
        session_arn: &'a str,
    },
    /// A user.
    User {
        /// Twelve digits.
        account: &'a str,
        /// `arn:aws:iam::ACCOUNT:user/NAME`
        user_arn: &'a str,
    },
    /// A service: `states.amazonaws.com`.
    Service(&'a str),
    /// Nobody in particular.
    Anonymous,
}

/// Whom a statement names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Principals {
    pub(crate) anyone: bool,
    /// Twelve digits each: all who are in the account.
    pub(crate) accounts: Vec<Box<str>>,
    /// ARNs of roles, of their sessions and of users.
    pub(crate) arns: Vec<Box<str>>,
    pub(crate) services: Vec<Box<str>>,
}

/// How a principal is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Named {
    Not,
    /// Its account is: the account may then give leave, or not, by policies of its own.
    ByAccount,
    /// By itself.
    Directly,
}

impl Principals {
    pub(crate) fn names(&self, principal: Principal<'_>) -> Named {
        let account_named = |account: &str| self.accounts.iter().any(|named| **named == *account);
        let arn_named = |arn: &str| self.arns.iter().any(|named| **named == *arn);
        let (by_itself, by_account) = match principal {
            Principal::Root { account } => (account_named(account), false),
            Principal::Role {
                account,
                role_arn,
                session_arn,
            } => (
                arn_named(role_arn) || arn_named(session_arn),
                account_named(account),
            ),
            Principal::User { account, user_arn } => (arn_named(user_arn), account_named(account)),
            Principal::Service(name) => (self.services.iter().any(|named| **named == *name), false),
            Principal::Anonymous => (false, false),
        };
        if by_itself || self.anyone {
            Named::Directly
        } else if by_account {
            Named::ByAccount
        } else {
            Named::Not
        }
    }
}
