//! What is acknowledged is there when the journal is opened again.

use std::sync::mpsc;

use journal::{
    Commit, Committed, End, ExecutionId, Journal, JournalError, NewExecution, OpenError, Options,
    Page, Status, Write,
};

fn start(journal: &Journal, family: &str, name: &str) -> NewExecution {
    NewExecution {
        id: journal.next_execution_id(),
        family: journal.family(family).expect("a family"),
        name: name.into(),
        started_at: 1_000,
        parent: None,
        start: Box::from(&b"start"[..]),
        end: None,
    }
}

fn record(execution: ExecutionId, sequence: u32, data: &[u8]) -> Write {
    Write::Record {
        execution,
        sequence,
        data: data.into(),
    }
}

fn commit(journal: &Journal, writes: Vec<Write>) -> Result<Committed, JournalError> {
    let (told, outcome) = mpsc::channel();
    journal.submit(Commit {
        writes,
        done: Box::new(move |result| told.send(result).expect("somebody waits")),
    });
    outcome.recv().expect("the writer answers")
}

#[test]
fn what_is_written_is_there_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(&Options::folder(folder.path())).expect("a journal");
    let new = start(&journal, "orders", "P-1");
    let id = new.id;
    commit(&journal, vec![Write::Start(new), record(id, 0, b"paid")]).expect("written");
    commit(&journal, vec![record(id, 1, b"cooked")]).expect("written");
    drop(journal);

    let journal = Journal::open(&Options::folder(folder.path())).expect("a journal");
    assert_eq!(
        journal.records(id).expect("records"),
        [&b"paid"[..], b"cooked"]
    );
    let open = journal.open_executions(None, 10).expect("rows");
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].name, "P-1");
    assert!(journal.next_execution_id() > id);
    journal.check().expect("a sound file");
}

#[test]
fn a_name_is_taken_once_in_its_family() {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let first = start(&journal, "orders", "P-1");
    let id = first.id;
    assert_eq!(
        commit(&journal, vec![Write::Start(first)]).expect("written"),
        Committed::Written
    );
    let second = start(&journal, "orders", "P-1");
    let other = second.id;
    let outcome = commit(&journal, vec![Write::Start(second), record(other, 0, b"x")]);
    assert_eq!(outcome.expect("told"), Committed::NameTaken);
    assert_eq!(journal.records(other).expect("records").len(), 0);
    let elsewhere = start(&journal, "refunds", "P-1");
    assert_eq!(
        commit(&journal, vec![Write::Start(elsewhere)]).expect("written"),
        Committed::Written
    );
    let family = journal.family("orders").expect("a family");
    let found = journal.execution_by_name(family, "P-1").expect("a read");
    assert_eq!(found.expect("the first").id, id);
}

#[test]
fn lists_go_from_the_latest_back() {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let mut ids = Vec::new();
    for number in 0..5 {
        let mut new = start(&journal, "orders", &format!("P-{number}"));
        ids.push(new.id);
        if number % 2 == 0 {
            new.end = Some(End {
                status: Status::Succeeded,
                stopped_at: 2_000 + number,
                result: Box::default(),
            });
        }
        commit(&journal, vec![Write::Start(new)]).expect("written");
    }
    let family = journal.family("orders").expect("a family");
    let list = |page: Page| -> Vec<ExecutionId> {
        let rows = journal.executions(family, page).expect("rows");
        rows.into_iter().map(|row| row.id).collect()
    };
    let all = Page {
        limit: 2,
        ..Page::default()
    };
    assert_eq!(list(all), [ids[4], ids[3]]);
    let rest = Page {
        before: Some(ids[3]),
        limit: 9,
        ..all
    };
    assert_eq!(list(rest), [ids[2], ids[1], ids[0]]);
    let of = |status| Page {
        status: Some(status),
        before: None,
        limit: 9,
    };
    assert_eq!(list(of(Status::Open)), [ids[3], ids[1]]);
    assert_eq!(list(of(Status::Succeeded)), [ids[4], ids[2], ids[0]]);
    assert_eq!(
        journal.closed_before(2_003, 9).expect("rows"),
        [ids[0], ids[2]]
    );
}

#[test]
fn executions_are_looked_at_without_what_they_are_about() {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let mut ids = Vec::new();
    for (family, name) in [
        ("orders", "P-1"),
        ("orders", "P-10"),
        ("refunds", "P-1"),
        ("orders", "Q"),
    ] {
        let new = start(&journal, family, name);
        ids.push(new.id);
        commit(&journal, vec![Write::Start(new)]).expect("written");
    }
    let end = End {
        status: Status::Failed,
        stopped_at: 5_000,
        result: Box::default(),
    };
    let execution = ids[1];
    commit(&journal, vec![Write::Close { execution, end }]).expect("written");
    let headers = journal.headers(Some(ids[0]), 2).expect("rows");
    let seen: Vec<ExecutionId> = headers.iter().map(|header| header.id).collect();
    assert_eq!(seen, ids[1..3]);
    assert_eq!(headers[0].status, Status::Failed);
    assert_eq!(
        (headers[0].started_at, headers[0].stopped_at),
        (1_000, Some(5_000))
    );
    assert_eq!(journal.header(ids[1]).expect("a row"), Some(headers[0]));
    assert_eq!(journal.header(ExecutionId(99)).expect("no row"), None);
    let mut open = journal.open_ids().expect("rows");
    open.sort();
    assert_eq!(open, [ids[0], ids[2], ids[3]]);
    assert_eq!(journal.last_execution_id().expect("a row"), Some(ids[3]));
    let orders = journal.family("orders").expect("a family");
    let named = |prefix: &str| journal.executions_named(orders, prefix, 9).expect("rows");
    assert_eq!(named("P-1"), [ids[0], ids[1]]);
    assert_eq!(named("P-10"), [ids[1]]);
    assert_eq!(named("p"), []);
    assert_eq!(journal.families().expect("rows").len(), 2);
}

#[test]
fn records_are_read_from_a_place_on() {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let new = start(&journal, "orders", "P-1");
    let id = new.id;
    let writes = vec![Write::Start(new), record(id, 0, b"a"), record(id, 1, b"b")];
    commit(&journal, writes).expect("written");
    assert_eq!(journal.records_from(id, 1).expect("records"), [b"b"]);
    assert_eq!(journal.records_from(id, 2).expect("records").len(), 0);
}

#[test]
fn a_parked_execution_waits_for_its_time() {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let new = start(&journal, "orders", "P-1");
    let id = new.id;
    let park = |until| Write::Park {
        execution: id,
        until,
    };
    commit(&journal, vec![Write::Start(new), park(Some(5_000))]).expect("written");
    assert!(journal.open_executions(None, 9).expect("rows").is_empty());
    assert_eq!(journal.next_parked().expect("a read"), Some(5_000));
    assert!(journal.parked_until(4_999, 9).expect("ids").is_empty());
    assert_eq!(journal.parked_until(5_000, 9).expect("ids"), [id]);
    commit(&journal, vec![park(None)]).expect("written");
    assert_eq!(journal.next_parked().expect("a read"), None);
    assert_eq!(journal.count_open().expect("a count"), 1);
}

#[test]
fn an_execution_ends_and_goes_on_and_is_forgotten() {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let new = start(&journal, "orders", "P-1");
    let id = new.id;
    let end = End {
        status: Status::Failed,
        stopped_at: 3_000,
        result: Box::from(&b"why"[..]),
    };
    let close = Write::Close { execution: id, end };
    commit(
        &journal,
        vec![Write::Start(new), record(id, 0, b"a"), close],
    )
    .expect("written");
    let row = journal.execution(id).expect("a read").expect("a row");
    assert_eq!(
        (row.status, row.stopped_at, row.result),
        (Status::Failed, Some(3_000), Some(b"why".to_vec()))
    );
    commit(&journal, vec![Write::Reopen { execution: id }]).expect("written");
    let row = journal.execution(id).expect("a read").expect("a row");
    assert_eq!((row.status, row.stopped_at), (Status::Open, None));
    commit(&journal, vec![Write::Forget { execution: id }]).expect("written");
    assert_eq!(journal.execution(id).expect("a read"), None);
    assert!(journal.records(id).expect("records").is_empty());
}

#[test]
fn a_missing_record_is_noticed() {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let new = start(&journal, "orders", "P-1");
    let id = new.id;
    commit(
        &journal,
        vec![Write::Start(new), record(id, 0, b"a"), record(id, 2, b"c")],
    )
    .expect("written");
    assert!(matches!(journal.records(id), Err(JournalError::Corrupt(_))));
}

#[tokio::test]
async fn documents_are_kept_by_collection_and_key() {
    let journal = Journal::open(&Options::memory()).expect("a journal");
    let write = |key, content: &[u8]| journal.write_document("roles", key, Some(content.to_vec()));
    let (b, a) = (write("b", b"1"), write("a", b"2"));
    a.await.expect("written");
    b.await.expect("written");
    write("a", b"3").await.expect("written");
    let documents = journal.documents("roles").expect("documents");
    assert_eq!(
        documents,
        [
            ("a".to_owned(), b"3".to_vec()),
            ("b".to_owned(), b"1".to_vec())
        ]
    );
    write("a/2", b"4").await.expect("written");
    write("a/é", b"5").await.expect("written");
    let keys = |prefix| -> Vec<String> {
        let found = journal.documents_of("roles", prefix).expect("documents");
        found.into_iter().map(|(key, _)| key).collect()
    };
    assert_eq!(keys("a/"), ["a/2", "a/é"]);
    assert_eq!(keys("a"), ["a", "a/2", "a/é"]);
    assert!(keys("c").is_empty());
    journal
        .write_document("roles", "a", None)
        .await
        .expect("written");
    assert_eq!(journal.document("roles", "a").expect("a read"), None);
    assert!(journal.documents("users").expect("documents").is_empty());
}

#[test]
fn commits_are_told_in_order_and_share_transactions() {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(&Options::folder(folder.path())).expect("a journal");
    let new = start(&journal, "orders", "P-1");
    let id = new.id;
    commit(&journal, vec![Write::Start(new)]).expect("written");
    let before = journal.figures();
    let (told, order) = mpsc::channel();
    for sequence in 0..200 {
        let told = told.clone();
        journal.submit(Commit {
            writes: vec![record(id, sequence, b"x")],
            done: Box::new(move |_| told.send(sequence).expect("somebody waits")),
        });
    }
    drop(told);
    assert_eq!(
        order.iter().collect::<Vec<_>>(),
        (0..200).collect::<Vec<_>>()
    );
    let after = journal.figures();
    assert_eq!(after.commits - before.commits, 200);
    assert!(after.transactions - before.transactions < 200);
}

#[test]
fn a_folder_has_one_journal_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let _journal = Journal::open(&Options::folder(folder.path())).expect("a journal");
    assert!(matches!(
        Journal::open(&Options::folder(folder.path())),
        Err(OpenError::InUse(_))
    ));
}
