//! What the responder says to whole conversations.

use serde_json::json;

use super::*;
use crate::conversation::{Tool, Turn};

fn asked(system: &str, question: &str) -> Conversation {
    Conversation {
        system: vec![system.to_owned()],
        turns: vec![Turn::text(Role::User, question)],
        ..Conversation::default()
    }
}

fn words(conversation: &Conversation) -> String {
    match reply(conversation) {
        Reply::Words(words) => words,
        Reply::Call(call) => panic!("a call of {}", call.name),
    }
}

fn shop_rules() -> String {
    let results = json!([
        {
            "Content": {"Text": "A taxa de entrega é de R$ 7,90 até 3 km. Acima disso, R$ 12,90."},
            "Location": {"S3Location": {"Uri": "s3://kb/taxas.md"}, "Type": "S3"},
            "Score": 0.8,
        },
        {
            "Content": {"Text": "Os cancelamentos são gratuitos em até 5 minutos."},
            "Location": {"S3Location": {"Uri": "s3://kb/cancelamento.md"}, "Type": "S3"},
        },
    ]);
    format!("Answer from <document></document>.\n\n<document>{results}</document>")
}

#[test]
fn what_is_asked_is_quoted_with_its_source() {
    let said = words(&asked(&shop_rules(), "Qual é a taxa de entrega?"));
    assert!(
        said.contains("A taxa de entrega é de R$ 7,90 até 3 km."),
        "{said}"
    );
    assert!(said.ends_with("Fonte: s3://kb/taxas.md"), "{said}");
    let said = words(&asked(&shop_rules(), "O cancelamento é gratuito?"));
    assert!(said.contains("gratuitos em até 5 minutos"), "{said}");
}

#[test]
fn what_is_not_there_is_not_said() {
    let said = words(&asked(&shop_rules(), "Vocês vendem passagens aéreas?"));
    assert!(said.contains("Não encontrei"), "{said}");
    let said = words(&asked(
        "Be kind. <document>[]</document>",
        "What is the fee?",
    ));
    assert!(said.contains("no documents"), "{said}");
}

#[test]
fn a_failed_search_is_told() {
    let system = r#"You are an error handler task. <document>[{"Error":"BedrockAgentRuntime.ResourceNotFoundException","Cause":"no such base","Text":"Did you"}]</document>"#;
    let said = words(&asked(system, "¿Cuál es la tarifa?"));
    assert!(said.contains("ResourceNotFoundException") && said.contains("no such base"));
    assert!(said.starts_with("La búsqueda"), "{said}");
}

#[test]
fn prefilled_turns_are_gone_on_from() {
    let mut conversation = asked("", "Posso cancelar o pedido depois de pagar?");
    conversation
        .turns
        .push(Turn::text(Role::Assistant, "<keywords>"));
    let said = words(&conversation);
    assert_eq!(said, "cancelar, pedido, depois, pagar</keywords>");
    let mut conversation = asked("rules", "[{role=user, content=Olá}]");
    conversation
        .turns
        .push(Turn::text(Role::Assistant, "{\"boolean\":"));
    assert_eq!(words(&conversation), " true");
}

fn with_tools(question: &str) -> Conversation {
    let order = json!({
        "type": "object",
        "properties": {"order_id": {"type": "string", "description": "The order's number"}},
        "required": ["order_id"],
    });
    let weather = json!({
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    });
    let tool = |name: &str, description: &str, schema| Tool {
        name: name.to_owned(),
        description: description.to_owned(),
        schema,
    };
    Conversation {
        tools: vec![
            tool(
                "get_order_status",
                "Where an order is and its status",
                order,
            ),
            tool("get_weather", "The weather in a city", weather),
        ],
        ..asked("", question)
    }
}

#[test]
fn a_tool_is_asked_with_what_was_said_only() {
    let Reply::Call(call) = reply(&with_tools("What is the status of order 1042?")) else {
        panic!("no call");
    };
    assert_eq!(call.name, "get_order_status");
    assert_eq!(call.input, json!({"order_id": "1042"}));
    let Reply::Call(call) = reply(&with_tools("How is the weather in São Paulo today?")) else {
        panic!("no call");
    };
    assert_eq!(call.input, json!({"city": "São Paulo"}));
    // The order's number was not said, and none is made up.
    assert!(matches!(
        reply(&with_tools("What is the status of my order?")),
        Reply::Words(_)
    ));
    assert!(matches!(reply(&with_tools("Hello!")), Reply::Words(_)));
}

#[test]
fn results_are_read_back() {
    let mut conversation = with_tools("What is the status of order 1042?");
    let Reply::Call(call) = reply(&conversation) else {
        panic!("no call");
    };
    let id = call.id.clone();
    conversation.turns.push(Turn {
        role: Role::Assistant,
        content: vec![Content::ToolUse(call)],
    });
    conversation.turns.push(Turn {
        role: Role::User,
        content: vec![Content::ToolResult(ToolResult {
            id,
            content: vec![ToolOutput::Json(json!({"order": {"status": "on its way"}}))],
            failed: false,
        })],
    });
    assert_eq!(
        words(&conversation),
        "This is what I found:\norder.status: on its way"
    );
}
