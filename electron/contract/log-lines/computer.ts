/** Lines of the computer itself, where they concern the chat server. */
import { lineKinds, told } from './line.ts';

export const COMPUTER_LINES = lineKinds({
  'computer.started': told(
    'computer',
    ({ of }) => [`The computer started ${of('unit')}.`],
    ({ of }) => [`L’ordinateur a démarré ${of('unit')}.`],
    'ok',
  ),
  'computer.stopped': told(
    'computer',
    ({ of }) => [`The computer stopped ${of('unit')}.`],
    ({ of }) => [`L’ordinateur a arrêté ${of('unit')}.`],
  ),
  'computer.service-failed': {
    ...{ part: 'computer', outcome: 'failed', level: 'error', can: 'technician', page: 'home' },
    words: {
      en: ({ of }) => [
        `${of('unit')} ended with a failure.`,
        'If it is the chat server: everybody.',
        'The lines of this program before this one say why.',
        'Some services are started again by the computer, others stay down.',
      ],
      fr: ({ of }) => [
        `${of('unit')} s’est arrêté sur une panne.`,
        'Si c’est le serveur de chat : tout le monde.',
        'Les lignes de ce programme, juste avant, disent pourquoi.',
        'Certains services sont relancés par l’ordinateur, d’autres restent arrêtés.',
      ],
    },
  },
  'computer.no-memory': {
    ...{ part: 'computer', outcome: 'failed', level: 'error', can: 'technician', page: 'home' },
    words: {
      en: ({ of }) => [
        `The computer ran out of memory and ended a program (${of('name')}).`,
        'If it was the chat server: everybody, until it runs again.',
        'Close what is not needed there, or give the computer more memory.',
        'It will happen again.',
      ],
      fr: ({ of }) => [
        `L’ordinateur n’avait plus de mémoire et a arrêté un programme (${of('name')}).`,
        'Si c’était le serveur de chat : tout le monde, jusqu’à ce qu’il tourne de nouveau.',
        'Fermez-y ce qui ne sert pas, ou donnez plus de mémoire à l’ordinateur.',
        'Cela se reproduira.',
      ],
    },
  },
  'computer.disk-broken': {
    ...{ part: 'disk', outcome: 'failed', level: 'error', can: 'technician', page: null },
    words: {
      en: ({ of }) => [
        `The disk ${of('device')} reports errors: it may be failing.`,
        'Everybody, sooner or later.',
        'Make a backup now, onto another disk, and have this one looked at.',
        'Data may be lost.',
      ],
      fr: ({ of }) => [
        `Le disque ${of('device')} signale des erreurs : il est peut-être en fin de vie.`,
        'Tout le monde, tôt ou tard.',
        'Faites une sauvegarde maintenant, sur un autre disque, et faites examiner celui-ci.',
        'Des données peuvent se perdre.',
      ],
    },
  },
  'computer.disk-full': {
    ...{ part: 'disk', outcome: 'failed', level: 'error', can: 'you', page: 'files' },
    words: {
      en: ({ program }) => [
        `${program} could not write: the disk is full.`,
        'Everybody, soon: without space nothing can be kept.',
        'Free some space. Files shows what the chat takes.',
        'Programs stop, one after the other.',
      ],
      fr: ({ program }) => [
        `${program} n’a pas pu écrire : le disque est plein.`,
        'Tout le monde, bientôt : sans place, rien ne peut être gardé.',
        'Libérez de la place. La page Fichiers montre ce que prend le chat.',
        'Les programmes s’arrêtent l’un après l’autre.',
      ],
    },
  },
  'computer.too-many-files': {
    ...{ part: 'computer', outcome: 'failed', level: 'error', can: 'technician', page: null },
    words: {
      en: ({ program }) => [
        `${program} may not open more files and connections than it has.`,
        'Whoever tries to connect now.',
        'Raise its limit of open files (LimitNOFILE), and restart it.',
        'Further people cannot connect until others leave.',
      ],
      fr: ({ program }) => [
        `${program} n’a pas le droit d’ouvrir plus de fichiers et de liaisons qu’il n’en a.`,
        'Ceux qui veulent se connecter maintenant.',
        'Relevez sa limite de fichiers ouverts (LimitNOFILE), et redémarrez-le.',
        'D’autres ne peuvent entrer que si des premiers partent.',
      ],
    },
  },
  'computer.login-refused': {
    ...{ part: 'computer', outcome: 'refused', level: 'info', can: 'technician', page: null },
    words: {
      en: ({ from, of }) => [
        `Somebody at ${from} tried to log in to the computer itself (as ${of('user')}), with a wrong password.`,
        'Nobody: robots of the internet try this at every computer.',
        'With keys instead of passwords for SSH it does not matter at all.',
        'They go on trying.',
      ],
      fr: ({ from, of }) => [
        `Quelqu’un à ${from} a voulu se connecter à l’ordinateur lui-même (comme ${of('user')}), avec un mot de passe faux.`,
        'Personne : les robots d’Internet essaient cela sur tous les ordinateurs.',
        'Avec des clés au lieu de mots de passe pour SSH, cela ne compte plus du tout.',
        'Ils continuent d’essayer.',
      ],
    },
  },
  'computer.login-ok': told(
    'computer',
    ({ from, of }) => [`${of('user')} logged in to the computer itself from ${from}.`],
    ({ from, of }) => [`Connexion de ${of('user')} à l’ordinateur lui-même, depuis ${from}.`],
    'ok',
  ),
  'network.address-changed': told(
    'computer',
    () => [
      'The public address of the office is another. The domain’s records follow by themselves where they can.',
    ],
    () => [
      'L’adresse publique du bureau a changé. Les enregistrements du domaine suivent d’eux-mêmes quand c’est possible.',
    ],
  ),
  'network.not-asked': {
    ...{ part: 'computer', outcome: 'failed', level: 'info', can: 'nobody', page: 'network' },
    words: {
      en: () => [
        'Something of the network could not be looked at this time: the router, the firewall, the website or a record.',
        'Nobody.',
        'Network says how it stands.',
        'It is looked at again.',
      ],
      fr: () => [
        'Une partie du réseau n’a pas pu être regardée cette fois : la box, le pare-feu, le site ou un enregistrement.',
        'Personne.',
        'La page Réseau dit où cela en est.',
        'Elle sera regardée de nouveau.',
      ],
    },
  },
  'network.rules': told(
    'computer',
    () => ['Rules of this computer’s firewall were added or taken back, as somebody asked.'],
    () => [
      'Des règles du pare-feu de cet ordinateur ont été ajoutées ou retirées, à la demande de quelqu’un.',
    ],
  ),
  'app.trouble': {
    ...{ part: 'server', outcome: 'failed', level: 'warn', can: 'nobody', page: null },
    words: {
      en: ({ of }) => [
        `Chatelaine could not do something small of its own, and goes on (${of('reason')}).`,
        'Nobody.',
        'Nothing. If it repeats all day, send us this line (Copy for support).',
        'It is tried again when it is needed.',
      ],
      fr: ({ of }) => [
        `Chatelaine n’a pas pu faire une petite chose pour elle-même, et continue (${of('reason')}).`,
        'Personne.',
        'Rien. Si cela se répète toute la journée, envoyez-nous cette ligne (Copier pour l’assistance).',
        'C’est retenté quand il le faut.',
      ],
    },
  },
  'app.served': told(
    'server',
    () => ['Chatelaine runs, and this app can be opened.'],
    () => ['Chatelaine tourne, et cette application peut être ouverte.'],
    'ok',
  ),
  'app.opened': told(
    'server',
    ({ from }) => [
      `This app was opened in a browser at ${from}.`,
      'Nobody.',
      'If it was none of you, look at who may open this app, in Settings.',
    ],
    ({ from }) => [
      `Cette application a été ouverte dans un navigateur à ${from}.`,
      'Personne.',
      'Si ce n’est aucun de vous, voyez qui peut ouvrir cette application, dans les Réglages.',
    ],
    'ok',
  ),
  'app.refused': {
    ...{ part: 'safety', outcome: 'refused', level: 'warn', can: 'nobody', page: 'settings' },
    words: {
      en: ({ from }) => [
        `A visit to this app from ${from} was turned away.`,
        'Nobody who may come in.',
        'Nothing. If it was you, open it by its own address or with a new link.',
        'It stays outside.',
      ],
      fr: ({ from }) => [
        `Une visite de cette application depuis ${from} a été renvoyée.`,
        'Personne qui ait le droit d’entrer.',
        'Rien. Si c’était vous, ouvrez-la par sa propre adresse ou avec un nouveau lien.',
        'Elle reste dehors.',
      ],
    },
  },
});
