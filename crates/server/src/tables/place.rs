//! Where a table is: in a running server, in the folder of one that does not run, on AWS, or anywhere
//! else that speaks DynamoDB's protocol.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Builder, Config, Credentials, Region};
use cloud::{Authentication, Cloud, Connector, Endpoints};
use dynamodb::{DATABASE_FILE, DynamoDb};
use iam::{Iam, UndeclaredRoles};
use journal::{Journal, Storage};
use wire::{Account, Caller, Service};

use super::Whence;
use crate::aws_tools::{https, keys, region_of_profile};
use crate::client::DEFAULT_ENDPOINT;
use crate::client::credentials;
use crate::fault::Fault;
use crate::up::default_folder;

/// Where a table is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The server that runs on this machine.
    Embedded,
    /// The data folder of a server that does not run.
    Folder(PathBuf),
    /// A server that speaks DynamoDB's protocol.
    Url(String),
    /// AWS.
    Aws,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Place, String> {
        match text {
            "" => Err("write embedded, aws, a URL or a data folder".to_owned()),
            "embedded" => Ok(Place::Embedded),
            "aws" => Ok(Place::Aws),
            url if url.starts_with("http://") || url.starts_with("https://") => {
                Ok(Place::Url(url.trim_end_matches('/').to_owned()))
            }
            folder => Ok(Place::Folder(PathBuf::from(folder))),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Embedded => f.write_str("the embedded server"),
            Place::Folder(folder) => write!(f, "{}", folder.display()),
            Place::Url(url) => f.write_str(url),
            Place::Aws => f.write_str("AWS"),
        }
    }
}

/// What is done at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    /// A folder that is not there is made.
    Write,
}

/// A way to the tables of a place.
pub(crate) struct Opened {
    pub(crate) client: Client,
    /// Where that is, for people.
    pub(crate) at: String,
    /// What is open in this process; it must be closed in the end.
    pub(crate) folder: Option<OpenFolder>,
}

impl Opened {
    /// Another way to the same place, for as long as this one is open.
    pub(crate) fn another(&self) -> Opened {
        Opened {
            client: self.client.clone(),
            at: self.at.clone(),
            folder: None,
        }
    }
}

/// The tables of a data folder that no server has, held for as long as this lives.
pub(crate) struct OpenFolder {
    pub(crate) dynamodb: DynamoDb,
    /// Its lock is that of the whole folder.
    _journal: Journal,
}

/// Finds the way to a place.
pub(crate) async fn open(place: &Place, access: Access, whence: &Whence) -> Result<Opened, Fault> {
    match place {
        Place::Embedded => {
            let url = whence.endpoint.as_deref().unwrap_or(DEFAULT_ENDPOINT);
            let keys = keys_of_server(whence.data.as_deref())?;
            let region = region(whence).unwrap_or_else(|| wire::Region::DEFAULT.to_owned());
            let config = config(region, url).endpoint_url(url);
            Ok(Opened {
                client: client(match keys {
                    Some(keys) => config.credentials_provider(keys),
                    None => config.allow_no_auth(),
                }),
                at: format!("the embedded server at {url}"),
                folder: None,
            })
        }
        Place::Folder(folder) => open_folder(folder, access),
        Place::Url(url) => {
            let region = region(whence).unwrap_or_else(|| wire::Region::DEFAULT.to_owned());
            let config = with_keys(
                config(region.clone(), url).endpoint_url(url),
                whence,
                region,
            )
            .await;
            Ok(Opened {
                client: client(config),
                at: url.clone(),
                folder: None,
            })
        }
        Place::Aws => {
            let region = match region(whence) {
                Some(region) => region,
                None => region_of_profile(whence.profile.as_deref())
                    .await
                    .ok_or_else(|| {
                        Fault::misused(
                            "nothing says which region of AWS is meant",
                            "name it, such as --region sa-east-1",
                        )
                    })?,
            };
            let config =
                with_keys(config(region.clone(), "https://"), whence, region.clone()).await;
            Ok(Opened {
                client: client(config),
                at: format!("AWS, {region}"),
                folder: None,
            })
        }
    }
}

/// What all clients have in common. How often is tried again is not theirs to decide.
fn config(region: String, url: &str) -> Builder {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .retry_config(RetryConfig::disabled());
    if url.starts_with("https://") {
        config.http_client(https())
    } else {
        config.http_client(aws_smithy_http_client::Builder::new().build_http())
    }
}

fn client(config: Builder) -> Client {
    Client::from_conf(config.build())
}

/// The keys of a server that runs: those in its data folder, and the environment's where it has none.
fn keys_of_server(data: Option<&Path>) -> Result<Option<Credentials>, Fault> {
    let folder = match data {
        Some(data) => Ok(data.to_owned()),
        None => default_folder(),
    };
    let of_folder = match folder {
        Ok(folder) => credentials::of_data_folder(&folder)?,
        Err(_) => None,
    };
    let found = match of_folder {
        Some(found) => Some(found),
        None => credentials::find(None, None)?,
    };
    Ok(found.map(|keys| {
        Credentials::new(
            keys.access_key_id,
            keys.secret_access_key.reveal(),
            keys.session_token
                .as_ref()
                .map(|token| token.reveal().to_owned()),
            None,
            "the server's data folder",
        )
    }))
}

async fn with_keys(config: Builder, whence: &Whence, region: String) -> Builder {
    config.credentials_provider(keys(whence.profile.as_deref(), region).await)
}

fn region(whence: &Whence) -> Option<String> {
    let given = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let named = whence.region.clone();
    named
        .or_else(|| given("AWS_REGION"))
        .or_else(|| given("AWS_DEFAULT_REGION"))
}

/// Opens the tables of a folder in this process, as its server would.
fn open_folder(folder: &Path, access: Access) -> Result<Opened, Fault> {
    if access == Access::Read && !folder.join(DATABASE_FILE).is_file() {
        return Err(Fault::misused(
            format!("there are no tables in `{}`", folder.display()),
            "name the data folder of a server, `embedded` for the one that runs, `aws`, or a URL",
        ));
    }
    let in_use = |error: &dyn fmt::Display| {
        Fault::misused(
            error.to_string(),
            "`embedded` asks the server that runs; to open the folder itself, end that server",
        )
    };
    // Whose folder this is nobody else can say then.
    let journal = Journal::open(&journal::Options {
        storage: Storage::Folder(folder.to_owned()),
        on_failure: |_| {},
    })
    .map_err(|error| in_use(&error))?;
    let dynamodb = DynamoDb::open(dynamodb::Configuration {
        folder: Some(folder.to_owned()),
        ..dynamodb::Configuration::memory()
    })
    .map_err(|error| in_use(&error))?;
    let iam = Iam::open(iam::Configuration {
        journal: Journal::open(&journal::Options::memory()).map_err(|error| in_use(&error))?,
        folder: None,
        account: Account::default(),
        region: wire::Region::default(),
        undeclared_roles: UndeclaredRoles::Denied,
        file: None,
    })
    .map_err(|error| in_use(&error))?;
    let keys = iam.owner_credentials().clone();
    let endpoints = Endpoints::new([], wire::Region::default(), keys);
    let cloud = Cloud::new(iam, Authentication::Signed, endpoints);
    cloud.set_services([Arc::new(dynamodb.clone()) as Arc<dyn Service>]);
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(wire::Region::DEFAULT))
        .retry_config(RetryConfig::disabled())
        .http_client(Connector::new(cloud, Caller::Owner))
        .allow_no_auth();
    Ok(Opened {
        client: client(config),
        at: format!("the data folder {}", folder.display()),
        folder: Some(OpenFolder {
            dynamodb,
            _journal: journal,
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_word_a_url_or_a_folder() {
        assert_eq!("embedded".parse(), Ok(Place::Embedded));
        assert_eq!("aws".parse(), Ok(Place::Aws));
        let url = "http://127.0.0.1:5000".to_owned();
        assert_eq!("http://127.0.0.1:5000/".parse(), Ok(Place::Url(url)));
        let folder = PathBuf::from("/srv/entrega");
        assert_eq!("/srv/entrega".parse(), Ok(Place::Folder(folder)));
        assert!("".parse::<Place>().is_err());
    }
}
