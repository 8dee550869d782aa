//! `entrega env`: what a shell must know for AWS's clients to talk to the server.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use iam::Credentials;

use crate::client::credentials::of_data_folder;
use crate::client::{DEFAULT_ENDPOINT, Endpoint};
use crate::command_line::Verdict;
use crate::fault::Fault;
use crate::terminal::print;
use crate::up::default_folder;

#[derive(Args, Debug)]
pub(crate) struct EnvironmentArguments {
    /// For which shell; that of $SHELL without it
    #[arg(long, value_name = "SHELL")]
    pub(crate) shell: Option<Shell>,

    /// Where the server is
    #[arg(long, value_name = "URL", default_value = DEFAULT_ENDPOINT)]
    pub(crate) endpoint: String,

    /// Where the server says it is
    #[arg(long, value_name = "REGION", default_value = wire::Region::DEFAULT)]
    pub(crate) region: String,

    /// The server's data folder, for the keys in it [default: that of `entrega up`]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

/// How variables are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// sh, bash, zsh and their kin
    Sh,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
}

pub(crate) const ENVIRONMENT_HELP: &str = "\
The secret key is printed: mind who looks on.

Exit codes:
  0  printed
  2  not printed: there are no keys yet, or they cannot be read

Examples:
  eval \"$(entrega env)\"
  entrega env --shell fish | source
  entrega env --shell powershell | Out-String | Invoke-Expression";

pub(crate) fn environment(arguments: &EnvironmentArguments) -> Result<Verdict, Fault> {
    Endpoint::parse(&arguments.endpoint)?;
    let folder = match &arguments.data {
        Some(folder) => folder.clone(),
        None => default_folder()?,
    };
    let credentials = of_data_folder(&folder)?.ok_or_else(|| {
        Fault::misused(
            format!("there are no keys in `{}` yet", folder.display()),
            "`entrega up` makes them when it first starts; --data DIR names another folder",
        )
    })?;
    let shell = arguments.shell.unwrap_or_else(Shell::of_environment);
    print(&script(
        shell,
        &arguments.endpoint,
        &arguments.region,
        &credentials,
    ))?;
    Ok(Verdict::Good)
}

/// Sets the variables, and takes away what would overrule them.
fn script(shell: Shell, endpoint: &str, region: &str, credentials: &Credentials) -> String {
    let mut script = String::new();
    for (name, value) in [
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ACCESS_KEY_ID", &credentials.access_key_id),
        (
            "AWS_SECRET_ACCESS_KEY",
            credentials.secret_access_key.reveal(),
        ),
        ("AWS_REGION", region),
        ("AWS_DEFAULT_REGION", region),
    ] {
        let value = shell.quoted(value);
        let _ = match shell {
            Shell::Sh => writeln!(script, "export {name}={value}"),
            Shell::Fish => writeln!(script, "set -gx {name} {value}"),
            Shell::Powershell => writeln!(script, "$env:{name} = {value}"),
        };
    }
    for name in ["AWS_SESSION_TOKEN", "AWS_PROFILE"] {
        let _ = match shell {
            Shell::Sh => writeln!(script, "unset {name}"),
            Shell::Fish => writeln!(script, "set -e {name}"),
            Shell::Powershell => writeln!(
                script,
                "Remove-Item Env:{name} -ErrorAction SilentlyContinue"
            ),
        };
    }
    script
}

impl Shell {
    /// The one that `$SHELL` names.
    fn of_environment() -> Shell {
        let shell = std::env::var("SHELL").unwrap_or_default();
        match shell.rsplit('/').next() {
            Some("fish") => Shell::Fish,
            Some("pwsh") => Shell::Powershell,
            _ => Shell::Sh,
        }
    }

    /// A text that the shell takes as it is.
    fn quoted(self, text: &str) -> String {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:+=".contains(&byte);
        if self != Shell::Powershell && !text.is_empty() && text.bytes().all(is_plain) {
            return text.to_owned();
        }
        match self {
            Shell::Sh => format!("'{}'", text.replace('\'', r"'\''")),
            Shell::Fish => format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'")),
            Shell::Powershell => format!("'{}'", text.replace('\'', "''")),
        }
    }
}

#[cfg(test)]
mod tests {
    use iam::Secret;

    use super::*;

    #[test]
    fn each_shell_has_its_way() {
        let credentials = Credentials {
            access_key_id: "AKIA1".to_owned(),
            secret_access_key: Secret::from("it's".to_owned()),
            session_token: None,
        };
        for (shell, key, secret, gone) in [
            (
                Shell::Sh,
                "export AWS_ACCESS_KEY_ID=AKIA1\n",
                r"export AWS_SECRET_ACCESS_KEY='it'\''s'",
                "unset AWS_PROFILE\n",
            ),
            (
                Shell::Fish,
                "set -gx AWS_ACCESS_KEY_ID AKIA1\n",
                r"set -gx AWS_SECRET_ACCESS_KEY 'it\'s'",
                "set -e AWS_PROFILE\n",
            ),
            (
                Shell::Powershell,
                "$env:AWS_ACCESS_KEY_ID = 'AKIA1'\n",
                "$env:AWS_SECRET_ACCESS_KEY = 'it''s'",
                "Remove-Item Env:AWS_PROFILE",
            ),
        ] {
            let script = script(shell, DEFAULT_ENDPOINT, "us-east-1", &credentials);
            for part in [key, secret, gone] {
                assert!(script.contains(part), "{script}");
            }
        }
    }
}
