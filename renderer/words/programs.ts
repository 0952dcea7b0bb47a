/** What a program may do, in words: the choice, and what follows from it. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { ProgramUse } from '../api/types.ts';

export const USES: readonly ProgramUse[] = [
  'passwords',
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
