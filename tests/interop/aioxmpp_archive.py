"""The archive (XEP-0313) for aioxmpp, which has none: its elements, and paging both ways."""
import aioxmpp
from aioxmpp import misc, xso
from aioxmpp.forms import xso as forms_xso
from aioxmpp.rsm import xso as rsm_xso

from agent_lines import say

ARCHIVE = "urn:xmpp:mam:2"


class ArchiveResult(xso.XSO):
    """One archived message, inside a message of its own (XEP-0313 section 4.2)."""

    TAG = (ARCHIVE, "result")
    archive_id = xso.Attr("id")
    query_id = xso.Attr("queryid", default=None)
    forwarded = xso.Child([misc.Forwarded])


aioxmpp.Message.xep0313_result = xso.Child([ArchiveResult])


@aioxmpp.IQ.as_payload_class
class ArchiveQuery(xso.XSO):
    """What to look for, and which page of it."""

    TAG = (ARCHIVE, "query")
    query_id = xso.Attr("queryid", default=None)
    data = xso.Child([forms_xso.Data])
    rsm = xso.Child([rsm_xso.ResultSetMetadata])


@aioxmpp.IQ.as_payload_class
class ArchiveFin(xso.XSO):
    """What ends a page (section 4.2)."""

    TAG = (ARCHIVE, "fin")
    complete = xso.Attr("complete", type_=xso.Bool(), default=False)
    rsm = xso.Child([rsm_xso.ResultSetMetadata])


def archive_form(peer):
    """The filter of section 4.1.1, or none."""
    if peer is None:
        return None
    form = forms_xso.Data(type_=forms_xso.DataType.SUBMIT)
    kind = forms_xso.Field(type_=forms_xso.FieldType.HIDDEN, var="FORM_TYPE", values=[ARCHIVE])
    form.fields.extend([kind, forms_xso.Field(type_=forms_xso.FieldType.JID_SINGLE, var="with", values=[peer])])
    return form


class Archive:
    def watch_archive(self):
        self.results = {}

    def is_archived(self, message):
        """Keeps what comes of the page that was asked for."""
        result = message.xep0313_result
        if result is None:
            return False
        inner = result.forwarded.stanza
        self.results.setdefault(result.query_id, []).append(
            {"archive": result.archive_id, "id": inner.id_, "body": inner.body.any() if inner.body else ""}
        )
        return True

    async def archive(self, line):
        """Pages through the archive, `page` items at a time; with `backwards` from its end."""
        found, pages, backwards = [], 0, line.get("backwards", False)
        rsm = rsm_xso.ResultSetMetadata.last_page(line["page"]) if backwards else rsm_xso.ResultSetMetadata.limit(line["page"])
        while True:
            pages += 1
            query = ArchiveQuery()
            query.query_id, query.rsm, query.data = f"page-{pages}", rsm, archive_form(line.get("with"))
            fin = await self.client.send(aioxmpp.IQ(type_=aioxmpp.IQType.SET, payload=query))
            page = self.results.pop(query.query_id, [])
            found = page + found if backwards else found + page
            if fin.complete or not page:
                break
            rsm = fin.rsm.previous_page(line["page"]) if backwards else fin.rsm.next_page(line["page"])
        say("archive", pages=pages, items=found)
