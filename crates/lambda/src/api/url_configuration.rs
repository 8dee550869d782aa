//! Function URLs: create, get, update, delete, list.

use std::sync::Arc;
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Value, json};
use wire::{ApiError, Response};

use super::input::{body, one_of, page, required};
use super::permission::qualifier_key;
use super::{Asked, created, no_content, ok};
use crate::error;
use crate::function::{Cors, UrlConfiguration};
use crate::functions::durable;
use crate::name::{Qualifier, Reference};
use crate::timestamp;

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct UrlInput {
    auth_type: Option<String>,
    cors: Option<Cors>,
    invoke_mode: Option<String>,
}

impl UrlInput {
    /// Changes what the request mentions.
    fn apply(self, url: &mut UrlConfiguration) -> Result<(), ApiError> {
        if let Some(auth_type) = self.auth_type {
            one_of(&auth_type, "authType", &["NONE", "AWS_IAM"])?;
            url.needs_signature = auth_type == "AWS_IAM";
        }
        if let Some(mode) = self.invoke_mode {
            one_of(&mode, "invokeMode", &["BUFFERED", "RESPONSE_STREAM"])?;
            url.streams = mode == "RESPONSE_STREAM";
        }
        if let Some(cors) = self.cors {
            url.cors = (cors != Cors::default()).then_some(cors);
        }
        url.modified = timestamp::milliseconds(SystemTime::now());
        Ok(())
    }
}

/// An id nobody else has: 32 lower-case letters and digits.
fn fresh_id() -> String {
    const CHARACTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    wire::identifier::random_bytes::<32>()
        .iter()
        .map(|byte| char::from(CHARACTERS[usize::from(byte % 32)]))
        .collect()
}

fn no_url() -> ApiError {
    error::not_found("The resource you requested does not exist.")
}

impl Asked<'_> {
    fn show_url(&self, reference: &Reference, url: &UrlConfiguration) -> Value {
        let at = |milliseconds| timestamp::iso8601(timestamp::from_milliseconds(milliseconds));
        let mut shown = json!({
            "FunctionUrl": self.lambda.url_of(&url.id),
            "FunctionArn": self.arn(reference),
            "AuthType": if url.needs_signature { "AWS_IAM" } else { "NONE" },
            "CreationTime": at(url.created),
            "LastModifiedTime": at(url.modified),
            "InvokeMode": if url.streams { "RESPONSE_STREAM" } else { "BUFFERED" },
        });
        if let Some(cors) = &url.cors {
            shown["Cors"] = json!(cors);
        }
        shown
    }

    /// Whether a URL may be on what the reference names: the function or an alias.
    fn check_url_target(&self, reference: &Reference) -> Result<(), ApiError> {
        if matches!(
            reference.qualifier,
            Some(Qualifier::Version(_) | Qualifier::Latest)
        ) {
            return Err(error::constraint(
                &qualifier_key(reference),
                "qualifier",
                "((?!^\\d+$)^[0-9a-zA-Z-_]+$)",
            ));
        }
        self.lambda.functions().find(reference).map(|_| ())
    }

    pub(super) async fn create_url(&self, reference: &Reference) -> Result<Response, ApiError> {
        let input: UrlInput = body(self.request)?;
        required(input.auth_type.as_ref(), "authType")?;
        self.check_url_target(reference)?;
        let (url, written) = self.lambda.functions().change(reference, |function| {
            let urls = &mut function.attributes.urls;
            let key = qualifier_key(reference);
            if urls.contains_key(&key) {
                return Err(error::conflict(format!(
                    "Failed to create function url config for [functionArn = {}]. Error message:  FunctionUrlConfig exists for this Lambda function",
                    self.arn(reference)
                )));
            }
            let now = timestamp::milliseconds(SystemTime::now());
            let mut url = UrlConfiguration {
                id: fresh_id(),
                needs_signature: false,
                streams: false,
                cors: None,
                created: now,
                modified: now,
            };
            input.apply(&mut url)?;
            urls.insert(key, url.clone());
            Ok(url)
        })?;
        durable(written).await?;
        self.lambda.learn_url(reference, &url.id);
        Ok(created(&self.show_url(reference, &url)))
    }

    pub(super) fn get_url(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let urls = &function.attributes.urls;
        let url = urls.get(&qualifier_key(reference)).ok_or_else(no_url)?;
        Ok(ok(&self.show_url(reference, url)))
    }

    pub(super) async fn update_url(&self, reference: &Reference) -> Result<Response, ApiError> {
        let input: UrlInput = body(self.request)?;
        let (url, written) = self.lambda.functions().change(reference, |function| {
            let urls = &mut function.attributes.urls;
            let url = urls.get_mut(&qualifier_key(reference)).ok_or_else(no_url)?;
            input.apply(url)?;
            Ok(url.clone())
        })?;
        durable(written).await?;
        Ok(ok(&self.show_url(reference, &url)))
    }

    pub(super) async fn delete_url(&self, reference: &Reference) -> Result<Response, ApiError> {
        let (url, written) = self.lambda.functions().change(reference, |function| {
            let urls = &mut function.attributes.urls;
            urls.remove(&qualifier_key(reference)).ok_or_else(no_url)
        })?;
        durable(written).await?;
        self.lambda.forget_url(&url.id);
        Ok(no_content())
    }

    pub(super) fn list_urls(&self, reference: &Reference) -> Result<Response, ApiError> {
        let function = self.lambda.functions().find(reference)?;
        let listed = page(
            self.request,
            "FunctionUrlConfigs",
            function.attributes.urls.iter(),
            |(key, _)| (*key).clone(),
            |(key, url)| {
                let qualifier =
                    (!key.is_empty()).then(|| Qualifier::Alias(Arc::from(key.as_str())));
                let of = Reference {
                    name: reference.name.clone(),
                    qualifier,
                };
                self.show_url(&of, url)
            },
        )?;
        Ok(ok(&listed))
    }
}
