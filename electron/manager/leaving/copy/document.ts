/** The document of XEP-0227 1.1 around what the server reads out. Pure: text in, text out, piece by piece. */
import type { ExportedMessage, ExportedPiece } from '../../engines/leaving.ts';
import { escaped } from './html.ts';

type Kind = ExportedPiece['piece'];

/** What stands around the pieces of a kind, in the order the server reads them out. */
const AROUND: Readonly<Record<Kind, readonly [before: string, after: string]>> = {
  roster: ["<query xmlns='jabber:iq:roster'>", '</query>'],
  requests: ['', ''],
  vcard: ['', ''],
  private: ["<query xmlns='jabber:iq:private'>", '</query>'],
  blocked: ["<blocklist xmlns='urn:xmpp:blocking'>", '</blocklist>'],
  offline: ['<offline-messages>', '</offline-messages>'],
  personal: ["<pubsub xmlns='http://jabber.org/protocol/pubsub'>", '</pubsub>'],
};

export const documentHead = (user: string, host: string): string =>
  `<?xml version='1.0' encoding='UTF-8'?>\n<server-data xmlns='urn:xmpp:pie:0'>\n<host jid='${escaped(host)}'>\n<user name='${escaped(user)}'>\n`;
export const DOCUMENT_END = '</user>\n</host>\n</server-data>\n';

/** Writes pieces as they come; kinds come one after the other. */
export function createPieceWriter(): { write(piece: ExportedPiece): string; end(): string } {
  let open: { readonly kind: Kind; readonly node: string | undefined } | undefined;
  const close = () => {
    if (!open) return '';
    const { kind, node } = open;
    open = undefined;
    return `${node === undefined ? '' : '</items>'}${AROUND[kind][1]}\n`;
  };
  return {
    write({ piece, node, xml }) {
      const same = open?.kind === piece && open.node === node;
      const head = same
        ? ''
        : close() + AROUND[piece][0] + (node === undefined ? '' : `<items node='${escaped(node)}'>`);
      open = { kind: piece, node };
      return `${head}${xml}\n`;
    },
    end: close,
  };
}

// XEP-0227 §4.10: message archives "MUST be formatted as a series of XEP-0313 <result/> elements within an <archive/> element
// qualified by the 'urn:xmpp:pie:0#mam' namespace. The result elements MUST be in chronological order (from oldest to newest)."
export const ARCHIVE_HEAD = "<archive xmlns='urn:xmpp:pie:0#mam'>\n";
export const ARCHIVE_END = '</archive>\n';

export const resultOf = ({ id, when, xml }: ExportedMessage): string =>
  `<result xmlns='urn:xmpp:mam:2' id='${escaped(id)}'><forwarded xmlns='urn:xmpp:forward:0'>` +
  `<delay xmlns='urn:xmpp:delay' stamp='${new Date(when).toISOString()}'/>${xml}</forwarded></result>\n`;
