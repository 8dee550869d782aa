# O que todas as páginas de clientes têm em comum.
customers-pages = Páginas
customers-orders = Pedidos
customers-chat = Conversar
customers-open = Aberto agora
customers-open-until = Aberto até { $time }
customers-closed = Fechado agora
customers-opens-at = Fechado · abre { $time }
customers-paused = Pausado por um momento
customers-paused-until = Pausado até { $time }
customers-chat-open = Conversar com a loja
