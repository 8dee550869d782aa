# Quem é da casa entra aqui.
sign-in-motto = Cada pedido no seu caminho, do balcão até a porta.
sign-in-title = Entrar
sign-in-detail = Para quem trabalha na loja.
sign-in-name = Nome de usuário
sign-in-password = Senha
sign-in = Entrar
sign-in-first = Primeira vez? Abra o link que o servidor mostra ao iniciar, ou peça outro com
