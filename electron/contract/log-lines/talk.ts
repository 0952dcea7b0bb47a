/** Lines about rooms, messages, files, calls and what wakes phones. */
import { lineKinds, told } from './line.ts';

const INTERNAL_EN = 'If it repeats, send us this line (Copy for support).';
const INTERNAL_FR = 'Si cela se répète, envoyez-nous cette ligne (Copier pour l’assistance).';

export const TALK_LINES = lineKinds({
  'rooms.created': told(
    'rooms',
    ({ host }) => [`The room ${host} was opened.`],
    ({ host }) => [`Le salon ${host} a été ouvert.`],
    'ok',
  ),
  'rooms.closed': told(
    'rooms',
    ({ host }) => [
      `The room ${host} was closed: it was temporary and everybody had left, or somebody removed it.`,
    ],
    ({ host }) => [`Le salon ${host} a été fermé : il était provisoire et vide, ou quelqu’un l’a retiré.`],
  ),
  'rooms.failed': {
    ...{ part: 'rooms', outcome: 'failed', level: 'error', can: 'chatelaine', page: 'rooms' },
    words: {
      en: ({ host }) => [
        `Something broke in a room (${host}).`,
        'Whoever is in this room: one message or action was lost.',
        INTERNAL_EN,
        'The room goes on.',
      ],
      fr: ({ host }) => [
        `Quelque chose s’est cassé dans un salon (${host}).`,
        'Ceux qui sont dans ce salon : un message ou une action s’est perdu.',
        INTERNAL_FR,
        'Le salon continue.',
      ],
    },
  },
  'rooms.team-name': {
    ...{ part: 'rooms', outcome: 'failed', level: 'warn', can: 'you', page: 'rooms' },
    words: {
      en: ({ of }) => [
        `The team “${of('team')}” has no room of its own: another room has its name already.`,
        'The people of this team.',
        'Rename the other room, or the team.',
        'The team stays without a room.',
      ],
      fr: ({ of }) => [
        `L’équipe « ${of('team')} » n’a pas de salon : un autre salon porte déjà son nom.`,
        'Les personnes de cette équipe.',
        'Renommez l’autre salon, ou l’équipe.',
        'L’équipe reste sans salon.',
      ],
    },
  },
  'messages.expired': told(
    'messages',
    ({ of }) => [
      `Old messages were deleted (${of('deleted')}): they were older than your settings keep them.`,
    ],
    ({ of }) => [
      `D’anciens messages ont été supprimés (${of('deleted')}) : ils dépassaient la durée de vos réglages.`,
    ],
    'ok',
  ),
  'messages.made-room': told(
    'messages',
    ({ who }) => [`The oldest kept messages of ${who} made room for new ones: the space for them was full.`],
    ({ who }) => [
      `Les plus anciens messages gardés de ${who} ont fait place aux nouveaux : leur espace était plein.`,
    ],
  ),
  'messages.failed': {
    ...{ part: 'messages', outcome: 'failed', level: 'error', can: 'chatelaine', page: null },
    words: {
      en: () => [
        'Something about kept messages did not work: reading, shortening or taking one back.',
        'At most one person or one room.',
        `${INTERNAL_EN} Check that the disk is not full.`,
        'It is tried again at the next occasion.',
      ],
      fr: () => [
        'Quelque chose avec les messages gardés n’a pas marché : lire, raccourcir ou reprendre un message.',
        'Une personne ou un salon au plus.',
        `${INTERNAL_FR} Vérifiez que le disque n’est pas plein.`,
        'C’est retenté à la prochaine occasion.',
      ],
    },
  },
  'messages.bookmarks': told(
    'messages',
    ({ who }) => [
      `${who} keeps so many rooms in the list that old and new apps cannot be kept in step any more.`,
    ],
    ({ who }) => [
      `${who} a tant de salons dans sa liste que les anciennes et nouvelles applications ne peuvent plus être accordées.`,
    ],
  ),
  'messages.not-published': told(
    'messages',
    ({ who }) => [`Something of ${who} (a picture, a mood, an article) was not published.`],
    ({ who }) => [`Quelque chose de ${who} (une image, une humeur, un article) n’a pas été publié.`],
    'failed',
  ),
  'files.deleted': told(
    'files',
    ({ who }) => [`A file of ${who} was deleted, or made room for newer ones.`],
    ({ who }) => [`Un fichier de ${who} a été supprimé, ou a fait place à de plus récents.`],
  ),
  'files.no-room': {
    ...{ part: 'disk', outcome: 'refused', level: 'error', can: 'you', page: 'files' },
    words: {
      en: () => [
        'The disk is nearly full, so that nobody can send files.',
        'Everybody who sends pictures or documents. Chat itself goes on.',
        'Files shows what takes the space. Free some, or keep files for a shorter time.',
        'When the disk is quite full, the server stops.',
      ],
      fr: () => [
        'Le disque est presque plein : plus personne ne peut envoyer de fichiers.',
        'Tous ceux qui envoient des photos ou des documents. Le chat, lui, continue.',
        'La page Fichiers montre ce qui prend la place. Libérez-en, ou gardez les fichiers moins longtemps.',
        'Quand le disque sera tout à fait plein, le serveur s’arrêtera.',
      ],
    },
  },
  'files.not-removed': {
    ...{ part: 'files', outcome: 'failed', level: 'warn', can: 'technician', page: 'files' },
    words: {
      en: () => [
        'Old files could not be removed from the disk.',
        'Nobody; they take space.',
        'Who looks after the computer sees whether the folder’s rights were changed.',
        'It is tried again every day.',
      ],
      fr: () => [
        'D’anciens fichiers n’ont pas pu être retirés du disque.',
        'Personne ; ils prennent de la place.',
        'Qui s’occupe de l’ordinateur peut voir si les droits du dossier ont changé.',
        'C’est retenté chaque jour.',
      ],
    },
  },
  'push.refused': {
    ...{ part: 'push', outcome: 'failed', level: 'info', can: 'nobody', page: null },
    words: {
      en: ({ who }) => [
        `The service that wakes the phone of ${who} turned a call down.`,
        `${who}, perhaps: an app that was removed, or has to be opened once.`,
        'If somebody says that messages arrive late, let them open the app once.',
        'After some refusals the server stops calling this phone, until the app is opened.',
      ],
      fr: ({ who }) => [
        `Le service qui réveille le téléphone de ${who} a refusé un appel.`,
        `${who}, peut-être : une application désinstallée, ou à rouvrir une fois.`,
        'Si quelqu’un reçoit ses messages en retard, qu’il ouvre une fois l’application.',
        'Après quelques refus, le serveur n’appelle plus ce téléphone, jusqu’à ce que l’application soit rouverte.',
      ],
    },
  },
  'calls.ready': told(
    'calls',
    ({ of }) => [`Calls can be passed on at ${of('address')}.`],
    ({ of }) => [`Les appels peuvent être relayés à ${of('address')}.`],
    'ok',
  ),
  'calls.opened': told(
    'calls',
    ({ who }) => [`A call of ${who} is being passed on.`],
    ({ who }) => [`Un appel de ${who} est relayé.`],
    'ok',
  ),
  'calls.asked': told(
    'calls',
    () => [
      'An app asked for a relay without a password yet. The server answers “unauthorized” and the app asks again, with one: that is how it is meant.',
      'Nobody. It looks like an error, and it is none.',
    ],
    () => [
      'Une application a demandé un relais sans mot de passe encore. Le serveur répond « unauthorized » et elle redemande avec : c’est prévu ainsi.',
      'Personne. Cela ressemble à une erreur, ce n’en est pas une.',
    ],
  ),
  'calls.refused': {
    ...{ part: 'calls', outcome: 'refused', level: 'warn', can: 'technician', page: null },
    words: {
      en: ({ who }) => [
        `The relay for calls turned ${who} away: wrong password.`,
        'Calls between home and office: they connect, and nobody hears anything.',
        'The secret of the relay and that of the chat server must be the same. Who looks after the server can compare them.',
        'Calls inside the office’s network go on; others stay silent.',
      ],
      fr: ({ who }) => [
        `Le relais des appels a refusé ${who} : mot de passe faux.`,
        'Les appels entre la maison et le bureau : ils décrochent, et personne n’entend rien.',
        'Le secret du relais et celui du serveur de chat doivent être les mêmes. Qui s’occupe du serveur peut les comparer.',
        'Les appels dans le réseau du bureau continuent ; les autres restent muets.',
      ],
    },
  },
  'calls.no-relay': {
    ...{ part: 'calls', outcome: 'failed', level: 'error', can: 'technician', page: 'network' },
    words: {
      en: () => [
        'No address could be opened to pass a call on.',
        'Calls between home and office.',
        'Network, Doors, shows whether the doors for calls are free and open.',
        'Such calls stay silent; chat goes on.',
      ],
      fr: () => [
        'Aucune adresse n’a pu être ouverte pour relayer un appel.',
        'Les appels entre la maison et le bureau.',
        'Réseau, Portes, montre si les portes des appels sont libres et ouvertes.',
        'Ces appels restent muets ; le chat continue.',
      ],
    },
  },
  'calls.realm': {
    ...{ part: 'calls', outcome: 'info', level: 'warn', can: 'technician', page: null },
    words: {
      en: ({ host }) => [
        `The relay for calls does not know for which domain it works, and takes ${host}.`,
        'Calls of people of the other domains.',
        'In ejabberd’s settings, `auth_realm` of the relay says for which domain.',
        'Calls of the first domain go on.',
      ],
      fr: ({ host }) => [
        `Le relais des appels ne sait pas pour quel domaine il travaille, et prend ${host}.`,
        'Les appels des personnes des autres domaines.',
        'Dans les réglages d’ejabberd, `auth_realm` du relais dit pour quel domaine.',
        'Les appels du premier domaine continuent.',
      ],
    },
  },
  'calls.no-certificate': {
    ...{ part: 'calls', outcome: 'failed', level: 'warn', can: 'technician', page: 'certificate' },
    words: {
      en: () => [
        'The relay for calls has no certificate, and offers no encrypted door.',
        'Calls from networks that let nothing else through (hotels, some companies).',
        'Give it the certificate of the chat server.',
        'Most calls work without.',
      ],
      fr: () => [
        'Le relais des appels n’a pas de certificat, et n’offre pas de porte chiffrée.',
        'Les appels depuis des réseaux qui ne laissent rien d’autre passer (hôtels, certaines entreprises).',
        'Donnez-lui le certificat du serveur de chat.',
        'La plupart des appels marchent sans.',
      ],
    },
  },
  'safety.reported': {
    ...{ part: 'safety', outcome: 'info', level: 'warn', can: 'you', page: 'people' },
    words: {
      en: ({ who }) => [
        `Somebody reported ${who} for unwanted messages.`,
        'The person who reported; the sender is blocked for them.',
        'Look at the report in People, Waiting for you.',
        'Others may go on hearing from the sender.',
      ],
      fr: ({ who }) => [
        `Quelqu’un a signalé ${who} pour des messages indésirables.`,
        'La personne qui a signalé ; l’expéditeur est bloqué pour elle.',
        'Regardez le signalement dans Personnes, En attente de vous.',
        'Les autres peuvent encore recevoir de cet expéditeur.',
      ],
    },
  },
  'safety.list-fetched': told(
    'safety',
    () => ['The list of known senders of unwanted messages was fetched.'],
    () => ['La liste des expéditeurs indésirables connus a été mise à jour.'],
    'ok',
  ),
  'safety.list-failed': {
    ...{ part: 'safety', outcome: 'failed', level: 'info', can: 'nobody', page: null },
    words: {
      en: () => [
        'A list of known senders of unwanted messages could not be fetched.',
        'Nobody: the last one stays in force.',
        'Nothing, unless it repeats for days.',
        'It is tried again.',
      ],
      fr: () => [
        'Une liste d’expéditeurs indésirables connus n’a pas pu être récupérée.',
        'Personne : la dernière reste en vigueur.',
        'Rien, sauf si cela dure des jours.',
        'C’est retenté.',
      ],
    },
  },
});
