//! Whom a request comes from, and under which name the server was asked, where proxies stand in
//! front of it.
//!
//! Anybody can write the headers in which proxies say so: they are believed from the addresses
//! alone that whoever runs the server names. Proxies write either `X-Forwarded-For`, `-Host` and
//! `-Proto`, or `Forwarded` (RFC 7239), and let the other through as the client wrote it. So where a
//! request has both, neither is believed.

mod element;

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue, header, uri};
use ipnet::IpNet;
use wire::Sender;

use self::element::Element;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxies that are believed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(Vec<IpNet>);

/// What a proxy says of a request that it passed on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Hop {
    /// Who sent it to the proxy; unknown where it says nothing of use.
    address: Option<IpAddr>,
    /// The `Host` that the proxy was asked for.
    host: Option<HeaderValue>,
    is_https: Option<bool>,
}

impl Proxies {
    pub(crate) fn new(networks: Vec<IpNet>) -> Proxies {
        Proxies(networks)
    }

    fn believes(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Who sent a request that came from this address. Its `Host` becomes the one the client asked
    /// for.
    pub(crate) fn sender(&self, headers: &mut HeaderMap, peer: IpAddr) -> Sender {
        // A socket for both families shows those of IPv4 as `::ffff:192.0.2.1`.
        let peer = peer.to_canonical();
        let mut sender = Sender {
            address: peer,
            is_https: false,
        };
        if !self.believes(peer) {
            return sender;
        }
        // From the proxy that is nearest, outwards, as long as the word of one is believed.
        for hop in hops(headers).into_iter().rev() {
            if let Some(host) = hop.host {
                headers.insert(header::HOST, host);
            }
            if let Some(is_https) = hop.is_https {
                sender.is_https = is_https;
            }
            let Some(address) = hop.address else { break };
            sender.address = address;
            if !self.believes(address) {
                break;
            }
        }
        sender
    }
}

/// What proxies say, the one that is nearest last.
fn hops(headers: &HeaderMap) -> Vec<Hop> {
    let has = |name: &HeaderName| headers.contains_key(name);
    let has_listed = [X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO]
        .iter()
        .any(has);
    match (has_listed, has(&header::FORWARDED)) {
        (true, false) => listed(headers),
        (false, true) => headers
            .get_all(header::FORWARDED)
            .iter()
            .flat_map(|line| element::elements(line.to_str().unwrap_or("?")))
            .map(|element| element.map(Hop::from).unwrap_or_default())
            .collect(),
        (true, true) | (false, false) => Vec::new(),
    }
}

impl From<Element> for Hop {
    fn from(element: Element) -> Hop {
        Hop {
            address: element.r#for.as_deref().and_then(address),
            host: element.host.as_deref().and_then(host),
            is_https: element.proto.as_deref().and_then(is_https),
        }
    }
}

/// What the headers say that have a list each. The lists need not be of one length: each proxy adds
/// to one, and may keep another as it is.
fn listed(headers: &HeaderMap) -> Vec<Hop> {
    let list = |name: HeaderName| -> Vec<String> {
        let lines = headers.get_all(name).into_iter();
        let texts = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
        let joined = texts.collect::<Vec<String>>().join(",");
        let entries = joined.split(',').map(|entry| entry.trim().to_owned());
        entries.filter(|_| !joined.is_empty()).collect()
    };
    let [addresses, hosts, schemes] =
        [X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO].map(list);
    // Where nobody says for whom, the headers are of the proxy that is nearest.
    let count = addresses.len().max(1);
    let nearest = |list: &[String], distance: usize| {
        let place = list.len().checked_sub(distance + 1);
        list.get(place?).cloned()
    };
    (0..count)
        .rev()
        .map(|distance| Hop {
            address: nearest(&addresses, distance).as_deref().and_then(address),
            host: nearest(&hosts, distance).as_deref().and_then(host),
            is_https: nearest(&schemes, distance).as_deref().and_then(is_https),
        })
        .collect()
}

/// The address in `192.0.2.1`, `192.0.2.1:1234`, `2001:db8::1`, `[2001:db8::1]` or
/// `[2001:db8::1]:1234`; none in `unknown` and `_hidden`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let (host, port) = match text.strip_prefix('[') {
        Some(within) => {
            let (host, after) = within.split_once(']')?;
            let port = if after.is_empty() {
                None
            } else {
                Some(after.strip_prefix(':')?)
            };
            (host, port)
        }
        None => match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            Some(_) | None => (text, None),
        },
    };
    // RFC 7239, section 6: a port is a number or a name that stands for one.
    let is_port = |port: &str| {
        !port.is_empty()
            && port
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    if !port.is_none_or(is_port) {
        return None;
    }
    host.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

/// A `Host`, if it is one.
fn host(text: &str) -> Option<HeaderValue> {
    let authority: uri::Authority = text.parse().ok()?;
    let is_host = !authority.host().is_empty() && !text.contains('@');
    is_host.then(|| HeaderValue::from_str(text).ok())?
}

/// Whether the client came by TLS.
fn is_https(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("https") {
        Some(true)
    } else if text.eq_ignore_ascii_case("http") {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
