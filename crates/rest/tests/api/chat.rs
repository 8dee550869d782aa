//! The chat: what it answers, what survives a reload, and what only a click does.

use std::sync::{Arc, Condvar, Mutex};

use assistant::conversation::{chat as chats, functions};
use assistant::understand::{Reader, Understand};
use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use serde_json::{Value, json};

use crate::client::{Client, Shop, chat_over};
use crate::events::{Event, Stream};
use crate::journey::{at, place};

/// A conversation of somebody.
struct Talk {
    client: Client,
    path: String,
    messages: u32,
}

impl Talk {
    async fn begin(client: &Client) -> Talk {
        let wish = json!({"language": "en"});
        let begun = client.post("/api/chat/conversations", &wish).await;
        let begun = begun.expect(201);
        let id = begun["id"].as_str().expect("an id");
        assert!(begun["welcome"][0]["text"].as_str().is_some());
        Talk {
            client: client.clone(),
            path: format!("/api/chat/conversations/{id}"),
            messages: 0,
        }
    }

    /// Says something; the run that answers it.
    async fn say(&mut self, text: &str) -> u64 {
        self.messages += 1;
        let key = format!("k{}", self.messages);
        let client = self.client.with("idempotency-key", &key);
        let path = format!("{}/messages", self.path);
        let taken = client.post(&path, &json!({"text": text})).await.expect(202);
        taken["run"].as_u64().expect("a run")
    }

    /// All of an answer.
    async fn read(&self, run: u64) -> Vec<Event> {
        let path = format!("{}/runs/{run}/events", self.path);
        whole(&self.client, &path).await
    }

    async fn ask(&mut self, text: &str) -> Vec<Event> {
        let run = self.say(text).await;
        self.read(run).await
    }

    async fn show(&self) -> Value {
        self.client.get(&self.path).await.expect(200)
    }

    /// The conversation, once this is true of it.
    async fn until(&self, is: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..600 {
            let shown = self.show().await;
            if is(&shown) {
                return shown;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("it did not come: {}", self.show().await);
    }

    async fn answer(&self, proposal: &Value, with: &str) -> crate::client::Answer {
        let path = format!("{}/proposals/{proposal}/{with}", self.path);
        self.client.post(&path, &json!({})).await
    }
}

/// A stream until it has ended.
async fn whole(client: &Client, path: &str) -> Vec<Event> {
    let mut stream = Stream::open(client, path).await;
    let mut events = Vec::new();
    while let Some(event) = stream.next().await {
        let last = event.name == "ended";
        events.push(event);
        if last {
            break;
        }
    }
    events
}

fn pieces<'e>(events: &'e [Event], kind: &str) -> Vec<&'e Value> {
    let all = events.iter().filter(|event| event.name == "piece");
    all.map(|event| &event.data)
        .filter(|piece| piece["kind"] == kind)
        .collect()
}

fn words(events: &[Event]) -> String {
    let texts = pieces(events, "text");
    texts.iter().filter_map(|it| it["text"].as_str()).collect()
}

fn numbers(events: &[Event]) -> Vec<u64> {
    let ids = events.iter().filter_map(|event| event.id.as_deref());
    ids.map(|id| id.parse().expect("a number")).collect()
}

/// An order that is being prepared, of somebody who talks.
async fn ordered(shop: &Shop) -> (Client, Value) {
    let customer = shop.guest("Ana Luísa").await;
    let placed = place(shop, &customer, "k", json!({"type": "CASH"})).await;
    let id = placed["id"].as_str().expect("an id");
    let order = at(&customer, id, "CONFIRMED").await;
    (customer, order)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_three_questions_are_answered_from_the_order() {
    let shop = Shop::open(60).await;
    let (customer, order) = ordered(&shop).await;
    let mut talk = Talk::begin(&customer).await;
    for (question, card) in [
        ("Onde está meu pedido?", Some("status")),
        ("Quando ele vai chegar?", Some("eta")),
        ("Posso mudar o endereço de entrega?", None),
    ] {
        let answer = talk.ask(question).await;
        assert!(!words(&answer).is_empty(), "{question}");
        if let Some(card) = card {
            let cards = pieces(&answer, "card");
            assert_eq!(cards[0]["card"], card, "{question}: {answer:?}");
            let number = cards[0]["order"]["number"].as_str().expect("a number");
            assert_eq!(number, order["number"].to_string());
        }
        let pin = order["pin"].as_str().expect("a PIN");
        for event in &answer {
            assert!(!event.data.to_string().contains(&format!("\"{pin}\"")));
        }
        assert_eq!(answer.last().expect("an end").data["ended"], "done");
    }
    let shown = talk.show().await;
    assert_eq!(shown["last_entry"], 6);
    assert_eq!(shown["language"], "pt-BR");
    // A timeline's entry is cited, by its number.
    let cited = shown["entries"][1]["pieces"].as_array().expect("pieces");
    let cited = cited.iter().find(|piece| piece["source"] == "event");
    let number = cited.expect("a citation")["event"]["number"].as_u64();
    assert!(number.expect("a number") <= order["last_entry"].as_u64().expect("a number"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_tab_and_whoever_comes_again_see_the_same() {
    let shop = Shop::open(60).await;
    let (customer, _) = ordered(&shop).await;
    let mut talk = Talk::begin(&customer).await;
    let run = talk.say("Where is my order?").await;
    let (first, second) = tokio::join!(talk.read(run), talk.read(run));
    let later = talk.read(run).await;
    for other in [&second, &later] {
        assert_eq!(numbers(&first), numbers(other));
        assert_eq!(words(&first), words(other));
    }
    let all = numbers(&first);
    assert!(all.iter().copied().eq(1..=all.len() as u64), "{all:?}");
    let path = format!("{}/runs/{run}/events", talk.path);
    let rest = whole(&customer.with("last-event-id", "1"), &path).await;
    assert_eq!(numbers(&rest), all[1..]);

    // The conversation's own stream goes on after the entry that is known.
    let path = format!("{}/events", talk.path);
    let mut stream = Stream::open(&customer.with("last-event-id", "1"), &path).await;
    let entry = stream.next().await.expect("an event");
    assert_eq!(
        (entry.name.as_str(), entry.id.as_deref()),
        ("entry", Some("2"))
    );
    assert_eq!(entry.data["by"], "assistant");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_said_once_however_often_it_is_sent() {
    let shop = Shop::open(60).await;
    let (customer, _) = ordered(&shop).await;
    let mut talk = Talk::begin(&customer).await;
    let run = talk.say("Where is my order?").await;
    talk.read(run).await;
    let path = format!("{}/messages", talk.path);
    let again = customer.with("idempotency-key", "k1");
    let same = again
        .post(&path, &json!({"text": "Where is my order?"}))
        .await;
    assert_eq!(same.expect(200)["run"], run);
    let other = again.post(&path, &json!({"text": "Something else"})).await;
    assert_eq!(other.problem(409), "key_taken");
    let keyless = customer.post(&path, &json!({"text": "Hi"})).await;
    assert_eq!(keyless.problem(400), "idempotency_key_missing");
    let empty = customer.with("idempotency-key", "k2");
    let empty = empty.post(&path, &json!({"text": "  "})).await;
    assert_eq!(empty.problem(422), "invalid");
    assert_eq!(talk.show().await["last_entry"], 2);
}

/// Asks for something to be called off, until it is proposed.
async fn proposed(talk: &mut Talk, order: &Value) -> Value {
    let text = format!("Please cancel order {}", order["number"]);
    let answer = talk.ask(&text).await;
    let proposals = pieces(&answer, "proposal");
    assert_eq!(proposals.len(), 1, "{answer:?}");
    assert_eq!(proposals[0]["change"]["kind"], "cancel");
    let shown = talk.show().await;
    assert_eq!(shown["proposals"][0]["state"], "waiting");
    assert_eq!(shown["proposals"][0]["can_confirm"], true);
    proposals[0]["id"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_changes_the_order_once_and_words_do_not() {
    let shop = Shop::open(60).await;
    let (customer, order) = ordered(&shop).await;
    let id = order["id"].as_str().expect("an id");
    let mut talk = Talk::begin(&customer).await;
    let proposal = proposed(&mut talk, &order).await;
    talk.ask("yes, do it").await;
    let unchanged = customer.get(&format!("/api/orders/{id}")).await.expect(200);
    assert_eq!(unchanged["closing"], Value::Null, "{unchanged}");

    // Nobody else confirms it, nor the same customer's other self.
    let other = shop.guest("Eva").await;
    let path = format!("{}/proposals/{proposal}/confirm", talk.path);
    let refused = other.post(&path, &json!({})).await;
    assert_eq!(refused.problem(404), "not_found");

    let confirmed = talk.answer(&proposal, "confirm").await.expect(202);
    assert_eq!(confirmed["state"], "confirmed");
    let again = talk.answer(&proposal, "confirm").await;
    assert_eq!(again.problem(409), "proposal_answered");
    let told = |shown: &Value| shown["proposals"][0]["outcome"] == "done";
    talk.until(told).await;
    let shown = talk
        .until(|shown| {
            let entries = shown["entries"].as_array().expect("entries");
            let last = entries.last().expect("an entry");
            last["by"] == "assistant" && last["run"].is_null()
        })
        .await;
    assert!(shown["run"].is_null());
    at(&customer, id, "CANCELLED").await;
    let timeline = format!("/api/orders/{id}/timeline");
    let timeline = customer.get(&timeline).await.expect(200);
    let entries = timeline["entries"].as_array().expect("entries");
    let asked = entries
        .iter()
        .filter(|entry| entry["event"] == "CANCELLATION_REQUESTED");
    assert_eq!(asked.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_declined_or_replaced_is_not_made() {
    let shop = Shop::open(60).await;
    let (customer, order) = ordered(&shop).await;
    let id = order["id"].as_str().expect("an id");
    let mut talk = Talk::begin(&customer).await;
    let first = proposed(&mut talk, &order).await;
    let declined = talk.answer(&first, "decline").await.expect(202);
    assert_eq!(declined["state"], "declined");
    let refused = talk.answer(&first, "confirm").await;
    assert_eq!(refused.problem(409), "proposal_answered");
    talk.until(|shown| shown["last_entry"] == 3).await;
    let unchanged = customer.get(&format!("/api/orders/{id}")).await.expect(200);
    assert_eq!(unchanged["closing"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_talked_about_and_changes_nothing() {
    let shop = Shop::open(60).await;
    let (customer, order) = ordered(&shop).await;
    let link = order["tracking_link"].as_str().expect("a link");
    let token = link.rsplit('/').next().expect("a token");
    let anybody = shop.anybody();
    let begun = anybody
        .post(
            &format!("/api/chat/conversations?link={token}"),
            &json!({"language": "en"}),
        )
        .await
        .expect(201);
    let path = format!(
        "/api/chat/conversations/{}",
        begun["id"].as_str().expect("an id")
    );
    let say = |key: &'static str, text: String| {
        let client = anybody.with("idempotency-key", key);
        let path = format!("{path}/messages?link={token}");
        async move { client.post(&path, &json!({"text": text})).await.expect(202) }
    };
    let run = say("k1", "Where is my order?".to_owned()).await["run"].clone();
    let events = format!("{path}/runs/{run}/events?link={token}");
    let answer = whole(&anybody, &events).await;
    assert_eq!(pieces(&answer, "card")[0]["card"], "status");
    let address = order["address"]["line"].as_str().expect("an address");
    for event in &answer {
        assert!(!event.data.to_string().contains(address), "{event:?}");
    }
    let text = format!("Please cancel order {}", order["number"]);
    let run = say("k2", text).await["run"].clone();
    let answer = whole(&anybody, &format!("{path}/runs/{run}/events?link={token}")).await;
    let proposal = pieces(&answer, "proposal")[0]["id"].clone();
    let confirm = format!("{path}/proposals/{proposal}/confirm?link={token}");
    let refused = anybody.post(&confirm, &json!({})).await;
    assert_eq!(refused.problem(403), "sign_in_needed");
    // Without the link it is nobody's; its customer may confirm, in their session.
    assert_eq!(anybody.get(&path).await.problem(401), "not_signed_in");
    let stranger = shop.guest("Eva").await;
    assert_eq!(stranger.get(&path).await.problem(404), "not_found");
    customer.post(&confirm, &json!({})).await.expect(202);
    at(&customer, order["id"].as_str().expect("an id"), "CANCELLED").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_takes_over_and_hands_back() {
    let shop = Shop::open(60).await;
    let (customer, order) = ordered(&shop).await;
    let operator = shop.operator().await;
    let mut talk = Talk::begin(&customer).await;
    talk.ask("Where is my order?").await;
    // What is said to the assistant alone, nobody of the shop reads.
    let at_desk = talk.path.replace("/api/chat/", "/api/board/");
    assert_eq!(operator.get(&at_desk).await.problem(404), "not_found");
    let mut desk = Stream::open(&operator, "/api/board/conversations/events").await;
    let none = desk.next().await.expect("an event");
    assert_eq!(none.data, json!([]));

    let path = format!("{}/person", talk.path);
    let queued = customer.post(&path, &json!({})).await.expect(200);
    assert_eq!(
        (&queued["state"], &queued["before"]),
        (&json!("queued"), &json!(0))
    );
    let one = desk.next().await.expect("an event");
    assert_eq!(one.data[0]["customer"], "Ana Luísa");
    assert_eq!(one.data[0]["order"], order["number"].to_string());
    let packet = operator
        .post(&format!("{at_desk}/take"), &json!({}))
        .await
        .expect(200);
    assert_eq!(packet["facts"]["number"], order["number"]);
    assert_eq!(packet["tools"][0], "get_order_status");
    let message = json!({"text": "It is late!"});
    let sent = customer.with("idempotency-key", "p1");
    let messages = format!("{}/messages", talk.path);
    let taken = sent.post(&messages, &message).await.expect(202);
    assert_eq!(taken["run"], Value::Null);
    let mut told = Stream::open(
        &customer.with("last-event-id", "4"),
        &format!("{}/events", talk.path),
    )
    .await;
    let reply = json!({"text": "I am on it."});
    let replied = operator.post(&format!("{at_desk}/replies"), &reply).await;
    replied.expect(204);
    let heard = told
        .until("entry", |event| event.data["by"] == "person")
        .await;
    let heard = &heard.last().expect("an entry").data;
    assert_eq!(
        (&heard["name"], &heard["text"]),
        (&json!("operator"), &json!("I am on it."))
    );
    let back = operator
        .post(&format!("{at_desk}/hand-back"), &json!({}))
        .await
        .expect(200);
    assert_eq!(back["state"], "bot");
    assert_eq!(operator.get(&at_desk).await.problem(404), "not_found");
    let answer = talk.ask("Where is my order?").await;
    assert_eq!(pieces(&answer, "card")[0]["card"], "status");
    let shown = talk.show().await;
    let entries = shown["entries"].as_array().expect("entries");
    let notices: Vec<&Value> = entries
        .iter()
        .filter(|entry| entry["by"] == "notice")
        .map(|entry| &entry["notice"])
        .collect();
    assert_eq!(notices, ["queued", "taken", "handed_back"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_judged_conversations_kept_and_erased() {
    let shop = Shop::open(60).await;
    let (customer, _) = ordered(&shop).await;
    let operator = shop.operator().await;
    let mut talk = Talk::begin(&customer).await;
    talk.ask("Where is my order?").await;
    let judged = json!({"thumb": "down", "reason": "wrong", "comment": "It is here already"});
    let path = format!("{}/entries/2/feedback", talk.path);
    customer.put(&path, &judged).await.expect(200);
    let unknown = format!("{}/entries/1/feedback", talk.path);
    assert_eq!(
        customer.put(&unknown, &judged).await.problem(404),
        "not_found"
    );
    let all = operator
        .get("/api/board/feedback?thumb=down")
        .await
        .expect(200);
    assert_eq!(all["items"][0]["comment"], "It is here already");
    let none = operator
        .get("/api/board/feedback?reason=slow")
        .await
        .expect(200);
    assert_eq!(none["items"], json!([]));
    let csv = operator.get("/api/board/feedback?format=csv").await;
    assert!(csv.body.contains("\"down\",\"wrong\""), "{}", csv.body);
    let text = customer.get(&format!("{}/transcript", talk.path)).await;
    assert!(text.body.contains("Where is my order?"), "{}", text.body);

    let erased = customer
        .ask(Method::DELETE, &talk.path, axum::body::Body::empty())
        .await;
    erased.expect(204);
    assert_eq!(customer.get(&talk.path).await.problem(404), "not_found");
    let all = operator.get("/api/board/feedback").await.expect(200);
    assert_eq!(all["items"], json!([]));
}

/// Understands nothing until it is let: an answer that takes as long as a test wants.
#[derive(Default)]
struct Held {
    reader: Reader,
    open: Mutex<bool>,
    opened: Condvar,
}

impl Held {
    fn let_go(&self) {
        *self.open.lock().expect("no panic") = true;
        self.opened.notify_all();
    }
}

impl Understand for Held {
    fn understand(&self, text: &str, before: &[understanding::Said]) -> understanding::Understood {
        let mut open = self.open.lock().expect("no panic");
        while !*open {
            open = self.opened.wait(open).expect("no panic");
        }
        self.reader.understand(text, before)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_stops_when_it_is_told_to_and_not_when_nobody_reads() {
    let held = Arc::new(Held::default());
    let shop = Shop::understanding(60, held.clone()).await;
    let (customer, _) = ordered(&shop).await;
    let mut talk = Talk::begin(&customer).await;
    let run = talk.say("Where is my order?").await;
    let path = format!("{}/runs/{run}", talk.path);
    drop(Stream::open(&customer, &format!("{path}/events")).await);
    assert_eq!(talk.show().await["run"], run, "who leaves stops nothing");
    let messages = format!("{}/messages", talk.path);
    let second = customer.with("idempotency-key", "second");
    let busy = second.post(&messages, &json!({"text": "Hello?"})).await;
    assert_eq!(busy.problem(409), "still_answering");
    let stranger = shop.guest("Eva").await;
    let refused = stranger.post(&format!("{path}/stop"), &json!({})).await;
    assert_eq!(refused.problem(404), "not_found");
    customer
        .post(&format!("{path}/stop"), &json!({}))
        .await
        .expect(204);
    let end = talk.read(run).await;
    assert_eq!(end.last().expect("an end").data["ended"], "stopped");
    held.let_go();
    let shown = talk.until(|shown| shown["run"].is_null()).await;
    assert_eq!(shown["entries"][1]["ended"], "stopped");
    assert_eq!(shown["entries"][1]["pieces"], json!([]));
    // It can be asked for again, and is whole then.
    let again = customer.post(&format!("{path}/retry"), &json!({})).await;
    let again = again.expect(202)["run"].as_u64().expect("a run");
    let answer = talk.read(again).await;
    assert_eq!(pieces(&answer, "card")[0]["card"], "status");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_a_server_left_in_the_middle_says_so() {
    let held = Arc::new(Held::default());
    let shop = Shop::understanding(60, held.clone()).await;
    let (customer, _) = ordered(&shop).await;
    let mut talk = Talk::begin(&customer).await;
    let run = talk.say("Where is my order?").await;
    // The next server finds it in the table.
    let next = chat_over(&shop.world, Arc::new(Reader::default()));
    next.recover().await.expect("recovered");
    let settings = rest::Settings {
        chat: Some(next),
        ..rest::Settings::default()
    };
    let rest = rest::Rest::new(shop.world.delivery.clone(), settings);
    let customer = customer.at(rest::router(rest));
    let path = format!("{}/runs/{run}", talk.path);
    // Whoever was told forty pieces of it is told that there are no more.
    let known = customer.with("last-event-id", "40");
    let end = whole(&known, &format!("{path}/events")).await;
    assert_eq!(end.len(), 1, "{end:?}");
    assert_eq!(end[0].data["ended"], "interrupted");
    assert!(
        end[0].data["text"]
            .as_str()
            .is_some_and(|text| text.contains("interrupted"))
    );
    let again = customer.post(&format!("{path}/retry"), &json!({})).await;
    let again = again.expect(202)["run"].clone();
    let path = format!("{}/runs/{again}/events", talk.path);
    let answer = whole(&customer, &path).await;
    assert_eq!(pieces(&answer, "card")[0]["card"], "status");
    held.let_go();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_expires() {
    let shop = Shop::open(60).await;
    let (customer, order) = ordered(&shop).await;
    let mut talk = Talk::begin(&customer).await;
    let proposal = proposed(&mut talk, &order).await;
    // Its time is over.
    let id = talk.path.rsplit('/').next().expect("an id");
    let key = |sk: &str| {
        let text = |text: String| AttributeValue::S(text);
        let both = [("PK", format!("C#{id}")), ("SK", sk.to_owned())];
        std::collections::HashMap::from(both.map(|(name, key)| (name.to_owned(), text(key))))
    };
    let dynamodb = shop.world.dynamodb();
    // Not before its workflow waits: that writes it once more.
    let (mut item, mut document) = loop {
        let kept = dynamodb.get_item().table_name(chats::TABLE);
        let kept = kept.set_key(Some(key("P#000001"))).send().await;
        let item = kept.expect("an answer").item.expect("a proposal");
        let document = item["document"].as_s().expect("a text");
        let document: Value = serde_json::from_str(document).expect("JSON");
        if document["task_token"].is_string() {
            break (item, document);
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    document["until"] = json!("2026-01-01T00:00:00Z");
    let text = AttributeValue::S(document.to_string());
    item.insert("document".to_owned(), text);
    let put = dynamodb.put_item().table_name(chats::TABLE);
    put.set_item(Some(item)).send().await.expect("put");
    let late = talk.answer(&proposal, "confirm").await;
    assert_eq!(late.problem(409), "proposal_expired");
    // What the workflow does when nobody has answered.
    let execution =
        format!("arn:aws:states:us-east-1:000000000000:execution:confirm-change:{id}-{proposal}");
    let step_functions = shop.world.step_functions();
    let described = step_functions.describe_execution().execution_arn(execution);
    let described = described.send().await.expect("an execution");
    let mut event: Value =
        serde_json::from_str(described.input().expect("an input")).expect("JSON");
    event["told"] = json!("expired");
    for _ in 0..2 {
        let told = functions::invoke(&shop.chat, "TellOutcomeFunction", event.clone()).await;
        assert_eq!(told.expect("told"), json!({"entry": 3}));
    }
    // No execution makes a change that its customer has not confirmed, or another change.
    for change in ["", "another"] {
        let mut event = event.clone();
        if !change.is_empty() {
            event["arguments_sha256"] = json!(change);
        }
        let refused = functions::invoke(&shop.chat, "ApplyChangeFunction", event).await;
        assert_eq!(refused.expect_err("no change").error_type, "Refused");
    }
    let shown = talk.show().await;
    assert_eq!(shown["entries"][2]["notice"], "proposal_expired");
    assert_eq!(shown["proposals"][0]["state"], "expired");
    let path = format!("/api/orders/{}", order["id"].as_str().expect("an id"));
    let unchanged = customer.get(&path).await.expect(200);
    assert_eq!(unchanged["closing"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_of_a_link_signs_in_by_a_code() {
    let shop = Shop::open(60).await;
    let (_, order) = ordered(&shop).await;
    let link = order["tracking_link"].as_str().expect("a link");
    let token = link.rsplit('/').next().expect("a token");
    let anybody = shop.anybody();
    let path = format!("/api/chat/sign-in?link={token}");
    let asked = anybody.post(&path, &json!({})).await.expect(202);
    let challenge = asked["challenge"].as_str().expect("a challenge");
    let operator = shop.operator().await;
    let code = loop {
        let outbox = operator.get("/api/board/outbox").await.expect(200);
        let messages = outbox["items"].as_array().expect("messages");
        let text = messages
            .iter()
            .filter_map(|message| message["text"].as_str())
            .find_map(|text| {
                let words = text.split(|letter: char| !letter.is_ascii_digit());
                words
                    .into_iter()
                    .find(|word| word.len() == 6)
                    .map(str::to_owned)
            });
        if let Some(code) = text {
            break code;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    // A code that was sent to somebody else opens nothing.
    let path = format!("/api/chat/sign-in/{challenge}?link={token}");
    let wrong = json!({"code": if code == "000000" { "000001" } else { "000000" }});
    assert_eq!(anybody.post(&path, &wrong).await.problem(401), "wrong_code");
    let session = anybody
        .post(&path, &json!({"code": code}))
        .await
        .expect(200);
    let customer = anybody.with_token(&session["token"]);
    let id = order["id"].as_str().expect("an id");
    customer.get(&format!("/api/orders/{id}")).await.expect(200);
}
