# Quanto isto custaria na AWS.
cost-title = Custo na AWS
cost-detail = Quanto este mês custaria na AWS, pelos preços de tabela. Aqui você não paga nada disso.
cost-month = Mês
cost-month-before = Mês anterior
cost-month-after = Mês seguinte
cost-so-far = Até agora
cost-total = Total
cost-since = contado desde { $at }
cost-projected = Projeção do mês
cost-projected-detail = se continuar neste ritmo até o fim
cost-per-order = Por pedido
cost-orders = { $n ->
    [0] nenhum pedido neste período
    [one] { $count } pedido neste período
   *[other] { $count } pedidos neste período
}
cost-nothing = Nada contado em { $month }
cost-nothing-detail = O servidor não estava rodando, ou ainda não fazia essa conta.
cost-lines = Serviço por serviço
cost-lines-detail = O nível gratuito da AWS já está descontado.
cost-what = O quê
cost-quantity = Quantidade
cost-price = Preço por unidade
cost-free = Nível gratuito
cost-free-none = não tem
cost-free-used = { $part } de { $free }
cost-cost = Custo
cost-how = Como esta conta é feita
cost-prices = Preços de tabela da região { $region }, de { $date }, em dólares e sem impostos.
cost-by-size = ¹ Calculado pelo tamanho dos pedidos e das respostas.
cost-by-state = ² Tentativas repetidas no mesmo estado não entram na conta.
cost-not-counted = A AWS também cobra, e não está contado aqui:
cost-not-bedrock-tokens = Tokens do Bedrock
cost-not-data-transfer = Transferência de dados
cost-not-dynamodb-storage = Armazenamento do DynamoDB
cost-not-express-durations = Duração das execuções Express
cost-not-log-storage = Armazenamento de logs
cost-not-sns-deliveries = Entregas do SNS por e-mail, SMS e HTTP
cost-unit-transition = transições
cost-unit-request = requisições
cost-unit-gb-second = GB-segundo
cost-unit-unit = unidades
cost-unit-gb = GB
cost-what-transitions = Standard: transições de estado
cost-what-express = Express: requisições
cost-what-requests = Requisições
cost-what-duration = Duração, x86
cost-what-writes = Sob demanda: unidades de escrita
cost-what-reads = Sob demanda: unidades de leitura
cost-what-publications = Publicações
cost-what-ingestion = Ingestão
