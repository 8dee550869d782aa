//! Whether a table that somebody else keeps is as the delivery needs it.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::describe_table::DescribeTableError;
use aws_sdk_dynamodb::types::{
    IndexStatus, KeySchemaElement, KeyType, TableDescription, TableStatus, TimeToLiveStatus,
};

use super::{
    EXPIRES, OF_CUSTOMER, OF_CUSTOMER_PK, OF_CUSTOMER_SK, OPEN, OPEN_PK, OPEN_SK, PK, SK, Table,
};
use crate::delivery::finding::{Unfit, another, missing, unseen};

/// What is looked for.
const WHAT: &str = "table";

/// The indexes, and their keys.
const INDEXES: [(&str, [&str; 2]); 2] = [
    (OPEN, [OPEN_PK, OPEN_SK]),
    (OF_CUSTOMER, [OF_CUSTOMER_PK, OF_CUSTOMER_SK]),
];

/// A table that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTable {
    /// Its ARN.
    pub arn: String,
    /// Whether items are forgotten when their time is over. It is a pity if not, and no more.
    pub forgets: bool,
}

impl Table {
    /// Looks at the table, and makes nothing.
    pub async fn find(&self) -> Result<FoundTable, Unfit> {
        let described = self
            .client()
            .describe_table()
            .table_name(self.name())
            .send();
        let described = described.await.map_err(|error| match error {
            SdkError::ServiceError(error)
                if matches!(
                    error.err(),
                    DescribeTableError::ResourceNotFoundException(_)
                ) =>
            {
                missing(WHAT, self.name())
            }
            error => unseen(WHAT, self.name(), &error),
        })?;
        let table = described.table.ok_or_else(|| missing(WHAT, self.name()))?;
        let fits = fits(&table);
        fits.map_err(|why| another(WHAT, self.name(), why))?;
        Ok(FoundTable {
            arn: table.table_arn.unwrap_or_default(),
            forgets: self.forgets().await,
        })
    }

    /// Whether the time to live of items is on; where that may not be seen, it is taken to be.
    async fn forgets(&self) -> bool {
        let described = self.client().describe_time_to_live();
        let Ok(described) = described.table_name(self.name()).send().await else {
            return true;
        };
        described.time_to_live_description.is_some_and(|it| {
            let on = [TimeToLiveStatus::Enabled, TimeToLiveStatus::Enabling];
            it.attribute_name.as_deref() == Some(EXPIRES)
                && it
                    .time_to_live_status
                    .is_some_and(|status| on.contains(&status))
        })
    }
}

/// Why a table cannot be used.
fn fits(table: &TableDescription) -> Result<(), String> {
    let usable = [TableStatus::Active, TableStatus::Updating];
    let status = table.table_status.as_ref();
    if !status.is_some_and(|status| usable.contains(status)) {
        let status = status.map_or("unknown", TableStatus::as_str);
        return Err(format!(
            "its status is {status}; try again when it is ACTIVE"
        ));
    }
    let types = table.attribute_definitions();
    let types: BTreeMap<&str, &str> = types
        .iter()
        .map(|it| (it.attribute_name(), it.attribute_type().as_str()))
        .collect();
    keys("its", table.key_schema(), [PK, SK], &types)?;
    for (name, wanted) in INDEXES {
        let mut indexes = table.global_secondary_indexes().iter();
        let index = indexes.find(|index| index.index_name() == Some(name));
        let index = index.ok_or_else(|| format!("it has no index `{name}`"))?;
        keys(
            &format!("the index `{name}`'s"),
            index.key_schema(),
            wanted,
            &types,
        )?;
        if index.index_status() == Some(&IndexStatus::Creating) {
            return Err(format!("the index `{name}` is being made; try again later"));
        }
    }
    Ok(())
}

/// Whether keys are these two texts.
fn keys(
    whose: &str,
    schema: &[KeySchemaElement],
    [partition, sort]: [&str; 2],
    types: &BTreeMap<&str, &str>,
) -> Result<(), String> {
    let of_kind = |kind: &KeyType| {
        let mut elements = schema.iter();
        let element = elements.find(|element| element.key_type() == kind)?;
        Some(element.attribute_name())
    };
    let found = (of_kind(&KeyType::Hash), of_kind(&KeyType::Range));
    if found != (Some(partition), Some(sort)) {
        let said = |name: Option<&str>| name.map_or("none".to_owned(), |name| format!("`{name}`"));
        return Err(format!(
            "{whose} keys are {} and {}, not `{partition}` and `{sort}`",
            said(found.0),
            said(found.1)
        ));
    }
    for name in [partition, sort] {
        if let Some(kind) = types.get(name)
            && *kind != "S"
        {
            return Err(format!("`{name}` is of the type {kind}, not S"));
        }
    }
    Ok(())
}
