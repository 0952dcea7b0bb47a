/**
 * What lies beyond our own hosts and services: components attached to this server (XEP-0114), and other servers
 * (RFC 6120 §10.4).
 *
 * The router asks here for every domain that is not ours. What comes in from there goes to `router.route`, once whoever
 * brings it has proved that `from` is theirs.
 */
import type { Element } from 'ltx';
import type { Jid } from './jid.ts';

export interface OutsideEvent {
  /** `from` stamped, both addresses in canonical form. Do not change it: others may hold it too. */
  readonly stanza: Element;
  readonly from: Jid;
  readonly to: Jid;
}

/** Takes a stanza and with it the duty to bounce it (`router.bounce`) when it cannot be delivered. */
export type OutsideReceiver = (event: OutsideEvent) => void;

export interface AttachOptions {
  /** Another server, for whose people our own rules for strangers hold; absent, a component: part of this server. */
  readonly remote?: boolean;
}

export interface Outside {
  /** Stanzas for this one domain, until the undo is called. Throws when the domain is taken. */
  attach(domain: string, receiver: OutsideReceiver, options?: AttachOptions): () => void;
  /** Stanzas for every domain nobody attached; one receiver at a time. */
  others(receiver: OutsideReceiver): () => void;
  /** Who takes stanzas for a domain that is not ours; undefined when nobody does. */
  at(domain: string): OutsideReceiver | undefined;
  /** The attached domains. */
  attached(): readonly string[];
  /** A component's: attached, and not another server. */
  isComponent(domain: string): boolean;
}

export function createOutside(): Outside {
  const attached = new Map<string, { receive: OutsideReceiver; remote: boolean }>();
  let others: OutsideReceiver | undefined;

  return {
    attach(domain, receive, { remote = false } = {}) {
      if (attached.has(domain)) throw new Error(`attached twice: ${domain}`);
      const entry = { receive, remote };
      attached.set(domain, entry);
      return () => void (attached.get(domain) === entry && attached.delete(domain));
    },
    others(receiver) {
      if (others) throw new Error('other servers are somebody’s already');
      others = receiver;
      return () => {
        others = undefined;
      };
    },
    at: (domain) => attached.get(domain)?.receive ?? others,
    attached: () => [...attached.keys()],
    isComponent: (domain) => attached.get(domain)?.remote === false,
  };
}
