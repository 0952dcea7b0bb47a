/** A look that learns: what is found out about the world may change what should be there, and then it is looked at once more. */
import type { DnsReport } from '../../contract/dns.ts';
import type { DnsPlan } from '../../contract/domains.ts';
import type { Learned } from './plan/from-office.ts';
import { caaOf, dnssecOf } from './survey/survey.ts';
import { type VerifyParts, verify } from './verify/verify.ts';
import { outcomeOf } from './watch.ts';

export interface LookParts extends VerifyParts {
  /** The plan, with what was learned before (null: nothing new). */
  readonly plan: (learned: Learned | null) => DnsPlan;
  readonly verify?: typeof verify;
}

/** Rejects with the signal's reason only. `learned` null: nobody answered, and what was known before is better than nothing. */
export async function lookAt(parts: LookParts): Promise<{ report: DnsReport; learned: Learned | null }> {
  const once = parts.verify ?? verify;
  const first = parts.plan(null);
  const { report, view } = await once(first, parts);
  if (outcomeOf(report) === 'unknown') return { report, learned: null };
  const learned: Learned = {
    ...{ signed: dnssecOf(view) === 'signed', caa: caaOf(view) },
    ...(view.zone.name === null ? {} : { apexes: [view.zone.name] }),
  };
  const next = parts.plan(learned);
  if (planKey(next) === planKey(first)) return { report, learned };
  return { report: (await once(next, parts)).report, learned };
}

/** The plan as a text: when it changes, what was found before says nothing any more. */
export const planKey = ({ records }: DnsPlan): string =>
  JSON.stringify(records.map(({ set: { name, type, values } }) => [name, type, values]));
