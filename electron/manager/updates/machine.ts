/**
 * An update from the first look to the last proof. Pure: a state and what happened give the next state.
 *
 *   idle -> checking -> available -> downloading -> ready -> waiting -> snapshot -> installing -> proving -> done
 *             |             ^            |                      ^           |            |           |
 *             v             |            v                      +-----------+------------+           v
 *      (as it was) <--- not now       failed                 stopped in the middle             rolled-back
 *
 * Up to `waiting` nothing of the office has been touched. From `snapshot` on people cannot write, until the new version has shown
 * on the data that nothing is missing, or the old one stands again.
 */
import type { UpdateHold, UpdateOffer, UpdateState, UpdateTrouble } from '../../contract/updates.ts';

export type UpdateEvent =
  | { readonly type: 'look' }
  | { readonly type: 'nothing' }
  | { readonly type: 'found'; readonly offer: UpdateOffer }
  /** `at`: not before; null: as soon as may be. */
  | { readonly type: 'asked'; readonly at: number | null; readonly now: number }
  | { readonly type: 'fetched'; readonly doneBytes: number }
  | { readonly type: 'laid' }
  | { readonly type: 'held'; readonly holds: readonly UpdateHold[]; readonly at: number | null }
  | { readonly type: 'free' }
  | { readonly type: 'copied' }
  | { readonly type: 'closed' }
  | { readonly type: 'proven'; readonly from: string; readonly at: number }
  | { readonly type: 'not-proven'; readonly because: UpdateTrouble; readonly at: number }
  | { readonly type: 'trouble'; readonly because: UpdateTrouble; readonly at: number }
  | { readonly type: 'not-now' };

/** @returns the next state; the same one where the event says nothing to it. Throws where a caller has lost its way. */
export function next(state: UpdateState, event: UpdateEvent): UpdateState {
  switch (event.type) {
    case 'look':
      // What is shown stays what it was while a look goes on, unless nobody would miss it.
      return state.state === 'idle' ? { state: 'checking' } : state;
    case 'nothing':
      // What was announced and not begun is taken back by whoever announced it.
      return state.state === 'checking' || state.state === 'available' ? { state: 'idle' } : state;
    case 'found':
      return isUnderWay(state) ? state : { state: 'available', offer: event.offer };
    case 'asked':
      return { state: 'downloading', offer: offerOf(state, event), doneBytes: 0 };
    case 'fetched':
      if (state.state !== 'downloading') return state;
      return { ...state, doneBytes: event.doneBytes };
    case 'laid':
      return { state: 'ready', offer: offerOf(state, event) };
    case 'held':
      return { state: 'waiting', offer: offerOf(state, event), holds: [...event.holds], at: event.at };
    case 'free':
      return { state: 'snapshot', offer: offerOf(state, event) };
    case 'copied':
      return { state: 'installing', offer: offerOf(state, event) };
    case 'closed':
      return { state: 'proving', offer: offerOf(state, event) };
    case 'proven':
      return { state: 'done', version: offerOf(state, event).version, from: event.from, at: event.at };
    case 'not-proven':
      return {
        ...{ state: 'rolled-back', because: event.because, at: event.at },
        version: offerOf(state, event).version,
      };
    case 'trouble':
      return {
        ...{ state: 'failed', because: event.because, at: event.at },
        version: 'offer' in state ? state.offer.version : null,
      };
    case 'not-now':
      return canStop(state) && 'offer' in state ? { state: 'available', offer: state.offer } : state;
  }
}

/** From the first byte fetched until it is done or undone. */
export const isUnderWay = ({ state }: UpdateState): boolean =>
  ['downloading', 'ready', 'waiting', 'snapshot', 'installing', 'proving'].includes(state);

/** Nothing of the office has been touched yet. */
export const canStop = ({ state }: UpdateState): boolean =>
  ['available', 'downloading', 'ready', 'waiting'].includes(state);

function offerOf(state: UpdateState, { type }: UpdateEvent): UpdateOffer {
  if ('offer' in state) return state.offer;
  throw new Error(`an update that is ${state.state} cannot be ${type}`);
}

/** What a start finds that comes after a stop in the middle. */
export interface Found {
  readonly state: UpdateState;
  /** Of the program that starts now. */
  readonly version: string;
  /** The one that began the update. */
  readonly from: string;
  /** How often it was begun and stopped in the middle, this time not counted. */
  readonly interrupted: number;
  /** The launcher gave the new version its tries, and it did not come up, or was cut off each time (resources/launch). */
  readonly launcherGaveUp: 'ended' | 'cut' | null;
}

export type AfterStop =
  /** There is nothing to mend. */
  | { readonly do: 'go-on'; readonly because: string }
  | { readonly do: 'fetch-again'; readonly because: string }
  /** Nothing was touched: as before the snapshot. */
  | { readonly do: 'wait-again'; readonly because: string }
  /** The new version may have written: back to the snapshot, and once more. */
  | { readonly do: 'put-back-and-wait'; readonly because: string }
  | { readonly do: 'put-back-and-end'; readonly because: UpdateTrouble }
  /** The same, of a version that was started for everybody: somebody may have written. */
  | { readonly do: 'go-back'; readonly because: UpdateTrouble }
  | { readonly do: 'end'; readonly because: UpdateTrouble }
  /** We are the new one: come up, and say so. */
  | { readonly do: 'prove'; readonly because: string };

/** Whatever stops a computer again and again should not be met again and again. */
export const INTERRUPTED_AT_MOST = 5;

export function afterStop({ state, version, from, interrupted, launcherGaveUp }: Found): AfterStop {
  const often = interrupted >= INTERRUPTED_AT_MOST;
  switch (state.state) {
    case 'idle':
    case 'checking':
    case 'available':
    case 'done':
    case 'rolled-back':
    case 'failed':
      return { do: 'go-on', because: 'nothing was under way' };
    case 'downloading':
      return { do: 'fetch-again', because: 'what has come stays, the rest is fetched' };
    case 'ready':
    case 'waiting':
      return { do: 'go-on', because: 'it lies there and waits' };
    case 'snapshot':
    case 'installing':
      return often
        ? { do: 'end', because: 'interrupted' }
        : { do: 'wait-again', because: 'the new version has not seen the data' };
    case 'proving':
      if (version === state.offer.version) return { do: 'prove', because: 'this is the new version' };
      if (launcherGaveUp && version === from)
        return { do: 'go-back', because: launcherGaveUp === 'cut' ? 'interrupted' : 'proof.program' };
      return often
        ? { do: 'put-back-and-end', because: 'interrupted' }
        : { do: 'put-back-and-wait', because: 'the new version may have changed the data' };
  }
}

/** Whether a version that was not kept came up badly, and is not offered here again: a plug that was pulled is no fault of it. */
export const isItsFault = (because: UpdateTrouble): boolean => because !== 'interrupted';

/** What the new version found must not be less than what the old one left. */
export function isNothingLost(
  before: { people: number; rooms: number; messages: number },
  after: { people: number; rooms: number; messages: number },
): boolean {
  return after.people >= before.people && after.rooms >= before.rooms && after.messages >= before.messages;
}
