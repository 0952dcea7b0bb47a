/** The router in sentences for a terminal, in both languages. */
import type { Language } from '../contract/findings/finding.ts';
import { wordsOfFinding } from '../contract/findings/index.ts';
import { handLines, headCase, leftByHand, standingText } from '../contract/findings/router-lines.ts';
import { BOX_GUIDES, OTHER_BOX, ROUTER_DOORS } from '../contract/findings/router-words.ts';
import type { RouterMapping, RouterState } from '../contract/router.ts';

const WORDS = {
  en: {
    colon: ':',
    doors: 'Doors',
    byHand: 'To enter in the box by hand (outside and inside alike):',
    here: 'to this computer',
    most: 'Most likely under',
    until: 'until',
    mend: 'What to do',
    outside: 'Outside',
    seen: 'the world sees',
  },
  fr: {
    colon: '\u00a0:',
    doors: 'Portes',
    byHand: 'À saisir dans la box à la main (le même numéro dehors et dedans) :',
    here: 'vers cet ordinateur',
    most: 'Le plus souvent sous',
    until: 'jusqu’à',
    mend: 'Que faire',
    outside: 'À l’extérieur',
    seen: 'vu du monde',
  },
} as const;

const MARKS = {
  en: { broken: 'BROKEN ', warning: 'warning', info: 'note   ' },
  fr: { broken: 'CASSÉ  ', warning: 'alerte ', info: 'note   ' },
} as const;

/** Case, addresses, doors, findings; the lines to enter by hand where only a person can. */
export function routerText(state: RouterState, language: Language): string {
  const words = WORDS[language];
  const head = headCase(state);
  const { outside, mappings, findings } = state;
  const address = outside.router ?? outside.seen;
  const blocks = [
    [
      standingText(state, state.router.name ?? state.router.v4, language),
      ...(address ? [`${words.outside}${words.colon} ${address}${seenText(state, words.seen)}`] : []),
    ],
    mappings.length > 0 && head !== 'not-looked' && head !== 'no-router'
      ? [`${words.doors}${words.colon}`, ...mappings.map((one) => doorText(one, language))]
      : [],
    ...findings.map((finding) => {
      const found = wordsOfFinding(finding, language);
      return found
        ? [
            `${MARKS[language][finding.severity]}  ${found.cause}`,
            `  ${found.effect}`,
            `  ${words.mend}${words.colon} ${found.fix}`,
          ]
        : [];
    }),
    needsHand(state) ? handText(state, language) : [],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

const seenText = ({ outside }: RouterState, word: string) =>
  outside.seen && outside.router && outside.seen !== outside.router ? ` (${word} ${outside.seen})` : '';

/** `  tcp 5222          IPv4  passed on (pcp) until 17:40`. */
function doorText(
  { transport, from, to, family, state, by, until, said }: RouterMapping,
  language: Language,
): string {
  const door = `${transport} ${from === to ? from : `${from}-${to}`}`;
  const time = until === null ? '' : ` ${WORDS[language].until} ${clock(until, language)}`;
  const more = `${by ? ` (${by})` : ''}${state === 'open' ? time : ''}${said ? `: ${said}` : ''}`;
  return `  ${door.padEnd(16)} ${family === 'v4' ? 'IPv4' : 'IPv6'}  ${ROUTER_DOORS[state][language]}${more}`;
}

const clock = (at: number, language: Language) =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'fr-FR', { timeStyle: 'short' }).format(at);

/** Whether the router does not do it by itself, or not all of it. */
const needsHand = (state: RouterState): boolean =>
  !['not-looked', 'ready'].includes(state.cases.v4) && leftByHand(state).length > 0;

function handText(state: RouterState, language: Language): string[] {
  const { here, router } = state;
  const words = WORDS[language];
  const lines = handLines(leftByHand(state));
  const isFor = (family: 'v4' | 'v6') => lines.some(({ families }) => families.includes(family));
  const target = [isFor('v4') && here.v4, isFor('v6') && here.v6].filter(Boolean).join(', ');
  return [
    words.byHand,
    ...lines.map(
      ({ ports, transport, name, families }) =>
        `  ${ports.padEnd(14)} ${transport.padEnd(8)} ${name}${families.includes('v4') ? '' : ' (IPv6)'}`,
    ),
    `  ${words.here}${words.colon} ${target} (${here.name})`,
    ...BOX_GUIDES.map(
      ({ name, page, path }) => `  ${name}${words.colon} ${page}. ${words.most} ${path.join(' > ')}`,
    ),
    `  ${OTHER_BOX.name[language]}${words.colon} ${OTHER_BOX.note[language].replace('{page}', `http://${router.v4 ?? '192.168.1.1'}`)}`,
  ];
}
