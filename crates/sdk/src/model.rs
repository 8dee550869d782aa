//! What AWS's operations take and answer: a service by its name, its operations, their shapes.
//!
//! `services.bin` is written by `cargo xtask sdk-model` from the service models of botocore.
//! It begins with one line for each service, `NAME PACKED_BYTES TEXT_BYTES`, and an empty line;
//! then come the texts of the services, each deflated by itself, in that order. A service is
//! unpacked and read when it is first asked for, and kept.
//!
//! The text of a service has three parts, with an empty line after each of the first two:
//!
//! 1. what is true of the service: `class DynamoDb`, `signing dynamodb`, `endpoint dynamodb`,
//!    `version 2012-08-10`, `protocol json 1.0 DynamoDB_20120810`, `errors CODE CODE=Exception …`;
//! 2. its operations: `GetItem POST / 12 13`, where the numbers are those of the structures it
//!    takes and answers, `-` where it has none. `host=`, `checksum=`, `root=`, `namespace=`,
//!    `wrapper=` and `unwrapped` may follow;
//! 3. its structures, one a line, numbered from 0: their members, `NAME=WIRE~QUERY|TYPE`, with
//!    only what differs. Behind the type stands where the member is: `@h` a header, `@H` headers
//!    that begin so, `@u` the path, `@q` the query, `@c` the status, `@p` the body, `@x` an
//!    attribute in XML; then `?` where it is an idempotency token, `#` where the host's name has
//!    it, `!` where it is required, and `^` with its XML namespace.
//!
//! Types: `s` text, `b` boolean, `i` integer, `f` decimal, `B` bytes, `t` a time (`ti`, `tu`, `tr`
//! in a form of its own), `d` any JSON, `j` JSON in a header, `e` a stream of events, a number a
//! structure, `[T]` or `[ITEM,T]` a list, `{T}` or `{KEY,VALUE,T}` a map by text, `*` before
//! either when it has no element of its own in XML.

mod text;

use std::collections::HashMap;
use std::io::Read;
use std::sync::{LazyLock, OnceLock};

use flate2::read::DeflateDecoder;

/// A service.
#[derive(Debug)]
pub struct Service {
    /// As `aws-sdk:` integrations call it: `dynamodb`, `sfn`, `cloudwatchlogs`.
    pub name: &'static str,
    /// As the errors of SDK integrations begin: `DynamoDb`.
    pub class: &'static str,
    /// The name in the scope of signatures.
    pub signing_name: &'static str,
    /// How the names of its hosts begin.
    pub endpoint_prefix: &'static str,
    /// Its one host, where it has the same in all regions.
    pub global_endpoint: Option<&'static str>,
    /// `2012-08-10`
    pub api_version: &'static str,
    /// How it is spoken to.
    pub protocol: Protocol,
    /// Whether it once spoke the query protocol and still gives that protocol's error codes.
    pub query_compatible: bool,
    /// The exceptions of its errors by their codes.
    errors: HashMap<&'static str, &'static str>,
    /// By their names in small letters.
    operations: HashMap<String, OperationShape>,
    structures: Vec<Structure>,
}

/// How a service is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// `awsJson1_0` and `awsJson1_1`.
    Json {
        /// `1.0`
        version: &'static str,
        /// What stands before the operation's name in `X-Amz-Target`.
        target_prefix: &'static str,
    },
    /// `restJson1`.
    RestJson,
    /// `restXml`.
    RestXml,
    /// `awsQuery`.
    Query,
    /// `ec2Query`.
    Ec2,
}

#[derive(Debug)]
pub(crate) struct OperationShape {
    pub(crate) name: &'static str,
    pub(crate) method: http::Method,
    /// `/{Bucket}/{Key+}?acl`
    pub(crate) uri: &'static str,
    pub(crate) input: Option<StructureId>,
    pub(crate) output: Option<StructureId>,
    /// `sync-`, `{AccountId}.`
    pub(crate) host_prefix: Option<&'static str>,
    pub(crate) checksum: Option<Checksum>,
    /// The element around the whole of the request's XML.
    pub(crate) root: Option<&'static str>,
    /// The namespace of that element.
    pub(crate) namespace: Option<Namespace>,
    /// The element around the answer's members, in the query protocol.
    pub(crate) wrapper: Option<&'static str>,
    /// Whether the answer's one member is the text of its outermost element.
    pub(crate) unwrapped: bool,
}

/// What a body is to be checked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checksum {
    /// `x-amz-checksum-crc32`
    Crc32,
    /// `Content-MD5`
    Md5,
}

/// The number of a structure within its service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StructureId(pub(crate) u32);

#[derive(Debug, Default)]
pub(crate) struct Structure {
    /// In the order of their names, in which answers show them.
    pub(crate) members: Vec<Member>,
}

#[derive(Debug)]
pub(crate) struct Member {
    /// As the model has it.
    pub(crate) name: &'static str,
    /// As SDK integrations spell it.
    pub(crate) sdk_name: Box<str>,
    /// As it is called on the wire.
    pub(crate) wire: &'static str,
    /// As it is called in requests of the EC2 protocol, where that follows no rule.
    pub(crate) query_name: Option<&'static str>,
    pub(crate) kind: Kind,
    pub(crate) location: Location,
    pub(crate) idempotency_token: bool,
    pub(crate) host_label: bool,
    pub(crate) required: bool,
    pub(crate) namespace: Option<Namespace>,
}

/// Where a member is in a request or answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// In the body, among others.
    Body,
    /// It is the body.
    Payload,
    Header,
    /// Several headers, whose names begin with the member's.
    Headers,
    Path,
    Query,
    StatusCode,
    /// In the body, as an attribute in XML.
    Attribute,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Text,
    Boolean,
    Integer,
    Decimal,
    Bytes,
    /// The form is the model's; without one it follows from where the time stands.
    Time(Option<TimeForm>),
    /// Any JSON.
    Document,
    /// JSON in a header, in base64.
    JsonHeader,
    /// Events as they come. Step Functions has no such operations.
    EventStream,
    Structure(StructureId),
    List {
        of: Box<Kind>,
        /// The name of an item's element; `member` when the model gives none.
        item: Option<&'static str>,
        flattened: bool,
    },
    Map {
        of: Box<Kind>,
        key: &'static str,
        value: &'static str,
        flattened: bool,
    },
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeForm {
    /// `2026-01-31T10:00:00Z`
    Iso8601,
    /// Seconds since 1970.
    Unix,
    /// `Sat, 31 Jan 2026 10:00:00 GMT`
    Rfc822,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Namespace {
    pub(crate) prefix: Option<&'static str>,
    pub(crate) uri: &'static str,
}

struct Packed {
    name: &'static str,
    deflated: &'static [u8],
    text_bytes: usize,
    read: OnceLock<Service>,
}

static FILE: &[u8] = include_bytes!("model/services.bin");

static SERVICES: LazyLock<HashMap<&'static str, Packed>> = LazyLock::new(|| {
    let end = FILE
        .windows(2)
        .position(|two| two == b"\n\n")
        .expect("the index ends with an empty line");
    let index = std::str::from_utf8(&FILE[..end]).expect("the index is text");
    let mut rest = &FILE[end + 2..];
    let mut services = HashMap::new();
    for line in index.lines() {
        let mut words = line.split(' ');
        let mut word = || words.next().expect("a line of the index has three words");
        let name = word();
        let mut number = || word().parse::<usize>().expect("a number of bytes");
        let (packed, text_bytes) = (number(), number());
        let (deflated, behind) = rest.split_at(packed);
        rest = behind;
        let service = Packed {
            name,
            deflated,
            text_bytes,
            read: OnceLock::new(),
        };
        services.insert(name, service);
    }
    services
});

impl Packed {
    fn unpack(&self) -> String {
        let mut text = String::with_capacity(self.text_bytes);
        DeflateDecoder::new(self.deflated)
            .read_to_string(&mut text)
            .expect("the text of a service unpacks");
        text
    }
}

impl Service {
    /// The service that `aws-sdk:` integrations call so.
    pub fn find(name: &str) -> Option<&'static Service> {
        let found = SERVICES.get(name)?;
        Some(found.read.get_or_init(|| {
            // Kept for as long as the process lives, as the service is.
            text::read_service(found.name, found.unpack().leak())
        }))
    }

    /// The names of all services, in no order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SERVICES.keys().copied()
    }

    /// The names of the operations of a service, as AWS spells them, in their order, without keeping
    /// the service.
    pub(crate) fn operations_of(name: &str) -> Vec<String> {
        let Some(packed) = SERVICES.get(name) else {
            return Vec::new();
        };
        let text = packed.unpack();
        let (_, rest) = text.split_once("\n\n").unwrap_or_default();
        let lines = rest.lines().take_while(|line| !line.is_empty());
        let names = lines.filter_map(|line| line.split(' ').next());
        names.map(str::to_owned).collect()
    }

    /// The names of the service's operations, as AWS spells them, in no order.
    pub fn operation_names(&self) -> impl Iterator<Item = &'static str> {
        self.operations.values().map(|operation| operation.name)
    }

    /// The operation of this name, however it is capitalised.
    pub(crate) fn operation(&self, name: &str) -> Option<&OperationShape> {
        self.operations.get(&name.to_ascii_lowercase())
    }

    pub(crate) fn structure(&self, id: StructureId) -> &Structure {
        &self.structures[id.0 as usize]
    }

    /// The exception that an error with this code is, when the model has it:
    /// `NoSuchBucketException` for `NoSuchBucket`.
    pub fn exception(&self, code: &str) -> Option<&'static str> {
        self.errors.get(code).copied()
    }
}

impl Structure {
    /// The member of this name, spelled as the model or as an integration spells it, or with
    /// other capitals.
    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.name == name || *member.sdk_name == *name)
            .or_else(|| {
                self.members
                    .iter()
                    .find(|member| member.name.eq_ignore_ascii_case(name))
            })
    }

    pub(crate) fn payload(&self) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.location == Location::Payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_can_be_read() {
        let mut operations = 0;
        for name in Service::names() {
            let service = Service::find(name).expect("a service of the index");
            for operation in service.operations.values() {
                operations += 1;
                for structure in [operation.input, operation.output].into_iter().flatten() {
                    assert!((structure.0 as usize) < service.structures.len(), "{name}");
                }
            }
        }
        assert!(operations > 18_000, "{operations}");
    }

    #[test]
    fn services_go_by_the_names_of_step_functions() {
        let sfn = Service::find("sfn").expect("Step Functions");
        assert_eq!((sfn.class, sfn.signing_name), ("Sfn", "states"));
        let logs = Service::find("cloudwatchlogs").expect("CloudWatch Logs");
        assert_eq!((logs.class, logs.signing_name), ("CloudWatchLogs", "logs"));
        let bedrock = Service::find("bedrockruntime").expect("Bedrock");
        assert_eq!(
            (bedrock.signing_name, bedrock.endpoint_prefix),
            ("bedrock", "bedrock-runtime")
        );
        let s3 = Service::find("s3").expect("S3");
        assert_eq!(s3.exception("NoSuchBucket"), Some("NoSuchBucketException"));
        assert!(s3.operation("listBuckets").is_some());
    }

    #[test]
    fn members_go_by_the_names_of_step_functions() {
        let s3 = Service::find("s3").expect("S3");
        let put = s3.operation("putObject").expect("PutObject");
        let input = s3.structure(put.input.expect("an input"));
        for (spelled, name) in [
            ("Acl", "ACL"),
            ("ACL", "ACL"),
            ("SsekmsKeyId", "SSEKMSKeyId"),
            ("ChecksumCRC32", "ChecksumCRC32"),
        ] {
            assert_eq!(input.member(spelled).map(|member| member.name), Some(name));
        }
        let acl = input.member("Acl").expect("the member");
        assert_eq!((&*acl.sdk_name, acl.wire), ("Acl", "x-amz-acl"));
    }
}
