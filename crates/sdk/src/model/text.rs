//! Reads the text of a service. Its form is said in [`model`](super).
//!
//! The text is our own and part of the binary, so what is wrong with it is our mistake: reading
//! it panics, and a test reads all of it.

use std::collections::HashMap;

use super::{
    Checksum, Kind, Location, Member, Namespace, OperationShape, Protocol, Service, Structure,
    StructureId, TimeForm,
};

pub(super) fn read_service(name: &'static str, text: &'static str) -> Service {
    let mut service = Service {
        name,
        class: name,
        signing_name: name,
        endpoint_prefix: name,
        global_endpoint: None,
        api_version: "",
        protocol: Protocol::RestJson,
        query_compatible: false,
        errors: HashMap::new(),
        operations: HashMap::new(),
        structures: Vec::new(),
    };
    let mut lines = text.lines();
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        match key {
            "class" => service.class = value,
            "signing" => service.signing_name = value,
            "endpoint" => service.endpoint_prefix = value,
            "global" => service.global_endpoint = Some(value),
            "version" => service.api_version = value,
            "protocol" => service.protocol = protocol(value),
            "query-compatible" => service.query_compatible = true,
            "errors" => service.errors = errors(value),
            other => unreachable!("a service with `{other}`"),
        }
    }
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let operation = operation(line);
        service
            .operations
            .insert(operation.name.to_ascii_lowercase(), operation);
    }
    service.structures = lines.map(structure).collect();
    service
}

fn protocol(text: &'static str) -> Protocol {
    let mut words = text.split(' ');
    match words.next() {
        Some("json") => Protocol::Json {
            version: words.next().expect("a version of JSON"),
            target_prefix: words.next().expect("a target prefix"),
        },
        Some("rest-json") => Protocol::RestJson,
        Some("rest-xml") => Protocol::RestXml,
        Some("query") => Protocol::Query,
        Some("ec2") => Protocol::Ec2,
        other => unreachable!("the protocol {other:?}"),
    }
}

fn namespace(text: &'static str) -> Namespace {
    match text.split_once(',') {
        Some((prefix, uri)) => Namespace {
            prefix: Some(prefix),
            uri,
        },
        None => Namespace {
            prefix: None,
            uri: text,
        },
    }
}

fn errors(text: &'static str) -> HashMap<&'static str, &'static str> {
    text.split_whitespace()
        .map(|error| error.split_once('=').unwrap_or((error, error)))
        .collect()
}

fn operation(line: &'static str) -> OperationShape {
    let mut words = line.split(' ');
    let mut word = || words.next().expect("an operation has five words");
    let name = word();
    let method = word().parse().expect("a method");
    let uri = word();
    let structure = |text: &str| match text {
        "-" => None,
        number => Some(StructureId(number.parse().expect("a structure's number"))),
    };
    let (input, output) = (structure(word()), structure(word()));
    let mut operation = OperationShape {
        name,
        method,
        uri,
        input,
        output,
        host_prefix: None,
        checksum: None,
        root: None,
        namespace: None,
        wrapper: None,
        unwrapped: false,
    };
    for extra in words {
        match extra.split_once('=').unwrap_or((extra, "")) {
            ("host", prefix) => operation.host_prefix = Some(prefix),
            ("checksum", "crc32") => operation.checksum = Some(Checksum::Crc32),
            ("checksum", "md5") => operation.checksum = Some(Checksum::Md5),
            ("root", root) => operation.root = Some(root),
            ("namespace", uri) => operation.namespace = Some(namespace(uri)),
            ("wrapper", wrapper) => operation.wrapper = Some(wrapper),
            ("unwrapped", "") => operation.unwrapped = true,
            other => unreachable!("an operation with {other:?}"),
        }
    }
    operation
}

fn structure(line: &'static str) -> Structure {
    let mut members: Vec<Member> = line.split_whitespace().map(member).collect();
    members.sort_by(|one, other| one.sdk_name.cmp(&other.sdk_name));
    Structure { members }
}

fn member(text: &'static str) -> Member {
    let (names, rest) = text.split_once('|').expect("a member has a type");
    let (names, query_name) = match names.split_once('~') {
        Some((names, query_name)) => (names, Some(query_name)),
        None => (names, None),
    };
    let (name, wire) = names.split_once('=').unwrap_or((names, names));
    let mut rest = rest;
    let kind = kind(&mut rest);
    let location = match rest.strip_prefix('@') {
        None => Location::Body,
        Some(at) => {
            rest = &at[1..];
            match at.as_bytes()[0] {
                b'h' => Location::Header,
                b'H' => Location::Headers,
                b'u' => Location::Path,
                b'q' => Location::Query,
                b'c' => Location::StatusCode,
                b'p' => Location::Payload,
                b'x' => Location::Attribute,
                other => unreachable!("a member in `{}`", char::from(other)),
            }
        }
    };
    let mut flag = |sign| match rest.strip_prefix(sign) {
        Some(behind) => {
            rest = behind;
            true
        }
        None => false,
    };
    let (idempotency_token, host_label, required) = (flag('?'), flag('#'), flag('!'));
    Member {
        name,
        sdk_name: sdk_name(name).into(),
        wire,
        query_name,
        kind,
        location,
        idempotency_token,
        host_label,
        required,
        namespace: rest.strip_prefix('^').map(namespace),
    }
}

/// Takes a type off the front of `rest`.
fn kind(rest: &mut &'static str) -> Kind {
    let mut take = |sign: char| match rest.strip_prefix(sign) {
        Some(behind) => {
            *rest = behind;
            true
        }
        None => false,
    };
    let flattened = take('*');
    if take('[') {
        let item = names(rest, 1).map(|names| names[0]);
        let of = Box::new(kind(rest));
        *rest = rest.strip_prefix(']').expect("a list is closed");
        return Kind::List {
            of,
            item,
            flattened,
        };
    }
    if take('{') {
        let (key, value) = names(rest, 2).map_or(("key", "value"), |names| (names[0], names[1]));
        let of = Box::new(kind(rest));
        *rest = rest.strip_prefix('}').expect("a map is closed");
        return Kind::Map {
            of,
            key,
            value,
            flattened,
        };
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let (number, behind) = rest.split_at(digits);
        *rest = behind;
        return Kind::Structure(StructureId(number.parse().expect("a structure's number")));
    }
    let (sign, behind) = rest.split_at(1);
    *rest = behind;
    match sign {
        "s" => Kind::Text,
        "b" => Kind::Boolean,
        "i" => Kind::Integer,
        "f" => Kind::Decimal,
        "B" => Kind::Bytes,
        "d" => Kind::Document,
        "j" => Kind::JsonHeader,
        "e" => Kind::EventStream,
        "t" => {
            let form = match rest.as_bytes().first() {
                Some(b'i') => Some(TimeForm::Iso8601),
                Some(b'u') => Some(TimeForm::Unix),
                Some(b'r') => Some(TimeForm::Rfc822),
                _ => None,
            };
            if form.is_some() {
                *rest = &rest[1..];
            }
            Kind::Time(form)
        }
        other => unreachable!("a type `{other}`"),
    }
}

/// Takes `count` names, each followed by a comma, off the front of `rest`, when they are there.
fn names(rest: &mut &'static str, count: usize) -> Option<Vec<&'static str>> {
    let mut ahead = *rest;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        let (name, behind) = ahead.split_once(',')?;
        if name.contains(['[', ']', '{', '}', '*']) {
            return None;
        }
        names.push(name);
        ahead = behind;
    }
    *rest = ahead;
    Some(names)
}

/// A member's name as SDK integrations spell it: `Acl` for `ACL`, `DbInstanceId` for
/// `DBInstanceId`, `ETag` for `ETag`.
///
/// They take the name of the member's setter in the AWS SDK for Java 2, in which the capitals at
/// the beginning are small but for the last before a small letter (its code generator's
/// `Utils.unCapitalize`), and make its first letter a capital.
fn sdk_name(name: &str) -> String {
    let letters = name.as_bytes();
    let mut spelled = name.to_owned();
    let mut end = 1;
    while letters.get(end).is_some_and(u8::is_ascii_uppercase)
        && !letters.get(end + 1).is_some_and(u8::is_ascii_lowercase)
    {
        end += 1;
    }
    spelled[..end].make_ascii_lowercase();
    spelled[..1].make_ascii_uppercase();
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_spelled_as_integrations_spell_them() {
        for (name, spelled) in [
            ("ACL", "Acl"),
            ("ETag", "ETag"),
            ("QueueUrl", "QueueUrl"),
            ("queueUrl", "QueueUrl"),
            ("SSEKMSKeyId", "SsekmsKeyId"),
            ("DBInstanceIdentifier", "DbInstanceIdentifier"),
            ("MD5OfMessageBody", "Md5OfMessageBody"),
            ("ChecksumCRC32", "ChecksumCRC32"),
            ("x", "X"),
        ] {
            assert_eq!(sdk_name(name), spelled);
        }
    }

    #[test]
    fn a_member_says_all_about_itself() {
        let member = member("Grantee=grantee~GranteeQ|*[item,{k,v,ti}]@p?#!^xsi,http://x/y");
        assert_eq!((member.name, member.wire), ("Grantee", "grantee"));
        assert_eq!(member.query_name, Some("GranteeQ"));
        let Kind::List {
            of,
            item: Some("item"),
            flattened: true,
        } = &member.kind
        else {
            panic!("{member:?}")
        };
        assert!(matches!(&**of, Kind::Map { key: "k", value: "v", of, .. }
            if matches!(**of, Kind::Time(Some(TimeForm::Iso8601)))));
        assert_eq!(member.location, Location::Payload);
        assert!(member.idempotency_token && member.host_label && member.required);
        let namespace = member.namespace.expect("a namespace");
        assert_eq!(
            (namespace.prefix, namespace.uri),
            (Some("xsi"), "http://x/y")
        );
    }
}
