/** From what was seen to what to do about it, in the terms of the firewall that rules. Pure. */
import type { Flow } from './flows.ts';
import { type Operation, type OperationFlow, operation, operationOf } from './operations.ts';
import { type Insertion, insertions } from './plan.ts';
import type { Chain, Family } from './rule-set.ts';
import type { Ruler, Seen, UfwRefusal } from './seen.ts';

/** Empty where everything needed comes in already. */
export const changesFor = (now: Seen, flows: readonly Flow[], families: readonly Family[]): Operation[] =>
  operationsFor(now, insertions(now, flows, families));

/** The same change as its rulers take it: what they keep themselves by their own program, all else where it stands. */
export function operationsFor(now: Seen, planned: readonly Insertion[]): Operation[] {
  const { ruler } = now;
  if (ruler.firewall !== 'ufw' && ruler.firewall !== 'firewalld') return planned.map(operationOf);
  const [theirs, beside] = [
    planned.filter((one) => isKeptBy(ruler, now, one)),
    planned.filter((one) => !isKeptBy(ruler, now, one)),
  ];
  // These place their rules themselves, one for each flow and for both families; the network's own messages they let in.
  const flows = new Map(
    theirs.flatMap(({ wanted }) => (wanted.protocol === 'icmpv6' ? [] : [[wanted.id, wanted] as const])),
  );
  return [
    ...[...flows.values()].map((flow) =>
      ruler.firewall === 'firewalld'
        ? operation.parse({
            ...{ firewall: 'firewalld', zone: ruler.zone, flow },
            first: now.set.chains.some((chain) => refuses(chain, flow, IN_FIREWALLD)),
          })
        : ufwOperation(now, ruler.refusals, flow),
    ),
    ...beside.map(operationOf),
  ];
}

/** Whether a chain is one that ufw or firewalld writes, so that they would take away what somebody else puts in. */
function isKeptBy(ruler: Ruler, { set }: Seen, { chain }: Insertion): boolean {
  if (ruler.firewall === 'firewalld' && /^(inet|ip|ip6) firewalld /.test(chain)) return true;
  const mark = ruler.firewall === 'ufw' ? /^v[46] ufw6?-/ : /^v[46] INPUT_ZONES/;
  const found = set.chains.find(({ id }) => id === chain);
  return found?.rules.some(({ effect }) => 'chain' in effect && mark.test(effect.chain)) ?? false;
}

/** A rule of the office that refuses wins over one that comes after it. */
function ufwOperation(now: Seen, refusals: readonly UfwRefusal[], flow: OperationFlow): Operation {
  const { ports, protocol, from } = flow;
  const written = `${ports.from === ports.to ? ports.from : `${ports.from}:${ports.to}`}/${protocol}`;
  const same = from === null ? refusals.find(({ port }) => port === written) : undefined;
  const instead = same ? { action: same.action, comment: same.comment } : null;
  const first = !instead && now.set.chains.some((chain) => refuses(chain, flow, IN_UFW));
  return operation.parse({ firewall: 'ufw', first, instead, flow });
}

/** Where ufw and a zone of firewalld have the office's own refusals. */
const IN_UFW = /\bufw6?-user-input\b/;
const IN_FIREWALLD = /\b(filter_)?IN_\w+_(pre|deny)$/;

/** Whether one of the office's own rules names the port and refuses. */
const refuses = ({ id, rules }: Chain, { protocol, ports }: OperationFlow, where: RegExp): boolean =>
  where.test(id) &&
  rules.some(
    ({ effect, when }) =>
      effect.is === 'drop' &&
      when.some(
        (match) =>
          match.is === 'port' &&
          (match.protocol === null || match.protocol === protocol) &&
          match.ranges.some(({ from, to }) => from <= ports.to && to >= ports.from),
      ),
  );
