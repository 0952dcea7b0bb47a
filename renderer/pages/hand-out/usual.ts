/** Which programs a hand-out begins with, and how many there is room for. Pure. */
import type { ClientId } from '../../api/types.ts';

/** Two stand beside each other on one side of A4; a third would be too small to read. */
export const MOST_PROGRAMS = 2;

/** One for the pocket, one for the desk. */
export const USUAL: readonly ClientId[] = ['conversations', 'gajim'];

export const ALL: readonly { id: ClientId; name: string }[] = [
  { id: 'conversations', name: 'Conversations' },
  { id: 'cheogram', name: 'Cheogram' },
  { id: 'monal', name: 'Monal' },
  { id: 'siskin', name: 'Siskin' },
  { id: 'gajim', name: 'Gajim' },
  { id: 'dino', name: 'Dino' },
  { id: 'beagle', name: 'Beagle' },
  { id: 'converse', name: 'Converse.js' },
  { id: 'pidgin', name: 'Pidgin' },
  { id: 'psi', name: 'Psi+' },
  { id: 'thunderbird', name: 'Thunderbird' },
  { id: 'profanity', name: 'Profanity' },
];

/** Those named in the page's address, in its order; the usual ones where none is known. */
export function readApps(text: string | null): ClientId[] {
  const asked = (text ?? '').split(',');
  const known = ALL.map(({ id }) => id).filter((id) => asked.includes(id));
  return known.length === 0 ? [...USUAL] : known.slice(0, MOST_PROGRAMS);
}

/** One more, or one less; the one chosen first makes room. Never none. */
export function toggled(chosen: readonly ClientId[], id: ClientId): ClientId[] {
  if (!chosen.includes(id)) return [...chosen, id].slice(-MOST_PROGRAMS);
  const rest = chosen.filter((one) => one !== id);
  return rest.length === 0 ? [...chosen] : rest;
}

/** The first name as the beginning of an address: letters of any keyboard, no marks. */
export const usernameOf = (name: string): string =>
  (name.trim().split(/\s+/)[0] ?? '')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '');
