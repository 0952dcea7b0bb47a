/**
 * A whole manager in a process of its own, with its real server: `node manager-child.ts FILE`, where the file is a `Life`. The first
 * one sets the office up and orders; it is killed from outside. The next one goes on, and tells how it ended.
 */
import { readFileSync } from 'node:fs';
import type { CertificateSource } from '../../../electron/contract/certificates.ts';
import { openManager } from '../../../electron/manager/manager.ts';
import { testHost } from '../../support/host.ts';

const DOMAIN = 'haus.example';

export interface Life {
  readonly data: string;
  readonly resolver: string;
  readonly acmePorts: { readonly http: number; readonly tls: number };
  readonly ports: { readonly starttls: number; readonly direct: number };
  readonly otherPorts: { readonly web: number; readonly components: number; readonly admin: number };
  /** Absent: goes on with what is there. */
  readonly source?: CertificateSource;
}

const nobody = { session: null, signal: undefined };

const { data, resolver, acmePorts, ports, otherPorts, source }: Life = JSON.parse(
  readFileSync(process.argv[2]!, 'utf8'),
);
// Our clock's timers keep nobody alive.
const awake = setInterval(() => {}, 60_000);
const host = testHost(data, { resolver, addresses: () => ['127.0.0.1'] });
const manager = await openManager({ host, acmePorts });
await manager.begin();
const { calls, areas } = manager;
if (source) {
  const admin = { username: 'nina', displayName: 'Nina' };
  await calls.setup.save({ answers: { way: 'lan', domain: DOMAIN, admin, ports } }, nobody);
  await calls.setup.password({ password: 'correct horse battery' }, nobody);
  const { jobId } = await calls.setup.apply(undefined, nobody);
  await areas!.jobs.ended(jobId);
  const doors = { calls: false, files: false };
  await areas!.service.decide({ addresses: { v4: ['127.0.0.1'] }, doors, otherPorts });
  await calls.certificates.chooseSource({ domain: DOMAIN, source, ticket: null }, nobody);
}
await areas!.certificateJobs.idle(DOMAIN);
while (!manager.serverRuns()) await new Promise((resolve) => setTimeout(resolve, 100));
const now = await calls.certificates.check({ domain: DOMAIN }, nobody);
process.stdout.write(`${JSON.stringify(now)}\n`);
await manager.close();
clearInterval(awake);
