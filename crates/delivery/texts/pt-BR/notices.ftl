# O que é dito a quem comprou, por e-mail, SMS e WhatsApp.
#
# Cada aviso tem quatro textos: o assunto e o corpo do e-mail, o SMS e o WhatsApp. O do WhatsApp é
# também o modelo aprovado pela Meta: não tem condições, e não começa nem termina com uma variável.
# Links ficam sempre sozinhos entre espaços. Como editar: docs/notices.md.


## Pedaços

greeting = Olá!
greeting-named = Olá, { $customer }!

window-today = entre { $from } e { $to }
window-on-day = { $day }, entre { $from } e { $to }
until-today = { $time }
until-on-day = { $day }, às { $time }
at-today = às { $time }
at-on-day = { $day }, às { $time }

receipt-line = { $quantity } × { $name }: { $price }
receipt-delivery = Entrega: { $amount }
receipt-free-delivery = Entrega: grátis
receipt-discount = Desconto: −{ $amount }
receipt-tip = Gorjeta: { $amount }
receipt-total = Total: { $total }
receipt-item = { $quantity } × { $name }

refund-pix = Devolvemos { $amount } para a conta de onde saiu o Pix.
refund-card = Devolvemos { $amount } no cartão; aparece nesta fatura ou na próxima.

by-customer = por você
by-store = pela loja
by-courier = pela entrega
by-operator = pelo atendimento
by-system = automaticamente

delay-kitchen = a cozinha está com muitos pedidos
delay-courier = ainda buscamos quem entregue
delay-traffic = o trânsito está lento
delay-weather = o tempo está ruim


## Do carrinho ao pagamento

order-received =
    .subject = Recebemos seu pedido #{ $number }
    .email =
        { $greeting }

        A loja { $store } recebeu seu pedido #{ $number }:

        { $receipt }

        Avisamos a cada passo. Para acompanhar:
        { $link }
    .sms = { $store }: recebemos seu pedido #{ $number }, total { $total }. Acompanhe: { $link }
    .whatsapp =
        Recebemos seu pedido #{ $number } na loja { $store }: { $items }. Total: { $total }.
        Acompanhe em { $link } quando quiser.

item-unavailable =
    .subject = Falta um item no pedido #{ $number }: escolha o que fazer
    .email =
        { $greeting }

        Um item do seu pedido #{ $number } acabou: { $item }.

        Podemos trocar por { $substitute }, entregar sem ele ou cancelar sem custo. Você escolhe:
        { $action }

        Desculpe o transtorno!
        { $store }
    .sms = { $store }: { $item } acabou (pedido #{ $number }). Pode ser { $substitute }? Escolha: { $action }
    .whatsapp =
        Um item do seu pedido #{ $number } acabou: { $item }. Podemos trocar por { $substitute }, entregar sem ele ou cancelar sem custo.
        Escolha em { $action } e seguimos.

item-unavailable-without-substitute =
    .subject = Falta um item no pedido #{ $number }: escolha o que fazer
    .email =
        { $greeting }

        Um item do seu pedido #{ $number } acabou: { $item }.

        Podemos entregar sem ele ou cancelar sem custo. Você escolhe:
        { $action }

        Desculpe o transtorno!
        { $store }
    .sms = { $store }: { $item } acabou (pedido #{ $number }). Escolha o que fazer: { $action }
    .whatsapp =
        Um item do seu pedido #{ $number } acabou: { $item }. Podemos entregar sem ele ou cancelar sem custo.
        Escolha em { $action } e seguimos.

store-confirmed =
    .subject = A loja aceitou seu pedido #{ $number }
    .email =
        { $greeting }

        A loja { $store } aceitou seu pedido #{ $number }. Chega { $window }.

        Para acompanhar:
        { $link }
    .sms = { $store }: aceitamos seu pedido #{ $number }. Chega { $window }. Acompanhe: { $link }
    .whatsapp =
        A loja { $store } aceitou seu pedido #{ $number }. Chega { $window }.
        Acompanhe em { $link } quando quiser.

payment-requested =
    .subject = Pague o Pix do pedido #{ $number } até { $until }
    .email =
        { $greeting }

        Falta só o pagamento do pedido #{ $number }: { $total } por Pix, até { $until }.

        Pix copia e cola:
        { $pix }

        Ou pague pelo QR Code em:
        { $action }

        { $store }
    .sms = { $store }: pague { $total } por Pix até { $until } para confirmar o pedido #{ $number }: { $action }
    .whatsapp =
        Falta só o pagamento do pedido #{ $number }: { $total } por Pix, até { $until }. Pix copia e cola:

        { $pix }

        O QR Code está em { $action } também.

payment-declined =
    .subject = O pagamento do pedido #{ $number } não foi aprovado
    .email =
        { $greeting }

        O pagamento de { $total } do pedido #{ $number } não foi aprovado, e nada foi cobrado.

        Você pode tentar de novo, com outro cartão ou por Pix, até { $until }:
        { $action }

        { $store }
    .sms = { $store }: pagamento do pedido #{ $number } não aprovado, nada foi cobrado. Tente até { $until }: { $action }
    .whatsapp =
        O pagamento de { $total } do pedido #{ $number } não foi aprovado, e nada foi cobrado.
        Tente de novo até { $until } em { $action } com outro cartão ou por Pix.

payment-confirmed =
    .subject = Pagamento confirmado: { $total }, pedido #{ $number }
    .email =
        { $greeting }

        Recebemos seu pagamento de { $total }. Pedido #{ $number }, loja { $store }:

        { $receipt }

        Para acompanhar:
        { $link }
    .sms = { $store }: recebemos { $total } pelo pedido #{ $number }. Obrigado! Acompanhe: { $link }
    .whatsapp =
        Recebemos seu pagamento de { $total } pelo pedido #{ $number }: { $items }.
        Acompanhe em { $link } quando quiser. Obrigado!


## Da cozinha à porta

preparing =
    .subject = Seu pedido #{ $number } está em preparo
    .email =
        { $greeting }

        A loja { $store } está preparando seu pedido #{ $number }. Chega { $window }.

        Para acompanhar:
        { $link }
    .sms = { $store }: seu pedido #{ $number } está em preparo. Chega { $window }. Acompanhe: { $link }
    .whatsapp =
        Seu pedido #{ $number } está em preparo. Chega { $window }.
        Acompanhe em { $link } quando quiser.

ready =
    .subject = Seu pedido #{ $number } está pronto
    .email =
        { $greeting }

        Seu pedido #{ $number } está pronto e logo sai para entrega. Chega { $window }.

        Para acompanhar:
        { $link }

        { $store }
    .sms = { $store }: seu pedido #{ $number } está pronto e logo sai para entrega. Acompanhe: { $link }
    .whatsapp =
        Seu pedido #{ $number } está pronto e logo sai para entrega. Chega { $window }.
        Acompanhe em { $link } quando quiser.

courier-assigned =
    .subject = { $courier } vai levar seu pedido #{ $number }
    .email =
        { $greeting }

        { $courier } vai buscar seu pedido #{ $number } na loja e levar até você. Chega { $window }.

        Para acompanhar:
        { $link }

        { $store }
    .sms = { $store }: { $courier } vai levar seu pedido #{ $number }. Chega { $window }. Acompanhe: { $link }
    .whatsapp =
        Quem leva seu pedido #{ $number } é { $courier }. Chega { $window }.
        Acompanhe em { $link } quando quiser.

on-the-way =
    .subject = Seu pedido #{ $number } saiu para entrega
    .email =
        { $greeting }

        Seu pedido #{ $number } saiu para entrega. Chega { $window }.

        Seu PIN é { $pin }. Diga esse número só na porta, com o pedido na mão.

        No mapa:
        { $link }

        { $store }
    .sms = { $store }: seu pedido #{ $number } saiu para entrega. Chega { $window }. PIN { $pin }. Acompanhe: { $link }
    .whatsapp =
        Seu pedido #{ $number } saiu para entrega. Chega { $window }. PIN { $pin }.
        Veja no mapa em { $link } e diga o PIN só na porta.

arrived =
    .subject = Seu pedido #{ $number } chegou: PIN { $pin }
    .email =
        { $greeting }

        Seu pedido #{ $number } chegou ao seu endereço.

        Seu PIN é { $pin }. Diga esse número ao receber.

        { $store }
    .sms = { $store }: seu pedido #{ $number } chegou! Diga o PIN { $pin } ao receber.
    .whatsapp = Seu pedido #{ $number } chegou! Diga o PIN { $pin } ao receber.

delivered =
    .subject = Pedido #{ $number } entregue
    .email =
        { $greeting }

        Seu pedido #{ $number } foi entregue { $at }. Bom proveito!

        Algo não está certo? Conte para nós:
        { $link }

        { $store }
    .sms = { $store }: pedido #{ $number } entregue { $at }. Bom proveito! Algo errado? { $link }
    .whatsapp =
        Seu pedido #{ $number } foi entregue { $at }. Bom proveito!
        Se algo não está certo, conte para nós em { $link } ou responda aqui.


## Quando algo muda

delayed =
    .subject = Seu pedido #{ $number } vai atrasar um pouco
    .email =
        { $greeting }

        Seu pedido #{ $number } vai atrasar um pouco: { $delay }. Agora chega { $window }.

        Para acompanhar:
        { $link }

        Desculpe a demora!
        { $store }
    .sms = { $store }: o pedido #{ $number } vai atrasar ({ $delay }). Agora chega { $window }. Veja: { $link }
    .whatsapp =
        Seu pedido #{ $number } vai atrasar um pouco: { $delay }. Agora chega { $window }.
        Acompanhe em { $link } quando quiser. Desculpe a demora!

delayed-without-cause =
    .subject = Seu pedido #{ $number } vai atrasar um pouco
    .email =
        { $greeting }

        Seu pedido #{ $number } vai atrasar um pouco. Agora chega { $window }.

        Para acompanhar:
        { $link }

        Desculpe a demora!
        { $store }
    .sms = { $store }: o pedido #{ $number } vai atrasar. Agora chega { $window }. Veja: { $link }
    .whatsapp =
        Seu pedido #{ $number } vai atrasar um pouco. Agora chega { $window }.
        Acompanhe em { $link } quando quiser. Desculpe a demora!

attempt-failed =
    .subject = Não conseguimos entregar seu pedido #{ $number }
    .email =
        { $greeting }

        Estivemos no seu endereço { $at } e não conseguimos entregar o pedido #{ $number }. Motivo: { $reason }.

        Fale com a loja para combinar:
        { $link }

        { $store }
    .sms = { $store }: não conseguimos entregar o pedido #{ $number } ({ $reason }). Fale conosco: { $link }
    .whatsapp =
        Estivemos no seu endereço { $at } e não conseguimos entregar o pedido #{ $number }. Motivo: { $reason }.
        Fale com a loja em { $link } ou responda aqui.

returned =
    .subject = Seu pedido #{ $number } voltou para a loja
    .email =
        { $greeting }

        Seu pedido #{ $number } voltou para a loja. Motivo: { $reason }.

        Veja os detalhes e fale com a loja:
        { $link }

        { $store }
    .sms = { $store }: seu pedido #{ $number } voltou para a loja ({ $reason }). Fale conosco: { $link }
    .whatsapp =
        Seu pedido #{ $number } voltou para a loja. Motivo: { $reason }.
        Fale com a loja em { $link } ou responda aqui.

cancelled =
    .subject = Pedido #{ $number } cancelado
    .email =
        { $greeting }

        Seu pedido #{ $number } foi cancelado { $by }. Motivo: { $reason }.

        { $refund }

        Detalhes:
        { $link }

        { $store }
    .sms = { $store }: pedido #{ $number } cancelado { $by } ({ $reason }). Devolvemos { $amount }. Veja: { $link }
    .whatsapp =
        Seu pedido #{ $number } foi cancelado { $by }. Motivo: { $reason }.
        { $refund }
        Detalhes em { $link } ou respondendo aqui.

cancelled-without-refund =
    .subject = Pedido #{ $number } cancelado
    .email =
        { $greeting }

        Seu pedido #{ $number } foi cancelado { $by }. Motivo: { $reason }.

        Nada foi cobrado.

        Detalhes:
        { $link }

        { $store }
    .sms = { $store }: pedido #{ $number } cancelado { $by } ({ $reason }). Nada foi cobrado. Veja: { $link }
    .whatsapp =
        Seu pedido #{ $number } foi cancelado { $by }. Motivo: { $reason }. Nada foi cobrado.
        Detalhes em { $link } ou respondendo aqui.

refunded =
    .subject = Devolução de { $amount } do pedido #{ $number }
    .email =
        { $greeting }

        { $refund } É referente ao pedido #{ $number }.

        Detalhes:
        { $link }

        { $store }
    .sms = { $store }: devolvemos { $amount } do pedido #{ $number }. Detalhes: { $link }
    .whatsapp =
        Seu pedido #{ $number } tem uma devolução. { $refund }
        Detalhes em { $link } ou respondendo aqui.

address-changed =
    .subject = Novo endereço do pedido #{ $number }
    .email =
        { $greeting }

        Seu pedido #{ $number } agora vai para: { $address }.

        Não foi você? Fale com a loja já:
        { $link }

        { $store }
    .sms = { $store }: o pedido #{ $number } agora vai para { $address }. Não foi você? { $link }
    .whatsapp =
        Seu pedido #{ $number } agora vai para: { $address }.
        Não foi você? Abra { $link } e fale com a loja.


## Entrar

one-time-code =
    .subject = Seu código: { $code }
    .email =
        { $greeting }

        Seu código é { $code }. Vale até { $until }.

        Não passe para ninguém: nós nunca pedimos esse código. Se não foi você, ignore esta mensagem.

        { $store }
    .sms = { $store }: seu código é { $code }. Vale até { $until }. Não passe para ninguém.
    .whatsapp = Seu código na loja { $store } é { $code }. Vale até { $until }. Não passe para ninguém.


## Cupons

coupon =
    .subject = Um cupom de { $discount } da loja { $store }
    .email =
        { $greeting }

        Sentimos pelo que aconteceu, e gostaríamos de ver você de novo: o cupom { $code } vale { $discount } no seu próximo pedido, até { $until }.

        Faça o pedido e diga o código à loja, que devolve esse valor do pagamento.

        { $store }
    .sms = { $store }: sentimos pelo que aconteceu. Cupom { $code }: { $discount } de volta no próximo pedido, até { $until }. Diga o código à loja.
    .whatsapp = Sentimos pelo que aconteceu na loja { $store }. Seu cupom { $code } vale { $discount } de volta no próximo pedido, até { $until }. Diga o código à loja.
