# O que o assistente diz quando nenhum modelo escreve por ele. Uma frase por texto: elas são
# postas uma atrás da outra.


## Tempo e listas

window = entre { $from } e { $until }
window-on = { $weekday }, { $date }, entre { $from } e { $until }
weekday-1 = segunda-feira
weekday-2 = terça-feira
weekday-3 = quarta-feira
weekday-4 = quinta-feira
weekday-5 = sexta-feira
weekday-6 = sábado
weekday-7 = domingo
items-more = e mais { $count }
list-line = • { $order } — { $items } ({ $stage })

stage-awaiting-payment = aguardando pagamento
stage-received = recebido
stage-confirmed = confirmado
stage-scheduled = agendado
stage-preparing = em preparo
stage-ready = pronto
stage-out-for-delivery = saiu para entrega
stage-arrived = chegou ao endereço
stage-delivered = entregue
stage-not-delivered = não entregue
stage-cancelled = cancelado
stage-pix-expired = cancelado: o Pix venceu


## Onde está

status-awaiting-payment = O pedido { $order } ({ $items }) está aguardando o pagamento.
status-received = O pedido { $order } ({ $items }) foi recebido e a loja já vai responder.
status-confirmed = O pedido { $order } ({ $items }) está confirmado.
status-scheduled = O pedido { $order } ({ $items }) está agendado.
status-preparing = O pedido { $order } ({ $items }) está em preparo na cozinha.
status-ready = O pedido { $order } ({ $items }) está pronto e espera o entregador.
status-out-for-delivery = O pedido { $order } ({ $items }) saiu para entrega e está a caminho.
status-arrived = O entregador chegou com o pedido { $order } ({ $items }).
status-delivered = O pedido { $order } ({ $items }) consta como entregue.
status-not-delivered = O pedido { $order } ({ $items }) não pôde ser entregue e voltou para a loja.
status-cancelled = O pedido { $order } ({ $items }) foi cancelado.
status-pix-expired = O pedido { $order } ({ $items }) foi cancelado porque o código Pix venceu (expirou) antes do pagamento.
status-expected = A previsão de chegada é { $window }.
status-late = Está atrasado, e sinto muito por isso.
next-awaiting-payment = Assim que o pagamento cair, a loja confirma.
next-received = O próximo passo é a confirmação da loja.
next-confirmed = O próximo passo é o preparo na cozinha.
next-scheduled = A cozinha começa perto do horário marcado.
next-preparing = O próximo passo é o entregador retirar na loja.
next-ready = O próximo passo é o entregador retirar na loja.
next-out-for-delivery = O próximo passo é a entrega na sua porta.
next-delivered = Se não chegou até você, me avise que eu chamo um atendente.
next-pix-expired = Para ter outro código, é preciso fazer um novo pedido.
goes-to = Vai para: { $address }.
noted = A observação registrada é: “{ $instructions }”.
nothing-noted = Não há nenhuma observação registrada.
your-orders = Estes são os seus pedidos:
which-order = Você tem mais de um pedido. Qual deles?
no-orders = Não há nenhum pedido na sua conta no momento. Quando fizer um, eu acompanho por aqui.
not-found = Não encontrei o pedido { $order } na sua conta. Pode conferir o número?
only-own-orders = Por segurança, não posso falar de pedidos que não estão na sua conta, nem dizer se existem. Quem fez o pedido pode perguntar pela própria conta.
shop-silent = Não consegui consultar a loja agora. Tente de novo em instantes.


## Quando chega

eta-on-time = O pedido { $order } chega { $window }.
eta-likely = O mais provável é por volta das { $time }.
eta-in-time = Está dentro do prazo.
eta-unknown = Ainda não há previsão para o pedido { $order }.
eta-sorry = Desculpe, sinto muito: o pedido { $order } está atrasado.
eta-late = A nova previsão é { $window }.
eta-promised = O prometido era { $window }.
eta-minutes-late = O atraso é de { $minutes } min.
eta-because = Motivo informado: { $reason }.
eta-credit = Pela espera, você tem { $amount } de crédito.


## Cancelar

cancel-quote = Posso cancelar o pedido { $order } ({ $items }).
cost-nothing = É grátis, sem custo.
cost-full-refund = É grátis, sem custo: { $refund } voltam para você por inteiro.
cost-fee = Há um custo de { $fee }, e nada é devolvido.
cost-part-refund = Como já começou, há um custo de { $fee }; { $refund } voltam para você.
store-decides = Nesta fase a loja precisa aprovar.
cancel-confirm = Quer mesmo cancelar o { $order }? Confirma tocando em Confirmar; sem isso nada muda.
cancel-refused = Não é possível cancelar o pedido { $order } nesta fase.
cancel-refused-out-for-delivery = Não é possível cancelar o pedido { $order }: ele já saiu para entrega.
cancel-refused-arrived = Não é possível cancelar o pedido { $order }: o entregador já chegou.
cancel-refused-delivered = Não é possível cancelar o pedido { $order }: ele já foi entregue.
cancel-refused-cancelled = Não é preciso: o pedido { $order } já está cancelado.
cancel-refused-pix-expired = Não é preciso: o pedido { $order } já foi cancelado porque o Pix venceu.


## Outro endereço

address-ask = O pedido { $order } vai para { $address }. Qual é o novo endereço completo (rua, número e bairro)?
address-rule = O endereço pode mudar até o entregador sair, dentro da área que atendemos.
address-too-late = Por isso o endereço não pode mais mudar.
address-quote = Dá para mudar a entrega do pedido { $order } para { $address }.
fee-rises = A taxa sobe { $amount }.
fee-falls = A taxa cai { $amount }, que voltam para você.
fee-stays = A taxa não muda.
address-window = A nova previsão é { $window }.
confirm-question = Confirma? É só tocar em Confirmar; sem isso nada muda.
address-already-out = O pedido { $order } já saiu para entrega, então o endereço não pode mais mudar.
address-out-of-zone = { $address } fica fora da área: ainda não entregamos lá. O pedido continua indo para o endereço atual.
address-unknown = Não encontrei o endereço “{ $address }”. Pode escrever completo, com rua, número e bairro?
address-refused = O endereço do pedido { $order } não pode mais mudar.


## Instruções ao entregador

instructions-ask = O que o entregador do pedido { $order } precisa saber?
instructions-quote = Anoto para o entregador do pedido { $order }: “{ $instructions }”.
instructions-too-late = Por isso a instrução não chegaria a tempo.
instructions-too-long = A instrução pode ter até { $most } caracteres. Pode encurtar?


## Recibo

receipt = Pedido { $order }: { $items }. Entrega { $delivery }, serviço { $service }, gorjeta { $tip }. Total: { $total }.
receipt-invoice-later = A nota fiscal sai depois da entrega.


## Entregador

courier-at = { $name } está em: { $place }.
courier-somewhere = O entregador está em: { $place }.
courier-seen = Posição de { $minutes } min atrás.


## O que dizem os textos da loja

about-eta = Sobre o prazo de entrega:
about-refund-status = Sobre o reembolso:
about-payment-problem = Sobre pagamentos:
about-pix-problem = Sobre o Pix:
about-receipt = Sobre nota fiscal e recibo:
about-delivery-fee = Sobre a taxa de entrega:
about-delivery-area = Sobre onde entregamos:
about-opening-hours = Sobre os horários:
about-minimum-order = Sobre o pedido mínimo:
about-menu-question = Do nosso cardápio:
about-allergens = Sobre alergênicos, leia com cuidado:
about-item-unavailable = Sobre itens em falta:
about-wrong-or-missing-item = Sinto muito por isso.
about-damaged-or-cold = Sinto muito por isso.
about-courier-contact = Sobre o entregador:
about-door-pin = Sobre o código da porta:
about-coupon = Sobre cupons:
about-privacy-delete = Sobre os seus dados:
about-change-items = Sobre trocar itens:
about-reschedule = Sobre mudar o horário:
about-rate-order = Sobre avaliações:
in-portuguese = { "" }
do-not-know = Não sei responder isso com certeza, e prefiro não inventar.
order-on-the-menu = Para fazer um pedido, escolha os pratos no cardápio e feche a sacola; depois eu acompanho por aqui.
thanks-for-rating = Obrigado por contar! Você pode registrar a avaliação na página do pedido.


## Uma pessoa

offer-person = Quer que eu chame um atendente?
offer-complaint = Quer que eu chame um atendente para resolver isso?
offer-person-for-it = Se quiser, chamo um atendente para cuidar disso. Quer?
person-coming = Pronto, chamei um atendente; ele já recebeu a nossa conversa.
person-queue = Há { $count } na fila antes de você.
person-already-coming = Um atendente já foi chamado: seu pedido está na fila e ele responde aqui mesmo.
person-already-told = Seu pedido de atendente já está registrado, e a resposta vem assim que abrirmos.
person-later = Agora não há atendentes. Registrei o seu pedido e um atendente responde assim que abrirmos.
no-person-then = Tudo bem. Se precisar, é só chamar.


## Conversa

greeting = Olá! Como posso ajudar com o seu pedido?
greeting-name = Olá, { $name }! Como posso ajudar com o seu pedido?
you-are-welcome = De nada! Se precisar, estou por aqui.
still-waiting = A mudança ainda espera a sua confirmação. Confirma?
yes-to-nothing = Certo! Não há nada esperando confirmação. O que você quer ver do seu pedido?
kept-as-it-was = Tudo bem, mantive tudo como estava.
press-confirm = Certo! Toque em Confirmar para eu aplicar.
proposal-expired = Passou do prazo para confirmar, então conferi de novo.
only-your-confirmation = Só a sua própria confirmação vale. Você confirma? Toque em Confirmar ou diga não.
still-not-possible = Entendo, mas infelizmente não é possível, por mais que eu queira.
out-of-scope = Isso não consigo fazer. Posso ajudar com o seu pedido: onde está, quando chega, mudar o endereço, cancelar, recibo, e dúvidas sobre a loja.
out-of-scope-short = Isso não consigo fazer; cuido só do seu pedido.
no-words = Não entendi. Posso ajudar com o seu pedido: onde está, quando chega ou o que quiser mudar.
suggest-status = Onde está meu pedido?
suggest-eta = Quando ele vai chegar?
suggest-address = Posso mudar o endereço de entrega?


## Depois do clique

done-cancel = Pronto: o pedido { $order } foi cancelado.
done-cancel-refund = { $refund } voltam para você.
done-address = Pronto: o pedido { $order } agora vai para { $address }.
done-instructions = Pronto, o entregador do pedido { $order } vai ver: “{ $instructions }”.
done-substitute = Pronto: a troca no pedido { $order } está feita.
asked-store = Pedi à loja para o pedido { $order }; ela responde em instantes e eu aviso aqui.
too-late = Não deu mais tempo: o pedido { $order } avançou e essa mudança não é mais possível. Nada mudou.
change-failed = Não consegui falar com a loja agora, e não sei se a mudança do pedido { $order } foi feita. Confira o pedido antes de tentar de novo.
model-broke-off = A resposta parou no meio. Pode perguntar de novo?
not-shown = Essa parte não posso mostrar.
