/**
 * How a person stands, in words: what each program can do, whether messages can be encrypted end to end, whether a telephone wakes up.
 * Says what the server knows and where its knowledge ends.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { LucideIcon } from 'lucide-react';
import {
  Bell,
  BellOff,
  BellRing,
  Bot,
  CircleQuestionMark,
  Globe,
  Lock,
  LockOpen,
  Monitor,
  MonitorSmartphone,
  Smartphone,
  SquareTerminal,
  Tablet,
} from 'lucide-react';
import type { LiveProgram, PersonNeed, PersonState } from '../api/types.ts';
import { assertNever } from '../assert-never.ts';

type Encryption = PersonState['encryption']['state'];
type Push = PersonState['push']['state'];

export interface Told {
  readonly icon: LucideIcon;
  readonly tone: 'ok' | 'warn' | 'off';
  readonly word: MessageDescriptor;
}

/** For a column: one word. None of it is red: people can work. */
export const ENCRYPTION: Readonly<Record<Encryption, Told>> = {
  on: { icon: Lock, tone: 'ok', word: msg`On` },
  partly: { icon: LockOpen, tone: 'warn', word: msg`Partly` },
  off: { icon: LockOpen, tone: 'off', word: msg`Off` },
  unknown: { icon: CircleQuestionMark, tone: 'off', word: msg`Not known` },
};

export const PUSH: Readonly<Record<Push, Told>> = {
  working: { icon: BellRing, tone: 'ok', word: msg`Working` },
  failing: { icon: BellOff, tone: 'warn', word: msg`Failing` },
  untried: { icon: Bell, tone: 'off', word: msg`Not tried yet` },
  none: { icon: CircleQuestionMark, tone: 'off', word: msg`Not asked for` },
};

export const KIND_ICONS: Readonly<Record<LiveProgram['kind'], LucideIcon>> = {
  phone: Smartphone,
  tablet: Tablet,
  computer: Monitor,
  browser: Globe,
  terminal: SquareTerminal,
  machine: Bot,
  unknown: MonitorSmartphone,
};

/** `Gajim 1.7.3`; the device's own name where the program does not say what it is. */
export const programName = ({ name, version, resource }: LiveProgram): string =>
  name === '' ? resource : [name, version].filter(Boolean).join(' ');

export function encryptionSentence({
  encryption: { state, keys },
  programs,
}: PersonState): MessageDescriptor {
  const without = programs.find(({ omemo, kind }) => omemo === 'no' && kind !== 'machine');
  switch (state) {
    case 'on':
      return keys === 1
        ? msg`Keys of one device are published: whoever writes can encrypt end to end.`
        : msg`Keys of ${keys} devices are published: whoever writes can encrypt end to end.`;
    case 'partly': {
      const program = without ? without.name || without.resource : '';
      return msg`Colleagues can encrypt, but ${program} cannot read it.`;
    }
    case 'off':
      return msg`No keys are published, so nobody can encrypt end to end. Messages are encrypted on their way to the server and from it.`;
    case 'unknown':
      return msg`No program has said yet whether it encrypts.`;
    default:
      return assertNever(state);
  }
}

export function pushSentence(state: Push): MessageDescriptor {
  switch (state) {
    case 'working':
      return msg`A sleeping telephone is woken when a message comes.`;
    case 'failing':
      return msg`A telephone that sleeps is not woken: messages come when its program is opened.`;
    case 'untried':
      return msg`A telephone asked to be woken; nothing had to be sent yet.`;
    case 'none':
      return msg`No device asked to be woken. Programs on computers need it not, and some on Android keep a connection of their own; on an iPhone nothing rings without it.`;
    default:
      return assertNever(state);
  }
}

export interface NeedWords {
  readonly what: MessageDescriptor;
  readonly next: MessageDescriptor;
  /** Two or three words for the list. */
  readonly brief: MessageDescriptor;
}

export function needWords(need: PersonNeed, name: string): NeedWords {
  switch (need.code) {
    case 'never-connected': {
      const { days } = need;
      return {
        brief: msg`Not connected yet`,
        what: msg`${name} has had an address for some time (days: ${days}) and has not connected yet.`,
        next: msg`Hand over the sheet once more, or send a link for a new password.`,
      };
    }
    case 'push-failing': {
      const { service, condition } = need;
      return {
        brief: msg`Phone does not ring`,
        what: msg`The telephone is not woken: ${service} refuses (${condition}).`,
        next: msg`On the telephone, open the chat program, turn its notifications off and on again. If that does not help, log out there and in again.`,
      };
    }
    case 'not-encrypted': {
      const { program } = need;
      return {
        brief: msg`${program} cannot decrypt`,
        what: msg`${program} does not encrypt end to end. What colleagues send encrypted cannot be read there.`,
        next: msg`On that computer, Gajim or Dino can. Or colleagues turn encryption off in this conversation.`,
      };
    }
    case 'no-keys': {
      const { program } = need;
      return {
        brief: msg`No keys yet`,
        what: msg`${program} can encrypt end to end, and has published no keys.`,
        next: msg`Open a conversation there and turn encryption (OMEMO) on: it then publishes them.`,
      };
    }
    default:
      return assertNever(need);
  }
}
