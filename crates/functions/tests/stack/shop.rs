//! The template, read with its parameters filled in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use deployment::stack::{DynamicReference, Reference, Resource, Settings, Stack, Unset, Value};
use deployment::template::Template;
use serde_json::Value as Json;

pub(crate) const NAME: &str = "shop";
pub(crate) const REGION: &str = "us-east-1";
pub(crate) const ACCOUNT: &str = "000000000000";

/// The shop's secret, as Secrets Manager would have it.
pub(crate) const SECRET: &str = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";

/// The folder of the template.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/aws")
}

/// The stack.
pub(crate) struct Shop(pub(crate) Stack);

impl Shop {
    pub(crate) fn with(parameters: &[(&str, &str)]) -> Shop {
        let text = std::fs::read_to_string(folder().join("template.yaml")).expect("the template");
        let template = Template::read(&text).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let parameters: BTreeMap<_, _> = parameters.iter().map(owned).collect();
        let stack = Stack::of(
            &template,
            &Settings {
                stack_name: NAME,
                partition: "aws",
                region: REGION,
                account: ACCOUNT,
                parameters: &parameters,
                unset: Unset::Refused,
            },
        );
        let stack = stack.unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert!(stack.notes.is_empty(), "{:#?}", stack.notes);
        Shop(stack)
    }

    /// The resources of a kind, in the order in which they are made.
    pub(crate) fn of_kind<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'s Resource> {
        let resources = self.0.resources.iter();
        resources.filter(move |resource| resource.kind == kind)
    }

    /// A resource.
    pub(crate) fn resource(&self, id: &str) -> &Resource {
        let mut resources = self.0.resources.iter();
        let found = resources.find(|resource| resource.logical_id == id);
        found.unwrap_or_else(|| panic!("there is no `{id}`"))
    }

    /// The properties of a resource, as they are when everything is made.
    pub(crate) fn properties(&self, id: &str) -> Json {
        self.json(&Value::Map(self.resource(id).properties.clone()))
    }

    /// A value when everything is made.
    pub(crate) fn json(&self, value: &Value) -> Json {
        let settled = value.settle(&|reference| self.known(reference));
        let settled = settled.unwrap_or_else(|error| panic!("{error}"));
        serde_json::from_str(&asl::json::to_text(&settled)).expect("JSON")
    }

    fn known(&self, reference: &Reference) -> Option<asl::Value> {
        let text = match reference {
            Reference::Resource(id) => self.id(id),
            Reference::Attribute {
                resource,
                attribute,
            } => match attribute.as_str() {
                "Arn" => self.arn(resource),
                "QueueName" => format!("{NAME}-{resource}"),
                "FunctionUrl" => format!("https://{resource}.lambda-url.{REGION}.on.aws/"),
                _ => return None,
            },
            Reference::Dynamic(DynamicReference::Secret {
                id, field: None, ..
            }) => {
                assert_eq!(*id, self.arn("Secret"));
                SECRET.to_owned()
            }
            _ => return None,
        };
        Some(asl::Value::string(text))
    }

    /// What `Ref` is.
    pub(crate) fn id(&self, id: &str) -> String {
        match self.resource(id).kind.as_str() {
            "AWS::SNS::Topic"
            | "AWS::SecretsManager::Secret"
            | "AWS::IAM::ManagedPolicy"
            | "AWS::StepFunctions::StateMachine" => self.arn(id),
            "AWS::SQS::Queue" => {
                format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{NAME}-{id}")
            }
            _ => format!("{NAME}-{id}"),
        }
    }

    /// An ARN.
    pub(crate) fn arn(&self, id: &str) -> String {
        let resource = self.resource(id);
        let (service, rest) = match resource.kind.as_str() {
            "AWS::DynamoDB::Table" => ("dynamodb", format!("table/{NAME}-{id}")),
            "AWS::IAM::ManagedPolicy" => {
                return format!("arn:aws:iam::{ACCOUNT}:policy/{NAME}-{id}");
            }
            "AWS::IAM::Role" => return format!("arn:aws:iam::{ACCOUNT}:role/{NAME}-{id}"),
            "AWS::Lambda::Function" => ("lambda", format!("function:{NAME}-{id}")),
            "AWS::Logs::LogGroup" => ("logs", format!("log-group:{NAME}-{id}:*")),
            "AWS::SNS::Topic" => ("sns", format!("{NAME}-{id}")),
            "AWS::SQS::Queue" => ("sqs", format!("{NAME}-{id}")),
            "AWS::SecretsManager::Secret" => ("secretsmanager", format!("secret:{NAME}-{id}")),
            "AWS::StepFunctions::StateMachine" => {
                let name = self.json(resource.properties.get("StateMachineName").expect("a name"));
                let name = name.as_str().expect("a text").to_owned();
                ("states", format!("stateMachine:{name}"))
            }
            kind => panic!("nobody knows the ARN of a {kind}"),
        };
        format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}")
    }
}
