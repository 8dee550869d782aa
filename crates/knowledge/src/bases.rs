//! Knowledge bases in the data folder: `knowledge/ID/documents/…`, and beside the documents an index
//! that is made from them and can be made again.
//!
//! Every file is written whole and then renamed, so that neither a crash nor another process sees
//! half of it. A process that only reads follows with [`KnowledgeBases::refresh`].

mod files;
mod name;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::document::{self, DOCUMENT_BYTES_MAX, Format, ReadError};
use crate::{Encoder, KnowledgeBase, Passage, Vector};
use crate::{base, encoder};
use files::Stamp;

pub use name::{DocumentName, KnowledgeBaseId, NameError};

/// A knowledge base has at most so many documents. All of it is held in memory.
pub const DOCUMENTS_MAX: usize = 1_000;

/// A knowledge base has at most so many passages: some 40 MB with their words and meanings.
pub const BASE_PASSAGES_MAX: usize = 20_000;

/// There are at most so many knowledge bases.
pub const BASES_MAX: usize = 100;

/// What the index is written as; another number is made again.
const INDEX_FORMAT: u32 = 1;
const INDEX_FILE: &str = "index.json";
const DOCUMENTS_FOLDER: &str = "documents";

/// All knowledge bases there are.
#[derive(Debug)]
pub struct KnowledgeBases {
    /// `None` keeps them in memory only.
    folder: Option<PathBuf>,
    encoder: Option<Arc<Encoder>>,
    bases: RwLock<BTreeMap<KnowledgeBaseId, Arc<Shelf>>>,
    /// Held while documents change.
    changing: Mutex<()>,
}

/// A knowledge base and the documents it is made of.
#[derive(Debug)]
struct Shelf {
    documents: BTreeMap<DocumentName, Arc<Indexed>>,
    stamps: BTreeMap<DocumentName, Stamp>,
    base: Arc<KnowledgeBase>,
}

/// A document that has been read.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Indexed {
    /// Of its bytes, in hexadecimal.
    sha256: String,
    bytes: usize,
    passages: Vec<Passage>,
    /// One a passage, or none.
    vectors: Vec<Vector>,
}

/// The index as it is written.
#[derive(Serialize, Deserialize)]
struct IndexFile<D> {
    format: u32,
    /// The SHA-256 of the encoder the vectors are from.
    encoder: Option<String>,
    documents: BTreeMap<DocumentName, D>,
}

/// What is known of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Its path within the knowledge base.
    pub name: DocumentName,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How large it is.
    pub bytes: usize,
    /// How many passages it has.
    pub passages: usize,
    /// When its file was written; nothing where it is in memory alone.
    #[serde(skip)]
    pub modified: Option<SystemTime>,
}

/// Why something could not be done with a knowledge base.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// There is no such knowledge base.
    #[error("there is no knowledge base `{0}`: `entrega kb list` shows those there are")]
    NoBase(KnowledgeBaseId),
    /// There is no such document.
    #[error("there is no document `{document}` in the knowledge base `{base}`")]
    NoDocument {
        /// The knowledge base.
        base: KnowledgeBaseId,
        /// The document.
        document: DocumentName,
    },
    /// A name cannot be one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A document cannot be read.
    #[error(transparent)]
    Document(#[from] ReadError),
    /// There is no room.
    #[error("the knowledge base `{base}` is full: it may have {most} {what}")]
    Full {
        /// The knowledge base.
        base: KnowledgeBaseId,
        /// How many it may have.
        most: usize,
        /// Of what.
        what: &'static str,
    },
    /// There are too many knowledge bases.
    #[error("there may be {BASES_MAX} knowledge bases: remove one")]
    TooMany,
    /// The disk does not do as it should.
    #[error("`{}` cannot be {done}: {because}", path.display())]
    Disk {
        /// What should be done: `written`.
        done: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        because: io::Error,
    },
}

impl KnowledgeBases {
    /// Those in a folder, which is made when there is none. Documents that cannot be read are left
    /// out and told with their names.
    pub fn open(
        folder: &Path,
        encoder: Option<Arc<Encoder>>,
    ) -> Result<KnowledgeBases, KnowledgeError> {
        files::make_folder(folder)?;
        let bases = KnowledgeBases {
            folder: Some(folder.to_owned()),
            encoder,
            bases: RwLock::default(),
            changing: Mutex::default(),
        };
        bases.refresh()?;
        Ok(bases)
    }

    /// None yet, and what is added is gone with the process.
    pub fn in_memory(encoder: Option<Arc<Encoder>>) -> KnowledgeBases {
        KnowledgeBases {
            folder: None,
            encoder,
            bases: RwLock::default(),
            changing: Mutex::default(),
        }
    }

    /// Whether meanings are weighed beside words.
    pub fn has_encoder(&self) -> bool {
        self.encoder.is_some()
    }

    /// Their names, in their order.
    pub fn list(&self) -> Vec<KnowledgeBaseId> {
        self.shelves().keys().cloned().collect()
    }

    /// One of them, as it is now.
    pub fn get(&self, id: &KnowledgeBaseId) -> Option<Arc<KnowledgeBase>> {
        self.shelves().get(id).map(|kept| Arc::clone(&kept.base))
    }

    /// The documents of one, in the order of their names.
    pub fn documents(&self, id: &KnowledgeBaseId) -> Result<Vec<Document>, KnowledgeError> {
        let kept = self.existing(id)?;
        let documents = kept.documents.iter().map(|(name, indexed)| Document {
            name: name.clone(),
            sha256: indexed.sha256.clone(),
            bytes: indexed.bytes,
            passages: indexed.passages.len(),
            modified: kept.stamps.get(name).and_then(|stamp| stamp.modified),
        });
        Ok(documents.collect())
    }

    /// Puts a document into a knowledge base, which is made when there is none. One of the same name
    /// goes. A document that cannot be read changes nothing.
    pub fn upload(
        &self,
        id: &KnowledgeBaseId,
        name: &DocumentName,
        bytes: &[u8],
    ) -> Result<Document, KnowledgeError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.shelves().get(id).cloned();
        if before.is_none() && self.shelves().len() >= BASES_MAX {
            return Err(KnowledgeError::TooMany);
        }
        let mut documents = before
            .as_ref()
            .map_or_else(BTreeMap::new, |kept| kept.documents.clone());
        let indexed = Arc::new(self.indexed(name, bytes, documents.get(name))?);
        let document = Document {
            name: name.clone(),
            sha256: indexed.sha256.clone(),
            bytes: indexed.bytes,
            passages: indexed.passages.len(),
            modified: Some(SystemTime::now()),
        };
        documents.insert(name.clone(), indexed);
        check_room(id, &documents)?;
        if let Some(folder) = self.documents_folder(id) {
            files::write(&folder.join(name.as_str()), bytes)?;
        }
        self.replace(id, documents)?;
        Ok(document)
    }

    /// Puts a file, or all files of a folder that can be read, into a knowledge base. Files of other
    /// formats in a folder are left out.
    pub fn add(&self, id: &KnowledgeBaseId, path: &Path) -> Result<Vec<Document>, KnowledgeError> {
        if !path.is_dir() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = DocumentName::new(&name)?;
            return Ok(vec![self.upload(id, &name, &files::read(path)?)?]);
        }
        let mut documents = Vec::new();
        for (name, path) in files::documents(path)? {
            documents.push(self.upload(id, &name, &files::read(&path)?)?);
        }
        Ok(documents)
    }

    /// Takes a document out of a knowledge base.
    pub fn remove_document(
        &self,
        id: &KnowledgeBaseId,
        name: &DocumentName,
    ) -> Result<(), KnowledgeError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut documents = self.existing(id)?.documents.clone();
        if documents.remove(name).is_none() {
            return Err(KnowledgeError::NoDocument {
                base: id.clone(),
                document: name.clone(),
            });
        }
        if let Some(folder) = self.documents_folder(id) {
            files::remove(&folder.join(name.as_str()))?;
        }
        self.replace(id, documents)
    }

    /// Removes a knowledge base with its documents.
    pub fn remove(&self, id: &KnowledgeBaseId) -> Result<(), KnowledgeError> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        self.existing(id)?;
        if let Some(folder) = &self.folder {
            files::remove_folder(&folder.join(id.as_str()))?;
        }
        self.bases
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
        Ok(())
    }

    /// Follows what others have done to the folder: documents that are new, changed or gone. Tells
    /// which could not be read, and why.
    pub fn refresh(&self) -> Result<Vec<ReadError>, KnowledgeError> {
        let Some(folder) = &self.folder else {
            return Ok(Vec::new());
        };
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut unreadable = Vec::new();
        let ids = files::folders(folder)?;
        for id in ids.iter().take(BASES_MAX) {
            self.follow(id, &mut unreadable)?;
        }
        let mut shelves = self.bases.write().unwrap_or_else(PoisonError::into_inner);
        shelves.retain(|id, _| ids.contains(id));
        Ok(unreadable)
    }

    fn follow(
        &self,
        id: &KnowledgeBaseId,
        unreadable: &mut Vec<ReadError>,
    ) -> Result<(), KnowledgeError> {
        let Some(folder) = self.documents_folder(id) else {
            return Ok(());
        };
        let files = files::documents(&folder)?;
        let stamps = stamps(&files)?;
        let before = self.shelves().get(id).cloned();
        if before.as_ref().is_some_and(|kept| kept.stamps == stamps) {
            return Ok(());
        }
        let known = match &before {
            Some(kept) => kept.documents.clone(),
            None => self.written_index(id),
        };
        let mut documents = BTreeMap::new();
        for (name, path) in &files {
            match self.indexed(name, &files::read(path)?, known.get(name)) {
                Ok(indexed) => {
                    documents.insert(name.clone(), Arc::new(indexed));
                    // What is beyond the limits is not read, and what there is goes on.
                    if check_room(id, &documents).is_err() {
                        documents.remove(name);
                        break;
                    }
                }
                Err(error) => unreadable.push(error),
            }
        }
        self.replace(id, documents)
    }

    /// Reads a document, unless it is as it was.
    fn indexed(
        &self,
        name: &DocumentName,
        bytes: &[u8],
        known: Option<&Arc<Indexed>>,
    ) -> Result<Indexed, ReadError> {
        let sha256 = format!("{:x}", Sha256::digest(bytes));
        if let Some(known) = known.filter(|known| known.sha256 == sha256)
            && (self.encoder.is_none() || known.vectors.len() == known.passages.len())
        {
            return Ok(Indexed::clone(known));
        }
        let passages = document::read(name.as_str(), bytes)?;
        let vectors = self.encoder.as_ref().map_or_else(Vec::new, |encoder| {
            let vectors = passages
                .iter()
                .map(|passage| base::vector(passage, encoder));
            vectors.collect()
        });
        Ok(Indexed {
            sha256,
            bytes: bytes.len(),
            passages,
            vectors,
        })
    }

    /// Makes a knowledge base of documents, writes its index and lets others see it.
    fn replace(
        &self,
        id: &KnowledgeBaseId,
        documents: BTreeMap<DocumentName, Arc<Indexed>>,
    ) -> Result<(), KnowledgeError> {
        let passages = documents
            .values()
            .flat_map(|document| document.passages.clone());
        let vectors = documents
            .values()
            .flat_map(|document| document.vectors.clone());
        let encoder = self.encoder.clone();
        let meanings = encoder.map(|encoder| (vectors.collect(), encoder));
        let base = KnowledgeBase::with_meanings(passages.collect(), meanings);
        let mut seen = BTreeMap::new();
        if let Some(folder) = &self.folder {
            let index = IndexFile {
                format: INDEX_FORMAT,
                encoder: self.encoder_hash(),
                documents: documents
                    .iter()
                    .map(|(name, indexed)| (name.clone(), &**indexed))
                    .collect(),
            };
            let text = serde_json::to_vec(&index).expect("an index has no maps but by name");
            files::write(&folder.join(id.as_str()).join(INDEX_FILE), &text)?;
            let documents = folder.join(id.as_str()).join(DOCUMENTS_FOLDER);
            files::make_folder(&documents)?;
            seen = stamps(&files::documents(&documents)?)?;
        }
        let kept = Shelf {
            documents,
            stamps: seen,
            base: Arc::new(base),
        };
        let mut shelves = self.bases.write().unwrap_or_else(PoisonError::into_inner);
        shelves.insert(id.clone(), Arc::new(kept));
        Ok(())
    }

    /// The index that was written last, as far as it can be used.
    fn written_index(&self, id: &KnowledgeBaseId) -> BTreeMap<DocumentName, Arc<Indexed>> {
        let Some(folder) = &self.folder else {
            return BTreeMap::new();
        };
        let path = folder.join(id.as_str()).join(INDEX_FILE);
        let index = files::read_index(&path);
        let index = index.and_then(|text| serde_json::from_slice::<IndexFile<Indexed>>(&text).ok());
        let Some(mut index) = index.filter(|index| index.format == INDEX_FORMAT) else {
            return BTreeMap::new();
        };
        if index.encoder != self.encoder_hash() {
            for document in index.documents.values_mut() {
                document.vectors.clear();
            }
        }
        let documents = index.documents.into_iter();
        documents
            .map(|(name, indexed)| (name, Arc::new(indexed)))
            .collect()
    }

    fn encoder_hash(&self) -> Option<String> {
        self.encoder.as_ref().map(|_| encoder::SHA256.to_owned())
    }

    fn documents_folder(&self, id: &KnowledgeBaseId) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        Some(folder.join(id.as_str()).join(DOCUMENTS_FOLDER))
    }

    fn existing(&self, id: &KnowledgeBaseId) -> Result<Arc<Shelf>, KnowledgeError> {
        let kept = self.shelves().get(id).cloned();
        kept.ok_or_else(|| KnowledgeError::NoBase(id.clone()))
    }

    fn shelves(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<KnowledgeBaseId, Arc<Shelf>>> {
        self.bases.read().unwrap_or_else(PoisonError::into_inner)
    }
}

fn stamps(
    files: &[(DocumentName, PathBuf)],
) -> Result<BTreeMap<DocumentName, Stamp>, KnowledgeError> {
    files
        .iter()
        .map(|(name, path)| Ok((name.clone(), Stamp::of(path)?)))
        .collect()
}

fn check_room(
    id: &KnowledgeBaseId,
    documents: &BTreeMap<DocumentName, Arc<Indexed>>,
) -> Result<(), KnowledgeError> {
    let full = |most, what| {
        Err(KnowledgeError::Full {
            base: id.clone(),
            most,
            what,
        })
    };
    let passages: usize = documents
        .values()
        .map(|document| document.passages.len())
        .sum();
    if documents.len() > DOCUMENTS_MAX {
        full(DOCUMENTS_MAX, "documents")
    } else if passages > BASE_PASSAGES_MAX {
        full(BASE_PASSAGES_MAX, "passages")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
