/** The contract's calls about the way in and out: other servers, and the doors of this one. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { DoorsArea } from '../doors/doors.ts';
import type { FederationArea } from '../federation/federation.ts';

export interface OutsideAreas {
  readonly federation: FederationArea;
  readonly doors: DoorsArea;
}

export function outsideCalls({ federation, doors }: OutsideAreas): Pick<Calls, keyof OutsideAreas> {
  return {
    federation: {
      get: () => federation.get(),
      setPolicy: ({ policy }) => federation.setPolicy(policy),
      setCompany: ({ domain, ...part }) => federation.setCompany(domain, part),
      async retry({ domain }) {
        await federation.retry(domain);
        return {};
      },
      try: async ({ domain }, { signal }) => federation.try(domain, signal),
    },
    doors: {
      get: () => doors.get(),
      set: (wish) => doors.set(wish),
    },
  };
}
