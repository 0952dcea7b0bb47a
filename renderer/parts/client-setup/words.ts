/** How each program keeps a password, and how it comes to believe the office's certificate, in words. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { ClientPlan, ClientProgram } from '../../api/types.ts';
import { assertNever } from '../../assert-never.ts';

/** As their makers write them. */
export const PROGRAM_NAMES: Readonly<Record<ClientProgram, string>> = {
  gajim: 'Gajim',
  pidgin: 'Pidgin',
  dino: 'Dino',
  psi: 'Psi+',
  profanity: 'Profanity',
};

export const isClientProgram = (id: string): id is ClientProgram => Object.hasOwn(PROGRAM_NAMES, id);

export function passwordWords(program: string, store: ClientPlan['password']): MessageDescriptor {
  switch (store) {
    case 'keyring':
      return msg`${program} keeps the password in the keyring of this computer, locked while nobody is logged in.`;
    case 'plain':
      return msg`${program} keeps the password readable in its own file: whoever can read the files of this account can read it.`;
    case 'obscured':
      return msg`${program} keeps the password in its own file, hidden from a glance only: whoever can read the files of this account can find it out.`;
    case 'asks':
      return msg`${program} asks for the password when it connects.`;
    case 'by-hand':
      return msg`${program} does not ask for the password by itself: type it in its menu, where your accounts are.`;
    default:
      return assertNever(store);
  }
}

/** @param until the day the server's certificate renews at the latest */
export function trustWords(
  program: string,
  way: ClientPlan['trust']['way'],
  until: string,
): MessageDescriptor | null {
  switch (way) {
    case 'public':
    case 'system':
      return null;
    case 'authority':
      return msg`The office’s authority is put where ${program} looks: it believes the server from then on.`;
    case 'certificate':
      return msg`${program} is given the server’s certificate of today, and believes it. When it renews, on ${until} at the latest, ${program} asks once more; a computer that trusts the authority never does.`;
    case 'system-only':
      return msg`${program} looks at this computer’s list of authorities only, and the office’s is not on it yet: “Let a computer trust it”, further down, puts it there.`;
    default:
      return assertNever(way);
  }
}
