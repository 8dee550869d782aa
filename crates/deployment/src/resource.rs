//! Which resources an action is about, by what a definition says of its task's arguments.
//!
//! IAM's templates of ARNs have names in them, `table/${TableName}`; arguments have names too. Where
//! both are called alike the argument is what the ARN needs, and where they are not, [`SOURCES`] says
//! so. What an argument does not say is `*`, as far into the ARN as need be.

use crate::actions::{Action, Kind};
use crate::arguments::{Arguments, Given, Said};
use crate::pattern::{Part, Pattern, next_placeholder};

/// A resource that an action is about.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) pattern: Pattern,
    /// Where the definition says so: `Arguments.TableName`. Nothing where it does not.
    pub(crate) field: Option<String>,
    /// Why it is no narrower.
    pub(crate) widened: Option<String>,
}

/// The names in templates that no argument has: they say where it is deployed.
const PLACES: [&str; 3] = ["Partition", "Region", "Account"];

/// What is in an argument of another name: the service, what IAM calls it, the argument, and which
/// part of the argument it is.
#[rustfmt::skip]
const SOURCES: &[(&str, &str, &str, Take)] = &[
    ("athena", "WorkGroupName", "WorkGroup", Take::Whole),
    ("batch", "JobDefinitionName", "JobDefinition", Take::BeforeColon),
    ("batch", "JobId", "JobId", Take::Only),
    ("batch", "JobQueueName", "JobQueue", Take::Whole),
    ("batch", "Revision", "JobDefinition", Take::AfterColon),
    ("cloudformation", "Id", "StackName", Take::Nothing),
    ("databrew", "ResourceId", "Name", Take::Whole),
    ("ecs", "ClusterName", "Cluster", Take::Whole),
    ("ecs", "ServiceName", "Service", Take::Whole),
    ("ecs", "TaskDefinitionFamilyName", "TaskDefinition", Take::BeforeColon),
    ("ecs", "TaskDefinitionRevisionNumber", "TaskDefinition", Take::AfterColon),
    ("ecs", "TaskId", "Task", Take::Whole),
    ("eks", "ClusterName", "Name", Take::Whole),
    ("elasticmapreduce", "ClusterId", "JobFlowId", Take::Whole),
    ("glue", "JobName", "Name", Take::Whole),
    ("glue", "WorkflowName", "Name", Take::Whole),
    ("kms", "KeyId", "KeyId", Take::Key),
    ("s3", "BucketName", "Bucket", Take::Whole),
    ("s3", "ObjectName", "Key", Take::Whole),
    ("secretsmanager", "SecretId", "SecretId", Take::Secret),
    ("sns", "TopicName", "TargetArn", Take::Whole),
    ("sqs", "QueueName", "QueueUrl", Take::Queue),
    ("ssm", "DocumentName", "DocumentName", Take::Whole),
    ("ssm", "ParameterNameWithoutLeadingSlash", "Name", Take::WithoutSlash),
    ("transcribe", "JobName", "TranscriptionJobName", Take::Whole),
];

/// What may stand behind the name of a resource in the name of the argument that says which.
const ARGUMENT_ENDS: [&str; 5] = ["", "Arn", "Id", "Name", "Identifier"];

/// Which part of an argument is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Take {
    Whole,
    /// `order` of `order:3`.
    BeforeColon,
    /// `3` of `order:3`; whichever where there is none.
    AfterColon,
    /// A key's identifier, which an alias does not tell.
    Key,
    /// A secret's name, which AWS puts six characters behind.
    Secret,
    /// A queue's name, of its URL.
    Queue,
    /// A parameter's name, which may begin with a slash.
    WithoutSlash,
    /// All of it; no other argument has it.
    Only,
    /// Nothing: it is made up by AWS.
    Nothing,
}

/// A kind's ARN, as far as the arguments fill it.
struct Filled {
    kind: Kind,
    pattern: Pattern,
    /// The arguments it is filled from.
    from: Vec<String>,
    /// Why it is no narrower.
    widened: Option<String>,
    /// How many names of the template no argument has.
    missing: usize,
}

/// What an argument says of a name in an ARN.
enum Value {
    /// The argument is not there.
    Missing,
    /// It is what the name stands for.
    Part(Pattern),
    /// It is an ARN itself.
    Whole(Pattern),
    /// It is the ARN of something else.
    Other,
    /// It names something that leads to the resource, and does not name the resource.
    Owner,
    /// It is computed.
    Computed,
}

/// The resources that `action` is about, when a task with these arguments does it.
pub(crate) fn resources(action: &Action, arguments: Arguments<'_>) -> Vec<Resource> {
    if action.kinds.is_empty() {
        let widened = format!("{} cannot be narrowed to a resource", action.name);
        return vec![Resource {
            pattern: Pattern::anything(),
            field: None,
            widened: Some(widened),
        }];
    }
    let filled: Vec<Filled> = action
        .kinds
        .iter()
        .filter_map(|kind| fill(*kind, action, arguments))
        .collect();
    let named = |filled: &&Filled| !filled.from.is_empty();
    let whole = |filled: &&Filled| filled.missing == 0;
    let has_whole = filled.iter().any(|it| named(&it) && whole(&it));
    let mut chosen: Vec<&Filled> = filled
        .iter()
        .filter(|it| if has_whole { whole(it) } else { named(it) })
        .collect();
    // What the action is always about, named or not; but not what is part of something named.
    for it in filled.iter().filter(|it| it.kind.required) {
        let is_part = chosen
            .iter()
            .any(|other| it.kind.arn.starts_with(other.kind.arn));
        if !is_part {
            chosen.push(it);
        }
    }
    if chosen.is_empty() {
        return vec![Resource {
            pattern: Pattern::anything(),
            field: None,
            widened: Some(unsaid(arguments)),
        }];
    }
    let all = chosen.into_iter().map(|filled| Resource {
        pattern: filled.pattern.clone(),
        field: filled
            .from
            .first()
            .map(|name| format!("{}.{name}", arguments.field)),
        widened: match &filled.widened {
            None if filled.from.is_empty() && filled.missing > 0 => Some(unsaid(arguments)),
            widened => widened.clone(),
        },
    });
    all.collect()
}

/// Why nothing narrows an action.
fn unsaid(arguments: Arguments<'_>) -> String {
    match arguments.given {
        Given::Computed => format!("`{}` are computed at run time", arguments.field),
        _ => "the definition does not name it".to_owned(),
    }
}

/// The ARN of a kind; `None` where the arguments say that it is another kind.
fn fill(kind: Kind, action: &Action, arguments: Arguments<'_>) -> Option<Filled> {
    let mut filled = Filled {
        kind,
        pattern: Pattern::default(),
        from: Vec::new(),
        widened: None,
        missing: 0,
    };
    let computed = |name: &str| format!("`{}.{name}` is computed at run time", arguments.field);
    if let Some((name, arn)) = arn_given(kind, arguments) {
        filled.from.push(name.to_owned());
        match arn {
            Some(arn) => {
                filled.pattern = arn;
                return Some(filled);
            }
            None => filled.widened = Some(computed(name)),
        }
    }
    let is_computed = filled.widened.is_some();
    let mut rest = kind.arn;
    while let Some((before, variable, after)) = next_placeholder(rest) {
        let mut pattern = std::mem::take(&mut filled.pattern).followed_by(before);
        pattern = match variable {
            "Partition" => pattern.and(Part::Partition),
            "Region" => pattern.and(Part::Region),
            "Account" => pattern.and(Part::Account),
            _ if is_computed => pattern.followed_by("*"),
            _ => match value_of(variable, kind, action, arguments) {
                (_, Value::Other) => return None,
                (name, Value::Whole(arn)) => {
                    filled.pattern = arn;
                    filled.from.push(name);
                    filled.missing = 0;
                    return Some(filled);
                }
                (name, Value::Part(part)) => {
                    filled.from.push(name);
                    pattern.followed_by(part)
                }
                (name, Value::Computed) => {
                    filled.widened.get_or_insert(computed(&name));
                    filled.from.push(name);
                    pattern.followed_by("*")
                }
                (name, Value::Owner) => {
                    let leads = format!("`{}.{name}` leads to it by another name", arguments.field);
                    filled.widened.get_or_insert(leads);
                    filled.from.push(name);
                    pattern.followed_by("*")
                }
                (_, Value::Missing) => {
                    filled.missing += 1;
                    pattern.followed_by("*")
                }
            },
        };
        filled.pattern = pattern;
        rest = after;
    }
    filled.pattern = std::mem::take(&mut filled.pattern).followed_by(rest);
    Some(filled)
}

/// An argument that is the ARN of this kind of resource: its name, and the ARN unless it is
/// computed.
fn arn_given(kind: Kind, arguments: Arguments<'_>) -> Option<(&str, Option<Pattern>)> {
    arguments
        .given
        .fields()
        .into_iter()
        .find_map(|(name, given)| {
            let about_kind = || {
                name.strip_suffix("Arn")
                    .is_some_and(|stem| alike(stem, kind.name))
            };
            match given.text() {
                Said::Text(text) if text.beginning().starts_with("arn:") => {
                    fits(kind, &text).then_some((name, Some(text)))
                }
                Said::Text(text) => {
                    let is_arn = text.as_placeholder().is_some() && about_kind();
                    is_arn.then_some((name, Some(text)))
                }
                Said::Computed => about_kind().then_some((name, None)),
                Said::Nothing => None,
            }
        })
}

/// Whether an ARN is of a kind of resource.
fn fits(kind: Kind, arn: &Pattern) -> bool {
    let shape = arn.shape();
    let template = mask(kind.arn);
    let wanted: Vec<&str> = template.splitn(6, ':').collect();
    let given: Vec<&str> = shape.splitn(6, ':').collect();
    let ([_, _, service, .., wanted], [_, _, of, .., given]) = (&*wanted, &*given) else {
        return false;
    };
    let separators = ['/', ':'];
    let mut given = given.split(separators);
    let steps: Vec<&str> = wanted.split(separators).collect();
    let along = steps.iter().all(|step| {
        let given = given.next();
        given.is_some_and(|given| *step == "\u{0}" || *step == given)
    });
    // A name may go on behind a slash, and a function's behind a colon.
    let open = steps.last().is_some_and(|last| *last == "\u{0}") && steps.len() > 1;
    service == of && along && (open || given.next().is_none())
}

/// How many names of a template are to be filled in.
fn names_in(template: &str) -> usize {
    let mut names = 0;
    let mut rest = template;
    while let Some((_, name, after)) = next_placeholder(rest) {
        names += usize::from(!PLACES.contains(&name));
        rest = after;
    }
    names
}

/// A template with one character for each of its names.
fn mask(template: &str) -> String {
    let mut masked = String::new();
    let mut rest = template;
    while let Some((before, _, after)) = next_placeholder(rest) {
        masked.push_str(before);
        masked.push('\u{0}');
        rest = after;
    }
    masked + rest
}

/// What the arguments say of a name in the template of an ARN, and which argument.
fn value_of(
    variable: &str,
    kind: Kind,
    action: &Action,
    arguments: Arguments<'_>,
) -> (String, Value) {
    for (name, take) in candidates(variable, kind, action) {
        match arguments.text(&name) {
            Said::Nothing => {}
            // When all arguments are computed, whichever is meant is.
            Said::Computed => return (name, Value::Computed),
            Said::Text(text) => {
                let value = taken(kind, &name, take, text);
                return (name, value);
            }
        }
    }
    (String::new(), Value::Missing)
}

/// The arguments that a name in the template of an ARN may be in, the likeliest first.
fn candidates(variable: &str, kind: Kind, action: &Action) -> Vec<(String, Take)> {
    let service = kind.arn.split(':').nth(2).unwrap_or_default();
    let mut all: Vec<(String, Take)> = SOURCES
        .iter()
        .filter(|(of, name, ..)| *of == service && *name == variable)
        .map(|(_, _, argument, take)| ((*argument).to_owned(), *take))
        .collect();
    match all.as_slice() {
        [(_, Take::Nothing)] => return Vec::new(),
        [(_, Take::Only)] => return all,
        _ => {}
    }
    all.push((variable.to_owned(), Take::Whole));
    let ends = |stem: &str| ARGUMENT_ENDS.map(|end| (format!("{stem}{end}"), Take::Whole));
    let stem = ["Name", "Id", "Arn"]
        .iter()
        .find_map(|end| variable.strip_suffix(end));
    if let Some(stem) = stem.filter(|stem| !stem.is_empty()) {
        all.extend(ends(stem));
    }
    if names_in(kind.arn) == 1 {
        // `experiment-template/${Id}` is what `ExperimentTemplateId` names.
        all.extend(ends(&kind.name.replace(['-', '_'], "")));
        // `StartCrawler` takes the `Name` of a crawler.
        let object = action
            .name
            .trim_start_matches(|c: char| c.is_ascii_uppercase());
        let object = object.trim_start_matches(|c: char| c.is_ascii_lowercase());
        if stem == Some(object) || alike(object, kind.name) {
            all.extend(ends("").into_iter().filter(|(name, _)| !name.is_empty()));
        }
    }
    all
}

/// The part of an argument's text that is meant.
fn taken(kind: Kind, name: &str, take: Take, text: Pattern) -> Value {
    // A task of a cluster has an ARN of its own, whatever the cluster's is.
    let is_narrower = names_in(kind.arn) > 1 && take != Take::BeforeColon;
    if text.beginning().starts_with("arn:") {
        return if fits(kind, &text) {
            Value::Whole(text)
        } else if is_narrower {
            Value::Owner
        } else {
            Value::Other
        };
    }
    if let Some(placeholder) = text.as_placeholder()
        && (is_called_arn(name) || is_called_arn(placeholder))
    {
        return if is_narrower {
            Value::Owner
        } else {
            Value::Whole(text)
        };
    }
    let colon = |text: &Pattern| text.split_at_colons(2);
    match take {
        Take::Nothing => Value::Missing,
        Take::Key if text.beginning().starts_with("alias/") => Value::Owner,
        Take::Whole | Take::Only | Take::Key => Value::Part(text),
        Take::Secret => Value::Part(text.followed_by("-??????")),
        Take::WithoutSlash => match text.as_text() {
            Some(known) => Value::Part(Pattern::text(known.trim_start_matches('/'))),
            None => Value::Part(text),
        },
        Take::BeforeColon => Value::Part(colon(&text).swap_remove(0)),
        Take::AfterColon => {
            let revision = colon(&text).into_iter().nth(1);
            Value::Part(revision.unwrap_or_else(Pattern::anything))
        }
        Take::Queue => queue(&text),
    }
}

/// The ARN of the queue with this URL: `https://sqs.us-east-1.amazonaws.com/123456789012/orders`.
fn queue(url: &Pattern) -> Value {
    let arn = |region: Pattern, account: Pattern, name: Pattern| {
        let arn = Pattern::text("arn:")
            .and(Part::Partition)
            .followed_by(":sqs:");
        let arn = arn
            .followed_by(region)
            .followed_by(":")
            .followed_by(account);
        Value::Whole(arn.followed_by(":").followed_by(name))
    };
    if let Some(placeholder) = url.as_placeholder() {
        let segment =
            |index| Pattern::default().and(Part::Segment(placeholder.clone(), '/', index));
        let region = Pattern::default().and(Part::Region);
        return arn(region, segment(3), segment(4));
    }
    let shape = url.shape();
    let pieces: Vec<&str> = shape.split('/').collect();
    let [_, "", host, account, name] = pieces.as_slice() else {
        return Value::Part(url.clone());
    };
    let region = host
        .strip_prefix("sqs.")
        .and_then(|host| host.split('.').next());
    let known = |piece: &str, own: Part| match piece {
        piece if is_known(piece) => Pattern::text(piece),
        _ => Pattern::default().and(own),
    };
    // The last part is the one that a template may give a name to.
    let name = match url.parts().last() {
        Some(Part::Placeholder(placeholder)) if *name == "x" => {
            Pattern::default().and(Part::Placeholder(placeholder.clone()))
        }
        _ => Pattern::text(*name),
    };
    let region = region.map_or_else(
        || Pattern::default().and(Part::Region),
        |region| known(region, Part::Region),
    );
    arn(region, known(account, Part::Account), name)
}

/// Whether it is a region or an account, and no word that stands for one.
fn is_known(piece: &str) -> bool {
    piece.contains(|c: char| c.is_ascii_digit())
}

/// Whether something by this name is an ARN.
pub(crate) fn is_called_arn(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("arn")
}

/// Whether two names are the same but for how they are written: `StateMachine`, `statemachine`.
fn alike(name: &str, other: &str) -> bool {
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|c| c.to_ascii_lowercase()).collect()
    };
    letters(name) == letters(other)
}
