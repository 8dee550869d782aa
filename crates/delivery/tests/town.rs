//! The bundled town is the one its plan makes, and hangs together.
//!
//! `UPDATE_GOLDEN=1 cargo test -p delivery --test town` makes `assets/town.json` anew.

#[path = "town/crossings.rs"]
mod crossings;
#[path = "town/geometry.rs"]
mod geometry;
#[path = "town/land.rs"]
mod land;
#[path = "town/names.rs"]
mod names;
#[path = "town/plan.rs"]
mod plan;
#[path = "town/survey.rs"]
mod survey;

use std::path::Path;

#[test]
fn the_bundled_town_is_what_its_plan_makes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/town.json");
    let made = plan::town();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &made).expect("write the town");
    }
    let kept = std::fs::read_to_string(&path).expect("read the town");
    assert!(
        kept == made,
        "{} differs; UPDATE_GOLDEN=1 makes it anew",
        path.display()
    );
}
