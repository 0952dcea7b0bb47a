/**
 * Commands that were begun and wait for an answer. Spec: XEP-0050 §3.3 (session lifetime).
 * Bounded for each requester and in all; what is left alone for ten minutes ends.
 */
import { randomBytes } from 'node:crypto';
import type { AdhocCommand, AdhocStep } from '../../kernel/adhoc.ts';

export type FormStep = Extract<AdhocStep, { form: unknown }>;

export interface Running {
  readonly id: string;
  readonly command: AdhocCommand;
  /** The full address of the requester, and whom it asked. */
  readonly requester: string;
  readonly responder: string;
  /** The forms shown so far, the present one last. */
  readonly steps: readonly FormStep[];
  readonly at: number;
}

/** Per requester, per server. */
const MAX_EACH = 20;
const MAX_ALL = 2000;
const LIFETIME = 10 * 60_000;
/** Ended ones remembered, to tell "expired" from "never heard of". */
const MAX_ENDED = 2000;

export interface AdhocSessions {
  create(more: Pick<Running, 'command' | 'requester' | 'responder'>): string;
  keep(running: Omit<Running, 'at'>): void;
  find(id: string, requester: string, responder: string, node: string): Running | 'unknown' | 'expired';
  /** The id is never used again. */
  end(id: string): void;
  /** Ends what was left alone. */
  sweep(): void;
}

export function createAdhocSessions(now: () => number = Date.now): AdhocSessions {
  const running = new Map<string, Running>();
  const ended = new Set<string>();

  function end(id: string): void {
    running.delete(id);
    ended.add(id);
    const oldest = ended.values().next().value;
    if (ended.size > MAX_ENDED && oldest !== undefined) ended.delete(oldest);
  }

  function makeRoom(requester: string): void {
    const own = [...running.values()].filter((one) => one.requester === requester);
    if (own.length >= MAX_EACH && own[0]) end(own[0].id);
    const oldest = running.keys().next().value;
    if (running.size >= MAX_ALL && oldest !== undefined) end(oldest);
  }

  return {
    create: () => randomBytes(15).toString('base64url'),
    keep(one) {
      if (!running.has(one.id)) makeRoom(one.requester);
      running.delete(one.id);
      running.set(one.id, { ...one, at: now() });
    },
    find(id, requester, responder, node) {
      const one = running.get(id);
      if (!one) return ended.has(id) ? 'expired' : 'unknown';
      // §3.3: a session "SHOULD be valid only between one requester/responder pair".
      const fits = one.requester === requester && one.responder === responder && one.command.node === node;
      return fits ? one : 'unknown';
    },
    end,
    sweep() {
      for (const one of [...running.values()]) if (one.at < now() - LIFETIME) end(one.id);
    },
  };
}
