//! HTTP endpoints, anybody's and those of API Gateway.

use crate::arguments::{Arguments, Said};
use crate::pattern::{Part, Pattern};

use super::{Asking, Condition};

/// Why an API asks nothing of the role.
const UNSIGNED: &str = "the API is called without the role's signature";

impl Asking<'_> {
    /// `http:invoke`.
    pub(super) fn http(&mut self, arguments: Arguments<'_>) {
        let mut conditions = Vec::new();
        let mut reason = "an endpoint is called".to_owned();
        for (argument, operator, key) in [
            ("Method", "StringEquals", "states:HTTPMethod"),
            ("ApiEndpoint", "StringEquals", "states:HTTPEndpoint"),
        ] {
            match arguments.text(argument) {
                Said::Text(value) => conditions.push(Condition {
                    operator,
                    key,
                    value,
                }),
                Said::Computed => {
                    reason = format!("{reason}; its {argument} is computed at run time");
                }
                Said::Nothing => {}
            }
        }
        let own = Pattern::own("states", format!("stateMachine:{}", self.machine));
        let field = format!("{}.ApiEndpoint", arguments.field);
        self.needs_if("states:InvokeHTTPEndpoint", own, field, reason, conditions);
        self.connection(arguments);
    }

    /// The connection that holds what the endpoint asks for.
    fn connection(&mut self, arguments: Arguments<'_>) {
        let (parent, name) = ("Authentication", "ConnectionArn");
        let mut given = arguments.get(parent).get(name).text();
        let mut field = format!("{}.{parent}.{name}", arguments.field);
        // Where the endpoint is private, the connection is what leads there.
        if given == Said::Nothing {
            given = arguments.get("InvocationConfig").get(name).text();
            field = format!("{}.InvocationConfig.{name}", arguments.field);
        }
        let (connection, secret, reason) = match given {
            Said::Nothing => return,
            Said::Text(arn) if !arn.may_be_arn() => {
                self.unknown(&arn.to_string(), "this is not the ARN of a connection");
                return;
            }
            Said::Text(arn) => {
                let name = connection_name(&arn).unwrap_or_else(Pattern::anything);
                (arn, name, "the connection has the credentials")
            }
            Said::Computed => (
                Pattern::own("events", "connection/*"),
                Pattern::anything(),
                "the connection, which has the credentials, is computed at run time",
            ),
        };
        self.needs(
            "events:RetrieveConnectionCredentials",
            connection,
            &field,
            reason,
        );
        let secrets = Pattern::text("secret:events!connection/");
        let secret = if secret.is_anything() {
            secrets.followed_by("*")
        } else {
            secrets.followed_by(secret).followed_by("/*")
        };
        let secret = Pattern::own("secretsmanager", secret);
        for action in [
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
        ] {
            let reason = "EventBridge keeps the credentials of the connection in a secret";
            self.needs(action, secret.clone(), &field, reason);
        }
    }

    /// `apigateway:invoke`.
    pub(super) fn api(&mut self, arguments: Arguments<'_>) {
        let field = format!("{}.ApiEndpoint", arguments.field);
        let anything = Pattern::anything;
        let piece = |name: &str, absent: Pattern| match arguments.text(name) {
            Said::Text(text) => text,
            Said::Computed => anything(),
            Said::Nothing => absent,
        };
        let (api, reason) = match arguments.text("ApiEndpoint") {
            Said::Text(endpoint) => (
                api_id(&endpoint),
                "the API is called with the role's signature",
            ),
            Said::Computed | Said::Nothing => (anything(), "which API is computed at run time"),
        };
        let path = piece("Path", anything());
        let path = match path.as_text() {
            Some(known) => Pattern::text(known.trim_start_matches('/')),
            None => path,
        };
        let stage = piece("Stage", anything());
        let method = piece("Method", anything());
        let resource = [stage, method, path]
            .into_iter()
            .fold(api, |resource, piece| {
                resource.followed_by("/").followed_by(piece)
            });
        let resource = Pattern::own("execute-api", resource);
        match arguments.text("AuthType") {
            Said::Text(kind) if kind.as_text() != Some("IAM_ROLE") => self.needs_nothing(UNSIGNED),
            Said::Nothing => self.needs_nothing(UNSIGNED),
            Said::Text(_) | Said::Computed => {
                self.needs("execute-api:Invoke", resource, field, reason);
            }
        }
    }
}

/// `orders` of `arn:aws:events:us-east-1:123456789012:connection/orders/0a1b…`.
fn connection_name(arn: &Pattern) -> Option<Pattern> {
    let resource = arn.split_at_colons(6).into_iter().nth(5)?;
    let path = resource.beginning().strip_prefix("connection/")?.to_owned();
    match path.split('/').next()? {
        "" => match resource.parts().get(1)? {
            Part::Placeholder(name) => {
                Some(Pattern::default().and(Part::Placeholder(name.clone())))
            }
            _ => None,
        },
        name => Some(Pattern::text(name)),
    }
}

/// `a1b2c3` of `a1b2c3.execute-api.us-east-1.amazonaws.com`.
fn api_id(endpoint: &Pattern) -> Pattern {
    let host = endpoint
        .beginning()
        .trim_start_matches("https://")
        .to_owned();
    match (host.split_once(".execute-api"), endpoint.parts()) {
        (Some((id, _)), _) => Pattern::text(id),
        (None, [Part::Placeholder(id), Part::Text(rest), ..])
            if rest.starts_with(".execute-api") =>
        {
            Pattern::default().and(Part::Placeholder(id.clone()))
        }
        // A domain of one's own, or the whole endpoint is filled in.
        _ => Pattern::anything(),
    }
}
