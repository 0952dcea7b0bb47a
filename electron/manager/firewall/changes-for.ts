/** From what was seen to what to do about it, in the terms of the firewall that rules. Pure. */
import type { Flow } from './flows.ts';
import { type Operation, operation, operationsOf } from './operations.ts';
import { insertions } from './plan.ts';
import type { Family } from './rule-set.ts';
import type { Seen } from './seen.ts';

/** Empty where everything needed comes in already. */
export function changesFor(
  { ruler, set, interface: by }: Seen,
  flows: readonly Flow[],
  families: readonly Family[],
): Operation[] {
  const planned = insertions({ set, flows, interface: by, families });
  switch (ruler.firewall) {
    case 'none':
      return [];
    case 'nftables':
      return operationsOf(planned, { firewall: 'nftables' });
    case 'iptables':
      return operationsOf(planned, { firewall: 'iptables', legacy: ruler.legacy });
    case 'ufw':
    case 'firewalld': {
      // These place their rules themselves; one for each flow, for both families.
      const wanted = new Map(planned.map(({ flow }) => [flow.id, flow]));
      return [...wanted.values()].map(({ id, protocol, ports, from }) => {
        const flow = { id, protocol, ports: { ...ports }, from: from && [...from] };
        if (ruler.firewall === 'firewalld')
          return operation.parse({ firewall: 'firewalld', zone: ruler.zone, flow });
        // A rule of the office that refuses wins over one that comes after it.
        const refused = planned.some((one) => one.flow.id === id && isRefusedByUfw(set, one.flow));
        const written = `${ports.from === ports.to ? ports.from : `${ports.from}:${ports.to}`}/${protocol}`;
        const same = from === null ? ruler.refusals.find(({ port }) => port === written) : undefined;
        const instead = same ? { action: same.action, comment: same.comment } : null;
        return operation.parse({ firewall: 'ufw', first: refused && !instead, instead, flow });
      });
    }
  }
}

/** Whether one of the office's own ufw rules names the port and refuses. */
const isRefusedByUfw = ({ chains }: Seen['set'], { protocol, ports }: Flow): boolean =>
  chains
    .filter(({ id }) => /\bufw6?-user-input\b/.test(id))
    .some(({ rules }) =>
      rules.some(
        ({ effect, when }) =>
          effect.is === 'drop' &&
          when.some(
            (match) =>
              match.is === 'port' &&
              (match.protocol === null || match.protocol === protocol) &&
              match.ranges.some(({ from, to }) => from <= ports.to && to >= ports.from),
          ),
      ),
    );
