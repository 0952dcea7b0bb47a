/** What Home says of the service that should keep Chatelaine running, in both languages. */
import { findingKinds } from './finding.ts';

export const MACHINE_SERVICE_FINDINGS = findingKinds({
  'machine-service.broken': {
    severity: 'warning',
    who: 'technician',
    words: {
      en: ({ data }) => ({
        cause:
          data.state === 'failed'
            ? 'The service that keeps Chatelaine running does not start.'
            : 'The service that keeps Chatelaine running would not start with this computer.',
        effect: 'After the next restart of this computer nobody can chat until somebody opens Chatelaine.',
        fix: 'Remove the service in Settings and install it again; its own last words: journalctl -u chatelaine',
      }),
      fr: ({ data }) => ({
        cause:
          data.state === 'failed'
            ? 'Le service qui garde Chatelaine en marche ne démarre pas.'
            : 'Le service qui garde Chatelaine en marche ne démarrerait pas avec cet ordinateur.',
        effect:
          "Au prochain redémarrage de cet ordinateur, personne ne pourra discuter tant que quelqu'un n'aura pas ouvert Chatelaine.",
        fix: 'Retirer le service dans Réglages, puis le réinstaller ; ses derniers mots : journalctl -u chatelaine',
      }),
    },
  },
});
