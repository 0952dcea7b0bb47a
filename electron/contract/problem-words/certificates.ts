/** Certificates, and the list of authorities this computer trusts. */
import type { ProblemData } from '../errors.ts';
import { type ProblemWords, problemRows } from './words.ts';

export const CERTIFICATES_PROBLEMS = problemRows<`certificate.${string}` | `trust.${string}`>({
  'certificate.no-previous': () => ({
    what: {
      en: 'There is no certificate from before that is still good.',
      fr: 'Il n’y a pas de certificat précédent encore valable.',
    },
    next: { en: 'Keep the present one, or order another.', fr: 'Gardez l’actuel, ou demandez-en un autre.' },
  }),
  'trust.not-possible': (data) => trustWords(data.reason),
});

function trustWords(reason: ProblemData<'trust.not-possible'>['reason']): ProblemWords {
  switch (reason) {
    case 'no-rights':
      return {
        what: {
          en: 'Chatelaine does not have the right to change this computer’s list of authorities.',
          fr: 'Chatelaine n’a pas le droit de modifier la liste des autorités de cet ordinateur.',
        },
        next: {
          en: 'Type the commands shown here in a terminal, as administrator.',
          fr: 'Tapez les commandes affichées ici dans un terminal, avec les droits d’administration.',
        },
      };
    case 'no-tool':
      return {
        what: {
          en: 'The program that changes the list of authorities is missing on this computer.',
          fr: 'Le programme qui modifie la liste des autorités manque sur cet ordinateur.',
        },
        next: {
          en: 'Follow the steps for your system by hand.',
          fr: 'Suivez les étapes de votre système à la main.',
        },
      };
    case 'unsupported':
      return {
        what: {
          en: 'Chatelaine does not know how this system keeps its list of authorities.',
          fr: 'Chatelaine ne sait pas comment ce système tient sa liste d’autorités.',
        },
        next: {
          en: 'Follow the steps of the system that is nearest to yours.',
          fr: 'Suivez les étapes du système le plus proche du vôtre.',
        },
      };
  }
}
