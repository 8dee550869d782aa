# O que o respondedor fundamentado diz por si; o resto são citações.
source = Fonte: { $file }
source-with-heading = Fonte: { $file }, “{ $heading }”
not-found = Não encontrei essa informação nos documentos que tenho. Posso chamar uma pessoa para ajudar?
no-documents = Não recebi documentos sobre isso, e só respondo com o que está neles. Posso chamar uma pessoa para ajudar?
search-failed = A busca nos documentos falhou ({ $error }), por isso não posso responder agora. Detalhe: { $cause }
greeting = Olá! Respondo com trechos dos documentos que recebo. O que você quer saber?
thanks = Por nada! Se precisar de mais alguma coisa, é só perguntar.
tool-failed = Não consegui fazer isso: { $message }
tool-said = Foi isto que encontrei:
tool-empty = A consulta não trouxe nada.
