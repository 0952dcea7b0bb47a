/**
 * Asks an address that stands in a certificate: an issuer's certificate, a list of withdrawn ones, an OCSP responder.
 * Such an address was written by somebody else, so that it must lead nowhere inside: public addresses only, and those we have looked at
 * are those we connect to. HTTP in the clear is meant by RFC 5280 §4.2.2.1; what comes is signed. Bytes, time and redirections are bounded.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export interface Question {
  readonly url: string;
  readonly body?: Uint8Array;
  /** Of `body`. */
  readonly type?: string;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** @returns the body of a 200; throws a sentence otherwise. */
export type AskOutside = (question: Question) => Promise<Buffer>;

export interface OutsideParts {
  /** Tests answer on loopback. */
  readonly isAllowed?: (address: string) => boolean;
  readonly lookup?: (host: string) => Promise<readonly { address: string; family: number }[]>;
  readonly timeoutMs?: number;
  /** What an answer says the time is (RFC 9110 §6.6.1), when it came: for clock.ts. */
  readonly dated?: (there: number) => void;
}

const TIMEOUT_MS = 8000;
const MAX_REDIRECTS = 2;
const MAX_URL = 1024;

/** Whether an address is anybody's on the internet: not ours, not a private one, not a machine's own metadata. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}

export function createOutside(parts: OutsideParts = {}): AskOutside {
  const { isAllowed = isPublic, timeoutMs = TIMEOUT_MS } = parts;
  const lookup = parts.lookup ?? ((host: string) => systemLookup(host, { all: true }));

  async function addressOf(host: string): Promise<{ address: string; family: number }> {
    const bare = host.replace(/^\[|\]$/g, '');
    const found = isIP(bare) ? [{ address: bare, family: isIP(bare) }] : await lookup(bare);
    // One that leads inside spoils all: a name under somebody's control would else be tried until it does.
    if (found.length === 0 || !found.every(({ address }) => isAllowed(address)))
      throw new Error(`${bare} is no public address`);
    return found[0]!;
  }

  async function once(question: Question, signal: AbortSignal): Promise<Buffer | { to: string }> {
    const url = new URL(question.url);
    if (!['http:', 'https:'].includes(url.protocol) || question.url.length > MAX_URL)
      throw new Error('not an address of the web');
    const { address, family } = await addressOf(url.hostname);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = ask(url, {
        method: question.body ? 'POST' : 'GET',
        headers: { 'user-agent': 'Chatelaine', ...(question.type && { 'content-type': question.type }) },
        ...{ agent: false, signal, timeout: timeoutMs },
        // WHY: asked again, the name might lead elsewhere by now.
        lookup: (_host, options, done) =>
          options.all ? done(null, [{ address, family }]) : done(null, address, family),
      });
      request.on('response', resolve).on('error', reject);
      request.end(question.body);
    });
    const date = Date.parse(response.headers.date ?? '');
    if (Number.isFinite(date)) parts.dated?.(date);
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400 && response.headers.location) {
      response.destroy();
      return { to: new URL(response.headers.location, url).href };
    }
    if (status !== 200) {
      response.destroy();
      throw new Error(`${url.host} answers ${status}`);
    }
    return readBounded(response, question.maxBytes);
  }

  return async (question) => {
    const time = AbortSignal.timeout(timeoutMs);
    const signal = question.signal ? AbortSignal.any([question.signal, time]) : time;
    let next = question;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await once(next, signal);
      if (Buffer.isBuffer(answer)) return answer;
      next = { ...question, url: answer.to };
    }
    throw new Error('too many redirections');
  };
}

async function readBounded(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
