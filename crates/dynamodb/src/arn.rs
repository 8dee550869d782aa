//! The names of tables, indexes and streams.
//!
//! dynoxide knows one account and one region and writes them into every ARN. The account and region
//! of the server take their place on the way out, and give way to them on the way in.

use dynoxide::DynoxideError;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_tags_of_resource::ListTagsOfResourceRequest;
use dynoxide::actions::tag_resource::TagResourceRequest;
use dynoxide::actions::untag_resource::UntagResourceRequest;
use dynoxide::streams::{LOCAL_ACCOUNT, LOCAL_REGION};
use wire::{Account, Region};

/// Whose tables these are.
#[derive(Clone, Debug)]
pub(crate) struct Arns {
    pub(crate) account: Account,
    pub(crate) region: Region,
}

impl Arns {
    /// The table's ARN.
    pub(crate) fn table(&self, name: &str) -> String {
        format!("{}{name}", self.before_table())
    }

    /// The ARN of a table's index.
    pub(crate) fn index(&self, table: &str, index: &str) -> String {
        format!("{}{table}/index/{index}", self.before_table())
    }

    /// The ARN of whichever stream of a table.
    pub(crate) fn streams(&self, table: &str) -> String {
        format!("{}{table}/stream/*", self.before_table())
    }

    /// The name of the table that an ARN of ours is about.
    pub(crate) fn table_of<'a>(&self, arn: &'a str) -> Option<&'a str> {
        let name = arn.strip_prefix(&self.before_table())?.split('/').next()?;
        (!name.is_empty()).then_some(name)
    }

    /// What dynoxide wrote of tables, with our account and region in it. Not for answers with items:
    /// what is in those is left alone.
    pub(crate) fn ours(&self, written: String) -> String {
        let mut text = written;
        for service in ["dynamodb", "kms"] {
            let theirs = format!("arn:aws:{service}:{LOCAL_REGION}:{LOCAL_ACCOUNT}:");
            if text.contains(&theirs) {
                let ours = format!("arn:aws:{service}:{}:{}:", self.region, self.account);
                text = text.replace(&theirs, &ours);
            }
        }
        text
    }

    /// An ARN of ours as dynoxide knows it. What is no ARN of a table is left for dynoxide to refuse;
    /// one of another account or region is refused here.
    pub(crate) fn theirs(&self, arn: &str) -> Result<String, DynoxideError> {
        if let Some(rest) = arn.strip_prefix(&self.before_table()) {
            return Ok(format!(
                "arn:aws:dynamodb:{LOCAL_REGION}:{LOCAL_ACCOUNT}:table/{rest}"
            ));
        }
        if arn.starts_with("arn:aws:dynamodb:") || arn.contains('/') {
            return Err(DynoxideError::ResourceNotFoundException(format!(
                "Requested resource not found: ResourceArn: {arn} not found"
            )));
        }
        Ok(arn.to_owned())
    }

    fn before_table(&self) -> String {
        format!("arn:aws:dynamodb:{}:{}:table/", self.region, self.account)
    }
}

/// A request about what an ARN names.
pub(crate) trait NamesResource {
    /// The ARN, unless it was left out.
    fn arn(&mut self) -> Option<&mut String>;
}

impl NamesResource for TagResourceRequest {
    fn arn(&mut self) -> Option<&mut String> {
        self.resource_arn.as_mut()
    }
}

impl NamesResource for UntagResourceRequest {
    fn arn(&mut self) -> Option<&mut String> {
        self.resource_arn.as_mut()
    }
}

impl NamesResource for ListTagsOfResourceRequest {
    fn arn(&mut self) -> Option<&mut String> {
        self.resource_arn.as_mut()
    }
}

impl NamesResource for DescribeStreamRequest {
    fn arn(&mut self) -> Option<&mut String> {
        Some(&mut self.stream_arn)
    }
}

impl NamesResource for GetShardIteratorRequest {
    fn arn(&mut self) -> Option<&mut String> {
        Some(&mut self.stream_arn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arns() -> Arns {
        Arns {
            account: Account::parse("123456789012").unwrap(),
            region: Region::parse("sa-east-1").unwrap(),
        }
    }

    #[test]
    fn arns_go_out_as_ours_and_come_in_as_theirs() {
        let theirs = "arn:aws:dynamodb:dynoxide:000000000000:table/orders/index/by-day";
        let ours = "arn:aws:dynamodb:sa-east-1:123456789012:table/orders/index/by-day";
        assert_eq!(arns().ours(theirs.to_owned()), ours);
        assert_eq!(arns().theirs(ours).unwrap(), theirs);
        assert_eq!(arns().index("orders", "by-day"), ours);
        assert_eq!(arns().table_of(ours), Some("orders"));
    }

    #[test]
    fn what_is_elsewhere_is_not_here() {
        for arn in [
            "arn:aws:dynamodb:us-east-1:123456789012:table/orders",
            "arn:aws:dynamodb:sa-east-1:000000000000:table/orders",
            "arn:aws:dynamodb:sa-east-1:123456789012:global/orders",
            "x/orders/y",
        ] {
            assert!(arns().theirs(arn).is_err(), "{arn}");
            assert_eq!(arns().table_of(arn), None);
        }
        assert_eq!(arns().theirs("orders").unwrap(), "orders");
    }
}
