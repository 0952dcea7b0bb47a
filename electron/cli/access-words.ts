/** What `password`, `sessions` and `audit` say, in both languages. */
import type { Change } from '../contract/index.ts';

export type Language = 'en' | 'fr';

type Weak = 'short' | 'long' | 'common' | 'plain';

export const WORDS = {
  en: {
    ask: 'New password (it is not shown): ',
    again: 'Once more: ',
    differ: 'These were two different passwords. Nothing was changed.',
    weak: {
      short:
        'That is too short: take at least 12 characters. Four words that do not belong together are good.',
      long: 'That is too long: 256 characters are enough.',
      common: 'Much of that is a word that is tried first everywhere. Add words of your own.',
      plain: 'That repeats itself, or goes up like a staircase. Take words.',
    } satisfies Record<Weak, string>,
    set: (ended: number) =>
      `The password is set.${ended > 0 ? ` Browsers that were logged out: ${ended}.` : ''} Log in with it on the page.`,
    removed: 'The password is gone. Browsers come in by a link: chatelaine link',
    since: (when: string) => `There is a password, since ${when}.`,
    none: 'There is no password: browsers come in by a link.',
    passkey: (name: string, under: string) => `Passkey ${name}, for ${under}`,
    sessions: ['ID', 'Browser', 'From', 'By', 'Since', 'Last seen'],
    by: { link: 'link', password: 'password', passkey: 'passkey' },
    nobody: 'No browser is let in.',
    ended: (count: number) => `Sessions ended: ${count}.`,
    noSuch: (id: string) => `There is no session ${id}. "chatelaine sessions" lists those there are.`,
    several: (id: string) => `Several sessions begin with ${id}. Write more of it.`,
    nothing: 'Nothing was changed there.',
    undone: (id: number) => `Change #${id} was put back.`,
    canUndo: (id: number) => `to put it back: chatelaine audit undo ${id}`,
    before: 'before',
    after: 'after',
    failed: 'failed',
    faces: { itself: 'by itself', unknown: 'unknown', desktop: 'this computer', 'command-line': 'terminal' },
  },
  fr: {
    ask: 'Nouveau mot de passe (il ne s’affiche pas) : ',
    again: 'Encore une fois : ',
    differ: 'Les deux mots de passe étaient différents. Rien n’a changé.',
    weak: {
      short: 'C’est trop court : au moins 12 caractères. Quatre mots sans rapport conviennent bien.',
      long: 'C’est trop long : 256 caractères suffisent.',
      common: 'C’est en grande partie un mot essayé partout en premier. Ajoutez des mots à vous.',
      plain: 'Cela se répète, ou monte comme un escalier. Prenez des mots.',
    } satisfies Record<Weak, string>,
    set: (ended: number) =>
      `Le mot de passe est posé.${ended > 0 ? ` Navigateurs déconnectés : ${ended}.` : ''} Connectez-vous avec lui sur la page.`,
    removed: 'Le mot de passe est retiré. Les navigateurs entrent par un lien : chatelaine link',
    since: (when: string) => `Il y a un mot de passe, depuis le ${when}.`,
    none: 'Il n’y a pas de mot de passe : les navigateurs entrent par un lien.',
    passkey: (name: string, under: string) => `Clé d’accès ${name}, pour ${under}`,
    sessions: ['ID', 'Navigateur', 'Depuis', 'Par', 'Entré le', 'Vu le'],
    by: { link: 'lien', password: 'mot de passe', passkey: 'clé d’accès' },
    nobody: 'Aucun navigateur n’est admis.',
    ended: (count: number) => `Sessions terminées : ${count}.`,
    noSuch: (id: string) => `Il n’y a pas de session ${id}. « chatelaine sessions » montre celles qu’il y a.`,
    several: (id: string) => `Plusieurs sessions commencent par ${id}. Écrivez-en davantage.`,
    nothing: 'Rien n’y a été changé.',
    undone: (id: number) => `La modification #${id} est annulée.`,
    canUndo: (id: number) => `pour l’annuler : chatelaine audit undo ${id}`,
    before: 'avant',
    after: 'après',
    failed: 'échec',
    faces: {
      itself: 'de lui-même',
      unknown: 'inconnu',
      desktop: 'cet ordinateur',
      'command-line': 'terminal',
    },
  },
} as const;

export function when(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    ...{ dateStyle: 'short', timeStyle: 'short' },
  }).format(at);
}

/** `Firefox 140 · Linux, 192.168.1.34`. */
export function whoText({ face, name, address }: Change['who'], language: Language): string {
  if (face === 'browser') return [name, address].filter(Boolean).join(', ');
  const words = WORDS[language].faces[face];
  return name === '' ? words : `${name} (${words})`;
}

/** No byte of what was noted steers a terminal. */
export const plain = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·');
