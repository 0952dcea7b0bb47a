"""An aioxmpp client driven by lines of JSON: the commands and events of slixmpp_agent.py.

It verifies the server's certificate against the authority it is given; there is no switch to turn that off. The library
comes back by itself when the connection goes, and resumes its stream.
"""
import asyncio
import json
import logging
import sys
from datetime import timedelta

import aioxmpp
import OpenSSL.SSL
from aioxmpp import carbons, connector, disco, presence, roster, security_layer, stream

from agent_lines import say
from aioxmpp_archive import Archive
from aioxmpp_avatars import Avatars
from aioxmpp_rooms import Rooms
from aioxmpp_safety import Safety


def trusting(authority):
    """A TLS context that knows this authority and no other (the library's own adds those of the system)."""

    def context():
        made = security_layer.default_ssl_context()
        made.load_verify_locations(authority)
        return made

    return context


class OnlyThisAuthority(security_layer.PKIXCertificateVerifier):
    """Checks chain and name, without the authorities of the system."""

    def setup_context(self, ctx, transport):
        self.transport = transport
        ctx.set_verify(OpenSSL.SSL.VERIFY_PEER, self.checked)

    def checked(self, connection, certificate, error, depth, preverify):
        passed = self.verify_callback(connection, certificate, error, depth, preverify)
        if not passed:
            say("untrusted", why=f"error {error} at depth {depth}")
        return passed


class Agent(Archive, Rooms, Avatars, Safety):
    def __init__(self, first):
        self.first = first
        self.client = aioxmpp.Client(
            aioxmpp.JID.fromstr(first["jid"]),
            security_layer.make(first["password"], ssl_context_factory=trusting(first["ca"]))._replace(
                certificate_verifier_factory=OnlyThisAuthority
            ),
            override_peer=[
                (
                    first["host"],
                    first["port"],
                    connector.XMPPOverTLSConnector() if first.get("direct") else connector.STARTTLSConnector(),
                )
            ],
        )
        self.client.backoff_start = timedelta(seconds=0.2)
        self.roster = self.client.summon(roster.RosterClient)
        self.presence = self.client.summon(presence.PresenceServer)
        self.disco = self.client.summon(disco.DiscoClient)
        self.carbons = self.client.summon(carbons.CarbonsClient)
        self.changed, self.renewed, self.here = set(), False, False
        self.watch_stream()
        self.watch_roster()
        self.watch_archive()
        self.watch_rooms()
        self.watch_avatars()
        self.watch_safety()
        # As filters, since the library's own services are the listeners.
        self.client.stream.app_inbound_message_filter.register(self.message)
        self.client.stream.app_inbound_presence_filter.register(self.seen)

    def watch_stream(self):
        client = self.client
        client.on_stream_established.connect(self.established)
        client.on_stream_resumed.connect(self.resumed)
        client.on_stream_suspended.connect(self.gone)
        client.on_stopped.connect(self.gone)
        client.on_failure.connect(lambda error: say("failed", why=repr(error)))

    def watch_roster(self):
        for signal in (
            self.roster.on_entry_added,
            self.roster.on_entry_name_changed,
            self.roster.on_entry_subscription_state_changed,
        ):
            signal.connect(self.pushed)
        for signal in (self.roster.on_entry_added_to_group, self.roster.on_entry_removed_from_group):
            signal.connect(lambda item, _group: self.pushed(item))
        self.roster.on_entry_removed.connect(
            lambda item: say("roster_push", jid=str(item.jid), subscription="remove", name="", groups=[])
        )
        self.roster.on_subscribe.connect(self.asked)
        self.roster.on_subscribed.connect(lambda stanza: say("subscribed", jid=str(stanza.from_.bare())))
        self.roster.on_unsubscribed.connect(lambda stanza: say("unsubscribed", jid=str(stanza.from_.bare())))

    def gone(self, reason="stopped"):
        self.renewed = self.here = False
        say("disconnected", detail=str(reason))

    def resumed(self):
        # The library says this also of the new stream that follows one it had to give up.
        if not self.renewed:
            say("session_resumed", detail="")

    def established(self):
        self.renewed = True
        management = self.client.stream
        say("sm_enabled", id=(management.sm_id or "") if management.sm_enabled else "")
        if not self.first.get("silent"):
            self.presence.set_presence(aioxmpp.PresenceState(True))
        self.ready()

    def ready(self):
        """Once the server knows that we are here: before that a message waits, or comes as a copy."""
        if self.renewed and (self.here or self.first.get("silent")):
            say("ready", jid=str(self.client.local_jid))

    def asked(self, stanza):
        who = stanza.from_.bare()
        say("asked", jid=str(who))
        if not self.first.get("manual"):
            self.roster.approve(who)
            self.roster.subscribe(who)

    def pushed(self, item):
        """The library tells each change of an item by itself; they are said as one once it is through with them."""
        if item.jid not in self.changed:
            self.changed.add(item.jid)
            asyncio.get_event_loop().call_soon(self.say_pushed, item)

    def say_pushed(self, item):
        self.changed.discard(item.jid)
        say("roster_push", **self.entry(item))

    @staticmethod
    def entry(item):
        return {
            "jid": str(item.jid),
            "name": item.name or "",
            "groups": sorted(item.groups),
            "subscription": item.subscription,
        }

    def seen(self, stanza):
        available = stanza.type_ == aioxmpp.PresenceType.AVAILABLE
        if not available and stanza.type_ != aioxmpp.PresenceType.UNAVAILABLE:
            return stanza
        show = stanza.show.value or ""
        say(
            "presence",
            jid=str(stanza.from_),
            type=(show or "available") if available else "unavailable",
            show=show,
            status=stanza.status.any() if stanza.status else "",
            priority=stanza.priority,
        )
        if available and not self.here and stanza.from_ == self.client.local_jid:
            self.here = True
            self.ready()
        return stanza

    def message(self, stanza):
        self.tell(stanza)
        return stanza

    def tell(self, stanza):
        if self.is_archived(stanza):
            return
        for direction, copy in (("sent", stanza.xep0280_sent), ("received", stanza.xep0280_received)):
            if copy is not None:
                inner = copy.stanza
                body = inner.body.any() if inner.body else ""
                say("carbon", direction=direction, jid=str(inner.from_), to=str(inner.to), body=body)
                return
        if stanza.body and stanza.type_ != aioxmpp.MessageType.GROUPCHAT:
            delayed = stanza.xep0203_delay is not None and len(stanza.xep0203_delay) > 0
            say("message", jid=str(stanza.from_), id=stanza.id_, body=stanza.body.any(), delayed=delayed)

    def say_message(self, line):
        message = aioxmpp.Message(type_=aioxmpp.MessageType.CHAT, to=aioxmpp.JID.fromstr(line["to"]), id_=line["id"])
        message.body[None] = line["body"]

        def state(_token, now):
            if now is stream.StanzaState.ACKED:
                say("acked", id=line["id"], name="message")

        self.client.enqueue(message, on_state_change=state)

    def change_presence(self, line):
        # The library's own service leaves the priority out.
        stanza = aioxmpp.Presence(type_=aioxmpp.PresenceType(line.get("type")))
        stanza.show = aioxmpp.PresenceShow(line.get("show"))
        stanza.priority = line.get("priority", 0)
        if "to" in line:
            stanza.to = aioxmpp.JID.fromstr(line["to"])
        if "status" in line:
            stanza.status[None] = line["status"]
        self.client.enqueue(stanza)

    async def set_contact(self, line):
        jid = aioxmpp.JID.fromstr(line["jid"])
        known = self.roster.items[jid].groups if jid in self.roster.items else set()
        wanted = set(line.get("groups", []))
        await self.roster.set_entry(
            jid, name=line.get("name"), add_to_groups=wanted - known, remove_from_groups=known - wanted
        )
        say("roster_done", jid=line["jid"])

    async def command(self, line):
        name = line["do"]
        peer = aioxmpp.JID.fromstr(line["to"]) if "to" in line else None
        if name == "subscribe":
            self.roster.subscribe(peer)
        elif name == "approve":
            self.roster.approve(peer)
        elif name == "unsubscribe":
            self.roster.unsubscribe(peer)
        elif name == "message":
            self.say_message(line)
        elif name == "presence":
            self.change_presence(line)
        elif name == "roster":
            items = sorted(self.roster.items.values(), key=lambda item: str(item.jid))
            say("roster", items=[self.entry(item) for item in items], version=self.roster.version or "")
        elif name == "roster_set":
            await self.set_contact(line)
        elif name == "roster_remove":
            await self.roster.remove_entry(aioxmpp.JID.fromstr(line["jid"]))
            say("roster_done", jid=line["jid"])
        elif name == "carbons":
            await self.carbons.enable()
            say("carbons_enabled")
        elif name == "archive":
            await self.archive(line)
        elif name == "features":
            target = self.client.local_jid.bare() if line.get("account") else host_of(self.client)
            say("features", features=sorted((await self.disco.query_info(target)).features))
        elif name == "away":
            self.client.stop()
        elif name == "back":
            self.client.start()
        elif name == "quit":
            self.client.stop()
        elif name in self.ROOM_COMMANDS:
            await self.room_command(line)
        elif name in self.AVATAR_COMMANDS:
            await self.avatar_command(line)
        elif name in self.SAFETY_COMMANDS:
            await self.safety_command(line)


def host_of(client):
    return client.local_jid.replace(localpart=None, resource=None)


async def main():
    reader = asyncio.StreamReader(limit=2**20)
    await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    agent = Agent(json.loads(await reader.readline()))
    agent.client.start()
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
