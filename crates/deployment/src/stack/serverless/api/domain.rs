//! A REST API's domain: its name, the paths it is under, and the records that lead there.

use super::super::super::Resource;
use super::super::super::hash;
use super::super::super::value::{Map, Value};
use super::super::Expander;
use super::super::origin::Origin;

/// The zone of all distributions of CloudFront (Route 53 API reference, AliasTarget).
const CLOUDFRONT_ZONE: &str = "Z2FDTNDATAQYW2";

/// Properties that are the same on the domain name of CloudFormation.
const PASSED_ON: [&str; 4] = [
    "SecurityPolicy",
    "EndpointAccessMode",
    "OwnershipVerificationCertificateArn",
    "MutualTlsAuthentication",
];

impl Expander<'_, '_, '_> {
    pub(super) fn domain(
        &mut self,
        origin: &Origin,
        api: &str,
        stage: &str,
        given: &Map,
        made: &mut Vec<Resource>,
    ) {
        let Some(domain) = given.get("Domain").and_then(Value::as_map) else {
            return;
        };
        let (Some(name), Some(certificate)) =
            (domain.get("DomainName"), domain.get("CertificateArn"))
        else {
            let message = "the domain is not whole";
            let hint = "write `DomainName` and `CertificateArn`";
            self.problem(&origin.id, &["Domain"], message, hint);
            return;
        };
        let endpoint = domain.get("EndpointConfiguration").and_then(Value::as_text);
        let (certificate_is, regional) = match endpoint {
            None | Some("REGIONAL") => ("RegionalCertificateArn", true),
            Some("EDGE") => ("CertificateArn", false),
            _ => {
                let message = "a private domain of an API is not expanded";
                self.note(&origin.id, &["Domain"], message);
                return;
            }
        };
        let id = format!("ApiGatewayDomainName{}", hash_of(name));
        let mut properties = Map::new();
        properties.insert("DomainName", name.clone());
        properties.insert(certificate_is, certificate.clone());
        let kind = if regional { "REGIONAL" } else { "EDGE" };
        let mut config = Map::new();
        config.insert("Types", Value::list([kind.into()]));
        config.insert_some("IpAddressType", domain.get("IpAddressType").cloned());
        properties.insert("EndpointConfiguration", Value::Map(config));
        for name in PASSED_ON {
            properties.insert_some(name, domain.get(name).cloned());
        }
        made.push(origin.made(id.as_str(), "AWS::ApiGateway::DomainName", properties));
        for (mapping_id, path) in base_paths(api, domain) {
            let mut properties = Map::new();
            properties.insert_some("BasePath", path);
            properties.insert("DomainName", Value::reference(id.as_str()));
            properties.insert("RestApiId", Value::reference(api));
            properties.insert("Stage", Value::reference(stage));
            let kind = "AWS::ApiGateway::BasePathMapping";
            made.push(origin.made(mapping_id, kind, properties));
        }
        if let Some(route) = domain.get("Route53").and_then(Value::as_map) {
            self.records(origin, name, &id, regional, route);
        }
    }

    /// The records of Route 53 that lead to the domain, those of one zone in one group.
    fn records(&mut self, origin: &Origin, name: &Value, id: &str, regional: bool, route: &Map) {
        let zone = route
            .get("HostedZoneId")
            .or_else(|| route.get("HostedZoneName"));
        let Some(zone) = zone else {
            let message = "the zone of the records is not said";
            let hint = "write `HostedZoneId` or `HostedZoneName`";
            self.problem(&origin.id, &["Domain", "Route53"], message, hint);
            return;
        };
        let mut target = Map::new();
        target.insert_some(
            "EvaluateTargetHealth",
            route.get("EvaluateTargetHealth").cloned(),
        );
        if regional {
            target.insert("HostedZoneId", Value::attribute(id, "RegionalHostedZoneId"));
            target.insert("DNSName", Value::attribute(id, "RegionalDomainName"));
        } else {
            let distribution = route.get("DistributionDomainName").cloned();
            let distribution =
                distribution.unwrap_or_else(|| Value::attribute(id, "DistributionDomainName"));
            target.insert("HostedZoneId", CLOUDFRONT_ZONE.into());
            target.insert("DNSName", distribution);
        }
        let ip_v6 = route.get("IpV6").and_then(Value::as_bool) == Some(true);
        let kinds: &[&str] = if ip_v6 { &["A", "AAAA"] } else { &["A"] };
        let mut records = kinds.iter().map(|kind| {
            let mut record = Map::new();
            record.insert("Name", name.clone());
            record.insert("Type", (*kind).into());
            record.insert("AliasTarget", Value::Map(target.clone()));
            for field in ["Region", "SetIdentifier"] {
                record.insert_some(field, route.get(field).cloned());
            }
            Value::Map(record)
        });
        let separate = route.get("SeparateRecordSetGroup").and_then(Value::as_bool);
        let group = if separate == Some(true) {
            let of = Value::list([zone.clone(), name.clone()]);
            format!("RecordSetGroup{}", hash::of_value(&of))
        } else {
            format!("RecordSetGroup{}", hash_of(zone))
        };
        let known = self
            .record_groups
            .iter_mut()
            .find(|it| it.logical_id == group);
        if let Some(Value::List(known)) = known.and_then(|it| it.properties.get_mut("RecordSets")) {
            known.extend(records);
            return;
        }
        let mut properties = Map::new();
        for field in ["HostedZoneId", "HostedZoneName"] {
            properties.insert_some(field, route.get(field).cloned());
        }
        properties.insert("RecordSets", Value::list(records.by_ref()));
        let kind = "AWS::Route53::RecordSetGroup";
        self.record_groups
            .push(origin.made(group, kind, properties));
    }
}

/// The paths that an API is under, each with the logical id of its mapping.
fn base_paths(api: &str, domain: &Map) -> Vec<(String, Option<Value>)> {
    let paths = match domain.get("BasePath") {
        Some(Value::Text(path)) if !path.is_empty() => vec![path.as_str()],
        Some(Value::List(paths)) => paths.iter().filter_map(Value::as_text).collect(),
        _ => return vec![(format!("{api}BasePathMapping"), None)],
    };
    let normal = domain.get("NormalizeBasePath").and_then(Value::as_bool) != Some(false);
    let paths = paths.into_iter().map(|path| {
        let plain: String = path.chars().filter(|c| c.is_alphanumeric()).collect();
        let id = format!("{api}{plain}BasePathMapping");
        let path = if normal { plain } else { path.to_owned() };
        (id, Some(path.into()))
    });
    paths.collect()
}

fn hash_of(value: &Value) -> String {
    match value {
        Value::Text(text) => hash::of_text(text),
        value => hash::of_value(value),
    }
}
