# What is said on every page.
close = Close
cancel = Cancel
back = Back
save = Save
confirm-type = Type { $name } to confirm
copy = Copy
copied = Copied
loading = Loading…
try-again = Try again
more = More options
search = Search
skip-to-content = Skip to content
not-found-title = There is nothing here
not-found-detail = The address may be wrong, or what was here is gone.
not-found-home = Go to the start
failed-title = Something went wrong.
offline-title = The server cannot be reached.
offline-detail = We try again as soon as it is back.
throttled-title = The server is too busy right now.
throttled-detail = Wait a moment and try again.
access-denied-title = This is not permitted.
reconnecting = Reconnecting…
live = Live
theme-system = As the system
theme-light = Light
theme-dark = Dark
appearance = Appearance
language = Language
language-pt-BR = Português
language-en = English
ago-now = now
ago-seconds = { $n } s ago
ago-minutes = { $n } min ago
ago-hours = { $n } h ago
ago-days = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
map-closer = Closer
map-further = Further away
map-whole = The whole town
map-follow = Follow again
json-added = new
json-changed = changed
json-more = Show { $n } more
