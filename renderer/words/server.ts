/**
 * The states of the supervised server in words and tones, the same on Home, in the side bar and in the Finder.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { ServerState } from '../api/types.ts';
import { assertNever } from '../assert-never.ts';
import type { Tone } from '../components/Pill.tsx';

/** One word (or two) for the state. */
export function stateWord(status: ServerState): MessageDescriptor {
  switch (status.state) {
    case 'not-set-up':
      return msg`Not set up`;
    case 'stopped':
      return msg`Stopped`;
    case 'starting':
      return msg`Starting`;
    case 'running':
      return msg`Running`;
    case 'stopping':
      return msg`Stopping`;
    case 'waiting':
      return msg`Restarting`;
    case 'failed':
      return msg`Down`;
    default:
      return assertNever(status);
  }
}

export function stateTone(status: ServerState): Tone {
  switch (status.state) {
    case 'running':
      return 'ok';
    case 'starting':
    case 'stopping':
    case 'waiting':
      return 'warn';
    case 'failed':
    case 'stopped':
      return 'bad';
    case 'not-set-up':
      return 'off';
    default:
      return assertNever(status);
  }
}
