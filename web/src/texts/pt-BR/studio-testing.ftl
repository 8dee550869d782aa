# O estúdio: testar um estado, ensaiar o fluxo e guardar casos.
testing-parts = O que testar
testing-part-state = Um estado
testing-part-flow = O fluxo todo
testing-part-cases = Casos

# Comum
testing-input = Entrada
testing-result = Resultado
testing-error-name = Nome do erro
testing-error-name-needed = Diga o nome do erro.
testing-error-cause = Causa (opcional)
testing-error-unnamed = Erro sem nome
testing-end = Fim
testing-too-large = Os dados são grandes demais para mostrar aqui.
testing-tab-input = Entrada
testing-tab-arguments = Argumentos
testing-tab-result = Resultado
testing-tab-output = Saída
testing-tab-diff = O que mudou
testing-tab-variables = Variáveis
testing-tab-attempts = Tentativas
testing-variables-none = Nenhuma variável até aqui.
testing-variable-assigned = definida aqui
testing-status-succeeded = Concluiu
testing-status-failed = Falhou
testing-status-timed-out = Passou do prazo
testing-status-aborted = Interrompido
testing-status-unfinished = Não chegou ao fim
testing-status-retriable = Tentaria de novo
testing-status-caught = Erro tratado

# Um estado
testing-state-choose = Escolher um estado
testing-state-none = Escolha um estado
testing-state-none-detail = Toque nele no desenho ou escolha na lista, e teste só ele.
testing-state-run = Testar estado
testing-state-do = Chamar de verdade
testing-state-result = Resultado do teste
testing-state-before = O resultado aparece aqui: como terminou, para onde iria e os dados passo a passo.
testing-definition-refused = A definição ainda tem erros. Corrija-os na aba Problemas e teste de novo.
testing-sample-rehearsal = Usar o que ele recebeu no ensaio
testing-sample-execution = Usar o que ele recebeu em { $name }
testing-sample-typed = Usar os dados de exemplo
testing-work = O que ele chama
testing-work-result = Simular resultado
testing-work-error = Simular erro
testing-work-real = De verdade
testing-work-real-warning = Isto chama { $resource } de verdade, com esta entrada. O que for feito fica feito.
testing-work-only-mocked = A AWS só testa este tipo de estado com uma resposta simulada.
testing-validation = Conferir com o formato do serviço
testing-validation-strict = Completo: o que é obrigatório está lá e confere
testing-validation-present = Só o que foi escrito
testing-validation-none = Não conferir
testing-role = Papel (role)
testing-role-choose = Escolher
testing-role-needed = Para chamar de verdade é preciso um papel.
testing-reveal = Mostrar segredos
testing-reveal-detail = Cabeçalhos de autorização aparecem por inteiro no pedido e na resposta.
testing-level = Quanto mostrar
testing-level-info = Só a saída
testing-level-debug = Passo a passo
testing-level-trace = Com pedidos HTTP
testing-more = Variáveis e circunstâncias
testing-variables = Variáveis
testing-variables-hint = As que já estariam definidas ao chegar nele.
testing-context = Contexto
testing-context-hint = O objeto $states.context (ou $$). Vazio: um de exemplo.
testing-object-needed = Escreva um objeto JSON.
testing-number-needed = Escreva um número inteiro.
testing-retries = Novas tentativas já feitas
testing-retries-hint = Com elas se chega ao fim de uma regra de nova tentativa.
testing-caused-by = Estado de dentro que falhou
testing-caused-by-none = Nenhum em especial
testing-failures = Itens que já falharam
testing-failures-hint = Contam para a tolerância a falhas.
testing-reader-data = Itens lidos
testing-reader-data-hint = O que a leitura traria.
testing-next = Segue para { $state }
testing-stages = Dados passo a passo
testing-stages-none = Não há saída. Escolha “Passo a passo” para ver os dados no caminho.
testing-stage-input-path = Após InputPath
testing-stage-items-path = Após ItemsPath
testing-stage-items-pointer = Após ItemsPointer
testing-stage-item-selector = Após ItemSelector
testing-stage-item-batcher = Após ItemBatcher
testing-stage-parameters = Após Parameters
testing-stage-request = Pedido HTTP
testing-stage-response = Resposta HTTP
testing-stage-result-selector = Após ResultSelector
testing-stage-result-path = Após ResultPath
testing-fact-backoff = espera de { $seconds } s
testing-fact-retry = { $n }ª regra de nova tentativa
testing-fact-catch = { $n }ª regra de tratamento
testing-fact-concurrency = até { $n } itens ao mesmo tempo
testing-fact-tolerated = tolera { $n } falhas
testing-fact-tolerated-percentage = tolera { $n } % de falhas

# O fluxo todo
testing-run = Ensaiar
testing-run-again = Ensaiar de novo
testing-run-took = em { $time } (tempo virtual)
testing-run-old = O fluxo mudou depois deste ensaio.
testing-save-run = Guardar como caso
testing-views = Preparar ou assistir
testing-view-plan = Preparar
testing-view-watch = Assistir
testing-input-hint = É com isto que o fluxo começa.
testing-mocks = Quem responde
testing-mocks-detail = Nada é chamado de verdade: cada estado recebe a resposta daqui.
testing-mocks-none = Nenhum estado chama alguém. Não há o que simular.
testing-mock-proposed = Proposta
testing-mock-answers = Responde
testing-mock-several = { $n } respostas
testing-mock-error = Dá erro
testing-mock-silent = Nunca responde
testing-mock-nobody = Sem resposta
testing-mock-nobody-detail = Se o fluxo passar por aqui, ele para: ninguém responde.
testing-mock-faulty = A corrigir
testing-mock-as-proposed = Voltar à proposta
testing-mock-remove = Não responder
testing-mock-add = Responder
testing-answer-kind = Tipo da resposta
testing-answer-result = Resultado
testing-answer-error = Erro
testing-answer-nothing = Nunca responde
testing-answer-nothing-detail = O estado espera até o prazo dele acabar.
testing-answer-number = { $n }ª chamada
testing-answer-from-on = { $n }ª chamada em diante
testing-answer-remove = Remover a { $n }ª resposta
testing-answer-add = Responder outra coisa na próxima chamada
testing-answer-after = Demora (segundos)
testing-answer-after-wrong = Escreva um número, como 2,5.
testing-answer-repeat = Repetir a última resposta
testing-items = Respostas de alguns itens
testing-items-one = Item { $place }
testing-items-remove = Remover a resposta do item { $place }
testing-items-place = Outro item (nº)
testing-items-place-wrong = Escreva um número, como 2, ou 2/1 num Map dentro de outro.
testing-items-add = Responder diferente
testing-unmocked = Ninguém respondeu por:
testing-unmocked-answer = Responder por { $state }
testing-showing-run = Ensaio
testing-player = Tocador do ensaio
testing-player-first = Ir para o começo
testing-player-back = Passo anterior
testing-player-play = Tocar
testing-player-pause = Pausar
testing-player-on = Próximo passo
testing-player-last = Ir para o fim
testing-player-position = Passo mostrado
testing-position = Passo { $n } de { $total }: { $state }
testing-position-short = { $n } de { $total }
testing-position-end = Fim
testing-clock = Relógio virtual
testing-speed = Velocidade
testing-speed-times = { $n }×
testing-steps = Passos do ensaio
testing-item-short = item { $n }
testing-branch-short = ramo { $n }
testing-item-of = Item { $n } de { $state }
testing-step-here = Aqui agora
testing-step-succeeded = Concluiu
testing-step-caught = Erro tratado
testing-step-failed = Falhou
testing-step-aborted = Interrompido
testing-step-running = Não terminou
testing-step-took = levou { $time }
testing-step-next = segue para { $state }
testing-attempt = { $n }ª tentativa
testing-attempt-good = deu certo
testing-attempt-waited = outra depois de { $time }
testing-attempts-count = { $n ->
    [one] 1 tentativa
   *[other] { $n } tentativas
}
testing-visits-count = { $n ->
    [one] 1 passagem
   *[other] { $n } passagens
}

# Casos
testing-cases = Casos
testing-cases-run = Rodar todos
testing-cases-count = { $n ->
    [0] Nenhum caso
    [one] 1 caso
   *[other] { $n } casos
}
testing-cases-begin = { $total ->
    [one] Rodando 1 caso…
   *[other] Rodando { $total } casos…
}
testing-cases-passed = { $n } de { $total } { $n ->
    [one] passou
   *[other] passaram
}
testing-case-passed-of = Caso { $n } de { $total } passou
testing-case-failed-of = Caso { $n } de { $total } não passou
testing-cases-before = Rode todos para ver o que passa e quanto do fluxo eles percorrem.
testing-cases-old = O fluxo mudou desde a última vez. Rode todos de novo.
testing-cases-none = Nenhum caso ainda
testing-cases-none-detail = Um caso é uma entrada, as respostas simuladas e como o fluxo deve terminar. Ensaie o fluxo e guarde, ou parta de uma execução que já aconteceu.
testing-case-new = Novo caso
testing-case-blank = Em branco
testing-case-name = Nome
testing-case-name-example = Pagamento recusado
testing-case-mocks-detail = Um estado sem resposta faz o caso falhar, se o fluxo chegar nele.
testing-case-save = Guardar caso
testing-case-kept = “{ $name }” foi guardado.
testing-case-edit = Editar
testing-case-duplicate = Duplicar
testing-case-copy = { $name } (cópia)
testing-case-drop = Excluir
testing-case-drop-title = Excluir “{ $name }”?
testing-case-drop-detail = O caso deixa de existir para todo mundo.
testing-case-run = Rodar “{ $name }”
testing-case-run-short = Rodar
testing-case-actions = Mais sobre “{ $name }”
testing-case-watch = Assistir
testing-case-before = Este caso ainda não rodou.
testing-case-ended = { $status }, em { $time } (tempo virtual).
testing-verdict-passed = Passou
testing-verdict-failed = Não passou
testing-verdict-broken = Não rodou
testing-verdict-none = Ainda não rodou
testing-expects = Espera: { $status }
testing-expects-exactly = saída exata
testing-expects-part = parte da saída
testing-expects-path = { $n ->
    [one] passa por 1 estado
   *[other] passa por { $n } estados
}
testing-expect = O que se espera
testing-expect-status = Termina assim
testing-expect-exactly = Exatamente
testing-expect-part = Contém
testing-expect-any = Tanto faz
testing-expect-output = Saída esperada
testing-expect-output-part = O que a saída deve conter
testing-expect-error-hint = Vazio: qualquer erro serve.
testing-expect-path = Passa por
testing-expect-path-none = O caminho não importa.
testing-expect-path-add = Adicionar estado
testing-expect-path-remove = Tirar { $state }
testing-expect-path-gone = { $n ->
    [one] Usar o caminho do ensaio (1 estado)
   *[other] Usar o caminho do ensaio ({ $n } estados)
}
testing-difference-status = Era para terminar em “{ $expected }”, e terminou em “{ $actual }”.
testing-difference-error = O erro esperado era { $expected }, e foi { $actual }.
testing-difference-no-error = O erro esperado era { $expected }, e não houve erro com nome.
testing-difference-path-first = Não passou por { $state }.
testing-difference-path = Não passou por { $state } depois de { $after }.
testing-difference-unmocked = Ninguém respondeu por { $states }.
testing-difference-output = A saída não é a esperada:
testing-difference-output-part = Falta algo na saída:
testing-difference-label = Saída esperada e o que veio
testing-from-execution = Caso a partir de uma execução
testing-from-execution-menu = De uma execução…
testing-from-execution-search = Buscar por nome, pedido ou cliente
testing-from-execution-none = Nenhuma execução terminada
testing-from-execution-none-detail = Quando o fluxo tiver rodado, cada execução pode virar um caso.
testing-coverage = Cobertura
testing-coverage-short = estados { $states } · caminhos { $ways }
testing-coverage-states = Estados
testing-coverage-ways = Caminhos
testing-coverage-of = { $covered } de { $total }
testing-coverage-show = Mostrar no desenho
testing-coverage-hide = Tirar do desenho
testing-coverage-all = Os casos percorrem tudo.
testing-coverage-missed-states = Nenhum caso chega em
testing-coverage-missed-ways = Nenhum caso segue por
testing-showing-coverage = Cobertura dos casos
testing-covered = { $n ->
    [one] percorrido 1 vez
   *[other] percorrido { $n } vezes
}
testing-not-covered = nenhum caso passa aqui
testing-way-rule = { $n }ª regra
testing-way-default = senão
testing-way-catch = erro, { $n }ª regra
