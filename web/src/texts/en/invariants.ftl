# What must never happen, counted at every moment.
invariants-title = Invariants
invariants-detail = What we promise every customer, checked on the orders themselves. Everything here must be zero.
invariants-look = Check now
invariants-kept = All is well.
invariants-broken = { $n ->
    [one] One promise is broken.
   *[other] { $n } promises are broken.
}
invariants-looked = { $orders } orders checked { $checked }.
invariants-double = Charged twice
invariants-double-detail = Orders with more than one charge that is paid and not given back.
invariants-double-repair = Open the order on the board and give the extra charge back.
invariants-lost = Paid and lost
invariants-lost-detail = Orders that are paid and neither confirmed nor given back.
invariants-lost-repair = Redrive the order's execution, or refund it on the board.
invariants-oversold = Sold beyond stock
invariants-oversold-detail = Items of which more is kept than there was.
invariants-oversold-repair = Correct the stock on the board and offer another item to whoever waits.
invariants-unnotified = Ended without a word
invariants-unnotified-detail = Orders at their end of which the customer was not told.
invariants-unnotified-repair = See in Messages why the notice was not sent.
invariants-stuck = Stuck
invariants-stuck-detail = Open orders to which nothing happens.
invariants-stuck-repair = Open the order's execution and see what it waits for.
invariants-named = Orders to look at
