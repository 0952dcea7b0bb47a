/** The words of the copy somebody gets of their data: who it was made for reads it, not who made it. */
import type { Language } from '../../../contract/findings/finding.ts';

const EN = {
  title: (who: string) => `The data of ${who}`,
  made: (at: string) => `Copied on ${at} from the office’s chat server.`,
  law: 'This is what the server kept about you (articles 15 and 20 of the General Data Protection Regulation).',
  contents: 'What is in here',
  profile: 'data.xml: profile, contacts, private data and every message, as programs read it (XEP-0227)',
  conversations: 'Conversations',
  rooms: 'What you wrote in rooms',
  files: 'Files you sent',
  lines: 'messages.jsonl: every message once more, one to a line (JSON)',
  nothing: 'Nothing.',
  me: 'me',
  encrypted: 'encrypted from end to end: only your own devices can read it',
  other: 'no text',
  messages: (count: number) => (count === 1 ? '1 message' : `${count} messages`),
  latestFirst: 'The latest first.',
  not: 'Not in here: passwords, which the server does not know; what others wrote in rooms; copies on other people’s devices.',
};
const FR: typeof EN = {
  title: (who) => `Les données de ${who}`,
  made: (at) => `Copie du ${at}, depuis le serveur de messagerie du bureau.`,
  law: 'Voici ce que le serveur gardait à votre sujet (articles 15 et 20 du Règlement général sur la protection des données).',
  contents: 'Ce qui se trouve ici',
  profile:
    'data.xml\u00a0: profil, contacts, données privées et tous les messages, tels que les lisent les programmes (XEP-0227)',
  conversations: 'Conversations',
  rooms: 'Ce que vous avez écrit dans des salons',
  files: 'Fichiers que vous avez envoyés',
  lines: 'messages.jsonl\u00a0: tous les messages encore une fois, un par ligne (JSON)',
  nothing: 'Rien.',
  me: 'moi',
  encrypted: 'chiffré de bout en bout\u00a0: seuls vos propres appareils peuvent le lire',
  other: 'sans texte',
  messages: (count) => (count === 1 ? '1 message' : `${count} messages`),
  latestFirst: 'Les plus récents d’abord.',
  not: 'Absents d’ici\u00a0: les mots de passe, que le serveur ne connaît pas\u00a0; ce que d’autres ont écrit dans les salons\u00a0; les copies sur les appareils d’autres personnes.',
};

export type CopyWords = typeof EN;
export const COPY_WORDS: Readonly<Record<Language, CopyWords>> = { en: EN, fr: FR };
