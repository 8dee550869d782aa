//! Where in the template things are declared.

use std::collections::HashMap;

use asl::diagnostic::Span;
use asl::parse::document::Node;

use crate::template::{Problems, Sections};

/// The resources and outputs as they are written, by name.
pub(super) struct Sources<'n>(HashMap<&'n str, (Span, &'n Node)>);

impl<'n> Sources<'n> {
    pub(super) fn of(sections: &Sections<'n>) -> Sources<'n> {
        let outputs = sections.outputs.iter();
        let outputs = outputs.map(|output| (output.name, (output.span, output.node)));
        let resources = sections.resources.iter();
        let resources =
            resources.map(|resource| (resource.logical_id, (resource.span, resource.node)));
        // A resource and an output may share a name; what is looked up is mostly a resource.
        Sources(outputs.chain(resources).collect())
    }

    pub(super) fn node(&self, name: &str) -> Option<&'n Node> {
        self.0.get(name).map(|(_, node)| *node)
    }

    /// The place of the name.
    pub(super) fn span(&self, name: &str) -> Span {
        self.0.get(name).map_or(Span::default(), |(span, _)| *span)
    }

    /// The place of a property of a resource, or of what is nearest to it.
    pub(super) fn property(&self, resource: &str, path: &[&str]) -> Span {
        let Some(mut node) = self.node(resource).and_then(|node| node.get("Properties")) else {
            return self.span(resource);
        };
        let mut span = self.span(resource);
        for field in path {
            let fields = node.as_object().unwrap_or_default();
            let Some(entry) = fields.iter().rfind(|entry| &*entry.key == *field) else {
                break;
            };
            span = entry.key_span;
            node = &entry.value;
        }
        span
    }

    /// Says what is wrong with a property of a resource.
    pub(super) fn problem(
        &self,
        problems: &mut Problems<'_>,
        resource: &str,
        path: &[&str],
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        problems.add(self.property(resource, path), Some(resource), message, hint);
    }
}
