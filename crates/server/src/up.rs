//! `entrega up`: the server.
//!
//! The journal is opened, the services are made and told of one another, what was open goes on,
//! and then requests are taken. It ends by SIGTERM or SIGINT: nothing new is taken, what is being
//! answered is answered, and what is open waits in the journal for the next start.

mod aws;
mod builtin;
mod demo;
pub(crate) mod elsewhere;
mod gateway;
mod http;
mod observability;
mod openapi;
mod outside;
mod proxies;
pub(crate) mod settings;
mod shop;
mod supervisor;
mod texts;
mod visitor;
mod web;
mod web_app;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use bedrock::{Bedrock, Models};
use clap::Args;
use cloud::{Authentication, Cloud, Seam};
use delivery::people::Token;
use dynamodb::DynamoDb;
use iam::{Iam, Secret, UndeclaredRoles};
use journal::{Journal, Storage};
use lambda::Lambda;
use sdk::guard::HostPattern;
use sdk::{Connections, Exchange, Guard, HttpTask};
use sns::{Mail, Mailer, SmtpConfiguration, Sns};
use stepfunctions::{StepFunctions, SystemClock};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use wire::{Account, Region};

use self::elsewhere::{Elsewhere, Moved};
use self::observability::LogFormat;
pub(crate) use self::openapi::openapi;
use self::outside::{OutsideArguments, within_reach};
use self::proxies::Proxies;
use self::settings::{Place, Settings, spoken};
use self::shop::Shop;
use self::texts::Texts;
use crate::SANDBOX_EXEC;
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::staff_link;

/// What is being answered when the server is told to end has so long to be answered.
const DRAIN: Duration = Duration::from_secs(10);

/// The address people already point `--endpoint-url` at.
const DEFAULT_ADDRESS: &str = "127.0.0.1:4566";

/// Where browsers find the shop.
const DEFAULT_WEB_ADDRESS: &str = "127.0.0.1:8080";

/// A demo's time goes so much faster than in life.
const DEMO_PACE: u32 = 20;

/// The exit code after a write that could not be made durable (`EX_IOERR`).
const EXIT_NOT_DURABLE: i32 = 74;

#[derive(Args, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the command line"
)]
pub(crate) struct UpArguments {
    /// Where everything is kept [default: $XDG_DATA_HOME/entrega, or ~/.local/share/entrega]
    #[arg(long, value_name = "DIR", conflicts_with = "memory")]
    data: Option<PathBuf>,

    /// Keep everything in memory: it is gone when the server ends
    #[arg(long)]
    memory: bool,

    /// Where AWS clients reach the server
    #[arg(long, value_name = "ADDR", default_value = DEFAULT_ADDRESS)]
    aws_listen: SocketAddr,

    /// Where browsers reach the shop
    #[arg(long, value_name = "ADDR", default_value = DEFAULT_WEB_ADDRESS)]
    listen: SocketAddr,

    #[command(flatten)]
    outside: OutsideArguments,

    /// Let customers, a clerk and couriers live in the shop who are not real
    #[arg(long)]
    demo: bool,

    /// How much faster than in life the shop's time goes, 1 to 60 [default: 1; in a demo 20]
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u32).range(1..=60))]
    pace: Option<u32>,

    /// Take requests from anybody without a signature; only on a loopback address
    #[arg(long)]
    anonymous: bool,

    /// The account in ARNs
    #[arg(long, value_name = "12 DIGITS", value_parser = account, default_value = Account::DEFAULT)]
    account: Account,

    /// The region in ARNs
    #[arg(long, value_name = "NAME", value_parser = region, default_value = Region::DEFAULT)]
    region: Region,

    /// What is settled in a file: services that are elsewhere, and what the shop uses there
    /// (docs/deploy.md) [default: entrega.toml in the data folder, if there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Where a service is that is not embedded, such as sqs=http://127.0.0.1:5000; may be repeated. What
    /// the shop uses stays here unless the settings' file names it
    #[arg(long, value_name = "SERVICE=URL", value_parser = endpoint)]
    endpoint: Vec<(String, String)>,

    /// Where HTTP tasks and subscriptions may go besides public addresses, such as https://*.example.com:8443; may be
    /// repeated
    #[arg(long, value_name = "PATTERN")]
    allow_host: Vec<HostPattern>,

    /// The server that sends e-mail, smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS; smtps for TLS from
    /// the first byte. Without one, mails are kept in the outbox. Others can read what is said here,
    /// so say a password in the environment
    #[arg(
        long,
        value_name = "URL",
        env = "ENTREGA_SMTP_URL",
        hide_env_values = true,
        value_parser = secret
    )]
    smtp: Option<Secret>,

    /// A file with that URL in it, as service managers and containers hand out secrets
    #[arg(
        long,
        value_name = "FILE",
        env = "ENTREGA_SMTP_FILE",
        conflicts_with = "smtp"
    )]
    smtp_file: Option<PathBuf>,

    /// Which models there are and what stands behind each, as TOML (docs/bedrock.md). Without one, the
    /// built-in grounded responder answers
    #[arg(long, value_name = "FILE")]
    models: Option<PathBuf>,

    /// The model that finds the words of the chat, by its id; without one, the shop's texts are
    /// all it says. Where the model fails, they answer in its place
    #[arg(long, value_name = "MODEL")]
    chat_model: Option<String>,

    /// A folder with prompts for it: role.md, tone.md, chain.md, examples.md [default: those of the
    /// program]
    #[arg(long, value_name = "DIR", requires = "chat_model")]
    prompts: Option<PathBuf>,

    /// The weights of the built-in encoder, which understands what is meant and not only what is
    /// said; `cargo xtask encoder` fetches them
    #[arg(long, value_name = "FILE", env = "ENTREGA_ENCODER")]
    encoder: Option<PathBuf>,

    /// Roles and policies to declare at the start, as IAM JSON
    #[arg(long, value_name = "FILE")]
    iam: Option<PathBuf>,

    /// What a role may do that nobody has declared
    #[arg(long, value_name = "WHAT", default_value = "allowed")]
    undeclared_roles: Undeclared,

    /// Have functions that the benchmarks call
    #[arg(long, hide = true)]
    sample_functions: bool,

    /// How the log is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log: LogFormat,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Undeclared {
    /// Everything
    Allowed,
    /// Nothing
    Denied,
}

/// Runs the server until it is told to end.
pub(crate) fn up(arguments: &UpArguments) -> Result<Verdict, Fault> {
    let begin = Instant::now();
    if arguments.anonymous && !arguments.aws_listen.ip().is_loopback() {
        return Err(Fault::misused(
            format!(
                "--anonymous would let anybody who reaches {} do everything",
                arguments.aws_listen
            ),
            "listen on 127.0.0.1, or leave --anonymous out and sign requests (`entrega env`)",
        ));
    }
    observability::init(arguments.log);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("entrega")
        .build()
        .map_err(|error| Fault::Refused(format!("the server cannot start: {error}\n")))?;
    let ended = runtime.block_on(serve(arguments, begin));
    runtime.shutdown_timeout(Duration::from_secs(1));
    ended
}

async fn serve(arguments: &UpArguments, begin: Instant) -> Result<Verdict, Fault> {
    let folder = match (&arguments.data, arguments.memory) {
        (_, true) => None,
        (Some(folder), false) => Some(folder.clone()),
        (None, false) => Some(default_folder()?),
    };
    let listener = TcpListener::bind(arguments.aws_listen)
        .await
        .map_err(|error| cannot_listen(arguments.aws_listen, &error))?;
    let address = listener
        .local_addr()
        .map_err(|error| cannot_listen(arguments.aws_listen, &error))?;
    let journal = Journal::open(&journal::Options {
        storage: folder.clone().map_or(Storage::Memory, Storage::Folder),
        on_failure: fail_stop,
    })
    .map_err(|error| Fault::misused(error.to_string(), "`entrega doctor` looks further"))?;
    let web_listener = TcpListener::bind(arguments.listen)
        .await
        .map_err(|error| cannot_listen(arguments.listen, &error))?;
    let web_address = web_listener
        .local_addr()
        .map_err(|error| cannot_listen(arguments.listen, &error))?;
    let addresses = Addresses {
        aws: address,
        web: web_address,
    };
    for warning in arguments.outside.warnings(addresses) {
        tracing::warn!("{warning}");
    }
    let server = Server::open(arguments, folder.as_ref(), journal, addresses).await?;
    let server = Arc::new(server);
    let serving = tokio::spawn(http::serve(listener, server.clone(), http::answer));
    // Before orders go on: what they are waiting for comes in here.
    let serving_web = tokio::spawn(http::serve(web_listener, server.clone(), web::answer));
    let operator = server.shop.open(folder.as_deref()).await?;
    let keeping_up = tokio::spawn(Shop::keep_up(
        server.shop.delivery.clone(),
        server.shop.chat.clone(),
        server.shop.store.clone(),
    ));
    let watched = server.moved.is_carried_elsewhere().then(|| {
        let (delivery, store) = (server.shop.delivery.clone(), server.shop.store.clone());
        tokio::spawn(async move { delivery.watch(&store).await })
    });
    let console = server.shop.console.clone();
    let console_keeps_up = tokio::spawn(async move { console.keep_up().await });
    let living = arguments
        .demo
        .then(|| tokio::spawn(crowd::live(server.shop.people(&operator))));
    let shown = server.shop.demo.clone();
    let showing = shown.clone().map(|demo| tokio::spawn(demo.run()));
    server.is_ready.store(true, Ordering::Relaxed);
    announce(
        &server,
        addresses,
        folder.as_ref(),
        &operator,
        arguments,
        begin,
    );
    supervisor::tell(supervisor::State::Ready);
    told_to_end().await;
    supervisor::tell(supervisor::State::Stopping);
    if let Some(living) = living {
        living.abort();
    }
    if let (Some(demo), Some(showing)) = (shown, showing) {
        showing.abort();
        demo.end();
    }
    keeping_up.abort();
    if let Some(watched) = watched {
        watched.abort();
    }
    console_keeps_up.abort();
    server.shop.chat.end();
    server.shop.rest.end();
    tracing::info!("ending: what is being answered is answered first");
    server.connections.end();
    let _ = tokio::time::timeout(DRAIN, async { tokio::join!(serving, serving_web) }).await;
    // Why not, it says itself.
    let _ = server.shop.console.settle().await;
    server.lambda.shutdown().await;
    server.dynamodb.close().await;
    server.logs.close().await;
    Ok(Verdict::Good)
}

/// The services of one server.
pub(crate) struct Server {
    pub(crate) cloud: Cloud,
    pub(crate) journal: Journal,
    pub(crate) stepfunctions: Arc<StepFunctions>,
    pub(crate) lambda: Arc<Lambda>,
    pub(crate) logs: logs::Logs,
    pub(crate) dynamodb: DynamoDb,
    pub(crate) sns: Sns,
    pub(crate) bedrock: Bedrock,
    pub(crate) shop: Shop,
    elsewhere: Elsewhere,
    /// What of it the shop uses.
    moved: Moved,
    /// For as long as the server lives.
    _sweeping: dynamodb::Sweeping,
    pub(crate) connections: http::Connections,
    /// Whose word is taken on whom a request comes from.
    pub(crate) proxies: Proxies,
    pub(crate) started: Instant,
    /// Whether what was open when the server before ended goes on.
    pub(crate) is_ready: AtomicBool,
}

impl Server {
    async fn open(
        arguments: &UpArguments,
        folder: Option<&PathBuf>,
        journal: Journal,
        addresses: Addresses,
    ) -> Result<Server, Fault> {
        let refused = |error: &dyn std::fmt::Display| Fault::Refused(format!("error: {error}\n"));
        let folder = folder.cloned();
        let (cloud, elsewhere) = open_cloud(arguments, folder.clone(), journal.clone()).await?;
        let moved = elsewhere.moved(&arguments.account).await?;
        let logs = logs::Logs::open(logs::Configuration {
            folder: folder.clone(),
            account: arguments.account.clone(),
            region: arguments.region.clone(),
            limits: logs::Limits::default(),
        })
        .map_err(|error| refused(&error))?;
        let dynamodb = DynamoDb::open(dynamodb::Configuration {
            folder: folder.clone(),
            account: arguments.account.clone(),
            region: arguments.region.clone(),
            on_failure: fail_stop,
        })
        .map_err(|error| refused(&error))?;
        let sweeping = dynamodb.start_sweeping().map_err(|error| refused(&error))?;
        let guard = Guard {
            allowed: arguments.allow_host.clone(),
        };
        let stepfunctions = workflows(arguments, journal.clone(), guard.clone(), &cloud)?;
        let aws = addresses.aws;
        let lambda = functions(arguments, folder.as_deref(), &journal, &cloud, aws)?;
        lambda.connect(Arc::new(Seam::new(cloud.clone(), "lambda.amazonaws.com")));
        let sns = topics(arguments, journal.clone(), guard, aws)?;
        let stepfunctions = Arc::new(stepfunctions);
        let texts = Texts::open(arguments.encoder.as_deref(), folder.as_deref())?;
        let bedrock = models(arguments, &texts)?;
        cloud.set_services([
            stepfunctions.clone() as Arc<dyn wire::Service>,
            lambda.clone(),
            Arc::new(logs.clone()),
            Arc::new(dynamodb.clone()),
            Arc::new(sns.clone()),
            Arc::new(bedrock.clone()),
            Arc::new(iam::IamService::new(cloud.iam().clone())),
            Arc::new(iam::StsService::new(cloud.iam().clone())),
        ]);
        let shop = Shop::new(shop::Opening {
            cloud: &cloud,
            lambda: &lambda,
            bedrock: &bedrock,
            stepfunctions: &stepfunctions,
            journal: &journal,
            moved: &moved,
            folder: folder.as_deref(),
            account: &arguments.account,
            region: &arguments.region,
            texts: &texts,
            model: arguments.chat_model.as_deref().map(|id| shop::ChatModel {
                id,
                prompts: arguments.prompts.as_deref(),
            }),
            base_url: arguments.outside.shop(addresses.web),
            nearby_url: format!("http://{}", within_reach(addresses.web)),
            pace: arguments
                .pace
                .unwrap_or(if arguments.demo { DEMO_PACE } else { 1 }),
            is_demo: arguments.demo,
            mail: if arguments.smtp.is_some() || arguments.smtp_file.is_some() {
                delivery::delivery::Mail::Sent(Arc::new(shop::BySns(sns.clone())))
            } else {
                delivery::delivery::Mail::Outbox
            },
        })?;
        if arguments.sample_functions {
            builtin::register(&lambda).map_err(|error| refused(&error))?;
        }
        stepfunctions.recover().map_err(|error| refused(&error))?;
        sns.start(Arc::new(Seam::new(cloud.clone(), "sns.amazonaws.com")));
        Ok(Server {
            cloud,
            journal,
            stepfunctions,
            lambda,
            logs,
            dynamodb,
            sns,
            bedrock,
            shop,
            elsewhere,
            moved,
            _sweeping: sweeping,
            connections: http::Connections::default(),
            proxies: arguments.outside.proxies(),
            started: Instant::now(),
            is_ready: AtomicBool::new(false),
        })
    }
}

/// Who is who and may do what, and the way from one service to another.
async fn open_cloud(
    arguments: &UpArguments,
    folder: Option<PathBuf>,
    journal: Journal,
) -> Result<(Cloud, Elsewhere), Fault> {
    let settings = Settings::read(arguments.config.as_deref(), folder.as_deref())?;
    let iam = Iam::open(iam::Configuration {
        journal,
        folder,
        account: arguments.account.clone(),
        region: arguments.region.clone(),
        undeclared_roles: match arguments.undeclared_roles {
            Undeclared::Allowed => UndeclaredRoles::Allowed,
            Undeclared::Denied => UndeclaredRoles::Denied,
        },
        file: arguments.iam.clone(),
    })
    .map_err(|error| Fault::Refused(format!("error: {error}\n")))?;
    let authentication = if arguments.anonymous {
        Authentication::Anonymous
    } else {
        Authentication::Signed
    };
    let (region, owner) = (&arguments.region, iam.owner_credentials());
    let elsewhere = Elsewhere::open(settings, &arguments.endpoint, region, owner).await?;
    elsewhere.find_keys().await?;
    let endpoints = elsewhere.endpoints()?;
    Ok((Cloud::new(iam, authentication, endpoints), elsewhere))
}

/// State machines and their executions.
fn workflows(
    arguments: &UpArguments,
    journal: Journal,
    guard: Guard,
    cloud: &Cloud,
) -> Result<StepFunctions, Fault> {
    let region = arguments.region.as_str();
    StepFunctions::open(stepfunctions::Configuration {
        journal,
        account: arguments.account.clone(),
        region: arguments.region.clone(),
        services: Arc::new(Seam::new(cloud.clone(), "states.amazonaws.com")),
        http: HttpTask::new(guard, Connections::default(), region),
        clock: Arc::new(SystemClock),
    })
    .map_err(|error| Fault::Refused(format!("error: {error}\n")))
}

/// Topics and their subscriptions.
fn topics(
    arguments: &UpArguments,
    journal: Journal,
    guard: Guard,
    address: SocketAddr,
) -> Result<Sns, Fault> {
    let refused = |error: &dyn std::fmt::Display| Fault::Refused(format!("error: {error}\n"));
    let public_url = arguments.outside.aws(address);
    Sns::open(sns::Configuration {
        journal,
        account: arguments.account.clone(),
        region: arguments.region.clone(),
        exchange: Exchange::new(guard),
        mail: mail(arguments)?,
        public_url: Arc::new(move || Some(public_url.clone())),
        clock: Arc::new(SystemTime::now),
        schedules: sns::Schedules::default(),
    })
    .map_err(|error| refused(&error))
}

/// The functions: those of this program, and processes.
fn functions(
    arguments: &UpArguments,
    folder: Option<&Path>,
    journal: &Journal,
    cloud: &Cloud,
    address: SocketAddr,
) -> Result<Arc<Lambda>, Fault> {
    Lambda::start(lambda::Configuration {
        account: arguments.account.clone(),
        region: arguments.region.clone(),
        folder: folder.map(|folder| folder.join("functions")),
        journal: journal.clone(),
        credentials: Arc::new(credentials_of(cloud.iam().clone())),
        endpoint_url: Arc::new(move || Some(format!("http://{}", within_reach(address)))),
        limits: lambda::Limits::default(),
        interpreters: lambda::Interpreters::default(),
        // This very program, also when its file has been replaced meanwhile.
        sandbox: Some((
            PathBuf::from("/proc/self/exe"),
            vec![SANDBOX_EXEC.to_owned()],
        )),
    })
    .map_err(|error| Fault::Refused(format!("error: {error}\n")))
}

/// Models and knowledge bases, and what stands behind them.
fn models(arguments: &UpArguments, texts: &Texts) -> Result<Bedrock, Fault> {
    let refused = |error: &dyn std::fmt::Display| Fault::Refused(format!("error: {error}\n"));
    let models = match &arguments.models {
        None => Models::built_in(),
        Some(file) => Models::read(file, &arguments.region).map_err(|error| refused(&error))?,
    };
    Ok(Bedrock::new(bedrock::Configuration {
        account: arguments.account.clone(),
        region: arguments.region.clone(),
        models,
        bases: texts.bases.clone(),
        encoder: texts.encoder.clone(),
    }))
}

/// Where mails go. What is wrong with the server's URL is said without it: it has a password.
fn mail(arguments: &UpArguments) -> Result<Mail, Fault> {
    let refused = |error: sns::SmtpError| Fault::Refused(format!("error: {error}\n"));
    let in_file = match &arguments.smtp_file {
        None => None,
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|source| Fault::Unreadable {
                file: file.display().to_string(),
                source,
            })?;
            Some(Secret::from(text.trim().to_owned()))
        }
    };
    match in_file.as_ref().or(arguments.smtp.as_ref()) {
        None => Ok(Mail::Outbox),
        Some(url) => {
            let configuration = SmtpConfiguration::parse(url.reveal()).map_err(refused)?;
            Ok(Mail::Smtp(Mailer::new(&configuration).map_err(refused)?))
        }
    }
}

/// The keys a function gets, so that what it asks of this server it asks as its role.
fn credentials_of(iam: Iam) -> impl Fn(&str) -> Option<lambda::RoleCredentials> {
    move |role_arn| {
        let context = iam::Context::default();
        let service = "lambda.amazonaws.com";
        if let Err(error) = iam.assume_for_service(role_arn, service, "function", &context) {
            tracing::warn!(role_arn, %error, "a function runs without its role");
            return None;
        }
        let now = SystemTime::now();
        let seconds = *iam::ROLE_SESSION_SECONDS.end();
        let keys = iam.session_credentials(role_arn, "function", seconds, now);
        Some(lambda::RoleCredentials {
            access_key_id: keys.access_key_id.clone(),
            secret_access_key: keys.secret_access_key.reveal().to_owned(),
            session_token: keys
                .session_token
                .as_ref()
                .map(|token| token.reveal().to_owned()),
            expires: Some(now + Duration::from_secs(seconds.unsigned_abs())),
        })
    }
}

/// How a shell makes AWS's clients talk to the server.
fn clients(
    server: &Server,
    address: SocketAddr,
    folder: Option<&PathBuf>,
    arguments: &UpArguments,
) -> String {
    if arguments.anonymous {
        return "any keys will do".to_owned();
    }
    let Some(folder) = folder else {
        // They are nowhere else, and gone with the server.
        let keys = server.cloud.iam().owner_credentials();
        return format!(
            "export AWS_ENDPOINT_URL=http://{address} AWS_ACCESS_KEY_ID={} \
             AWS_SECRET_ACCESS_KEY={} AWS_DEFAULT_REGION={}",
            keys.access_key_id,
            keys.secret_access_key.reveal(),
            arguments.region
        );
    };
    let program = std::env::args()
        .next()
        .unwrap_or_else(|| "entrega".to_owned());
    let mut command = format!("eval \"$({program} env");
    if default_folder().is_ok_and(|default| default != *folder) {
        let _ = write!(command, " --data {}", folder.display());
    }
    if address.to_string() != DEFAULT_ADDRESS {
        let _ = write!(command, " --endpoint http://{address}");
    }
    command + ")\""
}

/// The services that are elsewhere, a line each, with what the shop uses there.
fn elsewhere_said(server: &Server) -> Vec<String> {
    let Moved {
        table,
        order_state_machine,
        notices_topic,
    } = &server.moved;
    let said = server.elsewhere.said().map(|(service, place)| {
        let place = match place {
            Place::Embedded => "here",
            Place::Aws => "AWS",
            Place::At(url) => url,
        };
        let used = match service {
            "dynamodb" => table,
            "states" => order_state_machine,
            "sns" => notices_topic,
            _ => &None,
        };
        let used = used
            .as_ref()
            .map_or(String::new(), |used| format!(": {used}"));
        format!("{} at {place}{used}", spoken(service))
    });
    said.collect()
}

/// Where the server listens.
#[derive(Clone, Copy, Debug)]
struct Addresses {
    aws: SocketAddr,
    web: SocketAddr,
}

/// Says where the server is, and how to reach it.
fn announce(
    server: &Server,
    addresses: Addresses,
    folder: Option<&PathBuf>,
    operator: &Token,
    arguments: &UpArguments,
    begin: Instant,
) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    let kept = folder.map_or_else(
        || "in memory".to_owned(),
        |folder| folder.display().to_string(),
    );
    let open = server.stepfunctions.open_executions();
    let milliseconds = begin.elapsed().as_millis();
    // A reader that went away is none of the server's business.
    let _ = writeln!(out, "entrega is up after {milliseconds} ms");
    let web = arguments.outside.shop(addresses.web);
    let (link, _) = server.shop.rest.issue_staff_link(server.shop.store.clone());
    let link = staff_link::link(&web, link.reveal());
    let _ = writeln!(out, "  shop           {web}/");
    let _ = writeln!(
        out,
        "  console        {link}  (holds {} minutes, once)",
        rest::STAFF_LINK_HOLDS.as_mins()
    );
    let _ = writeln!(out, "  board          {web}/board");
    if arguments.demo {
        let _ = writeln!(out, "  demo           {web}/demo");
        let _ = writeln!(out, "  phone          {web}/phone");
    }
    let _ = writeln!(
        out,
        "  AWS endpoint   {}",
        arguments.outside.aws(addresses.aws)
    );
    let _ = writeln!(out, "  data           {kept}");
    for line in elsewhere_said(server) {
        let _ = writeln!(out, "  elsewhere      {line}");
    }
    if open > 0 {
        let _ = writeln!(out, "  open           {open} executions go on");
    }
    let _ = writeln!(
        out,
        "  clients        {}",
        clients(server, within_reach(addresses.aws), folder, arguments)
    );
    if folder.is_none() {
        // It is nowhere else, and gone with the server.
        let _ = writeln!(out, "  operator       {}", operator.reveal());
        let _ = writeln!(out, "  payments       {}", server.shop.provider_key);
    }
    let _ = out.flush();
}

/// A write may or may not be on disk: whoever starts next looks. Nothing else may happen.
fn fail_stop(error: &impl std::fmt::Display) {
    eprintln!("entrega: {error}; start it again when the disk is well");
    std::process::exit(EXIT_NOT_DURABLE);
}

async fn told_to_end() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        tracing::error!("signals cannot be received: the server ends by SIGKILL only");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Where everything is kept when nobody says.
pub(crate) fn default_folder() -> Result<PathBuf, Fault> {
    let given = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    given("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| given("HOME").map(|home| PathBuf::from(home).join(".local/share")))
        .map(|folder| folder.join("entrega"))
        .ok_or_else(|| {
            Fault::misused(
                "there is no home folder to keep data in",
                "say where with --data DIR, or --memory to keep nothing",
            )
        })
}

/// What the sandbox of payments asks to see, on the server of a data folder; `None` where there was
/// none yet.
pub(crate) fn provider_key(folder: &Path) -> Result<Option<String>, Fault> {
    shop::provider_key(folder)
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Fault {
    let hint = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "something else listens there; choose another with --aws-listen 127.0.0.1:PORT"
        }
        _ => "choose another address with --aws-listen",
    };
    Fault::misused(format!("cannot listen on {address}: {error}"), hint)
}

/// A text that is never shown, not even in a complaint about it.
#[allow(clippy::unnecessary_wraps, reason = "as `clap` wants it")]
fn secret(text: &str) -> Result<Secret, std::convert::Infallible> {
    Ok(Secret::from(text.to_owned()))
}

fn account(text: &str) -> Result<Account, String> {
    Account::parse(text).ok_or_else(|| "an account has twelve digits".to_owned())
}

fn region(text: &str) -> Result<Region, String> {
    Region::parse(text).ok_or_else(|| "a region is like us-east-1".to_owned())
}

fn endpoint(text: &str) -> Result<(String, String), String> {
    let (service, url) = text
        .split_once('=')
        .ok_or("write SERVICE=URL, such as sqs=http://127.0.0.1:5000")?;
    Ok((service.to_owned(), url.to_owned()))
}
