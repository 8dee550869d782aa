//! What the store promises: durable groups, one connection, and what a panic or a disk costs.

use std::fs;

use dynoxide::storage::Storage;
use dynoxide::storage_backend::Clock;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;

fn input<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

async fn create(store: &Store) {
    let table = json!({
        "TableName": "orders",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
    });
    let create = move |database: &Database| database.create_table(input(table));
    store.perform(Access::Write, create).await.unwrap();
}

async fn put(store: &Store, id: String) -> Result<(), StoreError> {
    let item = json!({"TableName": "orders", "Item": {"id": {"S": id}}});
    let put = move |database: &Database| database.put_item(input(item));
    store.perform(Access::Write, put).await.map(drop)
}

async fn count(store: &Store) -> usize {
    let scan = json!({"TableName": "orders", "ConsistentRead": true});
    let scan = move |database: &Database| database.scan(input(scan));
    store.perform(Access::Read, scan).await.unwrap().count
}

/// How many handles of this process a file has.
fn handles(file: &Path) -> usize {
    let handles = fs::read_dir("/proc/self/fd").unwrap();
    let leads = |entry: io::Result<fs::DirEntry>| fs::read_link(entry.ok()?.path()).ok();
    handles.filter_map(leads).filter(|to| to == file).count()
}

#[test]
fn sqlite_is_left_to_sync_the_log_at_checkpoints_alone() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::new(folder.path().join("t.db").to_str().unwrap()).unwrap();
    let setting = |name: &str| -> Value {
        let read = |row: &rusqlite::Row<'_>| {
            let value: rusqlite::types::Value = row.get(0)?;
            Ok(match value {
                rusqlite::types::Value::Integer(number) => json!(number),
                rusqlite::types::Value::Text(text) => json!(text),
                other => panic!("{other:?}"),
            })
        };
        storage.conn().pragma_query_value(None, name, read).unwrap()
    };
    assert_eq!(setting("journal_mode"), "wal");
    assert_eq!(setting("synchronous"), 2, "FULL, as SQLite is built");
    storage.disable_bulk_loading().unwrap();
    assert_eq!(setting("synchronous"), 1, "NORMAL: the log is synced here");
    assert_eq!(setting("mmap_size"), 0);
}

#[tokio::test]
async fn writes_are_synced_and_those_that_wait_together_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.db");
    let store = Store::in_file(file.clone(), |_| {}).unwrap();
    create(&store).await;
    for number in 0..5 {
        put(&store, format!("one-{number}")).await.unwrap();
    }
    assert_eq!(store.figures().syncs, 6);
    assert_eq!(count(&store).await, 5);
    assert_eq!(store.figures().syncs, 6, "a read needs none");

    let store = Arc::new(store);
    let puts = (0..64).map(|number| {
        let store = store.clone();
        tokio::spawn(async move { put(&store, format!("many-{number}")).await.unwrap() })
    });
    for put in puts.collect::<Vec<_>>() {
        put.await.unwrap();
    }
    let figures = store.figures();
    assert_eq!(figures.writes, 6 + 64);
    assert!(figures.syncs < 6 + 64, "{figures:?}");
    assert_eq!(handles(&file), 1, "one connection");
    store.close().await;
    assert_eq!(handles(&file), 0);
    assert!(matches!(
        put(&store, "late".to_owned()).await,
        Err(StoreError::Lost)
    ));

    let store = Store::in_file(file, |_| {}).unwrap();
    assert_eq!(count(&store).await, 69);
}

/// A clock that panics when it is read, which dynoxide does with its lock held.
struct NoClock;

impl Clock for NoClock {
    fn now_unix_secs(&self) -> u64 {
        panic!("nobody knows the time")
    }

    fn now_unix_secs_f64(&self) -> f64 {
        panic!("nobody knows the time")
    }
}

#[tokio::test]
async fn a_panic_that_poisons_the_lock_costs_one_operation() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.db");
    let opened = Opened {
        database: Database::memory_with_clock(Arc::new(NoClock)).unwrap(),
        log: None,
    };
    let reopen: Reopen = Box::new(move || Opened::file(&file));
    let store = Store::start(opened, Some(reopen), |_| {}).unwrap();
    let table = json!({
        "TableName": "orders",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
    });
    let create_and_put = move |database: &Database| {
        database.create_table(input(table))?;
        let item = json!({"TableName": "orders", "Item": {"id": {"S": "1"}}});
        database.put_item(input(item))
    };
    let lost = store.perform(Access::Write, create_and_put).await;
    assert!(matches!(lost, Err(StoreError::Lost)), "{lost:?}");
    create(&store).await;
    put(&store, "1".to_owned()).await.unwrap();
    assert_eq!(count(&store).await, 1);
}

#[tokio::test]
async fn a_panic_without_the_lock_costs_nothing_else() {
    let store = Store::in_memory(|_| panic!("nothing is lost")).unwrap();
    create(&store).await;
    put(&store, "1".to_owned()).await.unwrap();
    let panics = |_: &Database| -> dynoxide::Result<()> { panic!("a fault of ours") };
    let lost = store.perform(Access::Read, panics).await;
    assert!(matches!(lost, Err(StoreError::Lost)), "{lost:?}");
    assert_eq!(count(&store).await, 1);
}

#[tokio::test]
async fn a_disk_that_fails_stops_the_store_and_a_full_one_does_not() {
    static STOPPED: AtomicU64 = AtomicU64::new(0);
    let store = Store::in_memory(|failure| {
        assert_eq!(
            failure,
            &StoreFailure::Disk("backend: I/O error: x".to_owned())
        );
        STOPPED.fetch_add(1, Ordering::Relaxed);
    })
    .unwrap();
    create(&store).await;
    let fails = |said: &'static str| {
        move |_: &Database| -> dynoxide::Result<()> {
            Err(DynoxideError::InternalServerError(said.to_owned()))
        }
    };
    let full = fails("backend: database or disk is full");
    let full = store.perform(Access::Write, full).await;
    assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
    assert_eq!(count(&store).await, 0, "it goes on");
    let broken = fails("backend: I/O error: x");
    let broken = store.perform(Access::Write, broken).await;
    assert!(matches!(broken, Err(StoreError::Lost)), "{broken:?}");
    let after = put(&store, "1".to_owned()).await;
    assert!(matches!(after, Err(StoreError::Lost)), "{after:?}");
    store.close().await;
    assert_eq!(STOPPED.load(Ordering::Relaxed), 1);
}
