# O que se diz em todas as páginas.
close = Fechar
cancel = Cancelar
back = Voltar
save = Salvar
confirm-type = Digite { $name } para confirmar
copy = Copiar
copied = Copiado
loading = Carregando…
try-again = Tentar de novo
more = Mais opções
search = Buscar
skip-to-content = Ir para o conteúdo
not-found-title = Não há nada aqui
not-found-detail = O endereço pode estar errado, ou o que havia aqui já não existe.
not-found-home = Ir para o início
failed-title = Algo deu errado.
offline-title = Sem conexão com o servidor.
offline-detail = Tentamos de novo assim que ele voltar.
throttled-title = O servidor está ocupado demais agora.
throttled-detail = Espere um instante e tente de novo.
access-denied-title = Sem permissão para isso.
reconnecting = Reconectando…
live = Ao vivo
theme-system = Como no sistema
theme-light = Claro
theme-dark = Escuro
appearance = Aparência
language = Idioma
language-pt-BR = Português
language-en = English
ago-now = agora
ago-seconds = há { $n } s
ago-minutes = há { $n } min
ago-hours = há { $n } h
ago-days = há { $n ->
    [one] { $n } dia
   *[other] { $n } dias
}
map-closer = Aproximar
map-further = Afastar
map-whole = Ver a cidade toda
map-follow = Voltar a acompanhar
json-added = novo
json-changed = mudou
json-more = Mostrar mais { $n }
