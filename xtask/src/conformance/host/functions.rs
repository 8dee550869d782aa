//! Lambda functions, played from the behaviour a case declares for them.

use serde_json::{Map, Value, json};

use super::{ACCOUNT, Host, REGION};

/// A function of the account.
pub(super) struct Function {
    name: String,
    arn: String,
    behaviour: Behaviour,
}

/// What a function does with a payload.
enum Behaviour {
    /// Answers with it.
    Echo,
    /// Answers with this text.
    Payload(String),
    /// Fails.
    Raise {
        error_type: String,
        message: String,
        stack_trace: Value,
    },
    /// Answers with it after so many seconds.
    SleepThenEcho { seconds: f64 },
}

/// What a function answers.
pub(super) struct Reply {
    /// When, in seconds from the call.
    pub(super) after_seconds: f64,
    /// The payload, as text.
    pub(super) outcome: Result<String, FunctionError>,
}

/// A function's failure.
pub(super) struct FunctionError {
    pub(super) error: String,
    pub(super) payload: String,
}

impl Host {
    /// `lambda:CreateFunction`. `None` when the host cannot play the behaviour.
    pub(crate) fn create_function(
        &mut self,
        params: &Map<String, Value>,
        behaviour: &Value,
    ) -> Option<Value> {
        let name = params.get("FunctionName")?.as_str()?;
        let arn = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}");
        let answer = json!({
            "FunctionName": name,
            "FunctionArn": arn,
            "Version": "$LATEST",
            "State": "Active",
        });
        let behaviour = Behaviour::read(behaviour)?;
        self.functions.push(Function {
            name: name.to_owned(),
            arn,
            behaviour,
        });
        Some(answer)
    }

    /// Calls a function by its name or ARN; `None` when there is none.
    pub(super) fn invoke_function(&mut self, name_or_arn: &str, payload: &str) -> Option<Reply> {
        let request_id = self.random.next_uuid();
        let called = name_or_arn.strip_suffix(":$LATEST").unwrap_or(name_or_arn);
        let function = self
            .functions
            .iter()
            .find(|function| function.name == called || function.arn == called)?;
        Some(match &function.behaviour {
            Behaviour::Echo => Reply::at_once(Ok(payload.to_owned())),
            Behaviour::Payload(text) => Reply::at_once(Ok(text.clone())),
            Behaviour::SleepThenEcho { seconds } => Reply {
                after_seconds: *seconds,
                outcome: Ok(payload.to_owned()),
            },
            Behaviour::Raise {
                error_type,
                message,
                stack_trace,
            } => Reply::at_once(Err(FunctionError {
                error: error_type.clone(),
                payload: python_error(error_type, message, &request_id, stack_trace),
            })),
        })
    }
}

impl Reply {
    fn at_once(outcome: Result<String, FunctionError>) -> Reply {
        Reply {
            after_seconds: 0.0,
            outcome,
        }
    }
}

impl Behaviour {
    fn read(behaviour: &Value) -> Option<Behaviour> {
        let text = |key: &str| behaviour[key].as_str().map(str::to_owned);
        Some(match behaviour["op"].as_str()? {
            "echo" => Behaviour::Echo,
            "return" => Behaviour::Payload(behaviour["value"].to_string()),
            "payload" => Behaviour::Payload(text("text")?),
            "payload_repeat" => {
                let count = usize::try_from(behaviour["count"].as_u64()?).ok()?;
                Behaviour::Payload(text("text")?.repeat(count))
            }
            "raise" => Behaviour::Raise {
                error_type: text("errorType")?,
                message: text("errorMessage")?,
                stack_trace: behaviour["stackTrace"].clone(),
            },
            "sleep_then_echo" => Behaviour::SleepThenEcho {
                seconds: behaviour["seconds"].as_f64()?,
            },
            _ => return None,
        })
    }
}

/// The payload of an exception as Lambda's Python runtime gives it, in the spacing of
/// `json.dumps`.
fn python_error(error_type: &str, message: &str, request_id: &str, stack_trace: &Value) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    let frames: Vec<String> = stack_trace
        .as_array()
        .into_iter()
        .flatten()
        .map(Value::to_string)
        .collect();
    format!(
        "{{\"errorMessage\": {}, \"errorType\": {}, \"requestId\": {}, \"stackTrace\": [{}]}}",
        quoted(message),
        quoted(error_type),
        quoted(request_id),
        frames.join(", "),
    )
}
