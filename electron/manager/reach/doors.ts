/** The office's doors as people outside come to them: what is spoken at each, and whom one asks for. Pure. */
import type { ReachDoor, ReachSpeech } from '../../contract/reach.ts';
import { type OfficeDoor, ONE_PORT, officeDoors, transportsOf } from '../office-doors.ts';
import { serverHost, webHost } from '../office-names.ts';
import type { Office } from '../settings.ts';

/** What is spoken behind a row of the server's `listen`; a port for everything is several. */
function speechesOf({ type, tls, port }: OfficeDoor): readonly ReachSpeech[] {
  const direct = tls === 'direct';
  switch (type) {
    case 'c2s':
      return [direct ? 'client-direct' : 'client-starttls'];
    case 's2s':
      return [direct ? 'server-direct' : 'server-starttls'];
    case 'http':
      return ['https'];
    case 'multiplex':
      return port === ONE_PORT ? ['https', 'client-direct'] : ['https'];
    case 'stun':
      return [direct ? 'stun-tls' : 'stun'];
    case 'proxy65':
      return ['socks5'];
  }
}

/** On a network of its own the server has no other name than the domain (engines/bundled/hosts.ts). */
const machineName = (office: Office) => (office.way === 'domain' ? serverHost(office) : office.domain);

function nameFor(speech: ReachSpeech, office: Office): string {
  if (speech === 'https') return webHost(office, office.domain);
  return speech === 'stun-tls' || speech === 'stun' || speech === 'relay'
    ? machineName(office)
    : office.domain;
}

/** Every door a person or a server outside may come to, in the order in which they are told. */
export function reachDoors(office: Office): ReachDoor[] {
  const one = (
    speech: ReachSpeech,
    { door, port }: Pick<OfficeDoor, 'door' | 'port'>,
    transport: 'tcp' | 'udp',
  ): ReachDoor => ({
    id: `${speech}-${transport}-${port}`,
    ...{ door, speech, transport, port, name: nameFor(speech, office) },
  });
  const rows = officeDoors(office)
    // Behind a website ours answers in the clear, and to it alone: the page “Behind a website” looks at that.
    .filter(({ type }) => !(office.website && type === 'http'));
  const doors = rows.flatMap((row) =>
    speechesOf(row).flatMap((speech) =>
      (speech === 'stun' ? transportsOf(row) : ['tcp' as const]).map((transport) =>
        one(speech, row, transport),
      ),
    ),
  );
  const stun = rows.find(({ type, tls }) => type === 'stun' && tls === 'none');
  return stun ? [...doors, one('relay', stun, 'udp')] : doors;
}
