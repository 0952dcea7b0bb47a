/** Tests that need networks of their own: where the system gives none they are skipped, with the reason in their title. */
import { describe } from 'vitest';
import { whyNoNetwork } from '../federation/lab/network.ts';

export function describeInNetworks(title: string, body: () => void): void {
  const why = whyNoNetwork();
  if (why) describe.skip(`${title} [skipped: ${why}]`, body);
  else describe(title, body);
}
