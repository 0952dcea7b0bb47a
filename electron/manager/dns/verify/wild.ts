/** What a wildcard answers, and which names it answers for. Pure. Spec: RFC 4592. */
import type { PlanRow } from '../../../contract/dns.ts';
import type { Heard } from '../ask/asking.ts';
import type { View } from './view.ts';

/** What is said of a name that nobody has written. @param label such a one below the domain. */
export function wildcardAnswers(view: View, label: string) {
  return (['A', 'AAAA', 'SRV', 'TXT'] as const).map((type) => {
    const told = view.truth(`${label}.${view.domain}`, type);
    return { type, values: view.values(`${label}.${view.domain}`, type), alias: told?.chain[1] };
  });
}

/** What is found at this name is what is found at a name that nobody has written. */
export function isWild({ record: { set } }: PlanRow, view: View, label: string): boolean {
  return wildcardAnswers(view, label).some(({ type, values, alias }) => {
    if (alias !== undefined) return view.all.some((one) => one.name === set.name && isAliasTo(one, alias));
    const here = view.values(set.name, type);
    return values.length > 0 && values.join(' ') === here.join(' ');
  });
}

const isAliasTo = ({ said, name }: Heard, alias: string): boolean =>
  said?.answers.some((line) => line.type === 'CNAME' && line.name === name && line.value === `${alias}.`) ===
  true;
