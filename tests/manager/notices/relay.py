"""Debian's aiosmtpd as a mail relay that is as strict, or as wrong, as the test says. One JSON line for each thing that happens."""
import asyncio, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

how = json.loads(sys.argv[1])


def tell(**what):
    print(json.dumps(what), flush=True)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if how.get("login") and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if how.get("from") and address != how["from"]:
            return "553 5.7.1 Sender address rejected: not owned by user"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if how.get("relay") is False:
            return "554 5.7.1 <%s>: Relay access denied" % address
        if address.startswith("nobody"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if how.get("refuse"):
            return "554 5.6.0 Message refused as spam"
        tell(event="message", sender=envelope.mail_from, to=envelope.rcpt_tos,
             text=envelope.content.decode("utf-8"), tls=how["security"] == "tls" or session.ssl is not None)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    name, word = data.login.decode(), data.password.decode()
    tell(event="login", mechanism=mechanism, name=name, tls=how["security"] == "tls" or session.ssl is not None)
    return AuthResult(success=(name, word) == (how["user"], how["password"]), handled=False)


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(how["chain"], how["key"])
    direct = how["security"] == "tls"

    def session():
        kind = how["security"]
        more = {"authenticator": authenticate, "auth_require_tls": kind == "starttls"} if how.get("login") else {}
        if how.get("plain") is False:
            more["auth_exclude_mechanism"] = ["PLAIN"]
        return SMTP(Handler(), hostname="relay.test", tls_context=context if kind == "starttls" else None,
                    require_starttls=kind == "starttls", **more)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", 0, ssl=context if direct else None)
    tell(event="ready", port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
