/** Which doors a router is asked for: those the world has to come in by, one by one. Pure. */
import type { IpFamily, RouterMapping } from '../../contract/router.ts';
import type { Transport } from './client.ts';

/** A row of the office's flows (electron/manager/firewall/flows.ts), as far as a router is concerned. */
export interface RouterFlow {
  readonly direction: 'in' | 'out';
  readonly protocol: Transport;
  readonly ports: { readonly from: number; readonly to: number };
  readonly why: string;
  readonly need: 'required' | 'useful';
  /** Networks that may come in; null is everybody. */
  readonly from: readonly string[] | null;
}

export type RouterWish = Pick<
  RouterMapping,
  'id' | 'family' | 'transport' | 'why' | 'need' | 'from' | 'to'
> & {
  /** Too many to ask for one by one: a range in the router's own page. */
  readonly byHand: boolean;
};

/** A router takes one port at a time, and many have room for a few dozen. */
export const MOST_OF_A_RANGE = 20;
/** Never opened towards the world by a router, whatever the list says: remote access, and who watches this machine. */
const NEVER = ['remote-access', 'monitoring'];

/** What is asked for each family, the doors nobody can do without first. */
export function wishesOf(flows: readonly RouterFlow[], families: readonly IpFamily[]): RouterWish[] {
  const world = flows.filter(
    ({ direction, from, why }) => direction === 'in' && from === null && !NEVER.includes(why),
  );
  const found = families.flatMap((family) => world.flatMap((flow) => ofFlow(flow, family)));
  const once = [...new Map([...found].reverse().map((wish) => [wish.id, wish])).values()].reverse();
  const rank = ({ need, byHand }: RouterWish) => (byHand ? 2 : need === 'required' ? 0 : 1);
  return once.sort((one, other) => rank(one) - rank(other));
}

function ofFlow({ protocol, ports, why, need }: RouterFlow, family: IpFamily): RouterWish[] {
  const { from, to } = ports;
  const wish = (first: number, last: number, byHand: boolean): RouterWish => ({
    id: `${family}-${protocol}-${first}${last === first ? '' : `-${last}`}`,
    ...{ family, transport: protocol, why, need, from: first, to: last, byHand },
  });
  if (to - from >= MOST_OF_A_RANGE) return [wish(from, to, true)];
  return Array.from({ length: to - from + 1 }, (_, at) => wish(from + at, from + at, false));
}
