"""Rooms (XEP-0045) by slixmpp: join, talk, subject, leave, and who is there."""
from agent_lines import say


class Rooms:
    ROOM_COMMANDS = ("join", "open", "room_message", "room_subject", "leave", "destroy")

    def watch_rooms(self):
        for plugin in ("xep_0045", "xep_0249"):
            self.register_plugin(plugin)
        self.add_event_handler("groupchat_message", self.room_message)
        self.add_event_handler(
            "groupchat_subject",
            lambda message: say("subject", room=str(message["from"].bare), text=message["subject"]),
        )
        self.add_event_handler("groupchat_presence", self.occupant)

    @staticmethod
    def room_message(message):
        delayed = message.xml.find("{urn:xmpp:delay}delay") is not None
        sender = message["from"]
        say("room_message", room=sender.bare, nick=sender.resource, id=message["id"], body=message["body"], delayed=delayed)

    @staticmethod
    def occupant(presence):
        sender, item = presence["from"], presence["muc"]
        gone = presence["type"] == "unavailable"
        say(
            "occupant",
            room=sender.bare,
            nick=sender.resource,
            here=not gone,
            role=item["role"],
            affiliation=item["affiliation"],
        )

    async def room_command(self, line):
        name, room = line["do"], line["room"]
        rooms = self["xep_0045"]
        if name == "join":
            try:
                joined = await rooms.join_muc_wait(room, line["nick"], maxstanzas=line.get("history"), timeout=10)
                say("joined", room=room, nick=str(joined[0]["from"].resource))
            except Exception as error:  # the driver decides what a refusal means
                condition = getattr(error, "condition", repr(error))
                say("not_joined", room=room, why=condition)
        elif name == "open":
            # Section 10.1.2: an empty form takes the defaults.
            await rooms.set_room_config(room, self["xep_0004"].make_form(ftype="submit"))
            say("opened", room=room)
        elif name == "room_message":
            message = self.make_message(mto=room, mbody=line["body"], mtype="groupchat")
            message["id"] = line["id"]
            message.send()
        elif name == "room_subject":
            rooms.set_subject(room, line["text"])
        elif name == "leave":
            rooms.leave_muc(room, rooms.our_nicks[room])
        elif name == "destroy":
            await rooms.destroy(room, line.get("reason", ""))
            say("destroyed", room=room)
