//! `AWS::SecretsManager::Secret` and `AWS::SSM::Parameter`: there is no such service here, and the
//! stack's record keeps the value for the template's own dynamic references.

use asl::{Object, Value, json};

use super::super::site::{Site, Stopped};
use super::{Kind, Left, Made, Wanted, is_true};

pub(super) struct Secret;
pub(super) struct Parameter;

/// A password has so many characters unless it is said, and at most so many (API reference,
/// GetRandomPassword).
const PASSWORD_CHARS: usize = 32;
const PASSWORD_CHARS_MAX: usize = 4096;

/// The kinds of characters, each with the property that leaves it out.
const ALPHABETS: [(&str, &str); 4] = [
    ("ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz"),
    ("ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("ExcludeNumbers", "0123456789"),
    ("ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
];

const UNSEEN: &str = "functions that ask for it when they run do not find it, unless the server has \
                      an endpoint for the service";

impl Kind for Secret {
    fn name(&self) -> &'static str {
        "AWS::SecretsManager::Secret"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("Name", 505))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["Name"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("KmsKeyId", "the stack's record keeps the secret as it is"),
            ("ReplicaRegions", "there is one region here"),
        ]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "Description",
            "GenerateSecretString",
            "Name",
            "SecretString",
            "Tags",
        ]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let bytes = wire::identifier::random_bytes::<3>();
        let suffix = format!("{:02x}{:02x}{:02x}", bytes[0], bytes[1], bytes[2]);
        let name = format!("secret:{}-{suffix}", wanted.name);
        let arn = wanted.site.arn("secretsmanager", &name);
        let mut made = Made::new(arn.clone(), [("Id", arn)]);
        made.value = Some(value(wanted)?);
        Ok(made)
    }

    /// A secret that was generated stays, unless it is to be generated otherwise.
    fn update(&self, wanted: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        let mut made = left.made.clone();
        let same = |property| wanted.get(property) == left.properties.get(property);
        if made.value.is_none() || !same("GenerateSecretString") || !same("SecretString") {
            made.value = Some(value(wanted)?);
        }
        Ok(made)
    }

    fn delete(&self, _: &Site, _: &Left<'_>) -> Result<(), Stopped> {
        Ok(())
    }

    fn shortcoming(&self) -> Option<&'static str> {
        Some(UNSEEN)
    }
}

impl Kind for Parameter {
    fn name(&self) -> &'static str {
        "AWS::SSM::Parameter"
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("Name", 1011))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["Name"]
    }

    fn inert(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("Policies", "it does not expire"),
            ("Tier", "there is one tier"),
        ]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "AllowedPattern",
            "DataType",
            "Description",
            "Name",
            "Tags",
            "Type",
            "Value",
        ]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let value = wanted.required("Value")?;
        let kind = wanted.text("Type").unwrap_or_else(|| "String".to_owned());
        let mut made = Made::new(wanted.name, [("Type", kind), ("Value", value.clone())]);
        made.value = Some(value);
        Ok(made)
    }

    fn update(&self, wanted: &Wanted<'_>, _: &Left<'_>) -> Result<Made, Stopped> {
        self.create(wanted)
    }

    fn delete(&self, _: &Site, _: &Left<'_>) -> Result<(), Stopped> {
        Ok(())
    }

    fn shortcoming(&self) -> Option<&'static str> {
        Some(UNSEEN)
    }
}

/// The secret: as it is written, or as it is to be generated.
fn value(wanted: &Wanted<'_>) -> Result<String, Stopped> {
    if let Some(text) = wanted.text("SecretString") {
        return Ok(text);
    }
    let none = Value::empty_object();
    let Some(rules) = wanted.get("GenerateSecretString") else {
        return Ok(String::new());
    };
    let rules = if rules.as_object().is_some() {
        rules
    } else {
        &none
    };
    let password = password(rules)?;
    let text = |field: &str| rules.get(field).and_then(Value::as_str);
    match (text("SecretStringTemplate"), text("GenerateStringKey")) {
        (Some(template), Some(key)) => {
            let template = json::from_text(template).ok();
            let mut object: Object = template
                .as_ref()
                .and_then(Value::as_object)
                .cloned()
                .ok_or_else(|| {
                    Stopped::Unfit("`SecretStringTemplate` is no JSON object".to_owned())
                })?;
            object.insert(key, password.into());
            Ok(json::to_text(&Value::object(object)))
        }
        _ => Ok(password),
    }
}

/// A password as the rules want it.
fn password(rules: &Value) -> Result<String, Stopped> {
    let length = match rules.get("PasswordLength").and_then(super::as_text) {
        None => PASSWORD_CHARS,
        Some(text) => text
            .parse()
            .ok()
            .filter(|length| (1..=PASSWORD_CHARS_MAX).contains(length))
            .ok_or_else(|| Stopped::Unfit(format!("`PasswordLength` cannot be `{text}`")))?,
    };
    let excluded = rules.get("ExcludeCharacters").and_then(super::as_text);
    let excluded = excluded.unwrap_or_default();
    let space = is_true(rules.get("IncludeSpace")).then_some(" ");
    let kinds: Vec<Vec<char>> = ALPHABETS
        .iter()
        .filter(|(property, _)| !is_true(rules.get(property)))
        .map(|(_, characters)| *characters)
        .chain(space)
        .map(|characters| {
            characters
                .chars()
                .filter(|c| !excluded.contains(*c))
                .collect()
        })
        .filter(|kind: &Vec<char>| !kind.is_empty())
        .collect();
    let all: Vec<char> = kinds.concat();
    if all.is_empty() {
        return Err(Stopped::Unfit(
            "no character is left for the password".to_owned(),
        ));
    }
    let requires_each = rules
        .get("RequireEachIncludedType")
        .is_none_or(|required| is_true(Some(required)));
    loop {
        let password: String = (0..length).map(|_| any_of(&all)).collect();
        let has_each = || {
            kinds
                .iter()
                .all(|kind| password.chars().any(|c| kind.contains(&c)))
        };
        if !requires_each || length < kinds.len() || has_each() {
            return Ok(password);
        }
    }
}

/// One of these, each as likely as the others.
fn any_of(characters: &[char]) -> char {
    // Invariant: there are no more characters than a byte counts.
    let fair = 256 - 256 % characters.len();
    loop {
        let [byte] = wire::identifier::random_bytes::<1>();
        if usize::from(byte) < fair {
            return characters[usize::from(byte) % characters.len()];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_as_the_rules_want_them() {
        let rules = r#"{"PasswordLength": "48", "ExcludePunctuation": true,
            "ExcludeCharacters": "0Oo"}"#;
        let one = password(&json::from_text(rules).unwrap()).unwrap();
        assert_eq!(one.len(), 48);
        assert!(
            one.chars()
                .all(|c| c.is_ascii_alphanumeric() && !"0Oo".contains(c))
        );
        assert!(one.chars().any(char::is_numeric));
        assert_ne!(one, password(&json::from_text(rules).unwrap()).unwrap());
        assert!(password(&json::from_text(r#"{"PasswordLength": 0}"#).unwrap()).is_err());
    }
}
