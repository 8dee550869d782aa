# What customers are told, by e-mail, SMS and WhatsApp.
#
# Each notice has four texts: subject and body of the e-mail, the text message, and WhatsApp's, which
# is also the template that Meta approves: no conditions, and no variable at either end. Links stand
# alone between spaces. How to edit: docs/notices.md.


## Pieces

greeting = Hello!
greeting-named = Hello { $customer },

window-today = between { $from } and { $to }
window-on-day = on { $day }, between { $from } and { $to }
until-today = { $time }
until-on-day = { $time } on { $day }
at-today = at { $time }
at-on-day = on { $day } at { $time }

receipt-line = { $quantity } × { $name }: { $price }
receipt-delivery = Delivery: { $amount }
receipt-free-delivery = Delivery: free
receipt-discount = Discount: −{ $amount }
receipt-tip = Tip: { $amount }
receipt-total = Total: { $total }
receipt-item = { $quantity } × { $name }

refund-pix = We are returning { $amount } to the account the Pix came from.
refund-card = We are returning { $amount } to your card; it shows on this bill or the next.

by-customer = by you
by-store = by the store
by-courier = by the courier
by-operator = by our support
by-system = automatically

delay-kitchen = the kitchen has many orders
delay-courier = we are still looking for a courier
delay-traffic = traffic is slow
delay-weather = the weather is bad


## From the cart to the payment

order-received =
    .subject = We have your order #{ $number }
    .email =
        { $greeting }

        { $store } has your order #{ $number }:

        { $receipt }

        We will tell you at each step. You can follow it here:
        { $link }
    .sms = { $store }: we have your order #{ $number }, total { $total }. Follow it: { $link }
    .whatsapp =
        We have your order #{ $number } at { $store }: { $items }. Total: { $total }.
        Follow it at { $link } any time.

item-unavailable =
    .subject = An item of order #{ $number } is sold out: your choice
    .email =
        { $greeting }

        An item of your order #{ $number } is sold out: { $item }.

        We can send { $substitute } instead, deliver without it, or cancel free of charge. You choose:
        { $action }

        Sorry for the trouble!
        { $store }
    .sms = { $store }: { $item } is sold out (order #{ $number }). Is { $substitute } fine? Choose: { $action }
    .whatsapp =
        An item of your order #{ $number } is sold out: { $item }. We can send { $substitute } instead, deliver without it, or cancel free of charge.
        Choose at { $action } and we go on.

item-unavailable-without-substitute =
    .subject = An item of order #{ $number } is sold out: your choice
    .email =
        { $greeting }

        An item of your order #{ $number } is sold out: { $item }.

        We can deliver without it, or cancel free of charge. You choose:
        { $action }

        Sorry for the trouble!
        { $store }
    .sms = { $store }: { $item } is sold out (order #{ $number }). Choose what to do: { $action }
    .whatsapp =
        An item of your order #{ $number } is sold out: { $item }. We can deliver without it, or cancel free of charge.
        Choose at { $action } and we go on.

store-confirmed =
    .subject = The store accepted your order #{ $number }
    .email =
        { $greeting }

        { $store } accepted your order #{ $number }. It arrives { $window }.

        You can follow it here:
        { $link }
    .sms = { $store }: we accepted your order #{ $number }. It arrives { $window }. Follow it: { $link }
    .whatsapp =
        The store { $store } accepted your order #{ $number }. It arrives { $window }.
        Follow it at { $link } any time.

payment-requested =
    .subject = Pay order #{ $number } with Pix by { $until }
    .email =
        { $greeting }

        Only the payment of order #{ $number } is missing: { $total } with Pix, by { $until }.

        Pix code to copy and paste:
        { $pix }

        Or pay with the QR code at:
        { $action }

        { $store }
    .sms = { $store }: pay { $total } with Pix by { $until } to confirm order #{ $number }: { $action }
    .whatsapp =
        Only the payment of order #{ $number } is missing: { $total } with Pix, by { $until }. Pix code to copy and paste:

        { $pix }

        The QR code is at { $action } too.

payment-declined =
    .subject = The payment of order #{ $number } was declined
    .email =
        { $greeting }

        The payment of { $total } for order #{ $number } was declined, and nothing was charged.

        You can try again, with another card or with Pix, by { $until }:
        { $action }

        { $store }
    .sms = { $store }: payment of order #{ $number } declined, nothing was charged. Try again by { $until }: { $action }
    .whatsapp =
        The payment of { $total } for order #{ $number } was declined, and nothing was charged.
        Try again by { $until } at { $action } with another card or with Pix.

payment-confirmed =
    .subject = Payment received: { $total }, order #{ $number }
    .email =
        { $greeting }

        We received your payment of { $total }. Order #{ $number }, { $store }:

        { $receipt }

        You can follow it here:
        { $link }
    .sms = { $store }: we received { $total } for order #{ $number }. Thank you! Follow it: { $link }
    .whatsapp =
        We received your payment of { $total } for order #{ $number }: { $items }.
        Follow it at { $link } any time. Thank you!


## From the kitchen to the door

preparing =
    .subject = Your order #{ $number } is being prepared
    .email =
        { $greeting }

        { $store } is preparing your order #{ $number }. It arrives { $window }.

        You can follow it here:
        { $link }
    .sms = { $store }: your order #{ $number } is being prepared. It arrives { $window }. Follow it: { $link }
    .whatsapp =
        Your order #{ $number } is being prepared. It arrives { $window }.
        Follow it at { $link } any time.

ready =
    .subject = Your order #{ $number } is ready
    .email =
        { $greeting }

        Your order #{ $number } is ready and leaves soon. It arrives { $window }.

        You can follow it here:
        { $link }

        { $store }
    .sms = { $store }: your order #{ $number } is ready and leaves soon. Follow it: { $link }
    .whatsapp =
        Your order #{ $number } is ready and leaves soon. It arrives { $window }.
        Follow it at { $link } any time.

courier-assigned =
    .subject = { $courier } will bring your order #{ $number }
    .email =
        { $greeting }

        { $courier } will pick up your order #{ $number } at the store and bring it to you. It arrives { $window }.

        You can follow it here:
        { $link }

        { $store }
    .sms = { $store }: { $courier } will bring your order #{ $number }. It arrives { $window }. Follow it: { $link }
    .whatsapp =
        Your order #{ $number } will be brought by { $courier }. It arrives { $window }.
        Follow it at { $link } any time.

on-the-way =
    .subject = Your order #{ $number } is on its way
    .email =
        { $greeting }

        Your order #{ $number } is on its way. It arrives { $window }.

        Your PIN is { $pin }. Say it only at the door, with the order in your hands.

        On the map:
        { $link }

        { $store }
    .sms = { $store }: your order #{ $number } is on its way. It arrives { $window }. PIN { $pin }. Follow it: { $link }
    .whatsapp =
        Your order #{ $number } is on its way. It arrives { $window }. PIN { $pin }.
        See it on the map at { $link } and say the PIN only at the door.

arrived =
    .subject = Your order #{ $number } is here: PIN { $pin }
    .email =
        { $greeting }

        Your order #{ $number } is at your address.

        Your PIN is { $pin }. Say it when you take the order.

        { $store }
    .sms = { $store }: your order #{ $number } is here! Say the PIN { $pin } when you take it.
    .whatsapp = Your order #{ $number } is here! Say the PIN { $pin } when you take it.

delivered =
    .subject = Order #{ $number } delivered
    .email =
        { $greeting }

        Your order #{ $number } was delivered { $at }. Enjoy!

        Is something wrong? Tell us:
        { $link }

        { $store }
    .sms = { $store }: order #{ $number } delivered { $at }. Enjoy! Something wrong? { $link }
    .whatsapp =
        Your order #{ $number } was delivered { $at }. Enjoy!
        If something is wrong, tell us at { $link } or answer here.


## When something changes

delayed =
    .subject = Your order #{ $number } will be a little late
    .email =
        { $greeting }

        Your order #{ $number } will be a little late: { $delay }. It now arrives { $window }.

        You can follow it here:
        { $link }

        Sorry for the wait!
        { $store }
    .sms = { $store }: order #{ $number } is late ({ $delay }). It now arrives { $window }. See: { $link }
    .whatsapp =
        Your order #{ $number } will be a little late: { $delay }. It now arrives { $window }.
        Follow it at { $link } any time. Sorry for the wait!

delayed-without-cause =
    .subject = Your order #{ $number } will be a little late
    .email =
        { $greeting }

        Your order #{ $number } will be a little late. It now arrives { $window }.

        You can follow it here:
        { $link }

        Sorry for the wait!
        { $store }
    .sms = { $store }: order #{ $number } is late. It now arrives { $window }. See: { $link }
    .whatsapp =
        Your order #{ $number } will be a little late. It now arrives { $window }.
        Follow it at { $link } any time. Sorry for the wait!

attempt-failed =
    .subject = We could not deliver your order #{ $number }
    .email =
        { $greeting }

        We were at your address { $at } and could not deliver order #{ $number }. Reason: { $reason }.

        Talk to the store about it:
        { $link }

        { $store }
    .sms = { $store }: we could not deliver order #{ $number } ({ $reason }). Talk to us: { $link }
    .whatsapp =
        We were at your address { $at } and could not deliver order #{ $number }. Reason: { $reason }.
        Talk to the store at { $link } or answer here.

returned =
    .subject = Your order #{ $number } went back to the store
    .email =
        { $greeting }

        Your order #{ $number } went back to the store. Reason: { $reason }.

        See the details and talk to the store:
        { $link }

        { $store }
    .sms = { $store }: your order #{ $number } went back to the store ({ $reason }). Talk to us: { $link }
    .whatsapp =
        Your order #{ $number } went back to the store. Reason: { $reason }.
        Talk to the store at { $link } or answer here.

cancelled =
    .subject = Order #{ $number } cancelled
    .email =
        { $greeting }

        Your order #{ $number } was cancelled { $by }. Reason: { $reason }.

        { $refund }

        Details:
        { $link }

        { $store }
    .sms = { $store }: order #{ $number } cancelled { $by } ({ $reason }). We are returning { $amount }. See: { $link }
    .whatsapp =
        Your order #{ $number } was cancelled { $by }. Reason: { $reason }.
        { $refund }
        Details at { $link } or by answering here.

cancelled-without-refund =
    .subject = Order #{ $number } cancelled
    .email =
        { $greeting }

        Your order #{ $number } was cancelled { $by }. Reason: { $reason }.

        Nothing was charged.

        Details:
        { $link }

        { $store }
    .sms = { $store }: order #{ $number } cancelled { $by } ({ $reason }). Nothing was charged. See: { $link }
    .whatsapp =
        Your order #{ $number } was cancelled { $by }. Reason: { $reason }. Nothing was charged.
        Details at { $link } or by answering here.

refunded =
    .subject = { $amount } of order #{ $number } returned
    .email =
        { $greeting }

        { $refund } It belongs to order #{ $number }.

        Details:
        { $link }

        { $store }
    .sms = { $store }: we are returning { $amount } of order #{ $number }. Details: { $link }
    .whatsapp =
        Your order #{ $number } has a refund. { $refund }
        Details at { $link } or by answering here.

address-changed =
    .subject = New address of order #{ $number }
    .email =
        { $greeting }

        Your order #{ $number } now goes to: { $address }.

        Was that not you? Talk to the store now:
        { $link }

        { $store }
    .sms = { $store }: order #{ $number } now goes to { $address }. Not you? { $link }
    .whatsapp =
        Your order #{ $number } now goes to: { $address }.
        Was that not you? Open { $link } and talk to the store.


## Signing in

one-time-code =
    .subject = Your code: { $code }
    .email =
        { $greeting }

        Your code is { $code }. It is valid until { $until }.

        Give it to nobody: we never ask for this code. If you did not ask for it, ignore this message.

        { $store }
    .sms = { $store }: your code is { $code }. Valid until { $until }. Give it to nobody.
    .whatsapp = Your code at { $store } is { $code }. It is valid until { $until }. Give it to nobody.


## Coupons

coupon =
    .subject = A coupon of { $discount } from { $store }
    .email =
        { $greeting }

        We are sorry for what happened, and would like to see you again: coupon { $code } is worth { $discount } on your next order, until { $until }.

        Place the order and tell the store the code: it pays that much of it back.

        { $store }
    .sms = { $store }: sorry for what happened. Coupon { $code }: { $discount } back on your next order, until { $until }. Tell the store the code.
    .whatsapp = We are sorry for what happened at { $store }. Your coupon { $code } is worth { $discount } back on your next order, until { $until }. Tell the store the code.
