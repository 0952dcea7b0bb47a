/** A person's own list: seen, added to, taken from, and told to the other devices. Spec: XEP-0191 §3.2-§3.5. */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { IqRequest, ModuleContext } from '../../kernel/module.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { type Blocklist, blocks } from '../support/blocklist.ts';
import { xml } from '../support/elements.ts';
import type { Reach } from './reach.ts';
import type { Reports } from './reports.ts';

export const BLOCKING = 'urn:xmpp:blocking';

interface Entry {
  readonly jid: Jid;
  readonly item: Element;
}

export interface RequestParts {
  readonly kept: Blocklist;
  /** The list as it is now. */
  readonly listOf: (account: Jid) => ReadonlySet<string>;
  /** It was changed. */
  readonly changed: (account: Jid) => void;
  readonly reach: Reach;
  readonly reports: Reports;
  readonly maxEntries: number;
}

export function createRequests(ctx: ModuleContext, parts: RequestParts) {
  const { kept, listOf, changed, reach, reports } = parts;
  const wantsPushes = ctx.sessionState('pushes', () => false);
  let pushes = 0;

  function get({ from, session }: IqRequest): Element {
    session?.set(wantsPushes, true);
    return xml('blocklist', { xmlns: BLOCKING }, ...[...listOf(from.bare)].map(asItem));
  }

  function block({ from, payload }: IqRequest): undefined {
    const account = from.bare;
    const entries = readItems(payload);
    // §3.3: "If the <block/> element does not contain at least one <item/> child element, the server MUST return a
    // <bad-request/> error."
    if (entries.length === 0) throw new StanzaError('bad-request', 'there is nobody to block');
    const before = listOf(account);
    const after = new Set([...before, ...entries.map(({ jid }) => jid.toString())]);
    if (ctx.server.limited && after.size > parts.maxEntries)
      throw new StanzaError('resource-constraint', `a list has at most ${parts.maxEntries} entries`);
    // §3.3: "the user's server MUST send unavailable presence information to the JID": while it still can.
    reach.goDark(
      account,
      (address) => !blocks(before, account, address) && !!blocks(after, account, address),
      entries.map(({ jid }) => jid),
    );
    for (const { jid } of entries) kept.add(account, jid);
    changed(account);
    push(
      account,
      'block',
      entries.map(({ jid }) => jid.toString()),
    );
    for (const { jid, item } of entries) reports.file(account, jid, item);
    return undefined;
  }

  function unblock({ from, payload }: IqRequest): undefined {
    const account = from.bare;
    const before = listOf(account);
    const entries = readItems(payload).map(({ jid }) => jid);
    // §3.5: an empty <unblock/> is for all.
    if (entries.length === 0) kept.clear(account);
    for (const entry of entries) kept.remove(account, entry);
    changed(account);
    const after = listOf(account);
    push(
      account,
      'unblock',
      entries.map((entry) => entry.toString()),
    );
    // §3.4: "the user's server MUST send the user's current presence information to the JID".
    reach.comeBack(
      account,
      (address) => !!blocks(before, account, address) && !blocks(after, account, address),
      entries,
    );
    return undefined;
  }

  /** §3.3: "an IQ-set to all of the user's resources that have requested the blocklist". */
  function push(account: Jid, name: 'block' | 'unblock', entries: readonly string[]): void {
    for (const session of ctx.sessions.of(account)) {
      if (!session.get(wantsPushes)) continue;
      const attrs = {
        xmlns: NS.client,
        type: 'set',
        id: `blocking-${++pushes}`,
        to: session.jid.toString(),
      };
      session.send(xml('iq', attrs, xml(name, { xmlns: BLOCKING }, ...entries.map(asItem))));
    }
  }

  return { get, block, unblock };
}

const asItem = (jid: string) => xml('item', { jid });

/** All are read before anything is done: a request is carried out whole or not at all. */
function readItems(payload: Element): Entry[] {
  return payload.getChildElements().map((item) => {
    if (!item.is('item', BLOCKING)) throw new StanzaError('bad-request', 'a list has nothing but items');
    const text = item.attrs.jid;
    if (!text) throw new StanzaError('bad-request', 'an item needs an address');
    const jid = parseJid(text);
    if (!jid) throw new StanzaError('jid-malformed', 'an item has no valid address');
    return { jid, item };
  });
}
