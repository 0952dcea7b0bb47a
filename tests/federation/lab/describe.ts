/** `describe` for what needs the lab; skipped with the reason in its title where there can be none. */
import { describeInNetworks } from '../../support/need-network.ts';
import type { PeerName } from './domains.ts';

const PROGRAMS: Readonly<Record<PeerName, readonly string[]>> = {
  prosody: ['prosody'],
  ejabberd: ['ejabberdctl', 'erl'],
};
const ALWAYS = ['named', 'dnssec-signzone', 'unbound', 'slixmpp', 'curl'];

export const describeInLab = (peers: readonly PeerName[], title: string, body: () => void): void =>
  describeInNetworks([...ALWAYS, ...peers.flatMap((peer) => PROGRAMS[peer])], title, body);
