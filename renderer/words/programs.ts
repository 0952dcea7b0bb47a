/** What a program may do, in words: the choice, and what follows from it. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { ProgramUse } from '../api/types.ts';

export const USES: readonly ProgramUse[] = [
  'passwords',
  'status',
  'read',
  'people',
  'rooms',
  'people-rooms',
  'everything',
];

const WORDS: Readonly<Record<ProgramUse, { name: MessageDescriptor; means: MessageDescriptor }>> = {
  passwords: {
    name: msg`Ask whether a password is right`,
    means: msg`For a website where colleagues log in with their chat password. It can also ask whether somebody has an account, and changes nothing.`,
  },
  status: {
    name: msg`See whether the server is well`,
    means: msg`For monitoring: whether it runs, since when, and how many people are connected. It learns nobody’s name.`,
  },
  read: {
    name: msg`Look, but change nothing`,
    means: msg`For monitoring and lists: who has an account, who is connected, which rooms there are. It reads no messages.`,
  },
  people: {
    name: msg`Look after people`,
    means: msg`It can add people, set passwords, take accounts away. Administrators’ accounts it cannot change.`,
  },
  rooms: {
    name: msg`Look after rooms`,
    means: msg`It can open and close rooms, and say who belongs to them. It reads no messages.`,
  },
  'people-rooms': {
    name: msg`Look after people and rooms`,
    means: msg`Both of these. Administrators’ accounts it cannot change, and it reads no messages.`,
  },
  everything: {
    name: msg`Everything`,
    means: msg`Whoever has this token can do all that you can: read rooms, become an administrator, stop the server. Give it to nobody you would not give your own password.`,
  },
};

export const wordsOfUse = (use: ProgramUse) => WORDS[use];

/** Addresses as they were typed: with commas, spaces or lines between them. */
export const readNetworks = (typed: string): string[] => typed.split(/[\s,;]+/).filter(Boolean);

/** Why a wish about programs was refused; undefined where it is about something else. */
export function refusedWords({
  field,
  reason,
}: {
  field: string;
  reason: string;
}): MessageDescriptor | undefined {
  if (field === 'from')
    return reason === 'too-wide'
      ? msg`That is a good part of the internet. Name the computers, or a smaller network.`
      : msg`An address looks like 192.168.1.20, a network like 192.168.1.0/24; with commas between several.`;
  if (field === 'rules')
    return reason === 'name'
      ? msg`There is one of that name already.`
      : msg`Nobody there can reach the server. Let these addresses in first, above.`;
  if (field === 'commands')
    return reason === '' ? msg`Name at least one command.` : msg`The server has no command “${reason}”.`;
  return undefined;
}
