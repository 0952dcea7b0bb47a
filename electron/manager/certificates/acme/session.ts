/**
 * A conversation with one authority: its directory, nonces, signed requests. Specs: RFC 8555 §6.
 * A nonce that was refused is taken up again here and nobody hears of it; so is an answer that got lost, where asking twice does no harm.
 */
import type { FlattenedJWS } from 'jose';
import type { z } from 'zod';
import type { Clock } from '../../host.ts';
import { AcmeError } from './acme.ts';
import { type AcmeHttp, type HttpAnswer, type HttpAsk, Nonsense, retryAfter, Unreachable } from './http.ts';
import { type Header, type Signer, sign } from './jws.ts';
import { explained, failure, reasonOf, refusal } from './problems.ts';
import { type Directory, directory, problemDocument } from './schemas.ts';
import { wait } from './wait.ts';

/** Who signs: the account by its address, or a key that goes along. */
export interface Author {
  readonly signer: Signer;
  readonly kid?: string;
}

export interface Answer<T> {
  readonly value: T;
  readonly status: number;
  readonly headers: HttpAnswer['headers'];
  /** Milliseconds to the next try, where the authority says. */
  readonly waitMs: number | undefined;
}

export interface Session {
  readonly url: string;
  directory(): Promise<Directory>;
  /** A signed POST; `payload` undefined is POST-as-GET. Rejects with an AcmeError. */
  post<Schema extends z.ZodType>(
    url: string,
    payload: unknown,
    author: Author,
    schema: Schema,
  ): Promise<Answer<z.infer<Schema>>>;
  /** POST-as-GET of something that is no JSON. */
  text(url: string, author: Author, accept: string): Promise<Answer<string>>;
  /** A plain GET: the directory and RFC 9773's renewal information. */
  get<Schema extends z.ZodType>(url: string, schema: Schema): Promise<Answer<z.infer<Schema>>>;
  close(): void;
}

export interface SessionParts {
  /** The directory's address. */
  readonly url: string;
  readonly http: AcmeHttp;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** An authority that refuses one nonce in five refuses twenty in a row once in a hundred million million requests. */
const NONCE_TRIES = 20;
const NONCES_KEPT = 20;
/** An answer that got lost: asked again after 1 s, 3 s. */
const LOST_MS = [1000, 3000];
/** "Come back in" that is waited for on the spot; longer is for the caller's table. */
const SHORT_WAIT_MS = 5000;

export function createSession({ url, http, clock, signal }: SessionParts): Session {
  let known: Directory | undefined;
  const nonces: string[] = [];

  const send = async (ask: Omit<HttpAsk, 'signal'>): Promise<HttpAnswer> => {
    const answer = await http.send({ ...ask, signal });
    keepNonce(answer.headers['replay-nonce']);
    return answer;
  };

  /** SPEC: RFC 8555 §6.5.1: "Clients MUST ignore invalid Replay-Nonce values." */
  function keepNonce(value: string | string[] | undefined): void {
    if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{1,512}$/.test(value)) return;
    nonces.push(value);
    if (nonces.length > NONCES_KEPT) nonces.shift();
  }

  async function nonce(): Promise<string> {
    if (nonces.length === 0) {
      const { newNonce } = await directoryOf();
      await again(() => send({ method: 'HEAD', url: newNonce }));
    }
    const value = nonces.pop();
    if (value === undefined) throw new Nonsense('the authority gave no nonce');
    return value;
  }

  /** Tries again what only reads. */
  async function again<T>(run: () => Promise<T>): Promise<T> {
    for (const ms of LOST_MS) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        await wait(ms, clock, signal);
      }
    }
    return run();
  }

  async function directoryOf(): Promise<Directory> {
    known ??= read(await again(() => send({ method: 'GET', url })), directory).value;
    return known;
  }

  /** One request with a nonce the authority accepts. */
  async function signed(ask: Pick<HttpAsk, 'url' | 'accept'>, payload: string, author: Author) {
    let given: string | undefined;
    for (let tries = 1; ; tries++) {
      const header: Header = {
        ...{ url: ask.url, nonce: given ?? (await nonce()) },
        ...(author.kid !== undefined && { kid: author.kid }),
      };
      const jws: FlattenedJWS = await sign(author.signer, header, payload);
      const answer = await send({ method: 'POST', ...ask, body: JSON.stringify(jws) });
      const refused = answer.status === 400 && reasonOf(problemOf(answer)?.type ?? '') === 'badNonce';
      if (!refused || tries >= NONCE_TRIES) return answer;
      // SPEC: RFC 8555 §6.5: 'when retrying in response to a "badNonce" error, the client MUST use the nonce provided in the
      // error response'.
      given = takeNonce(answer.headers['replay-nonce']);
    }
  }

  /** Out of the pool, before anybody else uses it. */
  function takeNonce(value: string | string[] | undefined): string | undefined {
    const at = typeof value === 'string' ? nonces.indexOf(value) : -1;
    return at < 0 ? undefined : nonces.splice(at, 1)[0];
  }

  /** Throws the AcmeError that an answer is. */
  function orThrow(answer: HttpAnswer): HttpAnswer {
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refusal(url, answer.status, problemOf(answer), retryAfter(answer.headers, clock.now()));
  }

  function read<Schema extends z.ZodType>(answer: HttpAnswer, schema: Schema): Answer<z.infer<Schema>> {
    const { status, headers, body } = orThrow(answer);
    const parsed = schema.safeParse(parse(body));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Nonsense(`not what RFC 8555 says: ${issue?.path.join('.')}: ${issue?.message}`);
    }
    return { value: parsed.data, status, headers, waitMs: retryAfter(headers, clock.now()) };
  }

  /** Errors of the way as AcmeErrors; a busy authority that asks for a few seconds gets them, once. */
  async function telling<T>(run: () => Promise<T>): Promise<T> {
    try {
      try {
        return await run();
      } catch (error) {
        const retry = error instanceof AcmeError ? error.failure.retry : undefined;
        if (retry?.retry !== 'after' || retry.ms > SHORT_WAIT_MS) throw error;
        await wait(retry.ms, clock, signal);
        return await run();
      }
    } catch (error) {
      throw explained(error, url);
    }
  }

  return {
    url,
    directory: () => telling(directoryOf),
    post: (address, payload, author, schema) =>
      telling(async () => {
        const text = payload === undefined ? '' : JSON.stringify(payload);
        const ask = () => signed({ url: address }, text, author);
        // What changes something is not sent twice by ourselves: who knows what became of the first.
        return read(await (payload === undefined ? again(ask) : ask()), schema);
      }),
    text: (address, author, accept) =>
      telling(async () => {
        const answer = orThrow(await again(() => signed({ url: address, accept }, '', author)));
        const { status, headers, body } = answer;
        return { value: body, status, headers, waitMs: retryAfter(headers, clock.now()) };
      }),
    get: (address, schema) =>
      telling(async () => read(await again(() => send({ method: 'GET', url: address })), schema)),
    close: http.close,
  };
}

function problemOf({ headers, body }: HttpAnswer) {
  // Some authorities say application/json; what is none is none.
  if (!/json/i.test(headers['content-type'] ?? '')) return undefined;
  return problemDocument.safeParse(parse(body)).data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The directory's optional addresses. */
export async function resource(session: Session, name: 'revokeCert' | 'keyChange'): Promise<string> {
  const found = (await session.directory())[name];
  if (found === undefined)
    throw failure({ reason: 'nonsense', authority: session.url, said: `the directory has no ${name}` });
  return found;
}
