//! What a stack on AWS says that it has made: its outputs.

use std::collections::BTreeMap;

use asl::{Object, Value};
use cloud::Elsewhere;
use sdk::answer::AnswerError;
use sdk::{Operation, Style};

use crate::fault::Fault;

/// The outputs of the shop's stack (`deploy/aws/template.yaml`) by which the shop finds what it uses.
pub(super) const TABLE: &str = "TableName";
pub(super) const ORDER_STATE_MACHINE: &str = "OrderStateMachineArn";
pub(super) const NOTICES_TOPIC: &str = "NoticesTopicArn";

/// The outputs of a stack.
pub(super) async fn outputs(
    way: &Elsewhere,
    name: &str,
) -> Result<BTreeMap<String, String>, Fault> {
    let failed = |why: String| {
        Fault::Refused(format!(
            "error: the stack `{name}` cannot be looked at: {why}\n"
        ))
    };
    let operation = Operation::find("cloudformation", "describeStacks").ok_or_else(|| {
        failed("CloudFormation is not among the services that are known".to_owned())
    })?;
    let parameters = Value::object(Object::from_iter([("StackName".into(), name.into())]));
    let request = operation.request(&parameters, Style::Sdk, None);
    let request = request.map_err(|error| failed(error.to_string()))?;
    let answer = way.send("cloudformation", request).await;
    let (head, body) = answer
        .map_err(|error| failed(error.to_string()))?
        .into_parts();
    let body = body.collect().await;
    let read = operation.answer(head.status, &head.headers, &body, Style::Sdk);
    let read = read.map_err(|error| match error {
        AnswerError::Refused(refusal) => failed(refusal.message.unwrap_or(refusal.code)),
        AnswerError::Unreadable(why) => failed(why),
    })?;
    let outputs = read
        .get("Stacks")
        .and_then(|stacks| stacks.as_array()?.first()?.get("Outputs").cloned());
    let outputs = outputs
        .as_ref()
        .and_then(Value::as_array)
        .unwrap_or_default();
    let text = |output: &Value, member: &str| Some(output.get(member)?.as_str()?.to_owned());
    let outputs = outputs
        .iter()
        .filter_map(|output| Some((text(output, "OutputKey")?, text(output, "OutputValue")?)));
    Ok(outputs.collect())
}
