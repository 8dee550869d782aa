//! No parameters and no answer panic, whatever they are.

use std::sync::LazyLock;

use asl::{Object, Value};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use proptest::prelude::*;
use sdk::model::Service;
use sdk::{Operation, Style};

/// One service of each protocol, and those with more of everything.
const SERVICES: &[&str] = &[
    "cloudwatch",
    "dynamodb",
    "ec2",
    "iam",
    "lambda",
    "lexruntime",
    "route53",
    "s3",
    "s3control",
    "sns",
    "sqs",
];

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let mut operations: Vec<Operation> = SERVICES
        .iter()
        .flat_map(|name| {
            let service = Service::find(name).expect("a service");
            service
                .operation_names()
                .filter_map(|operation| Operation::find(name, operation))
        })
        .collect();
    operations.sort_by_key(|operation| (operation.service().name, operation.name()));
    operations
});

fn operation() -> impl Strategy<Value = Operation> {
    prop::sample::select(OPERATIONS.clone())
}

fn style() -> impl Strategy<Value = Style> {
    prop::sample::select(vec![Style::Sdk, Style::Optimised])
}

/// Names that operations know, among others.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "Bucket",
            "Key",
            "Body",
            "Metadata",
            "Tagging",
            "TableName",
            "Item",
            "S",
            "L",
            "M",
            "FunctionName",
            "Payload",
            "Message",
            "MessageAttributes",
            "Filters",
            "Name",
            "Value",
            "Delete",
            "Objects",
            "AccountId",
            "QueueUrl",
            "BotName",
            "SessionAttributes",
            "Tags",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,8}",
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let single = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(|number| Value::Number(asl::Number::Decimal(number))),
        "\\PC{0,12}".prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    single.prop_recursive(5, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::array),
            object(inner),
        ]
    })
}

fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec((name(), value), 0..7).prop_map(|fields| {
        let fields = fields.into_iter().map(|(name, value)| (name.into(), value));
        Value::object(fields.collect::<Object>())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_parameters_panic(operation in operation(), style in style(), parameters in object(json())) {
        let _ = operation.request(&parameters, style, Some("token"));
    }

    #[test]
    fn what_is_no_object_is_refused(operation in operation(), value in json()) {
        if value.as_object().is_none() {
            prop_assert!(operation.request(&value, Style::Sdk, None).is_err());
        }
    }

    #[test]
    fn no_answer_panics(
        operation in operation(),
        style in style(),
        status in 100_u16..1000,
        headers in prop::collection::vec(("[a-z-]{1,20}", "[ -~]{0,20}"), 0..5),
        body in prop_oneof![
            any::<Vec<u8>>(),
            "\\PC{0,40}".prop_map(String::into_bytes),
            json().prop_map(|value| asl::json::to_text(&value).into_bytes()),
            "(<(a|Error|Code|member|entry)( x=\"y\")?>|</(a|Error|Code|member|entry)>|&lt;|[a-z]|<!\\[CDATA\\[|\\]\\]>){0,20}"
                .prop_map(String::into_bytes),
        ],
    ) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value))
            {
                map.append(name, value);
            }
        }
        let status = StatusCode::from_u16(status).expect("a status");
        let _ = operation.answer(status, &map, &Bytes::from(body), style);
    }
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let mut value = Value::Null;
    for _ in 0..5_000 {
        value = Value::array(vec![value]);
    }
    let mut fields = Object::new();
    fields.insert("Item", value);
    let put = Operation::find("dynamodb", "putItem").expect("an operation");
    assert!(
        put.request(&Value::object(fields), Style::Sdk, None)
            .is_err()
    );
}

#[test]
fn xml_that_is_nested_deep_is_read_to_some_depth() {
    let put = Operation::find("s3", "listObjects").expect("an operation");
    for depth in [10, 1_000, 50_000] {
        let body = format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        let _ = put.answer(StatusCode::OK, &HeaderMap::new(), &body.into(), Style::Sdk);
    }
}
