/** The router in words; worded in the contract, once for the page and the command line. */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { CircleCheck, CircleDashed, CircleX, Hand, type LucideIcon } from 'lucide-react';
import { FINDINGS, type FindingWords, type Language } from '../../electron/contract/findings/index.ts';
import {
  handLines,
  headCase,
  leftByHand,
  standingText,
} from '../../electron/contract/findings/router-lines.ts';
import {
  BOX_GUIDES,
  type BoxGuide,
  OTHER_BOX,
  ROUTER_DOORS,
} from '../../electron/contract/findings/router-words.ts';
import type { DoctorFinding, RouterCase, RouterMapping, RouterState } from '../api/types.ts';

export type { BoxGuide } from '../../electron/contract/findings/router-words.ts';
export { handLines, headCase, leftByHand };

/** What the card does next, by how it stands. `ask`: nobody looked. `offer`: it would open. `hand`: only a person can. */
export type Next = 'ask' | 'offer' | 'keep' | 'hand' | 'none';
const NEXT: Readonly<Record<RouterCase, Next>> = {
  ...{ 'not-looked': 'ask', ready: 'offer', mapped: 'keep', partly: 'keep', 'closed-otherwise': 'keep' },
  ...{
    'switched-off': 'hand',
    silent: 'hand',
    taken: 'hand',
    full: 'hand',
    strange: 'hand',
    'double-nat': 'hand',
  },
  ...{
    'no-router': 'none',
    'no-network': 'none',
    'no-address': 'none',
    'carrier-nat': 'none',
    'ds-lite': 'none',
    offline: 'none',
  },
};
export const nextOf = (name: RouterCase): Next => NEXT[name];

export const DOOR_ICONS: Readonly<
  Record<RouterMapping['state'], { icon: LucideIcon; tone: 'ok' | 'bad' | 'plain' }>
> = {
  ...{ idle: { icon: CircleDashed, tone: 'plain' }, 'by-hand': { icon: Hand, tone: 'plain' } },
  ...{ open: { icon: CircleCheck, tone: 'ok' }, there: { icon: CircleCheck, tone: 'ok' } },
  ...{
    taken: { icon: CircleX, tone: 'bad' },
    refused: { icon: CircleX, tone: 'bad' },
    lost: { icon: CircleX, tone: 'bad' },
  },
};

/** Who can do something about it. */
export const ROUTER_WHO: Readonly<Record<DoctorFinding['who'], MessageDescriptor>> = {
  you: msg`The cause: you can mend it`,
  chatelaine: msg`The cause: Chatelaine sees to it`,
  technician: msg`The cause: whoever looks after your network can mend it`,
  provider: msg`The cause: the internet provider can mend it`,
};

export interface RouterWording {
  readonly standing: (state: RouterState) => string;
  readonly door: (state: RouterMapping['state']) => string;
  readonly finding: (finding: DoctorFinding) => FindingWords;
  readonly boxes: readonly BoxGuide[];
  readonly note: (box: BoxGuide) => string;
  readonly otherBox: string;
  readonly otherNote: (page: string) => string;
}

export function useRouterWords(): RouterWording {
  const { i18n } = useLingui();
  const language: Language = i18n.locale === 'fr' ? 'fr' : 'en';
  return {
    standing: (state) => standingText(state, state.router.name, language),
    door: (state) => ROUTER_DOORS[state][language],
    finding: (finding) =>
      FINDINGS[finding.code]?.words[language](finding) ?? { cause: finding.code, effect: '', fix: '' },
    boxes: BOX_GUIDES,
    note: (box) => box.note[language],
    otherBox: OTHER_BOX.name[language],
    otherNote: (page) => OTHER_BOX.note[language].replace('{page}', page),
  };
}
