//! Machines and executions to look at, made through AWS's API.

use std::time::Duration;

use serde_json::Value;

use crate::client::Shop;

const ROLE: &str = "arn:aws:iam::000000000000:role/test";

/// Nothing here takes so long, unless it does not end at all.
const ENDS_WITHIN: Duration = Duration::from_secs(20);

/// A machine of an account.
pub(crate) struct Machine {
    sfn: aws_sdk_sfn::Client,
    pub(crate) arn: String,
}

impl Machine {
    pub(crate) async fn new(shop: &Shop, name: &str, definition: &str) -> Machine {
        let sfn = shop.world.step_functions();
        let made = sfn.create_state_machine().name(name).role_arn(ROLE);
        let made = made.definition(definition).send().await.expect("a machine");
        Machine {
            arn: made.state_machine_arn,
            sfn,
        }
    }

    /// Starts an execution; gives its ARN.
    pub(crate) async fn start(&self, name: &str, input: &str) -> String {
        let started = self.sfn.start_execution().state_machine_arn(&self.arn);
        let started = started.name(name).input(input).send().await;
        started.expect("an execution").execution_arn
    }

    /// Starts one and waits for its end.
    pub(crate) async fn run(&self, name: &str, input: &str) -> String {
        let arn = self.start(name, input).await;
        self.ended(&arn).await;
        arn
    }

    /// Waits for the end of an execution; gives how it stands then.
    pub(crate) async fn ended(&self, arn: &str) -> String {
        self.until(arn, |status| status != "RUNNING").await
    }

    async fn until(&self, arn: &str, is: impl Fn(&str) -> bool) -> String {
        let wait = async {
            loop {
                let described = self.sfn.describe_execution().execution_arn(arn).send();
                let described = described.await.expect("an execution");
                if is(described.status.as_str()) {
                    return described.status.as_str().to_owned();
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let waited = tokio::time::timeout(ENDS_WITHIN, wait).await;
        waited.expect("the execution ends")
    }
}

/// A machine called `asks`, of which a state asks the workers of an activity of that name.
pub(crate) async fn asks(shop: &Shop, definition: &str) -> Machine {
    let sfn = shop.world.step_functions();
    sfn.create_activity()
        .name("asks")
        .send()
        .await
        .expect("an activity");
    Machine::new(shop, "asks", definition).await
}

/// A path under an execution.
pub(crate) fn path_of(arn: &str, rest: &str) -> String {
    format!("/api/console/executions/{}{rest}", arn.replace(':', "%3A"))
}

/// The names of the executions of a page.
pub(crate) fn names(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items").iter();
    items
        .map(|item| item["name"].as_str().expect("a name").to_owned())
        .collect()
}
