/**
 * Offline messages one by one instead of all at once (XEP-0013 1.3): how many, from whom, which to see and which to forget.
 */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import type { IqRequest, ModuleContext } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { createContacts } from '../support/contacts.ts';
import { xml } from '../support/elements.ts';
import { resultForm } from '../support/forms.ts';
import { ownOnly } from '../support/own-only.ts';
import type { OfflineQueue, Waiting } from './queue.ts';

const OFFLINE = 'http://jabber.org/protocol/offline';

export function flexibleRetrieval(
  ctx: ModuleContext,
  queue: OfflineQueue,
): { fetches(account: Jid): boolean } {
  const contacts = createContacts(ctx);
  /** The session fetches messages itself; it gets no flood. */
  const fetching = ctx.sessionState('fetching', () => false);

  // §2.1: "it MUST return a <feature/> element in the disco result with the 'var' attribute set to the namespace name".
  ctx.feature(OFFLINE, 'host');
  ctx.discoInfo('account', (request) => {
    if (request.node !== OFFLINE) return undefined;
    const number = queue.count(begin(request));
    return {
      identities: [{ category: 'automation', type: 'message-list' }],
      features: [OFFLINE],
      // §2.2: "it MUST include [XEP-0128] data specifying the number of messages".
      forms: [resultForm(OFFLINE, { number_of_messages: [String(number)] })],
    };
  });
  ctx.discoItems('account', (request) => {
    if (request.node !== OFFLINE) return undefined;
    const owner = begin(request);
    // §2.3: "the full Jabber ID of the sender (encoded in the 'name' attribute) and a unique identifier" in 'node'.
    const items = queue
      .entries(owner)
      .map((message) => ({ jid: owner, node: message.key, name: message.read().attrs.from ?? '' }));
    return { items };
  });
  ctx.iq('get', OFFLINE, 'offline', 'account', (request) => {
    const owner = begin(request);
    const waiting = queue.entries(owner);
    for (const message of wanted(request.payload, 'view', 'fetch', waiting)) {
      const stanza = message.read();
      // §2.4: "In order to distinguish incoming messages, each message MUST contain the node value."
      stanza.cnode(xml('offline', { xmlns: OFFLINE }, xml('item', { node: message.key })));
      request.session?.send(stanza);
    }
    return undefined;
  });
  ctx.iq('set', OFFLINE, 'offline', 'account', (request) => {
    const owner = begin(request);
    const gone = wanted(request.payload, 'remove', 'purge', queue.entries(owner));
    queue.remove(
      owner,
      gone.map(({ key }) => key),
    );
    return undefined;
  });

  /**
   * §2.2: asking is choosing: from now on this session fetches. §2.3: "If the requester is a JID other than an authorized resource
   * of the user […], the server MUST return a <forbidden/> error."
   */
  function begin(request: Pick<IqRequest, 'from' | 'to' | 'session'>): string {
    ownOnly(request, contacts);
    request.session?.set(fetching, true);
    return request.from.bare.toString();
  }

  return {
    // "if the user authenticates and provides presence for another resource while the first (non-flood) resource still has an
    // active session, the server MUST NOT flood the second resource".
    fetches: (account) => ctx.sessions.of(account).some((session) => session.get(fetching)),
  };
}

/** What the query names: each item with the one `action`, or all of them. Throws before anything is done when one is unknown. */
function wanted(
  payload: Element,
  action: string,
  all: string,
  waiting: readonly Waiting[],
): readonly Waiting[] {
  const children = payload.getChildElements();
  if (children.length === 1 && payload.getChild(all, OFFLINE)) return waiting;
  const items = payload.getChildren('item', OFFLINE);
  const understood = items.every(({ attrs }) => attrs.action === action && attrs.node);
  if (items.length === 0 || items.length !== children.length || !understood)
    throw new StanzaError('bad-request', `<${all}/> or items to ${action}`);
  const byKey = new Map(waiting.map((message) => [message.key, message]));
  return [...new Set(items.map(({ attrs }) => attrs.node ?? ''))].map((key) => {
    const message = byKey.get(key);
    // "If the requester is authorized but the node does not exist, the server MUST return a <item-not-found/> error."
    if (!message) throw new StanzaError('item-not-found', 'there is no such message');
    return message;
  });
}
