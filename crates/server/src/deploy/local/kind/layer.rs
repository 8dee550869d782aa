//! `AWS::Lambda::LayerVersion`: exists in the stack's record, and its files in the archives of the
//! functions that name it. See [`archive`](super::super::archive).

use super::super::site::{Site, Stopped};
use super::{Kind, Left, Made, Wanted};

pub(super) struct LayerVersion;

/// Its name, by which the files of layers are found.
pub(in super::super) const LAYER: &str = "AWS::Lambda::LayerVersion";

impl Kind for LayerVersion {
    fn name(&self) -> &'static str {
        LAYER
    }

    fn naming(&self) -> Option<(&'static str, usize)> {
        Some(("LayerName", 140))
    }

    fn fixed(&self) -> &'static [&'static str] {
        &["LayerName"]
    }

    fn known(&self) -> &'static [&'static str] {
        &[
            "CompatibleArchitectures",
            "CompatibleRuntimes",
            "Content",
            "Description",
            "LayerName",
            "LicenseInfo",
        ]
    }

    fn find(&self, _: &Wanted<'_>) -> Result<Option<Made>, Stopped> {
        Ok(None)
    }

    fn create(&self, wanted: &Wanted<'_>) -> Result<Made, Stopped> {
        let arn = wanted
            .site
            .arn("lambda", &format!("layer:{}:1", wanted.name));
        Ok(Made::new(arn.clone(), [("LayerVersionArn", arn)]))
    }

    /// It keeps its ARN: the functions have its new files by then.
    fn update(&self, _: &Wanted<'_>, left: &Left<'_>) -> Result<Made, Stopped> {
        Ok(left.made.clone())
    }

    fn delete(&self, _: &Site, _: &Left<'_>) -> Result<(), Stopped> {
        Ok(())
    }
}
