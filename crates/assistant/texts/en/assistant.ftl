# What the assistant says when no model writes for it. One sentence a text: they are put one behind
# the other.


## Time and lists

window = between { $from } and { $until }
window-on = on { $weekday }, { $date }, between { $from } and { $until }
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
items-more = and { $count } more
list-line = • { $order } — { $items } ({ $stage })

stage-awaiting-payment = awaiting payment
stage-received = received
stage-confirmed = confirmed
stage-scheduled = scheduled
stage-preparing = being prepared
stage-ready = ready
stage-out-for-delivery = out for delivery
stage-arrived = at your address
stage-delivered = delivered
stage-not-delivered = not delivered
stage-cancelled = cancelled
stage-pix-expired = cancelled: the Pix code expired


## Where it is

status-awaiting-payment = Order { $order } ({ $items }) is waiting for its payment.
status-received = Order { $order } ({ $items }) has been received; the store answers in a moment.
status-confirmed = Order { $order } ({ $items }) is confirmed.
status-scheduled = Order { $order } ({ $items }) is scheduled.
status-preparing = The kitchen is preparing order { $order } ({ $items }): it is being prepared.
status-ready = Order { $order } ({ $items }) is ready and waits for the courier.
status-out-for-delivery = Order { $order } ({ $items }) is out for delivery and on the way to you.
status-arrived = The courier has arrived with order { $order } ({ $items }).
status-delivered = Order { $order } ({ $items }) is marked as delivered.
status-not-delivered = Order { $order } ({ $items }) could not be delivered and went back to the store.
status-cancelled = Order { $order } ({ $items }) is cancelled.
status-pix-expired = Order { $order } ({ $items }) is cancelled because its Pix code expired before it was paid.
status-expected = It is expected { $window }.
status-late = It is running late, and I am sorry about that.
next-awaiting-payment = As soon as it is paid, the store confirms it.
next-received = Next, the store confirms it.
next-confirmed = Next, the kitchen starts on it.
next-scheduled = The kitchen starts shortly before that.
next-preparing = Next, the courier picks it up.
next-ready = Next, the courier picks it up.
next-out-for-delivery = Next, it is handed to you at the door.
next-delivered = If it has not reached you, tell me and I call an agent.
next-pix-expired = For a new code, a new order has to be placed.
goes-to = It goes to: { $address }.
noted = The note on it is: “{ $instructions }”.
nothing-noted = There is no note on it.
your-orders = These are your orders:
which-order = You have more than one order. Which one?
no-orders = There is no order on your account right now. Once there is one, I can follow it here.
not-found = I couldn't find order { $order } on your account. Could you check the number?
only-own-orders = For safety, I can't talk about orders that are not on your account, nor say whether they exist. Whoever placed it can ask from their own account.
shop-silent = I could not reach the store just now. Please try again in a moment.


## When it comes

eta-on-time = Order { $order } arrives { $window }.
eta-likely = Most likely around { $time }.
eta-in-time = It is on time.
eta-unknown = There is no estimate for order { $order } yet.
eta-sorry = I am sorry: order { $order } is late.
eta-late = It is now expected { $window }.
eta-promised = It was promised { $window }.
eta-minutes-late = It is { $minutes } min late.
eta-because = The reason given is: { $reason }.
eta-credit = For the wait, you have { $amount } in credit.


## Calling it off

cancel-quote = I can cancel order { $order } ({ $items }) for you.
cost-nothing = It is free, no charge.
cost-full-refund = It is free, no charge: you get a full refund of { $refund }.
cost-fee = There is a fee of { $fee }, and nothing is refunded.
cost-part-refund = As it has been started, there is a fee of { $fee }; { $refund } is refunded.
store-decides = At this stage the store has to approve it.
cancel-confirm = Do you want to cancel { $order }? Press Confirm to go ahead; nothing changes without it.
cancel-refused = I'm sorry, I can't cancel order { $order } at this stage: it is not possible any more.
cancel-refused-out-for-delivery = I'm sorry, I can't cancel order { $order }: it is already out for delivery, so it is not possible any more.
cancel-refused-arrived = I'm sorry, I can't cancel order { $order }: the courier is already at the door.
cancel-refused-delivered = I can't cancel order { $order }: it has already been delivered.
cancel-refused-cancelled = There is no need: order { $order } is already off.
cancel-refused-pix-expired = There is no need: order { $order } is already off because its Pix code expired.


## Another address

address-ask = Order { $order } goes to { $address }. What is the new address in full (street, number and neighbourhood)?
address-rule = The address can change until the courier leaves, within the area we deliver to.
address-too-late = So the address can't change any more.
address-quote = Order { $order } can go to { $address } instead.
fee-rises = The fee goes up by { $amount }.
fee-falls = The fee goes down by { $amount }, which you get back.
fee-stays = The fee stays the same.
address-window = It would then arrive { $window }.
confirm-question = Would you like me to go ahead? Press Confirm; nothing changes without it.
address-already-out = Order { $order } has already left and is on the way, so I can't change the address any more.
address-out-of-zone = { $address } is outside our area: we don't deliver there yet. The order still goes to the present address.
address-unknown = I couldn't find the address “{ $address }”. Could you write it in full, with street, number and neighbourhood?
address-refused = I can't change the address of order { $order } any more.


## Instructions to the courier

instructions-ask = What should the courier of order { $order } know?
instructions-quote = My note of instructions to the courier of order { $order }: “{ $instructions }”.
instructions-too-late = So the note would come too late.
instructions-too-long = Instructions can have up to { $most } characters. Could you make it shorter?


## Receipt

receipt = Order { $order }: { $items }. Delivery { $delivery }, service { $service }, tip { $tip }. Total: { $total }.
receipt-invoice-later = The invoice is issued after delivery.


## Courier

courier-at = { $name } is here: { $place }.
courier-somewhere = The courier is here: { $place }.
courier-seen = Seen { $minutes } min ago.


## What the shop's texts say

about-eta = About delivery times:
about-refund-status = About refunds:
about-payment-problem = About payments:
about-pix-problem = About Pix:
about-receipt = About invoices and receipts:
about-delivery-fee = About the delivery fee:
about-delivery-area = About where we deliver:
about-opening-hours = About opening hours:
about-minimum-order = About the minimum order:
about-menu-question = From our menu:
about-allergens = About allergens (nuts, gluten, milk, and traces of them), please read with care:
about-item-unavailable = About items that ran out:
about-wrong-or-missing-item = I am sorry about that.
about-damaged-or-cold = I am sorry about that.
about-courier-contact = About reaching the courier (your driver):
about-door-pin = About the door code:
about-coupon = About coupons:
about-privacy-delete = About your data:
about-change-items = About changing items:
about-reschedule = About another time:
about-rate-order = About ratings:
in-portuguese = Our text, in Portuguese:
do-not-know = I don't know that for sure, and I'd rather not guess.
order-on-the-menu = To place an order, pick your dishes from the menu and check out; I can follow it here afterwards.
thanks-for-rating = Thank you for telling us! You can leave your rating on the order's page.


## A person

offer-person = Would you like me to call an agent?
offer-complaint = Would you like me to call an agent to sort this out?
offer-person-for-it = If you like, I call an agent to take care of it. Shall I?
person-coming = Done, I have called an agent: a person takes over and has our conversation at hand.
person-queue = There are { $count } in the queue before you.
person-already-coming = An agent has already been called: you are in the queue, and a person answers right here.
person-already-told = Your request for an agent is already registered, and a person answers once we open.
person-later = No agent is here right now. I have registered your request, and a person answers once we open.
no-person-then = All right. Just call if you need one.


## Talk

greeting = Hello! How can I help you with your order?
greeting-name = Hello, { $name }! How can I help you with your order?
you-are-welcome = You're welcome! I'm here if you need anything.
still-waiting = The change still waits for you. Would you like to confirm it?
yes-to-nothing = All right! Nothing waits to be confirmed. What would you like to know about your order?
kept-as-it-was = All right, I kept everything as it was.
press-confirm = All right! Press Confirm and I carry it out.
proposal-expired = The time to confirm had passed, so I checked again.
only-your-confirmation = Only your own confirmation counts. Do you want to confirm? Press Confirm or say no.
still-not-possible = I understand, but I'm sorry: it is not possible, I can't do that.
out-of-scope = I can't do that one. I can help with your order: where it is, when it arrives, another address, cancelling, the receipt, and questions about the shop.
out-of-scope-short = I can't do that one; I only look after your order.
no-words = I did not understand. I can help with your order: where it is, when it arrives, or what you'd like to change.
suggest-status = Where is my order?
suggest-eta = When will it arrive?
suggest-address = Can I change the delivery address?


## After the click

done-cancel = Done: order { $order } has been cancelled.
done-cancel-refund = { $refund } goes back to you.
done-address = Done: order { $order } now goes to { $address }.
done-instructions = Done, the courier of order { $order } will see: “{ $instructions }”.
done-substitute = Done: order { $order } has been changed.
asked-store = I have asked the store about order { $order }; it answers in a moment, and I tell you here.
too-late = It was too late: order { $order } has moved on and this change is no longer possible. Nothing was changed.
change-failed = I could not reach the store just now, and do not know whether the change of order { $order } was made. Please look at the order before you try again.
model-broke-off = The answer broke off. Could you ask again?
not-shown = That part I can't show.
