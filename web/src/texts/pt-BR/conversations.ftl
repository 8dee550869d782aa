# Conversas que pedem uma pessoa, e o que os clientes acham das respostas.
conversations-title = Conversas
conversations-detail = Quem pediu para falar com uma pessoa, e o que os clientes acham das respostas.
conversations-tab-desk = Atendimento
conversations-tab-feedback = Avaliações
conversations-queue = Fila de atendimento
conversations-waiting = { $n ->
    [0] ninguém esperando
    [one] { $n } pessoa esperando
   *[other] { $n } pessoas esperando
}
conversations-nobody = Ninguém esperando
conversations-nobody-detail = Quando um cliente pedir uma pessoa, a conversa aparece aqui na hora.
conversations-choose = Escolha uma conversa
conversations-choose-detail = O que foi dito, o pedido e o que o assistente já consultou ficam ao lado.
conversations-elsewhere = Esta conversa não está no atendimento
conversations-elsewhere-detail = O assistente voltou a responder, ou ela foi encerrada ou apagada.
conversations-to-queue = Voltar à fila
conversations-queued = Na fila
conversations-with = Com { $name }
conversations-order = Pedido { $number }
conversations-why-button = Tocou em “Falar com uma pessoa”
conversations-why-said = “{ $words }”

conversations-said = Conversa com { $name }
conversations-log = O que foi dito
conversations-nothing-said = Nada foi dito ainda.
conversations-assistant = Assistente
conversations-card = Mostrou o pedido { $number }
conversations-card-orders = { $n ->
    [one] Mostrou { $n } pedido
   *[other] Mostrou { $n } pedidos
}
conversations-source = Textos da loja: { $name }
conversations-event = Evento { $number } do pedido { $order }
conversations-proposal = { $kind ->
    [cancel] Propôs cancelar o pedido { $order }
    [address] Propôs mudar o endereço do pedido { $order }
    [instructions] Propôs avisar o entregador do pedido { $order }
   *[other] Propôs trocar um item do pedido { $order }
}
conversations-handed-over = Chamou uma pessoa
conversations-take = Atender
conversations-hand-back = Devolver ao assistente
conversations-handed-back = O assistente responde de novo.
conversations-close = Encerrar
conversations-closed = Conversa encerrada.
conversations-reply = Sua resposta
conversations-reply-placeholder = Responder a { $name }…
conversations-send = Enviar
conversations-quick = Respostas prontas
conversations-writes-in = { $language ->
    [en] O cliente escreve em inglês.
    [es] O cliente escreve em espanhol.
   *[other] O cliente escreve em outra língua.
}
conversations-reply-status = Seu pedido { $number } está assim: { $status }.
conversations-reply-window = A previsão é chegar entre { $from } e { $to }.
conversations-reply-courier = Quem leva é { $name }.
conversations-reply-refund = Já devolvemos { $amount } a você.

conversations-packet = Contexto
conversations-customer = Cliente
conversations-waits = Espera
conversations-taken = Atendida
conversations-why = Motivo
conversations-about = Assunto
conversations-looked-up = O assistente já consultou
conversations-executions = Execuções
conversations-items = Itens
conversations-expected = Previsão
conversations-promised = Prometido
conversations-address = Endereço
conversations-courier = Entregador
conversations-paid = Pago
conversations-refunded = Devolvido
conversations-phone = Telefone
conversations-note = Observação

conversations-thumb = Avaliação
conversations-thumb-all = Todas
conversations-thumb-up = Ajudou
conversations-thumb-down = Não ajudou
conversations-reason = Motivo
conversations-reason-all = Todos os motivos
conversations-export = Baixar CSV
conversations-when = Quando
conversations-comment = Comentário
conversations-feedback-none = Nenhuma avaliação ainda
conversations-feedback-none-such = Nenhuma avaliação assim
conversations-feedback-none-detail = Cada resposta do assistente pode ser avaliada pelo cliente, com motivo e comentário.
conversations-reason-solved = Resolveu
conversations-reason-wrong = Está errado
conversations-reason-not-understood = Não entendeu
conversations-reason-unhelpful = Não ajudou
conversations-reason-slow = Demorou
conversations-reason-tone = O jeito de falar

conversations-tool-list-orders = Os pedidos do cliente
conversations-tool-get-order-status = Onde está o pedido
conversations-tool-get-eta = Quando chega
conversations-tool-get-courier-location = Onde está o entregador
conversations-tool-get-receipt = O recibo
conversations-tool-quote-cancel = O que daria cancelar
conversations-tool-quote-address-change = O que daria mudar o endereço
conversations-tool-search-knowledge = Os textos da loja
conversations-tool-cancel-order = Cancelar o pedido
conversations-tool-change-address = Mudar o endereço
conversations-tool-change-instructions = Avisar o entregador
conversations-tool-substitute-item = Trocar um item
conversations-tool-create-handoff = Chamar uma pessoa

conversations-intent-track-order = Onde está o pedido
conversations-intent-eta = Quando chega
conversations-intent-late-order = Pedido atrasado
conversations-intent-change-address = Mudar o endereço
conversations-intent-change-instructions = Recado ao entregador
conversations-intent-change-items = Mudar itens
conversations-intent-reschedule = Mudar o horário
conversations-intent-cancel-order = Cancelar
conversations-intent-refund-status = Reembolso
conversations-intent-payment-problem = Pagamento
conversations-intent-pix-problem = Pix
conversations-intent-receipt = Recibo
conversations-intent-delivery-fee = Taxa de entrega
conversations-intent-delivery-area = Área de entrega
conversations-intent-opening-hours = Horário da loja
conversations-intent-minimum-order = Pedido mínimo
conversations-intent-menu-question = Cardápio
conversations-intent-allergens = Alérgenos
conversations-intent-item-unavailable = Item em falta
conversations-intent-wrong-or-missing-item = Item errado ou faltando
conversations-intent-damaged-or-cold = Chegou frio ou estragado
conversations-intent-courier-contact = Falar com o entregador
conversations-intent-door-pin = Código da porta
conversations-intent-coupon = Cupom
conversations-intent-human-agent = Falar com uma pessoa
conversations-intent-privacy-delete = Apagar dados
conversations-intent-order-again = Pedir de novo
conversations-intent-rate-order = Avaliar o pedido
conversations-intent-greeting = Saudação
conversations-intent-thanks = Agradecimento
conversations-intent-confirm-yes = Sim
conversations-intent-confirm-no = Não
conversations-intent-out-of-scope = Outro assunto
