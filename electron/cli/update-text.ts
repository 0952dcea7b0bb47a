/** Updates in words for a terminal, in both languages. */
import type { Language } from '../contract/findings/finding.ts';
import { updateWhy } from '../contract/findings/updates.ts';
import type { DataCounts, ReleaseNotes, UpdatesView } from '../contract/index.ts';

const moment = (at: number, language: Language) =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(at);

const say = (language: Language, en: string, fr: string) => (language === 'fr' ? fr : en);

/** The whole state: what runs, what comes, how to go back. */
export function updateText(view: UpdatesView, language: Language): string {
  const lines = [
    say(language, `Chatelaine ${view.version} runs here.`, `Chatelaine ${view.version} est en place.`),
    stateText(view, language),
  ];
  if (view.trouble) lines.push(troubleText(view.trouble, language));
  if (view.commands.length > 0) {
    lines.push(
      say(
        language,
        'Your package manager brings new versions:',
        'Les nouvelles versions viennent du gestionnaire de paquets :',
      ),
      ...view.commands.map((command) => `  ${command}`),
    );
  }
  if (view.wayBack) {
    const { version, until } = view.wayBack;
    lines.push(
      say(
        language,
        `Until ${moment(until, language)} you can go back to ${version}: chatelaine update rollback`,
        `Jusqu’au ${moment(until, language)}, le retour à la version ${version} est possible : chatelaine update rollback`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

export function stateText(
  { state, kind, feed, checkedAt, trouble }: UpdatesView,
  language: Language,
): string {
  const s = (en: string, fr: string) => say(language, en, fr);
  switch (state.state) {
    case 'idle':
      if (kind === 'checkout')
        return s(
          'It runs from its sources: whoever fetched them exchanges it.',
          'Elle tourne depuis ses sources : c’est à qui les a prises de les mettre à jour.',
        );
      if (feed === null)
        return s(
          'Nobody announces new versions for this copy yet.',
          'Personne n’annonce encore de nouvelle version pour cette copie.',
        );
      if (checkedAt === null)
        return s(
          'Nobody has asked for a newer one yet.',
          'Personne n’a encore demandé s’il en existe une plus récente.',
        );
      {
        const at = moment(checkedAt, language);
        return trouble === null
          ? s(`It was the newest on ${at}.`, `C’était la plus récente le ${at}.`)
          : s(
              `Looked for a newer one on ${at}, without success.`,
              `Recherche d’une version plus récente le ${at}, sans succès.`,
            );
      }
    case 'checking':
      return s('Asking for a newer version.', 'Recherche d’une version plus récente.');
    case 'available':
      return s(
        `Version ${state.offer.version} is available.`,
        `La version ${state.offer.version} est disponible.`,
      );
    case 'downloading':
      return s(
        `Fetching version ${state.offer.version}: ${megabytes(state.doneBytes)} of ${megabytes(state.offer.bytes ?? 0)} MB.`,
        `Téléchargement de la version ${state.offer.version} : ${megabytes(state.doneBytes)} Mo sur ${megabytes(state.offer.bytes ?? 0)}.`,
      );
    case 'ready':
      return s(`Version ${state.offer.version} lies ready.`, `La version ${state.offer.version} est prête.`);
    case 'waiting':
      if (state.holds.includes('wizard'))
        return s('It waits until the set-up is finished.', 'Elle attend la fin de l’installation guidée.');
      if (state.holds.includes('backup'))
        return s(
          'It waits until the backup or the restore in hand has ended.',
          'Elle attend la fin de la sauvegarde ou de la restauration en cours.',
        );
      if (state.holds.includes('job'))
        return s('It waits until the job in hand has ended.', 'Elle attend la fin du travail en cours.');
      if (state.holds.includes('firewall'))
        return s(
          'It waits until the change of the firewall is kept or taken back.',
          'Elle attend que la modification du pare-feu soit gardée ou annulée.',
        );
      return state.at === null
        ? s('It begins in a moment.', 'Elle commence dans un instant.')
        : s(
            `It is exchanged on ${moment(state.at, language)}.`,
            `Elle sera installée le ${moment(state.at, language)}.`,
          );
    case 'snapshot':
      return s('All the office has is being copied.', 'Copie de tout ce que possède le bureau.');
    case 'installing':
    case 'proving':
      return s(
        `Version ${state.offer.version} has to show that nothing is missing.`,
        `La version ${state.offer.version} doit montrer que rien ne manque.`,
      );
    case 'done':
      return s(
        `It took the place of ${state.from} on ${moment(state.at, language)}.`,
        `Elle a remplacé la version ${state.from} le ${moment(state.at, language)}.`,
      );
    case 'rolled-back':
      return state.because === 'asked'
        ? s(
            `You went back from ${state.version} on ${moment(state.at, language)}.`,
            `Vous êtes revenu de la version ${state.version} le ${moment(state.at, language)}.`,
          )
        : `${s(`Version ${state.version} was tried on ${moment(state.at, language)} and taken back.`, `La version ${state.version} a été essayée le ${moment(state.at, language)}, puis retirée.`)} ${updateWhy(state.because, language)}`;
    case 'failed':
      return `${s('The update did not work; nothing has changed.', 'La mise à jour n’a pas réussi ; rien n’a changé.')} ${updateWhy(state.because, language)}`;
  }
}

const TROUBLE: Record<string, { en: string; fr: string }> = {
  'feed.unreachable': {
    en: 'Where new versions are announced, nobody answers. Trying again tomorrow.',
    fr: 'Là où les nouvelles versions sont annoncées, personne ne répond. Nouvel essai demain.',
  },
  'feed.malformed': {
    en: 'What is announced cannot be read.',
    fr: 'L’annonce des versions n’est pas lisible.',
  },
  'feed.forged': {
    en: 'What is announced is not signed by those who make Chatelaine, so it does not count.',
    fr: 'L’annonce n’est pas signée par les auteurs de Chatelaine : elle ne compte pas.',
  },
  'feed.stale': {
    en: 'What is announced is older than what was announced before, so it does not count.',
    fr: 'L’annonce est plus ancienne qu’une annonce déjà reçue : elle ne compte pas.',
  },
};

export const troubleText = (trouble: string, language: Language): string =>
  TROUBLE[trouble]?.[language] ?? updateWhy(trouble, language);

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);

export function sinceText({ people, rooms, messages }: DataCounts, language: Language): string {
  return say(
    language,
    `Since the update came: ${people} people, ${rooms} rooms, ${messages} messages. They are set aside: the version before does not have them.`,
    `Depuis la mise à jour : ${people} personnes, ${rooms} salons, ${messages} messages. Tout cela sera mis de côté : la version précédente ne l’aura pas.`,
  );
}

const KIND = {
  new: { en: 'New', fr: 'Nouveau' },
  improved: { en: 'Improved', fr: 'Amélioré' },
  fixed: { en: 'Fixed', fr: 'Corrigé' },
  removed: { en: 'Removed', fr: 'Retiré' },
} as const;

export function notesText(releases: readonly ReleaseNotes[], language: Language): string {
  return releases
    .map(({ version, date, changes }) => {
      const lines = changes.map((change) => `  [${KIND[change.kind][language]}] ${change[language]}`);
      return [`${version} (${date})`, ...lines, ''].join('\n');
    })
    .join('\n');
}
