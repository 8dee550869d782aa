//! What a message costs, from Publish until its function has it: `cargo bench -p sns`.
//!
//! Publishers ask at once, so their messages share commits, as they do in a server. The function does
//! nothing. The processor's time is that of the whole process, so of the journal's thread too.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use journal::{Journal, Options};
use rustix::time::{ClockId, clock_gettime};
use sns::{Configuration, Mail, Schedules, Sns};
use wire::response::respond;
use wire::service::Unreachable;
use wire::{Account, ApiError, Caller, Future, Permission, Region, Request, RequestId};
use wire::{Response, Service as _, Services};

const PUBLISHERS: usize = 64;
const MESSAGES_EACH: usize = 200;

/// A function that does nothing.
struct Nothing;

impl Services for Nothing {
    fn call(
        &self,
        _: &str,
        _: Option<Arc<str>>,
        _: http::Request<Bytes>,
    ) -> Future<'static, Result<Response, Unreachable>> {
        Box::pin(async { Ok(respond(http::StatusCode::OK, "application/json", "{}")) })
    }

    fn may(&self, _: Option<Arc<str>>, _: &Permission) -> Result<(), ApiError> {
        Ok(())
    }
}

fn main() {
    let folder = std::env::temp_dir().join(format!("entrega-bench-sns-{}", std::process::id()));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        println!("{PUBLISHERS} publishers, {MESSAGES_EACH} messages each, one function");
        measure("memory", Options::memory()).await;
        measure("disk", Options::folder(&folder)).await;
    });
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

async fn measure(name: &str, options: Options) {
    let journal = Journal::open(&options).expect("a journal");
    let sns = Sns::open(Configuration {
        journal: journal.clone(),
        account: Account::default(),
        region: Region::default(),
        exchange: sdk::Exchange::new(sdk::Guard::default()),
        mail: Mail::Outbox,
        public_url: Arc::new(|| Some("http://127.0.0.1:4566".to_owned())),
        clock: Arc::new(SystemTime::now),
        schedules: Schedules::default(),
    })
    .expect("a service");
    sns.start(Arc::new(Nothing));
    let topic = "arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3Aorders";
    ask(&sns, "Action=CreateTopic&Name=orders".to_owned()).await;
    let function = "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af";
    ask(
        &sns,
        format!("Action=Subscribe&TopicArn={topic}&Protocol=lambda&Endpoint={function}"),
    )
    .await;
    let message = format!(
        "Action=Publish&TopicArn={topic}&Message={}",
        "x".repeat(500)
    );
    let (begin, commits) = (Instant::now(), journal.figures());
    let used = used();
    let mut publishers = tokio::task::JoinSet::new();
    for _ in 0..PUBLISHERS {
        let (sns, message) = (sns.clone(), message.clone());
        publishers.spawn(async move {
            for _ in 0..MESSAGES_EACH {
                ask(&sns, message.clone()).await;
            }
        });
    }
    publishers.join_all().await;
    while sns.open_messages() > 0 {
        tokio::task::yield_now().await;
    }
    journal.write(Vec::new()).await.expect("written");
    let (elapsed, used) = (begin.elapsed(), self::used().saturating_sub(used));
    let messages = u32::try_from(PUBLISHERS * MESSAGES_EACH).expect("some");
    let transactions = journal.figures().transactions - commits.transactions;
    println!(
        "{name:>8}: {:.1} µs of processor a message, {:.0} messages/s, {:.1} messages a transaction",
        (used / messages).as_secs_f64() * 1e6,
        f64::from(messages) / elapsed.as_secs_f64(),
        f64::from(messages) / f64::from(u32::try_from(transactions).expect("some")),
    );
}

/// The processor's time of this process so far.
fn used() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        time.tv_sec.unsigned_abs(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

async fn ask(sns: &Sns, body: String) {
    let (head, ()) = http::Request::post("/")
        .body(())
        .expect("a request")
        .into_parts();
    let request = Request {
        head,
        body: Bytes::from(body),
        caller: Caller::Owner,
        id: RequestId::random(),
    };
    let response = sns.handle(request).await;
    assert_eq!(response.status(), 200);
}
