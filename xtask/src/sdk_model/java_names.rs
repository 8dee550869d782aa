//! Names as the AWS SDK for Java 2 makes them of those in the service models.
//!
//! Step Functions is built with that SDK and shows its names: of services, of exceptions.

use std::sync::LazyLock;

use regex::Regex;

/// The name of an error's class.
pub(super) fn exception_name(shape: &str) -> String {
    let stem = shape.strip_suffix("Fault").unwrap_or(shape);
    let name = class_name(stem);
    if name.ends_with("Exception") {
        name
    } else {
        name + "Exception"
    }
}

/// The name of a service as that SDK's classes have it (`DefaultNamingStrategy.getServiceName`).
pub(super) fn service_class(id: &str) -> String {
    let class = class_name(id);
    let class = class.strip_prefix("Amazon").unwrap_or(&class);
    let class = class.strip_prefix("Aws").unwrap_or(class);
    class.strip_suffix("Service").unwrap_or(class).to_owned()
}

/// A name as that SDK spells classes: `DynamoDB` is `DynamoDb`, `SFN` is `Sfn`
/// (its code generator's `CodegenNamingUtils.pascalCase`).
fn class_name(name: &str) -> String {
    words(name)
        .iter()
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            let rest = letters.map(|letter| letter.to_ascii_lowercase());
            first.into_iter().chain(rest).collect::<String>()
        })
        .collect()
}

/// The words of a name: parted where it has other signs than letters and digits, before a
/// version (`v2`), between a small letter and a capital, before the last capital of several, and
/// after digits.
fn words(name: &str) -> Vec<String> {
    static PARTINGS: LazyLock<[Regex; 5]> = LazyLock::new(|| {
        [
            "[^A-Za-z0-9]+",
            "([^a-z]{2,})v([0-9]+)",
            "([^A-Z]{2,})V([0-9]+)",
            "([A-Z]+)([A-Z][a-z])",
            "([0-9])([a-zA-Z])",
        ]
        .map(|pattern| Regex::new(pattern).expect("a valid pattern"))
    });
    let [signs, version, capital_version, last_capital, digits] = &*PARTINGS;
    let spaced = signs.replace_all(name, " ");
    let spaced = version.replace_all(&spaced, "$1 v$2 ");
    let spaced = capital_version.replace_all(&spaced, "$1 V$2 ");
    let letters: Vec<char> = spaced.chars().collect();
    let mut parted = String::new();
    for (place, letter) in letters.iter().enumerate() {
        let after_small = place > 0 && letters[place - 1].is_ascii_lowercase();
        let goes_on = letters
            .get(place + 1)
            .is_some_and(char::is_ascii_alphanumeric);
        if after_small && letter.is_ascii_uppercase() && goes_on {
            parted.push(' ');
        }
        parted.push(*letter);
    }
    let parted = last_capital.replace_all(&parted, "$1 $2");
    let parted = digits.replace_all(&parted, "$1 $2");
    parted.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_named_as_java_names_them() {
        for (name, class) in [
            ("Config Service", "Config"),
            ("DynamoDB", "DynamoDb"),
            ("SFN", "Sfn"),
            ("Secrets Manager", "SecretsManager"),
            ("SESv2", "SesV2"),
            ("ApiGatewayV2", "ApiGatewayV2"),
            ("CloudWatch Logs", "CloudWatchLogs"),
            ("S3", "S3"),
            ("IoT", "Iot"),
        ] {
            assert_eq!(service_class(name), class);
        }
        assert_eq!(exception_name("NoSuchBucket"), "NoSuchBucketException");
        assert_eq!(
            exception_name("KMSDisabledException"),
            "KmsDisabledException"
        );
        assert_eq!(
            exception_name("DBInstanceNotFoundFault"),
            "DbInstanceNotFoundException"
        );
    }
}
