//! A second run, and what may change between the first and it, and meanwhile.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use super::place::{OpenFolder, Server, client, copy, text};
use super::shop::{Item, TABLE, all, delete, key, make, n, order, put, s};

async fn fill(folder: &Path, items: impl IntoIterator<Item = Item>) {
    let open = OpenFolder::at(folder);
    make(&open.client, TABLE).await;
    put(&open.client, TABLE, items).await;
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_differs_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    let (from, to) = (text(&ours), text(&theirs));
    fill(&ours, (0..400).map(|number| order(number, 1))).await;
    copy(from, to, &["--verify-only"]).is_refused("there are no tables in");
    copy(from, to, &[]).is_same(400, 0);
    copy(from, to, &[]).is_same(0, 0);
    copy(from, to, &["--verify-only"]).is_same(0, 0);

    let open = OpenFolder::at(&ours);
    put(
        &open.client,
        TABLE,
        [order(7, 2), order(1_000, 1), order(1_001, 1)],
    )
    .await;
    delete(&open.client, TABLE, [key(8), key(9)]).await;
    let expected = all(&open.client, TABLE).await;
    open.close().await;
    let looked = copy(from, to, &["--verify-only"]);
    assert_eq!(looked.code, Some(1), "{looked:?}");
    assert_eq!(looked.report["verdict"], "differs");
    assert_eq!(
        (looked.number("differences"), looked.number("written")),
        (5, 0)
    );
    let mut named: Vec<_> = looked.report["differing"]
        .as_array()
        .expect("keys")
        .iter()
        .map(|found| {
            let word = |field: &str| found[field].as_str().expect("a word").to_owned();
            (word("how"), word("key"))
        })
        .collect();
    named.sort_unstable();
    let expected_names = [
        ("extra", 8),
        ("extra", 9),
        ("missing", 1_000),
        ("missing", 1_001),
        ("other", 7),
    ];
    let expected_names = expected_names
        .map(|(how, number)| (how.to_owned(), format!("PK=ORDER#{number:06} SK=ORDER")));
    assert_eq!(named, expected_names);
    copy(from, to, &[]).is_same(3, 2);

    let open = OpenFolder::at(&theirs);
    assert!(all(&open.client, TABLE).await == expected);
    let described = open.client.describe_table().table_name(TABLE).send().await;
    let described = described
        .expect("it is there")
        .table
        .expect("a description");
    assert_eq!(
        described.global_secondary_indexes()[0].index_name(),
        Some("open")
    );
    assert_eq!(
        described.local_secondary_indexes()[0].index_name(),
        Some("by_state")
    );
    // The shop has been moved, and sells.
    put(&open.client, TABLE, [order(2_000, 1)]).await;
    open.close().await;
    copy(from, to, &[]).is_refused("was changed by somebody else since the last copy");
    copy(from, to, &["--overwrite"]).is_same(0, 1);

    // Nobody knows who filled that one.
    let third = folder.path().join("third");
    fill(&third, [order(1, 5), order(3_000, 5)]).await;
    copy(from, text(&third), &[]).is_refused("nothing is known of a copy");
    copy(from, text(&third), &["--overwrite"]).is_same(400, 1);
}

fn seconds_from_now(seconds: i64) -> i64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock")
        .as_secs();
    i64::try_from(now).expect("a time") + seconds
}

#[tokio::test(flavor = "multi_thread")]
async fn items_come_as_they_are_unless_their_time_has_come() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    let (from, to) = (text(&ours), text(&theirs));
    let ending = |number: usize, seconds: i64| {
        let mut item = order(number, 1);
        item.insert("expires_at".to_owned(), n(seconds_from_now(seconds)));
        item
    };
    let mut strange = order(100, 1);
    strange.extend([
        (
            "large".to_owned(),
            AttributeValue::B(Blob::new(vec![0xfe; 390 << 10])),
        ),
        (
            "long".to_owned(),
            n("-12345678901234567890123456789012345678"),
        ),
        (
            "small".to_owned(),
            n("0.00000000000000000000000000000000000012"),
        ),
        ("nothing".to_owned(), AttributeValue::Null(true)),
        ("empty".to_owned(), s("")),
        ("no_bytes".to_owned(), AttributeValue::B(Blob::new([]))),
        ("is".to_owned(), AttributeValue::Bool(false)),
        (
            "numbers".to_owned(),
            AttributeValue::Ns(vec!["3".into(), "1.5".into(), "-2".into()]),
        ),
        (
            "blobs".to_owned(),
            AttributeValue::Bs(vec![Blob::new([1]), Blob::new([0, 255])]),
        ),
        (
            "nested".to_owned(),
            AttributeValue::M(HashMap::from([(
                "ação".to_owned(),
                AttributeValue::L(vec![
                    AttributeValue::M(HashMap::new()),
                    AttributeValue::L(vec![]),
                ]),
            )])),
        ),
    ]);
    let items = [
        strange,
        ending(1, 3_600),
        ending(2, -3_600),
        ending(3, -3_600),
        order(4, 1),
    ];
    // More than one request takes, each as large as an item can be.
    let large = (200..230).map(|number| {
        let mut item = order(number, 1);
        item.insert("large".to_owned(), s("é".repeat(195 << 10)));
        item
    });
    fill(&ours, items.into_iter().chain(large)).await;
    let said = copy(from, to, &[]);
    said.is_same(33, 0);
    assert_eq!(said.number("expired"), 2);
    assert!(
        said.report["notes"][0]
            .as_str()
            .is_some_and(|note| note.contains("2 items"))
    );
    let open = OpenFolder::at(&ours);
    let mut expected = all(&open.client, TABLE).await;
    // One that was copied comes to its end.
    put(&open.client, TABLE, [ending(4, -1)]).await;
    open.close().await;
    expected.retain(|key, _| !key.contains("000002") && !key.contains("000003"));
    let open = OpenFolder::at(&theirs);
    assert!(all(&open.client, TABLE).await == expected);
    // DynamoDB has not come to delete it yet, or has here and not there.
    put(&open.client, TABLE, [ending(5, -1)]).await;
    open.close().await;
    copy(from, to, &["--verify-only"]).report["differing"]
        .as_array()
        .expect("keys")
        .iter()
        .for_each(|found| assert_eq!(found["key"], "PK=ORDER#000004 SK=ORDER"));
    copy(from, to, &[]).is_same(0, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_says_same_while_the_source_changes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    fill(&ours, (0..300).map(|number| order(number, 1))).await;
    let server = Server::start(&ours, &["--anonymous"]);
    let selling = tokio::spawn({
        let client = client(&server.url);
        async move {
            for total in 2.. {
                put(&client, TABLE, [order(total % 300, total)]).await;
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    });
    let (from, to) = (server.url.as_str(), text(&theirs));
    let said = copy(from, to, &[]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(said.report["verdict"], "changing", "{said:?}");
    let looked = copy(from, to, &["--verify-only"]);
    assert_eq!(looked.code, Some(1), "{looked:?}");
    selling.abort();
    let _ = selling.await;
    let said = copy(from, to, &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let expected = all(&client(&server.url), TABLE).await;
    let open = OpenFolder::at(&theirs);
    assert!(all(&open.client, TABLE).await == expected);
    open.close().await;
}
