"""A mail server for tests. Prints its port, then each mail it accepts, as a line of JSON.

Asks for a user and a password. Some recipients are refused: `busy` for now, `unknown` for good,
`third` twice for now.

With a certificate and its key as arguments, says nothing before the connection is secret (STARTTLS).
"""

import asyncio
import json
import logging
import ssl
import sys
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult

logging.disable(logging.WARNING)
asked = {}


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        asked[name] = asked.get(name, 0) + 1
        if name == "busy" or (name == "third" and asked[name] < 3):
            return "450 mailbox busy, come again"
        if name == "unknown":
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        parts = {
            part.get_content_type(): part.get_content().rstrip("\r\n")
            for part in mail.walk()
            if not part.is_multipart()
        }
        print(
            json.dumps(
                {
                    "recipients": envelope.rcpt_tos,
                    "to": str(mail["to"]),
                    "from": str(mail["from"]),
                    "subject": str(mail["subject"]),
                    "headers": {name: str(value) for name, value in mail.items()},
                    "parts": parts,
                }
            ),
            flush=True,
        )
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (b"shop", b"s3cret")
    return AuthResult(success=known, handled=False)


def smtp():
    secret = None
    if len(sys.argv) > 1:
        secret = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secret.load_cert_chain(*sys.argv[1:])
    return SMTP(
        Handler(),
        auth_required=True,
        auth_require_tls=secret is not None,
        authenticator=authenticate,
        require_starttls=secret is not None,
        tls_context=secret,
    )


async def serve():
    server = await asyncio.get_running_loop().create_server(smtp, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


try:
    asyncio.run(serve())
except KeyboardInterrupt:
    sys.exit()
