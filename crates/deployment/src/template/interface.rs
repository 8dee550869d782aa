//! `AWS::CloudFormation::Interface`: how people are asked for the parameters.

use asl::parse::document::Node;

use super::parameter::Parameter;

/// Puts parameters in the order of their groups, and gives them their headings and labels.
pub(super) fn arrange(parameters: &mut [Parameter], metadata: &Node) {
    let Some(interface) = metadata.get("AWS::CloudFormation::Interface") else {
        return;
    };
    let text = |node: Option<&Node>| {
        let label = node?.get("default")?;
        label.as_str().map(ToString::to_string)
    };
    if let Some(labels) = interface.get("ParameterLabels") {
        for parameter in parameters.iter_mut() {
            parameter.label = text(labels.get(&parameter.name));
        }
    }
    let groups = interface.get("ParameterGroups").and_then(Node::as_array);
    let mut order: Vec<String> = Vec::new();
    for group in groups.unwrap_or_default() {
        let heading = text(group.get("Label"));
        let names = group.get("Parameters").and_then(Node::as_array);
        for name in names.unwrap_or_default().iter().filter_map(Node::as_str) {
            if let Some(parameter) = parameters.iter_mut().find(|p| p.name == **name) {
                parameter.group.clone_from(&heading);
                order.push(name.to_string());
            }
        }
    }
    parameters.sort_by_key(|parameter| {
        let at = order.iter().position(|name| *name == parameter.name);
        at.unwrap_or(order.len())
    });
}
