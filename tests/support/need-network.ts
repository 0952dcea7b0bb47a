/** Tests that need networks of their own: where the system gives none they are skipped, with the reason in their title. */
import { describe } from 'vitest';
import { whyNoNetwork } from '../federation/lab/network.ts';
import { describeWith, findProgram } from './need.ts';

/** `describeWith`, for programs in network namespaces. */
export function describeInNetworks(programs: readonly string[], title: string, body: () => void): void {
  const reason = findProgram('ip') && whyNoNetwork();
  if (reason) describe.skip(`${title} [skipped: ${reason}]`, body);
  else describeWith(['ip', ...programs], title, body);
}
