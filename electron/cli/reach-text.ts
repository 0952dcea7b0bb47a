/** `chatelaine reach` on a terminal, in both languages. Pure. */
import type { Language } from '../contract/findings/finding.ts';
import { BECAUSE, FROM, SPEECH, TROUBLE, VERDICT } from '../contract/findings/reach-words.ts';
import type { ReachCell, ReachPartner, ReachState, ReachView } from '../contract/reach.ts';

const TEXT = {
  en: {
    seen: 'Seen by',
    noHairpin:
      'The internet box does not lead back in by the public address: that says nothing about the doors. "chatelaine reach command" prints a line for a computer elsewhere.',
    ownAddress:
      'The public address is this computer’s own: from here nobody can see what a firewall does with strangers. "chatelaine reach command" prints a line for a computer elsewhere.',
    noAddress: 'The office has no public address yet: nobody can knock from outside.',
    noPartners: 'No partners. "chatelaine reach partners code" prints what another office needs to add you.',
    never: 'not asked yet',
  },
  fr: {
    seen: 'Vu par',
    noHairpin:
      'La box ne ramène pas à l’intérieur par l’adresse publique : on ne peut rien en conclure. « chatelaine reach command » affiche une ligne pour un ordinateur situé ailleurs.',
    ownAddress:
      'L’adresse publique est celle de cet ordinateur même : d’ici, on ne voit pas ce qu’un pare-feu fait des inconnus. « chatelaine reach command » affiche une ligne pour un ordinateur situé ailleurs.',
    noAddress: 'Le bureau n’a pas encore d’adresse publique : personne ne peut frapper de l’extérieur.',
    noPartners:
      'Pas de partenaire. « chatelaine reach partners code » affiche ce dont un autre bureau a besoin pour vous ajouter.',
    never: 'pas encore sollicité',
  },
} as const;

const pad = (text: string, length: number) => text.padEnd(length);

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address);

/** A door that is the same at every address is one line: its first cell, without its address. */
function alike(all: readonly ReachCell[]): { cell: ReachCell; isEverywhere: boolean }[] {
  const byDoor = Map.groupBy(all, ({ id }) => id);
  return [...byDoor.values()].flatMap((cells) => {
    const kinds = new Set(cells.map(({ verdict, because }) => `${verdict} ${because}`));
    const isEverywhere = cells.length > 1 && kinds.size === 1;
    return (isEverywhere ? cells.slice(0, 1) : cells).map((cell) => ({ cell, isEverywhere }));
  });
}

/** One look: a line for each door, or each address of it where they differ. */
export function viewText(view: ReachView, { doors }: Pick<ReachState, 'doors'>, language: Language): string {
  const words = TEXT[language];
  const byId = new Map(doors.map((door) => [door.id, door]));
  const who = view.name === null ? FROM[language][view.from] : `${FROM[language][view.from]} ${view.name}`;
  const isOwn = view.cells.every(({ because }) => because === 'own-address');
  const note =
    view.cells.length === 0
      ? words.noAddress
      : view.hairpin === 'no'
        ? words.noHairpin
        : isOwn
          ? words.ownAddress
          : '';
  // The note has said it of all.
  const lines = alike(isOwn ? [] : view.cells).flatMap(
    ({ cell: { id, address, verdict, because }, isEverywhere }) => {
      const door = byId.get(id);
      if (!door) return [];
      const place = `${isEverywhere ? '' : `${bracketed(address)}:`}${door.port}/${door.transport}`;
      return [
        `  ${pad(VERDICT[language][verdict], 22)} ${pad(place, 34)} ${SPEECH[language][door.speech]} (${BECAUSE[language][because]})`,
      ];
    },
  );
  const where = [...new Set(view.cells.map(({ address }) => address))];
  return [
    `${words.seen} ${who}${where.length > 1 ? ` (${where.join(', ')})` : ''}${language === 'fr' ? '\u00a0:' : ':'}`,
    ...(note ? [note] : []),
    ...lines,
    '',
  ].join('\n');
}

export function partnersText(partners: readonly ReachPartner[], language: Language): string {
  const words = TEXT[language];
  if (partners.length === 0) return `${words.noPartners}\n`;
  return `${partners
    .map(({ id, name, url, trouble, askedAt }) => {
      const state = trouble
        ? TROUBLE[language][trouble]
        : askedAt === null
          ? words.never
          : new Date(askedAt).toISOString();
      return `${id}  ${name}  ${url}  ${state}`;
    })
    .join('\n')}\n`;
}
