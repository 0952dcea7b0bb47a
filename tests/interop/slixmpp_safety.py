"""Blocking (XEP-0191) and commands (XEP-0050) by slixmpp."""
from agent_lines import say


class Safety:
    SAFETY_COMMANDS = ("blocklist", "block", "unblock", "commands", "run")

    def watch_safety(self):
        for plugin in ("xep_0050", "xep_0191"):
            self.register_plugin(plugin)
        self.add_event_handler("blocked", lambda iq: say("blocked", jids=self.sorted_jids(iq["block"]["items"])))
        self.add_event_handler("unblocked", lambda iq: say("unblocked", jids=self.sorted_jids(iq["unblock"]["items"])))
        self.add_event_handler("message_error", self.refused)

    @staticmethod
    def sorted_jids(jids):
        return sorted(str(jid) for jid in jids)

    @staticmethod
    def refused(message):
        say("refused", jid=str(message["from"]), id=message["id"], condition=message["error"]["condition"])

    async def safety_command(self, line):
        name, blocking, adhoc = line["do"], self["xep_0191"], self["xep_0050"]
        if name == "blocklist":
            answer = await blocking.get_blocked()
            say("blocklist", jids=self.sorted_jids(answer["blocklist"]["items"]))
        elif name == "block":
            await blocking.block([line["jid"]])
            say("done")
        elif name == "unblock":
            await blocking.unblock([line["jid"]])
            say("done")
        elif name == "commands":
            items = (await adhoc.get_commands(line["jid"]))["disco_items"]["items"]
            say("commands", nodes=sorted(node for _jid, node, _name in items))
        else:
            await self.run_command(adhoc, line)

    @staticmethod
    async def run_command(adhoc, line):
        answer = await adhoc.send_command(line["jid"], line["node"])
        while answer["command"]["status"] == "executing":
            form = answer["command"]["form"]
            for field, value in line["values"].items():
                form.get_fields()[field]["value"] = value
            form.reply()
            answer = await adhoc.send_command(
                line["jid"], line["node"], action="complete", payload=form, sessionid=answer["command"]["sessionid"]
            )
        result = answer["command"]["form"].get_values() if answer["command"].get_plugin("form", check=True) else {}
        say("completed", fields={name: value for name, value in result.items() if name != "FORM_TYPE"})
