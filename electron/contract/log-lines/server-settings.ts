/** Lines about what the server was told to be: its settings, and the parts they ask for. */
import { lineKinds, told } from './line.ts';

export const SERVER_SETTINGS_LINES = lineKinds({
  'server.settings-read': told(
    'server',
    ({ program }) => [`${program} read its settings.`],
    ({ program }) => [`${program} a lu ses réglages.`],
    'ok',
  ),
  'server.settings-broken': {
    ...{ part: 'server', outcome: 'failed', level: 'error', can: 'technician', page: null },
    words: {
      en: ({ program, of }) => [
        `${program} does not start because of its settings: ${of('reason')}`,
        'Everybody: nobody can chat.',
        'The line tells the place. Put back what was changed last; spaces at the beginning of a line count in ejabberd’s file.',
        'It stays down until the settings are right.',
      ],
      fr: ({ program, of }) => [
        `${program} ne démarre pas à cause de ses réglages : ${of('reason')}`,
        'Tout le monde : personne ne peut discuter.',
        'La ligne dit l’endroit. Remettez ce qui a été changé en dernier ; dans le fichier d’ejabberd, les espaces en début de ligne comptent.',
        'Il reste arrêté jusqu’à ce que les réglages soient justes.',
      ],
    },
  },
  'server.settings-refused': {
    ...{ part: 'server', outcome: 'refused', level: 'error', can: 'you', page: 'settings' },
    words: {
      en: () => [
        'New settings were refused. The server goes on with the old ones.',
        'Nobody: all is as before the change.',
        'Look at what was changed last, and put it right.',
        'The change does not come into force.',
      ],
      fr: () => [
        'De nouveaux réglages ont été refusés. Le serveur continue avec les anciens.',
        'Personne : tout est comme avant le changement.',
        'Regardez ce qui a été changé en dernier, et corrigez-le.',
        'Le changement n’entre pas en vigueur.',
      ],
    },
  },
  'server.setting-later': {
    ...{ part: 'server', outcome: 'info', level: 'info', can: 'you', page: 'home' },
    words: {
      en: ({ of }) => [
        `A changed setting (${of('setting')}) comes into force at the next start.`,
        'Nobody.',
        'Restart the server on Home when it suits you.',
        'The old value stays until then.',
      ],
      fr: ({ of }) => [
        `Un réglage changé (${of('setting')}) entre en vigueur au prochain démarrage.`,
        'Personne.',
        'Redémarrez le serveur depuis l’Accueil quand cela vous convient.',
        'L’ancienne valeur reste jusque-là.',
      ],
    },
  },
  'server.exposed': {
    ...{ part: 'server', outcome: 'info', level: 'warn', can: 'you', page: 'settings' },
    words: {
      en: () => [
        'A setting is more open than an office needs.',
        'Nobody yet.',
        'Read the line: it names the setting and what it lets happen. Change it unless you meant it.',
        'The server says so at every start.',
      ],
      fr: () => [
        'Un réglage est plus ouvert qu’un bureau n’en a besoin.',
        'Personne pour l’instant.',
        'Lisez la ligne : elle nomme le réglage et ce qu’il permet. Changez-le, sauf si c’est voulu.',
        'Le serveur le redit à chaque démarrage.',
      ],
    },
  },
  'server.module-missing': {
    ...{ part: 'server', outcome: 'failed', level: 'warn', can: 'technician', page: null },
    words: {
      en: ({ program, of }) => [
        `${program} does not have the part “${of('module')}” its settings ask for.`,
        'Only those who would use this part.',
        'The name is mistyped, or a package is missing. Take the line out, or install it.',
        'Everything else works.',
      ],
      fr: ({ program, of }) => [
        `${program} n’a pas la partie « ${of('module')} » que demandent ses réglages.`,
        'Seulement les personnes qui se serviraient de cette partie.',
        'Le nom est mal tapé, ou un paquet manque. Retirez la ligne, ou installez-le.',
        'Tout le reste marche.',
      ],
    },
  },
  'server.module-failed': {
    ...{ part: 'server', outcome: 'failed', level: 'error', can: 'technician', page: null },
    words: {
      en: ({ program, of }) => [
        `The part “${of('module')}” of ${program} could not start.`,
        'ejabberd does not start without it; others go on without this part.',
        'The line before says why. Correct its settings, or take it out.',
        'It stays so.',
      ],
      fr: ({ program, of }) => [
        `La partie « ${of('module')} » de ${program} n’a pas pu démarrer.`,
        'ejabberd ne démarre pas sans elle ; les autres continuent sans cette partie.',
        'La ligne précédente dit pourquoi. Corrigez ses réglages, ou retirez-la.',
        'Cela reste ainsi.',
      ],
    },
  },
});
