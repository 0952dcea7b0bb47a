/** What the door says to whoever was not let in, and what a password must be. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { assertNever } from '../assert-never.ts';
import type { NotIn } from '../stores/door.ts';

/** As a sentence. Pure. */
export function notInWords(why: NotIn): MessageDescriptor {
  switch (why.because) {
    case 'wrong':
      return msg`That is not it. Try once more.`;
    case 'wait': {
      const minutes = Math.ceil(why.seconds / 60);
      return why.seconds <= 60
        ? msg`Too many wrong ones came from here. Wait a moment, then try again.`
        : msg`Too many wrong ones came from here. Try again in ${minutes} minutes, or come in with a link.`;
    }
    case 'none':
      return msg`No password is set any more. Come in with a link.`;
    case 'ended':
      return msg`This browser’s session has ended. Load the page again.`;
    case 'given-up':
      return msg`No passkey was given. Try again, or use the password.`;
    case 'lost':
      return msg`Chatelaine did not answer. Is the computer it runs on switched on?`;
    default:
      return assertNever(why);
  }
}

/** Why a password will not do, and what will. */
export function weakWords(reason: 'short' | 'long' | 'common' | 'plain', minimum: number): MessageDescriptor {
  switch (reason) {
    case 'short':
      return msg`That is too short: take at least ${minimum} characters. Four words that do not belong together are good.`;
    case 'long':
      return msg`That is too long: 256 characters are enough.`;
    case 'common':
      return msg`Much of that is a word that is tried first everywhere. Add words of your own.`;
    case 'plain':
      return msg`That repeats itself, or goes up like a staircase. Four words that do not belong together are good.`;
    default:
      return assertNever(reason);
  }
}
