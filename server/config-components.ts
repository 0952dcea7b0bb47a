/** The components of a configuration: domains in the server's own spelling, beside which of ours each stands, absolute paths. */
import { resolve } from 'node:path';
import type { Located } from './config-json.ts';
import { type ConfigProblem, nearest, problemAt } from './config-problems.ts';
import { type ComponentConfig, type GivenComponent, normalHost } from './config-schema.ts';

export interface ComponentsParts {
  readonly folder: string;
  readonly located: Located;
  /** Served domains. */
  readonly hosts: readonly string[];
}

export function readComponents(
  given: Readonly<Record<string, GivenComponent>>,
  { folder, located, hosts }: ComponentsParts,
): { components: Record<string, ComponentConfig>; problems: ConfigProblem[] } {
  const components: Record<string, ComponentConfig> = {};
  const problems: ConfigProblem[] = [];
  for (const [written, { secret, host, name, access }] of Object.entries(given)) {
    const path = ['components', written];
    const wrong = (message: string, suggestion?: string) =>
      problems.push(problemAt(located, path, message, suggestion, 'key'));
    const domain = normalHost(written);
    if (domain === undefined) wrong(`"${written}" is no domain name.`);
    else if (hosts.includes(domain)) wrong(`"${written}" is a domain of this server itself.`);
    else if (components[domain]) wrong(`"${written}" is the same component twice.`);
    else {
      const beside = host === undefined ? besideOf(domain, hosts) : normalHost(host);
      if (beside === undefined)
        wrong(`"${written}" needs a "host": the domain of this server it stands beside.`);
      else if (!hosts.includes(beside))
        problems.push(
          problemAt(
            located,
            [...path, 'host'],
            `This server has no domain "${host}".`,
            nearest(host ?? '', hosts),
          ),
        );
      else components[domain] = { host: beside, name, access, secret: resolve(folder, secret) };
    }
  }
  return { components, problems };
}

/** The served domain a component's name ends in, or the only one there is. */
const besideOf = (domain: string, hosts: readonly string[]): string | undefined =>
  hosts.filter((host) => domain.endsWith(`.${host}`)).sort((one, other) => other.length - one.length)[0] ??
  (hosts.length === 1 ? hosts[0] : undefined);
