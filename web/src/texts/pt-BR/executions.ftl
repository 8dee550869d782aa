# Execuções: a lista, uma execução, as aprovações e as métricas.
executions-title = Execuções
executions-total = { $n ->
    [0] Nenhuma execução
    [one] { $shown } execução
   *[other] { $shown } execuções
}
executions-start = Iniciar execução
executions-search = Pedido, cliente, final do telefone ou nome
executions-filter-machine = Máquina de estado
executions-filter-machine-any = Todas as máquinas
executions-filter-since = Período
executions-filter-status = Situação
executions-since-any = Qualquer data
executions-since-1h = Última hora
executions-since-6h = Últimas 6 horas
executions-since-24h = Últimas 24 horas
executions-since-7d = Últimos 7 dias
executions-sort = Ordem
executions-sort-newest = Mais recentes primeiro
executions-sort-oldest = Mais antigas primeiro
executions-sort-longest = Mais demoradas primeiro
executions-all = Todas
executions-oldest-running = Em andamento há mais tempo
executions-choose = Selecionar { $name }
executions-actions-of = Ações de { $name }
executions-order = Pedido { $number } de { $customer }
executions-redrive = Retomar
executions-rerun = Executar de novo
executions-stop = Interromper
executions-copy-link = Copiar link
executions-column-chosen = Selecionada
executions-column-status = Situação
executions-column-execution = Execução
executions-column-machine = Máquina de estado
executions-column-where = Onde está ou o que houve
executions-column-started = Início
executions-column-duration = Duração
executions-column-actions = Ações
executions-time-relative = Mostrar há quanto tempo
executions-time-exact = Mostrar data e hora
executions-newcomers = { $n ->
    [one] 1 nova
   *[other] { $n } novas
}
executions-none-title = Nenhuma execução assim
executions-none-detail = Mude a busca ou os filtros.
executions-none-all = Mostrar todas
executions-empty-title = Ainda não há execuções
executions-empty-detail = Cada pedido da loja inicia uma. Você também pode iniciar a sua.
executions-chosen-actions = Ações das execuções selecionadas
executions-chosen = { $n ->
    [one] { $shown } selecionada
   *[other] { $shown } selecionadas
}
executions-choose-all = Selecionar todas as { $n }
executions-choose-none = Limpar a seleção
executions-bulk-stop-title = Interromper execuções
executions-bulk-stop-what = As execuções param onde estão. O que já foi feito não é desfeito.
executions-bulk-stop-do = Interromper { $n }
executions-bulk-redrive-title = Retomar execuções
executions-bulk-redrive-what = Cada uma continua do passo que falhou, com os mesmos dados e a mesma definição. Os passos concluídos não se repetem.
executions-bulk-redrive-do = Retomar { $n }
executions-bulk-rerun-title = Executar de novo
executions-bulk-rerun-what = Cada uma começa outra vez do início, numa execução nova, com a mesma entrada. Tudo o que ela faz é feito de novo.
executions-bulk-rerun-do = Executar { $n } de novo
executions-bulk-can = { $n ->
    [one] execução será afetada
   *[other] execuções serão afetadas
}
executions-bulk-more = e mais { $n }
executions-bulk-progress = Progresso
executions-bulk-done = { $done } de { $total } feitas
executions-bulk-failed = { $n ->
    [one] 1 não deu certo
   *[other] { $n } não deram certo
}
executions-bulk-halted = { $n ->
    [one] parou antes de 1
   *[other] parou antes de { $n }
}
executions-bulk-halt = Parar
executions-bulk-copy = Copiar resultados
executions-bulk-retry = Tentar de novo ({ $n })
executions-bulk-results = Resultado de cada execução
executions-bulk-ok = Feito
executions-bulk-not = Não deu certo
executions-cannot-over = já terminaram e não podem ser interrompidas.
executions-cannot-running = ainda estão em andamento.
executions-cannot-succeeded = terminaram bem: não há o que retomar.
executions-cannot-express = são expressas, e a AWS não permite isso nelas.
executions-cannot-too-old = terminaram há mais de 14 dias, o prazo da AWS.
executions-stop-error = Código do erro (opcional)
executions-stop-cause = Motivo (opcional)
executions-start-title = Iniciar uma execução
executions-start-name = Nome (opcional)
executions-start-name-hint = Sem um nome, um é criado. O mesmo nome com a mesma entrada não inicia outra.
executions-start-do = Iniciar
executions-input = Entrada
executions-output = Saída
executions-legend = Legenda
executions-graph-none = Esta definição não pode ser desenhada.
executions-graph-label = Gráfico da execução: as setas seguem as ligações
executions-iteration = Item { $n }
executions-visit = { $n }ª vez
executions-visit-of = Passagem { $n } de { $total }
executions-views = Modos de ver a execução
executions-view-graph = Gráfico
executions-view-table = Tabela
executions-view-events = Eventos
executions-view-timeline = Linha do tempo
executions-column-state = Estado
executions-column-type = Tipo
executions-column-attempts = Tentativas
executions-column-id = Nº
executions-column-time = Hora
executions-column-since = Desde o início
executions-column-event = Evento
executions-column-detail = Detalhe
executions-column-size = Dados
executions-column-previous = Anterior
executions-events = Eventos
executions-events-find = Buscar texto ou /expressão/
executions-events-not-regexp = Esta expressão ainda não está completa.
executions-events-failed-only = Só falhas
executions-events-jump = Ir para nº
executions-events-types = Tipos
executions-events-only = só este
executions-events-show-all = Mostrar todos
executions-events-none = Nenhum evento assim
executions-events-all = { $n ->
    [one] { $shown } evento
   *[other] { $shown } eventos
}
executions-events-some = { $n } de { $all } eventos
executions-event = Evento { $id }
executions-event-previous = Ir para o evento anterior, { $id }
executions-inspector = Detalhes do passo
executions-tab-input = Entrada
executions-tab-output = Saída
executions-tab-diff = O que mudou
executions-tab-variables = Variáveis
executions-tab-attempts = Tentativas
executions-tab-definition = Definição
executions-tab-events = Eventos
executions-tab-logs = Registros
executions-output-not-yet = Ainda não há saída: está em andamento.
executions-output-none = Terminou sem saída.
executions-payload-none = Não há dados.
executions-variables-none = Nenhuma variável foi definida até aqui.
executions-variable-assigned = definida aqui
executions-attempts-none = Este estado não chama ninguém: não há tentativas.
executions-attempt = Tentativa { $n }
executions-attempt-sent = O que foi enviado
executions-retry-after = Nova tentativa depois de { $pause }
executions-child = Execução de { $name }
executions-map-run = { $done } de { $total } itens concluídos, { $running } em andamento, { $failed } com falha
executions-state-unseen = A execução não passou por este estado.
executions-logs-no-group = Este passo não chama uma função, e a máquina de estado não registra suas execuções.
executions-logs-none = Nada foi registrado em { $groups } durante este passo.
executions-rerun-from-here = Executar de novo a partir daqui
executions-redriven = A execução foi retomada.
executions-copy-arn = Copiar ARN
executions-copy-cli = Copiar comando da AWS CLI
executions-export = Baixar em JSON
executions-breadcrumb = Onde você está
executions-see-order = Ver pedido { $number }
executions-parent = Iniciada por { $name }
executions-rerun-of = Repetição de outra execução
executions-stopped-title = Interrompida por alguém
executions-wrong = O que deu errado
executions-advice-stopped = Ela pode ser retomada de onde parou, se isso não foi de propósito.
executions-advice-redrive = Corrija a causa e retome: a execução continua do passo que falhou, com os mesmos dados. Se os dados é que estão errados, execute de novo a partir do passo.
executions-advice-rerun = Corrija a causa e execute de novo, do início ou a partir de um passo.
executions-not-redrivable = Não pode ser retomada: { $reason }.
executions-see-step = Ver { $state }
executions-rerun-title = Executar de novo
executions-rerun-from = A partir de
executions-rerun-from-start = Início
executions-rerun-from-unseen = { $state } (ainda não visitado)
executions-rerun-note = Uma execução nova faz outra vez tudo o que vem daqui em diante: avisos, cobranças e entregas também.
executions-callbacks-title = Aprovações
executions-callbacks-detail = O que espera a resposta de alguém, o mais urgente primeiro.
executions-callbacks-any = Todas ({ $n })
executions-callbacks-none = Ninguém espera por você
executions-callbacks-none-detail = Quando uma execução precisar de uma resposta, ela aparece aqui na hora.
executions-callbacks-more = E mais { $n }, que aparecem quando estas forem respondidas.
executions-callbacks-board = Quadro da loja
executions-callbacks-no-expiry = sem prazo
executions-callbacks-expires = Expira em
executions-callbacks-expired = expirou
executions-approve = Aprovar
executions-reject = Recusar
executions-approve-title = Aprovar { $state }
executions-reject-title = Recusar { $state }
executions-approve-what = A execução continua com esta saída.
executions-reject-what = O passo falha com este erro, e a execução segue o caminho previsto para ele.
executions-reject-error = Código do erro
executions-reject-cause = Motivo
executions-answer-order = Este passo é de um pedido. Sempre que puder, responda pelo quadro da loja: ele sabe o que a resposta precisa conter.
executions-preset-approved = Aprovado
executions-preset-input = Igual à entrada
executions-preset-empty = Vazio
executions-approved = { $state } foi aprovado.
executions-rejected = { $state } foi recusado.
executions-metrics-title = Métricas
executions-metrics-since = Desde { $at }
executions-window-1h = 1 h
executions-window-6h = 6 h
executions-window-24h = 24 h
executions-window-7d = 7 dias
executions-metrics-open = Em andamento agora
executions-metrics-started = Iniciadas
executions-metrics-good = Terminaram bem
executions-metrics-duration = Duração (mediana)
executions-metrics-p95 = 95 % em até { $duration }
executions-metrics-chart = Execuções ao longo do tempo
executions-metrics-as-table = Ver como tabela
executions-metrics-succeeded = Concluídas
executions-metrics-failed = Falhas
executions-metrics-timed-out = Expiradas
executions-metrics-aborted = Interrompidas
executions-metrics-throttled = Recusadas por limite
executions-metrics-states = Estados
executions-metrics-by-pain = Primeiro o que mais dói: o que mais falha e o que mais toma tempo
executions-metrics-no-states = Nenhum estado foi visitado neste período
executions-metrics-entered = Passagens
executions-metrics-max = Máximo
executions-metrics-spread = Mediana e p95
executions-rerun-of-from = Repetição de outra execução a partir de { $state }
