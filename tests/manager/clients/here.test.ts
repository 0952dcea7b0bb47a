/** What of the office goes into a program, who may write at all, and History's way back. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Change } from '../../../electron/contract/index.ts';
import { type ClientsHereParts, createClientsHere } from '../../../electron/manager/clients/here.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import type { Undoer } from '../../../electron/manager/undo.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { testHost } from '../../support/host.ts';
import { createPerson, OTTO, type Person } from './person.ts';

const OFFICE = {
  way: 'lan',
  domain: 'office.test',
  ports: { starttls: 5222, direct: 5223 },
  admins: [],
} as unknown as Office;

function here(person: Person, more: Partial<ClientsHereParts> = {}) {
  const data = join(person.home, '../data');
  mkdirSync(data, { recursive: true });
  const noted: Omit<Change, 'id' | 'at' | 'who'>[] = [];
  const undoers: Undoer[] = [];
  const clients = createClientsHere({
    ...{
      host: testHost(data),
      office: () => OFFICE,
      home: person.home,
      findProgram: (name) => `/usr/bin/${name}`,
    },
    run: async () => ({ exitCode: 1, stdout: '', stderr: '', why: 'not-found' }),
    way: async () => ({ way: 'typed', hosts: ['192.0.2.7'], ports: { starttls: 5222, direct: 5223 } }),
    own: async () => undefined,
    systemTrusts: async () => false,
    changes: { note: (change) => noted.push(change), page: () => [] },
    undo: {
      register: (undoer) => void undoers.push(undoer),
      page: () => [],
      putBack: async () => undefined,
      missing: () => [],
    },
    ...more,
  });
  return { clients, noted, undoer: undoers[0]! };
}

async function planFor(person: Person, more: Partial<ClientsHereParts>) {
  const { clients } = here(person, more);
  const { clients: found } = await clients.list();
  const { id } = found.find(({ program }) => program === 'pidgin')!.profiles[0]!;
  return clients.plan({ profile: id, address: OTTO, keepPassword: false });
}

test('host and port are told where DNS does not lead there, and only then', async () => {
  using person = createPerson();
  expect((await planFor(person, {})).server).toEqual({ host: '192.0.2.7', port: 5222, tls: 'starttls' });
  const found = async () => ({
    way: 'found' as const,
    hosts: ['x'],
    ports: { starttls: 5222, direct: 5223 },
  });
  expect((await planFor(person, { way: found })).server).toBeNull();
  const server = { host: 'elsewhere.test', port: 5223, tls: 'direct' as const };
  expect((await planFor(person, { server })).server).toEqual(server);
});

test('the certificate is told of where the office vouches for it itself, and the machine does not know', async () => {
  using person = createPerson();
  const { chain, pem } = await makeCertificate(join(person.home, '..'), 'server', ['office.test']);
  writeFileSync(chain, `${pem}\n${pem}\n`);
  const own = async () => ({ authority: pem, chain });
  expect((await planFor(person, {})).trust).toEqual({ way: 'public', until: null });
  expect((await planFor(person, { own, systemTrusts: async () => true })).trust.way).toBe('system');
  const plan = await planFor(person, { own });
  expect(plan.trust).toEqual({ way: 'certificate', until: expect.any(Number) });
  // The server's own certificate, without the authority's behind it.
  const lines = plan.files.at(-1)!.lines.filter(({ text }) => text.includes('BEGIN CERTIFICATE'));
  expect(lines).toHaveLength(1);
});

test('an address of another domain is nobody’s here', async () => {
  using person = createPerson();
  const { clients } = here(person);
  const wish = { address: 'otto@elsewhere.example', language: 'en' as const, password: null };
  await expect(clients.file(wish)).rejects.toMatchObject({ code: 'person.unknown' });
});

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['192.168.1.20', false],
])('listening at %s, the page is on this computer: %s', (web, expected) => {
  using person = createPerson();
  expect(here(person, { web: () => web }).clients.isHere()).toBe(expected);
});

test('History puts back what was set up, also after the program has written there', async () => {
  using person = createPerson();
  const file = person.has('profanity');
  const before = person.tree();
  for (const isTouched of [false, true]) {
    const { clients, noted, undoer } = here(person);
    const { clients: found } = await clients.list();
    const wish = {
      profile: found.find(({ program }) => program === 'profanity')!.profiles[0]!.id,
      ...{ address: OTTO, keepPassword: true },
    };
    const { digest } = await clients.plan(wish);
    await clients.apply({ ...wish, digest, password: 'schwer zu raten' });
    const who = { face: 'itself', name: '', address: null, session: null } as const;
    const change = { id: 1, at: 0, who, ...noted[0]! };
    expect(JSON.stringify(change)).not.toContain('schwer zu raten');
    expect(change).toMatchObject({ action: 'client.set-up', subject: `Profanity (${OTTO})` });
    expect(undoer.possible(change)).toBe(true);
    if (isTouched) writeFileSync(file, '[later]\njid=later@elsewhere.example\n', { flag: 'a' });
    await undoer.putBack(change);
    expect(undoer.possible(change)).toBe(false);
    const { [FILE]: now, ...others } = person.tree();
    expect(others).toEqual(Object.fromEntries(Object.entries(before).filter(([name]) => name !== FILE)));
    expect(now === before[FILE]).toBe(!isTouched);
  }
});

const FILE = '.local/share/profanity/accounts';
