# A demonstração: uma cidade que vive, e o que pode dar errado nela.
demo-title = Uma cidade pedindo comida, agora mesmo
demo-lead = Clientes, cozinha e entregadores inventados; pedidos, pagamentos e avisos de verdade. Mexa à vontade: nada aqui sai deste computador.
demo-phone = Celulares dos clientes
demo-console = Console
demo-lost = Sem conexão com o servidor. O mapa parou; ele volta sozinho.
demo-tour = Passeio em cinco passos
demo-tour-order = Peça algo
demo-tour-order-detail = Escolha um prato e pague um Pix que não custa nada.
demo-tour-board = Veja no quadro
demo-tour-board-detail = Seu pedido chega à cozinha; aceite você mesmo.
demo-tour-follow = Acompanhe
demo-tour-follow-detail = O mapa, a previsão com o motivo e o PIN.
demo-tour-ask = Pergunte no chat
demo-tour-ask-detail = “Quando vai chegar?” Ele responde com provas.
demo-tour-look = Olhe por dentro
demo-tour-look-detail = A execução do pedido, passo a passo, no console.
demo-town = A cidade
demo-map = Mapa da cidade com pedidos e entregadores; a lista de pedidos abaixo diz o mesmo em palavras
demo-order = Pedido { $number }
demo-arrives = chega entre { $from } e { $to }
demo-follow = Acompanhar
demo-execution = Ver execução
demo-pace = Velocidade do tempo
demo-pace-detail = { $n ->
    [1] Como na vida real.
   *[other] { $n } vezes mais rápido que na vida real.
}
demo-since-start = Desde o início
demo-per-minute = { $n ->
    [one] { $n } pedido no último minuto
   *[other] { $n } pedidos no último minuto
}
demo-count-placed = pedidos
demo-count-delivered = entregues
demo-count-open = abertos
demo-count-awaiting = a pagar
demo-count-late = atrasados
demo-count-cancelled = cancelados
demo-invariants = Sempre zero
demo-invariants-detail = Aconteça o que acontecer.
demo-invariants-checking = Conferindo…
demo-invariants-checked = { $orders } pedidos conferidos { $ago }
demo-invariant-oversold = Vendido além do estoque
demo-invariant-double-charges = Cobrado duas vezes
demo-invariant-lost = Pago e perdido
demo-invariant-unnotified = Encerrado sem aviso
demo-invariant-stuck = Parado
demo-failures = Faça dar errado
demo-failures-detail = Cada botão quebra uma coisa de verdade. Ao lado, o que deve acontecer; embaixo, o que aconteceu.
demo-failure-start = Fazer acontecer
demo-failure-stop = Voltar ao normal
demo-expected = Deve acontecer
demo-happened = Aconteceu
demo-happened-nothing = Esperando o primeiro caso…
demo-happened-more = { $n ->
    [one] e mais { $n } pedido
   *[other] e mais { $n } pedidos
}
demo-outcome-pix-expired = Pix não pago a tempo; pedido cancelado, nada cobrado.
demo-outcome-card-declined = cartão recusado; o pedido espera outro pagamento.
demo-outcome-courier-lost = o entregador parou de dizer onde está.
demo-outcome-store-refused = recusado pela loja antes do pagamento.
demo-outcome-not-told = andou sem o cliente ser avisado ainda.
demo-outcome-told-late = o aviso chegou depois da queda.
demo-orders = Pedidos agora
demo-orders-detail = O que o mapa mostra, em palavras.
demo-no-orders = Ninguém pediu nada ainda. Em instantes alguém fica com fome.
demo-column-order = Pedido
demo-column-status = Situação
demo-column-courier = Entregador
demo-column-arrives = Chegada
demo-late = +{ $n } min
demo-status-received = Recebido
demo-status-checking = Conferindo
demo-status-needs-choice = Falta um item
demo-status-awaiting-confirmation = Aguardando a loja
demo-status-awaiting-payment = Aguardando pagamento
demo-status-confirmed = Confirmado
demo-status-preparing = Em preparo
demo-status-ready = Pronto
demo-status-courier-assigned = Entregador a caminho da loja
demo-status-at-store = Entregador na loja
demo-status-on-the-way = Saiu para entrega
demo-status-arrived = Chegou
demo-status-delivered = Entregue
demo-status-cancelled = Cancelado
demo-status-returned = Voltou à loja
demo-status-failed = Não concluído
