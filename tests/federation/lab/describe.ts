/** `describe` for what needs the lab; skipped with the reason in its title where there can be none. */
import { describe } from 'vitest';
import { describeWith, findProgram } from '../../support/need.ts';
import type { PeerName } from './domains.ts';
import { whyNoNetwork } from './network.ts';

const PROGRAMS: Readonly<Record<PeerName, readonly string[]>> = {
  prosody: ['prosody'],
  ejabberd: ['ejabberdctl', 'erl'],
};
const ALWAYS = ['ip', 'named', 'dnssec-signzone', 'unbound', 'slixmpp', 'curl'];

export function describeInLab(peers: readonly PeerName[], title: string, body: () => void): void {
  const reason = findProgram('ip') && whyNoNetwork();
  if (reason) describe.skip(`${title} [skipped: ${reason}]`, body);
  else describeWith([...ALWAYS, ...peers.flatMap((peer) => PROGRAMS[peer])], title, body);
}
