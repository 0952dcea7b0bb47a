/** What the page and the command line are shown, from all that is known. Pure. */
import type { IpFamily, RouterMapping, RouterState } from '../../contract/router.ts';
import type { Discovered } from './discover.ts';
import { routerFindings } from './findings.ts';
import type { Network } from './gateway.ts';
import { caseOf } from './judge.ts';
import type { DoorRecord } from './record.ts';
import type { RouterWish } from './wishes.ts';

export interface StateFacts {
  readonly choice: RouterState['choice'];
  readonly working: boolean;
  readonly network: Network;
  readonly found: (Discovered & { readonly at: number }) | null;
  readonly wishes: readonly RouterWish[];
  readonly records: readonly DoorRecord[];
  readonly outside: string | null;
  readonly seen: string | null;
  readonly reached: (family: IpFamily) => 'open' | 'closed' | null;
  readonly name: string;
  readonly now: number;
}

export function stateOf(facts: StateFacts): RouterState {
  const { choice, working, network, found, wishes, outside, seen, reached, name } = facts;
  const hears = new Set(found?.clients.map(({ family }) => family));
  const records = facts.records.map((record) => atTime(record, facts.now));
  const mappings = wishes.map((wish) =>
    mappingOf(wish, records, choice.on, found === null || hears.has(wish.family)),
  );
  const answers = [...(found?.answers ?? [])];
  const verdict = (family: IpFamily) =>
    caseOf({
      ...{ family, seen, reached: reached(family), looked: found !== null || records.length > 0 },
      source: network[family]?.source ?? null,
      answers: answers.filter((answer) => answer.family === family),
      outside: family === 'v4' ? outside : null,
      doors: choice.on
        ? records.filter((one) => one.family === family && wishes.some(({ id }) => id === one.id))
        : [],
    }).is;
  const shown = {
    ...{ at: found?.at ?? null, working, choice, answers, mappings },
    router: {
      v4: network.v4?.gateway ?? null,
      v6: network.v6?.gateway ?? null,
      name: found?.name ?? null,
    },
    here: { name, v4: network.v4?.source ?? null, v6: network.v6?.source ?? null },
    outside: { router: outside, seen },
    cases: { v4: verdict('v4'), v6: verdict('v6') },
  };
  return { ...shown, findings: routerFindings(shown) };
}

/** A lease that was not renewed is over, whether somebody has looked since or not. */
const atTime = (record: DoorRecord, now: number): DoorRecord =>
  record.state === 'open' && record.until !== null && record.until <= now
    ? { ...record, state: 'lost' }
    : record;

/** @param heard whether anybody is there to ask for this family. */
function mappingOf(
  { byHand, ...wish }: RouterWish,
  records: readonly DoorRecord[],
  on: boolean,
  heard: boolean,
): RouterMapping {
  const rest = { by: null, until: null, renewsAt: null, said: '' };
  const record = records.find(({ id }) => id === wish.id);
  if (byHand || (!record && !heard)) return { ...wish, ...rest, state: 'by-hand' };
  if (!record || !on || record.state === 'asked') return { ...wish, ...rest, state: 'idle' };
  const { state, by, until, next, said } = record;
  return { ...wish, state, by, until, said, renewsAt: state === 'open' ? next : null };
}
