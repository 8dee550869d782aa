# O estúdio.

# As peças de um fluxo. `…-words` é por que mais alguém pode procurar, em qualquer idioma.
canvas-task-detail = Chama uma função ou um serviço
canvas-task-words = tarefa chamar executar step work
canvas-choice-detail = Segue um caminho ou outro, conforme os dados
canvas-choice-words = decisão condição branch se senão desvio if switch
canvas-parallel-detail = Faz vários caminhos ao mesmo tempo
canvas-parallel-words = paralelo ramos ao mesmo tempo fork branches
canvas-map-detail = Repete os passos para cada item de uma lista
canvas-map-words = mapa lista repetir laço para cada itens loop for each
canvas-wait-detail = Espera um tempo ou até uma hora
canvas-wait-words = esperar aguardar pausa tempo delay sleep timer
canvas-pass-detail = Passa adiante, com os dados transformados
canvas-pass-words = passar transformar dados nada transform data
canvas-succeed-detail = Termina bem
canvas-succeed-words = sucesso fim terminar success end stop
canvas-fail-detail = Termina com um erro
canvas-fail-words = falha falhar erro fim error end stop
canvas-receive-order-detail = Recebe o pedido e confere seus dados
canvas-receive-order-words = receber pedido função
canvas-check-availability-detail = Reserva no estoque o que foi pedido
canvas-check-availability-words = disponibilidade estoque verificar conferir stock
canvas-delivery-cost-detail = Calcula o frete até o endereço
canvas-delivery-cost-words = calcular frete entrega taxa custo fee
canvas-confirm-order-detail = Pede a confirmação do cliente e da loja
canvas-confirm-order-words = confirmar pedido confirmação
canvas-process-payment-detail = Cobra por Pix ou cartão
canvas-process-payment-words = pagamento pagar cobrar pix cartão payment
canvas-notify-customer-detail = Avisa o cliente do que aconteceu
canvas-notify-customer-words = notificar avisar cliente mensagem sms message
canvas-track-delivery-detail = Acompanha a entrega até a porta
canvas-track-delivery-words = rastrear acompanhar entrega entregador courier
canvas-lambda-invoke = Chamar função Lambda
canvas-lambda-invoke-detail = Chama uma função e segue com a resposta
canvas-lambda-invoke-words = invocar função código invoke function
canvas-callback = Esperar uma resposta
canvas-callback-detail = Entrega um token e espera até alguém responder
canvas-callback-words = aguardar retorno token callback humano aprovação
canvas-nested = Executar outro fluxo
canvas-nested-detail = Inicia outra máquina e espera o resultado
canvas-nested-words = máquina aninhado subfluxo nested start execution step functions
canvas-dynamodb-get = DynamoDB: ler item
canvas-dynamodb-get-detail = Lê um item de uma tabela pela chave
canvas-dynamodb-get-words = buscar tabela banco get item read table database
canvas-dynamodb-put = DynamoDB: gravar item
canvas-dynamodb-put-detail = Grava um item inteiro em uma tabela
canvas-dynamodb-put-words = salvar tabela banco put item write table database
canvas-dynamodb-update = DynamoDB: atualizar item
canvas-dynamodb-update-detail = Muda alguns campos de um item
canvas-dynamodb-update-words = mudar tabela banco update item change table database
canvas-dynamodb-delete = DynamoDB: apagar item
canvas-dynamodb-delete-detail = Apaga um item pela chave
canvas-dynamodb-delete-words = remover excluir tabela banco delete item table database
canvas-sns = SNS: publicar mensagem
canvas-sns-detail = Publica em um tópico para quem o assina
canvas-sns-words = notificação tópico aviso publish topic notification
canvas-sqs = SQS: enviar mensagem
canvas-sqs-detail = Põe uma mensagem em uma fila
canvas-sqs-words = fila mensagem queue send message
canvas-events = EventBridge: publicar evento
canvas-events-detail = Conta a outros sistemas o que aconteceu
canvas-events-words = barramento evento bus event put events
canvas-http = Chamar endpoint HTTP
canvas-http-detail = Chama a API de outro sistema, com credenciais guardadas
canvas-http-words = rest api url requisição request web fetch
canvas-bedrock = Bedrock: perguntar a um modelo
canvas-bedrock-detail = Manda uma pergunta a um modelo de linguagem
canvas-bedrock-words = ia inteligência artificial llm invoke model ai
canvas-retry = Repetir com espera crescente
canvas-retry-detail = Tenta de novo, cada vez mais tarde, e desiste com um erro claro
canvas-retry-words = retentativa tentar novamente retry backoff exponential
canvas-approval = Aprovação por resposta
canvas-approval-detail = Pede a alguém que aprove, espera até um dia e segue o que foi dito
canvas-approval-words = aprovar humano token callback approval human
canvas-saga = Saga com compensação
canvas-saga-detail = Desfaz o que já foi feito quando um passo falha
canvas-saga-words = transação desfazer reverter rollback compensation transaction
canvas-for-each = Para cada item
canvas-for-each-detail = Trata cada item de uma lista, até dez ao mesmo tempo
canvas-for-each-words = map lista itens repetir laço loop for each
canvas-ab = Teste A/B
canvas-ab-detail = Sorteia uma de duas variantes, meio a meio
canvas-ab-words = experimento sorteio variante random experiment
canvas-router = Roteador
canvas-router-detail = Um modelo diz o assunto, e cada assunto segue o seu caminho
canvas-router-words = classificar assunto rotear ia llm router classify
canvas-rag = Responder a partir de textos (RAG)
canvas-rag-detail = Procura na base de conhecimento e responde só com o que achou
canvas-rag-words = base de conhecimento recuperar retrieval augmented generation llm
canvas-group-flow = Fluxo
canvas-group-shop = Passos do pedido
canvas-group-actions = Ações
canvas-group-patterns = Padrões
canvas-group-functions = Suas funções
canvas-group-machines = Seus fluxos
canvas-group-services = Outros serviços da AWS

# O desenho.
canvas-label = Desenho do fluxo. As setas seguem as linhas; o ponto de interrogação mostra todas as teclas.
canvas-view = Ver o desenho
canvas-drop-here = Solte um estado aqui
canvas-blank-detail = Arraste uma peça da lista ao lado, cole uma definição em JSON ou YAML, ou comece por aqui:
canvas-insert-first = Inserir o primeiro estado
canvas-plus = Inserir entre { $from } e { $to }
canvas-plus-short = Inserir aqui
canvas-handle = Ligar { $state } a outro estado
canvas-handle-short = Arraste até outro estado para ligar
canvas-menu = O que fazer com { $state }
canvas-menu-short = Mais ações
canvas-line-menu = O que fazer com esta ligação
canvas-chosen = { $n ->
    [one] { $n } estado escolhido
   *[other] { $n } estados escolhidos
}
canvas-drag-line = Ligar { $from } a…
canvas-rename-label = Novo nome de { $state }
canvas-the-end = o fim
canvas-minimap = Miniatura do desenho inteiro
canvas-minimap-show = Mostrar a miniatura
canvas-minimap-hide = Esconder a miniatura
canvas-showing-end = Voltar ao desenho sem resultados

# O que se pode fazer.
canvas-inspect = Abrir os campos
canvas-rename = Renomear
canvas-insert-after = Inserir depois
canvas-insert-before = Inserir antes
canvas-connect = Ligar a…
canvas-add-branch = Adicionar um ramo
canvas-move-up = Trocar com o anterior
canvas-move-down = Trocar com o seguinte
canvas-wrap-parallel = Envolver em Parallel
canvas-wrap-map = Envolver em Map
canvas-duplicate = Duplicar
canvas-copy = Copiar
canvas-cut = Recortar
canvas-paste = Colar
canvas-remove = Remover
canvas-disconnect = Desligar: { $way }
canvas-find = Procurar um estado
canvas-find-keys = Procurar um estado (Ctrl+F)
canvas-find-none = Nenhum estado encontrado
canvas-insert-where = Inserir { $place }
canvas-connect-label = Ligar { $from }
canvas-connect-way = Qual saída?
canvas-connect-to = Ligar a qual estado?
canvas-clipboard-keys = O navegador não deixa usar a área de transferência daqui. Use Ctrl+C, Ctrl+X e Ctrl+V no desenho.
canvas-paste-nothing = O que está na área de transferência não é um fluxo nem um estado em JSON ou YAML.

# As saídas de um estado.
canvas-way-label = Como { $from } leva a { $to }?
canvas-way-next = Depois (Next)
canvas-way-next-now = Depois (hoje leva a { $to })
canvas-way-default = Se nenhuma regra valer (Default)
canvas-way-default-now = Se nenhuma regra valer (hoje leva a { $to })
canvas-way-rule-new = Nova regra
canvas-way-rule = Regra “{ $rule }” (hoje leva a { $to })
canvas-way-catch-new = Quando der erro (novo Catch)
canvas-way-catch = No erro { $errors } (hoje leva a { $to })
canvas-leads-end = fim

# Lugares: “Inserir …”, “Inserido: X …”.
canvas-place-after = depois de { $state }
canvas-place-before = antes de { $state }
canvas-place-between = entre { $from } e { $to }
canvas-place-into = no espaço vazio

# O que foi feito, lido em voz alta.
canvas-said-inserted = Inserido: { $states }
canvas-said-removed = Removido: { $states }
canvas-said-duplicated = Duplicado: { $states }
canvas-said-moved = Movido: { $states }
canvas-said-no-further = Não há com quem trocar deste lado
canvas-said-connected = { $from } agora leva a { $to }
canvas-said-disconnected = Ligação de { $from } desfeita
canvas-said-renamed = Renomeado para { $name }
canvas-said-wrapped = Envolvido em { $type }
canvas-said-branch = Ramo adicionado a { $state }
canvas-said-copied = { $n ->
    [one] { $n } estado copiado
   *[other] { $n } estados copiados
}
canvas-said-pasted-all = Definição colada
canvas-said-chosen = { $n ->
    [one] { $n } estado escolhido
   *[other] { $n } estados escolhidos
}

# As peças.
canvas-palette-search = Procurar uma peça
canvas-palette-none = Nada encontrado
canvas-palette-more = Procure por um serviço ou por uma operação para ver qualquer ação da AWS: “s3 get”, “invoke”, “start query”.
canvas-click-inserts = Um clique insere { $place }
canvas-click-first = Um clique insere o primeiro estado

# As teclas.
canvas-keys = Teclas
canvas-keys-go = Andar pelo fluxo
canvas-keys-follow = Seguir as linhas
canvas-keys-beside = Ir ao que está ao lado ou dentro
canvas-keys-extend = Escolher mais estados
canvas-keys-zoom = Aproximar, afastar, ver tudo
canvas-keys-nothing = Não escolher nada
canvas-keys-build = Montar
canvas-keys-palette = Procurar o que inserir
canvas-keys-move = Trocar com o estado vizinho
canvas-keys-remove = Remover e religar em volta
canvas-keys-change = Mudar
canvas-keys-clipboard = Copiar, recortar, colar
canvas-keys-all = Escolher todos do mesmo nível
canvas-keys-history = Desfazer, refazer
canvas-keys-pointer = Com o mouse
canvas-keys-drag-shift = Shift + arrastar
canvas-keys-marquee = Escolher o que está na área
canvas-keys-wheel = Roda ou dois dedos
canvas-keys-pan = Mover o desenho
canvas-keys-wheel-ctrl = Ctrl + roda
canvas-keys-drag-alt = Alt ao soltar uma ligação
canvas-keys-catch = Ligar como tratamento de erro

# A estrutura.
canvas-outline = Estrutura do fluxo
canvas-outline-branch = Ramo { $n }
canvas-outline-each = Para cada item
canvas-outline-empty = Ainda não há estados.
canvas-outline-starts = começa aqui
canvas-outline-nothing = vazio
canvas-leads-next = depois { $to }
canvas-leads-default = senão { $to }
canvas-leads-choice = se { $rule }: { $to }
canvas-leads-catch = no erro { $errors }: { $to }
canvas-connect-nowhere = Desfazer esta ligação
canvas-services-failed = As ações de outros serviços não puderam ser buscadas agora.
