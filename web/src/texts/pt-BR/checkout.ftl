# Do carrinho ao pedido pago.
checkout-title = Fechar pedido
checkout-to-menu = Voltar ao cardápio
checkout-nothing = Escolha algo gostoso e volte aqui.
checkout-change = Alterar
checkout-continue = Continuar

checkout-who = Quem pede
checkout-who-way = Como você quer se identificar
checkout-who-guest = Sem cadastro
checkout-who-code = Entrar com código
checkout-name = Seu nome
checkout-name-needed = Como podemos chamar você?
checkout-name-first = Seu nome (na primeira vez)
checkout-phone = Celular
checkout-phone-why = Para avisar quando o pedido sair.
checkout-phone-needed = Digite o número com DDD.
checkout-contact = Celular ou e-mail
checkout-contact-why = Enviamos um código de seis números. Sem senha.
checkout-code-send = Enviar código
checkout-code-sent = Enviamos um código para { $contact }.
checkout-code = Código
checkout-code-again = Usar outro contato
checkout-code-demo = Nesta demonstração, o código chega no
checkout-code-demo-phone = telefone de mentira
checkout-sign-in = Entrar

checkout-where = Onde entregar
checkout-street = Rua
checkout-streets = Ruas da cidade
checkout-street-numbers = até { $last }
checkout-street-needed = Em que rua?
checkout-number = Número
checkout-number-needed = Qual número?
checkout-number-beyond = A rua vai até { $last }.
checkout-complement = Complemento
checkout-complement-example = Apto 42, bloco B
checkout-instructions = Ponto de referência
checkout-instructions-example = O portão é o azul
checkout-see-fee = Ver entrega e total
checkout-too-far = Seria um caminho de { $distance }, longe demais para chegar quente. Tente outro endereço.
checkout-outside = Ainda não entregamos por lá. Tente outro endereço.
checkout-unknown-address = Escreva a rua como está na placa; ao digitar, mostramos as da cidade.

checkout-when = Quando
checkout-soon = O quanto antes
checkout-slot = Agendar
checkout-soon-window = Chega entre
checkout-day = Dia
checkout-today = Hoje
checkout-times = Horários
checkout-no-slots = Não há horários livres neste dia.
checkout-slot-full = esgotado
checkout-slot-few = { $n ->
    [one] última vaga
   *[other] últimas { $n }
}
checkout-choose-slot = Escolher um horário

checkout-payment = Pagamento
checkout-pix = Pix
checkout-pix-detail = QR ou copia e cola, cai na hora
checkout-card = Cartão
checkout-card-detail = Crédito, cobrado uma única vez
checkout-cash = Dinheiro
checkout-cash-detail = Você paga na entrega
checkout-card-sandbox = Aqui nenhum dinheiro se move: escolha um cartão de teste.
checkout-card-ok = Aprovado
checkout-card-ok-detail = Paga na hora
checkout-card-funds = Sem saldo
checkout-card-declined = Recusado
checkout-card-expired = Vencido
checkout-card-lost = Perdido
checkout-card-declined-detail = O banco recusa
checkout-card-slow = Demorado
checkout-card-slow-detail = Aprova em cinco segundos
checkout-card-flaky = Instável
checkout-card-flaky-detail = Falha duas vezes, depois paga
checkout-card-timeout = Resposta perdida
checkout-card-timeout-detail = Paga, e a resposta se perde
checkout-change-wanted = Preciso de troco
checkout-change-for = Troco para
checkout-change-back = Você recebe { $back } de troco.
checkout-change-not-money = Digite um valor, como 50.
checkout-change-not-whole = Só em reais inteiros, sem centavos.
checkout-change-too-little = É menos que o total de { $total }.
checkout-change-too-much = O entregador não leva tanto troco.
checkout-check-change = Confira o troco
checkout-note = Recado para a cozinha
checkout-note-example = Ex.: talheres, por favor

checkout-summary = Seu pedido
checkout-items = Itens
checkout-fee = Entrega
checkout-fee-free = Grátis
checkout-fee-later = com o endereço
checkout-fee-base = Taxa básica
checkout-fee-distance = Distância
checkout-fee-hour = Horário de pico
checkout-fee-surge = Muita procura
checkout-fee-given = Por nossa conta
checkout-total = Total
checkout-price-holds = Preço garantido por { $left }
checkout-price-renewed = Renovando o preço…
checkout-arrives = Chega entre
checkout-place = Fazer pedido
checkout-placing = Enviando…
checkout-quoting = Calculando…
checkout-mend = Ajuste o pedido
checkout-agree = Aceitar novo total
checkout-price-changed = O total mudou: era { $was }, agora é { $now }.
checkout-lost = A resposta se perdeu no caminho. Estamos perguntando de novo: o pedido é um só, e a cobrança também.

checkout-missing = Alguém foi mais rápido
checkout-missing-left = { $left ->
    [0] acabou
    [one] — você pediu { $wanted }, resta { $left }
   *[other] — você pediu { $wanted }, restam { $left }
}
checkout-instead = Trocar por { $name }
checkout-without = Seguir sem
checkout-below-minimum = O mínimo para entrega é { $minimum }. Faltam { $lacking }.
checkout-add-more = Adicionar mais alguma coisa
checkout-see-orders = Ver meus pedidos

checkout-order-number = Pedido nº { $number }
checkout-store-asked = A loja está vendo seu pedido
checkout-store-asked-detail = Leva só um instante. Você só paga depois que ela aceitar.
checkout-choose-title = O que prefere no lugar?
checkout-pix-amount = Pague com Pix
checkout-pix-qr = Código QR do Pix
checkout-pix-left = para pagar
checkout-pix-copy = Copiar código Pix
checkout-pix-step-1 = Abra o app do seu banco e escolha Pix.
checkout-pix-step-2 = Leia o QR ou cole o código copiado.
checkout-pix-step-3 = Pronto: esta página avisa na hora.
checkout-pix-pay-sandbox = Pagar como se fosse no banco
checkout-pix-sandbox = Aqui nenhum dinheiro se move.
checkout-paying = Confirmando o pagamento
checkout-paying-detail = O banco está respondendo.
checkout-held = Seus itens ficam guardados por { $left }
checkout-declined = O cartão foi recusado
checkout-pix-expired = O Pix venceu
checkout-again = Pague de outro jeito
checkout-again-detail = Nada foi cobrado. Tente de novo ou escolha outra forma.
checkout-pay = Pagar { $total }
checkout-paid = Pago, obrigado!
checkout-confirmed = Pedido confirmado!
checkout-at-the-door = Separe { $total } para a entrega.
checkout-done-detail = A cozinha já recebeu.
checkout-follow = Acompanhar o pedido
checkout-off = Este pedido não vai sair
checkout-off-refund = Devolvemos { $amount }.
checkout-off-again = Refazer o carrinho
