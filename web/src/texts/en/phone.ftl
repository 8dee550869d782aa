# The phones of the demo's customers.
phone-title = Customers' phones
phone-lead = What each made-up customer got by WhatsApp, SMS and e-mail. The links work.
phone-customers = Customers
phone-none = No messages yet
phone-none-detail = As soon as somebody orders, messages arrive here.
phone-whatsapp = WhatsApp
phone-sms = SMS
phone-email = E-mail
phone-held = leaves at { $at }
phone-sending = sending…
phone-unsent = What was not sent
phone-unsent-detail = And why.
phone-unsent-none = Everything was sent.
phone-failed = failed: { $why }
