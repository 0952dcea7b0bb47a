/** Our own server in a namespace, as a process, by a configuration file as an operator would write it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ctl } from '../../../server/ctl.ts';
import type { FederationReport, RemoteDomain } from '../../../server/s2s/report.ts';
import { type ServerProcess, spawnServer } from '../../support/server-process.ts';
import { PASSWORD, type Peer, type PeerParts } from './peer.ts';

export interface Ours extends Peer {
  readonly process: () => ServerProcess;
  /** `chatelaine ctl COMMAND --json`. */
  ctl(...command: readonly string[]): Promise<unknown>;
  /** What it knows of a remote domain. */
  remote(domain: string): Promise<RemoteDomain | undefined>;
}

/** How long a stanza waits for a server that is away: longer than a peer takes to start anew, and the fourth attempt with it. */
export const QUEUE_SECONDS = 30;

export function createOurs({ at, folder, domains, shelf, people }: PeerParts): Ours {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'server.json');
  const host = ({ name }: { name: string }) => {
    const { chain, key } = shelf.files.get(name)!;
    return [name, { certificate: { chain, key }, registration: 'closed' }];
  };
  writeFileSync(
    file,
    JSON.stringify(
      {
        data: 'data',
        hosts: Object.fromEntries(domains.map(host)),
        listen: [
          { type: 'c2s', port: 5222, tls: 'starttls' },
          { type: 's2s', port: 5269, tls: 'starttls' },
          { type: 's2s', port: 5270, tls: 'direct' },
          { type: 'http', port: 5443, tls: 'direct' },
        ],
        federation: {
          authorities: shelf.root,
          limits: { queueSeconds: QUEUE_SECONDS },
          // Those of the system, which is the namespace's own /etc/resolv.conf.
          dns: { trusted: true },
          hosts: {
            '*.strict.prosody.example': { authenticate: 'certificate' },
            '*.strict.ejabberd.example': { authenticate: 'certificate' },
          },
        },
        limits: 'off',
        log: { level: 'debug' },
      },
      undefined,
      2,
    ),
  );
  let running: ServerProcess | undefined;
  /** Who has no account yet. */
  const strangers = [...people];

  const ours: Ours = {
    process: () => running!,
    lines: () => running?.log.map((line) => JSON.stringify(line)) ?? [],
    async start() {
      running = await spawnServer(['--config', file], at.inside);
      if (running.announcement.event !== 'ready')
        throw new Error(JSON.stringify(running.announcement) + running.stderr());
      for (const address of strangers.splice(0)) {
        const [user = '', domain = ''] = address.split('@');
        await ours.ctl('register', user, domain, PASSWORD);
      }
    },
    async stop(signal = 'SIGTERM') {
      await running?.kill(signal);
    },
    async ctl(...command) {
      let [out, err] = ['', ''];
      const code = await ctl({
        args: ['--config', file, '--json', ...command],
        stdin: Readable.from([]),
        out: (text) => (out += text),
        err: (text) => (err += text),
      });
      if (code !== 0) throw new Error(`ctl ${command.join(' ')}: ${code} ${err}${out}`);
      return out.trim() === '' ? undefined : JSON.parse(out);
    },
    async remote(domain) {
      const report = (await ours.ctl('federation')) as FederationReport;
      return report.domains.find((one) => one.domain === domain);
    },
  };
  return ours;
}
