/** Partners' questions and the relay's passwords by the server's control socket (server/modules/partner-probes.ts, server/modules/turn). */
import { z } from 'zod';
import { ProblemError } from '../../problem.ts';
import type { ReachEngine } from '../reach.ts';
import type { Online } from './commands.ts';

/** Longer than the server lets us wait for a question. */
const WAIT_MS = 40_000;

/** Answer of `partner_probe_next`. */
const next = z.object({
  question: z.object({ id: z.string(), address: z.string(), body: z.string() }).nullable(),
});
/** Answer of `turn_check`. */
const credential = z.object({ username: z.string(), password: z.string() });

export const createReachEngine = (online: Online): ReachEngine => ({
  async nextQuestion(signal) {
    const { question } = next.parse(await online('partner_probe_next', {}, { timeoutMs: WAIT_MS, signal }));
    return question ?? undefined;
  },
  answer: async (id, status, body) => void (await online('partner_probe_answer', { id, status, body })),
  async relayCredential() {
    try {
      return credential.parse(await online('turn_check'));
    } catch (error) {
      // There is no relay.
      if (error instanceof ProblemError && error.code === 'server.refused') return undefined;
      throw error;
    }
  },
});
