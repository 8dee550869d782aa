//! What so many orders a month ask of a stack: executions, invocations, units, bytes, tokens.

use std::collections::BTreeMap;

use asl::state::{Resource as Work, StateKind};

use super::machine::{Definition, Machine};
use super::review::Review;
use super::shape::{Shapes, at, items};
use super::{JourneyPlan, MachinePlan, Names, service_of, share_name};
use crate::arguments::{Arguments, Said};
use crate::assumptions::Assumptions;
use crate::cost::Usage;
use crate::prices::Meter;
use crate::profile::{Measured, Profile, Subject};
use crate::quotas::Demand;
use crate::stack::{Reference, Resource, Stack, Value};
use crate::walk::{Visits, at_even_chances};

/// What is asked of a stack.
pub(super) struct Load {
    pub(super) usage: Usage,
    pub(super) demand: Demand,
    /// Orders in a second of the busiest hour.
    pub(super) peak: f64,
    /// Which assumptions that depends on.
    pub(super) assumed: Vec<String>,
    /// What is not counted.
    pub(super) unknown: Vec<String>,
    /// By the logical ids of machines.
    machines: BTreeMap<String, Course>,
}

/// How the executions of a machine go.
#[derive(Clone, Debug, Default)]
struct Course {
    /// In a month.
    executions: f64,
    /// How often each state is entered by one of them.
    visits: Visits,
    journeys: Vec<JourneyPlan>,
}

/// A month has so many days when its busiest hour is looked for.
const DAYS: f64 = 30.0;
const HOUR_SECONDS: f64 = 3_600.0;
const MILLISECOND: f64 = 0.001;
const MEGABYTES_PER_GIGABYTE: f64 = 1_024.0;
const GIGABYTE: f64 = 1e9;

/// The memory of a function that does not say how much (Lambda API reference, MemorySize).
const MEMORY_DEFAULT: f64 = 128.0;

/// Express executions are billed by so many megabytes (Step Functions pricing).
const EXPRESS_MEGABYTES: f64 = 64.0;

/// A write request unit is for so many bytes.
const WRITE_UNIT_BYTES: f64 = 1_024.0;

/// Kinds of resources that are billed by what is counted here, or are not billed.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "AWS::CloudWatch::Alarm", "AWS::DynamoDB::Table", "AWS::Lambda::Alias", "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Function", "AWS::Lambda::LayerVersion", "AWS::Lambda::Permission",
    "AWS::Lambda::Url", "AWS::Lambda::Version", "AWS::Logs::LogGroup", "AWS::Logs::MetricFilter",
    "AWS::Logs::ResourcePolicy", "AWS::SNS::Subscription", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy",
    "AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "AWS::SecretsManager::Secret", "AWS::StepFunctions::Activity",
    "AWS::StepFunctions::StateMachine", "AWS::StepFunctions::StateMachineAlias",
    "AWS::StepFunctions::StateMachineVersion",
];

/// Services whose resources are not billed.
const FREE_SERVICES: [&str; 3] = ["CloudFormation", "IAM", "ApplicationAutoScaling"];

struct Counting<'a> {
    stack: &'a Stack,
    shapes: &'a Shapes<'a>,
    assumptions: &'a Assumptions,
    orders: f64,
    assumed: Names,
    usage: Usage,
    demand: Demand,
    unknown: Vec<String>,
    /// In a month, by the logical ids of functions.
    invocations: BTreeMap<&'a str, f64>,
    streams: f64,
}

impl Load {
    pub(super) fn of(
        stack: &Stack,
        shapes: &Shapes<'_>,
        machines: &[Machine<'_>],
        profile: &Profile,
        assumptions: &Assumptions,
        orders: f64,
    ) -> Load {
        let mut counting = Counting {
            stack,
            shapes,
            assumptions,
            orders,
            assumed: Names::new(),
            usage: Usage::default(),
            demand: Demand::default(),
            unknown: Vec::new(),
            invocations: BTreeMap::new(),
            streams: 0.0,
        };
        let mut courses = BTreeMap::new();
        let mut of_journeys = Vec::new();
        for machine in machines {
            let Ok(definition) = &machine.definition else {
                continue;
            };
            let of_shop = profile.of(&definition.machine);
            if let Some((_, journeys)) = of_shop {
                of_journeys.extend(journeys.iter().skip(1).map(|it| share_name(&it.name)));
            }
            let course = counting.course(definition, of_shop);
            counting.machine(machine, definition, &course, of_shop);
            courses.insert(machine.resource.logical_id.clone(), course);
        }
        counting.streams();
        counting.functions();
        counting.resources();
        counting.not_counted();
        let peak = counting.in_busiest_second(orders);
        let assumed = counting.assumed.iter().map(|name| (*name).to_owned());
        Load {
            assumed: assumed.chain(of_journeys).collect(),
            peak,
            usage: counting.usage,
            demand: counting.demand,
            unknown: counting.unknown,
            machines: courses,
        }
    }

    /// What is planned of a machine.
    pub(super) fn machine(
        &self,
        machine: &Machine<'_>,
        stack: &Stack,
        shapes: &Shapes<'_>,
    ) -> MachinePlan {
        let course = self.machines.get(&machine.resource.logical_id);
        let course = course.cloned().unwrap_or_default();
        let (actions, review, problem) = match &machine.definition {
            Ok(definition) => {
                let actions = definition.actions.clone();
                let mut review = Review::of(machine.resource, stack, shapes, &actions);
                review.uncompared.extend(
                    definition
                        .needs
                        .unknown
                        .iter()
                        .map(|it| format!("{} ({}): {}", it.state, it.resource, it.reason)),
                );
                (actions, review, None)
            }
            Err(problem) => (Vec::new(), Review::default(), Some(problem.clone())),
        };
        MachinePlan {
            logical_id: machine.resource.logical_id.clone(),
            name: machine.name.clone(),
            kind: machine.kind().to_owned(),
            executions: course.executions,
            states_entered: course.visits.all(),
            journeys: course.journeys,
            actions,
            review,
            problem,
        }
    }
}

impl<'a> Counting<'a> {
    /// How much is assumed.
    fn assumed(&mut self, name: &'static str) -> f64 {
        self.assumed.insert(name);
        self.assumptions.get(name)
    }

    /// So many in a month are so many in a second of the busiest hour.
    fn in_busiest_second(&mut self, in_month: f64) -> f64 {
        in_month / DAYS * self.assumed("busiest_hour_share") / HOUR_SECONDS
    }

    fn course(
        &mut self,
        definition: &Definition,
        of_shop: Option<(Subject, &[Measured])>,
    ) -> Course {
        let has_map = definition
            .machine
            .states()
            .any(|(_, state)| matches!(state.kind, StateKind::Map(_)));
        let map_items = if has_map {
            self.assumed("map_items")
        } else {
            1.0
        };
        let Some((subject, journeys)) = of_shop else {
            let visits = at_even_chances(&definition.machine, map_items);
            let way = match &visits {
                Some(_) => "every way out of a choice is as likely as any other, nothing fails",
                None => "it goes round without an end when nothing fails: nothing is counted",
            };
            let visits = visits.unwrap_or_default();
            return Course {
                executions: self.orders,
                journeys: vec![JourneyPlan {
                    name: way.to_owned(),
                    share: 1.0,
                    states_entered: visits.all(),
                }],
                visits,
            };
        };
        let executions = match subject {
            Subject::Order => self.orders,
            Subject::Question => self.orders * self.assumed("messages_per_order"),
        };
        let mut course = Course {
            executions,
            ..Course::default()
        };
        for (journey, share) in journeys.iter().zip(self.shares(journeys)) {
            let visits = journey.journey().through(&definition.machine, map_items);
            let visits = visits.expect("a profile fits its machine");
            course.journeys.push(JourneyPlan {
                name: journey.name.clone(),
                share,
                states_entered: visits.all(),
            });
            course.visits.add(&visits, share);
        }
        course
    }

    /// How many make each journey: of the first as many as are left.
    fn shares(&self, journeys: &[Measured]) -> Vec<f64> {
        let others = journeys.iter().skip(1);
        let others: Vec<f64> = others
            .map(|it| self.assumptions.get(&share_name(&it.name)))
            .collect();
        let first = (1.0 - others.iter().sum::<f64>()).max(0.0);
        std::iter::once(first).chain(others).collect()
    }

    fn machine(
        &mut self,
        machine: &Machine<'_>,
        definition: &Definition,
        course: &Course,
        of_shop: Option<(Subject, &[Measured])>,
    ) {
        let executions = course.executions;
        let entered = executions * course.visits.all();
        let starts = self.in_busiest_second(executions);
        self.demand.state_machines += 1.0;
        let bytes = count(definition.bytes);
        self.demand.definition_bytes = self.demand.definition_bytes.max(bytes);
        if machine.is_express {
            self.usage.add(Meter::ExpressRequests, executions);
            let seconds = self.assumed("express_milliseconds") * MILLISECOND;
            let megabytes = self.assumed("express_megabytes");
            let megabytes = (megabytes / EXPRESS_MEGABYTES).ceil() * EXPRESS_MEGABYTES;
            let gigabytes = megabytes / MEGABYTES_PER_GIGABYTE;
            self.usage
                .add(Meter::ExpressSeconds, executions * seconds * gigabytes);
            self.demand.express_starts += starts;
        } else {
            self.usage.add(Meter::Transitions, entered);
            self.demand.standard_starts += starts;
            self.demand.transitions += self.in_busiest_second(entered);
            self.demand.open_executions += executions / DAYS;
        }
        if machine.is_traced {
            self.usage.add(Meter::Traces, executions);
        }
        if machine.logs_all {
            // A state is entered and left, and its task is scheduled, started, done.
            const EVENTS_PER_STATE: f64 = 5.0;
            let bytes = self.assumed("log_bytes_per_event");
            self.log(entered * EVENTS_PER_STATE * bytes);
        }
        let measured = matches!(of_shop, Some((Subject::Order, _)));
        if let Some((Subject::Order, journeys)) = of_shop {
            self.orders_used(journeys);
        }
        self.work(definition, course, measured);
    }

    /// What orders use besides the work of their states: measured.
    fn orders_used(&mut self, journeys: &[Measured]) {
        let mut used = [0.0; 4];
        for (journey, share) in journeys.iter().zip(self.shares(journeys)) {
            let measured = [
                journey.used.write_units,
                journey.used.read_half_units,
                journey.used.publications,
                journey.used.kept_bytes,
            ];
            for (sum, one) in used.iter_mut().zip(measured) {
                *sum += precise(one) * share;
            }
            let Demand {
                history_events,
                payload_bytes,
                ..
            } = &mut self.demand;
            *history_events = history_events.max(precise(journey.used.history_events));
            *payload_bytes = payload_bytes.max(precise(journey.used.payload_bytes));
        }
        let [writes, reads, publications, kept] = used.map(|it| it * self.orders);
        let tables = self.of_kind("AWS::DynamoDB::Table");
        let Some(table) = tables.first() else {
            return;
        };
        let indexes = count(items(table.properties.get("GlobalSecondaryIndexes")).len());
        let writes = writes * (1.0 + indexes * self.assumed("index_writes"));
        self.writes(writes);
        self.usage.add(Meter::ReadHalfUnits, reads / 2.0);
        self.demand.read_units += self.in_busiest_second(reads / 2.0);
        let kept = kept * self.assumed("months_kept") / GIGABYTE;
        self.usage.add(Meter::TableStorage, kept);
        let recovery = [
            "PointInTimeRecoverySpecification",
            "PointInTimeRecoveryEnabled",
        ];
        if at(&table.properties, &recovery) == Some(&Value::Bool(true)) {
            self.usage.add(Meter::TableBackup, kept);
        }
        self.published(publications);
    }

    fn writes(&mut self, units: f64) {
        self.usage.add(Meter::WriteUnits, units);
        self.demand.write_units += self.in_busiest_second(units);
    }

    /// What is published, and to whom topics bring it.
    fn published(&mut self, publications: f64) {
        self.usage.add(Meter::Publications, publications);
        self.demand.publications += self.in_busiest_second(publications);
        for subscription in self.of_kind("AWS::SNS::Subscription") {
            match self.shapes.property(subscription, "Protocol").as_deref() {
                Some("lambda") => {
                    let endpoint = subscription.properties.get("Endpoint");
                    if let Some(function) =
                        endpoint.and_then(|it| self.function(&self.shapes.text(it)))
                    {
                        *self.invocations.entry(function).or_default() += publications;
                    }
                }
                Some("sqs") => self.usage.add(Meter::QueueRequests, publications),
                Some("http" | "https") => self.usage.add(Meter::HttpDeliveries, publications),
                _ => {}
            }
        }
        if self.may("ses:SendEmail") {
            let mails = self.orders * self.assumed("mails_per_order");
            self.usage.add(Meter::Mails, mails);
        }
    }

    /// What the tasks of a machine do. What is `measured` is not counted twice.
    fn work(&mut self, definition: &Definition, course: &Course, measured: bool) {
        for (_, state) in definition.machine.states() {
            let StateKind::Task(task) = &state.kind else {
                continue;
            };
            let name = state.name.as_str();
            let times = course.executions * course.visits.of(name);
            let invoked = definition.needs.needs.iter().find(|need| {
                need.state.as_deref() == Some(name) && need.action == "lambda:InvokeFunction"
            });
            if let Some(need) = invoked {
                let arn = self.shapes.needed(need, &definition.substitutions);
                match self.function(&arn) {
                    Some(function) => *self.invocations.entry(function).or_default() += times,
                    None => self.note(format!(
                        "`{arn}` is not in the template: its time is not counted"
                    )),
                }
            }
            let Work::Integration(integration) = &task.resource else {
                continue;
            };
            match (&*integration.resource_type, &*integration.operation) {
                ("bedrock", "invokeModel") => {
                    let language = state.flow.query_language();
                    let parameters = task_template(state);
                    let arguments =
                        Arguments::of(parameters, language, crate::arguments::Given::Absent);
                    let model = match arguments.text("ModelId") {
                        Said::Text(model) => self.shapes.filled(&model, &definition.substitutions),
                        Said::Computed | Said::Nothing => "a model that is computed".to_owned(),
                    };
                    let read = times * self.assumed("lookup_input_tokens");
                    let written = times * self.assumed("lookup_output_tokens");
                    self.usage.add_tokens(&model, read, written);
                }
                ("dynamodb" | "aws-sdk:dynamodb", operation) if !measured => match operation {
                    "getItem" | "query" => self.usage.add(Meter::ReadHalfUnits, times / 2.0),
                    "putItem" | "updateItem" | "deleteItem" => {
                        let units = (self.assumed("item_bytes") / WRITE_UNIT_BYTES).ceil();
                        self.writes(times * units);
                    }
                    other => self.note(format!("`dynamodb:{other}` in `{name}` is not counted")),
                },
                ("sns", "publish") if !measured => self.published(times),
                ("sqs", "sendMessage") => self.usage.add(Meter::QueueRequests, times),
                ("lambda", "invoke")
                | ("dynamodb" | "aws-sdk:dynamodb" | "sns" | "states" | "aws-sdk:sfn", _) => {}
                (service, operation) => self.note(format!(
                    "what `{service}:{operation}` costs, in `{name}`, is not counted"
                )),
            }
        }
    }

    /// Functions whose addresses stream: the assistant's.
    fn streams(&mut self) {
        for url in self.of_kind("AWS::Lambda::Url") {
            let target = url.properties.get("TargetFunctionArn");
            let target = target.map(|it| self.shapes.text(it)).unwrap_or_default();
            let is_stream =
                self.shapes.property(url, "InvokeMode").as_deref() == Some("RESPONSE_STREAM");
            let Some(function) = self.function(&target).filter(|_| is_stream) else {
                continue;
            };
            let messages = self.orders * self.assumed("messages_per_order");
            let seconds = self.assumed("answer_milliseconds") * MILLISECOND;
            self.time(function, messages, seconds);
            self.streams += messages;
            let out = messages * self.assumed("answer_bytes") / GIGABYTE;
            self.usage.add(Meter::DataOut, out);
            match self.answering_model(function) {
                Some(model) => {
                    let read = messages * self.assumed("answer_input_tokens");
                    let written = messages * self.assumed("answer_output_tokens");
                    self.usage.add_tokens(&model, read, written);
                }
                None => self.note(format!("which model `{function}` asks is not known")),
            }
        }
        self.demand.streams = self.in_busiest_second(self.streams);
    }

    /// The model that the role of a function lets it ask.
    fn answering_model(&self, function: &str) -> Option<String> {
        let function = self.shapes.resource(function)?;
        let role = match function.properties.get("Role")? {
            Value::Reference(Reference::Attribute { resource, .. }) => {
                self.shapes.resource(resource)?
            }
            _ => return None,
        };
        statements(role).find_map(|statement| {
            let actions = self.shapes.texts(statement.get("Action"));
            let asks = actions
                .iter()
                .any(|action| action.starts_with("bedrock:InvokeModel"));
            let resources = self.shapes.texts(statement.get("Resource"));
            let resource = resources.into_iter().find(|_| asks)?;
            let (_, model) = resource.split_once("::foundation-model/")?;
            (model != "*").then(|| model.to_owned())
        })
    }

    /// Invocations of functions by states and topics.
    fn functions(&mut self) {
        let seconds = if self.invocations.is_empty() {
            0.0
        } else {
            self.assumed("function_milliseconds") * MILLISECOND
        };
        for (function, invocations) in std::mem::take(&mut self.invocations) {
            self.time(function, invocations, seconds);
            self.demand.invocations += self.in_busiest_second(invocations);
        }
    }

    /// A function runs so often, so long.
    fn time(&mut self, function: &str, invocations: f64, seconds: f64) {
        let resource = self.shapes.resource(function);
        let memory = resource.and_then(|it| self.shapes.property(it, "MemorySize"));
        let memory = memory
            .and_then(|it| it.parse().ok())
            .unwrap_or(MEMORY_DEFAULT);
        let architectures = resource.and_then(|it| it.properties.get("Architectures"));
        let architectures = self.shapes.texts(architectures);
        let meter = if architectures.iter().any(|it| it == "arm64") {
            Meter::ArmMegabyteMilliseconds
        } else {
            Meter::MegabyteMilliseconds
        };
        self.usage.add(Meter::Invocations, invocations);
        let gigabytes = memory / MEGABYTES_PER_GIGABYTE;
        self.usage.add(meter, invocations * seconds * gigabytes);
        self.demand.concurrent_invocations += self.in_busiest_second(invocations) * seconds;
        let bytes = self.assumed("log_bytes_per_invocation");
        self.log(invocations * bytes);
    }

    /// What is written into logs, and kept of it for as long as logs are.
    fn log(&mut self, bytes: f64) {
        self.usage.add(Meter::LogBytes, bytes / GIGABYTE);
        let groups = self.of_kind("AWS::Logs::LogGroup");
        let days = groups
            .iter()
            .filter_map(|it| self.shapes.property(it, "RetentionInDays"));
        let days = days.filter_map(|days| days.parse::<f64>().ok());
        let months = match days.reduce(f64::max) {
            Some(days) => days / DAYS,
            None => self.assumed("months_kept"),
        };
        let kept = bytes * self.assumed("log_compression") * months / GIGABYTE;
        self.usage.add(Meter::LogStorage, kept);
    }

    /// What costs by being there.
    fn resources(&mut self) {
        self.usage
            .add(Meter::Alarms, self.count_of("AWS::CloudWatch::Alarm"));
        self.usage
            .add(Meter::Secrets, self.count_of("AWS::SecretsManager::Secret"));
        self.demand.resources = count(self.stack.resources.len());
        self.demand.roles = self.count_of("AWS::IAM::Role");
        self.demand.log_groups = self.count_of("AWS::Logs::LogGroup");
        for function in self.of_kind("AWS::Lambda::Function") {
            let reserved = self
                .shapes
                .property(function, "ReservedConcurrentExecutions");
            let reserved = reserved.and_then(|it| it.parse::<f64>().ok());
            self.demand.reserved_concurrency += reserved.unwrap_or(0.0);
        }
        for role in self.of_kind("AWS::IAM::Role") {
            let documents = items(role.properties.get("Policies")).iter();
            let documents = documents.filter_map(|policy| match policy {
                Value::Map(policy) => policy.get("PolicyDocument"),
                _ => None,
            });
            let chars = documents.map(|it| self.written(it)).sum::<usize>();
            let Demand {
                role_policy_chars, ..
            } = &mut self.demand;
            *role_policy_chars = role_policy_chars.max(count(chars));
        }
    }

    /// How long a policy is, as JSON without blanks.
    fn written(&self, value: &Value) -> usize {
        const QUOTES_AND_COMMA: usize = 3;
        match value {
            Value::Map(map) => {
                let fields = map.iter();
                let fields =
                    fields.map(|(key, it)| key.len() + QUOTES_AND_COMMA + self.written(it));
                2 + fields.sum::<usize>()
            }
            Value::List(list) => 2 + list.iter().map(|it| self.written(it)).sum::<usize>(),
            value => self.shapes.text(value).chars().count() + QUOTES_AND_COMMA,
        }
    }

    fn not_counted(&mut self) {
        let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for resource in &self.stack.resources {
            let kind = resource.kind.as_str();
            let is_free = FREE_SERVICES.contains(&service_of(kind)) || kind.starts_with("Custom::");
            if !COUNTED.contains(&kind) && !is_free {
                kinds.entry(kind).or_default().push(&resource.logical_id);
            }
        }
        for (kind, ids) in kinds {
            self.note(format!(
                "what {kind} ({}) costs is not counted",
                ids.join(", ")
            ));
        }
        if self.may("sns:Publish") && self.count_of("AWS::SNS::Subscription") > 0.0 {
            self.note("text messages cost by the country they go to".to_owned());
        }
        self.note(
            "data between regions and out to the internet, beside what streams, is not counted"
                .to_owned(),
        );
        self.note(
            "taxes, support plans, and what else the account does are not counted".to_owned(),
        );
    }

    fn note(&mut self, note: String) {
        if !self.unknown.contains(&note) {
            self.unknown.push(note);
        }
    }

    /// Whether a role of the stack may do something.
    fn may(&self, action: &str) -> bool {
        self.of_kind("AWS::IAM::Role").into_iter().any(|role| {
            statements(role).any(|it| {
                self.shapes
                    .texts(it.get("Action"))
                    .iter()
                    .any(|it| it == action)
            })
        })
    }

    /// The function with this ARN, or a version of it.
    fn function(&self, arn: &str) -> Option<&'a str> {
        let functions = self.stack.resources.iter();
        let mut functions = functions.filter(|it| it.kind == "AWS::Lambda::Function");
        let found = functions.find(|it| {
            let own = self.shapes.arn(&it.logical_id);
            arn == own
                || arn
                    .strip_prefix(&own)
                    .is_some_and(|rest| rest.starts_with(':'))
        });
        found.map(|it| it.logical_id.as_str())
    }

    fn of_kind(&self, kind: &str) -> Vec<&'a Resource> {
        let resources = self.stack.resources.iter();
        resources.filter(|it| it.kind == kind).collect()
    }

    fn count_of(&self, kind: &str) -> f64 {
        count(self.of_kind(kind).len())
    }
}

/// The statements of the policies within a role.
fn statements(role: &Resource) -> impl Iterator<Item = &crate::stack::Map> {
    let policies = items(role.properties.get("Policies")).iter();
    let documents = policies.filter_map(|policy| match policy {
        Value::Map(policy) => at(policy, &["PolicyDocument", "Statement"]),
        _ => None,
    });
    let statements = documents.flat_map(|document| items(Some(document)));
    statements.filter_map(|statement| match statement {
        Value::Map(statement) => Some(statement),
        _ => None,
    })
}

/// `Parameters` or `Arguments` of a task.
fn task_template(state: &asl::State) -> Option<&asl::template::Template> {
    match &state.flow {
        asl::data_flow::DataFlow::JsonPath(flow) => flow.parameters.as_ref(),
        asl::data_flow::DataFlow::Jsonata(flow) => flow.arguments.as_ref(),
    }
}

fn count(of: usize) -> f64 {
    u32::try_from(of).map_or(f64::INFINITY, f64::from)
}

#[allow(
    clippy::cast_precision_loss,
    reason = "what is counted is far below 2^53"
)]
fn precise(number: u64) -> f64 {
    number as f64
}
