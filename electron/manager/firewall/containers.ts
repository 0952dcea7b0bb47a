/**
 * Ports that containers publish: they come in by address translation, past the rules for who comes in. From the rules themselves,
 * and from `docker ps` and `podman ps` for whose they are (docker-ps(1), podman-ps(1)). Pure.
 */
import type { Protocol } from './flows.ts';
import type { RawState } from './raw.ts';
import type { Family, RuleSet } from './rule-set.ts';

export interface Published {
  readonly protocol: Protocol;
  readonly port: number;
  readonly families: readonly Family[];
  /** The container's address and port, where the rules tell. */
  readonly to: string | null;
  /** Its name, where the container program tells. */
  readonly container: string | null;
  readonly by: 'docker' | 'podman' | null;
}

/** More containers than an office's machine has; the rest is not read. */
const MAX_PORTS = 500;

export function publishedPorts(set: RuleSet, listed: RawState['containers']): Published[] {
  const named = listed.flatMap(({ by, listed: text }) =>
    text.split('\n').flatMap((line) => ofLine(by, line)),
  );
  const sent = ofRules(set);
  const same = (a: Published) => (b: Published) => a.port === b.port && a.protocol === b.protocol;
  const known = named.map((one) => ({ ...one, to: sent.find(same(one))?.to ?? one.to }));
  return merged([...known, ...sent.filter((one) => !named.some(same(one)))]).slice(0, MAX_PORTS);
}

/** `web<TAB>0.0.0.0:8080-8081->80-81/tcp, [::]:8080->80/tcp`; what stays on this machine is published to nobody. */
function ofLine(by: 'docker' | 'podman', line: string): Published[] {
  const [container = '', ports = ''] = line.split('\t');
  return ports.split(',').flatMap((part) => {
    const found = /^(\S*):(\d+)(?:-(\d+))?->[\d-]+\/(tcp|udp)$/.exec(part.trim());
    if (!found) return [];
    const [, address = '', from, to, protocol] = found;
    if (/^(127\.|\[?::1\]?$)/.test(address)) return [];
    const last = Math.min(Number(to ?? from), Number(from) + MAX_PORTS);
    const rows: Published[] = [];
    for (let port = Number(from); port <= last; port++)
      rows.push({
        ...{ protocol: protocol as Protocol, port, families: [address.includes('::') ? 'v6' : 'v4'] },
        ...{ to: null, container, by },
      });
    return rows;
  });
}

function ofRules({ chains }: RuleSet): Published[] {
  return chains.flatMap(({ rules, families, id }) =>
    rules.flatMap(({ effect, when }) => {
      if (effect.is !== 'send' || effect.to === null) return [];
      const port = when.find((match) => match.is === 'port' && !match.not);
      if (port?.is !== 'port' || port.protocol === null) return [];
      const to = `${effect.to.includes(':') ? `[${effect.to}]` : effect.to}${effect.port === null ? '' : `:${effect.port}`}`;
      const by = /netavark|^nv_/i.test(id)
        ? ('podman' as const)
        : /\bDOCKER\b|docker/.test(id)
          ? ('docker' as const)
          : null;
      const family: Family = effect.to.includes(':') ? 'v6' : 'v4';
      return port.ranges
        .filter(({ from, to: end }) => end - from < MAX_PORTS)
        .map(({ from }) => ({
          ...{ protocol: port.protocol!, port: from, to, container: null, by },
          families: families.filter((one) => one === family),
        }));
    }),
  );
}

function merged(list: readonly Published[]): Published[] {
  const byPort = new Map<string, Published>();
  for (const one of list) {
    const key = `${one.protocol} ${one.port}`;
    const before = byPort.get(key);
    byPort.set(
      key,
      before ? { ...before, families: [...new Set([...before.families, ...one.families])] } : one,
    );
  }
  return [...byPort.values()];
}
