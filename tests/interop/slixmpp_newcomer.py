"""Somebody who was invited: a slixmpp program that makes its account with the token of an invitation (XEP-0445), logs in, says
what it is, publishes OMEMO keys and asks for push. Driven as slixmpp_agent.py is; the link comes in the first line.
"""
import asyncio
import json
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote
from xml.etree import ElementTree as ET

from slixmpp import ClientXMPP
from slixmpp.stanza import StreamFeatures
from slixmpp.xmlstream import ElementBase, register_stanza_plugin

from agent_lines import say

AXOLOTL = "eu.siacs.conversations.axolotl"


class TokenFeature(ElementBase):
    name = "register"
    namespace = "urn:xmpp:ibr-token:0"
    plugin_attrib = "ibr_token"
    interfaces = set()


def read_link(uri):
    """xmpp:marie@example.org?register;preauth=TOKEN, XEP-0445 section 2."""
    address, _, query = uri.removeprefix("xmpp:").partition("?")
    action, _, rest = query.partition(";")
    assert action == "register", uri
    return unquote(address), parse_qs(rest, separator=";")["preauth"][0]


class Newcomer(ClientXMPP):
    def __init__(self, first):
        self.invited, self.token = read_link(first["invitation"])
        super().__init__(self.invited, first["password"])
        self.ca_certs = Path(first["ca"])
        for plugin in ("xep_0030", "xep_0092", "xep_0115", "xep_0280"):
            self.register_plugin(plugin)
        self["xep_0092"].software_name, self["xep_0092"].version = "Newcomer", "4.2"
        register_stanza_plugin(StreamFeatures, TokenFeature)
        # After TLS (0), before logging in (100).
        self.register_feature("ibr_token", self.redeem, restart=False, order=50)
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("failed_auth", lambda _event: say("failed_auth"))
        self.add_event_handler("connection_failed", lambda error: say("connection_failed", why=str(error)))
        self.add_event_handler("disconnected", lambda _event: say("disconnected"))

    async def ask(self, payload, to=None):
        iq = self.Iq()
        iq["type"] = "set"
        if to:
            iq["to"] = to
        iq.append(ET.fromstring(payload))
        return await iq.send()

    async def redeem(self, _features):
        """XEP-0445 section 4, then XEP-0077 section 3.1."""
        # slixmpp holds back every query before there is a session.
        self._always_send_everything = True
        try:
            await self.ask(f"<preauth xmlns='urn:xmpp:pars:0' token='{self.token}'/>", self.boundjid.domain)
            name = self.invited.partition("@")[0]
            await self.ask(
                f"<query xmlns='jabber:iq:register'><username>{name}</username><password>{self.password}</password></query>"
            )
            say("registered", jid=self.invited)
        except Exception as error:
            say("refused", why=repr(error))
        finally:
            self._always_send_everything = False
        return False

    async def started(self, _event):
        # Told of the full address, which there is from now on.
        self["xep_0030"].add_identity(category="client", itype="phone", name="Newcomer")
        self["xep_0030"].add_feature(f"{AXOLOTL}.devicelist+notify")
        # Without it slixmpp's first presence does not say what the program is (XEP-0115).
        await self["xep_0115"].update_caps()
        self.send_presence()
        roster = await self.get_roster()
        people = [{"jid": str(jid), "groups": sorted(item["groups"])} for jid, item in roster["roster"]["items"].items()]
        await self.ask(
            f"<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='{AXOLOTL}.devicelist'><item id='current'>"
            f"<list xmlns='{AXOLOTL}'><device id='31415'/></list></item></publish></pubsub>"
        )
        await self.ask("<enable xmlns='urn:xmpp:push:0' jid='push.nowhere.test' node='n1'/>")
        self["xep_0280"].enable()
        say("here", jid=str(self.boundjid), people=people)


async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    first = json.loads(await reader.readline())
    newcomer = Newcomer(first)
    newcomer.connect((first["host"], first["port"]), use_ssl=first.get("direct", False))
    # Until whoever drives it leaves.
    while await reader.readline():
        pass


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(main())
