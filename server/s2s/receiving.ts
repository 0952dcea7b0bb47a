/**
 * The receiving server (RFC 6120 §4.3, XEP-0178 §3, XEP-0220, XEP-0288): another server has connected.
 *
 * ```
 *             header                   starttls
 *   opening ─────────▶ negotiating ─────────────▶ securing
 *      ▲                 │                           │
 *      │                 │ EXTERNAL                  │ handshake
 *      └─────────────────┴───────────────────────────┘
 * ```
 * Each header gets a link (link.ts), which carries no stanza before a domain is proven on it: by EXTERNAL before, or by dialback.
 */
import { randomBytes } from 'node:crypto';
import type { Element } from 'ltx';
import type { Log } from '../kernel/log.ts';
import { NS, type StreamCondition } from '../kernel/stanza.ts';
import { createTurns } from '../kernel/stream-turns.ts';
import type { XmlLimits } from '../kernel/xml.ts';
import type { Connection } from '../net/connection.ts';
import { answerSasl, writeSasl } from './external.ts';
import { writeFeatures } from './features.ts';
import type { PeerHeader } from './header.ts';
import { createLink, type Link, type LinkHost } from './link.ts';
import type { FederationLimits } from './options.ts';
import type { Pair } from './pair.ts';
import type { FederationCode, Proof } from './report.ts';
import { createPeerStream, type PeerStream } from './stream.ts';
import { certificateOf, securityOf } from './tls.ts';

/** Whether what they showed under TLS is good for a domain. */
export type Shown =
  | { readonly proof: Proof; readonly until: number | undefined }
  | { readonly code: FederationCode; readonly because: string };

export interface ReceivingParts {
  readonly connection: Connection;
  /** TLS from the first byte: it is there already. */
  readonly direct: boolean;
  /** Their port, for the record. */
  readonly port: number | undefined;
  readonly host: LinkHost;
  readonly limits: FederationLimits;
  readonly xmlLimits: XmlLimits;
  readonly log: Log;
  readonly now: () => number;
  /** One of our domains, for headers that name none. */
  readonly fallback: () => string;
  /** Whether another server may connect for this pair at all, and what it must prove. An empty `remote` is nobody yet. */
  readonly admits: (
    pair: Pair,
  ) =>
    | { readonly refused: FederationCode }
    | { readonly tls: 'required' | 'optional'; readonly callBack: boolean };
  readonly judge: (connection: Connection, domain: string) => Promise<Shown>;
  /** Told once: the first domain is proven, or it is over without one. */
  readonly onSettled: () => void;
  readonly onRefused: (pair: Pair, code: FederationCode, detail: string, connection: Connection) => void;
}

type State =
  | { readonly at: 'opening' | 'securing' }
  | {
      readonly at: 'negotiating';
      readonly link: Link;
      /** What EXTERNAL would prove; undefined where it is not offered. */
      readonly external: External | undefined;
    };

interface External {
  readonly remote: string;
  readonly proof: Proof;
  /** When the certificate ends. */
  readonly until: number | undefined;
}

/** RFC 6120 §6.4.5: how often a log-in may be tried: "at least 2 and no more than 5". */
const MOST_TRIES = 3;

/** RFC 6120 §4.7.3: it "MUST be both unpredictable and non-repeating". */
const newStreamId = () => randomBytes(18).toString('base64url');

export function receive(parts: ReceivingParts): PeerStream {
  const { connection, host, log } = parts;
  let state: State = { at: 'opening' };
  /** Whom EXTERNAL has proven, for the next header. */
  let authenticated: External | undefined;
  /** They asked for both directions; before or after TLS, and it outlives EXTERNAL's new stream. */
  let both = false;
  let tries = 0;
  let challenged = false;
  let settled = false;

  const stream = createPeerStream(
    {
      ...{ connection, limits: parts.limits, xmlLimits: parts.xmlLimits, log, now: parts.now },
      header: () => ({ from: parts.fallback(), id: newStreamId() }),
    },
    {
      header: (header) => turns.wait(read(header), (go) => go()),
      element: (element) => turns.take(element),
      error(condition) {
        if (state.at === 'negotiating') state.link.errored(condition);
      },
      closed(reason) {
        clearTimeout(deadline);
        settle();
        if (state.at === 'negotiating') state.link.ended(reason);
      },
    },
  );
  const turns = createTurns({
    transport: connection,
    handle: onElement,
    isOver: () => stream.ending,
    onFault(error) {
      log.error('a stream failed', { cause: error.stack ?? error.message });
      stream.fail('internal-server-error');
    },
  });
  const limitMs = parts.limits.negotiateSeconds * 1000;
  let deadline = setTimeout(tooLate, limitMs);
  let extended = false;

  function settle(): void {
    if (settled) return;
    settled = true;
    parts.onSettled();
  }

  function tooLate(): void {
    if (settled) return;
    // It is not them who keep us waiting: their own server is asked, and that has its own time.
    if (!extended && state.at === 'negotiating' && state.link.checking()) {
      extended = true;
      deadline = setTimeout(tooLate, 2 * limitMs);
    } else if (state.at === 'securing') stream.destroy();
    // Who has been told whether a key is right may want nothing more of us.
    else if (state.at === 'negotiating') hangUp();
    else stream.fail('connection-timeout');
  }

  /** Closes without waiting for their end. */
  function hangUp(): void {
    stream.close();
    connection.end();
  }

  const fail = (condition: StreamCondition, text?: string) => () => stream.fail(condition, text);

  /** Answers their header with ours; what to do then is known once their certificate is judged. */
  async function read(header: PeerHeader): Promise<() => void> {
    const { to, from } = header;
    const local = typeof to === 'string' && host.isOurs(to) ? to : parts.fallback();
    const id = newStreamId();
    // RFC 6120 §4.7.2: the 'to' is "the domainpart specified in the 'from' attribute of the initial stream header".
    stream.header({ from: local, to: from ?? undefined, id, modern: header.modern });
    if (header.fault) return fail(...header.fault);
    // COMPAT: the headers of RFC 3920 servers may have no 'to'; those of version 1.0 must (RFC 6120 §4.7.2).
    if (to === undefined && header.modern) return fail('improper-addressing', 'the header needs a "to"');
    if (to === null || from === null) return fail('improper-addressing', 'that is not a domain');
    if (to !== undefined && !host.isOurs(to)) return fail('host-unknown');
    if (from !== undefined && host.isOurs(from)) return fail('invalid-from', 'that domain is ours');
    // RFC 6120 §4.9.3.9: "does not match an authorized JID or validated domain as negotiated […] using SASL".
    if (authenticated && from !== undefined && from !== authenticated.remote) return fail('invalid-from');

    const pair: Pair = { local, remote: authenticated?.remote ?? from ?? '' };
    const terms = parts.admits(pair);
    if ('refused' in terms) {
      parts.onRefused(pair, terms.refused, 'they connected to us', connection);
      return fail('policy-violation', 'this server does not speak with that server');
    }
    const secured = connection.secured() !== undefined;
    if (!secured || authenticated || pair.remote === '')
      return () => negotiate({ header, id, pair, tls: terms.tls, shown: undefined });
    const shown = await parts.judge(connection, pair.remote);
    if ('proof' in shown || terms.callBack)
      return () => negotiate({ header, id, pair, tls: terms.tls, shown });
    parts.onRefused(pair, shown.code, shown.because, connection);
    // RFC 6120 §6.4.5: where "weak identity verification is insufficient then the receiving entity SHOULD instead close the
    // stream with a <policy-violation/> stream error". The rule is named, because only their administrator can mend it.
    return fail('policy-violation', `${shown.code}: ${shown.because}`);
  }

  interface Met {
    readonly header: PeerHeader;
    readonly id: string;
    readonly pair: Pair;
    readonly tls: 'required' | 'optional';
    readonly shown: Shown | undefined;
  }

  function negotiate({ header, id, pair, tls, shown }: Met): void {
    const secured = connection.secured();
    const external = shown && 'proof' in shown ? { remote: pair.remote, ...shown } : undefined;
    const link = createLink(
      stream,
      {
        ...{ direction: 'in', id, pair, dialback: true, lang: header.lang, port: parts.port },
        proof: (authenticated ?? external)?.proof ?? 'nothing',
        until: (authenticated ?? external)?.until,
        security: securityOf(secured, parts.direct ? 'direct' : 'starttls'),
        certificate: certificateOf(secured),
        flaw: shown && 'code' in shown && shown.code !== 'certificate.none' ? shown : undefined,
        async proofOf(domain) {
          const other = secured && (await parts.judge(connection, domain));
          return other && 'proof' in other ? other.proof : undefined;
        },
      },
      {
        ...host,
        proven(what, by) {
          clearTimeout(deadline);
          settle();
          host.proven(what, by);
        },
      },
    );
    state = { at: 'negotiating', link, external };
    if (both) link.openBoth();
    const features = writeFeatures({
      starttls: secured ? undefined : tls,
      external: external !== undefined,
      // RFC 6120 §5.3.1: where TLS is required, nothing else is offered; XEP-0288 §2.1 wants to be: "both before and after TLS".
      dialback: secured !== undefined || tls === 'optional',
      bidi: !both && !authenticated,
      sm: authenticated !== undefined,
    });
    // RFC 6120 §4.7.5: a server without a version knows no features.
    if (header.modern) stream.send(features);
    // Last: with both directions open, what waits for them leaves at once.
    if (authenticated) link.prove(pair, authenticated.proof);
  }

  function onElement(element: Element) {
    if (state.at !== 'negotiating') return;
    const { link } = state;
    switch (element.getNS()) {
      case NS.tls:
        return onTls(element);
      case NS.sasl:
        return onSasl(element);
      case NS.bidi:
        // XEP-0288 §2.2: it comes before a domain is proven; later it is of no more use.
        if (element.name !== 'bidi' || link.accepts.size > 0) return stream.fail('unsupported-stanza-type');
        both = true;
        return link.openBoth();
      default:
        return link.take(element);
    }
  }

  function onTls(element: Element) {
    if (element.name !== 'starttls' || connection.secured() || element.children.length > 0) {
      // RFC 6120 §5.4.2.2: <failure/>, the end of the stream, the end of the connection.
      stream.write(`<failure xmlns='${NS.tls}'/>`);
      return hangUp();
    }
    if (state.at !== 'negotiating') return;
    const host = state.link.pair.local;
    const { link } = state;
    state = { at: 'securing' };
    stream.write(`<proceed xmlns='${NS.tls}'/>`);
    link.ended('the stream began anew');
    // WHY before the handshake: bytes behind <starttls/> could have been injected; they count for nothing.
    stream.restart();
    const opened = () => {
      state = { at: 'opening' };
    };
    connection.secure(host).then(opened, (error: Error) => {
      const { remoteAddress: address, remotePort } = connection;
      log.info('TLS failed', { address, remotePort, cause: error.message });
      connection.destroy();
    });
  }

  function onSasl(element: Element): void {
    if (state.at !== 'negotiating') return;
    const { link, external } = state;
    const answer = answerSasl(element, { remote: external?.remote, challenged });
    challenged = answer === 'challenge';
    stream.send(writeSasl(answer));
    if (answer === 'challenge') return;
    if (answer !== 'success') {
      parts.onRefused(link.pair, 'auth.refused', `EXTERNAL: ${answer}`, connection);
      tries += 1;
      // RFC 6120 §6.4.5: "the receiving entity MUST close the stream with a stream error, which SHOULD be <policy-violation/>".
      if (tries >= MOST_TRIES) stream.fail('policy-violation', 'too many attempts');
      return;
    }
    authenticated = external;
    // RFC 6120 §4.3.3: both sides forget what they knew of the old stream.
    state = { at: 'opening' };
    link.ended('the stream began anew');
    stream.restart();
  }

  return stream;
}
