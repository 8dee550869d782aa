# Conversations that want a person, and what customers think of answers.
conversations-title = Conversations
conversations-detail = Who asked for a person, and what customers think of the answers.
conversations-tab-desk = Desk
conversations-tab-feedback = Feedback
conversations-queue = Queue
conversations-waiting = { $n ->
    [0] nobody waiting
    [one] { $n } person waiting
   *[other] { $n } people waiting
}
conversations-nobody = Nobody is waiting
conversations-nobody-detail = When a customer asks for a person, the conversation is here at once.
conversations-choose = Choose a conversation
conversations-choose-detail = What was said, the order, and what the assistant has looked up are beside it.
conversations-elsewhere = This conversation is not at the desk
conversations-elsewhere-detail = The assistant answers again, or it was closed or erased.
conversations-to-queue = Back to the queue
conversations-queued = Queued
conversations-with = With { $name }
conversations-order = Order { $number }
conversations-why-button = Pressed “Talk to a person”
conversations-why-said = “{ $words }”

conversations-said = Conversation with { $name }
conversations-log = What was said
conversations-nothing-said = Nothing has been said yet.
conversations-assistant = Assistant
conversations-card = Showed order { $number }
conversations-card-orders = { $n ->
    [one] Showed { $n } order
   *[other] Showed { $n } orders
}
conversations-source = The shop’s texts: { $name }
conversations-event = Event { $number } of order { $order }
conversations-proposal = { $kind ->
    [cancel] Proposed to cancel order { $order }
    [address] Proposed another address for order { $order }
    [instructions] Proposed to tell the courier of order { $order }
   *[other] Proposed to swap an item of order { $order }
}
conversations-handed-over = Called a person
conversations-take = Take it
conversations-hand-back = Hand back
conversations-handed-back = The assistant answers again.
conversations-close = Close
conversations-closed = Conversation closed.
conversations-reply = Your reply
conversations-reply-placeholder = Reply to { $name }…
conversations-send = Send
conversations-quick = Quick replies
conversations-writes-in = { $language ->
    [en] The customer writes in English.
    [es] The customer writes in Spanish.
   *[other] The customer writes in another language.
}
conversations-reply-status = This is where your order { $number } is: { $status }.
conversations-reply-window = It should arrive between { $from } and { $to }.
conversations-reply-courier = { $name } brings it.
conversations-reply-refund = We have given { $amount } back to you.

conversations-packet = Context
conversations-customer = Customer
conversations-waits = Waiting
conversations-taken = Taken
conversations-why = Why
conversations-about = About
conversations-looked-up = The assistant has looked up
conversations-executions = Executions
conversations-items = Items
conversations-expected = Expected
conversations-promised = Promised
conversations-address = Address
conversations-courier = Courier
conversations-paid = Paid
conversations-refunded = Given back
conversations-phone = Telephone
conversations-note = Note

conversations-thumb = Thumb
conversations-thumb-all = All
conversations-thumb-up = Helped
conversations-thumb-down = Did not help
conversations-reason = Reason
conversations-reason-all = All reasons
conversations-export = Download CSV
conversations-when = When
conversations-comment = Comment
conversations-feedback-none = No feedback yet
conversations-feedback-none-such = No feedback like this
conversations-feedback-none-detail = A customer can judge each of the assistant’s answers, with a reason and a comment.
conversations-reason-solved = It solved it
conversations-reason-wrong = It is wrong
conversations-reason-not-understood = Not understood
conversations-reason-unhelpful = Not helpful
conversations-reason-slow = Too slow
conversations-reason-tone = Its manner

conversations-tool-list-orders = The customer’s orders
conversations-tool-get-order-status = Where the order is
conversations-tool-get-eta = When it arrives
conversations-tool-get-courier-location = Where the courier is
conversations-tool-get-receipt = The receipt
conversations-tool-quote-cancel = What cancelling would lead to
conversations-tool-quote-address-change = What another address would lead to
conversations-tool-search-knowledge = The shop’s texts
conversations-tool-cancel-order = Cancelling the order
conversations-tool-change-address = Changing the address
conversations-tool-change-instructions = Telling the courier
conversations-tool-substitute-item = Swapping an item
conversations-tool-create-handoff = Calling a person

conversations-intent-track-order = Where the order is
conversations-intent-eta = When it arrives
conversations-intent-late-order = Late order
conversations-intent-change-address = Changing the address
conversations-intent-change-instructions = Note to the courier
conversations-intent-change-items = Changing items
conversations-intent-reschedule = Changing the time
conversations-intent-cancel-order = Cancelling
conversations-intent-refund-status = Refund
conversations-intent-payment-problem = Payment
conversations-intent-pix-problem = Pix
conversations-intent-receipt = Receipt
conversations-intent-delivery-fee = Delivery fee
conversations-intent-delivery-area = Delivery area
conversations-intent-opening-hours = Opening hours
conversations-intent-minimum-order = Minimum order
conversations-intent-menu-question = Menu
conversations-intent-allergens = Allergens
conversations-intent-item-unavailable = Item sold out
conversations-intent-wrong-or-missing-item = Wrong or missing item
conversations-intent-damaged-or-cold = Came cold or damaged
conversations-intent-courier-contact = Reaching the courier
conversations-intent-door-pin = Code at the door
conversations-intent-coupon = Coupon
conversations-intent-human-agent = Talking to a person
conversations-intent-privacy-delete = Erasing data
conversations-intent-order-again = Ordering again
conversations-intent-rate-order = Rating the order
conversations-intent-greeting = Greeting
conversations-intent-thanks = Thanks
conversations-intent-confirm-yes = Yes
conversations-intent-confirm-no = No
conversations-intent-out-of-scope = Something else
