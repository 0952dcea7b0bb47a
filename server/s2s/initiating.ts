/**
 * The initiating server (RFC 6120 §4.3, XEP-0178 §3, XEP-0368): from a domain's name to a link, by one target after another. What is said on a
 * connection is negotiating.ts'.
 */
import type { Log } from '../kernel/log.ts';
import type { XmlLimits } from '../kernel/xml.ts';
import type { Certificates } from '../net/certificates.ts';
import { createConnection } from '../net/connection.ts';
import type { Link, LinkHost } from './link.ts';
import { createMailbox } from './mailbox.ts';
import { type Connected, type Names, NamesError, type Target } from './names/index.ts';
import { type Attempt, type Negotiation, negotiate, secure } from './negotiating.ts';
import { FederationFailure } from './problems.ts';
import { createPeerStream, type PeerStream } from './stream.ts';
import { ALPN, asInitiator } from './tls.ts';
import type { Authorities } from './trust/index.ts';

export interface InitiatingParts {
  readonly names: () => Names;
  readonly authorities: (domain: string) => Authorities;
  readonly certificates: Certificates;
  readonly host: LinkHost;
  readonly pendingBytes: () => number;
  readonly xmlLimits: XmlLimits;
  readonly log: Log;
  readonly now: () => number;
  /** Every stream is counted from its beginning. */
  readonly onStream: (stream: PeerStream) => void;
}

/**
 * Connects to a domain's server and negotiates; tries the next target where one cannot be used.
 * Rejects with a FederationFailure, or the signal's reason.
 */
export async function initiate(parts: InitiatingParts, attempt: Attempt): Promise<Link> {
  const { policy, signal, remote } = attempt;
  const names = parts.names();
  const found = await asFailure(names.find(remote, { signal, target: policy.target }));
  attempt.onStep?.('lookup', found.targets.map(writeTarget).join(', '));
  let left: readonly Target[] = found.targets;
  for (;;) {
    const timeoutMs = parts.host.limits().negotiateSeconds * 1000;
    const connected: Connected = await asFailure(names.connect(left, { signal, timeoutMs }));
    attempt.onStep?.('connect', `${writeTarget(connected.target)} (${connected.address})`);
    try {
      return await beginTwice(parts, attempt, connected);
    } catch (error) {
      left = connected.rest;
      const failure = error as FederationFailure;
      if (left.length === 0 || !isAboutTarget(failure)) throw failure;
      parts.log.info('another target is tried', {
        ...{ remote, failed: writeTarget(connected.target), code: failure.code, detail: failure.detail },
      });
    }
  }
}

const writeTarget = ({ host, port }: Target) =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** What another machine of theirs may do better. */
const isAboutTarget = ({ code }: FederationFailure): boolean =>
  /^(connect|tls|certificate)\./.test(code ?? '');

async function asFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof NamesError)) throw error;
    throw new FederationFailure(error.code, error.detail, { target: error.target, cause: error });
  }
}

/**
 * XEP-0178 §3: who does not believe our certificate may "either close Server1's TCP connection or continue with a Server Dialback".
 * WHY another connection in both cases: then it does not matter which of the two they do.
 */
async function beginTwice(parts: InitiatingParts, attempt: Attempt, connected: Connected): Promise<Link> {
  try {
    return await begin(parts, attempt, connected, { external: true });
  } catch (error) {
    const refused = error instanceof FederationFailure && error.code === 'auth.refused';
    if (!refused || attempt.signal.aborted) throw error;
    const timeoutMs = parts.host.limits().negotiateSeconds * 1000;
    const again = await asFailure(
      parts.names().connect([connected.target], { signal: attempt.signal, timeoutMs }),
    );
    try {
      return await begin(parts, attempt, again, { external: false });
    } catch (second) {
      // Without dialback, the first refusal is what there is to mend.
      throw (second as FederationFailure).code === 'auth.not-offered' ? error : second;
    }
  }
}

async function begin(
  parts: InitiatingParts,
  attempt: Attempt,
  { socket, target }: Connected,
  want: { readonly external: boolean },
): Promise<Link> {
  const { local, remote, signal } = attempt;
  const box = createMailbox();
  // Dead peers behind a vanished network are found by TCP itself.
  socket.setKeepAlive(true, 60_000).setNoDelay(true);
  // It came paused; nothing can be lost, because the receiving server never speaks first.
  socket.resume();
  const connection = createConnection({
    ...{ socket, certificates: parts.certificates, canStartTls: true },
    pendingBytes: parts.pendingBytes(),
    begin: asInitiator(parts.certificates, local, remote),
  });
  const { host, authorities, now } = parts;
  const state: Negotiation = { attempt, target, box, phase: 'stream.timeout', host, authorities, now };
  let stream: PeerStream | undefined;
  const late = () => box.give(new FederationFailure(state.phase, undefined, { target: writeTarget(target) }));
  const timer = setTimeout(late, parts.host.limits().negotiateSeconds * 1000);
  const stop = () => box.give(new FederationFailure('stream.timeout', 'no longer wanted'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (target.tls === 'direct') await secure(state, connection, ALPN);
    stream = createPeerStream(
      {
        ...{ connection, limits: parts.host.limits(), xmlLimits: parts.xmlLimits },
        ...{ log: parts.log, now: parts.now },
        header: () => ({ from: local, to: remote }),
      },
      box,
    );
    parts.onStream(stream);
    return await negotiate(state, stream, want);
  } catch (error) {
    if (stream && !stream.ending) stream.close();
    else connection.destroy();
    throw withTarget(error, target);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function withTarget(error: unknown, target: Target): unknown {
  if (!(error instanceof FederationFailure) || error.target !== undefined) return error;
  const { code, detail, certificate } = error;
  return new FederationFailure(code, detail, { target: writeTarget(target), certificate, cause: error });
}
