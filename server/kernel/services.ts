/**
 * Services: hosts of their own beside each served domain, such as `conference.example.org`.
 *
 * A module makes one with `ctx.service(name, template)`; the router hands it what is addressed to its domain or below.
 */
import type { Element } from 'ltx';
import type { Identity } from './discovery.ts';
import type { Jid } from './jid.ts';
import type { IqHandler } from './module.ts';
import type { Session } from './session.ts';

export interface ServiceEvent {
  /** `from` stamped, `to` this service's domain or an address below it. */
  readonly stanza: Element;
  readonly from: Jid;
  readonly to: Jid;
  /** The served domain the service belongs to. */
  readonly host: string;
  /** Present when the sender is connected here. */
  readonly session: Session | undefined;
}

/** True (or nothing) when it was taken; false when an iq is not understood, which the router then answers. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that ends without a word took it
export type ServiceReceiver = (event: ServiceEvent) => boolean | void;

export interface Service {
  readonly name: string;
  /** The service's domain beside a served domain. */
  domain(host: string): string;
  /** The served domain a service's domain belongs to; undefined when it is not one of this service's. */
  hostOf(domain: string): string | undefined;
  /** All its domains now; served domains may change while the server runs. */
  domains(): string[];
  /** Advertises a feature of the service's own domain. */
  feature(namespace: string): void;
  identity(identity: Identity): void;
  /** A query to the service's domain or to a bare address below it (`request.to` tells). */
  iq(type: 'get' | 'set', namespace: string, name: string, handler: IqHandler): void;
  /**
   * Everything else: messages, presence, queries to full addresses, answers to queries the server did not ask itself,
   * and queries nobody registered for. May throw a StanzaError, which goes back to the sender.
   */
  receive(receiver: ServiceReceiver): void;
}

export interface ServiceEntry {
  readonly service: Service;
  receive: ServiceReceiver | undefined;
}

export interface Services {
  /** Throws when the template has no `{host}` or the name is taken. The caller adds the rest of `Service`. */
  add(name: string, template: string, rest: Pick<Service, 'feature' | 'identity' | 'iq'>): ServiceEntry;
  remove(name: string): void;
  /** Who answers for a domain. */
  at(domain: string): ServiceEntry | undefined;
  /** Every domain of every service beside `host`. */
  beside(host: string): { domain: string; service: Service }[];
}

const HOST = '{host}';

/** @param hosts the served domains now. */
export function createServices(hosts: ReadonlySet<string>): Services {
  const entries = new Map<string, ServiceEntry>();
  const templates = new Map<string, [prefix: string, suffix: string]>();

  /** WHY not a map of domains: served domains come and go with a reload, services are few. */
  function hostOf(name: string, domain: string): string | undefined {
    const [prefix, suffix] = templates.get(name)!;
    if (!domain.startsWith(prefix) || !domain.endsWith(suffix)) return undefined;
    const host = domain.slice(prefix.length, domain.length - suffix.length);
    return hosts.has(host) ? host : undefined;
  }

  return {
    add(name, template, rest) {
      if (entries.has(name)) throw new Error(`registered twice: the service ${name}`);
      const [prefix, suffix, ...more] = template.split(HOST);
      if (prefix === undefined || suffix === undefined || more.length > 0 || prefix + suffix === '')
        throw new Error(`the address of ${name} must contain ${HOST} once, such as ${name}.${HOST}`);
      templates.set(name, [prefix, suffix]);
      const entry: ServiceEntry = {
        receive: undefined,
        service: {
          name,
          ...rest,
          domain: (host) => prefix + host + suffix,
          hostOf: (domain) => hostOf(name, domain),
          domains: () => [...hosts].map((host) => prefix + host + suffix),
          receive(receiver) {
            entry.receive = receiver;
          },
        },
      };
      entries.set(name, entry);
      return entry;
    },
    remove: (name) => void (entries.delete(name) && templates.delete(name)),
    at: (domain) => {
      for (const [name, entry] of entries) if (hostOf(name, domain) !== undefined) return entry;
      return undefined;
    },
    beside: (host) => [...entries.values()].map(({ service }) => ({ domain: service.domain(host), service })),
  };
}
