/**
 * What one command may cost: passwords asked for in vain by account, however many people a program speaks for; and how many
 * commands run at once.
 */
import { createThrottle } from '../../auth/index.ts';
import type { AdminCommand } from '../../kernel/adhoc.ts';
import { ApiProblem } from './problem.ts';
import { takesSecret } from './rights.ts';

const AT_ONCE = 32;

export interface Guard {
  /** Throws an ApiProblem instead of running what would be too much. */
  run(
    command: AdminCommand,
    args: Readonly<Record<string, unknown>>,
    run: () => Promise<unknown>,
  ): Promise<unknown>;
}

export function createGuard(parts: { limited: () => boolean; now: () => number }): Guard {
  const throttle = createThrottle({ clock: parts.now });
  let running = 0;

  return {
    async run(command, args, run) {
      if (running >= AT_ONCE)
        throw new ApiProblem('too-often', 'Too many commands run at the moment.', { 'retry-after': '1' });
      const account =
        command.reads && takesSecret(command) ? `${String(args.user)}@${String(args.host)}` : undefined;
      // The address is the program's, and the same for everybody it asks for: only the account counts.
      const verdict =
        account === undefined || !parts.limited() ? undefined : throttle.check(account, account);
      if (verdict?.allow === false)
        throw new ApiProblem('too-often', 'Too many wrong passwords for this account. Try again later.', {
          'retry-after': String(Math.ceil(verdict.retryAfterMs / 1000)),
        });
      running += 1;
      try {
        const result = await run();
        if (account !== undefined && result === false) throttle.failed(account, account);
        return result;
      } finally {
        running -= 1;
      }
    },
  };
}
