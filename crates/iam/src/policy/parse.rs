//! JSON to a policy, or what is wrong with it and where.

use serde_json::Value;

use super::condition::{
    Comparison, Condition, Network, Quantifier, Test, parse_binary, parse_bool,
};
use super::json::Strict;
use super::pattern::{ArnPattern, Case, Pattern, Syntax};
use super::place::{Malformed, Place, SYNTAX};
use super::principal::Principals;
use super::{OneOf, Policy, Statement};
use crate::timestamp::Timestamp;

/// What a policy is for, which decides what its statements must name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of a role, a user or a session: names resources and no principals.
    Identity,
    /// A role's trust policy: names principals and no resources.
    Trust,
}

impl Policy {
    /// Reads a policy.
    pub fn parse(text: &str, kind: Kind) -> Result<Policy, Malformed> {
        let at = Place::default();
        let Strict(document) = serde_json::from_str(text)
            .map_err(|error| at.malformed(format!("{SYNTAX} {error}")))?;
        Policy::from_json(&document, kind)
    }

    /// Reads a policy that is JSON already.
    pub fn from_json(document: &Value, kind: Kind) -> Result<Policy, Malformed> {
        let at = Place::default();
        let document = at.object(document)?;
        let mut version = None;
        let mut statements = None;
        for (name, value) in document {
            let at = at.field(name);
            match name.as_str() {
                "Version" => version = Some(at.string(value)?),
                "Id" => {
                    at.string(value)?;
                }
                "Statement" => statements = Some((value, at)),
                _ => return Err(at.malformed(format!("{SYNTAX} `{name}` is no element of one."))),
            }
        }
        let variables = match version {
            Some("2012-10-17") => true,
            Some("2008-10-17") | None => false,
            Some(_) => {
                return Err(at.field("Version").malformed(
                    "The policy failed legacy parsing: its version must be `2012-10-17` or \
                     `2008-10-17`.",
                ));
            }
        };
        let Some((value, at)) = statements else {
            return Err(at.malformed(format!("{SYNTAX} It has no `Statement`.")));
        };
        let reader = Reader { kind, variables };
        let statements: Vec<Statement> = match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| reader.statement(item, &at.item(index)))
                .collect::<Result<_, _>>()?,
            one => vec![reader.statement(one, &at)?],
        };
        if statements.is_empty() {
            return Err(at.malformed(format!("{SYNTAX} It has no statement.")));
        }
        for (index, statement) in statements.iter().enumerate() {
            if let Some(sid) = &statement.sid
                && statements[..index]
                    .iter()
                    .any(|other| other.sid.as_ref() == Some(sid))
            {
                return Err(at
                    .item(index)
                    .field("Sid")
                    .malformed("Statement IDs (SID) in a single policy must be unique."));
            }
        }
        let mut keys: Vec<Box<str>> = statements.iter().flat_map(mentioned_keys).collect();
        keys.sort_unstable();
        keys.dedup();
        Ok(Policy { statements, keys })
    }
}

fn mentioned_keys(statement: &Statement) -> Vec<Box<str>> {
    let Statement {
        sid: _,
        effect: _,
        principals: _,
        actions,
        resources,
        conditions,
    } = statement;
    let mut keys: Vec<Box<str>> = Vec::new();
    for patterns in [Some(actions), resources.as_ref()].into_iter().flatten() {
        let (OneOf::These(patterns) | OneOf::AllBut(patterns)) = patterns;
        keys.extend(patterns.iter().flat_map(Pattern::variables).map(Box::from));
    }
    for condition in conditions {
        keys.push(condition.key.clone());
        keys.extend(condition.variables().into_iter().map(Box::from));
    }
    keys
}

struct Reader {
    kind: Kind,
    /// Whether `${…}` is a variable.
    variables: bool,
}

impl Reader {
    fn statement(&self, value: &Value, at: &Place) -> Result<Statement, Malformed> {
        let object = at.object(value)?;
        let (mut sid, mut effect) = (None, None);
        let (mut principals, mut actions, mut resources) = (None, None, None);
        let mut conditions = Vec::new();
        for (name, value) in object {
            let at = at.field(name);
            match name.as_str() {
                "Sid" => sid = Some(self.sid(value, &at)?),
                "Effect" => effect = Some(at.effect(value)?),
                "Principal" => set(
                    &mut principals,
                    OneOf::These(principals_of(value, &at)?),
                    &at,
                )?,
                "NotPrincipal" => {
                    set(
                        &mut principals,
                        OneOf::AllBut(principals_of(value, &at)?),
                        &at,
                    )?;
                }
                "Action" => set(&mut actions, OneOf::These(self.actions(value, &at)?), &at)?,
                "NotAction" => set(&mut actions, OneOf::AllBut(self.actions(value, &at)?), &at)?,
                "Resource" => set(
                    &mut resources,
                    OneOf::These(self.resources(value, &at)?),
                    &at,
                )?,
                "NotResource" => {
                    set(
                        &mut resources,
                        OneOf::AllBut(self.resources(value, &at)?),
                        &at,
                    )?;
                }
                "Condition" => conditions = self.conditions(value, &at)?,
                _ => {
                    return Err(
                        at.malformed(format!("{SYNTAX} `{name}` is no element of a statement."))
                    );
                }
            }
        }
        let effect = effect.ok_or_else(|| at.malformed("Missing required field Effect."))?;
        let actions =
            actions.ok_or_else(|| at.malformed("Policy statement must contain actions."))?;
        match self.kind {
            Kind::Identity if principals.is_some() => {
                return Err(at.malformed("Policy document should not specify a principal."));
            }
            Kind::Identity if resources.is_none() => {
                return Err(at.malformed("Policy statement must contain resources."));
            }
            Kind::Trust if resources.is_some() => {
                return Err(at.malformed("Has prohibited field Resource."));
            }
            Kind::Trust if principals.is_none() => {
                return Err(at.malformed("Missing required field Principal."));
            }
            Kind::Identity | Kind::Trust => {}
        }
        Ok(Statement {
            sid,
            effect,
            principals,
            actions,
            resources,
            conditions,
        })
    }

    fn sid(&self, value: &Value, at: &Place) -> Result<Box<str>, Malformed> {
        let sid = at.string(value)?;
        if self.kind == Kind::Identity && !sid.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(at.malformed(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the \
                 regular expression [0-9A-Za-z]*",
            ));
        }
        Ok(sid.into())
    }

    fn syntax(&self) -> Syntax {
        Syntax {
            wildcards: true,
            variables: self.variables,
        }
    }

    fn actions(&self, value: &Value, at: &Place) -> Result<Vec<Pattern>, Malformed> {
        let mut patterns = Vec::new();
        for (action, at) in at.strings(value)? {
            match action.matches(':').count() {
                0 if action != "*" => {
                    return Err(at.malformed(
                        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                    ));
                }
                0 | 1 => {}
                _ => return Err(at.malformed("Actions/Condition can contain only one colon.")),
            }
            patterns.push(Pattern::new(action, self.syntax()));
        }
        if patterns.is_empty() {
            return Err(at.malformed("Policy statement must contain actions."));
        }
        Ok(patterns)
    }

    fn resources(&self, value: &Value, at: &Place) -> Result<Vec<Pattern>, Malformed> {
        let mut patterns = Vec::new();
        for (resource, at) in at.strings(value)? {
            if resource != "*" && !resource.starts_with("arn:") {
                return Err(at.malformed(format!(
                    "Resource {resource} must be in ARN format or \"*\"."
                )));
            }
            patterns.push(Pattern::new(resource, self.syntax()));
        }
        if patterns.is_empty() {
            return Err(at.malformed("Policy statement must contain resources."));
        }
        Ok(patterns)
    }

    fn conditions(&self, value: &Value, at: &Place) -> Result<Vec<Condition>, Malformed> {
        let mut conditions = Vec::new();
        for (operator, keys) in at.object(value)? {
            let at = at.field(operator);
            for (key, values) in at.object(keys)? {
                conditions.push(self.condition(operator, key, values, &at)?);
            }
        }
        Ok(conditions)
    }

    fn condition(
        &self,
        operator: &str,
        key: &str,
        values: &Value,
        at: &Place,
    ) -> Result<Condition, Malformed> {
        let (quantifier, name) = match operator.split_once(':') {
            None => (Quantifier::None, operator),
            Some(("ForAllValues", name)) => (Quantifier::All, name),
            Some(("ForAnyValue", name)) => (Quantifier::Any, name),
            Some(_) => return Err(at.malformed(format!("Invalid Condition type : {operator}."))),
        };
        let (name, if_exists) = match name.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let at_key = at.field(key);
        let values = at_key.scalars(values)?;
        let test = self
            .test(name, &values)?
            .ok_or_else(|| at.malformed(format!("Invalid Condition type : {operator}.")))?;
        let negated_null = matches!(test, Test::Null(_));
        if negated_null && (if_exists || quantifier != Quantifier::None) {
            return Err(at.malformed(format!("Invalid Condition type : {operator}.")));
        }
        Ok(Condition {
            quantifier,
            if_exists,
            key: key.to_ascii_lowercase().into(),
            test,
        })
    }

    /// The test of an operator; `None` when there is no such operator.
    fn test(&self, operator: &str, values: &[(String, Place)]) -> Result<Option<Test>, Malformed> {
        let strings = |negated, case, wildcards| {
            let syntax = Syntax {
                wildcards,
                variables: self.variables,
            };
            Test::Strings {
                negated,
                case,
                patterns: values
                    .iter()
                    .map(|(text, _)| Pattern::new(text, syntax))
                    .collect(),
            }
        };
        let arns = |negated| {
            let patterns = parsed(values, "an ARN with six parts", |text| {
                ArnPattern::new(text, self.syntax())
            })?;
            Ok(Test::Arns { negated, patterns })
        };
        let numbers = |comparison| {
            let numbers = parsed(values, "a number", |text| {
                text.parse().ok().filter(|number: &f64| number.is_finite())
            })?;
            Ok(Test::Numbers {
                comparison,
                numbers,
            })
        };
        let dates = |comparison| {
            let dates = parsed(values, "a date in ISO 8601", Timestamp::parse)?;
            Ok(Test::Dates { comparison, dates })
        };
        let addresses = |negated| {
            let networks = parsed(values, "an IP address or a network", Network::parse)?;
            Ok(Test::Addresses { negated, networks })
        };
        let bools = || parsed(values, "`true` or `false`", parse_bool);
        Ok(Some(match operator {
            "StringEquals" => strings(false, Case::Matters, false),
            "StringNotEquals" => strings(true, Case::Matters, false),
            "StringEqualsIgnoreCase" => strings(false, Case::Ignored, false),
            "StringNotEqualsIgnoreCase" => strings(true, Case::Ignored, false),
            "StringLike" => strings(false, Case::Matters, true),
            "StringNotLike" => strings(true, Case::Matters, true),
            "ArnEquals" | "ArnLike" => arns(false)?,
            "ArnNotEquals" | "ArnNotLike" => arns(true)?,
            "NumericEquals" => numbers(Comparison::Equal)?,
            "NumericNotEquals" => numbers(Comparison::NotEqual)?,
            "NumericLessThan" => numbers(Comparison::Less)?,
            "NumericLessThanEquals" => numbers(Comparison::LessOrEqual)?,
            "NumericGreaterThan" => numbers(Comparison::Greater)?,
            "NumericGreaterThanEquals" => numbers(Comparison::GreaterOrEqual)?,
            "DateEquals" => dates(Comparison::Equal)?,
            "DateNotEquals" => dates(Comparison::NotEqual)?,
            "DateLessThan" => dates(Comparison::Less)?,
            "DateLessThanEquals" => dates(Comparison::LessOrEqual)?,
            "DateGreaterThan" => dates(Comparison::Greater)?,
            "DateGreaterThanEquals" => dates(Comparison::GreaterOrEqual)?,
            "Bool" => Test::Bools(bools()?),
            "BinaryEquals" => Test::Binaries(parsed(values, "Base64", parse_binary)?),
            "IpAddress" => addresses(false)?,
            "NotIpAddress" => addresses(true)?,
            "Null" => Test::Null(bools()?),
            _ => return Ok(None),
        }))
    }
}

/// Every value of a condition as `parse` reads it.
fn parsed<T>(
    values: &[(String, Place)],
    wanted: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Malformed> {
    values
        .iter()
        .map(|(text, at)| {
            parse(text).ok_or_else(|| at.malformed(format!("{SYNTAX} `{text}` is not {wanted}.")))
        })
        .collect()
}

/// Sets what a statement may have once, under either of two names.
fn set<T>(place: &mut Option<T>, value: T, at: &Place) -> Result<(), Malformed> {
    if place.is_some() {
        return Err(at.malformed(format!(
            "{SYNTAX} A statement has an element or its negation, not both."
        )));
    }
    *place = Some(value);
    Ok(())
}

fn principals_of(value: &Value, at: &Place) -> Result<Principals, Malformed> {
    let mut principals = Principals::default();
    if let Value::String(text) = value {
        if text != "*" {
            return Err(at.invalid_principal(text));
        }
        principals.anyone = true;
        return Ok(principals);
    }
    let object = at.object(value)?;
    if object.is_empty() {
        return Err(at.malformed("Missing required field Principal."));
    }
    for (provider, names) in object {
        let at = at.field(provider);
        for (name, at) in at.strings(names)? {
            match provider.as_str() {
                "AWS" if name == "*" => principals.anyone = true,
                "AWS" => match account_of(name) {
                    Some(account) => principals.accounts.push(account.into()),
                    None if name.starts_with("arn:") && !name.contains(['*', '?']) => {
                        principals.arns.push(name.into());
                    }
                    None => return Err(at.invalid_principal(name)),
                },
                "Service" if name.contains('.') => principals.services.push(name.into()),
                "Service" => return Err(at.invalid_principal(name)),
                // Nobody signs in here through a provider of identities.
                "Federated" | "CanonicalUser" => {}
                _ => {
                    return Err(at.malformed(format!(
                        "{SYNTAX} `{provider}` is no kind of principal: it is `AWS`, `Service`, \
                         `Federated` or `CanonicalUser`."
                    )));
                }
            }
        }
    }
    Ok(principals)
}

/// The account that `123456789012` or `arn:aws:iam::123456789012:root` stands for.
fn account_of(name: &str) -> Option<&str> {
    let account = match name.strip_prefix("arn:aws:iam::") {
        None => name,
        Some(rest) => rest.strip_suffix(":root")?,
    };
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}
