//! What the plan says of the shop's own stack, and of templates that are wrong in one thing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use deployment::plan::{Asked, MachinePlan, Plan, Refusal};
use deployment::profile::Profile;
use deployment::template::Template;

fn shop() -> String {
    read("template.yaml").expect("the shop's stack")
}

fn read(path: &str) -> Result<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/aws");
    fs::read_to_string(folder.join(path)).map_err(|error| format!("{path}: {error}"))
}

fn planned(text: &str, orders: f64, assumed: &[(&str, f64)]) -> Result<Plan, Refusal> {
    let template = Template::read(text).expect("a template");
    let assumed = assumed
        .iter()
        .map(|(name, value)| ((*name).to_owned(), *value));
    let parameters = BTreeMap::from([
        ("BaseUrl".to_owned(), "https://shop.example.com".to_owned()),
        ("KnowledgeBaseId".to_owned(), "ABCDEFGHIJ".to_owned()),
    ]);
    Plan::of(&Asked {
        template: &template,
        stack_name: "entrega",
        region: "us-east-1",
        parameters: &parameters,
        orders,
        assumed: &assumed.collect(),
        read: &read,
    })
}

fn machine<'p>(plan: &'p Plan, id: &str) -> &'p MachinePlan {
    let found = plan.machines.iter().find(|it| it.logical_id == id);
    found.expect("the machine")
}

fn quantity(plan: &Plan, service: &str, what: &str) -> f64 {
    let mut lines = plan.cost.lines.iter();
    let line = lines.find(|it| it.service == service && it.what.starts_with(what));
    line.unwrap_or_else(|| panic!("{service}: {what}")).quantity
}

fn near(number: f64, expected: f64) {
    assert!(
        (number - expected).abs() < 1e-6 * expected.max(1.0),
        "{number}, not {expected}"
    );
}

/// Nothing but orders that are delivered.
const DELIVERED: [(&str, f64); 3] = [
    ("share_cancelled", 0.0),
    ("share_refused_by_the_store", 0.0),
    ("share_never_paid", 0.0),
];

#[test]
fn the_shops_roles_allow_what_is_needed_and_nothing_else() {
    let plan = planned(&shop(), 1_000.0, &[]).expect("a plan");
    for machine in &plan.machines {
        assert_eq!(machine.problem, None);
        let review = &machine.review;
        assert!(review.is_exact() && review.wider.is_empty(), "{review:#?}");
        assert_eq!(review.uncompared, Vec::<String>::new());
        assert!(!machine.actions.is_empty());
    }
    assert!(plan.is_exact() && plan.machines.len() == 2);
    let all = plan.resources.iter().flat_map(|group| &group.resources);
    let retained: Vec<&str> = all
        .filter(|it| it.retained)
        .map(|it| it.logical_id.as_str())
        .collect();
    assert_eq!(retained, ["Table"]);
}

/// `crates/delivery/tests/profile.rs` holds the same numbers against what the engine counts.
#[test]
fn an_order_uses_what_was_measured() {
    let plan = planned(&shop(), 1.0, &DELIVERED).expect("a plan");
    let order = machine(&plan, "OrderStateMachine");
    let definition = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows/order.asl.json"),
    );
    let options = asl::parse::Options {
        placeholders: asl::parse::Placeholders::Accept,
        ..asl::parse::Options::default()
    };
    let definition = definition.expect("the workflow");
    let definition = asl::parse::parse(&definition, options)
        .expect("a definition")
        .machine;
    let delivered = &Profile::measured().order[0];
    let transitions = delivered.transitions(&definition).expect("it fits");
    near(order.states_entered, transitions);
    near(quantity(&plan, "Step Functions", "Standard"), transitions);
    near(
        quantity(&plan, "SNS", "Publications"),
        whole(delivered.used.publications),
    );
    // The functions of its tasks, the one that is told of notices, and the assistant's.
    let tasks = order_tasks(&definition, delivered);
    let messages = assumed(&plan, "messages_per_order");
    let invocations = tasks + whole(delivered.used.publications) + messages;
    near(quantity(&plan, "Lambda", "Requests"), invocations);
    // The table has two indexes.
    near(
        quantity(&plan, "DynamoDB", "On-demand: write"),
        whole(delivered.used.write_units) * 3.0,
    );
    let reads = whole(delivered.used.read_half_units);
    near(quantity(&plan, "DynamoDB", "On-demand: read"), reads / 2.0);
}

fn order_tasks(machine: &asl::StateMachine, measured: &deployment::profile::Measured) -> f64 {
    let visits = measured.journey().through(machine, 1.0).expect("it fits");
    let tasks = machine
        .states()
        .filter(|(_, state)| matches!(state.kind, asl::state::StateKind::Task(_)));
    tasks.map(|(_, state)| visits.of(state.name.as_str())).sum()
}

fn assumed(plan: &Plan, name: &str) -> f64 {
    let found = plan.assumptions.iter().find(|it| it.name == name);
    found.expect("it is assumed").value
}

#[allow(clippy::cast_precision_loss, reason = "it is small")]
fn whole(number: u64) -> f64 {
    number as f64
}

#[test]
fn ten_times_the_orders_are_ten_times_the_work() {
    let (one, ten) = (
        planned(&shop(), 1_000.0, &[]),
        planned(&shop(), 10_000.0, &[]),
    );
    let (one, ten) = (one.expect("a plan"), ten.expect("a plan"));
    for (service, what) in [
        ("Step Functions", "Standard"),
        ("Lambda", "Duration"),
        ("SNS", "Publications"),
    ] {
        near(
            quantity(&ten, service, what),
            quantity(&one, service, what) * 10.0,
        );
    }
    assert!(ten.cost.total > one.cost.total);
    assert!(one.cost.total <= one.cost.total_without_free);
    let alone = planned(&shop(), 1_000.0, &[("messages_per_order", 0.0)]).expect("a plan");
    assert!(alone.cost.total < one.cost.total);
    assert!(matches!(
        planned(&shop(), 1.0, &[("messages", 0.0)]),
        Err(Refusal::Assumption(_))
    ));
}

#[test]
fn what_a_role_lacks_or_has_too_much_is_found() {
    let lacking = shop().replace(
        "                  - !GetAtt TrackDeliveryFunction.Arn\n",
        "",
    );
    assert_ne!(lacking, shop());
    let plan = planned(&lacking, 1.0, &[]).expect("a plan");
    let review = &machine(&plan, "OrderStateMachine").review;
    assert!(!plan.is_exact());
    let [missing] = review.missing.as_slice() else {
        panic!("{review:#?}");
    };
    assert_eq!(missing.state.as_deref(), Some("TrackDelivery"));
    assert!(
        missing
            .resource
            .ends_with(":function:${TrackDeliveryFunction}"),
        "{missing:?}"
    );
    let idle = shop().replace(
        "Action: bedrock:Retrieve\n",
        "Action: [bedrock:Retrieve, bedrock:CreateGuardrail]\n",
    );
    let plan = planned(&idle, 1.0, &[]).expect("a plan");
    let review = &machine(&plan, "AssistantStateMachine").review;
    let [unused] = review.unused.as_slice() else {
        panic!("{review:#?}");
    };
    assert_eq!(unused.action, "bedrock:CreateGuardrail");
}

#[test]
fn a_definition_within_the_template_is_read_as_well() {
    let text = r#"
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::123456789012:role/pay
      Code: {ZipFile: "x"}
      Handler: index.handler
      Runtime: python3.12
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      DefinitionString: !Sub |
        {"StartAt": "Charge", "States": {"Charge": {"Type": "Task",
          "Resource": "${Pay.Arn}", "End": true}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: lambda:Invoke*
              Resource: !Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Pay}'
"#;
    let plan = planned_alone(text);
    let machine = machine(&plan, "Machine");
    assert_eq!(machine.problem, None);
    assert!(machine.review.is_exact(), "{:#?}", machine.review);
    assert_eq!(machine.review.wider.len(), 1);
    near(quantity(&plan, "Lambda", "Requests"), 10.0);
}

fn planned_alone(text: &str) -> Plan {
    let template = Template::read(text).expect("a template");
    let plan = Plan::of(&Asked {
        template: &template,
        stack_name: "s",
        region: "sa-east-1",
        parameters: &BTreeMap::new(),
        orders: 10.0,
        assumed: &BTreeMap::new(),
        read: &read,
    });
    plan.expect("a plan")
}
