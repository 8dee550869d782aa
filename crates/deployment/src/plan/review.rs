//! A role of a template beside what its machine needs: what is missing, and what is too much.

use std::collections::BTreeSet;

use serde::Serialize;

use super::shape::{Shapes, items};
use crate::stack::{Map, Reference, Resource, Stack, Value};

/// Something that the definition needs, filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Action {
    /// The state that needs it; `None` for the machine itself.
    pub state: Option<String>,
    /// `lambda:InvokeFunction`
    pub action: String,
    /// To what.
    pub resource: String,
    /// Why.
    pub reason: String,
    /// Which field of the state says so.
    pub field: String,
}

/// What came of comparing a role with what is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Review {
    /// The logical id of the role; `None` where the template does not declare it.
    pub role: Option<String>,
    /// What the definition needs and the role is not allowed.
    pub missing: Vec<Action>,
    /// What the role is allowed and the definition never needs.
    pub unused: Vec<Allowed>,
    /// What the role is allowed beyond what the definition names.
    pub wider: Vec<Allowed>,
    /// What could not be compared, and why.
    pub uncompared: Vec<String>,
}

/// An action on a resource that a role is allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Allowed {
    /// `dynamodb:*`
    pub action: String,
    /// `*`
    pub resource: String,
}

/// A statement of a policy.
struct Statement {
    allows: bool,
    actions: Vec<String>,
    resources: Vec<String>,
}

impl Review {
    /// Whether the role is allowed what is needed and nothing else.
    pub fn is_exact(&self) -> bool {
        self.missing.is_empty() && self.unused.is_empty()
    }

    pub(super) fn of(
        machine: &Resource,
        stack: &Stack,
        shapes: &Shapes<'_>,
        needed: &[Action],
    ) -> Review {
        let mut review = Review::default();
        let Some(role) = role_of(machine, shapes) else {
            let given = shapes.property(machine, "RoleArn").unwrap_or_default();
            let why = format!("the role `{given}` is not in the template");
            review.uncompared.push(why);
            return review;
        };
        review.role = Some(role.logical_id.clone());
        let statements = statements(role, stack, shapes, &mut review.uncompared);
        review.compare(&statements, needed);
        review
    }

    fn compare(&mut self, statements: &[Statement], needed: &[Action]) {
        let covers = |statement: &Statement, it: &Action| {
            let action = statement
                .actions
                .iter()
                .any(|pattern| fits(pattern, &it.action, true));
            action
                && statement
                    .resources
                    .iter()
                    .any(|pattern| fits(pattern, &it.resource, false))
        };
        let is_allowed = |it: &Action| {
            statements
                .iter()
                .any(|statement| statement.allows && covers(statement, it))
                && !statements
                    .iter()
                    .any(|statement| !statement.allows && covers(statement, it))
        };
        for it in needed {
            // Which version of a function it is, the definition leaves open: the function will do.
            let plain = it.resource.strip_suffix(":*").map(|function| Action {
                resource: function.to_owned(),
                ..it.clone()
            });
            let is_version = it.action == "lambda:InvokeFunction";
            let plain = plain.filter(|_| is_version);
            let is_said = |it: &Action| {
                let mut missing = self.missing.iter();
                missing.any(|other| other.action == it.action && other.resource == it.resource)
            };
            let will_do = plain.is_some_and(|it| is_allowed(&it) || is_said(&it));
            if !is_allowed(it) && !will_do && !is_said(it) {
                self.missing.push(it.clone());
            }
        }
        let (mut unused, mut wider) = (BTreeSet::new(), BTreeSet::new());
        for statement in statements.iter().filter(|statement| statement.allows) {
            for action in &statement.actions {
                for resource in &statement.resources {
                    let allowed = || Allowed {
                        action: action.clone(),
                        resource: resource.clone(),
                    };
                    let mut uses = needed.iter().filter(|it| {
                        fits(action, &it.action, true) && fits(resource, &it.resource, false)
                    });
                    // `arn:…:function:Pay` is used by the versions of it too.
                    let of_function = |it: &Action| {
                        fits(action, &it.action, true)
                            && it
                                .resource
                                .strip_suffix(":*")
                                .is_some_and(|it| fits(resource, it, false))
                    };
                    let Some(first) = uses.next() else {
                        if !needed.iter().any(of_function) {
                            unused.insert(allowed());
                        }
                        continue;
                    };
                    let is_exact = |it: &Action| it.action == *action && it.resource == *resource;
                    if !is_exact(first) && !uses.any(is_exact) {
                        wider.insert(allowed());
                    }
                }
            }
        }
        self.unused.extend(unused);
        self.wider.extend(wider);
    }
}

/// The role of a machine, if the template declares it.
fn role_of<'a>(machine: &Resource, shapes: &Shapes<'a>) -> Option<&'a Resource> {
    let Value::Reference(Reference::Attribute { resource: role, .. }) =
        machine.properties.get("RoleArn")?
    else {
        return None;
    };
    shapes
        .resource(role)
        .filter(|it| it.kind == "AWS::IAM::Role")
}

/// All that a role is allowed and denied, by whatever policy of the template.
fn statements(
    role: &Resource,
    stack: &Stack,
    shapes: &Shapes<'_>,
    uncompared: &mut Vec<String>,
) -> Vec<Statement> {
    let mut documents: Vec<&Value> = Vec::new();
    for policy in items(role.properties.get("Policies")) {
        if let Value::Map(policy) = policy {
            documents.extend(policy.get("PolicyDocument"));
        }
    }
    for policy in items(role.properties.get("ManagedPolicyArns")) {
        let declared = match policy {
            Value::Reference(Reference::Resource(id)) => shapes.resource(id),
            _ => None,
        };
        match declared {
            Some(policy) => documents.extend(policy.properties.get("PolicyDocument")),
            None => uncompared.push(format!(
                "what the managed policy `{}` allows is not in the template",
                shapes.text(policy)
            )),
        }
    }
    let name = shapes.name(&role.logical_id);
    for policy in &stack.resources {
        let is_policy = matches!(
            policy.kind.as_str(),
            "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" | "AWS::IAM::RolePolicy"
        );
        let roles = shapes.texts(policy.properties.get("Roles"));
        let role_name = shapes.property(policy, "RoleName");
        if is_policy && (roles.contains(&name) || role_name.as_ref() == Some(&name)) {
            documents.extend(policy.properties.get("PolicyDocument"));
        }
    }
    let mut statements = Vec::new();
    for document in documents {
        let Value::Map(document) = document else {
            uncompared.push("a policy is not known before it is deployed".to_owned());
            continue;
        };
        for statement in items(document.get("Statement")) {
            match statement {
                Value::Map(statement) => match read(statement, shapes) {
                    Some(statement) => statements.push(statement),
                    None => uncompared.push(
                        "a statement says what it does not allow (`NotAction`, `NotResource`)"
                            .to_owned(),
                    ),
                },
                // `AWS::NoValue`.
                Value::Null => {}
                _ => uncompared.push("a statement is not known before it is deployed".to_owned()),
            }
        }
    }
    statements
}

fn read(statement: &Map, shapes: &Shapes<'_>) -> Option<Statement> {
    let (actions, resources) = (statement.get("Action")?, statement.get("Resource")?);
    let effect = statement.get("Effect").map(|effect| shapes.text(effect));
    Some(Statement {
        allows: effect.as_deref() == Some("Allow"),
        actions: shapes.texts(Some(actions)),
        resources: shapes.texts(Some(resources)),
    })
}

/// Whether a text fits a pattern of IAM: `*` stands for anything, `?` for any character. A `*` of the
/// text stands for itself: what needs anything is not served by less.
fn fits(pattern: &str, text: &str, ignores_case: bool) -> bool {
    let chars = |text: &str| -> Vec<char> {
        if ignores_case {
            text.to_lowercase().chars().collect()
        } else {
            text.chars().collect()
        }
    };
    let (pattern, text) = (chars(pattern), chars(text));
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == text[t] || *c == '?' => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(action: &str, resource: &str) -> Action {
        Action {
            state: None,
            action: action.to_owned(),
            resource: resource.to_owned(),
            reason: String::new(),
            field: String::new(),
        }
    }

    fn reviewed(allowed: &[(&str, &str)], needed: &[Action]) -> Review {
        let statements: Vec<Statement> = allowed
            .iter()
            .map(|(action, resource)| Statement {
                allows: true,
                actions: vec![(*action).to_owned()],
                resources: vec![(*resource).to_owned()],
            })
            .collect();
        let mut review = Review::default();
        review.compare(&statements, needed);
        review
    }

    #[test]
    fn patterns_fit_as_in_iam() {
        for (pattern, text, expected) in [
            ("*", "anything", true),
            ("dynamodb:Get*", "dynamodb:getitem", true),
            ("a*c", "abc", true),
            ("a?c", "abbc", false),
            ("table/orders", "table/*", false),
            ("table/*", "table/*", true),
        ] {
            assert_eq!(fits(pattern, text, true), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn what_is_missing_and_what_is_too_much() {
        let get = action("dynamodb:GetItem", "table/orders");
        let exact = reviewed(
            &[("dynamodb:GetItem", "table/orders")],
            std::slice::from_ref(&get),
        );
        assert!(exact.is_exact() && exact.wider.is_empty());
        let other = reviewed(
            &[
                ("dynamodb:PutItem", "table/orders"),
                ("dynamodb:*", "table/menus"),
            ],
            std::slice::from_ref(&get),
        );
        assert_eq!(other.missing, std::slice::from_ref(&get));
        assert_eq!(other.unused.len(), 2);
        let wide = reviewed(&[("dynamodb:*", "*")], &[get]);
        assert!(wide.is_exact());
        assert_eq!(wide.wider.len(), 1);
    }

    #[test]
    fn a_function_will_do_for_its_versions() {
        let needed = [
            action("lambda:InvokeFunction", "function:Pay"),
            action("lambda:InvokeFunction", "function:Pay:*"),
        ];
        assert!(reviewed(&[("lambda:InvokeFunction", "function:Pay")], &needed).is_exact());
        assert!(!reviewed(&[("lambda:InvokeFunction", "function:Pay:*")], &needed).is_exact());
    }
}
