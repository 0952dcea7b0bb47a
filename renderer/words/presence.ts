/**
 * What a person is doing, from their devices: the best one counts.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Device, Person } from '../api/types.ts';
import { assertNever } from '../assert-never.ts';
import type { Tone } from '../components/Pill.tsx';

export type Presence = 'disabled' | 'connected' | 'away' | 'busy' | 'returning' | 'offline' | 'never';

const ORDER: readonly Presence[] = ['connected', 'busy', 'away', 'returning'];

/** A device that waits for its program to come back is "returning", whatever it last said. */
export function devicePresence(device: Device): Presence {
  if (device.detached) return 'returning';
  switch (device.show) {
    case 'online':
    case 'chat':
    // Logged in without having said so: connected for the server, and that is what an administrator asks.
    case 'unavailable':
      return 'connected';
    case 'away':
    case 'xa':
      return 'away';
    case 'dnd':
      return 'busy';
    default:
      return assertNever(device.show);
  }
}

export function presence(person: Person): Presence {
  if (person.disabled) return 'disabled';
  const all = person.devices.map(devicePresence);
  return ORDER.find((state) => all.includes(state)) ?? (person.lastLogin === null ? 'never' : 'offline');
}

export function presenceWord(state: Presence): MessageDescriptor {
  switch (state) {
    case 'disabled':
      return msg`Disabled`;
    case 'connected':
      return msg`Connected`;
    case 'away':
      return msg`Away`;
    case 'busy':
      return msg`Do not disturb`;
    case 'returning':
      return msg`Connection interrupted`;
    case 'offline':
      return msg`Offline`;
    case 'never':
      return msg`Not connected yet`;
    default:
      return assertNever(state);
  }
}

export function presenceTone(state: Presence): Tone {
  switch (state) {
    case 'connected':
      return 'ok';
    // Red is for "people cannot work": neither is trouble, both were chosen by someone.
    case 'away':
    case 'returning':
    case 'busy':
      return 'warn';
    case 'disabled':
    case 'offline':
    case 'never':
      return 'off';
    default:
      return assertNever(state);
  }
}

/** Whether at least one device is connected. */
export const isOnline = (person: Person): boolean => ['connected', 'away', 'busy'].includes(presence(person));

/** The name to call a person by, also where none was given. */
export const nameOf = (person: Person): string => person.displayName.trim() || person.username;
