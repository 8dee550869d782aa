//! Requests that are believed and requests that are not, among them random ones that AWS's own
//! signer has signed.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials as AwsCredentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningSettings, UriPathNormalizationMode, sign as aws_sign,
};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http::Request;
use proptest::prelude::*;
use wire::{ApiError, Caller};

use super::{Credentials, Scope, sign};
use crate::keyring::{Authenticated, Keyring};
use crate::session::{Holder, ServerSecret, Session};
use crate::timestamp::Timestamp;

pub(super) const KEY_ID: &str = "AKIDEXAMPLE";
pub(super) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(super) const TIME: &str = "20150830T123600Z";

pub(super) fn keyring() -> Keyring {
    let owner = Credentials {
        access_key_id: KEY_ID.to_owned(),
        secret_access_key: SECRET.to_owned().into(),
        session_token: None,
    };
    Keyring::new(owner, ServerSecret::new([7; 32]))
}

pub(super) fn authenticate(
    keyring: &Keyring,
    request: &Request<Bytes>,
    time: &str,
) -> Result<Authenticated, ApiError> {
    let (head, body) = request.clone().into_parts();
    keyring.authenticate(&head, &body, at(time))
}

fn at(time: &str) -> SystemTime {
    let seconds = Timestamp::parse_basic(time).expect("a time").seconds();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs())
}

/// A request to Step Functions, signed by us at [`TIME`].
fn signed(credentials: &Credentials) -> Request<Bytes> {
    let request = Request::builder()
        .method("POST")
        .uri("http://127.0.0.1:4566/")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "AWSStepFunctions.ListStateMachines")
        .header("user-agent", "someone")
        .body(Bytes::from("{}"))
        .expect("a request");
    let scope = Scope {
        region: "us-east-1",
        service: "states",
    };
    sign(request, credentials, scope, at(TIME)).expect("a signed request")
}

fn code_and_message(outcome: Result<Authenticated, ApiError>) -> (u16, String, String) {
    let error = outcome.expect_err("a refusal");
    (
        error.status.as_u16(),
        error.code.into_owned(),
        error.message,
    )
}

const MISMATCH: &str = "The request signature we calculated does not match the signature you \
                        provided. Check your AWS Secret Access Key and signing method. Consult \
                        the service documentation for details.";

#[test]
fn what_is_changed_after_signing_is_refused() {
    let keyring = keyring();
    let request = signed(keyring.owner());
    assert!(authenticate(&keyring, &request, TIME).is_ok());
    // From here on the signing key is remembered, which must change nothing.
    let changes: [fn(&mut Request<Bytes>); 6] = [
        |request| *request.body_mut() = Bytes::from("{ }"),
        |request| *request.uri_mut() = "http://127.0.0.1:4566/other".parse().expect("a URI"),
        |request| *request.uri_mut() = "http://127.0.0.1:4566/?a=b".parse().expect("a URI"),
        |request| *request.method_mut() = http::Method::PUT,
        |request| {
            let target = "AWSStepFunctions.DeleteStateMachine"
                .parse()
                .expect("a value");
            request.headers_mut().insert("x-amz-target", target);
        },
        |request| {
            let host = "elsewhere".parse().expect("a value");
            request.headers_mut().insert("host", host);
        },
    ];
    for change in changes {
        let mut other = request.clone();
        change(&mut other);
        assert_eq!(
            code_and_message(authenticate(&keyring, &other, TIME)),
            (
                400,
                "InvalidSignatureException".to_owned(),
                MISMATCH.to_owned()
            )
        );
    }
}

#[test]
fn refusals_are_in_awss_words() {
    let keyring = keyring();
    let edit = |change: &dyn Fn(&str) -> String| {
        let mut request = signed(keyring.owner());
        let value = request.headers()["authorization"]
            .to_str()
            .expect("text")
            .to_owned();
        let value = change(&value).parse().expect("a value");
        request.headers_mut().insert("authorization", value);
        code_and_message(authenticate(&keyring, &request, TIME))
    };
    let (status, code, message) = edit(&|value| value.replace(KEY_ID, "AKIANOBODY"));
    assert_eq!((status, &*code), (400, "UnrecognizedClientException"));
    assert_eq!(
        message,
        "The security token included in the request is invalid."
    );
    let (_, code, message) = edit(&|value| value.replace("Signature=", "Nothing="));
    assert_eq!(code, "IncompleteSignatureException");
    assert_eq!(
        message,
        "Authorization header requires 'Signature' parameter."
    );
    let (_, code, message) = edit(&|value| value.replace("Credential=", ""));
    assert_eq!(code, "IncompleteSignatureException");
    assert!(message.contains("missing equal-sign"), "{message}");
    let twice = |value: &str| value.replace(", Signed", ", Credential=a/b/c/d/e, Signed");
    let (_, code, message) = edit(&twice);
    assert_eq!(code, "IncompleteSignatureException");
    assert_eq!(message, "Authorization header has 'Credential' twice.");
    let (_, code, _) = edit(&|value| value.replace(";x-amz-target", ""));
    assert_eq!(code, "IncompleteSignatureException");
    let (_, code, _) = edit(&|value| value.replace("host;", ""));
    assert_eq!(code, "IncompleteSignatureException");
    let (_, code, _) = edit(&|_| "Bearer abc".to_owned());
    assert_eq!(code, "MissingAuthenticationTokenException");

    let request = signed(keyring.owner());
    assert_eq!(
        code_and_message(authenticate(&keyring, &request, "20150830T124101Z")).2,
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z \
         (20150830T124101Z - 5 min.)"
    );
    assert_eq!(
        code_and_message(authenticate(&keyring, &request, "20150830T123059Z")).2,
        "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z \
         (20150830T123059Z + 5 min.)"
    );
    assert!(authenticate(&keyring, &request, "20150830T124100Z").is_ok());

    let query = Request::builder()
        .method("POST")
        .uri("/")
        .header(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8",
        )
        .body(Bytes::from("Action=GetCallerIdentity"))
        .expect("a request");
    let (status, code, message) = code_and_message(authenticate(&keyring, &query, TIME));
    assert_eq!((status, &*code), (403, "MissingAuthenticationToken"));
    assert_eq!(message, "Request is missing Authentication Token");
}

#[test]
fn sessions_need_their_token_and_end() {
    let keyring = keyring();
    let holder = Holder::Role {
        role_arn: "arn:aws:iam::000000000000:role/order".into(),
        session: "one".into(),
    };
    let begun = Timestamp::parse_basic(TIME).expect("a time");
    let session = Session::begin(holder.clone(), begun, 900);
    let credentials = keyring.session_credentials(&session);
    let request = signed(&credentials);
    for _ in 0..2 {
        let known = authenticate(&keyring, &request, TIME).expect("a session");
        assert_eq!(known.caller, holder.caller());
        assert_eq!(*known.access_key_id, *session.key_id);
    }
    // Another session's token, one that is none, and none at all.
    let other = keyring.session_credentials(&Session::begin(holder, begun, 900));
    for token in [other.session_token, Some("none".to_owned().into()), None] {
        let mixed = Credentials {
            session_token: token,
            ..credentials.clone()
        };
        assert_eq!(
            code_and_message(authenticate(&keyring, &signed(&mixed), TIME)).1,
            "UnrecognizedClientException"
        );
    }
    let late = "20150830T125100Z";
    let mut request = signed(&credentials);
    assert_eq!(
        code_and_message(authenticate(&keyring, &request, late)),
        (
            400,
            "ExpiredTokenException".to_owned(),
            "The security token included in the request is expired".to_owned()
        )
    );
    // The owner's key needs no token, and must not have one.
    request = signed(&Credentials {
        session_token: credentials.session_token,
        ..keyring.owner().clone()
    });
    assert_eq!(
        code_and_message(authenticate(&keyring, &request, TIME)).1,
        "UnrecognizedClientException"
    );
}

#[test]
fn users_keys_are_good_until_they_are_taken_away() {
    let keyring = keyring();
    let user_arn: std::sync::Arc<str> = "arn:aws:iam::000000000000:user/ana".into();
    keyring.admit("AKIAANA", user_arn.clone());
    let request = signed(&Credentials {
        access_key_id: "AKIAANA".to_owned(),
        secret_access_key: keyring.user_secret("AKIAANA"),
        session_token: None,
    });
    for _ in 0..2 {
        let known = authenticate(&keyring, &request, TIME).expect("a user");
        assert_eq!(
            known.caller,
            Caller::User {
                user_arn: user_arn.clone()
            }
        );
    }
    keyring.dismiss("AKIAANA");
    assert_eq!(
        code_and_message(authenticate(&keyring, &request, TIME)).1,
        "UnrecognizedClientException"
    );
}

/// Signs a request with AWS's own signer.
fn sign_by_aws(
    request: &mut Request<Bytes>,
    service: &str,
    location: SignatureLocation,
    token: Option<String>,
) {
    let mut settings = SigningSettings::default();
    settings.signature_location = location;
    if location == SignatureLocation::QueryParams {
        settings.expires_in = Some(Duration::from_mins(10));
    }
    let mut body = SignableBody::Bytes(request.body());
    if service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        body = SignableBody::UnsignedPayload;
    }
    let identity = AwsCredentials::new(KEY_ID, SECRET, token, None, "test").into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region("sa-east-1")
        .name(service)
        .time(at(TIME))
        .settings(settings)
        .build()
        .expect("parameters")
        .into();
    let uri = request.uri().to_string();
    let headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned()))
        .collect();
    let signable = SignableRequest::new(
        request.method().as_str(),
        uri,
        headers.iter().map(|(name, value)| (&**name, &**value)),
        body,
    )
    .expect("a request");
    let (instructions, _) = aws_sign(signable, &parameters)
        .expect("a signature")
        .into_parts();
    instructions.apply_to_request_http1x(request);
}

fn request_strategy() -> impl Strategy<Value = Request<Bytes>> {
    let segment = "([a-z0-9._~-]|%2F|%3A|%20|%C3%A9|@|:|\\.\\.){0,6}";
    let pair = (
        "([A-Za-z0-9._~-]|%20|%2B|%3D|%C3%A9){1,6}",
        "([A-Za-z0-9 ._~-]|%26|%2F){0,6}",
    );
    (
        prop::sample::select(vec!["GET", "POST", "PUT", "DELETE"]),
        prop::collection::vec(segment, 0..5),
        prop::collection::vec(pair, 0..5),
        prop::collection::btree_map("x-[a-z0-9]{1,8}", "[ -~]{0,12}", 0..5),
        prop::collection::vec(any::<u8>(), 0..300),
    )
        .prop_map(|(method, segments, pairs, headers, body)| {
            let query: Vec<String> = pairs
                .into_iter()
                .map(|(name, value)| format!("{name}={}", value.replace(' ', "%20")))
                .collect();
            let uri = format!(
                "http://localhost:4566/{}{}{}",
                segments.join("/"),
                if query.is_empty() { "" } else { "?" },
                query.join("&")
            );
            headers
                .into_iter()
                .fold(Request::builder(), |builder, (name, value)| {
                    builder.header(name, value)
                })
                .method(method)
                .uri(uri)
                .header("host", "localhost:4566")
                .body(Bytes::from(body))
                .expect("a request")
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_aws_signs_is_believed(
        request in request_strategy(),
        service in prop::sample::select(vec!["states", "lambda", "s3"]),
        presigned in any::<bool>(),
    ) {
        let location = if presigned {
            SignatureLocation::QueryParams
        } else {
            SignatureLocation::Headers
        };
        let keyring = keyring();
        let mut request = request;
        sign_by_aws(&mut request, service, location, None);
        let known = authenticate(&keyring, &request, TIME);
        prop_assert!(known.is_ok(), "{known:?} for {request:?}");
        // A presigned request is good for as long as it says, others for five minutes.
        prop_assert_eq!(authenticate(&keyring, &request, "20150830T124500Z").is_ok(), presigned);
        prop_assert!(authenticate(&keyring, &request, "20150830T124601Z").is_err());
    }

    #[test]
    fn what_we_sign_is_believed(request in request_strategy()) {
        let keyring = keyring();
        let scope = Scope { region: "eu-west-1", service: "lambda" };
        let request = sign(request, keyring.owner(), scope, at(TIME)).expect("a signature");
        prop_assert!(authenticate(&keyring, &request, TIME).is_ok());
    }

    #[test]
    fn no_request_makes_it_panic(
        authorization in "(AWS4-HMAC-SHA256 ?)?([A-Za-z0-9/=;, é-]|Credential=|SignedHeaders=|Signature=|/aws4_request){0,40}",
        date in "[0-9TZ]{0,18}",
        query in "(X-Amz-(Algorithm|Credential|Date|Expires|Signature|SignedHeaders|Security-Token)=[A-Za-z0-9%/;-]{0,10}&?|&|=|%|AWS4-HMAC-SHA256){0,12}",
        token in "[ -~]{0,20}",
        body in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let keyring = keyring();
        let builder = Request::builder().uri(format!("/?{query}"));
        for builder in [
            Request::builder().uri(format!("/?{query}")),
            builder.header("authorization", authorization),
        ] {
            let request = builder
                .header("host", "h")
                .header("x-amz-date", &date)
                .header("x-amz-security-token", &token)
                .body(Bytes::from(body.clone()));
            if let Ok(request) = request {
                prop_assert!(authenticate(&keyring, &request, TIME).is_err());
            }
        }
    }
}
