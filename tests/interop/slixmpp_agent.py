"""A slixmpp client driven by lines of JSON.

Commands come on standard input, events leave on standard output, one JSON object a line. It verifies the server's
certificate against the authority it is given, as a careful program would; there is no switch to turn that off.
The password arrives in the first line, never as an argument.
"""
import asyncio
import json
import logging
import sys
from pathlib import Path

from slixmpp import ClientXMPP
from slixmpp.plugins.xep_0198.stanza import Resume


def say(kind, **fields):
    print(json.dumps({"event": kind, **fields}), flush=True)


class Agent(ClientXMPP):
    def __init__(self, first):
        super().__init__(first["jid"], first["password"])
        self.ca_certs = Path(first["ca"])
        self.auto_authorize = True
        self.auto_subscribe = True
        for plugin in ("xep_0030", "xep_0198", "xep_0199", "xep_0203", "xep_0280", "xep_0313"):
            self.register_plugin(plugin)
        self.keep_queue_on_resume()
        # Messages given while the connection is away wait until it is back, as in a chat window.
        self.connected_now, self.held = False, []
        self.add_event_handler("disconnected", lambda _event: self.online(False))
        self.add_event_handler("session_start", lambda _event: self.online(True))
        self.add_event_handler("session_resumed", lambda _event: self.online(True))
        for name in ("session_start", "session_resumed", "sm_failed", "disconnected", "failed_auth"):
            self.add_event_handler(name, self.relay(name))
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("ssl_invalid_chain", lambda error: say("untrusted", why=str(error)))
        self.add_event_handler("ssl_invalid_cert", lambda error: say("untrusted", why=str(error)))
        self.add_event_handler("connection_failed", lambda error: say("connection_failed", why=str(error)))
        self.add_event_handler("sm_enabled", lambda enabled: say("sm_enabled", id=self["xep_0198"].sm_id or ""))
        self.add_event_handler("stanza_acked", lambda stanza: say("acked", id=stanza["id"], name=stanza.name))
        self.add_event_handler("message", self.message)
        self.add_event_handler("carbon_sent", lambda stanza: self.carbon("sent", stanza))
        self.add_event_handler("carbon_received", lambda stanza: self.carbon("received", stanza))
        self.add_event_handler(
            "changed_status",
            lambda presence: say("presence", jid=str(presence["from"]), type=presence["type"], show=presence["show"]),
        )
        self.add_event_handler(
            "roster_subscription_authorized", lambda presence: say("subscribed", jid=str(presence["from"].bare))
        )
        self.add_event_handler(
            "roster_update",
            lambda iq: say(
                "roster",
                items=[
                    {"jid": str(jid), "subscription": item["subscription"]}
                    for jid, item in iq["roster"]["items"].items()
                ],
            ),
        )

    def keep_queue_on_resume(self):
        """Works around slixmpp 1.8.3: it empties the queue of unacknowledged stanzas as it sends <resume/>, so that
        nothing is left to send again once the server says how far it got (XEP-0198 section 5)."""
        management = self["xep_0198"]
        original = management._handle_outgoing

        def outgoing(stanza):
            if isinstance(stanza, Resume):
                management.enabled_out = True
                return stanza
            return original(stanza)

        self.del_filter("out_sync", original)
        self.add_filter("out_sync", outgoing)

    def online(self, now):
        self.connected_now = now
        if now:
            held, self.held = self.held, []
            for line in held:
                self.say_message(line)
            self.ask_for_ack()

    def ask_for_ack(self):
        # The library queues stanzas but writes <r/> at once; asked a moment later, the answer covers what was said.
        asyncio.get_event_loop().call_later(0.05, lambda: self.connected_now and self["xep_0198"].request_ack())

    def say_message(self, line):
        if not self.connected_now:
            self.held.append(line)
            return
        message = self.make_message(mto=line["to"], mbody=line["body"], mtype="chat")
        message["id"] = line["id"]
        message.send()
        self.ask_for_ack()

    @staticmethod
    def relay(name):
        return lambda event: say(name, detail=str(event)[:300] if event else "")

    async def started(self, _event):
        await self.get_roster()
        self.send_presence()
        say("ready", jid=str(self.boundjid.full))

    @staticmethod
    def message(message):
        if message["body"]:
            delayed = bool(message.xml.find("{urn:xmpp:delay}delay") is not None)
            say("message", jid=str(message["from"]), id=message["id"], body=message["body"], delayed=delayed)

    @staticmethod
    def carbon(direction, stanza):
        inner = stanza["carbon_" + direction]
        say("carbon", direction=direction, jid=str(inner["from"]), to=str(inner["to"]), body=inner["body"])

    async def command(self, line):
        name = line["do"]
        if name == "subscribe":
            self.send_presence_subscription(pto=line["to"])
        elif name == "message":
            self.say_message(line)
        elif name == "carbons":
            await self["xep_0280"].enable()
            say("carbons_enabled")
        elif name == "drop":
            # The connection goes away without a word, as in a lift.
            self.abort()
        elif name == "reconnect":
            self.connect(self.host_and_port)
        elif name == "archive":
            await self.archive(line)
        elif name == "features":
            info = await self["xep_0030"].get_info(jid=self.boundjid.bare if line.get("account") else self.boundjid.host)
            say("features", features=sorted(info["disco_info"]["features"]))
        elif name == "quit":
            await self.disconnect()
            asyncio.get_event_loop().stop()

    async def archive(self, line):
        """Pages through the whole archive from its start, `page` items at a time."""
        found, pages, after = [], 0, None
        while True:
            rsm = {"max": str(line["page"])}
            if after is not None:
                rsm["after"] = after
            answer = await self["xep_0313"].retrieve(with_jid=line.get("with"), rsm=rsm, timeout=10)
            results = answer["mam"]["results"]
            pages += 1
            for result in results:
                forwarded = result["mam_result"]["forwarded"]["stanza"]
                found.append({"archive": result["mam_result"]["id"], "id": forwarded["id"], "body": forwarded["body"]})
            fin = answer["mam_fin"]
            if fin.xml.get("complete") == "true" or not results:
                break
            after = fin["rsm"]["last"]
        say("archive", pages=pages, items=found)


async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    first = json.loads(await reader.readline())
    agent = Agent(first)
    agent.host_and_port = (first["host"], first["port"])
    # Come back by ourselves when the server goes away, as chat programs do.
    if first.get("reconnect"):
        agent.add_event_handler(
            "disconnected",
            lambda _event: asyncio.get_event_loop().call_later(
                0.3, lambda: agent.connect((first["host"], first["port"]), use_ssl=first.get("direct", False))
            ),
        )
    agent.connect((first["host"], first["port"]), use_ssl=first.get("direct", False))
    while line := await reader.readline():
        try:
            await agent.command(json.loads(line))
        except Exception as error:  # the driver decides what a failed command means
            say("command_failed", why=repr(error))


if __name__ == "__main__":
    if "--debug" in sys.argv:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(main())
