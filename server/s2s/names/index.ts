/**
 * Where another domain's server is, and a connection to it: what the streams of `server/s2s` see of the DNS.
 * Specs: RFC 6120 §3.2, XEP-0368 1.1.0, RFC 2782, RFC 8305, RFC 7673.
 * A domain goes in, targets in the order to try come out; targets go in, the first socket that connects comes out. It does no TLS.
 */
import { createResolver, parseNameServer } from '../../dns/index.ts';
import type { Log } from '../../kernel/log.ts';
import { connectTo } from './connect.ts';
import { configuredTarget, findTargets } from './find.ts';
import type { Dial } from './race.ts';
import type { Connected, Found, Target } from './target.ts';

export {
  type Connected,
  type Found,
  type NamesCode,
  NamesError,
  type Target,
  type TargetReason,
} from './target.ts';

export interface NamesParts {
  /** Name servers as `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:5353`; absent: those of the system. */
  readonly servers?: readonly string[] | undefined;
  /** The way to them is trusted, the system's too: their word on DNSSEC (the AD bit) is taken. Name servers on loopback are anyway. */
  readonly vouched?: boolean | undefined;
  /** Whether to ask for TLSA records. Default true. */
  readonly dane?: boolean | undefined;
  /** Lets names of others lead to this machine itself: for tests. */
  readonly loopback?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly now?: () => number;
  /** From 0 up to 1; decides between targets of one priority. */
  readonly random?: () => number;
  /** Instead of `connect` of node:net. */
  readonly dial?: Dial;
}

export interface FindOptions {
  readonly signal?: AbortSignal | undefined;
  /** Asks nobody: `host`, `host:port`, `[2001:db8::1]:5270`. */
  readonly target?: string | undefined;
  /** How to speak to `target`. Default `starttls`, and `direct` on port 5270. */
  readonly tls?: 'direct' | 'starttls' | undefined;
}

export interface ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /** For all targets together. */
  readonly timeoutMs: number;
}

export interface Names {
  /** @param domain as `prepareDomain` writes it. Rejects with a NamesError, or the signal's reason. */
  find(domain: string, options?: FindOptions): Promise<Found>;
  /** Rejects with a NamesError, or the signal's reason. The socket comes without listeners, paused. */
  connect(targets: readonly Target[], options: ConnectOptions): Promise<Connected>;
}

export function createNames(parts: NamesParts): Names {
  const { servers, vouched = false, dane = true, loopback = false, signal: ending, log } = parts;
  const { now = Date.now, random = Math.random } = parts;
  const nameServers = servers?.map((text) => {
    const server = parseNameServer(text, vouched);
    if (!server) throw new Error(`not a name server's address: ${text}`);
    return server;
  });
  const resolver = createResolver({ servers: nameServers, vouched, signal: ending, now });
  const within = (own: AbortSignal | undefined) => (own ? AbortSignal.any([ending, own]) : ending);

  return {
    async find(domain, { signal, target, tls } = {}) {
      const found: Found =
        target === undefined
          ? await findTargets(domain, { resolver, dane, loopback, random }, within(signal))
          : { targets: [configuredTarget(target, tls)], secure: false };
      const list = found.targets.map(({ host, port, because }) => `${host}:${port} (${because})`).join(', ');
      log.debug('servers of a domain', { domain, targets: list, secure: found.secure });
      return found;
    },
    connect: (targets, { signal, timeoutMs }) =>
      connectTo(targets, { resolver, loopback, dial: parts.dial, timeoutMs }, within(signal)),
  };
}
