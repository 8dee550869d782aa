//! The document, and the pages that show it.

use serde_json::Value;

use crate::client::Shop;

#[test]
fn every_operation_says_what_it_does_and_how_it_refuses() {
    let document: Value = serde_json::from_str(rest::document::openapi()).expect("JSON");
    let version = document["openapi"].as_str().expect("a version");
    assert!(version.starts_with("3.1."), "{version}");
    let paths = document["paths"].as_object().expect("paths");
    let mut operations = 0;
    let mut ids = std::collections::BTreeSet::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().expect("methods") {
            operations += 1;
            let which = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{which}");
            let id = operation["operationId"].as_str().expect("an id");
            assert!(ids.insert(id), "{which} is called as another: {id}");
            let responses = operation["responses"].as_object().expect("responses");
            assert!(responses.contains_key("503"), "{which}");
            assert_ne!(operation.get("security"), Some(&Value::Null), "{which}");
            if operation["security"].is_array() {
                assert!(responses.contains_key("401"), "{which}");
                let roles = operation["security"][0]["bearer"].as_array();
                for role in roles.expect("roles") {
                    let cookie = if role == "customer" {
                        "cookie"
                    } else {
                        "staff_cookie"
                    };
                    let alternatives = operation["security"].as_array().expect("a list");
                    let mut roles = alternatives.iter().filter_map(|one| one[cookie].as_array());
                    assert!(roles.any(|roles| roles.contains(role)), "{which}");
                }
            }
        }
    }
    assert!(operations > 50, "{operations}");
    // What is referred to is there.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().expect("a name");
        let schema = &document["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is not in the document");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_ask_nobody_else() {
    let shop = Shop::open(60).await;
    let page = shop.anybody().get("/api/docs").await;
    assert_eq!(page.status, 200);
    let policy = page.headers["content-security-policy"].to_str();
    let policy = policy.expect("a policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    for path in [
        "/api/docs/page.js",
        "/api/docs/page.css",
        "/api/openapi.json",
    ] {
        assert!(page.body.contains(path), "{path}");
        assert_eq!(shop.anybody().get(path).await.status, 200, "{path}");
    }
    assert!(!page.body.contains("://"), "{}", page.body);
}
