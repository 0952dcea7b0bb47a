"""A component (XEP-0114) by slixmpp, with its privileges (XEP-0356): takes commands and gives events as lines of JSON (support/agent.ts)."""
import asyncio
import json
import sys

from agent_lines import say
from slixmpp import Message
from slixmpp.componentxmpp import ComponentXMPP
from slixmpp.exceptions import IqError, IqTimeout


class Component(ComponentXMPP):
    def __init__(self, options):
        super().__init__(options["jid"], options["password"], options["host"], options["port"])
        self.serves = options["serves"]
        for plugin in ("xep_0030", "xep_0199", "xep_0297", "xep_0356"):
            self.register_plugin(plugin)
        self["xep_0030"].add_identity(category="automation", itype="translation", name="slixmpp")
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("failed_auth", lambda _: say("refused"))
        self.add_event_handler("disconnected", lambda why: say("disconnected"))
        self.add_event_handler("privileges_advertised", lambda _: say("privileges", **self["xep_0356"].granted_privileges))
        self.add_event_handler("message", self.heard)
        self.add_event_handler("presence_available", lambda p: say("available", jid=str(p["from"])))
        self.add_event_handler("presence_unavailable", lambda p: say("gone", jid=str(p["from"])))

    def started(self, _event):
        # Messages in somebody's name go to the domain, not to where the socket leads.
        self.server_host = self.serves
        say("ready")

    def heard(self, message):
        if message["type"] in ("chat", "normal") and message["body"]:
            say("message", sender=str(message["from"]), to=str(message["to"]), body=message["body"])

    async def run(self, line):
        privileges = self["xep_0356"]
        do = line["do"]
        if do == "say":
            self.send_message(mto=line["to"], mfrom=line["sender"], mbody=line["body"], mtype="chat")
        elif do == "say_as":
            message = Message()
            message["from"], message["to"], message["type"] = line["sender"], line["to"], "chat"
            message["body"] = line["body"]
            privileges.send_privileged_message(message)
        elif do == "roster":
            answer = await privileges.get_roster(line["of"])
            say("roster", items=sorted(str(jid) for jid in answer["roster"]["items"]))
        elif do == "set_roster":
            await privileges.set_roster(line["of"], {line["jid"]: {"name": line["name"], "subscription": "none", "groups": []}})
            say("roster_set")
        elif do == "info":
            answer = await self["xep_0030"].get_info(jid=line["jid"], ifrom=self.boundjid.bare, cached=False)
            say("info", features=sorted(answer["disco_info"]["features"]))

    async def obey(self):
        reader = asyncio.StreamReader()
        await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            try:
                await self.run(json.loads(line))
            except (IqError, IqTimeout) as error:
                say("failed", why=error.condition)


async def main():
    options = json.loads(sys.stdin.readline())
    component = Component(options)
    component.connect()
    await component.obey()


asyncio.get_event_loop().run_until_complete(main())
