/**
 * What a connection to another server asks of everything else: whose domains are whose, where stanzas go, what is noted. The rules are in
 * admission.ts, what waits in routes.ts; here they meet the links.
 */
import { Element } from 'ltx';
import type { Log } from '../kernel/log.ts';
import type { Router } from '../kernel/router.ts';
import type { Services } from '../kernel/services.ts';
import { NS, StanzaError } from '../kernel/stanza.ts';
import type { Storage } from '../kernel/store.ts';
import type { Connection } from '../net/connection.ts';
import type { Admission } from './admission.ts';
import type { DialbackKeys } from './dialback.ts';
import type { Keep } from './keep.ts';
import type { Link, LinkHost } from './link.ts';
import type { Links } from './links.ts';
import type { FederationConfig } from './options.ts';
import { keyOf, type Pair } from './pair.ts';
import type { PerServer } from './per-server.ts';
import type { Records } from './records.ts';
import type { FederationCode } from './report.ts';
import type { Routes } from './routes.ts';
import { certificateOf } from './tls.ts';

export interface LinkHostParts {
  readonly keys: DialbackKeys;
  readonly admission: Admission;
  readonly records: Records;
  readonly keep: Keep;
  readonly perServer: PerServer;
  /** Made after this one, which they need. */
  readonly links: () => Links;
  readonly routes: () => Routes;
  /** Those that lead somewhere. */
  readonly linked: Set<Link>;
  /** Queries of our own that go out on one connection and no other. */
  readonly questions: WeakMap<Element, Link>;
  readonly hosts: ReadonlySet<string>;
  readonly services: Pick<Services, 'at'>;
  readonly router: Pick<Router, 'route' | 'query'>;
  readonly commits: Storage['commits'];
  readonly limits: () => FederationConfig['limits'];
  readonly now: () => number;
  readonly log: Log;
  /** We stop: the disk is about to be closed. */
  readonly stopped: () => boolean;
  readonly signal: AbortSignal;
}

/** How long an answer may take before a server counts as one that answers nothing. */
const ARRIVED_MS = 60_000;

/** What the reason a domain was not proven is called in the report. */
const UNPROVEN: Readonly<Record<string, FederationCode>> = {
  invalid: 'dialback.denied',
  'item-not-found': 'stream.host-unknown',
  'not-acceptable': 'dialback.denied',
  'not-authorized': 'dialback.not-allowed',
  'policy-violation': 'policy.blocked',
  'resource-constraint': 'queue.full',
  unreachable: 'dialback.unreachable',
  timeout: 'dialback.unreachable',
  closed: 'dialback.unreachable',
};

export interface LinkHostAndMore {
  readonly host: LinkHost;
  /** Notes that a server which connected was refused. */
  refused(pair: Pair, code: FederationCode, detail: string, connection: Connection): void;
}

export function createLinkHost(parts: LinkHostParts): LinkHostAndMore {
  const { admission, records, keep, perServer, links, routes, linked, log } = parts;

  function describe({ local, remote }: Pair, link: Link) {
    const { direction, security, proof, stream } = link;
    const address = stream.connection.remoteAddress;
    const by = link.accepts.get(keyOf({ local, remote })) ?? proof;
    return { local, remote, direction, address, tls: security.version ?? security.how, proof: by };
  }

  function refused({ remote }: Pair, code: FederationCode, detail: string, connection: Connection): void {
    const target = connection.remoteAddress;
    log.warn('another server is refused', { remote, code, detail, address: target });
    const certificate = code.startsWith('certificate.') ? certificateOf(connection.secured()) : undefined;
    if (remote !== '') records.refused(remote, { direction: 'in', code, detail, target, certificate });
  }

  const host: LinkHost = {
    keys: parts.keys,
    ...{ commits: parts.commits, limits: parts.limits, now: parts.now, log, isOurs: admission.isOurs },
    refuses(pair, encrypted) {
      if (admission.refusal(pair, 'in')) return 'policy-violation';
      // XEP-0220 §2.5: "a policy mandating usage of TLS before dialback".
      return !encrypted && admission.policy(pair.remote).tls === 'required' ? 'policy-violation' : undefined;
    },
    mayCallBack: (domain) => admission.policy(domain).authenticate === 'dialback',
    check: (check, link) => links().check(check, link, parts.signal),
    receive(stanza, from) {
      // The disk is about to be closed.
      if (parts.stopped()) return;
      records.count(from.domain, 'received');
      parts.router.route(stanza);
    },
    settled: keep.remove,
    async ask(pair, link) {
      // Answers for a component go to the component.
      if (!parts.hosts.has(pair.local) && !parts.services.at(pair.local)) return false;
      const ping = new Element('iq', { xmlns: NS.client, type: 'get', from: pair.local, to: pair.remote });
      ping.c('ping', { xmlns: NS.ping });
      parts.questions.set(ping, link);
      try {
        await parts.router.query(ping, ARRIVED_MS);
        return true;
      } catch (error) {
        // Any word of theirs is an answer; those of ours are not.
        return error instanceof StanzaError && !error.condition.startsWith('remote-server-');
      }
    },
    granted(pair, link) {
      linked.add(link);
      log.info('stanzas may leave for another server', describe(pair, link));
      routes().granted(pair, link);
    },
    proven(pair, link) {
      if (!perServer.enter(pair.remote, link.stream)) {
        log.warn('another server has too many connections to us', describe(pair, link));
        return link.fail('resource-constraint', 'too many connections of one server');
      }
      linked.add(link);
      log.info('another server has proven who it is', describe(pair, link));
      records.good(pair.remote, 'in');
    },
    unproven(pair, outcome, link) {
      const text = typeof outcome === 'string' ? outcome : outcome.error;
      const unsafe = text === 'policy-violation' && link.security.how === 'none';
      const code = unsafe ? 'tls.required' : UNPROVEN[text];
      refused(pair, code ?? 'dialback.failed', `dialback: ${text}`, link.stream.connection);
    },
    closed(link, because, unacked) {
      if (linked.delete(link)) {
        log.info('a connection to another server ended', { ...describe(link.pair, link), because });
        records.changed(link.pair.remote);
      }
      links().lost(link);
      routes().lost(link, unacked);
    },
  };
  return { host, refused };
}
