/** Notices in words, and why a way does not work: one home for the pages, the desktop, mails, messages and the command line. */
import type { FindingData, Language } from './findings/finding.ts';
import type { Notice, NoticeKind, WayProblem } from './notices.ts';

/** Plain text. `title` stands alone on a telephone's locked screen: it names nobody. */
export interface NoticeWords {
  readonly title: string;
  readonly text: string;
  /** What to do; empty where there is nothing to do. */
  readonly fix: string;
}

interface About {
  readonly subject: string;
  readonly data: FindingData;
  readonly date: (at: unknown) => string;
}

type Say = (about: About) => NoticeWords;

const count = (data: FindingData, name: string): number => Number(data[name] ?? 0);

const words: Readonly<Record<NoticeKind, Readonly<Record<Language, { begin: Say; end: Say }>>>> = {
  'server-down': {
    en: {
      begin: ({ subject }) => ({
        title: 'The chat server is down',
        text: `Nobody at ${subject} can send or receive messages. Chatelaine tries to start the server again by itself.`,
        fix: 'Open Home: it says why the server stopped and what helps.',
      }),
      end: ({ subject }) => ({
        title: 'The chat server runs again',
        text: `Colleagues at ${subject} reconnect by themselves, and what was written meanwhile arrives.`,
        fix: '',
      }),
    },
    fr: {
      begin: ({ subject }) => ({
        title: 'Le serveur de messagerie est arrêté',
        text: `Personne chez ${subject} ne peut envoyer ni recevoir de messages. Chatelaine essaie de le relancer.`,
        fix: 'Ouvrir l’accueil : il dit pourquoi le serveur s’est arrêté et ce qui aide.',
      }),
      end: ({ subject }) => ({
        title: 'Le serveur de messagerie fonctionne de nouveau',
        text: `Chez ${subject}, les applications se reconnectent toutes seules et ce qui a été écrit entre-temps arrive.`,
        fix: '',
      }),
    },
  },
  'certificate-not-renewed': {
    en: {
      begin: ({ subject }) => ({
        title: 'The certificate could not be renewed',
        text: `Everything still works at ${subject}. If it stays like this until the certificate ends, nobody can connect any more.`,
        fix: 'Open Network, Certificate: it says what stands in the way. Chatelaine keeps trying.',
      }),
      end: ({ subject }) => ({
        title: 'The certificate was renewed',
        text: `The certificate of ${subject} is good again. Nobody was disconnected.`,
        fix: '',
      }),
    },
    fr: {
      begin: ({ subject }) => ({
        title: 'Le certificat n’a pas pu être renouvelé',
        text: `Tout fonctionne encore chez ${subject}. Si cela dure jusqu’à la fin du certificat, personne ne pourra plus se connecter.`,
        fix: 'Ouvrir Réseau, Certificat : ce qui bloque y est dit. Chatelaine continue d’essayer.',
      }),
      end: ({ subject }) => ({
        title: 'Le certificat est renouvelé',
        text: `Le certificat de ${subject} est de nouveau valable. Personne n’a été déconnecté.`,
        fix: '',
      }),
    },
  },
  'certificate-expires': {
    en: {
      begin: ({ subject, data, date }) => ({
        title: 'The certificate ends soon',
        text: `The certificate of ${subject} ends on ${date(data.validUntil)}. From then on programs refuse to connect.`,
        fix: 'Open Network, Certificate, and renew it there.',
      }),
      end: ({ subject }) => ({
        title: 'The certificate was renewed',
        text: `The certificate of ${subject} is good again.`,
        fix: '',
      }),
    },
    fr: {
      begin: ({ subject, data, date }) => ({
        title: 'Le certificat prend bientôt fin',
        text: `Le certificat de ${subject} prend fin le ${date(data.validUntil)}. Ensuite, les applications refuseront de se connecter.`,
        fix: 'Ouvrir Réseau, Certificat, et le renouveler.',
      }),
      end: ({ subject }) => ({
        title: 'Le certificat est renouvelé',
        text: `Le certificat de ${subject} est de nouveau valable.`,
        fix: '',
      }),
    },
  },
  'certificate-expired': {
    en: {
      begin: ({ subject }) => ({
        title: 'The certificate has ended',
        text: `Programs refuse to connect to ${subject}: colleagues who lose their connection cannot come back.`,
        fix: 'Open Network, Certificate, and renew it now.',
      }),
      end: ({ subject }) => ({
        title: 'The certificate is good again',
        text: `Programs connect to ${subject} again.`,
        fix: '',
      }),
    },
    fr: {
      begin: ({ subject }) => ({
        title: 'Le certificat a pris fin',
        text: `Les applications refusent de se connecter à ${subject} : qui perd sa connexion ne peut plus revenir.`,
        fix: 'Ouvrir Réseau, Certificat, et le renouveler maintenant.',
      }),
      end: ({ subject }) => ({
        title: 'Le certificat est de nouveau valable',
        text: `Les applications se connectent de nouveau à ${subject}.`,
        fix: '',
      }),
    },
  },
  'certificate-revoked': {
    en: {
      begin: ({ subject }) => ({
        title: 'The authority withdrew the certificate',
        text: `Programs that ask whether the certificate of ${subject} still counts refuse to connect. Others go on as if nothing were.`,
        fix: 'Open Network, Certificate: order a new one with a new key, and find out why this one was withdrawn.',
      }),
      end: ({ subject }) => ({
        title: 'The certificate is good again',
        text: `Programs connect to ${subject} without objection.`,
        fix: '',
      }),
    },
    fr: {
      begin: ({ subject }) => ({
        title: 'L’autorité a révoqué le certificat',
        text: `Les applications qui demandent si le certificat de ${subject} compte encore refusent de se connecter. Les autres continuent comme si de rien n’était.`,
        fix: 'Ouvrez Réseau, Certificat : commandez-en un nouveau avec une nouvelle clé, et cherchez pourquoi celui-ci a été révoqué.',
      }),
      end: ({ subject }) => ({
        title: 'Le certificat est de nouveau valable',
        text: `Les applications se connectent à ${subject} sans objection.`,
        fix: '',
      }),
    },
  },
  'disk-filling': {
    en: {
      begin: ({ data, date }) => ({
        title: 'The disk is filling up',
        text: `At this pace the disk is full around ${date(data.fullAt)}. Then no message can be kept any more.`,
        fix: 'Open Numbers to see what grows. Shorter keeping of files and messages, or a larger disk, helps.',
      }),
      end: () => ({
        title: 'The disk lasts again',
        text: 'At the present pace it does not fill up soon.',
        fix: '',
      }),
    },
    fr: {
      begin: ({ data, date }) => ({
        title: 'Le disque se remplit',
        text: `À ce rythme, le disque sera plein vers le ${date(data.fullAt)}. Aucun message ne pourra alors être gardé.`,
        fix: 'Ouvrez Chiffres pour voir ce qui grandit. Garder les fichiers et les messages moins longtemps, ou un plus grand disque, aide.',
      }),
      end: () => ({
        title: 'Le disque suffit de nouveau',
        text: 'Au rythme actuel, il ne se remplit pas de sitôt.',
        fix: '',
      }),
    },
  },
  'disk-low': {
    en: {
      begin: () => ({
        title: 'The disk is nearly full',
        text: 'When it is full the server stops, because it could not keep what people write.',
        fix: 'Free some room on this computer, or open Files and keep files for a shorter time.',
      }),
      end: () => ({ title: 'The disk has room again', text: 'The server keeps what people write.', fix: '' }),
    },
    fr: {
      begin: () => ({
        title: 'Le disque est presque plein',
        text: 'Quand il sera plein, le serveur s’arrêtera, car il ne pourrait plus garder ce que l’on écrit.',
        fix: 'Faire de la place sur cet ordinateur, ou ouvrir Fichiers et les garder moins longtemps.',
      }),
      end: () => ({
        title: 'Le disque a de nouveau de la place',
        text: 'Le serveur garde ce que l’on écrit.',
        fix: '',
      }),
    },
  },
  'backup-failing': {
    en: {
      begin: () => ({
        title: 'Backups do not succeed',
        text: 'Chat works. Were this computer to break now, what was written since the last good backup would be lost.',
        fix: 'Open Backups & updates: it says what stands in the way.',
      }),
      end: () => ({ title: 'Backups succeed again', text: 'The newest one could be read back.', fix: '' }),
    },
    fr: {
      begin: () => ({
        title: 'Les sauvegardes échouent',
        text: 'La messagerie fonctionne. Si cet ordinateur tombait en panne, ce qui a été écrit depuis la dernière bonne sauvegarde serait perdu.',
        fix: 'Ouvrir « Sauvegardes et versions » : ce qui bloque y est dit.',
      }),
      end: () => ({
        title: 'Les sauvegardes réussissent de nouveau',
        text: 'La plus récente a pu être relue.',
        fix: '',
      }),
    },
  },
  'update-failed': {
    en: {
      begin: () => ({
        title: 'An update did not work',
        text: 'What ran before runs again. Colleagues can work.',
        fix: 'Open Backups & updates: it says what happened.',
      }),
      end: () => ({
        title: 'The update that did not work is settled',
        text: 'Nothing of it is left to do.',
        fix: '',
      }),
    },
    fr: {
      begin: () => ({
        title: 'Une mise à jour a échoué',
        text: 'La version précédente fonctionne de nouveau. Tout le monde peut travailler.',
        fix: 'Ouvrir « Sauvegardes et versions » : ce qui s’est passé y est dit.',
      }),
      end: () => ({
        title: 'La mise à jour qui avait échoué est réglée',
        text: 'Il n’y a plus rien à faire.',
        fix: '',
      }),
    },
  },
  'service-broken': {
    en: {
      begin: () => ({
        title: 'Chatelaine would not start by itself',
        text: 'Chat works now. After the next restart of this computer it would not.',
        fix: 'Open Settings, Runs as a service: it says what helps.',
      }),
      end: () => ({ title: 'Chatelaine starts by itself again', text: 'Also after a restart.', fix: '' }),
    },
    fr: {
      begin: () => ({
        title: 'Chatelaine ne démarrerait pas tout seul',
        text: 'La messagerie fonctionne. Après le prochain redémarrage de cet ordinateur, ce ne serait plus le cas.',
        fix: 'Ouvrir Réglages, Service : ce qui aide y est dit.',
      }),
      end: () => ({
        title: 'Chatelaine démarre de nouveau tout seul',
        text: 'Même après un redémarrage.',
        fix: '',
      }),
    },
  },
  attack: {
    en: {
      begin: ({ data }) => ({
        title: 'Somebody guesses passwords',
        text:
          data.shape === 'many-accounts'
            ? `In the last hour ${count(data, 'accounts')} accounts were tried from few addresses, ${count(data, 'tries')} times in all. The server slows such guesses down.`
            : `In the last hour ${count(data, 'addresses')} addresses tried to log in as the same people, ${count(data, 'tries')} times in all. The server slows such guesses down.`,
        fix: 'Open Logs to see from where. Long passwords hold; a short one should be changed now.',
      }),
      end: () => ({
        title: 'Nobody guesses passwords any more',
        text: 'It has been quiet for an hour.',
        fix: '',
      }),
    },
    fr: {
      begin: ({ data }) => ({
        title: 'Quelqu’un essaie des mots de passe',
        text:
          data.shape === 'many-accounts'
            ? `Depuis une heure, ${count(data, 'accounts')} comptes ont été essayés depuis peu d’adresses, ${count(data, 'tries')} fois en tout. Le serveur ralentit ces essais.`
            : `Depuis une heure, ${count(data, 'addresses')} adresses ont essayé les mêmes comptes, ${count(data, 'tries')} fois en tout. Le serveur ralentit ces essais.`,
        fix: 'Ouvrez Journal pour voir d’où. Un long mot de passe tient ; un court est à changer maintenant.',
      }),
      end: () => ({
        title: 'Plus personne n’essaie de mots de passe',
        text: 'C’est calme depuis une heure.',
        fix: '',
      }),
    },
  },
  test: {
    en: {
      begin: ({ subject }) => ({
        title: 'Chatelaine: a test',
        text: `This is how Chatelaine of ${subject} tells you that something is wrong. Nothing is.`,
        fix: '',
      }),
      end: () => ({ title: '', text: '', fix: '' }),
    },
    fr: {
      begin: ({ subject }) => ({
        title: 'Chatelaine : un essai',
        text: `Voici comment Chatelaine de ${subject} vous prévient quand quelque chose ne va pas. Tout va bien.`,
        fix: '',
      }),
      end: () => ({ title: '', text: '', fix: '' }),
    },
  },
};

/** Where in the app it is mended. */
const PAGES: Readonly<Record<NoticeKind, string>> = {
  'server-down': '/',
  'certificate-not-renewed': '/network/certificate',
  'certificate-expires': '/network/certificate',
  'certificate-expired': '/network/certificate',
  'certificate-revoked': '/network/certificate',
  'disk-filling': '/numbers',
  'disk-low': '/files',
  'backup-failing': '/backups',
  'update-failed': '/backups',
  'service-broken': '/settings',
  attack: '/logs',
  test: '/settings',
};

export const noticePage = (kind: NoticeKind): string => PAGES[kind];

export function noticeWords({ kind, ended, subject, data }: Notice, language: Language): NoticeWords {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'fr', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const date = (at: unknown) => (typeof at === 'number' ? format.format(at) : '');
  return words[kind][language][ended ? 'end' : 'begin']({ subject, data, date });
}

/** Why a way does not work, and what helps. */
export const WAY_PROBLEM: Readonly<Record<Language, Readonly<Record<WayProblem, string>>>> = {
  en: {
    'not-configured': 'Something is missing: the mail relay, the address it comes from, or whom it goes to.',
    nobody: 'Nobody is chosen who could be told.',
    'server-down':
      'The server does not run, so it cannot say a word by chat. Mail and this computer’s screen still work.',
    'person-unknown': 'There is no such account any more. Choose somebody else.',
    'name-unknown': 'No computer has the relay’s name. Check how it is spelt.',
    unreachable:
      'The relay does not answer on this port. Check name and port; many providers want 465 or 587.',
    silent:
      'The relay took the connection and then said nothing. Perhaps the port wants the other kind of encryption.',
    'no-tls':
      'The relay offers no encryption here, and without it no password is sent. Try 465 with encryption from the start.',
    certificate:
      'The relay’s certificate is not good for this name, so nothing was sent. Check the name; the provider’s instructions have it.',
    password:
      'The relay refuses the name or the password. Some providers want a password made for one application.',
    'no-login': 'The relay offers no way to log in here. Leave the name empty if it asks for none.',
    sender: 'The relay does not let this account send from that address. Use the account’s own.',
    recipient: 'The relay says that the address it should go to does not exist. Check how it is spelt.',
    relay: 'The relay takes no mail for other domains from here. It probably wants a log-in first.',
    refused: 'The relay refused the message. Its own words say why.',
    broken: 'The conversation with the relay ended in the middle. Try again in a minute.',
  },
  fr: {
    'not-configured': 'Il manque quelque chose : le relais, l’adresse d’envoi ou le destinataire.',
    nobody: 'Personne n’est choisi pour être prévenu.',
    'server-down':
      'Le serveur est arrêté et ne peut rien dire par messagerie. Le courrier et l’écran de cet ordinateur fonctionnent encore.',
    'person-unknown': 'Ce compte n’existe plus. Choisir quelqu’un d’autre.',
    'name-unknown': 'Aucun ordinateur ne porte le nom de ce relais. Vérifier l’orthographe.',
    unreachable:
      'Le relais ne répond pas sur cette porte. Vérifier le nom et la porte ; souvent, c’est 465 ou 587.',
    silent:
      'Le relais a accepté la connexion puis n’a rien dit. Cette porte veut peut-être l’autre chiffrement.',
    'no-tls':
      'Le relais ne propose pas de chiffrement ici, et sans lui aucun mot de passe n’est envoyé. Essayer 465, chiffré dès le début.',
    certificate:
      'Le certificat du relais n’est pas valable pour ce nom : rien n’a été envoyé. Vérifier le nom dans les instructions du fournisseur.',
    password:
      'Le relais refuse le nom ou le mot de passe. Certains fournisseurs veulent un mot de passe fait pour une application.',
    'no-login': 'Le relais ne propose pas de connexion ici. Laisser le nom vide s’il n’en demande pas.',
    sender: 'Le relais ne laisse pas ce compte envoyer depuis cette adresse. Utiliser celle du compte.',
    recipient: 'Selon le relais, l’adresse du destinataire n’existe pas. Vérifier l’orthographe.',
    relay:
      'Le relais ne prend pas de courrier pour d’autres domaines d’ici. Il veut sans doute une connexion d’abord.',
    refused: 'Le relais a refusé le message. Ses propres mots disent pourquoi.',
    broken: 'La conversation avec le relais s’est interrompue. Réessayer dans une minute.',
  },
};
