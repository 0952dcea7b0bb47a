/** Which query is whose (XEP-0355 §4.3). Pure. */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { NS } from '../../kernel/stanza.ts';
import { type Delegated, NS_DELEGATION } from './options.ts';

/** A namespace a component answers for. */
export interface Delegation extends Delegated {
  readonly domain: string;
  /** The served domain the component stands beside. */
  readonly host: string;
}

/** §7.2.4, §7.2.5: discovery of nodes, and of items, on accounts. */
export const BARE_INFO = `${NS_DELEGATION}:bare:disco#info:*`;
export const BARE_ITEMS = `${NS_DELEGATION}:bare:disco#items:*`;

export interface Query {
  /** The component that sent it in somebody's name (support/sent-for.ts). */
  readonly sender?: string | undefined;
  readonly payload: Element;
  readonly from: Jid;
  readonly to: Jid;
  readonly host: string;
}

/**
 * `all`: the component answers; `unknown`: it does where this server would say that there is nothing of the name.
 */
export interface Verdict {
  readonly delegation: Delegation;
  readonly when: 'all' | 'unknown';
}

/** The delegation a query falls under; undefined: it is answered as ever. */
export function verdictOn(query: Query, delegations: readonly Delegation[]): Verdict | undefined {
  const { payload, from, to, host, sender = from.domain } = query;
  // §4.3: "directed to him (no 'to' attribute, or 'to' attribute with its own JID), or directed to any bare jid (and only bare jid) that
  // it manages". An address without a resource that is not at the domain belongs to a service.
  if (!to.isBare || to.domain !== host) return undefined;
  const special = specialNamespace(payload, to);
  for (const delegation of delegations) {
    // §4.3.1: "If a stanza is sent by the managing entity on a managed namespace, the server MUST NOT forward it."
    if (delegation.host !== host || sender === delegation.domain) continue;
    if (special !== undefined && delegation.namespace === special.namespace)
      return { delegation, when: special.when };
    // §4.3: "If the server encounter a delegated namespace but the filtering attribute does not match, it MUST follow its normal
    // behaviour".
    if (
      delegation.namespace === payload.getNS() &&
      delegation.attributes.every((name) => Object.hasOwn(payload.attrs, name))
    )
      return { delegation, when: 'all' };
  }
  return undefined;
}

function specialNamespace(
  payload: Element,
  to: Jid,
): { namespace: string; when: Verdict['when'] } | undefined {
  if (to.local === '' || payload.getName() !== 'query') return undefined;
  const hasNode = Boolean(payload.attrs.node);
  // §7.2.4: "delegate information discovery requests made on bare jids for any discovery node which is not already managed by the
  // server".
  if (payload.getNS() === NS.discoInfo && hasNode) return { namespace: BARE_INFO, when: 'unknown' };
  // §7.2.5: "delegate items discovery made on bare jids with no node specified and all items discovery requests made on bare jids with a
  // node which is not already managed by the server".
  if (payload.getNS() === NS.discoItems) return { namespace: BARE_ITEMS, when: hasNode ? 'unknown' : 'all' };
  return undefined;
}
