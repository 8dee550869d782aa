//! What leave a request needs (Service Authorization Reference, Amazon DynamoDB).
//!
//! An operation on one table needs leave for that table, one on an index for the index. A batch
//! needs leave for each of its tables, and each part of a transaction what the part would need by
//! itself: a transaction has no leave of its own.

use dynoxide::actions::get_shard_iterator::decode_shard_iterator;
use serde_json::Value;
use wire::{Permission, Request};

use crate::arn::Arns;

/// What a request needs leave for, all of it; never nothing.
pub(crate) fn needed(arns: &Arns, request: &Request) -> Vec<Permission> {
    let operation = request.target_operation().unwrap_or_default();
    // What cannot be read is about nothing, and refused by its operation.
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let needed = match operation {
        "BatchGetItem" | "BatchWriteItem" => batch(arns, operation, &body),
        "TransactGetItems" | "TransactWriteItems" => transaction(arns, &body),
        _ => Vec::new(),
    };
    if needed.is_empty() {
        return vec![permission(operation, resource(arns, operation, &body))];
    }
    needed
}

fn permission(action: &str, resource: String) -> Permission {
    Permission {
        action: format!("dynamodb:{action}"),
        resource,
    }
}

fn batch(arns: &Arns, operation: &str, body: &Value) -> Vec<Permission> {
    let tables = body.get("RequestItems").and_then(Value::as_object);
    let tables = tables.into_iter().flatten();
    tables
        .map(|(table, _)| permission(operation, arns.table(table)))
        .collect()
}

fn transaction(arns: &Arns, body: &Value) -> Vec<Permission> {
    let parts = body.get("TransactItems").and_then(Value::as_array);
    let parts = parts.into_iter().flatten().filter_map(Value::as_object);
    let mut needed = Vec::new();
    for (kind, part) in parts.flatten() {
        let action = match kind.as_str() {
            "Get" => "GetItem",
            "Put" => "PutItem",
            "Update" => "UpdateItem",
            "Delete" => "DeleteItem",
            "ConditionCheck" => "ConditionCheckItem",
            // Not read by dynoxide either.
            _ => continue,
        };
        let permission = permission(action, arns.table(text(part, "TableName")));
        if !needed.contains(&permission) {
            needed.push(permission);
        }
    }
    needed
}

/// The ARN that an operation on one thing is about; `*` when it is about all of them.
fn resource(arns: &Arns, operation: &str, body: &Value) -> String {
    let table = text(body, "TableName");
    match operation {
        "DescribeEndpoints" | "DescribeLimits" | "ListTables" => "*".to_owned(),
        "TagResource" | "UntagResource" | "ListTagsOfResource" => {
            let table = arns.table_of(text(body, "ResourceArn"));
            arns.table(table.unwrap_or_default())
        }
        "DescribeStream" | "GetShardIterator" => text(body, "StreamArn").to_owned(),
        "GetRecords" => match decode_shard_iterator(text(body, "ShardIterator")) {
            Some((table, _, _)) => arns.streams(&table),
            None => "*".to_owned(),
        },
        "ListStreams" if table.is_empty() => "*".to_owned(),
        "ListStreams" => arns.streams(table),
        "Query" | "Scan" | "SearchVectors" if !text(body, "IndexName").is_empty() => {
            arns.index(table, text(body, "IndexName"))
        }
        _ => arns.table(table),
    }
}

fn text<'a>(body: &'a Value, field: &str) -> &'a str {
    body.get(field).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use wire::{Account, Caller, Region, RequestId};

    use super::*;

    /// Actions and resources, these without what all have.
    fn of(operation: &str, body: &str) -> Vec<(String, String)> {
        let arns = Arns {
            account: Account::default(),
            region: Region::default(),
        };
        let request = http::Request::post("/")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"));
        let (head, ()) = request.body(()).unwrap().into_parts();
        let request = Request {
            head,
            body: body.to_owned().into(),
            caller: Caller::Anonymous,
            id: RequestId::random(),
        };
        let short = |permission: Permission| {
            let resource = permission.resource.replace(&arns.table(""), "");
            (permission.action.replace("dynamodb:", ""), resource)
        };
        needed(&arns, &request).into_iter().map(short).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(action, on): &(&str, &str)| ((*action).to_owned(), (*on).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn operations_are_about_a_table_an_index_or_everything() {
        let of_orders = r#"{"TableName":"orders"}"#;
        assert_eq!(of("PutItem", of_orders), pairs(&[("PutItem", "orders")]));
        assert_eq!(
            of("Query", r#"{"TableName":"orders","IndexName":"by-day"}"#),
            pairs(&[("Query", "orders/index/by-day")])
        );
        assert_eq!(of("ListTables", "{}"), pairs(&[("ListTables", "*")]));
        let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/and/more";
        assert_eq!(
            of("TagResource", &format!(r#"{{"ResourceArn":"{arn}"}}"#)),
            pairs(&[("TagResource", "orders")])
        );
        assert_eq!(of("PutItem", "{"), pairs(&[("PutItem", "")]));
    }

    #[test]
    fn each_part_of_a_transaction_needs_what_it_would_by_itself() {
        let body = r#"{"TransactItems":[
            {"Put":{"TableName":"orders"}}, {"Put":{"TableName":"orders"}},
            {"Update":{"TableName":"stock"}}, {"ConditionCheck":{"TableName":"shops"}}]}"#;
        assert_eq!(
            of("TransactWriteItems", body),
            pairs(&[
                ("PutItem", "orders"),
                ("UpdateItem", "stock"),
                ("ConditionCheckItem", "shops"),
            ])
        );
        assert_eq!(
            of(
                "BatchGetItem",
                r#"{"RequestItems":{"orders":{},"stock":{}}}"#
            ),
            pairs(&[("BatchGetItem", "orders"), ("BatchGetItem", "stock")])
        );
        assert_eq!(
            of("TransactWriteItems", "{}"),
            pairs(&[("TransactWriteItems", "")])
        );
    }
}
