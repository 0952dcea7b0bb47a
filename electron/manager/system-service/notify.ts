/**
 * The word a service gives to systemd: ready, reloading, stopping, still alive.
 *
 * SPEC: sd_notify(3): datagrams to the unix socket NOTIFY_SOCKET names. Node has no sockets of that kind, and native code for so
 * little would be one more thing to build: the program systemd-notify sends them, which is wherever systemd is. It waits until
 * systemd has read what it sent, so that systemd still knows whose it was (NotifyAccess=all).
 */
import type { Clock, Timer } from '../host.ts';
import type { Run } from '../run.ts';

export interface Notify {
  /** `status` is what `systemctl status` shows. */
  ready(status: string): Promise<void>;
  status(status: string): Promise<void>;
  reloading(): Promise<void>;
  stopping(): Promise<void>;
  /** The start takes longer, and that is known: so long from now on. SPEC: sd_notify(3), EXTEND_TIMEOUT_USEC=. */
  extend(seconds: number): Promise<void>;
  /** Tells that all is well as long as `healthy` says so; nothing where systemd asked for no watchdog. Returns how to stop. */
  watch(healthy: () => boolean): () => void;
}

export interface NotifyParts {
  readonly env: { readonly [name: string]: string | undefined };
  readonly run: Run;
  readonly clock: Clock;
  /** Told once each time the word could not be given. */
  readonly failed?: (why: string) => void;
}

/** One datagram takes milliseconds; a machine that swaps takes longer. */
const SEND_MS = 15_000;
/** A line of `systemctl status`. */
const STATUS_CHARACTERS = 200;

const plain = (text: string) => text.replace(/[\p{Cc}]+/gu, ' ').slice(0, STATUS_CHARACTERS);

/** @returns undefined where nobody waits for a word. */
export function createNotify({ env, run, clock, failed }: NotifyParts): Notify | undefined {
  if (!env.NOTIFY_SOCKET) return undefined;

  async function send(...lines: readonly string[]): Promise<void> {
    const { why, exitCode, stderr } = await run('systemd-notify', lines, { timeoutMs: SEND_MS });
    if (exitCode !== 0) failed?.(why === 'ended' ? stderr.trim() : why);
  }

  return {
    ready: (status) => send('READY=1', `STATUS=${plain(status)}`),
    status: (status) => send(`STATUS=${plain(status)}`),
    // SPEC: sd_notify(3): "RELOADING=1 … When it is done reloading its configuration, it should send READY=1".
    reloading: () => send('RELOADING=1'),
    stopping: () => send('STOPPING=1', 'STATUS=Stopping'),
    extend: (seconds) => send(`EXTEND_TIMEOUT_USEC=${seconds * 1_000_000}`),
    watch(healthy) {
      const every = watchdogEvery(env);
      if (every === undefined) return () => undefined;
      let timer: Timer;
      const tick = () => {
        if (healthy()) void send('WATCHDOG=1');
        timer = clock.after(every, tick);
      };
      tick();
      return () => timer.cancel();
    },
  };
}

/**
 * How often to tell, in milliseconds. SPEC: sd_watchdog_enabled(3): "It is recommended that a daemon sends a keep-alive notification
 * message to the service manager every half of the time returned here." A third, as a program is started each time.
 */
export function watchdogEvery(env: NotifyParts['env']): number | undefined {
  const microseconds = Number(env.WATCHDOG_USEC);
  return Number.isSafeInteger(microseconds) && microseconds > 0
    ? Math.max(microseconds / 3000, 100)
    : undefined;
}
