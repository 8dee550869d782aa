use proptest::prelude::*;

use super::*;
use crate::timestamp::Timestamp;
use crate::value::Object;

fn evaluate(text: &str, input: &str) -> Result<String, String> {
    let input = json::from_text(input).unwrap();
    let context = || json::from_text(r#"{"Execution":{"Name":"order-7"}}"#).unwrap();
    let mut variables = Object::new();
    variables.insert("x", Value::from(4));
    let environment = Environment {
        input: &input,
        context: &context,
        variables: &variables,
        result: None,
        error_output: None,
        now: Timestamp::default(),
    };
    let intrinsic = Intrinsic::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let mut random = Random::from_seed([1; 32]);
    match intrinsic.evaluate(&environment, &mut random, text) {
        Ok(value) => Ok(json::to_text(&value)),
        Err(error) => Err(error.message),
    }
}

#[track_caller]
fn gives(text: &str, input: &str, expected: &str) {
    assert_eq!(evaluate(text, input).as_deref(), Ok(expected), "{text}");
}

#[track_caller]
fn fails(text: &str, input: &str, reason: &str) {
    let message = format!("The function '{text}' had the following error: {reason}");
    assert_eq!(evaluate(text, input), Err(message));
}

#[test]
fn format_fills_in_text() {
    gives(
        "States.Format('no placeholder')",
        "{}",
        r#""no placeholder""#,
    );
    gives(
        "States.Format('{}|{}|{}|{}', $.a, $$.Execution.Name, $x, null)",
        r#"{"a":{"Arg1":1,"Arg2":[],"Arg3":[1.5,"t"]}}"#,
        r#""{Arg1=1, Arg2=[], Arg3=[1.5, t]}|order-7|4|null""#,
    );
    gives(r"States.Format('\{\'{}\'\}\\', 1)", "{}", r#""{'1'}\\""#);
    gives("States.Format($.t, 1)", r#"{"t":"<{}>"}"#, r#""<1>""#);
    fails(
        "States.Format('{}')",
        "{}",
        "Invalid arguments in States.Format: number of arguments do not match the occurrences of \
         {}.",
    );
    fails(
        "States.Format('Hello {', 1)",
        "{}",
        "Invalid template in States.Format: matching '}' not found for '{'.",
    );
}

#[test]
fn arrays() {
    gives("States.Array()", "{}", "[]");
    gives(
        "States.Array('Foo', 2020, $.j, null)",
        r#"{"j":{}}"#,
        r#"["Foo",2020,{},null]"#,
    );
    gives("States.ArrayLength($.a)", r#"{"a":[1,2]}"#, "2");
    gives(
        "States.ArrayPartition($.a, 2.6)",
        r#"{"a":[1,2,3]}"#,
        "[[1,2],[3]]",
    );
    gives("States.ArrayRange(1, 9, 2)", "{}", "[1,3,5,7,9]");
    gives("States.ArrayRange(5.4, -0.6, -2.4)", "{}", "[5,3,1]");
    gives("States.ArrayRange(3, 3, -1)", "{}", "[3]");
    gives("States.ArrayRange(5, 1, 1)", "{}", "[]");
    gives("States.ArrayGetItem($.a, 1.2)", r#"{"a":[1,2,3]}"#, "2");
    gives("States.ArrayGetItem($.a, 9)", r#"{"a":[]}"#, "null");
    for call in [
        "States.ArrayRange(1, 1001, 1)",
        "States.ArrayRange(1, 10, 0.49)",
        "States.ArrayRange(1, 2)",
    ] {
        fails(call, "{}", "Invalid arguments in States.ArrayRange");
    }
    fails(
        "States.ArrayGetItem($.a, -1)",
        r#"{"a":[1]}"#,
        "Invalid arguments in States.ArrayGetItem",
    );
    fails(
        "States.ArrayPartition($.a, 0.6)",
        r#"{"a":[1]}"#,
        "Invalid arguments in States.ArrayPartition",
    );
}

#[test]
fn array_contains_compares_texts() {
    gives("States.ArrayContains($, $[0])", "[[1,2,3],2]", "true");
    gives("States.ArrayContains($, true)", r#"["true"]"#, "true");
    gives("States.ArrayContains($, 1)", "[[1],null]", "false");
}

#[test]
fn array_unique_and_json_merge_have_the_order_of_a_hash_table() {
    gives("States.ArrayUnique($)", "[true,false,true]", "[false,true]");
    gives(
        "States.ArrayUnique($)",
        "[[1,2],[1,2],[2,1]]",
        "[[2,1],[1,2]]",
    );
    gives("States.ArrayUnique($)", "[null,null,1,null]", "[null,1]");
    gives(
        "States.ArrayUnique($)",
        r#"[{"a":1,"b":2},{"b":2,"a":1},1,1.0,"1"]"#,
        r#"[{"a":1,"b":2},1.0,1,"1"]"#,
    );
    gives(
        "States.JsonMerge($[0], $[1], false)",
        r#"[{"a":{"a1":1,"a2":2},"b":2,"d":3},{"a":{"a3":1,"a4":2},"c":3,"d":4}]"#,
        r#"{"a":{"a3":1,"a4":2},"b":2,"c":3,"d":4}"#,
    );
    fails(
        "States.JsonMerge($, $, true)",
        "{}",
        "Invalid arguments in States.JsonMerge",
    );
}

#[test]
fn texts() {
    gives(
        "States.StringSplit($, '.+,')",
        r#"",1+2,,3.4,""#,
        r#"["1","2","3","4"]"#,
    );
    gives("States.StringSplit($, '')", r#""a,b""#, r#"["a,b"]"#);
    gives("States.StringSplit($, ',')", r#""""#, "[]");
    gives("States.Base64Encode('hello ✓')", "{}", r#""aGVsbG8g4pyT""#);
    gives(
        "States.Base64Decode(' aGVs bG8g!4pyT== x')",
        "{}",
        r#""hello ✓""#,
    );
    gives("States.Base64Decode('aGVsbG8')", "{}", r#""hello""#);
    gives("States.StringToJson(' ')", "{}", "null");
    gives(
        "States.StringToJson('{\"a\": [1, 1.0]}')",
        "{}",
        r#"{"a":[1,1.0]}"#,
    );
    gives(
        "States.JsonToString($)",
        r#"{"a": "b"}"#,
        r#""{\"a\":\"b\"}""#,
    );
    gives(
        "States.Hash('input data', 'MD5')",
        "{}",
        r#""812f45842bc6d66ee14572ce20db8e86""#,
    );
    gives(
        "States.Hash('hello', 'SHA-1')",
        "{}",
        r#""aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d""#,
    );
    fails(
        "States.Hash('x', 'sha-1')",
        "{}",
        "Invalid arguments in States.Hash",
    );
    fails(
        "States.StringToJson('{bad json}')",
        "{}",
        "Invalid arguments in States.StringToJson",
    );
    let long = format!(r#""{}""#, "a".repeat(TEXT_CHARS_MAX + 1));
    fails(
        "States.Base64Encode($)",
        &long,
        "Invalid arguments in States.Base64Encode",
    );
}

#[test]
fn numbers() {
    gives("States.MathAdd(1.49, 1.5)", "{}", "3");
    gives("States.MathAdd(-1.5, -1.51)", "{}", "-3");
    gives("States.MathAdd(-0.5, 0.5)", "{}", "1");
    gives("States.MathAdd(States.MathAdd($x, 1), -2)", "{}", "3");
    fails(
        "States.MathAdd(2147483647, 1)",
        "{}",
        "Invalid arguments in States.MathAdd",
    );
    fails(
        "States.MathAdd('1', 1)",
        "{}",
        "Invalid arguments in States.MathAdd",
    );
    gives("States.MathRandom(0, 100, 0)", "{}", "60");
    gives("States.MathRandom(5, 6)", "{}", "5");
    fails(
        "States.MathRandom(1.4, 1.6)",
        "{}",
        "Invalid arguments in States.MathRandom",
    );
    assert_eq!(evaluate("States.UUID()", "{}").unwrap().len(), 38);
}

#[test]
fn a_missing_argument_names_the_path_and_the_input() {
    fails(
        "States.Format('{}', States.Format('{}', $.nope))",
        r#"{"other":1}"#,
        r#"The JsonPath argument for the field '$.nope' could not be found in the input '{"other":1}'"#,
    );
    fails(
        "States.ArrayLength($$.Nope.Deep)",
        r#"{"other":1}"#,
        r#"The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '{"other":1}'"#,
    );
    fails(
        "States.ArrayLength($.items[5])",
        r#"{"items":[]}"#,
        r#"The JsonPath argument for the field '$.items[5]' could not be found in the input '{"items":[]}'"#,
    );
    fails(
        "States.ArrayLength($.other[0])",
        r#"{"other":1}"#,
        "Filter: [0] can only be applied to arrays. Current context is: 1",
    );
    gives(
        "States.ArrayLength($.items[*].nope)",
        r#"{"items":[1,2]}"#,
        "0",
    );
}

#[test]
fn refuses_what_aws_refuses() {
    for (text, offset) in [
        ("States.", 7),
        ("States. ", 7),
        ("States.Default($.a, 1)", 7),
        ("States.JsonToString($", 21),
        ("States.StringToJson $.escaped)", 19),
        ("States.Array(1,)", 15),
        ("States.Array(1 2)", 15),
        ("States.Array(\"a\")", 13),
        ("States.Array('a)", 13),
        (r#"States.Format('He said, \"Hello\"')"#, 24),
        (r"States.Format('\n')", 15),
        ("States.Array(01)", 13),
        ("States.Array($.a b)", 17),
        ("States.UUID()[0]", 13),
    ] {
        let error = Intrinsic::parse(text).unwrap_err();
        assert_eq!(error.offset, offset, "{text}: {}", error.message);
    }
    let nested = |depth| "States.Array(".repeat(depth) + &")".repeat(depth);
    assert!(Intrinsic::parse(&nested(CALL_DEPTH_MAX)).is_ok());
    assert!(Intrinsic::parse(&nested(CALL_DEPTH_MAX + 1)).is_err());
}

#[test]
fn tells_of_calls_that_cannot_succeed() {
    let problems = |text: &str| Intrinsic::parse(text).unwrap().problems().len();
    assert_eq!(problems("States.MathAdd('-1', 'abc')"), 2);
    assert_eq!(problems("States.Array(States.UUID(1))"), 1);
    assert_eq!(problems("States.Format('{} {}', $.a)"), 1);
    assert_eq!(problems("States.Format('{')"), 1);
    assert_eq!(problems("States.MathRandom($.a, 1, 2)"), 0);
}

#[test]
fn lists_its_paths() {
    let call = Intrinsic::parse("States.Format('{}', $.a, States.Array($x, $$.b, $y.z))").unwrap();
    let paths: Vec<&str> = call.paths().iter().map(|path| &*path.text).collect();
    assert_eq!(paths, ["$.a", "$x", "$$.b", "$y.z"]);
    assert_eq!(
        call.variables().map(|v| &**v).collect::<Vec<_>>(),
        ["x", "y"]
    );
}

proptest! {
    #[test]
    fn no_call_panics(
        name in "(Array|ArrayContains|ArrayGetItem|ArrayLength|ArrayPartition|ArrayRange|\
                 ArrayUnique|Base64Decode|Base64Encode|Format|Hash|JsonMerge|JsonToString|\
                 MathAdd|MathRandom|StringSplit|StringToJson|UUID)",
        arguments in prop::collection::vec(
            "(\\$|\\$\\.a|\\$x|null|-?[1-9][0-9]{0,11}(\\.[0-9]{1,3})?|'(\\{\\}|\\\\\\{|[^'\\\\]){0,6}')",
            0..4,
        ),
        input in "(\\[1,\"a\",null\\]|\\{\"a\":\\[1,2\\.5\\]\\}|\"text\"|-7)",
    ) {
        let _ = evaluate(&format!("States.{name}({})", arguments.join(", ")), &input);
    }

    #[test]
    fn no_text_panics(text in "(States\\.)?([A-Za-z]{0,6}|[(),'\\\\{}$.0-9 ]|\\PC){0,12}") {
        let _ = Intrinsic::parse(&text);
    }
}
