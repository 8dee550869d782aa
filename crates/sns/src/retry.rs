//! How often, and when, a delivery that failed is tried again.
//!
//! Source: SNS developer guide, "Message delivery retries".

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

/// Delays of at most this are allowed in a delivery policy, in seconds.
const DELAY_SECONDS_MAX: u64 = 3_600;

/// A delivery policy has at most so many retries.
const RETRIES_MAX: u32 = 100;

/// When a delivery is tried again: at once, then after the smallest delay, then after growing ones,
/// then after the largest.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Retries at once.
    pub immediate: u32,
    /// Retries after `delay_min`.
    pub before_backoff: u32,
    /// Retries after delays that grow from `delay_min` to `delay_max`.
    pub backoff: u32,
    /// Retries after `delay_max`.
    pub after_backoff: u32,
    /// The smallest delay.
    pub delay_min: Duration,
    /// The largest.
    pub delay_max: Duration,
    /// How delays grow.
    pub growth: Growth,
}

/// How delays grow from the smallest to the largest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Growth {
    /// By the same amount each time.
    #[default]
    Linear,
    /// By an amount that grows by the same amount.
    Arithmetic,
    /// By the same factor each time.
    Geometric,
    /// By a factor that grows.
    Exponential,
}

/// The schedules of all protocols.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedules {
    /// Functions and queues: 100,015 retries over 23 days.
    pub managed: Schedule,
    /// E-mail and SMS: 50 retries over 6 hours.
    pub people: Schedule,
    /// HTTP and HTTPS where no delivery policy says otherwise: 3 retries 20 s apart.
    pub http: Schedule,
    /// A function that ran and failed, as Lambda tries asynchronous events: 1 and 2 minutes later.
    pub function_error: Schedule,
}

impl Default for Schedules {
    fn default() -> Schedules {
        let seconds = Duration::from_secs;
        Schedules {
            managed: Schedule {
                immediate: 3,
                before_backoff: 2,
                backoff: 10,
                after_backoff: 100_000,
                delay_min: seconds(1),
                delay_max: seconds(20),
                growth: Growth::Exponential,
            },
            people: Schedule {
                immediate: 0,
                before_backoff: 2,
                backoff: 10,
                after_backoff: 38,
                delay_min: seconds(10),
                delay_max: seconds(600),
                growth: Growth::Exponential,
            },
            http: Schedule {
                immediate: 0,
                before_backoff: 0,
                backoff: 3,
                after_backoff: 0,
                delay_min: seconds(20),
                delay_max: seconds(20),
                growth: Growth::Linear,
            },
            function_error: Schedule {
                immediate: 0,
                before_backoff: 0,
                backoff: 2,
                after_backoff: 0,
                delay_min: seconds(60),
                delay_max: seconds(120),
                growth: Growth::Linear,
            },
        }
    }
}

impl Schedule {
    /// How long to wait after so many failures, of which there is one at least; `None` when it is
    /// not tried again.
    pub fn delay(&self, failures: u32) -> Option<Duration> {
        let retry = failures.saturating_sub(1);
        let Some(retry) = retry.checked_sub(self.immediate) else {
            return Some(Duration::ZERO);
        };
        let Some(retry) = retry.checked_sub(self.before_backoff) else {
            return Some(self.delay_min);
        };
        let Some(retry) = retry.checked_sub(self.backoff) else {
            return Some(self.growing(retry));
        };
        (retry < self.after_backoff).then_some(self.delay_max)
    }

    /// The delay of a retry in the phase where they grow, counted from 0.
    fn growing(&self, retry: u32) -> Duration {
        let last = self.backoff.saturating_sub(1).max(1);
        let way = f64::from(retry) / f64::from(last);
        let (min, max) = (self.delay_min.as_secs_f64(), self.delay_max.as_secs_f64());
        // From nothing no factor leads anywhere.
        let factor = max / min.max(0.001);
        let seconds = match self.growth {
            Growth::Linear => min + (max - min) * way,
            Growth::Arithmetic => min + (max - min) * way * (1.0 + way) / 2.0,
            Growth::Geometric => min * factor.powf(way),
            Growth::Exponential => min * factor.powf(way * (1.0 + way) / 2.0),
        };
        Duration::from_secs_f64(seconds.clamp(min, max))
    }

    /// The schedule that a delivery policy asks for: of a subscription,
    /// `{"healthyRetryPolicy": {…}}`. `None` when it asks for none; AWS's words when it cannot be.
    pub(crate) fn of_policy(policy: &Value) -> Result<Option<Schedule>, String> {
        let Some(policy) = policy.get("healthyRetryPolicy").filter(|p| !p.is_null()) else {
            return Ok(None);
        };
        let asked: HealthyRetryPolicy = serde_json::from_value(policy.clone())
            .map_err(|error| format!("healthyRetryPolicy is malformed: {error}"))?;
        asked.schedule().map(Some)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct HealthyRetryPolicy {
    min_delay_target: u64,
    max_delay_target: u64,
    num_retries: u32,
    num_no_delay_retries: u32,
    num_min_delay_retries: u32,
    num_max_delay_retries: u32,
    backoff_function: Growth,
}

impl Default for HealthyRetryPolicy {
    fn default() -> HealthyRetryPolicy {
        HealthyRetryPolicy {
            min_delay_target: 20,
            max_delay_target: 20,
            num_retries: 3,
            num_no_delay_retries: 0,
            num_min_delay_retries: 0,
            num_max_delay_retries: 0,
            backoff_function: Growth::Linear,
        }
    }
}

impl HealthyRetryPolicy {
    fn schedule(&self) -> Result<Schedule, String> {
        let name = |field: &str| format!("healthyRetryPolicy.{field}");
        if self.num_retries > RETRIES_MAX {
            let field = name("numRetries");
            return Err(format!(
                "{field} must be less than or equal to {RETRIES_MAX}"
            ));
        }
        if self.min_delay_target == 0 {
            let field = name("minDelayTarget");
            return Err(format!("{field} must be greater than or equal to 1"));
        }
        if self.max_delay_target > DELAY_SECONDS_MAX {
            let field = name("maxDelayTarget");
            return Err(format!(
                "{field} must be less than or equal to {DELAY_SECONDS_MAX}"
            ));
        }
        if self.min_delay_target > self.max_delay_target {
            let (min, max) = (name("minDelayTarget"), name("maxDelayTarget"));
            return Err(format!("{min} must be less than or equal to {max}"));
        }
        let phases = u64::from(self.num_no_delay_retries)
            + u64::from(self.num_min_delay_retries)
            + u64::from(self.num_max_delay_retries);
        let Some(backoff) = u64::from(self.num_retries).checked_sub(phases) else {
            let field = name("numRetries");
            return Err(format!(
                "{field} must be greater than or equal to total of numMinDelayRetries, \
                 numNoDelayRetries and numMaxDelayRetries"
            ));
        };
        Ok(Schedule {
            immediate: self.num_no_delay_retries,
            before_backoff: self.num_min_delay_retries,
            backoff: u32::try_from(backoff).unwrap_or(RETRIES_MAX),
            after_backoff: self.num_max_delay_retries,
            delay_min: Duration::from_secs(self.min_delay_target),
            delay_max: Duration::from_secs(self.max_delay_target),
            growth: self.backoff_function,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn delays(schedule: &Schedule) -> Vec<Duration> {
        (1..)
            .map_while(|failures| schedule.delay(failures))
            .collect()
    }

    #[test]
    fn the_schedules_are_those_of_the_guide() {
        let schedules = Schedules::default();
        let managed = delays(&schedules.managed);
        assert_eq!(managed.len(), 100_015);
        assert_eq!(managed[2], Duration::ZERO);
        assert_eq!(managed[3], Duration::from_secs(1));
        assert_eq!(managed[5], Duration::from_secs(1));
        assert_eq!(managed[14], Duration::from_secs(20));
        let total: Duration = managed.iter().sum();
        assert_eq!(total.as_secs() / 86_400, 23);

        let people = delays(&schedules.people);
        assert_eq!(people.len(), 50);
        let hours = people.iter().sum::<Duration>().as_secs() / 3_600;
        assert!((6..8).contains(&hours), "{hours}");

        assert_eq!(delays(&schedules.http), [Duration::from_secs(20); 3]);
        let function = [Duration::from_mins(1), Duration::from_mins(2)];
        assert_eq!(delays(&schedules.function_error), function);
    }

    #[test]
    fn delays_grow_in_every_way() {
        for growth in [
            Growth::Linear,
            Growth::Arithmetic,
            Growth::Geometric,
            Growth::Exponential,
        ] {
            let schedule = Schedule {
                growth,
                ..Schedules::default().people
            };
            let delays = delays(&schedule);
            assert!(delays.is_sorted(), "{growth:?}: {delays:?}");
            assert_eq!(delays.last(), Some(&schedule.delay_max));
        }
    }

    #[test]
    fn delivery_policies_are_checked() {
        let read = |policy: Value| Schedule::of_policy(&json!({"healthyRetryPolicy": policy}));
        let schedule = read(json!({
            "minDelayTarget": 1, "maxDelayTarget": 60, "numRetries": 10, "numNoDelayRetries": 3,
            "numMinDelayRetries": 2, "numMaxDelayRetries": 1, "backoffFunction": "exponential",
        }));
        let schedule = schedule.expect("a policy").expect("retries");
        assert_eq!(delays(&schedule).len(), 10);
        assert_eq!(schedule.backoff, 4);
        for (policy, why) in [
            (json!({"numRetries": 101}), "less than or equal to 100"),
            (json!({"minDelayTarget": 0}), "greater than or equal to 1"),
            (
                json!({"maxDelayTarget": 3_601}),
                "less than or equal to 3600",
            ),
            (
                json!({"minDelayTarget": 30}),
                "less than or equal to healthyRetryPolicy.maxDelayTarget",
            ),
            (json!({"numRetries": 1, "numNoDelayRetries": 2}), "total of"),
            (json!({"backoffFunction": "other"}), "malformed"),
        ] {
            let refused = read(policy).expect_err(why);
            assert!(refused.contains(why), "{refused}");
        }
        assert_eq!(Schedule::of_policy(&json!({})), Ok(None));
    }
}
