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

from agent_lines import say
from slixmpp_avatars import Avatars
from slixmpp_remote import Remote
from slixmpp_rooms import Rooms
from slixmpp_safety import Safety



class Agent(Rooms, Avatars, Safety, Remote, ClientXMPP):
    def __init__(self, first):
        super().__init__(first["jid"], first["password"])
        self.ca_certs = Path(first["ca"])
        # `manual`: subscriptions wait for the commands that answer them; `silent`: no presence until told to.
        self.manual, self.silent = first.get("manual", False), first.get("silent", False)
        self.auto_authorize = None if self.manual else True
        self.auto_subscribe = not self.manual
        self.contacts = {}
        for plugin in ("xep_0030", "xep_0198", "xep_0199", "xep_0203", "xep_0280", "xep_0313"):
            self.register_plugin(plugin)
        self.watch_rooms()
        # Only when asked for: with entity capabilities slixmpp 1.8.3 loses what it says while it resumes a stream.
        if first.get("avatars"):
            self.watch_avatars()
        self.watch_safety()
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
        self.add_event_handler("changed_status", self.seen)
        self.add_event_handler(
            "roster_subscription_authorized", lambda presence: say("subscribed", jid=str(presence["from"].bare))
        )
        self.add_event_handler(
            "roster_subscription_removed", lambda presence: say("unsubscribed", jid=str(presence["from"].bare))
        )
        self.add_event_handler(
            "roster_subscription_request", lambda presence: say("asked", jid=str(presence["from"].bare))
        )
        self.add_event_handler("roster_update", self.roster_update)

    def roster_update(self, iq):
        """Keeps the contacts as the server tells them: the library never forgets a removed one."""
        items = {
            str(jid): {
                "jid": str(jid),
                "name": item["name"],
                "groups": sorted(item["groups"]),
                "subscription": item["subscription"],
            }
            for jid, item in iq["roster"]["items"].items()
        }
        if iq["type"] == "set":
            for jid, item in items.items():
                if item["subscription"] == "remove":
                    self.contacts.pop(jid, None)
                else:
                    self.contacts[jid] = item
                say("roster_push", **item)
        # An empty result says that the version asked with is still good (RFC 6121 section 2.6.3).
        elif items or iq["roster"]["ver"]:
            self.contacts = items

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
        if self.silent:
            say("ready", jid=str(self.boundjid.full))
        else:
            self.entering = True
            self.send_presence()

    def seen(self, presence):
        who = str(presence["from"])
        say(
            "presence",
            jid=who,
            type=presence["type"],
            show=presence["show"],
            status=presence["status"],
            priority=presence["priority"],
        )
        # Ready is when the server knows that we are here: before that a message waits, or comes as a copy.
        if self.entering and who == str(self.boundjid.full):
            self.entering = False
            say("ready", jid=who)

    @staticmethod
    def message(message):
        if message["body"] and message["type"] != "groupchat":
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
        elif name == "approve":
            self.send_presence_subscription(pto=line["to"], ptype="subscribed")
        elif name == "unsubscribe":
            self.send_presence_subscription(pto=line["to"], ptype="unsubscribe")
        elif name == "message":
            self.say_message(line)
        elif name == "presence":
            self.send_presence(
                pto=line.get("to"),
                ptype=line.get("type"),
                pshow=line.get("show"),
                pstatus=line.get("status"),
                ppriority=line.get("priority"),
            )
        elif name == "roster":
            items = sorted(self.contacts.values(), key=lambda item: item["jid"])
            say("roster", items=items, version=self.client_roster.version or "")
        elif name == "roster_set":
            await self.update_roster(line["jid"], name=line.get("name"), groups=line.get("groups", []), subscription=None)
            say("roster_done", jid=line["jid"])
        elif name == "roster_remove":
            await self.del_roster_item(line["jid"])
            say("roster_done", jid=line["jid"])
        elif name == "carbons":
            await self["xep_0280"].enable()
            say("carbons_enabled")
        elif name == "drop":
            # The connection goes away without a word, as in a lift.
            self.abort()
        elif name == "away":
            await self.disconnect()
        elif name in ("reconnect", "back"):
            self.connect(self.host_and_port, use_ssl=self.direct)
        elif name == "archive":
            await self.archive(line)
        elif name == "features":
            info = await self["xep_0030"].get_info(jid=self.boundjid.bare if line.get("account") else self.boundjid.host)
            say("features", features=sorted(info["disco_info"]["features"]))
        elif name == "quit":
            await self.disconnect()
            asyncio.get_event_loop().stop()
        elif name in self.ROOM_COMMANDS:
            await self.room_command(line)
        elif name in self.AVATAR_COMMANDS:
            await self.avatar_command(line)
        elif name in self.SAFETY_COMMANDS:
            await self.safety_command(line)
        elif name in self.REMOTE_COMMANDS:
            await self.remote_command(line)

    async def archive(self, line):
        """Pages through the archive, `page` items at a time; with `backwards` from its end. One iterator a page, since
        the library's own stops after the first page backwards when the server says its index."""
        found, pages, backwards, mark = [], 0, line.get("backwards", False), None
        while True:
            asking = self["xep_0313"].retrieve(
                with_jid=line.get("with"), reverse=backwards, iterator=True, rsm={"max": line["page"]}
            )
            asking.start = mark
            try:
                fin = (await asking.next())["mam_fin"]
            except StopAsyncIteration:  # an empty page
                pages += 1
                break
            page = []
            for result in fin["results"]:
                forwarded = result["mam_result"]["forwarded"]["stanza"]
                page.append({"archive": result["mam_result"]["id"], "id": forwarded["id"], "body": forwarded["body"]})
            found = page + found if backwards else found + page
            pages += 1
            if fin.xml.get("complete") == "true":
                break
            mark = fin["rsm"]["first"] if backwards else fin["rsm"]["last"]
        say("archive", pages=pages, items=found)


async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    first = json.loads(await reader.readline())
    agent = Agent(first)
    agent.host_and_port, agent.direct = (first["host"], first["port"]), first.get("direct", False)
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
