# The knowledge bases of the assistant.
knowledge-title = Knowledge bases
knowledge-detail = The texts that the assistant answers by. What is not written here, it says it does not know.
knowledge-unknown = There is no knowledge base called { $base }.
knowledge-none = There are no knowledge bases
knowledge-none-detail = Make one with “entrega kb add FILE --base NAME”; it shows here.
knowledge-documents = { $n ->
    [one] { $count } document
   *[other] { $count } documents
}
knowledge-passages = { $n ->
    [one] { $count } passage
   *[other] { $count } passages
}
knowledge-by-meaning = Searched by words and meaning
knowledge-by-words = Searched by words
knowledge-by-meaning-detail = searched by words and by meaning
knowledge-by-words-detail = searched by words; with the encoder, by meaning as well
knowledge-documents-title = Documents
knowledge-no-documents = No documents yet
knowledge-no-documents-detail = Begin with what customers ask most: opening hours, fees, ways to pay.
knowledge-document = Document
knowledge-kind = Format
knowledge-passages-title = Passages
knowledge-size = Size
knowledge-updated = Updated
knowledge-in-memory = in memory
knowledge-drop = Choose files or drop them here
knowledge-limits = { $formats }, up to { $size } each. A file of the same name takes the other's place.
knowledge-putting = Reading, and cutting into passages…
knowledge-put = { $n ->
    [one] The document was added.
   *[other] { $n } documents were added.
}
knowledge-refused-format = this format cannot be read. Use { $formats }.
knowledge-refused-size = is larger than { $size }. Split the file, or use “entrega kb add”.
knowledge-refused-empty = the file is empty.
knowledge-remove = Delete document
knowledge-remove-document = Delete { $name }
knowledge-remove-it = Delete
knowledge-remove-detail = { $n ->
    [one] { $name } goes, with { $n } passage. The assistant stops answering by it at once.
   *[other] { $name } goes, with { $n } passages. The assistant stops answering by them at once.
}
knowledge-removed = { $name } was deleted.
knowledge-search-passages = Search the passages
knowledge-passages-shown = { $n ->
    [one] { $shown } of { $n } passage
   *[other] { $shown } of { $n } passages
}
knowledge-no-passage = No passage with “{ $search }”
knowledge-show-all = Show all
knowledge-try = Try a question
knowledge-try-detail = See what the assistant would find, and whether it would answer.
knowledge-try-hint = Ask as a customer would. The best passages show with the score of each.
knowledge-question = Question
knowledge-question-example = What does delivery cost on Saturdays?
knowledge-ask = Ask
knowledge-answer = It is written:
knowledge-unanswered = Nothing here answers that.
knowledge-unanswered-detail = The assistant would say that it does not know, and offer a person. If people ask this often, write the answer in a document.
knowledge-found = The nearest passages
knowledge-score = Score:
