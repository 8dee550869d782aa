//! What the shop says of itself, and who reads what customers write: knowledge bases and the
//! embedding model.

use std::path::Path;
use std::sync::Arc;

use assistant::first_texts::{self, KNOWLEDGE_BASE, MENU, TEXTS};
use assistant::shop_of_delivery::Knowledge;
use assistant::understand::Reader;
use delivery::menu::Menu;
use delivery::town::Town;
use knowledge::{DocumentName, Encoder, KnowledgeBaseId, KnowledgeBases, KnowledgeError};
use understanding::{Understanding, Vocabulary};

use crate::fault::Fault;

/// Where knowledge bases are in the data folder.
const FOLDER: &str = "knowledge";

/// Where the meanings of example messages are kept in the data folder.
const MEANINGS: &str = "meanings.json";

/// A customer is told what at most so many passages say.
const PASSAGES_MAX: usize = 3;

/// Knowledge bases, and the model that weighs meanings where its weights are at hand.
#[derive(Clone)]
pub(super) struct Texts {
    pub(super) bases: Arc<KnowledgeBases>,
    pub(super) encoder: Option<Arc<Encoder>>,
    /// Reads what customers write.
    pub(super) reader: Arc<Reader>,
    shop: KnowledgeBaseId,
}

impl Texts {
    /// Those of a data folder, in which the first store's are put when it has none.
    pub(super) fn open(weights: Option<&Path>, folder: Option<&Path>) -> Result<Texts, Fault> {
        let refused = |error: &dyn std::fmt::Display| Fault::Refused(format!("error: {error}\n"));
        let encoder = weights.map(Encoder::load).transpose();
        let encoder = encoder.map_err(|error| refused(&error))?.map(Arc::new);
        let bases = match folder {
            None => KnowledgeBases::in_memory(encoder.clone()),
            Some(folder) => KnowledgeBases::open(&folder.join(FOLDER), encoder.clone())
                .map_err(|error| refused(&error))?,
        };
        let shop = settle(&bases).map_err(|error| refused(&error))?;
        let understanding = match (&encoder, folder) {
            (Some(encoder), Some(folder)) => {
                Understanding::with_encoder(encoder.clone(), folder.join(MEANINGS))
            }
            _ => Understanding::new(),
        };
        // Meanwhile the server is made ready; whoever asks first waits for the rest.
        let learning = understanding.clone();
        std::thread::spawn(move || learning.learn());
        Ok(Texts {
            bases: Arc::new(bases),
            encoder,
            reader: Arc::new(Reader::new(understanding, vocabulary())),
            shop,
        })
    }

    /// Searches the shop's own texts. Nothing where they do not answer.
    pub(super) fn knowledge(&self) -> Knowledge {
        let Texts { bases, shop, .. } = self.clone();
        Arc::new(move |question, _| {
            let Some(base) = bases.get(&shop) else {
                return Vec::new();
            };
            let answered = base.search(question, PASSAGES_MAX);
            if answered.is_answered {
                answered.found
            } else {
                Vec::new()
            }
        })
    }
}

/// The first store's texts, unless there are some; and its menu as it is now.
fn settle(bases: &KnowledgeBases) -> Result<KnowledgeBaseId, KnowledgeError> {
    let id = KnowledgeBaseId::new(KNOWLEDGE_BASE)?;
    if bases.get(&id).is_none() {
        for (name, text) in TEXTS {
            bases.upload(&id, &DocumentName::new(name)?, text.as_bytes())?;
        }
        let menu = first_texts::menu(Menu::bundled());
        bases.upload(&id, &DocumentName::new(MENU)?, menu.as_bytes())?;
    }
    Ok(id)
}

/// What the shop calls things.
fn vocabulary() -> Vocabulary {
    let menu = Menu::bundled();
    let items = menu.items();
    let names = items.flat_map(|item| [item.name.pt_br.as_str(), item.name.en.as_str()]);
    let names: Vec<&str> = names.collect();
    let streets = Town::bundled().streets.iter();
    Vocabulary::new(names, streets.map(|street| street.name.as_str()))
}
