/**
 * How a provider's HTTP API is asked: bounded in bytes and time, tried again where that does no harm, refusals in our words.
 * Specs: RFC 9110 §10.2.3 (Retry-After), §9.2.2 (which may be tried again).
 * Never follows a redirect, which would take the token elsewhere; never puts a secret into an error.
 */
import type { ZodType } from 'zod';
import type { Clock } from '../../host.ts';
import { problem } from '../../problem.ts';

export interface ApiParts {
  /** As the person knows it. */
  readonly provider: string;
  /** Without a slash at its end. */
  readonly base: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** For one try; 20 s unless said otherwise. */
  readonly timeoutMs?: number | undefined;
  /** Taken out of whatever the provider says, in case it repeats them. */
  readonly secrets: readonly string[];
  /** Headers for one request; signed ones need to know what they sign. */
  headers(request: ApiRequest & { readonly url: string; readonly body: string }): Record<string, string>;
  /** What an answer that is not 2xx means; undefined: judged by its status alone. */
  refusal(answer: ApiAnswer): Refusal | undefined;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** The name it is about, for the words of a refusal. */
  readonly about?: string;
  /** Doing it twice is doing it once. GET, PUT and DELETE are (RFC 9110 §9.2.2); others say so themselves. */
  readonly idempotent?: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when there was none. */
  readonly json: unknown;
}

/** Why a provider does not do it. `said` is its own sentence, shortened. */
export type Refusal =
  | { readonly is: 'denied'; readonly reason: 'wrong' | 'expired'; readonly said: string }
  | {
      readonly is: 'denied';
      readonly reason: 'right-missing';
      readonly right?: string;
      readonly said: string;
    }
  | { readonly is: 'no-zone' | 'refused' | 'too-often'; readonly said: string }
  | { readonly is: 'broken'; readonly said: string };

/** What every provider is made of, beside what was typed into its form. */
export interface ProviderParts {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly timeoutMs?: number | undefined;
}

export interface Api {
  /** Rejects with `dns-provider.…`. Answers 404 are handed back where `missing` says so. */
  ask(request: ApiRequest, signal: AbortSignal, missing?: 'missing-is-an-answer'): Promise<ApiAnswer>;
}

const TIMEOUT_MS = 20_000;
const MOST_BYTES = 2 * 1024 * 1024;
/** Before each further try: after 1, 4 and 12 s in all. */
const RETRY_MS = [1_000, 3_000, 8_000];
/** Longer is not waited for a limit: the person is told when. deSEC's window is a minute. */
const LONGEST_WAIT_MS = 75_000;
/** So often in one request. */
const MOST_WAITS = 4;

const IDEMPOTENT = new Set(['GET', 'PUT', 'DELETE']);

export function createApi(parts: ApiParts): Api {
  const { provider, clock, timeoutMs = TIMEOUT_MS } = parts;

  async function once(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const query = request.query ? `?${new URLSearchParams(request.query)}` : '';
    const url = `${parts.base}${request.path}${query}`;
    const body = request.json === undefined ? '' : JSON.stringify(request.json);
    const headers = {
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
      ...parts.headers({ ...request, url, body }),
    };
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await parts.fetch(url, {
        ...{ method: request.method, headers, redirect: 'error' as const },
        ...(body && { body }),
        signal: AbortSignal.any([signal, late]),
      });
      const text = await bounded(answer, provider);
      return { status: answer.status, headers: answer.headers, json: parsed(text, answer, provider) };
    } catch (error) {
      signal.throwIfAborted();
      if (late.aborted) throw down(provider, 'timeout', `no answer in ${timeoutMs / 1000} s`, error);
      if (error instanceof Broken) throw down(provider, 'unreadable', error.message, error);
      throw down(provider, 'unreachable', reasonOf(error), error);
    }
  }

  async function ask(request: ApiRequest, signal: AbortSignal, missing?: string): Promise<ApiAnswer> {
    const again = request.idempotent ?? IDEMPOTENT.has(request.method);
    let waits = 0;
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      const outcome = await once(request, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        if (!again || attempt >= RETRY_MS.length) throw error;
        return undefined;
      });
      if (!outcome) {
        await wait(clock, RETRY_MS[attempt]!, signal);
        continue;
      }
      if (outcome.status < 300 || (outcome.status === 404 && missing)) return outcome;
      const refusal = withoutSecrets(parts.refusal(outcome) ?? byStatus(outcome), parts.secrets);
      if (refusal.is === 'too-often') {
        // It was not done, so that asking again does no harm, whatever it was.
        const until = limitEnds(outcome.headers, clock.now());
        const ms = until === undefined ? RETRY_MS[Math.min(attempt, 2)]! : until - clock.now();
        if (ms > LONGEST_WAIT_MS || waits++ >= MOST_WAITS)
          throw problem('dns-provider.too-often', { provider, ...(until !== undefined && { until }) });
        await wait(clock, Math.max(ms, 250), signal);
        continue;
      }
      if (refusal.is === 'broken' && again && attempt < RETRY_MS.length) {
        await wait(clock, RETRY_MS[attempt]!, signal);
        continue;
      }
      throw asProblem(provider, refusal, request.about ?? request.path);
    }
  }

  return { ask };
}

/** Resolves after `ms`, or rejects with the signal's reason. */
export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      timer.cancel();
      reject(signal.reason);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** An answer that cannot be used. */
class Broken extends Error {}

async function bounded(answer: Response, provider: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Broken(`${provider} sent more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string, { ok, status }: Response, provider: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page with an error is judged by its status; what says it went well must be readable.
    if (!ok) return undefined;
    throw new Broken(`${provider} sent something that is not JSON (status ${status})`);
  }
}

const withoutSecrets = <R extends Refusal>(refusal: R, secrets: readonly string[]): R => ({
  ...refusal,
  said: secrets.reduce((said, secret) => (secret ? said.replaceAll(secret, '…') : said), refusal.said),
});

/** SPEC: RFC 9110 §15.5: what a status alone says. */
function byStatus({ status, json }: ApiAnswer): Refusal {
  const said = sentence(json) || `status ${status}`;
  if (status === 401) return { is: 'denied', reason: 'wrong', said };
  if (status === 403) return { is: 'denied', reason: 'right-missing', said };
  if (status === 404) return { is: 'no-zone', said };
  if (status === 429) return { is: 'too-often', said };
  return status >= 500 ? { is: 'broken', said } : { is: 'refused', said };
}

function asProblem(provider: string, refusal: Refusal, name: string): Error {
  const { said } = refusal;
  switch (refusal.is) {
    case 'denied':
      return problem('dns-provider.denied', {
        ...{ provider, reason: refusal.reason, said },
        ...('right' in refusal && refusal.right !== undefined && { right: refusal.right }),
      });
    case 'no-zone':
      return problem('dns-provider.no-zone', { provider, name });
    case 'broken':
      return down(provider, 'server-error', said);
    default:
      return problem('dns-provider.refused', { provider, name, said });
  }
}

const down = (
  provider: string,
  reason: 'unreachable' | 'timeout' | 'server-error' | 'unreadable',
  said: string,
  cause?: unknown,
) => problem('dns-provider.down', { provider, reason, said }, cause);

/** Reads an answer by its shape; `dns-provider.down` when it has another. */
export function read<T>(shape: ZodType<T>, { json }: ApiAnswer, provider: string): T {
  const found = shape.safeParse(json);
  if (found.success) return found.data;
  const issue = found.error.issues[0];
  throw down(provider, 'unreadable', `${issue?.path.join('.') || 'answer'}: ${issue?.message}`);
}

/** More pages than this has no account of an office. */
const MOST_PAGES = 40;

/** All pages of a list, from the first. */
export async function pages<T>(ask: (page: number) => Promise<{ items: T[]; more: boolean }>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { items, more } = await ask(page);
    all.push(...items);
    if (!more) break;
  }
  return all;
}

/** `fetch failed` says nothing; its cause has the system's word. Neither has our headers in it. */
function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string } } | null)?.cause;
  return cause?.code ?? (error as Error).name;
}

/** SPEC: RFC 9110 §10.2.3: Retry-After is a date or a number of seconds. Hetzner tells when in a field of its own. */
export function limitEnds(headers: Headers, now: number): number | undefined {
  const after = headers.get('retry-after');
  if (after !== null && /^\d{1,9}$/.test(after.trim())) return now + Number(after) * 1000;
  const date = after === null ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(date)) return date;
  const reset = Number(headers.get('ratelimit-reset') ?? Number.NaN);
  return Number.isFinite(reset) && reset * 1000 > now ? reset * 1000 : undefined;
}

const LONGEST_SENTENCE = 300;

/** What an error says of itself, wherever providers put it. Control characters and what is endless are left out. */
export function sentence(json: unknown): string {
  const text = firstText(json, 0) ?? '';
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, LONGEST_SENTENCE);
}

const TELLING = ['message', 'detail', 'error', 'errors', 'description', 'cause', 'non_field_errors'];

function firstText(json: unknown, depth: number): string | undefined {
  if (typeof json === 'string') return json;
  if (typeof json !== 'object' || json === null || depth > 4) return undefined;
  if (Array.isArray(json)) {
    for (const one of json.slice(0, 20)) {
      const found = firstText(one, depth + 1);
      if (found) return found;
    }
    return undefined;
  }
  const keys = Object.keys(json).slice(0, 50);
  const first = TELLING.filter((key) => keys.includes(key));
  for (const key of first.length > 0 ? first : keys) {
    const found = firstText((json as Record<string, unknown>)[key], depth + 1);
    if (found) return found;
  }
  return undefined;
}
