# O que nunca pode acontecer, contado a cada instante.
invariants-title = Invariantes
invariants-detail = O que prometemos a cada cliente, conferido nos próprios pedidos. Tudo aqui deve ser zero.
invariants-look = Conferir agora
invariants-kept = Tudo em ordem.
invariants-broken = { $n ->
    [one] Uma promessa quebrada.
   *[other] { $n } promessas quebradas.
}
invariants-looked = { $orders } pedidos conferidos { $checked }.
invariants-double = Cobrado duas vezes
invariants-double-detail = Pedidos com mais de uma cobrança paga que não voltou.
invariants-double-repair = Abra o pedido no quadro e devolva a cobrança a mais.
invariants-lost = Pago e perdido
invariants-lost-detail = Pedidos pagos que não foram confirmados nem devolvidos.
invariants-lost-repair = Redirija a execução do pedido, ou devolva o valor no quadro.
invariants-oversold = Vendido além do estoque
invariants-oversold-detail = Itens com mais reservas do que havia.
invariants-oversold-repair = Acerte o estoque no quadro e ofereça outro item a quem espera.
invariants-unnotified = Terminou sem aviso
invariants-unnotified-detail = Pedidos encerrados cujo cliente não foi avisado.
invariants-unnotified-repair = Veja em Mensagens por que o aviso não saiu.
invariants-stuck = Parado
invariants-stuck-detail = Pedidos abertos aos quais nada acontece.
invariants-stuck-repair = Abra a execução do pedido e veja o que ela espera.
invariants-named = Pedidos a olhar
