"""Avatars (XEP-0084) by aioxmpp: publish one, hear of one, fetch one."""
import base64

import aioxmpp
from aioxmpp import avatar

from agent_lines import say


class Avatars:
    AVATAR_COMMANDS = ("set_avatar", "get_avatar")

    def watch_avatars(self):
        self.avatars = self.client.summon(avatar.AvatarService)
        self.avatars.on_metadata_changed.connect(self.avatar_changed)

    @staticmethod
    def avatar_changed(jid, metadata):
        for found in metadata:
            say("avatar", jid=str(jid), id=found.id_, type=found.mime_type, bytes=found.nbytes)

    async def avatar_command(self, line):
        if line["do"] == "set_avatar":
            images = avatar.AvatarSet()
            images.add_avatar_image("image/png", image_bytes=base64.b64decode(line["data"]))
            await self.avatars.publish_avatar_set(images)
            say("avatar_set", id=images.png_id)
        else:
            known = await self.avatars.get_avatar_metadata(aioxmpp.JID.fromstr(line["jid"]), require_fresh=True)
            wanted = next(each for each in known if each.id_ == line["id"])
            say("avatar_data", data=base64.b64encode(await wanted.get_image_bytes()).decode())
