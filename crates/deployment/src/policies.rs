//! Policies within what IAM allows: one in the role itself, or several beside it.

use std::collections::BTreeMap;

use crate::pattern::{Part, Pattern};
use crate::statement::Statement;

/// The policies of a role inside it have at most so many characters together, blanks aside
/// (IAM user guide, "IAM and AWS STS quotas").
pub(crate) const INLINE_CHARS_MAX: usize = 10_240;

/// A managed policy has at most so many (the same).
pub(crate) const MANAGED_CHARS_MAX: usize = 6_144;

/// A role has at most so many managed policies, unless more are asked for (the same).
pub(crate) const MANAGED_PER_ROLE: usize = 10;

/// And however many are asked for, no more than these.
pub(crate) const MANAGED_PER_ROLE_MAX: usize = 20;

/// What a policy has around its statements: `{"Version":"2012-10-17","Statement":[]}`.
const AROUND_CHARS: usize = 40;

/// What is left of a managed policy for its statements.
const ROOM: usize = MANAGED_CHARS_MAX - AROUND_CHARS;

/// The value of a placeholder is taken to be so long: most are ARNs, and the longest ARN of a
/// function has 140 characters (Lambda API reference, FunctionArn).
const PLACEHOLDER_CHARS: usize = 140;

/// A piece of such a value: a name has at most 80.
const SEGMENT_CHARS: usize = 80;

/// The longest name of a partition, a region, an account: `aws-iso-b`, `ap-northeast-1`.
const PARTITION_CHARS: usize = 10;
const REGION_CHARS: usize = 14;
const ACCOUNT_CHARS: usize = 12;

/// What a role is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Policies {
    /// By a policy inside it.
    Inline(Vec<Statement>),
    /// By these managed ones: there is too much for one inside.
    Managed(Vec<Vec<Statement>>),
}

impl Policies {
    /// As few as hold the statements, in their order. `known` has the values of placeholders.
    pub(crate) fn of(statements: Vec<Statement>, known: &BTreeMap<String, String>) -> Policies {
        let chars = |statement: &Statement| chars(statement, known);
        let all: usize = statements.iter().map(chars).sum();
        if all + AROUND_CHARS <= INLINE_CHARS_MAX {
            return Policies::Inline(statements);
        }
        let mut policies: Vec<Vec<Statement>> = Vec::new();
        let mut room = 0;
        let mut rest = statements;
        rest.reverse();
        while let Some(statement) = rest.pop() {
            let length = chars(&statement);
            if length > ROOM
                && let Some([first, second]) = divided(&statement, known)
            {
                rest.extend([second, first]);
                continue;
            }
            match policies.last_mut() {
                Some(policy) if length <= room => {
                    room -= length;
                    policy.push(statement);
                }
                _ => {
                    room = ROOM.saturating_sub(length);
                    policies.push(vec![statement]);
                }
            }
        }
        Policies::Managed(policies)
    }
}

/// Two statements that say the same together, the first as long as a policy may be; `None` for one
/// that cannot be divided.
fn divided(statement: &Statement, known: &BTreeMap<String, String>) -> Option<[Statement; 2]> {
    let of_resources = |resources: &[Pattern]| Statement {
        resources: resources.to_vec(),
        ..statement.clone()
    };
    let resources = statement.resources.as_slice();
    let fits = |count: &usize| chars(&of_resources(&resources[..*count]), known) <= ROOM;
    if let Some(count) = (1..resources.len()).rev().find(fits) {
        let (first, second) = resources.split_at(count);
        return Some([first, second].map(of_resources));
    }
    // One resource with so many actions.
    let actions = statement.actions.as_slice();
    let (first, second) = actions.split_at(actions.len() / 2);
    (!first.is_empty()).then(|| {
        [first, second].map(|actions| Statement {
            actions: actions.to_vec(),
            ..statement.clone()
        })
    })
}

/// How many characters a statement has in a policy, at most.
fn chars(statement: &Statement, known: &BTreeMap<String, String>) -> usize {
    // `{"Effect":"Allow","Action":[],"Resource":[]},`, and quotes and a comma around each text.
    const AROUND_STATEMENT: usize = 46;
    const AROUND_TEXT: usize = 3;
    // `"Condition":{},`, and `"":{"":""},` for each of them.
    const AROUND_CONDITIONS: usize = 15;
    const AROUND_CONDITION: usize = 11;
    let actions = statement.actions.iter().map(String::len);
    let resources = statement.resources.iter().map(|it| long(it, known));
    let texts: usize = actions.chain(resources).map(|it| it + AROUND_TEXT).sum();
    let conditions = statement
        .conditions
        .iter()
        .map(|it| it.operator.len() + it.key.len() + long(&it.value, known) + AROUND_CONDITION);
    let conditions: usize = match statement.conditions.as_slice() {
        [] => 0,
        _ => conditions.sum::<usize>() + AROUND_CONDITIONS,
    };
    AROUND_STATEMENT + texts + conditions
}

/// How many characters a pattern has when it is deployed, at most.
fn long(pattern: &Pattern, known: &BTreeMap<String, String>) -> usize {
    let parts = pattern.parts().iter().map(|part| match part {
        Part::Text(text) => text.chars().count(),
        Part::Partition => PARTITION_CHARS,
        Part::Region => REGION_CHARS,
        Part::Account => ACCOUNT_CHARS,
        Part::Placeholder(name) => {
            let value = known.get(&**name);
            value.map_or(PLACEHOLDER_CHARS, |value| value.chars().count())
        }
        Part::Segment(..) => SEGMENT_CHARS,
    });
    parts.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(resources: usize) -> Statement {
        let resource = |index| Pattern::text(format!("arn:aws:s3:::bucket-{index:0>40}/*"));
        Statement {
            actions: vec!["s3:GetObject".to_owned()],
            resources: (0..resources).map(resource).collect(),
            conditions: Vec::new(),
            reasons: Vec::new(),
        }
    }

    fn managed(statements: &[Statement]) -> Vec<Vec<Statement>> {
        match Policies::of(statements.to_vec(), &BTreeMap::new()) {
            Policies::Managed(policies) => policies,
            Policies::Inline(_) => panic!("one policy"),
        }
    }

    #[test]
    fn what_fits_in_the_role_stays_there() {
        let statements = vec![statement(70), statement(70)];
        let policies = Policies::of(statements.clone(), &BTreeMap::new());
        assert_eq!(policies, Policies::Inline(statements));
    }

    #[test]
    fn what_does_not_is_divided_and_nothing_is_lost() {
        let long = statement(400);
        let policies = managed(&[statement(1), long.clone(), statement(2)]);
        for policy in &policies {
            let chars: usize = policy.iter().map(|it| chars(it, &BTreeMap::new())).sum();
            assert!(chars + AROUND_CHARS <= MANAGED_CHARS_MAX, "{chars}");
        }
        let all = policies.iter().flatten().flat_map(|it| &it.resources);
        let mut expected = statement(1).resources;
        expected.extend(long.resources);
        expected.extend(statement(2).resources);
        assert!(all.eq(&expected));
    }
}
