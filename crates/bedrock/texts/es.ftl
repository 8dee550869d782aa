# Lo que el respondedor fundamentado dice por sí mismo; lo demás son citas.
source = Fuente: { $file }
source-with-heading = Fuente: { $file }, “{ $heading }”
not-found = No encontré esa información en los documentos que tengo. ¿Llamo a una persona para que ayude?
no-documents = No recibí documentos sobre eso, y solo respondo con lo que dicen. ¿Llamo a una persona para que ayude?
search-failed = La búsqueda en los documentos falló ({ $error }), así que no puedo responder ahora. Detalle: { $cause }
greeting = ¡Hola! Respondo con pasajes de los documentos que recibo. ¿Qué quieres saber?
thanks = ¡De nada! Si necesitas algo más, pregunta.
tool-failed = No pude hacerlo: { $message }
tool-said = Esto es lo que encontré:
tool-empty = La consulta no trajo nada.
