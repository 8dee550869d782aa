//! Signature Version 4, in the `Authorization` header.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::Request;
use http::header::{AUTHORIZATION, HOST, HeaderName, HeaderValue};
use sha2::{Digest as _, Sha256};

use super::request::percent_encoded;
use super::service::Service;
use crate::aws::Credentials;
use crate::aws::signature::{amazon_date, authenticate, hex, key_of_day};

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const CONTENT_HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// Signs a request, all its headers included.
pub(super) fn sign(request: &mut Request<Vec<u8>>, service: &Service, credentials: &Credentials) {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    let time = amazon_date(now.as_secs());
    sign_at(request, service.signing_name, credentials, &time);
}

/// Signs a request at `time`, `20260101T000000Z`.
fn sign_at(request: &mut Request<Vec<u8>>, service: &str, credentials: &Credentials, time: &str) {
    let body_hash = hex(&Sha256::digest(request.body()));
    let host = request
        .uri()
        .authority()
        .map_or("", |authority| authority.as_str());
    let host = header_value(host);
    let headers = request.headers_mut();
    headers.insert(HOST, host);
    headers.insert(DATE, header_value(time));
    if service == "s3" {
        headers.insert(CONTENT_HASH, header_value(&body_hash));
    }
    let mut names: Vec<HeaderName> = request.headers().keys().cloned().collect();
    names.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    let signed_headers = names
        .iter()
        .map(HeaderName::as_str)
        .collect::<Vec<_>>()
        .join(";");

    // S3 signs its paths as they are, the others with every escape escaped.
    let path = request.uri().path();
    let path = if service == "s3" {
        path.to_owned()
    } else {
        percent_encoded(path, b"/")
    };
    let mut query: Vec<&str> = request.uri().query().unwrap_or("").split('&').collect();
    query.sort_unstable();
    let mut canonical = format!("{}\n{path}\n{}\n", request.method(), query.join("&"));
    for name in &names {
        let value = request.headers()[name].to_str().unwrap_or("");
        let _ = writeln!(canonical, "{name}:{}", value.trim());
    }
    let _ = write!(canonical, "\n{signed_headers}\n{body_hash}");

    let day = &time[..8];
    let scope = format!("{day}/{}/{service}/aws4_request", credentials.region);
    let canonical_hash = hex(&Sha256::digest(canonical));
    let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{canonical_hash}");
    let key = key_of_day(credentials, service, day);
    let signature = hex(&authenticate(&key, &text));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={signed_headers}, Signature={signature}",
        credentials.access_key
    );
    request
        .headers_mut()
        .insert(AUTHORIZATION, header_value(&authorization));
}

fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("hosts, times, hashes and keys are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `get-vanilla-query-order-key-case` of AWS's test suite for Signature Version 4.
    #[test]
    fn a_signature_of_the_test_suite() {
        let mut request = Request::builder()
            .uri("http://example.amazonaws.com/?Param2=value2&Param1=value1")
            .body(Vec::new())
            .unwrap();
        let credentials = Credentials {
            access_key: "AKIDEXAMPLE".to_owned(),
            secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
            region: "us-east-1".to_owned(),
        };
        sign_at(&mut request, "service", &credentials, "20150830T123600Z");
        assert_eq!(
            request.headers()[AUTHORIZATION],
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, \
             Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        );
    }
}
