# O estúdio: por onde um fluxo começa e o que é feito dele.
lifecycle-start-detail = Desenhe um fluxo, teste e publique. Aqui ele começa.
lifecycle-blank = Em branco
lifecycle-blank-detail = Uma tela vazia e todas as peças.
lifecycle-import = Importar
lifecycle-import-detail = JSON, YAML ou um modelo do SAM.
lifecycle-imported = Nome do fluxo importado
lifecycle-templates = Modelos
lifecycle-templates-detail = Fluxos prontos, que você muda como quiser.
lifecycle-states = { $count ->
    [one] { $n } estado
   *[other] { $n } estados
}
lifecycle-template-order = Pedido de entrega
lifecycle-template-order-detail = Do carrinho até a porta: estoque, pagamento, cozinha, entregador e o que pode dar errado no caminho.
lifecycle-template-approval = Aprovação de uma pessoa
lifecycle-template-approval-detail = Pergunta e espera a resposta por até três dias. Sem resposta, termina com erro.
lifecycle-template-saga = Saga com compensação
lifecycle-template-saga-detail = Três passos que valem juntos. Se um falha, os anteriores são desfeitos, do último ao primeiro.
lifecycle-template-items = Item por item
lifecycle-template-items-detail = Faz o mesmo com cada item de uma lista, cinco por vez. O que falha não para os outros.
lifecycle-template-ab-test = Teste A/B
lifecycle-template-ab-test-detail = Dá a cada conversa a sua variante, sempre a mesma, e segue sem ela se algo falhar.
lifecycle-template-router = Roteador de conversas
lifecycle-template-router-detail = Um modelo de linguagem classifica a pergunta e outro fluxo responde, com saída para quando ele não está.
lifecycle-template-rag = Resposta com documentos (RAG)
lifecycle-template-rag-detail = Procura nos documentos o que a pergunta precisa antes de responder.
lifecycle-drafts = Rascunhos
lifecycle-drafts-detail = Guardados neste navegador, ainda não salvos.
lifecycle-draft-new = fluxo novo
lifecycle-draft-of = mudanças não salvas
lifecycle-draft-discard = Descartar
lifecycle-draft-discard-of = Descartar o rascunho de { $name }
lifecycle-draft-discard-sure = Descartar mesmo? Não dá para desfazer.
lifecycle-draft-stay = Manter
lifecycle-machines = Máquinas de estado
lifecycle-machines-search = Buscar máquina
lifecycle-machines-none = Ainda não há máquinas
lifecycle-machines-none-detail = Comece uma em branco ou por um modelo.
lifecycle-machines-none-found = Nenhuma máquina com “{ $query }”.
lifecycle-opened = aberta { $ago }
lifecycle-name = Nome
lifecycle-name-first = meu-fluxo
lifecycle-name-taken = Já existe uma máquina chamada { $name }.
lifecycle-name-draft = Já existe um rascunho chamado { $name }. Continue nele ou escolha outro nome.
lifecycle-type = Tipo
lifecycle-type-standard = Para fluxos longos: até um ano, cada passo guardado, cada um feito uma só vez.
lifecycle-type-express = Para fluxos curtos e muitos: até 5 minutos, um passo pode ser feito mais de uma vez.
lifecycle-begin = Começar
lifecycle-continue = Continuar
lifecycle-import-file = Escolha um arquivo ou solte-o aqui
lifecycle-import-kinds = .json, .yaml ou .yml: uma definição, ou um modelo do SAM ou do CloudFormation com uma dentro
lifecycle-import-paste = Ou cole o texto
lifecycle-import-drop-file = Escolher outro arquivo
lifecycle-import-too-large = O arquivo é grande demais: o limite é 4 MB.
lifecycle-import-unreadable = Este texto não pode ser lido. Linha { $line }: { $problem }.
lifecycle-import-nothing = Não há uma definição aqui: ela teria um campo “States”.
lifecycle-import-elsewhere = Este modelo só diz onde está a definição: { $uri }. Importe esse arquivo.
lifecycle-import-which = Qual máquina do modelo
lifecycle-start = Iniciar
lifecycle-publish = Publicar
lifecycle-save-keys = Salvar (Ctrl+S)
lifecycle-saved = Salvo.
lifecycle-saved-already = Já está tudo salvo.
lifecycle-errors = { $count ->
    [one] Há um erro: corrija para salvar.
   *[other] Há { $n } erros: corrija para salvar.
}
lifecycle-to-yaml = Passar para YAML
lifecycle-to-json = Passar para JSON
lifecycle-import-replace = Trocar o texto
lifecycle-import-note = O que for importado toma o lugar do que está aberto. Ctrl+Z traz de volta.
lifecycle-create = Salvar { $name } pela primeira vez
lifecycle-gone = Esta máquina foi excluída depois que você a abriu. Salvar cria uma nova com o mesmo nome.
lifecycle-role = Papel
lifecycle-role-hint = A máquina pode o que as políticas deste papel permitem.
lifecycle-role-own = { $name } (próprio, não declarado)
lifecycle-role-own-hint = Um papel que ninguém declarou pode tudo aqui, a menos que o servidor exija papéis declarados.
lifecycle-values = Valores que faltam
lifecycle-values-why = A definição usa estes nomes no lugar de valores. Diga o que eles são.
lifecycle-values-leave = Salvar sem valores
lifecycle-conflict = Outra pessoa salvou esta máquina
lifecycle-conflict-why = Ela mudou depois que você a abriu. Compare e escolha: o que você escreveu continua aqui até lá.
lifecycle-conflict-take = Ficar com a salva
lifecycle-conflict-taken = Agora está aqui o que foi salvo. Ctrl+Z traz o seu de volta.
lifecycle-conflict-overwrite = Salvar a minha por cima
lifecycle-theirs = A que foi salva
lifecycle-mine = A minha
lifecycle-follow-open = Abrir no console
lifecycle-versions = Versões
lifecycle-versions-none = Nenhuma versão publicada ainda. Publicar dá um número ao que está salvo.
lifecycle-versions-unsaved = Ainda não há versões
lifecycle-versions-unsaved-detail = Salve o fluxo e publique a primeira.
lifecycle-version-n = Versão { $n }
lifecycle-side-now = O que está escrito agora
lifecycle-side-saved = O que está salvo
lifecycle-alias-weight = { $name }: { $weight } %
lifecycle-compare = Comparar
lifecycle-compare-from = De
lifecycle-compare-to = Para
lifecycle-compare-as = Como comparar
lifecycle-compare-graph = No desenho
lifecycle-compare-text = No texto
lifecycle-compare-of = De { $before } para { $after }
lifecycle-compare-unreadable = Um dos textos não pode ser lido: a comparação é só do texto.
lifecycle-same = Os dois são iguais.
lifecycle-same-meaning = Os dois fazem o mesmo: só o jeito de escrever mudou.
lifecycle-changes = O que mudou
lifecycle-change-added = novo
lifecycle-change-removed = removido
lifecycle-change-changed = mudou
lifecycle-change-same = igual
lifecycle-count-added = { $count ->
    [one] { $n } novo
   *[other] { $n } novos
}
lifecycle-count-removed = { $count ->
    [one] { $n } removido
   *[other] { $n } removidos
}
lifecycle-count-changed = { $count ->
    [one] { $n } mudou
   *[other] { $n } mudaram
}
lifecycle-change-machine = A máquina
lifecycle-change-renamed = antes: { $name }
lifecycle-restore = Restaurar “{ $title }”
lifecycle-restore-hint = O texto muda, nada é salvo ainda. Ctrl+Z desfaz.
lifecycle-restored = “{ $title }” está de volta no texto.
lifecycle-description = O que mudou (opcional)
lifecycle-description-hint = Fica com a versão.
lifecycle-alias = Apelido
lifecycle-alias-hint = Um nome fixo que leva a uma versão. Quem inicia por ele não precisa mudar nada.
lifecycle-alias-none = Não mexer em apelidos
lifecycle-alias-at = { $name } (hoje na versão { $version })
lifecycle-alias-new = Criar um apelido
lifecycle-alias-name = Nome do apelido
lifecycle-alias-how = Quanto passa para a versão nova
lifecycle-alias-all = Tudo de uma vez
lifecycle-alias-part = Só uma parte
lifecycle-alias-share = Para a versão nova (%)
lifecycle-alias-share-hint = Os outros { $rest } % continuam na versão { $version }.
lifecycle-alias-failed = A versão { $n } foi publicada, mas o apelido não mudou.
lifecycle-alias-again = Tentar o apelido de novo
lifecycle-published = Versão { $n } publicada.
lifecycle-cases = Casos de teste
lifecycle-cases-none = Esta máquina não tem casos de teste. Em “Testar” dá para criar.
lifecycle-cases-running = Testando antes de publicar: { $done } de { $total }
lifecycle-cases-passed = { $n ->
    [one] O caso de teste passou.
   *[other] Os { $n } casos de teste passaram.
}
lifecycle-cases-failed = { $n ->
    [one] 1 de { $total } casos de teste não passou.
   *[other] { $n } de { $total } casos de teste não passaram.
}
lifecycle-cases-again = Testar de novo
lifecycle-cases-force = Publicar mesmo assim
lifecycle-cases-unknown = Não deu para testar antes de publicar.
lifecycle-export = Exportar
lifecycle-export-json = A definição, pronta para a AWS
lifecycle-export-yaml = A mesma, mais fácil de ler
lifecycle-export-svg = O desenho, em qualquer tamanho
lifecycle-export-png = O desenho, como imagem
lifecycle-export-sam = Modelo do SAM
lifecycle-export-sam-detail = Para publicar na AWS, com um papel que só pode o necessário
lifecycle-export-theme = Cores do desenho
lifecycle-export-unreadable = O texto não pode ser lido agora.
lifecycle-export-as-is = Baixar como está
lifecycle-sam-download = Baixar .zip
lifecycle-sam-refused = O modelo só pode ser feito de uma definição sem erros.
lifecycle-sam-unknown = Destes estados não se sabe do que precisam: complete o papel à mão.
lifecycle-sam-permissions = Permissões
lifecycle-sam-why = O papel da máquina pode isto e nada mais, por causa destes estados.
lifecycle-sam-none = Esta máquina não precisa de permissão nenhuma.
lifecycle-sam-machine = A máquina { $name }
