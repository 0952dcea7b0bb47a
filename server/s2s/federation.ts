/** Other servers, put together: what leaves for them, what they bring, and what is known of them. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Element } from 'ltx';
import { addDelay } from '../kernel/delay.ts';
import type { HookBus } from '../kernel/hooks.ts';
import { parseJid } from '../kernel/jid.ts';
import { type Limits, type Turnstile, XML_LIMITS } from '../kernel/limits.ts';
import type { Log } from '../kernel/log.ts';
import type { Outside } from '../kernel/outside.ts';
import type { Router } from '../kernel/router.ts';
import type { Services } from '../kernel/services.ts';
import { NS } from '../kernel/stanza.ts';
import type { Storage } from '../kernel/store.ts';
import { parseXml } from '../kernel/xml.ts';
import type { Certificates } from '../net/certificates.ts';
import { type Arrival, acceptServer, createCrowd } from './accept.ts';
import { createAdmission } from './admission.ts';
import { createDialbackKeys } from './dialback.ts';
import { initiate } from './initiating.ts';
import { createJudging } from './judging.ts';
import { createKeep } from './keep.ts';
import type { Link } from './link.ts';
import { createLinkHost } from './link-host.ts';
import { createLinks } from './links.ts';
import type { Names } from './names/index.ts';
import type { FederationConfig } from './options.ts';
import { createPerServer } from './per-server.ts';
import { asksOtherwise } from './policy.ts';
import { bounceFor, FederationFailure } from './problems.ts';
import { receive } from './receiving.ts';
import { createRecords } from './records.ts';
import type { FederationReport, TryReport, TryStep } from './report.ts';
import { describeFederation } from './reporting.ts';
import { createRoutes } from './routes.ts';
import type { PeerStream } from './stream.ts';
import { tryDomain } from './trying.ts';
import { createUpkeep, drainedSoon } from './upkeep.ts';

export interface FederationParts {
  /** As it is now: a reload exchanges it. */
  readonly config: () => FederationConfig;
  readonly hosts: ReadonlySet<string>;
  readonly services: Pick<Services, 'at'>;
  readonly outside: Outside;
  readonly router: Pick<Router, 'route' | 'bounce' | 'query'>;
  readonly hooks: Pick<HookBus, 'run'>;
  readonly certificates: Certificates;
  readonly storage: Pick<Storage, 'commits' | 'keyval'>;
  readonly limits: () => Limits;
  readonly pending: Turnstile;
  readonly log: Log;
  readonly now: () => number;
  /** Ports for other servers that are open now. */
  readonly ports: () => FederationReport['ports'];
  readonly onChanged: (domain: string) => void;
  readonly onTried: (domain: string, step: TryStep) => void;
  /** Instead of the DNS, for tests. */
  readonly names?: Names | undefined;
  readonly random?: () => number;
}

export interface Federation {
  /** Takes a connection another server made. */
  accept(socket: Socket, tls: Arrival): void;
  /**
   * What an earlier process left: what had not been sent yet is, what had been goes back, since nobody knows whether it arrived.
   * Once the senders can be reached.
   */
  restore(): void;
  report(): FederationReport;
  /** Tries again now; false when nothing waits for that. */
  retry(domain: string): boolean;
  /** Ends all connections with a domain; false when there were none. */
  close(domain: string): boolean;
  try(domain: string): Promise<TryReport>;
  /** The configuration was exchanged: good connections stay. */
  reload(): void;
  /** Looks after what is idle, late, or not welcome any more. */
  tick(): void;
  /** What waits goes back, what is on its way has a moment to arrive, and the others are told. */
  stop(): Promise<void>;
}

export function createFederation(parts: FederationParts): Federation {
  const { config, hosts, services, outside, router, hooks, certificates, log, now } = parts;
  const stopping = new AbortController();
  const limits = () => config().limits;
  const pendingBytes = () => parts.limits().pendingBytes;
  /** Every connection, and those of them that lead somewhere. */
  const streams = new Set<PeerStream>();
  const linked = new Set<Link>();
  const perServer = createPerServer(limits);
  const crowd = createCrowd(() => limits().connections);
  let stopped = false;
  /** Those in force, to compare with the next. */
  let rules = config();
  /** Queries of our own that go out on one connection and no other. */
  const questions = new WeakMap<Element, Link>();
  const keep = createKeep(parts.storage);
  const records = createRecords({ now, tell: parts.onChanged });
  const admission = createAdmission({ config, hosts, services, outside, hooks });
  const judging = createJudging({ config, signal: stopping.signal, log, now, names: parts.names });

  const { host, refused } = createLinkHost({
    keys: createDialbackKeys(randomBytes(32).toString('hex')),
    ...{ admission, records, keep, perServer, linked, questions, hosts, services, router },
    ...{ commits: parts.storage.commits, limits, now, log, signal: stopping.signal },
    links: () => links,
    routes: () => routes,
    stopped: () => stopped,
  });

  const links = createLinks({
    ...{ limits, log },
    admit: (pair) => admission.admit(pair, 'out'),
    count: () => streams.size,
    initiate: (attempt) =>
      initiate(
        {
          ...{ certificates, host, log, now, pendingBytes, xmlLimits: XML_LIMITS },
          ...{ names: judging.names, authorities: judging.authorities, onStream: watch },
        },
        attempt,
      ),
  });

  const routes = createRoutes({
    ...{ limits, records, log, now, random: parts.random ?? Math.random },
    async reach(pair, signal) {
      try {
        await links.reach(pair, AbortSignal.any([signal, stopping.signal]));
      } catch (error) {
        if (error instanceof FederationFailure && !signal.aborted)
          records.problem(pair.remote, {
            ...{ direction: 'out', code: error.code, detail: error.detail, target: error.target },
            certificate: error.certificate,
          });
        throw error;
      }
    },
    keep: keep.put,
    bounce(waiting, code) {
      keep.remove(waiting);
      router.bounce(waiting.stanza, bounceFor(code));
    },
  });

  function watch(stream: PeerStream): void {
    streams.add(stream);
    stream.onGone(() => streams.delete(stream));
  }

  let detach: (() => void) | undefined;
  /** WHY detached when closed: then nobody is there, and the router says so at once. */
  function attach(): void {
    const open = config().policy !== 'closed';
    if (open && !detach)
      detach = outside.others(({ stanza, from, to }) => {
        const asked = questions.get(stanza);
        // Nobody relays for others through us.
        if (!admission.isOurs(from.domain))
          log.warn('a stanza of others is not relayed', { from: from.domain });
        else if (asked) asked.question(stanza);
        else routes.send(stanza, { local: from.domain, remote: to.domain });
      });
    if (open || !detach) return;
    detach();
    detach = undefined;
  }

  const upkeep = createUpkeep({ admission, linked, links, routes, records, limits });

  attach();
  return {
    accept(socket, tls) {
      if (config().policy === 'closed') return void socket.destroy();
      void acceptServer(socket, tls, {
        ...{ certificates, limits, pendingBytes, log, pending: parts.pending },
        crowd,
        begin(connection, { direct, port, settled }) {
          watch(
            receive({
              ...{ connection, direct, port, host, log, now, xmlLimits: XML_LIMITS, limits: limits() },
              fallback: admission.first,
              judge: judging.judge,
              admits(pair) {
                const { tls, authenticate } = admission.policy(pair.remote);
                const code = pair.remote === '' ? undefined : admission.refusal(pair, 'in');
                return code ? { refused: code } : { tls, callBack: authenticate === 'dialback' };
              },
              onSettled: settled,
              onRefused: refused,
            }),
          );
        },
      });
    },
    restore() {
      for (const { xml, at, sent } of keep.takeLeft()) {
        const stanza = parseXml(xml);
        stanza.attrs.xmlns = NS.client;
        const [from, to] = [parseJid(stanza.attrs.from ?? ''), parseJid(stanza.attrs.to ?? '')];
        if (!from || !to || sent || !detach) router.bounce(stanza, bounceFor('stream.lost'));
        else {
          addDelay(stanza, at, from.domain);
          routes.send(stanza, { local: from.domain, remote: to.domain }, at);
        }
      }
    },
    report: () =>
      describeFederation({
        ...{ records, routes, linked, policy: config().policy, ports: parts.ports() },
        policyOf(domain) {
          const policy = admission.policy(domain);
          const code = admission.refusal({ local: admission.first(), remote: domain }, 'out');
          const because = policy.allowed && code ? 'blocked by the administrators' : policy.because;
          return { allowed: code === undefined, because };
        },
      }),
    retry: routes.retry,
    close(domain) {
      const open = [...linked].filter(({ pair }) => pair.remote === domain);
      for (const link of open) link.close();
      routes.giveUp(({ remote }) => remote === domain, 'stream.lost');
      return open.length > 0;
    },
    try: (domain) =>
      tryDomain({
        ...{ router, now, signal: stopping.signal, pair: { local: admission.first(), remote: domain } },
        reach: links.reach,
        onStep: (step) => parts.onTried(domain, step),
      }),
    reload() {
      const [before, after] = [rules, config()];
      rules = after;
      judging.reload();
      attach();
      upkeep.reconsider();
      upkeep.renew((domain) => asksOtherwise(before, after, domain));
      // Whatever failed, another way there or another rule may be what was changed.
      routes.release(() => true);
    },
    tick() {
      const time = now();
      upkeep.reconsider();
      perServer.sweep(time);
      upkeep.tick(time);
      routes.tick(time);
    },
    async stop() {
      routes.stop();
      stopping.abort();
      await Promise.all([...linked].map(drainedSoon));
      stopped = true;
      detach?.();
      records.stop();
      // RFC 6120 §4.9.3.20: "The server is being shut down and all active streams are being closed."
      for (const stream of streams) stream.fail('system-shutdown');
      for (const link of [...linked]) link.ended('we stop');
    },
  };
}
