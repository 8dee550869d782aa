# From the cart to an order that is paid.
checkout-title = Check out
checkout-to-menu = Back to the menu
checkout-nothing = Choose something good and come back here.
checkout-change = Change
checkout-continue = Continue

checkout-who = Who orders
checkout-who-way = How you want to be known
checkout-who-guest = As a guest
checkout-who-code = Sign in by code
checkout-name = Your name
checkout-name-needed = What may we call you?
checkout-name-first = Your name (the first time)
checkout-phone = Mobile
checkout-phone-why = So that we can say when the order leaves.
checkout-phone-needed = Enter the number with its area code.
checkout-contact = Mobile or e-mail
checkout-contact-why = We send a code of six digits. No password.
checkout-code-send = Send code
checkout-code-sent = We sent a code to { $contact }.
checkout-code = Code
checkout-code-again = Use another contact
checkout-code-demo = In this demo the code arrives on the
checkout-code-demo-phone = pretend phone
checkout-sign-in = Sign in

checkout-where = Where to
checkout-street = Street
checkout-streets = Streets of the town
checkout-street-numbers = up to { $last }
checkout-street-needed = Which street?
checkout-number = Number
checkout-number-needed = Which number?
checkout-number-beyond = The street ends at { $last }.
checkout-complement = Flat, block
checkout-complement-example = Flat 42, block B
checkout-instructions = Landmark
checkout-instructions-example = The blue gate
checkout-see-fee = See delivery and total
checkout-too-far = That would be a way of { $distance }, too far to arrive hot. Try another address.
checkout-outside = We do not deliver there yet. Try another address.
checkout-unknown-address = Write the street as on its sign; while you type, we show those of the town.

checkout-when = When
checkout-soon = As soon as possible
checkout-slot = Choose a time
checkout-soon-window = Arrives between
checkout-day = Day
checkout-today = Today
checkout-times = Times
checkout-no-slots = There are no free times on this day.
checkout-slot-full = full
checkout-slot-few = { $n ->
    [one] last one
   *[other] last { $n }
}
checkout-choose-slot = Choose a time

checkout-payment = Payment
checkout-pix = Pix
checkout-pix-detail = QR or copy and paste, instant
checkout-card = Card
checkout-card-detail = Credit, charged exactly once
checkout-cash = Cash
checkout-cash-detail = You pay at the door
checkout-card-sandbox = No money moves here: choose a test card.
checkout-card-ok = Approved
checkout-card-ok-detail = Paid at once
checkout-card-funds = No funds
checkout-card-declined = Declined
checkout-card-expired = Expired
checkout-card-lost = Lost
checkout-card-declined-detail = The bank declines
checkout-card-slow = Slow
checkout-card-slow-detail = Approved after five seconds
checkout-card-flaky = Flaky
checkout-card-flaky-detail = Fails twice, then pays
checkout-card-timeout = Lost answer
checkout-card-timeout-detail = Pays, and the answer is lost
checkout-change-wanted = I need change
checkout-change-for = I pay with
checkout-change-back = You get { $back } back.
checkout-change-not-money = Enter an amount, such as 50.
checkout-change-not-whole = Whole reais only, no centavos.
checkout-change-too-little = That is less than the total of { $total }.
checkout-change-too-much = The courier carries less change than that.
checkout-check-change = Check the change
checkout-note = A note for the kitchen
checkout-note-example = E.g. cutlery, please

checkout-summary = Your order
checkout-items = Items
checkout-fee = Delivery
checkout-fee-free = Free
checkout-fee-later = with the address
checkout-fee-base = Base
checkout-fee-distance = Distance
checkout-fee-hour = Busy hour
checkout-fee-surge = High demand
checkout-fee-given = On the house
checkout-total = Total
checkout-price-holds = Price held for { $left }
checkout-price-renewed = Renewing the price…
checkout-arrives = Arrives between
checkout-place = Place order
checkout-placing = Sending…
checkout-quoting = Working it out…
checkout-mend = Mend the order
checkout-agree = Accept new total
checkout-price-changed = The total changed: it was { $was }, now it is { $now }.
checkout-lost = The answer was lost on its way. We are asking again: it is one order, and one charge.

checkout-missing = Somebody was faster
checkout-missing-left = { $left ->
    [0] sold out
    [one] — you asked for { $wanted }, { $left } is left
   *[other] — you asked for { $wanted }, { $left } are left
}
checkout-instead = { $name } instead
checkout-without = Go on without
checkout-below-minimum = The minimum for delivery is { $minimum }. You lack { $lacking }.
checkout-add-more = Add something else
checkout-see-orders = See my orders

checkout-order-number = Order no. { $number }
checkout-store-asked = The store is looking at your order
checkout-store-asked-detail = Just a moment. You pay only after it accepts.
checkout-choose-title = What would you like instead?
checkout-pix-amount = Pay by Pix
checkout-pix-qr = QR code of the Pix
checkout-pix-left = left to pay
checkout-pix-copy = Copy the Pix code
checkout-pix-step-1 = Open your bank's app and choose Pix.
checkout-pix-step-2 = Scan the QR or paste the code.
checkout-pix-step-3 = Done: this page tells you at once.
checkout-pix-pay-sandbox = Pay as if at the bank
checkout-pix-sandbox = No money moves here.
checkout-paying = Confirming the payment
checkout-paying-detail = The bank is answering.
checkout-held = Your items are kept for { $left }
checkout-declined = The card was declined
checkout-pix-expired = The Pix has expired
checkout-again = Pay in another way
checkout-again-detail = Nothing was charged. Try again, or choose another way.
checkout-pay = Pay { $total }
checkout-paid = Paid, thank you!
checkout-confirmed = Order confirmed!
checkout-at-the-door = Have { $total } ready at the door.
checkout-done-detail = The kitchen has it.
checkout-follow = Follow the order
checkout-off = This order will not come
checkout-off-refund = We give back { $amount }.
checkout-off-again = Fill the cart again
