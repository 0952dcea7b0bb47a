/** The lines a person enters in a box's own page: one for each port, with both transports in one where a box takes that. Pure. */
import type { RouterMapping, RouterState } from '../router.ts';
import type { Language } from './finding.ts';
import { caseText } from './router-words.ts';

export interface HandLine {
  readonly name: string;
  /** `5222` or `49152-49351`; the same outside and inside. */
  readonly ports: string;
  readonly transport: 'TCP' | 'UDP' | 'TCP/UDP';
  readonly families: readonly ('v4' | 'v6')[];
  readonly why: string;
}

/** Every door, in the order of the list; those that are the same but for transport or family become one line. */
export function handLines(
  mappings: readonly Pick<RouterMapping, 'from' | 'to' | 'transport' | 'family' | 'why'>[],
): HandLine[] {
  const ranges = [...new Set(mappings.map(({ from, to }) => `${from}-${to}`))];
  return ranges.map((range) => {
    const those = mappings.filter(({ from, to }) => `${from}-${to}` === range);
    const { from, to, why } = those[0]!;
    const transports = new Set(those.map(({ transport }) => transport));
    const transport = transports.size > 1 ? 'TCP/UDP' : transports.has('tcp') ? 'TCP' : 'UDP';
    const ports = from === to ? String(from) : range;
    const families = (['v4', 'v6'] as const).filter((family) => those.some((one) => one.family === family));
    return { name: `Chatelaine ${ports}`, ports, transport, families, why };
  });
}

/** Nothing a person enters for IPv4 helps against these. */
const NOT_BY_V4: readonly RouterState['cases']['v4'][] = [
  ...(['no-router', 'no-network', 'no-address', 'carrier-nat', 'ds-lite', 'offline'] as const),
];

/** What is left for a person to enter: not what the router does already, nor what could not help. */
export const leftByHand = ({ mappings, cases, choice }: Pick<RouterState, 'mappings' | 'cases' | 'choice'>) =>
  mappings.filter(
    ({ family, state }) =>
      !(choice.on && (state === 'open' || state === 'there')) &&
      !(family === 'v4' && NOT_BY_V4.includes(cases.v4)) &&
      !(family === 'v6' && cases.v6 === 'mapped' && !choice.on),
  );

/** Which sentence heads it all: the family people come by first, unless only the other has something to say. */
export function headCase({ cases, here }: Pick<RouterState, 'cases' | 'here'>): RouterState['cases']['v4'] {
  if (cases.v4 === 'no-network' && here.v6 !== null) return cases.v6;
  return cases.v4;
}

const RANGE_LEFT: Readonly<Record<Language, string>> = {
  en: 'The range for calls is too long to be asked for: enter its line, below, by hand.',
  fr: 'La plage des appels est trop longue pour être demandée\u00a0: saisir sa ligne, ci-dessous, à la main.',
};

/** The sentence that heads it all; what is left for a person is said with it. */
export function standingText(state: RouterState, router: string | null, language: Language): string {
  const head = headCase(state);
  const said = caseText(head, router, language);
  return head === 'mapped' && leftByHand(state).length > 0 ? `${said} ${RANGE_LEFT[language]}` : said;
}
