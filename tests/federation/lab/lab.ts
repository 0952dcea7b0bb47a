/** Everything of one test file: the network, its names, our server, a peer, and people on either side. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Agent, type AgentOptions, startAgent } from '../../support/agent.ts';
import { makeCertificates, type Shelf } from './certificates.ts';
import {
  type Domain,
  domainsOf,
  OUR_DOMAINS,
  PEERS,
  type PeerName,
  zoneOf,
  zoneOfNobody,
} from './domains.ts';
import { createEjabberd } from './ejabberd.ts';
import { startNameServers } from './name-servers.ts';
import { type Member, openNetwork } from './network.ts';
import { createOurs, type Ours } from './ours.ts';
import { PASSWORD, type Peer } from './peer.ts';
import { createProsody } from './prosody.ts';

export interface Lab {
  readonly ours: Ours;
  readonly peers: Readonly<Partial<Record<PeerName, Peer>>>;
  /** Where a domain's server is. */
  at(domain: string): Member;
  readonly shelf: Shelf;
  /** Logs somebody in, in the namespace of their own server, and resolves once they are ready. */
  enter(address: string, more?: Partial<AgentOptions>): Promise<Agent>;
  close(): Promise<void>;
}

export interface LabOptions {
  readonly peers: readonly PeerName[];
  /** Everybody with an account, on whichever server; all have the password `secret`. */
  readonly people: readonly string[];
  /** Leaves our server out: the peers among themselves. */
  readonly withoutOurs?: boolean;
}

const CREATE = { prosody: createProsody, ejabberd: createEjabberd };

export async function openLab({ peers, people, withoutOurs = false }: LabOptions): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-federation-'));
  const running = new Map<string, Peer>();
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async () => {
    if (process.env.LAB_LOGS)
      for (const [name, server] of running)
        writeFileSync(join(process.env.LAB_LOGS, `${name}.log`), server.lines().join('\n'));
    for (const step of undo.reverse()) await step();
  };
  try {
    const domains: ReadonlyMap<string, readonly Domain[]> = new Map([
      ['ours', OUR_DOMAINS],
      ...peers.map((peer) => [peer, domainsOf(peer)] as const),
    ]);
    const network = await openNetwork(['ours', ...PEERS]);
    undo.push(network.close);
    const shelf = await makeCertificates(join(folder, 'certificates'), [...domains.values()].flat());
    const zone = [...domains].flatMap(([name, own]) => zoneOf(name, network.member(name), own, shelf.tlsa));
    const nobody = zoneOfNobody(network.member('ours'));
    const names = await startNameServers(network.hub, join(folder, 'names'), [...zone, ...nobody]);
    undo.push(names.stop);

    const partsOf = (name: string) => ({
      ...{ at: network.member(name), folder: join(folder, name), domains: domains.get(name)!, shelf },
      people: people.filter((address) => owner(address) === name),
    });
    const owner = (address: string) => {
      const domain = address.slice(address.indexOf('@') + 1);
      return [...domains].find(([, own]) =>
        own.some(({ name }) => domain === name || domain.endsWith(`.${name}`)),
      )?.[0];
    };
    const made = peers.map((name) => [name, CREATE[name](partsOf(name))] as const);
    const ours = createOurs(partsOf('ours'));
    for (const [name, server] of made) running.set(name, server);
    if (!withoutOurs) running.set('ours', ours);
    const servers = [...running.values()];
    undo.push(() => Promise.all(servers.map((server) => server.stop())));
    await Promise.all(servers.map((server) => server.start()));

    const agents: Agent[] = [];
    undo.push(() => Promise.all(agents.map((agent) => agent.stop())));
    return {
      ...{ ours, shelf, close },
      peers: Object.fromEntries(made),
      at: (domain) => network.member(owner(domain)!),
      async enter(address, more = {}) {
        const [bare = ''] = address.split('/');
        const domain = bare.slice(bare.indexOf('@') + 1);
        const agent = startAgent(
          address,
          {
            ...{ jid: address.includes('/') ? address : `${address}/desk`, password: PASSWORD },
            ...{ ca: shelf.files.get(domain)!.trust, host: '127.0.0.1', port: 5222, ...more },
          },
          network.member(owner(bare)!).inside,
        );
        agents.push(agent);
        await agent.expect('ready', {}, 60_000);
        return agent;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
