"""Queries to people and servers elsewhere by slixmpp: ping (XEP-0199), discovery, vCards (XEP-0054), upload slots (XEP-0363)."""
from xml.etree import ElementTree

from slixmpp.exceptions import IqError, IqTimeout

from agent_lines import say

UPLOAD = "{urn:xmpp:http:upload:0}"
VCARD = "{vcard-temp}"


class Remote:
    REMOTE_COMMANDS = ("ping", "disco", "vcard", "vcard_set", "slot")

    async def remote_command(self, line):
        name, to = line["do"], line.get("to")
        try:
            say(name, jid=to or "", **await getattr(self, "ask_" + name)(to, line))
        except IqError as error:
            say(name, jid=to or "", error=error.condition, text=error.text or "")
        except IqTimeout:
            say(name, jid=to or "", error="no answer")

    async def query(self, kind, to, payload, timeout=30):
        iq = self.make_iq(ito=to, itype=kind)
        iq.append(payload)
        return (await iq.send(timeout=timeout)).xml

    async def ask_ping(self, to, line):
        await self.query("get", to, ElementTree.Element("{urn:xmpp:ping}ping"), line.get("timeout", 30))
        return {}

    async def ask_disco(self, to, _line):
        info = (await self["xep_0030"].get_info(jid=to, timeout=30))["disco_info"]
        kinds = sorted(f"{category}/{kind}" for category, kind, *_rest in info["identities"])
        return {"identities": kinds, "features": sorted(info["features"])}

    async def ask_vcard(self, to, _line):
        answer = await self.query("get", to, ElementTree.Element(VCARD + "vCard"))
        return {"name": answer.findtext(f"{VCARD}vCard/{VCARD}FN") or ""}

    async def ask_vcard_set(self, to, line):
        card = ElementTree.Element(VCARD + "vCard")
        ElementTree.SubElement(card, VCARD + "FN").text = line["name"]
        await self.query("set", to, card)
        return {}

    async def ask_slot(self, to, line):
        request = ElementTree.Element(UPLOAD + "request", {"filename": line["file"], "size": str(line["size"])})
        slot = (await self.query("get", to, request)).find(UPLOAD + "slot")
        put = slot.find(UPLOAD + "put")
        headers = {header.get("name"): header.text for header in put.findall(UPLOAD + "header")}
        return {"put": put.get("url"), "get": slot.find(UPLOAD + "get").get("url"), "headers": headers}
