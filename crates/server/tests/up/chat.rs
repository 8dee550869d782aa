//! Conversations, over `kill -9`: an answer is whole or says that it is not, and what was confirmed
//! is done once.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::person::{Person, order};
use crate::server::Server;

/// A guest of a server who talks.
fn guest(server: &Server) -> (Person, String) {
    let customer = Person::guest(server);
    let wish = json!({"language": "en"});
    let begun = customer.post("/api/chat/conversations", "none", &wish);
    let id = begun["id"].as_str().expect("an id");
    (customer, format!("/api/chat/conversations/{id}"))
}

#[test]
fn an_answer_is_whole_or_says_that_it_was_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(folder.path(), &[]);
    let (mut customer, path) = guest(&server);
    order(&customer, "o1");
    for (round, patience) in [0, 2, 5, 20].into_iter().enumerate() {
        let key = format!("m{round}");
        let text = json!({"text": "Where is my order?"});
        let messages = format!("{path}/messages");
        let taken = customer.post(&messages, &key, &text);
        thread::sleep(Duration::from_millis(patience));
        server.kill();
        server = Server::start(folder.path(), &[]);
        customer = customer.at(&server);
        let shown = customer.until(&path, |shown| shown["run"].is_null());
        let entries = shown["entries"].as_array().expect("entries");
        let of_run = |entry: &&Value| entry["by"] == "assistant" && entry["run"] == taken["run"];
        let answers: Vec<&Value> = entries.iter().filter(of_run).collect();
        assert_eq!(answers.len(), 1, "{shown}");
        let ended = answers[0]["ended"].as_str().expect("an end");
        assert!(["done", "interrupted"].contains(&ended), "{ended}");
        // Sent again it is the same message, whose answer is there.
        assert_eq!(customer.post(&messages, &key, &text), taken);
        if ended == "interrupted" {
            assert!(answers[0]["ended_text"].as_str().is_some());
            let retry = format!("{path}/runs/{}/retry", taken["run"]);
            let again = customer.post(&retry, "none", &json!({}));
            customer.until(&path, |shown| {
                let entries = shown["entries"].as_array().expect("entries");
                let last = entries.last().expect("an entry");
                last["run"] == again["run"] && last["ended"] == "done"
            });
        }
    }
}

#[test]
fn what_was_confirmed_is_done_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = Server::start(folder.path(), &[]);
    for patience in [0, 3, 15] {
        let (mut customer, path) = guest(&server);
        let placed = order(&customer, "o");
        let id = placed["id"].as_str().expect("an id");
        let text = json!({"text": format!("Please cancel order {}", placed["number"])});
        customer.post(&format!("{path}/messages"), "m", &text);
        let proposed = customer.until(&path, |shown| {
            let proposals = shown["proposals"].as_array().expect("proposals");
            shown["run"].is_null() && proposals.len() == 1
        });
        let proposal = proposed["proposals"][0]["id"].clone();
        let confirm = format!("{path}/proposals/{proposal}/confirm");
        customer.post(&confirm, "none", &json!({}));
        thread::sleep(Duration::from_millis(patience));
        server.kill();
        server = Server::start(folder.path(), &[]);
        customer = customer.at(&server);
        let told = |entry: &&Value| entry["by"] == "assistant" && entry["run"].is_null();
        let shown = customer.until(&path, |shown| {
            let entries = shown["entries"].as_array().expect("entries");
            entries.iter().filter(told).count() == 1
        });
        assert_eq!(shown["proposals"][0]["outcome"], "done", "{shown}");
        let timeline = customer.get(&format!("/api/orders/{id}/timeline"));
        let entries = timeline["entries"].as_array().expect("entries");
        let asked = |entry: &&Value| entry["event"] == "CANCELLATION_REQUESTED";
        assert_eq!(entries.iter().filter(asked).count(), 1, "{timeline}");
        let (status, problem) = customer.ask("POST", &confirm, "none", &json!({}));
        assert_eq!(
            (status, &problem["code"]),
            (409, &json!("proposal_answered"))
        );
    }
}
