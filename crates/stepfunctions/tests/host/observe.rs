//! Executions as an operator looks at them, after what a server has been through.

use serde_json::{Value, json};
use stepfunctions::observe::{ExecutionStatus, Search, Sort};

use crate::server::{HandClock, Server};

fn wait() -> Value {
    json!({
        "StartAt": "Rest",
        "States": {"Rest": {"Type": "Wait", "Seconds": 60, "End": true}},
    })
}

fn names(server: &Server, search: &Search) -> Vec<String> {
    let found = server.api.observe().search(search).expect("a list");
    assert_eq!(found.total, found.items.len() as u64);
    found
        .items
        .iter()
        .map(|seen| seen.name.to_string())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_the_same_after_the_server_has_ended_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("rests", "STANDARD", &wait()).await;
    let mut started = Vec::new();
    for name in ["a", "b", "c"] {
        started.push(server.execution(&machine, name, &json!({})).await);
        clock.advance(10);
    }
    let stop = json!({"executionArn": started[1]});
    server.call("StopExecution", stop).await;
    let all = Search {
        sort: Sort::Longest,
        limit: 10,
        ..Search::default()
    };
    // Two of them run; the one that was stopped ran for 20 seconds.
    assert_eq!(names(&server, &all), ["a", "b", "c"]);
    server.end(folder.path()).await;

    let server = Server::start(folder.path(), &clock);
    assert_eq!(names(&server, &all), ["a", "b", "c"]);
    let counts = server.api.observe().counts(Some("rests")).expect("counts");
    assert_eq!(counts.of(ExecutionStatus::Running), 2);
    clock.advance(100);
    server.until(&started[0], "SUCCEEDED").await;
    server.until(&started[2], "SUCCEEDED").await;
    let running = Search {
        statuses: vec![ExecutionStatus::Running],
        ..all.clone()
    };
    assert_eq!(names(&server, &running), [""; 0]);
    // Redriven and over again between two looks: it is another than it was.
    let redrive = json!({"executionArn": started[1]});
    server.call("RedriveExecution", redrive).await;
    clock.advance(100);
    server.until(&started[1], "SUCCEEDED").await;
    let succeeded = Search {
        statuses: vec![ExecutionStatus::Succeeded],
        sort: Sort::Oldest,
        ..all
    };
    assert_eq!(names(&server, &succeeded), ["a", "b", "c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_an_execution_reads_each_event_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let machine = server.machine("rests", "STANDARD", &wait()).await;
    let arn = server.execution(&machine, "a", &json!({})).await;
    let observe = server.api.observe();
    let mut follower = observe.follow(&arn).expect("a journal").expect("a history");
    let mut seen = follower.advance().expect("events");
    assert_eq!(follower.advance().expect("events"), []);
    clock.advance(100);
    server.until(&arn, "SUCCEEDED").await;
    seen.extend(follower.advance().expect("events"));
    let ids: Vec<u64> = seen.iter().map(|event| event.id).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
    assert_eq!(observe.history(&arn).expect("a history"), seen);
}

/// How long it takes to look at a hundred thousand executions, and at a history of 25,000 events:
/// `cargo test --release -p stepfunctions --test host -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it measures"]
async fn looking_at_many_executions_and_at_a_long_one() {
    const EXECUTIONS: usize = 100_000;
    const AT_ONCE: usize = 500;
    let folder = tempfile::tempdir().expect("a folder");
    let clock = HandClock::new();
    let server = Server::start(folder.path(), &clock);
    let pass = json!({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}});
    let machine = server.machine("pass", "STANDARD", &pass).await;
    let text = "x".repeat(300);
    for batch in 0..EXECUTIONS / AT_ONCE {
        let mut starts = Vec::with_capacity(AT_ONCE);
        for number in 0..AT_ONCE {
            let body = json!({
                "stateMachineArn": machine,
                "name": format!("P-{batch}-{number}"),
                "input": json!({"text": text}).to_string(),
            });
            starts.push(server.try_call("StartExecution", body));
        }
        futures(starts).await;
    }
    let observe = server.api.observe();
    let timed = |what: &str, look: &dyn Fn()| {
        let begin = std::time::Instant::now();
        look();
        println!("{what}: {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
    };
    timed("the first look", &|| observe.warm().expect("read"));
    for sort in [Sort::Newest, Sort::Oldest, Sort::Longest] {
        let search = Search {
            sort,
            limit: 50,
            ..Search::default()
        };
        timed(&format!("{sort:?}, 50 of 100,000"), &|| {
            let found = observe.search(&search).expect("a list");
            assert_eq!((found.items.len(), found.total), (50, EXECUTIONS as u64));
        });
    }
    timed("counts", &|| {
        observe.counts(None).expect("counts");
    });
    let count = json!({
        "QueryLanguage": "JSONata",
        "StartAt": "Count",
        "States": {
            "Count": {
                "Type": "Pass",
                "Output": "{% {'n': $states.input.n + 1} %}",
                "Next": "More",
            },
            "More": {
                "Type": "Choice",
                "Choices": [{"Condition": "{% $states.input.n < 1000000 %}", "Next": "Count"}],
                "Default": "Done",
            },
            "Done": {"Type": "Succeed"},
        },
    });
    let machine = server.machine("count", "STANDARD", &count).await;
    let long = server.execution(&machine, "long", &json!({"n": 0})).await;
    server.until(&long, "FAILED").await;
    timed("a history of 25,000 events", &|| {
        let events = observe.history(&long).expect("a history");
        assert_eq!(events.len(), 25_000);
    });
}

/// Waits for all of them, side by side.
async fn futures<F: Future<Output = Result<Value, String>>>(all: Vec<F>) {
    let mut all: Vec<_> = all.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|context| {
        all.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if all.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}
