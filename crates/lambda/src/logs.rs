//! What functions write, on its way to CloudWatch Logs.
//!
//! Lines are put in a bounded buffer and sent on in batches, so a function never waits for its
//! log. When the buffer is full, lines are dropped and counted; the count is logged in their place.

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderValue;
use serde_json::{Value, json};
use tokio::sync::Notify;
use wire::Services;

use crate::timestamp;

/// Events that wait to be sent.
const WAITING_EVENTS_MAX: usize = 50_000;
/// Their messages together, in bytes.
const WAITING_BYTES_MAX: usize = 16 * 1_024 * 1_024;
/// Events in one `PutLogEvents`. AWS: 10,000.
const BATCH_EVENTS_MAX: usize = 10_000;
/// Their messages together with 26 bytes for each, in bytes. AWS: 1,048,576.
const BATCH_BYTES_MAX: usize = 1_048_576;
/// What AWS counts for an event besides its message, in bytes.
const EVENT_OVERHEAD_BYTES: usize = 26;
/// How long lines gather before they are sent.
const BATCH_WINDOW: Duration = Duration::from_millis(100);
/// How long a batch may take.
const SEND_MAX: Duration = Duration::from_secs(5);
/// The longest message, in bytes. AWS: 256 KB.
const MESSAGE_BYTES_MAX: usize = 262_144 - EVENT_OVERHEAD_BYTES;

/// Where the lines of a process go.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LogStream {
    /// `/aws/lambda/NAME`
    pub(crate) group: Arc<str>,
    /// `2026/11/26/[$LATEST]0123456789abcdef0123456789abcdef`
    pub(crate) stream: Arc<str>,
}

impl LogStream {
    /// A stream of now, with a name nobody else has.
    pub(crate) fn new(group: &str, version: &str) -> LogStream {
        let date = timestamp::log_stream_date(SystemTime::now());
        let random = crate::code::hexadecimal(&wire::identifier::random_bytes::<16>());
        LogStream {
            group: group.into(),
            stream: format!("{date}/[{version}]{random}").into(),
        }
    }
}

struct Event {
    to: LogStream,
    /// Milliseconds since 1970.
    at: u64,
    message: String,
}

#[derive(Default)]
struct Waiting {
    events: VecDeque<Event>,
    bytes: usize,
    dropped: HashMap<LogStream, u64>,
}

/// The buffer, and what empties it.
pub(crate) struct Logs {
    waiting: Mutex<Waiting>,
    more: Notify,
    services: OnceLock<Arc<dyn Services>>,
    /// Streams that are known to be there.
    made: tokio::sync::Mutex<HashSet<LogStream>>,
}

impl Logs {
    pub(crate) fn new() -> Logs {
        Logs {
            waiting: Mutex::default(),
            more: Notify::new(),
            services: OnceLock::new(),
            made: tokio::sync::Mutex::default(),
        }
    }

    /// From now on lines can be sent.
    pub(crate) fn connect(&self, services: Arc<dyn Services>) {
        if self.services.set(services).is_ok() {
            self.more.notify_one();
        }
    }

    pub(crate) fn services(&self) -> Option<&Arc<dyn Services>> {
        self.services.get()
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a line, without its line feed.
    pub(crate) fn write(&self, to: &LogStream, mut message: String) {
        if message.is_empty() {
            // `PutLogEvents` wants a character at least.
            message.push(' ');
        }
        if message.len() > MESSAGE_BYTES_MAX {
            message.truncate(message.floor_char_boundary(MESSAGE_BYTES_MAX));
        }
        let at = timestamp::milliseconds(SystemTime::now());
        let mut waiting = self.waiting();
        if waiting.events.len() >= WAITING_EVENTS_MAX
            || waiting.bytes + message.len() > WAITING_BYTES_MAX
        {
            *waiting.dropped.entry(to.clone()).or_default() += 1;
            return;
        }
        waiting.bytes += message.len();
        waiting.events.push_back(Event {
            to: to.clone(),
            at,
            message,
        });
        let first = waiting.events.len() == 1;
        drop(waiting);
        if first {
            self.more.notify_one();
        }
    }

    /// Sends lines on, for as long as it is polled.
    pub(crate) async fn ship(&self) {
        loop {
            self.more.notified().await;
            if self.services.get().is_none() {
                continue;
            }
            tokio::time::sleep(BATCH_WINDOW).await;
            self.flush().await;
        }
    }

    /// Sends what waits by now.
    pub(crate) async fn flush(&self) {
        let Some(services) = self.services.get() else {
            return;
        };
        let waiting = mem::take(&mut *self.waiting());
        let mut by_stream: HashMap<LogStream, Vec<Event>> = HashMap::new();
        for event in waiting.events {
            by_stream.entry(event.to.clone()).or_default().push(event);
        }
        for (to, count) in waiting.dropped {
            by_stream.entry(to.clone()).or_default().push(Event {
                to,
                at: timestamp::milliseconds(SystemTime::now()),
                message: format!(
                    "{count} lines were dropped: the function writes faster than its log is stored"
                ),
            });
        }
        for (to, events) in by_stream {
            let mut batch = Vec::new();
            let mut bytes = 0;
            for event in events {
                let size = event.message.len() + EVENT_OVERHEAD_BYTES;
                if batch.len() == BATCH_EVENTS_MAX || bytes + size > BATCH_BYTES_MAX {
                    self.send(services, &to, mem::take(&mut batch)).await;
                    bytes = 0;
                }
                bytes += size;
                batch.push(event);
            }
            if !batch.is_empty() {
                self.send(services, &to, batch).await;
            }
        }
    }

    async fn send(&self, services: &Arc<dyn Services>, to: &LogStream, events: Vec<Event>) {
        let lines = events.len();
        let sending = async {
            let mut made = self.made.lock().await;
            if !made.contains(to) {
                // Whether they are there already is not worth a question first.
                let group = json!({"logGroupName": &*to.group});
                call(services, "CreateLogGroup", &group).await?;
                let stream = json!({"logGroupName": &*to.group, "logStreamName": &*to.stream});
                call(services, "CreateLogStream", &stream).await?;
                made.insert(to.clone());
            }
            let events: Vec<Value> = events
                .into_iter()
                .map(|event| json!({"timestamp": event.at, "message": event.message}))
                .collect();
            let body = json!({
                "logGroupName": &*to.group,
                "logStreamName": &*to.stream,
                "logEvents": events,
            });
            let result = call(services, "PutLogEvents", &body).await;
            if result.is_err() {
                // Perhaps somebody deleted the group: ask for it anew the next time.
                made.remove(to);
            }
            result
        };
        let result = tokio::time::timeout(SEND_MAX, sending).await;
        if let Err(why) = result.unwrap_or_else(|_| Err("it took too long".to_owned())) {
            tracing::debug!(group = &*to.group, lines, why, "log lines were not stored");
        }
    }

    /// Forgets a stream that gets no more lines.
    pub(crate) fn forget(&self, to: &LogStream) {
        if let Ok(mut made) = self.made.try_lock() {
            made.remove(to);
        }
    }
}

/// Asks CloudWatch Logs for something that may be done already.
async fn call(
    services: &Arc<dyn Services>,
    operation: &'static str,
    body: &Value,
) -> Result<(), String> {
    let mut request = http::Request::new(Bytes::from(body.to_string()));
    *request.method_mut() = http::Method::POST;
    let headers = request.headers_mut();
    headers.insert(
        "x-amz-target",
        HeaderValue::try_from(format!("Logs_20140328.{operation}"))
            .map_err(|error| error.to_string())?,
    );
    headers.insert(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-amz-json-1.1"),
    );
    let response = services
        .call("logs", None, request)
        .await
        .map_err(|error| error.to_string())?;
    if response.status().is_success() {
        return Ok(());
    }
    let body = response.into_body().collect().await;
    let text = String::from_utf8_lossy(&body);
    if text.contains("ResourceAlreadyExistsException") {
        return Ok(());
    }
    Err(text.into_owned())
}

/// The end of what an invocation wrote, as `X-Amz-Log-Result` gives it back.
#[derive(Default)]
pub(crate) struct LogTail(VecDeque<u8>);

/// How much of a log is given back, in bytes. AWS: 4 KB.
const LOG_TAIL_BYTES: usize = 4_096;

impl LogTail {
    /// Takes a line, without its line feed.
    pub(crate) fn write(&mut self, line: &str) {
        let kept = &line.as_bytes()[line.len().saturating_sub(LOG_TAIL_BYTES)..];
        self.0.extend(kept);
        self.0.push_back(b'\n');
        let excess = self.0.len().saturating_sub(LOG_TAIL_BYTES);
        self.0.drain(..excess);
    }

    /// The last 4 KB, in Base64.
    pub(crate) fn to_base64(&self) -> String {
        use base64::Engine;
        let (front, back) = self.0.as_slices();
        base64::engine::general_purpose::STANDARD.encode([front, back].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex as StdMutex;
    use wire::service::Unreachable;
    use wire::{Future, Response};

    /// CloudWatch Logs that writes down what it is asked for.
    #[derive(Default)]
    struct Recorder(StdMutex<Vec<(String, Value)>>);

    impl Services for Recorder {
        fn may(&self, _: Option<Arc<str>>, _: &wire::Permission) -> Result<(), wire::ApiError> {
            Ok(())
        }

        fn call(
            &self,
            service: &str,
            role_arn: Option<Arc<str>>,
            request: http::Request<Bytes>,
        ) -> Future<'static, Result<Response, Unreachable>> {
            assert_eq!(service, "logs");
            assert_eq!(role_arn, None);
            let target = request.headers()["x-amz-target"].to_str().expect("text");
            let operation = target.rsplit('.').next().expect("a name").to_owned();
            let body = serde_json::from_slice(request.body()).expect("JSON");
            self.0.lock().expect("no panic").push((operation, body));
            Box::pin(async { Ok(Response::new(wire::Body::empty())) })
        }
    }

    #[tokio::test]
    async fn lines_are_sent_in_batches_to_a_stream_that_is_made_once() {
        let recorder = Arc::new(Recorder::default());
        let logs = Logs::new();
        let to = LogStream::new("/aws/lambda/pay", "$LATEST");
        logs.write(&to, "before anybody listens".to_owned());
        logs.connect(recorder.clone());
        logs.flush().await;
        logs.write(&to, "one".to_owned());
        logs.write(&to, String::new());
        logs.flush().await;
        let calls = recorder.0.lock().expect("no panic");
        let operations: Vec<&str> = calls.iter().map(|(name, _)| &**name).collect();
        assert_eq!(
            operations,
            [
                "CreateLogGroup",
                "CreateLogStream",
                "PutLogEvents",
                "PutLogEvents"
            ]
        );
        assert_eq!(
            calls[2].1["logEvents"][0]["message"],
            "before anybody listens"
        );
        assert_eq!(calls[3].1["logEvents"][1]["message"], " ");
        assert!(
            calls[3].1["logStreamName"]
                .as_str()
                .expect("text")
                .contains("/[$LATEST]")
        );
    }

    #[test]
    fn lines_beyond_the_buffer_are_counted() {
        let logs = Logs::new();
        let to = LogStream::new("/aws/lambda/pay", "$LATEST");
        for _ in 0..WAITING_EVENTS_MAX + 3 {
            logs.write(&to, "x".to_owned());
        }
        let waiting = logs.waiting();
        assert_eq!(waiting.events.len(), WAITING_EVENTS_MAX);
        assert_eq!(waiting.dropped[&to], 3);
    }

    #[test]
    fn the_tail_is_the_last_four_kilobytes() {
        let mut tail = LogTail::default();
        tail.write("first");
        tail.write(&"x".repeat(10_000));
        tail.write("last");
        assert_eq!(tail.0.len(), LOG_TAIL_BYTES);
        let text: Vec<u8> = tail.0.iter().copied().collect();
        assert!(text.ends_with(b"x\nlast\n"));
    }
}
