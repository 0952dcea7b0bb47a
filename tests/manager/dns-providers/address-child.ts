/** A whole manager with its server, in a namespace of its own, for address-real.test.ts: does what it is told, line by line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { machineAddresses } from '../../../electron/manager/host.ts';
import { openManager } from '../../../electron/manager/manager.ts';
import { testHost } from '../../support/host.ts';

const [dataDir = '', access = '', stun = '', resolver = ''] = process.argv.slice(2);
const nobody = { session: null, signal: undefined };
const say = (told: unknown) => void process.stdout.write(`${JSON.stringify(told)}\n`);
const host = testHost(dataDir, { addresses: () => machineAddresses(), resolver });
const manager = await openManager({ host });
const { calls, areas } = manager;
const domain = 'example.test';

const DOES: Readonly<Record<string, () => Promise<unknown>>> = {
  async setUp() {
    const admin = { username: 'sophie', displayName: 'Sophie' };
    const ports = { starttls: 5222, direct: 5223 };
    await calls.setup.save({ answers: { way: 'domain', domain, admin, ports } }, nobody);
    await calls.setup.password({ password: 'correct horse battery' }, nobody);
    const { jobId } = await calls.setup.apply(undefined, nobody);
    const { state } = await areas!.jobs.ended(jobId);
    await calls.setup.finish(undefined, nobody);
    return { state };
  },
  async connect() {
    return calls.dnsProviders.connect({ provider: 'rfc2136', fields: JSON.parse(access) }, nobody);
  },
  async look() {
    return calls.dnsProviders.lookNow(undefined, nobody);
  },
  async choose() {
    const sources = { stun: stun.split(','), echo: [] };
    return calls.dnsProviders.setDynamic({ on: true, update: true, sources }, nobody);
  },
  async apply() {
    const { ticket } = await calls.dnsProviders.preview({ domain }, nobody);
    const { jobId } = await calls.dnsProviders.apply({ domain, ticket, consent: [] }, nobody);
    const { state } = await areas!.jobs.ended(jobId);
    return { state };
  },
  async server() {
    const { status } = await calls.server.overview(undefined, nobody);
    const { modules } = JSON.parse(readFileSync(join(dataDir, 'server', 'server.json'), 'utf8'));
    return { pid: status.state === 'running' ? status.pid : null, turn: modules?.turn?.addresses ?? null };
  },
};

say({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') break;
  try {
    say({ done: line, value: await DOES[line]!() });
  } catch (error) {
    say({ failed: line, error: String((error as Error).stack), data: (error as { data?: unknown }).data });
  }
}
await manager.close();
process.exit(0);
