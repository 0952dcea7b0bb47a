/** `describe` for what needs the lab; skipped with the reason in its title where there can be none. */
import { describeInNetworks } from '../../support/need-network.ts';

export const describeInDnsLab = (title: string, body: () => void): void =>
  describeInNetworks(['named', 'dnssec-signzone', 'unbound', 'openssl'], title, body);
