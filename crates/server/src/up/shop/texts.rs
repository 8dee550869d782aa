//! What the shop's own texts say: a knowledge base that its people change as they like, and that
//! begins with the texts of this program.

use std::sync::Arc;

use assistant::shop_of_delivery::Knowledge;
use knowledge::{DocumentName, KnowledgeBaseId, KnowledgeBases, KnowledgeError};

/// The knowledge base that customers' questions are looked up in.
const SHOP: &str = "shop";

/// Of what a question finds, so many passages are read.
const PASSAGES_MAX: usize = 3;

/// The texts that a shop begins with.
const FIRST: [(&str, &str); 6] = [
    (
        "atendimento.md",
        include_str!("../../../../assistant/knowledge/atendimento.md"),
    ),
    (
        "entregas.md",
        include_str!("../../../../assistant/knowledge/entregas.md"),
    ),
    (
        "mudancas.md",
        include_str!("../../../../assistant/knowledge/mudancas.md"),
    ),
    (
        "pagamentos.md",
        include_str!("../../../../assistant/knowledge/pagamentos.md"),
    ),
    (
        "problemas.md",
        include_str!("../../../../assistant/knowledge/problemas.md"),
    ),
    (
        "taxas.md",
        include_str!("../../../../assistant/knowledge/taxas.md"),
    ),
];

/// The shop's own texts, which are put there unless there are some.
pub(super) fn of(bases: Arc<KnowledgeBases>) -> Result<Knowledge, KnowledgeError> {
    let shop = KnowledgeBaseId::new(SHOP)?;
    if bases.get(&shop).is_none() {
        for (name, text) in FIRST {
            bases.upload(&shop, &DocumentName::new(name)?, text.as_bytes())?;
        }
    }
    Ok(Arc::new(move |question, _| {
        let answered = bases
            .get(&shop)
            .map(|base| base.search(question, PASSAGES_MAX));
        let answered = answered.filter(|answered| answered.is_answered);
        answered.map_or_else(Vec::new, |answered| answered.found)
    }))
}

#[cfg(test)]
mod tests {
    use understanding::Language;

    use super::*;

    #[test]
    fn a_question_finds_the_shops_own_words_and_nonsense_none() {
        let bases = Arc::new(KnowledgeBases::in_memory(None));
        let texts = of(bases.clone()).expect("texts");
        let found = texts("Tem cupom de desconto?", Language::PtBr);
        assert_eq!(found[0].passage.file, "atendimento.md");
        assert!(texts("Quem ganhou a copa de 1970?", Language::PtBr).is_empty());
        // What somebody has put in their place stays.
        let shop = KnowledgeBaseId::new(SHOP).expect("a name");
        let gone = DocumentName::new("taxas.md").expect("a name");
        bases.remove_document(&shop, &gone).expect("removed");
        of(bases.clone()).expect("texts");
        assert_eq!(bases.documents(&shop).expect("documents").len(), 5);
    }
}
