/** What the page of an invitation says, in the language the browser asks for. */
import type { InvitationKind, InvitationState } from '../support/invitations.ts';

/** Why there is nothing to show: what became of it; or that nobody remembers it, or has asked too often. */
export type Gone = Exclude<InvitationState, 'open'> | 'unknown' | 'too-often';

/** @param inviter empty for the office. @param date when it ran out. */
type Advice = (inviter: string, date: string) => readonly string[];

interface GoneWords {
  readonly title: string;
  readonly advice: Advice;
  /** A link for a new password invites nobody. */
  readonly resetTitle: string;
  readonly resetAdvice: Advice;
}

export interface Words {
  /** @param account whose new password it is for; elsewhere the name that is kept free, or nothing. */
  readonly title: Readonly<
    Record<InvitationKind, (inviter: string, host: string, account: string) => string>
  >;
  /** @param address empty where they choose it. @param team empty for none. */
  readonly lead: (address: string, team: string) => string;
  readonly install: (program: string) => string;
  readonly open: Readonly<Record<InvitationKind, string>>;
  readonly steps: readonly [install: string, comeBack: string];
  readonly otherSystems: string;
  readonly phone: readonly [title: string, how: string];
  readonly until: (date: string, kind: InvitationKind) => string;
  readonly address: string;
  readonly gone: Readonly<Record<Gone, GoneWords>>;
  readonly ignore: string;
}

const sameFor = (title: string, advice: Advice): GoneWords => ({
  ...{ title, advice, resetTitle: title, resetAdvice: advice },
});

const en: Words = {
  title: {
    person: (inviter, host) =>
      inviter === '' ? `You are invited to ${host}` : `${inviter} invites you to ${host}`,
    contact: (inviter) => `${inviter} would like to chat with you`,
    reset: (_, host, account) => `Set a new password for ${account}@${host}`,
  },
  lead: (address, team) =>
    [
      address === ''
        ? 'You choose an address and a password of your own, and can write to your colleagues at once.'
        : `Your address will be ${address}. You choose the password, and can write to your colleagues at once.`,
      team && `You will be in the team ${team}: its people are on your list from the start.`,
    ]
      .filter(Boolean)
      .join(' '),
  install: (program) => `Get ${program}`,
  open: { person: 'Make my account', contact: 'Add to my contacts', reset: 'Set a new password' },
  steps: [
    'Install a chat program, if you have none yet:',
    'Then come back to this page and press this button:',
  ],
  otherSystems: 'For other systems',
  phone: ['On your telephone instead?', 'Point its camera at this square: the same page opens there.'],
  until: (date, kind) =>
    kind === 'reset' ? `This link is good until ${date}, once.` : `This invitation is good until ${date}.`,
  address: 'Nothing happens? Copy this address into your program:',
  gone: {
    used: {
      title: 'This invitation has been used',
      advice: (inviter) => [
        'If it was you, all is well: your account is there. Open your chat program and log in.',
        `If it was not you, tell ${inviter || 'whoever invited you'}: somebody else opened it.`,
      ],
      resetTitle: 'This link has been used',
      resetAdvice: () => [
        'If it was you, log in with the new password.',
        'If it was not you, tell whoever looks after your office’s chat at once, and ask for a new link.',
      ],
    },
    expired: {
      title: 'This invitation has run out',
      advice: (inviter, date) => [
        `It was good until ${date}.`,
        `Ask ${inviter || 'whoever invited you'} for a new one: it takes them a minute.`,
      ],
      resetTitle: 'This link has run out',
      resetAdvice: (_, date) => [
        `It was good until ${date}.`,
        'Ask whoever looks after your office’s chat for a new one.',
      ],
    },
    revoked: {
      title: 'This invitation was taken back',
      advice: (inviter) => [
        'It does not work any more. Often there is a newer one in your mail.',
        `If there is none, ask ${inviter || 'whoever invited you'}.`,
      ],
      resetTitle: 'This link was taken back',
      resetAdvice: () => [
        'Perhaps there is a newer one: only the latest link works.',
        'If there is none, ask whoever looks after your office’s chat.',
      ],
    },
    unknown: sameFor('Nothing is known of this link', () => [
      'Perhaps a piece of it got lost on its way: open it from the message again, whole.',
      'Or it ended more than 30 days ago. Ask whoever sent it for a new one.',
    ]),
    'too-often': sameFor('This page was opened too often', () => [
      'Somebody on your network opened very many of these links. Try again in an hour, or from another network.',
    ]),
  },
  ignore: 'If you do not know who sent you this, you need do nothing.',
};

const fr: Words = {
  title: {
    person: (inviter, host) =>
      inviter === '' ? `Vous avez une invitation pour ${host}` : `${inviter} vous invite sur ${host}`,
    contact: (inviter) => `${inviter} souhaite discuter avec vous`,
    reset: (_, host, account) => `Choisir un nouveau mot de passe pour ${account}@${host}`,
  },
  lead: (address, team) =>
    [
      address === ''
        ? 'Vous choisissez une adresse et un mot de passe, puis vous écrivez tout de suite à vos collègues.'
        : `Votre adresse sera ${address}. Vous choisissez le mot de passe, puis vous écrivez tout de suite à vos collègues.`,
      team &&
        `Vous ferez partie de l’équipe « ${team} » : ses membres figurent dès le début dans votre liste.`,
    ]
      .filter(Boolean)
      .join(' '),
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
  phone: ['Plutôt sur votre téléphone ?', 'Visez ce carré avec l’appareil photo : la même page s’y ouvre.'],
  until: (date, kind) =>
    kind === 'reset'
      ? `Ce lien est valable une fois, jusqu’au ${date}.`
      : `Cette invitation est valable jusqu’au ${date}.`,
  address: 'Rien ne se passe ? Copiez cette adresse dans votre programme :',
  gone: {
    used: {
      title: 'Cette invitation a déjà servi',
      advice: (inviter) => [
        'Si c’est vous qui l’avez ouverte, tout va bien : votre compte existe. Ouvrez votre programme et connectez-vous.',
        `Sinon, prévenez ${inviter || 'la personne qui vous a invité'} : quelqu’un d’autre l’a ouverte.`,
      ],
      resetTitle: 'Ce lien a déjà servi',
      resetAdvice: () => [
        'Si c’est vous qui l’avez ouvert, connectez-vous avec le nouveau mot de passe.',
        'Sinon, prévenez tout de suite la personne qui s’occupe de la messagerie et demandez-lui un nouveau lien.',
      ],
    },
    expired: {
      title: 'Cette invitation a expiré',
      advice: (inviter, date) => [
        `Elle était valable jusqu’au ${date}.`,
        `Demandez-en une nouvelle à ${inviter || 'la personne qui vous a invité'} : cela prend une minute.`,
      ],
      resetTitle: 'Ce lien a expiré',
      resetAdvice: (_, date) => [
        `Il était valable jusqu’au ${date}.`,
        'Demandez-en un nouveau à la personne qui s’occupe de la messagerie.',
      ],
    },
    revoked: {
      title: 'Cette invitation a été retirée',
      advice: (inviter) => [
        'Elle ne fonctionne plus. Vous en avez peut-être reçu une plus récente.',
        `Sinon, demandez à ${inviter || 'la personne qui vous a invité'}.`,
      ],
      resetTitle: 'Ce lien a été retiré',
      resetAdvice: () => [
        'Il y en a peut-être un plus récent : seul le dernier lien fonctionne.',
        'Sinon, demandez à la personne qui s’occupe de la messagerie.',
      ],
    },
    unknown: sameFor('Ce lien n’est pas connu ici', () => [
      'Un morceau s’est peut-être perdu en route : ouvrez-le encore une fois depuis le message, en entier.',
      'Ou bien il ne vaut plus depuis plus de 30 jours. Demandez-en un nouveau à la personne qui vous l’a envoyé.',
    ]),
    'too-often': sameFor('Cette page a été ouverte trop souvent', () => [
      'Quelqu’un sur votre réseau a ouvert un très grand nombre de ces liens. Réessayez dans une heure, ou depuis un autre réseau.',
    ]),
  },
  ignore: 'Si vous ne savez pas qui vous a envoyé ceci, vous n’avez rien à faire.',
};

export const WORDS = { en, fr };
export type Language = keyof typeof WORDS;
export const languages = Object.keys(WORDS) as Language[];
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

/**
 * @param accept the header Accept-Language; the first we speak wins.
 * @param otherwise what whoever invites thinks they speak; empty where nobody said.
 */
export function languageOf(accept: string, otherwise: Language | '' = ''): Language {
  const wanted = accept
    .split(',')
    .map((part) => {
      const [tag = '', quality = ''] = part.trim().split(/;\s*q=/);
      return { tag: tag.toLowerCase().slice(0, 2), quality: quality === '' ? 1 : Number(quality) || 0 };
    })
    .sort((a, b) => b.quality - a.quality);
  const found = wanted.find(({ tag, quality }) => quality > 0 && Object.hasOwn(WORDS, tag));
  return (found?.tag as Language | undefined) ?? (otherwise || 'en');
}
