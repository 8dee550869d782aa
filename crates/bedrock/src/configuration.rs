//! The models file: which models there are and what stands behind each.
//!
//! ```toml
//! [limits]
//! concurrent_answers = 64
//!
//! [backends.claude]
//! kind = "anthropic"
//! api_key = { env = "ANTHROPIC_API_KEY" }
//!
//! [[models]]
//! id = "anthropic.claude-3-haiku-20240307-v1:0"
//! backend = "claude"
//! model = "claude-3-haiku-20240307"
//! ```
//!
//! What the file says is added to the built-in models and replaces those of the same id. A secret is
//! never in the file: it names the environment variable or the file that holds it.

mod secret;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use http::header::HeaderName;
use iam::{Credentials, Secret};
use indexmap::IndexMap;
use sdk::Remote;
use sdk::remote::Endpoint;
use serde::Deserialize;
use toml::Spanned;
use wire::Region;

use self::secret::SecretSource;
use crate::backend::anthropic::Anthropic;
use crate::backend::aws::Aws;
use crate::backend::open_ai::OpenAi;
use crate::backend::scripted::Script;
use crate::backend::{Backend, Upstream};
use crate::catalogue;
use crate::dialect::embedding;
use crate::model_id::ModelId;
use crate::models::{Limits, Model, Models};

/// Where Anthropic's API is.
const ANTHROPIC: &str = "https://api.anthropic.com";

/// What is wrong with a models file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; `None` where it is the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for FileError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    limits: Option<LimitsTable>,
    #[serde(default)]
    backends: IndexMap<String, BackendTable>,
    #[serde(default)]
    models: Vec<ModelTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsTable {
    concurrent_answers: Option<Spanned<usize>>,
    tokens_per_answer: Option<u32>,
    request_bytes: Option<usize>,
    first_byte_seconds: Option<u32>,
    between_chunks_seconds: Option<u32>,
}

/// The fields of all kinds; which of them a kind has is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BackendTable {
    kind: Spanned<Kind>,
    base_url: Option<Spanned<String>>,
    api_key: Option<Spanned<SecretSource>>,
    region: Option<Spanned<String>>,
    access_key_id: Option<Spanned<SecretSource>>,
    secret_access_key: Option<Spanned<SecretSource>>,
    session_token: Option<Spanned<SecretSource>>,
    file: Option<Spanned<PathBuf>>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Aws,
    Anthropic,
    OpenAi,
    Scripted,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelTable {
    id: Spanned<String>,
    backend: Spanned<String>,
    model: Option<String>,
    name: Option<String>,
    provider: Option<String>,
    #[serde(default = "yes")]
    enabled: bool,
}

fn yes() -> bool {
    true
}

/// A place in the text, and what is wrong there.
struct Wrong {
    at: usize,
    message: String,
}

impl Wrong {
    fn at<T>(place: &Spanned<T>, message: impl Into<String>) -> Wrong {
        Wrong {
            at: place.span().start,
            message: message.into(),
        }
    }
}

/// Backends that need no configuration, by the names models refer to them.
const BUILT_IN: [(&str, Backend); 2] = [
    ("grounded", Backend::Grounded),
    ("encoder", Backend::Encoder),
];

impl Models {
    /// Reads a models file. `region` is the one of backends that name none.
    pub fn read(file: &Path, region: &Region) -> Result<Models, FileError> {
        let error = |line, message| FileError {
            file: file.to_owned(),
            line,
            message,
        };
        let text = std::fs::read_to_string(file)
            .map_err(|cause| error(None, format!("it cannot be read: {cause}")))?;
        let line_of = |at: usize| 1 + text[..at.min(text.len())].matches('\n').count();
        let document: Document = toml::from_str(&text).map_err(|cause| {
            let line = cause.span().map(|span| line_of(span.start));
            error(line, cause.message().to_owned())
        })?;
        let folder = file.parent().unwrap_or(Path::new("."));
        models(document, folder, region)
            .map_err(|wrong| error(Some(line_of(wrong.at)), wrong.message))
    }
}

fn models(document: Document, folder: &Path, region: &Region) -> Result<Models, Wrong> {
    let limits = limits(document.limits)?;
    let mut models = Models::built_in().with_limits(limits);
    let remote = Remote::new();
    let mut backends: IndexMap<String, Backend> = BUILT_IN
        .into_iter()
        .map(|(name, backend)| (name.to_owned(), backend))
        .collect();
    for (name, table) in document.backends {
        let setting = Setting {
            name: &name,
            table: &table,
            folder,
            region,
            first_within: limits.first_byte,
            remote: &remote,
        };
        if backends.contains_key(&name) {
            let message = format!("`{name}` is a built-in backend: call this one otherwise");
            return Err(Wrong::at(&table.kind, message));
        }
        let backend = setting.backend()?;
        backends.insert(name, backend);
    }
    for table in document.models {
        models.insert(model(table, &backends)?);
    }
    Ok(models)
}

fn limits(table: Option<LimitsTable>) -> Result<Limits, Wrong> {
    let usual = Limits::default();
    let Some(table) = table else {
        return Ok(usual);
    };
    let seconds = |given: Option<u32>, usual| {
        given.map_or(usual, |seconds| Duration::from_secs(u64::from(seconds)))
    };
    if let Some(answers) = &table.concurrent_answers
        && *answers.get_ref() == 0
    {
        let message = "`concurrent_answers` is 0: no model could be asked; say 1 or more";
        return Err(Wrong::at(answers, message));
    }
    Ok(Limits {
        concurrent_answers: table
            .concurrent_answers
            .map_or(usual.concurrent_answers, Spanned::into_inner),
        tokens_per_answer: table.tokens_per_answer.unwrap_or(usual.tokens_per_answer),
        request_bytes: table.request_bytes.unwrap_or(usual.request_bytes),
        first_byte: seconds(table.first_byte_seconds, usual.first_byte),
        between_chunks: seconds(table.between_chunks_seconds, usual.between_chunks),
    })
}

fn model(table: ModelTable, backends: &IndexMap<String, Backend>) -> Result<Model, Wrong> {
    let id = ModelId::parse(table.id.get_ref()).ok_or_else(|| {
        let text = table.id.get_ref();
        let message = format!("`{text}` is no model id: write one like `provider.name-v1:0`");
        Wrong::at(&table.id, message)
    })?;
    let backend = backends.get(table.backend.get_ref()).ok_or_else(|| {
        let names: Vec<&str> = backends.keys().map(String::as_str).collect();
        let message = format!(
            "there is no backend `{}`; there are: {}",
            table.backend.get_ref(),
            names.join(", ")
        );
        Wrong::at(&table.backend, message)
    })?;
    let known = catalogue::known(&id);
    let embeds = embedding::embeds(&id);
    match backend {
        Backend::Encoder if !embeds => {
            let message = "the encoder gives vectors only: give it a model like `x.embed-v1`";
            return Err(Wrong::at(&table.backend, message));
        }
        Backend::Anthropic(_) | Backend::OpenAi(_) | Backend::Scripted(_) | Backend::Grounded
            if embeds =>
        {
            let message = format!(
                "the backend `{}` gives words, and `{id}` is a model of vectors: use `encoder` or \
                 an `aws` backend",
                table.backend.get_ref()
            );
            return Err(Wrong::at(&table.backend, message));
        }
        _ => {}
    }
    let provider = known.map_or_else(
        || id.provider().to_owned(),
        |known| known.provider.to_owned(),
    );
    let usual_name = known.map_or_else(|| id.to_string(), |known| known.name.to_owned());
    // Who answers in another's name says so.
    let usual_name = match backend {
        Backend::Aws(_) => usual_name,
        _ if table.model.is_none() && known.is_none() => usual_name,
        _ => match &table.model {
            Some(there) => format!("{there} (as {usual_name})"),
            None => format!("{} (in place of {usual_name})", table.backend.get_ref()),
        },
    };
    Ok(Model {
        name: table.name.unwrap_or(usual_name),
        provider: table.provider.unwrap_or(provider),
        enabled: table.enabled,
        takes_images: known.is_some_and(|known| known.takes_images),
        embeds,
        backend: backend.clone(),
        name_there: table.model.unwrap_or_else(|| id.to_string()),
        id,
    })
}

/// A backend as the file describes it.
struct Setting<'s> {
    name: &'s str,
    table: &'s BackendTable,
    folder: &'s Path,
    region: &'s Region,
    first_within: Duration,
    remote: &'s Remote,
}

impl Setting<'_> {
    fn backend(&self) -> Result<Backend, Wrong> {
        self.check_fields()?;
        match self.kind() {
            Kind::Aws => self.aws(),
            Kind::Anthropic => {
                let key = self.secret(self.table.api_key.as_ref())?;
                let key = key.map(|key| (HeaderName::from_static("x-api-key"), key));
                let upstream = self.upstream(Some(ANTHROPIC), key)?;
                Ok(Backend::Anthropic(Arc::new(Anthropic(upstream))))
            }
            Kind::OpenAi => {
                let key = self.secret(self.table.api_key.as_ref())?;
                let key = key.map(|key| {
                    let bearer = Secret::from(format!("Bearer {}", key.reveal()));
                    (http::header::AUTHORIZATION, bearer)
                });
                let upstream = self.upstream(None, key)?;
                Ok(Backend::OpenAi(Arc::new(OpenAi(upstream))))
            }
            Kind::Scripted => self.scripted(),
        }
    }

    fn kind(&self) -> Kind {
        *self.table.kind.get_ref()
    }

    /// A field that the kind does not have is a mistake.
    fn check_fields(&self) -> Result<(), Wrong> {
        let table = self.table;
        let kind = self.kind();
        let spans = [
            (
                "base_url",
                table.base_url.as_ref().map(Spanned::span),
                kind != Kind::Scripted,
            ),
            (
                "api_key",
                table.api_key.as_ref().map(Spanned::span),
                matches!(kind, Kind::Anthropic | Kind::OpenAi),
            ),
            (
                "region",
                table.region.as_ref().map(Spanned::span),
                kind == Kind::Aws,
            ),
            (
                "access_key_id",
                table.access_key_id.as_ref().map(Spanned::span),
                kind == Kind::Aws,
            ),
            (
                "secret_access_key",
                table.secret_access_key.as_ref().map(Spanned::span),
                kind == Kind::Aws,
            ),
            (
                "session_token",
                table.session_token.as_ref().map(Spanned::span),
                kind == Kind::Aws,
            ),
            (
                "file",
                table.file.as_ref().map(Spanned::span),
                kind == Kind::Scripted,
            ),
        ];
        for (field, span, fits) in spans {
            if let (Some(span), false) = (span, fits) {
                return Err(Wrong {
                    at: span.start,
                    message: format!(
                        "the backend `{}` has no use for `{field}`: it is of another kind",
                        self.name
                    ),
                });
            }
        }
        Ok(())
    }

    /// An address as an endpoint and what paths there begin with.
    fn base(&self, usual: Option<&str>) -> Result<(Endpoint, String), Wrong> {
        let (text, at) = match (&self.table.base_url, usual) {
            (Some(url), _) => (url.get_ref().as_str(), url.span().start),
            (None, Some(usual)) => (usual, self.table.kind.span().start),
            (None, None) => {
                let message = format!(
                    "the backend `{}` needs a `base_url`, such as \"http://127.0.0.1:11434/v1\"",
                    self.name
                );
                return Err(Wrong::at(&self.table.kind, message));
            }
        };
        let wrong = |message: String| Wrong { at, message };
        let uri: Uri = text
            .parse()
            .map_err(|error| wrong(format!("`{text}` is no URL: {error}")))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            let message = format!("`{text}` is no URL: write one like \"https://host/v1\"");
            return Err(wrong(message));
        };
        if uri.query().is_some() {
            return Err(wrong(format!("`{text}` has a query: leave it out")));
        }
        let origin = format!("{scheme}://{authority}");
        let endpoint = Endpoint::parse(&origin, self.region.as_str())
            .map_err(|error| wrong(error.to_string()))?;
        Ok((endpoint, uri.path().trim_end_matches('/').to_owned()))
    }

    fn upstream(
        &self,
        usual: Option<&str>,
        key: Option<(HeaderName, Secret)>,
    ) -> Result<Upstream, Wrong> {
        let (endpoint, base_path) = self.base(usual)?;
        Ok(Upstream {
            name: self.name.to_owned(),
            endpoint,
            base_path,
            key,
            first_within: self.first_within,
            remote: self.remote.clone(),
        })
    }

    fn aws(&self) -> Result<Backend, Wrong> {
        let region = match &self.table.region {
            None => self.region.clone(),
            Some(text) => Region::parse(text.get_ref())
                .ok_or_else(|| Wrong::at(text, format!("`{}` is no region", text.get_ref())))?,
        };
        let usual = format!("https://bedrock-runtime.{region}.amazonaws.com");
        let (endpoint, base_path) = self.base(Some(&usual))?;
        if !base_path.is_empty() {
            let at = self.table.base_url.as_ref();
            return Err(Wrong {
                at: at.map_or(0, |url| url.span().start),
                message: "an AWS endpoint has no path".to_owned(),
            });
        }
        let needed = |field: &str, given: Option<Secret>| {
            given.ok_or_else(|| {
                let message = format!(
                    "the backend `{}` needs `{field}`, such as {{ env = \"AWS_…\" }}",
                    self.name
                );
                Wrong::at(&self.table.kind, message)
            })
        };
        let id = self.secret(self.table.access_key_id.as_ref())?;
        let secret = self.secret(self.table.secret_access_key.as_ref())?;
        Ok(Backend::Aws(Arc::new(Aws {
            name: self.name.to_owned(),
            endpoint,
            credentials: Credentials {
                access_key_id: needed("access_key_id", id)?.reveal().to_owned(),
                secret_access_key: needed("secret_access_key", secret)?,
                session_token: self.secret(self.table.session_token.as_ref())?,
            },
            region,
            first_within: self.first_within,
            remote: self.remote.clone(),
        })))
    }

    fn scripted(&self) -> Result<Backend, Wrong> {
        let file = self.table.file.as_ref().ok_or_else(|| {
            let message = format!("the backend `{}` needs a `file` of answers", self.name);
            Wrong::at(&self.table.kind, message)
        })?;
        let path = self.folder.join(file.get_ref());
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let message = format!("{} cannot be read: {error}", path.display());
            Wrong::at(file, message)
        })?;
        let script = Script::parse(&text)
            .map_err(|error| Wrong::at(file, format!("{}: {error}", path.display())))?;
        Ok(Backend::Scripted(Arc::new(script)))
    }

    fn secret(&self, source: Option<&Spanned<SecretSource>>) -> Result<Option<Secret>, Wrong> {
        let Some(source) = source else {
            return Ok(None);
        };
        let secret = source.get_ref().read(self.folder);
        secret.map(Some).map_err(|why| Wrong::at(source, why))
    }
}
