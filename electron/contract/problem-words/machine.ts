/** This copy of Chatelaine on its computer: its service, its next version, its terminals. */
import type { ProblemData } from '../errors.ts';
import { type ProblemWords, problemRows } from './words.ts';

export const MACHINE_PROBLEMS = problemRows<
  `machine-service.${string}` | `update.${string}` | `terminal.${string}`
>({
  'machine-service.not-possible': (data) => machineServiceWords(data.reason),
  'machine-service.failed': ({ said }) => ({
    what: {
      en: 'The service did not come up, and all is as it was before.',
      fr: 'Le service n’a pas démarré, et tout est comme avant.',
    },
    next: {
      en: `Show a technician what the system said: ${said}`,
      fr: `Montrez à un technicien ce que le système a dit : ${said}`,
    },
  }),
  'update.not-here': () => ({
    what: {
      en: 'New versions of this copy do not come this way.',
      fr: 'Les nouvelles versions de cette copie ne viennent pas par ce chemin.',
    },
    next: {
      en: 'Backups & updates says how they come.',
      fr: '« Sauvegardes et versions » dit comment elles viennent.',
    },
  }),
  'update.none': () => ({
    what: {
      en: 'There is no newer version for this copy.',
      fr: 'Il n’y a pas de version plus récente pour cette copie.',
    },
    next: { en: 'Look again tomorrow.', fr: 'Regardez de nouveau demain.' },
  }),
  'update.too-late': () => ({
    what: {
      en: 'Something is being done at this moment that has to end first.',
      fr: 'Un travail est en cours, qui doit d’abord se terminer.',
    },
    next: { en: 'Try again when it has ended.', fr: 'Réessayez quand il sera terminé.' },
  }),
  'update.no-way-back': () => ({
    what: { en: 'The version before is not kept any more.', fr: 'La version précédente n’est plus gardée.' },
    next: {
      en: 'A backup from that time brings its data back.',
      fr: 'Une sauvegarde de cette époque ramène ses données.',
    },
  }),
  'terminal.off': () => ({
    what: {
      en: 'Terminals are switched off on these pages.',
      fr: 'Les terminaux sont désactivés sur ces pages.',
    },
    next: { en: 'Switch them on at the page Terminal.', fr: 'Activez-les sur la page Terminal.' },
  }),
  'terminal.gone': () => ({
    what: { en: 'That terminal has ended.', fr: 'Ce terminal est terminé.' },
    next: { en: 'Open another.', fr: 'Ouvrez-en un autre.' },
  }),
  'terminal.not-here': ({ said }) => ({
    what: {
      en: `This computer cannot open a terminal for a page: ${said}`,
      fr: `Cet ordinateur ne peut pas ouvrir de terminal pour une page : ${said}`,
    },
    next: {
      en: 'Everything else works without it. A terminal of the system’s does the same.',
      fr: 'Tout le reste fonctionne sans lui. Un terminal du système fait la même chose.',
    },
  }),
  'terminal.too-many': ({ most }) => ({
    what: { en: `${most} terminals are open already.`, fr: `${most} terminaux sont déjà ouverts.` },
    next: { en: 'Close one, then open another.', fr: 'Fermez-en un, puis ouvrez-en un autre.' },
  }),
  'terminal.target': () => ({
    what: {
      en: 'That is no name of a computer, or of an account there.',
      fr: 'Ce n’est pas le nom d’un ordinateur, ni celui d’un compte là-bas.',
    },
    next: {
      en: 'Type a name such as server.example.org, and an account such as sophie.',
      fr: 'Tapez un nom comme serveur.example.org, et un compte comme sophie.',
    },
  }),
});

function machineServiceWords(reason: ProblemData<'machine-service.not-possible'>['reason']): ProblemWords {
  switch (reason) {
    case 'no-keeper':
      return {
        what: {
          en: 'Nothing we know starts programs on this computer.',
          fr: 'Rien que nous connaissions ne démarre des programmes sur cet ordinateur.',
        },
        next: {
          en: 'A technician can put a definition in place, as “chatelaine service install --print” shows it.',
          fr: 'Un technicien peut y installer une définition, telle que la montre « chatelaine service install --print ».',
        },
      };
    case 'passing-place':
      return {
        what: {
          en: 'This Chatelaine runs out of a file that is only unpacked while it is open.',
          fr: 'Ce Chatelaine tourne depuis un fichier qui n’est déballé que le temps de son ouverture.',
        },
        next: {
          en: 'Install the package for your system, and open that one.',
          fr: 'Installez le paquet de votre système, puis ouvrez celui-là.',
        },
      };
    case 'root-account':
      return {
        what: {
          en: 'A chat server is not run as root.',
          fr: 'Un serveur de messagerie ne tourne pas sous root.',
        },
        next: {
          en: 'Open Chatelaine as an ordinary account.',
          fr: 'Ouvrez Chatelaine avec un compte ordinaire.',
        },
      };
    case 'package':
      return {
        what: { en: 'The Debian package brought the service.', fr: 'Le service vient du paquet Debian.' },
        next: {
          en: 'Its own commands look after it; they are shown here.',
          fr: 'Ses propres commandes s’en occupent ; elles sont affichées ici.',
        },
      };
    case 'no-rights':
      return {
        what: {
          en: 'This changes the system of the computer, which this account may not do.',
          fr: 'Cela modifie le système de l’ordinateur, ce que ce compte n’a pas le droit de faire.',
        },
        next: {
          en: 'Run the command that is shown in a terminal.',
          fr: 'Lancez dans un terminal la commande affichée.',
        },
      };
    case 'denied':
      return {
        what: {
          en: 'The system was not given the password, and nothing was changed.',
          fr: 'Le système n’a pas reçu le mot de passe, et rien n’a été changé.',
        },
        next: {
          en: 'Try again, with the password of an administrator of this computer.',
          fr: 'Réessayez, avec le mot de passe d’un administrateur de cet ordinateur.',
        },
      };
    case 'elsewhere':
      return {
        what: {
          en: 'The data folder belongs to another account of this computer.',
          fr: 'Le dossier de données appartient à un autre compte de cet ordinateur.',
        },
        next: { en: 'Open Chatelaine as that account.', fr: 'Ouvrez Chatelaine avec ce compte.' },
      };
  }
}
