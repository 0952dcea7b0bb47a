/** Whether a certificate counts at this moment. `data` as in certificate-judged.ts. */
import { ANOTHER, day, number, REFUSED, span } from './certificate-text.ts';
import { findingKinds } from './finding.ts';

export const TIME = findingKinds({
  'certificate.expired': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate ran out on ${day(data.until, 'en')}.`,
        effect: REFUSED.en,
        fix: ANOTHER.en,
      }),
      fr: ({ data }) => ({
        cause: `Le certificat a expiré le ${day(data.until, 'fr')}.`,
        effect: REFUSED.fr,
        fix: ANOTHER.fr,
      }),
    },
  },
  'certificate.ends-soon': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate runs out on ${day(data.until, 'en')}, and its successor is not there yet.`,
        effect: 'Everything works until that day; after it nobody can connect.',
        fix: 'Bring its successor, or let Chatelaine obtain certificates by itself under Network, Certificate.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat expire le ${day(data.until, 'fr')}, et son successeur n’est pas encore là.`,
        effect: 'Tout fonctionne jusqu’à ce jour ; ensuite, personne ne peut plus se connecter.',
        fix: 'Apporter son successeur, ou laisser Chatelaine obtenir les certificats toute seule sous Réseau, Certificat.',
      }),
    },
  },
  'certificate.not-yet-valid': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate is valid from ${day(data.from, 'en')} only.`,
        effect: REFUSED.en,
        fix: 'Compare this computer’s clock first. If it is right, wait for that day or use another certificate.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat n’est valable qu’à partir du ${day(data.from, 'fr')}.`,
        effect: REFUSED.fr,
        fix: 'Vérifier d’abord l’horloge de cet ordinateur. Si elle est juste, attendre ce jour ou utiliser un autre certificat.',
      }),
    },
  },
  'certificate.clock-wrong': {
    severity: 'broken',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `This computer’s clock is wrong by ${span(data.offset ?? data.by, 'en')}.`,
        effect:
          'Certificates seem to be too old or too new, so that sound ones are refused and new ones cannot be obtained.',
        fix: 'Set the clock, and switch on that it is kept right from the network.',
      }),
      fr: ({ data }) => ({
        cause: `L’horloge de cet ordinateur est décalée de ${span(data.offset ?? data.by, 'fr')}.`,
        effect:
          'Les certificats paraissent trop vieux ou trop récents : de bons certificats sont refusés et aucun nouveau ne peut être obtenu.',
        fix: 'Régler l’horloge, et activer sa mise à l’heure par le réseau.',
      }),
    },
  },
  'certificate.too-long': {
    severity: 'warning',
    who: 'you',
    words: {
      en: ({ data }) => ({
        cause: `The certificate is made for ${number(data.days, 'en')} days.`,
        effect: 'iPhones, iPads and Macs refuse those made for more than 825 days.',
        fix: 'Have one made for a year or less.',
      }),
      fr: ({ data }) => ({
        cause: `Le certificat est établi pour ${number(data.days, 'fr')} jours.`,
        effect: 'Les iPhone, iPad et Mac refusent ceux établis pour plus de 825 jours.',
        fix: 'En faire établir un pour un an au plus.',
      }),
    },
  },
});
