/**
 * A partner office's question whether its own doors can be reached from here. Specs: none; between two managers (electron/manager/reach).
 * The web takes the question and hands it to the manager that waits for one; its answer goes back the same way. Nobody waits: nothing is there.
 * Who may ask, what is knocked at and how often is the manager's to say: here only bytes, time and numbers are bounded.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { networkOf } from '../auth/throttle.ts';
import { HttpError, type HttpRequest, type HttpResponse } from '../kernel/http.ts';
import { defineModule } from '../kernel/module.ts';

const PATH = '/.well-known/chatelaine-reach';
const MAX_BODY = 16 * 1024;
/** Knocking at every door takes that long where all stay silent. */
const PATIENCE_MS = 60_000;
/** How long the manager waits at a time; it asks again at once. */
const TURN_MS = 25_000;
/** A manager that has not asked for this long is gone. */
const GONE_MS = TURN_MS + 15_000;
const MAX_WAITING = 4;
/** Of one network: a partner asks a few times a day. Whoever floods makes no other wait. */
const PER_NETWORK = 8;
/** Of everybody together, and so many networks are counted. */
const PER_MINUTE = 60;

interface Question {
  readonly id: string;
  /** From where it came, past trusted reverse proxies. */
  readonly address: string;
  readonly body: string;
}

const answers = z.strictObject({
  id: z.string().max(40),
  status: z.coerce.number().int().min(200).max(599),
  body: z.string().max(64 * 1024),
});

export const partnerProbes = defineModule({
  name: 'partner-probes',
  specs: [],
  setup(ctx) {
    /** Asked, and not taken yet. */
    const queue: Question[] = [];
    const open = new Map<string, (response: HttpResponse) => void>();
    let listener: (() => void) | undefined;
    let listenedAt = Number.NEGATIVE_INFINITY;
    let minute = { began: 0, count: 0, of: new Map<string, number>() };

    function isTooMuch(now: number, network: string): boolean {
      if (now - minute.began >= 60_000) minute = { began: now, count: 0, of: new Map() };
      const earlier = minute.of.get(network) ?? 0;
      if (earlier >= PER_NETWORK || minute.count >= PER_MINUTE || open.size >= MAX_WAITING) return true;
      minute.count++;
      minute.of.set(network, earlier + 1);
      return false;
    }

    ctx.http.route({
      ...{ method: 'POST', path: PATH },
      async handler(request: HttpRequest): Promise<HttpResponse> {
        const now = Date.now();
        if (now - listenedAt > GONE_MS) throw new HttpError(404);
        if (isTooMuch(now, networkOf(request.remoteAddress))) throw new HttpError(429);
        const body = (await request.body(MAX_BODY)).toString('utf8');
        const id = randomBytes(12).toString('base64url');
        return new Promise((resolve, reject) => {
          const timer = setTimeout(() => end(() => reject(new HttpError(504))), PATIENCE_MS);
          const gone = () => end(() => reject(new HttpError(499)));
          const end = (how: () => void) => {
            clearTimeout(timer);
            request.signal.removeEventListener('abort', gone);
            ctx.signal.removeEventListener('abort', gone);
            open.delete(id);
            const at = queue.findIndex((one) => one.id === id);
            if (at >= 0) queue.splice(at, 1);
            how();
          };
          request.signal.addEventListener('abort', gone, { once: true });
          ctx.signal.addEventListener('abort', gone, { once: true });
          open.set(id, (response) => end(() => resolve(response)));
          queue.push({ id, address: request.remoteAddress, body });
          listener?.();
        });
      },
    });

    ctx.command({
      name: 'partner_probe_next',
      summary: 'Wait for a partner office that asks whether its doors can be reached from here',
      positional: [],
      args: z.strictObject({}),
      async run() {
        listenedAt = Date.now();
        if (queue.length === 0) {
          // Only one waits: whoever asked before gets nothing, and asks again.
          listener?.();
          await new Promise<void>((resolve) => {
            const done = () => {
              clearTimeout(timer);
              ctx.signal.removeEventListener('abort', done);
              if (listener === done) listener = undefined;
              resolve();
            };
            const timer = setTimeout(done, TURN_MS);
            ctx.signal.addEventListener('abort', done, { once: true });
            listener = done;
          });
          listenedAt = Date.now();
        }
        return { question: queue.shift() ?? null };
      },
      text: ({ question }) => (question ? `${question.id} ${question.address}` : 'nobody asked'),
    });

    ctx.command({
      name: 'partner_probe_answer',
      summary: 'Answer the question of a partner office',
      positional: ['id', 'status', 'body'],
      args: answers,
      run({ id, status, body }) {
        const answer = open.get(id);
        answer?.({
          status,
          headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
          body,
        });
        return { answered: answer !== undefined };
      },
      text: ({ answered }) => (answered ? 'answered' : 'nobody waits for it any more'),
    });
  },
});
