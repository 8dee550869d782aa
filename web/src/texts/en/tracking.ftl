# A customer's order: where it is, when it comes, what happened and what can still change.

## Where it is
tracking-order = Order #{ $number }
tracking-hello = Hi, { $name }
tracking-somebody = Somebody
tracking-received = We have your order
tracking-received-next = We are about to ask the store.
tracking-checking = Checking that we have everything
tracking-needs-choice = One item is missing: you choose
tracking-needs-choice-next = As soon as you say what you prefer, we go on.
tracking-quoted = Fee and time are settled
tracking-awaiting-confirmation = Waiting for the store
tracking-awaiting-confirmation-next = The store usually answers within a few minutes.
tracking-awaiting-pix = Pay the Pix within { $left }
tracking-awaiting-payment = Waiting for the payment
tracking-awaiting-payment-next = As soon as it is paid, the kitchen begins.
tracking-declined = The card was declined
tracking-declined-next = Your order is kept for you. Try again, or pay another way.
tracking-confirmed = Paid and confirmed
tracking-confirmed-cash = Order confirmed
tracking-confirmed-next = The kitchen is about to begin.
tracking-preparing = Being prepared
tracking-preparing-next = Made now, to come to you hot.
tracking-ready = Ready and packed
tracking-ready-next = The courier comes to fetch it.
tracking-courier-assigned = { $courier } is on the way to the store
tracking-courier-assigned-short = Courier on the way to the store
tracking-courier-assigned-next = From there it comes straight to you.
tracking-at-store = { $courier } is at the store
tracking-at-store-short = Courier at the store
tracking-at-store-next = Your order is about to leave.
tracking-on-the-way = Out for delivery
tracking-on-the-way-next = { $courier } is bringing your order.
tracking-arrived = It is here!
tracking-arrived-next = { $courier } is at the door. Whoever receives it says the order’s PIN.
tracking-arrived-pin-next = { $courier } is at the door. Say the PIN to receive it.
tracking-delivered = Enjoy your meal!
tracking-delivered-name = Enjoy your meal, { $name }!
tracking-delivered-short = Delivered
tracking-delivered-next = Delivered at { $time }. Thank you for ordering with us.
tracking-cancelled = Order cancelled
tracking-refunded-next = { $amount } goes back to you.
tracking-returned = The order went back to the store
tracking-returned-next = We could not deliver it.
tracking-failed = The order could not be completed
tracking-failed-next = That was our fault. What was paid goes back to you.

## The way
tracking-journey = The way of the order
tracking-stop-asked = Store
tracking-stop-paid = Payment
tracking-stop-kitchen = Kitchen
tracking-stop-road = On the road
tracking-stop-home = Home
tracking-stop-done = done
tracking-stop-here = now
tracking-stop-ahead = later

## When it comes
tracking-comes-between = Comes between
tracking-on-time = On time
tracking-late = { $minutes ->
    [one] { $minutes } min late
   *[other] { $minutes } min late
}
tracking-promised = We had said { $window }.
tracking-came-on-time = It came when we had said
tracking-came-late = { $minutes ->
    [one] It came { $minutes } minute later than we had said. Sorry for the wait.
   *[other] It came { $minutes } minutes later than we had said. Sorry for the wait.
}

## The map
tracking-where = Where it is
tracking-map = Map of the town with the store and the courier. The same is written above. Arrows move it, plus and minus zoom, zero follows again.
tracking-map-before = You will see the courier here once they are on the way.
tracking-map-home = You
tracking-courier-street = { $courier }, on { $street }
tracking-courier-distance = { $courier }, on { $street }, { $distance } away
tracking-seen = seen { $ago }
tracking-last-seen = last position { $ago }

## What happened, what was ordered
tracking-happened = What happened
tracking-event = event { $number }
tracking-ordered = What was ordered
tracking-items = Items
tracking-fee = Delivery
tracking-free = Free
tracking-total = Total
tracking-help = Do you need something?
tracking-help-detail = Ask where it is or when it comes, or have something changed.
tracking-chat = Chat about this order

## The payment
tracking-pix = Pix
tracking-card = Card
tracking-cash = Cash
tracking-pay-not-asked = paid once the store accepts
tracking-pay-at-door = paid at the door
tracking-pay-change = paid at the door, change for { $amount }
tracking-pay-pending = pending
tracking-pay-paid = paid
tracking-pay-declined = declined
tracking-pay-expired = too late
tracking-pay-cancelled = cancelled
tracking-pay-refunded = { $amount } went back
tracking-pix-pay = Pay { $amount } by Pix
tracking-pix-picture = QR code of the Pix
tracking-pix-how = Read the code with your bank’s app, or copy and paste it.
tracking-pix-copy = Copy the Pix code
tracking-pix-left = Holds for { $left }
tracking-pix-over = The time is over

## A link that does not work
tracking-gone = This link does not work any more
tracking-gone-detail = The order ended more than a week ago, or the address is not complete.
tracking-to-shop = Go to the shop

## What the customer changes
tracking-goes-to = Address
tracking-change-address = Change address
tracking-address-now = It goes to { $line } now.
tracking-new-address = New address
tracking-new-address-hint = Street and number, such as “Rua das Acácias, 120”.
tracking-complement = How to find the door
tracking-complement-hint = Apartment, block, house at the back.
tracking-see-change = See what changes
tracking-confirm-address = Confirm address
tracking-ask-store = Ask the store
tracking-address-changed = The address is changed.
tracking-address-asked = We have asked the store. You will see the answer here.
tracking-map-now = Now
tracking-map-new = New
tracking-map-both = Map with the address as it is and the new one.
tracking-time = Time
tracking-same-fee = No difference
tracking-more-fee = { $amount } more
tracking-less-fee = { $amount } less, which go back
tracking-same-time = No difference
tracking-later = about { $minutes } min later
tracking-earlier = about { $minutes } min earlier
tracking-store-decides = The store must answer within { $left }.
tracking-both-decide = The store and the courier must answer within { $left }.
tracking-ask-person = Talk to a person
tracking-change-asked = The store is looking at the new address: { $line }.
tracking-change-left = Answer within { $left }. Delivery: { $fee }.
tracking-change-instructions = Instructions
tracking-instructions = For the courier
tracking-instructions-hint = The blue gate, the bell does not work…
tracking-instructions-changed = The instructions are saved.
tracking-cancel = Cancel order
tracking-keep = Keep order
tracking-cancel-why = Why do you want to cancel?
tracking-cancel-begun = The order is being cancelled.
tracking-cancel-asked = We have asked the store. You will see the answer here.
tracking-closing = Being cancelled: { $reason }.
tracking-nothing-paid = Nothing has been charged yet.
tracking-goes-back = Goes back to you
tracking-of-paid = of { $amount }
tracking-share = Share
tracking-link-copied = The link is copied.

## An item that is missing
tracking-choose = What do you prefer?
tracking-held = Kept for { $left }
tracking-none-left = There is no { $item } left.
tracking-few-left = You asked for { $wanted } of { $item }, and there { $left ->
    [one] is only { $left }
   *[other] are only { $left }
}.
tracking-take-instead = Take { $item } instead
tracking-take-instead-price = Take { $item } instead ({ $price })
tracking-go-without = Go without

## The PIN and the payment
tracking-pin = Delivery PIN
tracking-pin-detail = Say it at the door only, with the order in your hands.
tracking-pay-again = Shall we try again?
tracking-pay-another-way = Pay another way
tracking-pay-how = How to pay
tracking-pay-now = Pay { $amount }
tracking-pay-at-the-door = Pay at the door
tracking-test-card = Test card
tracking-test-card-hint = This store uses a test provider: no money moves.
tracking-card-ok = Approved
tracking-card-declined = Declined
tracking-card-no-funds = Insufficient funds
tracking-change-for = Change for how much?
tracking-change-for-hint = Leave it empty if you have { $total } exactly.
tracking-change-for-wrong = It must be { $total } or more.

## The messages
tracking-messages = Messages to you
tracking-no-messages = No messages so far.
tracking-email = E-mail
tracking-sms = SMS
tracking-whatsapp = WhatsApp
tracking-message-sending = Sending
tracking-message-sent = Sent
tracking-message-held = Held
tracking-message-held-until = Held until { $time }
tracking-message-not-sent = Not sent
tracking-message-failed = Failed
tracking-message-read = Read

## The receipt
tracking-receipt = Receipt
tracking-print = Print
tracking-refund-done = Refunded
tracking-refund-on-its-way = Refund on its way
tracking-receipt-note = Not a tax document.

## Whoever is not signed in
tracking-sign-in = Sign in to go on
tracking-sign-in-detail = Address and PIN are yours alone. Sign in with the phone or e-mail of the order.
tracking-sign-in-go = Sign in
tracking-no-order = We cannot find this order
tracking-no-order-detail = The address may be wrong, or the order is somebody else’s.

## Lists
tracking-show-more = Show { $n } more
tracking-address-unknown = We cannot find that street. Check the name and the number.

## The orders
tracking-orders = Your orders
tracking-no-orders = No orders yet
tracking-no-orders-detail = The first one appears here, and you follow it to the door.
tracking-see-menu = See the menu
tracking-more-orders = More orders
tracking-comes = comes { $window }
tracking-again = Order again
tracking-sign-in-orders = To see your orders, sign in with the phone or e-mail that you used.
tracking-contact = Phone or e-mail
tracking-code = Six-digit code
tracking-code-sent = Sent to { $contact }.
tracking-code-send = Get a code
tracking-code-demo = In this demo, the code comes to the
tracking-code-demo-phone = customers’ phone
