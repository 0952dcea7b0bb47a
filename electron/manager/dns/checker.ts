/** The doctor's look at the DNS. */
import type { Checker } from '../doctor/registry.ts';

export const dnsChecker: Checker = {
  topic: 'dns',
  async check({ dns }) {
    const { findings, notChecked } = await dns();
    const isBlind = notChecked.includes('zone-servers') && notChecked.includes('resolvers');
    return { findings, notChecked: isBlind ? 'all' : notChecked };
  },
};
