# Os celulares dos clientes da demonstração.
phone-title = Celulares dos clientes
phone-lead = O que cada cliente inventado recebeu por WhatsApp, SMS e e-mail. Os links funcionam.
phone-customers = Clientes
phone-none = Nenhuma mensagem ainda
phone-none-detail = Assim que alguém pedir, os avisos chegam aqui.
phone-whatsapp = WhatsApp
phone-sms = SMS
phone-email = E-mail
phone-held = sai às { $at }
phone-sending = enviando…
phone-unsent = O que não foi enviado
phone-unsent-detail = E por quê.
phone-unsent-none = Tudo foi enviado.
phone-failed = falhou: { $why }
