/**
 * Drives a terminal program as a person would: types keys, reads the screen. Uses tmux with a server of its own per
 * terminal, so that nothing of the person's own sessions is touched.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Terminal {
  type(text: string): Promise<void>;
  /** Types text and presses Enter. */
  enter(text: string): Promise<void>;
  screen(): Promise<string>;
  /** Resolves with the screen once it shows `pattern`. */
  shows(pattern: RegExp, timeoutMs?: number): Promise<string>;
  close(): Promise<void>;
}

export async function openTerminal(
  name: string,
  program: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Terminal> {
  const socket = `chatelaine-test-${process.pid}-${name}`;
  const tmux = (...args: string[]) =>
    run('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...args], { env: { ...process.env, ...env } });
  await tmux('new-session', '-d', '-s', 'test', '-x', '160', '-y', '50', ...program);
  const screen = async () => (await tmux('capture-pane', '-p', '-t', 'test')).stdout;
  const type = async (text: string) => void (await tmux('send-keys', '-t', 'test', '-l', text));
  return {
    type,
    async enter(text) {
      await type(text);
      await tmux('send-keys', '-t', 'test', 'Enter');
    },
    screen,
    async shows(pattern, timeoutMs = 20_000) {
      const until = Date.now() + timeoutMs;
      for (;;) {
        const seen = await screen();
        if (pattern.test(seen)) return seen;
        if (Date.now() > until)
          throw new Error(`${name}: the screen never showed ${pattern}. It shows:\n${seen}`);
        // A terminal has no event for "the screen changed": look again in a moment.
        await new Promise((resolve) => setTimeout(resolve, 80));
      }
    },
    async close() {
      // The program may have ended by itself, and the server with it.
      await tmux('kill-server').catch(() => undefined);
    },
  };
}
