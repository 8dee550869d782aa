//! The payer's bank: reads a Pix code as a bank's app does, and pays it at the sandbox provider.

use crate::server::{Ask, AskError};
use crate::shop::Provider;

/// Where the account of the receiver is in a BR Code, and in it the location of the charge (Banco
/// Central do Brasil, "Manual do BR Code", and EMV QRCPS, merchant-presented mode).
const ACCOUNT: &str = "26";
const LOCATION: &str = "25";

/// Why a Pix was not paid.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PixError {
    /// The code names no charge.
    #[error("the Pix code names no charge")]
    Unreadable,
    /// The provider did not take it.
    #[error(transparent)]
    Provider(#[from] AskError),
}

/// Pays a Pix. One that is paid already is paid.
pub async fn pay(provider: &Provider, code: &str) -> Result<(), PixError> {
    let charge = charge(code).ok_or(PixError::Unreadable)?;
    let path = format!("/sandbox/provider/v1/test/charges/{charge}/pay");
    let ask = Ask::post(path, &serde_json::json!({})).by(&provider.token);
    let shop = &provider.shop;
    match shop.server.insist(&ask, shop.patience).await {
        Ok(_) => Ok(()),
        Err(AskError::Refused { problem, status }) if status.as_u16() == 422 => {
            tracing::debug!(charge, %problem, "the Pix cannot be paid any more");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// The charge that a code is about: the last part of its location.
fn charge(code: &str) -> Option<&str> {
    let location = field(field(code, ACCOUNT)?, LOCATION)?;
    let (_, charge) = location.rsplit_once('/')?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (!charge.is_empty() && charge.bytes().all(fits)).then_some(charge)
}

/// A field of a code: two digits say which, two how long, then it comes.
fn field<'c>(mut code: &'c str, wanted: &str) -> Option<&'c str> {
    while code.len() >= 4 {
        let length: usize = code.get(2..4)?.parse().ok()?;
        let value = code.get(4..4 + length)?;
        if code.get(..2)? == wanted {
            return Some(value);
        }
        code = code.get(4 + length..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charge_is_the_end_of_the_location() {
        // "Manual de Padrões para Iniciação do Pix", section 2.7.2.
        let manual = "00020101021226700014br.gov.bcb.pix2548pix.example.com/\
                      8b3da2f39a4140d1a91abd93113bd4415204000053039865802BR\
                      5913Fulano de Tal6008BRASILIA62070503***630464E4";
        assert_eq!(charge(manual), Some("8b3da2f39a4140d1a91abd93113bd441"));
        for no_code in ["", "0002", "26", "2699abc", "2614br.gov.bcb.pix", "ção!"] {
            assert_eq!(charge(no_code), None, "{no_code}");
        }
    }
}
