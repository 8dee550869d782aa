use super::*;

/// One proxy on this machine, others in a network.
fn proxies() -> Proxies {
    let networks = ["127.0.0.1/32", "10.0.0.0/8", "2001:db8:f00d::/48"];
    Proxies::new(networks.map(|text| text.parse().expect("a network")).into())
}

/// Who sent a request with these headers to whom it seems to come from: address, scheme and host.
fn seen(peer: &str, lines: &[(&'static str, &str)]) -> (String, bool, String) {
    let mut headers = HeaderMap::new();
    headers.insert(header::HOST, HeaderValue::from_static("inner:8080"));
    for (name, value) in lines {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a value");
        headers.append(HeaderName::from_static(name), value);
    }
    let peer = peer.parse().expect("an address");
    let sender = proxies().sender(&mut headers, peer);
    let host = headers[header::HOST].to_str().expect("text").to_owned();
    (sender.address.to_string(), sender.is_https, host)
}

const XFF: &str = "x-forwarded-for";
const XFH: &str = "x-forwarded-host";
const XFP: &str = "x-forwarded-proto";
const FORWARDED: &str = "forwarded";

#[test]
fn strangers_are_not_believed() {
    let lies = [(XFF, "203.0.113.9"), (XFH, "shop.example"), (XFP, "https")];
    for stranger in [
        "198.51.100.7",
        "127.0.0.2",
        "11.0.0.1",
        "::1",
        "2001:db8::1",
    ] {
        let as_it_came = (stranger.to_owned(), false, "inner:8080".to_owned());
        assert_eq!(seen(stranger, &lies), as_it_came);
        let standard = "for=203.0.113.9;host=shop.example;proto=https";
        assert_eq!(seen(stranger, &[(FORWARDED, standard)]), as_it_came);
    }
    let nobody = Proxies::default().sender(&mut HeaderMap::new(), [127, 0, 0, 1].into());
    assert_eq!(nobody.address, IpAddr::from([127, 0, 0, 1]));
}

#[test]
fn a_proxy_says_who_asks_for_which_host() {
    let said = [(XFF, "203.0.113.9"), (XFH, "shop.example"), (XFP, "https")];
    let meant = ("203.0.113.9".to_owned(), true, "shop.example".to_owned());
    assert_eq!(seen("127.0.0.1", &said), meant);
    // As a socket for both families shows it.
    assert_eq!(seen("::ffff:127.0.0.1", &said), meant);
    let standard = "for=203.0.113.9;host=shop.example;proto=https;by=_shop";
    assert_eq!(seen("10.1.2.3", &[(FORWARDED, standard)]), meant);
    let spaced = "For=203.0.113.9 ; HOST=\"shop.example\"; proto=HTTPS";
    assert_eq!(seen("10.1.2.3", &[(FORWARDED, spaced)]), meant);
}

#[test]
fn the_rightmost_address_that_is_no_proxy_counts() {
    for (list, meant) in [
        // A client that lies, and one proxy.
        ("127.0.0.1, 198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.2, 10.0.0.3", "203.0.113.9"),
        // A client that calls itself a proxy.
        ("10.9.9.9, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        // Within the network there are proxies alone.
        ("10.0.0.7, 10.0.0.2", "10.0.0.7"),
        // What stands beyond something that is no address was written by who knows whom.
        ("203.0.113.9, unknown, 10.0.0.2", "10.0.0.2"),
        ("203.0.113.9, , 10.0.0.2", "10.0.0.2"),
        ("garbage", "127.0.0.1"),
        ("999.1.1.1", "127.0.0.1"),
        ("203.0.113.9:port:s", "127.0.0.1"),
        (",", "127.0.0.1"),
        ("\u{e9}\u{0}".trim_end_matches('\0'), "127.0.0.1"),
        // With ports, and of IPv6.
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::9]:4711", "2001:db8::9"),
        ("2001:db8::9", "2001:db8::9"),
        ("[2001:db8::9]", "2001:db8::9"),
        ("[2001:db8::9", "127.0.0.1"),
        ("[2001:db8::9]x", "127.0.0.1"),
        ("[2001:db8::9]:", "127.0.0.1"),
        ("fe80::1%eth0", "127.0.0.1"),
        ("2001:db8::9, 2001:db8:f00d::1", "2001:db8::9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
    ] {
        assert_eq!(seen("127.0.0.1", &[(XFF, list)]).0, meant, "{list}");
        // The same, where each proxy adds a line.
        let lines: Vec<_> = list.split(',').map(|entry| (XFF, entry)).collect();
        assert_eq!(seen("127.0.0.1", &lines).0, meant, "{list}, in lines");
    }
}

#[test]
fn the_standard_header_is_read_alike() {
    for (lines, meant) in [
        (&["for=\"[::1]:123\""][..], "::1"),
        (&["for=\"[2001:db8::9]:_port\""], "2001:db8::9"),
        (&["for=[2001:db8::9]"], "2001:db8::9"),
        (&["for=198.51.100.1, for=203.0.113.9"], "203.0.113.9"),
        (&["for=198.51.100.1", "for=203.0.113.9"], "203.0.113.9"),
        (
            &[
                "for=203.0.113.9;proto=http, for=10.0.0.2",
                "for=\"10.0.0.3:80\"",
            ],
            "203.0.113.9",
        ),
        (&["for=203.0.113.9, for=_hidden, for=10.0.0.2"], "10.0.0.2"),
        (&["for=unknown"], "127.0.0.1"),
        // What a client left open does not swallow what a proxy adds on a line of its own …
        (&["for=\"203.0.113.7", "for=203.0.113.9"], "203.0.113.9"),
        // … and on the same line nothing is believed.
        (&["for=\"203.0.113.7, for=203.0.113.9"], "127.0.0.1"),
        (&["for=203.0.113.7 203.0.113.8"], "127.0.0.1"),
        (&["for=203.0.113.7;for=203.0.113.8"], "127.0.0.1"),
        (&["for=\"203.0.113.\\9\""], "203.0.113.9"),
        (&["for=\"203.0.113.9\\"], "127.0.0.1"),
        (&["=;=,,;;", "for"], "127.0.0.1"),
        (&[""], "127.0.0.1"),
        (&["proto=https;by=1.2.3.4"], "127.0.0.1"),
        (&[";for=203.0.113.9;"], "203.0.113.9"),
    ] {
        let said: Vec<_> = lines.iter().map(|line| (FORWARDED, *line)).collect();
        assert_eq!(seen("127.0.0.1", &said).0, meant, "{lines:?}");
    }
}

#[test]
fn two_ways_of_saying_it_are_none() {
    let both = [
        (XFF, "203.0.113.9"),
        (FORWARDED, "for=198.51.100.1;host=evil"),
    ];
    let neither = ("127.0.0.1".to_owned(), false, "inner:8080".to_owned());
    assert_eq!(seen("127.0.0.1", &both), neither);
    let both = [(XFP, "https"), (FORWARDED, "for=198.51.100.1")];
    assert_eq!(seen("127.0.0.1", &both), neither);
}

#[test]
fn the_outermost_proxy_says_scheme_and_host() {
    let outer = "for=203.0.113.9;host=shop.example;proto=https";
    let chain = format!("for=198.51.100.1;host=evil;proto=http, {outer}, for=10.0.0.2;proto=http");
    let meant = ("203.0.113.9".to_owned(), true, "shop.example".to_owned());
    assert_eq!(seen("127.0.0.1", &[(FORWARDED, &chain)]), meant);
    // Lists in which each proxy has added its own, behind what the client wrote.
    let lists = [
        (XFF, "198.51.100.1, 203.0.113.9, 10.0.0.2"),
        (XFH, "evil, shop.example, inner"),
        (XFP, "http, https, http"),
    ];
    assert_eq!(seen("127.0.0.1", &lists), meant);
    // One that the nearest proxy has kept.
    let kept = [
        (XFF, "203.0.113.9, 10.0.0.2"),
        (XFH, "shop.example"),
        (XFP, "https"),
    ];
    assert_eq!(seen("127.0.0.1", &kept), meant);
    let alone = [(XFP, "https"), (XFH, "shop.example")];
    let meant = ("127.0.0.1".to_owned(), true, "shop.example".to_owned());
    assert_eq!(seen("127.0.0.1", &alone), meant);
}

#[test]
fn a_host_that_is_none_changes_nothing() {
    for said in [
        "",
        "a b",
        "user@shop.example",
        "shop.example/path",
        "[::1",
        "\u{e9}",
    ] {
        let lines = [(XFF, "203.0.113.9"), (XFH, said), (XFP, "gopher")];
        let (_, is_https, host) = seen("127.0.0.1", &lines);
        assert_eq!((is_https, host.as_str()), (false, "inner:8080"), "{said}");
    }
    let port = seen("127.0.0.1", &[(XFH, "shop.example:8443")]);
    assert_eq!(port.2, "shop.example:8443");
}

proptest::proptest! {
    /// Whatever is sent, a stranger is who they are, and nothing panics.
    #[test]
    fn nothing_makes_a_stranger_somebody_else(
        listed in "[0-9a-f.:,\\[\\] ]{0,40}",
        standard in "[a-z=;,\"\\\\\\[\\]:.0-9 ]{0,60}",
    ) {
        let stranger = "198.51.100.7";
        let lines = [(XFF, listed.as_str()), (FORWARDED, standard.as_str())];
        proptest::prop_assert_eq!(seen(stranger, &lines).0, stranger);
        for line in lines {
            seen("127.0.0.1", &[line]);
        }
    }

    /// Whatever a client sends, the address that the proxy adds is the one that counts.
    #[test]
    fn nothing_before_what_the_proxy_adds_counts(
        lies in "[0-9a-f.:,\\[\\] ]{0,40}",
        standard in "[a-z=;,\"\\\\\\[\\]:.0-9 ]{0,60}",
    ) {
        let listed = format!("{lies}, 203.0.113.9");
        proptest::prop_assert_eq!(seen("127.0.0.1", &[(XFF, &listed)]).0, "203.0.113.9");
        let lines = [(FORWARDED, standard.as_str()), (FORWARDED, "for=203.0.113.9")];
        proptest::prop_assert_eq!(seen("127.0.0.1", &lines).0, "203.0.113.9");
    }
}
