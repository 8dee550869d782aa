//! How the world beyond this machine reaches the server: under which name, and past whom.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use clap::Args;
use ipnet::IpNet;

use super::Addresses;
use super::proxies::Proxies;
use crate::public_url::PublicUrl;

#[derive(Args, Clone, Debug, Default)]
pub(crate) struct OutsideArguments {
    /// Where people reach the shop, such as https://pedidos.example.com, when that is not where the
    /// server listens: links, cookies and what browsers are let do go by it
    #[arg(long, value_name = "URL", env = "ENTREGA_PUBLIC_URL")]
    public_url: Option<PublicUrl>,

    /// Where AWS clients reach the server from outside: links in what SNS sends go by it
    #[arg(long, value_name = "URL", env = "ENTREGA_AWS_PUBLIC_URL")]
    aws_public_url: Option<PublicUrl>,

    /// A proxy in front, or a network of them, whose word is taken on whom a request comes from
    /// (X-Forwarded-For, -Host and -Proto, or Forwarded); may be repeated
    #[arg(
        long,
        value_name = "CIDR",
        env = "ENTREGA_TRUSTED_PROXY",
        value_delimiter = ',',
        value_parser = network
    )]
    trusted_proxy: Vec<IpNet>,
}

impl OutsideArguments {
    pub(super) fn proxies(&self) -> Proxies {
        Proxies::new(self.trusted_proxy.clone())
    }

    /// Where browsers reach the shop that listens there.
    pub(super) fn shop(&self, listens: SocketAddr) -> String {
        let url = self.public_url.as_ref().map(PublicUrl::to_string);
        url.unwrap_or_else(|| format!("http://{}", within_reach(listens)))
    }

    /// Where AWS's clients reach the endpoint that listens there.
    pub(super) fn aws(&self, listens: SocketAddr) -> String {
        let url = self.aws_public_url.as_ref().map(PublicUrl::to_string);
        url.unwrap_or_else(|| format!("http://{}", within_reach(listens)))
    }

    /// What whoever runs the server should know of how it is reached, a sentence each.
    pub(super) fn warnings(&self, listens: Addresses) -> Vec<String> {
        let is_by_tls = self.public_url.as_ref().is_some_and(PublicUrl::is_https);
        let is_at_home = self.public_url.as_ref().is_some_and(PublicUrl::is_loopback);
        let believes_none = self.trusted_proxy.is_empty();
        let mut warnings = Vec::new();
        if !listens.web.ip().is_loopback() && !is_by_tls && !is_at_home {
            warnings.push(format!(
                "the shop listens beyond this machine ({}) without TLS: passwords and sessions can be \
                 read on the way. Put a proxy with a certificate in front, and say where people reach \
                 it with --public-url https://… (docs/self-hosting.md)",
                listens.web
            ));
        }
        if !listens.aws.ip().is_loopback() && believes_none {
            warnings.push(format!(
                "the AWS endpoint listens beyond this machine ({}) without TLS: requests are signed, \
                 but what they say can be read on the way",
                listens.aws
            ));
        }
        if is_by_tls && believes_none {
            warnings.push(
                "no proxy is trusted: every request counts as the proxy's own, so that all customers \
                 share one limit. Name it with --trusted-proxy, such as 127.0.0.1"
                    .to_owned(),
            );
        }
        if !believes_none && self.public_url.is_none() {
            warnings.push(
                "a proxy is trusted, and nobody has said where people reach it: links lead to where \
                 the server listens. Say it with --public-url"
                    .to_owned(),
            );
        }
        warnings
    }
}

/// The address by which this machine reaches what listens there.
pub(super) fn within_reach(listens: SocketAddr) -> SocketAddr {
    let ip = match listens.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listens.port())
}

/// An address, or a network of them.
fn network(text: &str) -> Result<IpNet, String> {
    let network = match text.parse::<IpAddr>() {
        Ok(address) => IpNet::from(address),
        Err(_) => text
            .parse::<IpNet>()
            .map_err(|_| "write an address or a network, such as 127.0.0.1 or 10.0.0.0/8")?,
    };
    if network.prefix_len() == 0 {
        return Err("this would believe whoever asks: name the proxies alone".to_owned());
    }
    if network.trunc() != network {
        return Err(format!("write the network as {}", network.trunc()));
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listens(web: &str, aws: &str) -> Addresses {
        Addresses {
            web: web.parse().expect("an address"),
            aws: aws.parse().expect("an address"),
        }
    }

    fn outside(public_url: Option<&str>, trusted: &[&str]) -> OutsideArguments {
        OutsideArguments {
            public_url: public_url.map(|url| url.parse().expect("a URL")),
            aws_public_url: None,
            trusted_proxy: trusted
                .iter()
                .map(|text| network(text).expect("a network"))
                .collect(),
        }
    }

    #[test]
    fn whoever_listens_beyond_the_machine_hears_of_it() {
        let at_home = listens("127.0.0.1:8080", "[::1]:4566");
        let open = listens("0.0.0.0:8080", "192.0.2.1:4566");
        let https = Some("https://shop.example");
        for (public_url, trusted, listens, words) in [
            (None, &[][..], at_home, &[][..]),
            (https, &["127.0.0.1"], at_home, &[]),
            (https, &["10.0.0.0/8"], open, &[]),
            (https, &[], at_home, &["no proxy is trusted"]),
            (None, &["127.0.0.1"], at_home, &["where people reach it"]),
            (
                None,
                &[],
                open,
                &["the shop listens", "the AWS endpoint listens"],
            ),
            (Some("http://localhost:8080"), &["10.0.0.0/8"], open, &[]),
            (
                Some("http://shop.example"),
                &["10.0.0.0/8"],
                open,
                &["the shop listens"],
            ),
        ] {
            let said = outside(public_url, trusted).warnings(listens);
            assert_eq!(said.len(), words.len(), "{said:?}");
            for (said, words) in said.iter().zip(words) {
                assert!(said.contains(words), "{said}");
            }
        }
    }

    #[test]
    fn links_lead_to_where_people_are() {
        let listens = "0.0.0.0:8080".parse().expect("an address");
        assert_eq!(outside(None, &[]).shop(listens), "http://127.0.0.1:8080");
        let named = outside(Some("https://shop.example/"), &[]);
        assert_eq!(named.shop(listens), "https://shop.example");
        assert_eq!(named.aws(listens), "http://127.0.0.1:8080");
        let listens = "[::]:8080".parse().expect("an address");
        assert_eq!(within_reach(listens).to_string(), "[::1]:8080");
    }

    #[test]
    fn networks_are_written_as_they_are_meant() {
        for text in ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"] {
            assert!(network(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "localhost",
            "10.0.0.1/8",
            "10.0.0.0/33",
            "0.0.0.0/0",
            "::/0",
        ] {
            assert!(network(text).is_err(), "{text}");
        }
    }
}
