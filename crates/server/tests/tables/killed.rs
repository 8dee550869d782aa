//! Whoever is killed, nothing is lost, nothing is there twice, and nothing begins anew.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::place::{OpenFolder, Server, client, copy, copy_table, tables, text};
use super::shop::{TABLE, all, delete, key, make, order, put};

const ITEMS: usize = 3_000;

/// At least so often the copy is killed.
const KILLS: usize = 22;

fn start(arguments: &[&str]) -> Child {
    let mut command = tables(&[&["copy", "--json"], arguments].concat());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("it runs")
}

/// What the checkpoint says; `Null` while there is none.
fn stage(data: &Path) -> Value {
    let Ok(files) = std::fs::read_dir(data.join("table-copies")) else {
        return Value::Null;
    };
    let mut files = files.map(|file| file.expect("a file").path());
    let file = files.find(|file| file.extension().is_some_and(|end| end == "json"));
    let Some(file) = file else {
        return Value::Null;
    };
    let checkpoint = std::fs::read(file).expect("a checkpoint");
    // It is never half of anything.
    let mut checkpoint: Value = serde_json::from_slice(&checkpoint).expect("a whole checkpoint");
    checkpoint["stage"].take()
}

/// How many items are known to be copied, while the target is filled.
fn filled(data: &Path) -> Option<u64> {
    stage(data)["filling"]["read"]["lasting"]["items"].as_u64()
}

fn is_filled(data: &Path) -> bool {
    stage(data).get("filled").is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_between_servers_survives_every_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name);
    let (ours, theirs, kept) = (place("ours"), place("theirs"), place("kept"));
    let open = OpenFolder::at(&ours);
    make(&open.client, TABLE).await;
    put(
        &open.client,
        TABLE,
        (0..ITEMS).map(|number| order(number, 10)),
    )
    .await;
    let expected = all(&open.client, TABLE).await;
    open.close().await;
    let mut source = Server::start(&ours, &[]);
    let mut target = Server::start(&theirs, &["--anonymous"]);
    let (from, to) = (source.url.clone(), target.url.clone());
    let more = [
        "--endpoint",
        &from,
        "--data",
        text(&ours),
        "--table",
        TABLE,
        "--to-table",
        "moved",
    ];
    let (mut reached, mut kills) = (0, 0);
    for time in 0.. {
        let mut child = start(&[&["--from", "embedded", "--to", &to], &more[..]].concat());
        // Half of them while it works, however slow the machine is; half at whatever moment.
        if time % 2 == 0 {
            while child.try_wait().expect("a child").is_none()
                && filled(&ours).is_none_or(|now| now <= reached)
                && !is_filled(&ours)
            {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        tokio::time::sleep(Duration::from_millis(fastrand::u64(0..400))).await;
        match time {
            5 | 15 => {
                source.kill();
                tokio::time::sleep(Duration::from_millis(fastrand::u64(0..100))).await;
                source.start_again();
            }
            10 => {
                target.kill();
                target.start_again();
            }
            _ => {}
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        kills += 1;
        if let Some(now) = filled(&ours) {
            assert!(now >= reached, "it began anew: {now} after {reached}");
            reached = now;
        }
        if kills >= KILLS {
            break;
        }
    }
    assert!(reached > 0, "no kill met it at work");
    let said = copy_table("embedded", &to, &more);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.number("written") <= ITEMS as u64 - reached, "{said:?}");
    let there = client(&to);
    assert!(all(&there, "moved").await == expected);

    // Back, into the folder of a server that does not run.
    let back = ["--table", "moved", "--to-table", TABLE];
    copy_table(&to, text(&kept), &back).is_same(ITEMS as u64, 0);
    drop(source);
    let open = OpenFolder::at(&kept);
    assert!(all(&open.client, TABLE).await == expected);
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_that_is_killed_is_as_good_as_none() {
    const ITEMS: usize = 1_500;
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    let open = OpenFolder::at(&ours);
    make(&open.client, TABLE).await;
    put(
        &open.client,
        TABLE,
        (0..ITEMS).map(|number| order(number, 1)),
    )
    .await;
    open.close().await;
    let (from, to) = (text(&ours), text(&theirs));
    copy(from, to, &[]).is_same(ITEMS as u64, 0);

    let open = OpenFolder::at(&ours);
    put(
        &open.client,
        TABLE,
        (0..1_000).map(|number| order(number, 2)),
    )
    .await;
    delete(&open.client, TABLE, (1_000..1_200).map(key)).await;
    put(
        &open.client,
        TABLE,
        (ITEMS..ITEMS + 100).map(|number| order(number, 2)),
    )
    .await;
    let expected = all(&open.client, TABLE).await;
    open.close().await;
    for _ in 0..8 {
        let mut child = start(&["--from", from, "--to", to, "--table", TABLE]);
        tokio::time::sleep(Duration::from_millis(fastrand::u64(50..500))).await;
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
    }
    let said = copy(from, to, &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let open = OpenFolder::at(&theirs);
    assert!(all(&open.client, TABLE).await == expected);
    open.close().await;
}
