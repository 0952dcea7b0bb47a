/**
 * Who asks, carried along with the work: set once where a call comes in, read where a change is noted, through everything
 * awaited between. Nobody has to hand it on, and so nobody can forget to.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { userInfo } from 'node:os';
import type { Caller } from '../contract/calls.ts';
import type { Who } from '../contract/who.ts';
import type { Clock } from './host.ts';

interface Asking {
  readonly who: Who;
  /** The open line a browser's call came over, by a name of this run that nobody outside knows. */
  readonly line: string | null;
}
const calls = new AsyncLocalStorage<Asking>();

const ITSELF: Who = { face: 'itself', name: '', address: null, session: null };

/** Who asked for what is being done now; `itself` where nobody did. */
export const whoAsks = (): Who => calls.getStore()?.who ?? ITSELF;

/** Over which line; null for all that is no browser's. */
export const lineAsks = (): string | null => calls.getStore()?.line ?? null;

/** Does `work`, and all that follows from it, in the name of `who`. */
export const inTheNameOf = <T>(who: Who, work: () => T, line: string | null = null): T =>
  calls.run({ who, line }, work);

/** Who typed the command this process was started for; undefined in one that stays. */
let command: Who | undefined;

/** Does the whole of a command, in the name of whoever typed it. */
export function asCommand<T>(work: () => T): T {
  command = commandLine();
  return inTheNameOf(command, work);
}

/**
 * What happens later is nobody's wish of now: a renewal in March is not the doing of whoever pressed a button in
 * November. A process that lives only as long as a command does all of it for that.
 */
export const byItself = <T>(work: () => T): T => inTheNameOf(command ?? ITSELF, work);

/** A clock whose alarms ring in nobody's name. */
export const clockByItself = (clock: Clock): Clock => ({
  now: () => clock.now(),
  after: (ms, run) => clock.after(ms, () => byItself(run)),
});

/** The account this program runs under, for people to recognise. */
export function accountName(): string {
  try {
    return userInfo().username.slice(0, 200);
  } catch {
    // An account without a name, as in some containers.
    return String(process.getuid?.() ?? '');
  }
}

/** Whoever typed a command: the account that ran it, and who they were before `sudo`. */
export function commandLine(env: NodeJS.ProcessEnv = process.env): Who {
  const before = process.getuid?.() === 0 ? (env.SUDO_USER ?? '') : '';
  const name = before === '' ? accountName() : `${before} (sudo)`;
  return { face: 'command-line', name: name.slice(0, 200), address: null, session: null };
}

/** As the transports know a caller. */
export const whoCalls = ({ session, browser, address, account }: Caller): Who => {
  if (account !== undefined)
    return { face: 'command-line', name: account.slice(0, 200), address: null, session: null };
  return session === null
    ? { face: 'desktop', name: accountName(), address: null, session: null }
    : { face: 'browser', name: (browser ?? '').slice(0, 200), address: address ?? null, session };
};
