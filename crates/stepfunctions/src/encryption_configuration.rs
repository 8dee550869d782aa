//! By which key a machine or an activity wants its data encrypted.
//!
//! The wish is kept and shown. There is no key service in this process: data is protected as the
//! folder it is in.

use serde::{Deserialize, Serialize};
use wire::ApiError;

/// An `encryptionConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EncryptionConfiguration {
    /// Whose key.
    #[serde(rename = "type")]
    pub key: EncryptionKey,
    /// Which key, when it is the customer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    /// For how long a data key is used, when the key is the customer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_data_key_reuse_period_seconds: Option<u32>,
}

/// Whose key data is encrypted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EncryptionKey {
    /// The service's own.
    #[default]
    AwsOwnedKey,
    /// One of the customer's.
    CustomerManagedKmsKey,
}

/// `kmsDataKeyReusePeriodSeconds` when it is not given (API reference, `EncryptionConfiguration`).
const REUSE_PERIOD_SECONDS_DEFAULT: u32 = 300;

impl EncryptionConfiguration {
    /// The configuration with its defaults; refuses what does not go together.
    pub(crate) fn complete(mut self) -> Result<EncryptionConfiguration, ApiError> {
        match self.key {
            EncryptionKey::AwsOwnedKey => {
                if self.kms_key_id.is_some() || self.kms_data_key_reuse_period_seconds.is_some() {
                    return Err(invalid(
                        "kmsKeyId and kmsDataKeyReusePeriodSeconds cannot be set when type is \
                         AWS_OWNED_KEY",
                    ));
                }
            }
            EncryptionKey::CustomerManagedKmsKey => {
                if self.kms_key_id.is_none() {
                    return Err(invalid(
                        "kmsKeyId must be set when type is CUSTOMER_MANAGED_KMS_KEY",
                    ));
                }
                self.kms_data_key_reuse_period_seconds
                    .get_or_insert(REUSE_PERIOD_SECONDS_DEFAULT);
            }
        }
        Ok(self)
    }
}

fn invalid(why: &str) -> ApiError {
    ApiError::new(
        "InvalidEncryptionConfiguration",
        format!("Invalid Encryption Configuration: {why}"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn complete(configuration: serde_json::Value) -> Result<serde_json::Value, ApiError> {
        let read: EncryptionConfiguration =
            serde_json::from_value(configuration).expect("a configuration");
        let complete = read.complete()?;
        Ok(serde_json::to_value(complete).expect("JSON"))
    }

    #[test]
    fn a_key_of_the_customers_must_be_named() {
        assert!(complete(json!({"type": "CUSTOMER_MANAGED_KMS_KEY"})).is_err());
        assert_eq!(
            complete(json!({"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "k"})),
            Ok(json!({
                "type": "CUSTOMER_MANAGED_KMS_KEY",
                "kmsKeyId": "k",
                "kmsDataKeyReusePeriodSeconds": 300,
            }))
        );
    }

    #[test]
    fn the_services_own_key_has_no_name() {
        assert!(complete(json!({"type": "AWS_OWNED_KEY", "kmsKeyId": "k"})).is_err());
        assert_eq!(
            complete(json!({"type": "AWS_OWNED_KEY"})),
            Ok(json!({"type": "AWS_OWNED_KEY"}))
        );
    }
}
