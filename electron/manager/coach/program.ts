/** What a program is called, by what it says of itself at the log-in or by the name it gives its connection. Pure. */
import type { PersonState } from '../../contract/people-state.ts';
import type { Attempt } from '../engines/attempts.ts';

/** How programs begin the name of a connection when nobody chose another; checked with the programs themselves. */
const BY_RESOURCE: readonly (readonly [RegExp, string])[] = [
  [/^gajim\b/i, 'Gajim'],
  [/^conversations\b/i, 'Conversations'],
  [/^cheogram\b/i, 'Cheogram'],
  [/^dino\b/i, 'Dino'],
  [/^monal/i, 'Monal'],
  [/^siskin/i, 'Siskin'],
  [/^beagle/i, 'Beagle'],
  [/^psi\+|^psi-plus/i, 'Psi+'],
  [/^psi\b/i, 'Psi'],
  [/^profanity/i, 'Profanity'],
  [/^thunderbird/i, 'Thunderbird'],
  [/^pidgin/i, 'Pidgin'],
  [/^converse/i, 'Converse.js'],
];

export function programOf({ program, resource }: Pick<Attempt, 'program' | 'resource'>): string | undefined {
  if (program) return program;
  return BY_RESOURCE.find(([pattern]) => pattern.test(resource ?? ''))?.[1];
}

/** What connected devices say of themselves, by full address: `Conversations 2.13`. */
export const programNames = (states: readonly Pick<PersonState, 'programs'>[]): Map<string, string> =>
  new Map(
    states
      .flatMap(({ programs }) => programs)
      .filter(({ name }) => name !== '')
      .map(({ address, name, version }) => [address, version === '' ? name : `${name} ${version}`]),
  );
