# Como está o pedido, o que aconteceu com ele e por quê. Aparece na página do pedido, no painel da
# loja e no atendimento.


## Situação do pedido. `.short` é a mesma coisa sem dados, para listas.

status-RECEIVED = Pedido recebido
    .short = Pedido recebido
status-CHECKING = Conferindo disponibilidade
    .short = Conferindo disponibilidade
status-NEEDS_CHOICE = Falta um item: escolha
    .short = Falta um item: escolha
status-QUOTED = Frete e prazo calculados
    .short = Frete e prazo calculados
status-AWAITING_CONFIRMATION = Aguardando a loja
    .short = Aguardando a loja
status-AWAITING_PAYMENT = Pague o Pix em { $remaining }
    .short = Aguardando pagamento
status-CONFIRMED = Pago e confirmado
    .short = Pago e confirmado
status-PREPARING = Em preparo
    .short = Em preparo
status-READY = Pronto
    .short = Pronto
status-COURIER_ASSIGNED = { $courier } está a caminho da loja
    .short = Entregador a caminho da loja
status-AT_STORE = { $courier } está na loja
    .short = Entregador na loja
status-ON_THE_WAY = Saiu para entrega: chega { $window }
    .short = Saiu para entrega
status-ARRIVED = Chegou: PIN { $pin }
    .short = Chegou
status-DELIVERED = Entregue { $at }
    .short = Entregue
status-CANCELLED = Cancelado { $by }
    .short = Cancelado
    .refunded = Cancelado { $by }: reembolso de { $amount }
status-RETURNED = Devolvido à loja
    .short = Devolvido à loja
status-FAILED = Não foi possível concluir o pedido
    .short = Não concluído


## O que aconteceu, na linha do tempo

event-order-placed = Pedido feito: { $total }
event-availability-checked = Itens disponíveis
event-item-missing = { $item } acabou
event-item-substituted = { $item } trocado por { $substitute }
event-item-removed = { $item } retirado do pedido
event-quoted = Frete de { $fee }, entrega { $window }
event-quote-accepted = Frete de { $fee } aceito, entrega { $window }
event-store-asked = A loja foi avisada e responde até { $until }
event-store-accepted = A loja aceitou o pedido
event-store-refused = A loja recusou o pedido: { $reason }
event-store-timeout = A loja não respondeu a tempo
event-payment-requested = Pagamento de { $total } pedido, até { $until }
event-payment-paid = Pagamento de { $total } recebido
event-pay-at-the-door = Pagamento de { $total } na entrega
event-pay-at-the-door-with-change = Pagamento de { $total } na entrega, troco para { $change_for }
event-payment-declined = Pagamento não aprovado
event-payment-expired = O prazo do pagamento acabou
event-payment-late-refunded = Pagamento de { $total } chegou depois do prazo e foi devolvido
event-preparing = A loja começou o preparo
event-ready = O pedido ficou pronto
event-courier-assigned = { $courier } vai fazer a entrega
event-courier-at-store = { $courier } chegou à loja
event-picked-up = { $courier } retirou o pedido
event-on-the-way = Saiu para entrega, chega { $window }
event-arrived = O pedido chegou ao endereço
event-wrong-pin = PIN errado informado na porta
event-delivered = Pedido entregue
event-attempt-failed = Não foi possível entregar: { $reason }
event-returning = O pedido está voltando para a loja
event-returned = O pedido voltou para a loja
event-instructions-changed = Instruções de entrega alteradas
event-change-requested = Mudança pedida: a loja responde até { $until }
event-change-refused = A loja não aceitou a mudança
event-cancel-requested = Cancelamento pedido { $by }: { $reason }
event-cancelled = Pedido cancelado { $by }: { $reason }
event-failed = Não foi possível concluir o pedido
event-refunded = Devolução de { $amount }
event-address-changed = Novo endereço: { $address }
event-delayed = Atraso: { $delay }. Agora chega { $window }
event-delayed-without-cause = Atraso. Agora chega { $window }
event-notice-sent = Aviso “{ $notice }” enviado por { $channel }
event-notice-held = Aviso “{ $notice }” por { $channel } guardado até { $until }: horário de silêncio
event-notice-not-sent = Aviso “{ $notice }” não enviado por { $channel }: { $why }


## Por quê

reason-customer_changed_mind = mudança de ideia
reason-wrong_address = endereço errado
reason-too_slow = demora
reason-duplicate_order = pedido repetido
reason-item_unavailable = item em falta
reason-store_closed = loja fechada
reason-store_too_busy = loja com muitos pedidos
reason-store_timeout = a loja não respondeu a tempo
reason-payment_expired = pagamento não feito a tempo
reason-payment_declined = pagamento não aprovado
reason-courier_unavailable = sem entregador disponível
reason-customer_absent = ninguém no endereço
reason-technical_failure = falha técnica nossa
reason-out_of_zone = endereço fora da área de entrega


## Avisos, canais, e por que um aviso não saiu

notice-order-received = pedido recebido
notice-item-unavailable = falta um item
notice-store-confirmed = loja aceitou
notice-payment-requested = pagamento pedido
notice-payment-declined = pagamento não aprovado
notice-payment-confirmed = pagamento confirmado
notice-preparing = em preparo
notice-ready = pronto
notice-courier-assigned = quem entrega
notice-on-the-way = saiu para entrega
notice-arrived = chegou
notice-delivered = entregue
notice-delayed = atraso
notice-attempt-failed = não conseguimos entregar
notice-returned = voltou para a loja
notice-cancelled = cancelado
notice-refunded = devolução
notice-address-changed = novo endereço
notice-one-time-code = código de acesso
notice-coupon = cupom

channel-email = e-mail
channel-sms = SMS
channel-whatsapp = WhatsApp

why-opted-out = a pessoa pediu para não receber por este canal
why-preference-off = a pessoa desligou este tipo de aviso
why-no-contact = não há contato
why-landline = o telefone é fixo
why-no-whatsapp-opt-in = a pessoa não autorizou o WhatsApp
why-duplicate = já tinha sido enviado
why-did-not-arrive = não chegou por este canal
why-fallback-not-needed = outro canal já leva este aviso
why-quiet-hours-irrelevant = deixou de valer durante o horário de silêncio
