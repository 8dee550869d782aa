use serde_json::json;

use super::*;

fn complaint(operation: Operation, body: &Value) -> String {
    let error = check(operation.input(), body).expect_err("it is refused");
    assert_eq!(error.code, "ValidationException");
    error.message
}

#[test]
fn every_operation_is_found_by_its_name() {
    assert_eq!(Operation::ALL.len(), 37);
    for operation in Operation::ALL {
        assert_eq!(Operation::parse(operation.name()), Some(*operation));
    }
    assert_eq!(Operation::parse("createActivity"), None);
}

#[test]
fn a_missing_member_is_null() {
    let expected = "1 validation error detected: Value null at 'stateMachineArn' failed to \
                    satisfy constraint: Member must not be null";
    assert_eq!(complaint(Operation::StartExecution, &json!({})), expected);
    let null = json!({"stateMachineArn": null});
    assert_eq!(complaint(Operation::StartExecution, &null), expected);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    assert_eq!(
        complaint(
            Operation::CreateStateMachine,
            &json!({"name": "", "definition": "", "type": "FAST"})
        ),
        "4 validation errors detected: Value '' at 'name' failed to satisfy constraint: \
         Member must have length greater than or equal to 1; Value at 'definition' failed to \
         satisfy constraint: Member must have length greater than or equal to 1; Value null at \
         'roleArn' failed to satisfy constraint: Member must not be null; Value 'FAST' at \
         'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, \
         EXPRESS]"
    );
}

#[test]
fn places_inside_lists_are_counted_from_one() {
    let tags = json!({"resourceArn": "arn", "tags": [{"key": "a"}, {"value": "b"}]});
    assert_eq!(
        complaint(
            Operation::TagResource,
            &json!({"resourceArn": "arn", "tags": [{"key": ""}]})
        ),
        "1 validation error detected: Value '' at 'tags.1.member.key' failed to satisfy \
         constraint: Member must have length greater than or equal to 1"
    );
    assert_eq!(check(Operation::TagResource.input(), &tags), Ok(()));
    assert_eq!(
        complaint(
            Operation::CreateStateMachineAlias,
            &json!({"name": "live", "routingConfiguration": [{"weight": 101}]})
        ),
        "2 validation errors detected: Value null at \
         'routingConfiguration.1.member.stateMachineVersionArn' failed to satisfy constraint: \
         Member must not be null; Value '101' at 'routingConfiguration.1.member.weight' failed \
         to satisfy constraint: Member must have value less than or equal to 100"
    );
}

#[test]
fn a_list_is_shown_as_java_shows_it() {
    let route = json!({"stateMachineVersionArn": "v", "weight": 40});
    let routes = json!({"name": "live", "routingConfiguration": [route, route, route]});
    assert!(
        complaint(Operation::CreateStateMachineAlias, &routes).contains(
            "Value '[RoutingConfigurationListItem(stateMachineVersionArn=v, weight=40), "
        )
    );
}

#[test]
fn lengths_are_of_characters() {
    let input = |name: &str| json!({"name": name});
    let check = |body: Value| check(Operation::CreateActivity.input(), &body);
    assert_eq!(check(input(&"é".repeat(80))), Ok(()));
    assert!(check(input(&"é".repeat(81))).is_err());
    assert_eq!(check(input("é")), Ok(()));
}

#[test]
fn a_secret_is_not_repeated() {
    let long = "x".repeat(262_145);
    assert_eq!(
        complaint(
            Operation::SendTaskSuccess,
            &json!({"taskToken": "t", "output": long})
        ),
        "1 validation error detected: Value at 'output' failed to satisfy constraint: Member \
         must have length less than or equal to 262144"
    );
}

#[test]
fn a_value_of_another_type_cannot_be_read() {
    for (body, message) in [
        (
            json!({"name": 1}),
            "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be \
             converted to an String",
        ),
        (json!({"name": "a", "tags": "b"}), "Unexpected field type"),
        (
            json!({"name": {}}),
            "Start of structure or map found where not expected.",
        ),
        (json!([]), "Start of list found where not expected"),
    ] {
        let error = check(Operation::CreateActivity.input(), &body).expect_err("refused");
        assert_eq!(error, unreadable(message));
    }
}

#[test]
fn patterns_accept_what_their_expressions_accept() {
    for (text, accepted) in [("PROD", true), ("v1", true), ("1", false), ("a b", false)] {
        assert_eq!(Pattern::AliasName.accepts(text), accepted, "{text}");
    }
    assert!(Pattern::Ascii.accepts("") && !Pattern::Ascii.accepts("é"));
    assert!(Pattern::Printable.accepts("a!") && !Pattern::Printable.accepts("a b"));
}
