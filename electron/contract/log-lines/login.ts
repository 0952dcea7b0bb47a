/** Lines about people: logging in, their connections and sessions, their accounts. */
import { lineKinds, told } from './line.ts';

export const LOGIN_LINES = lineKinds({
  'login.ok': told(
    'login',
    ({ who, from }) => [`${who} logged in from ${from}.`],
    ({ who, from }) => [`Connexion réussie pour ${who}, depuis ${from}.`],
    'ok',
  ),
  'login.refused': {
    ...{ part: 'login', outcome: 'refused', level: 'warn', can: 'you', page: 'people' },
    words: {
      en: ({ who, from }) => [
        `A program at ${from} tried to log in as ${who} with a wrong name or password.`,
        `${who} only: this program stays outside. Where the name is nobody’s, somebody may be guessing.`,
        'Ask the person whether it is theirs: most often an app still has an old password. If it is, give them a new password in People.',
        'The app tries again. After many wrong tries it has to wait some minutes; nobody else is slowed down.',
      ],
      fr: ({ who, from }) => [
        `Une application à ${from} a voulu se connecter comme ${who}, avec un nom ou un mot de passe faux.`,
        `${who} seulement : cette application reste dehors. Si ce nom n’est à personne, quelqu’un essaie peut-être au hasard.`,
        'Demandez à la personne si c’est la sienne : le plus souvent, une application a gardé un ancien mot de passe. Si oui, donnez-lui un nouveau mot de passe dans Personnes.',
        'L’application réessaie. Après beaucoup d’essais faux, elle doit attendre quelques minutes ; personne d’autre n’est ralenti.',
      ],
    },
  },
  'login.throttled': {
    ...{ part: 'login', outcome: 'refused', level: 'warn', can: 'you', page: 'people' },
    words: {
      en: ({ who, from }) => [
        `After too many wrong passwords, ${from} has to wait before it may try again.`,
        `${who}, and whoever shares this address. Others are not slowed down.`,
        'If it is a colleague’s app, give it the right password. If it is nobody you know, there is nothing to do: this is the protection at work.',
        'The wait ends by itself after some minutes.',
      ],
      fr: ({ who, from }) => [
        `Après trop de mots de passe faux, ${from} doit attendre avant de réessayer.`,
        `${who}, et ceux qui partagent cette adresse. Les autres ne sont pas ralentis.`,
        'Si c’est l’application d’un collègue, donnez-lui le bon mot de passe. Si vous ne connaissez pas cette adresse, il n’y a rien à faire : la protection fait son travail.',
        'L’attente finit d’elle-même après quelques minutes.',
      ],
    },
  },
  'login.disabled': {
    ...{ part: 'login', outcome: 'refused', level: 'info', can: 'you', page: 'people' },
    words: {
      en: ({ who }) => [
        `${who} gave the right password, but the account is switched off.`,
        `${who} only.`,
        'If the person is still with you, turn “May log in” on for them in People.',
        'The account stays shut.',
      ],
      fr: ({ who }) => [
        `${who} a donné le bon mot de passe, mais le compte est suspendu.`,
        `${who} seulement.`,
        'Si la personne est toujours parmi vous, rouvrez son compte dans Personnes.',
        'Le compte reste fermé.',
      ],
    },
  },
  'login.foreign': {
    ...{ part: 'login', outcome: 'refused', level: 'warn', can: 'you', page: 'people' },
    words: {
      en: ({ who }) => [
        `A program logged in as one person and asked to act as another (${who}).`,
        'Only whoever uses this program.',
        'Most often a setting of the app is wrong: the name to log in with and the address must be the same person’s.',
        'It stays outside.',
      ],
      fr: ({ who }) => [
        `Une application s’est connectée comme une personne et a voulu agir comme une autre (${who}).`,
        'Seulement qui utilise cette application.',
        'Le plus souvent, un réglage de l’application est faux : le nom de connexion et l’adresse doivent être ceux d’une même personne.',
        'Elle reste dehors.',
      ],
    },
  },
  'login.broken': {
    ...{ part: 'login', outcome: 'failed', level: 'error', can: 'chatelaine', page: 'home' },
    words: {
      en: () => [
        'A log-in could be neither accepted nor refused: something broke while it was decided.',
        'Whoever was logging in. If it comes again and again: everybody.',
        'If it repeats, restart the server on Home, and send us this line (Copy for support).',
        'The app tries again by itself.',
      ],
      fr: () => [
        'Une connexion n’a pu être ni acceptée ni refusée : quelque chose s’est cassé pendant la décision.',
        'Qui se connectait. Si cela revient sans cesse : tout le monde.',
        'Si cela se répète, redémarrez le serveur depuis l’Accueil, et envoyez-nous cette ligne (Copier pour l’assistance).',
        'L’application réessaie d’elle-même.',
      ],
    },
  },
  'login.guest': told(
    'login',
    ({ from }) => [`A guest came in from ${from}, without an account, as your settings allow.`],
    ({ from }) => [
      `Une personne invitée est entrée depuis ${from}, sans compte, comme vos réglages le permettent.`,
    ],
    'ok',
  ),
  'session.opened': told(
    'login',
    ({ who }) => [`A device of ${who} is online.`],
    ({ who }) => [`Un appareil de ${who} est en ligne.`],
    'ok',
  ),
  'session.closed': told(
    'login',
    ({ who }) => [`A device of ${who} went offline.`],
    ({ who }) => [`Un appareil de ${who} n’est plus en ligne.`],
  ),
  'session.replaced': told(
    'login',
    ({ who }) => [
      `The same app of ${who} connected anew, and its old connection was closed.`,
      'Nobody, as long as it happens now and then. Every few seconds means that two devices use the same name and throw each other out.',
      'If it repeats, give one of the two devices another device name (resource) in its settings.',
    ],
    ({ who }) => [
      `La même application de ${who} s’est reconnectée, et son ancienne connexion a été fermée.`,
      'Personne, tant que cela arrive de temps en temps. Toutes les quelques secondes, cela veut dire que deux appareils portent le même nom et se chassent l’un l’autre.',
      'Si cela se répète, donnez à l’un des deux un autre nom d’appareil (ressource) dans ses réglages.',
    ],
  ),
  'session.waiting': told(
    'connection',
    ({ who }) => [
      `A device of ${who} lost the network. Its place is kept for some minutes.`,
      'Nobody: messages wait for it, and it takes up where it was.',
    ],
    ({ who }) => [
      `Un appareil de ${who} a perdu le réseau. Sa place lui est gardée quelques minutes.`,
      'Personne : les messages l’attendent, et il reprend où il en était.',
    ],
  ),
  'session.gave-up': told(
    'connection',
    ({ who }) => [
      `A device of ${who} did not come back in time. It counts as offline now.`,
      'Nobody: what was meant for it is kept and delivered at the next log-in.',
    ],
    ({ who }) => [
      `Un appareil de ${who} n’est pas revenu à temps. Il compte maintenant comme hors ligne.`,
      'Personne : ce qui lui était destiné est gardé et remis à la prochaine connexion.',
    ],
  ),
  'session.lost': told(
    'connection',
    ({ who }) => [
      `After a restart, the place of a device of ${who} could not be given back. It connects anew.`,
      `${who}: the app shows the messages from the history.`,
    ],
    ({ who }) => [
      `Après un redémarrage, la place d’un appareil de ${who} n’a pas pu lui être rendue. Il se reconnecte.`,
      `${who} : l’application reprend les messages de l’historique.`,
    ],
    'failed',
  ),
  'session.kept': told(
    'connection',
    ({ of }) => [`After a restart, devices may take up where they were (${of('sessions')}).`],
    ({ of }) => [
      `Après un redémarrage, des appareils peuvent reprendre où ils en étaient (${of('sessions')}).`,
    ],
  ),
  'connection.accepted': told(
    'connection',
    ({ from }) => [`A program at ${from} has connected. Who it is comes with the lines after this one.`],
    ({ from }) => [`Une application à ${from} s’est connectée. Les lignes suivantes disent qui c’est.`],
  ),
  'connection.encrypted': told(
    'connection',
    () => ['The connection is encrypted now.'],
    () => ['La connexion est maintenant chiffrée.'],
    'ok',
  ),
  'connection.ended': told(
    'connection',
    () => ['A connection ended: an app was closed, a phone went to sleep, or the network changed.'],
    () => [
      'Une connexion a pris fin : une application fermée, un téléphone en veille, ou un changement de réseau.',
    ],
  ),
  'connection.tls-failed': {
    ...{ part: 'connection', outcome: 'failed', level: 'info', can: 'you', page: 'certificate' },
    words: {
      en: ({ from }) => [
        `A program at ${from} and the server did not agree on encryption.`,
        'Usually nobody: scanners of the internet leave such lines all day. If it is the address of a colleague, their app cannot connect.',
        'Only if a colleague cannot connect: their app is too old, or it does not trust the certificate. Certificate tells what apps see.',
        'Nothing changes.',
      ],
      fr: ({ from }) => [
        `Une application à ${from} et le serveur ne se sont pas entendus sur le chiffrement.`,
        'En général personne : les robots d’Internet laissent de telles lignes toute la journée. Si c’est l’adresse d’un collègue, son application ne peut pas se connecter.',
        'Seulement si un collègue ne peut pas se connecter : son application est trop ancienne, ou ne fait pas confiance au certificat. La page Certificat dit ce que voient les applications.',
        'Rien ne change.',
      ],
    },
  },
  'connection.own-check': {
    ...told(
      'connection',
      ({ from }) => [`Chatelaine itself looked at this door, from ${from}, and hung up again.`],
      ({ from }) => [`Chatelaine a elle-même regardé cette porte, depuis ${from}, puis a raccroché.`],
    ),
    level: 'debug',
  },
  'connection.nonsense': told(
    'connection',
    ({ from }) => [
      `Something at ${from} spoke another language than chat at the server’s door, and was turned away.`,
      'Nobody: scanners of the internet try every door.',
    ],
    ({ from }) => [
      `Quelque chose à ${from} parlait une autre langue que le chat à la porte du serveur, et a été renvoyé.`,
      'Personne : les robots d’Internet essaient toutes les portes.',
    ],
    'refused',
  ),
  'connection.broken-off': told(
    'connection',
    ({ from, of }) => [
      `The server ended a connection with ${from} because of something said on it (${of('condition')}).`,
      'Whoever uses this program, if it does not come back by itself.',
      'If a colleague cannot connect: the domain in the app’s settings has to be the office’s own.',
    ],
    ({ from, of }) => [
      `Le serveur a mis fin à une connexion avec ${from} à cause de ce qui y était dit (${of('condition')}).`,
      'Qui utilise cette application, si elle ne revient pas d’elle-même.',
      'Si un collègue ne peut pas se connecter : le domaine dans les réglages de l’application doit être celui du bureau.',
    ],
    'refused',
  ),
  'connection.too-many': {
    ...{ part: 'connection', outcome: 'refused', level: 'warn', can: 'you', page: null },
    words: {
      en: ({ from }) => [
        `${from} has opened more connections than one address may.`,
        'Whoever sits behind this address: further programs there wait outside.',
        'If it is your own office (many people behind one internet box), who looks after the computer can raise the limit; if it is not, there is nothing to do.',
        'As connections end, others may come.',
      ],
      fr: ({ from }) => [
        `${from} a ouvert plus de connexions qu’une adresse n’en a droit.`,
        'Ceux qui se trouvent derrière cette adresse : d’autres applications y attendent dehors.',
        'Si c’est votre propre bureau (beaucoup de personnes derrière une même box), qui s’occupe de l’ordinateur peut relever la limite ; sinon, il n’y a rien à faire.',
        'Quand des connexions finissent, d’autres peuvent entrer.',
      ],
    },
  },
  'people.registered': told(
    'people',
    ({ who }) => [
      `Somebody made the account ${who} from an app.`,
      'Nobody.',
      'If you do not expect people to join by themselves, look at Settings, Who may join.',
    ],
    ({ who }) => [
      `Quelqu’un a créé le compte ${who} depuis une application.`,
      'Personne.',
      'Si vous n’attendez pas que des personnes s’inscrivent seules, voyez Réglages, Qui peut entrer.',
    ],
    'ok',
  ),
  'people.removed': told(
    'people',
    ({ who }) => [`${who} removed the account from an app.`],
    ({ who }) => [`${who} a retiré son compte depuis une application.`],
  ),
  'people.password-changed': told(
    'people',
    ({ who }) => [
      `${who} changed the password from an app.`,
      `${who}: other devices ask for the new password.`,
    ],
    ({ who }) => [
      `${who} a changé de mot de passe depuis une application.`,
      `${who} : ses autres appareils demandent le nouveau.`,
    ],
    'ok',
  ),
  'people.approved': told(
    'people',
    ({ who }) => [`${who} was let in.`],
    ({ who }) => [`L’inscription de ${who} a été acceptée.`],
    'ok',
  ),
  'people.rejected': told(
    'people',
    ({ who }) => [`${who} asked to join and was not let in.`],
    ({ who }) => [`La demande d’inscription de ${who} n’a pas été acceptée.`],
    'refused',
  ),
  'people.invited': told(
    'people',
    ({ of }) => [`An invitation was made (${of('inviter')}).`],
    ({ of }) => [`Une invitation a été créée (${of('inviter')}).`],
    'ok',
  ),
  'people.admins': told(
    'people',
    ({ host }) => [
      `Who may look after ${host} has changed.`,
      'Nobody.',
      'If you did not do this, look at what changed in Settings, History.',
    ],
    ({ host }) => [
      `Les personnes qui s’occupent de ${host} ont changé.`,
      'Personne.',
      'Si ce n’est pas vous, regardez ce qui a changé dans Réglages, Historique.',
    ],
  ),
  'people.team-gone': {
    ...{ part: 'people', outcome: 'failed', level: 'warn', can: 'you', page: 'people' },
    words: {
      en: ({ of }) => [
        `Somebody came by an invitation into the team “${of('team')}”, which cannot be joined any more.`,
        'The new person: they are in the office, but not in the team.',
        'Put them into a team in People.',
        'They can chat with everybody; the team’s rooms do not show up for them.',
      ],
      fr: ({ of }) => [
        `Quelqu’un est arrivé avec une invitation dans l’équipe « ${of('team')} », qui n’accepte plus personne.`,
        'La nouvelle personne : elle est au bureau, mais pas dans l’équipe.',
        'Mettez-la dans une équipe depuis Personnes.',
        'Elle peut parler à tout le monde ; les salons de l’équipe ne lui apparaissent pas.',
      ],
    },
  },
});
