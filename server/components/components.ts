/**
 * Which components there are, which of them are attached, and what becomes of stanzas for those that are not.
 *
 * Every component of the configuration has its domain from the start: what is for it never looks for another server.
 */
import type { Component, ComponentState, Components } from '../kernel/components.ts';
import type { HookBus } from '../kernel/hooks.ts';
import type { Jid } from '../kernel/jid.ts';
import type { Log } from '../kernel/log.ts';
import type { Outside } from '../kernel/outside.ts';
import type { Router } from '../kernel/router.ts';
import { StanzaError } from '../kernel/stanza.ts';
import { readSecret } from './secret.ts';
import type { Admission, Attachment, ComponentStream } from './stream.ts';

/** A component of the configuration (config-schema.ts). */
export interface ComponentOptions {
  readonly host: string;
  readonly name?: string | undefined;
  /** `local`: for people and services of this server, and its other components. */
  readonly access: 'everyone' | 'local';
  /** The file its secret is in, absolute. */
  readonly secret: string;
}

export interface ComponentTable extends Components {
  /** Takes over the components of a configuration; those that are gone, or stand beside another domain now, are sent away. */
  configure(components: Readonly<Record<string, ComponentOptions>>): void;
  admit(domain: string): Admission;
  attach(domain: string, stream: ComponentStream, address: string): Attachment | undefined;
  refused(domain: string, because: string): void;
  /** A connection is there that may become a component's: time-outs are measured on it. */
  welcome(stream: ComponentStream): () => void;
  /** Called every few seconds. */
  tick(): void;
  /** The server stops. */
  close(): void;
}

export interface ComponentTableParts {
  readonly outside: Pick<Outside, 'attach'>;
  readonly router: Pick<Router, 'bounce' | 'route'>;
  readonly hooks: HookBus;
  /** A domain of ours, or of one of our services: nobody else can have it. */
  readonly isOurs: (domain: string) => boolean;
  readonly now: () => number;
  readonly log: Log;
}

interface Entry {
  options: ComponentOptions;
  state: ComponentState;
  stream: ComponentStream | undefined;
  received: number;
  sent: number;
  /** Gives the domain back. */
  release: () => void;
}

export function createComponents(parts: ComponentTableParts): ComponentTable {
  const { outside, router, hooks, isOurs, now, log } = parts;
  const entries = new Map<string, Entry>();
  const streams = new Set<ComponentStream>();

  const factsOf = (domain: string, { options, state, received, sent }: Entry): Component => ({
    ...{ domain, host: options.host, name: options.name, state, received, sent },
  });

  function add(domain: string, options: ComponentOptions): void {
    const state: ComponentState = isOurs(domain)
      ? { at: 'unusable', since: now(), because: 'this server has that address itself' }
      : { at: 'waiting', since: now() };
    if (state.at === 'unusable')
      log.error('a component cannot attach', { component: domain, because: state.because });
    const entry: Entry = {
      ...{ options, state, stream: undefined, received: 0, sent: 0 },
      release: () => undefined,
    };
    const mayReach = (from: Jid) =>
      entry.options.access === 'everyone' || isOurs(from.domain) || entries.has(from.domain);
    entry.release = outside.attach(domain, ({ stanza, from }) => {
      if (!mayReach(from))
        router.bounce(stanza, new StanzaError('forbidden', 'for people of this server only'));
      else if (entry.stream) {
        entry.sent += 1;
        entry.stream.send(stanza);
      }
      // RFC 6120 §8.3.3.13: "The intended recipient is temporarily unavailable, undergoing maintenance, etc.; the associated error
      // type SHOULD be "wait"."
      else router.bounce(stanza, new StanzaError('recipient-unavailable'));
    });
    entries.set(domain, entry);
  }

  function remove(domain: string, entry: Entry): void {
    entries.delete(domain);
    // RFC 6120 §4.9.3.5: the address "is no longer serviced by the receiving entity".
    entry.stream?.fail('host-gone');
    entry.release();
  }

  return {
    all: () => [...entries].map(([domain, entry]) => factsOf(domain, entry)),
    at(domain) {
      const entry = entries.get(domain);
      return entry && factsOf(domain, entry);
    },

    configure(components) {
      for (const [domain, entry] of [...entries])
        if (components[domain]?.host !== entry.options.host) remove(domain, entry);
      for (const [domain, options] of Object.entries(components)) {
        const known = entries.get(domain);
        if (known) known.options = options;
        else add(domain, options);
      }
    },

    admit(domain) {
      const entry = entries.get(domain);
      if (!entry) return { condition: 'host-unknown', because: 'there is no such component' };
      if (isOurs(domain)) return { condition: 'conflict', because: 'this server has that address itself' };
      if (entry.stream) {
        // A component that lost its connection without a word would be kept out by itself: TCP finds out, and the next try succeeds.
        entry.stream.poke();
        return { condition: 'conflict', because: 'it is attached already' };
      }
      const read = readSecret(entry.options.secret);
      if ('secret' in read) {
        if (entry.state.at === 'unusable') entry.state = { at: 'waiting', since: now() };
        return read;
      }
      entry.state = { at: 'unusable', since: now(), because: read.because };
      // RFC 6120 §4.9.3.8: "The server has experienced a misconfiguration".
      return { condition: 'internal-server-error', because: read.because };
    },

    attach(domain, stream, address) {
      const entry = entries.get(domain);
      if (!entry || entry.stream) return undefined;
      entry.stream = stream;
      entry.state = { at: 'attached', since: now(), address };
      const event = { domain, host: entry.options.host };
      log.info('a component is attached', { component: domain, address });
      hooks.run('component.attached', event);
      return {
        stanza(stanza) {
          entry.received += 1;
          router.route(stanza);
        },
        detached(because) {
          entry.stream = undefined;
          entry.state = { at: 'waiting', since: now(), because };
          log.info('a component is gone', { component: domain, because });
          hooks.run('component.detached', event);
        },
      };
    },

    refused(domain, because) {
      log.warn('a component was refused', { component: domain, because });
      const entry = entries.get(domain);
      if (entry?.state.at === 'waiting') entry.state = { ...entry.state, because };
    },

    welcome(stream) {
      streams.add(stream);
      return () => void streams.delete(stream);
    },
    tick() {
      const time = now();
      for (const stream of streams) stream.tick(time);
    },
    close() {
      for (const stream of streams) stream.fail('system-shutdown');
    },
  };
}
