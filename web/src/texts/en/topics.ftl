# Topics: the list and the page of each.
topics-title = Topics
topics-detail = Messages to all who are subscribed.
topics-count = { $n ->
    [one] { $n } topic
   *[other] { $n } topics
}
topics-search = Search topics
topics-none-found = No topic has “{ $query }”
topics-show-all = Show all
topics-none = No topics yet
topics-none-detail = A topic takes each message to all who are subscribed: functions, queues, HTTP addresses, e-mails and phones.
topics-create = Create topic
topics-created = The topic { $name } is ready.
topics-name = Name
topics-name-hint = Letters, digits, - and _.
topics-name-fifo = Ends in .fifo.
topics-fifo-detail = In order within each group, and without repetition.
topics-subscriptions = Subscriptions
topics-pending = To be confirmed
topics-pending-n = { $n ->
    [one] { $n } to be confirmed
   *[other] { $n } to be confirmed
}
topics-subscribers-n = { $n ->
    [0] Nobody is subscribed yet
    [one] { $n } subscriber
   *[other] { $n } subscribers
}
topics-copy-arn = Copy ARN
topics-delete = Delete topic
topics-deleted = { $name } was deleted.
topics-delete-why = { $n ->
    [0] Whoever publishes to this topic will fail.
    [one] Its subscription ends, and whoever publishes will fail.
   *[other] Its { $n } subscriptions end, and whoever publishes will fail.
}
topics-publish = Publish
topics-publish-detail = { $n ->
    [0] Nobody gets it yet: no subscription is confirmed.
    [one] It goes to one subscriber, if their filter lets it.
   *[other] It goes to up to { $n } subscribers, as each one’s filter lets it.
}
topics-settings = Configuration
topics-no-subscriptions = Nobody is subscribed to this topic
topics-no-subscriptions-detail = What is published now reaches nobody.
topics-protocol = Protocol
topics-endpoint = Endpoint
topics-gets = What it gets
topics-gets-all = everything
topics-waits = To be confirmed
topics-raw = Raw message
topics-raw-detail = Delivers the text alone, without SNS’s envelope.
topics-dead-letters = Dead-letter queue (ARN)
topics-dead-letters-hint = Optional. Gets what could not be delivered.
topics-dead-letters-to = dead letters: { $queue }
topics-filter = Filter policy
topics-filter-hint = Empty gets everything. Example: {"{"}"item": ["bread", "milk"]{"}"}
topics-filter-scope = Where the filter looks
topics-filter-attributes = In the attributes
topics-filter-body = In the message
topics-subscribe = Subscribe
topics-subscribed = { $endpoint } gets the messages now.
topics-asked = { $endpoint } was asked to confirm.
topics-change = Change { $endpoint }
topics-changed = The subscription was changed.
topics-unsubscribe = End subscription
topics-unsubscribe-of = End { $endpoint }
topics-unsubscribe-why = { $endpoint } gets no more messages, not those that were still to be tried either.
topics-unsubscribed = The subscription has ended.
topics-confirm = Confirm by token
topics-confirm-why = The endpoint got a token that is good for two days. Paste it here.
topics-confirmed = Subscription confirmed.
topics-token = Token
topics-hint-email = The person gets a mail with a link to confirm.
topics-hint-http = The address gets a request to confirm.
topics-hint-sms = With the country’s code. Messages are kept in the outbox.
topics-hint-arn = The ARN of who gets it.
topics-subject = Subject
topics-subject-hint = Optional, for e-mails.
topics-message = Message
topics-group = Group
topics-group-hint = Messages of a group arrive in order.
topics-deduplication = Deduplication id
topics-deduplication-hint = The same within five minutes is delivered once.
topics-attributes = Attributes
topics-attribute = Name
topics-attribute-type = Type
topics-attribute-value = Value
topics-attribute-add = Attribute
topics-attribute-drop = Remove { $name }
topics-published = Published:
topics-saved = Configuration saved.
topics-owner = Account
topics-by-content = Deduplicates by content
topics-yes = Yes
topics-no = No
topics-display-name = Name for people
topics-display-name-hint = Shown in e-mails and text messages.
topics-delivery-policy = Delivery policy
topics-delivery-policy-hint = How often and how far apart HTTP is tried again. Empty is the default.
topics-in-effect = In effect
topics-in-effect-detail = What holds now, with the defaults.
topics-effective = Delivery
topics-access = Access
