//! `entrega tables list`

use clap::Args;
use serde_json::json;

use super::place::{Access, Place, open};
use super::side::{Role, Side};
use super::{Whence, runtime};
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::table::{Cell, Table};
use crate::terminal::{Stream, print};

#[derive(Args, Debug)]
pub(crate) struct ListArguments {
    /// Where: embedded (the server that runs here), aws, a URL, or a data folder whose server does
    /// not run
    #[arg(long, value_name = "PLACE", default_value = "embedded")]
    from: Place,

    /// Print one JSON document, for scripts
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    whence: Whence,
}

pub(crate) const LIST_HELP: &str = "\
Exit codes:
  0  listed
  2  not listed: the call or the place did not allow it

Examples:
  entrega tables list
  entrega tables list --from aws --region sa-east-1";

/// A table of the list.
struct Found {
    name: String,
    items: u64,
    key: String,
}

pub(crate) fn list(arguments: &ListArguments) -> Result<Verdict, Fault> {
    let found = runtime()?.block_on(find(arguments))?;
    if arguments.json {
        let table =
            |found: &Found| json!({"table": found.name, "items": found.items, "key": found.key});
        let tables: Vec<_> = found.iter().map(table).collect();
        print(&format!("{}\n", json!({ "tables": tables })))?;
        return Ok(Verdict::Good);
    }
    let mut table = Table::new(["TABLE", "ITEMS", "KEY"]);
    for Found { name, items, key } in &found {
        let items = items.to_string();
        table.push([name.as_str(), items.as_str(), key.as_str()].map(Cell::plain));
    }
    print(&table.render(&Stream::Stdout.palette(), Stream::Stdout.width()))?;
    Ok(Verdict::Good)
}

async fn find(arguments: &ListArguments) -> Result<Vec<Found>, Fault> {
    let opened = open(&arguments.from, Access::Read, &arguments.whence).await?;
    let mut side = Side::new(Role::Source, String::new(), opened);
    let mut found = Vec::new();
    for name in side.tables().await? {
        side.table.clone_from(&name);
        if let Some(description) = side.describe().await? {
            found.push(Found {
                name,
                items: description.items,
                key: description.schema.key_in_words(),
            });
        }
    }
    side.close().await;
    Ok(found)
}
