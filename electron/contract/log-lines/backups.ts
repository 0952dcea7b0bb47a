/** Lines about backups: made, made room for, put back, and a place that is not there. */
import { lineKinds, told } from './line.ts';

export const BACKUP_LINES = lineKinds({
  'backup.failed': {
    ...{ part: 'server', outcome: 'failed', level: 'error', can: 'you', page: 'backups' },
    words: {
      en: () => [
        'The backup did not work this time.',
        'Nobody now. If the computer breaks, what was written since the last good backup is lost.',
        'Backups & updates says why, and what to do.',
        'It is tried again at the next time; the last good one stays.',
      ],
      fr: () => [
        'La sauvegarde n’a pas marché cette fois.',
        'Personne pour l’instant. Si l’ordinateur tombe en panne, ce qui a été écrit depuis la dernière bonne sauvegarde est perdu.',
        'La page « Sauvegardes et versions » dit pourquoi, et que faire.',
        'Elle est retentée à la prochaine heure prévue ; la dernière bonne reste.',
      ],
    },
  },
  'backup.not-tidied': {
    ...{ part: 'server', outcome: 'failed', level: 'warn', can: 'you', page: 'backups' },
    words: {
      en: () => [
        'Old backups could not be removed.',
        'Nobody; they take space where they lie.',
        'Look whether their place can still be written to.',
        'It is tried again after the next backup.',
      ],
      fr: () => [
        'D’anciennes sauvegardes n’ont pas pu être retirées.',
        'Personne ; elles prennent de la place là où elles sont.',
        'Voyez si leur emplacement accepte encore qu’on y écrive.',
        'C’est retenté après la prochaine sauvegarde.',
      ],
    },
  },
  'backup.away': told(
    'server',
    () => [
      'The place of the backups is not there at the moment: no backup was made yet, or a disk or share is away.',
      'Nobody. Backups & updates says whether one is missing.',
    ],
    () => [
      'L’emplacement des sauvegardes n’est pas là pour l’instant : aucune n’a encore été faite, ou un disque ou un partage manque.',
      'Personne. La page « Sauvegardes et versions » dit s’il en manque une.',
    ],
  ),
  'backup.tidied': told(
    'server',
    () => ['An old backup made room for newer ones, as your settings say.'],
    () => ['Une ancienne sauvegarde a fait place à de plus récentes, selon vos réglages.'],
    'ok',
  ),
  'backup.snapshot': told(
    'server',
    () => ['Before something risky, the present state was kept, so that it can be put back.'],
    () => ['Avant une opération délicate, l’état présent a été gardé, pour pouvoir être remis.'],
    'ok',
  ),
  'backup.no-snapshot': {
    ...{ part: 'server', outcome: 'failed', level: 'warn', can: 'you', page: 'backups' },
    words: {
      en: () => [
        'A new version of Chatelaine started, and the state before it could not be kept.',
        'Nobody, as long as the new version works well.',
        'Look whether the disk has room, then make a backup.',
        'The new version goes on.',
      ],
      fr: () => [
        'Une nouvelle version de Chatelaine a démarré, et l’état d’avant n’a pas pu être gardé.',
        'Personne, tant que la nouvelle version marche bien.',
        'Voyez s’il reste de la place sur le disque, puis faites une sauvegarde.',
        'La nouvelle version continue.',
      ],
    },
  },
  'backup.restored': {
    ...{ part: 'server', outcome: 'info', level: 'warn', can: 'you', page: 'backups' },
    words: {
      en: () => [
        'A backup was restored, and its state is in force.',
        'Everybody: what was written after that backup is not there.',
        'If you did not do this, look at what changed in Settings, History.',
        'It stays so.',
      ],
      fr: () => [
        'Une sauvegarde a été restaurée, et son état est en vigueur.',
        'Tout le monde : ce qui a été écrit après cette sauvegarde n’y est pas.',
        'Si ce n’est pas vous, regardez ce qui a changé dans Réglages, Historique.',
        'Cela reste ainsi.',
      ],
    },
  },
});
