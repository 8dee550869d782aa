//! Where people reach a server from outside, whoever stands in front of it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use http::Uri;

/// `https://pedidos.example.com`: scheme, host and, where it is not the scheme's own, port; as
/// browsers write an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl(String);

/// The text is no such address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotPublic {
    #[error("write where people reach the server, such as https://pedidos.example.com")]
    NoAddress,
    #[error(
        "the pages need a host of their own, such as https://pedidos.example.com: below a path, here \
         {0}, they do not work"
    )]
    Path(String),
}

impl PublicUrl {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether only this machine reaches it: a container's port, for one.
    pub(crate) fn is_loopback(&self) -> bool {
        let uri = self.0.parse::<Uri>().ok();
        let host = uri.as_ref().and_then(Uri::host).unwrap_or_default();
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PublicUrl {
    type Err = NotPublic;

    fn from_str(text: &str) -> Result<PublicUrl, NotPublic> {
        let uri: Uri = text.parse().map_err(|_| NotPublic::NoAddress)?;
        let authority = uri.authority().ok_or(NotPublic::NoAddress)?;
        let own_port = match uri.scheme_str() {
            Some("https") => 443,
            Some("http") => 80,
            _ => return Err(NotPublic::NoAddress),
        };
        if authority.as_str().contains('@') || authority.host().is_empty() || text.contains('#') {
            return Err(NotPublic::NoAddress);
        }
        match uri.path_and_query().map(http::uri::PathAndQuery::as_str) {
            None | Some("" | "/") => {}
            Some(path) => return Err(NotPublic::Path(path.to_owned())),
        }
        let port = &authority.as_str()[authority.host().len()..];
        let port = match port.strip_prefix(':') {
            None => own_port,
            Some(port) => port.parse::<u16>().map_err(|_| NotPublic::NoAddress)?,
        };
        let scheme = uri.scheme_str().unwrap_or_default();
        let host = authority.host().to_ascii_lowercase();
        Ok(PublicUrl(if port == own_port {
            format!("{scheme}://{host}")
        } else {
            format!("{scheme}://{host}:{port}")
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_browsers_write_it() {
        for (text, written) in [
            ("https://pedidos.example.com", "https://pedidos.example.com"),
            (
                "https://Pedidos.Example.com/",
                "https://pedidos.example.com",
            ),
            (
                "https://pedidos.example.com:443",
                "https://pedidos.example.com",
            ),
            ("http://192.168.1.20:80/", "http://192.168.1.20"),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ] {
            let url: PublicUrl = text.parse().expect("an address");
            assert_eq!(url.as_str(), written);
        }
    }

    #[test]
    fn what_is_no_address_of_a_host_is_refused() {
        for text in [
            "",
            "pedidos.example.com",
            "ftp://pedidos.example.com",
            "https://",
            "https://me:secret@pedidos.example.com",
            "https://pedidos.example.com#a",
            "https://pedidos.example.com:99999",
            "https://pedidos.example.com:",
            "https://pedídos.example.com",
        ] {
            let read = text.parse::<PublicUrl>();
            assert_eq!(read, Err(NotPublic::NoAddress), "{text}");
        }
        for (text, path) in [
            ("https://x.example/entrega/", "/entrega/"),
            ("https://x.example/?a=b", "/?a=b"),
        ] {
            let read = text.parse::<PublicUrl>();
            assert_eq!(read, Err(NotPublic::Path(path.to_owned())), "{text}");
        }
    }
}
