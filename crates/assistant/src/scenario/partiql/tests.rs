use proptest::prelude::*;

use super::*;

const OWNER_OF_ROWS: &str = "loja.01JANA";

fn bound(text: &str) -> Bound {
    Select::parse(text)
        .unwrap_or_else(|refused| panic!("{text}: {refused}"))
        .of_owner("view", OWNER_OF_ROWS)
}

#[test]
fn values_become_parameters_and_the_owner_comes_first() {
    let asked = bound(
        "select number, \"total\" from Orders\nwhere placed_on between '2026-11-01' and '2026-11-30' \
         and status in ('DELIVERED', 'ON_THE_WAY') and total >= 5000",
    );
    assert_eq!(
        asked.statement,
        "SELECT \"number\", \"total\" FROM \"view\" WHERE \"customer\" = ? AND \"placed_on\" BETWEEN ? \
         AND ? AND \"status\" IN (?, ?) AND \"total\" >= ?"
    );
    let text = |text: &str| Value::Text(text.to_owned());
    assert_eq!(
        asked.parameters,
        [
            text(OWNER_OF_ROWS),
            text("2026-11-01"),
            text("2026-11-30"),
            text("DELIVERED"),
            text("ON_THE_WAY"),
            Value::Number(5_000),
        ]
    );
    assert_eq!(
        bound("SELECT items FROM orders").statement,
        "SELECT \"items\" FROM \"view\" WHERE \"customer\" = ?"
    );
}

#[test]
fn refusals_say_what_is_wrong() {
    for (text, says) in [
        ("SELECT * FROM orders", "`*` cannot be in a statement"),
        (
            "SELECT customer FROM orders",
            "there is no column `customer`; there are number, ",
        ),
        (
            "SELECT number FROM entrega",
            "there is no table `entrega`; the only one is `orders`",
        ),
        ("DELETE FROM orders", "SELECT was expected, not `DELETE`"),
        (
            "SELECT number FROM orders WHERE total = '5'",
            "`total` is compared with a value of another",
        ),
        (
            "SELECT number FROM orders WHERE total = 1 OR total = 2",
            "the end was expected, not `OR`",
        ),
        (
            "SELECT number, number FROM orders",
            "the column `number` is asked for twice",
        ),
        (
            "SELECT number FROM orders WHERE status = 'it''s'",
            "a quoted text has only",
        ),
        (
            "SELECT number FROM orders WHERE",
            "a column was expected, not `the end`",
        ),
        (
            "SELECT number FROM orders WHERE total IN ()",
            "a value was expected, not `)`",
        ),
        (
            "SELECT number FROM orders; SELECT number FROM orders",
            "`;` cannot be in a statement",
        ),
    ] {
        let refused = Select::parse(text).expect_err(text).to_string();
        assert!(refused.contains(says), "{text}: {refused}");
    }
}

#[test]
fn what_is_long_is_refused() {
    let values = |many: usize| vec!["1"; many].join(", ");
    let listed = |many| {
        format!(
            "SELECT number FROM orders WHERE total IN ({})",
            values(many)
        )
    };
    assert!(Select::parse(&listed(VALUES_MAX)).is_ok());
    assert_eq!(
        Select::parse(&listed(VALUES_MAX + 1)),
        Err(Refused::TooMany)
    );
    let conditions = |many: usize| vec!["total > 1"; many].join(" AND ");
    let met = |many| format!("SELECT number FROM orders WHERE {}", conditions(many));
    assert!(Select::parse(&met(CONDITIONS_MAX)).is_ok());
    assert_eq!(
        Select::parse(&met(CONDITIONS_MAX + 1)),
        Err(Refused::TooMany)
    );
    let padded = format!(
        "SELECT number FROM orders{}",
        " ".repeat(STATEMENT_BYTES_MAX)
    );
    assert_eq!(Select::parse(&padded), Err(Refused::TooLong));
    let number = "SELECT number FROM orders WHERE total > 1234567890123456";
    assert_eq!(Select::parse(number), Err(Refused::Number));
}

/// A bound statement, taken apart by a reader of its own: nothing but the names that are listed,
/// signs, and marks, one for each parameter; and the owner is asked for first.
fn reads_only_the_owners(asked: &Bound) -> bool {
    let Some((columns, conditions)) = asked
        .statement
        .strip_prefix("SELECT ")
        .and_then(|rest| rest.split_once(" FROM \"view\" WHERE \"customer\" = ?"))
    else {
        return false;
    };
    let is_listed = |name: &str| {
        Column::ALL
            .iter()
            .any(|column| format!("\"{}\"", column.name()) == name)
    };
    let words = ["=", "<", ">", "<=", ">=", "?", "AND", "BETWEEN", "IN"];
    let mut pieces = conditions.split([' ', ',', '(', ')']);
    columns.split(", ").all(is_listed)
        && pieces.all(|piece| piece.is_empty() || words.contains(&piece) || is_listed(piece))
        && asked.statement.matches('?').count() == asked.parameters.len()
        && asked.parameters.first() == Some(&Value::Text(OWNER_OF_ROWS.to_owned()))
}

fn a_column() -> impl Strategy<Value = Column> {
    prop::sample::select(Column::ALL.to_vec())
}

fn a_value(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Number => (0_u64..1_000_000_000_000_000)
            .prop_map(Value::Number)
            .boxed(),
        Kind::Text => "[A-Za-z0-9 :.+_-]{0,12}".prop_map(Value::Text).boxed(),
    }
}

fn a_condition() -> impl Strategy<Value = Condition> {
    let comparison = prop::sample::select(vec![
        Comparison::Equal,
        Comparison::Less,
        Comparison::Greater,
        Comparison::AtMost,
        Comparison::AtLeast,
    ]);
    (a_column(), comparison, 0..3).prop_flat_map(|(column, comparison, shape)| {
        let value = || a_value(column.kind());
        match shape {
            0 => value()
                .prop_map(move |value| Condition::Compares(column, comparison, value))
                .boxed(),
            1 => (value(), value())
                .prop_map(move |(from, to)| Condition::Between(column, from, to))
                .boxed(),
            _ => prop::collection::vec(value(), 1..4)
                .prop_map(move |values| Condition::In(column, values))
                .boxed(),
        }
    })
}

fn a_select() -> impl Strategy<Value = Select> {
    let columns = prop::sample::subsequence(Column::ALL.to_vec(), 1..=Column::ALL.len());
    let conditions = prop::collection::vec(a_condition(), 0..4);
    (columns, conditions).prop_map(|(columns, conditions)| Select {
        columns,
        conditions,
    })
}

/// What statements and attacks on them are made of.
const SOUP: [&str; 56] = [
    "SELECT",
    "FROM",
    "WHERE",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "number",
    "total",
    "status",
    "placed_on",
    "customer",
    "document",
    "PK",
    "orders",
    "\"orders\"",
    "entrega",
    "\"entrega\"",
    "*",
    ",",
    "(",
    ")",
    "[",
    "]",
    "=",
    "<",
    ">",
    "<>",
    "!=",
    "'",
    "''",
    "\"",
    "\"\"",
    ";",
    "--",
    "/*",
    "*/",
    "'DELIVERED'",
    "1",
    "0",
    "-1",
    "1e9",
    "?",
    "UNION",
    "DELETE",
    "UPDATE",
    "SET",
    "INSERT INTO",
    "EXISTS",
    "contains",
    "begins_with",
    "\u{ff07}",
    "\u{2019}",
    "\u{0}",
    "\\",
];

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(select in a_select()) {
        let text = select.to_string();
        prop_assume!(text.len() <= STATEMENT_BYTES_MAX);
        prop_assert_eq!(Select::parse(&text), Ok(select.clone()));
        prop_assert!(reads_only_the_owners(&select.of_owner("view", OWNER_OF_ROWS)));
    }

    #[test]
    fn nothing_that_is_accepted_reads_what_is_another_s(
        pieces in prop::collection::vec(prop::sample::select(SOUP.to_vec()), 0..24),
        glue in prop::sample::select(vec![" ", "", "\n", "\t"]),
    ) {
        if let Ok(select) = Select::parse(&pieces.join(glue)) {
            prop_assert!(reads_only_the_owners(&select.of_owner("view", OWNER_OF_ROWS)));
        }
    }

    #[test]
    fn a_statement_with_anything_put_into_it_reads_only_the_owners(
        select in a_select(),
        at in any::<prop::sample::Index>(),
        piece in prop::sample::select(SOUP.to_vec()),
    ) {
        let mut text = select.to_string();
        let at = at.index(text.len() + 1);
        text.insert_str(at, piece);
        if let Ok(select) = Select::parse(&text) {
            prop_assert!(reads_only_the_owners(&select.of_owner("view", OWNER_OF_ROWS)));
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = Select::parse(&text);
    }
}
