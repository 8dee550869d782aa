# O painel: como estão as coisas e o que precisa de alguém agora.
overview-title = Painel
overview-detail = Como estão as coisas, e o que precisa de você agora.
overview-running = Em andamento
overview-succeeded = Concluídas na última hora
overview-failed = Falhas na última hora
overview-duration = Duração mediana
overview-attention = O que precisa de atenção
overview-invariants = { $n ->
    [one] Uma promessa da loja foi quebrada
   *[other] { $n } promessas da loja foram quebradas
}
overview-invariants-see = Ver invariantes
overview-failures = { $n ->
    [one] Uma execução falhou na última hora
   *[other] { $n } execuções falharam na última hora
}
overview-failures-see = Ver e reparar
overview-expiring = { $n ->
    [one] Uma resposta está para expirar
   *[other] { $n } respostas estão para expirar
}
overview-expiring-see = Responder
overview-conversations = { $n ->
    [one] Um cliente espera por uma pessoa
   *[other] { $n } clientes esperam por uma pessoa
}
overview-conversations-see = Atender
overview-slow = { $n ->
    [one] Uma execução demora mais que o normal, que é até { $usual }
   *[other] { $n } execuções demoram mais que o normal, que é até { $usual }
}
overview-slow-see = Ver as mais antigas
overview-throttled = { $n ->
    [one] Uma função recusa chamadas por limite
   *[other] { $n } funções recusam chamadas por limite
}
overview-throttled-see = Ver funções
overview-throttles = { $n } recusadas
overview-redrive = Retomar
overview-redriven = { $name } foi retomada.
overview-oldest = Em andamento há mais tempo
overview-usual = Quase todas terminam em até { $duration }
overview-nothing-runs = Nada em andamento.
overview-see-all = Ver todas as { $n }
overview-well = Está tudo em ordem
overview-well-detail = { $n ->
    [0] Nenhuma falha, nenhuma resposta atrasada. Bom trabalho.
    [one] Nenhuma falha, nenhuma resposta atrasada, e o pedido cumpre o que foi prometido.
   *[other] Nenhuma falha, nenhuma resposta atrasada, e { $shown } pedidos cumprem o que foi prometido.
}
