/** `describe` for what needs the lab; skipped with the reason in its title where there can be none. */
import { describe } from 'vitest';
import { whyNoNetwork } from '../../federation/lab/network.ts';
import { describeWith, findProgram } from '../../support/need.ts';

export function describeInDnsLab(title: string, body: () => void): void {
  const reason = findProgram('ip') && whyNoNetwork();
  if (reason) describe.skip(`${title} [skipped: ${reason}]`, body);
  else describeWith(['ip', 'named', 'dnssec-signzone', 'unbound', 'openssl'], title, body);
}
