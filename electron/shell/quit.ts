/**
 * Closing and quitting, decided without a screen.
 *
 * Closing the window is never a way to stop the office's chat: while the server works (or there is a tray to come back
 * from) the window only hides. Quitting asks when it would stop the server.
 */
import type { ServerState } from '../contract/index.ts';

export type ServerNow = ServerState['state'] | 'unknown';

/** States in which colleagues chat, or are about to: stopping then is the person's decision. */
const AT_WORK: ReadonlySet<ServerNow> = new Set(['starting', 'running', 'waiting']);

export type CloseVerdict = { do: 'hide' | 'quit'; because: string };

/** The window's close button. */
export function onClose(now: { server: ServerNow; tray: boolean; platform: NodeJS.Platform }): CloseVerdict {
  if (now.platform === 'darwin')
    return { do: 'hide', because: 'programs stay open without windows on macOS' };
  if (!now.tray) return { do: 'quit', because: 'without a tray nothing would bring the window back' };
  if (AT_WORK.has(now.server)) return { do: 'hide', because: 'the server works' };
  return { do: 'quit', because: 'the server does not work' };
}

export type QuitVerdict = { do: 'quit' | 'ask'; because: string };

/** Quit, from the menu, the tray, the keyboard or the system. */
export function onQuit(now: { server: ServerNow; systemEnds: boolean; attached?: boolean }): QuitVerdict {
  if (now.attached) return { do: 'quit', because: 'the service goes on without the window' };
  if (now.systemEnds) return { do: 'quit', because: 'the system ends the session and waits for nobody' };
  if (AT_WORK.has(now.server)) return { do: 'ask', because: 'it would stop the server' };
  return { do: 'quit', because: 'no server stops with it' };
}

/** Buttons of the question, in the order they are shown; the first has the focus, Escape is the last. */
export const QUIT_ANSWERS = ['background', 'stop', 'cancel'] as const;
export type QuitAnswer = (typeof QUIT_ANSWERS)[number];

/** The manager's own promise is 10 s for the server; this is the limit for all of it. */
export const STOP_WITHIN_MS = 12_000;

/** Runs `stop`, and resolves when it is done, has failed, or took too long: quitting always ends. */
export async function stopInTime(
  stop: () => Promise<void>,
  after: (ms: number) => Promise<void>,
): Promise<{ ended: 'in-order' } | { ended: 'late' } | { ended: 'failed'; error: unknown }> {
  const orderly = stop().then(
    () => ({ ended: 'in-order' as const }),
    (error: unknown) => ({ ended: 'failed' as const, error }),
  );
  return Promise.race([orderly, after(STOP_WITHIN_MS).then(() => ({ ended: 'late' as const }))]);
}
