/** New versions in words: how far one is, what holds it back, why one was not kept. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { updateWhy } from '../../electron/contract/findings/updates.ts';
import type { UpdatesAnswer } from '../api/types.ts';
import type { Format } from './format.ts';

type State = UpdatesAnswer['state'];

/** One dated sentence: what is so. */
export function updateSentence(view: UpdatesAnswer, format: Format): MessageDescriptor {
  const { state, version, feed, kind, checkedAt, trouble } = view;
  switch (state.state) {
    case 'idle':
      if (kind === 'checkout')
        return msg`Version ${version}, run from its sources: whoever fetched them exchanges it.`;
      if (feed === null) return msg`Version ${version}. Nobody announces new versions for this copy yet.`;
      if (checkedAt === null) return msg`Version ${version}. Nobody has looked for a newer one yet.`;
      {
        const day = format.when(checkedAt);
        return trouble === null
          ? msg`Version ${version} was the newest on ${day}.`
          : msg`Version ${version}. Chatelaine looked for a newer one on ${day}, without success.`;
      }
    case 'checking':
      return msg`Version ${version}. Looking for a newer one.`;
    case 'available': {
      const [next, day] = [state.offer.version, format.date(state.offer.releasedAt)];
      return msg`Version ${next} came out on ${day}. You have ${version}.`;
    }
    case 'downloading':
    case 'ready':
    case 'snapshot':
    case 'installing':
    case 'proving': {
      const next = state.offer.version;
      return msg`Version ${next} is on its way.`;
    }
    case 'waiting': {
      const next = state.offer.version;
      if (state.holds.includes('wizard')) return msg`Version ${next} waits until the set-up is finished.`;
      if (state.holds.includes('backup'))
        return msg`Version ${next} waits until the backup or the restore in hand has ended.`;
      if (state.holds.includes('job')) return msg`Version ${next} waits until the work in hand has ended.`;
      if (state.holds.includes('firewall'))
        return msg`Version ${next} waits until the change of the firewall is kept or taken back.`;
      if (state.at === null) return msg`Version ${next} begins in a moment.`;
      const when = format.when(state.at);
      return msg`Version ${next} is installed on ${when}.`;
    }
    case 'done': {
      const day = format.when(state.at);
      return msg`Version ${version} has been in place since ${day}. Everybody and every message is there.`;
    }
    case 'rolled-back': {
      const [tried, day] = [state.version, format.when(state.at)];
      return state.because === 'asked'
        ? msg`Version ${version}. You came back to it from ${tried} on ${day}.`
        : msg`Version ${version}. On ${day}, ${tried} was tried and taken back: nothing is lost.`;
    }
    case 'failed': {
      const day = format.when(state.at);
      return msg`Version ${version}. The update of ${day} did not work; nothing has changed.`;
    }
  }
}

/** Why, in the contract's own sentence; null where there is nothing to explain. */
export function whyNot(state: State, locale: string): string | null {
  if (state.state !== 'rolled-back' && state.state !== 'failed') return null;
  return state.because === 'asked' ? null : updateWhy(state.because, locale === 'fr' ? 'fr' : 'en');
}

/** What went wrong with the look itself. */
export function lookTrouble(trouble: NonNullable<UpdatesAnswer['trouble']>): MessageDescriptor {
  switch (trouble) {
    case 'feed.forged':
      return msg`What is announced is not signed by those who make Chatelaine, so it does not count.`;
    case 'feed.stale':
      return msg`What is announced is older than what was announced before, so it does not count.`;
    case 'feed.malformed':
      return msg`What is announced cannot be read.`;
    default:
      return msg`Where new versions are announced, nobody answers. Chatelaine looks again tomorrow.`;
  }
}

export const STEPS = ['downloading', 'waiting', 'snapshot', 'proving'] as const;
export type UpdateStep = (typeof STEPS)[number];

/** Which of the steps it is at. */
export const stepOf = ({ state }: State): UpdateStep | null =>
  state === 'ready'
    ? 'waiting'
    : state === 'installing'
      ? 'proving'
      : (STEPS as readonly string[]).includes(state)
        ? (state as UpdateStep)
        : null;

export const STEP_WORDS: Readonly<Record<UpdateStep, MessageDescriptor>> = {
  downloading: msg`Fetching it, and checking that it is genuine`,
  waiting: msg`Waiting for a good moment`,
  snapshot: msg`Copying all the office has; chatting pauses from here`,
  proving: msg`The new version counts people, rooms and messages before anybody is let in`,
};

export const NOTE_KINDS: Readonly<Record<'new' | 'improved' | 'fixed' | 'removed', MessageDescriptor>> = {
  new: msg`New`,
  improved: msg`Improved`,
  fixed: msg`Fixed`,
  removed: msg`Removed`,
};
