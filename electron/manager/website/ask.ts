/** One request as the world would make it, and exactly what came: status, headers, certificate, or why nothing did. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { rootCertificates, type TLSSocket } from 'node:tls';
import { systemCode } from '../problem.ts';

export interface Question {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** A file, which is not shown to anybody. */
  readonly bytes?: Uint8Array;
  /** The body begins with so many bytes, and the rest never comes. */
  readonly half?: number;
  /** "100 Continue" is answer enough (RFC 9110 §10.1.1): so far nobody minds what was announced. */
  readonly untilContinue?: boolean;
  /** What comes is a file: `body` is its SHA-256 in base64, or nothing where it is larger than any that was sent. */
  readonly digest?: boolean;
  readonly timeoutMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Why the certificate is not to be trusted, in OpenSSL's words; undefined when it is. */
  readonly distrust: string | undefined;
}

export type Failure = 'offline' | 'no-address' | 'no-answer' | 'refused' | 'tls-broken';
export type Asked = { readonly answer: Answer } | { readonly failed: Failure; readonly detail: string };

/** Both as they were on the wire, for a technician. */
export interface Exchange {
  readonly asked: Asked;
  readonly sent: readonly string[];
  readonly came: readonly string[];
}

export type Ask = (question: Question, signal?: AbortSignal) => Promise<Exchange>;

export interface AskParts {
  /** Authorities beside the public ones: PEM. */
  readonly authorities: readonly string[];
  readonly timeoutMs?: number;
  /** Where to connect whatever a name says; for tests. */
  readonly connectTo?: { readonly host: string; readonly port: number };
}

const TIMEOUT_MS = 10_000;
/** More of an answer is nobody's configuration. */
const MAX_BODY = 64 * 1024;
const SHOWN_BODY_LINES = 12;
const MAX_FILE = 16 * 1024 * 1024;

const FAILURES: Readonly<Record<string, Failure>> = {
  ENOTFOUND: 'no-address',
  EAI_AGAIN: 'offline',
  ENODATA: 'no-address',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'no-answer',
  EHOSTUNREACH: 'no-answer',
  ENETUNREACH: 'offline',
};

export function createAsk({ authorities, timeoutMs = TIMEOUT_MS, connectTo }: AskParts): Ask {
  const ca = [...rootCertificates, ...authorities];

  return (question, signal) =>
    new Promise((resolve) => {
      const url = new URL(question.url);
      const { method = 'GET', headers = {}, body, bytes, half, digest } = question;
      const patience = question.timeoutMs ?? timeoutMs;
      const request = secureRequest(url, {
        ...{ method, ca, agent: false, rejectUnauthorized: false, servername: url.hostname },
        ...(connectTo && { hostname: connectTo.host, port: connectTo.port }),
        headers: { host: url.host, 'user-agent': 'Chatelaine', ...headers },
        signal: AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]),
      });
      const sent = [
        `${method} ${url.pathname}${url.search} HTTP/1.1`,
        ...Object.entries(request.getHeaders()).map(([name, value]) => `${name}: ${value}`),
        ...(body ? ['', body] : []),
      ];
      const finish = (asked: Asked, came: readonly string[]) => {
        resolve({ asked, sent, came });
        request.destroy();
      };
      const answered = async (response: IncomingMessage, read: Promise<string>) => {
        const { statusCode: status = 0, headers: answerHeaders } = response;
        // Before the end: then there is no socket any more.
        const distrust = distrustOf(response.socket as TLSSocket);
        const text = await read;
        const asked = { answer: { status, headers: answerHeaders, body: text, distrust } };
        finish(asked, inWords(response, digest ? '' : text, distrust));
      };
      request.on('upgrade', (response, socket) => {
        void answered(response, Promise.resolve(''));
        socket.destroy();
      });
      request.on('response', (response) => {
        void answered(response, digest ? readDigest(response) : readText(response));
      });
      if (question.untilContinue)
        request.on('continue', () => {
          const answer = { status: 100, headers: {}, body: '', distrust: undefined };
          finish({ answer }, ['HTTP/1.1 100 Continue']);
        });
      request.on('error', (error) => {
        const detail =
          error.name === 'TimeoutError' ? `no answer within ${patience / 1000} s` : error.message;
        finish({ failed: failureOf(error), detail }, [detail]);
      });
      if (half === undefined) request.end(bytes ?? body);
      else {
        request.flushHeaders();
        if (half > 0) request.write(Buffer.alloc(half));
      }
    });
}

function failureOf(error: Error): Failure {
  const code = systemCode(error) ?? '';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no-answer';
  return FAILURES[code] ?? (/SSL|TLS|EPROTO/.test(`${code} ${error.message}`) ? 'tls-broken' : 'no-answer');
}

/** OpenSSL's code, such as `CERT_HAS_EXPIRED`. */
function distrustOf(socket: TLSSocket): string | undefined {
  if (socket.authorized) return undefined;
  return String(
    (socket.authorizationError as { code?: string } | undefined)?.code ?? socket.authorizationError,
  );
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length >= MAX_BODY) break;
    }
  } catch {
    // Cut off in the middle: what came is what there is to judge.
  }
  return text.slice(0, MAX_BODY);
}

async function readDigest(response: IncomingMessage): Promise<string> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of response) {
      size += (chunk as Buffer).length;
      if (size > MAX_FILE) return '';
      hash.update(chunk as Buffer);
    }
  } catch {
    // Cut off in the middle: not the file.
    return '';
  }
  return hash.digest('base64');
}

function inWords(
  { httpVersion, statusCode, statusMessage, headers }: IncomingMessage,
  body: string,
  distrust: string | undefined,
) {
  return [
    ...(distrust ? [`TLS: ${distrust}`] : []),
    `HTTP/${httpVersion} ${statusCode} ${statusMessage}`.trim(),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body ? ['', ...body.split('\n').slice(0, SHOWN_BODY_LINES)] : []),
  ];
}
