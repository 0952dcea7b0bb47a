/** What a person brought once. The job has it on disk already; there is nobody to ask for the next one. */
import type { Origin } from '../origin.ts';

export const givenOrigin = (domain: string): Origin => ({
  ...{ name: '', kind: 'given', rehearses: false },
  plan: async () => ({ domain, authority: '', names: [], findings: [], possible: true }),
  obtain: () => Promise.reject(new Error('what a person brings is not ordered')),
});
