/** What the page of an invitation says, in the language the browser asks for. */
import type { InvitationKind } from '../support/invitations.ts';

export interface Words {
  /** @param account whose new password it is for; elsewhere the name that is kept free, or nothing. */
  readonly title: Readonly<
    Record<InvitationKind, (inviter: string, host: string, account: string) => string>
  >;
  readonly install: (program: string) => string;
  readonly open: Readonly<Record<InvitationKind, string>>;
  readonly steps: readonly [install: string, comeBack: string];
  readonly otherSystems: string;
  /** A link for a new password invites nobody. */
  readonly until: (date: string, kind: InvitationKind) => string;
  readonly address: string;
  readonly gone: readonly [title: string, advice: string];
  readonly ignore: string;
}

const en: Words = {
  title: {
    person: (inviter, host) =>
      inviter === '' ? `You are invited to ${host}` : `${inviter} invites you to ${host}`,
    contact: (inviter) => `${inviter} would like to chat with you`,
    reset: (_, host, account) => `Set a new password for ${account}@${host}`,
  },
  install: (program) => `Get ${program}`,
  open: { person: 'Make my account', contact: 'Add to my contacts', reset: 'Set a new password' },
  steps: [
    'Install a chat program, if you have none yet:',
    'Then come back to this page and press this button:',
  ],
  otherSystems: 'For other systems',
  until: (date, kind) =>
    kind === 'reset' ? `This link is good until ${date}, once.` : `This invitation is good until ${date}.`,
  address: 'Nothing happens? Copy this address into your program:',
  gone: [
    'This invitation is over',
    'It was used, has expired, or was taken back. Ask whoever invited you for a new one.',
  ],
  ignore: 'If you do not know who sent you this, you need do nothing.',
};

const fr: Words = {
  title: {
    person: (inviter, host) =>
      inviter === '' ? `Vous êtes invité sur ${host}` : `${inviter} vous invite sur ${host}`,
    contact: (inviter) => `${inviter} souhaite discuter avec vous`,
    reset: (_, host, account) => `Choisir un nouveau mot de passe pour ${account}@${host}`,
  },
  install: (program) => `Obtenir ${program}`,
  open: {
    person: 'Créer mon compte',
    contact: 'Ajouter à mes contacts',
    reset: 'Choisir un nouveau mot de passe',
  },
  steps: [
    'Installez un programme de messagerie, si vous n’en avez pas encore :',
    'Puis revenez à cette page et appuyez sur ce bouton :',
  ],
  otherSystems: 'Pour d’autres systèmes',
  until: (date, kind) =>
    kind === 'reset'
      ? `Ce lien est valable une fois, jusqu’au ${date}.`
      : `Cette invitation est valable jusqu’au ${date}.`,
  address: 'Rien ne se passe ? Copiez cette adresse dans votre programme :',
  gone: [
    'Cette invitation n’est plus valable',
    'Elle a été utilisée, a expiré ou a été retirée. Demandez-en une nouvelle à la personne qui vous a invité.',
  ],
  ignore: 'Si vous ne savez pas qui vous a envoyé ceci, vous n’avez rien à faire.',
};

export const WORDS = { en, fr };
export type Language = keyof typeof WORDS;

/** @param accept the header Accept-Language; the first we speak wins. */
export function languageOf(accept: string): Language {
  const wanted = accept
    .split(',')
    .map((part) => {
      const [tag = '', quality = ''] = part.trim().split(/;\s*q=/);
      return { tag: tag.toLowerCase().slice(0, 2), quality: quality === '' ? 1 : Number(quality) || 0 };
    })
    .sort((a, b) => b.quality - a.quality);
  const found = wanted.find(({ tag, quality }) => quality > 0 && Object.hasOwn(WORDS, tag));
  return (found?.tag as Language | undefined) ?? 'en';
}
