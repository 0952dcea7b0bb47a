/**
 * What the initiating server and the other say to each other until a link stands (RFC 6120 §4.3, §5, §6; XEP-0178 §3; XEP-0288), told in the order
 * it happens. Whether stanzas may leave then is the link's: SASL has said so, or dialback is to be asked.
 */
import type { Element } from 'ltx';
import { NS } from '../kernel/stanza.ts';
import type { Connection } from '../net/connection.ts';
import { isFeatures, NO_FEATURES, type PeerFeatures, readFeatures } from './features.ts';
import type { PeerHeader } from './header.ts';
import { createLink, type Link, type LinkHost } from './link.ts';
import type { Mailbox } from './mailbox.ts';
import type { Target } from './names/index.ts';
import type { Pair } from './pair.ts';
import type { Policy } from './policy.ts';
import { FederationFailure } from './problems.ts';
import type { Proof, TryStep } from './report.ts';
import type { PeerStream } from './stream.ts';
import { certificateOf, securityOf } from './tls.ts';
import { type Authorities, chainOf, judgePeer, type Verdict } from './trust/index.ts';

/** How long an error may follow a header that leads nowhere. */
const REGRET_MS = 1000;

export interface Attempt extends Pair {
  readonly policy: Policy;
  readonly signal: AbortSignal;
  /** Hears of each step as it ends. */
  readonly onStep?: ((step: TryStep['step'], detail: string) => void) | undefined;
}

export interface Negotiation {
  readonly attempt: Attempt;
  readonly target: Target;
  /** What they say comes here. */
  readonly box: Mailbox;
  readonly host: LinkHost;
  readonly authorities: (domain: string) => Authorities;
  readonly now: () => number;
  /** What it is when it takes too long. */
  phase: 'tls.timeout' | 'auth.timeout' | 'stream.timeout';
}

/** Waits for a handshake, and no longer than for anything else. */
export async function secure(
  state: Negotiation,
  connection: Connection,
  protocols?: DataView,
): Promise<void> {
  state.phase = 'tls.timeout';
  try {
    await Promise.race([connection.secure(state.attempt.remote, protocols), state.box.over]);
  } catch (error) {
    connection.destroy();
    if (error instanceof FederationFailure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    // What TLS itself has against it does not pass; a connection that breaks may.
    const isTls = code === 'EPROTO' || code?.startsWith('ERR_SSL') || code?.startsWith('ERR_TLS');
    throw new FederationFailure(isTls ? 'tls.failed' : 'connect.closed', message, { cause: error });
  }
  state.phase = 'stream.timeout';
}

/** Header and features, TLS where it is not there yet, their certificate, ours: then a link. */
export async function negotiate(
  state: Negotiation,
  stream: PeerStream,
  want: { readonly external: boolean },
): Promise<Link> {
  const { attempt, target, box } = state;
  const { policy } = attempt;
  const { connection } = stream;
  let [header, features] = await greet(state, stream);

  if (!connection.secured() && features.starttls) {
    stream.write(`<starttls xmlns='${NS.tls}'/>`);
    const answer = await box.nextElement();
    if (!isOf(answer, NS.tls, 'proceed'))
      throw new FederationFailure('tls.failed', `STARTTLS was answered with <${answer.name}/>`);
    stream.restart();
    await secure(state, connection);
    [header, features] = await greet(state, stream);
  }
  const socket = connection.secured();
  // RFC 6120 §5.3.1, by policy: what is not encrypted does not leave.
  if (!socket && policy.tls === 'required') {
    // COMPAT: Prosody that is shutting down answers with a header without version and then says so.
    if (!header.modern)
      await Promise.race([box.over, new Promise((resolve) => setTimeout(resolve, REGRET_MS))]);
    throw new FederationFailure('tls.required', header.modern ? 'no STARTTLS' : 'no version 1.0');
  }

  const verdict = judge(state, socket && chainOf(socket), attempt.remote);
  if (!verdict.ok && (policy.authenticate === 'certificate' || verdict.code === 'certificate.dane-mismatch'))
    throw new FederationFailure(verdict.code, verdict.because, { certificate: certificateOf(socket) });
  const proof: Proof = !verdict.ok ? 'nothing' : verdict.by === 'dane' ? 'dane' : 'certificate';
  attempt.onStep?.('secure', describe(socket ? securityOf(socket, target.tls) : undefined, verdict));

  state.phase = 'auth.timeout';
  // XEP-0288 §2.2: it "SHOULD be done before either SASL negotiation or Server Dialback".
  // WHY only with a proof: stanzas would come in from a server nobody has vouched for.
  const both = features.bidi && verdict.ok;
  if (both) stream.write(`<bidi xmlns='${NS.bidi}'/>`);
  const granted = want.external && features.mechanisms.includes('EXTERNAL');
  if (granted) {
    await external(state, stream);
    [header, features] = await greet(state, stream);
  }
  const dialback = header.dialback || features.dialback;
  if (!granted && !dialback) throw new FederationFailure('auth.not-offered', 'neither EXTERNAL nor dialback');

  // RFC 6120 §4.7.3: "The stream ID MUST be generated by the receiving entity", and a key is made for it.
  if (!header.id) throw new FederationFailure('stream.protocol', 'a header without an id');

  const early = box.rest();
  const pair: Pair = { local: attempt.local, remote: attempt.remote };
  const link = createLink(
    stream,
    {
      ...{ direction: 'out', id: header.id, pair, proof, dialback, lang: header.lang },
      security: securityOf(socket, target.tls),
      certificate: certificateOf(socket),
      until: verdict.ok ? verdict.until : undefined,
      flaw: socket && !verdict.ok ? { code: verdict.code, because: verdict.because } : undefined,
      port: target.port,
      proofOf: async (domain) => proofFrom(judge(state, socket && chainOf(socket), domain)),
    },
    state.host,
  );
  stream.use({ header() {}, element: link.take, error: link.errored, closed: link.ended });
  if (both) {
    link.openBoth();
    link.prove(pair, proof);
  }
  if (granted) {
    if (features.sm) link.acks.ask();
    link.grant(pair);
  }
  for (const element of early) link.take(element);
  return link;
}

/** Our header, theirs, and what they offer. */
async function greet({ attempt, box }: Negotiation, stream: PeerStream): Promise<[PeerHeader, PeerFeatures]> {
  stream.header({ from: attempt.local, to: attempt.remote });
  const header = await box.nextHeader();
  if (header.fault) {
    stream.fail(header.fault[0], header.fault[1]);
    throw new FederationFailure('stream.protocol', header.fault[1]);
  }
  // RFC 6120 §4.7.5: without a version there are no features.
  if (!header.modern) return [header, NO_FEATURES];
  const features = await box.nextElement();
  if (!isFeatures(features))
    throw new FederationFailure('stream.protocol', `<${features.name}/> instead of features`);
  return [header, readFeatures(features)];
}

/** SASL EXTERNAL (RFC 6120 §6, XEP-0178 §3). Rejects with `auth.refused` where they do not take our certificate. */
async function external({ attempt, box }: Negotiation, stream: PeerStream): Promise<void> {
  // XEP-0178 §3: "the connecting server SHOULD include the authorization identity for backward compability".
  const identity = Buffer.from(attempt.local).toString('base64');
  stream.write(`<auth xmlns='${NS.sasl}' mechanism='EXTERNAL'>${identity}</auth>`);
  const answer = await box.nextElement().catch((error: FederationFailure) => {
    if (error.code === 'auth.timeout') throw error;
    // They closed instead of saying no.
    throw new FederationFailure('auth.refused', error.detail, { cause: error });
  });
  if (isOf(answer, NS.sasl, 'success')) return stream.restart();
  const condition = answer.getChildElements()[0]?.name ?? 'no reason';
  const detail = isOf(answer, NS.sasl, 'failure') ? condition : `<${answer.name}/> as the answer`;
  throw new FederationFailure('auth.refused', detail);
}

function judge(
  { attempt, target, authorities, now }: Negotiation,
  chain: readonly Buffer[] | undefined,
  domain: string,
): Verdict {
  if (!chain || chain.length === 0)
    return { ok: false, code: 'certificate.none', because: 'The server showed no certificate.' };
  const zone = domain === attempt.remote ? { tlsa: target.tlsa, host: target.host } : {};
  return judgePeer({ chain, domain, ...zone, authorities: authorities(domain), now: now() });
}

const proofFrom = (verdict: Verdict): Proof | undefined =>
  verdict.ok ? (verdict.by === 'dane' ? 'dane' : 'certificate') : undefined;

const isOf = (element: Element, namespace: string, name: string) =>
  element.name === name && element.getNS() === namespace;

function describe(security: { version?: string; cipher?: string } | undefined, verdict: Verdict): string {
  const tls = security ? [security.version, security.cipher].join(' ') : 'not encrypted';
  return `${tls}; ${verdict.ok ? verdict.because : `${verdict.code}: ${verdict.because}`}`;
}
