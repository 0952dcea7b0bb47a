/**
 * One request to an authority: HTTPS only, nothing followed, everything bounded. Specs: RFC 8555 §6.1.
 * A failure to reach it is an `Unreachable` with the system's words; what it says is for others to judge.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { systemCode } from '../../problem.ts';

export interface HttpAsk {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly body?: string;
  readonly accept?: string;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AcmeHttp {
  /** Rejects with Unreachable, Nonsense, or the signal's reason. */
  send(ask: HttpAsk): Promise<HttpAnswer>;
  /** Lets go of connections that are kept for the next request. */
  close(): void;
}

/** No answer: the network, the time or the authority's TLS. `code` is the system's. */
export class Unreachable extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** No authority: more than any answer of ACME's has, an address that is none, or a certificate nobody vouches for. */
export class Nonsense extends Error {}

export interface AcmeHttpParts {
  /** `Chatelaine/1.2.3`. */
  readonly program: string;
  /** PEM; absent: the authorities everybody trusts. */
  readonly ca?: string | undefined;
  readonly timeoutMs?: number;
}

/** What Node says of a certificate that does not hold: a network's log-in page, or a program that reads what is encrypted. */
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ALTNAME|^CERT_/;
/** The longest answer is a chain: some twenty certificates of 4 KB. */
const MOST_BYTES = 256 * 1024;
/** RFC 8555 has no figure; authorities answer within seconds, and finalize may hold for a while. */
const TIMEOUT_MS = 60_000;

export function createAcmeHttp({ program, ca, timeoutMs = TIMEOUT_MS }: AcmeHttpParts): AcmeHttp {
  const agent = new Agent({ keepAlive: true, maxSockets: 4, ...(ca && { ca }) });
  const headersOf = ({ method, accept, body }: HttpAsk) => ({
    // SPEC: RFC 8555 §6.1: "ACME clients MUST send a User-Agent header field"
    'user-agent': `${program} node/${process.versions.node}`,
    'accept-language': 'en',
    accept: accept ?? 'application/json',
    // SPEC: RFC 8555 §6.2 wants this type on every request that is signed.
    ...(method === 'POST' && {
      'content-type': 'application/jose+json',
      'content-length': Buffer.byteLength(body ?? ''),
    }),
  });

  function send(ask: HttpAsk): Promise<HttpAnswer> {
    const url = addressOf(ask.url);
    return new Promise((resolve, reject) => {
      ask.signal.throwIfAborted();
      const late = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([ask.signal, late]);
      const failed = (error: Error) => {
        if (ask.signal.aborted) return reject(ask.signal.reason);
        if (late.aborted)
          return reject(new Unreachable('ETIMEDOUT', `no answer from ${url.host} in ${timeoutMs} ms`));
        if (error instanceof Nonsense) return reject(error);
        const code = systemCode(error) ?? 'unknown';
        if (UNTRUSTED.test(code)) return reject(new Nonsense(`${url.host}: ${error.message} (${code})`));
        reject(new Unreachable(code, error.message, { cause: error }));
      };
      const sent = request(url, { method: ask.method, agent, signal, headers: headersOf(ask) }, (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES)
            sent.destroy(new Nonsense(`${url.host} answered with more than ${MOST_BYTES} bytes`));
          else chunks.push(chunk);
        });
        answer.on('error', failed);
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      sent.on('error', failed);
      sent.end(ask.body);
    });
  }

  return { send, close: () => agent.destroy() };
}

/** SPEC: RFC 8555 §6.1 wants HTTPS between client and server, always; the directory's own addresses are held to it, too. */
function addressOf(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw new Nonsense(`not an https address: ${text.slice(0, 200)}`);
  return url;
}

/** Addresses of a `Link` field's relation (RFC 8288), at most ten. Relative ones count from `base`. */
export function linksOf(headers: IncomingHttpHeaders, relation: string, base: string): string[] {
  const field = headers.link;
  const text = (Array.isArray(field) ? field.join(',') : (field ?? '')).slice(0, 8192);
  const found: string[] = [];
  for (const [, target = '', parameters = ''] of text.matchAll(/<([^<>]*)>((?:\s*;[^,<]*)*)/g)) {
    const [, quoted, bare] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters) ?? [];
    const url = (quoted ?? bare ?? '').split(/\s+/).includes(relation) ? URL.parse(target, base) : null;
    if (url && found.length < 10) found.push(url.href);
  }
  return found;
}

/** SPEC: RFC 9110 §10.2.3: seconds, or a date. @returns milliseconds from `now`, never less than 0; undefined for neither. */
export function retryAfter(headers: IncomingHttpHeaders, now: number): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
