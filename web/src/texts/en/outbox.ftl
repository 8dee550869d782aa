# Outbox
outbox-title = Outbox
