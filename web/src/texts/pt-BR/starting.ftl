# Iniciar uma execução, de onde quer que seja.
starting-failed = Com falha
starting-do = Iniciar execução
starting-title = Iniciar { $name }
starting-current = A atual
starting-version-n = Versão { $n }
starting-alias-n = Apelido { $name }
starting-input = Entrada (JSON)
starting-input-fault = Isto ainda não é JSON: { $fault }
starting-execution-name = Nome da execução
starting-execution-name-hint = Opcional. Sem um nome, ela ganha um.
starting-of = O que executar
starting-wait = Esperar o resultado
starting-wait-detail = Execuções expressas terminam em até 5 minutos.
starting-output = Saída
