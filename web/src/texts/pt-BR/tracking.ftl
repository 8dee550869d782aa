# O pedido do cliente: onde está, quando chega, o que aconteceu e o que ainda pode mudar.

## Onde está
tracking-order = Pedido #{ $number }
tracking-hello = Olá, { $name }
tracking-somebody = Alguém
tracking-received = Recebemos o seu pedido
tracking-received-next = Já vamos falar com a loja.
tracking-checking = Conferindo se temos tudo
tracking-needs-choice = Falta um item: você escolhe
tracking-needs-choice-next = Assim que você disser o que prefere, seguimos.
tracking-quoted = Frete e prazo calculados
tracking-awaiting-confirmation = Aguardando a loja
tracking-awaiting-confirmation-next = A loja costuma responder em poucos minutos.
tracking-awaiting-pix = Pague o Pix em { $left }
tracking-awaiting-payment = Aguardando o pagamento
tracking-awaiting-payment-next = Assim que o pagamento cair, a cozinha começa.
tracking-declined = O cartão não foi aprovado
tracking-declined-next = Seu pedido está guardado. Tente de novo ou pague de outro jeito.
tracking-confirmed = Pago e confirmado
tracking-confirmed-cash = Pedido confirmado
tracking-confirmed-next = A cozinha já vai começar.
tracking-preparing = Em preparo
tracking-preparing-next = Feito agora, para chegar quentinho.
tracking-ready = Pronto e embalado
tracking-ready-next = O entregador vem buscar.
tracking-courier-assigned = { $courier } está indo à loja
tracking-courier-assigned-short = Entregador a caminho da loja
tracking-courier-assigned-next = Busca o seu pedido e vai direto até você.
tracking-at-store = { $courier } está na loja
tracking-at-store-short = Entregador na loja
tracking-at-store-next = O pedido já vai sair.
tracking-on-the-way = Saiu para entrega
tracking-on-the-way-next = { $courier } está levando o seu pedido.
tracking-arrived = Chegou!
tracking-arrived-next = { $courier } está na porta. Quem recebe diz o PIN do pedido.
tracking-arrived-pin-next = { $courier } está na porta. Diga o PIN para receber.
tracking-delivered = Bom apetite!
tracking-delivered-name = Bom apetite, { $name }!
tracking-delivered-short = Entregue
tracking-delivered-next = Entregue às { $time }. Obrigado por pedir com a gente.
tracking-cancelled = Pedido cancelado
tracking-returned = O pedido voltou para a loja
tracking-returned-next = Não conseguimos entregar.
tracking-failed = Não foi possível concluir o pedido
tracking-failed-next = A falha foi nossa. O que foi pago volta para você.

## O caminho
tracking-journey = O caminho do pedido
tracking-stop-asked = Loja
tracking-stop-paid = Pagamento
tracking-stop-kitchen = Cozinha
tracking-stop-road = Na rua
tracking-stop-home = Em casa
tracking-stop-done = feito
tracking-stop-here = agora
tracking-stop-ahead = depois

## Quando chega
tracking-comes-between = Chega entre
tracking-on-time = No horário
tracking-late = { $minutes ->
    [one] { $minutes } min de atraso
   *[other] { $minutes } min de atraso
}
tracking-promised = O combinado era { $window }.
tracking-came-on-time = Chegou dentro do combinado
tracking-came-late = { $minutes ->
    [one] Chegou { $minutes } minuto depois do combinado. Desculpe a demora.
   *[other] Chegou { $minutes } minutos depois do combinado. Desculpe a demora.
}

## O mapa
tracking-where = Onde está
tracking-map = Mapa da cidade com a loja e o entregador. O mesmo está escrito acima. Setas movem, mais e menos aproximam, zero volta a acompanhar.
tracking-map-before = Aqui você vê o entregador quando ele sair.
tracking-map-home = Você
tracking-courier-street = { $courier }, na { $street }
tracking-courier-distance = { $courier }, na { $street }, a { $distance }
tracking-seen = visto { $ago }
tracking-last-seen = última posição { $ago }

## O que aconteceu, o que foi pedido
tracking-happened = O que aconteceu
tracking-event = evento { $number }
tracking-ordered = O que foi pedido
tracking-items = Itens
tracking-fee = Entrega
tracking-free = Grátis
tracking-total = Total
tracking-help = Precisa de algo?
tracking-help-detail = Pergunte onde está, quando chega ou peça uma mudança.
tracking-chat = Conversar sobre o pedido

## O pagamento
tracking-pix = Pix
tracking-card = Cartão
tracking-cash = Dinheiro
tracking-pay-not-asked = pagamento depois que a loja aceitar
tracking-pay-at-door = pagamento na entrega
tracking-pay-change = pagamento na entrega, troco para { $amount }
tracking-pay-pending = aguardando
tracking-pay-paid = pago
tracking-pay-declined = não aprovado
tracking-pay-expired = prazo encerrado
tracking-pay-cancelled = cancelado
tracking-pay-refunded = { $amount } devolvidos
tracking-pix-pay = Pague { $amount } com Pix
tracking-pix-picture = QR code do Pix
tracking-pix-how = Leia o código com o aplicativo do seu banco, ou copie e cole.
tracking-pix-copy = Copiar código Pix
tracking-pix-left = Vale por { $left }
tracking-pix-over = O prazo acabou

## Um link que não vale
tracking-gone = Este link não vale mais
tracking-gone-detail = O pedido terminou há mais de uma semana, ou o endereço não está completo.
tracking-to-shop = Ir para a loja
