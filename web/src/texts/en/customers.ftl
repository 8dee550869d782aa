# What the customers' pages have in common.
customers-pages = Pages
customers-orders = Orders
customers-chat = Chat
customers-open = Open now
customers-open-until = Open until { $time }
customers-closed = Closed now
customers-opens-at = Closed · opens { $time }
customers-paused = Paused for a moment
customers-paused-until = Paused until { $time }
customers-chat-open = Talk to the shop
