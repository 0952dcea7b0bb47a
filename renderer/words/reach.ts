/** What people outside find at the doors, in words; worded in the contract, once for the page and the command line. */
import type { MessageDescriptor } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import { CircleCheck, CircleQuestionMark, CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { Language } from '../../electron/contract/findings/index.ts';
import {
  BECAUSE,
  CODE_TROUBLE,
  FROM,
  PARTNER_CODE_TROUBLE,
  SPEECH,
  TROUBLE,
  VERDICT,
} from '../../electron/contract/findings/reach-words.ts';
import type { ReachDoor, ReachPartner, ReachRow, ReachState } from '../api/types.ts';

export interface ReachWording {
  readonly verdict: (row: Pick<ReachRow, 'verdict'>) => string;
  readonly because: (row: Pick<ReachRow, 'because'>) => string;
  readonly speech: (door: Pick<ReachDoor, 'speech'>) => string;
  /** Whose word it is. */
  readonly by: (row: Pick<ReachRow, 'from' | 'by'>) => string;
  readonly trouble: (trouble: NonNullable<ReachPartner['trouble']>) => string;
  readonly code: (reason: keyof (typeof CODE_TROUBLE)['en']) => string;
  readonly partnerCode: (reason: keyof (typeof PARTNER_CODE_TROUBLE)['en']) => string;
}

export function useReachWords(): ReachWording {
  const { i18n } = useLingui();
  const language: Language = i18n.locale === 'fr' ? 'fr' : 'en';
  return {
    verdict: ({ verdict }) => VERDICT[language][verdict],
    because: ({ because }) => BECAUSE[language][because],
    speech: ({ speech }) => SPEECH[language][speech],
    by: ({ from, by }) =>
      from === null ? '' : by === null ? FROM[language][from] : `${FROM[language][from]} ${by}`,
    trouble: (trouble) => TROUBLE[language][trouble],
    code: (reason) => CODE_TROUBLE[language][reason],
    partnerCode: (reason) => PARTNER_CODE_TROUBLE[language][reason],
  };
}

export function lookOf({ verdict, because }: Pick<ReachRow, 'verdict' | 'because'>): {
  icon: LucideIcon;
  tone: 'ok' | 'bad' | 'warn' | 'plain';
} {
  if (verdict === 'open') return { icon: CircleCheck, tone: 'ok' };
  if (verdict === 'not-checked') return { icon: CircleQuestionMark, tone: 'plain' };
  return because === 'relay-lost' || because === 'relay-refused'
    ? { icon: TriangleAlert, tone: 'warn' }
    : { icon: CircleX, tone: 'bad' };
}

/** One true sentence, by what somebody outside has seen; what only this computer says proves nothing. */
export function reachSentence({ rows, doors, checkingSince }: ReachState): MessageDescriptor {
  if (doors.length === 0) return msg`There is nothing to look at before the set-up is done.`;
  const asked = rows.filter(({ verdict }) => verdict !== 'not-checked');
  const outside = asked.filter(({ from }) => from !== 'local');
  const bad = asked.filter(({ verdict }) => verdict !== 'open');
  if (rows.every(({ at }) => at === null))
    return checkingSince === null ? msg`Nobody has knocked yet.` : msg`Chatelaine knocks at the doors.`;
  if (outside.length === 0 && bad.length === 0)
    return msg`The server answers on this computer. Whether people outside get in, nobody outside has tried.`;
  if (bad.length === 0) return msg`People outside get in: every door that was tried answers as it should.`;
  if (bad.length === asked.length && outside.length > 0)
    return msg`Nobody outside gets in: no door that was tried answers as it should.`;
  // A door in both families is one door; IPv4 is what everybody has.
  const [v4, v6] = (['v4', 'v6'] as const).map((one) => bad.filter(({ family }) => family === one).length);
  if (outside.length === 0)
    return msg`${plural(v4 || v6 || 0, { one: '# door does not answer as it should, even on this computer.', other: '# doors do not answer as they should, even on this computer.' })}`;
  if (v4 === 0)
    return msg`${plural(v6 ?? 0, { one: 'Over IPv4 people outside get in; over IPv6, # door does not answer as it should.', other: 'Over IPv4 people outside get in; over IPv6, # doors do not answer as they should.' })}`;
  return msg`${plural(v4 ?? 0, { one: 'Of the doors that were tried, # does not answer as it should.', other: 'Of the doors that were tried, # do not answer as they should.' })}`;
}
