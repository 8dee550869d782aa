//! Connections: what an HTTP task proves itself with.
//!
//! On AWS they are EventBridge's. Here they come from the server's configuration, by name; a
//! `ConnectionArn` is looked up by the name in it.

use std::collections::HashMap;
use std::fmt;

/// Connections by their names.
#[derive(Clone, Debug, Default)]
pub struct Connections(HashMap<String, Connection>);

/// What is added to a request.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// How it proves who asks.
    pub authorization: Authorization,
    /// Headers that win over those of the task.
    pub headers: Vec<(String, Concealed)>,
    /// Parameters of the query that win over those of the task.
    pub query: Vec<(String, Concealed)>,
    /// Fields of a JSON body that win over those of the task.
    pub body: Vec<(String, Concealed)>,
}

/// How a request proves who asks.
#[derive(Clone, Debug, Default)]
pub enum Authorization {
    /// It does not.
    #[default]
    None,
    /// By a user and a password.
    Basic {
        /// The user.
        user: String,
        /// The password.
        password: Concealed,
    },
    /// By a header with a key.
    ApiKey {
        /// The header's name.
        header: String,
        /// The key.
        key: Concealed,
    },
}

/// A value that is sent and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Concealed(String);

impl Connections {
    /// These connections.
    pub fn new(by_name: impl IntoIterator<Item = (String, Connection)>) -> Connections {
        Connections(by_name.into_iter().collect())
    }

    /// The connection of a name, or of an ARN:
    /// `arn:aws:events:us-east-1:123456789012:connection/NAME/ID`.
    pub fn find(&self, name_or_arn: &str) -> Option<&Connection> {
        let name = match name_or_arn.split_once(":connection/") {
            Some((_, rest)) => rest.split('/').next().unwrap_or(rest),
            None => name_or_arn,
        };
        self.0.get(name)
    }
}

impl Concealed {
    /// The value, for whoever is to have it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Concealed {
    fn from(value: String) -> Concealed {
        Concealed(value)
    }
}

impl fmt::Debug for Concealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_found_by_arn_and_never_shown() {
        let key = Concealed::from("top-secret".to_owned());
        let connection = Connection {
            authorization: Authorization::ApiKey {
                header: "x-key".to_owned(),
                key: key.clone(),
            },
            headers: vec![("x-more".to_owned(), key)],
            ..Connection::default()
        };
        let connections = Connections::new([("shop".to_owned(), connection)]);
        let arn = "arn:aws:events:us-east-1:123456789012:connection/shop/0f0e";
        assert!(connections.find(arn).is_some() && connections.find("shop").is_some());
        assert!(connections.find("other").is_none());
        assert!(!format!("{connections:?}").contains("top-secret"));
    }
}
