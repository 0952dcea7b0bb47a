/** What `chatelaine backup` says, in both languages. */
import type {
  BackupContents,
  BackupCounts,
  BackupEntry,
  BackupLook,
  BackupsState,
  PartOutcome,
  ProblemCode,
  SnapshotEntry,
} from '../contract/index.ts';
import { ProblemError } from '../manager/problem.ts';
import { problemText } from './problem-text.ts';

type Language = 'en' | 'fr';

const date = (at: number, language: Language) =>
  new Date(at).toLocaleString(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  });

export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${value.toFixed(step === 0 || value >= 100 ? 0 : 1)} ${units[step]}`;
}

const countsText = (counts: BackupCounts, language: Language) =>
  language === 'fr'
    ? `${counts.people} personnes, ${counts.rooms} salons, ${counts.messages} messages, ${counts.files} fichiers`
    : `${counts.people} people, ${counts.rooms} rooms, ${counts.messages} messages, ${counts.files} files`;

/** As it is remembered: its code was one of ours when it was written down. */
const said = ({ code, data }: { readonly code: string; readonly data: object }): string =>
  problemText(new ProblemError(code as ProblemCode, data as never));

export function entryText(entry: BackupEntry, language: Language): string {
  const fr = language === 'fr';
  const opened = entry.problem
    ? fr
      ? 'NE S’OUVRE PAS'
      : 'CANNOT BE OPENED'
    : entry.opened
      ? `${fr ? 'ouverte et relue le' : 'opened and read back'} ${date(entry.opened.at, language)}`
      : fr
        ? 'pas encore ouverte ici'
        : 'not opened here yet';
  const lock = entry.locked ? '' : fr ? ', sans protection' : ', not locked';
  const counts = entry.counts ? `\n    ${countsText(entry.counts, language)}` : '';
  const why = entry.problem ? `\n    ${said(entry.problem)}` : '';
  return `${entry.name}\n    ${size(entry.bytes)}${lock}, ${opened}${counts}${why}\n`;
}

export function stateText(state: BackupsState, language: Language): string {
  const fr = language === 'fr';
  const lines = state.backups.map((entry) => entryText(entry, language));
  if (lines.length === 0) lines.push(fr ? 'Aucune sauvegarde.\n' : 'There is no backup.\n');
  if (state.away)
    lines.push(
      fr
        ? 'L’emplacement n’est pas joignable : liste de mémoire.\n'
        : 'Their place cannot be reached: this is what is remembered.\n',
    );
  if (state.nextAt !== null)
    lines.push(`${fr ? 'La prochaine :' : 'The next one:'} ${date(state.nextAt, language)}\n`);
  else
    lines.push(
      fr
        ? 'Aucune n’est prévue : « chatelaine backup schedule ».\n'
        : 'None is planned: "chatelaine backup schedule".\n',
    );
  if (state.failure)
    lines.push(
      `${fr ? 'La dernière a échoué :' : 'The last one failed:'} ${date(state.failure.at, language)}\n    ${said(state.failure.problem)}\n`,
    );
  return lines.join('');
}

export function lookText(look: BackupLook, language: Language): string {
  const fr = language === 'fr';
  const lines = [
    `${date(look.at, language)} · Chatelaine ${look.chatelaine} · ${look.domains.join(', ')}`,
    countsText(look.counts, language),
  ];
  if (look.now) lines.push(`${fr ? 'Aujourd’hui :' : 'Now:'} ${countsText(look.now, language)}`);
  if (look.now) lines.push(lossText(look, language));
  if (look.verdict === 'older')
    lines.push(
      fr
        ? 'D’une version antérieure : elle sera mise à jour.'
        : 'Of an older version: it is brought up to date.',
    );
  if (look.verdict === 'newer')
    lines.push(
      fr
        ? 'D’une version plus récente : mettez d’abord Chatelaine à jour.'
        : 'Of a newer version: update Chatelaine first.',
    );
  return `${lines.join('\n')}\n`;
}

function lossText({ now, counts }: BackupLook, language: Language): string {
  const less = (what: keyof BackupCounts) => Math.max(0, (now?.[what] ?? 0) - counts[what]);
  // By counting alone: a message that went and one that came look alike.
  if (less('messages') + less('people') + less('rooms') + less('files') === 0)
    return language === 'fr'
      ? 'Tout changement fait depuis serait perdu ; d’après les comptes, rien n’est venu s’ajouter.'
      : 'Every change since would be lost; by the counts, nothing was added.';
  return language === 'fr'
    ? `Ce qui est arrivé depuis serait perdu : au moins ${less('messages')} messages, ${less('people')} personnes, ${less('rooms')} salons, ${less('files')} fichiers.`
    : `What came since would be lost: at least ${less('messages')} messages, ${less('people')} people, ${less('rooms')} rooms, ${less('files')} files.`;
}

export const snapshotText = ({ id, counts }: SnapshotEntry, language: Language): string =>
  `${id}\n    ${countsText(counts, language)}\n`;

/** One line each, what to name it by first. */
export function contentsText({ people, rooms, files }: BackupContents, language: Language): string {
  const fr = language === 'fr';
  const lines = [
    ...[...people, ...rooms].map(
      ({ address, name, messages }) =>
        `${[address, name, `${messages} messages`].filter(Boolean).join('  ')}`,
    ),
    ...files.map(({ id, name, owner, bytes }) => `${id}  ${name}  ${owner}  ${size(bytes)}`),
  ];
  return `${lines.join('\n') || (fr ? 'Elle est vide.' : 'It is empty.')}\n`;
}

export const partText = (
  { created, messages, rows, files }: PartOutcome,
  dry: boolean,
  language: Language,
): string =>
  language === 'fr'
    ? `${dry ? 'Reviendraient' : 'Revenus'} : ${messages} messages, ${rows} réglages et contacts, ${files} fichiers${created ? ' ; n’existait plus' : ''}.\n`
    : `${dry ? 'Would come back' : 'Brought back'}: ${messages} messages, ${rows} settings and contacts, ${files} files${created ? '; it was gone' : ''}.\n`;

export const WORDS = {
  en: {
    sure: 'This replaces everything the office has now. A snapshot of it is taken first. Say so with --yes.',
    done: 'The state of the backup is in force at the next start of Chatelaine. Who may open its pages stays as it is here.',
    restarted:
      'Chatelaine is starting anew with the state of the backup. Who may open its pages stays as it is here.',
    noWords: 'No words are kept here.',
    chosen: (words: string) =>
      `The words that open the backups. Write them down: without them nobody can, we cannot either.\n\n  ${words}\n`,
    snapshot: 'A snapshot was taken.',
    noSnapshots: 'There is no snapshot.',
  },
  fr: {
    sure: 'Cela remplace tout ce que le bureau a aujourd’hui. Un instantané en est pris d’abord. Confirmez par --yes.',
    done: 'L’état de la sauvegarde sera en vigueur au prochain démarrage de Chatelaine. L’accès à ses pages reste comme il est ici.',
    restarted:
      'Chatelaine redémarre avec l’état de la sauvegarde. L’accès à ses pages reste comme il est ici.',
    noWords: 'Aucun mot n’est gardé ici.',
    chosen: (words: string) =>
      `Les mots qui ouvrent les sauvegardes. Notez-les : sans eux personne ne le peut, nous non plus.\n\n  ${words}\n`,
    snapshot: 'Un instantané a été pris.',
    noSnapshots: 'Aucun instantané.',
  },
} as const;
