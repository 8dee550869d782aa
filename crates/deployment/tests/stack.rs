//! Templates as stacks, as they must come out.
//!
//! `stack/CASE/` has a template and what it becomes: `stack.json`, its resources in their order,
//! with the notes above them. `UPDATE_GOLDEN=1 cargo test -p deployment --test stack` writes it anew. Beside
//! templates of SAM's there is `expanded.json`, which AWS's own translator has made of them
//! (`stack/translate.py`): both become the same stack, but for the hashes at the end of some
//! logical ids.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use asl::Value;
use deployment::stack::{Settings, Stack, Unset};
use deployment::template::{Problem, Template};

#[test]
fn templates_become_stacks() {
    for case in cases() {
        let stack = stack_of(&case.join("template.yaml"));
        let mut text = String::new();
        for note in &stack.notes {
            let about = note.logical_id.as_deref().unwrap_or("-");
            writeln!(text, "// {}: {about}: {}", note.place, note.message).expect("a text");
        }
        write_indented(&stack.to_json(), 0, &mut text);
        text.push('\n');
        agrees(&case.join("stack.json"), &text);
    }
}

#[test]
fn the_expansion_is_that_of_awss_translator() {
    let mut compared = 0;
    for case in cases() {
        let expanded = case.join("expanded.json");
        if !expanded.exists() {
            continue;
        }
        let ours = without_hashes(&stack_of(&case.join("template.yaml")));
        let theirs = without_hashes(&stack_of(&expanded));
        let names = |stack: &BTreeMap<String, Value>| stack.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&ours), names(&theirs), "{}", case.display());
        for (id, theirs) in theirs {
            let (mut ours_text, mut theirs_text) = (String::new(), String::new());
            write_indented(&sorted(&ours[&id]), 0, &mut ours_text);
            write_indented(&sorted(&theirs), 0, &mut theirs_text);
            assert_eq!(ours_text, theirs_text, "{}: {id}", case.display());
            compared += 1;
        }
    }
    assert!(compared >= 100, "{compared}");
}

/// What is wrong with a template is said with its place and a way out.
#[test]
fn problems_have_places() {
    let queue = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      A: ";
    let sam = "Transform: AWS::Serverless-2016-10-31\nResources:\n  Place:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: python3.13\n      Handler: a.b\n      ";
    for (template, said) in [
        (
            "a: [",
            "1:5: not YAML: while parsing a node, did not find expected node content",
        ),
        (
            "Resource:\n  A: {Type: A::B::C}\n",
            "1:1: templates have no section `Resource` (is `Resources` meant?)\n1:1: there are no resources (a template declares at least one under `Resources`)",
        ),
        (
            "Resources:\n  My-Queue: {Type: AWS::SQS::Queue, Propertys: {}}\n",
            "2:3: My-Queue: `My-Queue` is no logical id (it has letters and digits only, at most 255 of them)\n2:37: My-Queue: a resource has no field `Propertys` (is `Properties` meant?)",
        ),
        (
            &format!("{queue}!Ref Qeue\n"),
            "5:10: Queue: there is no resource `Qeue` (is `Queue` meant?)",
        ),
        (
            &format!("{queue}!Sub '${{Other.Arn}}'\n"),
            "5:10: Queue: there is no resource `Other` (the name is that of a resource or a parameter of this template)",
        ),
        (
            &format!("{queue}!GetAtt Queue\n"),
            "5:10: Queue: `Fn::GetAtt` does not take this (write `Fn::GetAtt: [Resource, Attribute]` or `!GetAtt Resource.Attribute`)",
        ),
        (
            &format!("{queue}!Sub 'a ${{b'\n"),
            "5:10: Queue: a `${` is never closed (write `}` behind the name; a `${` that stands for itself is `${!`)",
        ),
        (
            &format!("{queue}!If [IsLive, a, b]\n"),
            "5:15: Queue: there is no condition `IsLive` (conditions are declared in the section `Conditions`)",
        ),
        (
            &format!("{queue}!Select [2, [a, b]]\n"),
            "5:10: Queue: there is no item 2, of 2 items (items are counted from zero)",
        ),
        (
            &format!("{queue}!Length [a]\n"),
            "5:10: Queue: this form of `Fn::Length` is an extension (add `Transform: AWS::LanguageExtensions` to the template)",
        ),
        (
            "Resources:\n  A: {Type: T::T::T, Properties: {B: !Ref B}}\n  B: {Type: T::T::T, DependsOn: C}\n  C: {Type: T::T::T, Properties: {A: !GetAtt A.Arn}}\n",
            "2:3: A: resources wait for one another: A → B → C → A (one of them has to be made without another: move what refers to it into a resource of its own)",
        ),
        (
            "Conditions:\n  Never: !Equals [a, b]\nResources:\n  A: {Type: T::T::T, Condition: Never}\n  B: {Type: T::T::T, Properties: {A: !Ref A}}\n",
            "5:38: B: `A` is not made: its condition does not hold (have what refers to it depend on the same condition)",
        ),
        (
            "Parameters:\n  Name: {Type: String, Description: what it is called}\n  Size: {Type: Numbr}\nResources:\n  A: {Type: T::T::T}\n",
            "3:16: Size: there is no type `Numbr` (the types are `String`, `Number`, `List<Number>`, `CommaDelimitedList`, `AWS::SSM::Parameter::Value<String>` and AWS's own, such as `AWS::EC2::VPC::Id`)",
        ),
        (
            "Parameters:\n  Name: {Type: String, Description: what it is called}\nResources:\n  A: {Type: T::T::T}\n",
            "2:3: Name: the parameter has neither a value nor a default (what it is called)",
        ),
        (
            "Conditions:\n  A: !Equals [!Ref Q, a]\nResources:\n  Q: {Type: T::T::T}\n",
            "2:15: A: the condition cannot be decided: the id of `Q` is known only later (conditions depend on parameters and mappings only)",
        ),
        (
            "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\nResources:\n  Q: {Type: T::T::T}\n",
            "3:12: B: the condition `A` depends on itself (one of the conditions has to go without the other)",
        ),
        (
            "Resources:\n  A: {Type: AWS::Serverless::SimpleTable}\n",
            "2:3: A: `AWS::Serverless::SimpleTable` is a type of SAM's (add `Transform: AWS::Serverless-2016-10-31` to the template)",
        ),
        (
            &format!("{sam}Timeot: 3\n"),
            "8:7: Place: there is no property `Timeot` here (is `Timeout` meant?)",
        ),
        (
            &format!("{sam}Policies: [{{SQSPolerPolicy: {{QueueName: a}}}}]\n"),
            "8:7: Place: SAM has no policy template `SQSPolerPolicy` (is `SQSPollerPolicy` meant?)",
        ),
        (
            &format!("{sam}Policies: [{{SQSPollerPolicy: {{}}}}]\n"),
            "8:7: Place: `SQSPollerPolicy` does not say which: `QueueName` is missing (write `SQSPollerPolicy: {QueueName: …}`)",
        ),
        (
            &format!(
                "{sam}Events:\n        Tick:\n          Type: Schedule\n          Properties: {{Shedule: rate(1 day)}}\n"
            ),
            "11:11: Place: the event does not say its `Schedule` (events of type `Schedule` have one)\n11:24: Place: there is no property `Shedule` here (is `Schedule` meant?)",
        ),
        (
            &format!("{sam}FunctionUrlConfig: {{}}\n"),
            "8:7: Place: the function's URL does not say who may call it (write `AuthType: AWS_IAM` or `AuthType: NONE`)",
        ),
    ] {
        let problems = made(template, &BTreeMap::new()).expect_err(template);
        let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(text.join("\n"), said, "{template}");
    }
}

#[test]
fn parameters_are_given_and_checked() {
    let text = "Parameters:\n  Stage: {Type: String, AllowedValues: [test, live], ConstraintDescription: one of the two}\n  Days: {Type: Number, Default: 3, MinValue: 1}\nResources:\n  A: {Type: T::T::T, Properties: {Stage: !Ref Stage, Days: !Ref Days}}\n";
    let given = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        made(text, &pairs.collect())
    };
    let stack = given(&[("Stage", "live"), ("Days", "7")]).expect("accepted");
    let properties = asl::json::to_text(&stack.resources[0].to_json());
    assert_eq!(
        properties,
        r#"{"Type":"T::T::T","Properties":{"Stage":"live","Days":7}}"#
    );
    let problems = given(&[("Stage", "prod"), ("Days", "0"), ("Dayz", "1")]);
    let problems = problems.expect_err("refused");
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "1:1: Dayz: the template has no parameter `Dayz` (is `Days` meant?)",
            "2:3: Stage: `prod` is not accepted: it is one of `test`, `live` (one of the two)",
            "3:3: Days: `0` is not accepted: it is at least 1",
        ]
    );
}

/// What nobody has given a value stays open, where that is allowed; no condition depends on it.
#[test]
fn parameters_may_stay_open() {
    let text = "Parameters:\n  Sender: {Type: String}\n  Stage: {Type: String}\nConditions:\n  Live: !Equals [!Ref Stage, live]\nResources:\n  A: {Type: T::T::T, Properties: {From: !Sub 'x-${Sender}'}}\n";
    let parameters = BTreeMap::from([("Stage".to_owned(), "live".to_owned())]);
    let open = |parameters: &BTreeMap<String, String>| {
        let settings = Settings {
            unset: Unset::Open,
            ..settings(parameters)
        };
        Stack::of(&Template::read(text).expect("a template"), &settings)
    };
    let stack = open(&parameters).expect("a stack");
    assert_eq!(
        asl::json::to_text(&stack.resources[0].to_json()),
        r#"{"Type":"T::T::T","Properties":{"From":{"Fn::Join":["",["x-",{"Ref":"Sender"}]]}}}"#
    );
    let problems = open(&BTreeMap::new()).expect_err("the condition is open");
    assert_eq!(
        problems[0].to_string(),
        "5:18: Live: the condition cannot be decided: the value of the parameter `Stage` is known only later (conditions depend on parameters and mappings only)"
    );
}

#[test]
fn values_settle_when_resources_are_made() {
    use deployment::stack::{Reference, Unsettled};
    let text = "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n  Rule:\n    Type: T::T::T\n    Properties:\n      Arn: !Sub 'arn:${Queue.Arn}/x'\n      Part: !Select [1, !Split [':', !GetAtt Queue.Arn]]\n      Text: !Base64 {Ref: Queue}\n      Names: [!Ref Queue, fixed]\n";
    let stack = made(text, &BTreeMap::new()).expect("a stack");
    let rule = &stack.resources[1];
    assert_eq!(rule.depends_on, ["Queue"]);
    let known = |reference: &Reference| match reference {
        Reference::Resource(id) if id == "Queue" => Some(Value::string("http://q")),
        Reference::Attribute { attribute, .. } if attribute == "Arn" => {
            Some(Value::string("a:sqs:b"))
        }
        _ => None,
    };
    let properties = deployment::stack::Value::Map(rule.properties.clone());
    let settled = properties.settle(&known).expect("all is known");
    assert_eq!(
        asl::json::to_text(&settled),
        r#"{"Arn":"arn:a:sqs:b/x","Part":"sqs","Text":"aHR0cDovL3E=","Names":["http://q","fixed"]}"#
    );
    let unknown = properties.settle(&|_| None).expect_err("nothing is known");
    assert_eq!(unknown.to_string(), "`Arn` of `Queue` is not known");
    assert!(matches!(unknown, Unsettled::Unknown(_)));
}

fn made(text: &str, parameters: &BTreeMap<String, String>) -> Result<Stack, Vec<Problem>> {
    Stack::of(&Template::read(text)?, &settings(parameters))
}

fn settings(parameters: &BTreeMap<String, String>) -> Settings<'_> {
    Settings {
        stack_name: "shop",
        partition: "aws",
        region: "us-east-1",
        account: "123456789012",
        parameters,
        unset: Unset::Refused,
    }
}

fn stack_of(path: &Path) -> Stack {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    made(&text, &BTreeMap::new()).unwrap_or_else(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}:\n{}", path.display(), problems.join("\n"))
    })
}

/// The resources by logical id, without the hashes that SAM ends some with, and with definitions
/// as what they say.
fn without_hashes(stack: &Stack) -> BTreeMap<String, Value> {
    const HASHED: [&str; 3] = [
        "AWS::Lambda::Version",
        "AWS::Lambda::LayerVersion",
        "AWS::ApiGateway::Deployment",
    ];
    const DIGITS: usize = 10;
    let mut text = asl::json::to_text(&stack.to_json());
    for resource in &stack.resources {
        let id = &resource.logical_id;
        if HASHED.contains(&resource.kind.as_str()) {
            text = text.replace(id.as_str(), &id[..id.len() - DIGITS]);
        }
    }
    let whole = asl::json::from_text(&text).expect("JSON");
    let resources = whole.get("Resources").and_then(Value::as_object);
    let resources = resources.expect("resources").iter();
    resources
        .map(|(id, resource)| (id.to_string(), comparable(resource)))
        .collect()
}

fn comparable(resource: &Value) -> Value {
    let mut fields = resource.as_object().expect("a resource").clone();
    fields.remove("Metadata");
    let Some(Value::Object(properties)) = fields.get("Properties") else {
        return Value::object(fields);
    };
    let mut properties = (**properties).clone();
    if fields.get("Type").and_then(Value::as_str) == Some("AWS::ApiGateway::Deployment") {
        // It tells the whole hash.
        properties.remove("Description");
    }
    // The translator says of some roles that they have no managed policies.
    let managed = properties.get("ManagedPolicyArns");
    if managed
        .and_then(Value::as_array)
        .is_some_and(<[Value]>::is_empty)
    {
        properties.remove("ManagedPolicyArns");
    }
    if let Some(text) = properties.get("DefinitionString").and_then(Value::as_str) {
        let definition = asl::json::from_text(text).expect("a definition");
        let known = properties.get("DefinitionSubstitutions").cloned();
        let known = known.unwrap_or_else(Value::empty_object);
        // The translator leaves to them what is known already, too.
        properties.insert("DefinitionString", filled_in(&definition, &known));
        properties.remove("DefinitionSubstitutions");
    }
    fields.insert("Properties", Value::object(properties));
    Value::object(fields)
}

/// A definition with what the translator has put in its place.
fn filled_in(value: &Value, known: &Value) -> Value {
    match value {
        Value::String(text) => {
            let name = text
                .strip_prefix("${")
                .and_then(|rest| rest.strip_suffix('}'));
            name.and_then(|name| known.get(name))
                .unwrap_or(value)
                .clone()
        }
        Value::Array(items) => {
            Value::array(items.iter().map(|item| filled_in(item, known)).collect())
        }
        Value::Object(object) => {
            let mut out = asl::Object::new();
            for (key, value) in object.iter() {
                out.insert(key.clone(), filled_in(value, known));
            }
            Value::object(out)
        }
        value => value.clone(),
    }
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut fields: Vec<_> = object.iter().collect();
            fields.sort_by_key(|(key, _)| *key);
            let mut out = asl::Object::new();
            for (key, value) in fields {
                // Dependencies are a set.
                let value = match (&**key, value.as_array()) {
                    ("DependsOn", Some(names)) => {
                        let mut names = names.to_vec();
                        names.sort_by_key(|name| name.as_str().map(str::to_owned));
                        Value::array(names)
                    }
                    _ => sorted(value),
                };
                out.insert(key.clone(), value);
            }
            Value::object(out)
        }
        Value::Array(items) => Value::array(items.iter().map(sorted).collect()),
        value => value.clone(),
    }
}

fn write_indented(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(object) if !object.is_empty() => {
            out.push_str("{\n");
            for (index, (key, value)) in object.iter().enumerate() {
                let comma = if index > 0 { ",\n" } else { "" };
                let key = asl::json::to_text(&Value::String(key.clone()));
                write!(out, "{comma}{indent}  {key}: ").expect("a text");
                write_indented(value, depth + 1, out);
            }
            write!(out, "\n{indent}}}").expect("a text");
        }
        Value::Array(items) if !items.is_empty() => {
            out.push_str("[\n");
            for (index, item) in items.iter().enumerate() {
                write!(out, "{}{indent}  ", if index > 0 { ",\n" } else { "" }).expect("a text");
                write_indented(item, depth + 1, out);
            }
            write!(out, "\n{indent}]").expect("a text");
        }
        value => out.push_str(&asl::json::to_text(value)),
    }
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stack");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of the cases")
        .map(|entry| entry.expect("a case").path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn agrees(golden: &Path, actual: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden, actual).expect("the golden file is written");
    }
    let expected = fs::read_to_string(golden).unwrap_or_default();
    assert!(
        expected == actual,
        "{} differs; UPDATE_GOLDEN=1 rewrites it. Now it is:\n{actual}",
        golden.display()
    );
}

/// A template that lacks a line is a stack still, or its problems have places within it.
#[test]
fn a_line_too_few_is_said_or_does_no_harm() {
    /// Not each of them, to be quick.
    const STEP: usize = 4;
    let mut refused = 0;
    for case in cases() {
        let text = fs::read_to_string(case.join("template.yaml")).expect("a template");
        let lines: Vec<&str> = text.lines().collect();
        for missing in (0..lines.len()).step_by(STEP) {
            let mut rest = lines.clone();
            rest.remove(missing);
            let Err(problems) = made(&rest.join("\n"), &BTreeMap::new()) else {
                continue;
            };
            refused += 1;
            assert!(!problems.is_empty());
            for problem in problems {
                let line = usize::try_from(problem.place.line).expect("a line");
                assert!((1..=rest.len() + 1).contains(&line), "{problem}");
                assert!(!problem.render("template.yaml", &rest.join("\n")).is_empty());
            }
        }
    }
    assert!(refused > 30, "{refused}");
}

#[test]
fn what_grows_without_bound_is_refused() {
    let nested_texts = (0..40).fold("'xxxxxxxx'".to_owned(), |inner, _| {
        format!("{{'Fn::Sub': ['${{a}}${{a}}', {{a: {inner}}}]}}")
    });
    let encoded = (0..90).fold("{Ref: A}".to_owned(), |inner, _| {
        format!("{{'Fn::Base64': {inner}}}")
    });
    let aliases = format!("[{}]", vec!["*long"; 20_000].join(", "));
    let long = "x".repeat(10_000);
    let loops = (0..12).fold("'A${I0}': {Type: T::T::T}".to_owned(), |inner, depth| {
        let items = format!(
            "'${{I{}}}${{I{}}}${{I{}}}${{I{}}}'",
            depth + 1,
            depth + 1,
            depth + 1,
            depth + 1
        );
        format!("'Fn::ForEach::L{depth}': [I{depth}, [{items}], {{{inner}}}]")
    });
    for template in [
        format!(
            "Resources:\n  A: {{Type: T::T::T}}\n  B: {{Type: T::T::T, Properties: {{P: {nested_texts}}}}}\n"
        ),
        format!(
            "Resources:\n  A: {{Type: T::T::T}}\n  B: {{Type: T::T::T, Properties: {{P: {encoded}}}}}\n"
        ),
        format!(
            "Resources:\n  A: {{Type: T::T::T, Properties: {{P: &long {long}, Q: {aliases}}}}}\n"
        ),
        format!("Transform: AWS::LanguageExtensions\nResources: {{{loops}}}\n"),
    ] {
        let problems = made(&template, &BTreeMap::new()).expect_err("too much");
        assert!(
            problems
                .iter()
                .any(|problem| problem.message.contains("bytes of text")),
            "{problems:?}"
        );
    }
    let mut many = "Resources:\n".to_owned();
    for index in 0..501 {
        writeln!(many, "  R{index}: {{Type: T::T::T}}").expect("a text");
    }
    let problems = made(&many, &BTreeMap::new()).expect_err("too many");
    assert!(problems[0].message.contains("at most 500 resources"));
}
