# Tópicos: a lista e a página de cada um.
topics-title = Tópicos
topics-detail = Avisos que vão a todos que os assinam.
topics-count = { $n ->
    [one] { $n } tópico
   *[other] { $n } tópicos
}
topics-search = Buscar tópico
topics-none-found = Nenhum tópico com “{ $query }”
topics-show-all = Mostrar todos
topics-none = Ainda não há tópicos
topics-none-detail = Um tópico leva cada mensagem a todos que o assinam: funções, filas, endereços HTTP, e-mails e celulares.
topics-create = Criar tópico
topics-created = O tópico { $name } está pronto.
topics-name = Nome
topics-name-hint = Letras, números, - e _.
topics-name-fifo = Termina em .fifo.
topics-fifo-detail = Em ordem dentro de cada grupo, e sem repetir.
topics-subscriptions = Assinaturas
topics-pending = Por confirmar
topics-pending-n = { $n ->
    [one] { $n } por confirmar
   *[other] { $n } por confirmar
}
topics-subscribers-n = { $n ->
    [0] Ninguém assina ainda
    [one] { $n } assinante
   *[other] { $n } assinantes
}
topics-copy-arn = Copiar ARN
topics-delete = Excluir tópico
topics-deleted = { $name } foi excluído.
topics-delete-why = { $n ->
    [0] Quem publica neste tópico passa a falhar.
    [one] A assinatura dele acaba, e quem publica passa a falhar.
   *[other] As { $n } assinaturas dele acabam, e quem publica passa a falhar.
}
topics-publish = Publicar
topics-publish-detail = { $n ->
    [0] Ninguém recebe ainda: não há assinaturas confirmadas.
    [one] Vai para um assinante, se o filtro dele deixar.
   *[other] Vai para até { $n } assinantes, conforme o filtro de cada um.
}
topics-settings = Configuração
topics-no-subscriptions = Ninguém assina este tópico
topics-no-subscriptions-detail = O que for publicado agora não chega a ninguém.
topics-protocol = Protocolo
topics-endpoint = Destino
topics-gets = O que recebe
topics-gets-all = tudo
topics-waits = Falta confirmar
topics-raw = Mensagem crua
topics-raw-detail = Entrega só o texto, sem o envelope do SNS.
topics-dead-letters = Fila de mensagens perdidas (ARN)
topics-dead-letters-hint = Opcional. Recebe o que não pôde ser entregue.
topics-dead-letters-to = perdidas: { $queue }
topics-filter = Política de filtro
topics-filter-hint = Vazio recebe tudo. Exemplo: {"{"}"item": ["pão", "leite"]{"}"}
topics-filter-scope = Onde o filtro olha
topics-filter-attributes = Nos atributos
topics-filter-body = No texto da mensagem
topics-subscribe = Assinar
topics-subscribed = { $endpoint } já recebe as mensagens.
topics-asked = { $endpoint } recebeu um pedido de confirmação.
topics-change = Mudar { $endpoint }
topics-changed = A assinatura mudou.
topics-unsubscribe = Encerrar assinatura
topics-unsubscribe-of = Encerrar { $endpoint }
topics-unsubscribe-why = { $endpoint } deixa de receber as mensagens, também as que ainda iam ser tentadas.
topics-unsubscribed = A assinatura acabou.
topics-confirm = Confirmar com código
topics-confirm-why = O destino recebeu um código (Token) válido por dois dias. Cole-o aqui.
topics-confirmed = Assinatura confirmada.
topics-token = Código
topics-hint-email = A pessoa recebe um e-mail com um link para confirmar.
topics-hint-http = O endereço recebe um pedido de confirmação.
topics-hint-sms = Com código do país. As mensagens ficam na caixa de saída.
topics-hint-arn = O ARN de quem recebe.
topics-subject = Assunto
topics-subject-hint = Opcional, para e-mails.
topics-message = Mensagem
topics-group = Grupo
topics-group-hint = As mensagens de um grupo chegam em ordem.
topics-deduplication = Identificador
topics-deduplication-hint = O mesmo em cinco minutos é entregue uma vez só.
topics-attributes = Atributos
topics-attribute = Nome
topics-attribute-type = Tipo
topics-attribute-value = Valor
topics-attribute-add = Atributo
topics-attribute-drop = Tirar { $name }
topics-published = Publicada:
topics-saved = Configuração salva.
topics-owner = Conta
topics-by-content = Evita repetir pelo conteúdo
topics-yes = Sim
topics-no = Não
topics-display-name = Nome para pessoas
topics-display-name-hint = Aparece em e-mails e SMS.
topics-delivery-policy = Política de entrega
topics-delivery-policy-hint = Quantas vezes e com que intervalo tentar de novo por HTTP. Vazio vale o padrão.
topics-in-effect = Em vigor
topics-in-effect-detail = O que vale agora, com os padrões.
topics-effective = Entrega
topics-access = Acesso
