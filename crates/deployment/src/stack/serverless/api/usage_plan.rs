//! Keys for an API, and a plan for their use (`Auth: UsagePlan`).

use super::super::super::Resource;
use super::super::super::value::{Map, Value};
use super::super::Expander;
use super::super::origin::Origin;

/// What a plan is for.
struct PlanIds {
    plan: String,
    key: String,
    link: String,
}

impl PlanIds {
    /// Of one API, or of all that share one.
    fn of(owner: &str) -> PlanIds {
        PlanIds {
            plan: format!("{owner}UsagePlan"),
            key: format!("{owner}ApiKey"),
            link: format!("{owner}UsagePlanKey"),
        }
    }
}

/// What logical ids of a plan that APIs share begin with.
const SHARED: &str = "Serverless";

/// A plan that APIs share, while they are counted.
#[derive(Default)]
pub(in super::super) struct SharedPlan {
    /// The APIs and their stages.
    stages: Vec<(String, String)>,
    /// The plan as the last of them has it, and whence that is.
    last: Option<(Origin, Map)>,
}

impl Expander<'_, '_, '_> {
    pub(super) fn usage_plan(
        &mut self,
        origin: &Origin,
        id: &str,
        stage: &str,
        given: &Map,
        made: &mut Vec<Resource>,
    ) {
        let plan = given
            .get("Auth")
            .and_then(|auth| auth.get("UsagePlan")?.as_map());
        let Some(plan) = plan else {
            return;
        };
        let stages = [(id.to_owned(), stage.to_owned())];
        let ids = match plan.get("CreateUsagePlan").and_then(Value::as_text) {
            Some("NONE") => return,
            Some("PER_API") => {
                let ids = PlanIds::of(id);
                resources(origin, &ids, &stages, plan, made);
                ids
            }
            Some("SHARED") => {
                self.shared_plan.stages.extend(stages);
                self.shared_plan.last = Some((origin.clone(), plan.clone()));
                PlanIds::of(SHARED)
            }
            _ => {
                let hint = "write `CreateUsagePlan: PER_API`, `SHARED` or `NONE`";
                let message = "the usage plan does not say for whom it is";
                self.problem(&origin.id, &["Auth", "UsagePlan"], message, hint);
                return;
            }
        };
        for (what, made_id) in [
            ("UsagePlan", ids.plan),
            ("UsagePlanKey", ids.link),
            ("ApiKey", ids.key),
        ] {
            self.made_by
                .insert((id.to_owned(), what.to_owned()), made_id);
        }
    }

    /// The plan that APIs share, if they do.
    pub(super) fn finish_shared_plan(&mut self) {
        let SharedPlan { stages, last } = std::mem::take(&mut self.shared_plan);
        if let Some((origin, plan)) = last {
            let mut made = Vec::new();
            resources(&origin, &PlanIds::of(SHARED), &stages, &plan, &mut made);
            self.slots.push(made);
        }
    }
}

/// A plan, a key, and the link between the two.
fn resources(
    origin: &Origin,
    ids: &PlanIds,
    stages: &[(String, String)],
    plan: &Map,
    made: &mut Vec<Resource>,
) {
    let named = |api: &str, name: &str| {
        let stages = stages.iter().map(|(id, stage)| {
            Value::map([
                (api, Value::reference(id.as_str())),
                (name, Value::reference(stage.as_str())),
            ])
        });
        Value::list(stages)
    };
    let mut properties = Map::new();
    properties.insert("ApiStages", named("ApiId", "Stage"));
    for name in ["UsagePlanName", "Description", "Quota", "Tags", "Throttle"] {
        properties.insert_some(name, plan.get(name).cloned());
    }
    let mut resource = origin.made(ids.plan.as_str(), "AWS::ApiGateway::UsagePlan", properties);
    resource
        .depends_on
        .extend(stages.iter().map(|(id, _)| id.clone()));
    made.push(resource);
    let mut properties = Map::new();
    properties.insert("Enabled", true.into());
    properties.insert("StageKeys", named("RestApiId", "StageName"));
    let mut resource = origin.made(ids.key.as_str(), "AWS::ApiGateway::ApiKey", properties);
    resource.depends_on.push(ids.plan.clone());
    made.push(resource);
    let mut properties = Map::new();
    properties.insert("KeyId", Value::reference(ids.key.as_str()));
    properties.insert("KeyType", "API_KEY".into());
    properties.insert("UsagePlanId", Value::reference(ids.plan.as_str()));
    let kind = "AWS::ApiGateway::UsagePlanKey";
    let mut resource = origin.made(ids.link.as_str(), kind, properties);
    resource.depends_on.push(ids.key.clone());
    made.push(resource);
}
