# How an order is, what happened to it and why. Shown on the order's page, on the store's board and
# to the support.


## Status of the order. `.short` says the same without data, for lists.

status-RECEIVED = Order received
    .short = Order received
status-CHECKING = Checking availability
    .short = Checking availability
status-NEEDS_CHOICE = An item is sold out: your choice
    .short = An item is sold out: your choice
status-QUOTED = Delivery fee and time calculated
    .short = Delivery fee and time calculated
status-AWAITING_CONFIRMATION = Waiting for the store
    .short = Waiting for the store
status-AWAITING_PAYMENT = Pay the Pix within { $remaining }
    .short = Waiting for the payment
status-CONFIRMED = Paid and confirmed
    .short = Paid and confirmed
status-PREPARING = Being prepared
    .short = Being prepared
status-READY = Ready
    .short = Ready
status-COURIER_ASSIGNED = { $courier } is on the way to the store
    .short = Courier on the way to the store
status-AT_STORE = { $courier } is at the store
    .short = Courier at the store
status-ON_THE_WAY = On its way: arrives { $window }
    .short = On its way
status-ARRIVED = Here: PIN { $pin }
    .short = Here
status-DELIVERED = Delivered { $at }
    .short = Delivered
status-CANCELLED = Cancelled { $by }
    .short = Cancelled
    .refunded = Cancelled { $by }: { $amount } returned
status-RETURNED = Returned to the store
    .short = Returned to the store
status-FAILED = The order could not be completed
    .short = Not completed


## What happened, on the timeline

event-order-placed = Order placed: { $total }
event-availability-checked = Everything is available
event-item-missing = { $item } is sold out
event-item-substituted = { $item } replaced by { $substitute }
event-item-removed = { $item } taken out of the order
event-quoted = Delivery for { $fee }, { $window }
event-quote-accepted = Delivery for { $fee } accepted, { $window }
event-store-asked = The store was told and answers by { $until }
event-store-accepted = The store accepted the order
event-store-refused = The store refused the order: { $reason }
event-store-timeout = The store did not answer in time
event-payment-requested = Payment of { $total } requested, by { $until }
event-payment-paid = Payment of { $total } received
event-pay-at-the-door = Payment of { $total } at the door
event-pay-at-the-door-with-change = Payment of { $total } at the door, change for { $change_for }
event-payment-declined = Payment declined
event-payment-expired = The time to pay is over
event-payment-late-refunded = Payment of { $total } came too late and was returned
event-preparing = The store began to prepare the order
event-ready = The order is ready
event-courier-assigned = { $courier } will deliver it
event-courier-at-store = { $courier } is at the store
event-picked-up = { $courier } picked up the order
event-on-the-way = On its way, arrives { $window }
event-arrived = The order is at the address
event-wrong-pin = Wrong PIN given at the door
event-delivered = Order delivered
event-attempt-failed = Could not be delivered: { $reason }
event-returning = The order is on its way back to the store
event-returned = The order is back at the store
event-instructions-changed = Delivery instructions changed
event-change-requested = Change requested: the store answers by { $until }
event-change-refused = The store did not agree to the change
event-cancel-requested = Cancellation requested { $by }: { $reason }
event-cancelled = Order cancelled { $by }: { $reason }
event-failed = The order could not be completed
event-refunded = { $amount } returned
event-address-changed = New address: { $address }
event-delayed = Delay: { $delay }. It now arrives { $window }
event-delayed-without-cause = Delayed. It now arrives { $window }
event-notice-sent = Notice “{ $notice }” sent by { $channel }
event-notice-held = Notice “{ $notice }” by { $channel } held until { $until }: quiet hours
event-notice-not-sent = Notice “{ $notice }” not sent by { $channel }: { $why }


## Why

reason-customer_changed_mind = change of mind
reason-wrong_address = wrong address
reason-too_slow = too slow
reason-duplicate_order = ordered twice
reason-item_unavailable = item sold out
reason-store_closed = store closed
reason-store_too_busy = store too busy
reason-store_timeout = the store did not answer in time
reason-payment_expired = not paid in time
reason-payment_declined = payment declined
reason-courier_unavailable = no courier available
reason-customer_absent = nobody at the address
reason-technical_failure = a technical failure of ours
reason-out_of_zone = address outside the delivery area


## Notices, channels, and why a notice was not sent

notice-order-received = order received
notice-item-unavailable = item sold out
notice-store-confirmed = store accepted
notice-payment-requested = payment requested
notice-payment-declined = payment declined
notice-payment-confirmed = payment received
notice-preparing = being prepared
notice-ready = ready
notice-courier-assigned = who delivers
notice-on-the-way = on its way
notice-arrived = here
notice-delivered = delivered
notice-delayed = delay
notice-attempt-failed = could not deliver
notice-returned = back at the store
notice-cancelled = cancelled
notice-refunded = refund
notice-address-changed = new address
notice-one-time-code = sign-in code
notice-coupon = coupon

channel-email = e-mail
channel-sms = SMS
channel-whatsapp = WhatsApp

why-opted-out = the customer asked for nothing on this channel
why-preference-off = the customer turned this kind of notice off
why-no-contact = there is no contact
why-landline = the number is a landline
why-no-whatsapp-opt-in = the customer has not agreed to WhatsApp
why-duplicate = it had been sent already
why-did-not-arrive = it did not arrive there
why-fallback-not-needed = another channel takes it
why-quiet-hours-irrelevant = it ceased to matter during quiet hours
