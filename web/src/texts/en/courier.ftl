# For those who bring the orders.
courier-title = Deliveries
courier-signed-in = { $name }
courier-sign-out = Sign out
courier-sign-in-title = Ready to ride?
courier-sign-in-detail = Sign in with the name and password that the store gave you.
courier-user-name = User name
courier-password = Password
courier-sign-in = Sign in
courier-not-for-clerks = This screen is for couriers
courier-not-for-clerks-detail = To follow the store's orders, use the board.
courier-to-board = Open the store's board
courier-choose = Who delivers?
courier-choose-detail = You operate the system: choose which courier you act as.
courier-choose-other = Choose another courier
courier-none = There are no couriers
courier-none-detail = Once the store has couriers, they are listed here.
courier-unknown = We do not know this courier
courier-busy = Bringing an order
courier-free = Free
courier-off = Off duty
courier-seen = seen { $ago }
courier-waiting = Nothing to bring right now
courier-waiting-detail = The next order shows here as soon as the store gives it to you.
courier-waiting-off = Off duty
courier-waiting-off-detail = The store says on its board when your shift begins.
courier-delivered = #{ $number } delivered!
courier-brought-back = #{ $number } is back at the store
courier-map-part = Where you are
courier-map = Map of the way; tap where you are, or move it with the arrow keys and press Enter. The address is below.
courier-tap = Tap the map where you are
courier-here = You are here
courier-left = { $distance } to go
courier-order = Order { $number }
courier-pieces = { $n ->
    [one] { $n } item
   *[other] { $n } items
}
courier-window = between { $from } and { $to }
courier-stage-store = Store
courier-stage-pick-up = Pick-up
courier-stage-way = On the way
courier-stage-door = Door
courier-instructions = Instructions:
courier-collect = Collect { $amount }
courier-change = They pay with { $note }: bring { $change } in change.
courier-at-store = I am at the store
courier-picked-up = I have the order
courier-arrived = I am at the address
courier-returned = Back at the store
courier-hand-over = Hand over
courier-nothing-to-do = There is nothing to do with this order right now.
courier-pin = The customer's code
courier-pin-ask = Ask for the four-digit code
courier-pin-wrong = { $n ->
    [one] Wrong code. { $n } try left.
   *[other] Wrong code. { $n } tries left.
}
courier-pin-delete = Delete
courier-no-tries = The code was wrong too often. Talk to the store before you hand it over.
courier-nobody = I could not deliver
courier-nobody-title = What happened?
courier-nobody-again = We tell the customer, and you can try once more.
courier-nobody-last = This is the last attempt: after it the order goes back to the store.
courier-absent = Nobody answers
courier-wrong-address = The address is wrong
courier-last-attempt = { $n ->
    [one] One attempt failed. You can try { $n } more time.
   *[other] One attempt failed. You can try { $n } more times.
}
courier-returning = It could not be handed over. Bring the order back to the store.
