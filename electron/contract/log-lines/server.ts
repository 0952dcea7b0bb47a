/** Lines about the server itself: starting, stopping, its doors, what broke in it. */
import { lineKinds, told } from './line.ts';

export const SERVER_LINES = lineKinds({
  'server.starting': told(
    'server',
    ({ program }) => [`${program} starts.`],
    ({ program }) => [`${program} démarre.`],
  ),
  'server.started': told(
    'server',
    ({ program }) => [`${program} runs.`],
    ({ program }) => [`${program} tourne.`],
    'ok',
  ),
  'server.stopping': told(
    'server',
    ({ program, kind }) => [
      `${program} was asked to stop, and does so in order.`,
      kind === 'other'
        ? 'Whoever needs it, until it starts again.'
        : 'Everybody is offline until it starts again. Apps come back by themselves.',
    ],
    ({ program, kind }) => [
      `${program} a été prié de s’arrêter, et le fait dans l’ordre.`,
      kind === 'other'
        ? 'Ceux qui en ont besoin, jusqu’à son redémarrage.'
        : 'Tout le monde est hors ligne jusqu’à son redémarrage. Les applications reviennent d’elles-mêmes.',
    ],
  ),
  'server.stopped': told(
    'server',
    ({ program, kind }) => [
      `${program} has stopped.`,
      kind === 'other'
        ? 'Whoever needs it, until it starts again.'
        : 'Everybody is offline until it starts again.',
    ],
    ({ program, kind }) => [
      `${program} est arrêté.`,
      kind === 'other'
        ? 'Ceux qui en ont besoin, jusqu’à son redémarrage.'
        : 'Tout le monde est hors ligne jusqu’à son redémarrage.',
    ],
  ),
  'server.asked-to-end': {
    ...{ part: 'server', outcome: 'info', level: 'warn', can: 'you', page: 'home' },
    words: {
      en: ({ who }) => [
        `${who} asked from a chat app that the server ends or restarts.`,
        'Everybody, for as long as it is away.',
        'Start it on Home when you want it back.',
        'Restarted: it comes back by itself. Ended: it stays so.',
      ],
      fr: ({ who }) => [
        `${who} a demandé depuis une application de chat que le serveur s’arrête ou redémarre.`,
        'Tout le monde, tant qu’il est absent.',
        'Démarrez-le depuis l’Accueil quand vous le voulez.',
        'Redémarré, il revient de lui-même. Arrêté, il le reste.',
      ],
    },
  },
  'server.down': {
    ...{ part: 'server', outcome: 'failed', level: 'error', can: 'chatelaine', page: 'home' },
    words: {
      en: () => [
        'The server ended by itself, and is started again.',
        'Everybody, for some seconds. Apps come back by themselves.',
        'Once: nothing. If it repeats, Home says why, and this log has the lines before it.',
        'It is started again, each time after a longer pause.',
      ],
      fr: () => [
        'Le serveur s’est arrêté de lui-même, et il est relancé.',
        'Tout le monde, quelques secondes. Les applications reviennent d’elles-mêmes.',
        'Une fois : rien. Si cela se répète, l’Accueil dit pourquoi, et ce journal contient les lignes d’avant.',
        'Il est relancé, chaque fois après une pause plus longue.',
      ],
    },
  },
  'server.failed': {
    ...{ part: 'server', outcome: 'failed', level: 'error', can: 'you', page: 'home' },
    words: {
      en: ({ program, kind }) => [
        `${program} cannot run, and waits for a person.`,
        kind === 'other' ? 'Whoever needs it.' : 'Everybody: nobody can chat.',
        kind === 'ours'
          ? 'Home says what stands in the way. The lines before this one have the details.'
          : 'The lines before this one say what stands in the way.',
        'It stays down.',
      ],
      fr: ({ program, kind }) => [
        `${program} ne peut pas tourner, et attend une personne.`,
        kind === 'other' ? 'Ceux qui en ont besoin.' : 'Tout le monde : personne ne peut discuter.',
        kind === 'ours'
          ? 'L’Accueil dit ce qui l’en empêche. Les lignes précédentes ont les détails.'
          : 'Les lignes précédentes disent ce qui l’en empêche.',
        'Il reste arrêté.',
      ],
    },
  },
  'server.port-open': told(
    'server',
    ({ of }) => [`The door ${of('door')} is open.`],
    ({ of }) => [`La porte ${of('door')} est ouverte.`],
    'ok',
  ),
  'server.port-shut': told(
    'server',
    ({ of }) => [`The door ${of('door')} was shut, because the server stops or this door is not used.`],
    ({ of }) => [
      `La porte ${of('door')} a été fermée, parce que le serveur s’arrête ou qu’elle ne sert pas.`,
    ],
  ),
  'server.port-taken': {
    ...{ part: 'server', outcome: 'failed', level: 'error', can: 'technician', page: 'network' },
    words: {
      en: ({ program, of }) => [
        `${program} cannot open the door ${of('door')}: another program has it.`,
        'Everybody who comes in by this door; some programs do not start at all without it.',
        'Most often it is the same program, started twice, or another of its kind. Network, Doors, says which program has it.',
        'The door stays shut.',
      ],
      fr: ({ program, of }) => [
        `${program} ne peut pas ouvrir la porte ${of('door')} : un autre programme l’occupe.`,
        'Tous ceux qui entrent par cette porte ; certains programmes ne démarrent pas sans elle.',
        'Le plus souvent, c’est le même programme lancé deux fois, ou un autre du même genre. Réseau, Portes, dit quel programme l’occupe.',
        'La porte reste fermée.',
      ],
    },
  },
  'server.port-closed': {
    ...{ part: 'server', outcome: 'failed', level: 'warn', can: 'technician', page: 'network' },
    words: {
      en: ({ of }) => [
        `The door ${of('door')} stays shut, and what needs it does not work.`,
        'Whoever uses what this door is for. Chat itself goes on.',
        'Network, Doors, says what it is for and who has it.',
        'It is tried again at the next start.',
      ],
      fr: ({ of }) => [
        `La porte ${of('door')} reste fermée, et ce qui en a besoin ne marche pas.`,
        'Ceux qui utilisent ce à quoi elle sert. Le chat, lui, continue.',
        'Réseau, Portes, dit à quoi elle sert et qui l’occupe.',
        'C’est retenté au prochain démarrage.',
      ],
    },
  },
  'server.broke': {
    ...{ part: 'server', outcome: 'failed', level: 'error', can: 'chatelaine', page: 'home' },
    words: {
      en: ({ program }) => [
        `Something went wrong inside ${program}: a mistake of the program, not of yours.`,
        'At most whoever was at it in this moment.',
        'Once: nothing. If it repeats, send this line to whoever makes the program (Copy for support).',
        'The rest goes on.',
      ],
      fr: ({ program }) => [
        `Quelque chose a mal tourné dans ${program} : une faute du programme, pas la vôtre.`,
        'Tout au plus qui était en train de s’en servir.',
        'Une fois : rien. Si cela se répète, envoyez cette ligne à qui fait le programme (Copier pour l’assistance).',
        'Le reste continue.',
      ],
    },
  },
  'server.no-writing': {
    ...{ part: 'disk', outcome: 'failed', level: 'error', can: 'you', page: 'home' },
    words: {
      en: () => [
        'The server could not write to the disk, and stopped so that no message is lost unnoticed.',
        'Everybody: nobody can chat.',
        'Look whether the disk is full: free some space, then start the server on Home.',
        'It stays down until it can write.',
      ],
      fr: () => [
        'Le serveur n’a pas pu écrire sur le disque, et s’est arrêté pour qu’aucun message ne se perde sans bruit.',
        'Tout le monde : personne ne peut discuter.',
        'Voyez si le disque est plein : libérez de la place, puis démarrez le serveur depuis l’Accueil.',
        'Il reste arrêté tant qu’il ne peut pas écrire.',
      ],
    },
  },
  'server.table': told(
    'server',
    ({ program }) => [`${program} prepared a place for its data. It does so at each start.`],
    ({ program }) => [`${program} a préparé une place pour ses données. Il le fait à chaque démarrage.`],
  ),
  'server.old-store': {
    ...{ part: 'messages', outcome: 'info', level: 'warn', can: 'technician', page: null },
    words: {
      en: () => [
        'ejabberd keeps the messages in a store that may hold 2 GB and often breaks when it is full.',
        'Nobody yet; some day everybody loses the history.',
        'For a small office SQLite is better: sql_type: sqlite and default_db: sql in its settings. Move the messages first.',
        'It works until the file reaches 2 GB.',
      ],
      fr: () => [
        'ejabberd garde les messages dans une base limitée à 2 Go, qui se casse souvent quand elle est pleine.',
        'Personne pour l’instant ; un jour, tout le monde perd l’historique.',
        'Pour un petit bureau, SQLite vaut mieux : sql_type: sqlite et default_db: sql dans ses réglages. Déplacez d’abord les messages.',
        'Cela marche jusqu’à 2 Go.',
      ],
    },
  },
  'server.chatter': told(
    'server',
    () => ['The program tells how it works. It is of interest to those who build it.'],
    () => ['Le programme raconte comment il travaille. Cela intéresse ceux qui le construisent.'],
  ),
  'server.report': told(
    'server',
    () => [
      'A part of ejabberd that had ended reports the details, for those who build it. The lines before and after say what it means.',
      'See the line before.',
    ],
    () => [
      'Une partie d’ejabberd qui s’est arrêtée donne les détails, pour ceux qui le construisent. Les lignes d’avant et d’après disent ce que cela signifie.',
      'Voyez la ligne précédente.',
    ],
    'failed',
  ),
  'server.routine': told(
    'server',
    ({ program }) => [`${program} does its regular housekeeping.`],
    ({ program }) => [`${program} fait son ménage habituel.`],
    'ok',
  ),
});
