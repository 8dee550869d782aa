//! What a table is besides its items: keys, indexes, and the attribute that says when an item is
//! forgotten.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex,
    Projection, TableDescription,
};

/// A table without its items.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Schema {
    pub(crate) keys: Vec<KeySchemaElement>,
    pub(crate) attributes: Vec<AttributeDefinition>,
    pub(crate) global: Vec<Index>,
    pub(crate) local: Vec<Index>,
}

/// An index.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) keys: Vec<KeySchemaElement>,
    pub(crate) projection: Option<Projection>,
}

impl Schema {
    pub(crate) fn of(table: &TableDescription) -> Schema {
        let index =
            |name: Option<&str>, keys: &[KeySchemaElement], projection: Option<&Projection>| {
                Some(Index {
                    name: name?.to_owned(),
                    keys: keys.to_vec(),
                    projection: projection.cloned(),
                })
            };
        let global = table.global_secondary_indexes().iter();
        let local = table.local_secondary_indexes().iter();
        Schema {
            keys: table.key_schema().to_vec(),
            attributes: table.attribute_definitions().to_vec(),
            global: global
                .filter_map(|found| {
                    index(found.index_name(), found.key_schema(), found.projection())
                })
                .collect(),
            local: local
                .filter_map(|found| {
                    index(found.index_name(), found.key_schema(), found.projection())
                })
                .collect(),
        }
    }

    /// The names of the key's attributes, the partition key first.
    pub(crate) fn key_names(&self) -> Vec<String> {
        let mut keys: Vec<_> = self.keys.iter().collect();
        keys.sort_by_key(|key| *key.key_type() != KeyType::Hash);
        let name = |key: &KeySchemaElement| key.attribute_name().to_owned();
        keys.into_iter().map(name).collect()
    }

    /// The key in words: `PK (S) and SK (S)`.
    pub(crate) fn key_in_words(&self) -> String {
        self.in_words(&self.keys)
    }

    fn in_words(&self, keys: &[KeySchemaElement]) -> String {
        let mut keys: Vec<_> = keys.iter().collect();
        keys.sort_by_key(|key| *key.key_type() != KeyType::Hash);
        let word = |key: &&KeySchemaElement| {
            let name = key.attribute_name();
            format!("{name} ({})", self.kind(name))
        };
        keys.iter().map(word).collect::<Vec<_>>().join(" and ")
    }

    fn kind(&self, attribute: &str) -> &str {
        let mut definitions = self.attributes.iter();
        let found = definitions.find(|definition| definition.attribute_name() == attribute);
        found.map_or("?", |definition| definition.attribute_type().as_str())
    }

    /// What indexes the other table lacks, or has differently, in sentences.
    pub(crate) fn lacking_in(&self, other: &Schema) -> Vec<String> {
        let mut notes = Vec::new();
        for (ours, theirs) in [(&self.global, &other.global), (&self.local, &other.local)] {
            for index in ours {
                let name = &index.name;
                match theirs.iter().find(|found| found.name == *name) {
                    None => notes.push(format!("the target has no index `{name}`")),
                    Some(found) if other.in_words(&found.keys) != self.in_words(&index.keys) => {
                        notes.push(format!(
                            "the index `{name}` has the keys {} at the source and {} at the target",
                            self.in_words(&index.keys),
                            other.in_words(&found.keys)
                        ));
                    }
                    Some(_) => {}
                }
            }
        }
        notes
    }

    pub(crate) fn global_to_make(&self) -> Result<Vec<GlobalSecondaryIndex>, String> {
        let make = |index: &Index| {
            let made = GlobalSecondaryIndex::builder()
                .index_name(&index.name)
                .set_key_schema(Some(index.keys.clone()))
                .set_projection(index.projection.clone());
            made.build().map_err(|error| error.to_string())
        };
        self.global.iter().map(make).collect()
    }

    pub(crate) fn local_to_make(&self) -> Result<Vec<LocalSecondaryIndex>, String> {
        let make = |index: &Index| {
            let made = LocalSecondaryIndex::builder()
                .index_name(&index.name)
                .set_key_schema(Some(index.keys.clone()))
                .set_projection(index.projection.clone());
            made.build().map_err(|error| error.to_string())
        };
        self.local.iter().map(make).collect()
    }
}
