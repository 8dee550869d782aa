//! The ARNs of the service: `arn:aws:states:REGION:ACCOUNT:KIND:NAME`, and AWS's complaints about
//! what is none.

use wire::{Account, ApiError, Region};

/// An ARN of the kind `stateMachine`, in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateMachineArn<'a> {
    /// The ARN of the machine itself.
    pub unqualified: &'a str,
    /// The machine's name.
    pub name: &'a str,
    /// What of the machine is meant.
    pub qualifier: Qualifier<'a>,
}

/// What of a machine an ARN means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier<'a> {
    /// `…:shop`: the machine itself.
    None,
    /// `…:shop:3`: a version.
    Version(u32),
    /// `…:shop:PROD`: an alias.
    Alias(&'a str),
    /// `…:shop/parcels`: the distributed Map state with this label.
    Label(&'a str),
}

impl<'a> StateMachineArn<'a> {
    /// Reads an ARN of a machine, or of a version, alias or Map state of one.
    pub fn parse(arn: &'a str) -> Result<StateMachineArn<'a>, ApiError> {
        let resource = resource(arn, "stateMachine")?;
        let (name, qualifier) = match resource.split_once([':', '/']) {
            None => (resource, Qualifier::None),
            Some((name, qualifier)) if resource.as_bytes()[name.len()] == b'/' => {
                (name, Qualifier::Label(qualifier))
            }
            Some((name, qualifier)) => match qualifier.parse() {
                Ok(version) => (name, Qualifier::Version(version)),
                Err(_) => (name, Qualifier::Alias(qualifier)),
            },
        };
        if name.is_empty() {
            return Err(malformed(arn));
        }
        let qualified_by = resource.len() - name.len();
        Ok(StateMachineArn {
            unqualified: &arn[..arn.len() - qualified_by],
            name,
            qualifier,
        })
    }

    /// Likewise, for an operation that takes no ARN of a Map state.
    pub fn parse_unlabelled(arn: &'a str) -> Result<StateMachineArn<'a>, ApiError> {
        let parsed = StateMachineArn::parse(arn)?;
        match parsed.qualifier {
            Qualifier::Label(_) => Err(ApiError::validation(format!(
                "This operation does not support labeled state machine ARNs. Received: {arn}"
            ))
            .with_field("reason", "API_DOES_NOT_SUPPORT_LABELED_ARNS")),
            Qualifier::None | Qualifier::Version(_) | Qualifier::Alias(_) => Ok(parsed),
        }
    }
}

/// What follows `KIND:` in an ARN that must be of this kind.
pub fn resource<'a>(arn: &'a str, kind: &str) -> Result<&'a str, ApiError> {
    let Some(mut rest) = arn.strip_prefix("arn:") else {
        return Err(invalid(&format!("Invalid ARN prefix: {arn}")));
    };
    for _ in 0..4 {
        // The partition, the service, the region, the account.
        rest = rest.split_once(':').ok_or_else(|| malformed(arn))?.1;
    }
    let (actual, resource) = rest.split_once(':').unwrap_or((rest, ""));
    if actual != kind {
        return Err(invalid(&format!(
            "Resource type not valid in this context: {actual}"
        )));
    }
    if resource.is_empty() {
        return Err(malformed(arn));
    }
    Ok(resource)
}

/// The ARN of something of the service.
pub fn format(region: &Region, account: &Account, kind: &str, resource: &str) -> String {
    format!("arn:aws:states:{region}:{account}:{kind}:{resource}")
}

/// Refuses what is no ARN of a role. Only its form is looked at.
pub(crate) fn check_role(arn: &str) -> Result<(), ApiError> {
    let is_role = || {
        let rest = arn.strip_prefix("arn:")?;
        let (_partition, rest) = rest.split_once(':')?;
        let (account, role) = rest.strip_prefix("iam::")?.split_once(":role/")?;
        (Account::parse(account).is_some() && !role.is_empty()).then_some(())
    };
    is_role().ok_or_else(|| invalid_arn(format!("Invalid Role Arn: '{arn}'")))
}

fn malformed(arn: &str) -> ApiError {
    invalid(&format!("Invalid ARN: {arn}"))
}

fn invalid(why: &str) -> ApiError {
    invalid_arn(format!("Invalid Arn: '{why}'"))
}

fn invalid_arn(message: String) -> ApiError {
    ApiError::new("InvalidArn", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:shop";

    #[test]
    fn qualifiers_are_told_apart() {
        for (suffix, qualifier) in [
            ("", Qualifier::None),
            (":3", Qualifier::Version(3)),
            (":PROD", Qualifier::Alias("PROD")),
            ("/parcels", Qualifier::Label("parcels")),
        ] {
            let arn = format!("{SHOP}{suffix}");
            let parsed = StateMachineArn::parse(&arn).expect("an ARN");
            assert_eq!(parsed.unqualified, SHOP);
            assert_eq!(parsed.name, "shop");
            assert_eq!(parsed.qualifier, qualifier);
        }
    }

    #[test]
    fn what_is_no_arn_is_refused_in_the_words_on_record() {
        for (arn, message) in [
            ("shop", "Invalid Arn: 'Invalid ARN prefix: shop'"),
            (
                "arn:aws:states",
                "Invalid Arn: 'Invalid ARN: arn:aws:states'",
            ),
            (
                "arn:aws:states:us-east-1:000000000000:express:shop:1:2",
                "Invalid Arn: 'Resource type not valid in this context: express'",
            ),
        ] {
            let error = StateMachineArn::parse(arn).expect_err("refused");
            assert_eq!((&*error.code, &*error.message), ("InvalidArn", message));
        }
        assert!(resource(&SHOP.replace("shop", ""), "stateMachine").is_err());
    }

    #[test]
    fn labels_are_refused_where_they_make_no_sense() {
        let arn = format!("{SHOP}/parcels");
        let error = StateMachineArn::parse_unlabelled(&arn).expect_err("refused");
        assert_eq!(error.fields["reason"], "API_DOES_NOT_SUPPORT_LABELED_ARNS");
    }

    #[test]
    fn roles_are_known_by_their_form() {
        assert_eq!(check_role("arn:aws:iam::000000000000:role/shop"), Ok(()));
        assert_eq!(
            check_role("arn:aws-cn:iam::000000000000:role/service-role/shop"),
            Ok(())
        );
        for arn in [
            "shop",
            "arn:aws:iam::1:role/shop",
            "arn:aws:iam::000000000000:user/shop",
        ] {
            assert!(check_role(arn).is_err(), "{arn}");
        }
    }
}
