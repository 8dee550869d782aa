//! Knowledge bases, as the Agents APIs show them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bedrock::{Bedrock, Configuration};
use knowledge::{DocumentName, KnowledgeBaseId, KnowledgeBases};
use serde_json::{Value, json};
use wire::{Request, Service as _};

use crate::service::{ask, get, stream};

const HAIKU: &str = "anthropic.claude-3-haiku-20240307-v1:0";

fn with_documents() -> Bedrock {
    let bases = KnowledgeBases::in_memory(None);
    let base = KnowledgeBaseId::new("support").expect("a name");
    for (name, text) in [
        (
            "fees.md",
            "# Fees\n\n## Delivery fee\n\nThe delivery fee is R$ 7.90 up to 3 km.\n\n## Tips\n\n\
             Tips go to the courier.",
        ),
        (
            "hours.md",
            "# Hours\n\nThe kitchen is open from 11 to 23 h, on Sundays until 20 h.",
        ),
    ] {
        let name = DocumentName::new(name).expect("a name");
        bases
            .upload(&base, &name, text.as_bytes())
            .expect("a document");
    }
    Bedrock::new(Configuration {
        bases: Arc::new(bases),
        ..Configuration::default()
    })
}

fn question(text: &str) -> Value {
    json!({"retrievalQuery": {"text": text}})
}

#[tokio::test]
async fn passages_are_found_page_by_page() {
    let bedrock = with_documents();
    let mut body = question("What is the delivery fee?");
    body["retrievalConfiguration"] = json!({"vectorSearchConfiguration": {"numberOfResults": 1, "overrideSearchType": "HYBRID"}});
    let mut files = Vec::new();
    loop {
        let (status, page) = ask(&bedrock, "/knowledgebases/support/retrieve", &body).await;
        assert_eq!(status, 200, "{page}");
        let results = page["retrievalResults"].as_array().expect("results");
        assert!(results.len() <= 1);
        files.extend(
            results
                .iter()
                .map(|result| result["metadata"]["heading"].clone()),
        );
        match page.get("nextToken") {
            Some(token) => body["nextToken"] = token.clone(),
            None => break,
        }
    }
    assert_eq!(files[0], "Delivery fee");
    assert_eq!(files.len(), 3);
}

#[tokio::test]
async fn a_result_is_as_aws_writes_it() {
    let bedrock = with_documents();
    let body = question("What is the delivery fee?");
    let (_, answer) = ask(&bedrock, "/knowledgebases/support/retrieve", &body).await;
    let mut result = answer["retrievalResults"][0].clone();
    assert!(
        result["score"]
            .take()
            .as_f64()
            .is_some_and(|score| score > 0.0)
    );
    let metadata = &mut result["metadata"];
    assert!(metadata["x-amz-bedrock-kb-chunk-id"].take().is_string());
    assert!(
        metadata["x-amz-bedrock-kb-data-source-id"]
            .take()
            .is_string()
    );
    assert_eq!(
        result,
        json!({
            "content": {"type": "TEXT", "text": "The delivery fee is R$ 7.90 up to 3 km."},
            "location": {"type": "S3", "s3Location": {"uri": "s3://support/fees.md"}},
            "metadata": {
                "x-amz-bedrock-kb-source-uri": "s3://support/fees.md",
                "x-amz-bedrock-kb-data-source-id": null,
                "x-amz-bedrock-kb-chunk-id": null,
                "file": "fees.md",
                "heading": "Delivery fee",
                "headings": ["Fees", "Delivery fee"],
            },
            "score": null,
        })
    );
}

#[tokio::test]
async fn a_base_has_an_id_a_name_and_an_arn() {
    let bedrock = with_documents();
    let (_, list) = ask(&bedrock, "/knowledgebases/", &json!({})).await;
    let id = list["knowledgeBaseSummaries"][0]["knowledgeBaseId"].clone();
    let id = id.as_str().expect("an id");
    assert!(
        id.len() == 10 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{id}"
    );
    let (_, base) = get(&bedrock, &format!("/knowledgebases/{id}")).await;
    let arn = base["knowledgeBase"]["knowledgeBaseArn"]
        .as_str()
        .expect("an ARN");
    let encoded = arn.replace(':', "%3A").replace('/', "%2F");
    for name in [id, "support", &encoded] {
        let path = format!("/knowledgebases/{name}/retrieve");
        assert_eq!(
            ask(&bedrock, &path, &question("fee")).await.0,
            200,
            "{name}"
        );
        let permission = bedrock.permission(&Request {
            head: http::Request::post(&path)
                .body(())
                .expect("a request")
                .into_parts()
                .0,
            body: bytes::Bytes::new(),
            caller: wire::Caller::Owner,
            id: wire::RequestId::random(),
        });
        let permission = permission.expect("a permission");
        assert_eq!(
            (permission.action.as_str(), permission.resource.as_str()),
            ("bedrock:Retrieve", arn)
        );
    }
    for name in ["nobodys", "NOTTHERE00", "..%2F..", "%00"] {
        let path = format!("/knowledgebases/{name}/retrieve");
        let (status, error) = ask(&bedrock, &path, &question("fee")).await;
        assert_eq!(status, 404, "{name}");
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|text| text.contains("does not exist"))
        );
    }
}

fn generate(text: &str) -> Value {
    json!({
        "input": {"text": text},
        "retrieveAndGenerateConfiguration": {
            "type": "KNOWLEDGE_BASE",
            "knowledgeBaseConfiguration": {"knowledgeBaseId": "support", "modelArn": HAIKU},
        },
    })
}

#[tokio::test]
async fn answers_cite_what_they_are_made_of() {
    let bedrock = with_documents();
    let body = generate("What is the delivery fee?");
    let (status, answer) = ask(&bedrock, "/retrieveAndGenerate", &body).await;
    assert_eq!(status, 200, "{answer}");
    let quote = "The delivery fee is R$ 7.90 up to 3 km.";
    let text = answer["output"]["text"].as_str().expect("a text");
    assert!(text.starts_with(quote), "{text}");
    let cited = &answer["citations"][0];
    assert_eq!(
        cited["generatedResponsePart"]["textResponsePart"]["text"],
        quote
    );
    assert_eq!(
        cited["retrievedReferences"][0]["metadata"]["file"],
        "fees.md"
    );
    let events = stream(&bedrock, "/retrieveAndGenerateStream", &body).await;
    let streamed: String = events
        .iter()
        .filter_map(|(kind, payload)| (kind == "output").then(|| payload["text"].as_str())?)
        .collect();
    assert_eq!(streamed, text);
    let (kind, citation) = events.last().expect("a last");
    assert_eq!((kind.as_str(), &citation["citation"]), ("citation", cited));

    let body = generate("Do you sell airline tickets?");
    let (_, answer) = ask(&bedrock, "/retrieveAndGenerate", &body).await;
    let text = answer["output"]["text"].as_str().expect("a text");
    assert!(text.contains("could not find"), "{text}");
    assert_eq!(answer["citations"][0]["retrievedReferences"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_generated_is_refused() {
    let bedrock = with_documents();
    let on = |pointer: &str, value: Value| {
        let mut body = generate("fee");
        let base = "/retrieveAndGenerateConfiguration/knowledgeBaseConfiguration";
        let base = body.pointer_mut(base).expect("a configuration");
        base[pointer] = value;
        body
    };
    let template = json!({"promptTemplate": {"textPromptTemplate": "no results"}});
    let mut session = generate("fee");
    session["sessionId"] = json!("nobodys");
    for (body, status) in [
        (on("knowledgeBaseId", json!("NOTTHERE00")), 404),
        (on("modelArn", json!("no.model")), 400),
        (
            on(
                "modelArn",
                json!("anthropic.claude-3-5-sonnet-20240620-v1:0"),
            ),
            403,
        ),
        (on("generationConfiguration", template), 400),
        (session, 400),
        (json!({"input": {"text": "x"}}), 400),
    ] {
        let (found, error) = ask(&bedrock, "/retrieveAndGenerate", &body).await;
        assert_eq!(found, status, "{error}");
    }
}

#[tokio::test]
async fn the_grounded_responder_is_quick() {
    let bedrock = with_documents();
    let body = generate("What is the delivery fee?");
    let mut times = Vec::new();
    for _ in 0..20 {
        let begin = Instant::now();
        let events = stream(&bedrock, "/retrieveAndGenerateStream", &body).await;
        assert!(events.len() > 3);
        times.push(begin.elapsed());
    }
    times.sort();
    println!("grounded, search and whole answer: p50 {:?}", times[10]);
    // 50 ms in a release; nothing is optimised here.
    assert!(times[10] < Duration::from_millis(500), "{:?}", times[10]);
}
