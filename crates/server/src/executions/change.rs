//! `entrega executions redrive` and `stop`: one call for each execution, and what came of it.

use asl::{Object, Value};

use super::summary::Summary;
use super::{RedriveArguments, StopArguments, execution_meant, input};
use crate::asl::pretty;
use crate::client::Client;
use crate::command_line::{Verdict, complaint};
use crate::fault::Fault;
use crate::terminal::{Stream, paint, print, say};

pub(crate) fn redrive(arguments: &RedriveArguments) -> Result<Verdict, Fault> {
    let client = Client::new(&arguments.server)?;
    change(&client, &arguments.executions, arguments.json, |arn| {
        let asked = input([("executionArn", Some(arn.into()))]);
        client.states("RedriveExecution", asked)?;
        Ok(())
    })
}

pub(crate) fn stop(arguments: &StopArguments) -> Result<Verdict, Fault> {
    let client = Client::new(&arguments.server)?;
    let given = |text: &Option<String>| text.as_deref().map(Value::from);
    change(&client, &arguments.executions, arguments.json, |arn| {
        let asked = input([
            ("executionArn", Some(arn.into())),
            ("error", given(&arguments.error)),
            ("cause", given(&arguments.cause)),
        ]);
        client.states("StopExecution", asked)?;
        Ok(())
    })
}

/// Changes each execution and says what it is afterwards. What fails for one does not keep the
/// others from being tried; when nothing could be tried, that is the call's fault.
fn change(
    client: &Client,
    executions: &[String],
    json: bool,
    change: impl Fn(&str) -> Result<(), Fault>,
) -> Result<Verdict, Fault> {
    let mut arns = Vec::with_capacity(executions.len());
    for meant in executions {
        arns.push(execution_meant(client, meant)?);
    }
    let palette = Stream::Stdout.palette();
    let mut verdict = Verdict::Good;
    let mut changed = Vec::new();
    for arn in &arns {
        let done = change(arn).and_then(|()| Summary::of(client, arn));
        match done {
            Ok(summary) if json => changed.push(summary.json),
            Ok(summary) => {
                let status = paint(summary.status.style(&palette), &summary.status.marked());
                print(&format!(
                    "{status}  {}/{}\n",
                    summary.machine(),
                    summary.name
                ))?;
            }
            Err(fault) => {
                verdict = Verdict::Bad;
                say(&complaint(&fault));
            }
        }
    }
    if json {
        let document = Object::from_iter([("executions".into(), Value::array(changed))]);
        print(&pretty::document(&Value::object(document)))?;
    }
    Ok(verdict)
}
