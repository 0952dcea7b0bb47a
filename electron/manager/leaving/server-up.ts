/** Waits for a server that is about to start: who leaves while it restarts has to wait for it, and not for ever. */
import type { Engine } from '../engines/engine.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../host.ts';
import { ProblemError } from '../problem.ts';

/** A server that is starting has so long before a step gives up. */
export const SERVER_MS = 120_000;

export interface ServerUpParts {
  readonly accounts: Pick<Engine['accounts'], 'list'>;
  readonly events: Events;
  readonly clock: Clock;
  readonly domains: () => readonly string[];
}

/** Resolves when it answers, when its time is over, or when nobody waits any more: what comes then is refused by itself. */
export async function serverUp(parts: ServerUpParts, signal: AbortSignal): Promise<void> {
  const until = parts.clock.now() + SERVER_MS;
  while (!signal.aborted && parts.clock.now() < until) {
    // Listened for before we ask: it may come up in between.
    const change = stateChange(parts, signal);
    try {
      await parts.accounts.list(parts.domains()[0] ?? '');
      return change.stop();
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'server.not-running') {
        change.stop();
        throw error;
      }
    }
    await change.happened;
  }
}

/** The server's next state, or its time is over, or nobody waits any more. */
function stateChange({ events, clock }: ServerUpParts, signal: AbortSignal) {
  let stop = () => {};
  const happened = new Promise<void>((resolve) => {
    const unlisten = events.listen(({ type }) => {
      if (type === 'server.state') stop();
    });
    const late = clock.after(SERVER_MS, () => stop());
    stop = () => {
      unlisten();
      late.cancel();
      signal.removeEventListener('abort', stop);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  return { happened, stop };
}
