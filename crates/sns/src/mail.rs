//! E-mail: through a server that speaks SMTP.

use std::fmt;
use std::time::Duration;

use iam::Secret;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

/// The server has so long for a mail (RFC 5321, 4.5.3.2 allows minutes; nobody waits that long).
const SEND_WITHIN: Duration = Duration::from_secs(30);

/// Where mails go.
#[derive(Clone, Debug)]
pub enum Mail {
    /// Nowhere: they are in the outbox, and that is all.
    Outbox,
    /// To a server, and into the outbox.
    Smtp(Mailer),
}

/// How a mail server is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpConfiguration {
    /// Its name or address.
    pub host: String,
    /// `None` for the usual one: 587, 465 with [`SmtpTls::Wrapper`], 25 with [`SmtpTls::None`].
    pub port: Option<u16>,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// Who sends, where the server asks.
    pub credentials: Option<(String, Secret)>,
    /// The address that mails are from.
    pub from: String,
}

/// How the connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// Not at all.
    None,
    /// It begins in the clear and must become secret before anything is said.
    StartTls,
    /// It is secret from the first byte.
    Wrapper,
}

/// Sends mails. Clones share the connections.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

/// Why a mail was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It has no address that mails can go to, or could not be written.
    #[error("the mail cannot be written: {0}")]
    Unwritable(String),
    /// The server will not take it, now or later (5xx).
    #[error("the mail server refused the mail: {0}")]
    Refused(String),
    /// It may be taken later: the server is busy (4xx) or cannot be reached.
    #[error("the mail server did not take the mail: {0}")]
    Later(String),
}

/// Why a mail server cannot be used. What was configured is not repeated: it has a password in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    /// It is no URL of a mail server.
    #[error(
        "a mail server is written as smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS, or smtps:// for \
         TLS from the first byte; `%` and what follows stands for characters that a URL cannot have"
    )]
    Url,
    /// There is no address that mails are from.
    #[error("the mail server's URL needs `?from=ADDRESS`, the address that mails are from")]
    From,
    /// TLS cannot be used.
    #[error("TLS cannot be used with this mail server: its name is no name of a host")]
    Tls,
}

impl SmtpConfiguration {
    /// Reads `smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS`.
    ///
    /// `smtp` upgrades the connection by STARTTLS, unless the URL has `tls=none`; `smtps` is secret
    /// from the first byte. Without `from`, mails are from the user, where that is an address.
    pub fn parse(url: &str) -> Result<SmtpConfiguration, SmtpError> {
        let (scheme, rest) = url.split_once("://").ok_or(SmtpError::Url)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let rest = rest.trim_end_matches('/');
        let (user_info, authority) = match rest.rsplit_once('@') {
            Some((user_info, authority)) => (Some(user_info), authority),
            None => (None, rest),
        };
        let (host, port) = match authority.rsplit_once(':') {
            // The colons of an IPv6 address are within brackets.
            Some((host, port)) if !port.ends_with(']') => {
                (host, Some(port.parse().map_err(|_| SmtpError::Url)?))
            }
            _ => (authority, None),
        };
        let host = host.trim_matches(['[', ']']);
        if host.is_empty() || host.contains('/') {
            return Err(SmtpError::Url);
        }
        let credentials = user_info
            .map(|user_info| {
                let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
                Ok((decode(user)?, Secret::from(decode(password)?)))
            })
            .transpose()?;
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let tls = match (scheme, parameter("tls")) {
            ("smtp", None | Some("starttls")) => SmtpTls::StartTls,
            ("smtp", Some("none")) => SmtpTls::None,
            ("smtps", None) => SmtpTls::Wrapper,
            _ => return Err(SmtpError::Url),
        };
        let from = match (parameter("from"), &credentials) {
            (Some(from), _) => decode(from)?,
            (None, Some((user, _))) if user.contains('@') => user.clone(),
            (None, _) => return Err(SmtpError::From),
        };
        Ok(SmtpConfiguration {
            host: host.to_owned(),
            port,
            tls,
            credentials,
            from,
        })
    }
}

fn decode(text: &str) -> Result<String, SmtpError> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| SmtpError::Url)
}

impl Mailer {
    /// What sends mails through a server. No connection is made yet.
    pub fn new(configuration: &SmtpConfiguration) -> Result<Mailer, SmtpError> {
        let from = configuration.from.parse().map_err(|_| SmtpError::From)?;
        let parameters =
            || TlsParameters::new(configuration.host.clone()).map_err(|_| SmtpError::Tls);
        let (tls, usual_port) = match configuration.tls {
            SmtpTls::None => (Tls::None, 25),
            SmtpTls::StartTls => (Tls::Required(parameters()?), 587),
            SmtpTls::Wrapper => (Tls::Wrapper(parameters()?), 465),
        };
        let host = configuration.host.as_str();
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(configuration.port.unwrap_or(usual_port))
            .tls(tls)
            .timeout(Some(SEND_WITHIN));
        if let Some((user, password)) = &configuration.credentials {
            let password = password.reveal().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Mailer {
            transport: builder.build(),
            from,
        })
    }

    /// Sends a mail, as text and, if there is one, as HTML. When this returns, the server has it.
    pub async fn send(
        &self,
        to: &str,
        from_name: Option<&str>,
        subject: &str,
        text: &str,
        html: Option<&str>,
    ) -> Result<(), MailError> {
        let unwritable = |error: &dyn fmt::Display| MailError::Unwritable(error.to_string());
        let to: Address = to.parse().map_err(|error| unwritable(&error))?;
        let name = from_name.map(str::to_owned);
        let message = Message::builder()
            .from(Mailbox::new(name, self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(subject);
        let message = match html {
            None => message.singlepart(SinglePart::plain(text.to_owned())),
            Some(html) => message.multipart(MultiPart::alternative_plain_html(
                text.to_owned(),
                html.to_owned(),
            )),
        };
        let message = message.map_err(|error| unwritable(&error))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Refused(error.to_string())),
            Err(error) => Err(MailError::Later(error.to_string())),
        }
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer")
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_written_as_urls() {
        let read = SmtpConfiguration::parse("smtp://shop%40x.example:p%3Aw@mail.example:2525");
        let read = read.expect("a server");
        assert_eq!(
            (read.host.as_str(), read.port),
            ("mail.example", Some(2525))
        );
        assert_eq!(read.tls, SmtpTls::StartTls);
        assert_eq!(read.from, "shop@x.example");
        let (user, password) = read.credentials.clone().expect("credentials");
        assert_eq!(
            (user.as_str(), password.reveal()),
            ("shop@x.example", "p:w")
        );
        let shown = format!("{read:?}");
        assert!(!shown.contains("p:w"), "{shown}");

        let read = SmtpConfiguration::parse("smtps://[::1]/?from=a@b.c").expect("a server");
        assert_eq!((read.host.as_str(), read.tls), ("::1", SmtpTls::Wrapper));
        let read = SmtpConfiguration::parse("smtp://127.0.0.1:25?tls=none&from=a%40b.c");
        assert_eq!(read.expect("a server").tls, SmtpTls::None);
        for (wrong, why) in [
            ("mail.example", SmtpError::Url),
            ("http://u:hunter2@mail.example?from=a@b.c", SmtpError::Url),
            ("smtp://u:hunter2@mail.example:x?from=a@b.c", SmtpError::Url),
            ("smtp://u:hunter2@?from=a@b.c", SmtpError::Url),
            ("smtp://u:hunter2@mail.example", SmtpError::From),
        ] {
            let refused = SmtpConfiguration::parse(wrong).expect_err(wrong);
            assert_eq!(refused, why, "{wrong}");
            assert!(!refused.to_string().contains("hunter2"));
        }
    }
}
