//! A server that is not ours.

use super::place::{Moto, OpenFolder, client, copy, text};
use super::shop::{TABLE, all, make, order, put};

#[tokio::test(flavor = "multi_thread")]
async fn to_moto_and_back() {
    const ITEMS: usize = 600;
    let Some(moto) = Moto::start() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, kept) = (folder.path().join("ours"), folder.path().join("kept"));
    let open = OpenFolder::at(&ours);
    make(&open.client, TABLE).await;
    put(
        &open.client,
        TABLE,
        (0..ITEMS).map(|number| order(number, 1)),
    )
    .await;
    let expected = all(&open.client, TABLE).await;
    open.close().await;
    copy(text(&ours), &moto.url, &[]).is_same(ITEMS as u64, 0);
    copy(text(&ours), &moto.url, &["--verify-only"]).is_same(0, 0);
    assert_eq!(all(&client(&moto.url), TABLE).await.len(), ITEMS);
    copy(&moto.url, text(&kept), &[]).is_same(ITEMS as u64, 0);
    let open = OpenFolder::at(&kept);
    assert!(all(&open.client, TABLE).await == expected);
    open.close().await;
}
