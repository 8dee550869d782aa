//! `AWS::Serverless::LayerVersion`: a version of a layer, which is a new one for other contents.

use super::super::hash;
use super::super::value::{Map, Value};
use super::super::{Deletion, Resource};
use super::Expander;
use super::location::{self, Location};
use super::origin::Origin;

const PROPERTIES: [&str; 8] = [
    "LayerName",
    "Description",
    "PublishLambdaVersion",
    "ContentUri",
    "CompatibleArchitectures",
    "CompatibleRuntimes",
    "LicenseInfo",
    "RetentionPolicy",
];

impl Expander<'_, '_, '_> {
    pub(super) fn layer(&mut self, resource: Resource) -> Vec<Resource> {
        let origin = Origin::of(&resource, self.sources);
        let given = resource.properties.clone();
        self.known_properties(&origin, &[], &given, &PROPERTIES);
        let content = match location::of(given.get("ContentUri")) {
            Location::Object(object) => Value::Map(location::lambda_code(&object)),
            Location::Path(path) => path,
            Location::Missing | Location::Unfit => {
                let hint = "`ContentUri` is a path, `s3://bucket/key`, or `Bucket` and `Key`";
                let message = "the layer does not say where its contents are";
                self.problem(&origin.id, &["ContentUri"], message, hint);
                return Vec::new();
            }
        };
        let id = format!("{}{}", origin.id, contents_hash(&resource));
        self.renamed.insert(origin.id.clone(), id.clone());
        let mut properties = Map::new();
        let name = given.get("LayerName").cloned();
        let name = name.unwrap_or_else(|| origin.id.as_str().into());
        properties.insert("LayerName", name);
        properties.insert_some("Description", given.get("Description").cloned());
        properties.insert("Content", content);
        for name in ["CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo"] {
            properties.insert_some(name, given.get(name).cloned());
        }
        let mut layer = origin.made_to_stay(id, "AWS::Lambda::LayerVersion", properties);
        layer.depends_on = resource.depends_on;
        match given.get("RetentionPolicy").and_then(Value::as_text) {
            Some(policy) if policy.eq_ignore_ascii_case("delete") => {
                layer.deletion = Deletion::Delete;
            }
            Some(policy) if policy.eq_ignore_ascii_case("retain") => {
                layer.deletion = Deletion::Retain;
            }
            Some(_) => {
                let hint = "it is `Retain` or `Delete`";
                let message = "there is no such policy";
                self.problem(&origin.id, &["RetentionPolicy"], message, hint);
            }
            None => {}
        }
        vec![layer]
    }
}

/// What SAM ends the logical id with: another end for another layer.
fn contents_hash(resource: &Resource) -> String {
    let layer = Value::map([
        ("Type", resource.kind.as_str().into()),
        ("Properties", Value::Map(resource.properties.clone())),
    ]);
    hash::of_value(&Value::map([(resource.logical_id.as_str(), layer)]))
}
