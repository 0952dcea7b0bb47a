/** `federation_try`: one connection to a domain, made for the sake of seeing each step, and a question over it (XEP-0199). */
import { Element } from 'ltx';
import type { Router } from '../kernel/router.ts';
import { NS, StanzaError } from '../kernel/stanza.ts';
import type { Links } from './links.ts';
import type { Pair } from './pair.ts';
import { FederationFailure } from './problems.ts';
import type { FederationCode, TryReport, TryStep } from './report.ts';

export interface TryParts {
  readonly pair: Pair;
  readonly reach: Links['reach'];
  readonly router: Pick<Router, 'query'>;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Hears of each step as it ends. */
  readonly onStep: (step: TryStep) => void;
}

const STEPS = ['lookup', 'connect', 'secure', 'authenticate', 'ping'] as const;
const WHOLE_MS = 60_000;
const PING_MS = 20_000;

export async function tryDomain(parts: TryParts): Promise<TryReport> {
  const { pair, now } = parts;
  const domain = pair.remote;
  let steps: TryStep[] = [];
  let since = now();

  function end(step: TryStep['step'], more: Omit<TryStep, 'step' | 'ms'>): void {
    const ended = { step, ms: now() - since, ...more };
    since = now();
    // Another of their machines is tried from the connection on.
    steps = [...steps.filter((one) => STEPS.indexOf(one.step) < STEPS.indexOf(step)), ended];
    parts.onStep(ended);
  }
  function fail(code: FederationCode, detail?: string, target?: string): TryReport {
    const problem = { code, at: now(), direction: 'out' as const };
    end(STEPS[steps.length] ?? 'ping', {
      ok: false,
      problem: {
        ...problem,
        ...(detail !== undefined && { detail }),
        ...(target !== undefined && { target }),
      },
    });
    return { domain, ok: false, steps };
  }

  const signal = AbortSignal.any([parts.signal, AbortSignal.timeout(WHOLE_MS)]);
  try {
    await parts.reach(pair, signal, (step, detail) => end(step, { ok: true, detail }));
  } catch (error) {
    if (error instanceof FederationFailure) return fail(error.code, error.detail, error.target);
    if (signal.aborted) return fail('stream.timeout');
    throw error;
  }
  end('authenticate', { ok: true });

  const ping = new Element('iq', {
    ...{ xmlns: NS.client, type: 'get', id: `try-${now().toString(36)}` },
    ...{ from: pair.local, to: pair.remote },
  });
  ping.c('ping', { xmlns: NS.ping });
  try {
    await parts.router.query(ping, PING_MS);
    end('ping', { ok: true });
  } catch (error) {
    const condition = error instanceof StanzaError ? error.condition : undefined;
    // Any word of theirs is an answer; these two are ours.
    if (condition === undefined || condition.startsWith('remote-server-'))
      return fail('stream.timeout', condition ?? 'no answer');
    end('ping', { ok: true, detail: condition });
  }
  return { domain, ok: true, steps };
}
