# Para quem leva os pedidos.
courier-title = Entregas
courier-signed-in = { $name }
courier-sign-out = Sair
courier-sign-in-title = Bora entregar?
courier-sign-in-detail = Entre com o usuário e a senha que a loja passou para você.
courier-user-name = Nome de usuário
courier-password = Senha
courier-sign-in = Entrar
courier-not-for-clerks = Esta tela é de quem entrega
courier-not-for-clerks-detail = Para acompanhar os pedidos da loja, use o painel.
courier-to-board = Abrir o painel da loja
courier-choose = Quem vai entregar?
courier-choose-detail = Você está operando o sistema: escolha por qual entregador vai agir.
courier-choose-other = Trocar de entregador
courier-none = Nenhum entregador cadastrado
courier-none-detail = Cadastre os entregadores da loja e eles aparecem aqui.
courier-unknown = Não conhecemos este entregador
courier-busy = Levando um pedido
courier-free = Livre
courier-off = Fora do turno
courier-seen = visto { $ago }
courier-waiting = Tudo entregue por aqui
courier-waiting-detail = O próximo pedido aparece nesta tela assim que a loja passar para você.
courier-waiting-off = Fora do turno
courier-waiting-off-detail = A loja avisa no painel quando o seu turno começa.
courier-delivered = #{ $number } entregue!
courier-brought-back = #{ $number } devolvido à loja
courier-map-part = Onde você está
courier-map = Mapa do caminho; toque onde você está, ou mova com as setas e aperte Enter. O endereço está logo abaixo.
courier-tap = Toque no mapa onde você está
courier-here = Você está aqui
courier-left = Faltam { $distance }
courier-order = Pedido { $number }
courier-pieces = { $n ->
    [one] { $n } item
   *[other] { $n } itens
}
courier-window = entre { $from } e { $to }
courier-stage-store = Loja
courier-stage-pick-up = Retirada
courier-stage-way = Caminho
courier-stage-door = Entrega
courier-instructions = Instruções:
courier-collect = Receber { $amount }
courier-change = Paga com { $note }: leve { $change } de troco.
courier-at-store = Cheguei na loja
courier-picked-up = Peguei o pedido
courier-arrived = Cheguei no endereço
courier-returned = Devolvi à loja
courier-hand-over = Entregar
courier-nothing-to-do = Não há nada a fazer com este pedido agora.
courier-pin = Código do cliente
courier-pin-ask = Peça o código de 4 números
courier-pin-wrong = { $n ->
    [one] Código errado. Resta { $n } tentativa.
   *[other] Código errado. Restam { $n } tentativas.
}
courier-pin-delete = Apagar
courier-no-tries = O código foi errado vezes demais. Fale com a loja antes de entregar.
courier-nobody = Não consegui entregar
courier-nobody-title = O que aconteceu?
courier-nobody-again = Avisamos o cliente, e você ainda pode tentar mais uma vez.
courier-nobody-last = É a última tentativa: depois dela o pedido volta para a loja.
courier-absent = Ninguém atende
courier-wrong-address = O endereço está errado
courier-last-attempt = { $n ->
    [one] Uma tentativa não deu certo. Ainda dá para tentar mais { $n } vez.
   *[other] Uma tentativa não deu certo. Ainda dá para tentar mais { $n } vezes.
}
courier-returning = Não deu para entregar. Leve o pedido de volta para a loja.
