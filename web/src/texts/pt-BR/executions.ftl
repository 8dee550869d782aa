# Execuções: a lista, uma execução, as aprovações e as métricas.
executions-title = Execuções
executions-total = { $n ->
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
executions-status-running = Em andamento
executions-status-succeeded = Concluída
executions-status-failed = Falhou
executions-status-timed-out = Expirou
executions-status-aborted = Interrompida
executions-status-pending-redrive = Aguarda retomada
executions-redriven-times = { $n ->
    [one] Retomada uma vez
   *[other] Retomada { $n } vezes
}
executions-step-running = Em andamento
executions-step-succeeded = Concluído
executions-step-caught = Erro tratado
executions-step-failed = Falhou
executions-step-timed-out = Expirou
executions-step-aborted = Interrompido
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
