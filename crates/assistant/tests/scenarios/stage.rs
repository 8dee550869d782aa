//! A shop with the scenarios, whose workflows are run from outside.

use std::sync::Arc;

use assistant::scenario::{Scenarios, Workflow, functions};
use assistant::understand::Understand;
use bytes::Bytes;
use delivery::CustomerId;
use delivery::delivery::Placed;
use delivery::notice::Language;
use delivery::order::Method;
use delivery::people::{Session, Token, TokenHash};
use jiff::Timestamp;
use lambda::FunctionError;
use serde_json::{Value, json};
use understanding::{Intent, Said, Slots, Understood};

use crate::model::Model;
use crate::world::World;

pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/entrega-assistant";

/// Understands by a word in the message: what a test needs and no more.
struct Words;

impl Understand for Words {
    fn understand(&self, text: &str, _: &[Said]) -> Understood {
        let text = text.to_lowercase();
        let intents = [
            ("onde", Intent::TrackOrder),
            ("quando", Intent::Eta),
            ("recibo", Intent::Receipt),
            ("frio", Intent::DamagedOrCold),
            ("aberto", Intent::OpeningHours),
            ("atendente", Intent::HumanAgent),
        ];
        let found = intents.into_iter().find(|(word, _)| text.contains(word));
        Understood {
            language: understanding::Language::PtBr,
            intent: found.map_or(Intent::OutOfScope, |(_, intent)| intent),
            confidence: 1.0,
            others: Vec::new(),
            slots: Slots::default(),
        }
    }
}

pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) scenarios: Scenarios,
    pub(crate) model: Model,
}

/// A customer who is signed in.
pub(crate) struct Person {
    pub(crate) id: CustomerId,
    pub(crate) session: TokenHash,
}

impl Stage {
    pub(crate) async fn open() -> Stage {
        let model = Model::failing();
        let world = World::with(60, vec![Arc::new(model.clone())]).await;
        let scenarios =
            Scenarios::new(world.delivery.clone(), world.store.clone(), Arc::new(Words));
        for name in functions::FUNCTIONS {
            let scenarios = scenarios.clone();
            let registered = world.lambda.register(name, move |invoked| {
                let scenarios = scenarios.clone();
                async move {
                    let event = serde_json::from_slice(&invoked.payload).expect("JSON");
                    let answer = functions::invoke(&scenarios, name, event).await;
                    let answer = answer
                        .map_err(|error| FunctionError::new(error.error_type, error.message))?;
                    Ok(Bytes::from(answer.to_string()))
                }
            });
            registered.expect("a name");
        }
        // Twice: it must be the same.
        scenarios.settle(ROLE).await.expect("settled");
        scenarios.settle(ROLE).await.expect("settled again");
        Stage {
            world,
            scenarios,
            model,
        }
    }

    pub(crate) async fn person(&self, name: &str) -> Person {
        let id = self.world.customer(name).await;
        let store = self.world.store.clone();
        let session = Session::of_customer(store, id.clone(), Language::PtBr, Timestamp::now());
        let token: Token = self
            .world
            .delivery
            .begin_session(&session)
            .await
            .expect("a session");
        Person {
            id,
            session: token.hash(),
        }
    }

    /// Places an order of so many of something.
    pub(crate) async fn order(&self, person: &Person, quantity: u32, key: &str) -> Placed {
        let item = self.world.plain_item().await;
        let cash = Method::Cash { change_for: None };
        let wish = self.world.wish(&item, quantity, cash).await;
        self.world.place(&person.id, &wish, key).await
    }

    /// Runs a workflow as the gateway does; its output.
    pub(crate) async fn run(
        &self,
        scenario: &str,
        said: &str,
        params: Value,
        session: Option<&TokenHash>,
    ) -> Value {
        let messages = json!([{"role": "user", "content": said}]);
        let mut input = json!({"PromptInput": messages, "state_machine_custom_params": params});
        if let Some(session) = session {
            input["session"] = json!(session.to_string());
        }
        self.run_with(scenario, &input).await
    }

    pub(crate) async fn run_with(&self, scenario: &str, input: &Value) -> Value {
        let workflow = Workflow::of_scenario(scenario).expect("a workflow for the gateway");
        let arn = self
            .world
            .delivery
            .state_machine_arn(workflow.state_machine);
        let sfn = self.world.step_functions();
        let ran = sfn
            .start_sync_execution()
            .state_machine_arn(arn)
            .input(input.to_string())
            .send()
            .await
            .expect("an execution");
        let output = ran.output.as_deref().unwrap_or_else(|| {
            panic!(
                "{scenario} ended {:?}: {:?} {:?}",
                ran.status, ran.error, ran.cause
            )
        });
        let output: Value = serde_json::from_str(output).expect("JSON");
        check_contract(&output);
        output
    }
}

/// Whether it is what the gateway takes.
fn check_contract(output: &Value) {
    assert!(output["context_data"].is_array(), "{output}");
    let chain = &output["system_chain_data"];
    if !chain.is_null() {
        assert!(chain["system_chain_prompt"].is_string(), "{output}");
        assert!(["APPEND", "REPLACE_ALL"].contains(&chain["operation"].as_str().unwrap_or("")));
    }
    let details = &output["bedrock_details"];
    let tasks = details["task_details"].as_array().expect("details");
    let sum = |of: &str| {
        tasks
            .iter()
            .map(|task| task[of].as_u64().expect("tokens"))
            .sum::<u64>()
    };
    assert_eq!(
        details["total_input_tokens"].as_u64(),
        Some(sum("input_token")),
        "{output}"
    );
    assert_eq!(
        details["total_output_tokens"].as_u64(),
        Some(sum("output_token")),
        "{output}"
    );
    for task in tasks {
        assert!(
            task["task_name"].is_string() && task["task_model_id"].is_string(),
            "{output}"
        );
    }
}
