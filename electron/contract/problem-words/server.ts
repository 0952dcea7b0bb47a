/** The chat server and the programs of this computer that are run for it. */
import { problemRows } from './words.ts';

export const SERVER_PROBLEMS = problemRows<`server.${string}` | `program.${string}`>({
  'server.not-running': () => ({
    what: { en: 'The server is not running.', fr: 'Le serveur n’est pas en marche.' },
    next: {
      en: 'Start it on Home, then do it again.',
      fr: 'Démarrez-le depuis l’Accueil, puis recommencez.',
    },
  }),
  'server.start-failed': () => ({
    what: { en: 'The server did not start.', fr: 'Le serveur n’a pas démarré.' },
    next: {
      en: 'Read its last lines below or on Logs; they name the cause.',
      fr: 'Lisez ses dernières lignes, ci-dessous ou sur la page Journal ; elles donnent la cause.',
    },
  }),
  'server.timeout': ({ seconds }) => ({
    what: {
      en: `The server did not answer within ${seconds} s.`,
      fr: `Le serveur n’a pas répondu en ${seconds} s.`,
    },
    next: {
      en: 'Look at Home: it says what the server is doing. Then do it again.',
      fr: 'Regardez l’Accueil : il dit ce que fait le serveur. Puis recommencez.',
    },
  }),
  'server.config-refused': () => ({
    what: {
      en: 'The server did not accept its configuration. The previous one stays in force.',
      fr: 'Le serveur n’a pas accepté sa configuration. La précédente reste en vigueur.',
    },
    next: {
      en: 'The sentences below say what is wrong and where.',
      fr: 'Les phrases ci-dessous disent ce qui ne va pas, et où.',
    },
  }),
  'server.refused': ({ said }) => ({
    what: { en: `The server did not do it: ${said}`, fr: `Le serveur ne l’a pas fait : ${said}` },
    next: { en: 'Nothing was changed.', fr: 'Rien n’a été changé.' },
  }),
  'program.failed': ({ program }) => ({
    what: {
      en: `The program ${program} did not do its work.`,
      fr: `Le programme ${program} n’a pas fait son travail.`,
    },
    next: {
      en: 'Its last lines are below; show them to a technician.',
      fr: 'Ses dernières lignes sont ci-dessous ; montrez-les à un technicien.',
    },
  }),
});
