# As bases de conhecimento do atendimento.
knowledge-title = Bases de conhecimento
knowledge-detail = Os textos com que o atendimento responde. O que não está escrito aqui, ele diz que não sabe.
knowledge-unknown = Não há uma base chamada { $base }.
knowledge-none = Nenhuma base de conhecimento
knowledge-none-detail = Crie uma com “entrega kb add ARQUIVO --base NOME”; ela aparece aqui.
knowledge-documents = { $n ->
    [one] { $count } documento
   *[other] { $count } documentos
}
knowledge-passages = { $n ->
    [one] { $count } trecho
   *[other] { $count } trechos
}
knowledge-by-meaning = Busca por palavras e sentido
knowledge-by-words = Busca por palavras
knowledge-by-meaning-detail = busca por palavras e por sentido
knowledge-by-words-detail = busca por palavras; com o codificador, também por sentido
knowledge-documents-title = Documentos
knowledge-no-documents = Nenhum documento ainda
knowledge-no-documents-detail = Comece pelo que os clientes mais perguntam: horários, taxas, formas de pagamento.
knowledge-document = Documento
knowledge-kind = Formato
knowledge-passages-title = Trechos
knowledge-size = Tamanho
knowledge-updated = Atualizado
knowledge-in-memory = em memória
knowledge-drop = Escolha arquivos ou solte-os aqui
knowledge-limits = { $formats }, até { $size } cada. Um arquivo com o mesmo nome substitui o anterior.
knowledge-putting = Lendo e separando em trechos…
knowledge-put = { $n ->
    [one] Documento adicionado.
   *[other] { $n } documentos adicionados.
}
knowledge-refused-format = não dá para ler este formato. Use { $formats }.
knowledge-refused-size = passa de { $size }. Divida o arquivo, ou use “entrega kb add”.
knowledge-refused-empty = o arquivo está vazio.
knowledge-remove = Excluir documento
knowledge-remove-document = Excluir { $name }
knowledge-remove-it = Excluir
knowledge-remove-detail = { $n ->
    [one] { $name } sai da base, com { $n } trecho. O atendimento deixa de responder com ele na hora.
   *[other] { $name } sai da base, com { $n } trechos. O atendimento deixa de responder com eles na hora.
}
knowledge-removed = { $name } foi excluído.
knowledge-search-passages = Buscar nos trechos
knowledge-passages-shown = { $n ->
    [one] { $shown } de { $n } trecho
   *[other] { $shown } de { $n } trechos
}
knowledge-no-passage = Nenhum trecho com “{ $search }”
knowledge-show-all = Mostrar todos
knowledge-try = Testar uma pergunta
knowledge-try-detail = Veja o que o atendimento encontraria, e se responderia.
knowledge-try-hint = Pergunte como um cliente perguntaria. Os melhores trechos aparecem com a nota de cada um.
knowledge-question = Pergunta
knowledge-question-example = Quanto custa a entrega no sábado?
knowledge-ask = Perguntar
knowledge-answer = Está escrito:
knowledge-unanswered = Nada aqui responde a isso.
knowledge-unanswered-detail = O atendimento diria que não sabe e ofereceria uma pessoa. Se a pergunta é comum, escreva a resposta num documento.
knowledge-found = Trechos mais próximos
knowledge-score = Nota:
