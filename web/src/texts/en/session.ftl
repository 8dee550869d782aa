# The staff comes in here.
sign-in-motto = Every order on its way, from the counter to the door.
sign-in-title = Sign in
sign-in-detail = For those who work at the store.
sign-in-name = User name
sign-in-password = Password
sign-in = Sign in
sign-in-first = First time? Open the link that the server prints at its start, or ask for another with
