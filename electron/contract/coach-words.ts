/** What the coach sees, in words: what happened, and what to do. Shared by pages and the command line. */
import type { CoachCode, CoachStory } from './coach.ts';
import type { Language } from './findings/finding.ts';

export interface CoachWords {
  /** One sentence: who, and what happened. */
  readonly title: string;
  /** What it means and what to do. */
  readonly text: string;
}

interface About extends CoachStory {
  /** "Marie’s phone", "A program at 192.168.1.20". */
  readonly who: string;
  readonly time: (at: number) => string;
  readonly often: string;
}
type Words = (about: About) => readonly [title: string, text: string];

const ORDINALS = ['', '', 'for the second time', 'for the third time', 'for the fourth time'] as const;

/** The clock of the language: `08:47`, `8 h 47`; another day with its date. */
function timeOf(at: number, language: Language, now: number): string {
  const date = new Date(at);
  const clock =
    language === 'fr'
      ? `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, '0')}`
      : new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(date);
  if (new Date(now).toDateString() === date.toDateString()) return clock;
  const day = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    day: 'numeric',
    month: 'long',
  });
  return `${day.format(date)}, ${clock}`;
}

const OFTEN = {
  en: (times: number) => (times < 2 ? '' : ` ${ORDINALS[times] ?? `for the ${times}th time`}`),
  fr: (times: number) => (times < 2 ? '' : ` pour la ${times}e fois`),
};

const PROGRAM = { en: 'A program', fr: 'Une application' } as const;

/** Who it is, as far as is known. */
function whoOf(
  { person, displayName, program, source, place, guessed }: CoachStory,
  language: Language,
): string {
  const name = displayName || person?.split('@')[0] || '';
  const from = {
    en: {
      here: 'on this computer',
      network: `in your network (${source})`,
      internet: `on the internet (${source})`,
    },
    fr: {
      here: 'sur cet ordinateur',
      network: `de votre réseau (${source})`,
      internet: `sur Internet (${source})`,
    },
  }[language][place];
  if (name === '') return `${program || PROGRAM[language]} ${from}`;
  if (language === 'en') return `${name}${program && ` (${program})`}${guessed ? ', most likely,' : ''}`;
  return `${name}${program && ` (${program})`}${guessed ? ', sans doute,' : ''}`;
}

const SAME_NETWORK = {
  en: 'Address, server and port for this program are on the page “Connect a program”.',
  fr: 'L’adresse, le serveur et la porte pour cette application sont sur la page « Connecter une application ».',
} as const;

const EN: Readonly<Record<CoachCode, Words>> = {
  connected: ({ who, program, displayName, person, at, time }) => [
    displayName || person
      ? `${displayName || person} has connected${program && `, with ${program}`}`
      : `${who} has connected`,
    `At ${time(at)}.`,
  ],
  'wrong-password': ({ who, often, passwordChangedAt, time }) => [
    `${who} has the address right and the password wrong${often}`,
    passwordChangedAt !== null
      ? `Most likely the program still has the old password: it was changed at ${time(passwordChangedAt)}. Type the new one there, or send a link to choose another.`
      : 'Capital letters count: is Caps Lock on? If the password is lost, send a link to choose another.',
  ],
  'whole-address': ({ who }) => [
    `${who} has the whole address where only the name belongs`,
    'The program has two fields: the user name is what stands before the @, the domain what stands behind it.',
  ],
  'unknown-name': ({ who, named, meant }) => [
    `${who} wants to be ${named}, and nobody here has that address`,
    meant
      ? `Most likely ${meant} was meant: correct the address in the program. The program itself hears only that name or password is wrong.`
      : 'Correct the address in the program, or make that account. The program itself hears only that name or password is wrong.',
  ],
  disabled: ({ who, often }) => [
    `${who} has the right password, and the account is disabled${often}`,
    'Enable the account and the program gets in by itself at its next try.',
  ],
  'waiting-for-yes': ({ who }) => [
    `${who} asked for an account and waits for your yes`,
    'Once you have said yes the program gets in with the password that was chosen.',
  ],
  throttled: ({ who, until, time }) => [
    `${who} was wrong too often and has to wait${until === null ? '' : ` until ${time(until)}`}`,
    'That slows down people who guess passwords. Correct the password first, then wait, or let it try again now.',
  ],
  'wrong-domain': ({ who, named, meant }) => [
    `${who} looks for ${named}, which is not served here`,
    meant
      ? `Most likely ${meant} was meant: correct what stands behind the @ in the address.`
      : 'What stands behind the @ in the address has to be a domain of this office.',
  ],
  'certificate-refused': ({ who, publicCertificate }) => [
    `${who} does not trust this server’s certificate`,
    publicCertificate
      ? 'Every device should know the authority behind it. Check the date and time of that device, and whether a virus scanner looks into its connections.'
      : 'The certificate is from your office’s own authority, which that device does not know yet. Have it trusted there once.',
  ],
  'certificate-perhaps': ({ who, publicCertificate }) => [
    `${who} left as soon as it had seen the certificate`,
    publicCertificate
      ? 'Most likely it does not trust it. Check the date and time of that device, and the name the program connects to.'
      : 'Most likely it does not know your office’s own authority yet, or asks the person now whether to trust it. Look at its screen.',
  ],
  'old-tls': ({ who }) => [
    `${who} knows only encryption that is not safe any more`,
    'It speaks TLS 1.1 or older, which this server refuses. Update the program or the device’s system; nothing here should be loosened for it.',
  ],
  'tls-failed': ({ who }) => [
    `${who} and this server did not agree on how to encrypt`,
    'Update the program. If others at the same place have it, too, something in between breaks encrypted connections.',
  ],
  'no-encryption': ({ who }) => [
    `${who} wanted to go on without encryption`,
    'This server does not send passwords in the clear. Turn on encryption in the program: “Use encryption if available” or “Require encryption”.',
  ],
  'tls-too-soon': ({ who }) => [
    `${who} begins encrypted at the door where that comes second`,
    `In the program, “direct TLS” or “old-style SSL” belongs to the other port. ${SAME_NETWORK.en}`,
  ],
  'tls-expected': ({ who }) => [
    `${who} begins in the clear at the door where encryption comes first`,
    `In the program, choose “direct TLS” or “old-style SSL” for this port, or the other port. ${SAME_NETWORK.en}`,
  ],
  browser: ({ who }) => [
    `${who} speaks the web’s language at a door for chat programs`,
    `A browser has an address of its own here. ${SAME_NETWORK.en}`,
  ],
  'not-xmpp': ({ who }) => [
    `${who} speaks something that is not chat`,
    'It is another kind of program. Check what port it is set to.',
  ],
  'no-way-in': ({ who }) => [
    `${who} knows no way to log in that this server has`,
    'The program is very old, or set to a special log-in. Update it, and leave its log-in method on automatic.',
  ],
  'left-at-login': ({ who }) => [
    `${who} came as far as the log-in and left`,
    'It may be asking for the password now, or know none of the ways to log in. Look at its screen.',
  ],
  'somebody-between': ({ who }) => [
    `${who} and this server do not see the same connection`,
    'Something in between opens the encryption: a virus scanner or an inspecting firewall on that device. Take this server out of what it inspects.',
  ],
  'other-account': ({ who }) => [
    `${who} logs in as one person and wants to be another`,
    'In the program, address and user name have to be the same account. Leave the field for the user name empty.',
  ],
  'login-broken': ({ who }) => [
    `${who} said something in the log-in that makes no sense`,
    'That is a mistake of the program. Update it, or try another one.',
  ],
  'left-at-binding': ({ who }) => [
    `${who} was let in and left at once`,
    'Look at its screen: it may have been closed, or lost its network.',
  ],
  'too-many-devices': ({ who }) => [
    `${who} has too many devices connected`,
    'One that is not used any more has to go first: disconnect it under the person’s devices.',
  ],
  'too-many-connections': ({ who }) => [
    `${who} opens more connections at once than are let in`,
    'A program there tries again and again. Close it for a minute.',
  ],
  silent: ({ who }) => [
    `${who} reached this server and said nothing`,
    'The way to the server is open. The program gave up, or something only looked whether the door is there.',
  ],
};

const FR: Readonly<Record<CoachCode, Words>> = {
  connected: ({ who, program, displayName, person, at, time }) => [
    displayName || person
      ? `${displayName || person} : connexion établie${program && `, avec ${program}`}`
      : `${who} : connexion établie`,
    `À ${time(at)}.`,
  ],
  'wrong-password': ({ who, often, passwordChangedAt, time }) => [
    `${who} : la bonne adresse, mais un mauvais mot de passe${often}`,
    passwordChangedAt !== null
      ? `L’application a sans doute gardé l’ancien mot de passe, changé à ${time(passwordChangedAt)}. Taper le nouveau, ou envoyer un lien pour en choisir un autre.`
      : 'Les majuscules comptent : la touche Verr. Maj est-elle active ? Si le mot de passe est perdu, envoyer un lien pour en choisir un autre.',
  ],
  'whole-address': ({ who }) => [
    `${who} : toute l’adresse se trouve là où seul le nom a sa place`,
    'L’application a deux champs : le nom d’utilisateur est ce qui précède le @, le domaine ce qui le suit.',
  ],
  'unknown-name': ({ who, named, meant }) => [
    `${who} se présente comme ${named}, une adresse que personne n’a ici`,
    meant
      ? `Il s’agit sans doute de ${meant} : corriger l’adresse dans l’application. L’application, elle, apprend seulement que le nom ou le mot de passe est faux.`
      : 'Corriger l’adresse dans l’application, ou créer ce compte. L’application, elle, apprend seulement que le nom ou le mot de passe est faux.',
  ],
  disabled: ({ who, often }) => [
    `${who} : le mot de passe est bon, mais le compte est désactivé${often}`,
    'Réactiver le compte : l’application se connectera toute seule à son prochain essai.',
  ],
  'waiting-for-yes': ({ who }) => [
    `${who} : ce compte a été demandé et attend votre accord`,
    'Dès votre accord, l’application se connecte avec le mot de passe choisi.',
  ],
  throttled: ({ who, until, time }) => [
    `${who} : trop d’erreurs, il faut attendre${until === null ? '' : ` jusqu’à ${time(until)}`}`,
    'Cela freine ceux qui devinent des mots de passe. Corriger d’abord le mot de passe, puis attendre, ou autoriser un nouvel essai tout de suite.',
  ],
  'wrong-domain': ({ who, named, meant }) => [
    `${who} cherche ${named}, qui n’est pas servi ici`,
    meant
      ? `Il s’agit sans doute de ${meant} : corriger ce qui suit le @ dans l’adresse.`
      : 'Ce qui suit le @ dans l’adresse doit être un domaine de ce bureau.',
  ],
  'certificate-refused': ({ who, publicCertificate }) => [
    `${who} ne fait pas confiance au certificat de ce serveur`,
    publicCertificate
      ? 'Tout appareil devrait connaître l’autorité qui le garantit. Vérifier la date et l’heure de cet appareil, et si un antivirus regarde dans ses connexions.'
      : 'Le certificat vient de l’autorité de votre bureau, que cet appareil ne connaît pas encore. Il suffit de l’y faire accepter une fois.',
  ],
  'certificate-perhaps': ({ who, publicCertificate }) => [
    `${who} : connexion abandonnée dès la vue du certificat`,
    publicCertificate
      ? 'L’application ne lui fait sans doute pas confiance. Vérifier la date et l’heure de cet appareil, et le nom auquel l’application se connecte.'
      : 'Sans doute l’appareil ne connaît-il pas encore l’autorité de votre bureau, ou demande-t-il en ce moment s’il faut l’accepter. Regarder son écran.',
  ],
  'old-tls': ({ who }) => [
    `${who} ne connaît qu’un chiffrement qui n’est plus sûr`,
    'C’est TLS 1.1 ou plus ancien, que ce serveur refuse. Mettre à jour l’application ou le système de l’appareil ; rien n’est à relâcher ici.',
  ],
  'tls-failed': ({ who }) => [
    `${who} et ce serveur ne se sont pas accordés sur le chiffrement`,
    'Mettre à jour l’application. Si d’autres au même endroit ont ce souci, quelque chose sur le chemin casse les connexions chiffrées.',
  ],
  'no-encryption': ({ who }) => [
    `${who} voulait continuer sans chiffrement`,
    'Ce serveur ne laisse passer aucun mot de passe en clair. Activer le chiffrement dans l’application : « Utiliser le chiffrement si possible » ou « Exiger le chiffrement ».',
  ],
  'tls-too-soon': ({ who }) => [
    `${who} chiffre d’emblée, à la porte où cela vient ensuite`,
    `Dans l’application, « TLS direct » ou « ancien SSL » va avec l’autre porte. ${SAME_NETWORK.fr}`,
  ],
  'tls-expected': ({ who }) => [
    `${who} commence en clair, à la porte où le chiffrement vient d’abord`,
    `Dans l’application, choisir « TLS direct » ou « ancien SSL » pour cette porte, ou prendre l’autre porte. ${SAME_NETWORK.fr}`,
  ],
  browser: ({ who }) => [
    `${who} parle la langue du web à une porte pour applications`,
    `Un navigateur a ici sa propre adresse. ${SAME_NETWORK.fr}`,
  ],
  'not-xmpp': ({ who }) => [
    `${who} parle autre chose que la messagerie`,
    'C’est un autre genre de programme. Vérifier la porte qui y est réglée.',
  ],
  'no-way-in': ({ who }) => [
    `${who} ne connaît aucune façon de se connecter offerte ici`,
    'L’application est très ancienne, ou réglée sur une connexion particulière. La mettre à jour et laisser la méthode sur automatique.',
  ],
  'left-at-login': ({ who }) => [
    `${who} : arrivée jusqu’à la connexion, puis plus rien`,
    'Le mot de passe est peut-être demandé en ce moment, ou aucune façon de se connecter ne convient. Regarder son écran.',
  ],
  'somebody-between': ({ who }) => [
    `${who} et ce serveur ne voient pas la même connexion`,
    'Quelque chose ouvre le chiffrement en chemin : un antivirus ou un pare-feu sur cet appareil. En exclure ce serveur.',
  ],
  'other-account': ({ who }) => [
    `${who} : connexion avec un compte, pour se présenter comme un autre`,
    'Dans l’application, l’adresse et le nom d’utilisateur doivent désigner le même compte. Laisser vide le champ du nom.',
  ],
  'login-broken': ({ who }) => [
    `${who} : la connexion contient quelque chose d’incompréhensible`,
    'C’est une erreur de l’application. La mettre à jour, ou en essayer une autre.',
  ],
  'left-at-binding': ({ who }) => [
    `${who} : connexion acceptée, puis aussitôt interrompue`,
    'Regarder son écran : l’application a peut-être été fermée, ou le réseau perdu.',
  ],
  'too-many-devices': ({ who }) => [
    `${who} : trop d’appareils connectés`,
    'Un appareil qui ne sert plus doit d’abord partir : le déconnecter parmi les appareils de la personne.',
  ],
  'too-many-connections': ({ who }) => [
    `${who} ouvre plus de connexions à la fois qu’il n’en est admis`,
    'Une application y essaie sans cesse. La fermer une minute.',
  ],
  silent: ({ who }) => [
    `${who} a atteint ce serveur sans rien dire`,
    'Le chemin jusqu’au serveur est ouvert. L’application a renoncé, ou quelque chose regardait seulement si la porte existe.',
  ],
};
const WORDS = { en: EN, fr: FR } as const;

/** French has spaces that do not break before high punctuation and inside its quotation marks. */
const spaced = (text: string): string => text.replace(/ (?=[:;?!»])/g, '\u00a0').replaceAll('« ', '«\u00a0');

/** @param now ms since the epoch; times of today are told without the day. */
export function coachWords(story: CoachStory, language: Language, now: number): CoachWords {
  const about: About = {
    ...story,
    who: whoOf(story, language),
    time: (at) => timeOf(at, language, now),
    often: OFTEN[language](story.times),
  };
  const [title, text] = WORDS[language][story.code](about);
  return language === 'en' ? { title, text } : { title: spaced(title), text: spaced(text) };
}
