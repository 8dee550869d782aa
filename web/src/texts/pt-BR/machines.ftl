# Máquinas de estado: a lista e a página de cada uma.
machines-title = Máquinas de estado
machines-detail = Os fluxos que rodam aqui.
machines-count = { $n ->
    [one] { $n } máquina
   *[other] { $n } máquinas
}
machines-search = Buscar máquina
machines-none-found = Nenhuma máquina com “{ $query }”
machines-show-all = Mostrar todas
machines-none = Ainda não há máquinas de estado
machines-none-detail = Crie uma pela API da AWS (CreateStateMachine) e ela aparece aqui.
machines-not-there = Não há máquina com o nome { $name }
machines-not-there-detail = Ela pode ter sido excluída.
machines-name = Nome
machines-type = Tipo
machines-standard = Padrão
machines-express = Expressa
machines-running = Em andamento
machines-failed = Com falha
machines-created = Criada
machines-created-at = criada: { $at }
machines-running-now = { $n } em andamento
machines-deleting = Excluindo
machines-studio = Abrir no estúdio
machines-studio-version = Abrir a versão { $n } no estúdio
machines-executions = Execuções
machines-start = Iniciar execução
machines-started = A execução começou.
machines-copy-arn = Copiar ARN
machines-delete = Excluir máquina
machines-deleted = { $name } está sendo excluída.
machines-delete-why = As execuções em andamento param, e as versões e os apelidos somem.
machines-delete-running = { $n ->
    [0] As versões e os apelidos somem. Não há execuções em andamento.
    [one] Uma execução em andamento vai parar, e as versões e os apelidos somem.
   *[other] { $n } execuções em andamento vão parar, e as versões e os apelidos somem.
}
machines-tab-definition = Definição
machines-tab-versions = Versões e apelidos
machines-tab-settings = Configuração
machines-graph = O fluxo desenhado
machines-whole = Ver tudo
machines-validate = Validar
machines-valid = A definição está certa.
machines-shown = Mostrar
machines-current = A atual
machines-version-n = Versão { $n }
machines-compare = Comparar com
machines-compare-none = Não comparar
machines-compare-version = Comparar a versão { $n } com a atual
machines-same = As duas são iguais.
machines-role = Papel
machines-logging = Logs
machines-logging-data = com os dados das execuções
machines-logging-no-data = sem os dados das execuções
machines-log-groups = Grupos de logs
machines-tracing = Rastreamento
machines-on = Ligado
machines-off = Desligado
machines-revision = Revisão
machines-versions = Versões
machines-versions-detail = Cópias que não mudam mais.
machines-versions-none = Nenhuma versão publicada
machines-versions-none-detail = Publicar guarda a definição de agora com um número.
machines-version = Versão
machines-version-delete = Excluir a versão { $n }
machines-publish = Publicar versão
machines-publish-why = A definição e o papel de agora ganham um número e não mudam mais.
machines-published = Versão { $n } publicada.
machines-description = Descrição
machines-aliases = Apelidos
machines-aliases-detail = Nomes fixos que levam a uma versão, ou a duas.
machines-aliases-none = Nenhum apelido
machines-aliases-none-detail = Publique uma versão e dê um nome a ela: quem inicia execuções não precisa mudar quando a versão muda.
machines-alias = Apelido
machines-leads-to = Leva à
machines-route = versão { $version }: { $weight } %
machines-alias-create = Criar apelido
machines-alias-move = Mover { $name }
machines-alias-delete = Excluir { $name }
machines-alias-saved = { $name } leva à versão { $version }.
machines-alias-other = Parte das execuções para a
machines-alias-no-other = Nenhuma outra
machines-alias-share = Quanto (%)
machines-delete-one-why = Quem inicia execuções por ele passa a falhar. As que estão em andamento continuam.
