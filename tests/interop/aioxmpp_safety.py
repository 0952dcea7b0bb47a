"""Blocking (XEP-0191) and commands (XEP-0050) by aioxmpp."""
import aioxmpp
from aioxmpp import adhoc, blocking

from agent_lines import say


class Safety:
    SAFETY_COMMANDS = ("blocklist", "block", "unblock", "commands", "run")

    def watch_safety(self):
        self.blocking = self.client.summon(blocking.BlockingClient)
        self.adhoc = self.client.summon(adhoc.AdHocClient)
        dispatcher = self.client.summon(aioxmpp.dispatcher.SimpleMessageDispatcher)
        dispatcher.register_callback(aioxmpp.MessageType.ERROR, None, self.refused)
        self.blocking.on_jids_blocked.connect(lambda jids: say("blocked", jids=self.sorted_jids(jids)))
        self.blocking.on_jids_unblocked.connect(lambda jids: say("unblocked", jids=self.sorted_jids(jids)))

    @staticmethod
    def sorted_jids(jids):
        return sorted(str(jid) for jid in jids)

    @staticmethod
    def refused(message):
        _namespace, condition = message.error.condition.value
        say("refused", jid=str(message.from_), condition=condition)

    async def safety_command(self, line):
        name = line["do"]
        if name == "blocklist":
            say("blocklist", jids=self.sorted_jids(self.blocking.blocklist))
        elif name == "block":
            await self.blocking.block_jids([aioxmpp.JID.fromstr(line["jid"])])
            say("done")
        elif name == "unblock":
            await self.blocking.unblock_jids([aioxmpp.JID.fromstr(line["jid"])])
            say("done")
        elif name == "commands":
            items = await self.adhoc.get_commands(aioxmpp.JID.fromstr(line["jid"]))
            say("commands", nodes=sorted(item.node for item in items))
        else:
            await self.run_command(line)

    async def run_command(self, line):
        session = await self.adhoc.execute(aioxmpp.JID.fromstr(line["jid"]), line["node"])
        while session.status == aioxmpp.adhoc.CommandStatus.EXECUTING:
            form = session.first_payload
            for field in form.fields:
                if field.var in line["values"]:
                    value = line["values"][field.var]
                    field.values[:] = value if isinstance(value, list) else [value]
            form.type_ = aioxmpp.forms.DataType.SUBMIT
            await session.proceed(action=adhoc.ActionType.COMPLETE)
        fields = session.first_payload.fields if session.first_payload is not None else []
        result = {
            field.var: list(field.values) if len(field.values) != 1 else field.values[0]
            for field in fields
            if field.var != "FORM_TYPE"
        }
        say("completed", fields=result)
