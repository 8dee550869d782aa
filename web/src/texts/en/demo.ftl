# The demo: a town that lives, and what can go wrong in it.
demo-title = A town ordering food, right now
demo-lead = Customers, kitchen and couriers are made up; orders, payments and messages are real. Touch anything: nothing here leaves this computer.
demo-phone = Customers' phones
demo-console = Console
demo-lost = The server cannot be reached. The map stands still; it comes back by itself.
demo-tour = A tour in five steps
demo-tour-order = Order something
demo-tour-order-detail = Choose a dish and pay a Pix that costs nothing.
demo-tour-board = See the board
demo-tour-board-detail = Your order reaches the kitchen; accept it yourself.
demo-tour-follow = Follow it
demo-tour-follow-detail = The map, the estimate with its reason, and the PIN.
demo-tour-ask = Ask the chat
demo-tour-ask-detail = “When will it come?” It answers with proof.
demo-tour-look = Look inside
demo-tour-look-detail = The order's execution, step by step, in the console.
demo-town = The town
demo-map = Map of the town with orders and couriers; the list of orders below says the same in words
demo-order = Order { $number }
demo-arrives = arrives between { $from } and { $to }
demo-follow = Follow
demo-execution = See execution
demo-pace = Speed of time
demo-pace-detail = { $n ->
    [1] As in life.
   *[other] { $n } times as fast as in life.
}
demo-since-start = Since the start
demo-per-minute = { $n ->
    [one] { $n } order within the last minute
   *[other] { $n } orders within the last minute
}
demo-count-placed = orders
demo-count-delivered = delivered
demo-count-open = open
demo-count-awaiting = to be paid
demo-count-late = late
demo-count-cancelled = cancelled
demo-invariants = Always zero
demo-invariants-detail = Whatever happens.
demo-invariants-checking = Looking…
demo-invariants-checked = { $orders } orders checked { $ago }
demo-invariant-oversold = Sold beyond the stock
demo-invariant-double-charges = Charged twice
demo-invariant-lost = Paid and lost
demo-invariant-unnotified = Ended without a word
demo-invariant-stuck = Stuck
demo-failures = Make it fail
demo-failures-detail = Each button really breaks something. Beside it, what should happen; below, what did.
demo-failure-start = Make it happen
demo-failure-stop = Back to normal
demo-expected = Should happen
demo-happened = Did happen
demo-happened-nothing = Waiting for the first case…
demo-happened-more = { $n ->
    [one] and { $n } more order
   *[other] and { $n } more orders
}
demo-outcome-pix-expired = Pix not paid in time; order cancelled, nothing charged.
demo-outcome-card-declined = card declined; the order waits for another payment.
demo-outcome-courier-lost = the courier no longer says where they are.
demo-outcome-store-refused = refused by the store before it was paid.
demo-outcome-not-told = went on; the customer has not been told yet.
demo-outcome-told-late = the message arrived after the outage.
demo-orders = Orders now
demo-orders-detail = What the map shows, in words.
demo-no-orders = Nobody has ordered yet. Somebody gets hungry any moment.
demo-column-order = Order
demo-column-status = Status
demo-column-courier = Courier
demo-column-arrives = Arrives
demo-late = +{ $n } min
demo-status-received = Received
demo-status-checking = Checking
demo-status-needs-choice = An item is missing
demo-status-awaiting-confirmation = Waiting for the store
demo-status-awaiting-payment = Waiting to be paid
demo-status-confirmed = Confirmed
demo-status-preparing = In the making
demo-status-ready = Ready
demo-status-courier-assigned = Courier comes to the store
demo-status-at-store = Courier at the store
demo-status-on-the-way = On its way
demo-status-arrived = Arrived
demo-status-delivered = Delivered
demo-status-cancelled = Cancelled
demo-status-returned = Back at the store
demo-status-failed = Not completed
