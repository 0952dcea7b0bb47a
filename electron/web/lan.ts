/**
 * The second listener, for the office network. It stays only once a browser has come in by it: an open port that nobody
 * can use is one too many. The first one, on this computer, is never touched, so nobody can lock themselves out.
 *
 *   closed ──open──▶ trying ──a browser came in──▶ open      trying ──TRY_MS──▶ back to what was before
 */
import type { LanState } from '../contract/access.ts';
import type { Clock, Timer } from '../manager/host.ts';
import { isNeighbour } from './gate.ts';

/** Long enough to walk to another computer, be warned about the certificate, and type a password. */
export const TRY_MS = 5 * 60_000;

export interface LanListener {
  readonly port: number;
  renew(tls: { readonly cert: string; readonly key: string }): void;
  close(): Promise<void>;
}

export interface LanParts {
  /** Listens on all of this computer's addresses; `entered` is called for each browser that comes in. */
  readonly listen: (port: number, entered: () => void) => Promise<LanListener>;
  readonly machine: () => { readonly hostname: string; readonly addresses: readonly string[] };
  /** Remembers the port for the next start; null: not any more. */
  readonly keep: (port: number | null) => Promise<void>;
  /** It is another state by now. */
  readonly changed: () => void;
  readonly failed: (what: string, error: unknown) => void;
  readonly clock: Clock;
}

export interface Lan {
  state(): LanState;
  open(port: number): Promise<LanState>;
  close(): Promise<LanState>;
  addresses(port: number): string[];
  /** Listens at once on a port that was kept; what is in the way is in the state, and rejects nothing. */
  resume(port: number): Promise<void>;
  renew(tls: { readonly cert: string; readonly key: string }): void;
  end(): Promise<void>;
}

/** Under which addresses colleagues find us, most likely first. Pure. */
export function lanAddresses(
  port: number,
  { hostname, addresses }: { readonly hostname: string; readonly addresses: readonly string[] },
): string[] {
  const near = addresses.filter(isNeighbour);
  if (near.length === 0) return [];
  const label = hostname.split('.')[0]!;
  const names = label === 'localhost' ? near : [...near, `${label}.local`];
  return names.map((name) => `https://${name.includes(':') ? `[${name}]` : name}:${port}/`);
}

type Standing =
  | { readonly state: 'closed' }
  | { readonly state: 'failed'; readonly port: number; readonly code: string }
  | {
      readonly state: 'trying';
      readonly listener: LanListener;
      readonly until: number;
      readonly timer: Timer;
      readonly before: LanListener | undefined;
    }
  | { readonly state: 'open'; readonly listener: LanListener };

export function createLan({ listen, machine, keep, changed, failed, clock }: LanParts): Lan {
  let now: Standing = { state: 'closed' };
  // One after the other: two pages that press at once must not leave a listener nobody knows of.
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  function become(next: Standing): void {
    now = next;
    changed();
  }

  function shown(): LanState {
    const addresses = (listener: LanListener) => lanAddresses(listener.port, machine());
    switch (now.state) {
      case 'trying':
        return { state: 'trying', addresses: addresses(now.listener), until: now.until };
      case 'open':
        return { state: 'open', addresses: addresses(now.listener), port: now.listener.port };
      default:
        return now;
    }
  }

  /** Somebody is in: from now on it stays, and what was before goes. */
  function settle(): void {
    if (now.state !== 'trying') return;
    const { listener, timer, before } = now;
    timer.cancel();
    become({ state: 'open', listener });
    keep(listener.port).catch((error) => failed('the office network could not be remembered', error));
    before?.close().catch((error) => failed('the listener of before did not close', error));
  }

  const back = () =>
    inTurn(async () => {
      if (now.state !== 'trying') return;
      const { listener, before } = now;
      become(before ? { state: 'open', listener: before } : { state: 'closed' });
      await listener.close();
    });

  async function shut(): Promise<void> {
    const was = now;
    if (was.state === 'trying') {
      was.timer.cancel();
      await Promise.all([was.listener.close(), was.before?.close()]);
    } else if (was.state === 'open') await was.listener.close();
  }

  return {
    state: shown,
    addresses: (port) => lanAddresses(port, machine()),
    open: (port) =>
      inTurn(async () => {
        if (now.state === 'open' && now.listener.port === port) return shown();
        if (now.state === 'trying') {
          now.timer.cancel();
          const { listener, before } = now;
          now = before ? { state: 'open', listener: before } : { state: 'closed' };
          await listener.close();
        }
        const before = now.state === 'open' ? now.listener : undefined;
        const listener = await listen(port, settle);
        const timer = clock.after(TRY_MS, () => {
          back().catch((error) => failed('the listener for the office network did not close', error));
        });
        become({ state: 'trying', listener, until: clock.now() + TRY_MS, timer, before });
        return shown();
      }),
    close: () =>
      inTurn(async () => {
        await keep(null);
        await shut();
        become({ state: 'closed' });
        return shown();
      }),
    resume: (port) =>
      inTurn(async () => {
        try {
          become({ state: 'open', listener: await listen(port, () => undefined) });
        } catch (error) {
          failed('the pages could not be opened to the office network', error);
          const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
          become({ state: 'failed', port, code });
        }
      }),
    renew(tls) {
      if (now.state === 'trying') {
        now.listener.renew(tls);
        now.before?.renew(tls);
      } else if (now.state === 'open') now.listener.renew(tls);
    },
    end: () => inTurn(shut),
  };
}
