/** Reads the one item of a roster set, strictly: RFC 6121 §2.1.5, §2.3.3. */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';

/** Bytes of a name and of a group, and groups of one contact. */
const MAX_TEXT_BYTES = 1023;
const MAX_GROUPS = 50;

export interface RosterItem {
  readonly contact: Jid;
  readonly remove: boolean;
  readonly name: string | undefined;
  readonly groups: string[];
}

/** Throws the error §2.3.3 has for what is wrong with it. */
export function readRosterItem(query: Element): RosterItem {
  const items = query.getChildElements();
  const item = items[0];
  // §2.3.3: <bad-request/> when "The <query/> element contains more than one <item/> child element."
  if (items.length !== 1 || !item?.is('item', NS.roster))
    throw new StanzaError('bad-request', 'a roster change carries exactly one item');
  const contact = parseJid(item.attrs.jid ?? '')?.bare;
  if (!contact) throw new StanzaError('bad-request', 'the item needs the address of a contact');
  // §2.1.5: "The server MUST ignore any value of the 'subscription' attribute other than "remove"". 'ask' and 'approved' are
  // the server's to set (§2.1.2.1, §2.1.2.2), so they are not even read.
  if (item.attrs.subscription === 'remove') return { contact, remove: true, name: undefined, groups: [] };
  return { contact, remove: false, name: readName(item), groups: readGroups(item) };
}

/** An empty name is none (§2.1.2.4). */
function readName(item: Element): string | undefined {
  const name = item.attrs.name || undefined;
  // §2.3.3: <not-acceptable/> when the length of the name is over the server's limit.
  if (name !== undefined && Buffer.byteLength(name) > MAX_TEXT_BYTES)
    throw new StanzaError('not-acceptable', 'the name is too long');
  return name;
}

function readGroups(item: Element): string[] {
  const groups = item.getChildren('group').map((group) => group.getText());
  if (groups.length > MAX_GROUPS) throw new StanzaError('not-acceptable', 'too many groups');
  // §2.3.3: <not-acceptable/> when "The XML character data of the <group/> element is of zero length", or over the limit.
  if (groups.some((group) => group === '' || Buffer.byteLength(group) > MAX_TEXT_BYTES))
    throw new StanzaError('not-acceptable', 'a group has no name or a name that is too long');
  // §2.3.3: <bad-request/> when "The <item/> element contains more than one <group/> element, but there are duplicate groups".
  // Two that are written alike but for the composition of their letters are duplicates.
  if (new Set(groups.map((group) => group.normalize('NFC'))).size !== groups.length)
    throw new StanzaError('bad-request', 'a group is named twice');
  return groups;
}
