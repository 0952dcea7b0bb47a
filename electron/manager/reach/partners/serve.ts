/** Knocks for partners who ask: takes their questions from the server, one after another, for as long as there are partners. */
import type { ReachEngine } from '../../engines/reach.ts';
import type { Clock } from '../../host.ts';
import { ProblemError } from '../../problem.ts';
import { familyOf } from '../places.ts';
import type { Probe } from '../prober.ts';
import { probeAll } from '../prober.ts';
import type { Admit, Refusal } from './admit.ts';
import type { Identity } from './identity.ts';
import { openQuestion, type Question, seal } from './letter.ts';

export interface ServeParts {
  readonly engine: ReachEngine;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly admit: Admit;
  readonly probe: (credential: Question['credential']) => Promise<Probe>;
  /** A partner was helped. */
  readonly served: (key: string) => void;
  /** Somebody was turned away; for the log. */
  readonly refused: (reason: Refusal, address: string) => void;
  readonly unexpected: (error: unknown) => void;
}

/** What they are told by HTTP; the reason is for the partner's own page. */
const STATUS: Readonly<Record<Refusal, number>> = {
  malformed: 400,
  'not-genuine': 400,
  old: 400,
  port: 400,
  unknown: 403,
  'not-public': 403,
  busy: 429,
};
/** The server is not there; it says when it is. */
const AGAIN_MS = 10_000;

export interface Serving {
  /** The server is there again: no need to wait. */
  wake(): void;
  stop(): Promise<void>;
}

export function startServing(parts: ServeParts): Serving {
  const { engine, clock, unexpected } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const answering = new Set<Promise<void>>();
  let wake = () => {};

  async function listen(): Promise<void> {
    while (!signal.aborted) {
      try {
        const asked = await engine.nextQuestion(signal);
        if (!asked) continue;
        // The next may come meanwhile: how many at once, `admit` says.
        const one: Promise<void> = respond(asked.id, asked.address, asked.body)
          .catch((error) => {
            if (!signal.aborted && !(error instanceof ProblemError)) unexpected(error);
          })
          .finally(() => answering.delete(one));
        answering.add(one);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ProblemError)) unexpected(error);
        await pause();
      }
    }
  }

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = clock.after(AGAIN_MS, resolve);
      wake = () => {
        timer.cancel();
        resolve();
      };
    });

  async function respond(id: string, address: string, body: string): Promise<void> {
    const admission = parts.admit(openQuestion(body), address);
    if (!admission.ok) {
      parts.refused(admission.reason, address);
      return engine.answer(id, STATUS[admission.reason], JSON.stringify({ refused: admission.reason }));
    }
    const { question, done } = admission;
    try {
      const probe = await parts.probe(question.credential);
      const places = question.doors.map((door) => ({ door, family: familyOf(address), address }));
      const seen = await probeAll(places, probe, signal);
      const { key } = parts.identity;
      const content = { version: 1 as const, from: key, to: question.nonce, at: clock.now(), address, seen };
      await engine.answer(id, 200, seal('answer', content, parts.identity));
      parts.served(question.from);
    } finally {
      done();
    }
  }

  const over = listen();
  return {
    wake: () => wake(),
    async stop() {
      stopping.abort(new Error('stopped'));
      wake();
      await Promise.all([over, ...answering]);
    },
  };
}
