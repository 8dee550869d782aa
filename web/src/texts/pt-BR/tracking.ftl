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
tracking-refunded-next = { $amount } voltam para você.
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

## O que o cliente muda
tracking-goes-to = Endereço
tracking-change-address = Mudar endereço
tracking-address-now = Hoje vai para { $line }.
tracking-new-address = Novo endereço
tracking-new-address-hint = Rua e número, como “Rua das Acácias, 120”.
tracking-complement = Complemento
tracking-complement-hint = Apartamento, bloco, casa dos fundos.
tracking-see-change = Ver o que muda
tracking-confirm-address = Confirmar endereço
tracking-ask-store = Pedir à loja
tracking-address-changed = Endereço alterado.
tracking-address-asked = Pedimos à loja. A resposta aparece aqui.
tracking-map-now = Hoje
tracking-map-new = Novo
tracking-map-both = Mapa com o endereço de hoje e o novo.
tracking-time = Prazo
tracking-same-fee = Não muda
tracking-more-fee = { $amount } a mais
tracking-less-fee = { $amount } a menos, devolvidos
tracking-same-time = Não muda
tracking-later = cerca de { $minutes } min depois
tracking-earlier = cerca de { $minutes } min antes
tracking-store-decides = A loja responde em até { $left }.
tracking-both-decide = A loja e o entregador respondem em até { $left }.
tracking-ask-person = Falar com uma pessoa
tracking-change-asked = A loja está vendo o novo endereço: { $line }.
tracking-change-left = Resposta em até { $left }. Entrega: { $fee }.
tracking-change-instructions = Instruções
tracking-instructions = Para o entregador
tracking-instructions-hint = O portão é o azul, o interfone não funciona…
tracking-instructions-changed = Instruções salvas.
tracking-cancel = Cancelar pedido
tracking-keep = Manter pedido
tracking-cancel-why = Por que você quer cancelar?
tracking-cancel-begun = Cancelamento em andamento.
tracking-cancel-asked = Pedimos à loja. A resposta aparece aqui.
tracking-closing = Cancelamento em andamento: { $reason }.
tracking-nothing-paid = Nada foi cobrado ainda.
tracking-goes-back = Volta para você
tracking-of-paid = de { $amount }
tracking-share = Compartilhar
tracking-link-copied = Link copiado.

## Um item em falta
tracking-choose = O que você prefere?
tracking-held = Guardamos por { $left }
tracking-none-left = { $item } acabou.
tracking-few-left = Você pediu { $wanted } de { $item }, e só { $left ->
    [one] há { $left }
   *[other] há { $left }
}.
tracking-take-instead = Trocar por { $item }
tracking-take-instead-price = Trocar por { $item } ({ $price })
tracking-go-without = Seguir sem

## O PIN e o pagamento
tracking-pin = PIN da entrega
tracking-pin-detail = Diga só na porta, com o pedido na mão.
tracking-pay-again = Vamos tentar de novo?
tracking-pay-another-way = Pagar de outro jeito
tracking-pay-how = Como pagar
tracking-pay-now = Pagar { $amount }
tracking-pay-at-the-door = Pagar na entrega
tracking-test-card = Cartão de teste
tracking-test-card-hint = Esta loja usa um provedor de teste: nenhum dinheiro se move.
tracking-card-ok = Aprovado
tracking-card-declined = Recusado
tracking-card-no-funds = Sem limite
tracking-change-for = Troco para quanto?
tracking-change-for-hint = Deixe vazio se tiver { $total } certinho.
tracking-change-for-wrong = Precisa ser um valor a partir de { $total }.

## Os avisos
tracking-messages = Avisos para você
tracking-no-messages = Nenhum aviso até agora.
tracking-email = E-mail
tracking-sms = SMS
tracking-whatsapp = WhatsApp
tracking-message-sending = Enviando
tracking-message-sent = Enviado
tracking-message-held = Guardado
tracking-message-held-until = Guardado até { $time }
tracking-message-not-sent = Não enviado
tracking-message-failed = Falhou
tracking-message-read = Ler

## O recibo
tracking-receipt = Recibo
tracking-print = Imprimir
tracking-refund-done = Devolvido
tracking-refund-on-its-way = Devolução a caminho
tracking-receipt-note = Não é documento fiscal.

## Quem não entrou
tracking-sign-in = Entre para continuar
tracking-sign-in-detail = Endereço e PIN são só seus. Entre com o celular ou e-mail do pedido.
tracking-sign-in-go = Entrar
tracking-no-order = Não achamos este pedido
tracking-no-order-detail = O endereço pode estar errado, ou o pedido é de outra pessoa.

## Listas
tracking-show-more = Mostrar mais { $n }
tracking-address-unknown = Não achamos essa rua. Confira o nome e o número.

## Os pedidos
tracking-orders = Seus pedidos
tracking-no-orders = Nenhum pedido ainda
tracking-no-orders-detail = O primeiro aparece aqui, e você acompanha até a porta.
tracking-see-menu = Ver o cardápio
tracking-more-orders = Mais pedidos
tracking-comes = chega { $window }
tracking-again = Pedir de novo
tracking-sign-in-orders = Para ver os seus pedidos, entre com o celular ou e-mail que usou.
tracking-contact = Celular ou e-mail
tracking-code = Código de seis dígitos
tracking-code-sent = Enviado para { $contact }.
tracking-code-send = Receber código
tracking-code-demo = Nesta demonstração, o código chega no
tracking-code-demo-phone = telefone dos clientes
