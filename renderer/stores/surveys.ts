/**
 * What there is at a domain before anything is planned: who keeps it, who has website and mail. Asked once while the window is open,
 * and again on demand: it takes seconds, and seldom changes.
 */
import type { Client, DomainSurvey } from '../api/types.ts';
import { createResource, type Resource } from './async.ts';
import type { Events } from './events.ts';

/** The same resource for the same domain. */
export type Surveys = (domain: string) => Resource<DomainSurvey>;

export function createSurveys({ client, events }: { client: () => Client; events: Events }): Surveys {
  const known = new Map<string, Resource<DomainSurvey>>();
  return (domain) => {
    const found = known.get(domain);
    if (found) return found;
    const resource = createResource({ load: async () => client().dns.survey({ domain }), events });
    known.set(domain, resource);
    return resource;
  };
}
