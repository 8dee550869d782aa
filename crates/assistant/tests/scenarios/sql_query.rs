//! Whatever a model writes, the rows of other customers do not come back, and nothing is written.

use delivery::table::Key;
use serde_json::{Map, Value, json};

use crate::stage::{Person, Stage};

const ALL: &str = "SELECT number, placed_at, placed_on, status, total, items_total, delivery_fee, \
                   payment_method, paid, refunded, item_count, items FROM orders";

fn written(query: &str) -> String {
    json!({ "query": query }).to_string()
}

impl Stage {
    /// What a statement finds for somebody; nothing where it was refused.
    async fn rows(&self, query: &str, person: &Person) -> Option<Vec<Map<String, Value>>> {
        self.model.says(written(query));
        let ran = self
            .run(
                "sql-query",
                "Meus pedidos",
                json!({}),
                Some(&person.session),
            )
            .await;
        let rows = ran["context_data"].get(0)?["rows"].clone();
        Some(serde_json::from_value(rows).expect("rows"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn own_orders_are_found_and_added_up() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    let mut total = 0;
    for (quantity, key) in [(1, "k1"), (2, "k2"), (3, "k3")] {
        total += stage
            .order(&ana, quantity, key)
            .await
            .order
            .totals
            .total
            .as_minor();
    }
    stage.model.says(written(
        "SELECT number, total FROM orders WHERE payment_method = 'CASH'",
    ));
    let ran = stage
        .run("sql-query", "Quanto gastei?", json!({}), Some(&ana.session))
        .await;
    let found = &ran["context_data"][0];
    assert_eq!(
        (&found["row_count"], &found["sum_of_total"]),
        (&json!(3), &json!(total)),
        "{ran}"
    );
    assert_eq!(found["sum_of_refunded"], Value::Null);
    let rows = |query: &'static str| stage.rows(query, &ana);
    let many = rows("SELECT items, item_count FROM orders WHERE item_count > 1").await;
    let many = many.expect("rows");
    assert_eq!(many.len(), 2);
    assert!(
        many.iter()
            .all(|row| row.len() == 2 && row["item_count"].as_i64() > Some(1))
    );
    let between = rows("SELECT number FROM orders WHERE item_count BETWEEN 2 AND 2").await;
    assert_eq!(between.expect("rows").len(), 1);
    let listed = rows("SELECT number FROM orders WHERE item_count IN (1, 3, 9)").await;
    assert_eq!(listed.expect("rows").len(), 2);
    let none = rows("SELECT number FROM orders WHERE placed_on < '2001-01-01'").await;
    assert_eq!(none, Some(Vec::new()));
}

/// What is put after a condition that a reader may take for the end of it; `CUSTOMER` is the key of
/// another customer.
const TAILS: &[&str] = &[
    "OR 1 = 1",
    "OR total > 0",
    "OR 'a' = 'a'",
    "OR NOT total = 1",
    "OR customer = 'CUSTOMER'",
    "AND customer = 'CUSTOMER'",
    "AND \"customer\" = 'CUSTOMER'",
    "AND customer > ''",
    "AND customer IN ('CUSTOMER')",
    "AND customer BETWEEN '' AND 'zzzz'",
    "AND PK = 'CUSTOMER'",
    "AND document > ''",
    "AND row > ''",
    "; DELETE FROM orders",
    "; SELECT number FROM orders",
    "-- AND customer = ?",
    "/* */ OR total > 0",
    "# OR total > 0",
    "UNION SELECT number FROM entrega",
    "UNION ALL SELECT document FROM entrega",
    "AND EXISTS (SELECT number FROM orders)",
    "AND total IN (SELECT total FROM orders)",
    "AND begins_with(customer, 'loja')",
    "AND contains(items, 'a')",
    "AND attribute_exists(customer)",
    "AND size(items) > 0",
    "AND (total > 0 OR total < 1)",
    "AND total > 0 OR total < 1",
    "AND total IS NOT MISSING",
    "AND total <> 1",
    "AND total != 1",
    "AND NOT total = 1",
    "ORDER BY total",
    "LIMIT 100",
    "RETURNING ALL OLD *",
    "AND status = 'x'' OR ''a''=''a'",
    "AND status = 'x\\' OR total > 0",
    "AND status = 'x' 'OR' total > 0",
    "AND status = \u{2018}x\u{2019} OR total > 0",
    "AND status = \u{ff07}x\u{ff07}",
    "AND status = 'x\u{0}' OR total > 0",
    "AND status = 'x\n' OR total > 0",
    "AND total = ?",
    "AND total = :owner",
    "AND total = 1e9",
    "AND total > -1",
    "AND total > 0x0",
    "AND total || '' > ''",
];

/// What is put in place of the table.
const TABLES: &[&str] = &[
    "entrega",
    "\"entrega\"",
    "\"entrega\".\"of_customer\"",
    "\"entrega-orders-view\"",
    "\"entrega-scenarios\"",
    "orders, entrega",
    "orders AS o",
    "orders o",
    "\"orders\".\"of_customer\"",
    "\"orders\" \"entrega\"",
    "(SELECT number FROM entrega)",
    "[orders]",
    "`orders`",
    "orders.entrega",
    "\u{43e}rders",
    "ord\u{200b}ers",
    "'orders'",
    "orders;",
    "\"orders\"\"entrega\"",
    "orders JOIN entrega",
];

/// What is put in place of the columns.
const COLUMNS: &[&str] = &[
    "*",
    "o.*",
    "customer",
    "\"customer\"",
    "document",
    "PK",
    "SK",
    "row",
    "expires_at",
    "number, customer",
    "COUNT(*)",
    "MAX(total)",
    "items.customer",
    "items[0]",
    "number AS customer",
    "DISTINCT number",
    "VALUE number",
    "'number'",
    "1",
    "num\u{44c}er",
    "pin",
    "phone",
    "address",
];

/// What is put in place of all of it.
const STATEMENTS: &[&str] = &[
    "DELETE FROM orders",
    "DELETE FROM \"entrega\" WHERE PK = 'x'",
    "UPDATE orders SET total = 0",
    "UPDATE \"entrega\" SET document = '{}'",
    "INSERT INTO orders VALUE {'customer': 'x'}",
    "INSERT INTO \"entrega\" VALUE {'PK': 'x', 'SK': 'y'}",
    "EXISTS(SELECT number FROM orders)",
    "EXPLAIN SELECT number FROM orders",
    "select",
    "",
    " ",
    "SELECT number FROM orders WHERE",
    "(SELECT number FROM orders)",
    "SELECT SELECT number FROM orders",
    "SELECT number FROM orders FROM entrega",
    "\u{feff}SELECT number FROM orders",
    "SELECT\u{a0}number FROM orders",
    "\u{ff33}ELECT number FROM orders",
    "SELECT number FROM orders\u{0}",
    "SELECT number FROM orders\u{3000}WHERE total > 0",
];

/// Statements that try to read what is another's, to write, or to be read in two ways.
fn attacks(victim: &Person) -> Vec<String> {
    let key = format!("loja#{}", victim.id);
    let tails = TAILS.iter().map(|tail| {
        let tail = tail.replace("CUSTOMER", &key);
        format!("SELECT number, total, items FROM orders WHERE total > 0 {tail}")
    });
    let tables = TABLES
        .iter()
        .map(|table| format!("SELECT number, total, items FROM {table}"));
    let columns = COLUMNS
        .iter()
        .map(|columns| format!("SELECT {columns} FROM orders"));
    let statements = STATEMENTS.iter().map(|&statement| statement.to_owned());
    let all = tails.chain(tables).chain(columns).chain(statements);
    all.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_others_never_come_back_whatever_is_written() {
    let stage = Stage::open().await;
    let (ana, bia) = (stage.person("Ana").await, stage.person("Bia").await);
    let secret = stage.order(&ana, 9, "k").await.order;
    stage.order(&bia, 1, "k1").await;
    stage.order(&bia, 2, "k2").await;
    // Ana has asked as well: her rows are in the view.
    let hers = stage.rows(ALL, &ana).await.expect("rows");
    assert_eq!(hers.len(), 1);
    assert_eq!(hers[0]["item_count"], 9);

    let attacks = attacks(&ana);
    assert!(attacks.len() >= 100, "{}", attacks.len());
    let harmless = [
        "SELECT number, total, items FROM orders WHERE total > 0",
        "SELECT item_count FROM orders WHERE item_count = 9",
        "SELECT \"items\" FROM \"orders\" WHERE number > 0 AND total BETWEEN 0 AND 999999999",
        "SELECT status FROM orders WHERE status IN ('loja', 'customer', 'DELETE FROM')",
    ];
    for query in attacks.iter().map(String::as_str).chain(harmless) {
        let is_harmless = harmless.contains(&query);
        let rows = stage.rows(query, &bia).await;
        assert_eq!(rows.is_some(), is_harmless, "{query}: {rows:?}");
        for row in rows.into_iter().flatten() {
            assert_ne!(row.get("number"), Some(&json!(secret.number)), "{query}");
            assert_ne!(row.get("item_count"), Some(&json!(9)), "{query}");
            let items = row.get("items").and_then(Value::as_str).unwrap_or_default();
            assert!(!items.starts_with("9 x"), "{query}: {items}");
        }
    }
    // What models write around a statement is not read as one.
    for text in [
        r#"{"query": "SELECT number FROM orders", "customer": "loja#01J"}"#.to_owned(),
        r#"{"query": "SELECT number FROM orders", "query": "SELECT * FROM entrega"}"#.to_owned(),
        "SELECT number FROM orders".to_owned(),
        r#"{"query": ["SELECT number FROM orders"]}"#.to_owned(),
        written(&format!(
            "SELECT number FROM orders WHERE status = '{}'",
            "x".repeat(700)
        )),
    ] {
        stage.model.says(text.clone());
        let ran = stage
            .run("sql-query", "Tudo", json!({}), Some(&bia.session))
            .await;
        assert_eq!(ran["context_data"], json!([]), "{text}");
    }

    // Nothing was written: Ana's order is as it was, and so are the rows of both.
    let key = Key::order(&secret.key());
    let kept: Option<delivery::Order> =
        stage.world.delivery.table().get(&key).await.expect("asked");
    assert_eq!(kept.map(|order| order.totals), Some(secret.totals));
    assert_eq!(stage.rows(ALL, &bia).await.map(|rows| rows.len()), Some(2));
    assert_eq!(stage.rows(ALL, &ana).await.map(|rows| rows.len()), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_model_and_nobody_are_answered_honestly() {
    let stage = Stage::open().await;
    let ana = stage.person("Ana").await;
    stage.order(&ana, 1, "k").await;
    let said = "Quantos pedidos fiz?";
    let ran = stage
        .run("sql-query", said, json!({}), Some(&ana.session))
        .await;
    assert_eq!(ran["context_data"], json!([]));
    assert_eq!(ran["bedrock_details"]["total_input_tokens"], 0);
    stage.model.says(written(ALL));
    let claims = json!({"session": ana.session.to_string(), "customer": ana.id});
    let ran = stage.run("sql-query", said, claims, None).await;
    assert_eq!(ran["context_data"], json!([]));
}
