//! Parameters as pairs of names and values: the protocols of the older services.

use asl::Value;

use super::{Field, ParameterError, Writer};
use crate::model::{Kind, Member, OperationShape, Protocol, TimeForm};
use crate::scalar;

/// Pairs as they are appended, percent-encoded.
struct Pairs(String);

impl Pairs {
    fn add(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        scalar::percent_encode(name, false, &mut self.0);
        self.0.push('=');
        scalar::percent_encode(value, false, &mut self.0);
    }
}

impl Writer<'_> {
    /// The body of a request.
    pub(super) fn query(
        &self,
        operation: &OperationShape,
        fields: &[Field<'_>],
    ) -> Result<String, ParameterError> {
        let mut pairs = Pairs(String::new());
        pairs.add("Action", operation.name);
        pairs.add("Version", self.service.api_version);
        for field in fields {
            self.pair_member(field.value(), field.member, "", &mut pairs)?;
        }
        Ok(pairs.0)
    }

    fn is_ec2(&self) -> bool {
        self.service.protocol == Protocol::Ec2
    }

    fn pair_member(
        &self,
        value: &Value,
        member: &Member,
        prefix: &str,
        pairs: &mut Pairs,
    ) -> Result<(), ParameterError> {
        let mut name = match (member.query_name, self.is_ec2()) {
            (Some(name), true) => name.to_owned(),
            (_, true) => capitalised(member.wire),
            (_, false) => member.wire.to_owned(),
        };
        if !prefix.is_empty() {
            name = format!("{prefix}.{name}");
        }
        self.pairs(value, &member.kind, member.name, &name, pairs)
    }

    fn pairs(
        &self,
        value: &Value,
        kind: &Kind,
        field: &str,
        name: &str,
        pairs: &mut Pairs,
    ) -> Result<(), ParameterError> {
        let invalid = || ParameterError::invalid(field);
        match kind {
            Kind::Text | Kind::Document | Kind::JsonHeader => {
                pairs.add(name, &scalar::text(value));
            }
            Kind::Boolean => {
                let truth = scalar::boolean(value).ok_or_else(invalid)?;
                pairs.add(name, if truth { "true" } else { "false" });
            }
            Kind::Integer => pairs.add(name, &scalar::integer(value).ok_or_else(invalid)?),
            Kind::Decimal => pairs.add(name, &scalar::decimal(value).ok_or_else(invalid)?),
            Kind::Bytes => pairs.add(name, &scalar::base64(value, self.style)),
            Kind::Time(form) => {
                let form = form.unwrap_or(TimeForm::Iso8601);
                pairs.add(name, &scalar::time(value, form).ok_or_else(invalid)?);
            }
            Kind::EventStream => return Err(ParameterError::NotSupported(field.to_owned())),
            Kind::Structure(id) => {
                let structure = self.service.structure(*id);
                for (key, value) in value.as_object().ok_or_else(invalid)?.iter() {
                    let member = structure
                        .member(key)
                        .ok_or_else(|| ParameterError::NotSupported((**key).to_owned()))?;
                    if *value != Value::Null {
                        self.pair_member(value, member, name, pairs)?;
                    }
                }
            }
            Kind::List {
                of,
                item,
                flattened,
            } => {
                let items = value.as_array().ok_or_else(invalid)?;
                // An empty list is said to be one, but not to EC2.
                if items.is_empty() && !self.is_ec2() {
                    pairs.add(name, "");
                }
                let name = if *flattened || self.is_ec2() {
                    name.to_owned()
                } else {
                    format!("{name}.{}", item.unwrap_or("member"))
                };
                for (place, item) in items.iter().enumerate() {
                    self.pairs(item, of, field, &format!("{name}.{}", place + 1), pairs)?;
                }
            }
            Kind::Map {
                of,
                key: key_name,
                value: value_name,
                flattened,
            } => {
                let entries = value.as_object().ok_or_else(invalid)?;
                let name = if *flattened {
                    name.to_owned()
                } else {
                    format!("{name}.entry")
                };
                for (place, (key, item)) in entries.iter().enumerate() {
                    let place = place + 1;
                    pairs.add(&format!("{name}.{place}.{key_name}"), key);
                    let name = format!("{name}.{place}.{value_name}");
                    self.pairs(item, of, field, &name, pairs)?;
                }
            }
        }
        Ok(())
    }
}

fn capitalised(name: &str) -> String {
    let mut name = name.to_owned();
    name[..1].make_ascii_uppercase();
    name
}
