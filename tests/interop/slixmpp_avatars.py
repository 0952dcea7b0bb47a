"""Avatars (XEP-0084) by slixmpp: publish one, hear of one, fetch one."""
import base64
import copy

from agent_lines import say


class Avatars:
    AVATAR_COMMANDS = ("set_avatar", "get_avatar")

    def watch_avatars(self):
        self.register_plugin("xep_0084")
        self.add_event_handler("avatar_metadata_publish", self.avatar_changed)

    @staticmethod
    def avatar_changed(message):
        # A copy: the library is going through the items itself and would begin anew each time.
        for item in copy.copy(message)["pubsub_event"]["items"]:
            for info in item["avatar_metadata"]["items"]:
                say("avatar", jid=str(message["from"].bare), id=info["id"], type=info["type"], bytes=int(info["bytes"]))

    async def avatar_command(self, line):
        avatars = self["xep_0084"]
        if line["do"] == "set_avatar":
            data = base64.b64decode(line["data"])
            await avatars.publish_avatar(data)
            item = {"id": avatars.generate_id(data), "type": "image/png", "bytes": len(data)}
            await avatars.publish_avatar_metadata([item])
            say("avatar_set", id=item["id"])
        else:
            answer = await avatars.retrieve_avatar(line["jid"], line["id"])
            data = answer["pubsub"]["items"]["item"]["avatar_data"]["value"]
            say("avatar_data", data=base64.b64encode(data).decode())
