"""Rooms (XEP-0045) by aioxmpp: join, talk, subject, leave, and who is there."""
import aioxmpp
from aioxmpp import errors, muc
from aioxmpp.forms import xso as forms_xso
from aioxmpp.muc import xso as muc_xso

from agent_lines import say


class Rooms:
    ROOM_COMMANDS = ("join", "open", "room_message", "room_subject", "leave", "destroy")

    def watch_rooms(self):
        self.muc = self.client.summon(muc.MUCClient)
        self.rooms = {}

    async def join(self, line):
        address = aioxmpp.JID.fromstr(line["room"])
        room, entered = self.muc.join(address, line["nick"], history=muc_xso.History(maxstanzas=line.get("history")))
        self.rooms[line["room"]] = room
        room.on_message.connect(self.room_message)
        room.on_topic_changed.connect(
            lambda _member, topic, **_more: say("subject", room=line["room"], text=(topic.any() if topic else "") or "")
        )
        room.on_join.connect(lambda member, **_more: self.occupant(line["room"], member, True))
        room.on_leave.connect(lambda member, **_more: self.occupant(line["room"], member, False))
        room.on_enter.connect(lambda *_args, **_more: self.occupant(line["room"], room.me, True))
        room.on_exit.connect(lambda **_more: self.occupant(line["room"], room.me, False))
        try:
            await entered
            say("joined", room=line["room"], nick=room.me.nick)
        except errors.XMPPError as error:
            say("not_joined", room=line["room"], why=error.condition.value[1])

    @staticmethod
    def room_message(message, member, _source, **_more):
        delayed = message.xep0203_delay is not None and len(message.xep0203_delay) > 0
        sender = message.from_
        say(
            "room_message",
            room=str(sender.bare()),
            nick=sender.resource or "",
            id=message.id_,
            body=message.body.any() if message.body else "",
            delayed=delayed,
        )

    @staticmethod
    def occupant(room, member, here):
        say("occupant", room=room, nick=member.nick, here=here, role=member.role, affiliation=member.affiliation)

    async def room_command(self, line):
        name = line["do"]
        if name == "join":
            await self.join(line)
            return
        room = self.rooms[line["room"]]
        if name == "open":
            # Section 10.1.2: an empty form takes the defaults.
            await self.muc.set_room_config(room.jid, forms_xso.Data(type_=forms_xso.DataType.SUBMIT))
            say("opened", room=line["room"])
        elif name == "room_message":
            message = aioxmpp.Message(type_=aioxmpp.MessageType.GROUPCHAT, to=room.jid, id_=line["id"])
            message.body[None] = line["body"]
            self.client.enqueue(message)
        elif name == "room_subject":
            await room.set_topic({None: line["text"]})
        elif name == "leave":
            await room.leave()
        elif name == "destroy":
            query = muc_xso.OwnerQuery()
            query.destroy = muc_xso.DestroyRequest()
            query.destroy.reason = line.get("reason")
            await self.client.send(aioxmpp.IQ(type_=aioxmpp.IQType.SET, to=room.jid, payload=query))
            say("destroyed", room=line["room"])
