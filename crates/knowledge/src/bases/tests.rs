use super::*;

fn id(text: &str) -> KnowledgeBaseId {
    KnowledgeBaseId::new(text).expect("a name")
}

fn name(text: &str) -> DocumentName {
    DocumentName::new(text).expect("a name")
}

fn first(bases: &KnowledgeBases, question: &str) -> Option<String> {
    let answered = bases.get(&id("shop"))?.search(question, 1);
    Some(answered.found.first()?.passage.text.clone())
}

const FEES: &[u8] = b"# Fees\n\nDelivery costs R$ 5,00.";
const HOURS: &[u8] = b"# Hours\n\nWe open at 9h.";

#[test]
fn documents_come_change_and_go() {
    let bases = KnowledgeBases::in_memory(None);
    assert!(bases.list().is_empty());
    let shop = id("shop");
    bases.upload(&shop, &name("fees.md"), FEES).expect("kept");
    bases.upload(&shop, &name("hours.md"), HOURS).expect("kept");
    let costs = "what does delivery cost";
    assert_eq!(
        first(&bases, costs).as_deref(),
        Some("Delivery costs R$ 5,00.")
    );

    let changed = b"# Fees\n\nDelivery costs R$ 7,00.";
    bases
        .upload(&shop, &name("fees.md"), changed)
        .expect("kept");
    assert_eq!(
        first(&bases, costs).as_deref(),
        Some("Delivery costs R$ 7,00.")
    );
    assert_eq!(bases.documents(&shop).expect("documents").len(), 2);

    bases
        .remove_document(&shop, &name("fees.md"))
        .expect("removed");
    assert!(matches!(
        bases.remove_document(&shop, &name("fees.md")),
        Err(KnowledgeError::NoDocument { .. })
    ));
    bases.remove(&shop).expect("removed");
    assert!(matches!(
        bases.documents(&shop),
        Err(KnowledgeError::NoBase(_))
    ));
}

#[test]
fn what_cannot_be_read_changes_nothing() {
    let bases = KnowledgeBases::in_memory(None);
    let shop = id("shop");
    bases.upload(&shop, &name("fees.md"), FEES).expect("kept");
    assert!(bases.upload(&shop, &name("fees.md"), b"\xff").is_err());
    assert!(first(&bases, "delivery cost").is_some());
}

#[test]
fn a_folder_is_as_it_was_after_a_restart_and_followed_while_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = id("shop");
    let bases = KnowledgeBases::open(folder.path(), None).expect("opened");
    bases.upload(&shop, &name("a/fees.md"), FEES).expect("kept");
    let before = bases.documents(&shop).expect("documents");
    let other = KnowledgeBases::open(folder.path(), None).expect("opened");
    assert_eq!(other.documents(&shop).expect("documents"), before);

    bases.upload(&shop, &name("hours.md"), HOURS).expect("kept");
    assert_eq!(other.refresh().expect("followed"), []);
    assert_eq!(other.documents(&shop).expect("documents").len(), 2);
    bases
        .remove_document(&shop, &name("a/fees.md"))
        .expect("removed");
    bases
        .remove_document(&shop, &name("hours.md"))
        .expect("removed");
    other.refresh().expect("followed");
    assert_eq!(other.documents(&shop).expect("documents"), []);
    bases.remove(&shop).expect("removed");
    other.refresh().expect("followed");
    assert!(other.list().is_empty());
}

#[test]
fn a_damaged_index_is_made_again_and_half_a_file_is_not_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = id("shop");
    let bases = KnowledgeBases::open(folder.path(), None).expect("opened");
    bases.upload(&shop, &name("fees.md"), FEES).expect("kept");
    let place = folder.path().join("shop");
    std::fs::write(place.join(INDEX_FILE), b"{").expect("damaged");
    std::fs::write(place.join("documents/hours.md.partial"), b"# Ho").expect("half");
    std::fs::write(place.join("documents/bad.md"), b"\xff").expect("bad");
    let bases = KnowledgeBases::open(folder.path(), None).expect("opened");
    assert_eq!(bases.documents(&shop).expect("documents").len(), 1);
    assert!(first(&bases, "delivery cost").is_some());
    // It was told when the folder was opened, and is not told again until something changes.
    assert_eq!(bases.refresh().expect("followed"), []);
}

#[test]
fn a_folder_of_files_is_added_with_the_names_in_it() {
    let from = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(from.path().join("menu")).expect("a folder");
    std::fs::write(from.path().join("menu/fees.md"), FEES).expect("a file");
    std::fs::write(from.path().join("picture.png"), b"x").expect("a file");
    let bases = KnowledgeBases::in_memory(None);
    let added = bases.add(&id("shop"), from.path()).expect("added");
    assert_eq!(added.len(), 1);
    assert_eq!(added[0].name.as_str(), "menu/fees.md");
    assert!(
        bases
            .add(&id("shop"), &from.path().join("picture.png"))
            .is_err()
    );
}
