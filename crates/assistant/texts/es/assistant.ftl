# Lo que dice el asistente cuando ningún modelo escribe por él. Una frase por texto: se ponen una
# detrás de otra.


## Tiempo y listas

window = entre las { $from } y las { $until }
window-on = el { $weekday }, { $date }, entre las { $from } y las { $until }
weekday-1 = lunes
weekday-2 = martes
weekday-3 = miércoles
weekday-4 = jueves
weekday-5 = viernes
weekday-6 = sábado
weekday-7 = domingo
items-more = y { $count } más
list-line = • { $order } — { $items } ({ $stage })

stage-awaiting-payment = esperando el pago
stage-received = recibido
stage-confirmed = confirmado
stage-scheduled = programado
stage-preparing = en preparación
stage-ready = listo
stage-out-for-delivery = en camino
stage-arrived = en tu dirección
stage-delivered = entregado
stage-not-delivered = no entregado
stage-cancelled = cancelado
stage-pix-expired = cancelado: el Pix venció


## Dónde está

status-awaiting-payment = El pedido { $order } ({ $items }) está esperando el pago.
status-received = El pedido { $order } ({ $items }) fue recibido y la tienda responde enseguida.
status-confirmed = El pedido { $order } ({ $items }) está confirmado.
status-scheduled = El pedido { $order } ({ $items }) está programado.
status-preparing = El pedido { $order } ({ $items }) está en preparación en la cocina.
status-ready = El pedido { $order } ({ $items }) está listo y espera al repartidor.
status-out-for-delivery = El pedido { $order } ({ $items }) ya salió y está en camino.
status-arrived = El repartidor llegó con el pedido { $order } ({ $items }).
status-delivered = El pedido { $order } ({ $items }) figura como entregado.
status-not-delivered = El pedido { $order } ({ $items }) no se pudo entregar y volvió a la tienda.
status-cancelled = El pedido { $order } ({ $items }) está cancelado.
status-pix-expired = El pedido { $order } ({ $items }) está cancelado porque el código Pix venció (expiró) antes del pago.
status-expected = Se espera { $window }.
status-late = Está atrasado, y lo siento mucho.
next-awaiting-payment = Apenas llegue el pago, la tienda lo confirma.
next-received = El próximo paso es la confirmación de la tienda.
next-confirmed = El próximo paso es la cocina.
next-scheduled = La cocina empieza poco antes de esa hora.
next-preparing = El próximo paso es que lo recoja el repartidor.
next-ready = El próximo paso es que lo recoja el repartidor.
next-out-for-delivery = El próximo paso es la entrega en tu puerta.
next-delivered = Si no te llegó, avísame y llamo a un agente.
next-pix-expired = Para otro código hay que hacer un nuevo pedido.
goes-to = Va a: { $address }.
noted = La nota registrada es: “{ $instructions }”.
nothing-noted = No hay ninguna nota registrada.
your-orders = Estos son tus pedidos:
which-order = Tienes más de un pedido. ¿Cuál de ellos?
no-orders = No hay ningún pedido en tu cuenta en este momento. Cuando hagas uno, lo sigo por aquí.
not-found = No encontré el pedido { $order } en tu cuenta. ¿Puedes revisar el número?
only-own-orders = Por seguridad no puedo hablar de pedidos que no están en tu cuenta, ni decir si existen. Quien lo hizo puede preguntar desde su propia cuenta.
shop-silent = No pude consultar a la tienda ahora. Inténtalo de nuevo en un momento.


## Cuándo llega

eta-on-time = El pedido { $order } llega { $window }.
eta-likely = Lo más probable es hacia las { $time }.
eta-in-time = Va a tiempo.
eta-unknown = Todavía no hay una hora estimada para el pedido { $order }.
eta-sorry = Perdón, lo siento mucho: el pedido { $order } está atrasado.
eta-late = Ahora se espera { $window }.
eta-promised = Lo prometido era { $window }.
eta-minutes-late = El retraso es de { $minutes } min.
eta-because = Motivo informado: { $reason }.
eta-credit = Por la espera tienes { $amount } de crédito.


## Cancelar

cancel-quote = Puedo cancelar el pedido { $order } ({ $items }).
cost-nothing = Es gratis, sin costo.
cost-full-refund = Es gratis, sin costo: se te devuelven { $refund } por completo.
cost-fee = Tiene un costo de { $fee } y no se devuelve nada.
cost-part-refund = Como ya empezó, tiene un costo de { $fee }; se te devuelven { $refund }.
store-decides = En esta fase la tienda tiene que aprobarlo.
cancel-confirm = ¿Quieres que cancele el { $order }? ¿Confirmas? Toca Confirmar; sin eso nada cambia.
cancel-refused = No es posible cancelar el pedido { $order } en esta fase: no puedo hacerlo.
cancel-refused-out-for-delivery = No es posible cancelar el pedido { $order }: ya salió y está en camino.
cancel-refused-arrived = No es posible cancelar el pedido { $order }: el repartidor ya llegó.
cancel-refused-delivered = No es posible cancelar el pedido { $order }: ya fue entregado.
cancel-refused-cancelled = No hace falta: el pedido { $order } ya está anulado.
cancel-refused-pix-expired = No hace falta: el pedido { $order } ya se anuló porque el Pix venció.


## Otra dirección

address-ask = El pedido { $order } va a { $address }. ¿Cuál es la nueva dirección completa (calle, número y barrio)?
address-rule = La dirección puede cambiar hasta que salga el repartidor, dentro de la zona que atendemos.
address-too-late = Por eso la dirección ya no puede cambiar.
address-quote = El pedido { $order } puede ir a { $address }.
fee-rises = El envío sube { $amount }.
fee-falls = El envío baja { $amount }, que se te devuelven.
fee-stays = El envío cuesta lo mismo.
address-window = Llegaría { $window }.
confirm-question = ¿Confirmas? Toca Confirmar; sin eso nada cambia.
address-already-out = El pedido { $order } ya salió y está en camino, así que no puedo cambiar la dirección.
address-out-of-zone = { $address } está fuera de la zona: todavía no entregamos allí. El pedido sigue yendo a la dirección actual.
address-unknown = No encontré la dirección “{ $address }”. ¿Puedes escribirla completa, con calle, número y barrio?
address-refused = La dirección del pedido { $order } ya no puede cambiar.


## Instrucciones para el repartidor

instructions-ask = ¿Qué debe saber el repartidor del pedido { $order }?
instructions-quote = Anoto esta instrucción para el repartidor del pedido { $order }: “{ $instructions }”.
instructions-too-late = Por eso la instrucción no llegaría a tiempo.
instructions-too-long = La instrucción puede tener hasta { $most } caracteres. ¿Puedes acortarla?


## Recibo

receipt = Pedido { $order }: { $items }. Envío { $delivery }, servicio { $service }, propina { $tip }. Total: { $total }.
receipt-invoice-later = La factura sale después de la entrega.


## Repartidor

courier-at = { $name } está aquí: { $place }.
courier-somewhere = El repartidor está aquí: { $place }.
courier-seen = Posición de hace { $minutes } min.


## Lo que dicen los textos de la tienda

about-eta = Sobre el tiempo de entrega:
about-refund-status = Sobre los reembolsos:
about-payment-problem = Sobre los pagos:
about-pix-problem = Sobre Pix:
about-receipt = Sobre facturas y recibos:
about-delivery-fee = Sobre el costo de envío:
about-delivery-area = Sobre dónde entregamos:
about-opening-hours = Sobre los horarios:
about-minimum-order = Sobre el pedido mínimo:
about-menu-question = De nuestro menú:
about-allergens = Sobre alérgenos (gluten, leche, frutos secos y trazas), léelo con cuidado:
about-item-unavailable = Sobre productos agotados:
about-wrong-or-missing-item = Lo siento mucho.
about-damaged-or-cold = Lo siento mucho.
about-courier-contact = Sobre cómo hablar con el repartidor:
about-door-pin = Sobre el código de la puerta:
about-coupon = Sobre cupones:
about-privacy-delete = Sobre tus datos:
about-change-items = Sobre cambiar productos:
about-reschedule = Sobre otro horario:
about-rate-order = Sobre las reseñas:
in-portuguese = Nuestro texto, en portugués:
do-not-know = No lo sé con certeza, y prefiero no inventar.
order-on-the-menu = Para pedir, elige los platos en el menú y cierra la bolsa; después lo sigo por aquí.
thanks-for-rating = ¡Gracias por contarnos! Puedes dejar tu reseña en la página del pedido.


## Una persona

offer-person = ¿Quieres que llame a un agente?
offer-complaint = ¿Quieres que llame a un agente para resolverlo?
offer-person-for-it = Si quieres, llamo a un agente para que se ocupe. ¿Lo llamo?
person-coming = Listo, llamé a un agente: te atiende una persona, que ya tiene nuestra conversación.
person-queue = Hay { $count } en la fila antes que tú.
person-already-coming = Ya llamé a un agente: tu solicitud está en la fila de espera y una persona responde aquí mismo.
person-already-told = Tu solicitud de un agente ya está registrada, y una persona responde cuando abramos.
person-later = Ahora no hay agentes. Registré tu solicitud y una persona responde cuando abramos.
no-person-then = De acuerdo. Si hace falta, avísame.


## Conversación

greeting = ¡Hola! ¿Cómo te ayudo con tu pedido?
greeting-name = ¡Hola, { $name }! ¿Cómo te ayudo con tu pedido?
you-are-welcome = ¡De nada! Aquí estoy si necesitas algo.
still-waiting = El cambio todavía espera tu confirmación. ¿Confirmas?
yes-to-nothing = ¡Bien! No hay nada por confirmar. ¿Qué quieres saber de tu pedido?
kept-as-it-was = De acuerdo, dejé todo como estaba.
press-confirm = ¡Bien! Toca Confirmar y lo hago.
proposal-expired = Pasó el tiempo para confirmar, así que lo revisé de nuevo.
only-your-confirmation = Solo vale tu propia confirmación. ¿Confirmas? Toca Confirmar o di que no.
still-not-possible = Te entiendo, pero lo siento: no es posible, no puedo hacerlo.
out-of-scope = Eso no puedo hacerlo. Puedo ayudarte con tu pedido: dónde está, cuándo llega, cambiar la dirección, cancelar, el recibo y dudas sobre la tienda.
out-of-scope-short = Eso no puedo hacerlo; solo me ocupo de tu pedido.
no-words = No entendí. Puedo ayudarte con tu pedido: dónde está, cuándo llega o lo que quieras cambiar.
suggest-status = ¿Dónde está mi pedido?
suggest-eta = ¿Cuándo va a llegar?
suggest-address = ¿Puedo cambiar la dirección de entrega?


## Después del clic

done-cancel = Listo: el pedido { $order } fue cancelado.
done-cancel-refund = Se te devuelven { $refund }.
done-address = Listo: el pedido { $order } ahora va a { $address }.
done-instructions = Listo, el repartidor del pedido { $order } verá: “{ $instructions }”.
done-substitute = Listo: el cambio en el pedido { $order } está hecho.
asked-store = Le pregunté a la tienda por el pedido { $order }; responde enseguida y te aviso aquí.
too-late = Ya no dio tiempo: el pedido { $order } avanzó y ese cambio no es posible. Nada cambió.
change-failed = No pude hablar con la tienda ahora, y no sé si el cambio del pedido { $order } se hizo. Mira el pedido antes de intentarlo de nuevo.
model-broke-off = La respuesta se cortó. ¿Puedes preguntar de nuevo?
not-shown = Esa parte no la puedo mostrar.
