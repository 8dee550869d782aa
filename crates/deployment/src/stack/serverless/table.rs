//! `AWS::Serverless::SimpleTable`: a table with one key.

use super::super::Resource;
use super::super::value::{Map, Value};
use super::origin::Origin;
use super::{Expander, tag_list};

const PROPERTIES: [&str; 6] = [
    "PointInTimeRecoverySpecification",
    "PrimaryKey",
    "ProvisionedThroughput",
    "TableName",
    "Tags",
    "SSESpecification",
];

impl Expander<'_, '_, '_> {
    pub(super) fn table(&mut self, resource: Resource) -> Vec<Resource> {
        let origin = Origin::of(&resource, self.sources);
        let given = resource.properties.clone();
        self.known_properties(&origin, &[], &given, &PROPERTIES);
        let (name, kind) = match given.get("PrimaryKey") {
            None => (Value::from("id"), "S"),
            Some(key) => match (key.get("Name"), self.key_type(&origin, key)) {
                (Some(name), Some(kind)) => (name.clone(), kind),
                (None, Some(_)) => {
                    let message = "the key has no name";
                    self.problem(&origin.id, &["PrimaryKey"], message, "write `Name: id`");
                    return Vec::new();
                }
                (_, None) => return Vec::new(),
            },
        };
        let attribute = Value::map([
            ("AttributeName", name.clone()),
            ("AttributeType", kind.into()),
        ]);
        let key = Value::map([("AttributeName", name), ("KeyType", "HASH".into())]);
        let mut properties = Map::new();
        properties.insert("AttributeDefinitions", Value::list([attribute]));
        properties.insert("KeySchema", Value::list([key]));
        match given.get("ProvisionedThroughput") {
            Some(throughput) => properties.insert("ProvisionedThroughput", throughput.clone()),
            None => properties.insert("BillingMode", "PAY_PER_REQUEST".into()),
        }
        for name in ["PointInTimeRecoverySpecification", "SSESpecification", "TableName"] {
            properties.insert_some(name, given.get(name).cloned());
        }
        let tags = tag_list(&[], given.get("Tags"));
        properties.insert_some("Tags", (!tags.is_empty()).then_some(Value::List(tags)));
        vec![resource.becomes("AWS::DynamoDB::Table", properties)]
    }

    fn key_type(&mut self, origin: &Origin, key: &Value) -> Option<&'static str> {
        match key.get("Type").and_then(Value::as_text) {
            Some("String") => Some("S"),
            Some("Number") => Some("N"),
            Some("Binary") => Some("B"),
            _ => {
                let message = "the key has no type";
                let hint = "`Type` is `String`, `Number` or `Binary`";
                self.problem(&origin.id, &["PrimaryKey", "Type"], message, hint);
                None
            }
        }
    }
}
