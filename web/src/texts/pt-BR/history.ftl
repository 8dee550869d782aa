# O que uma execução fez, onde quer que seja mostrado.
history-status-running = Em andamento
history-status-succeeded = Concluída
history-status-failed = Falhou
history-status-timed-out = Expirou
history-status-aborted = Interrompida
history-status-pending-redrive = Aguarda retomada
history-redriven-times = { $n ->
    [one] Retomada uma vez
   *[other] Retomada { $n } vezes
}
history-step-running = Em andamento
history-step-succeeded = Concluído
history-step-caught = Erro tratado
history-step-failed = Falhou
history-step-timed-out = Expirou
history-step-aborted = Interrompido
history-activity-working = Trabalhando
history-activity-waiting = Esperando
history-activity-retrying = Entre tentativas
history-activity-idle = Parado
history-time-spent = Onde o tempo foi gasto
history-attempts-count = { $n ->
    [one] 1 tentativa
   *[other] { $n } tentativas
}
history-visits-count = { $n ->
    [one] 1 passagem
   *[other] { $n } passagens
}
history-iterations = { $done } de { $total } itens
history-iterations-failed = { $n ->
    [one] 1 falhou
   *[other] { $n } falharam
}
