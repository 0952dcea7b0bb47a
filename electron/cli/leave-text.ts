/** Somebody leaves, in the words of a terminal, in both languages. Pure. */
import type { Language } from '../contract/findings/finding.ts';
import type { Leaver, LeavingPreview, LeavingRoom } from '../contract/leaving.ts';

const day = (at: number, language: Language) =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long' }).format(at);
const days = (count: number, language: Language) =>
  count === 0
    ? { en: 'for good', fr: 'sans limite' }[language]
    : { en: `${count} days`, fr: `${count} jours` }[language];

const EN = {
  ask: 'Close their access now? [y/N] ',
  yes: /^y(es)?$/i,
  needsYes: 'Nobody is here to ask: add --yes once you have read what happens.',
  started: 'No Chatelaine runs: the server is started for this, and stopped again.',
  notNow: 'Nothing was changed.',
  happens: (who: string) => `${who} leaves:`,
  devices: (count: number) =>
    `${count} devices are disconnected at once; none comes back without the password`,
  room: {
    'handed-over': (name: string) => `room ${name}: handed over`,
    left: (name: string) => `room ${name}: taken out`,
    stays: (name: string) => `room ${name}: nobody else runs it; name somebody with --to`,
  },
  team: (label: string) => `team ${label}: taken out`,
  removed: (at: string) => `the account is removed on ${at}; until then: chatelaine leave --back ADDRESS`,
  stays: 'the account stays, closed: chatelaine leave --back ADDRESS opens it',
  remains: 'What remains:',
  own: (count: number) => `${count} messages in their own history, until the account goes`,
  colleagues: (time: string) => `what they wrote to colleagues, in their histories: ${time}`,
  rooms: (time: string) => `what they wrote in rooms: ${time}`,
  files: (count: number, time: string) => `${count} files they sent: ${time}`,
  backups: 'copies on colleagues’ devices and in backups',
  closed: (who: string) => `${who} can no longer log in.`,
  copy: (file: string, messages: number) =>
    `A copy of their data, ${messages} messages, is in ${file}: for that person alone.`,
  back: (who: string) => `${who} is back, with rooms and teams.`,
  failed: 'Nobody can log in, but the rest was cut off. The same command goes on with it.',
  none: 'Nobody has left.',
};
const FR: typeof EN = {
  ask: 'Fermer son accès maintenant ? [o/N] ',
  yes: /^(o(ui)?|y(es)?)$/i,
  needsYes: 'Personne n’est là pour répondre : ajouter --yes après avoir lu ce qui se passe.',
  started: 'Aucune Chatelaine ne tourne : le serveur est démarré pour cela, puis arrêté.',
  notNow: 'Rien n’a été changé.',
  happens: (who) => `${who} s’en va :`,
  devices: (count) => `${count} appareils déconnectés aussitôt ; aucun ne revient sans le mot de passe`,
  room: {
    'handed-over': (name) => `salon ${name} : transmis`,
    left: (name) => `salon ${name} : sortie`,
    stays: (name) => `salon ${name} : personne d’autre ne le gère ; nommer quelqu’un avec --to`,
  },
  team: (label) => `équipe ${label} : sortie`,
  removed: (at) => `le compte sera retiré le ${at} ; d’ici là : chatelaine leave --back ADRESSE`,
  stays: 'le compte reste, fermé : chatelaine leave --back ADRESSE le rouvre',
  remains: 'Ce qui reste :',
  own: (count) => `${count} messages dans son propre historique, jusqu’au retrait du compte`,
  colleagues: (time) => `ses messages aux collègues, dans leurs historiques : ${time}`,
  rooms: (time) => `ses messages dans les salons : ${time}`,
  files: (count, time) => `${count} fichiers envoyés : ${time}`,
  backups: 'les copies sur les appareils des collègues et dans les sauvegardes',
  closed: (who) => `${who} : plus aucune connexion possible.`,
  copy: (file, messages) =>
    `Une copie de ses données, ${messages} messages, est dans ${file} : pour cette personne seule.`,
  back: (who) => `${who} : de retour, avec ses salons et ses équipes.`,
  failed: 'Plus personne ne peut se connecter, mais la suite a été interrompue. La même commande la reprend.',
  none: 'Personne n’est sur le départ.',
};
export const LEAVE_TEXT: Readonly<Record<Language, typeof EN>> = { en: EN, fr: FR };

/** What will happen, and what remains. @param removeAt ms since the epoch; null: never. */
export function previewLines(preview: LeavingPreview, removeAt: number | null, language: Language): string[] {
  const words = LEAVE_TEXT[language];
  const { devices, rooms, teams, remains, displayName, address } = preview;
  const line = ({ name, becomes }: LeavingRoom) => words.room[becomes](name);
  const list = (lines: readonly string[]) => lines.map((one) => `  - ${one}`);
  return [
    words.happens(displayName || address),
    ...list([
      words.devices(devices),
      ...teams.map(({ label }) => words.team(label)),
      ...rooms.map(line),
      removeAt === null ? words.stays : words.removed(day(removeAt, language)),
    ]),
    words.remains,
    ...list([
      words.own(remains.messages),
      words.colleagues(days(remains.keepDays.people, language)),
      words.rooms(days(remains.keepDays.rooms, language)),
      ...(remains.files > 0 ? [words.files(remains.files, days(remains.fileDays, language))] : []),
      words.backups,
    ]),
  ];
}

const STATES: Readonly<Record<Language, Readonly<Record<Leaver['state'], string>>>> = {
  en: { closing: 'leaving', left: 'left', returning: 'coming back', failed: 'interrupted' },
  fr: {
    ...{ closing: 'départ en cours', left: 'compte fermé' },
    ...{ returning: 'retour en cours', failed: 'interrompu' },
  },
};

export function leaverLine({ address, state, leftAt, removeAt }: Leaver, language: Language): string {
  const until = removeAt === null ? LEAVE_TEXT[language].stays : day(removeAt, language);
  return `${address}  ${STATES[language][state]}  ${day(leftAt, language)}  →  ${until}`;
}
