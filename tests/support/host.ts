/** Hosts and engines for the manager under test: a data folder of its own, and a server that lives in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Device } from '../../electron/contract/index.ts';
import type { Account, Engine } from '../../electron/manager/engines/engine.ts';
import type { Host } from '../../electron/manager/host.ts';
import { systemClock } from '../../electron/manager/host.ts';
import { problem } from '../../electron/manager/problem.ts';
import { entries } from '../../electron/node-host.ts';
import { createFakeFederation, type FakeFederation } from './fake-federation.ts';
import { createFakeOffice, type FakeOffice } from './fake-office.ts';
import { createFakePrograms, freshPrograms } from './fake-programs-calls.ts';
import { createFakeRooms, type FakeRooms } from './fake-rooms.ts';

/** A fresh folder, removed when the test is over. */
export function temporaryFolder(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'chatelaine-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function testHost(dataDir: string, more: Partial<Host> = {}): Host {
  return {
    face: 'headless',
    version: '0.0.0-test',
    platform: 'linux',
    system: 'Test system 1',
    hostname: 'atelier',
    dataDir,
    node: process.execPath,
    entries,
    licences: 'notices',
    clock: systemClock,
    // Nobody listens there: no test asks the world's DNS.
    resolver: '127.0.0.1:9',
    addresses: () => ['192.168.1.20'],
    openExternal: async () => undefined,
    ...more,
  };
}

/** A program that says it is ready and ends when asked to. */
const QUIET_SERVER = `
  console.log(JSON.stringify({ event: 'ready', ports: [{ type: 'c2s', port: 5222, address: '127.0.0.1', tls: 'starttls' }] }));
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => {}, 1000);
`;

export interface FakeEngine extends Engine, FakeOffice, FakeFederation {
  readonly people: Map<string, Account & { password: string }>;
  readonly connected: Device[];
  readonly rooms: FakeRooms;
  /** Tests say how people stand. */
  readonly peopleState: { -readonly [C in keyof Engine['peopleState']]: Engine['peopleState'][C] };
  /** How often each was called. */
  readonly counts: { configure: number; add: number };
}

/** An engine whose accounts live in memory; its child is a script that does nothing. */
export function createFakeEngine(script = QUIET_SERVER): FakeEngine {
  const people: FakeEngine['people'] = new Map();
  const connected: Device[] = [];
  const counts = { configure: 0, add: 0 };
  const known = (address: string) => {
    const found = people.get(address);
    if (!found) throw problem('person.unknown', { address });
    return found;
  };
  return {
    people,
    connected,
    counts,
    child: { program: process.execPath, args: ['-e', script] },
    configuration: (office) => ({
      file: '/data/server/server.json',
      text: JSON.stringify({ hosts: [office.domain] }),
    }),
    configure: async () => {
      counts.configure++;
      return 'reload';
    },
    reload: async () => undefined,
    ping: async () => undefined,
    watch: () => () => undefined,
    accounts: {
      list: async (host) =>
        [...people.values()].filter((one) => one.host === host).map(({ password: _, ...one }) => one),
      exists: async (username, host) => people.has(`${username}@${host}`),
      async add({ username, host, password, displayName }) {
        const address = `${username}@${host}`;
        if (people.has(address)) throw problem('person.exists', { address });
        counts.add++;
        const admin = people.size === 0;
        const more = { admin, disabled: false, createdAt: 0, lastLogin: null };
        people.set(address, { address, username, host, displayName, password, ...more });
      },
      setPassword: async (address, password) => void people.set(address, { ...known(address), password }),
      setDisplayName: async (address, displayName) =>
        void people.set(address, { ...known(address), displayName }),
      setDisabled: async (address, disabled) => void people.set(address, { ...known(address), disabled }),
      remove: async (address) => void people.delete(known(address).address),
      footprint: async () => ({ contacts: 3, archivedMessages: 120, waitingMessages: 1 }),
    },
    peopleState: { of: async () => [], tryPush: async () => [] } as FakeEngine['peopleState'],
    rooms: createFakeRooms(),
    ...createFakeOffice((address) => people.has(address)),
    ...createFakeFederation(),
    bridges: { components: async () => [] },
    website: { slot: async () => undefined, mirror: async () => '/.well-known/chatelaine/x' },
    programs: createFakePrograms(freshPrograms()),
    attempts: {
      report: async () => ({
        attempts: [],
        strangers: { times: 0, sources: 0, since: null, at: null, latest: [] },
      }),
      forgive: async () => undefined,
    },
    leaving: {
      close: async (address) => void people.set(address, { ...known(address), disabled: true }),
      pieces: async () => ({ pieces: [], next: null }),
      messages: async () => ({ messages: [], next: null, total: 0 }),
      files: async () => [],
      file: async () => undefined,
    },
    devices: async () => connected,
    async disconnect(address) {
      const at = connected.findIndex((one) => one.address === address);
      if (at < 0) throw problem('device.gone', { address });
      connected.splice(at, 1);
    },
  };
}
