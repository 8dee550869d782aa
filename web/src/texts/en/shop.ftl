# The menu and the cart.
shop-payments = Pix, card or cash
shop-search = Search the menu
shop-search-clear = Clear the search
shop-categories = Categories
shop-vegan = Vegan
shop-vegetarian = Vegetarian
shop-contains = Contains { $what }
shop-contains-title = Contains
shop-contains-none = No declared allergens.
shop-allergen-gluten = gluten
shop-allergen-milk = milk
shop-allergen-egg = egg
shop-allergen-fish = fish
shop-allergen-crustaceans = crustaceans
shop-allergen-peanut = peanut
shop-allergen-nuts = nuts
shop-allergen-soy = soya
shop-from = from
shop-left = { $n ->
    [one] Only { $n } left
   *[other] Only { $n } left
}
shop-sold-out = Sold out
shop-sold-out-long = Sold out for today
shop-sold-out-detail = This is gone for now. If it comes back, you see it here at once.
shop-all-in-cart = All that is left is in your cart
shop-add-named = Add to cart: { $name }
shop-in-cart = { $n } in the cart
shop-add = Add
shop-change-line = Save
shop-choose = Choose first
shop-required = Required
shop-choose-exactly = { $n ->
    [one] Choose one
   *[other] Choose { $n }
}
shop-choose-up-to = { $n ->
    [one] One, if you like
   *[other] Up to { $n }, if you like
}
shop-choose-between = Choose { $min } to { $max }
shop-option-out = sold out
shop-note = Anything the kitchen should know?
shop-note-example = E.g. no onions, sauce on the side
shop-note-left = { $n } letters left.
shop-quantity = Quantity
shop-quantity-of = Quantity of { $name }
shop-fewer = One fewer
shop-more = One more
shop-found = { $n ->
    [0] Nothing for “{ $typed }”
    [one] 1 result for “{ $typed }”
   *[other] { $n } results for “{ $typed }”
}
shop-found-none = That dish is not on the menu
shop-found-none-detail = Try another word: an ingredient, a drink, “vegan”…
shop-no-such-item = This item is no longer on the menu.
shop-closed-detail = Take your time with the cart: at checkout you can choose a time.
shop-unreachable = The kitchen did not answer
shop-unreachable-detail = Your cart is kept on this device. We keep trying.
shop-cart = Your order
shop-see-cart = See order
shop-pieces = { $n ->
    [one] 1 item
   *[other] { $n } items
}
shop-cart-empty = An empty plate, for now
shop-cart-empty-detail = Choose something from the menu and it appears here.
shop-items-total = Items
shop-fee-later = Delivery is worked out from your address.
shop-to-checkout = Check out
shop-cart-mend = Mend the marked items
shop-remove = Remove
shop-remove-named = Remove { $name }
shop-edit-named = Edit { $name }
shop-price-changed = The price changed: it was { $was }, now { $now }.
shop-line-gone = No longer on the menu.
shop-line-changed = An option changed. Edit it to choose again.
shop-line-sold-out = Just sold out.
shop-line-short = { $n ->
    [one] Only { $n } left.
   *[other] Only { $n } left.
}
shop-take-left = { $n ->
    [one] Take { $n }
   *[other] Take { $n }
}
shop-demo = Guided demo
shop-demo-phone = Pretend phone
