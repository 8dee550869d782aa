//! `AWS::Lambda::Permission`

use asl::{Object, Value};

use super::super::site::{Site, Stopped, input, some};
use super::{Kind, Left, Made, Wanted, as_text};

pub(super) struct Permission;

impl Kind for Permission {
    fn name(&self) -> &'static str {
        "AWS::Lambda::Permission"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        None
    }

    /// A statement is never changed, as on AWS.
    fn fixed(&self) -> &'static [&'static str] {
        self.known()
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "Action",
            "EventSourceToken",
            "FunctionName",
            "FunctionUrlAuthType",
            "InvokedViaFunctionUrl",
            "Principal",
            "PrincipalOrgID",
            "SourceAccount",
            "SourceArn",
        ]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let same = |name: &'static str| (name, name);
        let mut asked = wanted.pick(&[
            same("Action"),
            same("EventSourceToken"),
            same("FunctionUrlAuthType"),
            same("InvokedViaFunctionUrl"),
            same("Principal"),
            same("PrincipalOrgID"),
            same("SourceAccount"),
            same("SourceArn"),
        ]);
        asked.insert("FunctionName", wanted.required("FunctionName")?.into());
        asked.insert("StatementId", wanted.name.into());
        match wanted.site.ask("lambda", "AddPermission", asked) {
            // It was made before the machine died.
            Err(stopped) if stopped.says(&["ResourceConflictException"]) => {}
            other => drop(other?),
        }
        Ok(Made::new(wanted.name, [("Id", wanted.name.to_owned())]))
    }

    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        self.delete(wanted.site, left)?;
        self.create(wanted)
    }

    fn delete(&self, site: &Site, left: &Left<'_>) -> Result<(), Stopped> {
        let asked = of_statement(left.properties, &left.made.id);
        site.remove("lambda", "RemovePermission", asked)
    }
}

fn of_statement(properties: &Object, id: &str) -> Object {
    let function = properties.get("FunctionName").and_then(as_text);
    input([
        ("FunctionName", function.map(Value::from)),
        ("StatementId", some(id)),
    ])
}
