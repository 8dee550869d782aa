//! Where HTTP tasks may go: nowhere that is reachable only from here.
//!
//! A definition's author writes the address, so the server must not be a way into the network it
//! stands in. A host's name is resolved once, every address it has is judged, and the connection
//! is made to an address that was judged: a name that resolves otherwise the second time gains
//! nothing. An operator may allow hosts by name.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use http::Uri;
use http::uri::Scheme;
use wire::Future;

/// The port that every host may be asked at.
const HTTPS_PORT: u16 = 443;

/// What is allowed beyond HTTPS to public addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    /// Hosts that may be asked although they are not public, or at another port.
    pub allowed: Vec<HostPattern>,
}

/// Hosts that are allowed: `http://127.0.0.1:*`, `https://*.example.com:8443`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPattern {
    secure: bool,
    /// In small letters; with `*.` before it, any host below it too.
    host: Box<str>,
    /// `None` for any.
    port: Option<u16>,
}

/// The text is no pattern of hosts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no pattern of hosts: write one like `https://*.example.com:8443`")]
pub struct NotAPattern(String);

/// An address to go to, before it is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Whether over TLS.
    pub secure: bool,
    /// The host's name or address, in small letters and without brackets.
    pub host: Box<str>,
    /// The port.
    pub port: u16,
    /// Whether the operator allows it, wherever it is.
    allowed: bool,
}

/// Why a request may not go where it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// No URL with a host, or one with a user in it.
    #[error("`{0}` is no address of an HTTPS endpoint")]
    NoEndpoint(String),
    /// Not over TLS.
    #[error("`{0}` is not asked without TLS")]
    Insecure(String),
    /// Not at the usual port.
    #[error("`{host}` is not asked at port {port}")]
    Port {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// It has no address.
    #[error("`{0}` has no address")]
    NoAddress(String),
    /// It has an address that is not public. The address is not told.
    #[error("`{0}` has an address that is not public")]
    NotPublic(String),
}

/// How names become addresses. Tests have their own.
#[derive(Clone)]
pub struct Resolver(Arc<Resolve>);

type Resolve = dyn Fn(&str, u16) -> Future<'static, io::Result<Vec<SocketAddr>>> + Send + Sync;

impl Guard {
    /// Where a request to `uri` goes, if it may as far as the name tells.
    pub fn destination(&self, uri: &Uri) -> Result<Destination, Forbidden> {
        let no_endpoint = || Forbidden::NoEndpoint(uri.to_string());
        let authority = uri.authority().ok_or_else(no_endpoint)?;
        let secure = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(no_endpoint()),
        };
        let host = authority
            .host()
            .trim_matches(['[', ']'])
            .to_ascii_lowercase();
        // A user before the host makes it easy to take the one for the other.
        if host.is_empty() || authority.as_str().contains('@') {
            return Err(no_endpoint());
        }
        let usual = if secure { HTTPS_PORT } else { 80 };
        let port = match (authority.port_u16(), authority.port()) {
            (Some(port), _) => port,
            (None, Some(_)) => return Err(no_endpoint()),
            (None, None) => usual,
        };
        let allowed = self
            .allowed
            .iter()
            .any(|pattern| pattern.fits(secure, &host, port));
        if !allowed && !secure {
            return Err(Forbidden::Insecure(host));
        }
        if !allowed && port != HTTPS_PORT {
            return Err(Forbidden::Port { host, port });
        }
        Ok(Destination {
            secure,
            host: host.into(),
            port,
            allowed,
        })
    }
}

impl Destination {
    /// Resolves the name, once, and gives its addresses if a connection may be made to them.
    pub async fn addresses(&self, resolver: &Resolver) -> Result<Vec<SocketAddr>, Forbidden> {
        let host = || String::from(&*self.host);
        let found = (resolver.0)(&self.host, self.port).await;
        let found = found.map_err(|_| Forbidden::NoAddress(host()))?;
        if found.is_empty() {
            return Err(Forbidden::NoAddress(host()));
        }
        if !self.allowed && !found.iter().all(|address| is_public(address.ip())) {
            return Err(Forbidden::NotPublic(host()));
        }
        Ok(found)
    }
}

/// Whether an address is one of the open internet's (IANA's registries of special-purpose
/// addresses, and what holds another address within).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match a {
        // This network; private; loopback; multicast and reserved.
        0 | 10 | 127 | 224..=255 => true,
        // Carriers' own (RFC 6598).
        100 => (64..128).contains(&b),
        // Link-local, where clouds keep their metadata.
        169 => b == 254,
        172 => (16..32).contains(&b),
        // Private; protocol assignments; documentation; 6to4 relays.
        192 => b == 168 || (b == 0 && matches!(c, 0 | 2)) || (b == 88 && c == 99),
        // Benchmarks; documentation.
        198 => matches!(b, 18 | 19) || (b == 51 && c == 100),
        203 => b == 0 && c == 113,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    // Global unicast is 2000::/3. All else is local, multicast, or holds an IPv4 address.
    if first & 0xe000 != 0x2000 {
        return false;
    }
    let special = match first {
        // Teredo, protocol assignments; documentation.
        0x2001 => second < 0x0200 || second == 0x0db8,
        // 6to4 holds an IPv4 address.
        0x2002 => true,
        // Documentation.
        0x3fff => second < 0x1000,
        _ => false,
    };
    !special
}

impl HostPattern {
    fn fits(&self, secure: bool, host: &str, port: u16) -> bool {
        let host_fits = match self.host.strip_prefix("*.") {
            Some(parent) => host
                .strip_suffix(parent)
                .is_some_and(|below| below.len() > 1 && below.ends_with('.')),
            None => *self.host == *host,
        };
        self.secure == secure && host_fits && self.port.is_none_or(|allowed| allowed == port)
    }
}

impl FromStr for HostPattern {
    type Err = NotAPattern;

    fn from_str(text: &str) -> Result<HostPattern, NotAPattern> {
        let wrong = || NotAPattern(text.to_owned());
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(wrong()),
        };
        let (host, port) = match rest.rsplit_once(':') {
            // The colons of an IPv6 address are within brackets.
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (rest, None),
        };
        let port = match port {
            Some("*") => None,
            Some(port) => Some(port.parse().map_err(|_| wrong())?),
            None if secure => Some(HTTPS_PORT),
            None => Some(80),
        };
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        let name = host.strip_prefix("*.").unwrap_or(&host);
        if name.is_empty() || name.contains(['/', '*', '@', '?', '#', ' ']) {
            return Err(wrong());
        }
        Ok(HostPattern {
            secure,
            host: host.into(),
            port,
        })
    }
}

impl Resolver {
    /// The operating system's.
    pub fn system() -> Resolver {
        Resolver::new(|host, port| {
            let host = host.to_owned();
            Box::pin(async move {
                let found = tokio::net::lookup_host((host, port)).await?;
                Ok(found.collect())
            })
        })
    }

    /// One that answers as `resolve` does.
    pub fn new(
        resolve: impl Fn(&str, u16) -> Future<'static, io::Result<Vec<SocketAddr>>>
        + Send
        + Sync
        + 'static,
    ) -> Resolver {
        Resolver(Arc::new(resolve))
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolver")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn destination(guard: &Guard, uri: &str) -> Result<Destination, Forbidden> {
        guard.destination(&uri.parse().expect("a URI"))
    }

    fn resolving_to(address: &str) -> Resolver {
        let address: IpAddr = address.parse().expect("an address");
        Resolver::new(move |_, port| {
            Box::pin(async move { Ok(vec![SocketAddr::new(address, port)]) })
        })
    }

    #[test]
    fn only_the_open_internet_is_public() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2001::1",
            "100::1",
            "fd00:ec2::254",
        ] {
            assert!(
                !is_public(address.parse().expect("an address")),
                "{address}"
            );
        }
        for address in [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "169.253.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860:4860::8888",
        ] {
            assert!(is_public(address.parse().expect("an address")), "{address}");
        }
    }

    #[test]
    fn names_are_judged_before_they_are_resolved() {
        let guard = Guard::default();
        let fine = destination(&guard, "https://Example.com/a?b").expect("it may be asked");
        assert_eq!(
            (&*fine.host, fine.port, fine.secure),
            ("example.com", 443, true)
        );
        assert!(destination(&guard, "https://example.com:443/").is_ok());
        for (uri, why) in [
            (
                "http://example.com/",
                Forbidden::Insecure("example.com".to_owned()),
            ),
            (
                "https://example.com:8443/",
                Forbidden::Port {
                    host: "example.com".to_owned(),
                    port: 8443,
                },
            ),
            ("/path", Forbidden::NoEndpoint("/path".to_owned())),
            (
                "https://public.example@127.0.0.1/",
                Forbidden::NoEndpoint("https://public.example@127.0.0.1/".to_owned()),
            ),
            (
                "ftp://example.com/",
                Forbidden::NoEndpoint("ftp://example.com/".to_owned()),
            ),
        ] {
            assert_eq!(destination(&guard, uri), Err(why), "{uri}");
        }
    }

    #[test]
    fn operators_allow_hosts_by_pattern() {
        let allowed = [
            "http://127.0.0.1:*",
            "https://*.corp.example:8443",
            "http://[::1]:80",
        ]
        .map(|pattern| pattern.parse().expect("a pattern"));
        let guard = Guard {
            allowed: allowed.to_vec(),
        };
        for (uri, fits) in [
            ("http://127.0.0.1:9999/", true),
            ("https://127.0.0.1:9999/", false),
            ("https://a.corp.example:8443/", true),
            ("https://corp.example:8443/", false),
            ("https://evilcorp.example:8443/", false),
            ("http://[::1]/", true),
            ("http://[::1]:81/", false),
        ] {
            assert_eq!(destination(&guard, uri).is_ok(), fits, "{uri}");
        }
        for wrong in [
            "127.0.0.1",
            "ftp://x",
            "https://",
            "https://*",
            "https://a:b",
            "http://a/b",
        ] {
            assert!(wrong.parse::<HostPattern>().is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_name_with_a_private_address_is_refused() {
        let guard = Guard::default();
        let target = destination(&guard, "https://inside.example/").expect("the name is fine");
        for address in [
            "127.0.0.1",
            "169.254.169.254",
            "::ffff:10.0.0.1",
            "fd00:ec2::254",
        ] {
            let refused = target.addresses(&resolving_to(address)).await;
            assert_eq!(
                refused,
                Err(Forbidden::NotPublic("inside.example".to_owned()))
            );
        }
        let public = target
            .addresses(&resolving_to("8.8.8.8"))
            .await
            .expect("public");
        assert_eq!(public, ["8.8.8.8:443".parse().expect("an address")]);
        // One private address among public ones is one too many.
        let mixed = Resolver::new(|_, port| {
            let addresses = [[8, 8, 8, 8], [10, 0, 0, 1]];
            let addresses = addresses.map(|address| SocketAddr::from((address, port)));
            Box::pin(async move { Ok(addresses.to_vec()) })
        });
        assert!(target.addresses(&mixed).await.is_err());
    }

    #[tokio::test]
    async fn a_name_that_changes_its_address_gains_nothing() {
        // The first answer is public, every later one the metadata service.
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        let rebinding = Resolver::new(move |_, port| {
            let first = counter.fetch_add(1, Ordering::Relaxed) == 0;
            let address = if first {
                [8, 8, 8, 8]
            } else {
                [169, 254, 169, 254]
            };
            Box::pin(async move { Ok(vec![SocketAddr::from((address, port))]) })
        });
        let guard = Guard::default();
        let target = destination(&guard, "https://rebinding.example/").expect("the name is fine");
        let addresses = target.addresses(&rebinding).await.expect("public");
        assert_eq!(addresses, ["8.8.8.8:443".parse().expect("an address")]);
        // The connection is made to that address: the name is not asked for again.
        assert_eq!(asked.load(Ordering::Relaxed), 1);
        assert!(target.addresses(&rebinding).await.is_err());
    }
}
