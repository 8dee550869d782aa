//! The server that a stack is made on, asked through AWS's own operations.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use asl::{Object, Value};
use sdk::Operation;

use crate::client::{CallError, Client};

/// A server, and where it says that it is.
pub(crate) struct Site {
    client: Client,
    pub(crate) account: String,
    pub(crate) region: String,
    /// Which services it was asked about, and whether it has them.
    served: RefCell<BTreeMap<String, bool>>,
}

/// Why a resource is not as it should be, in words that name the operation.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// The server does not do it.
    Refused {
        /// `iam:CreateRole`
        operation: String,
        error: CallError,
    },
    /// It cannot be asked for.
    Unfit(String),
}

/// What services say when there is nothing of the name that was asked for.
const MISSING: [&str; 8] = [
    "ActivityDoesNotExist",
    "NoSuchEntity",
    "NotFound",
    "QueueDoesNotExist",
    "ResourceNotFound",
    "ResourceNotFoundException",
    "StateMachineAliasDoesNotExist",
    "StateMachineDoesNotExist",
];

impl Site {
    /// The server that a client leads to. The region is the client's until the server names its own.
    pub(crate) fn find(client: Client, region: &str) -> Result<Site, Stopped> {
        let mut site = Site {
            client,
            account: String::new(),
            region: region.to_owned(),
            served: RefCell::default(),
        };
        let identity = site.ask("sts", "GetCallerIdentity", Object::new())?;
        site.account = text(&identity, "Account")?;
        Ok(site)
    }

    /// Has an operation done.
    pub(crate) fn ask(
        &self,
        service: &str,
        operation: &str,
        input: Object,
    ) -> Result<Value, Stopped> {
        let found = Operation::find(service, operation);
        // Invariant: callers name operations of AWS's models; a test asks for each.
        let found = found.unwrap_or_else(|| panic!("no operation {service}:{operation}"));
        self.client
            .call(found, input)
            .map_err(|error| Stopped::Refused {
                operation: format!("{service}:{operation}"),
                error,
            })
    }

    /// Likewise; nothing when what it is about is not there.
    pub(crate) fn look(
        &self,
        service: &str,
        operation: &str,
        input: Object,
    ) -> Result<Option<Value>, Stopped> {
        match self.ask(service, operation, input) {
            Ok(answer) => Ok(Some(answer)),
            Err(stopped) if stopped.says(&MISSING) => Ok(None),
            Err(stopped) => Err(stopped),
        }
    }

    /// Whether there is a service of this name, embedded or elsewhere.
    pub(crate) fn serves(&self, service: &str) -> Result<bool, Stopped> {
        if let Some(known) = self.served.borrow().get(service) {
            return Ok(*known);
        }
        let serves = self.client.serves(service);
        let serves = serves.map_err(|error| Stopped::Refused {
            operation: service.to_owned(),
            error,
        })?;
        self.served.borrow_mut().insert(service.to_owned(), serves);
        Ok(serves)
    }

    /// Takes away what may be gone already.
    pub(crate) fn remove(
        &self,
        service: &str,
        operation: &str,
        input: Object,
    ) -> Result<(), Stopped> {
        self.look(service, operation, input).map(|_| ())
    }

    /// Everything that a list has, page by page. `list` is the member with the items, `token` the
    /// one that leads on, in the answer and in the next request.
    pub(crate) fn list(
        &self,
        (service, operation): (&str, &str),
        input: &Object,
        list: &str,
        (token_out, token_in): (&str, &str),
    ) -> Result<Vec<Value>, Stopped> {
        let mut found = Vec::new();
        let mut input = input.clone();
        loop {
            let page = self.ask(service, operation, input.clone())?;
            let items = page.get(list).and_then(Value::as_array).unwrap_or_default();
            found.extend(items.iter().cloned());
            match page.get(token_out).filter(|token| **token != Value::Null) {
                Some(token) => input.insert(token_in, token.clone()),
                None => return Ok(found),
            };
        }
    }

    /// The ARN of something of this account and region.
    pub(crate) fn arn(&self, service: &str, rest: &str) -> String {
        let Site {
            account, region, ..
        } = self;
        format!("arn:aws:{service}:{region}:{account}:{rest}")
    }
}

impl Stopped {
    /// Whether the server refuses with one of these codes.
    pub(crate) fn says(&self, codes: &[&str]) -> bool {
        match self {
            Stopped::Refused {
                error: CallError::Refused { code, .. },
                ..
            } => codes.contains(&code.as_str()),
            Stopped::Refused { .. } | Stopped::Unfit(_) => false,
        }
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stopped::Unfit(why) => f.write_str(why),
            Stopped::Refused { operation, error } => match error {
                CallError::Refused { code, message } if message.is_empty() => {
                    write!(f, "{operation} is refused: {code}")
                }
                CallError::Refused { code, message } => {
                    write!(f, "{operation} is refused: {code}: {message}")
                }
                CallError::Unreachable { endpoint, why } => {
                    write!(f, "no server at {endpoint}: {why}")
                }
            },
        }
    }
}

/// A member of an answer that is a text.
pub(crate) fn text(answer: &Value, member: &str) -> Result<String, Stopped> {
    let text = answer.get(member).and_then(Value::as_str);
    text.map(str::to_owned)
        .ok_or_else(|| Stopped::Unfit(format!("the server's answer has no `{member}`")))
}

/// `{"Name": value}` without the members that are not there.
pub(crate) fn input<const N: usize>(members: [(&str, Option<Value>); N]) -> Object {
    members
        .into_iter()
        .filter_map(|(name, value)| Some((name.into(), value?)))
        .collect()
}

/// A text as the value of a member.
#[allow(
    clippy::unnecessary_wraps,
    reason = "it stands beside members that may not be there"
)]
pub(crate) fn some(text: &str) -> Option<Value> {
    Some(Value::from(text))
}
