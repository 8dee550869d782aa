//! A file of the web app, as it is stored and as it is sent.

use std::fmt::Write as _;
use std::io::Read as _;

use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use sha2::{Digest as _, Sha256};

/// A window of the decompressor: as much as most files have.
const WINDOW_BYTES: usize = 64 << 10;

/// A file that is part of the program.
#[derive(Debug)]
pub(super) struct File {
    /// Where it is: `assets/shop-D2uIa.js`.
    pub(super) path: &'static str,
    pub(super) coding: Coding,
    pub(super) stored: &'static [u8],
}

/// How a file is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    dead_code,
    reason = "a program that was built without the app has none"
)]
pub(super) enum Coding {
    Identity,
    Brotli,
}

/// How long a browser keeps a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeping {
    /// It never changes under this name.
    ForEver,
    /// Until the next time, when it asks whether it has changed.
    AskAgain,
    /// It is not kept.
    ByNobody,
}

/// Files in the order of their paths.
#[derive(Clone, Copy)]
pub(super) struct Files(&'static [File]);

/// Those of the program.
pub(super) fn embedded() -> Files {
    const EMBEDDED: &[File] = include!(concat!(env!("OUT_DIR"), "/web_files.rs"));
    Files::of(EMBEDDED)
}

impl Files {
    /// These, which are in the order of their paths.
    pub(super) const fn of(files: &'static [File]) -> Files {
        Files(files)
    }

    pub(super) fn get(self, path: &str) -> Option<&'static File> {
        let found = self.0.binary_search_by(|file| file.path.cmp(path));
        found.ok().map(|at| &self.0[at])
    }
}

impl File {
    /// The answer to a request for it.
    pub(super) fn answer(&self, asked: &HeaderMap, keeping: Keeping) -> Response {
        let etag = (keeping == Keeping::AskAgain).then(|| self.etag());
        let is_known = etag.as_ref().is_some_and(|etag| knows(asked, etag));
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            self.content(asked)
        };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, keeping.header());
        if let Some(etag) = etag.and_then(|etag| HeaderValue::try_from(etag).ok()) {
            headers.insert(ETAG, etag);
        }
        if self.coding == Coding::Brotli {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }

    fn content(&self, asked: &HeaderMap) -> Response {
        let kind = (CONTENT_TYPE, HeaderValue::from_static(self.content_type()));
        let stored = Bytes::from_static(self.stored);
        match self.coding {
            Coding::Identity => ([kind], stored).into_response(),
            Coding::Brotli if takes_brotli(asked) => {
                let coding = (CONTENT_ENCODING, HeaderValue::from_static("br"));
                ([kind, coding], stored).into_response()
            }
            Coding::Brotli => {
                let mut content = Vec::new();
                let mut reader = brotli_decompressor::Decompressor::new(self.stored, WINDOW_BYTES);
                match reader.read_to_end(&mut content) {
                    Ok(_) => ([kind], content).into_response(),
                    Err(error) => {
                        tracing::error!(path = self.path, %error, "a file is not what it was");
                        StatusCode::INTERNAL_SERVER_ERROR.into_response()
                    }
                }
            }
        }
    }

    fn content_type(&self) -> &'static str {
        match self.path.rsplit_once('.') {
            Some((_, "html")) => "text/html; charset=utf-8",
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            Some((_, "svg")) => "image/svg+xml",
            Some((_, "png")) => "image/png",
            Some((_, "webp")) => "image/webp",
            Some((_, "ico")) => "image/x-icon",
            Some((_, "woff2")) => "font/woff2",
            Some((_, "json" | "map")) => "application/json",
            Some((_, "webmanifest")) => "application/manifest+json",
            Some((_, "mp3")) => "audio/mpeg",
            _ => "application/octet-stream",
        }
    }

    /// What tells one version of a file from any other.
    fn etag(&self) -> String {
        let digest = Sha256::digest(self.stored);
        let hex = digest[..12].iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        // The same however it is coded: what it stands for is.
        format!("W/\"{hex}\"")
    }
}

impl Keeping {
    const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Keeping::ForEver => "public, max-age=31536000, immutable",
            Keeping::AskAgain => "no-cache",
            Keeping::ByNobody => "no-store",
        })
    }
}

/// Whether a browser has this version.
fn knows(asked: &HeaderMap, etag: &str) -> bool {
    let known = asked
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|known| known.trim() == etag))
}

/// Whether a browser takes what is compressed by Brotli.
fn takes_brotli(asked: &HeaderMap) -> bool {
    let accepted = asked.get_all(ACCEPT_ENCODING).into_iter();
    let mut codings = accepted
        .filter_map(|accepted| accepted.to_str().ok())
        .flat_map(|accepted| accepted.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=");
        let is_wanted = weight.and_then(|weight| weight.parse::<f32>().ok());
        name.trim() == "br" && is_wanted.is_some_and(|weight| weight > 0.0)
    })
}
