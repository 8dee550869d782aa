use proptest::prelude::*;

use super::*;
use crate::json;

fn value(text: &str) -> Value {
    json::from_text(text).unwrap()
}

#[track_caller]
fn check(path: &str, root: &str, expected: Option<&str>) {
    let path = JsonPath::parse(path).unwrap_or_else(|error| panic!("{path}: {error:?}"));
    let found = path.find(&value(root)).map(|found| json::to_text(&found));
    assert_eq!(found.as_deref(), expected, "{path}");
}

const STORE: &str = r#"{"store":{"book":[
    {"category":"reference","author":"Nigel Rees","title":"Sayings","price":8.95},
    {"category":"fiction","author":"Evelyn Waugh","title":"Sword","price":12.99},
    {"category":"fiction","author":"Herman Melville","title":"Moby","isbn":"0-553","price":8.99},
    {"category":"fiction","author":"J. R. R.","title":"Lord","isbn":"0-395","price":22.99}],
    "bicycle":{"color":"red","price":19.95}},"expensive":10}"#;

#[test]
fn definite_paths_select_one_value_or_nothing() {
    let root = r#"{"a":{"b":[1,{"c":null}]},"d-e":2,"x y":3}"#;
    check("$", "1", Some("1"));
    check("$.a.b[0]", root, Some("1"));
    check("$.a.b[-1].c", root, Some("null"));
    check("$.a.b[(@.length-1)].c", root, Some("null"));
    check("$['a']['b'][1]['c']", root, Some("null"));
    check("$.d-e", root, Some("2"));
    check("$['x y']", root, Some("3"));
    check("$.a.c", root, None);
    check("$.a.b[2]", root, None);
    check("$.a.b[-3]", root, None);
    check("$.d-e.f", root, None);
    check("$.a['b','z']", root, Some(r#"{"b":[1,{"c":null}]}"#));
    check("$.[0].['a']", r#"[{"a":1}]"#, Some("1"));
}

#[test]
fn backslashes_escape_behind_a_dot_but_not_in_quotes() {
    check(r"$.\stor\e.boo\k", r#"{"store":{"book":1}}"#, Some("1"));
    check(r"$.store\.book", r#"{"store.book":1}"#, Some("1"));
    check(
        r#"$['Test\""Name"']"#,
        r#"{"Test\\\"\"Name\"":1}"#,
        Some("1"),
    );
    check(r"$['it\'s']", r#"{"it's":1}"#, Some("1"));
}

#[test]
fn indefinite_paths_select_an_array() {
    check("$.items[*]", "{}", Some("[]"));
    check("$.item.items[1:5].itemValue", "{}", Some("[]"));
    check("$[*][*]", "[[1,2],[3],4]", Some("[1,2,3]"));
    check(
        "$.p[0, 1][*][*]",
        r#"{"p":[[[1],[2]],[[3]],[[4]]]}"#,
        Some("[1,2,3]"),
    );
    check("$.*", r#"{"a":1,"b":[2]}"#, Some("[1,[2]]"));
    check(
        "$.[*].['bucket', 'key']",
        r#"[{"bucket":1,"key":2,"x":3}]"#,
        Some(r#"[{"bucket":1,"key":2}]"#),
    );
    check(
        "$['a','b'].c",
        r#"{"a":{"c":1},"b":{"c":2}}"#,
        Some("[1,2]"),
    );
}

#[test]
fn slices_are_jayways() {
    let root = "[0,1,2,3,4]";
    check("$[1:3]", root, Some("[1,2]"));
    check("$[-2:]", root, Some("[3,4]"));
    check("$[:2]", root, Some("[0,1]"));
    check("$[:-2]", root, Some("[0,1,2]"));
    check("$[-3:-1]", root, Some("[2,3]"));
    check("$[3:99]", root, Some("[3,4]"));
    check("$[-99:1]", root, Some("[0]"));
    check("$[1:-1]", root, Some("[]"));
}

#[test]
fn descends_parents_first() {
    check(
        "$..author",
        STORE,
        Some(r#"["Nigel Rees","Evelyn Waugh","Herman Melville","J. R. R."]"#),
    );
    check(
        "$.store..price",
        STORE,
        Some("[8.95,12.99,8.99,22.99,19.95]"),
    );
    check("$..book[2].title", STORE, Some(r#"["Moby"]"#));
    check("$..[0]", "[[1],[2]]", Some("[[1],1,2]"));
    check("$..*", r#"{"a":{"b":1}}"#, Some(r#"[{"b":1},1]"#));
    check("$..[?(@.isbn)].title", STORE, Some(r#"["Moby","Lord"]"#));
    check(
        "$..['color','price']",
        STORE,
        Some(r#"[{"color":"red","price":19.95}]"#),
    );
}

#[test]
fn filters_compare_with_literals() {
    check(
        "$.store.book[?(@.price < 10)].title",
        STORE,
        Some(r#"["Sayings","Moby"]"#),
    );
    check(
        "$.store.book[?(@.isbn)].title",
        STORE,
        Some(r#"["Moby","Lord"]"#),
    );
    check(
        "$.store.book[?(!@.isbn && @.price >= 8.95)].title",
        STORE,
        Some(r#"["Sayings","Sword"]"#),
    );
    check(
        "$.store.book[?(@.category == 'reference' || (@.price > 20 && @.isbn != 'x'))].title",
        STORE,
        Some(r#"["Sayings","Lord"]"#),
    );
    check(
        "$.l[?(@.Name==Receipt)]",
        r#"{"l":[{"Name":"Receipt"},{"Name":"x"}]}"#,
        Some(r#"[{"Name":"Receipt"}]"#),
    );
    check(
        "$[?(@.a != 1)]",
        r#"[{"a":2},{"b":1},{"a":null}]"#,
        Some(r#"[{"a":2},{"a":null}]"#),
    );
    check(
        "$[?(@.a == null)]",
        r#"[{"a":null},{}]"#,
        Some(r#"[{"a":null}]"#),
    );
    check(
        "$[?(@.a == true)]",
        r#"[{"a":true},{"a":"true"}]"#,
        Some(r#"[{"a":true}]"#),
    );
    check("$[?(@ > 1)]", "[1,2,3]", Some("[]"));
    check(
        "$.o[?(@.OU > 0)]",
        r#"{"o":{"OU":1}}"#,
        Some(r#"[{"OU":1}]"#),
    );
    check(
        "$[?(@.key1.thing1 == pass)]",
        r#"[{"key1":{"thing1":"pass"}}]"#,
        Some(r#"[{"key1":{"thing1":"pass"}}]"#),
    );
}

#[test]
fn functions_apply_to_what_is_selected() {
    check("$.a.length()", r#"{"a":[1,2]}"#, Some("2"));
    check("$..author.length()", STORE, Some("4"));
    check("$.length()", r#"{"a":1}"#, Some("1"));
    check("$.a.length()", r#"{"a":"text"}"#, None);
    check("$.keys()", r#"{"a":1,"b":2}"#, Some(r#"["a","b"]"#));
    check("$.sum()", "[1,2,3]", Some("6.0"));
    check("$.stddev()", "[1,3]", Some("1.0"));
    check("$.max()", "[]", None);
    check("$.index(-1)", "[1,2]", Some("2"));
}

#[test]
fn what_is_missing_is_explained_as_jayway_does() {
    let root = value(r#"{"a":{"b":"text"},"list":[1]}"#);
    for (path, explanation) in [
        ("$.no.such.path", "Missing property in path $['no']"),
        (
            "$.NoSuchInputPath",
            "No results for path: $['NoSuchInputPath']",
        ),
        ("$.a.c", "No results for path: $['a']['c']"),
        ("$.list[3]", "No results for path: $['list'][3]"),
        ("$.list[3].x", "No results for path: $['list'][3]['x']"),
        ("$.a.b.c", "Property ['c'] not found in path $['a']['b']"),
        (
            "$.a[0]",
            "Filter: [0] can only be applied to arrays. Current context is: {b=text}",
        ),
    ] {
        let path = JsonPath::parse(path).unwrap();
        assert_eq!(path.explain_missing(&root).message, explanation);
    }
}

#[test]
fn refuses_what_aws_refuses() {
    for (text, offset) in [
        ("", 0),
        ("a", 0),
        ("..book.length()", 0),
        ("$.", 2),
        ("$...", 3),
        ("$.a..", 5),
        ("$.a b", 3),
        ("$.a[", 4),
        ("$.a[b]", 4),
        ("$.a[0", 5),
        ("$.a['b]", 4),
        ("$.a[0:4:2]", 7),
        ("$[:]", 2),
        ("$.a[?(@.b =~ /x/)]", 10),
        ("$.a[?(@.b <= $['c'])]", 13),
        ("$.a[?(@.b in ['c'])]", 10),
        ("$.a[?(@.b = 1)]", 10),
        ("$.a[?(1)]", 7),
        ("$.a.evil()", 4),
        ("$[99999999999]", 2),
    ] {
        let error = JsonPath::parse(text).unwrap_err();
        assert_eq!(error.offset, offset, "{text}: {}", error.message);
    }
    let deep = format!("$[?({}@.a{})]", "(".repeat(100_000), ")".repeat(100_000));
    assert!(JsonPath::parse(&deep).is_err());
}

#[test]
fn a_search_in_a_search_is_bounded() {
    let nested = value(&("[".repeat(900) + &"]".repeat(900)));
    let path = JsonPath::parse("$..*..*..*").unwrap();
    assert_eq!(path.find(&nested), None);
}

proptest! {
    #[test]
    fn no_path_panics(
        text in "\\$?([.*\\[\\]'\"?()@<>=!&|,:0-9\\\\ a-z-]|length\\(\\)|\\[\\?\\(@\\.a|\\PC){0,24}",
    ) {
        if let Ok(path) = JsonPath::parse(&text) {
            let root = value(STORE);
            if path.find(&root).is_none() {
                path.explain_missing(&root);
            }
        }
    }
}
